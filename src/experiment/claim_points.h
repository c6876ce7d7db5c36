/** Which design points a claim speaks of. */
#ifndef WALRAS_EXPERIMENT_CLAIM_POINTS_H
#define WALRAS_EXPERIMENT_CLAIM_POINTS_H

#include <libconfig.h>

#include "experiment/experiment.h"

/** Numbers of the points that satisfy every entry of `where` and of `also`, ascending, by the grammar of claims.h; NULL selects all points.
 *  The caller frees `points`. Errors: WALRAS_ERROR_INPUT (no such parameter, a value of another type, an empty selection), _MEMORY. */
walras_status walras_points_select(const walras_experiment *experiment, const config_setting_t *where,
                                   const config_setting_t *also, int64_t **points, int64_t *count, walras_error *error);

/** A numeric parameter of a point, by its name or alias, as a double; NaN for words and arrays. */
double walras_point_number(const walras_experiment *experiment, int64_t point, const char *parameter);

#endif
