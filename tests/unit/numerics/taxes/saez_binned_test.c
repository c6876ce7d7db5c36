#include "numerics/taxes/saez_binned.h"

#include <math.h>
#include <string.h>

#include "unit.h"

enum { BINS = 10, INCOMES = 10 };

static const walras_saez_bins ten_bins = {.bins = BINS, .top = 510.3};
static const double incomes[INCOMES] = {5, 12, 12, 30, 45, 60, 90, 140, 210, 600};

/* The totals of `parts` blocks of the incomes. */
static void count_in_parts(int parts, int64_t *counts, double *sums) {
  memset(counts, 0, (BINS + 2) * sizeof *counts);
  memset(sums, 0, (BINS + 3) * sizeof *sums);
  for (int part = 0; part < parts; part++) {
    int64_t part_counts[BINS + 2] = {0};
    double part_sums[BINS + 3] = {0};
    const int first = part * INCOMES / parts, end = (part + 1) * INCOMES / parts;
    walras_saez_count(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, incomes + first, end - first, part_counts, part_sums);
    for (int slot = 0; slot < BINS + 2; slot++)
      counts[slot] += part_counts[slot];
    for (int slot = 0; slot < BINS + 3; slot++)
      sums[slot] += part_sums[slot];
  }
  walras_saez_middle_weights(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, counts, sums);
}

/* Half a unit of the sixth decimal. */
static int agree(const double *found, const double *expected, int count) {
  int wrong = 0;
  for (int i = 0; i < count; i++)
    wrong += isnan(expected[i]) ? !isnan(found[i]) : !(fabs(found[i] - expected[i]) <= 5.01e-7);
  return wrong == 0;
}

static void ten_incomes_give_the_components_computed_by_hand(void) {
  static const double weights[] = {.669477, .267378, .161700, .127598, .099117, .070636,
                                   .070636, .070636, .070636, .070636, .070636};
  static const double paretos[] = {.333333, .75, 1, NAN, 3, NAN, NAN, NAN, NAN, NAN, 6.688963};
  static const double rates[] = {.664783, .661437, .626392, .500811, .375230, .348934,
                                 .322638, .296342, .270046, .243750, .217454};
  int64_t counts[BINS + 2];
  double sums[BINS + 3], weight_above[BINS + 1], pareto[BINS + 1], rate[BINS + 1];
  walras_saez_components components = {.weight_above = weight_above, .pareto = pareto, .rate = rate};
  count_in_parts(1, counts, sums);
  walras_saez_components_make(&ten_bins, counts, sums, 0.5, &components);
  CU_ASSERT(agree(weight_above, weights, BINS + 1) && agree(pareto, paretos, BINS + 1) && agree(rate, rates, BINS + 1));
  CU_ASSERT(!components.top_empty);

  static const double cutoffs[] = {0, 9.7, 39.475, 84.2, 160.725, 204.1, 510.3};
  static const double brackets[] = {.664783, .664783, .662301, .622041, .500811, .309502, .217454};
  double found[7];
  walras_saez_brackets(&ten_bins, rate, 7, cutoffs, 0.0, 1.0, found);
  CU_ASSERT(agree(found, brackets, 7));
  walras_saez_brackets(&ten_bins, rate, 7, cutoffs, 0.3, 0.6, found);
  CU_ASSERT(found[0] == 0.6 && found[6] == 0.3 && found[5] > 0.3);
}

static void totals_of_blocks_are_those_of_all(void) {
  int64_t all[BINS + 2], parts[BINS + 2];
  double all_sums[BINS + 3], part_sums[BINS + 3];
  count_in_parts(1, all, all_sums);
  count_in_parts(4, parts, part_sums);
  CU_ASSERT(memcmp(all, parts, sizeof all) == 0 && memcmp(all_sums, part_sums, sizeof all_sums) == 0);
}

static void bins_hold_their_left_edges_and_the_last_one_both(void) {
  const walras_saez_bins bins = {.bins = 100, .top = 12757.5};
  for (int b = 0; b < 100; b++) {
    const double edge = 12757.5 * b / 100.0;
    CU_ASSERT(walras_saez_slot(&bins, edge) == b + 1);
    CU_ASSERT(b == 0 || walras_saez_slot(&bins, nextafter(edge, 0.0)) == b);
  }
  CU_ASSERT(walras_saez_slot(&bins, 12757.5) == 100 && walras_saez_slot(&bins, nextafter(12757.5, 1e9)) == 101);
  CU_ASSERT(walras_saez_slot(&bins, -1e-300) == 0 && walras_saez_slot(&bins, -0.0) == 1);
}

