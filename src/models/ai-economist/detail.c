#include "models/ai-economist/detail.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct look_context {
  const one_step_evaluator *e;
  const walras_tax_schedule *schedule;
  bool lists;
} look_context;

static bool is_at_kink(const walras_tax_schedule *schedule, int bracket, double income) {
  const double below = schedule->cutoff[bracket], above = schedule->cutoff[bracket + 1];
  return (bracket > 0 && income - below < 1e-6) || above - income < 1e-6;
}

static void add_cell(const look_context *c, const one_step_cells *cells, const walras_tax_choices *out, const double *logs,
                     int64_t i, one_step_detail *sums) {
  const double held = cells->count != NULL ? cells->count[i] : 1.0, z = out->income[i];
  const int bracket = walras_tax_bracket(c->schedule, z);
  sums->workers[bracket] += held;
  sums->income[bracket] += held * z;
  sums->tax[bracket] += held * out->tax[i];
  sums->labor += held * out->labor[i];
  sums->at_kink += is_at_kink(c->schedule, bracket, z) ? held : 0.0;
  if (z > 0.0) {
    sums->earners[bracket] += held;
    sums->log_income[bracket] += held * logs[i];
  }
}

static walras_status look_block(const walras_block *block, void *context) {
  const look_context *c = context;
  double *memory = walras_block_scratch(block, c->e->scratch), *logs = memory + 4 * AI_CHUNK;
  one_step_choice *rows = (one_step_choice *)(memory + 5 * AI_CHUNK);
  const walras_tax_choices out = {
      .labor = memory, .income = memory + AI_CHUNK, .tax = memory + 2 * AI_CHUNK, .worth = memory + 3 * AI_CHUNK};
  one_step_detail sums;
  memset(&sums, 0, sizeof sums);
  for (int64_t first = 0; first < block->count; first += AI_CHUNK) {
    const int64_t n = block->count - first < AI_CHUNK ? block->count - first : AI_CHUNK;
    const one_step_cells cells = one_step_block_cells(c->e->workers, block, first, n);
    one_step_respond(c->e->responses, &cells, &out);
    for (int64_t i = 0; i < n; i++)
      logs[i] = out.income[i] > 1e-9 ? out.income[i] : 1e-9;
    walras_log_batch(logs, logs, n);
    for (int64_t i = 0; i < n; i++)
      add_cell(c, &cells, &out, logs, i, &sums);
    for (int64_t i = 0; c->lists && i < n; i++)
      rows[first + i] = (one_step_choice){cells.workers.skill[i], out.labor[i], out.income[i], out.tax[i], out.worth[i]};
  }
  memcpy(block->sums, &sums, sizeof sums);
  return c->lists ? walras_block_emit(block, c->e->rows, rows, block->count * (int64_t)sizeof(one_step_choice)) : WALRAS_OK;
}

walras_status one_step_look(one_step_evaluator *e, const walras_tax_schedule *schedule, one_step_detail *detail,
                            const one_step_choice **choices) {
  look_context c = {.e = e, .schedule = schedule, .lists = choices != NULL};
  const void *rows = NULL;
  assert(choices == NULL || e->rows != NULL);
  one_step_response_make(e->workers, schedule, e->responses);
  walras_status status = walras_for_each_block(e->workers->cells, look_block, &c, e->detail);
  if (status == WALRAS_OK && c.lists)
    status = walras_gather_all(e->rows, &rows, NULL);
  if (status != WALRAS_OK)
    return status;
  memcpy(detail, walras_reduction_sums(e->detail), sizeof *detail);
  if (c.lists)
    *choices = rows;
  return WALRAS_OK;
}

/* Sums around the means: a single rate gives a spread of exactly nothing. */
one_step_elasticity one_step_regress(int64_t groups, const double *rates, const double *earners, const double *log_income) {
  double pairs = 0.0, rate_sum = 0.0, x_sum = 0.0, y_sum = 0.0, spread = 0.0, xx = 0.0, xy = 0.0;
  double x[AI_GROUPS_MOST];
  assert(groups <= AI_GROUPS_MOST);
  for (int64_t k = 0; k < groups; k++) {
    const double held = rates[k] < 1.0 ? earners[k] : 0.0, kept = 1.0 - rates[k];
    x[k] = walras_log(kept > 1e-9 ? kept : 1e-9);
    pairs += held;
    rate_sum += held * rates[k];
    x_sum += held * x[k];
    y_sum += rates[k] < 1.0 ? log_income[k] : 0.0;
  }
  if (pairs < 10.0)
    return (one_step_elasticity){.known = false};
  for (int64_t k = 0; k < groups; k++) {
    const double held = rates[k] < 1.0 ? earners[k] : 0.0, from_mean = rates[k] - rate_sum / pairs, dx = x[k] - x_sum / pairs;
    spread += held * from_mean * from_mean;
    xx += held * dx * dx;
    xy += held > 0.0 ? dx * (log_income[k] - held * (y_sum / pairs)) : 0.0;
  }
  if (sqrt(spread / pairs) < 1e-6)
    return (one_step_elasticity){.known = false};
  const double slope = xy / xx;
  return (one_step_elasticity){.known = true, .slope = slope, .intercept = (y_sum - slope * x_sum) / pairs};
}

walras_status one_step_measure_elasticity(one_step_evaluator *e, const walras_tax_schedule *schedule,
                                          const one_step_detail *detail, one_step_elasticity *elasticity) {
  const walras_reals *probes = &e->workers->p->elasticity_probe_rates;
  if (probes->count == 0) {
    *elasticity = one_step_regress(schedule->brackets, schedule->rate, detail->earners, detail->log_income);
    return WALRAS_OK;
  }
  double earners[AI_GROUPS_MOST], log_income[AI_GROUPS_MOST];
  walras_tax_schedule flat = {.brackets = 1, .cutoff = {0.0, INFINITY}};
  for (int64_t k = 0; k < probes->count; k++) {
    one_step_detail section;
    walras_tax_set_rates(&flat, &probes->values[k]);
    const walras_status status = one_step_look(e, &flat, &section, NULL);
    if (status != WALRAS_OK)
      return status;
    earners[k] = section.earners[0];
    log_income[k] = section.log_income[0];
  }
  *elasticity = one_step_regress(probes->count, probes->values, earners, log_income);
  return WALRAS_OK;
}
