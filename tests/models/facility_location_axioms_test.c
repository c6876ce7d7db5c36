/* The axiom matrix over all profiles of small grids, gains from misreports, and the theorems about phantom vectors. */
#include "facility_location.h"
#include "models/facility-location/axioms.h"
#include "models/facility-location/misreport.h"

/* PF by its definition: every interval of the sorted profile, every agent in it. */
static double pf_by_definition(const double *sorted, int64_t n, double length, double y) {
  double worst = -INFINITY;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = i; j < n; j++)
      for (int64_t agent = i; agent <= j; agent++)
        worst = fmax(worst, fabs(sorted[agent] - y) - length * (1.0 - (double)(j - i + 1) / (double)n) - (sorted[j] - sorted[i]));
  return worst;
}

static void the_linear_form_of_proportional_fairness_is_its_definition(void) {
  double reports[MOST_AGENTS];
  int64_t violated = 0;
  for (uint64_t number = 0; number < 3000; number++) {
    const int64_t n = 1 + (int64_t)(number % 20);
    draw_reports(number, 2.0, n, reports);
    qsort(reports, (size_t)n, sizeof *reports, by_value);
    const double y = 2.0 * (double)(number % 11) / 10.0, expected = pf_by_definition(reports, n, 2.0, y),
                 found = facility_pf_violation(reports, n, 2.0, y);
    violated += expected > 0.0;
    CU_ASSERT((expected <= 1e-12) == (found <= 1e-12));
    if (expected > 0.0)
      CU_ASSERT_DOUBLE_EQUAL(found, expected, 1e-12);
  }
  CU_ASSERT(violated > 500);
}

static const struct matrix_row {
  const char *mechanism;
  double unanimity, ifs, ufs, proportionality, pf, gain;
} MATRIX[] = {
    {"uniform_phantom", 0, 0, 0, 0, 0, 0}, {"constrained_median", 0, 0, .25, .25, .25, 0},
    {"median", 0, .5, .5, .5, .5, 0},      {"mean", 0, 0, 0, 0, 0, .25},
    {"midpoint", 0, 0, .3, .3, .3, .25},   {"leftmost", 0, .5, .8, .8, .8, 0},
    {"rightmost", 0, .5, .8, .8, .8, 0},   {"nash", 0, 0, 0, 0, 0, 1.0 / 3.0},
};

/* The largest values over all profiles of 2 to 5 agents on grids; of gains with up to 3. */
enum { LARGEST = 9 };
static const char *const NAMES[LARGEST] = {"violation_unanimity",       "violation_ifs",          "violation_ufs",
                                           "violation_proportionality", "violation_pf",           "violation_pareto",
                                           "violation_anonymity",       "violation_monotonicity", "max_misreport_gain"};
enum { UNANIMITY, IFS, UFS, PROPORTIONALITY, PF, PARETO, ANONYMITY, MONOTONICITY, GAIN };

static void find_largest(const char *mechanism, double worst[LARGEST]) {
  static const char *const sizes[][2] = {
      {"agents=2", "atom_grid=4"}, {"agents=3", "atom_grid=6"}, {"agents=4", "atom_grid=8"}, {"agents=5", "atom_grid=5"}};
  char setting[64];
  snprintf(setting, sizeof setting, "mechanism=%s", mechanism);
  for (int i = 0; i < LARGEST; i++)
    worst[i] = -INFINITY;
  for (size_t size = 0; size < 4; size++) {
    RUN(axioms, setting, sizes[size][0], sizes[size][1], "exhaustive=true", "task=axioms");
    for (int i = 0; i < GAIN; i++)
      worst[i] = fmax(worst[i], metric(&axioms, NAMES[i]));
    end_run(&axioms);
  }
  for (size_t size = 0; size < 2; size++) {
    RUN(gains, setting, sizes[size][0], sizes[size][1], "exhaustive=true", "task=misreport");
    worst[GAIN] = fmax(worst[GAIN], metric(&gains, NAMES[GAIN]));
    end_run(&gains);
  }
}

