/* Numbers worked by hand or in closed form: operators, projections, first steps, probabilities and calls. */
#include "models/vr-halpern/problem.h"
#include "models/vr-halpern/run.h"
#include "vr_halpern.h"

/* A problem of a trial that is not run further. */
typedef struct fixture {
  model_run run;
  struct halpern_problem problem;
} fixture;

static void make(fixture *f, const char *const *settings, int64_t count) {
  run_model(&f->run, &walras_model_vr_halpern, 1, settings, count);
  CU_ASSERT_EQUAL_FATAL(f->run.status, WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(halpern_problem_make(f->run.trial, f->run.parameters, &f->problem), WALRAS_OK);
}

static void check_vector(const double *found, const double *expected, int64_t n, double tolerance) {
  for (int64_t i = 0; i < n; i++)
    CU_ASSERT_DOUBLE_EQUAL(found[i], expected[i], tolerance);
}

static void the_quadratic_of_two_dimensions_is_as_worked(void) {
  fixture f;
  double out[4];
  make(&f, SETTINGS("problem=quadratic_minmax", "dimension=2", "iterations=1"));
  CU_ASSERT_EQUAL(halpern_full(&f.problem, (double[]){0.5, 0.5, 0.5, 0.5}, out), WALRAS_OK);
  check_vector(out, (double[]){0.0625, -0.375, -0.25, -0.125}, 4, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(halpern_norm(out, 4), 0.471864652, 5e-10);
  check_vector(f.problem.solution, (double[]){1.0, 2.0, -0.5, -0.5}, 4, 0.0);
  CU_ASSERT_EQUAL(halpern_full(&f.problem, f.problem.solution, out), WALRAS_OK);
  check_vector(out, (double[4]){0.0}, 4, 1e-16);
  CU_ASSERT_DOUBLE_EQUAL(f.problem.lipschitz, 0.599976709, 5e-10);
  end_run(&f.run);
}

static void the_first_step_of_anchored_extragradient_is_as_worked(void) {
  RUN(run, "problem=quadratic_minmax", "dimension=2", "algorithm=eag", "iterations=1", "residual_every=1");
  const double u[] = {0.4840625, 0.613203125, 0.56515625, 0.53890625}, solution[] = {1.0, 2.0, -0.5, -0.5};
  double work[4];
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "residual"), 0.4553737378, 5e-11);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "distance_to_solution"), halpern_distance(u, solution, 4, work), 1e-14);
  CU_ASSERT_EQUAL(metric(&run, "oracle_calls"), 4.0);
  end_run(&run);
}

static void the_closed_form_of_the_quadratics_constant_is_what_lanczos_finds(void) {
  static const char *const sizes[] = {"dimension=2", "dimension=3", "dimension=10", "dimension=61"};
  for (int k = 0; k < 4; k++) {
    fixture f;
    double found;
    make(&f, SETTINGS("problem=quadratic_minmax", sizes[k], "iterations=1"));
    CU_ASSERT_EQUAL(halpern_largest_singular(&f.problem, &found), WALRAS_OK);
    CU_ASSERT_DOUBLE_EQUAL(found, f.problem.lipschitz, 1e-7);
    end_run(&f.run);
  }
}

static void a_vector_is_projected_on_the_simplex(void) {
  RUN(run, "diagnostic=project_simplex", "vector=[0.5,0.4,0.3]", "dimension=2", "iterations=1");
  const double expected[] = {0.5 - 0.2 / 3.0, 0.4 - 0.2 / 3.0, 0.3 - 0.2 / 3.0};
  for (int64_t i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "projection", 1, i), expected[i], 1e-15);
  end_run(&run);
}

/* Payoffs by products with the corners: (A'y)_j at y = e_i is A_ij. */
static void check_matrix(struct halpern_problem *problem, const double *expected, double tolerance) {
  const int64_t d = problem->dimension;
  double u[16] = {0.0}, out[16];
  for (int64_t i = 0; i < d; i++) {
    u[d + i] = 1.0;
    CU_ASSERT_EQUAL(halpern_full(problem, u, out), WALRAS_OK);
    check_vector(out, expected + i * d, d, tolerance);
    u[d + i] = 0.0;
    for (int64_t j = 0; j < d; j++) {
      u[j] = 1.0;
      CU_ASSERT_EQUAL(halpern_full(problem, u, out), WALRAS_OK);
      CU_ASSERT_DOUBLE_EQUAL(out[d + i], -expected[i * d + j], tolerance);
      u[j] = 0.0;
    }
  }
}

