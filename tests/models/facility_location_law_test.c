/* The laws of locations: quantiles, moments, limits and the exact law of the Uniform Phantom. */
#include "facility_location.h"
#include "models/facility-location/law.h"
#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

static void the_spline_is_the_beta_quantile_up_to_a_billionth(void) {
  static const double shapes[][2] = {{2, 5}, {5, 1}, {0.5, 0.5}, {0.1, 3}, {100, 200}, {8, 2}};
  for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
    const facility_beta beta = facility_beta_make(shapes[shape][0], shapes[shape][1]);
    const facility_spline spline = {.knot = facility_beta_knot, .law = &beta};
    double before = 0.0;
    for (int i = 0; i < 4000; i++) {
      const double u = i < 2000 ? walras_exp(-36.0 + 35.3 * i / 2000.0) : 1.0 - walras_exp(-0.7 - 35.3 * (i - 2000) / 2000.0),
                   x = facility_spline_quantile(&spline, u);
      CU_ASSERT_DOUBLE_EQUAL(x, walras_beta_quantile(&beta.law, u), 1e-9);
      CU_ASSERT(x >= before && x <= 1.0);
      before = x;
    }
  }
}

/* Also far in the tails, where the table ends, and on every vector path. */
static void a_table_of_pieces_changes_no_bit(void) {
  static const walras_simd_path paths[] = {WALRAS_SIMD_BASELINE, WALRAS_SIMD_AVX2, WALRAS_SIMD_AVX512};
  static facility_piece pieces[2 * FACILITY_PIECES];
  enum { COUNT = 3001 };
  static double u[COUNT], x[COUNT];
  const walras_simd_path before = walras_simd_path_get();
  const facility_beta beta = facility_beta_make(2.0, 5.0);
  const facility_spline bare = {.knot = facility_beta_knot, .law = &beta};
  const facility_spline tabled = {.knot = facility_beta_knot, .law = &beta, .pieces = pieces};
  facility_spline_fill(&bare, 0, FACILITY_PIECES + 7, pieces);
  facility_spline_fill(&bare, FACILITY_PIECES + 7, FACILITY_PIECES - 7, pieces + FACILITY_PIECES + 7);
  uint32_t key[2];
  walras_random_key(5, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 0, 0);
  walras_fill_uniform(&stream, 0, COUNT, 0, u);
  for (int i = 0; i < COUNT; i += 3)
    u[i] = i % 2 ? walras_exp(-0.012 * i) * 0.5 + 0x1p-53 : 1.0 - walras_exp(-0.012 * i) * 0.5 - 0x1p-53;
  for (size_t path = 0; path < 3; path++) {
    if (!walras_simd_select(paths[path]))
      continue;
    memcpy(x, u, sizeof x);
    facility_spline_quantiles(&tabled, COUNT, x);
    for (int i = 0; i < COUNT; i++) {
      CU_ASSERT(unit_same_bits(x[i], facility_spline_quantile(&bare, u[i])));
      CU_ASSERT(unit_same_bits(x[i], facility_spline_quantile(&tabled, u[i])));
    }
  }
  CU_ASSERT(walras_simd_select(before));
}

/* Kolmogorov's distance of 100,000 draws from the law: beyond 2.5/sqrt(n) once in 130,000 runs. */
static void truncated_normal_draws_have_their_distribution(void) {
  static const char *const laws[][2] = {{"normal_mean=0.5", "normal_sd=0.2"},
                                        {"normal_mean=-1.0", "normal_sd=0.4"},
                                        {"normal_mean=3.0", "normal_sd=0.5"},
                                        {"normal_mean=0.9", "normal_sd=2.0"}};
  static const double numbers[][2] = {{0.5, 0.2}, {-1.0, 0.4}, {3.0, 0.5}, {0.9, 2.0}};
  for (int law = 0; law < 4; law++) {
    RUN(run, "agents=100000", "task=scale", "distribution=truncated_normal", laws[law][0], laws[law][1]);
    const double mean = numbers[law][0], sd = numbers[law][1], low = walras_normal_cdf(-mean / sd),
                 mass = walras_normal_cdf((1.0 - mean) / sd) - low;
    double below = 0.0;
    for (int bin = 0; bin < 256; bin++) {
      below += element(&run, "location_counts", bin);
      const double expected = (walras_normal_cdf(((bin + 1) / 256.0 - mean) / sd) - low) / mass;
      CU_ASSERT_DOUBLE_EQUAL(below / 100000.0, expected, 2.5 / sqrt(100000.0));
    }
    end_run(&run);
  }
}

/* Means of 400,000 draws within 5 standard errors: a false alarm in 2 million runs. */
static void mean_is(double expected, double sd, const char *const *settings, int64_t count) {
  const char *all[8] = {"agents=400000", "mechanism=median"};
  memcpy(all + 2, settings, (size_t)count * sizeof *settings);
  model_run run;
  run_model(&run, &walras_model_facility_location, 2, all, count + 2);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_report"), expected, 5.0 * sd / sqrt(400000.0));
  end_run(&run);
}