static void the_axiom_matrix_over_all_grid_profiles_is_as_enumerated(void) {
  for (size_t row = 0; row < sizeof MATRIX / sizeof *MATRIX; row++) {
    const struct matrix_row *expected = &MATRIX[row];
    double worst[LARGEST];
    find_largest(expected->mechanism, worst);
    CU_ASSERT_DOUBLE_EQUAL(worst[UNANIMITY], expected->unanimity, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[IFS], expected->ifs, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[UFS], expected->ufs, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[PROPORTIONALITY], expected->proportionality, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[PF], expected->pf, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[PARETO], 0.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[ANONYMITY], 0.0, 1e-12);
    CU_ASSERT(worst[MONOTONICITY] <= 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(worst[GAIN], expected->gain, 1e-9);
  }
}

static void a_dictator_is_strategyproof_but_not_anonymous(void) {
  double worst[LARGEST];
  find_largest("dictator", worst);
  CU_ASSERT_DOUBLE_EQUAL(worst[GAIN], 0.0, 1e-12);
  CU_ASSERT(worst[ANONYMITY] > 0.1);
  CU_ASSERT_DOUBLE_EQUAL(worst[UFS], 0.8, 1e-12);
}

/* In expectation: the lottery over ranks is fair, that over the ends and their middle is not; neither can be manipulated. */
static void lotteries_are_judged_by_expected_distances(void) {
  double rank[LARGEST], lrm[LARGEST];
  find_largest("random_rank", rank);
  find_largest("lrm", lrm);
  CU_ASSERT_DOUBLE_EQUAL(rank[UFS], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(rank[PROPORTIONALITY], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(rank[PF], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(rank[GAIN], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(lrm[GAIN], 0.0, 1e-12);
  CU_ASSERT(lrm[UFS] > 0.1);
}

static void only_the_uniform_vector_is_fair_and_individual_shares_bound_phantoms(void) {
  static const char *const sizes[][2] = {{"agents=3", "atom_grid=6"}, {"agents=4", "atom_grid=4"}};
  static const double vectors[] = {91, 455};
  for (size_t size = 0; size < 2; size++) {
    RUN(run, sizes[size][0], sizes[size][1], "task=axioms", "mechanism=phantom", "phantom_grid=12");
    CU_ASSERT_EQUAL(metric(&run, "vectors"), vectors[size]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "least_unfairness"), 1.0 / 12.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "uniform_unfairness"), 0.0, 1e-12);
    CU_ASSERT_EQUAL(metric(&run, "ifs_agreement"), 1.0);
    end_run(&run);
  }
}

static void a_vector_without_unanimity_is_found_out(void) {
  RUN(run, "task=axioms", "mechanism=phantom", "agents=2", "custom_phantoms=[0.4, 0.5, 0.6]", "exhaustive=true", "atom_grid=10");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "violation_unanimity"), 0.4, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "violation_pareto"), 0.4, 1e-12);
  end_run(&run);
}

/* The best report against the mean of x = 1/2 and 1 is 0: the facility moves from 3/4 to 1/2. */
static void the_gain_from_lying_to_the_mean_is_that_of_its_best_reply(void) {
  RUN(run, "task=misreport", "mechanism=mean", "distribution=list", "locations=[0.5, 1.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "max_misreport_gain"), 0.25, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_misreport_gain"), 0.125, 1e-15);
  CU_ASSERT_EQUAL(metric(&run, "share_manipulators"), 0.5);
  end_run(&run);
}

