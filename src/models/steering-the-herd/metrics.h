/** What a trial of steering the herd records; the table's order. */
#ifndef WALRAS_HERD_METRICS_H
#define WALRAS_HERD_METRICS_H

#include "models/steering-the-herd/sequences.h"

enum herd_metric {
  METRIC_VALUE,
  METRIC_HYBRID_VALUE,
  METRIC_THEORY_VALUE,
  METRIC_THRESHOLD,
  METRIC_THEORY_THRESHOLD,
  METRIC_OBFUSCATE_SHARE,
  METRIC_CONVEXITY,
  METRIC_GRID_ERROR,
  METRIC_EXACT_GAP,
  METRIC_DENSE_GAIN,
  METRIC_PAYOFF,
  METRIC_EXPENDITURE,
  METRIC_WELFARE,
  METRIC_FRAC_CORRECT,
  METRIC_FRAC_G,
  METRIC_CASCADE_CORRECT,
  METRIC_THEORY_CASCADE,
  METRIC_CASCADE_G,
  METRIC_CASCADE_B,
  METRIC_CASCADE_TIME,
  METRIC_THEORY_TIME,
  SERIES_CORRECT,
  SERIES_PRECISION,
  SERIES_COST,
  SERIES_BELIEF,
  SERIES_HERDING,
  HISTOGRAM_BELIEF,
  HISTOGRAM_TIME,
  TABLE_VALUE,
  TABLE_POLICY,
  TABLE_PHASES,
  HERD_METRICS
};
extern const walras_metric herd_metrics[HERD_METRICS];

/** Records what the programmes say. Either may be NULL. `finer` (may be NULL): the same on a grid twice as fine. */
walras_status herd_record_solution(walras_trial *trial, const struct herd_policy *policy,
                                   const struct herd_belief_programme *finer);
void herd_record_exact(walras_trial *trial, const struct herd_belief_programme *beliefs);
void herd_record_sequences(walras_trial *trial, const struct herd_policy *policy, const walras_reduction *sums);

#endif
