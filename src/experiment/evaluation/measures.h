/** The kinds of measured quantities: each knows its interval, also for more replications, and its test. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_MEASURES_H
#define WALRAS_EXPERIMENT_EVALUATION_MEASURES_H

#include "experiment/evaluation/judge.h"
#include "numerics/statistics/correlation.h"
#include "numerics/statistics/ratio.h"

/* Each measurement points to its measure, which must outlive it. `replications` is what the measure rests on now. */

/** An estimate with a standard error: t interval. */
typedef struct t_measure {
  double estimate, error, degrees; /**< degrees of freedom of the error; below 1: there is no interval */
  double replications;
} t_measure;
measurement measure_t(const t_measure *measure);

/** A share of independent trials: Wilson's interval. */
typedef struct share_measure {
  double share, trials; /**< trials may be an effective number */
  double replications;
} share_measure;
measurement measure_share(const share_measure *measure);

/** A ratio of means: Fieller's interval. */
typedef struct ratio_measure {
  walras_ratio ratio;
  double replications;
} ratio_measure;
measurement measure_ratio(const ratio_measure *measure);

/** A correlation: t interval of Fisher's z. */
typedef struct correlation_measure {
  walras_correlation correlation;
  double replications;
} correlation_measure;
measurement measure_correlation(const correlation_measure *measure);

/** A quantile: order statistics by exact binomial ranks. */
typedef struct quantile_measure {
  const double *sorted; /**< [count] ascending */
  int64_t count;
  double probability;
  double trials; /**< how many independent ones the values are worth, at most count */
  double replications;
} quantile_measure;
measurement measure_quantile(const quantile_measure *measure);

#endif
