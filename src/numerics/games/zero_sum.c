#include "numerics/games/zero_sum.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/linear_program/linear_program.h"

/* Rows of the tableau: one for each row of the game, and the objective's last. Columns: y, slacks, right side. */
typedef struct simplex {
  int64_t rows, columns, width;
  double *entry;  /* [rows + 1][width] */
  int64_t *basic; /* [rows] the column that is basic in each row */
} simplex;

int64_t walras_zero_sum_reals(int64_t rows, int64_t columns) {
  return (rows + 1) * (rows + columns + 1);
}

static double *row_of(const simplex *s, int64_t row) {
  return s->entry + row * s->width;
}

/* Payoffs are brought to [1, 2], so that the value is positive. */
static void fill(simplex *s, const double *payoff, double low, double width) {
  for (int64_t i = 0; i <= s->rows; i++) {
    double *const row = row_of(s, i);
    for (int64_t j = 0; j < s->width; j++)
      row[j] = 0.0;
    for (int64_t j = 0; j < s->columns; j++)
      row[j] = i == s->rows ? -1.0 : 1.0 + (width > 0.0 ? (payoff[i * s->columns + j] - low) / width : 0.0);
    if (i == s->rows)
      continue;
    row[s->columns + i] = 1.0;
    row[s->width - 1] = 1.0;
    s->basic[i] = s->columns + i;
  }
}

static int64_t entering_column(const simplex *s) {
  const double *const objective = row_of(s, s->rows);
  int64_t best = 0;
  for (int64_t j = 1; j < s->width - 1; j++)
    if (objective[j] < objective[best])
      best = j;
  return objective[best] < -1e-13 ? best : -1;
}

/* The least ratio; ties by the columns of the inverse basis, so that no basis comes back. */
static int64_t leaving_row(const simplex *s, int64_t entering) {
  int64_t best = -1;
  for (int64_t i = 0; i < s->rows; i++) {
    const double pivot = row_of(s, i)[entering];
    if (!(pivot > 1e-12))
      continue;
    if (best < 0) {
      best = i;
      continue;
    }
    const double best_pivot = row_of(s, best)[entering];
    double difference = row_of(s, i)[s->width - 1] / pivot - row_of(s, best)[s->width - 1] / best_pivot;
    for (int64_t k = 0; fabs(difference) <= 1e-14 && k < s->rows; k++)
      difference = row_of(s, i)[s->columns + k] / pivot - row_of(s, best)[s->columns + k] / best_pivot;
    if (difference < 0.0)
      best = i;
  }
  return best;
}

static void pivot(simplex *s, int64_t at, int64_t entering) {
  double *const pivot_row = row_of(s, at);
  const double inverse = 1.0 / pivot_row[entering];
  for (int64_t j = 0; j < s->width; j++)
    pivot_row[j] *= inverse;
  pivot_row[entering] = 1.0;
  for (int64_t i = 0; i <= s->rows; i++) {
    double *const row = row_of(s, i);
    const double factor = row[entering];
    if (i == at || factor == 0.0)
      continue;
    for (int64_t j = 0; j < s->width; j++)
      row[j] -= factor * pivot_row[j];
    row[entering] = 0.0;
  }
  s->basic[at] = entering;
}

/* Non-negative parts, scaled to add up to 1. */
static void normalise(double *mixture, int64_t count) {
  double total = 0.0;
  for (int64_t i = 0; i < count; i++) {
    mixture[i] = mixture[i] > 0.0 ? mixture[i] : 0.0;
    total += mixture[i];
  }
  for (int64_t i = 0; i < count; i++)
    mixture[i] /= total;
}

static void read_mixtures(const simplex *s, double *x, double *y) {
  for (int64_t i = 0; x != NULL && i < s->rows; i++)
    x[i] = row_of(s, s->rows)[s->columns + i];
  for (int64_t j = 0; y != NULL && j < s->columns; j++)
    y[j] = 0.0;
  for (int64_t i = 0; y != NULL && i < s->rows; i++)
    if (s->basic[i] < s->columns)
      y[s->basic[i]] = row_of(s, i)[s->width - 1];
  if (x != NULL)
    normalise(x, s->rows);
  if (y != NULL)
    normalise(y, s->columns);
}

bool walras_zero_sum_small(int64_t rows, int64_t columns, const double *payoff, double *reals, int64_t *basic, double *value,
                           double *x, double *y) {
  simplex s = {.rows = rows, .columns = columns, .width = rows + columns + 1, .entry = reals, .basic = basic};
  double low = payoff[0], high = payoff[0];
  for (int64_t cell = 1; cell < rows * columns; cell++) {
    low = payoff[cell] < low ? payoff[cell] : low;
    high = payoff[cell] > high ? payoff[cell] : high;
  }
  fill(&s, payoff, low, high - low);
  for (int64_t step = 0; step < 1000 * (rows + columns); step++) {
    const int64_t entering = entering_column(&s);
    if (entering < 0) {
      const double scaled = 1.0 / row_of(&s, rows)[s.width - 1];
      *value = low + (scaled - 1.0) * (high - low);
      read_mixtures(&s, x, y);
      return true;
    }
    const int64_t at = leaving_row(&s, entering);
    if (at < 0)
      return false;
    pivot(&s, at, entering);
  }
  return false;
}

/* Variables: x, and the free v. A row for each column of the game, and x in the simplex. */
static void build(walras_linear_program *program, int64_t rows, int64_t columns, const double *payoff) {
  const double inf = (double)INFINITY;
  walras_linear_program_bounds(program, rows, -inf, inf);
  walras_linear_program_objective(program, rows, 1.0);
  for (int64_t j = 0; j < columns; j++) {
    walras_linear_program_row(program, 0.0, inf);
    for (int64_t i = 0; i < rows; i++)
      walras_linear_program_entry(program, i, payoff[i * columns + j]);
    walras_linear_program_entry(program, rows, -1.0);
  }
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t i = 0; i < rows; i++)
    walras_linear_program_entry(program, i, 1.0);
}

walras_status walras_zero_sum_program(int64_t rows, int64_t columns, const double *payoff, double *value, double *x, double *y,
                                      walras_error *error) {
  walras_linear_program *program = NULL;
  double *const memory = malloc((size_t)(rows + columns + 2) * sizeof *memory);
  if (memory == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the mixtures of a game of %lld rows and %lld columns",
                       (long long)rows, (long long)columns);
  walras_linear_solution solution = {.primal = memory, .duals = memory + rows + 1};
  walras_status status = walras_linear_program_create(rows + 1, true, &program, error);
  if (status == WALRAS_OK) {
    build(program, rows, columns, payoff);
    status = walras_linear_program_solve(program, 1e-9, NULL, &solution, error);
  }
  if (status == WALRAS_OK && solution.outcome != WALRAS_LINEAR_OPTIMAL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "zero-sum game of %lld rows and %lld columns: its linear program is %s",
                         (long long)rows, (long long)columns, walras_linear_outcome_name(solution.outcome));
  if (status == WALRAS_OK) {
    *value = solution.value;
    for (int64_t i = 0; x != NULL && i < rows; i++)
      x[i] = solution.primal[i];
    for (int64_t j = 0; y != NULL && j < columns; j++)
      y[j] = -solution.duals[j];
    if (x != NULL)
      normalise(x, rows);
    if (y != NULL)
      normalise(y, columns);
  }
  walras_linear_program_destroy(program);
  free(memory);
  return status;
}
