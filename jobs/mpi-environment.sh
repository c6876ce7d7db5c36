# Sourced by the scripts: what Open MPI and OpenMP need to start here, whatever the machine. The program itself sets none of it.
# As root (containers, fresh machines) mpirun asks for a confirmation; more ranks than cores are meant.
if [ "$(id -u)" -eq 0 ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
export OMPI_MCA_rmaps_base_oversubscribe=1
# Without binding, the threads of a rank share its cores instead of one core.
export OMPI_MCA_hwloc_base_binding_policy=none
# Waiting ranks give way by Open MPI's own rule: where there are more of them than cores. Forced, they would give way at every look for messages
# in the middle of their work, and on a busy machine lose half of their time by it.
# No warning about network cards that a single machine does not need.
export OMPI_MCA_btl_base_warn_component_unused=0
# Waiting threads sleep: where other work shares the cores, spinning ones keep the others of their team from running.
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
