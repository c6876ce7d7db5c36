/**
 * When is a design point known well enough? The rule of sequential stopping as a pure object: no MPI, no clock, no input or output.
 *
 * The replications of a point come in waves, [0, initial), [initial, initial + step), ... up to `maximum`. The rule looks at a point when all
 * of a wave is recorded, and only then: either it stops, or the next wave is released. What it looks at is a function of the trials' values
 * alone, so that the number of replications is the same for any ranks, threads, order of completion and history.
 *
 * The half-width is that of the t interval of the mean (Student 1908); trials without a value are left out. With a baseline it is that
 * of the mean of the differences to the baseline's values, paired by replication: a point then waits for the baseline's wave too, and the
 * baseline runs as far as the other points need it.
 */
#ifndef WALRAS_ENGINE_SEQUENTIAL_H
#define WALRAS_ENGINE_SEQUENTIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

typedef struct walras_sequential_rule {
  int64_t initial, step, maximum; /**< replications: 2 <= initial <= maximum, step >= 1 */
  double half_width;              /**< > 0; of the interval, or of it over the mean's absolute value */
  bool relative;
  double confidence; /**< in (0, 1) */
  int64_t baseline;  /**< a point, where there are others; -1 = none */
} walras_sequential_rule;

typedef struct walras_sequential walras_sequential;

/** Something that follows from what was recorded: replications first .. first + count - 1 of a point are released, or, with count 0, the
 *  point has stopped with `first` replications. */
typedef struct walras_sequential_change {
  int64_t point, first, count;
} walras_sequential_change;

/** Every point's first wave is among the changes at once. Errors: WALRAS_ERROR_MEMORY (eight bytes for each trial of a wave). */
walras_status walras_sequential_create(const walras_sequential_rule *rule, int64_t points, walras_sequential **result,
                                       walras_error *error);
void walras_sequential_destroy(walras_sequential *sequential);

/** The value of a trial that is recorded; NaN = it has none (it has failed, or its metric is undefined). Each trial once, and only after
 *  walras_sequential_next has given its wave. False for a trial that is not in its point's current wave: nothing changes. */
bool walras_sequential_record(walras_sequential *sequential, int64_t point, int64_t replication, double value);

/** Takes the oldest change that was not taken yet; false when there is none. */
bool walras_sequential_next(walras_sequential *sequential, walras_sequential_change *change);

int64_t walras_sequential_released(const walras_sequential *sequential, int64_t point); /**< replications so far */
bool walras_sequential_stopped(const walras_sequential *sequential, int64_t point);
int64_t walras_sequential_running(const walras_sequential *sequential); /**< points that have not stopped */
int64_t walras_sequential_short(const walras_sequential *sequential);   /**< points that stopped at the maximum, too wide still */

#endif
