#!/bin/sh
# An experiment as a Flux job that submits itself again until its store is complete. jobs/submit fills in a copy for each store. By hand: copy
# this file, set the lines below, and submit the copy with flux batch; to go on after an end, submit it again.
#flux: --job-name=walras
#flux: --nodes=1
#flux: --nslots=1
#flux: --cores-per-slot=1
#flux: --time-limit=60m
# Lines with two ## are off.
##flux: --queue=NAME
##flux: --bank=NAME
#flux: --output=/dev/null

# ---- What to run, by absolute paths; script is this file ------------------------------------------------------------------------------
config=experiment.cfg
store=experiment.h5
script=experiment.flux
nodes=1
tasks_per_node=1
threads=1
# the time limit in seconds, and how long before its end the run is asked to stop
seconds=3600
margin=120
# More options of walras run, such as --set consumers=100000
set --

# ---- This site: modules, the program, the launch line ---------------------------------------------------------------------------------
# module load openmpi hdf5
walras=walras
jobs=$(dirname "$(command -v "$walras")")/../share/walras/jobs
launch() {
  # Flux binds each task to its cores. An Open MPI that does not find its peers wants -o pmi=pmix (flux-pmix).
  flux run --nodes="$nodes" --ntasks=$((nodes * tasks_per_node)) --cores-per-task="$threads" -o cpu-affinity=per-task "$@"
}
# ---------------------------------------------------------------------------------------------------------------------------------------

# This script runs in an instance of its own; its job is known to the parent.
job=$(flux getattr jobid)
shards=
shard=
submit='flux batch'
export OMP_NUM_THREADS="$threads"
exec >>"$store.log" 2>&1
once_more() {
  job=$(flux --parent batch "$script") || return 1
  remember
}

. "$jobs/job.sh"
walras_job "$@"
