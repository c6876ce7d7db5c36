#include "models/ai-economist/saez.h"

#include <math.h>

#include "numerics/taxes/saez_binned.h"

typedef struct saez_context {
  one_step *e;
  walras_saez_bins bins;
  walras_saez_weight rule;
  bool weighted; /* by g of the workers, instead of by the rule */
  walras_elasticity_origin origin;
  const walras_tax_schedule *schedule;
  walras_reduction *totals;
  int64_t *counts; /* [slots] and the rest: totals of a pass, then what the formula makes of them */
  double *sums;
  walras_saez_components components;
} saez_context;

static double weight_of(const saez_context *c, const one_step_cells *cells, int64_t i, double income) {
  if (c->weighted)
    return cells->weight != NULL ? cells->weight[i] : 1.0;
  return c->rule == WALRAS_SAEZ_UNIFORM ? 1.0 : 1.0 / (income > 1.0 ? income : 1.0);
}

/* As walras_saez_count, for cells of several workers. Inside the bins the rule's weights are those of the middles, made later. */
static void count_cells(const saez_context *c, const one_step_cells *cells, const double *incomes, const walras_block *block) {
  for (int64_t i = 0; i < cells->workers.count; i++) {
    const int64_t slot = walras_saez_slot(&c->bins, incomes[i]);
    const double held = cells->count != NULL ? cells->count[i] : 1.0;
    block->counts[slot] += (int64_t)held;
    if (c->weighted || slot > c->bins.bins)
      block->sums[slot] += held * weight_of(c, cells, i, incomes[i]);
    if (slot > c->bins.bins)
      block->sums[slot + 1] += held * incomes[i];
  }
}

static walras_status count_block(const walras_block *block, void *context) {
  const saez_context *c = context;
  const one_step_evaluator *evaluator = &c->e->evaluator;
  double *memory = walras_block_scratch(block, evaluator->scratch), *rates = memory + 4 * AI_CHUNK;
  const walras_tax_choices out = {
      .labor = memory, .income = memory + AI_CHUNK, .tax = memory + 2 * AI_CHUNK, .worth = memory + 3 * AI_CHUNK};
  const bool estimates = c->e->p->saez_elasticity_source == ELASTICITY_ESTIMATE;
  for (int64_t first = 0; first < block->count; first += AI_CHUNK) {
    const int64_t n = block->count - first < AI_CHUNK ? block->count - first : AI_CHUNK;
    const one_step_cells cells = one_step_block_cells(evaluator->workers, block, first, n);
    one_step_respond(evaluator->responses, &cells, &out);
    count_cells(c, &cells, out.income, block);
    for (int64_t i = 0; estimates && i < n; i++)
      rates[i] = walras_marginal_rate(c->schedule, out.income[i]);
    if (estimates)
      one_step_add_pairs(&c->origin, &cells, out.income, rates, block->sums + walras_saez_sums(&c->bins));
  }
  return WALRAS_OK;
}

static walras_status allocate(saez_context *c) {
  walras_trial *trial = c->e->trial;
  const int64_t slots = walras_saez_slots(&c->bins), sums = walras_saez_sums(&c->bins), rates = c->bins.bins + 1;
  double *memory = walras_trial_allocate(trial, sums + 3 * rates, sizeof *memory);
  c->counts = walras_trial_allocate(trial, slots, sizeof *c->counts);
  if (memory == NULL || c->counts == NULL)
    return walras_trial_status(trial);
  c->sums = memory;
  c->components =
      (walras_saez_components){.weight_above = memory + sums, .pareto = memory + sums + rates, .rate = memory + sums + 2 * rates};
  return walras_reduction_create(trial, &(walras_reduction_shape){.counts = slots, .sums = sums + WALRAS_ELASTICITY_SUMS},
                                 &c->totals);
}

