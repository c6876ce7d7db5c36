#include "numerics/taxes/elasticity.h"

#include <math.h>

#include "unit.h"
#include "walras/elementary.h"

enum { COUNT = 1000 };

/* Incomes z = 900 (1 - t)^0.4 at rates from 0 to 0.9: the regression is an identity. */
static void a_pooled_cross_section_gives_the_elasticity_exactly(void) {
  static double incomes[COUNT], rates[COUNT];
  for (int i = 0; i < COUNT; i++) {
    rates[i] = 0.1 * (i % 10);
    incomes[i] = 900.0 * walras_pow(1.0 - rates[i], 0.4);
  }
  const walras_elasticity_origin origin = walras_elasticity_origin_make(incomes[0], rates[0]);
  double sums[WALRAS_ELASTICITY_SUMS] = {0};
  walras_elasticity_add(&origin, incomes, rates, COUNT, sums);
  const walras_elasticity_line line = walras_elasticity_fit(&origin, sums);
  CU_ASSERT(line.usable && line.pairs == COUNT);
  CU_ASSERT(fabs(line.slope - 0.4) < 1e-12 && fabs(line.log_base - walras_log(900.0)) < 1e-12);
}

static void pairs_without_income_or_net_rate_are_left_out(void) {
  static double incomes[COUNT], rates[COUNT];
  for (int i = 0; i < COUNT; i++) {
    rates[i] = i % 3 == 0 ? 1.0 : 0.001 * (i % 500);
    incomes[i] = i % 5 == 0 ? -2.0 + i % 2 : 70.0 / (1.0 - 0.001 * (i % 500)); /* falls with 1 - t */
  }
  const walras_elasticity_origin origin = walras_elasticity_origin_make(50.0, 0.2);
  double sums[WALRAS_ELASTICITY_SUMS] = {0};
  walras_elasticity_add(&origin, incomes, rates, COUNT, sums);
  const walras_elasticity_line line = walras_elasticity_fit(&origin, sums);
  CU_ASSERT(line.usable && line.pairs == 533 && fabs(line.slope + 1.0) < 1e-12);
}

static void too_few_pairs_or_one_rate_alone_are_not_usable(void) {
  double incomes[20], rates[20];
  for (int i = 0; i < 20; i++) {
    incomes[i] = 100.0 + i;
    rates[i] = 0.3;
  }
  const walras_elasticity_origin origin = walras_elasticity_origin_make(100.0, 0.3);
  double sums[WALRAS_ELASTICITY_SUMS] = {0};
  walras_elasticity_add(&origin, incomes, rates, 20, sums);
  CU_ASSERT(!walras_elasticity_fit(&origin, sums).usable && isnan(walras_elasticity_fit(&origin, sums).slope));
  rates[0] = 0.1;
  double few[WALRAS_ELASTICITY_SUMS] = {0};
  walras_elasticity_add(&origin, incomes, rates, 9, few);
  CU_ASSERT(!walras_elasticity_fit(&origin, few).usable);
  walras_elasticity_add(&origin, incomes + 9, rates + 9, 1, few);
  CU_ASSERT(walras_elasticity_fit(&origin, few).usable);
}

/* Labour l = (1 - t)^0.4: the arc elasticity of a step from 0.50 to 0.55 is ((0.45 / 0.5)^0.4 - 1) / -0.1. */
static void answers_to_one_rate_are_averaged_over_its_bracket(void) {
  const double before[] = {500, 1500, 1999, 2000, 1200}, labor[] = {10, 20, 30, 40, 0};
  double after[5];
  for (int i = 0; i < 5; i++)
    after[i] = labor[i] * walras_pow(0.45 / 0.5, 0.4);
  double sums[2] = {0};
  walras_elasticity_add_answers(1000.0, 2000.0, before, labor, after, 5, sums);
  CU_ASSERT(sums[0] == 2.0);
  CU_ASSERT(fabs(walras_elasticity_of_answers(sums, 0.50, 0.55) - (walras_pow(0.9, 0.4) - 1.0) / -0.1) < 1e-14);
  const double nobody[2] = {0};
  CU_ASSERT(walras_elasticity_of_answers(nobody, 0.5, 0.55) == 0.0);
}

WALRAS_UNIT_TESTS(UNIT(a_pooled_cross_section_gives_the_elasticity_exactly), UNIT(pairs_without_income_or_net_rate_are_left_out),
                  UNIT(too_few_pairs_or_one_rate_alone_are_not_usable), UNIT(answers_to_one_rate_are_averaged_over_its_bracket))
