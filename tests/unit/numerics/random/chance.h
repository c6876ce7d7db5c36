/** Limits of the statistical tests. Each limit is passed by chance in about one of 10^6 tests of a perfect source; seeds are fixed. */
#ifndef WALRAS_TESTS_CHANCE_H
#define WALRAS_TESTS_CHANCE_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/** One-sided and two-sided normal points of 10^-6. */
#define CHANCE_ONE_SIDED 4.753
#define CHANCE_TWO_SIDED 4.892
/** Kolmogorov: P(sqrt(n) D > x) -> 2 exp(-2 x^2). */
#define CHANCE_KOLMOGOROV 2.694

/** Chi-square of counts [bins] against expected counts [bins]. */
static inline double chance_chi_square(const int64_t *counts, const double *expected, int64_t bins) {
  double sum = 0.0;
  for (int64_t bin = 0; bin < bins; bin++)
    sum += ((double)counts[bin] - expected[bin]) * ((double)counts[bin] - expected[bin]) / expected[bin];
  return sum;
}

static inline double chance_chi_square_uniform(const int64_t *counts, int64_t bins, int64_t draws) {
  const double expected = (double)draws / (double)bins;
  double sum = 0.0;
  for (int64_t bin = 0; bin < bins; bin++)
    sum += ((double)counts[bin] - expected) * ((double)counts[bin] - expected) / expected;
  return sum;
}

/** Upper point of chi-square (Wilson and Hilferty 1931). */
static inline double chance_chi_square_limit(int64_t degrees) {
  const double v = 2.0 / (9.0 * (double)degrees), root = 1.0 - v + CHANCE_ONE_SIDED * sqrt(v);
  return (double)degrees * root * root * root;
}

static inline int chance_compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/** sqrt(n) times Kolmogorov's distance between the sample x [n], which it sorts, and the law with cdf `cdf`. */
static inline double chance_kolmogorov(double *x, int64_t n, double (*cdf)(double)) {
  double distance = 0.0;
  qsort(x, (size_t)n, sizeof *x, chance_compare);
  for (int64_t i = 0; i < n; i++) {
    const double below = cdf(x[i]);
    distance = fmax(distance, fmax((double)(i + 1) / (double)n - below, below - (double)i / (double)n));
  }
  return sqrt((double)n) * distance;
}

/** Correlation of x and y [n] times sqrt(n): about standard normal for independent samples. */
static inline double chance_correlation(const double *x, const double *y, int64_t n) {
  double mx = 0.0, my = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
  for (int64_t i = 0; i < n; i++) {
    mx += x[i] / (double)n;
    my += y[i] / (double)n;
  }
  for (int64_t i = 0; i < n; i++) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return sqrt((double)n) * xy / sqrt(xx * yy);
}

#endif