/* The same agents, by passes over a population and as a profile in memory. */
static void the_gains_beside_an_outcome_are_those_of_the_task_on_misreports(void) {
  RUN(profile, "task=misreport", "mechanism=mean", "agents=5000", "distribution=beta");
  RUN(population, "task=scale", "mechanism=mean", "agents=5000", "distribution=beta");
  CU_ASSERT_DOUBLE_EQUAL(metric(&profile, "max_misreport_gain"), metric(&population, "max_misreport_gain"), 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(metric(&profile, "mean_misreport_gain"), metric(&population, "mean_misreport_gain"), 1e-13);
  CU_ASSERT_EQUAL(metric(&profile, "share_manipulators"), metric(&population, "share_manipulators"));
  CU_ASSERT(metric(&profile, "mean_misreport_gain") > 1e-6);
  end_run(&profile);
  end_run(&population);
}

/* No report of a fine grid gains more than what is found, and some report nearly as much: for rules whose gains are exact, and those searched. */
static void no_report_gains_more_than_what_is_found(void) {
  static const int rules[] = {MECHANISM_UNIFORM_PHANTOM, MECHANISM_MEAN,     MECHANISM_MIDPOINT,    MECHANISM_LEFTMOST,
                              MECHANISM_RIGHTMOST,       MECHANISM_DICTATOR, MECHANISM_RANDOM_RANK, MECHANISM_NASH};
  double reports[MOST_AGENTS];
  for (uint64_t number = 0; number < 60; number++)
    for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++) {
      const int64_t n = 1 + (int64_t)(number % 6);
      hand_profile hand, lie;
      facility_gains gains = {.largest = -INFINITY};
      double most = 0.0;
      draw_reports(number, 1.0, n, reports);
      make_profile(&hand, rules[rule], 1.0, reports, n, NULL, 0);
      facility_find_gains(&hand.profile, 101, &gains);
      for (int64_t agent = 0; agent < n; agent++)
        for (int step = 0; step <= 400; step++) {
          double changed[MOST_AGENTS];
          memcpy(changed, reports, sizeof changed);
          changed[agent] = step / 400.0;
          make_profile(&lie, rules[rule], 1.0, changed, n, NULL, 0);
          most = fmax(most, facility_expected_distance(&hand.profile, reports[agent]) -
                                facility_expected_distance(&lie.profile, reports[agent]));
        }
      CU_ASSERT(most <=
                gains.largest + (rules[rule] == MECHANISM_NASH ? 0.01 : 1e-14)); /* a searched one may lie between grid points */
      CU_ASSERT(gains.largest <= most + 0.0051);                                 /* two grid steps of 1/400 */
    }
}

static void many_profiles_in_one_trial_have_the_same_results_for_any_threads(void) {
  model_run one, three;
  run_model(&one, &walras_model_facility_location, 1, SETTINGS("task=axioms", "profiles=2000", "agents=7", "mechanism=nash"));
  run_model(&three, &walras_model_facility_location, 3, SETTINGS("task=axioms", "profiles=2000", "agents=7", "mechanism=nash"));
  CU_ASSERT(same_records(&one, &three));
  CU_ASSERT_EQUAL(metric(&one, "profiles_seen"), 2000);
  CU_ASSERT(metric(&one, "violation_pf") < 0.0);
  end_run(&one);
  end_run(&three);
}

WALRAS_UNIT_TESTS(UNIT(the_linear_form_of_proportional_fairness_is_its_definition),
                  UNIT(the_axiom_matrix_over_all_grid_profiles_is_as_enumerated),
                  UNIT(a_dictator_is_strategyproof_but_not_anonymous), UNIT(lotteries_are_judged_by_expected_distances),
                  UNIT(only_the_uniform_vector_is_fair_and_individual_shares_bound_phantoms),
                  UNIT(a_vector_without_unanimity_is_found_out), UNIT(the_gain_from_lying_to_the_mean_is_that_of_its_best_reply),
                  UNIT(the_gains_beside_an_outcome_are_those_of_the_task_on_misreports),
                  UNIT(no_report_gains_more_than_what_is_found),
                  UNIT(many_profiles_in_one_trial_have_the_same_results_for_any_threads))
