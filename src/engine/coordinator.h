/**
 * The protocol between coordinator and groups as a pure state machine: no MPI, no clock, no input or output. Events come in by calls;
 * what is to be done is the call's answer. Trials are numbers; a batch is a contiguous range of pending ones.
 *
 * A group asks for work whenever it has room (one batch in work and one in reserve), and reports each batch with what became of it.
 */
#ifndef WALRAS_ENGINE_COORDINATOR_H
#define WALRAS_ENGINE_COORDINATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

typedef struct walras_coordinator walras_coordinator;

/** A contiguous range of trials. */
typedef struct walras_batch {
  int64_t first, count;
} walras_batch;

/** What a group is told. */
typedef enum walras_answer {
  WALRAS_ANSWER_BATCH,  /**< here is a batch */
  WALRAS_ANSWER_WAIT,   /**< nothing now, but a lost group's trials may still come back: ask again after the next event */
  WALRAS_ANSWER_RELEASE /**< nothing ever again */
} walras_answer;

/** `pending` [trials]: true for those to run. `target_seconds`: what a batch should be worth; `most`: trials in a batch at the most. */
walras_status walras_coordinator_create(const bool *pending, int64_t trials, int groups, double target_seconds, int64_t most,
                                        walras_coordinator **result, walras_error *error);
void walras_coordinator_destroy(walras_coordinator *coordinator);

/** A group asks for work. At most two batches are out with one group (asserted). */
walras_answer walras_coordinator_request(walras_coordinator *coordinator, int group, walras_batch *batch);

/** A group reports the first `finished` trials of its oldest batch as recorded, in `seconds` of its time; the rest of that batch (after a
 *  stop) goes back to pending. False when the group has no such batch: a bug of the shell, nothing changes. */
bool walras_coordinator_recorded(walras_coordinator *coordinator, int group, walras_batch batch, int64_t finished,
                                 double seconds);

/** No more work is handed out. */
void walras_coordinator_stop(walras_coordinator *coordinator);

/** A group is gone: its batches go back to pending for the others. */
void walras_coordinator_lost(walras_coordinator *coordinator, int group);

/** True when no batch is out and none will be: everything is recorded, or the run was stopped, or all groups are lost. */
bool walras_coordinator_ended(const walras_coordinator *coordinator);

int64_t walras_coordinator_pending(const walras_coordinator *coordinator); /**< not handed out */
int64_t walras_coordinator_out(const walras_coordinator *coordinator);     /**< handed out, not recorded */

#endif
