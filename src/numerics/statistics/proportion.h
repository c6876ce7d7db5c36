/** The interval of a probability from a share of trials. */
#ifndef WALRAS_NUMERICS_STATISTICS_PROPORTION_H
#define WALRAS_NUMERICS_STATISTICS_PROPORTION_H

#include "numerics/statistics/interval.h"

/** Wilson's score interval (Wilson, JASA 22, 1927) for a share in [0, 1] of `trials` > 0 independent trials; an effective number of dependent
 *  ones need not be whole. Never empty, never outside [0, 1]; NaN without trials. */
walras_interval walras_wilson_interval(double share, double trials, double confidence);

/** The two-sided p-value of the score test that the probability is `expected`: below 1 - confidence where Wilson's interval misses it. */
double walras_proportion_p_value(double share, double trials, double expected);

#endif
