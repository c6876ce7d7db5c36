/* Methods against each other and against theory: limits that coincide, bounds, invariance to units, ends of runs. */
#include "models/vr-halpern/run.h"
#include "vr_halpern.h"

static void algorithm_1_with_full_evaluations_is_the_deterministic_recursion(void) {
  RUN(full, "problem=least_squares", "components=60", "page_schedule=always_full", "iterations=50", "residual_every=1");
  RUN(certain, "problem=least_squares", "components=60", "page_schedule=constant", "page_probability=1", "iterations=50",
      "residual_every=1");
  CU_ASSERT(unit_same_bits(metric(&full, "residual"), metric(&certain, "residual")));
  CU_ASSERT_EQUAL(metric(&full, "oracle_calls"), 50.0 * 60.0);
  CU_ASSERT_EQUAL(metric(&full, "estimator_error"), 0.0);
  end_run(&full);
  end_run(&certain);
}

static void batches_of_all_components_estimate_without_error(void) {
  RUN(full, "dimension=30", "page_schedule=always_full", "iterations=40");
  RUN(whole, "dimension=30", "batch_size=30", "page_schedule=constant", "page_probability=1e-9", "iterations=40",
      "residual_every=1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&whole, "residual"), metric(&full, "residual"), 1e-9);
  CU_ASSERT_EQUAL(metric(&whole, "oracle_calls"), 30.0 + 39.0 * 2.0 * 30.0);
  CU_ASSERT(metric(&whole, "estimator_error") < 1e-11 * metric(&whole, "frobenius_norm"));
  end_run(&full);
  end_run(&whole);
}

static void halpern_stays_below_its_bound_and_nears_it_at_rate_one_over_k(void) {
  RUN(run, "problem=least_squares", "components=64", "algorithm=halpern", "iterations=1000", "residual_every=1", "design=cosine");
  CU_ASSERT(metric(&run, "halpern_bound") <= 1.0);
  CU_ASSERT_EQUAL(metric(&run, "oracle_calls"), 64000.0);
  const double late = metric(&run, "residual");
  end_run(&run);
  RUN(early, "problem=least_squares", "components=64", "algorithm=halpern", "iterations=100", "residual_every=1",
      "design=cosine");
  CU_ASSERT_DOUBLE_EQUAL(metric(&early, "residual") / late, 10.0, 1.0);
  end_run(&early);
}

static void exact_resolvents_keep_their_bound_and_their_scales(void) {
  RUN(run, "problem=quadratic_minmax", "dimension=40", "algorithm=halpern_resolvent_exact", "iterations=500", "resolvent_step=2");
  CU_ASSERT(metric(&run, "resolvent_bound") <= 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "residual_at_resolvent"), metric(&run, "resolvent_residual") / 2.0, 1e-18);
  end_run(&run);
}

