#include "numerics/logistic/bradley_terry.h"

#include <math.h>

#include "numerics/dense/cholesky.h"
#include "walras/elementary.h"

static const double LEAST_SHARE = 0x1p-40;
enum { MOST_STEPS = 200 };

/* Wins of l against m with their share kept inside of (0, 1). */
static double kept_wins(double wins, double losses) {
  const double all = wins + losses;
  return fmin(fmax(wins, LEAST_SHARE * all), (1.0 - LEAST_SHARE) * all);
}

/* Log-likelihood, its gradient [n] and the Laplacian of options 0..n-2 (packed), the last one's score being held. */
static double evaluate(const double *wins, int64_t n, const double *scores, double *gradient, double *laplacian) {
  double value = 0.0;
  for (int64_t l = 0; l < n; l++)
    gradient[l] = 0.0;
  for (int64_t i = 0; i < walras_packed_size(n); i++)
    laplacian[i] = 0.0;
  for (int64_t l = 1; l < n; l++)
    for (int64_t m = 0; m < l; m++) {
      const double z = scores[l] - scores[m], all = wins[l * n + m] + wins[m * n + l];
      const double decay = walras_exp(-fabs(z)), likelier = 1.0 / (1.0 + decay), sigma = z > 0.0 ? likelier : decay * likelier;
      const double won = kept_wins(wins[l * n + m], wins[m * n + l]), weight = all * likelier * (decay * likelier);
      value += won * z - all * (walras_log1p(decay) + (z > 0.0 ? z : 0.0));
      gradient[l] += won - all * sigma;
      gradient[m] -= won - all * sigma;
      laplacian[walras_packed_size(l) + l] += weight;
      laplacian[walras_packed_size(m) + m] += weight;
      laplacian[walras_packed_size(l) + m] -= weight;
    }
  return value;
}

/* Whether comparisons lead from the first option to all others; `reached` [n] is overwritten. */
static bool connected(const double *wins, int64_t n, double *reached) {
  int64_t count = 1, before = 0;
  for (int64_t l = 0; l < n; l++)
    reached[l] = l == 0;
  while (count > before) {
    before = count;
    for (int64_t l = 0; l < n; l++)
      for (int64_t m = 0; m < n && reached[l] > 0.0; m++)
        if (m != l && !(reached[m] > 0.0) && wins[l * n + m] + wins[m * n + l] > 0.0) {
          reached[m] = 1.0;
          count++;
        }
  }
  return count == n;
}

static void centre(double *scores, int64_t n) {
  double mean = 0.0;
  for (int64_t l = 0; l < n; l++)
    mean += scores[l];
  mean /= (double)n;
  for (int64_t l = 0; l < n; l++)
    scores[l] -= mean;
}

/* Most of a change that the Newton step makes to one score, relative to 1 + |score|; the step is capped so that no score moves by more than 2. */
static double cap(double *step, const double *scores, int64_t n) {
  double largest = 0.0, relative = 0.0;
  for (int64_t l = 0; l < n; l++) {
    largest = fmax(largest, fabs(step[l]));
    relative = fmax(relative, fabs(step[l]) / (1.0 + fabs(scores[l])));
  }
  for (int64_t l = 0; largest > 2.0 && l < n; l++)
    step[l] *= 2.0 / largest;
  return relative;
}

bool walras_bradley_terry_fit(const double *wins, int64_t n, double *work, double *scores) {
  double *gradient = work, *tried = work + n, *laplacian = work + 2 * n;
  if (!connected(wins, n, work))
    return false;
  for (int64_t l = 0; l < n; l++)
    scores[l] = 0.0;
  double value = evaluate(wins, n, scores, gradient, laplacian);
  for (int step = 0; n > 1 && step < MOST_STEPS; step++) {
    if (!walras_cholesky_factor(laplacian, n - 1))
      return false;
    walras_cholesky_solve(laplacian, n - 1, gradient);
    gradient[n - 1] = 0.0;
    const double change = cap(gradient, scores, n);
    double factor = 1.0, reached = 0.0;
    for (int halving = 0; halving < 40; halving++, factor *= 0.5) {
      for (int64_t l = 0; l < n; l++)
        tried[l] = scores[l] + factor * gradient[l];
      /* The gradient is needed until the step is accepted: the value alone decides. */
      double *scratch = work + 2 * n + walras_packed_size(n);
      reached = evaluate(wins, n, tried, scratch, laplacian);
      if (reached >= value - 1e-14 * (1.0 + fabs(value)) || change < 1e-9)
        break;
    }
    for (int64_t l = 0; l < n; l++) {
      scores[l] = tried[l];
      gradient[l] = work[2 * n + walras_packed_size(n) + l];
    }
    value = reached;
    if (change < 1e-13)
      break;
  }
  centre(scores, n);
  return true;
}
