/* Delta: worked numbers, closed forms against quadrature and a slow integral, symmetries and limits. */
#include "off_switch.h"

static double delta_of(int family, double mu, double sigma, double scale, double error, int64_t overseers) {
  const struct off_switch_point point = {.mu = mu, .sigma = sigma, .overseers = overseers, .tolerance = 1e-10};
  const struct off_switch_policy policy = off_switch_policy_make(family, scale, error, overseers);
  return off_switch_point_delta(&point, &policy);
}

static void worked_numbers_are_reached_to_ten_digits(void) {
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.0, 1.0, 1.0, 0.0, 1), 0.2066209641, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.25, 0.5, 0.5, 0.0, 1), 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, -0.25, 0.5, 0.5, 0.0, 1), 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.75, 0.25, 0.5, 0.0, 1), -0.1264808734, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.5, 0.0, 0.5, 0.0, 1), -0.1344707107, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_RATIONAL, 0.0, 1.0, 0.0, 0.0, 1), 0.3989422804, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, 1), 0.1545204339, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_BERNOULLI, 0.0, 1.0, 0.0, 0.1, 1), 0.3191538243, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_PROBIT, -0.2, 0.5, 0.3, 0.0, 1), 0.0881137644, 6e-11);
}

static void quadrature_agrees_with_a_slow_integral_for_every_policy_and_committee(void) {
  static const int64_t committees[] = {1, 2, 3, 8, 25, 99};
  for (uint64_t i = 0; i < 12; i++) {
    const int64_t k = committees[i % 6];
    const test_point t = random_point(i, i % 2 == 0 ? FAMILY_LOGISTIC : FAMILY_PROBIT, k);
    const struct off_switch_moments m = off_switch_gaussian_moments(&t.policy, t.point.mu, t.point.sigma, 0);
    CU_ASSERT_DOUBLE_EQUAL(off_switch_incentive(&m, t.point.mu), test_incentive(&t.policy, t.point.mu, t.point.sigma, k),
                           2e-11 * t.point.sigma);
  }
}

static void closed_forms_agree_with_quadrature(void) {
  for (uint64_t i = 0; i < 300; i++) {
    static const int families[] = {FAMILY_RATIONAL, FAMILY_BERNOULLI, FAMILY_PROBIT};
    const int family = families[i % 3];
    const test_point t = random_point(100 + i, family, family == FAMILY_PROBIT ? 1 : 1 + (int64_t)(i % 9));
    const struct off_switch_moments m = off_switch_gaussian_moments(&t.policy, t.point.mu, t.point.sigma, 0);
    double closed = NAN;
    CU_ASSERT(off_switch_closed_incentive(&t.policy, t.point.mu, t.point.sigma, &closed));
    CU_ASSERT_DOUBLE_EQUAL(off_switch_incentive(&m, t.point.mu), closed, 1e-13 * t.point.sigma);
  }
}

/* sigma^2 E[pi (1 - pi)] / beta + mu E[pi] = E[pi U], from humans nearly rational to nearly coins, means far from zero included. */
static void the_stein_form_equals_quadrature(void) {
  for (uint64_t i = 0; i < 1000; i++) {
    test_point t = random_point(1000 + i, FAMILY_LOGISTIC, 1);
    t.point.mu *= test_log_uniform(1000 + i, 4, 0.01, 20.0);
    const struct off_switch_moments m = off_switch_gaussian_moments(&t.policy, t.point.mu, t.point.sigma, 0);
    const double stein = t.point.sigma * t.point.sigma * m.spread / t.policy.scale + t.point.mu * m.approval;
    CU_ASSERT_DOUBLE_EQUAL(m.passed - m.harm, stein, 1e-13 * (t.point.sigma + fabs(t.point.mu)));
  }
}

