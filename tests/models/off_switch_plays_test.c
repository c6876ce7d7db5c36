/* Plays against expectations: every mode, policy and decision rule; the same bits for any threads and vector widths. */
#include "models/off-switch/kernels.h"
#include "numerics/elementary/dispatch.h"
#include "off_switch.h"

enum { LENGTH_MOST = 16 };

/* A mean of plays lies within 5 of its standard errors; each use has a false alarm rate of 6e-7. */
static void near(const model_run *run, const char *name, double expected) {
  char error[64];
  snprintf(error, sizeof error, "%s_se", name);
  const double se = metric(run, error), mean = metric(run, name);
  if (!(fabs(mean - expected) <= 5.0 * se + 1e-12))
    fprintf(stderr, "    %s = %.9g +- %.2g, expected %.9g\n", name, mean, se, expected);
  CU_ASSERT(fabs(mean - expected) <= 5.0 * se + 1e-12);
}

static const char *const shares_and_means[] = {"frac_wait",         "frac_act",
                                               "frac_off",          "frac_defer",
                                               "press_rate",        "ignored_rate",
                                               "value_mean",        "regret_mean",
                                               "harm_mean",         "ignored_harm_mean",
                                               "deference_gain",    "value_no_switch",
                                               "value_always_wait", "value_rational_assumption",
                                               "value_omniscient"};

/* Both modes of the same belief. */
static void compare_modes(const char *const *settings, int64_t count) {
  model_run analytic, game;
  const char *both[LENGTH_MOST] = {"mode=game", "n_instances=100000"};
  for (int64_t i = 0; i < count; i++)
    both[2 + i] = settings[i];
  run_model(&analytic, &walras_model_off_switch, 1, settings, count);
  run_model(&game, &walras_model_off_switch, 1, both, count + 2);
  CU_ASSERT(analytic.status == WALRAS_OK && game.status == WALRAS_OK);
  for (size_t i = 0; i < sizeof shares_and_means / sizeof *shares_and_means; i++)
    near(&game, shares_and_means[i], metric(&analytic, shares_and_means[i]));
  CU_ASSERT(isnan(metric(&game, "wait_z")) || fabs(metric(&game, "wait_z")) < 5.0);
  CU_ASSERT(metric(&game, "delta") == metric(&analytic, "delta") && metric(&game, "delta_mean") == metric(&game, "delta"));
  end_run(&analytic);
  end_run(&game);
}

/* Waits, acts and switches off; for each policy, with committees, costs and wrong ideas of H. */
static void games_have_the_means_that_analysis_expects(void) {
  compare_modes(SETTINGS("mu=0.25", "sigma=0.5", "beta=0.3"));
  compare_modes(SETTINGS("mu=0.25", "sigma=0.5", "beta=1.0"));
  compare_modes(SETTINGS("mu=-0.4", "sigma=0.5", "beta=1.0", "wait_cost=0.02"));
  compare_modes(SETTINGS("mu=-0.25", "sigma=0.5", "human_policy=rational"));
  compare_modes(SETTINGS("mu=0.1", "sigma=0.5", "human_policy=bernoulli_error", "error_prob=0.2", "n_overseers=4"));
  compare_modes(SETTINGS("mu=0.1", "sigma=0.5", "human_policy=probit", "n_overseers=5", "wait_cost=0.01"));
  compare_modes(SETTINGS("mu=0.25", "sigma=0.5", "beta=1.5", "assumed_beta=0.1"));
  compare_modes(SETTINGS("mu=0.25", "sigma=0.5", "beta=0.2", "assumed_human_policy=bernoulli_error", "assumed_error_prob=0.4"));
  compare_modes(SETTINGS("belief_family=two_point", "belief_values=[1.0,-2.0]", "belief_weights=[0.7,0.3]", "beta=0.5"));
  compare_modes(SETTINGS("belief_family=discrete", "belief_values=[-1,0,2]", "human_policy=rational"));
  compare_modes(SETTINGS("mu=0.5", "sigma=0", "beta=0.5", "assumed_human_policy=rational"));
}

/* A population without spread is a game, whatever decides: the rule of one human, the table of committees, that of costs. */
static void a_population_without_spread_is_a_game(void) {
  static const char *const extras[][2] = {{"n_overseers=1", "wait_cost=0"},
                                          {"n_overseers=7", "wait_cost=0"},
                                          {"n_overseers=1", "wait_cost=0.01"},
                                          {"n_overseers=4", "wait_cost=0.02"}};
  for (int i = 0; i < 4; i++) {
    RUN(analytic, "mu=-0.2", "sigma=0.6", "beta=0.7", "assumed_beta=0.35", extras[i][0], extras[i][1]);
    RUN(population, "mode=population", "n_instances=50000", "pop_mu_mean=-0.2", "pop_mu_sd=0", "pop_sigma_median=0.6",
        "pop_sigma_logsd=0", "pop_beta_median=0.7", "pop_beta_logsd=0", "beta_bias=-0.6931471805599453", extras[i][0],
        extras[i][1]);
    for (size_t k = 0; k < sizeof shares_and_means / sizeof *shares_and_means; k++)
      near(&population, shares_and_means[k], metric(&analytic, shares_and_means[k]));
    CU_ASSERT_DOUBLE_EQUAL(metric(&population, "delta_mean"), metric(&analytic, "delta"), 2e-8);
    CU_ASSERT(metric(&population, "table_error") > 0.0 && metric(&population, "table_error") < 2e-8);
    end_run(&analytic);
    end_run(&population);
  }
}

