#include "numerics/taxes/saez_kernel.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/distributions/law.h"
#include "unit.h"

/* Skills at the middle quantiles of the census law, times 100 hours; the caller frees. */
static double *incomes_at_100_hours(int64_t workers) {
  const walras_law law = walras_law_gb2(72402.78177917618, 2.0721070746154746, 0.48651871959386955, 1.1410398548220329);
  static walras_gb2_table table;
  walras_gb2_table_make(&law.gb2, &table);
  double *incomes = malloc((size_t)workers * sizeof *incomes);
  CU_ASSERT_FATAL(incomes != NULL);
  for (int64_t i = 0; i < workers; i++)
    incomes[i] = ((double)i + 0.5) / (double)workers;
  walras_law_quantiles(&law, &table, incomes, workers, incomes);
  for (int64_t i = 0; i < workers; i++)
    incomes[i] *= 2.5; /* from 40 hours */
  return incomes;
}

/* The three passes in `parts` blocks. */
static void rates(int brackets, const double *cutoffs, walras_saez_top top, const double *elasticities, int64_t workers,
                  const double *incomes, int parts, walras_saez_bracket *out) {
  walras_saez_kernel kernel = walras_saez_kernel_make(brackets, cutoffs, top, workers);
  double first[WALRAS_SAEZ_FIRST] = {0}, second[WALRAS_SAEZ_SECOND] = {0}, third[WALRAS_SAEZ_THIRD] = {0};
  for (int part = 0; part < parts; part++)
    walras_saez_kernel_first(&kernel, incomes + part * workers / parts, (part + 1) * workers / parts - part * workers / parts,
                             first);
  walras_saez_kernel_set_mean(&kernel, first);
  for (int part = 0; part < parts; part++)
    walras_saez_kernel_second(&kernel, incomes + part * workers / parts, (part + 1) * workers / parts - part * workers / parts,
                              second);
  walras_saez_kernel_set_spread(&kernel, second);
  for (int part = 0; part < parts; part++)
    walras_saez_kernel_third(&kernel, incomes + part * workers / parts, (part + 1) * workers / parts - part * workers / parts,
                             third);
  walras_saez_kernel_rates(&kernel, third, elasticities, out);
}

/* In percent with two decimals, as printed by the authors' code. */
static void check_percents(int brackets, const double *cutoffs, const double *elasticities, int64_t workers,
                           const double *percents) {
  double *incomes = incomes_at_100_hours(workers);
  walras_saez_bracket found[WALRAS_FEDERAL_BRACKETS];
  rates(brackets, cutoffs, WALRAS_SAEZ_TOP_MEAN, elasticities, workers, incomes, 1, found);
  for (int j = 0; j < brackets; j++)
    CU_ASSERT(fabs(100.0 * found[j].rate - percents[j]) <= 0.00501);
  free(incomes);
}

static const double three_cutoffs[] = {0, 90000, 159100};

static void seven_brackets_have_the_rates_of_the_authors_code(void) {
  static const double e[7] = {.4, .4, .4, .4, .4, .4, .4};
  check_percents(7, walras_federal_cutoffs_2024, e, 100, (const double[]){98.65, 94.02, 82.03, 63.92, 54.70, 48.28, 54.98});
  check_percents(7, walras_federal_cutoffs_2024, e, 1000, (const double[]){98.88, 93.77, 80.90, 64.53, 56.78, 51.66, 61.24});
  check_percents(7, walras_federal_cutoffs_2024, e, 100000, (const double[]){98.91, 92.38, 79.68, 66.08, 59.31, 53.41, 62.47});
  static const double large[7] = {3, 3, 3, 3, 3, 3, 3};
  check_percents(7, walras_federal_cutoffs_2024, large, 1000, (const double[]){92.18, 66.74, 36.10, 19.52, 14.90, 12.47, 17.40});
}

static void three_brackets_have_the_rates_of_the_authors_code(void) {
  static const double e[3] = {.18, .11, .57};
  check_percents(3, three_cutoffs, e, 100, (const double[]){95.33, 88.69, 54.28});
  check_percents(3, three_cutoffs, e, 1000, (const double[]){94.97, 88.71, 55.36});
}

static void blocks_change_rates_by_rounding_only(void) {
  static const double e[3] = {.18, .11, .57};
  double *incomes = incomes_at_100_hours(1000);
  walras_saez_bracket all[3], parts[3];
  rates(3, three_cutoffs, WALRAS_SAEZ_TOP_MEAN, e, 1000, incomes, 1, all);
  rates(3, three_cutoffs, WALRAS_SAEZ_TOP_MEAN, e, 1000, incomes, 7, parts);
  for (int j = 0; j < 3; j++)
    CU_ASSERT(fabs(all[j].rate - parts[j].rate) < 1e-13);
  free(incomes);
}

static void the_first_version_evaluates_the_top_at_a_tenth(void) {
  static const double e[3] = {.4, .4, .4};
  double *incomes = incomes_at_100_hours(1000);
  walras_saez_bracket found[3];
  rates(3, three_cutoffs, WALRAS_SAEZ_TOP_TENTH, e, 1000, incomes, 1, found);
  CU_ASSERT(fabs(found[2].point - (159100.0 + 0.1 * (1e7 - 159100.0))) < 1e-6);
  int64_t above = 0;
  double sum = 0.0;
  for (int i = 0; i < 1000; i++)
    if (incomes[i] >= found[2].point) {
      above++;
      sum += incomes[i];
    }
  const double mean = sum / (double)above;
  CU_ASSERT(above > 0 && fabs(found[2].pareto - mean / (mean - 159100.0)) < 1e-12);
  free(incomes);
}

static void nobody_in_the_top_bracket_has_the_authors_ingredients(void) {
  static const double e[3] = {.4, .4, .4};
  static const double poor[] = {1000, 2000, 3000, 4000};
  walras_saez_bracket found[3];
  rates(3, three_cutoffs, WALRAS_SAEZ_TOP_MEAN, e, 4, poor, 1, found);
  CU_ASSERT(found[2].point == 1.5 * 159100.0 && found[2].below == 1.0 && found[2].pareto == 10.0 && found[2].weight_above == 0.0);
  CU_ASSERT(fabs(found[2].rate - 0.2) < 1e-15);
}

static void equal_incomes_have_rates_that_are_numbers(void) {
  static const double none[1] = {0.0};
  static const double same[] = {5000, 5000, 5000}, flat[] = {0.0};
  walras_saez_bracket found[1];
  rates(1, flat, WALRAS_SAEZ_TOP_MEAN, none, 3, same, 1, found);
  CU_ASSERT(found[0].rate >= 0.0 && found[0].rate <= 1.0 && found[0].density == 0.0);
}

WALRAS_UNIT_TESTS(UNIT(seven_brackets_have_the_rates_of_the_authors_code),
                  UNIT(three_brackets_have_the_rates_of_the_authors_code), UNIT(blocks_change_rates_by_rounding_only),
                  UNIT(the_first_version_evaluates_the_top_at_a_tenth),
                  UNIT(nobody_in_the_top_bracket_has_the_authors_ingredients), UNIT(equal_incomes_have_rates_that_are_numbers))
