#include "experiment/evaluation/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_points.h"
#include "experiment/value.h"
#include "numerics/statistics/summary.h"

/* "name" or "name[k]", k from 1, apart. */
static walras_status split_name(const evaluator *e, const char *metric, char name[128], int64_t *element) {
  const char *bracket = strchr(metric, '[');
  const size_t length = bracket != NULL ? (size_t)(bracket - metric) : strlen(metric);
  if (length >= 128)
    return WALRAS_FAIL(e->error, WALRAS_ERROR_INPUT, "metric name '%s' is too long", metric);
  memcpy(name, metric, length);
  name[length] = '\0';
  *element = bracket != NULL ? strtoll(bracket + 1, NULL, 10) - 1 : 0;
  return WALRAS_OK;
}

static walras_status read_points(const evaluator *e, const char *metric, claim_sample *sample) {
  char name[128];
  int64_t element = 0;
  walras_status status = split_name(e, metric, name, &element);
  for (int64_t i = 0; status == WALRAS_OK && i < sample->point_count; i++)
    status = e->read(e->context, name, element, sample->points[i], sample->values + i * sample->replications, e->error);
  return status;
}

walras_status claim_sample_load(const evaluator *e, const char *metric, const config_setting_t *where,
                                const config_setting_t *also, claim_sample *sample) {
  *sample = (claim_sample){.replications = e->experiment->replications};
  walras_status status = walras_points_select(e->experiment, where, also, &sample->points, &sample->point_count, e->error);
  if (status != WALRAS_OK)
    return status;
  const size_t points = (size_t)sample->point_count;
  sample->values = malloc(points * (size_t)sample->replications * sizeof *sample->values);
  sample->means = malloc(points * sizeof *sample->means);
  sample->counts = malloc(points * sizeof *sample->counts);
  if (sample->values == NULL || sample->means == NULL || sample->counts == NULL)
    status = evaluator_no_memory(e);
  else
    status = read_points(e, metric, sample);
  if (status == WALRAS_OK)
    claim_sample_summarise(sample);
  else
    claim_sample_free(sample);
  return status;
}

void claim_sample_summarise(claim_sample *sample) {
  sample->value_count = 0;
  for (int64_t i = 0; i < sample->point_count; i++) {
    const walras_summary summary = walras_summarise(claim_sample_row(sample, i), sample->replications);
    sample->means[i] = summary.mean;
    sample->counts[i] = summary.count;
    sample->value_count += summary.count;
  }
}

void claim_sample_free(claim_sample *sample) {
  free(sample->points);
  free(sample->values);
  free(sample->means);
  free(sample->counts);
  *sample = (claim_sample){0};
}

void claim_sample_drop_empty(claim_sample *sample) {
  int64_t kept = 0;
  for (int64_t i = 0; i < sample->point_count; i++) {
    if (sample->counts[i] == 0)
      continue;
    if (kept < i)
      memcpy(sample->values + kept * sample->replications, claim_sample_row(sample, i),
             (size_t)sample->replications * sizeof *sample->values);
    sample->points[kept] = sample->points[i];
    sample->means[kept] = sample->means[i];
    sample->counts[kept++] = sample->counts[i];
  }
  sample->point_count = kept;
}

void claim_sample_replication_means(const claim_sample *sample, double *means) {
  for (int64_t k = 0; k < sample->replications; k++)
    means[k] = sample->point_count > 0 ? 0.0 : (double)NAN;
  for (int64_t i = 0; i < sample->point_count; i++)
    for (int64_t k = 0; k < sample->replications; k++)
      means[k] += claim_sample_row(sample, i)[k] / (double)sample->point_count;
}

/* Whether a parameter has another value at some other selected point. */
static bool tells_apart(const evaluator *e, const claim_sample *sample, int64_t index, const walras_parameter *parameter) {
  config_value own, other;
  config_value_load(parameter, e->experiment->parameters[sample->points[index]], &own);
  for (int64_t i = 0; i < sample->point_count; i++) {
    config_value_load(parameter, e->experiment->parameters[sample->points[i]], &other);
    if (!config_value_equal(parameter, &own, &other))
      return true;
  }
  return false;
}

void claim_sample_name_point(const evaluator *e, const claim_sample *sample, int64_t index, char *text, size_t size) {
  enum { NAMED = 3 };
  const walras_experiment *x = e->experiment;
  const int64_t point = sample->points[index];
  size_t length = (size_t)snprintf(text, size, "point %lld", (long long)point);
  int named = 0;
  for (int64_t i = 0; i < x->swept_count && named < NAMED && length < size; i++) {
    const walras_parameter *parameter = config_parameter_find(x->model, x->swept[i]);
    if (!tells_apart(e, sample, index, parameter))
      continue;
    char *value = walras_parameter_text(parameter, x->parameters[point]);
    if (value != NULL)
      length += (size_t)snprintf(text + length, size - length, "%s%s = %s", named++ > 0 ? ", " : " (", x->swept[i], value);
    free(value);
  }
  if (named > 0 && length < size)
    snprintf(text + length, size - length, ")");
}
