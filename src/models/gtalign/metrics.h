/** What a trial of GTAlign records; the table's order. */
#ifndef WALRAS_GTALIGN_METRICS_H
#define WALRAS_GTALIGN_METRICS_H

#include "models/gtalign/outcome.h"

enum gtalign_metric {
  /* mode reward */
  METRIC_USER_WELFARE,
  METRIC_LLM_WELFARE,
  METRIC_REWARD,
  /* interactions */
  METRIC_MUTUAL,
  METRIC_MUTUAL_SE,
  METRIC_USER,
  METRIC_LLM,
  METRIC_MEAN_REWARD,
  METRIC_ANSWER,
  METRIC_CHARS,
  METRIC_EFFICIENCY,
  METRIC_EFFICIENCY_TOTAL,
  METRIC_SHARE_DA,
  METRIC_SHARE_CQ,
  METRIC_SHARE_AQ,
  METRIC_VIOLATION,
  METRIC_PAYOFF_SCORE,
  METRIC_CONSISTENCY,
  /* policies */
  METRIC_EXACT_MUTUAL,
  METRIC_OPTIMUM,
  METRIC_RATIO,
  METRIC_UPDATES,
  /* types of users */
  METRIC_TYPE_WELFARE_MIN,
  METRIC_TYPE_USER_MIN,
  METRIC_TYPE_REGRET_MEAN,
  METRIC_TYPE_REGRET_MAX,
  /* matrices: choices as cells, in the order of enum gtalign_choice */
  METRIC_CHOICE,
  METRIC_COVERAGE_A = METRIC_CHOICE + 9,
  METRIC_COVERAGE_B,
  METRIC_REGRET_A,
  METRIC_REGRET_B,
  METRIC_HYPERVOLUME_A,
  METRIC_HYPERVOLUME_B,
  METRIC_FIRST_POINT_A,
  METRIC_FIRST_POINT_B,
  METRIC_DOMINATES_A,
  METRIC_DOMINATES_B,
  HISTOGRAM_TYPE_REGRET,
  SERIES_WELFARE,
  SERIES_SHARE_DA,
  SERIES_SHARE_CQ,
  SERIES_SHARE_AQ,
  SERIES_CHARS,
  TABLE_FRONTIER,
  TABLE_CHOICE,
  TABLE_STEERED,
  TABLE_POLICY,
  TABLE_TYPES,
  TABLE_JOINT,
  GTALIGN_METRICS
};

/** Choices of a matrix: by three rules, each among all cells, the definite and the vague ones. */
enum gtalign_choice { CHOICE_SUM, CHOICE_PRODUCT, CHOICE_SAFE, CHOICE_RULES };
enum { CHOICES = 3 * CHOICE_RULES };

enum { REGRET_BINS = 60, TYPES_MOST = 4096, POLICY_POINTS = 321 };

extern const walras_metric gtalign_metrics[GTALIGN_METRICS];

/** Means over interactions; `drawn`: they are of n_instances. */
void gtalign_record_outcome(walras_trial *trial, const struct gtalign_parameters *p, const struct gtalign_outcome *outcome);

#endif
