/** The ranks that run one trial together. The only place where a trial's services meet MPI. */
#ifndef WALRAS_ENGINE_GROUP_H
#define WALRAS_ENGINE_GROUP_H

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/meter.h"
#include "walras/status.h"

/** Called by the master thread between blocks, and again and again while it waits for the group: the coordinator's turn to poll. */
typedef void (*walras_poll_function)(void *context);

typedef struct walras_group {
  MPI_Comm communicator; /**< of the group; MPI_COMM_NULL for groups of one */
  int rank, size;
  walras_poll_function poll; /**< NULL = nothing to poll */
  void *poll_context;
  walras_meter *meter; /**< of this rank; NULL = nobody counts */
} walras_group;

/* Collectives that poll while they wait; for size 1 they cost nothing. MPI errors are fatal to the run (MPI_ERRORS_ARE_FATAL). */
/** The worst (highest) status over the group. An erring rank's leaving and the others' next collective meet here: every
 *  collective service of a trial begins with it. `operation` numbers must agree, else WALRAS_ERROR_STATE everywhere. */
walras_status walras_group_agree(walras_group *group, walras_status mine, int operation);
/** The same, and with it the highest of every rank's `wish`, through `wish`. */
walras_status walras_group_agree_wishing(walras_group *group, walras_status mine, int operation, int *wish);

/** Where what has arrived stands. */
typedef enum walras_side {
  WALRAS_LEFT,   /**< of what this rank holds: of lower ranks, next to them */
  WALRAS_RIGHT,  /**< of it: of higher ranks, next to them */
  WALRAS_INSTEAD /**< it is of all ranks, and takes the place of what this rank holds */
} walras_side;
/** Something that ranks hold and that two neighbouring ranges of ranks can join to one of both. Messages are all that it is, in bytes. */
typedef struct walras_combination {
  void *context;
  const void *(*pack)(void *context, int64_t *bytes); /**< valid until the next call */
  void *(*room)(void *context, int64_t *bytes);       /**< for what arrives, at most so much; valid until it is joined */
  void (*join)(void *context, int64_t bytes, walras_side side); /**< `bytes` have arrived in the room */
} walras_combination;
/** Every rank holds what all ranks together make. In rounds of pairs, each twice as far apart: a rank of 2^k sends k messages. Other
 *  numbers of ranks take two rounds more. The order of joining depends on the size of the group alone, and is the same on every rank. */
void walras_group_combine(walras_group *group, const walras_combination *combination);

void walras_group_allgather(walras_group *group, const void *mine, int64_t bytes, void *all); /**< all [size * bytes] */
void walras_group_allgatherv(walras_group *group, const void *mine, int64_t bytes, void *all,
                             const int64_t *sizes); /**< in rank order */
void walras_group_broadcast(walras_group *group, walras_purpose purpose, void *data, int64_t bytes, int root);
/** Personalised exchange in bounded chunks, safe past 2^31 bytes: sends [size], receives [size] byte counts, contiguous in rank order. */
void walras_group_alltoallv(walras_group *group, const void *send, const int64_t *send_bytes, void *receive,
                            const int64_t *receive_bytes);

#endif
