#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: workflows.sh PROGRAM cwl|snakemake|slurm   runs an example of examples/ on small tiles. 77: skipped, with the reason.
set -euo pipefail
program=$(readlink -f "$1") what=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
examples=$here/../../examples
need() { command -v "$1" >/dev/null || { echo "skipped: there is no $1 here" >&2; exit 77; }; }

folder=$(mktemp -d /tmp/workflow-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir bin
ln -s "$program" bin/undercast
export PATH=$folder/bin:$PATH OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
scene() { undercast simulate -o "$1.tif" --size "$2" --steps 24 --seed "$3" --quiet; }
is_filled() { undercast info "$@" | grep -Eq '100.0 % (present|observed)' || { echo "$1 is not filled" >&2; exit 1; }; }

case $what in
  cwl)
    need cwltool
    scene a 32 1
    undercast export a.tif -o catalogue --format stac --quiet
    cwltool --quiet --preserve-environment PATH "$examples/cwl/fill_stac.cwl" --catalogue catalogue >outputs.json
    is_filled filled/collection.json --ndvi ndvi
    ;;
  snakemake)
    need snakemake
    [[ -e $(dirname "$program")/../lib/undercast/undercast_networks.so ]] ||
      { echo "skipped: this build does not train" >&2; exit 77; }
    scene a 32 1
    scene b 32 2
    echo '{"preset": "quick", "train_on": ["a"], "tiles": {"a": {"cube": "a.tif"}, "b": {"cube": "b.tif"}}}' >tiles.json
    snakemake --quiet -c 2 -s "$examples/snakemake/Snakefile" --configfile tiles.json
    for tile in a b; do
      is_filled "filled/$tile.tif"
      [[ -s report/$tile.html && -s stac/$tile/collection.json ]]
    done
    snakemake -n -c 2 -s "$examples/snakemake/Snakefile" --configfile tiles.json 2>&1 | grep -q 'Nothing to be done'
    ;;
  slurm)
    need mpirun
    # The first tile is large enough to be at work when Slurm requeues it.
    scene a 640 1
    scene b 32 2
    printf '%s\n' a.tif b.tif >tiles.txt
    cat >submit.sh <<'SH'
set -euo pipefail
job=$(sbatch --parsable --array=1-2 "$1")
for (( i = 0; i < 600; ++i )); do compgen -G 'a_filled.tif.rank-0.part' >/dev/null && break; sleep 0.1; done
scontrol requeue "${job}_1"
# Slurm would wait for two minutes before it starts a requeued job again.
for (( i = 0; i < 100; ++i )); do scontrol update "JobId=${job}_1" StartTime=now 2>/dev/null && break; sleep 0.2; done
for (( i = 0; i < 3000; ++i )); do [[ -e a_filled.tif && -e b_filled.tif ]] && exit 0; sleep 0.2; done
squeue; exit 1
SH
    "$here/../slurm/one_node.sh" bash submit.sh "$examples/slurm/fill_tiles.sbatch" || {
      code=$?
      cat undercast-*.log >&2 || true
      exit "$code"
    }
    cat undercast-*_1.log
    is_filled a_filled.tif
    is_filled b_filled.tif
    (( $(grep -c 'finished work is kept' undercast-*_1.log) == 2 ))  # it was started twice
    [[ -z $(compgen -G '*.part') ]]
    ;;
esac
