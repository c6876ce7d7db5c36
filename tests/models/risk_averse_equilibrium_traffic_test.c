/* Mixed traffic: one kind of driver is the intersection's self-play, mixtures are polynomials in the share, and drawn episodes have the exact values. */
#include "models/risk-averse-equilibrium/metrics.h"

#include "risk_averse_equilibrium.h"

#define TRAFFIC "mode=mixed_traffic", "fp_iterations=8"
#define EXACT TRAFFIC, "n_episodes=0"

enum { SHARES = 5 };

static void run_share(model_run *run, double share) {
  char setting[64];
  snprintf(setting, sizeof setting, "risk_averse_share=%.2f", share);
  run_model(run, &walras_model_risk_averse_equilibrium, 1, SETTINGS(EXACT, setting));
}

static void traffic_of_one_kind_is_self_play(void) {
  static const char *const share[] = {"risk_averse_share=0", "risk_averse_share=1"};
  static const char *const lambda[] = {"risk_aversion=0", "risk_aversion=0.3"};
  for (int k = 0; k < 2; k++) {
    RUN(traffic, EXACT, share[k], "tremble=0.07", "driver_trembles=[0.07]", "driver_risk_aversions=[0.3]");
    RUN(play, "mode=intersection", "fp_iterations=8", "n_episodes=0", lambda[k], "tremble=0.07");
    CU_ASSERT_DOUBLE_EQUAL(metric(&traffic, "crash"), metric(&play, "crash_self"), 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(metric(&traffic, "mean"), metric(&play, "mean_self"), 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&traffic, "variance"), metric(&play, "var_self"), 1e-11);
    end_run(&traffic);
    end_run(&play);
  }
}

/* Fair coins on a road of one cell for two steps: 1/4 crash at once, and a quarter of each of three other places in the second step. */
static void drivers_who_only_tremble_are_coins_and_all_alike(void) {
  RUN(run, EXACT, "approach_cells=1", "horizon=2", "driver_trembles=[1.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "crash"), 0.4375, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_risk_averse"), metric(&run, "mean_others"), 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "externality"), 0.0, 1e-13);
  end_run(&run);
}

/* Whom a driver meets is linear in the share, a pair of drivers quadratic. */
static void crashes_are_quadratic_in_the_share_and_means_of_groups_linear(void) {
  double crash[SHARES], averse[SHARES], others[SHARES], externality[SHARES];
  for (int k = 0; k < SHARES; k++) {
    model_run run;
    run_share(&run, 0.25 * k);
    crash[k] = metric(&run, "crash");
    averse[k] = metric(&run, "mean_risk_averse");
    others[k] = metric(&run, "mean_others");
    externality[k] = metric(&run, "externality");
    end_run(&run);
  }
  for (int k = 0; k + 3 < SHARES; k++)
    CU_ASSERT_DOUBLE_EQUAL(crash[k + 3] - 3.0 * crash[k + 2] + 3.0 * crash[k + 1] - crash[k], 0.0, 1e-14);
  for (int k = 0; k + 2 < SHARES; k++) {
    CU_ASSERT_DOUBLE_EQUAL(averse[k + 2] - 2.0 * averse[k + 1] + averse[k], 0.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(others[k + 2] - 2.0 * others[k + 1] + others[k], 0.0, 1e-12);
  }
  CU_ASSERT_DOUBLE_EQUAL(externality[0], others[4] - others[0], 1e-12); /* to the only drivers that there are */
  CU_ASSERT_DOUBLE_EQUAL(externality[4], averse[4] - averse[0], 1e-12);
  CU_ASSERT(crash[4] < crash[0] && others[4] > others[0]);
}

static void groups_and_kinds_add_up_to_the_traffic(void) {
  model_run run;
  run_share(&run, 0.25);
  const double averse = metric(&run, "mean_risk_averse"), others = metric(&run, "mean_others"), mean = metric(&run, "mean");
  const double between = 0.25 * (averse - mean) * (averse - mean) + 0.75 * (others - mean) * (others - mean);
  double shares = 0.0, means = 0.0, crashes = 0.0;
  CU_ASSERT_DOUBLE_EQUAL(mean, 0.25 * averse + 0.75 * others, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "variance"),
                         0.25 * metric(&run, "variance_risk_averse") + 0.75 * metric(&run, "variance_others") + between, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "crash"), 0.25 * metric(&run, "crash_risk_averse") + 0.75 * metric(&run, "crash_others"),
                         1e-14);
  for (int64_t kind = 0; kind < 12; kind++) {
    shares += element_of(&run, "drivers", DRIVERS_SHARE, kind);
    means += element_of(&run, "drivers", DRIVERS_SHARE, kind) * element_of(&run, "drivers", DRIVERS_MEAN, kind);
    crashes += element_of(&run, "drivers", DRIVERS_SHARE, kind) * element_of(&run, "drivers", DRIVERS_CRASH, kind);
  }
  CU_ASSERT_DOUBLE_EQUAL(shares, 1.0, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(means, mean, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(crashes, metric(&run, "crash"), 1e-14);
  CU_ASSERT(element_of(&run, "drivers", DRIVERS_RISK_AVERSION, 2) == 0.0 &&
            element_of(&run, "drivers", DRIVERS_TREMBLE, 2) == 0.1);
  CU_ASSERT(element_of(&run, "drivers", DRIVERS_RISK_AVERSION, 3) == 0.02 &&
            element_of(&run, "drivers", DRIVERS_TREMBLE, 3) == 0.02);
  end_run(&run);
}

/* Six standard errors, some 30 comparisons: false alarms in one of 10^7 such tests. The two drivers of an episode crash together, which at most doubles a
   variance. */
static void drawn_drivers_and_episodes_have_the_exact_values(void) {
  RUN(run, TRAFFIC, "n_episodes=300000", "approach_cells=3", "risk_averse_share=0.3");
  const double n = 300000.0;
  double drawn = 0.0;
  CU_ASSERT(fabs(metric(&run, "drawn_crash_error")) < 6.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "drawn_crash"), metric(&run, "crash"), 6.0 * sqrt(metric(&run, "crash") / n));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "drawn_mean"), metric(&run, "mean"), 6.0 * sqrt(metric(&run, "variance") / n));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "drawn_mean_risk_averse"), metric(&run, "mean_risk_averse"),
                         6.0 * sqrt(metric(&run, "variance_risk_averse") / (0.3 * n)));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "drawn_mean_others"), metric(&run, "mean_others"),
                         6.0 * sqrt(metric(&run, "variance_others") / (0.7 * n)));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "drawn_variance") / metric(&run, "variance"), 1.0, 0.05);
  for (int64_t kind = 0; kind < 12; kind++) {
    const double here = element_of(&run, "drivers", DRIVERS_DRAWN, kind),
                 crash = element_of(&run, "drivers", DRIVERS_CRASH, kind);
    const double expected = 2.0 * n * element_of(&run, "drivers", DRIVERS_SHARE, kind);
    CU_ASSERT_DOUBLE_EQUAL(here, expected, 6.0 * sqrt(expected));
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "drivers", DRIVERS_DRAWN_CRASHES, kind), here * crash,
                           6.0 * sqrt(2.0 * here * crash));
    drawn += here;
  }
  CU_ASSERT(drawn == 2.0 * n);
  end_run(&run);
}

