/* Small programs with known optima, every outcome, warm starts, and random programs whose optimum is known by construction. */
#include "numerics/linear_program/linear_program.h"

#include <fcntl.h>
#include <math.h>
#include <omp.h>
#include <unistd.h>

#include "unit.h"
#include "walras/random.h"

static const double inf = (double)INFINITY;

static walras_linear_program *create(int64_t columns, bool maximise) {
  walras_linear_program *program = NULL;
  walras_error error = {0};
  if (walras_linear_program_create(columns, maximise, &program, &error) != WALRAS_OK)
    abort();
  return program;
}

static walras_linear_outcome solve(const walras_linear_program *program, const unsigned char *start, walras_linear_solution *s) {
  walras_error error = {0};
  if (walras_linear_program_solve(program, 1e-9, start, s, &error) != WALRAS_OK) {
    printf("%s\n", error.message);
    abort();
  }
  return s->outcome;
}

static void add_row(walras_linear_program *program, double low, double high, int64_t count, const double *row) {
  walras_linear_program_row(program, low, high);
  for (int64_t column = 0; column < count; column++)
    walras_linear_program_entry(program, column, row[column]);
}

/* Dantzig's textbook plant: 3 x + 5 y; x <= 4, 2 y <= 12, 3 x + 2 y <= 18: 36 at (2, 6), prices 0, 3/2, 1. */
static walras_linear_program *plant(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 0, 3.0);
  walras_linear_program_objective(program, 1, 5.0);
  add_row(program, -inf, 4.0, 2, (double[]){1.0, 0.0});
  add_row(program, -inf, 12.0, 2, (double[]){0.0, 2.0});
  add_row(program, -inf, 18.0, 2, (double[]){3.0, 2.0});
  return program;
}