static void halving_the_panels_changes_nothing_but_rounding(void) {
  for (uint64_t i = 0; i < 200; i++) {
    const test_point t = random_point(2000 + i, i % 2 == 0 ? FAMILY_LOGISTIC : FAMILY_PROBIT, 1 + 2 * (int64_t)(i % 50));
    struct off_switch_moments m;
    double error;
    CU_ASSERT(off_switch_gaussian_refined(&t.policy, t.point.mu, t.point.sigma, 1e-14, &m, &error));
    CU_ASSERT(error <= 4e-14 * (t.point.sigma + fabs(t.point.mu)));
  }
}

static void the_incentive_does_not_know_the_sign_of_the_mean(void) {
  for (uint64_t i = 0; i < 200; i++) {
    const int family = (int)(i % 4);
    const test_point t = random_point(3000 + i, family, 1 + (int64_t)(i % 5));
    CU_ASSERT(unit_same_bits(delta_of(family, t.point.mu, t.point.sigma, t.policy.scale, t.policy.error, t.point.overseers),
                             delta_of(family, -t.point.mu, t.point.sigma, t.policy.scale, t.policy.error, t.point.overseers)));
  }
}

static void the_incentive_scales_with_the_unit_of_utility(void) {
  for (uint64_t i = 0; i < 200; i++) {
    const test_point t = random_point(4000 + i, i % 2 == 0 ? FAMILY_LOGISTIC : FAMILY_PROBIT, 1 + (int64_t)(i % 5));
    const double unit = test_log_uniform(i, 5, 1e-4, 1e4);
    CU_ASSERT_DOUBLE_EQUAL(
        delta_of(t.policy.family, unit * t.point.mu, unit * t.point.sigma, unit * t.policy.scale, 0.0, t.point.overseers),
        unit * off_switch_point_delta(&t.point, &t.policy), 1e-13 * unit * t.point.sigma);
  }
}

static void a_committee_of_rational_humans_is_one_of_them(void) {
  for (int64_t k = 1; k <= 99; k++) {
    CU_ASSERT(unit_same_bits(delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, k), delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, 1)));
    CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.3, 0.7, 0.0, 0.0, k), delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, 1),
                           1e-15);
  }
}

static void an_even_committee_with_a_coin_decides_as_the_odd_one_below_it(void) {
  for (int64_t k = 2; k <= 98; k += 2)
    CU_ASSERT(
        unit_same_bits(delta_of(FAMILY_LOGISTIC, 0.3, 0.7, 0.4, 0.0, k), delta_of(FAMILY_LOGISTIC, 0.3, 0.7, 0.4, 0.0, k - 1)));
  for (int64_t k = 1; k <= 12; k++) { /* the definition, ties and all, against the votes as the model counts them */
    const struct off_switch_policy policy = off_switch_policy_make(FAMILY_BERNOULLI, 0.0, 0.3, k);
    CU_ASSERT_DOUBLE_EQUAL(off_switch_approval(&policy, 1.0), test_majority(0.7, k), 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(off_switch_approval(&policy, -1.0), test_majority(0.3, k), 1e-14);
    CU_ASSERT_EQUAL(off_switch_approval(&policy, 0.0), 0.5);
  }
}

static void larger_committees_of_logistic_humans_come_near_rational_ones(void) {
  const double rational = delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, 1);
  double before = -INFINITY;
  for (int64_t k = 1; k <= 99; k += 2) {
    const double delta = delta_of(FAMILY_LOGISTIC, 0.3, 0.7, 0.4, 0.0, k);
    CU_ASSERT(delta > before && delta < rational);
    before = delta;
  }
  CU_ASSERT_DOUBLE_EQUAL(before, rational, 0.004);
}

static void hot_humans_are_coins_and_cool_ones_rational(void) {
  const struct off_switch_point point = {.mu = 0.3, .sigma = 0.7, .overseers = 1, .tolerance = 1e-10};
  const struct off_switch_policy hot = off_switch_policy_make(FAMILY_LOGISTIC, 1e6, 0.0, 1),
                                 cool = off_switch_policy_make(FAMILY_LOGISTIC, 1e-9, 0.0, 1);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_point_delta(&point, &hot) + 0.3, 0.15, 2e-7);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_point_delta(&point, &cool), delta_of(FAMILY_RATIONAL, 0.3, 0.7, 0.0, 0.0, 1), 1e-15);
}

