/** How long trials take that are handed out one by one. */
#ifndef WALRAS_ENGINE_MAKESPAN_H
#define WALRAS_ENGINE_MAKESPAN_H

#include <stdbool.h>
#include <stdint.h>

/** Sets `seconds` to the end of the last one: point by point in their order, `counts` [points] trials of `each` [points] seconds, each to the first
 *  of `places` places (at least 1) that is free (list scheduling; Graham, SIAM Journal on Applied Mathematics 17, 1969). Takes as many
 *  steps as there are trials. False: no memory. */
bool walras_makespan(int64_t points, const double *each, const int64_t *counts, int64_t places, double *seconds);

#endif
