#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/evaluation/checks.h"
#include "experiment/evaluation/effective.h"
#include "numerics/statistics/quantile.h"

/* Named after what the interval rests on. */
static void name_method(const evaluator *e, const claim_sample *sample, const effective_trials *effective, const char *method) {
  if (effective->trials < (double)sample->value_count)
    evaluator_method(e, "%s, the points' shared random numbers counted as %.0f trials", method, effective->trials);
  else
    evaluator_method(e, "%s", method);
}

/* 1 where the value lies in [low, high], 0 elsewhere. */
static void mark(claim_sample *sample, double low, double high) {
  for (int64_t i = 0; i < sample->point_count * sample->replications; i++)
    if (!isnan(sample->values[i]))
      sample->values[i] = sample->values[i] >= low && sample->values[i] <= high ? 1.0 : 0.0;
  claim_sample_summarise(sample);
}

walras_status claim_check_share(evaluator *e) {
  const config_setting_t *condition = config_setting_get_member(e->group, "condition");
  claim_sample sample;
  effective_trials effective;
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), NULL, &sample);
  if (status != WALRAS_OK)
    return status;
  mark(&sample, evaluator_number(condition, "minimum", -INFINITY), evaluator_number(condition, "maximum", INFINITY));
  e->out->points = sample.point_count;
  e->out->values = sample.value_count;
  if (claim_effective_trials(e, &sample, &effective)) {
    const share_measure share = {effective.share, effective.trials, effective.replications};
    const measurement measured = measure_share(&share);
    const finding found = judge(&measured, e->out->minimum, e->out->maximum);
    judge_record(e->out, &found);
    name_method(e, &sample, &effective, "Wilson's interval");
  } else
    status = evaluator_no_memory(e);
  claim_sample_free(&sample);
  return status;
}

/* The sorted values against the band; `sample` then holds marks. */
static walras_status judge_quantile(evaluator *e, claim_sample *sample, const double *sorted, const char *method) {
  const double probability = evaluator_number(e->group, "quantile", 0.5);
  effective_trials effective;
  mark(sample, -INFINITY, walras_quantile_of_sorted(sorted, sample->value_count, probability));
  if (!claim_effective_trials(e, sample, &effective))
    return evaluator_no_memory(e);
  const quantile_measure quantile = {sorted, sample->value_count, probability, effective.trials, effective.replications};
  const measurement measured = measure_quantile(&quantile);
  const finding found = judge(&measured, e->out->minimum, e->out->maximum);
  judge_record(e->out, &found);
  name_method(e, sample, &effective, method);
  return WALRAS_OK;
}

walras_status claim_check_quantile(evaluator *e) {
  claim_sample sample;
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), NULL, &sample);
  if (status != WALRAS_OK)
    return status;
  const int64_t count = sample.point_count * sample.replications;
  double *sorted = malloc((size_t)count * sizeof *sorted + 1);
  e->out->points = sample.point_count;
  e->out->values = sample.value_count;
  if (sorted != NULL) {
    memcpy(sorted, sample.values, (size_t)count * sizeof *sorted);
    (void)walras_sort_values(sorted, count);
    status = judge_quantile(e, &sample, sorted,
                            evaluator_has(e, "quantile") ? "order-statistic interval of the quantile"
                                                         : "order-statistic interval of the median");
  } else
    status = evaluator_no_memory(e);
  free(sorted);
  claim_sample_free(&sample);
  return status;
}
