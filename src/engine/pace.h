/** How the coordinator paces a run; known to the run itself and to its simulation. */
#ifndef WALRAS_ENGINE_PACE_H
#define WALRAS_ENGINE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a batch should be worth where nothing asks for more, and how often rank 0 listens while it works itself, in seconds. */
static const double WALRAS_BATCH_SECONDS = 0.02, WALRAS_POLL_SECONDS = 0.001;
/** Reports that rank 0 hears before it looks after everything else, and so many at once that the time goes into them and not into looking. */
enum { WALRAS_REPORTS_MOST = 256, WALRAS_REPORTS_MANY = 32 };
/** A batch's memory at the most. */
static const double WALRAS_BATCH_BYTES = 4194304.0;

/** Trials in a batch at the most, for records of so many bytes. */
static inline int64_t walras_batch_most(size_t record_bytes) {
  const double most = WALRAS_BATCH_BYTES / (double)(record_bytes + 32);
  return most < 1.0 ? 1 : (int64_t)most;
}

/** Rank 0 runs no trials where there are so many groups that its own share hardly counts, and trials enough for one more round not to: what it
 *  computes keeps the others waiting, for as long as the longest of its trials. */
static inline bool walras_coordinates_only(int groups, int64_t trials) {
  return groups >= 128 && trials >= 32 * (int64_t)groups;
}

#endif
