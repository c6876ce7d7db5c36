#include "models/position-auctions/binomial.h"

#include <math.h>

#include "walras/elementary.h"

/* log x! less Stirling's formula. */
static double stirling_rest(double x) {
  if (x < 16.0)
    return walras_lgamma(x + 1.0) - (x + 0.5) * walras_log(x) + x - 0.91893853320467274178;
  const double y = 1.0 / (x * x);
  return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - y / 1680.0) * y) * y) / x;
}

/* x log(x / mean) + mean - x, without cancellation for x near the mean. */
static double deviance(double x, double mean) {
  const double off = (x - mean) / mean;
  return mean * ((1.0 + off) * walras_log1p(off) - off);
}

/* log P(k), 0 <= k <= n. */
static double log_probability(double k, double n, double p) {
  if (k == 0.0)
    return n * walras_log1p(-p);
  if (k == n)
    return n * walras_log(p);
  return stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(k, n * p) - deviance(n - k, n * (1.0 - p)) +
         0.5 * walras_log(n / (6.283185307179586 * k * (n - k)));
}

/* The smallest k whose cdf exceeds a uniform; p is small or n is. */
static int64_t invert(const walras_stream *stream, uint64_t entity, double n, double p) {
  double u = walras_uniform(stream, entity, 0), term = walras_exp(n * walras_log1p(-p));
  const double odds = p / (1.0 - p);
  double k = 0.0;
  while (u > term && k < n && (k < n * p || term > 0.0)) {
    u -= term;
    k += 1.0;
    term *= odds * (n - k + 1.0) / k;
  }
  return (int64_t)k;
}

/* Rejection below a table mountain, n p >= 10 and p <= 1/2. */
static int64_t reject(const walras_stream *stream, uint64_t entity, double n, double p) {
  const double spread = sqrt(n * p * (1.0 - p)), b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double centre = n * p + 0.5, box = 0.92 - 4.2 / b, height = (2.83 + 5.1 / b) * spread;
  const double mode = floor((n + 1.0) * p), at_mode = log_probability(mode, n, p);
  for (uint32_t draw = 0;; draw += 2) {
    const double u = walras_uniform(stream, entity, draw) - 0.5, v = walras_uniform(stream, entity, draw + 1);
    const double side = 0.5 - fabs(u), k = floor((2.0 * a / side + b) * u + centre);
    if (k < 0.0 || k > n)
      continue;
    if (side >= 0.07 && v <= box)
      return (int64_t)k;
    if (walras_log(v * height / (a / (side * side) + b)) <= log_probability(k, n, p) - at_mode)
      return (int64_t)k;
  }
}

int64_t position_binomial(const walras_stream *stream, uint64_t entity, int64_t trials, double probability) {
  if (trials == 0 || !(probability > 0.0))
    return 0;
  if (probability >= 1.0)
    return trials;
  if (probability > 0.5)
    return trials - position_binomial(stream, entity, trials, 1.0 - probability);
  const double n = (double)trials;
  return n * probability < 10.0 ? invert(stream, entity, n, probability) : reject(stream, entity, n, probability);
}
