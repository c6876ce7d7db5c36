#include "models/ai-economist/reference.h"

#include <math.h>

#include "numerics/statistics/quantile.h"

enum { CHUNK = 512 };

typedef struct weigh_context {
  const one_step *e;
  one_step_response no_tax;
} weigh_context;

static int64_t chunk_at(int64_t first, int64_t count) {
  return count - first < CHUNK ? count - first : CHUNK;
}

/* Incomes of a block's cells without a tax. */
static void incomes_without_tax(const weigh_context *c, const walras_block *block, double *incomes) {
  double labor[CHUNK], tax[CHUNK], worth[CHUNK];
  for (int64_t first = 0; first < block->count; first += CHUNK) {
    const one_step_cells cells = one_step_block_cells(&c->e->workers, block, first, chunk_at(first, block->count));
    const walras_tax_choices out = {.labor = labor, .income = incomes + first, .tax = tax, .worth = worth};
    one_step_respond(&c->no_tax, &cells, &out);
  }
}

static void weigh_by_skill(const one_step *e, const double *skills, int64_t count, double *g) {
  double power[CHUNK];
  for (int i = 0; i < CHUNK; i++)
    power[i] = -e->p->pareto_weight_exponent;
  for (int64_t first = 0; first < count; first += CHUNK)
    walras_pow_batch(skills + first, power, g + first, chunk_at(first, count));
}

static walras_status weigh_block(const walras_block *block, void *context) {
  const weigh_context *c = context;
  const one_step *e = c->e;
  const one_step_cells cells = one_step_block_cells(&e->workers, block, 0, block->count);
  double *g = walras_block_state(block, e->workers.weight);
  if (e->p->pareto_weight == WEIGHT_SKILL) {
    weigh_by_skill(e, cells.workers.skill, block->count, g);
  } else if (e->has_oracle) {
    for (int64_t i = 0; i < block->count; i++)
      g[i] = one_step_oracle_weight(&e->oracle, cells.workers.skill[i]);
  } else {
    incomes_without_tax(c, block, g);
    for (int64_t i = 0; i < block->count; i++)
      g[i] = 1.0 / (g[i] > 1.0 ? g[i] : 1.0);
  }
  for (int64_t i = 0; i < block->count; i++)
    block->sums[0] += cells.count != NULL ? cells.count[i] * g[i] : g[i];
  return WALRAS_OK;
}

static weigh_context context_of(const one_step *e) {
  static const walras_tax_schedule no_tax = {.brackets = 1, .cutoff = {0.0, INFINITY}};
  weigh_context c = {.e = e};
  one_step_response_make(&e->workers, &no_tax, &c.no_tax);
  return c;
}

walras_status one_step_weigh(one_step *e) {
  const bool by_income = e->p->pareto_weight == WEIGHT_INCOME && e->p->planner_objective == OBJECTIVE_FIXED_WEIGHTS;
  weigh_context c = context_of(e);
  walras_reduction *sum;
  if (e->p->pareto_weight != WEIGHT_SKILL && !by_income)
    return WALRAS_OK;
  walras_status status = walras_state_create(e->workers.cells, "weight", sizeof(double), &e->workers.weight);
  if (status == WALRAS_OK)
    status = walras_reduction_create(e->trial, &(walras_reduction_shape){.sums = 1}, &sum);
  if (status == WALRAS_OK)
    status = walras_for_each_block(e->workers.cells, weigh_block, &c, sum);
  if (status == WALRAS_OK)
    e->workers.total_weight = walras_reduction_sum(sum, 0);
  return status;
}

static walras_status income_values(const walras_block *block, double *values, void *context) {
  incomes_without_tax(context, block, values);
  return WALRAS_OK;
}

/* Both neighbours of each quantile at once; ranks from 0. */
static walras_status quantiles_without_tax(one_step *e, int64_t brackets, double *cutoffs) {
  weigh_context c = context_of(e);
  const int64_t n = e->p->n_agents;
  int64_t ranks[2 * WALRAS_TAX_BRACKETS_MOST];
  double share[WALRAS_TAX_BRACKETS_MOST], values[2 * WALRAS_TAX_BRACKETS_MOST];
  for (int64_t j = 1; j < brackets; j++) {
    const double place = (double)(n - 1) * (double)j / (double)brackets;
    const int64_t low = (int64_t)floor(place);
    ranks[2 * (j - 1)] = low;
    ranks[2 * (j - 1) + 1] = low + 1 < n ? low + 1 : low;
    share[j] = place - (double)low;
  }
  const walras_status status = walras_order_statistics(e->workers.cells, income_values, &c, ranks, 2 * (brackets - 1), values);
  for (int64_t j = 1; status == WALRAS_OK && j < brackets; j++)
    cutoffs[j] = values[2 * (j - 1)] + share[j] * (values[2 * (j - 1) + 1] - values[2 * (j - 1)]);
  return status;
}

bool one_step_has_quantile_cutoffs(const struct ai_parameters *p) {
  return p->bracket_spacing == SPACING_QUANTILE &&
         (p->tax_model == TAX_FIXED || p->tax_model == TAX_SAEZ || p->tax_model == TAX_PLANNER);
}

walras_status one_step_quantile_cutoffs(one_step *e, double *cutoffs) {
  const int64_t brackets = e->p->n_brackets;
  cutoffs[0] = 0.0;
  if (!e->has_oracle && brackets > 1)
    return quantiles_without_tax(e, brackets, cutoffs);
  for (int64_t j = 1; j < brackets; j++)
    cutoffs[j] = walras_quantile_of_sorted(e->oracle.income, e->oracle.count, (double)j / (double)brackets);
  return WALRAS_OK;
}
