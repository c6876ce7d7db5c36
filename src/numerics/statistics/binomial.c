#include "numerics/statistics/binomial.h"

#include "numerics/distributions/beta.h"

/* P(X >= k) is the chance that the k-th smallest of `trials` uniform draws, a beta variable, is at most p. */
double walras_binomial_at_least(int64_t successes, int64_t trials, double p) {
  if (successes <= 0 || successes > trials)
    return successes <= 0 ? 1.0 : 0.0;
  const walras_beta law = walras_beta_make((double)successes, (double)(trials - successes + 1));
  return walras_beta_cdf(&law, p);
}

/* The failures are binomial with 1 - p; the k-th smallest uniform lies above p as its mirror image lies below 1 - p. */
double walras_binomial_at_most(int64_t successes, int64_t trials, double p) {
  return walras_binomial_at_least(trials - successes, trials, 1.0 - p);
}
