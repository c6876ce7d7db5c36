/* Policies as log-probabilities: sums in fixed order, divergences far below rounding, updates in closed form. */
#include "numerics/preference_games/policy.h"

#include <math.h>

#include "unit.h"
#include "walras/elementary.h"
#include "walras/random.h"

enum { MANY = 20001 };

static void draw(uint64_t instance, int64_t n, double *l) {
  const uint32_t key[2] = {9, 1};
  const walras_stream stream = walras_stream_make(key, 0, (uint32_t)instance);
  walras_fill_normal(&stream, 0, n, 0, l);
  walras_policy_normalise(l, n);
}

static void sums_of_many_terms_are_those_of_halves_in_a_binary_tree(void) {
  static double x[MANY];
  draw(1, MANY, x);
  const double left = walras_policy_sum(x, 16384), right = walras_policy_sum(x + 16384, MANY - 16384);
  CU_ASSERT(unit_same_bits(walras_policy_sum(x, MANY), left + right));
  long double exact = 0.0L;
  for (int64_t i = 0; i < MANY; i++)
    exact += (long double)x[i];
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_sum(x, MANY), (double)exact, 1e-15 * fabs((double)exact));
}

static void normalised_policies_add_up_to_one_also_far_from_zero(void) {
  static double l[MANY], p[MANY];
  draw(2, MANY, l);
  for (int64_t i = 0; i < MANY; i++)
    l[i] = 30.0 * l[i] - 1e4;
  walras_policy_normalise(l, MANY);
  walras_policy_probabilities(l, MANY, p);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_sum(p, MANY), 1.0, 1e-13);
}

static void responses_of_no_mass_keep_none(void) {
  double l[3] = {0.25, 0.0, 0.75};
  walras_policy_logarithms(l, 3, l);
  CU_ASSERT_EQUAL(l[1], -INFINITY);
  const double g[3] = {1.0, 5.0, 1.0};
  walras_policy_combine(l, 1.0, NULL, 0.0, g, 1.0, 3);
  CU_ASSERT_EQUAL(l[1], -INFINITY);
  CU_ASSERT_DOUBLE_EQUAL(walras_exp(l[2]), 0.75, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_entropy(l, 3), 0.5623351446188083, 1e-15);
}

static void divergence_is_that_of_the_definition(void) {
  const double p[2] = {0.25, 0.75}, q[2] = {0.5, 0.5};
  double lp[2], lq[2];
  walras_policy_logarithms(p, 2, lp);
  walras_policy_logarithms(q, 2, lq);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_kl(lp, lq, 2), 0.25 * log(0.5) + 0.75 * log(1.5), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_kl(lq, lp, 2), 0.5 * log(2.0) + 0.5 * log(0.5 / 0.75), 1e-15);
  const double one[2] = {0.0, -INFINITY};
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_kl(one, lq, 2), log(2.0), 1e-15);
  CU_ASSERT_EQUAL(walras_policy_kl(lq, one, 2), INFINITY);
}

/* KL = sum p d^2 / 2 + O(d^3) for log-ratios d of mean 0: 1e-18 is far below the rounding of a log-probability. */
static void tiny_divergences_are_not_rounding(void) {
  double p[3] = {0.2, 0.3, 0.5}, q[3];
  walras_policy_logarithms(p, 3, p);
  const double d = 1e-9, ratio[3] = {d, -d, d};
  double expected = 0.0, mean = 0.0;
  for (int i = 0; i < 3; i++) {
    q[i] = p[i] - ratio[i];
    mean += walras_exp(p[i]) * ratio[i];
  }
  for (int i = 0; i < 3; i++)
    expected += 0.5 * walras_exp(p[i]) * (ratio[i] - mean) * (ratio[i] - mean);
  walras_policy_normalise(q, 3);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_kl(p, q, 3), expected, 1e-6 * expected);
  CU_ASSERT_EQUAL(walras_policy_kl(p, p, 3), 0.0);
}

static void divergences_are_never_negative(void) {
  static double p[MANY], q[MANY];
  for (uint64_t instance = 0; instance < 20; instance++) {
    draw(instance, 500, p);
    memcpy(q, p, 500 * sizeof *q);
    for (int64_t i = 0; i < 500; i++)
      q[i] += 1e-15 * (double)(i % 7);
    CU_ASSERT(walras_policy_kl(p, q, 500) >= 0.0);
    draw(instance + 100, 500, q);
    CU_ASSERT(walras_policy_kl(p, q, 500) > 0.0);
  }
}

static void spans_ignore_constants(void) {
  const double p[3] = {-1.0, -2.0, -3.0}, q[3] = {5.0, 3.0, 4.5};
  CU_ASSERT_EQUAL(walras_policy_span(p, q, 3), 2.5);
}

static void a_geometric_mixture_is_the_softmax_of_mixed_logarithms(void) {
  double l[3] = {0.2, 0.3, 0.5}, r[3] = {0.6, 0.3, 0.1};
  const double g[3] = {0.1, -0.2, 0.3};
  walras_policy_logarithms(l, 3, l);
  walras_policy_logarithms(r, 3, r);
  double raw[3], sum = 0.0;
  for (int i = 0; i < 3; i++)
    sum += raw[i] = exp(0.7 * l[i] + 0.3 * r[i] + 2.0 * g[i]);
  walras_policy_combine(l, 0.7, r, 0.3, g, 2.0, 3);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(walras_exp(l[i]), raw[i] / sum, 1e-15);
}

static void running_means_are_means(void) {
  double mean[3] = {0.0, 0.0, 0.0}, l[3], sum[3] = {0.0, 0.0, 0.0};
  for (int64_t count = 1; count <= 50; count++) {
    draw((uint64_t)count, 3, l);
    walras_policy_mean_add(mean, l, 3, count);
    for (int i = 0; i < 3; i++)
      sum[i] += walras_exp(l[i]);
  }
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(mean[i], sum[i] / 50.0, 1e-15);
}

/* Also far from zero, in runs of many terms, and where responses have no mass. */
static void settling_normalises_and_leaves_the_probabilities(void) {
  enum { N = 5000 };
  static double l[N], p[N], same[N];
  for (int i = 0; i < N; i++)
    l[i] = same[i] = i % 7 == 3 ? -(double)INFINITY : -1e4 + 1e-3 * (double)(i * i % 4001);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_settle(l, N, p), walras_policy_normalise(same, N), 1e-11);
  for (int i = 0; i < N; i++) {
    CU_ASSERT(l[i] == same[i] || fabs(l[i] - same[i]) < 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(p[i], walras_exp(l[i]), 1e-11 * p[i]);
  }
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_sum(p, N), 1.0, 1e-14);
}

WALRAS_UNIT_TESTS(UNIT(settling_normalises_and_leaves_the_probabilities),
                  UNIT(sums_of_many_terms_are_those_of_halves_in_a_binary_tree),
                  UNIT(normalised_policies_add_up_to_one_also_far_from_zero), UNIT(responses_of_no_mass_keep_none),
                  UNIT(divergence_is_that_of_the_definition), UNIT(tiny_divergences_are_not_rounding),
                  UNIT(divergences_are_never_negative), UNIT(spans_ignore_constants),
                  UNIT(a_geometric_mixture_is_the_softmax_of_mixed_logarithms), UNIT(running_means_are_means))
