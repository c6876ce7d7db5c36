/* Where deference ends: temperatures and error rates, with committees and costs, and the ladder of a trial. */
#include "off_switch.h"

static struct off_switch_point at(double mu, double sigma, int64_t overseers, double cost) {
  return (struct off_switch_point){.mu = mu, .sigma = sigma, .overseers = overseers, .wait_cost = cost, .tolerance = 1e-10};
}

static double delta_at(const struct off_switch_point *point, int family, double scale, double error) {
  const struct off_switch_policy policy = off_switch_policy_make(family, scale, error, point->overseers);
  return off_switch_point_delta(point, &policy);
}

static double critical_beta(double mu, double sigma, int64_t overseers, double cost) {
  const struct off_switch_point point = at(mu, sigma, overseers, cost);
  return off_switch_critical(&point).beta;
}

static void worked_critical_temperatures_are_reached(void) {
  CU_ASSERT_DOUBLE_EQUAL(critical_beta(0.25, 0.5, 1, 0.0), 0.5, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(critical_beta(0.5, 1.0, 1, 0.0), 1.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(critical_beta(0.25, 0.5, 3, 0.0), 0.7649585781, 6e-11);
  CU_ASSERT_DOUBLE_EQUAL(critical_beta(0.25, 0.5, 9, 0.0), 1.2701327902, 6e-11);
  const struct off_switch_point point = at(0.25, 0.5, 1, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(off_switch_critical(&point).error, 0.2208553797, 6e-11);
}

static void the_incentive_is_zero_at_the_critical_temperature(void) {
  for (uint64_t i = 0; i < 1000; i++) {
    const test_point t = random_point(i, FAMILY_LOGISTIC, 1);
    CU_ASSERT_DOUBLE_EQUAL(delta_at(&t.point, FAMILY_LOGISTIC, off_switch_critical(&t.point).beta, 0.0), 0.0,
                           1e-14 * t.point.sigma);
  }
  for (uint64_t i = 0; i < 200; i++) {
    const test_point t = random_point(1000 + i, FAMILY_LOGISTIC, 3 + 2 * (int64_t)(i % 49));
    CU_ASSERT_DOUBLE_EQUAL(delta_at(&t.point, FAMILY_LOGISTIC, off_switch_critical(&t.point).beta, 0.0), 0.0,
                           1e-11 * t.point.sigma);
  }
}

static void the_incentive_is_zero_at_the_critical_error_rate(void) {
  for (uint64_t i = 0; i < 200; i++) {
    test_point t = random_point(2000 + i, FAMILY_BERNOULLI, 1 + (int64_t)(i % 99));
    t.point.wait_cost = 0.5 * test_uniform(i, 6) * off_switch_rational_incentive(t.point.mu, t.point.sigma);
    CU_ASSERT_DOUBLE_EQUAL(delta_at(&t.point, FAMILY_BERNOULLI, 0.0, off_switch_critical(&t.point).error), 0.0,
                           1e-12 * t.point.sigma);
  }
}

/* With a cost there is no exact rule; the root is bracketed instead. */
static void costs_lower_the_critical_temperature_to_a_root(void) {
  for (uint64_t i = 0; i < 100; i++) {
    test_point t = random_point(3000 + i, FAMILY_LOGISTIC, 1 + (int64_t)(i % 7));
    const double free_beta = off_switch_critical(&t.point).beta;
    t.point.wait_cost = 0.2 * off_switch_rational_incentive(t.point.mu, t.point.sigma);
    const double beta = off_switch_critical(&t.point).beta;
    CU_ASSERT(beta < free_beta);
    if (beta > 0.0)
      CU_ASSERT_DOUBLE_EQUAL(delta_at(&t.point, FAMILY_LOGISTIC, beta, 0.0), 0.0, 1e-11 * t.point.sigma);
  }
  CU_ASSERT_EQUAL(critical_beta(0.25, 0.5, 1, 0.5), 0.0);
  const struct off_switch_point dear = at(0.25, 0.5, 1, 0.5);
  CU_ASSERT_EQUAL(off_switch_critical(&dear).error, 0.0);
}

static void a_mean_of_zero_defers_at_every_temperature_and_certainty_at_none(void) {
  CU_ASSERT(isinf(critical_beta(0.0, 0.5, 1, 0.0)) && isinf(critical_beta(0.0, 0.5, 5, 0.0)));
  CU_ASSERT_EQUAL(critical_beta(0.3, 0.0, 1, 0.0), 0.0);
  const struct off_switch_point nothing = at(0.0, 0.0, 1, 0.0);
  CU_ASSERT(isnan(off_switch_critical(&nothing).error));
  RUN(run, "mu=0", "sigma=1");
  CU_ASSERT(isnan(metric(&run, "critical_beta")) && metric(&run, "critical_beta_infinite") == 1.0);
  end_run(&run);
}

/* 2 |mu| beta* / sigma^2: a smooth function of z between the limits at which the mean is near and far. */
static void the_critical_product_rises_between_its_limits(void) {
  for (int64_t k = 3; k <= 99; k += 16) {
    const double far = off_switch_critical_product(INFINITY, k);
    double before = 0.0, slope = 1.0; /* near: 4 times the slope of pi_k in u / beta, k C(k - 1, (k - 1) / 2) / 2^(k + 1) */
    for (int64_t i = 1; i <= (k - 1) / 2; i++)
      slope *= (double)(2 * i + 1) / (double)(2 * i);
    CU_ASSERT_DOUBLE_EQUAL(off_switch_critical_product(0.0, k), slope, 1e-9 * slope);
    for (double z = 1e-2; z < 1e12; z *= 7.0) {
      const double g = off_switch_critical_product(z, k);
      CU_ASSERT(g > slope && g > before - 1e-11 && g < far + 1e-9 && g < (double)(k + 1));
      before = g;
    }
    CU_ASSERT_DOUBLE_EQUAL(before, far, 1e-9);
  }
}

static void a_trial_climbs_its_ladders_without_a_false_step(void) {
  RUN(one, "mu=0.25", "sigma=0.5", "ladder_steps=200");
  RUN(committee, "mu=-1", "sigma=0.3", "ladder_steps=100", "n_overseers=9");
  RUN(costly, "mu=0.1", "sigma=0.5", "ladder_steps=100", "wait_cost=0.05", "n_overseers=3");
  const model_run *const runs[] = {&one, &committee, &costly};
  for (int i = 0; i < 3; i++)
    CU_ASSERT(metric(runs[i], "ladder_rises") == 0.0 && metric(runs[i], "ladder_misplaced") == 0.0 &&
              metric(runs[i], "ladder_sigma_falls") == 0.0);
  end_run(&one);
  end_run(&committee);
  end_run(&costly);
}

WALRAS_UNIT_TESTS(UNIT(worked_critical_temperatures_are_reached), UNIT(the_incentive_is_zero_at_the_critical_temperature),
                  UNIT(the_incentive_is_zero_at_the_critical_error_rate), UNIT(costs_lower_the_critical_temperature_to_a_root),
                  UNIT(a_mean_of_zero_defers_at_every_temperature_and_certainty_at_none),
                  UNIT(the_critical_product_rises_between_its_limits), UNIT(a_trial_climbs_its_ladders_without_a_false_step))
