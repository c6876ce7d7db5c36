#include "engine/agree.h"

walras_status walras_agree(MPI_Comm world, walras_status status, walras_error *error) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(world, &rank);
  MPI_Comm_size(world, &ranks);
  int first = status == WALRAS_OK ? ranks : rank;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, world);
  if (first == ranks)
    return WALRAS_OK;
  MPI_Bcast(error, (int)sizeof *error, MPI_BYTE, first, world);
  if (rank != first)
    error->file = NULL; /* that rank's pointer */
  return error->status;
}