static void a_textbook_program_has_its_value_vertex_and_prices(void) {
  walras_linear_program *program = plant();
  double primal[2], duals[3];
  walras_linear_solution s = {.primal = primal, .duals = duals};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 36.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(primal[0], 2.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(primal[1], 6.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(duals[0], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(duals[1], 1.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(duals[2], 1.0, 1e-12);
  CU_ASSERT(s.violation <= 1e-9 && s.gap <= 1e-9);
  CU_ASSERT_EQUAL(s.primal_degenerate, 0);
  CU_ASSERT_EQUAL(s.dual_degenerate, 0);
  walras_linear_program_destroy(program);
}

/* x + y in [1, 2] with x in [-3, 1] and y in [0, 0.5]: minimum 1 is reached in the row, minimum of x alone on its bound. */
static void ranges_and_bounds_hold_on_both_sides(void) {
  walras_linear_program *program = create(2, false);
  double primal[2], dual;
  walras_linear_solution s = {.primal = primal, .duals = &dual};
  walras_linear_program_bounds(program, 0, -3.0, 1.0);
  walras_linear_program_bounds(program, 1, 0.0, 0.5);
  add_row(program, 1.0, 2.0, 2, (double[]){1.0, 1.0});
  walras_linear_program_objective(program, 0, 2.0);
  walras_linear_program_objective(program, 1, 1.0);
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 1.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(primal[0], 0.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(dual, 2.0, 1e-12);
  walras_linear_program_objective(program, 0, -2.0);
  walras_linear_program_objective(program, 1, -1.0);
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, -2.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(dual, 0.0, 1e-12);
  walras_linear_program_destroy(program);
}

static void entries_of_one_column_in_a_row_add_up(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 1, 1.0);
  walras_linear_program_row(program, -inf, 6.0);
  walras_linear_program_entry(program, 1, 1.0);
  walras_linear_program_entry(program, 0, 1.0);
  walras_linear_program_entry(program, 1, 2.0);
  walras_linear_program_row(program, -inf, 9.0);
  walras_linear_program_entry(program, 1, 1.0);
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 2.0, 1e-12);
  walras_linear_program_destroy(program);
}

static void an_infeasible_program_is_called_infeasible(void) {
  walras_linear_program *program = plant();
  add_row(program, 5.0, inf, 2, (double[]){1.0, 0.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_INFEASIBLE);
  walras_linear_program_destroy(program);
}

static void an_unbounded_program_is_called_unbounded(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 0, 1.0);
  add_row(program, -1.0, 1.0, 2, (double[]){1.0, -1.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_UNBOUNDED);
  walras_linear_program_destroy(program);
}

/* Too little of a resource by a thousandth, which CLP's methods disagree about: rows that ask for 0.001 more than there is. */
static void a_program_that_misses_by_a_thousandth_is_infeasible(void) {
  walras_linear_program *program = create(3, true);
  walras_linear_program_objective(program, 0, 1.0);
  add_row(program, 1.001, inf, 3, (double[]){1.0, 1.0, 0.0});
  add_row(program, -inf, 0.5, 3, (double[]){1.0, 0.0, 0.5});
  add_row(program, -inf, 0.5, 3, (double[]){0.0, 1.0, 0.5});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_INFEASIBLE);
  walras_linear_program_destroy(program);
}

/* Within a hundred tolerances of feasible there is no telling: a failure, not a value and not a verdict. */
static void a_program_that_misses_by_a_few_tolerances_is_called_a_failure(void) {
  walras_linear_program *program = create(1, true);
  walras_linear_program_objective(program, 0, 1.0);
  add_row(program, 1.0, inf, 1, (double[]){1.0});
  add_row(program, -inf, 1.0 - 5e-8, 1, (double[]){1.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_FAILED);
  walras_linear_program_destroy(program);
}

/* An improving ray and no point: a + b <= -1 over a, b >= 0 cannot hold, while c could grow for ever. */
static void an_infeasible_program_with_an_improving_ray_is_infeasible(void) {
  walras_linear_program *program = create(3, true);
  walras_linear_program_objective(program, 2, 1.0);
  add_row(program, -inf, -1.0, 2, (double[]){1.0, 1.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_INFEASIBLE);
  walras_linear_program_destroy(program);
}

static void a_program_without_rows_stands_on_its_bounds(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 0, 2.0);
  walras_linear_program_bounds(program, 0, 0.0, 3.0);
  double primal[2];
  walras_linear_solution s = {.primal = primal};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 6.0, 0.0);
  walras_linear_program_destroy(program);
}

/* Beale's program (1955), on which the textbook's simplex method cycles for ever: -1/20. */
static void a_degenerate_program_that_cycles_by_hand_is_solved_and_reported(void) {
  walras_linear_program *program = create(4, false);
  const double cost[] = {-0.75, 150.0, -0.02, 6.0};
  for (int64_t column = 0; column < 4; column++)
    walras_linear_program_objective(program, column, cost[column]);
  add_row(program, -inf, 0.0, 4, (double[]){0.25, -60.0, -0.04, 9.0});
  add_row(program, -inf, 0.0, 4, (double[]){0.5, -90.0, -0.02, 3.0});
  add_row(program, -inf, 1.0, 4, (double[]){0.0, 0.0, 1.0, 0.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, -0.05, 1e-12);
  walras_linear_program_destroy(program);
}

/* Three rows through one corner of the plane; and an objective along an edge. */
static void degenerate_vertices_and_ties_are_counted(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 0, 1.0);
  walras_linear_program_objective(program, 1, 1.25);
  add_row(program, -inf, 1.0, 2, (double[]){1.0, 0.0});
  add_row(program, -inf, 1.0, 2, (double[]){0.0, 1.0});
  add_row(program, -inf, 2.0, 2, (double[]){1.0, 1.0});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_EQUAL(s.primal_degenerate, 1);
  walras_linear_program_clear(program);
  walras_linear_program_objective(program, 0, 1.0);
  walras_linear_program_objective(program, 1, 1.0);
  add_row(program, -inf, 2.0, 2, (double[]){1.0, 1.0});
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_EQUAL(s.dual_degenerate, 1);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 2.0, 1e-12);
  walras_linear_program_destroy(program);
}

/* The solver moves bounds by 1e-12 or so against cycling; three lines through (1, 0) made it answer (1, 1e-12). */
static void a_vertex_is_told_without_the_solvers_perturbation(void) {
  walras_linear_program *program = create(2, true);
  double primal[2];
  walras_linear_solution s = {.primal = primal};
  walras_linear_program_objective(program, 0, 2.0);
  walras_linear_program_objective(program, 1, 1.0);
  add_row(program, -inf, 1.0, 2, (const double[]){1.0, 1.0});
  add_row(program, -inf, 1.0, 2, (const double[]){1.0, 2.0});
  add_row(program, -inf, 1.0, 2, (const double[]){1.0, 0.0});
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT(s.value == 2.0 && primal[0] == 1.0 && primal[1] == 0.0);
  walras_linear_program_destroy(program);
}

static void mistakes_in_building_are_named_and_the_first_is_kept(void) {
  walras_linear_solution s = {0};
  walras_error error = {0};
  walras_linear_program *program = plant();
  walras_linear_program_entry(program, 7, 1.0);
  walras_linear_program_objective(program, 0, (double)NAN);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &s, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "column 7 of 2"));
  walras_error_clear(&error);
  walras_linear_program_clear(program);
  walras_linear_program_row(program, 2.0, 1.0);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &s, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "[2, 1] of row 0"));
  walras_error_clear(&error);
  walras_linear_program_clear(program);
  walras_linear_program_bounds(program, 1, (double)NAN, 1.0);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &s, &error), WALRAS_ERROR_PARAMETER);
  walras_error_clear(&error);
  walras_linear_program_clear(program);
  walras_linear_program_row(program, 0.0, 1.0);
  walras_linear_program_entry(program, 1, inf);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &s, &error), WALRAS_ERROR_PARAMETER);
  walras_error_clear(&error);
  walras_linear_program_clear(program);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 0.0, NULL, &s, &error), WALRAS_ERROR_PARAMETER);
  walras_linear_program_destroy(program);
}

