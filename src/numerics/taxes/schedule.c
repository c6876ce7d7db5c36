#include "numerics/taxes/schedule.h"

#include <assert.h>
#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "numerics/taxes/kernels.h"

const double walras_federal_cutoffs_2018[WALRAS_FEDERAL_BRACKETS] = {0, 9700, 39475, 84200, 160725, 204100, 510300};
const double walras_federal_rates_2018[WALRAS_FEDERAL_BRACKETS] = {0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37};
const double walras_federal_cutoffs_2024[WALRAS_FEDERAL_BRACKETS] = {0, 11600, 47150, 100525, 191950, 243725, 609350};
const double walras_federal_rates_2024[WALRAS_FEDERAL_BRACKETS] = {0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37};

static walras_status check_bracket(const double *cutoffs, const double *rates, int64_t j, const char *cutoffs_name,
                                   const char *rates_name, walras_error *error) {
  if (j == 0 && cutoffs[0] != 0.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the first cutoff is %g and must be 0", cutoffs_name, cutoffs[0]);
  if (j > 0 && !(cutoffs[j] > cutoffs[j - 1] && cutoffs[j] < INFINITY))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: cutoff %lld is %g after %g; cutoffs must ascend and be finite",
                       cutoffs_name, (long long)j + 1, cutoffs[j], cutoffs[j - 1]);
  if (!(rates[j] >= 0.0 && rates[j] <= 1.0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: rate %lld is %g and must be in [0, 1]", rates_name, (long long)j + 1,
                       rates[j]);
  return WALRAS_OK;
}

walras_status walras_tax_schedule_make(int64_t brackets, const double *cutoffs, const double *rates, const char *cutoffs_name,
                                       const char *rates_name, walras_tax_schedule *schedule, walras_error *error) {
  if (brackets < 1 || brackets > WALRAS_TAX_BRACKETS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld brackets; 1 to %d are possible", cutoffs_name,
                       (long long)brackets, WALRAS_TAX_BRACKETS_MOST);
  for (int64_t j = 0; j < brackets; j++) {
    const walras_status status = check_bracket(cutoffs, rates, j, cutoffs_name, rates_name, error);
    if (status != WALRAS_OK)
      return status;
  }
  *schedule = (walras_tax_schedule){.brackets = (int)brackets};
  for (int64_t j = 0; j < brackets; j++)
    schedule->cutoff[j] = cutoffs[j];
  schedule->cutoff[brackets] = INFINITY;
  walras_tax_set_rates(schedule, rates);
  return WALRAS_OK;
}

void walras_tax_set_rates(walras_tax_schedule *schedule, const double *rates) {
  for (int j = 0; j < schedule->brackets; j++) {
    assert(rates[j] >= 0.0 && rates[j] <= 1.0);
    schedule->rate[j] = rates[j];
  }
  schedule->due[0] = 0.0;
  for (int j = 1; j < schedule->brackets; j++)
    schedule->due[j] = schedule->due[j - 1] + schedule->rate[j - 1] * (schedule->cutoff[j] - schedule->cutoff[j - 1]);
}

int walras_tax_bracket(const walras_tax_schedule *schedule, double income) {
  int j = 0;
  while (income >= schedule->cutoff[j + 1])
    j++;
  return j;
}

double walras_marginal_rate(const walras_tax_schedule *schedule, double income) {
  return income < 0.0 ? 0.0 : schedule->rate[walras_tax_bracket(schedule, income)];
}

double walras_tax(const walras_tax_schedule *schedule, double income) {
  const int j = walras_tax_bracket(schedule, income);
  return income > 0.0 ? schedule->due[j] + schedule->rate[j] * (income - schedule->cutoff[j]) : 0.0;
}

void walras_tax_batch(const walras_tax_schedule *schedule, const double *incomes, int64_t count, double *out) {
  walras_tax_kernels_get()->tax(schedule, incomes, count, out);
}

const walras_tax_kernels *walras_tax_kernels_get(void) {
  static const walras_tax_kernels *const paths[] = {&walras_tax_kernels_baseline, &walras_tax_kernels_avx2,
                                                    &walras_tax_kernels_avx512};
  return paths[walras_simd_path_get()];
}