static void every_law_has_its_mean(void) {
  mean_is(1.0, sqrt(1.0 / 3.0), SETTINGS("distribution=uniform", "domain_length=2.0"));
  mean_is(2.0 / 7.0, 0.16, SETTINGS("distribution=beta"));
  mean_is(0.3, 0.46, SETTINGS("distribution=two_point"));
  mean_is(0.5, 0.2, SETTINGS("distribution=truncated_normal"));
  /* far above 1: nearly exponential from the right end, with mean 1 - s^2/(m - 1) up to a few per cent */
  mean_is(0.978, 0.022, SETTINGS("distribution=truncated_normal", "normal_mean=10.0", "normal_sd=0.447"));
  mean_is(0.25 * 0.2 + 0.75 * 0.8, 0.3, SETTINGS("distribution=mixture", "mixture_weights=[0.25, 0.75]"));
  mean_is(0.5, 0.36, SETTINGS("distribution=atoms"));
  mean_is(0.5, 0.3, SETTINGS("distribution=uniform", "atom_grid=4"));
}

static void locations_on_a_grid_are_the_phantoms_there(void) {
  RUN(run, "agents=5000", "atom_grid=5000", "distribution=beta", "domain_length=0.7");
  const double y = metric(&run, "facility_location"), step = rint(y / 0.7 * 5000.0);
  CU_ASSERT_EQUAL(y, step * 0.7 / 5000.0);
  end_run(&run);
}

static void limits_are_the_crossings_of_the_survival_functions(void) {
  static const struct {
    const char *settings[3];
    double location, scaled_sd;
  } cases[] = {{{"distribution=uniform", "beta_a=2.0", "beta_b=5.0"}, 0.5, 0.25},
               {{"distribution=beta", "beta_a=5.0", "beta_b=1.0"}, 0.7548776662, 0.1639584478},
               {{"distribution=beta", "beta_a=0.5", "beta_b=0.5"}, 0.5, 0.3055077352},
               {{"distribution=beta", "beta_a=2.0", "beta_b=5.0"}, 0.3393633008, 0.1610924569}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    model_run run;
    const char *settings[4] = {"agents=100", cases[i].settings[0], cases[i].settings[1], cases[i].settings[2]};
    run_model(&run, &walras_model_facility_location, 1, settings, i == 0 ? 2 : 4);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "theory_location"), cases[i].location, 1e-10);
    CU_ASSERT_DOUBLE_EQUAL(10.0 * metric(&run, "theory_sd"), cases[i].scaled_sd, 1e-9);
    end_run(&run);
  }
}

static void laws_with_atoms_have_a_limit_without_a_spread(void) {
  RUN(two, "distribution=two_point", "agents=10");
  CU_ASSERT_DOUBLE_EQUAL(metric(&two, "theory_location"), 0.3, 1e-15);
  CU_ASSERT(field_named(&two, "theory_sd", WALRAS_FIELD_VALUES) == NULL);
  end_run(&two);
  RUN(atoms, "distribution=atoms", "agents=10"); /* P(X >= 1/2) = 3/4, above that 1/4: y = 1/2 */
  CU_ASSERT_EQUAL(metric(&atoms, "theory_location"), 0.5);
  end_run(&atoms);
}

/* P(y > t) = P(Bin(n, 1 - F(t)) >= floor(n t) + 1) for independent locations. */
static double binomial_tail(int n, double p, int least) {
  double sum = 0.0;
  for (int k = least; k <= n; k++)
    sum += walras_exp(walras_lgamma(n + 1.0) - walras_lgamma(k + 1.0) - walras_lgamma(n - k + 1.0) + k * walras_log(p) +
                      (n - k) * walras_log1p(-p));
  return sum;
}

static void exact_moments(double a, double b, int n, double *mean, double *variance) {
  const walras_beta law = walras_beta_make(a, b);
  double first = 0.0, second = 0.0;
  enum { STEPS = 400 };
  for (int k = 0; k < n; k++)
    for (int i = 0; i < STEPS; i++) { /* midpoints inside [k/n, (k + 1)/n], where the integrand is smooth */
      const double t = (k + (i + 0.5) / STEPS) / n, tail = binomial_tail(n, 1.0 - walras_beta_cdf(&law, t), k + 1);
      first += tail / (STEPS * n);
      second += 2.0 * t * tail / (STEPS * n);
    }
  *mean = first;
  *variance = second - first * first;
}

