#include "models/llm-economist/satisfaction.h"

economist_satisfaction economist_satisfaction_make(const economist_course *course, int64_t step) {
  return (economist_satisfaction){.p = course->economy.p,
                                  .types = &course->types,
                                  .persona = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_PERSONA, 0),
                                  .answer =
                                      walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_SATISFACTION, (uint32_t)step)};
}

/* Uniform u < 1 / (1 + exp(x)) as u (1 + exp(x)) < 1; exp(x) overflows to infinity, and no is the answer. `excess`: burdens above tolerances. */
static void answer(const economist_satisfaction *s, int64_t first, int64_t count, double *excess, double *satisfied) {
  const double slope = s->p->satisfaction_slope;
  double u[ECONOMIST_CHUNK];
  if (slope == 0.0) {
    for (int64_t i = 0; i < count; i++)
      satisfied[i] = excess[i] <= 0.0 ? 1.0 : 0.0;
    return;
  }
  for (int64_t i = 0; i < count; i++)
    excess[i] /= slope;
  walras_exp_batch(excess, excess, count);
  walras_fill_uniform(&s->answer, (uint64_t)first, count, 0, u);
  for (int64_t i = 0; i < count; i++)
    satisfied[i] = u[i] * (1.0 + excess[i]) < 1.0 ? 1.0 : 0.0;
}

void economist_satisfy(const economist_satisfaction *s, int64_t first, int64_t count, const walras_tax_choices *choices,
                       double rebate, double *satisfied) {
  double excess[ECONOMIST_CHUNK];
  walras_fill_normal(&s->persona, (uint64_t)first, count, 0, excess);
  for (int64_t i = 0; i < count; i++) {
    const double burden = (choices->tax[i] - rebate) / (choices->income[i] > 1.0 ? choices->income[i] : 1.0);
    excess[i] = burden - (s->p->burden_tolerance_mean + s->p->burden_tolerance_sd * excess[i]);
  }
  answer(s, first, count, excess, satisfied);
  for (int64_t i = 0; economist_has_types(s->p) && i < count; i++)
    if (economist_type_of(s->types, first + i) != TYPE_EGOTISTICAL)
      satisfied[i] = 1.0;
}
