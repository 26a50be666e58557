#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: batch_script.sh PROGRAM   runs the batch script of docs/cluster.md on a Slurm cluster of this machine. 77: skipped.
set -euo pipefail
program=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
command -v mpirun >/dev/null || { echo "skipped: there is no mpirun here" >&2; exit 77; }

folder=$(mktemp -d /tmp/batch-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
sed -n '/^```bash$/,/^```$/p' "$here/../../docs/cluster.md" | sed '1d;$d' >undercast.sbatch
mkdir bin
ln -s "$program" bin/undercast
export PATH=$folder/bin:$PATH OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
undercast simulate -o tile.tif --truth truth.tif --size 300 --steps 8 --seed 3 -q
cat >run.json <<'JSON'
{"train": {"epochs": 2, "steps-per-epoch": 4, "series-per-step": 16, "hidings": 1, "series-width": 16, "series-depth": 1,
           "starting-model": "none", "trees": false, "precision": "fp32", "seed": 1}}
JSON
"$here/one_node.sh" sbatch --wait undercast.sbatch || { code=$?; cat undercast-*.log >&2 || true; exit "$code"; }
cat undercast-*.log
[[ -e tile.uc && -e filled.tif && ! -e tile.uc.checkpoint ]]
[[ -z $(compgen -G '*.part') ]]
grep -q '^filled.tif: ' undercast-*.log
undercast info filled.tif >/dev/null
