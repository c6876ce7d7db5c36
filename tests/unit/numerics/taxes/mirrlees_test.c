#include "numerics/taxes/mirrlees.h"

#include <math.h>
#include <stdlib.h>

#include "unit.h"
#include "walras/elementary.h"

static const walras_labor labor = {.cost = 0.0005, .exponent = 3.5, .most = INFINITY};

static void paretos_skills_have_the_rates_of_the_closed_form(void) {
  const walras_law law = walras_law_pareto(20.0, 3.0);
  static const double skills[] = {20, 30, 40, 80}, rates[] = {0, .28, .368421, .466667};
  for (int i = 0; i < 4; i++) {
    const double rate = walras_mirrlees_rate(&law, 0.4, walras_mirrlees_power_weight(&law, 1.0, skills[i]), skills[i]);
    CU_ASSERT(fabs(rate - rates[i]) <= 6e-7);
  }
}

/* Without weight at the top the rate tends to 1 / (1 + a e / (1 + e)). */
static void the_top_rate_is_that_of_the_tail_index(void) {
  const walras_law law = walras_law_pareto(20.0, 3.0);
  CU_ASSERT(fabs(walras_mirrlees_rate(&law, 0.4, 0.0, 1e9) - 0.538461538) < 1e-8);
  const walras_law census = walras_law_gb2(72402.78177917618, 2.0721070746154746, 0.48651871959386955, 1.1410398548220329);
  const double rate = walras_mirrlees_rate(&census, 0.4, 0.0, 1e9), index = walras_law_tail_index(&census);
  CU_ASSERT(fabs(rate - 1.0 / (1.0 + index * 0.4 / 1.4)) < 1e-7 && fabs(rate - 0.5968) < 5e-5);
}

typedef struct power {
  double exponent;
} power;

static double power_weight(double skill, void *context) {
  return walras_pow(skill, -((const power *)context)->exponent);
}

static void quadrature_agrees_with_the_closed_form_of_every_law(void) {
  const walras_law laws[] = {walras_law_uniform(1.24, 159.1), walras_law_pareto(20.0, 3.0), walras_law_lognormal(3.5, 0.5),
                             walras_law_gb2(40.0, 3.0, 1.0, 1.2)};
  walras_gb2_table table;
  walras_gb2_table_make(&laws[3].gb2, &table);
  for (int k = 0; k < 4; k++)
    for (int half = 1; half <= (k == 3 ? 1 : 3); half++) { /* GB2 has skills near 0, where steeper powers are not bounded */
      power exponent = {0.5 * half};
      double skills[9], found[9];
      for (int i = 0; i < 9; i++)
        skills[i] = walras_law_quantile(&laws[k], (i == 0 ? 0.001 : 0.12 * i));
      walras_mirrlees_weights_above(&laws[k], &table, power_weight, &exponent, 9, skills, 1e-10, found);
      for (int i = 0; i < 9; i++)
        CU_ASSERT(fabs(found[i] - walras_mirrlees_power_weight(&laws[k], exponent.exponent, skills[i])) < 1e-10);
    }
}

/* A weight of 1 up to 60 and 0 above: Gbar = (F(60) - F(v)) / (1 - F(v)) / F(60) below the jump. */
static double jump_weight(double skill, void *context) {
  (void)context;
  return skill <= 60.0 ? 1.0 : 0.0;
}

static void quadrature_finds_jumps_of_the_weight(void) {
  const walras_law law = walras_law_lognormal(3.5, 0.5);
  const double skills[] = {5.0, 20.0, 59.0, 61.0}, whole = walras_law_cdf(&law, 60.0);
  double found[4];
  walras_mirrlees_weights_above(&law, NULL, jump_weight, NULL, 4, skills, 1e-10, found);
  for (int i = 0; i < 3; i++) {
    const double share = walras_law_survival(&law, skills[i]);
    CU_ASSERT(fabs(found[i] - (share - (1.0 - whole)) / share / whole) < 1e-10);
  }
  CU_ASSERT(fabs(found[3]) < 1e-10);
}

typedef struct grid {
  double *skill, *rate, *weight, *work, *income, *tax;
} grid;

