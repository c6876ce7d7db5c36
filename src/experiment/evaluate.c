#include "experiment/evaluate.h"

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_points.h"
#include "numerics/statistics/student.h"
#include "numerics/statistics/summary.h"
#include "walras/elementary.h"

static const double CONFIDENCE = 0.95;

/* One claim under evaluation: its config group, and the values it rests on. */
typedef struct evaluator {
  const walras_experiment *experiment;
  const config_setting_t *group;
  walras_values_reader read;
  void *context;
  walras_evaluation *out;
  walras_error *error;
} evaluator;

const char *walras_verdict_name(walras_verdict verdict) {
  static const char *const names[] = {"holds", "FAILS", "undecided"};
  return names[verdict];
}

static double number(const config_setting_t *group, const char *name, double standard) {
  const config_setting_t *setting = config_setting_get_member(group, name);
  if (setting == NULL)
    return standard;
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_INT:
    return config_setting_get_int(setting);
  case CONFIG_TYPE_INT64:
    return (double)config_setting_get_int64(setting);
  default:
    return config_setting_get_float(setting);
  }
}

static const char *word(const config_setting_t *group, const char *name) {
  const char *text = NULL;
  return config_setting_lookup_string(group, name, &text) ? text : NULL;
}

/* The band: minimum/maximum as given, or expected with its tolerance. */
static void set_band(evaluator *e) {
  const double expected = number(e->group, "expected", NAN);
  double tolerance = number(e->group, "tolerance", NAN);
  if (isnan(tolerance))
    tolerance = number(e->group, "relative_tolerance", 0.0) * fabs(expected);
  e->out->minimum = number(e->group, "minimum", isnan(expected) ? -INFINITY : expected - tolerance);
  e->out->maximum = number(e->group, "maximum", isnan(expected) ? INFINITY : expected + tolerance);
}

/* Inside by the estimate with an interval narrower than the band; outside when the interval misses the band. */
static void judge_interval(evaluator *e) {
  walras_evaluation *out = e->out;
  const bool two_sided = isfinite(out->minimum) && isfinite(out->maximum);
  const bool inside = out->estimate >= out->minimum && out->estimate <= out->maximum;
  const bool narrow = out->high - out->low <= out->maximum - out->minimum;
  if (isnan(out->estimate) || isnan(out->low) || isnan(out->high))
    out->verdict = WALRAS_CLAIM_UNDECIDED;
  else if (out->high < out->minimum || out->low > out->maximum)
    out->verdict = WALRAS_CLAIM_FAILS;
  else if (out->low >= out->minimum && out->high <= out->maximum)
    out->verdict = WALRAS_CLAIM_HOLDS;
  else
    out->verdict = two_sided && inside && narrow ? WALRAS_CLAIM_HOLDS : WALRAS_CLAIM_UNDECIDED;
}

/* "name" or "name[k]", k from 1. */
static walras_status read_values(evaluator *e, const char *metric, int64_t point, double *values) {
  char name[128];
  int64_t element = 0;
  const char *bracket = strchr(metric, '[');
  const size_t length = bracket != NULL ? (size_t)(bracket - metric) : strlen(metric);
  if (length >= sizeof name)
    return WALRAS_FAIL(e->error, WALRAS_ERROR_INPUT, "metric name '%s' is too long", metric);
  memcpy(name, metric, length);
  name[length] = '\0';
  if (bracket != NULL)
    element = strtoll(bracket + 1, NULL, 10) - 1;
  return e->read(e->context, name, element, point, values, e->error);
}

/* A selection's values one point after the other; the caller frees `values`. */
typedef struct claim_sample {
  int64_t *points;
  int64_t point_count;
  double *values; /* [point_count][replications] */
} claim_sample;

static void sample_free(claim_sample *sample) {
  free(sample->points);
  free(sample->values);
  sample->points = NULL;
  sample->values = NULL;
}

static walras_status sample_load(evaluator *e, const char *metric, const char *selection, claim_sample *sample) {
  *sample = (claim_sample){0};
  const config_setting_t *where = config_setting_get_member(e->group, selection);
  walras_status status = walras_points_select(e->experiment, where, &sample->points, &sample->point_count, e->error);
  if (status != WALRAS_OK)
    return status;
  const int64_t replications = e->experiment->replications;
  sample->values = malloc((size_t)(sample->point_count * replications) * sizeof *sample->values);
  if (sample->values == NULL)
    status = WALRAS_FAIL(e->error, WALRAS_ERROR_MEMORY, "out of memory for the values of a claim");
  for (int64_t i = 0; status == WALRAS_OK && i < sample->point_count; i++)
    status = read_values(e, metric, sample->points[i], sample->values + i * replications);
  if (status != WALRAS_OK)
    sample_free(sample);
  return status;
}

