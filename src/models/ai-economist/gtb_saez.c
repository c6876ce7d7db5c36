#include "models/ai-economist/gtb_saez.h"

#include <math.h>
#include <string.h>

#include "numerics/taxes/elasticity.h"

walras_status gtb_saez_create(walras_trial *trial, const struct ai_parameters *p, const walras_tax_schedule *taxes,
                              gtb_saez *saez) {
  const double last = taxes->cutoff[taxes->brackets - 1];
  *saez = (gtb_saez){.p = p, .bins = {.bins = p->saez_bins, .top = last > 0.0 ? last : p->top_bracket_cutoff}};
  saez->state = walras_trial_allocate_zero(trial, 1, sizeof *saez->state);
  saez->incomes = walras_trial_allocate_zero(trial, p->saez_buffer, sizeof(double));
  saez->marginal_rates = walras_trial_allocate_zero(trial, p->saez_buffer, sizeof(double));
  saez->rates = walras_trial_allocate_zero(trial, taxes->brackets, sizeof(double));
  saez->counts = walras_trial_allocate(trial, walras_saez_slots(&saez->bins), sizeof(int64_t));
  saez->sums = walras_trial_allocate(trial, walras_saez_sums(&saez->bins), sizeof(double));
  saez->components.weight_above = walras_trial_allocate(trial, p->saez_bins + 1, sizeof(double));
  saez->components.pareto = walras_trial_allocate(trial, p->saez_bins + 1, sizeof(double));
  saez->components.rate = walras_trial_allocate(trial, p->saez_bins + 1, sizeof(double));
  walras_status status = walras_trial_status(trial);
  if (status != WALRAS_OK)
    return status;
  saez->state->elasticity = p->saez_elasticity;
  status = walras_trial_keep(trial, "saez", saez->state, 1, sizeof *saez->state);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "saez_incomes", saez->incomes, p->saez_buffer, sizeof(double));
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "saez_marginal_rates", saez->marginal_rates, p->saez_buffer, sizeof(double));
  return status == WALRAS_OK ? walras_trial_keep(trial, "saez_rates", saez->rates, taxes->brackets, sizeof(double)) : status;
}

bool gtb_saez_is_full(const gtb_saez *saez) {
  return saez->state->pairs == saez->p->saez_buffer;
}

/* The newest pairs push out the oldest. */
static void remember(gtb_saez *saez, const double *pairs, int64_t count) {
  const int64_t room = saez->p->saez_buffer, taken = count < room ? count : room;
  const int64_t lost = saez->state->pairs + taken > room ? saez->state->pairs + taken - room : 0;
  const int64_t left = saez->state->pairs - lost;
  memmove(saez->incomes, saez->incomes + lost, (size_t)left * sizeof(double));
  memmove(saez->marginal_rates, saez->marginal_rates + lost, (size_t)left * sizeof(double));
  for (int64_t k = 0; k < taken; k++) {
    saez->incomes[left + k] = pairs[2 * (count - taken + k)];
    saez->marginal_rates[left + k] = pairs[2 * (count - taken + k) + 1];
  }
  saez->state->pairs = left + taken;
}

static void estimate(gtb_saez *saez) {
  const int64_t count = saez->state->pairs;
  const double memory = saez->p->saez_elasticity_memory;
  double sums[WALRAS_ELASTICITY_SUMS] = {0.0};
  int64_t usable = 0;
  while (usable < count && !(saez->incomes[usable] > 0.0 && saez->marginal_rates[usable] < 1.0))
    usable++;
  saez->state->usable = 0;
  if (usable == count)
    return;
  const walras_elasticity_origin origin = walras_elasticity_origin_make(saez->incomes[usable], saez->marginal_rates[usable]);
  walras_elasticity_add(&origin, saez->incomes, saez->marginal_rates, count, sums);
  const walras_elasticity_line line = walras_elasticity_fit(&origin, sums);
  if (!line.usable)
    return;
  saez->state->usable = 1;
  saez->state->slope = line.slope;
  if (saez->p->saez_elasticity_source == ELASTICITY_ESTIMATE)
    saez->state->elasticity = memory * saez->state->elasticity + (1.0 - memory) * fmax(line.slope, 0.0);
}

static void apply_formula(gtb_saez *saez, const walras_tax_schedule *taxes) {
  const struct ai_parameters *p = saez->p;
  const walras_saez_weight rule = p->pareto_weight == WEIGHT_UNIFORM ? WALRAS_SAEZ_UNIFORM : WALRAS_SAEZ_INVERSE_INCOME;
  memset(saez->counts, 0, (size_t)walras_saez_slots(&saez->bins) * sizeof *saez->counts);
  memset(saez->sums, 0, (size_t)walras_saez_sums(&saez->bins) * sizeof *saez->sums);
  walras_saez_count(&saez->bins, rule, saez->incomes, saez->state->pairs, saez->counts, saez->sums);
  walras_saez_middle_weights(&saez->bins, rule, saez->counts, saez->sums);
  walras_saez_components_make(&saez->bins, saez->counts, saez->sums, saez->state->elasticity, &saez->components);
  walras_saez_brackets(&saez->bins, saez->components.rate, taxes->brackets, taxes->cutoff, p->rate_min, p->rate_max, saez->rates);
  saez->state->top_empty = saez->components.top_empty;
}

void gtb_saez_learn(gtb_saez *saez, const walras_tax_schedule *taxes, const double *pairs, int64_t count) {
  remember(saez, pairs, count);
  if (!gtb_saez_is_full(saez))
    return;
  estimate(saez);
  apply_formula(saez, taxes);
}
