#include "models/ai-economist/planner.h"

walras_status one_step_try(one_step_plan *plan, const double *rates, int64_t count, double *values) {
  one_step *e = plan->economy;
  one_step_moments moments[AI_SCHEDULES_MOST];
  const int brackets = plan->schedule.brackets;
  for (int64_t first = 0; first < count; first += AI_SCHEDULES_MOST) {
    const int64_t n = count - first < AI_SCHEDULES_MOST ? count - first : AI_SCHEDULES_MOST;
    walras_tax_schedule schedules[AI_SCHEDULES_MOST];
    for (int64_t k = 0; k < n; k++) {
      schedules[k] = plan->schedule;
      walras_tax_set_rates(&schedules[k], rates + (first + k) * brackets);
    }
    const walras_status status = one_step_evaluate(&e->evaluator, schedules, n, moments);
    if (status != WALRAS_OK)
      return status;
    for (int64_t k = 0; k < n; k++) {
      const one_step_welfare welfare = one_step_welfare_of(e->p, &moments[k], e->workers.total_weight);
      values[first + k] = one_step_objective(e->p, &welfare);
    }
  }
  plan->tried += count;
  return WALRAS_OK;
}
