#include "numerics/statistics/correlation.h"

#include "coverage.h"
#include "numerics/statistics/student.h"
#include "walras/elementary.h"

static walras_correlation of_pairs(const double *x, const double *y, int64_t count, walras_correlation_kind kind) {
  walras_correlation c = {0};
  CU_ASSERT(walras_correlation_of_pairs(x, y, count, kind, &c));
  return c;
}

static walras_correlation of_groups(const double *x, const double *y, const int64_t *group, int64_t count, int64_t groups,
                                    walras_correlation_kind kind) {
  walras_correlation c = {0};
  CU_ASSERT(walras_correlation_of_groups(x, y, group, count, groups, kind, &c));
  return c;
}

/* Anscombe's quartet (The American Statistician 27, 1973): r = 0.816 for each. */
static const double anscombe_x[] = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
static const double anscombe_y[][11] = {{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68},
                                        {9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74},
                                        {7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73}};

static void linear_correlations_match_published_ones(void) {
  static const double published[] = {0.81642, 0.81624, 0.81629};
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(of_pairs(anscombe_x, anscombe_y[i], 11, WALRAS_CORRELATION_LINEAR).estimate, published[i], 5e-6);
}

/* Ten persons' IQ and hours of television, the usual worked example: -29/165. And with ties by hand: ranks 1, 2.5, 2.5, 4 and 1, 2, 3.5, 3.5. */
static void rank_correlations_match_worked_examples(void) {
  const double iq[] = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110}, hours[] = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
  CU_ASSERT_DOUBLE_EQUAL(of_pairs(iq, hours, 10, WALRAS_CORRELATION_RANK).estimate, -29.0 / 165.0, 1e-15);
  const double x[] = {5, 7, 7, 9}, y[] = {-1, 0, 6, 6};
  CU_ASSERT_DOUBLE_EQUAL(of_pairs(x, y, 4, WALRAS_CORRELATION_RANK).estimate, 3.75 / 4.5, 1e-15);
}

static void ranks_do_not_change_with_a_rising_transform(void) {
  double cubes[11];
  for (int i = 0; i < 11; i++)
    cubes[i] = anscombe_y[2][i] * anscombe_y[2][i] * anscombe_y[2][i];
  CU_ASSERT_EQUAL(of_pairs(anscombe_x, cubes, 11, WALRAS_CORRELATION_RANK).estimate,
                  of_pairs(anscombe_x, anscombe_y[2], 11, WALRAS_CORRELATION_RANK).estimate);
}

static void a_side_that_does_not_vary_has_no_correlation(void) {
  const double x[] = {1, 1, 1, 1, 1}, y[] = {1, 2, 3, 4, 5};
  for (int kind = 0; kind < 2; kind++) {
    const walras_correlation c = of_pairs(x, y, 5, (walras_correlation_kind)kind);
    CU_ASSERT(isnan(c.estimate) && isnan(walras_correlation_interval(&c, 0.95).low) &&
              isnan(walras_correlation_p_value(&c, 0.0)));
  }
}

static void a_perfect_correlation_is_its_own_interval(void) {
  const double x[] = {1, 2, 3, 4, 5}, y[] = {-4, -8, -12, -16, -20};
  const int64_t group[] = {0, 1, 2, 3, 4};
  walras_correlation c = of_pairs(x, y, 5, WALRAS_CORRELATION_LINEAR);
  CU_ASSERT(c.estimate == -1.0 && walras_correlation_interval(&c, 0.95).low == -1.0 &&
            walras_correlation_interval(&c, 0.95).high == -1.0);
  c = of_groups(x, y, group, 5, 5, WALRAS_CORRELATION_RANK);
  CU_ASSERT_EQUAL(c.estimate, -1.0);
  CU_ASSERT(walras_correlation_interval(&c, 0.95).high == -1.0 && walras_correlation_p_value(&c, -1.0) == 1.0 &&
            walras_correlation_p_value(&c, 0.9) == 0.0);
}

