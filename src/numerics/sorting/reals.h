/** Sorting of reals. */
#ifndef WALRAS_NUMERICS_SORTING_REALS_H
#define WALRAS_NUMERICS_SORTING_REALS_H

#include <stdint.h>

/** Sorts values [count] ascending, by eight binary digits at a time; digits that all share cost nothing. No NaN; -0 counts as 0, and may become it. work [count]. */
void walras_sort_reals(double *values, int64_t count, double *work);

#endif
