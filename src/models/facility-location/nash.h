/** The Nash rule: y maximises sum log(L - |r_i - y|), strictly concave with a kink at each report. */
#ifndef WALRAS_FACILITY_NASH_H
#define WALRAS_FACILITY_NASH_H

#include <stdint.h>

#include "numerics/roots/roots.h"

/** reports [n], any order, in [0, length]. */
double facility_nash(const double *reports, int64_t n, double length);

/**
 * The search itself, for any way of summing: `falling` gives minus the derivative from the right, which rises in y, negative at `low` or
 * not, and positive at `high`, the largest report. Afterwards the optimum is in [bracket->low, bracket->high]: at its upper end unless a
 * report lies in between, which happens only within 2^-60 L.
 */
void facility_nash_search(walras_real_function falling, void *context, double length, walras_bracket *bracket);

#endif