static void name_trial(evaluator *e, const claim_sample *sample, int64_t index) {
  const int64_t point = sample->points[index / e->experiment->replications];
  snprintf(e->out->worst, sizeof e->out->worst, "worst at point %lld, replication %lld", (long long)point,
           (long long)(index % e->experiment->replications));
}

/* The tolerance around a value that the config does not know. */
static double tolerance_at(const evaluator *e, double value) {
  return number(e->group, "tolerance", number(e->group, "relative_tolerance", 0.0) * fabs(value));
}

/* Every value must lie in the band, or differ from a reference metric by at most the tolerance. */
static walras_status check_every_trial(evaluator *e, const claim_sample *sample, const double *reference) {
  walras_evaluation *out = e->out;
  const int64_t count = sample->point_count * e->experiment->replications;
  const double minimum = out->minimum, maximum = out->maximum;
  double worst = -1.0;
  for (int64_t i = 0; i < count; i++) {
    const double value = sample->values[i];
    if (isnan(value) || (reference != NULL && isnan(reference[i])))
      continue;
    const double low = reference != NULL ? reference[i] - tolerance_at(e, reference[i]) : minimum;
    const double high = reference != NULL ? reference[i] + tolerance_at(e, reference[i]) : maximum;
    const double excess = value < low ? low - value : value > high ? value - high : 0.0;
    out->values++;
    if (excess > worst) {
      worst = excess;
      out->estimate = out->low = out->high = value;
      out->minimum = low;
      out->maximum = high;
      name_trial(e, sample, i);
    }
  }
  out->method = "every trial";
  out->verdict = out->values == 0 ? WALRAS_CLAIM_UNDECIDED : worst > 0.0 ? WALRAS_CLAIM_FAILS : WALRAS_CLAIM_HOLDS;
  return WALRAS_OK;
}

/* The mean of each selected point lies in the band; the point farthest out decides. */
static walras_status check_means(evaluator *e, const claim_sample *sample) {
  const int64_t replications = e->experiment->replications;
  walras_evaluation worst = *e->out;
  double worst_margin = INFINITY;
  for (int64_t i = 0; i < sample->point_count; i++) {
    const walras_summary summary = walras_summarise(sample->values + i * replications, replications);
    const double half = summary.count > 1 ? walras_summary_half_width(&summary, CONFIDENCE) : 0.0;
    const double below = summary.mean - e->out->minimum, above = e->out->maximum - summary.mean;
    const double margin = below < above ? below : above;
    if (i > 0 && !(margin < worst_margin) && !isnan(margin))
      continue;
    worst_margin = margin;
    worst.estimate = summary.mean;
    worst.low = summary.mean - half;
    worst.high = summary.mean + half;
    worst.values = summary.count;
    snprintf(worst.worst, sizeof worst.worst, "worst at point %lld", (long long)sample->points[i]);
  }
  worst.points = sample->point_count;
  worst.method = "t interval of the mean";
  *e->out = worst;
  judge_interval(e);
  return WALRAS_OK;
}

