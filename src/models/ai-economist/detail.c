#include "models/ai-economist/detail.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct look_context {
  const one_step_evaluator *e;
  const walras_tax_schedule *schedule;
  const walras_elasticity_origin *origin;
  bool lists;
} look_context;

static bool is_at_kink(const walras_tax_schedule *schedule, int bracket, double income) {
  const double below = schedule->cutoff[bracket], above = schedule->cutoff[bracket + 1];
  return (bracket > 0 && income - below < 1e-6) || above - income < 1e-6;
}

static void add_cell(const look_context *c, const one_step_cells *cells, const walras_tax_choices *out, int64_t i, double *rate,
                     one_step_detail *sums) {
  const double held = cells->count != NULL ? cells->count[i] : 1.0, z = out->income[i];
  const int bracket = walras_tax_bracket(c->schedule, z);
  *rate = c->schedule->rate[bracket];
  sums->workers[bracket] += held;
  sums->income[bracket] += held * z;
  sums->tax[bracket] += held * out->tax[i];
  sums->labor += held * out->labor[i];
  sums->at_kink += is_at_kink(c->schedule, bracket, z) ? held : 0.0;
}

void one_step_add_pairs(const walras_elasticity_origin *origin, const one_step_cells *cells, const double *incomes,
                        const double *rates, double *sums) {
  if (cells->count == NULL) {
    walras_elasticity_add(origin, incomes, rates, cells->workers.count, sums);
    return;
  }
  for (int64_t i = 0; i < cells->workers.count; i++) { /* each cell is so many equal pairs */
    double one[WALRAS_ELASTICITY_SUMS] = {0.0};
    walras_elasticity_add(origin, &incomes[i], &rates[i], 1, one);
    for (int k = 0; k < WALRAS_ELASTICITY_SUMS; k++)
      sums[k] += cells->count[i] * one[k];
  }
}

static walras_status look_block(const walras_block *block, void *context) {
  const look_context *c = context;
  double *memory = walras_block_scratch(block, c->e->scratch), *rates = memory + 4 * AI_CHUNK;
  one_step_choice *rows = (one_step_choice *)(memory + AI_ARRAYS * AI_CHUNK);
  const walras_tax_choices out = {
      .labor = memory, .income = memory + AI_CHUNK, .tax = memory + 2 * AI_CHUNK, .worth = memory + 3 * AI_CHUNK};
  one_step_detail sums;
  memset(&sums, 0, sizeof sums);
  for (int64_t first = 0; first < block->count; first += AI_CHUNK) {
    const int64_t n = block->count - first < AI_CHUNK ? block->count - first : AI_CHUNK;
    const one_step_cells cells = one_step_block_cells(c->e->workers, block, first, n);
    one_step_respond(c->e->responses, &cells, &out);
    for (int64_t i = 0; i < n; i++)
      add_cell(c, &cells, &out, i, &rates[i], &sums);
    one_step_add_pairs(c->origin, &cells, out.income, rates, sums.pairs);
    for (int64_t i = 0; c->lists && i < n; i++)
      rows[first + i] = (one_step_choice){cells.workers.skill[i], out.labor[i], out.income[i], out.tax[i], out.worth[i]};
  }
  memcpy(block->sums, &sums, sizeof sums);
  return c->lists ? walras_block_emit(block, c->e->rows, rows, block->count * (int64_t)sizeof(one_step_choice)) : WALRAS_OK;
}

walras_elasticity_origin one_step_origin(const one_step_workers *w, const walras_tax_schedule *schedule, double income) {
  const walras_reals *probes = &w->p->elasticity_probe_rates;
  const double z = income > 0.0 ? income : 1.0, rate = probes->count > 0 ? probes->values[0] : walras_marginal_rate(schedule, z);
  return walras_elasticity_origin_make(z, rate < 1.0 ? rate : 0.0);
}

walras_status one_step_look(one_step_evaluator *e, const walras_tax_schedule *schedule, const walras_elasticity_origin *origin,
                            one_step_detail *detail, const one_step_choice **choices) {
  look_context c = {.e = e, .schedule = schedule, .origin = origin, .lists = choices != NULL};
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

walras_status one_step_measure_elasticity(one_step_evaluator *e, const walras_elasticity_origin *origin,
                                          const one_step_detail *detail, walras_elasticity_line *line) {
  const walras_reals *probes = &e->workers->p->elasticity_probe_rates;
  double pairs[WALRAS_ELASTICITY_SUMS] = {0.0};
  walras_tax_schedule flat = {.brackets = 1, .cutoff = {0.0, INFINITY}};
  for (int64_t probe = 0; probe < probes->count; probe++) {
    one_step_detail section;
    walras_tax_set_rates(&flat, &probes->values[probe]);
    const walras_status status = one_step_look(e, &flat, origin, &section, NULL);
    if (status != WALRAS_OK)
      return status;
    for (int k = 0; k < WALRAS_ELASTICITY_SUMS; k++)
      pairs[k] += section.pairs[k];
  }
  *line = walras_elasticity_fit(origin, probes->count > 0 ? pairs : detail->pairs);
  return WALRAS_OK;
}
