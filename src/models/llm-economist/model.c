/* The LLM Economist (Karten et al. 2025) with parametric policies: a planner and a population of workers, tax year by tax year. */
#include <string.h>

#include "models/llm-economist/course.h"
#include "models/llm-economist/metrics.h"
#include "models/llm-economist/outcome.h"
#include "models/llm-economist/society.h"

static bool is_static(const struct economist_parameters *p) {
  return !economist_moves(p);
}

/* Static planners speak once, when the warm-up is over; the others at every tax year after the first. */
static bool is_planning_step(const struct economist_parameters *p, int64_t step, int64_t year) {
  const int64_t length = economist_year_length(p);
  if (step % length != 0 || step < p->warmup)
    return false;
  return is_static(p) ? step - length < p->warmup : year >= 1;
}

static void remember_year(economist_course *course, int64_t year) {
  const economist_economy *economy = &course->economy;
  const int64_t brackets = economist_brackets(economy->p);
  course->year_welfare[year] = economist_welfare(economy, &course->now->totals, economy->p->swf);
  course->year_reference[year] = economist_welfare(economy, &course->now->totals, SWF_REFERENCE);
  memcpy(course->year_rates + year * brackets, course->now->schedule.rate, (size_t)brackets * sizeof(double));
}

static void record_step(const economist_course *course, int64_t step) {
  const economist_economy *economy = &course->economy;
  const economist_totals *totals = &course->now->totals;
  walras_record_round(economy->trial, SERIES_SWF, step, economist_welfare(economy, totals, economy->p->swf));
  walras_record_round(economy->trial, SERIES_MEAN_LABOR, step, totals->sum[SUM_LABOR] / (double)economy->p->n_workers);
  walras_record_round(economy->trial, SERIES_REBATE, step, economist_rebate(economy, totals));
}

static walras_status play_step(economist_course *course, int64_t step) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t length = economist_year_length(p), year = step / length;
  const bool planning = is_planning_step(p, step, year);
  walras_status status = planning ? economist_plan(course, year) : WALRAS_OK;
  if (status == WALRAS_OK)
    status = economist_step(course, step, planning || step == 0);
  if (status != WALRAS_OK)
    return status;
  record_step(course, step);
  if ((step + 1) % length == 0 || step + 1 == economist_steps(p))
    remember_year(course, year);
  return walras_trial_round_done(course->economy.trial, step);
}

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct economist_parameters *p = parameters;
  economist_course course = {0};
  walras_status status = economist_course_open(trial, p, &course);
  if (status != WALRAS_OK)
    return status;
  const int64_t steps = economist_steps(p);
  for (int64_t step = walras_trial_first_round(trial); status == WALRAS_OK && step < steps; step++)
    status = play_step(&course, step);
  return status == WALRAS_OK ? economist_record(&course) : status;
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct economist_parameters *p = parameters;
  const double arrays = p->labor_mode == LABOR_CONTINUOUS ? 4.0 : 2.0;
  const double passes = economist_is_stationary(p) ? (double)economist_years(p) : (double)economist_steps(p);
  *out = (walras_footprint){.population = p->n_workers,
                            .block = ECONOMIST_BLOCK,
                            .bytes_per_entity = 8.0 * arrays + (economist_is_stationary(p) ? 0.0 : 1.0) +
                                                (p->worker_policy == POLICY_BANDIT ? 44.0 : 0.0),
                            .bytes_replicated = 1e6,
                            .seconds_per_entity = 5e-7 + 3e-8 * passes,
                            .seconds_fixed = 1e-4};
}

const walras_model walras_model_llm_economist = {
    WALRAS_MODEL_HEADER,
    .name = "llm-economist",
    .title = "Tax schedules over a census-calibrated population of workers: a learning planner, elections, and exact oracles",
    .family = "economy",
    .reference =
        "Karten, Li, Ding, Kleiner, Bai and Jin, LLM Economist: Large Population Models and Mechanism Design in Multi-Agent "
        "Generative Simulacra, arXiv 2507.15815, 2025",
    .population = "n_workers",
    .parameters_size = sizeof(struct economist_parameters),
    .parameters = economist_schema,
    .parameter_count = ECONOMIST_PARAMETERS,
    .metrics = economist_metrics,
    .metric_count = ECONOMIST_METRICS,
    .resolve = economist_resolve,
    .check = economist_check,
    .footprint = footprint,
    .run = run};