static void grid_make(const walras_law *law, int64_t count, grid *g) {
  double *memory = malloc(6 * (size_t)count * sizeof *memory);
  CU_ASSERT_FATAL(memory != NULL);
  *g = (grid){memory, memory + count, memory + 2 * count, memory + 3 * count, memory + 4 * count, memory + 5 * count};
  for (int64_t i = 0; i < count; i++)
    g->skill[i] = ((double)i + 0.5) / (double)count;
  walras_law_quantiles(law, NULL, g->skill, count, g->skill);
}

/* Mean of g u with the rebate of all taxes; `rebate` is filled. */
static double welfare(const grid *g, int64_t count, double *rebate) {
  double sum = 0.0, paid = 0.0, weights = 0.0;
  for (int64_t i = 0; i < count; i++)
    paid += g->tax[i];
  *rebate = paid / (double)count;
  for (int64_t i = 0; i < count; i++) {
    const double hours = g->income[i] / g->skill[i];
    sum += g->weight[i] * (g->income[i] - g->tax[i] + *rebate - labor.cost * walras_pow(hours, labor.exponent));
    weights += g->weight[i];
  }
  return sum / weights;
}

/* ai-economist: N = 4000, g = 1/v of mean 1: welfare 979.305 against 922.927 without tax, R = 149.736. */
static void four_thousand_pareto_workers_have_the_welfare_of_the_reference(void) {
  enum { COUNT = 4000 };
  const walras_law law = walras_law_pareto(20.0, 3.0);
  grid g;
  grid_make(&law, COUNT, &g);
  walras_mirrlees_allocation allocation = {.income = g.income, .tax = g.tax};
  double rebate;
  for (int i = 0; i < COUNT; i++) {
    g.weight[i] = 1.0 / g.skill[i];
    g.rate[i] = 0.0;
  }
  walras_mirrlees_allocate(&labor, COUNT, g.skill, g.rate, &allocation);
  CU_ASSERT(fabs(welfare(&g, COUNT, &rebate) - 922.927) <= 6e-4 && rebate == 0.0);
  for (int i = 0; i < COUNT; i++)
    g.rate[i] = walras_mirrlees_rate(&law, 0.4, walras_mirrlees_power_weight(&law, 1.0, g.skill[i]), g.skill[i]);
  walras_mirrlees_allocate(&labor, COUNT, g.skill, g.rate, &allocation);
  CU_ASSERT(fabs(welfare(&g, COUNT, &rebate) - 979.305) <= 6e-4 && fabs(rebate - 149.736) <= 6e-4);
  CU_ASSERT(!allocation.ironed);
  free(g.skill);
}

/* 1 / max(z, 1), z the income under the federal schedule of 2024. */
static double reference_weight(double skill, void *context) {
  const walras_tax_response *federal = context;
  double power_e, power_delta, hours, income, tax, worth;
  walras_tax_powers(&federal->labor, &skill, 1, &power_e, &power_delta);
  const walras_tax_workers worker = {1, &skill, &power_e, &power_delta};
  const walras_tax_choices choice = {&hours, &income, &tax, &worth};
  walras_tax_respond(federal, &worker, &choice);
  return 1.0 / (income > 1.0 ? income : 1.0);
}

/*
 * llm-economist with the median worker at 40 hours: the rates published for 1000 workers at the middle quantiles are within 4e-4, what their sums over
 * 1000 weights leave out of the integral.
 */
static void census_skills_with_reference_weights_have_the_rates_of_the_reference(void) {
  const walras_law law = walras_law_gb2(72402.78177917618 / 40.0, 2.0721070746154746, 0.48651871959386955, 1.1410398548220329);
  const walras_labor census_labor = {.cost = 0.0236672, .exponent = 3.5, .most = 100.0};
  walras_gb2_table table;
  walras_tax_schedule schedule;
  walras_tax_response federal;
  walras_error error;
  walras_gb2_table_make(&law.gb2, &table);
  CU_ASSERT_FATAL(walras_tax_schedule_make(WALRAS_FEDERAL_BRACKETS, walras_federal_cutoffs_2024, walras_federal_rates_2024,
                                           "cutoffs", "rates", &schedule, &error) == WALRAS_OK);
  walras_tax_response_make(&schedule, &census_labor, &federal);
  static const double p[] = {.1, .25, .5, .75, .9, .99}, rates[] = {.9676, .9146, .8157, .7106, .6456, .6030};
  double skills[6], weights[6];
  walras_law_quantiles(&law, &table, p, 6, skills);
  walras_mirrlees_weights_above(&law, &table, reference_weight, &federal, 6, skills, 1e-10, weights);
  for (int i = 0; i < 6; i++)
    CU_ASSERT(fabs(walras_mirrlees_rate(&law, 0.4, weights[i], skills[i]) - rates[i]) < 4e-4);
}

