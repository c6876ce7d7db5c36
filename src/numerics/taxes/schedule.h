/**
 * Piecewise linear income taxes by brackets: rate t_j on the part of an income between cutoffs m_j and m_{j+1}; 0 = m_0 < m_1 < ..., the last
 * bracket is open. No tax on incomes <= 0. Plain values: a schedule is copied freely. Incomes and cutoffs in one unit of the caller's.
 */
#ifndef WALRAS_NUMERICS_TAXES_SCHEDULE_H
#define WALRAS_NUMERICS_TAXES_SCHEDULE_H

#include <stdint.h>

#include "walras/status.h"

enum { WALRAS_TAX_BRACKETS_MOST = 64, WALRAS_FEDERAL_BRACKETS = 7 };

typedef struct walras_tax_schedule {
  int brackets;                                /**< J */
  double cutoff[WALRAS_TAX_BRACKETS_MOST + 1]; /**< m_0 = 0..m_{J-1}; m_J = infinity */
  double rate[WALRAS_TAX_BRACKETS_MOST];       /**< t_j in [0, 1] */
  double due[WALRAS_TAX_BRACKETS_MOST];        /**< T(m_j) */
} walras_tax_schedule;

/** US federal income tax of a single filer, 26 U.S.C. 1(j) as adjusted for the year: cutoffs in USD, and rates. */
extern const double walras_federal_cutoffs_2018[WALRAS_FEDERAL_BRACKETS], walras_federal_rates_2018[WALRAS_FEDERAL_BRACKETS];
extern const double walras_federal_cutoffs_2024[WALRAS_FEDERAL_BRACKETS], walras_federal_rates_2024[WALRAS_FEDERAL_BRACKETS];

/**
 * cutoffs, rates [brackets]. Errors (WALRAS_ERROR_PARAMETER; the message begins with `cutoffs_name` or `rates_name`): more than
 * WALRAS_TAX_BRACKETS_MOST brackets or none, a first cutoff that is not 0, cutoffs that do not ascend, rates outside [0, 1].
 */
walras_status walras_tax_schedule_make(int64_t brackets, const double *cutoffs, const double *rates, const char *cutoffs_name,
                                       const char *rates_name, walras_tax_schedule *schedule, walras_error *error);

/** Other rates [brackets], each in [0, 1] (asserted), over the same cutoffs. */
void walras_tax_set_rates(walras_tax_schedule *schedule, const double *rates);

/** The bracket j with m_j <= income < m_{j+1}; 0 for negative incomes. */
int walras_tax_bracket(const walras_tax_schedule *schedule, double income);

/** t_j of that bracket; 0 for negative incomes. */
double walras_marginal_rate(const walras_tax_schedule *schedule, double income);

/** T(income). */
double walras_tax(const walras_tax_schedule *schedule, double income);

/** The same for incomes [count], vectorised; equal bit for bit. `out` may be `incomes`. */
void walras_tax_batch(const walras_tax_schedule *schedule, const double *incomes, int64_t count, double *out);

#endif