/* At the resolvent of a linear F, v = J(u): eta F(v) + v = u, which the recorded residual at v says again. */
static void many_inner_steps_come_to_the_exact_resolvent(void) {
  static const char *const problems[][2] = {{"problem=quadratic_minmax", "dimension=6"},
                                            {"problem=least_squares", "components=40"},
                                            {"problem=random_game", "dimension=6"},
                                            {"problem=lp_saddle", "dimension=6"}};
  for (int k = 0; k < 4; k++) {
    RUN(exact, problems[k][0], problems[k][1], "algorithm=halpern_resolvent_exact", "iterations=4", "resolvent_step=0.5",
        "budget_epochs=1e9");
    RUN(inexact, problems[k][0], problems[k][1], "algorithm=vr_halpern_inexact", "iterations=4", "resolvent_step=0.5",
        "budget_epochs=1e9", "inner_multiplier=2000", "inner_step=0.03");
    CU_ASSERT_DOUBLE_EQUAL(metric(&inexact, "residual"), metric(&exact, "residual"), 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(metric(&inexact, "resolvent_residual"), metric(&exact, "resolvent_residual"), 1e-8);
    end_run(&exact);
    end_run(&inexact);
  }
}

static void every_method_finds_the_same_zero(void) {
  RUN(run, "problem=least_squares", "components=50", "dimension=4", "budget_epochs=3000", "step_size=0.5", "resolvent_step=20",
      "inner_multiplier=3",
      "algorithms=[\"vr_halpern_cocoercive\",\"halpern\",\"extragradient\",\"eag\",\"vr_extragradient\",\"vr_forb\","
      "\"restarted\","
      "\"halpern_resolvent_exact\",\"vr_halpern_inexact\"]");
  for (int64_t index = 0; index < 9; index++)
    CU_ASSERT(method(&run, METHOD_RESIDUAL, index) < 1e-2);
  CU_ASSERT(method(&run, METHOD_RESIDUAL, 2) < 1e-12); /* linear rates where F is strongly monotone */
  CU_ASSERT(method(&run, METHOD_RESIDUAL, 4) < 1e-12);
  CU_ASSERT(method(&run, METHOD_RESIDUAL, 5) < 1e-12);
  CU_ASSERT(method(&run, METHOD_RESIDUAL, 6) < method(&run, METHOD_RESIDUAL, 0));
  CU_ASSERT(metric(&run, "distance_to_solution") < 0.02);
  end_run(&run);
}

static void a_method_does_the_same_alone_and_among_others(void) {
  RUN(alone, "dimension=20", "budget_epochs=50", "algorithm=vr_forb");
  RUN(second, "dimension=20", "budget_epochs=50", "algorithms=[\"eag\",\"vr_forb\"]");
  CU_ASSERT(unit_same_bits(metric(&alone, "residual"), method(&second, METHOD_RESIDUAL, 1)));
  CU_ASSERT_EQUAL(metric(&alone, "oracle_calls"), method(&second, METHOD_CALLS, 1));
  end_run(&alone);
  end_run(&second);
}

/* A times 1/2 and steps times 2: the same iterates. Margins of a cyclic game scale exactly. */
static void units_of_payoffs_do_not_matter_where_steps_follow_them(void) {
  static const char *const algorithms[] = {"algorithm=vr_halpern_cocoercive", "algorithm=eag", "algorithm=vr_extragradient"};
  for (int k = 0; k < 3; k++) {
    RUN(large, "problem=preference_game", "preference_generator=condorcet_winner", "dimension=8", "cycle_margin=0.5",
        "condorcet_gap=0.25", algorithms[k], "step_size=0.25", "iterations=7", "residual_every=1");
    RUN(small, "problem=preference_game", "preference_generator=condorcet_winner", "dimension=8", "cycle_margin=0.25",
        "condorcet_gap=0.125", algorithms[k], "step_size=0.5", "iterations=7", "residual_every=1");
    CU_ASSERT_EQUAL(metric(&large, "gap"), 2.0 * metric(&small, "gap"));
    CU_ASSERT_EQUAL(metric(&large, "oracle_calls"), metric(&small, "oracle_calls"));
    CU_ASSERT(metric(&large, "gap") > 0.0);
    end_run(&large);
    end_run(&small);
  }
}

static void symmetric_games_are_worth_nothing_and_end_at_the_winner(void) {
  RUN(run, "problem=preference_game", "preference_generator=condorcet_winner", "dimension=10", "algorithm=extragradient",
      "step_size=0.5", "budget_epochs=2000");
  CU_ASSERT(metric(&run, "residual") < 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value"), 0.0, 1e-15);
  end_run(&run);
  /* The uniform pair solves a cyclic game: residual 0 at the start. */
  RUN(cycle, "problem=preference_game", "preference_generator=cyclic", "dimension=9", "iterations=1");
  CU_ASSERT(metric(&cycle, "initial_residual") < 1e-15);
  end_run(&cycle);
}

static void a_zero_operator_stops_at_once(void) {
  RUN(run, "problem=preference_game", "preference_generator=cyclic", "cycle_margin=0", "dimension=9");
  CU_ASSERT_EQUAL(metric(&run, "residual"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "oracle_calls"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "lipschitz"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "calls_to_1e4"), 0.0);
  CU_ASSERT_EQUAL(method(&run, METHOD_ITERATIONS, 0), 0.0);
  end_run(&run);
}

static void steps_that_are_too_long_are_flagged_as_divergence(void) {
  RUN(run, "problem=quadratic_minmax", "dimension=20", "algorithm=extragradient", "step_size=100", "budget_epochs=2000");
  CU_ASSERT_EQUAL(metric(&run, "diverged"), 1.0);
  CU_ASSERT(isnan(metric(&run, "residual")));
  CU_ASSERT(isfinite(metric(&run, "initial_residual")));
  end_run(&run);
}

static void runs_end_by_calls_by_iterations_or_by_the_residual(void) {
  RUN(calls, "dimension=20", "algorithm=extragradient", "budget_epochs=7");
  CU_ASSERT_EQUAL(metric(&calls, "oracle_calls"), 160.0); /* 4 iterations of 40 calls: the last one passes 140 */
  end_run(&calls);
  RUN(iterations, "dimension=20", "algorithm=halpern", "iterations=17");
  CU_ASSERT_EQUAL(metric(&iterations, "oracle_calls"), 340.0);
  end_run(&iterations);
  RUN(target, "problem=least_squares", "components=64", "target_residual=0.01", "residual_every=1");
  CU_ASSERT(metric(&target, "residual") <= 0.01);
  CU_ASSERT_EQUAL(metric(&target, "oracle_calls"), metric(&target, "calls_to_1e2"));
  CU_ASSERT(metric(&target, "calls_to_1e1") < metric(&target, "calls_to_1e2"));
  CU_ASSERT(isnan(metric(&target, "calls_to_1e3")));
  end_run(&target);
}

/* Scripts keep the snapshot of Algorithm 2 at the outer point and do not count its first evaluation. */
static void a_frozen_snapshot_saves_one_evaluation_of_each_outer_step(void) {
  RUN(current, "dimension=50", "algorithm=vr_halpern_inexact", "iterations=3", "inner_multiplier=0.001",
      "snapshot_probability=1e-9");
  RUN(frozen, "dimension=50", "algorithm=vr_halpern_inexact", "iterations=3", "inner_multiplier=0.001",
      "snapshot_probability=1e-9", "snapshot_rule=frozen");
  CU_ASSERT_EQUAL(metric(&current, "oracle_calls"), 3.0 * (50.0 + 2.0)); /* one inner step each */
  CU_ASSERT_EQUAL(metric(&frozen, "oracle_calls"), 3.0 * 2.0);
  CU_ASSERT(unit_same_bits(metric(&current, "residual"), metric(&frozen, "residual"))); /* no snapshot moved */
  end_run(&current);
  end_run(&frozen);
}

static void paths_hold_the_start_the_end_and_growing_calls_between(void) {
  RUN(run, "dimension=30", "budget_epochs=300", "path_points=12", "algorithms=[\"eag\",\"vr_halpern_cocoercive\"]");
  enum { CALLS = 2, RESIDUAL = 4 };
  double last = -1.0;
  int64_t rows = 0;
  for (int64_t row = 0; row < 24 && element_of(&run, "path", 0, row) == ALGORITHM_EAG; row++, rows++) {
    CU_ASSERT(element_of(&run, "path", CALLS, row) > last);
    last = element_of(&run, "path", CALLS, row);
  }
  CU_ASSERT(rows >= 6 && rows <= 12);
  CU_ASSERT_EQUAL(element_of(&run, "path", CALLS, 0), 0.0);
  CU_ASSERT(unit_same_bits(element_of(&run, "path", RESIDUAL, 0), metric(&run, "initial_residual")));
  CU_ASSERT(unit_same_bits(element_of(&run, "path", RESIDUAL, rows - 1), metric(&run, "residual")));
  CU_ASSERT_EQUAL(last, metric(&run, "oracle_calls"));
  CU_ASSERT_EQUAL(element_of(&run, "path", 0, rows), ALGORITHM_COCOERCIVE);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(algorithm_1_with_full_evaluations_is_the_deterministic_recursion),
                  UNIT(batches_of_all_components_estimate_without_error),
                  UNIT(halpern_stays_below_its_bound_and_nears_it_at_rate_one_over_k),
                  UNIT(exact_resolvents_keep_their_bound_and_their_scales), UNIT(many_inner_steps_come_to_the_exact_resolvent),
                  UNIT(every_method_finds_the_same_zero), UNIT(a_method_does_the_same_alone_and_among_others),
                  UNIT(units_of_payoffs_do_not_matter_where_steps_follow_them),
                  UNIT(symmetric_games_are_worth_nothing_and_end_at_the_winner), UNIT(a_zero_operator_stops_at_once),
                  UNIT(steps_that_are_too_long_are_flagged_as_divergence),
                  UNIT(runs_end_by_calls_by_iterations_or_by_the_residual),
                  UNIT(a_frozen_snapshot_saves_one_evaluation_of_each_outer_step),
                  UNIT(paths_hold_the_start_the_end_and_growing_calls_between))