/* The slope of the incomes at hand, at least 0, moves the estimate; without a slope it stays. */
static void estimate(const saez_context *c, const double *pairs, double *elasticity) {
  const walras_elasticity_line line = walras_elasticity_fit(&c->origin, pairs);
  const double memory = c->e->p->saez_elasticity_memory;
  if (line.usable)
    *elasticity = memory * *elasticity + (1.0 - memory) * (line.slope > 0.0 ? line.slope : 0.0);
}

/* The formula's rates at the incomes under the schedule. */
static walras_status apply_formula(saez_context *c, double *elasticity, double *rates) {
  const struct ai_parameters *p = c->e->p;
  one_step_response_make(&c->e->workers, c->schedule, c->e->evaluator.responses);
  const walras_status status = walras_for_each_block(c->e->workers.cells, count_block, c, c->totals);
  if (status != WALRAS_OK)
    return status;
  const double *sums = walras_reduction_sums(c->totals);
  for (int64_t i = 0; i < walras_saez_slots(&c->bins); i++)
    c->counts[i] = walras_reduction_counts(c->totals)[i];
  for (int64_t i = 0; i < walras_saez_sums(&c->bins); i++)
    c->sums[i] = sums[i];
  if (!c->weighted)
    walras_saez_middle_weights(&c->bins, c->rule, c->counts, c->sums);
  if (p->saez_elasticity_source == ELASTICITY_ESTIMATE)
    estimate(c, sums + walras_saez_sums(&c->bins), elasticity);
  walras_saez_components_make(&c->bins, c->counts, c->sums, *elasticity, &c->components);
  walras_saez_brackets(&c->bins, c->components.rate, c->schedule->brackets, c->schedule->cutoff, p->rate_min, p->rate_max, rates);
  return WALRAS_OK;
}

/* A typical income to measure pairs from: what the middle bin's worker would earn matters little, so the bins' middle will do. */
static walras_status prepare(one_step *e, const walras_tax_schedule *schedule, saez_context *c) {
  const struct ai_parameters *p = e->p;
  const double last = schedule->cutoff[schedule->brackets - 1], top = last > 0.0 ? last : p->top_bracket_cutoff;
  *c = (saez_context){.e = e,
                      .bins = {.bins = p->saez_bins, .top = top},
                      .rule = p->pareto_weight == WEIGHT_INCOME ? WALRAS_SAEZ_INVERSE_INCOME : WALRAS_SAEZ_UNIFORM,
                      .weighted = p->pareto_weight == WEIGHT_SKILL,
                      .origin = walras_elasticity_origin_make(0.5 * top, 0.5),
                      .schedule = schedule};
  return allocate(c);
}

walras_status one_step_saez_solve(one_step *e, walras_tax_schedule *schedule, one_step_saez *saez) {
  const struct ai_parameters *p = e->p;
  saez_context c;
  double formula[WALRAS_TAX_BRACKETS_MOST], rates[WALRAS_TAX_BRACKETS_MOST];
  walras_status status = prepare(e, schedule, &c);
  *saez = (one_step_saez){.elasticity = p->saez_elasticity_source == ELASTICITY_EXACT ? walras_labor_elasticity(&e->workers.labor)
                                                                                      : p->saez_elasticity};
  for (int j = 0; j < schedule->brackets; j++)
    rates[j] = p->saez_start_rate;
  walras_tax_set_rates(schedule, rates);
  for (int64_t step = 0; status == WALRAS_OK && step < p->saez_iterations; step++) {
    status = apply_formula(&c, &saez->elasticity, formula);
    for (int j = 0; status == WALRAS_OK && j < schedule->brackets; j++)
      rates[j] = (1.0 - p->saez_damping) * rates[j] + p->saez_damping * formula[j];
    if (status == WALRAS_OK)
      walras_tax_set_rates(schedule, rates);
  }
  double last = saez->elasticity; /* the distance is that of the last elasticity's formula */
  if (status == WALRAS_OK)
    status = apply_formula(&c, &last, formula);
  saez->top_empty = c.components.top_empty;
  for (int j = 0; status == WALRAS_OK && j < schedule->brackets; j++)
    saez->residual = fmax(saez->residual, fabs(formula[j] - rates[j]));
  return status;
}