enum { COLUMNS = 30, ROWS = 40 };

/* A random program whose optimum is known: rows through a chosen point x* or with slack, an objective that is a positive combination of the
 * tight rows and of columns at 0; then x* is optimal by complementary slackness, whatever the solver does. */
static double random_program(walras_linear_program *program, uint32_t instance, double shift) {
  const uint32_t key[2] = {11, 12};
  const walras_stream stream = walras_stream_make(key, 0, instance);
  double point[COLUMNS], objective[COLUMNS] = {0.0}, value = 0.0;
  walras_linear_program_clear(program);
  for (uint64_t column = 0; column < COLUMNS; column++)
    point[column] = column % 3 == 0 ? 0.0 : walras_uniform(&stream, column, 0);
  for (uint64_t row = 0; row < ROWS; row++) {
    double activity = 0.0, coefficient[COLUMNS];
    for (uint64_t column = 0; column < COLUMNS; column++) {
      coefficient[column] = walras_uniform(&stream, 1000 + row, (uint32_t)column) < 0.7
                                ? 0.0
                                : 2.0 * walras_uniform(&stream, 2000 + row, (uint32_t)column) - 1.0 + shift;
      activity += coefficient[column] * point[column];
    }
    const bool tight = row < 25;
    walras_linear_program_row(program, -inf, activity + (tight ? 0.0 : 1.0));
    for (int64_t column = 0; column < COLUMNS; column++)
      walras_linear_program_entry(program, column, coefficient[column]);
    for (int64_t column = 0; tight && column < COLUMNS; column++)
      objective[column] += walras_uniform(&stream, 3000 + row, 0) * coefficient[column];
  }
  for (int64_t column = 0; column < COLUMNS; column++) {
    objective[column] -= column % 3 == 0 ? walras_uniform(&stream, 4000 + (uint64_t)column, 0) : 0.0;
    walras_linear_program_objective(program, column, objective[column]);
    value += objective[column] * point[column];
  }
  return value;
}

static void random_programs_reach_their_known_optimum_cold_and_warm(void) {
  walras_linear_program *program = create(COLUMNS, true);
  unsigned char basis[COLUMNS + ROWS];
  int64_t cold_iterations = 0, warm_iterations = 0;
  for (uint32_t instance = 0; instance < 60; instance++) {
    walras_linear_solution s = {.basis = basis};
    const double expected = random_program(program, instance, 0.0);
    CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
    CU_ASSERT_DOUBLE_EQUAL(s.value, expected, 1e-7 * (1.0 + fabs(expected)));
    const double changed = random_program(program, instance, 1e-4);
    CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
    cold_iterations += s.iterations;
    random_program(program, instance, 0.0);
    solve(program, NULL, &s);
    random_program(program, instance, 1e-4);
    CU_ASSERT_EQUAL(solve(program, basis, &s), WALRAS_LINEAR_OPTIMAL);
    warm_iterations += s.iterations;
    CU_ASSERT_DOUBLE_EQUAL(s.value, changed, 1e-7 * (1.0 + fabs(changed)));
  }
  CU_ASSERT(warm_iterations * 3 < cold_iterations);
  walras_linear_program_destroy(program);
}

