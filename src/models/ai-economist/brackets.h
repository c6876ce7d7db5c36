/** Tax schedules as the parameters give them. */
#ifndef WALRAS_AI_ECONOMIST_BRACKETS_H
#define WALRAS_AI_ECONOMIST_BRACKETS_H

#include "models/ai-economist/parameters.h"
#include "numerics/taxes/schedule.h"

/** Brackets of the schedule in force: 1 without a tax. */
int64_t ai_bracket_count(const struct ai_parameters *p);

/** Cutoffs by bracket_spacing into cutoffs [ai_bracket_count]; all but quantile, whose incomes only the one-step economy has. */
void ai_cutoffs(const struct ai_parameters *p, double *cutoffs);

/**
 * A schedule over cutoffs [ai_bracket_count] with the rates that tax_model none, us_federal_2018 and fixed state, and saez_start_rate
 * everywhere under the others. Errors name the parameter.
 */
walras_status ai_schedule(const struct ai_parameters *p, const double *cutoffs, walras_tax_schedule *schedule,
                          walras_error *error);

/** The law's rate at each cutoff of the schedule, which may have other brackets, into rates [brackets]. */
void ai_federal_rates(const struct ai_parameters *p, const walras_tax_schedule *schedule, double *rates);

#endif
