/* Laws of values and their virtual values, against derivatives of the revenue curve and the definition of the inverse. */
#include "position_auctions.h"

static struct position_law law;
static double memory[2 * (POSITION_QUANTILES + 1)];

static void make(int kind, double shape, double scale, double cap) {
  const struct position_parameters p = {.value_distribution = kind, .value_shape = shape, .value_scale = scale, .value_cap = cap};
  position_law_make(&p, memory, &law);
}

/* d/dq of q F^-1(1 - q) at the value's own q, by central differences. */
static double slope_of_revenue(double u) {
  const double h = 1e-5;
  return (position_law_value(&law, u + h) * (1.0 - u - h) - position_law_value(&law, u - h) * (1.0 - u + h)) / (-2.0 * h);
}

static void virtual_values_are_slopes_of_the_revenue_curve(void) {
  static const struct {
    int kind;
    double shape, tolerance; /* the lognormal's is a step function of 4096 steps */
  } laws[] = {{UNIFORM01, 1.0, 1e-6}, {EXPONENTIAL1, 1.0, 1e-5}, {PARETO, 2.0, 1e-5}, {LOGNORMAL, 0.5, 5e-3}};
  for (size_t l = 0; l < sizeof laws / sizeof *laws; l++) {
    make(laws[l].kind, laws[l].shape, 3.0, 4.0);
    for (double u = 0.05; u < 0.96; u += 0.05)
      CU_ASSERT_DOUBLE_EQUAL(position_virtual_value(&law, position_law_value(&law, u)), slope_of_revenue(u),
                             3.0 * laws[l].tolerance);
  }
}

static void reserves_and_inverses_are_their_closed_forms(void) {
  make(UNIFORM01, 1.0, 2.0, 4.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 0.0), 1.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 1.0), 1.5);
  make(EXPONENTIAL1, 1.0, 2.0, 4.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 0.0), 2.0);
  make(PARETO, 2.0, 3.0, 4.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 0.0), 3.0);
  CU_ASSERT_EQUAL(position_virtual_value(&law, 3.0), 1.5);
  CU_ASSERT_EQUAL(position_virtual_value(&law, 2.9), 0.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 4.0), 8.0);
  make(EQUAL_REVENUE, 1.0, 2.0, 5.0);
  CU_ASSERT(position_virtual_value(&law, 9.99) == 0.0 && position_virtual_value(&law, 10.0) == 10.0);
  CU_ASSERT_EQUAL(position_inverse_virtual(&law, 0.0), 10.0);
}

/* A wide lognormal's revenue curve is convex near its lowest values: they share one ironed virtual value. */
static void ironed_virtual_values_rise_in_steps(void) {
  for (int wide = 0; wide < 2; wide++) {
    make(LOGNORMAL, wide == 1 ? 2.0 : 0.5, 1.0, 4.0);
    CU_ASSERT(law.steps >= 10 && law.steps <= POSITION_QUANTILES);
    CU_ASSERT(wide == 0 ? law.steps > 4000 : law.steps < 4000);
    CU_ASSERT_EQUAL(law.from[0], 0.0);
    for (int64_t step = 0; step < law.steps; step++) {
      CU_ASSERT(step == 0 || (law.level[step] > law.level[step - 1] && law.from[step] > law.from[step - 1]));
      CU_ASSERT_EQUAL(position_virtual_value(&law, law.from[step]), law.level[step]);
      if (law.level[step] > 0.0) {
        CU_ASSERT_EQUAL(position_inverse_virtual(&law, law.level[step]), law.from[step]);
        CU_ASSERT(step + 1 == law.steps || position_inverse_above(&law, law.level[step]) == law.from[step + 1]);
        CU_ASSERT_EQUAL(position_nearest_level(&law, law.level[step] * (1.0 + 1e-15), 1e-13 * law.level[step]), law.level[step]);
      }
    }
    CU_ASSERT(position_virtual_value(&law, position_inverse_virtual(&law, 0.0)) > 0.0);
  }
}

/* The surplus max(phi, 0) of one bidder has the mean of the best posted price's revenue. */
static void the_mean_of_positive_virtual_values_is_the_best_posted_revenue(void) {
  for (int wide = 0; wide < 2; wide++) {
    make(LOGNORMAL, wide == 1 ? 2.0 : 0.5, 1.0, 4.0);
    double surplus = 0.0, best = 0.0;
    enum { POINTS = 200000 };
    for (int k = 0; k < POINTS; k++) {
      const double u = (k + 0.5) / POINTS, value = position_law_value(&law, u);
      surplus += fmax(position_virtual_value(&law, value), 0.0) / POINTS;
      best = fmax(best, value * (1.0 - u));
    }
    CU_ASSERT_DOUBLE_EQUAL(surplus / best, 1.0, 2e-3);
  }
}

/* P(v <= x) of 20,000 stratified quantiles: the law's cdf. */
static void values_follow_their_cdf(void) {
  for (double u = 0.01; u < 1.0; u += 0.07) {
    make(EXPONENTIAL1, 1.0, 2.0, 4.0);
    CU_ASSERT_DOUBLE_EQUAL(1.0 - exp(-position_law_value(&law, u) / 2.0), u, 1e-14);
    make(PARETO, 1.5, 2.0, 4.0);
    CU_ASSERT_DOUBLE_EQUAL(1.0 - pow(position_law_value(&law, u) / 2.0, -1.5), u, 1e-14);
    make(LOGNORMAL, 0.8, 2.0, 4.0);
    CU_ASSERT_DOUBLE_EQUAL(0.5 * erfc(-log(position_law_value(&law, u) / 2.0) / 0.8 / sqrt(2.0)), u, 1e-14);
    make(EQUAL_REVENUE, 1.0, 2.0, 4.0);
    CU_ASSERT_DOUBLE_EQUAL(position_law_value(&law, u), u < 0.75 ? 2.0 / (1.0 - u) : 8.0, 1e-14);
  }
}

WALRAS_UNIT_TESTS(UNIT(virtual_values_are_slopes_of_the_revenue_curve), UNIT(reserves_and_inverses_are_their_closed_forms),
                  UNIT(ironed_virtual_values_rise_in_steps), UNIT(the_mean_of_positive_virtual_values_is_the_best_posted_revenue),
                  UNIT(values_follow_their_cdf))
