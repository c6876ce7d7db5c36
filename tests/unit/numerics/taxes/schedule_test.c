#include "numerics/taxes/schedule.h"

#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "unit.h"

static walras_tax_schedule make(int64_t brackets, const double *cutoffs, const double *rates) {
  walras_tax_schedule schedule;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_tax_schedule_make(brackets, cutoffs, rates, "cutoffs", "rates", &schedule, &error), WALRAS_OK);
  return schedule;
}

static void federal_tax_of_2024_is_that_of_the_law(void) {
  const walras_tax_schedule s = make(WALRAS_FEDERAL_BRACKETS, walras_federal_cutoffs_2024, walras_federal_rates_2024);
  const double income[] = {11600, 47150, 50000, 100525, 191950, 243725, 609350, 1000000};
  const double due[] = {1160, 5426, 6053, 17168.5, 39110.5, 55678.5, 183647.25, 328187.75};
  for (size_t i = 0; i < sizeof income / sizeof *income; i++)
    CU_ASSERT_DOUBLE_EQUAL(walras_tax(&s, income[i]), due[i], 1e-9);
}

static void federal_tax_of_2018_is_that_of_the_law(void) {
  const walras_tax_schedule s = make(WALRAS_FEDERAL_BRACKETS, walras_federal_cutoffs_2018, walras_federal_rates_2018);
  const double income[] = {9700, 39475, 50000, 84200, 160725, 204100, 510300, 600000};
  const double due[] = {970, 4543, 6858.5, 14382.5, 32748.5, 46628.5, 153798.5, 186987.5};
  for (size_t i = 0; i < sizeof income / sizeof *income; i++)
    CU_ASSERT_DOUBLE_EQUAL(walras_tax(&s, income[i]), due[i], 1e-9);
}

static void no_income_and_negative_income_pay_nothing(void) {
  const walras_tax_schedule s = make(1, (double[]){0}, (double[]){0.5});
  CU_ASSERT_EQUAL(walras_tax(&s, 0.0), 0.0);
  CU_ASSERT_EQUAL(walras_tax(&s, -10.0), 0.0);
  CU_ASSERT_EQUAL(walras_marginal_rate(&s, -10.0), 0.0);
}

static void a_bracket_is_closed_below_and_open_above(void) {
  const walras_tax_schedule s = make(3, (double[]){0, 10, 30}, (double[]){0.1, 0.2, 0.4});
  CU_ASSERT_EQUAL(walras_tax_bracket(&s, nextafter(10.0, 0.0)), 0);
  CU_ASSERT_EQUAL(walras_tax_bracket(&s, 10.0), 1);
  CU_ASSERT_EQUAL(walras_marginal_rate(&s, 10.0), 0.2);
  CU_ASSERT_EQUAL(walras_tax_bracket(&s, 1e300), 2);
}

static void a_cut_within_a_bracket_changes_no_tax(void) {
  const walras_tax_schedule two = make(2, (double[]){0, 100}, (double[]){0.25, 0.5});
  const walras_tax_schedule three = make(3, (double[]){0, 40, 100}, (double[]){0.25, 0.25, 0.5});
  for (double z = 0.0; z < 300.0; z += 7.3)
    CU_ASSERT_DOUBLE_EQUAL(walras_tax(&two, z), walras_tax(&three, z), 1e-13);
}

static void other_rates_make_the_schedule_that_has_them(void) {
  walras_tax_schedule s = make(3, (double[]){0, 10, 30}, (double[]){0.1, 0.2, 0.4});
  walras_tax_set_rates(&s, (double[]){0.5, 0.0, 1.0});
  CU_ASSERT_DOUBLE_EQUAL(walras_tax(&s, 50.0), 25.0, 1e-12);
}

static void a_batch_has_the_bits_of_single_incomes_on_every_processor(void) {
  enum { COUNT = 1003 };
  double income[COUNT], paid[COUNT];
  const walras_tax_schedule s = make(WALRAS_FEDERAL_BRACKETS, walras_federal_cutoffs_2024, walras_federal_rates_2024);
  for (int i = 0; i < COUNT; i++)
    income[i] = i < 7 ? walras_federal_cutoffs_2024[i] : 1237.7 * i - 20000.0;
  const walras_simd_path own = walras_simd_path_get();
  for (int path = 0; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select((walras_simd_path)path))
      continue;
    walras_tax_batch(&s, income, COUNT, paid);
    bool same = true;
    for (int i = 0; i < COUNT; i++)
      same &= unit_same_bits(paid[i], walras_tax(&s, income[i]));
    CU_ASSERT_TRUE(same);
  }
  walras_simd_select(own);
}

static void wrong_schedules_are_refused_by_name(void) {
  walras_tax_schedule s;
  double many[WALRAS_TAX_BRACKETS_MOST + 1] = {0};
  const struct {
    int64_t brackets;
    double cutoffs[2], rates[2];
    const char *words;
  } wrong[] = {{2, {1, 5}, {0, 0}, "cutoffs: the first"},     {2, {0, 0}, {0, 0}, "cutoffs: cutoff 2"},
               {2, {0, INFINITY}, {0, 0}, "cutoffs: cutoff"}, {2, {0, 5}, {0.1, 1.5}, "rates: rate 2"},
               {2, {0, 5}, {-0.1, 0}, "rates: rate 1"},       {1, {0, 0}, {NAN, 0}, "rates: rate 1"},
               {0, {0, 0}, {0, 0}, "cutoffs: 0 brackets"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    walras_error error = {0};
    CU_ASSERT_EQUAL(walras_tax_schedule_make(wrong[i].brackets, wrong[i].cutoffs, wrong[i].rates, "cutoffs", "rates", &s, &error),
                    WALRAS_ERROR_PARAMETER);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, wrong[i].words));
  }
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_tax_schedule_make(WALRAS_TAX_BRACKETS_MOST + 1, many, many, "cutoffs", "rates", &s, &error),
                  WALRAS_ERROR_PARAMETER);
}

WALRAS_UNIT_TESTS(UNIT(federal_tax_of_2024_is_that_of_the_law), UNIT(federal_tax_of_2018_is_that_of_the_law),
                  UNIT(no_income_and_negative_income_pay_nothing), UNIT(a_bracket_is_closed_below_and_open_above),
                  UNIT(a_cut_within_a_bracket_changes_no_tax), UNIT(other_rates_make_the_schedule_that_has_them),
                  UNIT(a_batch_has_the_bits_of_single_incomes_on_every_processor), UNIT(wrong_schedules_are_refused_by_name))
