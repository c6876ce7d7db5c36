/** Design points by conditions of a command line. */
#ifndef WALRAS_EXPERIMENT_POINT_FILTER_H
#define WALRAS_EXPERIMENT_POINT_FILTER_H

#include "experiment/experiment.h"

/** Marks in selected [points] those that meet every condition "name=value": a parameter's value in config syntax (words and texts also without
 *  quotes), a list ( a, b ) of values of which any will do, or the `label` of a grid, as in the `where` of a claim. `option` stands in messages.
 *  WALRAS_ERROR_INPUT for what is no condition, an unknown name (with the nearest one) and when no point is left. */
walras_status walras_points_filter(const walras_experiment *experiment, const char *option, const char *const *conditions,
                                   int64_t count, bool *selected, walras_error *error);

#endif