/* Means N(0, 1/4), all else equal: R waits iff |mu| <= sigma^2 / (2 beta). */
static void a_population_has_the_shares_of_its_law(void) {
  RUN(run, "mode=population", "n_instances=200000", "pop_sigma_logsd=0", "pop_beta_logsd=0", "pop_sigma_median=0.5",
      "pop_beta_median=0.4", "beta_bias=0.5");
  const double assumed = 0.5 * 0.25 / (0.4 * exp(0.5)), right = 0.5 * 0.25 / 0.4;
  const double waits = 1.0 - erfc(assumed / 0.5 / sqrt(2.0));
  near(&run, "frac_wait", waits);
  near(&run, "frac_act", 0.5 * (1.0 - waits));
  near(&run, "frac_off", 0.5 * (1.0 - waits));
  near(&run, "frac_defer", 1.0 - erfc(right / 0.5 / sqrt(2.0)));
  near(&run, "value_omniscient", sqrt(0.5) / sqrt(2.0 * M_PI));
  near(&run, "value_no_switch", 0.5 / sqrt(2.0 * M_PI));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "delta_mean"), metric(&run, "value_always_wait") - metric(&run, "value_no_switch"),
                         5.0 * metric(&run, "value_always_wait_se"));
  double binned = 0.0;
  for (int64_t bin = 0; bin < 200; bin++)
    binned += element(&run, "deltas", bin);
  CU_ASSERT_EQUAL(binned, 200000.0);
  end_run(&run);
}

/* Humans of another kind than their robots take them for; the closed forms of three kinds of Delta. */
static void populations_may_have_humans_of_any_kind(void) {
  static const char *const humans[] = {"human_policy=rational", "human_policy=bernoulli_error", "human_policy=probit"};
  for (int i = 0; i < 3; i++) {
    RUN(analytic, "mu=0.1", "sigma=0.6", humans[i], "assumed_human_policy=logistic", "assumed_beta=0.7");
    RUN(population, "mode=population", "n_instances=50000", "pop_mu_mean=0.1", "pop_mu_sd=0", "pop_sigma_median=0.6",
        "pop_sigma_logsd=0", "pop_beta_median=0.7", "pop_beta_logsd=0", humans[i], "assumed_human_policy=logistic");
    for (size_t k = 0; k < sizeof shares_and_means / sizeof *shares_and_means; k++)
      near(&population, shares_and_means[k], metric(&analytic, shares_and_means[k]));
    CU_ASSERT_DOUBLE_EQUAL(metric(&population, "delta_mean"), metric(&analytic, "delta"), 1e-15);
    end_run(&analytic);
    end_run(&population);
  }
}

/* Errors about the temperature do not touch what R is right to do, and R decides best without them. */
static void misjudging_overseers_costs_value(void) {
  RUN(right, "mode=population", "n_instances=200000", "delta_distribution=false");
  static const char *const errors[] = {"beta_bias=-2", "beta_bias=2", "beta_noise=1.5"};
  for (int i = 0; i < 3; i++) {
    RUN(wrong, "mode=population", "n_instances=200000", "delta_distribution=false", errors[i]);
    CU_ASSERT(metric(&wrong, "frac_defer") == metric(&right, "frac_defer") &&
              metric(&wrong, "value_always_wait") == metric(&right, "value_always_wait"));
    CU_ASSERT(metric(&wrong, "value_mean") < metric(&right, "value_mean") - 0.004);
    end_run(&wrong);
  }
  end_run(&right);
}

/* ---- designer ---- */

