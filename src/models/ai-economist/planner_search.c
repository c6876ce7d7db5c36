/* Planners that look for the best rates by trying them: coordinate ascent with refinement, and the cross-entropy method. */
#include <math.h>

#include "models/ai-economist/metrics.h"
#include "models/ai-economist/planner.h"
#include "models/ai-economist/saez.h"
#include "numerics/optimise/coordinate.h"
#include "numerics/optimise/cross_entropy.h"

/* What the objective tells of its way: the best value so far after each batch. */
typedef struct climb {
  one_step_plan *plan;
  int64_t batches, recorded_most;
  double best;
  walras_status status;
} climb;

static bool objective(const double *points, int64_t count, double *values, void *context) {
  climb *progress = context;
  progress->status = one_step_try(progress->plan, points, count, values);
  if (progress->status != WALRAS_OK)
    return false;
  for (int64_t i = 0; i < count; i++)
    progress->best = values[i] > progress->best ? values[i] : progress->best;
  if (progress->batches < progress->recorded_most)
    walras_record_round(progress->plan->economy->trial, AI_PLANNER_SWF, progress->batches, progress->best);
  progress->batches++;
  return true;
}

static walras_box box_of(const one_step_plan *plan) {
  const struct ai_parameters *p = plan->economy->p;
  return (walras_box){.dimensions = plan->schedule.brackets, .least = p->rate_min, .most = p->rate_max};
}

enum { STARTS = 4 };

/* 0.2 and 0.5 everywhere, the law's rates, and Saez's, each within the planner's range. */
static walras_status make_starts(one_step_plan *plan, double *starts) {
  const int brackets = plan->schedule.brackets;
  const struct ai_parameters *p = plan->economy->p;
  walras_tax_schedule saez_schedule = plan->schedule;
  one_step_saez saez;
  const walras_status status = one_step_saez_solve(plan->economy, &saez_schedule, &saez);
  for (int j = 0; j < brackets; j++) {
    starts[j] = 0.2;
    starts[brackets + j] = 0.5;
    starts[3 * brackets + j] = saez_schedule.rate[j];
  }
  ai_federal_rates(p, &plan->schedule, starts + 2 * brackets);
  for (int i = 0; i < STARTS * brackets; i++)
    starts[i] = fmin(fmax(starts[i], p->rate_min), p->rate_max);
  return status;
}

walras_status one_step_search(one_step_plan *plan) {
  static const double steps[] = {0.02, 0.01, 0.005};
  const walras_box box = box_of(plan);
  double starts[STARTS * WALRAS_TAX_BRACKETS_MOST];
  walras_optimum best = {.value = -INFINITY};
  climb progress = {.plan = plan, .recorded_most = AI_SEARCH_ROUNDS_MOST, .best = -INFINITY};
  const walras_status status = make_starts(plan, starts);
  if (status != WALRAS_OK)
    return status;
  if (!walras_coordinate_ascent(&box, plan->economy->p->rate_step, STARTS, starts, objective, &progress, &best))
    return progress.status;
  if (plan->economy->p->search_refine == 1 && !walras_refine(&box, 3, steps, objective, &progress, &best))
    return progress.status;
  walras_tax_set_rates(&plan->schedule, best.point);
  return WALRAS_OK;
}

/* The normals begin in the middle of the range, with half of its width as their standard deviation. */
walras_status one_step_cross_entropy(one_step_plan *plan) {
  const struct ai_parameters *p = plan->economy->p;
  const walras_box box = box_of(plan);
  double mean[WALRAS_TAX_BRACKETS_MOST];
  walras_optimum best = {.value = -INFINITY};
  climb progress = {.plan = plan, .recorded_most = p->cem_rounds, .best = -INFINITY};
  for (int j = 0; j < plan->schedule.brackets; j++)
    mean[j] = 0.5 * (p->rate_min + p->rate_max);
  const walras_cross_entropy method = {.samples = p->cem_samples,
                                       .elite = p->cem_elite,
                                       .rounds = p->cem_rounds,
                                       .mean = mean,
                                       .deviation = 0.5 * (p->rate_max - p->rate_min),
                                       .stream = walras_trial_stream(plan->economy->trial, AI_STREAM_CEM, 0)};
  double *work = walras_trial_allocate(plan->economy->trial, walras_cross_entropy_work(&method, &box), sizeof *work);
  if (work == NULL)
    return walras_trial_status(plan->economy->trial);
  if (!walras_cross_entropy_search(&method, &box, objective, &progress, work, &best, NULL))
    return progress.status;
  walras_tax_set_rates(&plan->schedule, best.point);
  return WALRAS_OK;
}
