/** What Nash Mirror Prox reports beside what all preference games do. */
#ifndef WALRAS_NASH_MIRROR_PROX_METRICS_H
#define WALRAS_NASH_MIRROR_PROX_METRICS_H

#include "models/nash-mirror-prox/parameters.h"
#include "models/shared/preference_games/evaluation.h"

enum nmp_metric {
  NMP_REGULARISED = PREFERENCE_METRIC_COUNT,
  NMP_GUARANTEE,
  NMP_EFFECTIVE_CONTRACTION,
  NMP_CONTRACTION_BOUND,
  NMP_WORST_CONTRACTION,
  NMP_CONTRACTION_OVER_BOUND,
  NMP_RATE_OVER_BOUND,
  NMP_MAX_BOUND_RATIO,
  NMP_BOUND_VIOLATIONS,
  NMP_SUBOPT_BOUND_RATIO,
  NMP_SUBOPT_RATE_OVER_BOUND,
  NMP_SPAN_RATE_OVER_BOUND,
  NMP_KL_RATIO,
  NMP_PLATEAU_KL,
  NMP_QUERIES_1E3,
  NMP_QUERIES_1E6,
  NMP_QUERIES_1E9,
  NMP_WORST_RESIDUAL,
  NMP_STOPPED_SHARE,
  NMP_PREDICTED_CONTRACTION,
  NMP_SPECTRAL_NORM,
  NMP_SUBOPT_PATH,
  NMP_CONTRACTION_HISTOGRAM,
  NMP_WIN_RATES,
  NMP_POLICY_PATH,
  NMP_METRICS
};
extern const walras_metric nmp_metrics[NMP_METRICS];

enum { NMP_BINS = 100 };

/** There is a regularised equilibrium to be near to. */
bool nmp_is_regularised(const void *parameters);
/** The theorem's bounds are looked at: nash_mp on tabular policies, regularised. */
bool nmp_has_bounds(const void *parameters);
bool nmp_has_spectrum(const void *parameters);
bool nmp_has_tournament(const void *parameters);
/** One prompt with three responses and tabular policies: they can be drawn in a triangle. */
bool nmp_has_path(const void *parameters);
/** The theorem speaks: exact win rates and steps, alpha <= 2. */
bool nmp_is_guaranteed(const struct nmp_parameters *p);
/** Algorithms that play each other: the model's own, then the tournament's. */
int64_t nmp_contestants(const struct nmp_parameters *p);

/* ---- what a reduction over prompts holds ---- */

/** Sums that follow those of the evaluations [evaluations][PREFERENCE_SUMS], and [contestants][contestants] wins after them. A rate and the weight of
 *  the prompts that have one. */
enum nmp_sum {
  NMP_SUM_CONTRACTION,
  NMP_SUM_CONTRACTION_WEIGHT,
  NMP_SUM_RATE,
  NMP_SUM_SUBOPT_RATE,
  NMP_SUM_SUBOPT_WEIGHT,
  NMP_SUM_SPAN_RATE,
  NMP_SUM_SPAN_WEIGHT,
  NMP_SUM_PREDICTED,
  NMP_SUM_SPECTRAL,
  NMP_SUM_STOPPED,
  NMP_SUMS
};
enum nmp_maximum {
  NMP_MOST_BOUND_RATIO,
  NMP_MOST_CONTRACTION,
  NMP_MOST_SUBOPT_RATIO,
  NMP_MOST_RESIDUAL,
  NMP_MOST_ITERATIONS,
  NMP_MAXIMA
};
enum nmp_count { NMP_COUNT_VIOLATIONS, NMP_COUNT_BINS, NMP_COUNTS = NMP_COUNT_BINS + NMP_BINS };

/** Where those sums begin, and how many there are in all. */
int64_t nmp_first_sum(const struct nmp_parameters *p);
int64_t nmp_first_win(const struct nmp_parameters *p);
int64_t nmp_sums(const struct nmp_parameters *p);

#endif
