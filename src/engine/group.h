/** The ranks that run one trial together. The only place where a trial's services meet MPI. */
#ifndef WALRAS_ENGINE_GROUP_H
#define WALRAS_ENGINE_GROUP_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

/** Called by the master thread between blocks, and again and again while it waits for the group: the coordinator's turn to poll. */
typedef void (*walras_poll_function)(void *context);

typedef struct walras_group {
  MPI_Comm communicator; /**< of the group; MPI_COMM_NULL for groups of one */
  int rank, size;
  walras_poll_function poll; /**< NULL = nothing to poll */
  void *poll_context;
  double wait_seconds; /**< spent waiting inside collectives */
} walras_group;

/* Collectives that poll while they wait; for size 1 they cost nothing. MPI errors are fatal to the run (MPI_ERRORS_ARE_FATAL). */
/** The worst (highest) status over the group. An erring rank's leaving and the others' next collective meet here: every
 *  collective service of a trial begins with it. `operation` numbers must agree, else WALRAS_ERROR_STATE everywhere. */
walras_status walras_group_agree(walras_group *group, walras_status mine, int operation);
/** The same, and with it the highest of every rank's `wish`, through `wish`. */
walras_status walras_group_agree_wishing(walras_group *group, walras_status mine, int operation, int *wish);
void walras_group_allreduce_int64(walras_group *group, int64_t *values, int64_t count);       /**< sums, in place */
void walras_group_allgather(walras_group *group, const void *mine, int64_t bytes, void *all); /**< all [size * bytes] */
void walras_group_allgatherv(walras_group *group, const void *mine, int64_t bytes, void *all,
                             const int64_t *sizes); /**< in rank order */
void walras_group_broadcast(walras_group *group, void *data, int64_t bytes, int root);
/** Personalised exchange in bounded chunks, safe past 2^31 bytes: sends [size], receives [size] byte counts, contiguous in rank order. */
void walras_group_alltoallv(walras_group *group, const void *send, const int64_t *send_bytes, void *receive,
                            const int64_t *receive_bytes);

#endif
