/** From base values and sweep to one resolved, checked parameter struct per design point. */
#ifndef WALRAS_EXPERIMENT_POINTS_H
#define WALRAS_EXPERIMENT_POINTS_H

#include "experiment/sweep.h"

typedef struct config_points {
  int64_t count;
  const void **parameters; /**< [count] in the sweep's order, without those that `where` dropped */
  const bool *first_given; /**< [parameter_count] which parameters point 0 gives explicitly */
  int64_t *moves;          /**< of the design "morris" (config_sampling_fill), else NULL */
} config_points;

/** A new parameter struct with every fixed default in place; the others are zero, texts "". NULL after a report. */
void *config_defaults(config_reader *reader, const walras_model *model);

/** Builds all points, a sampled design from `seed`, and counts in the sweep those that stay. A mistake that shows only at points (a missing required parameter, `resolve`, ranges of what follows,
 *  `check`) is reported once, with the values of the first point that has it and the line of its axis; `base` is the place of a
 *  mistake without axes. False after a report. */
bool config_points_build(config_reader *reader, const walras_model *model, const config_assignments *given, config_place base,
                         int64_t seed, config_sweep *sweep, config_points *points);

#endif