/* All selected values pooled into one mean. */
static walras_status check_pooled_mean(evaluator *e, const claim_sample *sample) {
  const walras_summary summary = walras_summarise(sample->values, sample->point_count * e->experiment->replications);
  const double half = summary.count > 1 ? walras_summary_half_width(&summary, CONFIDENCE) : 0.0;
  e->out->estimate = summary.mean;
  e->out->low = summary.mean - half;
  e->out->high = summary.mean + half;
  e->out->values = summary.count;
  e->out->method = "t interval of the mean";
  judge_interval(e);
  return WALRAS_OK;
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* The median with the order-statistic interval of the normal approximation to the binomial. */
static walras_status check_median(evaluator *e, claim_sample *sample) {
  const int64_t count = sample->point_count * e->experiment->replications;
  int64_t n = 0;
  for (int64_t i = 0; i < count; i++)
    if (!isnan(sample->values[i]))
      sample->values[n++] = sample->values[i];
  e->out->values = n;
  e->out->method = "order-statistic interval of the median";
  if (n > 0) {
    qsort(sample->values, (size_t)n, sizeof *sample->values, ascending);
    const double half = 0.5 * 1.959963984540054 * sqrt((double)n);
    const int64_t rank = (int64_t)floor(0.5 * (double)n - half), low = rank < 0 ? 0 : rank;
    e->out->estimate = n % 2 == 1 ? sample->values[n / 2] : 0.5 * (sample->values[n / 2 - 1] + sample->values[n / 2]);
    e->out->low = sample->values[low];
    e->out->high = sample->values[n - 1 - low]; /* as far from the top as the other is from the bottom */
  }
  judge_interval(e);
  return WALRAS_OK;
}

/* Mean of each replication over the selected points, so that two selections pair by replication. */
static void replication_means(const evaluator *e, const claim_sample *sample, double *means) {
  const int64_t replications = e->experiment->replications;
  for (int64_t replication = 0; replication < replications; replication++) {
    double sum = 0.0;
    for (int64_t i = 0; i < sample->point_count; i++)
      sum += sample->values[i * replications + replication];
    means[replication] = sum / (double)sample->point_count;
  }
}

/* Ratio of means by the delta method, or mean of differences, paired by replication. */
static void judge_pairs(evaluator *e, const double *x, const double *y, bool ratio) {
  const int64_t replications = e->experiment->replications;
  double sum_x = 0.0, sum_y = 0.0;
  int64_t n = 0;
  for (int64_t i = 0; i < replications; i++) {
    if (isnan(x[i]) || isnan(y[i]))
      continue;
    sum_x += x[i];
    sum_y += y[i];
    n++;
  }
  const double slope = ratio ? sum_x / sum_y : 1.0;
  double squares = 0.0;
  const double centre = ratio ? 0.0 : (sum_x - sum_y) / (double)n;
  for (int64_t i = 0; i < replications; i++)
    if (!isnan(x[i]) && !isnan(y[i]))
      squares += (x[i] - slope * y[i] - centre) * (x[i] - slope * y[i] - centre);
  const double scale = ratio ? fabs(sum_y / (double)n) : 1.0;
  const double half = n > 1 ? walras_student_quantile(0.5 + 0.5 * CONFIDENCE, (double)n - 1.0) *
                                  sqrt(squares / (double)(n - 1) / (double)n) / scale
                            : 0.0;
  e->out->estimate = n == 0 ? NAN : ratio ? slope : centre;
  e->out->low = e->out->estimate - half;
  e->out->high = e->out->estimate + half;
  e->out->values = n;
  e->out->method = ratio ? "ratio of means, delta method, paired" : "t interval of the paired difference";
  judge_interval(e);
}

static walras_status check_pairs(evaluator *e, const char *metric, bool ratio) {
  const char *other_metric = word(e->group, "versus_metric");
  const bool other_points = config_setting_get_member(e->group, "versus") != NULL;
  claim_sample left, right;
  walras_status status = sample_load(e, metric, "where", &left);
  if (status != WALRAS_OK)
    return status;
  status = sample_load(e, other_metric != NULL ? other_metric : metric, other_points ? "versus" : "where", &right);
  if (status == WALRAS_OK) {
    const size_t replications = (size_t)e->experiment->replications;
    double *means = malloc(2 * replications * sizeof *means);
    if (means == NULL) {
      status = WALRAS_FAIL(e->error, WALRAS_ERROR_MEMORY, "out of memory for the values of a claim");
    } else {
      replication_means(e, &left, means);
      replication_means(e, &right, means + replications);
      judge_pairs(e, means, means + replications, ratio);
      e->out->points = left.point_count;
    }
    free(means);
    sample_free(&right);
  }
  sample_free(&left);
  return status;
}

/* Points along a numeric parameter, with their means. */
typedef struct along_point {
  double x, mean;
} along_point;

static int by_x(const void *left, const void *right) {
  return ascending(left, right);
}

static int64_t means_along(const evaluator *e, const claim_sample *sample, const char *along, along_point *points) {
  const int64_t replications = e->experiment->replications;
  int64_t n = 0;
  for (int64_t i = 0; i < sample->point_count; i++) {
    const walras_summary summary = walras_summarise(sample->values + i * replications, replications);
    if (summary.count > 0)
      points[n++] = (along_point){walras_point_number(e->experiment, sample->points[i], along), summary.mean};
  }
  qsort(points, (size_t)n, sizeof *points, by_x);
  return n;
}

static void judge_order(evaluator *e, const along_point *points, int64_t n, bool increasing) {
  int64_t breaks = 0;
  for (int64_t i = 1; i < n; i++) {
    const double step = points[i].mean - points[i - 1].mean;
    breaks += (increasing ? -step : step) > tolerance_at(e, points[i - 1].mean);
  }
  e->out->estimate = e->out->low = e->out->high = (double)breaks;
  e->out->minimum = e->out->maximum = 0.0;
  e->out->method = increasing ? "steps down along the axis" : "steps up along the axis";
  e->out->verdict = n < 2 ? WALRAS_CLAIM_UNDECIDED : breaks > 0 ? WALRAS_CLAIM_FAILS : WALRAS_CLAIM_HOLDS;
}

/* Ordinary least squares with a t interval of the slope. */
static void judge_slope(evaluator *e, const along_point *points, int64_t n, bool log_x, bool log_y) {
  double sx = 0, sy = 0, sxx = 0, sxy = 0, residual = 0;
  for (int pass = 0; pass < 3; pass++) {
    for (int64_t i = 0; i < n; i++) {
      const double x = log_x ? walras_log(points[i].x) : points[i].x, y = log_y ? walras_log(points[i].mean) : points[i].mean;
      if (pass == 0) {
        sx += x / (double)n;
        sy += y / (double)n;
      } else if (pass == 1) {
        sxx += (x - sx) * (x - sx);
        sxy += (x - sx) * (y - sy);
      } else {
        const double miss = y - sy - sxy / sxx * (x - sx);
        residual += miss * miss;
      }
    }
  }
  const double slope = sxy / sxx;
  const double half = n > 2 ? walras_student_quantile(0.975, (double)n - 2.0) * sqrt(residual / (double)(n - 2) / sxx) : NAN;
  e->out->estimate = slope;
  e->out->low = slope - half;
  e->out->high = slope + half;
  e->out->method = log_x && log_y ? "log-log least squares" : "least squares";
  judge_interval(e);
}

static walras_status check_along(evaluator *e, const claim_sample *sample, bool slope) {
  const char *along = word(e->group, "along");
  const char *scale = word(e->group, "scale");
  const char *direction = word(e->group, "direction");
  if (along == NULL)
    return WALRAS_FAIL(e->error, WALRAS_ERROR_INPUT, "needs along = \"parameter\"");
  along_point *points = malloc((size_t)sample->point_count * sizeof *points);
  if (points == NULL)
    return WALRAS_FAIL(e->error, WALRAS_ERROR_MEMORY, "out of memory for the values of a claim");
  const int64_t n = means_along(e, sample, along, points);
  if (slope)
    judge_slope(e, points, n, scale == NULL || strcmp(scale, "linear") != 0, scale == NULL || strcmp(scale, "log-log") == 0);
  else
    judge_order(e, points, n, direction == NULL || strcmp(direction, "decreasing") != 0);
  e->out->values = n;
  free(points);
  return WALRAS_OK;
}

static walras_status dispatch(evaluator *e, const char *check, const char *of, claim_sample *values, const double *reference) {
  const bool bounds = strcmp(check, "bounds") == 0, of_trials = of == NULL || strcmp(of, "trials") == 0;
  if (strcmp(check, "equal") == 0 || (bounds && of_trials))
    return check_every_trial(e, values, reference);
  if (bounds)
    return check_means(e, values);
  if (strcmp(check, "mean") == 0)
    return check_pooled_mean(e, values);
  if (strcmp(check, "median") == 0)
    return check_median(e, values);
  if (strcmp(check, "slope") == 0 || strcmp(check, "order") == 0)
    return check_along(e, values, check[0] == 's');
  return WALRAS_FAIL(e->error, WALRAS_ERROR_INPUT, "the check '%s' is not evaluated by this version", check);
}

static walras_status check_one_sample(evaluator *e, const char *check, const char *metric) {
  const char *of = word(e->group, "of");
  const char *reference_metric = word(e->group, "reference_metric");
  claim_sample values, reference = {0};
  walras_status status = sample_load(e, metric, "where", &values);
  if (status != WALRAS_OK)
    return status;
  e->out->points = values.point_count;
  if (reference_metric != NULL)
    status = sample_load(e, reference_metric, "where", &reference);
  if (status == WALRAS_OK)
    status = dispatch(e, check, of, &values, reference.values);
  sample_free(&values);
  sample_free(&reference);
  return status;
}

walras_status walras_claim_evaluate(const walras_experiment *experiment, const walras_claim *claim, walras_values_reader read,
                                    void *context, walras_evaluation *evaluation, walras_error *error) {
  config_t config;
  config_init(&config);
  *evaluation = (walras_evaluation){.estimate = NAN, .low = NAN, .high = NAN, .verdict = WALRAS_CLAIM_UNDECIDED, .method = ""};
  const size_t bytes = strlen(claim->text) + 16;
  char *text = malloc(bytes);
  walras_status status = WALRAS_OK;
  if (text == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a claim");
  else
    snprintf(text, bytes, "claim: %s;", claim->text);
  if (status == WALRAS_OK && !config_read_string(&config, text))
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "its text cannot be read: %s", config_error_text(&config));
  if (status == WALRAS_OK) {
    evaluator e = {.experiment = experiment,
                   .group = config_lookup(&config, "claim"),
                   .read = read,
                   .context = context,
                   .out = evaluation,
                   .error = error};
    set_band(&e);
    if (strcmp(claim->check, "ratio") == 0 || strcmp(claim->check, "difference") == 0)
      status = check_pairs(&e, claim->metric, claim->check[0] == 'r');
    else
      status = check_one_sample(&e, claim->check, claim->metric);
  }
  config_destroy(&config);
  free(text);
  return status;
}
