/** What a trial of the off-switch game records. */
#ifndef WALRAS_OFF_SWITCH_METRICS_H
#define WALRAS_OFF_SWITCH_METRICS_H

#include "models/off-switch/critical.h"
#include "models/off-switch/parameters.h"

/* Shares of plays, each a count; and means over plays, each a sum. X(enumerator, name, unit, doc) */
#define OFF_SWITCH_SHARES(X)                                                                                                     \
  X(FRAC_WAIT, frac_wait, "1", "share of plays in which R waits for H")                                                          \
  X(FRAC_ACT, frac_act, "1", "share in which R acts without asking")                                                             \
  X(FRAC_OFF, frac_off, "1", "share in which R switches itself off")                                                             \
  X(FRAC_DEFER, frac_defer, "1", "share in which R would do well to wait: Delta under the true belief and H is not below 0")     \
  X(PRESS_RATE, press_rate, "1", "share in which R waits and H presses the switch")                                              \
  X(IGNORED_RATE, ignored_rate, "1", "share in which R acts without asking although U < 0: a press that it made impossible")
#define OFF_SWITCH_MEANS(X)                                                                                                      \
  X(VALUE_MEAN, value_mean, "utility", "mean of what H gets, less the cost of being asked")                                      \
  X(REGRET_MEAN, regret_mean, "utility", "mean of max(U, 0) less what H gets")                                                   \
  X(HARM_MEAN, harm_mean, "utility", "mean of max(-U, 0) over plays, of actions that are carried out")                           \
  X(IGNORED_HARM_MEAN, ignored_harm_mean, "utility", "the same of actions without asking")                                       \
  X(DEFERENCE_GAIN, deference_gain, "utility", "mean of what H gets less what it would get from a robot without a switch")       \
  X(VALUE_NO_SWITCH, value_no_switch, "utility", "baseline: R acts if its mean is above 0, else switches off")                   \
  X(VALUE_ALWAYS_WAIT, value_always_wait, "utility", "baseline: R always waits (pure obedience)")                                \
  X(VALUE_RATIONAL_ASSUMPTION, value_rational_assumption, "utility", "baseline: R takes H to be rational")                       \
  X(VALUE_OMNISCIENT, value_omniscient, "utility", "baseline: max(U, 0)")

#define OFF_SWITCH_COUNT(...) +1
enum { SHARES = 0 OFF_SWITCH_SHARES(OFF_SWITCH_COUNT) };

#define OFF_SWITCH_NAME(enumerator, ...) enumerator,
#define OFF_SWITCH_NAMES(enumerator, ...) METRIC_##enumerator, METRIC_##enumerator##_SE,
enum off_switch_share { OFF_SWITCH_SHARES(OFF_SWITCH_NAME) };
enum off_switch_mean { OFF_SWITCH_MEANS(OFF_SWITCH_NAME) DELTA_MEAN, MEANS };
enum off_switch_metric {
  OFF_SWITCH_SHARES(OFF_SWITCH_NAMES) OFF_SWITCH_MEANS(OFF_SWITCH_NAMES) METRIC_DELTA_MEAN,
  METRIC_DELTA_MEAN_SE,
  METRIC_DELTA,
  METRIC_ASSUMED_DELTA,
  METRIC_WAIT_VALUE,
  METRIC_ACT_VALUE,
  METRIC_CRITICAL_BETA,
  METRIC_CRITICAL_BETA_INFINITE,
  METRIC_CRITICAL_ERROR_PROB,
  METRIC_CRITICAL_DELTA,
  METRIC_STEIN_GAP,
  METRIC_CLOSED_FORM_GAP,
  METRIC_QUADRATURE_ERROR,
  METRIC_LADDER_RISES,
  METRIC_LADDER_MISPLACED,
  METRIC_LADDER_SIGMA_FALLS,
  METRIC_WAIT_Z,
  METRIC_HARM_MAX,
  METRIC_TABLE_ERROR,
  METRIC_DELTAS,
  OFF_SWITCH_METRICS
};
extern const walras_metric off_switch_metrics[OFF_SWITCH_METRICS];

enum { DELTA_BINS = 200 };

/** Which modes draw plays, and which know Delta of each. */
bool off_switch_draws(const void *parameters);
bool off_switch_knows_deltas(const void *parameters);

/** What is known of a single belief, modes analytic and game. */
struct off_switch_findings {
  struct off_switch_moments truth; /**< under the true H */
  struct off_switch_gains gains;
  double delta, assumed_delta; /**< cost included */
  double quadrature_error;
  bool waits, waits_for_rational, defers; /**< R's decisions, and what would be right */
};

void off_switch_record_findings(walras_trial *trial, const struct off_switch_parameters *p,
                                const struct off_switch_findings *findings);
/** Expectations in place of shares and means over plays: mode analytic. */
void off_switch_record_expectations(walras_trial *trial, const struct off_switch_parameters *p,
                                    const struct off_switch_findings *findings);

/** Sums over a trial's plays. */
struct off_switch_tally {
  int64_t plays;
  int64_t count[SHARES];
  double shift[MEANS], sum[MEANS], square[MEANS]; /**< of x - shift */
  double harm_max, table_error;
  const int64_t *bins; /**< [DELTA_BINS], NULL without deltas */
};
void off_switch_record_tally(walras_trial *trial, const struct off_switch_parameters *p, const struct off_switch_tally *tally);
/** Mode game: how far the mean of waiting is from its expectation. */
void off_switch_record_wait_z(walras_trial *trial, const struct off_switch_tally *tally, double wait_value);

/** Lower edge of bin 0..DELTA_BINS of the histogram. */
double off_switch_delta_edge(const struct off_switch_parameters *p, int64_t bin);

#endif