static void nobody_else_is_drawn_where_all_mind_risk_or_none(void) {
  RUN(all, TRAFFIC, "n_episodes=1000", "risk_averse_share=1");
  RUN(none, TRAFFIC, "n_episodes=1000", "risk_averse_share=0");
  CU_ASSERT(isnan(metric(&all, "drawn_mean_others")) && metric(&all, "drawn_mean_risk_averse") == metric(&all, "drawn_mean"));
  CU_ASSERT(isnan(metric(&none, "drawn_mean_risk_averse")) && metric(&none, "drawn_mean_others") == metric(&none, "drawn_mean"));
  end_run(&all);
  end_run(&none);
}

static void threads_do_not_change_drawn_traffic(void) {
#define DRAWN TRAFFIC, "n_episodes=200000"
  model_run two;
  RUN(one, DRAWN);
  run_model(&two, &walras_model_risk_averse_equilibrium, 2, SETTINGS(DRAWN));
  CU_ASSERT(same_records(&one, &two));
  end_run(&one);
  end_run(&two);
}

static void what_traffic_cannot_be_made_of_is_refused(void) {
  REFUSED("risk_averse_share", "mode=mixed_traffic", "risk_averse_share=1.5");
  REFUSED("driver_risk_aversions", "mode=mixed_traffic", "driver_risk_aversions=[0.0]");
  REFUSED("driver_risk_aversions: 0 values, expected 1 to 8", "mode=mixed_traffic", "driver_risk_aversions=[]");
  REFUSED("driver_trembles: 9 values, expected 1 to 8", "mode=mixed_traffic",
          "driver_trembles=[0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]");
  REFUSED("driver_trembles", "mode=mixed_traffic", "driver_trembles=[0.1,1.1]");
  REFUSED("driver_trembles has no effect here", "mode=intersection", "driver_trembles=[0.1]");
  REFUSED("risk_aversion has no effect here", "mode=mixed_traffic", "risk_aversion=0.1");
}

WALRAS_UNIT_TESTS(UNIT(traffic_of_one_kind_is_self_play), UNIT(drivers_who_only_tremble_are_coins_and_all_alike),
                  UNIT(crashes_are_quadratic_in_the_share_and_means_of_groups_linear),
                  UNIT(groups_and_kinds_add_up_to_the_traffic), UNIT(drawn_drivers_and_episodes_have_the_exact_values),
                  UNIT(nobody_else_is_drawn_where_all_mind_risk_or_none), UNIT(threads_do_not_change_drawn_traffic),
                  UNIT(what_traffic_cannot_be_made_of_is_refused))
