#include "models/llm-economist/satisfaction.h"

economist_satisfaction economist_satisfaction_make(const economist_economy *economy, int64_t step) {
  return (economist_satisfaction){.p = economy->p,
                                  .persona = walras_trial_stream(economy->trial, ECONOMIST_STREAM_PERSONA, 0),
                                  .answer = walras_trial_stream(economy->trial, ECONOMIST_STREAM_SATISFACTION, (uint32_t)step)};
}

/* Uniform u < 1 / (1 + exp(x)) as u (1 + exp(x)) < 1; exp(x) overflows to infinity, and no is the answer. */
void economist_satisfy(const economist_satisfaction *s, int64_t first, int64_t count, const walras_tax_choices *choices,
                       double rebate, double *satisfied) {
  double tolerance[ECONOMIST_CHUNK], u[ECONOMIST_CHUNK];
  const double slope = s->p->satisfaction_slope;
  walras_fill_normal(&s->persona, (uint64_t)first, count, 0, tolerance);
  for (int64_t i = 0; i < count; i++) {
    const double burden = (choices->tax[i] - rebate) / (choices->income[i] > 1.0 ? choices->income[i] : 1.0);
    tolerance[i] = burden - (s->p->burden_tolerance_mean + s->p->burden_tolerance_sd * tolerance[i]);
  }
  if (slope == 0.0) {
    for (int64_t i = 0; i < count; i++)
      satisfied[i] = tolerance[i] <= 0.0 ? 1.0 : 0.0;
    return;
  }
  for (int64_t i = 0; i < count; i++)
    tolerance[i] /= slope;
  walras_exp_batch(tolerance, tolerance, count);
  walras_fill_uniform(&s->answer, (uint64_t)first, count, 0, u);
  for (int64_t i = 0; i < count; i++)
    satisfied[i] = u[i] * (1.0 + tolerance[i]) < 1.0 ? 1.0 : 0.0;
}