static void weights_of_each_equal_to_the_rule_of_the_middle_change_nothing(void) {
  int64_t counts[BINS + 2], again[BINS + 2] = {0};
  double sums[BINS + 3], weights[INCOMES], again_sums[BINS + 3] = {0};
  count_in_parts(1, counts, sums);
  for (int i = 0; i < INCOMES; i++) {
    const int64_t slot = walras_saez_slot(&ten_bins, incomes[i]);
    weights[i] = slot == BINS + 1 ? 1.0 / incomes[i] : 1.0 / (51.03 * ((double)slot - 0.5));
  }
  walras_saez_count_weighted(&ten_bins, incomes, weights, INCOMES, again, again_sums);
  CU_ASSERT(memcmp(counts, again, sizeof counts) == 0);
  for (int slot = 0; slot < BINS + 3; slot++)
    CU_ASSERT(fabs(sums[slot] - again_sums[slot]) <= 1e-14 * fabs(sums[slot]));
}

/* Uniform weights: nothing is gained by taxing anybody but those left of the bins, so rates are 0. */
static void equal_weights_give_no_tax(void) {
  int64_t counts[BINS + 2] = {0};
  double sums[BINS + 3] = {0}, weight_above[BINS + 1], pareto[BINS + 1], rate[BINS + 1];
  walras_saez_components components = {.weight_above = weight_above, .pareto = pareto, .rate = rate};
  walras_saez_count(&ten_bins, WALRAS_SAEZ_UNIFORM, incomes, INCOMES, counts, sums);
  walras_saez_middle_weights(&ten_bins, WALRAS_SAEZ_UNIFORM, counts, sums);
  walras_saez_components_make(&ten_bins, counts, sums, 0.5, &components);
  for (int bin = 0; bin <= BINS; bin++)
    CU_ASSERT(fabs(rate[bin]) < 1e-7);
}

static void nobody_above_gives_a_top_rate_of_one_and_says_so(void) {
  int64_t counts[BINS + 2] = {0};
  double sums[BINS + 3] = {0}, weight_above[BINS + 1], pareto[BINS + 1], rate[BINS + 1];
  walras_saez_components components = {.weight_above = weight_above, .pareto = pareto, .rate = rate};
  walras_saez_count(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, incomes + 1, INCOMES - 2, counts, sums);
  walras_saez_middle_weights(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, counts, sums);
  walras_saez_components_make(&ten_bins, counts, sums, 0.5, &components);
  CU_ASSERT(components.top_empty && pareto[BINS] == 0.0 && fabs(rate[BINS] - 1.0) < 1e-8);
}

/* Lowest incomes in bin 2: bins 0 and 1 lie on the line from 0, one step left of the first bin, to its rate. */
static void empty_bins_at_the_left_rise_from_zero(void) {
  const double high[] = {120, 130, 300};
  int64_t counts[BINS + 2] = {0};
  double sums[BINS + 3] = {0}, weight_above[BINS + 1], pareto[BINS + 1], rate[BINS + 1];
  walras_saez_components components = {.weight_above = weight_above, .pareto = pareto, .rate = rate};
  walras_saez_count(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, high, 3, counts, sums);
  walras_saez_middle_weights(&ten_bins, WALRAS_SAEZ_INVERSE_INCOME, counts, sums);
  walras_saez_components_make(&ten_bins, counts, sums, 0.5, &components);
  CU_ASSERT(rate[2] > 0.0 && fabs(rate[0] - rate[2] / 3.0) < 1e-12 && fabs(rate[1] - rate[2] * 2.0 / 3.0) < 1e-12);
}

WALRAS_UNIT_TESTS(UNIT(ten_incomes_give_the_components_computed_by_hand), UNIT(totals_of_blocks_are_those_of_all),
                  UNIT(bins_hold_their_left_edges_and_the_last_one_both),
                  UNIT(weights_of_each_equal_to_the_rule_of_the_middle_change_nothing), UNIT(equal_weights_give_no_tax),
                  UNIT(nobody_above_gives_a_top_rate_of_one_and_says_so), UNIT(empty_bins_at_the_left_rise_from_zero))
