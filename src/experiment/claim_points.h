/** Which design points a claim speaks of. */
#ifndef WALRAS_EXPERIMENT_CLAIM_POINTS_H
#define WALRAS_EXPERIMENT_CLAIM_POINTS_H

#include <libconfig.h>

#include "experiment/experiment.h"

/** True when the point satisfies every entry of `where` (parameter = value, or label = "..."); NULL selects all points. */
bool walras_point_matches(const walras_experiment *experiment, int64_t point, const config_setting_t *where);

/** Numbers of the selected points, ascending; the caller frees `points`. An empty selection is an error. */
walras_status walras_points_select(const walras_experiment *experiment, const config_setting_t *where, int64_t **points,
                                   int64_t *count, walras_error *error);

/** A numeric parameter of a point as a double; NaN for words and arrays. */
double walras_point_number(const walras_experiment *experiment, int64_t point, const char *parameter);

#endif
