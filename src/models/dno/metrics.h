/** What a trial of Direct Nash Optimization records. */
#ifndef WALRAS_MODELS_DNO_METRICS_H
#define WALRAS_MODELS_DNO_METRICS_H

#include "models/dno/parameters.h"
#include "models/shared/preference_games/evaluation.h"
#include "walras/walras.h"

enum dno_metric {
  /* series by round, after the metrics of all preference games */
  METRIC_WIN_RATE_VS_PREVIOUS = PREFERENCE_METRIC_COUNT,
  METRIC_IMPROVEMENT_LOWER_BOUND,
  METRIC_WIN_RATE_VS_START,
  METRIC_WIN_RATE_VS_TEACHER,
  METRIC_WIN_RATE_VS_BEST,
  METRIC_KL_FORWARD,
  METRIC_KL_BACKWARD,
  METRIC_SUBOPT_LAST,
  METRIC_SUBOPT_AVERAGE,
  METRIC_TV_TO_TARGET,
  METRIC_CONCENTRABILITY,
  METRIC_PAIRS_USED,
  METRIC_PAIRS_TEACHER_OVER_STUDENT,
  METRIC_PAIRS_STUDENT_OVER_TEACHER,
  METRIC_PAIRS_STUDENT_OVER_STUDENT,
  METRIC_MEAN_STUDENT_SCORE,
  METRIC_MEAN_TEACHER_SCORE,
  METRIC_BEST_STUDENT_WIN_RATE,
  METRIC_STUDENT_WINS,
  /* scalars: exact steps and regressions */
  METRIC_LOSS_PROBE,
  METRIC_LOSS_CURRENT,
  METRIC_LOSS_TARGET,
  METRIC_IMPROVEMENT_SLACK_MIN,
  METRIC_IDENTITY_DEVIATION,
  METRIC_IMPROVING_SHARE,
  METRIC_WIN_RATE_VS_START_MIN,
  METRIC_AVERAGE_BOUND_RATIO,
  METRIC_TV_MAX,
  METRIC_TV_SQUARED,
  /* scalars: pairs of an annotator */
  METRIC_EMPTY_ROUNDS,
  METRIC_VALIDATION_BEST_ROUND,
  METRIC_START_WIN_RATE_VS_TEACHER,
  METRIC_FINAL_WIN_RATE_VS_TEACHER,
  METRIC_BEST_WIN_RATE_VS_TEACHER,
  METRIC_ROUND_TWO_GAIN,
  METRIC_LATER_GAIN_MIN,
  METRIC_WIN_RATE_SWING,
  METRIC_TEACHER_PAIRS_RISE_MAX,
  METRIC_STUDENT_PAIRS_RISE_MIN,
  /* table */
  METRIC_THETA,
  DNO_METRICS
};

extern const walras_metric dno_metrics[DNO_METRICS];

/** Rounds of a trial: iterations, and one more of dno_lookahead, which restarts then. */
int64_t dno_rounds(const struct dno_parameters *p);
/** Rounds are recorded every evaluate_every and at the end. */
bool dno_is_evaluated(const struct dno_parameters *p, int64_t round);
/** Of a recorded round, its place in the series. */
int64_t dno_evaluation(const struct dno_parameters *p, int64_t round);

/** Most responses for which L_1 is summed over all pairs of them. */
enum { DNO_LOSS_MOST = 1024 };

#endif
