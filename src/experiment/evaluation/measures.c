#include "experiment/evaluation/measures.h"

#include <math.h>

#include "numerics/statistics/binomial.h"
#include "numerics/statistics/proportion.h"
#include "numerics/statistics/quantile.h"
#include "numerics/statistics/student.h"

/* Degrees of freedom of an error that `replications` gave, for `wanted` of them: replications - 1 stays just that. */
static double degrees_at(double degrees, double replications, double wanted) {
  return (degrees + 1.0) * wanted / replications - 1.0;
}

/* ---- estimates with a standard error ---- */

static walras_interval t_interval(const void *data, double replications) {
  const t_measure *m = data;
  const double degrees = m->replications > 0.0 ? degrees_at(m->degrees, m->replications, replications) : m->degrees;
  if (!(degrees >= 1.0) || isnan(m->error))
    return (walras_interval){NAN, NAN};
  const double scale = m->replications > 0.0 ? sqrt(m->replications / replications) : 1.0;
  const double half = walras_student_quantile(0.5 + 0.5 * WALRAS_CLAIM_CONFIDENCE, degrees) * m->error * scale;
  return (walras_interval){m->estimate - half, m->estimate + half};
}

static double t_p_value(const void *data, double value) {
  const t_measure *m = data;
  return m->estimate == value ? 1.0 : walras_student_p_value((m->estimate - value) / m->error, m->degrees);
}

measurement measure_t(const t_measure *m) {
  return (measurement){m->estimate, m->replications, t_interval, t_p_value, m};
}

/* ---- shares ---- */

static walras_interval share_interval(const void *data, double replications) {
  const share_measure *m = data;
  return walras_wilson_interval(m->share, m->trials * (replications / m->replications), WALRAS_CLAIM_CONFIDENCE);
}

static double share_p_value(const void *data, double value) {
  const share_measure *m = data;
  return walras_proportion_p_value(m->share, m->trials, value);
}

measurement measure_share(const share_measure *m) {
  return (measurement){m->share, m->replications, share_interval, share_p_value, m};
}

/* ---- ratios of means ---- */

static walras_interval ratio_interval(const void *data, double replications) {
  const ratio_measure *m = data;
  walras_ratio r = m->ratio;
  const double scale = m->replications / replications;
  r.variance_d *= scale;
  r.covariance *= scale;
  r.variance_y *= scale;
  r.degrees = degrees_at(r.degrees, m->replications, replications);
  return walras_fieller_interval(&r, WALRAS_CLAIM_CONFIDENCE);
}

static double ratio_p_value(const void *data, double value) {
  return walras_ratio_p_value(&((const ratio_measure *)data)->ratio, value);
}

measurement measure_ratio(const ratio_measure *m) {
  return (measurement){m->ratio.ratio, m->replications, ratio_interval, ratio_p_value, m};
}

/* ---- correlations ---- */

static walras_interval correlation_interval(const void *data, double replications) {
  const correlation_measure *m = data;
  walras_correlation c = m->correlation;
  if (m->replications > 0.0) {
    const double degrees = degrees_at(c.degrees, m->replications, replications);
    c.degrees = degrees < WALRAS_CORRELATION_GROUPS - 1 ? degrees : WALRAS_CORRELATION_GROUPS - 1;
    c.error *= sqrt(m->replications / replications);
  }
  return walras_correlation_interval(&c, WALRAS_CLAIM_CONFIDENCE);
}

static double correlation_p_value(const void *data, double value) {
  return walras_correlation_p_value(&((const correlation_measure *)data)->correlation, value);
}

measurement measure_correlation(const correlation_measure *m) {
  return (measurement){m->correlation.estimate, m->replications, correlation_interval, correlation_p_value, m};
}

/* ---- quantiles ---- */

/* An effective number as a whole one; what is whole but for its rounding stays. */
static int64_t whole_trials(double trials) {
  return (int64_t)floor(trials * (1.0 + 1e-12));
}

/* The value at a rank of so many independent ones: that of the sample itself, or where the same part of the sample lies below. */
static double value_at(const quantile_measure *m, int64_t rank, int64_t trials) {
  if (rank < 1 || rank > trials)
    return rank < 1 ? -INFINITY : INFINITY;
  if (trials == m->count)
    return m->sorted[rank - 1];
  return walras_quantile_of_sorted(m->sorted, m->count, (double)(rank - 1) / (double)(trials - 1));
}

static walras_interval quantile_interval(const void *data, double replications) {
  const quantile_measure *m = data;
  const int64_t trials = m->count > 0 ? whole_trials(m->trials * (replications / m->replications)) : 0;
  if (trials < 1)
    return (walras_interval){NAN, NAN};
  const walras_rank_interval ranks = walras_quantile_ranks(trials, m->probability, WALRAS_CLAIM_CONFIDENCE);
  return (walras_interval){value_at(m, ranks.low, trials), value_at(m, ranks.high, trials)};
}

/* The sign test: how many values lie on the far side of `value`. */
static double quantile_p_value(const void *data, double value) {
  const quantile_measure *m = data;
  const int64_t trials = whole_trials(m->trials);
  int64_t below = 0, at_most = 0;
  for (int64_t i = 0; i < m->count; i++) {
    below += m->sorted[i] < value;
    at_most += m->sorted[i] <= value;
  }
  const double share = (double)trials / (double)m->count;
  const double few = walras_binomial_at_most((int64_t)ceil((double)at_most * share), trials, m->probability);
  const double many = walras_binomial_at_least((int64_t)floor((double)below * share), trials, m->probability);
  const double tail = few < many ? few : many;
  return tail < 0.5 ? 2.0 * tail : 1.0;
}

measurement measure_quantile(const quantile_measure *m) {
  return (measurement){walras_quantile_of_sorted(m->sorted, m->count, m->probability), m->replications, quantile_interval,
                       quantile_p_value, m};
}
