/* Every problem's components add up to its operator; sampled sums are what full products say; constants are right. */
#include "models/vr-halpern/problem.h"
#include "vr_halpern.h"

enum { SIZE_MOST = 2400 };

/* (1/n) sum_i (F_i(u) - F_i(v)) = F(u) - F(v), at points of no meaning. */
static bool components_add_up(const char *const *settings, int64_t count) {
  model_run run;
  struct halpern_problem problem;
  static double u[SIZE_MOST], v[SIZE_MOST], of_u[SIZE_MOST], of_v[SIZE_MOST], sum[SIZE_MOST];
  run_model(&run, &walras_model_vr_halpern, 1, settings, count);
  CU_ASSERT_EQUAL_FATAL(run.status, WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(halpern_problem_make(run.trial, run.parameters, &problem), WALRAS_OK);
  const int64_t size = problem.size, n = problem.components;
  int64_t *const all = calloc((size_t)n, sizeof *all);
  double *const ones = calloc((size_t)n, sizeof *ones);
  for (int64_t i = 0; i < n; i++) {
    all[i] = i;
    ones[i] = 1.0;
  }
  for (int64_t i = 0; i < size; i++) {
    u[i] = sin((double)i);
    v[i] = cos((double)(3 * i));
    sum[i] = 0.0;
  }
  /* In two batches, so that more than one call adds to the sum. */
  bool good = halpern_full(&problem, u, of_u) == WALRAS_OK && halpern_full(&problem, v, of_v) == WALRAS_OK &&
              problem.batch(&problem, all, ones, n / 3, 1.0 / (double)n, u, v, sum) == WALRAS_OK &&
              problem.batch(&problem, all + n / 3, ones, n - n / 3, 1.0 / (double)n, u, v, sum) == WALRAS_OK;
  for (int64_t i = 0; i < size; i++)
    good = good && fabs(sum[i] - (of_u[i] - of_v[i])) <= 1e-11 * (1.0 + fabs(of_u[i]));
  free(all);
  free(ones);
  end_run(&run);
  return good;
}

static void components_of_every_problem_average_to_its_operator(void) {
  CU_ASSERT(components_add_up(SETTINGS("dimension=37", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=quadratic_minmax", "dimension=2", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=quadratic_minmax", "dimension=31", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=least_squares", "components=100", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=random_game", "dimension=18", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=sparse_game", "dimension=90", "density=0.07", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=lp_saddle", "dimension=21", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=preference_game", "dimension=19", "iterations=1")));
}

static void components_add_up_where_matrices_are_spread_over_blocks(void) {
  CU_ASSERT(components_add_up(SETTINGS("dimension=1030", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=preference_game", "preference_generator=bradley_terry", "dimension=1030",
                                       "flip_probability=0.1", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=least_squares", "components=140000", "iterations=1")));
}

static void games_without_a_matrix_add_up_too(void) {
  CU_ASSERT(
      components_add_up(SETTINGS("problem=preference_game", "preference_generator=cyclic", "dimension=301", "iterations=1")));
  CU_ASSERT(components_add_up(
      SETTINGS("problem=preference_game", "preference_generator=condorcet_winner", "dimension=300", "iterations=1")));
  CU_ASSERT(components_add_up(SETTINGS("problem=preference_game", "preference_generator=low_rank_skew", "preference_link=linear",
                                       "dimension=300", "iterations=1")));
}

/* Norms by rows made one by one, against what a form without a matrix says. */
static void norms_of_games_without_a_matrix_are_those_of_their_rows(void) {
  static const char *const generators[] = {"preference_generator=cyclic", "preference_generator=condorcet_winner",
                                           "preference_generator=low_rank_skew"};
  for (int k = 0; k < 3; k++) {
    const char *const size = k == 0 ? "dimension=301" : "dimension=300";
    RUN(implicit, "problem=preference_game", generators[k], size, "preference_link=linear", "iterations=1");
    RUN(dense, "problem=preference_game", generators[k], size, "preference_link=linear", "iterations=1", "tie_band=1e-12");
    CU_ASSERT_DOUBLE_EQUAL(metric(&implicit, "frobenius_norm"), metric(&dense, "frobenius_norm"), 1e-10);
    CU_ASSERT_DOUBLE_EQUAL(metric(&implicit, "lipschitz_average"), metric(&dense, "lipschitz_average"), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(metric(&implicit, "lipschitz"), metric(&dense, "lipschitz"), 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&implicit, "initial_residual"), metric(&dense, "initial_residual"), 1e-12);
    end_run(&implicit);
    end_run(&dense);
  }
}

static void sparse_games_have_the_density_asked_for(void) {
  RUN(run, "problem=sparse_game", "dimension=400", "density=0.05", "iterations=1");
  /* ||A||_F^2 is a sum of squares of about 8000 normals: sd sqrt(8000 (3 - 0.05)) = 154; false alarm 1e-4 at 4 sd. */
  const double norm = metric(&run, "frobenius_norm");
  CU_ASSERT_DOUBLE_EQUAL(norm * norm, 8000.0, 4.0 * 154.0);
  end_run(&run);
}

static void the_drawn_saddle_of_the_linear_program_has_no_gap(void) {
  RUN(run, "problem=lp_saddle", "dimension=12", "algorithm=extragradient", "step_size_times_norm=0.7", "budget_epochs=200000",
      "target_residual=1e-9");
  CU_ASSERT(metric(&run, "residual") <= 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gap"), 0.0, 1e-6);
  end_run(&run);
}

static void bits_do_not_depend_on_threads(void) {
  CU_ASSERT(same_on_threads(2, SETTINGS("dimension=1100", "budget_epochs=2", "residual_every=3",
                                        "algorithms=[\"vr_halpern_cocoercive\",\"extragradient\"]")));
  CU_ASSERT(same_on_threads(2, SETTINGS("problem=least_squares", "components=140000", "budget_epochs=2", "residual_every=50",
                                        "algorithms=[\"vr_halpern_cocoercive\",\"halpern\"]")));
  CU_ASSERT(same_on_threads(
      2, SETTINGS("problem=sparse_game", "dimension=9000", "density=0.0003", "budget_epochs=2", "residual_every=30")));
  CU_ASSERT(same_on_threads(2, SETTINGS("problem=preference_game", "preference_generator=cyclic", "dimension=5001",
                                        "budget_epochs=3", "residual_every=3")));
}

WALRAS_UNIT_TESTS(UNIT(components_of_every_problem_average_to_its_operator),
                  UNIT(components_add_up_where_matrices_are_spread_over_blocks), UNIT(games_without_a_matrix_add_up_too),
                  UNIT(norms_of_games_without_a_matrix_are_those_of_their_rows), UNIT(sparse_games_have_the_density_asked_for),
                  UNIT(the_drawn_saddle_of_the_linear_program_has_no_gap), UNIT(bits_do_not_depend_on_threads))
