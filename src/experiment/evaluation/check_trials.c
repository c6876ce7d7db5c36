#include <math.h>

#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/sample.h"

/* The value farthest out of its band, or where none is outside the one nearest to an end of it; `reference` has the shape of the sample, or is NULL. */
static void find_worst(evaluator *e, const claim_sample *sample, const claim_sample *reference) {
  walras_evaluation *out = e->out;
  const double minimum = out->minimum, maximum = out->maximum;
  double worst = 0.0;
  int64_t at = -1;
  for (int64_t i = 0; i < sample->point_count * sample->replications; i++) {
    const double value = sample->values[i], middle = reference != NULL ? reference->values[i] : 0.0;
    if (isnan(value) || isnan(middle))
      continue;
    const double low = reference != NULL ? middle - evaluator_tolerance(e, middle) : minimum;
    const double high = reference != NULL ? middle + evaluator_tolerance(e, middle) : maximum;
    const double excess = value < low ? low - value : value > high ? value - high : -fmin(value - low, high - value);
    out->values++;
    if (at < 0 || excess > worst) {
      worst = excess;
      at = i;
      out->estimate = out->low = out->high = value;
      out->minimum = low;
      out->maximum = high;
      out->expected = reference != NULL ? middle : out->expected;
    }
  }
  if (at >= 0) {
    char point[200];
    claim_sample_name_point(e, sample, at / sample->replications, point, sizeof point);
    evaluator_worst(e, "%s, replication %lld", point, (long long)(at % sample->replications));
  }
  out->verdict = at < 0 ? WALRAS_CLAIM_UNDECIDED : worst > 0.0 ? WALRAS_CLAIM_FAILS : WALRAS_CLAIM_HOLDS;
}

walras_status claim_check_trials(evaluator *e) {
  const char *reference_metric = evaluator_word(e, "reference_metric");
  const config_setting_t *where = config_setting_get_member(e->group, "where");
  claim_sample sample, reference = {0};
  walras_status status = claim_sample_load(e, e->claim->metric, where, NULL, &sample);
  if (status == WALRAS_OK && reference_metric != NULL)
    status = claim_sample_load(e, reference_metric, where, NULL, &reference);
  if (status == WALRAS_OK) {
    e->out->points = sample.point_count;
    evaluator_method(e, "every trial");
    find_worst(e, &sample, reference_metric != NULL ? &reference : NULL);
  }
  claim_sample_free(&sample);
  claim_sample_free(&reference);
  return status;
}
