#include "models/llm-economist/search.h"

#include <math.h>
#include <string.h>

#include "numerics/optimise/coordinate.h"
#include "numerics/optimise/cross_entropy.h"

/* The schedules number first..first+count-1 of the grid: rates [count][J]. */
static void list_schedules(const struct economist_parameters *p, int64_t first, int64_t count, double *rates) {
  const int64_t brackets = economist_brackets(p), values = economist_grid_rates(p);
  for (int64_t s = 0; s < count; s++) {
    int64_t code = first + s;
    for (int64_t j = 0; j < brackets; j++) {
      rates[s * brackets + j] = economist_grid_rate(p, code % values);
      code /= values;
    }
  }
}

/* Later ones of equal welfare come after. */
static void enter(economist_best *best, double welfare, const double *rates, int64_t brackets) {
  int64_t place = best->count;
  while (place > 0 && welfare > best->welfare[place - 1])
    place--;
  if (place == ECONOMIST_BEST)
    return;
  const int64_t last = best->count < ECONOMIST_BEST ? best->count++ : ECONOMIST_BEST - 1;
  for (int64_t i = last; i > place; i--) {
    best->welfare[i] = best->welfare[i - 1];
    memcpy(best->rates[i], best->rates[i - 1], sizeof best->rates[i]);
  }
  best->welfare[place] = welfare;
  memcpy(best->rates[place], rates, (size_t)brackets * sizeof *rates);
}

static walras_status enumerate(economist_course *course, economist_best *best) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p);
  int64_t schedules = 1;
  for (int64_t j = 0; j < brackets; j++)
    schedules *= economist_grid_rates(p);
  *best = (economist_best){0};
  for (int64_t first = 0; first < schedules; first += ECONOMIST_BATCH) {
    double rates[ECONOMIST_BATCH * ECONOMIST_ENUMERATED_J], welfare[ECONOMIST_BATCH];
    const int64_t count = schedules - first < ECONOMIST_BATCH ? schedules - first : ECONOMIST_BATCH;
    list_schedules(p, first, count, rates);
    const walras_status status = economist_evaluate_rates(&course->economy, rates, count, welfare);
    if (status != WALRAS_OK)
      return status;
    for (int64_t s = 0; s < count; s++)
      enter(best, welfare[s], rates + s * brackets, brackets);
  }
  return WALRAS_OK;
}

/* What the optimisers ask: the planner's welfare of rates [count][J]. */
typedef struct asked {
  economist_economy *economy;
  walras_status status;
} asked;

static bool answer(const double *points, int64_t count, double *values, void *context) {
  asked *a = context;
  a->status = economist_evaluate_rates(a->economy, points, count, values);
  return a->status == WALRAS_OK;
}

static walras_box rate_box(const struct economist_parameters *p) {
  return (walras_box){.dimensions = economist_brackets(p), .least = 0.0, .most = p->rate_max};
}

static walras_status ascend_from_starts(economist_course *course, double *best_rates, double *best) {
  const struct economist_parameters *p = course->economy.p;
  const walras_box box = rate_box(p);
  const double starts[] = {0.2, 0.5, 0.8};
  asked a = {.economy = &course->economy};
  walras_optimum optimum = {.value = -INFINITY};
  double rates[3 * WALRAS_TAX_BRACKETS_MOST];
  for (int64_t i = 0; i < 3 * box.dimensions; i++)
    rates[i] = starts[i / box.dimensions];
  walras_coordinate_ascent(&box, p->rate_step, 3, rates, answer, &a, &optimum);
  memcpy(best_rates, optimum.point, (size_t)box.dimensions * sizeof *best_rates);
  *best = optimum.value;
  return a.status;
}

/* The cross-entropy method's usual size; normals begin at half the highest rate. */
walras_status economist_cross_entropy(economist_course *course, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const walras_box box = rate_box(p);
  double mean[WALRAS_TAX_BRACKETS_MOST];
  asked a = {.economy = &course->economy};
  walras_optimum optimum = {.value = -INFINITY};
  for (int64_t j = 0; j < box.dimensions; j++)
    mean[j] = 0.5 * p->rate_max;
  const walras_cross_entropy method = {.samples = 200,
                                       .elite = 20,
                                       .rounds = 40,
                                       .mean = mean,
                                       .deviation = 0.25 * p->rate_max,
                                       .stream = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_PLANNER, 0)};
  double *work = walras_trial_allocate(course->economy.trial, walras_cross_entropy_work(&method, &box), sizeof *work);
  if (work == NULL)
    return walras_trial_status(course->economy.trial);
  walras_cross_entropy_search(&method, &box, answer, &a, work, &optimum, NULL);
  memcpy(rates, optimum.point, (size_t)box.dimensions * sizeof *rates);
  return a.status;
}

walras_status economist_best_on_grid(economist_course *course, double *rates, double *welfare, economist_best *best) {
  const int64_t brackets = economist_brackets(course->economy.p);
  double found[WALRAS_TAX_BRACKETS_MOST];
  economist_best own = {0}, *listed = best != NULL ? best : &own;
  walras_status status = WALRAS_OK;
  if (brackets > ECONOMIST_ENUMERATED_J) {
    status = ascend_from_starts(course, found, welfare);
  } else {
    status = enumerate(course, listed);
    *welfare = listed->welfare[0];
    memcpy(found, listed->rates[0], sizeof listed->rates[0]);
  }
  if (status == WALRAS_OK && rates != NULL)
    memcpy(rates, found, (size_t)brackets * sizeof *rates);
  return status;
}

/* The change of one bracket that a trial makes: uniform on the grid steps up to delta_max. Draws 2 j + 1. */
static double trial_step(const struct economist_parameters *p, const walras_stream *stream, int64_t bracket) {
  const int64_t most = (int64_t)floor(p->delta_max / p->rate_step + 1e-9);
  const int64_t k = (int64_t)walras_bounded(stream, 0, (uint32_t)(2 * bracket + 1), (uint64_t)(2 * most + 1)) - most;
  return (double)k * p->rate_step;
}

static int64_t best_year(const economist_course *course, int64_t year) {
  int64_t best = 0;
  for (int64_t y = 1; y < year; y++)
    if (course->year_welfare[y] > course->year_welfare[best])
      best = y;
  return best;
}

/* Whether this year tries something, and from where: draw 0. The last tenth of the years returns to the best. */
void economist_icrl_move(const economist_course *course, int64_t year, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p);
  const walras_stream stream = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_PLANNER, (uint32_t)year);
  const double *best = course->year_rates + best_year(course, year) * brackets;
  const bool returns =
      p->icrl_ablation == ABLATION_NO_EXPLORATION || (p->icrl_ablation == ABLATION_NONE && 10 * (year + 1) > 9 * course->years);
  const bool around_best = p->icrl_ablation == ABLATION_NONE && walras_uniform(&stream, 0, 0) < p->icrl_explore;
  double delta[WALRAS_TAX_BRACKETS_MOST];
  for (int64_t j = 0; j < brackets; j++) {
    const bool jumps = !around_best || walras_uniform(&stream, 0, (uint32_t)(2 * j + 2)) < p->icrl_jump;
    const double step = !returns && jumps ? trial_step(p, &stream, j) : 0.0;
    const double from = returns || around_best ? best[j] : rates[j];
    delta[j] = 100.0 * (from + step - rates[j]);
  }
  economist_apply_delta(p, delta, rates);
}
