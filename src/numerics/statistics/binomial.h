/** Tails of the binomial law of `trials` draws with probability `p` in [0, 1] each, to about 1e-11 relative. */
#ifndef WALRAS_NUMERICS_STATISTICS_BINOMIAL_H
#define WALRAS_NUMERICS_STATISTICS_BINOMIAL_H

#include <stdint.h>

double walras_binomial_at_most(int64_t successes, int64_t trials, double p);  /**< P(X <= successes) */
double walras_binomial_at_least(int64_t successes, int64_t trials, double p); /**< P(X >= successes) */

#endif
