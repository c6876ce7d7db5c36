#include <math.h>
#include <stddef.h>

#include "numerics/linear_program/linear_program.h"
#include "numerics/voting/lottery.h"

static double least_gain(const walras_ballots *ballots, const double *lottery) {
  double least = INFINITY;
  for (int64_t i = 0; i < ballots->rows; i++) {
    double gain = 0.0;
    for (int64_t l = 0; l < ballots->norms; l++)
      gain += lottery[l] * ballots->gains[i * ballots->norms + l];
    least = fmin(least, gain);
  }
  return least;
}

/* The last column is the least gain; every row of gains is at least that. */
static void build(walras_linear_program *program, const walras_ballots *ballots) {
  const int64_t norms = ballots->norms;
  walras_linear_program_bounds(program, norms, -INFINITY, INFINITY);
  walras_linear_program_objective(program, norms, 1.0);
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t l = 0; l < norms; l++)
    walras_linear_program_entry(program, l, 1.0);
  for (int64_t i = 0; i < ballots->rows; i++) {
    walras_linear_program_row(program, 0.0, INFINITY);
    for (int64_t l = 0; l < norms; l++)
      walras_linear_program_entry(program, l, ballots->gains[i * norms + l]);
    walras_linear_program_entry(program, norms, -1.0);
  }
}

walras_status walras_lottery_egalitarian(const walras_ballots *ballots, double *lottery, double *value, walras_error *error) {
  double primal[257], sum = 0.0;
  walras_linear_program *program = NULL;
  walras_linear_solution solution = {.primal = primal};
  if (ballots->norms > 256)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "a lottery over %lld norms: at most 256", (long long)ballots->norms);
  walras_status status = walras_linear_program_create(ballots->norms + 1, true, &program, error);
  if (status != WALRAS_OK)
    return status;
  build(program, ballots);
  status = walras_linear_program_solve(program, 1e-9, NULL, &solution, error);
  walras_linear_program_destroy(program);
  if (status != WALRAS_OK)
    return status;
  if (solution.outcome != WALRAS_LINEAR_OPTIMAL)
    return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC,
                       "the lottery with the largest least gain over %lld stakeholders: the program is %s",
                       (long long)ballots->rows, walras_linear_outcome_name(solution.outcome));
  for (int64_t l = 0; l < ballots->norms; l++)
    sum += primal[l];
  for (int64_t l = 0; l < ballots->norms; l++)
    lottery[l] = primal[l] / sum;
  *value = least_gain(ballots, lottery);
  return WALRAS_OK;
}