/* The memory of past programs in the object, on the thread or in the library would show in the last bits. */
static void results_do_not_depend_on_threads_or_on_what_was_solved_before(void) {
  enum { PROGRAMS = 64 };
  double alone[PROGRAMS][COLUMNS], together[PROGRAMS][COLUMNS];
  for (uint32_t i = 0; i < PROGRAMS; i++) {
    walras_linear_program *program = create(COLUMNS, true);
    random_program(program, i, 0.0);
    walras_linear_solution s = {.primal = alone[i]};
    CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
    walras_linear_program_destroy(program);
  }
#pragma omp parallel num_threads(4)
  {
    walras_linear_program *program = create(COLUMNS, true);
#pragma omp for schedule(dynamic)
    for (int i = PROGRAMS - 1; i >= 0; i--) {
      random_program(program, (uint32_t)i, 0.0);
      walras_linear_solution s = {.primal = together[i]};
      solve(program, NULL, &s);
    }
    walras_linear_program_destroy(program);
  }
  CU_ASSERT(memcmp(alone, together, sizeof alone) == 0);
}

/* Scaling rows by up to 1e6 and columns by up to 1e3 changes neither the value nor the outcome. */
static void badly_scaled_programs_pass_the_check_or_are_called_failures(void) {
  walras_linear_program *program = create(2, true);
  walras_linear_program_objective(program, 0, 3e-3);
  walras_linear_program_objective(program, 1, 5e3);
  add_row(program, -inf, 4e6, 2, (double[]){1e3, 0.0});
  add_row(program, -inf, 12e-6, 2, (double[]){0.0, 2e-3});
  add_row(program, -inf, 18.0, 2, (double[]){3e-3, 2e3});
  walras_linear_solution s = {0};
  CU_ASSERT_EQUAL(solve(program, NULL, &s), WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(s.value, 36.0, 1e-8);
  walras_linear_program_destroy(program);
}

static void nothing_is_printed(void) {
  char name[] = "/tmp/walras_linear_XXXXXX";
  const int file = mkstemp(name), out = dup(1), err = dup(2);
  fflush(NULL);
  dup2(file, 1);
  dup2(file, 2);
  walras_linear_solution s = {0};
  walras_linear_program *program = plant();
  solve(program, NULL, &s);
  add_row(program, 5.0, inf, 2, (double[]){1.0, 0.0});
  solve(program, NULL, &s);
  walras_linear_program_destroy(program);
  program = create(1, true);
  walras_linear_program_objective(program, 0, 1.0);
  solve(program, NULL, &s);
  walras_linear_program_destroy(program);
  fflush(NULL);
  dup2(out, 1);
  dup2(err, 2);
  CU_ASSERT_EQUAL(lseek(file, 0, SEEK_END), 0);
  close(out);
  close(err);
  close(file);
  unlink(name);
}

WALRAS_UNIT_TESTS(UNIT(a_textbook_program_has_its_value_vertex_and_prices), UNIT(ranges_and_bounds_hold_on_both_sides),
                  UNIT(entries_of_one_column_in_a_row_add_up), UNIT(an_infeasible_program_is_called_infeasible),
                  UNIT(an_unbounded_program_is_called_unbounded), UNIT(an_infeasible_program_with_an_improving_ray_is_infeasible),
                  UNIT(a_program_that_misses_by_a_thousandth_is_infeasible),
                  UNIT(a_program_that_misses_by_a_few_tolerances_is_called_a_failure),
                  UNIT(a_program_without_rows_stands_on_its_bounds),
                  UNIT(a_degenerate_program_that_cycles_by_hand_is_solved_and_reported),
                  UNIT(degenerate_vertices_and_ties_are_counted), UNIT(a_vertex_is_told_without_the_solvers_perturbation),
                  UNIT(mistakes_in_building_are_named_and_the_first_is_kept),
                  UNIT(random_programs_reach_their_known_optimum_cold_and_warm),
                  UNIT(results_do_not_depend_on_threads_or_on_what_was_solved_before),
                  UNIT(badly_scaled_programs_pass_the_check_or_are_called_failures), UNIT(nothing_is_printed))
