#include "models/llm-economist/search.h"

#include <math.h>
#include <string.h>

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

/* All values of one rate; true where some beat `best`. */
static walras_status climb(economist_course *course, int64_t bracket, double *rates, double *best, bool *better) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p), values = economist_grid_rates(p);
  double *tried = walras_trial_allocate(course->economy.trial, values * brackets, sizeof *tried);
  double *welfare = walras_trial_allocate(course->economy.trial, values, sizeof *welfare);
  if (tried == NULL || welfare == NULL)
    return walras_trial_status(course->economy.trial);
  for (int64_t k = 0; k < values; k++) {
    memcpy(tried + k * brackets, rates, (size_t)brackets * sizeof *rates);
    tried[k * brackets + bracket] = economist_grid_rate(p, k);
  }
  const walras_status status = economist_evaluate_rates(&course->economy, tried, values, welfare);
  for (int64_t k = 0; status == WALRAS_OK && k < values; k++)
    if (welfare[k] > *best) {
      *best = welfare[k];
      rates[bracket] = tried[k * brackets + bracket];
      *better = true;
    }
  return status;
}

static double near_on_grid(const struct economist_parameters *p, double rate) {
  const int64_t k = (int64_t)rint(rate / p->rate_step), last = economist_grid_rates(p) - 1;
  return economist_grid_rate(p, k < last ? k : last);
}

static walras_status ascend(economist_course *course, double start, double *rates, double *welfare) {
  const int64_t brackets = economist_brackets(course->economy.p);
  for (int64_t j = 0; j < brackets; j++)
    rates[j] = near_on_grid(course->economy.p, start);
  *welfare = -INFINITY;
  for (bool better = true; better;) {
    better = false;
    for (int64_t j = 0; j < brackets; j++) {
      const walras_status status = climb(course, j, rates, welfare, &better);
      if (status != WALRAS_OK)
        return status;
    }
  }
  return WALRAS_OK;
}

static walras_status ascend_from_starts(economist_course *course, double *best_rates, double *best) {
  const double starts[] = {0.2, 0.5, 0.8};
  *best = -INFINITY;
  for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
    double rates[WALRAS_TAX_BRACKETS_MOST], welfare = 0.0;
    const walras_status status = ascend(course, starts[s], rates, &welfare);
    if (status != WALRAS_OK)
      return status;
    if (welfare > *best) {
      *best = welfare;
      memcpy(best_rates, rates, sizeof rates);
    }
  }
  return WALRAS_OK;
}

walras_status economist_best_on_grid(economist_course *course, double *rates, double *welfare, economist_best *best) {
  const int64_t brackets = economist_brackets(course->economy.p);
  double found[WALRAS_TAX_BRACKETS_MOST];
  economist_best own, *listed = best != NULL ? best : &own;
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
