/* Constraints between parameters that hold in every economy; the economies add their own. */
#include "models/ai-economist/economies.h"
#include "numerics/taxes/schedule.h"

static walras_status check_cutoffs(const struct ai_parameters *p, walras_error *error) {
  const walras_reals *m = &p->bracket_cutoffs;
  if (m->count < 1 || m->count > WALRAS_TAX_BRACKETS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "bracket_cutoffs: %lld cutoffs, bracket_spacing = list needs 1 to %d",
                       (long long)m->count, WALRAS_TAX_BRACKETS_MOST);
  if (m->values[0] != 0.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "bracket_cutoffs: the first cutoff is %.17g, it must be 0", m->values[0]);
  for (int64_t j = 1; j < m->count; j++)
    if (!(m->values[j] > m->values[j - 1]))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "bracket_cutoffs: entry %lld is %.17g, not above the one before, %.17g",
                         (long long)(j + 1), m->values[j], m->values[j - 1]);
  return WALRAS_OK;
}

static walras_status check_spacing(const struct ai_parameters *p, walras_error *error) {
  if (p->tax_model == TAX_NONE || p->tax_model == TAX_FEDERAL || p->tax_model == TAX_MIRRLEES)
    return WALRAS_OK;
  const int64_t held = p->bracket_spacing == SPACING_LIST      ? p->bracket_cutoffs.count
                       : p->bracket_spacing == SPACING_FEDERAL ? WALRAS_FEDERAL_BRACKETS
                                                               : p->n_brackets;
  if (p->bracket_spacing == SPACING_LIST) {
    const walras_status status = check_cutoffs(p, error);
    if (status != WALRAS_OK)
      return status;
  }
  if (p->n_brackets != held)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_brackets = %lld: bracket_spacing = %s has %lld",
                       (long long)p->n_brackets, p->bracket_spacing == SPACING_LIST ? "list" : "us_federal", (long long)held);
  if (p->bracket_spacing == SPACING_QUANTILE && p->economy != ECONOMY_ONE_STEP)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "bracket_spacing = quantile: only economy = one_step has reference incomes");
  if (p->tax_model == TAX_FIXED && p->fixed_bracket_rates.count != p->n_brackets)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "fixed_bracket_rates: %lld rates for %lld brackets",
                       (long long)p->fixed_bracket_rates.count, (long long)p->n_brackets);
  return WALRAS_OK;
}

static walras_status check_rates(const struct ai_parameters *p, walras_error *error) {
  if (p->rate_min > p->rate_max)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "rate_min = %g is above rate_max = %g", p->rate_min, p->rate_max);
  if (p->saez_start_rate < p->rate_min || p->saez_start_rate > p->rate_max)
    return p->tax_model == TAX_SAEZ || (p->tax_model == TAX_PLANNER && p->planner == PLANNER_SEARCH)
               ? WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "saez_start_rate = %g is outside rate_min = %g to rate_max = %g",
                             p->saez_start_rate, p->rate_min, p->rate_max)
               : WALRAS_OK;
  return WALRAS_OK;
}

walras_status ai_check(const void *parameters, walras_error *error) {
  const struct ai_parameters *p = parameters;
  walras_status status = check_spacing(p, error);
  if (status == WALRAS_OK)
    status = check_rates(p, error);
  return status == WALRAS_OK ? ai_economy_of(p)->check(p, error) : status;
}
