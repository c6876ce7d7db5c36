#include "models/ai-economist/brackets.h"

#include <assert.h>

static bool has_own_brackets(const struct ai_parameters *p) {
  return p->tax_model == TAX_FIXED || p->tax_model == TAX_SAEZ || p->tax_model == TAX_PLANNER;
}

int64_t ai_bracket_count(const struct ai_parameters *p) {
  return has_own_brackets(p) ? p->n_brackets : p->tax_model == TAX_FEDERAL ? WALRAS_FEDERAL_BRACKETS : 1;
}

static void federal_cutoffs(double usd_scaling, double *cutoffs) {
  for (int j = 0; j < WALRAS_FEDERAL_BRACKETS; j++)
    cutoffs[j] = walras_federal_cutoffs_2018[j] / usd_scaling;
}

static void even_cutoffs(double top, int64_t brackets, double *cutoffs) {
  for (int64_t j = 0; j < brackets; j++)
    cutoffs[j] = j == 0 ? 0.0 : top * (double)j / (double)(brackets - 1);
}

static void doubling_cutoffs(double top, int64_t brackets, double *cutoffs) {
  double cutoff = top;
  for (int64_t j = brackets - 1; j >= 1; j--, cutoff /= 2.0)
    cutoffs[j] = cutoff;
  cutoffs[0] = 0.0;
}

void ai_cutoffs(const struct ai_parameters *p, double *cutoffs) {
  const int spacing = has_own_brackets(p) ? p->bracket_spacing : SPACING_FEDERAL;
  assert(spacing != SPACING_QUANTILE);
  if (p->tax_model == TAX_NONE || p->tax_model == TAX_MIRRLEES)
    cutoffs[0] = 0.0;
  else if (spacing == SPACING_FEDERAL)
    federal_cutoffs(p->usd_scaling, cutoffs);
  else if (spacing == SPACING_LINEAR)
    even_cutoffs(p->top_bracket_cutoff, p->n_brackets, cutoffs);
  else if (spacing == SPACING_LOG)
    doubling_cutoffs(p->top_bracket_cutoff, p->n_brackets, cutoffs);
  else
    for (int64_t j = 0; j < p->n_brackets; j++)
      cutoffs[j] = p->bracket_cutoffs.values[j];
}

walras_status ai_schedule(const struct ai_parameters *p, const double *cutoffs, walras_tax_schedule *schedule,
                          walras_error *error) {
  static const char *const names[] = {[SPACING_FEDERAL] = "usd_scaling",
                                      [SPACING_LINEAR] = "top_bracket_cutoff",
                                      [SPACING_LOG] = "top_bracket_cutoff",
                                      [SPACING_QUANTILE] = "bracket_spacing",
                                      [SPACING_LIST] = "bracket_cutoffs"};
  double rates[WALRAS_TAX_BRACKETS_MOST];
  const int64_t brackets = ai_bracket_count(p);
  for (int64_t j = 0; j < brackets; j++)
    rates[j] = p->tax_model == TAX_NONE || p->tax_model == TAX_MIRRLEES ? 0.0
               : p->tax_model == TAX_FEDERAL                            ? walras_federal_rates_2018[j]
               : p->tax_model == TAX_FIXED                              ? p->fixed_bracket_rates.values[j]
                                                                        : p->saez_start_rate;
  return walras_tax_schedule_make(brackets, cutoffs, rates, names[has_own_brackets(p) ? p->bracket_spacing : SPACING_FEDERAL],
                                  "fixed_bracket_rates", schedule, error);
}

void ai_federal_rates(const struct ai_parameters *p, const walras_tax_schedule *schedule, double *rates) {
  double cutoffs[WALRAS_FEDERAL_BRACKETS];
  federal_cutoffs(p->usd_scaling, cutoffs);
  for (int j = 0; j < schedule->brackets; j++) {
    int law = 0;
    while (law + 1 < WALRAS_FEDERAL_BRACKETS && cutoffs[law + 1] <= schedule->cutoff[j])
      law++;
    rates[j] = walras_federal_rates_2018[law];
  }
}
