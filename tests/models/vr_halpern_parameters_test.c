/* Refusals name the parameter; defaults follow from others. */
#include "models/vr-halpern/parameters.h"
#include "vr_halpern.h"

static void sizes_that_do_not_fit_are_refused(void) {
  REFUSED("dimension", "dimension=1");
  REFUSED("components", "dimension=10", "components=11");
  REFUSED("components", "problem=quadratic_minmax", "dimension=10", "components=11");
  REFUSED("dimension", "dimension=300000");
  REFUSED("density", "problem=sparse_game", "dimension=10000000", "density=0.5");
  REFUSED("dimension", "problem=least_squares", "dimension=5000", "algorithm=halpern_resolvent_exact");
  REFUSED("actions", "problem=preference_game", "dimension=5", "actions=7");
  REFUSED("actions", "problem=preference_game", "preference_generator=cyclic", "dimension=6");
}

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("theta", "theta=0");
  REFUSED("density", "problem=sparse_game", "density=0");
  REFUSED("x_max", "problem=lp_saddle", "x_max=0");
  REFUSED("budget_epochs", "budget_epochs=0.5");
  REFUSED("target_residual", "target_residual=-1");
  REFUSED("step_size", "step_size=-1");
  REFUSED("step_size_times_lipschitz", "step_size_times_lipschitz=1.5");
  REFUSED("page_probability", "page_schedule=constant", "page_probability=0");
  REFUSED("page_probability", "page_schedule=constant", "page_probability=1.1");
  REFUSED("snapshot_probability", "algorithm=vr_forb", "snapshot_probability=0");
  REFUSED("batch_size", "dimension=10", "batch_size=11");
  REFUSED("batch_size", "dimension=10", "batch_size=0");
  REFUSED("inner_step_multiplier", "algorithm=vr_halpern_inexact", "inner_step_multiplier=0");
  REFUSED("residual_every", "residual_every=0");
}

static void nan_and_infinity_are_refused_everywhere(void) {
  for (int64_t i = PREFERENCE_PARAMETERS; i < HALPERN_PARAMETERS; i++) {
    char setting[64];
    if (halpern_schema[i].type != WALRAS_TYPE_REAL)
      continue;
    for (int sign = 0; sign < 2; sign++) {
      snprintf(setting, sizeof setting, "%s=%s", halpern_schema[i].name, sign == 0 ? "nan" : "\"inf\"");
      REFUSED(halpern_schema[i].name, setting);
    }
  }
  REFUSED("vector", "diagnostic=project_simplex", "vector=[1.0,nan]");
}

static void lists_must_fit_the_methods(void) {
  REFUSED("algorithms", "algorithms=[\"eag\",\"eag\"]");
  REFUSED("algorithms", "algorithms=[\"newton\"]");
  REFUSED("step_sizes", "algorithms=[\"eag\",\"halpern\"]", "step_sizes=[0.1]");
  REFUSED("step_sizes", "step_sizes=[0.0]");
  REFUSED("vector", "diagnostic=project_simplex");
  REFUSED("vector", "vector=[1.0]");
}

static void what_nothing_reads_is_refused(void) {
  REFUSED("theta", "problem=random_game", "theta=1");
  REFUSED("density", "density=0.5");
  REFUSED("design", "design=cosine");
  REFUSED("x_max", "x_max=1");
  REFUSED("batch_size", "algorithm=eag", "batch_size=3");
  REFUSED("page_probability", "page_probability=0.5");
  REFUSED("inner_step", "inner_step=0.1");
  REFUSED("inner_step_multiplier", "algorithm=vr_halpern_inexact", "inner_step=0.1", "inner_step_multiplier=3");
  REFUSED("snapshot_rule", "snapshot_rule=frozen");
  REFUSED("snapshot_probability", "snapshot_probability=0.5");
  REFUSED("resolvent_step", "resolvent_step=1");
  REFUSED("step_size_times_norm", "algorithm=vr_forb", "step_size_times_norm=1");
  REFUSED("step_size_times_lipschitz", "algorithm=eag", "step_size_times_lipschitz=0.5");
  REFUSED("sampling", "algorithm=eag", "sampling=importance");
  REFUSED("preference_generator", "preference_generator=cyclic");
  REFUSED("kl_coefficient", "problem=preference_game", "kl_coefficient=1");
  REFUSED("oracle", "problem=preference_game", "oracle=bernoulli");
}

static void defaults_follow_the_problem(void) {
  RUN(quadratic, "problem=quadratic_minmax", "iterations=1");
  const struct halpern_parameters *p = quadratic.parameters;
  CU_ASSERT(p->dimension == 200 && p->components == 200 && p->budget_epochs == 1e6 && p->batch_size == 15 &&
            p->inner_step == 0.001);
  end_run(&quadratic);
  RUN(squares, "problem=least_squares", "components=10", "iterations=1");
  p = squares.parameters;
  CU_ASSERT(p->dimension == 8 && p->components == 10 && p->batch_size == 4 && p->inner_step_multiplier == 0.5);
  end_run(&squares);
  RUN(game, "problem=preference_game", "actions=6", "iterations=1");
  p = game.parameters;
  CU_ASSERT(p->dimension == 6 && p->snapshot_probability == 1.0 / 6.0 && p->inner_step_multiplier == 5.0 && p->inner_step == 0.0);
  end_run(&game);
}

static double step_with(const char *setting) {
  RUN(run, "dimension=30", "iterations=1", setting);
  const double step = method(&run, 1, 0);
  end_run(&run);
  return step;
}

static void steps_take_the_first_rule_that_is_given(void) {
  RUN(run, "dimension=30", "iterations=1");
  const double norm = metric(&run, "frobenius_norm"), average = metric(&run, "lipschitz_average");
  end_run(&run);
  CU_ASSERT_DOUBLE_EQUAL(step_with("step_size_times_norm=2"), 2.0 / norm, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(step_with("step_size_times_lipschitz=0.25"), 0.25 / average, 1e-15);
  CU_ASSERT_EQUAL(step_with("step_size=0.125"), 0.125);
  CU_ASSERT_EQUAL(step_with("step_sizes=[0.25]"), 0.25);
  CU_ASSERT_DOUBLE_EQUAL(step_with("iterations=1"), 5.0 / norm, 1e-15);
  RUN(all, "dimension=30", "iterations=1", "step_size=0.125", "step_sizes=[0.25,0.5]", "algorithms=[\"restarted\",\"eag\"]",
      "step_size_times_lipschitz=0.5");
  CU_ASSERT(method(&all, 1, 0) == 0.25 && method(&all, 1, 1) == 0.5);
  end_run(&all);
}

WALRAS_UNIT_TESTS(UNIT(sizes_that_do_not_fit_are_refused), UNIT(numbers_out_of_range_are_refused_by_name),
                  UNIT(nan_and_infinity_are_refused_everywhere), UNIT(lists_must_fit_the_methods),
                  UNIT(what_nothing_reads_is_refused), UNIT(defaults_follow_the_problem),
                  UNIT(steps_take_the_first_rule_that_is_given))