/* Value and share of waiting of a designer's robot by Simpson's rule over the best of n measurements, whose noise and prior are 1. */
static void expect_designer(int64_t n, double assumed_sd, double beta, double *value, double *waits) {
  enum { STEPS = 400 };
  const double gain = 1.0 / (1.0 + assumed_sd * assumed_sd), sd = sqrt(1.0 - gain);
  const struct off_switch_policy policy = off_switch_policy_make(FAMILY_LOGISTIC, beta, 0.0, 1);
  const double edge = sd * sd / (2.0 * beta) / gain; /* measurements below which R waits; a node on the kink */
  *value = *waits = 0.0;
  const double cuts[] = {-10.0, -edge < -10.0 ? -10.0 : -edge, 0.0, edge > 10.0 ? 10.0 : edge, 10.0};
  for (int piece = 0; piece < 4; piece++)
    for (int i = 0; i <= STEPS; i++) {
      const double width = cuts[piece + 1] - cuts[piece], x = cuts[piece] + width * i / STEPS, z = x / sqrt(2.0);
      const double weight = (i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * width / (3.0 * STEPS);
      const double density = (double)n * pow(0.5 * erfc(-z / sqrt(2.0)), (double)n - 1.0) * exp(-0.5 * z * z) / sqrt(4.0 * M_PI);
      const struct off_switch_moments m = off_switch_gaussian_moments(&policy, 0.5 * x, sqrt(0.5), 0);
      const bool waiting = piece == 1 || piece == 2;
      *value += weight * density * (waiting ? m.passed - m.harm : x > 0.0 ? 0.5 * x : 0.0);
      *waits += weight * density * (waiting ? 1.0 : 0.0);
    }
}

static void designers_have_the_worked_values(void) {
  static const struct {
    const char *actions, *assumed;
    int64_t n;
    double sd, value, waits;
  } cases[] = {{"n_actions=1", "assumed_measurement_sd=1", 1, 1.0, 0.3254463, 0.5204999},
               {"n_actions=10", "assumed_measurement_sd=1", 10, 1.0, 1.0907880, 0.0645000},
               {"n_actions=1", "assumed_measurement_sd=0.1", 1, 0.1, 0.2831122, 0.0056418},
               {"n_actions=1", "assumed_measurement_sd=5", 1, 5.0, 0.3028528, 1.0}};
  for (int i = 0; i < 4; i++) {
    double value, waits;
    expect_designer(cases[i].n, cases[i].sd, 0.5, &value, &waits);
    CU_ASSERT_DOUBLE_EQUAL(value, cases[i].value, 2e-7);
    CU_ASSERT_DOUBLE_EQUAL(waits, cases[i].waits, 2e-7);
    RUN(run, "mode=designer", "n_instances=200000", cases[i].actions, cases[i].assumed);
    near(&run, "value_mean", value);
    if (waits < 1.0 - 1e-6) /* else the share left, 3e-12, is below one play */
      near(&run, "frac_wait", waits);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "delta_mean"), metric(&run, "value_always_wait") - metric(&run, "value_no_switch"),
                           5.0 * metric(&run, "value_always_wait_se"));
    end_run(&run);
  }
  RUN(one, "mode=designer", "n_instances=200000");
  near(&one, "press_rate", 0.2602499);
  near(&one, "frac_act", 0.2397501);
  near(&one, "frac_off", 0.2397501);
  CU_ASSERT(metric(&one, "frac_defer") == metric(&one, "frac_wait"));
  end_run(&one);
}

/* Without noise the measurement is the utility: R never asks, and gets the best of n. */
static void exact_measurements_leave_nothing_to_ask(void) {
  RUN(run, "mode=designer", "n_instances=50000", "n_actions=3", "measurement_sd=0");
  CU_ASSERT_EQUAL(metric(&run, "frac_wait"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "regret_mean"), 0.0, 1e-15);
  CU_ASSERT_EQUAL(metric(&run, "harm_mean"), 0.0);
  end_run(&run);
}

/* The unit of utility does not matter. */
static void designers_scale_with_the_unit_of_utility(void) {
  RUN(one, "mode=designer", "n_instances=2000", "measurement_sd=2", "beta=0.5");
  RUN(tiny, "mode=designer", "n_instances=2000", "prior_sd=1e-100", "measurement_sd=2e-100", "beta=0.5e-100");
  RUN(exact, "mode=designer", "n_instances=2000", "prior_sd=1e-100", "measurement_sd=0", "beta=0.5e-100");
  CU_ASSERT(metric(&tiny, "frac_wait") == metric(&one, "frac_wait") && metric(&tiny, "press_rate") == metric(&one, "press_rate"));
  CU_ASSERT_DOUBLE_EQUAL(1e100 * metric(&tiny, "value_mean"), metric(&one, "value_mean"), 1e-12);
  CU_ASSERT(metric(&one, "frac_wait") > 0.5 && metric(&exact, "frac_wait") == 0.0);
  end_run(&one);
  end_run(&tiny);
  end_run(&exact);
}

/* ---- bits ---- */

