/** What a trial of INPO records. */
#ifndef WALRAS_INPO_METRICS_H
#define WALRAS_INPO_METRICS_H

#include "models/inpo/parameters.h"
#include "models/shared/preference_games/evaluation.h"

enum inpo_metric {
  METRIC_MEAN_LOG_LENGTH = PREFERENCE_METRIC_COUNT,
  METRIC_REFERENCE_WIN_RATE,
  METRIC_SCORE,
  METRIC_OPPONENT_REFERENCE,
  METRIC_SCORE_REFERENCE,
  METRIC_LOG_RATIO_MAX,
  METRIC_LOG_RATIO_VIOLATION,
  METRIC_NASH_RESIDUAL_MAX,
  METRIC_SLACK_T2,
  METRIC_RATIO_T3,
  METRIC_RATIO_T4,
  METRIC_LOSS_EQ7,
  METRIC_LOSS_EQ8,
  METRIC_LOSS_DIFFERENCE_SPREAD,
  METRIC_ARGMIN_DISTANCE,
  METRIC_SAMPLING_KL,
  METRIC_COMPARISONS_PER_PROMPT,
  METRIC_RETAINED,
  METRIC_INTRANSITIVITY_MEAN,
  /* By evaluation. */
  SERIES_LOG_RATIO_MAX,
  SERIES_ETA,
  SERIES_COMPARISONS,
  SERIES_RETAINED,
  SERIES_MEAN_LOG_LENGTH,
  SERIES_SCORE,
  TABLE_WINNERS,
  TABLE_LOSERS,
  INPO_METRICS
};
extern const walras_metric inpo_metrics[INPO_METRICS];

/** Which parameters have what. */
bool inpo_has_bounds(const void *parameters);       /**< slack_t2: INPO by exact win rates, compared with the Nash policy */
bool inpo_has_rate(const void *parameters);         /**< ratio_t3: with time-varying steps */
bool inpo_has_regret_bound(const void *parameters); /**< ratio_t4: INPO by exact win rates with a fixed step */
bool inpo_has_probe(const void *parameters);
bool inpo_has_loss_checks(const void *parameters);
bool inpo_has_sampling_error(const void *parameters); /**< INPO from random pairs that a Bernoulli judge compares, tabular */
bool inpo_has_pair_table(const void *parameters);     /**< ends of pairs of a single prompt */
bool inpo_has_nash(const void *parameters);
bool inpo_has_intransitivity(const void *parameters);

#endif
