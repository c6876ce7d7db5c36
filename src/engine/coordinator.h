/**
 * The protocol between coordinator and groups as a pure state machine: no MPI, no clock, no input or output. Events come in by calls;
 * what is to be done is the call's answer. Trials are numbers; a batch is a contiguous range of pending ones.
 *
 * A group always has two batches or asks for them: one in work and one in reserve. It says when a batch is finished (and has room for
 * the next at once), and its records arrive some time later. Group 0 is the coordinator's own: it asks without delay. The others are
 * heard only when the coordinator listens; what they hold must last from one time it listens to the next.
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
  WALRAS_ANSWER_BATCH, /**< here is a batch */
  WALRAS_ANSWER_WAIT, /**< nothing now, but trials may come back, or the last ones go to idle groups first: ask again after the group's
                           next report, or when walras_coordinator_idle names it */
  WALRAS_ANSWER_RELEASE /**< nothing ever again */
} walras_answer;

/** `pending` [trials]: true for those to run. `target_seconds`: what a batch should be worth; `most`: trials in a batch at the most. */
walras_status walras_coordinator_create(const bool *pending, int64_t trials, int groups, double target_seconds, int64_t most,
                                        walras_coordinator **result, walras_error *error);
void walras_coordinator_destroy(walras_coordinator *coordinator);

/** The coordinator has not listened to the other groups for `seconds`. Their batches follow the longest such gap of the recent past. */
void walras_coordinator_gap(walras_coordinator *coordinator, double seconds);

/** Each group runs so many trials side by side (1 if nothing is said): batches are to fill these lanes. */
void walras_coordinator_lanes(walras_coordinator *coordinator, int64_t lanes);

/** A batch of another group takes the coordinator `seconds` of its time: the more groups, the longer their batches have to last. */
void walras_coordinator_cost(walras_coordinator *coordinator, double seconds);

/** A group asks for work. At most two batches that are not finished, and four that are not recorded, are out with one group (asserted,
 *  unless the machine is stopped). */
walras_answer walras_coordinator_request(walras_coordinator *coordinator, int group, walras_batch *batch);

/** Another group than the first that has nothing in hand, was told to wait, and may be answered by now: to be asked for again. -1 without any. To
 *  be looked at after events, until it says -1. */
int walras_coordinator_idle(walras_coordinator *coordinator);

/** Seconds after which a group should give back the rest of a batch that it gets now: its trials cost far more than those before.
 *  Infinite when there is no room to keep track of such rests. */
double walras_coordinator_limit(const walras_coordinator *coordinator);

/** A group has run the first `finished` trials of its oldest unfinished batch in `seconds` of its time; the rest of that batch goes back
 *  to pending. False when the group has no such batch: a bug of the shell, nothing changes. */
bool walras_coordinator_finished(walras_coordinator *coordinator, int group, walras_batch batch, int64_t finished,
                                 double seconds);

/** A stop has cut `trial` short, one of those that a group has finished of the batch from trial `first`: it is neither done nor failed, and
 *  goes back to pending when that batch is recorded. To be said before that, from the lowest such trial to the highest. A stop has come,
 *  then, whether the machine knew of it or not: no more work is handed out. False when the group has no such batch, or the trial is not
 *  in it, or not above the last one said: a bug of the shell, nothing changes. */
bool walras_coordinator_cut_short(walras_coordinator *coordinator, int group, int64_t first, int64_t trial);

/** What a group has finished of a batch, named by its first trial, is recorded, but for what was cut short. False when there is no such
 *  batch. */
bool walras_coordinator_recorded(walras_coordinator *coordinator, int group, int64_t first);

/** No more work is handed out. */
void walras_coordinator_stop(walras_coordinator *coordinator);

/** A range of further trials, not yet known to the machine, is pending from now on, behind all that is: to be said before the batch that it
 *  follows from is recorded, so that nobody is released too early. After a stop it is only counted. WALRAS_ERROR_MEMORY: nothing has changed. */
walras_status walras_coordinator_add(walras_coordinator *coordinator, walras_batch range, walras_error *error);

/** A group is gone: whatever of it is not recorded goes back to pending for the others. */
void walras_coordinator_lost(walras_coordinator *coordinator, int group);

/** True when no batch is out and none will be: everything is recorded, or the run was stopped, or all groups are lost. */
bool walras_coordinator_ended(const walras_coordinator *coordinator);

int64_t walras_coordinator_pending(const walras_coordinator *coordinator); /**< not handed out */
int64_t walras_coordinator_out(const walras_coordinator *coordinator);     /**< handed out, not recorded */

#endif
