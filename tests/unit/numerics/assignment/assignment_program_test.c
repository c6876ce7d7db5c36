/* Matchings with at most k pairs against the linear program whose vertices they are. */
#include <math.h>

#include "numerics/assignment/assignment.h"
#include "numerics/linear_program/linear_program.h"
#include "unit.h"
#include "walras/random.h"

enum { MOST_ROWS = 60, MOST_COLUMNS = 20 };

/* max sum gain x over x >= 0, rows and columns at most 1 each, at most k in all; pairs of -inf have no variable worth anything. */
static double value_of_program(const walras_assignment_problem *p) {
  walras_linear_program *program = NULL;
  walras_linear_solution solution = {.primal = NULL};
  walras_error error = {0};
  const double inf = (double)INFINITY;
  if (walras_linear_program_create((int64_t)p->rows * p->columns, true, &program, &error) != WALRAS_OK)
    abort();
  for (int64_t cell = 0; cell < (int64_t)p->rows * p->columns; cell++)
    walras_linear_program_objective(program, cell, p->gain[cell] > 0.0 ? p->gain[cell] : 0.0);
  for (int64_t i = 0; i < p->rows; i++) {
    walras_linear_program_row(program, -inf, 1.0);
    for (int64_t j = 0; j < p->columns; j++)
      walras_linear_program_entry(program, i * p->columns + j, 1.0);
  }
  for (int64_t j = 0; j < p->columns; j++) {
    walras_linear_program_row(program, -inf, 1.0);
    for (int64_t i = 0; i < p->rows; i++)
      walras_linear_program_entry(program, i * p->columns + j, 1.0);
  }
  walras_linear_program_row(program, -inf, (double)p->most);
  for (int64_t cell = 0; cell < (int64_t)p->rows * p->columns; cell++)
    walras_linear_program_entry(program, cell, 1.0);
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &solution, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(solution.outcome, WALRAS_LINEAR_OPTIMAL);
  walras_linear_program_destroy(program);
  return solution.value;
}

/* Products of a row's and a column's strength are the hardest kind: every column wants the same rows. */
static double gain_of(const walras_stream *stream, uint64_t instance, uint32_t row, uint32_t column) {
  const double u = walras_uniform(stream, instance, row * MOST_COLUMNS + column);
  const double product = walras_uniform(stream, 10000 + instance, row) * walras_uniform(stream, 20000 + instance, column);
  return instance % 4 == 0   ? u
         : instance % 4 == 1 ? u - 0.6
         : instance % 4 == 2 ? product + 0.05 * u
         : u < 0.7           ? -INFINITY
                             : floor(9.0 * u);
}

static void matchings_are_worth_what_the_linear_program_is(void) {
  static double gain[MOST_ROWS * MOST_COLUMNS], workspace[2000];
  const uint32_t key[2] = {7, 7};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (uint32_t instance = 0; instance < 160; instance++) {
    const uint32_t rows = 1 + instance * 7 % MOST_ROWS, columns = 1 + instance * 3 % MOST_COLUMNS;
    int32_t row_of[MOST_COLUMNS];
    for (uint32_t i = 0; i < rows; i++)
      for (uint32_t j = 0; j < columns; j++)
        gain[i * columns + j] = gain_of(&stream, instance, i, j);
    const walras_assignment_problem p = {
        .rows = (int32_t)rows, .columns = (int32_t)columns, .most = (int32_t)(1 + instance % 13), .gain = gain};
    CU_ASSERT_FATAL(walras_assignment_bytes(p.rows, p.columns) <= sizeof workspace);
    walras_assignment_solve(&p, workspace, row_of);
    const double own = walras_assignment_value(&p, row_of), program = value_of_program(&p);
    CU_ASSERT_DOUBLE_EQUAL(own, program, 1e-9 * (1.0 + program));
  }
}

WALRAS_UNIT_TESTS(UNIT(matchings_are_worth_what_the_linear_program_is))