/* 200,000 profiles: mean within 5 standard errors, and the known moments by the exact law. */
static void the_exact_law_of_few_agents_has_the_moments_of_many_profiles(void) {
  static const struct {
    const char *agents, *a, *b;
    double shapes[2], mean, variance, cost;
    int n;
  } cases[] = {{"agents=10", "beta_a=1.0", "beta_b=1.0", {1, 1}, 0.5, 0.0061936373, 0.2311996800, 10},
               {"agents=10", "beta_a=2.0", "beta_b=2.0", {2, 2}, 0.5, 0.0039607789, 0.1734494998, 10},
               {"agents=9", "beta_a=3.0", "beta_b=1.0", {3, 1}, 0.6836072603, 0.0041405241, 0.1612970853, 9}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double mean, variance;
    exact_moments(cases[i].shapes[0], cases[i].shapes[1], cases[i].n, &mean, &variance);
    CU_ASSERT_DOUBLE_EQUAL(mean, cases[i].mean, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(variance, cases[i].variance, 1e-6);
    RUN(run, "profiles=200000", cases[i].agents, "distribution=beta", cases[i].a, cases[i].b);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "facility_location"), cases[i].mean, 5.0 * sqrt(cases[i].variance / 200000.0));
    /* total cost has a standard deviation of about a third of its mean, below 0.8 */
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "total_cost"), cases[i].n * cases[i].cost, 5.0 * 0.8 / sqrt(200000.0));
    double counted = 0.0, squares = 0.0;
    for (int bin = 0; bin < 256; bin++) {
      const double at = (bin + 0.5) / 256.0 - cases[i].mean;
      counted += element(&run, "facility_location_counts", bin);
      squares += at * at * element(&run, "facility_location_counts", bin);
    }
    CU_ASSERT_EQUAL(counted, 200000.0);
    /* variance of a histogram's middles: relative error sqrt(2/n) in 5 standard errors, and the bins' own width */
    CU_ASSERT_DOUBLE_EQUAL(squares / 200000.0, cases[i].variance, cases[i].variance * 0.02);
    end_run(&run);
  }
}

static void profiles_of_one_trial_are_those_of_single_trials(void) {
  RUN(one, "agents=7");
  RUN(two, "agents=7", "profiles=2");
  const facility_phantoms uniform = {.agents = 7, .length = 1.0, .uniform = true};
  double reports[14], y[2];
  uint32_t key[2];
  walras_random_key(42, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, FACILITY_STREAM_LOCATIONS, 0);
  walras_fill_uniform(&stream, 0, 14, 0, reports);
  for (int k = 0; k < 2; k++)
    y[k] = median_with_phantoms(&uniform, reports + 7 * k);
  CU_ASSERT_EQUAL(metric(&one, "facility_location"), y[0]);
  CU_ASSERT_EQUAL(metric(&two, "facility_location"), (y[0] + y[1]) / 2.0);
  end_run(&one);
  end_run(&two);
}

static void the_lottery_over_ranks_is_on_average_the_mean(void) {
  RUN(small, "agents=1001", "mechanism=random_rank");
  CU_ASSERT_DOUBLE_EQUAL(metric(&small, "expected_location"), metric(&small, "mean_report"), 1e-12);
  end_run(&small);
  /* E C = (2/n) sum over pairs of the distance, here by hand: distances .1 .1 .8 .9 0 .7 .8 .7 .8 .1 sum to 5 */
  RUN(five, "mechanism=random_rank", "distribution=list", "locations=[0.1, 0.2, 0.2, 0.9, 1.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&five, "expected_total_cost"), 2.0, 1e-14);
  end_run(&five);
  RUN(profiles, "agents=5", "mechanism=random_rank", "profiles=100000");
  /* drawn and expected place of 100,000 profiles: 5 standard errors of a place's spread, at most 0.3 */
  CU_ASSERT_DOUBLE_EQUAL(metric(&profiles, "facility_location"), metric(&profiles, "expected_location"), 5.0 * 0.3 / sqrt(1e5));
  CU_ASSERT_DOUBLE_EQUAL(metric(&profiles, "total_cost"), metric(&profiles, "expected_total_cost"), 5.0 * 0.8 / sqrt(1e5));
  end_run(&profiles);
  RUN(lrm, "agents=5", "mechanism=lrm", "profiles=100000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&lrm, "facility_location"), metric(&lrm, "expected_location"), 5.0 * 0.3 / sqrt(1e5));
  CU_ASSERT_DOUBLE_EQUAL(metric(&lrm, "total_cost"), metric(&lrm, "expected_total_cost"), 5.0 * 0.9 / sqrt(1e5));
  end_run(&lrm);
}

WALRAS_UNIT_TESTS(UNIT(the_spline_is_the_beta_quantile_up_to_a_billionth), UNIT(a_table_of_pieces_changes_no_bit),
                  UNIT(truncated_normal_draws_have_their_distribution), UNIT(every_law_has_its_mean),
                  UNIT(locations_on_a_grid_are_the_phantoms_there), UNIT(limits_are_the_crossings_of_the_survival_functions),
                  UNIT(laws_with_atoms_have_a_limit_without_a_spread),
                  UNIT(the_exact_law_of_few_agents_has_the_moments_of_many_profiles),
                  UNIT(profiles_of_one_trial_are_those_of_single_trials), UNIT(the_lottery_over_ranks_is_on_average_the_mean))