static void the_burglars_payoffs_grow_with_distance_and_wealth(void) {
  fixture f;
  double expected[9];
  make(&f, SETTINGS("dimension=3", "wealth=sinusoid", "iterations=1"));
  static const double of_weights_1_2_3[] = {0.0,        1.10134207, 2.39431045, 0.55067104, 0.0,
                                            1.65201311, 0.79810348, 1.10134207, 0.0};
  for (int k = 0; k < 9; k++) {
    const double wealth = 1.0 + 0.5 * sin((double)(k % 3));
    expected[k] = of_weights_1_2_3[k] / (double)(k % 3 + 1) * wealth;
  }
  check_matrix(&f.problem, expected, 5e-9);
  end_run(&f.run);
}

/* F at the uniform pair of A = [[0, 1], [2, 0]]. */
static void residual_and_gap_of_a_two_by_two_game_are_as_worked(void) {
  fixture f;
  double work[4];
  make(&f, SETTINGS("problem=random_game", "dimension=2", "iterations=1"));
  const double u[] = {0.5, 0.5, 0.5, 0.5}, of_u[] = {1.0, 0.5, -0.5, -1.0};
  CU_ASSERT_DOUBLE_EQUAL(halpern_residual(&f.problem, u, of_u, work), 0.5, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(halpern_gap(&f.problem, u, of_u), 0.5, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(halpern_value(&f.problem, u, of_u), 0.75, 1e-15);
  end_run(&f.run);
}

static void probabilities_of_full_evaluations_fall_to_four_over_root_n_plus_five(void) {
  static const int64_t j[] = {0, 1, 5, 10, 20, 30};
  static const double small[] = {0.8, 2.0 / 3.0, 0.4, 4.0 / 15.0, 4.0 / 15.0, 4.0 / 15.0};
  static const double large[] = {0.8, 2.0 / 3.0, 0.4, 4.0 / 15.0, 0.16, 0.1462};
  struct halpern_parameters p = {.components = 100, .batch_size = 10, .page_schedule = SCHEDULE_DECREASING};
  for (int k = 0; k < 6; k++)
    CU_ASSERT_DOUBLE_EQUAL(halpern_page_probability(&p, j[k] + 1), small[k], 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(halpern_expected_calls(&p, 100), 4352.49994, 5e-6);
  p.components = 500;
  p.batch_size = 23;
  for (int k = 0; k < 6; k++)
    CU_ASSERT_DOUBLE_EQUAL(halpern_page_probability(&p, j[k] + 1), large[k], 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(halpern_expected_calls(&p, 100), 13381.87125, 5e-6);
}

/* L: uniform sqrt(n) times the longest row or column; by importance at most sqrt(2) ||A||_F; L_F <= L. */
static void lipschitz_constants_keep_their_order(void) {
  static const char *const laws[] = {"sampling=uniform", "sampling=importance"};
  double average[2];
  for (int k = 0; k < 2; k++) {
    RUN(run, "dimension=40", laws[k], "budget_epochs=2");
    average[k] = metric(&run, "lipschitz_average");
    const double norm = metric(&run, "frobenius_norm"), largest = metric(&run, "lipschitz");
    CU_ASSERT(largest <= norm && largest <= average[k]);
    CU_ASSERT(k == 0 ? average[k] <= sqrt(40.0) * norm : average[k] <= sqrt(2.0) * norm);
    end_run(&run);
  }
  CU_ASSERT(average[1] < average[0]);
}

WALRAS_UNIT_TESTS(UNIT(the_quadratic_of_two_dimensions_is_as_worked), UNIT(the_first_step_of_anchored_extragradient_is_as_worked),
                  UNIT(the_closed_form_of_the_quadratics_constant_is_what_lanczos_finds),
                  UNIT(a_vector_is_projected_on_the_simplex), UNIT(the_burglars_payoffs_grow_with_distance_and_wealth),
                  UNIT(residual_and_gap_of_a_two_by_two_game_are_as_worked),
                  UNIT(probabilities_of_full_evaluations_fall_to_four_over_root_n_plus_five),
                  UNIT(lipschitz_constants_keep_their_order))
