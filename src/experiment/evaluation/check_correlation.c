#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_points.h"
#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/measures.h"
#include "experiment/evaluation/sample.h"

/* The pairs of all selected trials with both sides, and the replication of each, numbered without gaps. */
typedef struct trial_pairs {
  double *x, *y;
  int64_t *group, count, groups;
} trial_pairs;

static void pairs_free(trial_pairs *p) {
  free(p->x);
  free(p->y);
  free(p->group);
}

/* `other` is the second metric, or NULL: then the values of `along`. */
static bool collect(const evaluator *e, const claim_sample *sample, const claim_sample *other, const char *along,
                    trial_pairs *p) {
  const size_t most = (size_t)sample->value_count + 1;
  *p =
      (trial_pairs){.x = malloc(most * sizeof *p->x), .y = malloc(most * sizeof *p->y), .group = malloc(most * sizeof *p->group)};
  if (p->x == NULL || p->y == NULL || p->group == NULL)
    return false;
  for (int64_t k = 0; k < sample->replications; k++) {
    const int64_t before = p->count;
    for (int64_t i = 0; i < sample->point_count; i++) {
      const double value = claim_sample_row(sample, i)[k];
      const double x =
          other != NULL ? claim_sample_row(other, i)[k] : walras_point_number(e->experiment, sample->points[i], along);
      if (isnan(value) || isnan(x))
        continue;
      p->x[p->count] = x;
      p->y[p->count] = value;
      p->group[p->count++] = p->groups;
    }
    p->groups += p->count > before;
  }
  return true;
}

/*
 * Of several replications each is one unit, whatever its trials have in common: jackknife over replications. Of one replication the points are
 * the units, as in a random design.
 */
static bool judge_pairs(evaluator *e, const trial_pairs *p) {
  const char *method = evaluator_word(e, "method");
  const bool rank = method == NULL || strcmp(method, "rank") == 0, grouped = p->groups > 1;
  const walras_correlation_kind kind = rank ? WALRAS_CORRELATION_RANK : WALRAS_CORRELATION_LINEAR;
  correlation_measure c = {.replications = grouped ? (double)p->groups : 0.0};
  if (grouped ? !walras_correlation_of_groups(p->x, p->y, p->group, p->count, p->groups, kind, &c.correlation)
              : !walras_correlation_of_pairs(p->x, p->y, p->count, kind, &c.correlation))
    return false;
  const measurement measured = measure_correlation(&c);
  const finding found = judge(&measured, e->out->minimum, e->out->maximum);
  judge_record(e->out, &found);
  evaluator_method(e, "%s correlation, Fisher's z %s", rank ? "rank" : "linear",
                   grouped ? "with a jackknife over replications"
                   : rank  ? "with Bonett and Wright's error: one replication"
                           : "of normal pairs: one replication");
  return true;
}

walras_status claim_check_correlation(evaluator *e) {
  const char *other_metric = evaluator_word(e, "versus_metric");
  const config_setting_t *where = config_setting_get_member(e->group, "where");
  claim_sample sample, other = {0};
  trial_pairs pairs = {0};
  walras_status status = claim_sample_load(e, e->claim->metric, where, NULL, &sample);
  if (status == WALRAS_OK && other_metric != NULL)
    status = claim_sample_load(e, other_metric, where, NULL, &other);
  if (status == WALRAS_OK) {
    e->out->points = sample.point_count;
    const bool collected = collect(e, &sample, other_metric != NULL ? &other : NULL, evaluator_word(e, "along"), &pairs);
    claim_sample_free(&sample); /* the pairs are all that is needed, and large */
    claim_sample_free(&other);
    if (!collected || !judge_pairs(e, &pairs))
      status = evaluator_no_memory(e);
    e->out->values = pairs.count;
  }
  pairs_free(&pairs);
  claim_sample_free(&sample);
  claim_sample_free(&other);
  return status;
}
