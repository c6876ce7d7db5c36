/* The solver's answer by our own arithmetic: rows, reduced costs, and the two values. */
#include <math.h>

#include "numerics/linear_program/program.h"

static double largest(double a, double b) {
  return a > b ? a : b;
}

/* How far `activity` is outside [low, high]. */
static double outside(double activity, double low, double high) {
  return largest(0.0, largest(low - activity, activity - high));
}

static bool is_at_an_end(double value, double low, double high, double tolerance) {
  return fabs(value - low) <= tolerance || fabs(value - high) <= tolerance;
}

/* What a multiplier adds to the dual's value: the end of the range that it presses against. Without that end it should be 0: `wrong`. */
static double at_the_end(double multiplier, double low, double high, double *wrong) {
  const double end = multiplier > 0.0 ? low : high;
  if (multiplier == 0.0)
    return 0.0;
  if (isfinite(end))
    return multiplier * end;
  *wrong = largest(*wrong, fabs(multiplier));
  return 0.0;
}

typedef struct row_sum {
  double activity, scale; /* scale: 1 + the largest term */
} row_sum;

static row_sum sum_of_row(const walras_linear_program *p, int64_t row, const double *primal) {
  row_sum sum = {.scale = 1.0};
  for (int64_t k = p->starts[row]; k < p->starts[row + 1]; k++) {
    const double term = p->coefficient[k] * primal[p->column[k]];
    sum.activity += term;
    sum.scale = largest(sum.scale, 1.0 + fabs(term));
  }
  return sum;
}

/* A basic one at an end counts as primal degenerate, a free one outside the basis without a cost as dual degenerate. */
static void count_degenerate(bool basic, bool at_end, bool free_to_move, double cost, double tolerance,
                             walras_linear_solution *solution) {
  solution->primal_degenerate += basic && at_end;
  solution->dual_degenerate += !basic && free_to_move && fabs(cost) <= tolerance;
}

bool walras_linear_program_check(const walras_linear_program *p, double tolerance, const double *primal, const double *duals,
                                 const unsigned char *basis, double *reduced, walras_linear_solution *solution) {
  const double sign = p->maximise ? -1.0 : 1.0;
  double value = 0.0, dual_value = 0.0, wrong = 0.0, cost_scale = 1.0;
  solution->violation = 0.0;
  solution->primal_degenerate = solution->dual_degenerate = 0;
  for (int64_t column = 0; column < p->columns; column++) {
    value += p->objective[column] * primal[column];
    reduced[column] = sign * p->objective[column];
    cost_scale = largest(cost_scale, 1.0 + fabs(p->objective[column]));
  }
  for (int64_t row = 0; row < p->rows; row++) {
    const double low = p->row_low[row], high = p->row_high[row];
    const row_sum sum = sum_of_row(p, row, primal);
    solution->violation = largest(solution->violation, outside(sum.activity, low, high) / sum.scale);
    dual_value += at_the_end(duals[row], low, high, &wrong);
    count_degenerate((basis[p->columns + row] & 7) == WALRAS_LINEAR_BASIC,
                     is_at_an_end(sum.activity, low, high, tolerance * sum.scale), low < high, duals[row], tolerance, solution);
    for (int64_t k = p->starts[row]; k < p->starts[row + 1]; k++) {
      reduced[p->column[k]] -= duals[row] * p->coefficient[k];
      cost_scale = largest(cost_scale, 1.0 + fabs(duals[row] * p->coefficient[k]));
    }
  }
  for (int64_t column = 0; column < p->columns; column++) {
    dual_value += at_the_end(reduced[column], p->low[column], p->high[column], &wrong);
    count_degenerate((basis[column] & 7) == WALRAS_LINEAR_BASIC,
                     is_at_an_end(primal[column], p->low[column], p->high[column], tolerance), p->low[column] < p->high[column],
                     reduced[column], tolerance, solution);
  }
  solution->value = value;
  solution->gap = fabs(sign * value - dual_value) / (1.0 + fabs(value));
  return solution->violation <= 10.0 * tolerance && wrong <= 10.0 * tolerance * cost_scale &&
         solution->gap <= 10.0 * tolerance * (double)(1 + p->columns + p->rows) && isfinite(value);
}
