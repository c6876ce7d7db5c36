#include "numerics/random/multinomial.h"

#include <math.h>

#include "walras/elementary.h"

enum { FEW = 32 };

static double uniform(walras_draw_sequence *draws) {
  const double u = walras_uniform(&draws->stream, draws->entity, draws->next);
  draws->next += 4;
  return u;
}

/* Gamma law of shape a >= 1 (Marsaglia and Tsang, ACM TOMS 26, 2000). With v = 1 + w the test is written so that it keeps its digits for any a. */
static double gamma_of_shape(walras_draw_sequence *draws, double a) {
  const double d = a - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
  for (;;) {
    const double x = walras_normal(&draws->stream, draws->entity, draws->next), t = c * x;
    const double u = walras_uniform(&draws->stream, draws->entity, draws->next + 2);
    draws->next += 4;
    const double w = t * (3.0 + t * (3.0 + t));
    if (t > -1.0 && walras_log(u) < 0.5 * x * x + d * (walras_log1p(w) - w))
      return d * (1.0 + w);
  }
}

int64_t walras_binomial_count(walras_draw_sequence *draws, int64_t n, double p) {
  int64_t successes = 0;
  while (n > FEW && p > 0.0 && p < 1.0) {
    /* The middle one of n uniforms: either it and all below it are successes, or it and all above it are not. */
    const int64_t middle = (n + 1) / 2;
    const double below = gamma_of_shape(draws, (double)middle), above = gamma_of_shape(draws, (double)(n + 1 - middle));
    const double x = below / (below + above);
    if (x <= p) {
      successes += middle;
      n -= middle;
      p = (p - x) / (1.0 - x);
    } else {
      n = middle - 1;
      p = p / x;
    }
  }
  if (p >= 1.0)
    return successes + n;
  for (; p > 0.0 && n > 0; n--)
    successes += uniform(draws) < p;
  return successes;
}

void walras_multinomial_counts(walras_draw_sequence *draws, int64_t n, const double *law, int64_t cells, int64_t *counts) {
  int64_t last = -1;
  double left = 0.0;
  for (int64_t cell = 0; cell < cells; cell++) {
    counts[cell] = 0;
    if (law[cell] > 0.0)
      last = cell;
    left += law[cell];
  }
  for (int64_t cell = 0; cell < last && n > 0; cell++) {
    if (law[cell] <= 0.0)
      continue;
    counts[cell] = walras_binomial_count(draws, n, law[cell] < left ? law[cell] / left : 1.0);
    n -= counts[cell];
    left -= law[cell];
  }
  if (last >= 0)
    counts[last] = n;
}
