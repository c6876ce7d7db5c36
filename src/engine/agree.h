/** One outcome for all ranks. */
#ifndef WALRAS_ENGINE_AGREE_H
#define WALRAS_ENGINE_AGREE_H

#include <mpi.h>

#include "walras/status.h"

/** Collective: what went wrong on one rank, in the words of the first that has an error, goes wrong on all of them. */
walras_status walras_agree(MPI_Comm world, walras_status status, walras_error *error);

#endif