/* Nearly certain beliefs, whose whole mass is far from zero, are those of one value. */
static void narrow_beliefs_go_over_into_certain_ones(void) {
  const double certain = delta_of(FAMILY_LOGISTIC, 0.5, 0.0, 0.5, 0.0, 1);
  CU_ASSERT_DOUBLE_EQUAL(certain, -0.5 / (1.0 + exp(1.0)), 1e-15);
  for (double sigma = 1e-3; sigma > 1e-300; sigma *= 1e-3)
    CU_ASSERT_DOUBLE_EQUAL(delta_of(FAMILY_LOGISTIC, 0.5, sigma, 0.5, 0.0, 1), certain, sigma * sigma + 1e-15);
}

/* A normal law of few standard deviations as a list of many values. */
static void a_fine_list_of_values_is_nearly_the_normal_law(void) {
  enum { VALUES = 4001 };
  static double values[VALUES], weights[VALUES];
  for (int i = 0; i < VALUES; i++) {
    const double z = -10.0 + 20.0 * i / (VALUES - 1);
    values[i] = 0.25 + 0.5 * z;
    weights[i] = 7.0 * exp(-0.5 * z * z);
  }
  const struct off_switch_point list = {.discrete = true,
                                        .mu = 0.25,
                                        .sigma = 0.5,
                                        .values = values,
                                        .weights = weights,
                                        .count = VALUES,
                                        .overseers = 3,
                                        .tolerance = 1e-10};
  const struct off_switch_policy policy = off_switch_policy_make(FAMILY_LOGISTIC, 0.4, 0.0, 3);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_point_delta(&list, &policy), delta_of(FAMILY_LOGISTIC, 0.25, 0.5, 0.4, 0.0, 3), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_critical(&list).beta, 0.7649585781, 1e-9);
}

static void two_values_are_worked_out_by_hand(void) {
  const double values[] = {2.0, -1.0}, weights[] = {1.0, 3.0}; /* mean -1/4 */
  const struct off_switch_policy policy = off_switch_policy_make(FAMILY_BERNOULLI, 0.0, 0.2, 1);
  const struct off_switch_point point = {.discrete = true,
                                         .mu = -0.25,
                                         .sigma = 1.3,
                                         .values = values,
                                         .weights = weights,
                                         .count = 2,
                                         .overseers = 1,
                                         .wait_cost = 0.01};
  CU_ASSERT_DOUBLE_EQUAL(off_switch_point_delta(&point, &policy), 0.25 * 0.8 * 2.0 - 0.75 * 0.2 - 0.01, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_critical(&point).error, (0.5 - 0.01) / 1.25, 1e-12);
}

WALRAS_UNIT_TESTS(UNIT(worked_numbers_are_reached_to_ten_digits),
                  UNIT(quadrature_agrees_with_a_slow_integral_for_every_policy_and_committee),
                  UNIT(closed_forms_agree_with_quadrature), UNIT(the_stein_form_equals_quadrature),
                  UNIT(halving_the_panels_changes_nothing_but_rounding), UNIT(the_incentive_does_not_know_the_sign_of_the_mean),
                  UNIT(the_incentive_scales_with_the_unit_of_utility), UNIT(a_committee_of_rational_humans_is_one_of_them),
                  UNIT(an_even_committee_with_a_coin_decides_as_the_odd_one_below_it),
                  UNIT(larger_committees_of_logistic_humans_come_near_rational_ones),
                  UNIT(hot_humans_are_coins_and_cool_ones_rational), UNIT(narrow_beliefs_go_over_into_certain_ones),
                  UNIT(a_fine_list_of_values_is_nearly_the_normal_law), UNIT(two_values_are_worked_out_by_hand))
