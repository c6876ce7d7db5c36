/** Many tests at once. */
#ifndef WALRAS_NUMERICS_STATISTICS_BENJAMINI_HOCHBERG_H
#define WALRAS_NUMERICS_STATISTICS_BENJAMINI_HOCHBERG_H

#include <stdint.h>

/** adjusted[i] = the smallest false discovery rate at which test i of the p-values p [count] is rejected (Benjamini and Hochberg, Journal of the
 *  Royal Statistical Society B 57, 1995). A NaN is no test: it is not counted and stays NaN. `order` [count] is scratch. */
void walras_benjamini_hochberg(const double *p, int64_t count, int64_t *order, double *adjusted);

#endif
