#include <math.h>

#include "numerics/dense/cholesky.h"
#include "numerics/voting/lottery.h"
#include "walras/elementary.h"

static const double EXCESS = 1e-9;      /* of the gradient over 1 at the optimum */
static const double ROUNDING = 0x1p-51; /* of expected gains, times how the gradient magnifies it: the trace of the Hessian */
static const double CENTRING = 0.1;     /* factor on the complementarity that a step aims at */
static const double TO_BOUNDARY = 0.99; /* share of the way to the nearest bound that a step may go */

void walras_nash_begin(walras_nash_search *search, double *memory, const double *start, int64_t norms) {
  *search = (walras_nash_search){.norms = norms, .lottery = memory};
  search->accepted = memory + norms;
  search->step = memory + 2 * norms;
  search->dual = memory + 3 * norms;
  search->direction = memory + 4 * norms;
  search->ones = memory + 5 * norms;
  search->gradient = memory + 6 * norms;
  search->factor = memory + 7 * norms;
  for (int64_t l = 0; l < norms; l++) {
    search->lottery[l] = search->accepted[l] = start[l];
    search->step[l] = 0.0;
    search->dual[l] = 0.1 / ((double)norms * start[l]);
  }
}

double walras_nash_accumulate(const walras_ballots *ballots, const double *lottery, double *sums) {
  const int64_t norms = ballots->norms;
  double least = INFINITY, *gradient = sums + 1, *hessian = gradient + norms;
  for (int64_t i = 0; i < ballots->rows; i++) {
    const double *gains = ballots->gains + i * norms;
    double gain = 0.0;
    for (int64_t l = 0; l < norms; l++)
      gain += lottery[l] * gains[l];
    least = fmin(least, gain);
    if (!(gain > 0.0))
      continue;
    const double first = ballots->shares[i] / gain, second = first / gain;
    sums[0] += ballots->shares[i] * walras_log(gain);
    for (int64_t l = 0; l < norms; l++)
      gradient[l] += first * gains[l];
    for (int64_t l = 0; l < norms; l++)
      for (int64_t m = 0; m <= l; m++)
        hessian[walras_packed_size(l) + m] += second * gains[l] * gains[m];
  }
  return least;
}

/* Goes `length` of the step from the accepted lottery, and back on to sum 1. */
static void go(walras_nash_search *s) {
  double sum = 0.0;
  for (int64_t l = 0; l < s->norms; l++) {
    s->lottery[l] = s->accepted[l] + s->length * s->step[l];
    sum += s->lottery[l];
  }
  for (int64_t l = 0; l < s->norms; l++)
    s->lottery[l] /= sum;
}

static void stop(walras_nash_search *s) {
  s->done = true;
  for (int64_t l = 0; l < s->norms; l++)
    s->lottery[l] = s->accepted[l];
}

/* (H + diag(s / p)) dp + lambda 1 = gradient + mu / p and 1 dp = 0, by block elimination. False when the matrix has no factor. */
static bool newton(walras_nash_search *s, const double *hessian, double target) {
  double along = 0.0, across = 0.0, trace = 0.0;
  for (int64_t i = 0; i < walras_packed_size(s->norms); i++)
    s->factor[i] = hessian[i];
  for (int64_t l = 0; l < s->norms; l++)
    trace += hessian[walras_packed_size(l) + l];
  for (int64_t l = 0; l < s->norms; l++) {
    s->factor[walras_packed_size(l) + l] += s->dual[l] / s->accepted[l] + 1e-14 * trace;
    s->direction[l] = s->gradient[l] + target / s->accepted[l];
    s->ones[l] = 1.0;
  }
  if (!walras_cholesky_factor(s->factor, s->norms))
    return false;
  walras_cholesky_solve(s->factor, s->norms, s->direction);
  walras_cholesky_solve(s->factor, s->norms, s->ones);
  for (int64_t l = 0; l < s->norms; l++) {
    along += s->direction[l];
    across += s->ones[l];
  }
  for (int64_t l = 0; l < s->norms; l++)
    s->step[l] = s->direction[l] - along / across * s->ones[l];
  return true;
}

/* Moves the dual, and sets how far the lottery may go. */
static void lengths(walras_nash_search *s, double target) {
  double dual_length = 1.0;
  s->length = 1.0;
  for (int64_t l = 0; l < s->norms; l++) {
    const double p = s->accepted[l];
    s->direction[l] = target / p - s->dual[l] - s->dual[l] / p * s->step[l];
    if (s->step[l] < 0.0)
      s->length = fmin(s->length, -TO_BOUNDARY * p / s->step[l]);
    if (s->direction[l] < 0.0)
      dual_length = fmin(dual_length, -TO_BOUNDARY * s->dual[l] / s->direction[l]);
  }
  for (int64_t l = 0; l < s->norms; l++)
    s->dual[l] += dual_length * s->direction[l];
}

void walras_nash_update(walras_nash_search *s, const double *sums, double least, int64_t most_passes) {
  double complementarity = 0.0, curvature = 0.0;
  if (++s->passes > most_passes) {
    stop(s);
    return;
  }
  if (!(least > 0.0)) { /* somebody loses: half of the step */
    s->length *= 0.5;
    go(s);
    return;
  }
  s->value = sums[0];
  s->excess = -INFINITY;
  for (int64_t l = 0; l < s->norms; l++) {
    s->accepted[l] = s->lottery[l];
    s->gradient[l] = sums[1 + l];
    s->excess = fmax(s->excess, s->gradient[l] - 1.0);
    complementarity += s->accepted[l] * s->dual[l];
    curvature += sums[1 + s->norms + walras_packed_size(l) + l];
  }
  s->converged = s->excess <= EXCESS + ROUNDING * curvature;
  const double target = fmax(CENTRING * complementarity / (double)s->norms, 1e-3 * EXCESS / (double)s->norms);
  if (s->converged || !newton(s, sums + 1 + s->norms, target)) {
    stop(s);
    return;
  }
  lengths(s, target);
  go(s);
}
