#include "numerics/preference_games/winner.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/linear_program/linear_program.h"
#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"
#include "walras/random.h"

#define PROGRAM_TOLERANCE 1e-9
#define SUPPORT 1e-9
#define SAME 1e-7

/* Rows: the entries add up to 1, and no response beats the mixture: sum_i pi_i M_ij = -(M pi)_j >= 0. */
static void build(walras_linear_program *program, const double *margins, int64_t n, double sign) {
  const uint32_t key[2] = {0x70726566u, 0x77696e6eu};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  walras_linear_program_clear(program);
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t i = 0; i < n; i++) {
    walras_linear_program_objective(program, i, sign * walras_uniform(&stream, (uint64_t)i, 0));
    walras_linear_program_entry(program, i, 1.0);
  }
  for (int64_t j = 0; j < n; j++) {
    walras_linear_program_row(program, 0.0, INFINITY);
    for (int64_t i = 0; i < n; i++)
      if (margins[j * n + i] != 0.0)
        walras_linear_program_entry(program, i, -margins[j * n + i]);
  }
}

static walras_status solve(walras_linear_program *program, double *primal, walras_error *error) {
  walras_linear_solution solution = {.primal = primal};
  const walras_status status = walras_linear_program_solve(program, PROGRAM_TOLERANCE, NULL, &solution, error);
  if (status == WALRAS_OK && solution.outcome != WALRAS_LINEAR_OPTIMAL)
    return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "minimax winner: the programme is %s, where a mixture must exist",
                       walras_linear_outcome_name(solution.outcome));
  return status;
}

/* The mean of both ends and what there is to say of it; ends [2][n]. */
static walras_preference_winner describe(const double *margins, int64_t n, double *ends, double *winner) {
  walras_preference_winner facts = {.unique = true};
  for (int64_t i = 0; i < n; i++) {
    const double low = fmax(ends[i], 0.0), high = fmax(ends[n + i], 0.0);
    facts.unique = facts.unique && fabs(high - low) <= SAME;
    winner[i] = 0.5 * (low + high);
  }
  const double total = walras_policy_sum(winner, n);
  for (int64_t i = 0; i < n; i++) {
    winner[i] /= total;
    facts.support += winner[i] > SUPPORT;
  }
  const walras_preference_game game = {.n = n, .margins = margins, .scale = 1.0};
  facts.suboptimality = walras_preference_subopt_of(&game, winner, ends);
  return facts;
}

walras_status walras_preference_winner_find(const double *margins, int64_t n, double *winner, walras_preference_winner *facts,
                                            walras_error *error) {
  walras_linear_program *program = NULL;
  double *const ends = malloc((size_t)(2 * n) * sizeof *ends);
  if (ends == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "minimax winner: no memory for %lld responses", (long long)n);
  walras_status status = walras_linear_program_create(n, true, &program, error);
  for (int end = 0; status == WALRAS_OK && end < 2; end++) {
    build(program, margins, n, end == 0 ? 1.0 : -1.0);
    status = solve(program, ends + end * n, error);
  }
  if (status == WALRAS_OK)
    *facts = describe(margins, n, ends, winner);
  walras_linear_program_destroy(program);
  free(ends);
  return status;
}
