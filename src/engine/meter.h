/** What a rank's time goes into, and what it sends. */
#ifndef WALRAS_ENGINE_METER_H
#define WALRAS_ENGINE_METER_H

#include <stddef.h>
#include <stdint.h>

#include "engine/clock.h"

/** What the first thread of a rank does; at every instant one of these, so that they sum to the rank's time. */
typedef enum walras_activity {
  WALRAS_COMPUTE,      /**< in trials: the model's work, and what puts its records in place */
  WALRAS_REDUCE,       /**< combining with the other ranks of a trial what their blocks gave */
  WALRAS_EXCHANGE,     /**< items, gathered results and broadcasts between the ranks of a trial */
  WALRAS_WAIT,         /**< for other ranks, for work, or for the other threads of the rank */
  WALRAS_COORDINATION, /**< asking for trials and sending records; on rank 0 also hearing and answering */
  WALRAS_STORE,        /**< rank 0: writing, marking and syncing */
  WALRAS_CHECKPOINT,   /**< writing and reading checkpoints, with the waiting that is part of it */
  WALRAS_OTHER,        /**< before the first batch and behind the last */
  WALRAS_ACTIVITIES
} walras_activity;

/** What messages are for. */
typedef enum walras_purpose {
  WALRAS_FOR_COORDINATION, /**< reports, answers, and which trial comes next */
  WALRAS_FOR_RECORDS,
  WALRAS_FOR_REDUCTIONS, /**< with the agreements that ranks are at the same place */
  WALRAS_FOR_EXCHANGE,
  WALRAS_PURPOSES
} walras_purpose;

/** Their names in the store. */
extern const char *const walras_activity_names[WALRAS_ACTIVITIES], *const walras_purpose_names[WALRAS_PURPOSES];

/** Messages sent and their bytes. A broadcast counts as the messages that bring it to all others, at its root. */
typedef struct walras_traffic {
  int64_t messages[WALRAS_PURPOSES], bytes[WALRAS_PURPOSES];
} walras_traffic;

/** One rank's. Its first thread alone turns it; a NULL meter counts nothing. */
typedef struct walras_meter {
  walras_activity activity; /**< now */
  double start, since;      /**< of all; of the present activity */
  double seconds[WALRAS_ACTIVITIES];
  double helping; /**< the other threads' seconds at work */
  walras_traffic traffic;
} walras_meter;

static inline walras_meter walras_meter_start(walras_activity activity) {
  const double now = walras_clock();
  return (walras_meter){.activity = activity, .start = now, .since = now};
}

/** From `now` on the rank does something else; returns what it has done until then. */
static inline walras_activity walras_meter_turn_at(walras_meter *meter, walras_activity next, double now) {
  if (meter == NULL)
    return WALRAS_OTHER;
  const walras_activity before = meter->activity;
  meter->seconds[before] += now - meter->since;
  meter->since = now;
  meter->activity = next;
  return before;
}

static inline walras_activity walras_meter_turn(walras_meter *meter, walras_activity next) {
  return meter == NULL ? WALRAS_OTHER : walras_meter_turn_at(meter, next, walras_clock());
}

/** The last turn came to nothing: its time counts as what it interrupted. No look at the clock. */
static inline void walras_meter_turn_void(walras_meter *meter, walras_activity before) {
  if (meter != NULL)
    meter->activity = before;
}

/** One of the threads has done its share of a piece of work that the team began at `start`: the first one waits for the others from here. */
void walras_meter_share_done(walras_meter *meter, int thread, double start);

static inline void walras_meter_sent(walras_meter *meter, walras_purpose purpose, int64_t messages, int64_t bytes) {
  if (meter == NULL)
    return;
  meter->traffic.messages[purpose] += messages;
  meter->traffic.bytes[purpose] += bytes;
}

#endif