/* r = .5 of 28 pairs: artanh(.5) -+ 1.96 / 5; for ranks sqrt(1.125) times that. */
static void intervals_are_fishers(void) {
  walras_correlation c = {.estimate = 0.5, .error = 0.2, .degrees = INFINITY};
  const double half = 1.959963984540054 / 5.0;
  CU_ASSERT_DOUBLE_EQUAL(walras_correlation_interval(&c, 0.95).low, tanh(atanh(0.5) - half), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(walras_correlation_interval(&c, 0.95).high, tanh(atanh(0.5) + half), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(walras_correlation_p_value(&c, tanh(atanh(0.5) + half)), 0.05, 1e-12);
  c = of_pairs(anscombe_x, anscombe_y[0], 11, WALRAS_CORRELATION_LINEAR);
  CU_ASSERT_DOUBLE_EQUAL(c.error, sqrt(1.0 / 8.0), 1e-15);
  c = of_pairs(anscombe_x, anscombe_y[0], 11, WALRAS_CORRELATION_RANK);
  CU_ASSERT_DOUBLE_EQUAL(c.error, sqrt((1.0 + c.estimate * c.estimate / 2.0) / 8.0), 1e-15);
  c = of_pairs(anscombe_x, anscombe_y[0], 3, WALRAS_CORRELATION_LINEAR);
  CU_ASSERT(isnan(c.error));
}

static void of_two_groups_nothing_is_known(void) {
  const int64_t group[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const walras_correlation c = of_groups(anscombe_x, anscombe_y[0], group, 11, 2, WALRAS_CORRELATION_LINEAR);
  CU_ASSERT_DOUBLE_EQUAL(c.estimate, 0.81642, 5e-6);
  CU_ASSERT(isnan(c.error) && isnan(walras_correlation_interval(&c, 0.95).high));
}

/* Leaving out groups of pairs must be the same as not having them. */
static void the_jackknife_is_that_of_the_groups(void) {
  enum { COUNT = 12, GROUPS = 4, SIZE = COUNT / GROUPS };
  double x[COUNT], y[COUNT], z[GROUPS], mean = 0.0, squares = 0.0;
  int64_t group[COUNT];
  for (int kind = 0; kind < 2; kind++, mean = squares = 0.0) {
    for (int64_t i = 0; i < COUNT; i++) {
      x[i] = floor(4.0 * coverage_normal(1, i));
      y[i] = x[i] + floor(4.0 * coverage_normal(2, i));
      group[i] = i / SIZE;
    }
    for (int64_t g = 0; g < GROUPS; g++) {
      double a[COUNT], b[COUNT];
      int64_t n = 0;
      for (int64_t i = 0; i < COUNT; i++)
        if (group[i] != g) {
          a[n] = x[i];
          b[n++] = y[i];
        }
      z[g] = atanh(of_pairs(a, b, n, (walras_correlation_kind)kind).estimate);
      mean += z[g] / GROUPS;
    }
    for (int64_t g = 0; g < GROUPS; g++)
      squares += (z[g] - mean) * (z[g] - mean);
    const walras_correlation c = of_groups(x, y, group, COUNT, GROUPS, (walras_correlation_kind)kind);
    CU_ASSERT_DOUBLE_EQUAL(c.error, sqrt(squares * (GROUPS - 1) / GROUPS), 1e-13);
    CU_ASSERT_EQUAL(c.degrees, GROUPS - 1.0);
  }
}

/* Normal pairs with correlation .6: Pearson's is .6, Spearman's 6/pi asin(.3) (Kruskal, JASA 53, 1958). */
static void simulated_correlations_of_normal_pairs_are_covered(void) {
  enum { COUNT = 40, SAMPLES = 20000 };
  const double truth[] = {0.6, 6.0 / 3.141592653589793 * asin(0.3)};
  for (int kind = 0; kind < 2; kind++) {
    int64_t covered = 0;
    for (int64_t sample = 0; sample < SAMPLES; sample++) {
      double x[COUNT], y[COUNT];
      for (int64_t i = 0; i < COUNT; i++) {
        x[i] = coverage_normal(sample, 2 * i);
        y[i] = 0.6 * x[i] + 0.8 * coverage_normal(sample, 2 * i + 1);
      }
      const walras_correlation c = of_pairs(x, y, COUNT, (walras_correlation_kind)kind);
      covered += coverage_holds(walras_correlation_interval(&c, 0.95), truth[kind]);
    }
    coverage_lies_between(covered, SAMPLES, 0.94, 0.96);
  }
}

/*
 * Ten pairs in each of thirty groups share most of what moves them: the jackknife over groups keeps its word, where an interval that takes the
 * pairs for independent covers far too seldom.
 */
static void simulated_correlations_of_grouped_pairs_are_covered(void) {
  enum { GROUPS = 30, SIZE = 10, COUNT = GROUPS * SIZE, SAMPLES = 4000 };
  static double x[COUNT], y[COUNT];
  static int64_t group[COUNT];
  int64_t by_groups = 0, by_pairs = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    for (int64_t i = 0; i < COUNT; i++) {
      const int64_t g = i / SIZE;
      const double shared_x = coverage_normal(sample, 2 * g),
                   shared_y = 0.6 * shared_x + 0.8 * coverage_normal(sample, 2 * g + 1);
      const double own_x = coverage_normal(sample, 100 + 2 * i), own_y = 0.6 * own_x + 0.8 * coverage_normal(sample, 101 + 2 * i);
      group[i] = g;
      x[i] = sqrt(0.8) * shared_x + sqrt(0.2) * own_x;
      y[i] = sqrt(0.8) * shared_y + sqrt(0.2) * own_y;
    }
    const walras_correlation grouped = of_groups(x, y, group, COUNT, GROUPS, WALRAS_CORRELATION_LINEAR);
    const walras_correlation single = of_pairs(x, y, COUNT, WALRAS_CORRELATION_LINEAR);
    by_groups += coverage_holds(walras_correlation_interval(&grouped, 0.95), 0.6);
    by_pairs += coverage_holds(walras_correlation_interval(&single, 0.95), 0.6);
  }
  coverage_lies_between(by_groups, SAMPLES, 0.93, 0.97);
  CU_ASSERT(by_pairs < SAMPLES * 2 / 3);
}

WALRAS_UNIT_TESTS(UNIT(linear_correlations_match_published_ones), UNIT(rank_correlations_match_worked_examples),
                  UNIT(ranks_do_not_change_with_a_rising_transform), UNIT(a_side_that_does_not_vary_has_no_correlation),
                  UNIT(a_perfect_correlation_is_its_own_interval), UNIT(intervals_are_fishers),
                  UNIT(of_two_groups_nothing_is_known), UNIT(the_jackknife_is_that_of_the_groups),
                  UNIT(simulated_correlations_of_normal_pairs_are_covered),
                  UNIT(simulated_correlations_of_grouped_pairs_are_covered))