static void results_do_not_depend_on_threads_or_vector_width(void) {
  static const char *const cases[][3] = {{"mode=population", "beta_noise=0.5", "wait_cost=0"},
                                         {"mode=population", "n_overseers=5", "wait_cost=0.01"},
                                         {"mode=designer", "n_actions=3", "human_policy=probit"},
                                         {"mode=game", "mu=0.1", "human_policy=bernoulli_error"}};
  const walras_simd_path before = walras_simd_path_get();
  for (int i = 0; i < 4; i++) {
    const char *settings[] = {cases[i][0], cases[i][1], cases[i][2], "n_instances=70001"};
    model_run one, other;
    run_model(&one, &walras_model_off_switch, 1, settings, 4);
    for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
      if (!walras_simd_select(path))
        continue;
      run_model(&other, &walras_model_off_switch, 3, settings, 4);
      CU_ASSERT(same_records(&one, &other));
      end_run(&other);
    }
    walras_simd_select(before);
    end_run(&one);
  }
}

/* Play 0 is the same whatever follows it. */
static void plays_keep_their_draws_beside_more_of_them(void) {
  RUN(one, "mode=population", "n_instances=1");
  RUN(two, "mode=population", "n_instances=2");
  const double first = metric(&one, "delta_mean"), second = 2.0 * metric(&two, "delta_mean") - first;
  CU_ASSERT(isnan(metric(&one, "value_mean_se")) && isnan(metric(&one, "frac_wait_se")));
  CU_ASSERT(fabs(first - second) > 1e-6 && fabs(second) < 0.5); /* as any play: |Delta| is below |mu| / 2 or 0.4 sigma */
  end_run(&one);
  end_run(&two);
}

static void standard_errors_of_shares_are_binomial(void) {
  RUN(run, "mode=population", "n_instances=4001", "delta_distribution=false");
  static const char *const shares[] = {"frac_wait", "frac_act", "press_rate", "ignored_rate"};
  for (int i = 0; i < 4; i++) {
    char name[64];
    snprintf(name, sizeof name, "%s_se", shares[i]);
    const double share = metric(&run, shares[i]);
    CU_ASSERT(share > 0.0 && share < 1.0);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, name), sqrt(share * (1.0 - share) / 4000.0), 1e-15);
  }
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "frac_wait") + metric(&run, "frac_act") + metric(&run, "frac_off"), 1.0, 1e-15);
  end_run(&run);
}

/* Bins are closed on the left; all robots here have one Delta: 0, on an edge, and 0.3989 sigma inside a bin; and beyond either end. */
static void deltas_fall_into_their_bins(void) {
  static const struct {
    const char *mean, *low, *high;
    int64_t bin;
  } cases[] = {{"pop_mu_mean=1", "delta_low=-0.5", "delta_high=0.5", 100},
               {"pop_mu_mean=1", "delta_low=-0.3", "delta_high=0.7", 60},
               {"pop_mu_mean=0", "delta_low=0", "delta_high=0.02", 39},
               {"pop_mu_mean=0", "delta_low=-2", "delta_high=0", 199},
               {"pop_mu_mean=0", "delta_low=0.1", "delta_high=0.2", 0}};
  for (int i = 0; i < 5; i++) {
    RUN(run, "mode=population", "n_instances=300", "human_policy=rational", "assumed_human_policy=logistic", "pop_mu_sd=0",
        "pop_sigma_median=0.01", "pop_sigma_logsd=0", cases[i].mean, cases[i].low, cases[i].high);
    CU_ASSERT_EQUAL(element(&run, "deltas", cases[i].bin), 300.0);
    end_run(&run);
  }
}

/* Far from zero squares of payoffs keep their digits: the same spread around a mean of a million. */
static void standard_errors_do_not_drown_in_large_means(void) {
  RUN(near_zero, "mode=game", "mu=0", "sigma=0.5", "human_policy=rational", "n_instances=20000");
  RUN(far, "mode=game", "mu=1000000", "sigma=0.5", "human_policy=rational", "n_instances=20000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&far, "value_always_wait_se"), 0.5 / sqrt(20000.0), 4e-5); /* 5 standard errors of it: 9e-5 */
  CU_ASSERT(metric(&near_zero, "value_always_wait_se") < metric(&far, "value_always_wait_se"));
  end_run(&near_zero);
  end_run(&far);
}

WALRAS_UNIT_TESTS(UNIT(games_have_the_means_that_analysis_expects), UNIT(a_population_without_spread_is_a_game),
                  UNIT(a_population_has_the_shares_of_its_law), UNIT(populations_may_have_humans_of_any_kind),
                  UNIT(misjudging_overseers_costs_value), UNIT(designers_have_the_worked_values),
                  UNIT(exact_measurements_leave_nothing_to_ask), UNIT(designers_scale_with_the_unit_of_utility),
                  UNIT(results_do_not_depend_on_threads_or_vector_width), UNIT(plays_keep_their_draws_beside_more_of_them),
                  UNIT(standard_errors_of_shares_are_binomial), UNIT(deltas_fall_into_their_bins),
                  UNIT(standard_errors_do_not_drown_in_large_means))