static void weights_on_the_grid_tend_to_the_closed_form(void) {
  enum { COUNT = 4000 };
  const walras_law law = walras_law_lognormal(3.5, 0.5);
  grid g;
  grid_make(&law, COUNT, &g);
  for (int i = 0; i < COUNT; i++)
    g.weight[i] = 1.0 / g.skill[i];
  walras_mirrlees_weights_on_grid(COUNT, g.weight, g.work);
  /* the ends beyond the grid, 1 / (2 COUNT) of the population each, are what is missing: a few of their tenths */
  for (int i = 0; i < COUNT - 40; i += 37)
    CU_ASSERT(fabs(g.work[i] - walras_mirrlees_power_weight(&law, 1.0, g.skill[i])) < 1.0 / COUNT);
  free(g.skill);
}

static void a_falling_income_is_ironed_and_flagged(void) {
  const double skills[] = {10, 20, 30}, rates[] = {0.1, 0.1, 0.95};
  double income[3], tax[3];
  walras_mirrlees_allocation allocation = {.income = income, .tax = tax};
  walras_mirrlees_allocate(&labor, 3, skills, rates, &allocation);
  CU_ASSERT(allocation.ironed && income[2] == income[1] && tax[2] == tax[1]);
}

static void labour_stops_at_the_cap(void) {
  const walras_labor capped = {.cost = 0.0005, .exponent = 3.5, .most = 60.0};
  const double skills[] = {10, 100}, rates[] = {0.0, 0.0};
  double income[2], tax[2];
  walras_mirrlees_allocation allocation = {.income = income, .tax = tax};
  walras_mirrlees_allocate(&capped, 2, skills, rates, &allocation);
  CU_ASSERT(fabs(income[0] - 318.262) < 1e-3 && income[1] == 6000.0);
}

/* At the fixed point the weights are those of the incomes: g max(z, 1) is one number. */
static void weights_of_the_fixed_point_are_inverse_incomes(void) {
  enum { COUNT = 1000 };
  const walras_law law = walras_law_uniform(1.24, 159.1);
  grid g;
  grid_make(&law, COUNT, &g);
  walras_mirrlees_allocation allocation = {.income = g.income, .tax = g.tax};
  const double moved = walras_mirrlees_fixed_point(&law, &labor, COUNT, g.skill, 1e-8, g.rate, g.weight, g.work, &allocation);
  CU_ASSERT(moved <= 1e-8);
  const double one = g.weight[500] * g.income[500];
  double mean = 0.0;
  for (int i = 0; i < COUNT; i++) {
    CU_ASSERT(fabs(g.weight[i] * (g.income[i] > 1.0 ? g.income[i] : 1.0) - one) < 1e-6 * one);
    mean += g.weight[i] / COUNT;
  }
  CU_ASSERT(fabs(mean - 1.0) < 1e-12);
  free(g.skill);
}

static void rates_stay_in_the_unit_interval(void) {
  const walras_law law = walras_law_uniform(10.0, 20.0);
  CU_ASSERT(walras_mirrlees_rate(&law, 0.4, 0.5, 20.0) == 0.0); /* nobody above */
  CU_ASSERT(walras_mirrlees_rate(&law, 0.4, 0.5, 5.0) == 1.0);  /* nobody there, all above */
  CU_ASSERT(walras_mirrlees_rate(&law, 0.4, 1.5, 15.0) == 0.0); /* a subsidy */
}

WALRAS_UNIT_TESTS(UNIT(paretos_skills_have_the_rates_of_the_closed_form), UNIT(the_top_rate_is_that_of_the_tail_index),
                  UNIT(quadrature_agrees_with_the_closed_form_of_every_law), UNIT(quadrature_finds_jumps_of_the_weight),
                  UNIT(four_thousand_pareto_workers_have_the_welfare_of_the_reference),
                  UNIT(census_skills_with_reference_weights_have_the_rates_of_the_reference),
                  UNIT(weights_on_the_grid_tend_to_the_closed_form), UNIT(a_falling_income_is_ironed_and_flagged),
                  UNIT(labour_stops_at_the_cap), UNIT(weights_of_the_fixed_point_are_inverse_incomes),
                  UNIT(rates_stay_in_the_unit_interval))
