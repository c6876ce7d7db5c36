#!/bin/sh
# An experiment as a PBS job that submits itself again until its store is complete. jobs/submit fills in a copy for each store. By hand: copy
# this file, set the lines below, and submit the copy with qsub; to go on after an end, submit it again.
#PBS -N walras
#PBS -l select=1:ncpus=1:mpiprocs=1:ompthreads=1
#PBS -l walltime=01:00:00
# Lines with two ## are off.
##PBS -q NAME
##PBS -A NAME
# After a failed node PBS starts this script again. It writes its log itself: PBS would deliver its own only at the end.
#PBS -r y
#PBS -j oe
#PBS -o /dev/null

# ---- What to run, by absolute paths; script is this file ------------------------------------------------------------------------------
config=experiment.cfg
store=experiment.h5
script=experiment.pbs
nodes=1
tasks_per_node=1
threads=1
# walltime in seconds, and how long before its end the run is asked to stop
seconds=3600
margin=120
# More options of walras run, such as --set consumers=100000
set --

# ---- This site: modules, the program, the launch line ---------------------------------------------------------------------------------
# module load openmpi hdf5
walras=walras
jobs=$(dirname "$(command -v "$walras")")/../share/walras/jobs
launch() {
  # The host file serves an Open MPI that was built without PBS's library; one that was built with it needs none.
  mpirun -n $((nodes * tasks_per_node)) --hostfile "$PBS_NODEFILE" --map-by "ppr:$tasks_per_node:node:PE=$threads" --bind-to core "$@"
}
# ---------------------------------------------------------------------------------------------------------------------------------------

job=$PBS_JOBID
shards=
shard=
submit=qsub
export OMP_NUM_THREADS="$threads"
exec >>"$store.log" 2>&1
once_more() {
  job=$(qsub "$script") || return 1
  remember
}

. "$jobs/job.sh"
walras_job "$@"
