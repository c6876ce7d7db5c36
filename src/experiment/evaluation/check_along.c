#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/evaluation/axis.h"
#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/pairing.h"
#include "numerics/statistics/regression.h"
#include "walras/elementary.h"

/* ---- slope ---- */

/* The line's points on the scales of the claim, and scratch. */
typedef struct slope_fit {
  bool log_x, log_y;
  double *x, *y, *weights; /* [axis.count] */
  double *point_weights;   /* [sample.point_count] */
} slope_fit;

static bool fit_allocate(const evaluator *e, const claim_axis *axis, slope_fit *fit) {
  const char *scale = evaluator_word(e, "scale");
  const size_t count = (size_t)axis->count + 1;
  *fit = (slope_fit){.log_x = scale == NULL || strcmp(scale, "linear") != 0,
                     .log_y = scale == NULL || strcmp(scale, "log-log") == 0,
                     .x = malloc(count * sizeof *fit->x),
                     .y = malloc(count * sizeof *fit->y),
                     .weights = malloc(count * sizeof *fit->weights),
                     .point_weights = malloc((size_t)axis->sample.point_count * sizeof *fit->point_weights + 1)};
  return fit->x != NULL && fit->y != NULL && fit->weights != NULL && fit->point_weights != NULL;
}

static void fit_free(slope_fit *fit) {
  free(fit->x);
  free(fit->y);
  free(fit->weights);
  free(fit->point_weights);
}

/* The part of each point's mean in the slope: that of its value of the parameter, shared among the points there; on a logarithmic scale the
   derivative of the logarithm too. */
static void weigh(const claim_axis *axis, slope_fit *fit) {
  walras_line_weights(fit->x, axis->count, fit->weights);
  for (int64_t step = 0; step < axis->count; step++) {
    const double mean = claim_axis_mean(axis, step), points = (double)(axis->first[step + 1] - axis->first[step]);
    for (int64_t i = axis->first[step]; i < axis->first[step + 1]; i++)
      fit->point_weights[i] = fit->weights[step] / points / (fit->log_y ? mean : 1.0);
  }
}

static int64_t fewest_values(const claim_sample *sample) {
  int64_t least = INT64_MAX;
  for (int64_t i = 0; i < sample->point_count; i++)
    least = sample->counts[i] < least ? sample->counts[i] : least;
  return least;
}

static void name_farthest(const evaluator *e, const claim_axis *axis, const slope_fit *fit, const walras_line *line) {
  int64_t at = 0;
  double farthest = -1.0;
  for (int64_t step = 0; step < axis->count; step++) {
    const double miss = fabs(fit->y[step] - line->intercept - line->slope * fit->x[step]);
    if (miss > farthest) {
      farthest = miss;
      at = step;
    }
  }
  evaluator_worst(e, "farthest from the line at %s = %.6g, by %.3g%s", evaluator_word(e, "along"), axis->x[at], farthest,
                  fit->log_y ? " in the logarithm" : "");
}

static void name_slope(const evaluator *e, const slope_fit *fit, bool by_replications) {
  const char *scale = fit->log_y ? "log-log" : fit->log_x ? "semi-log" : "linear";
  evaluator_method(e, "%s least squares, t interval %s", scale,
                   !by_replications             ? "of the residuals: one replication"
                   : e->experiment->independent ? "of the means' errors, independent points"
                                                : "over replications, points paired");
}

/*
 * The slope is that of the line through the means at the selected points, and its interval says how well replications know it. Points share their
 * random numbers, so the slope is seen as one number per replication (by the delta method on logarithmic scales), whose spread is the error: right
 * whatever the points have in common. How far the means are from a line is no part of it: the worst miss is named beside. With one replication
 * there are only the residuals to go by.
 */
static bool judge_slope(evaluator *e, const claim_axis *axis, slope_fit *fit) {
  for (int64_t step = 0; step < axis->count; step++) {
    const double mean = claim_axis_mean(axis, step);
    fit->x[step] = fit->log_x ? walras_log(axis->x[step]) : axis->x[step];
    fit->y[step] = fit->log_y ? walras_log(mean) : mean;
  }
  const walras_line line = walras_line_fit(fit->x, fit->y, axis->count);
  const bool by_replications = fewest_values(&axis->sample) >= 2;
  t_measure slope = {.error = line.error, .degrees = line.degrees};
  weigh(axis, fit);
  if (by_replications && !claim_contrast(e, &axis->sample, fit->point_weights, &slope))
    return false;
  slope.estimate = line.slope;
  if (isnan(line.slope))
    slope.error = NAN;
  const measurement measured = measure_t(&slope);
  const finding found = judge(&measured, e->out->minimum, e->out->maximum);
  judge_record(e->out, &found);
  name_slope(e, fit, by_replications);
  if (!isnan(line.slope))
    name_farthest(e, axis, fit, &line);
  return true;
}

walras_status claim_check_slope(evaluator *e) {
  claim_axis axis;
  slope_fit fit;
  walras_status status = claim_axis_load(e, &axis);
  if (status != WALRAS_OK)
    return status;
  e->out->points = axis.sample.point_count;
  e->out->values = axis.sample.value_count;
  if (!fit_allocate(e, &axis, &fit))
    status = evaluator_no_memory(e);
  else if (axis.count < 3)
    evaluator_method(e, "fewer than three values of %s are measured", evaluator_word(e, "along"));
  else if (!judge_slope(e, &axis, &fit))
    status = evaluator_no_memory(e);
  fit_free(&fit);
  claim_axis_free(&axis);
  return status;
}

/* ---- order ---- */

/* One step in the direction of the claim, against how far it may go back. */
static bool judge_step(const evaluator *e, const claim_axis *axis, int64_t step, bool increasing, finding *found) {
  const claim_sample before = claim_axis_part(axis, step), after = claim_axis_part(axis, step + 1);
  int64_t values = 0;
  t_measure difference;
  if (!claim_difference(e, increasing ? &after : &before, increasing ? &before : &after, &difference, &values))
    return false;
  const measurement measured = measure_t(&difference);
  *found = judge(&measured, -evaluator_tolerance(e, claim_axis_mean(axis, step)), INFINITY);
  return true;
}

walras_status claim_check_order(evaluator *e) {
  const char *direction = evaluator_word(e, "direction"), *along = evaluator_word(e, "along");
  const bool increasing = direction == NULL || strcmp(direction, "decreasing") != 0;
  claim_axis axis;
  findings all = {0};
  int64_t at = -1;
  walras_status status = claim_axis_load(e, &axis);
  for (int64_t step = 0; status == WALRAS_OK && step + 1 < axis.count; step++) {
    finding found;
    if (judge_step(e, &axis, step, increasing, &found))
      findings_add(&all, &found);
    else
      status = evaluator_no_memory(e);
  }
  e->out->points = axis.sample.point_count;
  e->out->values = axis.sample.value_count;
  if (status == WALRAS_OK && all.count > 0) {
    const finding joint = findings_joint(&all, &at);
    judge_record(e->out, &joint);
    evaluator_worst(e, "step from %s = %.6g to %.6g", along, axis.x[at], axis.x[at + 1]);
  }
  evaluator_method(e, "%s of the steps in the order's direction, Bonferroni over %lld",
                   e->experiment->independent ? "Welch's t intervals" : "t intervals, paired by replication,",
                   (long long)all.count);
  claim_axis_free(&axis);
  return status;
}
