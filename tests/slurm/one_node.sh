#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# usage: one_node.sh COMMAND...   runs a command on a Slurm cluster of this machine alone, with daemons of its own that end with it.
# As root, since slurmd starts jobs for their users. Exit code 77: this machine cannot, with the reason on stderr.
set -euo pipefail

skip() { echo "skipped: $*" >&2; exit 77; }
(( EUID == 0 )) || skip "the daemons of Slurm are started as root"
for program in slurmctld slurmd munged mungekey sbatch; do
  command -v "$program" >/dev/null || skip "there is no $program here (Debian: slurm-wlm, munge)"
done

folder=$(mktemp -d /tmp/slurm-XXXXXX)
chmod 755 "$folder"
mkdir -p "$folder"/{state,spool,munge}
chmod 755 "$folder/munge"
node=$(hostname -s)
port=$(( 20000 + $$ % 20000 ))
started=()
stop() {
  local process
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${started[@]}"; do wait "$process" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap stop EXIT
start() { "$@" >"$folder/${1##*/}.out" 2>&1 & started+=("$!"); }

mungekey --create --keyfile "$folder/munge.key"
start munged --foreground --force --key-file "$folder/munge.key" --socket "$folder/munge/socket" \
  --pid-file "$folder/munge/pid" --log-file "$folder/munge/log" --seed-file "$folder/munge/seed"
cat >"$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
start slurmctld -D
start slurmd -D -N "$node"
for (( tries = 0; ; ++tries )); do
  [[ $(sinfo --noheader --format %T 2>/dev/null) == idle ]] && break
  if (( tries == 150 )); then
    tail -n 5 "$folder"/*.log "$folder"/*.out >&2
    skip "Slurm did not come up in 30 s"
  fi
  sleep 0.2
done
"$@"
