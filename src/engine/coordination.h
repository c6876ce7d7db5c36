/** Rank 0's side of the protocol: the state machine, the store's writer, and the ear for the other groups' leaders. */
#ifndef WALRAS_ENGINE_COORDINATION_H
#define WALRAS_ENGINE_COORDINATION_H

#include <mpi.h>

#include "engine/batch.h"
#include "engine/coordinator.h"
#include "engine/recorder.h"

/* A leader sends a small report when it has finished a batch, which also asks for the next one, and the batch's records in a message of
 * their own: a report is answered when it is heard, however long the records take. Rank 0's word, an int, comes to every other leader once:
 * 1 = stop what is under way, 0 = the run is over. */
enum { WALRAS_TAG_REPORT = 1, WALRAS_TAG_RECORDS, WALRAS_TAG_ANSWER, WALRAS_TAG_WORD };

/** A leader always has this many requests open: one batch in work, the next already on its way. At the start nobody has to ask. */
enum { WALRAS_REQUESTS = 2 };

typedef struct walras_report_message {
  walras_batch_header header;
  int64_t bytes; /**< of the records that follow; 0 = nothing was finished, none follow */
} walras_report_message;

typedef struct walras_answer_message {
  int64_t answer; /**< WALRAS_ANSWER_BATCH or WALRAS_ANSWER_RELEASE */
  walras_batch batch;
  double limit_seconds; /**< when the batch takes longer, its rest comes back */
} walras_answer_message;

typedef struct walras_coordination_input {
  const walras_engine_plan *plan;
  const walras_engine_output *output;
  MPI_Comm world; /**< group g is led by rank g * ranks_per_trial */
  int groups;
  uint8_t *status;     /**< [trials] kept up to date */
  walras_meter *meter; /**< rank 0's; NULL = nobody counts */
} walras_coordination_input;

typedef struct walras_coordination walras_coordination;

/** Errors: WALRAS_ERROR_MEMORY. Nothing is sent yet. */
walras_status walras_coordination_open(const walras_coordination_input *input, walras_coordination **result, walras_error *error);
void walras_coordination_close(walras_coordination *coordination);

/** Sends every other leader the answers to its first requests. */
void walras_coordination_begin(walras_coordination *coordination);

/** A walras_poll_function: hears and answers what has come, at most every millisecond. It waits for another rank only to receive records that
 *  have left it already: those of a leader that has sent WALRAS_REQUESTS reports since. */
void walras_coordination_poll(void *coordination);

/** The first group's request and report; it is released at once where rank 0 only coordinates (walras_coordinates_only). A wait for trials that may come back from others happens inside; BATCH or RELEASE comes out. */
walras_answer_message walras_coordination_request(walras_coordination *coordination);
void walras_coordination_record(walras_coordination *coordination, const char *batch);

/** Listens until every leader is released and every record written; ends with all ranks (they call MPI_Ibarrier on `world`). */
void walras_coordination_drain(walras_coordination *coordination);

/** Recorded so far, of all groups. */
int64_t walras_coordination_batches(const walras_coordination *coordination);

/** Fills done, failed, pending and stopped; returns the error that ended the run early, if any. */
walras_status walras_coordination_result(const walras_coordination *coordination, walras_engine_result *result,
                                         walras_error *error);

#endif
