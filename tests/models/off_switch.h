/** What the tests of the off-switch game share: points drawn at random, and slow integrals by libm that know nothing of the model's. */
#ifndef WALRAS_TESTS_OFF_SWITCH_H
#define WALRAS_TESTS_OFF_SWITCH_H

#include "model_run.h"
#include "models/off-switch/critical.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_off_switch, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_off_switch, word, SETTINGS(__VA_ARGS__)))

static inline double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {16, 11};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

/* From low to high by equal factors. */
static inline double test_log_uniform(uint64_t instance, uint32_t draw, double low, double high) {
  return low * pow(high / low, test_uniform(instance, draw));
}

/* Any gradual or sudden policy, and a belief around it: |mu| up to 3 sigma. */
typedef struct test_point {
  struct off_switch_point point;
  struct off_switch_policy policy;
} test_point;

static inline test_point random_point(uint64_t instance, int family, int64_t overseers) {
  const double sigma = test_log_uniform(instance, 0, 0.02, 50.0), mu = sigma * 6.0 * (test_uniform(instance, 1) - 0.5);
  const double scale = sigma * test_log_uniform(instance, 2, 0.01, 30.0);
  return (test_point){.point = {.mu = mu, .sigma = sigma, .overseers = overseers, .tolerance = 1e-10},
                      .policy = off_switch_policy_make(family, scale, test_uniform(instance, 3), overseers)};
}

/* P(more than half of k say yes) by the binomial law, a coin on ties. */
static inline double test_majority(double yes, int64_t k) {
  double sum = 0.0;
  for (int64_t j = 0; j <= k; j++) {
    const double term = exp(lgamma((double)k + 1.0) - lgamma((double)j + 1.0) - lgamma((double)(k - j) + 1.0)) *
                        pow(yes, (double)j) * pow(1.0 - yes, (double)(k - j));
    sum += 2 * j > k ? term : 2 * j == k ? 0.5 * term : 0.0;
  }
  return sum;
}

static inline double test_one_human(const struct off_switch_policy *policy, double u) {
  if (policy->family == FAMILY_LOGISTIC)
    return 1.0 / (1.0 + exp(-u / policy->scale));
  if (policy->family == FAMILY_PROBIT)
    return 0.5 * erfc(-u / policy->scale / sqrt(2.0));
  return u > 0.0 ? 1.0 - policy->error : policy->error;
}

/* E[pi(U) U] - max(mu, 0) for a normal U: Simpson's rule on either side of zero. */
static inline double test_incentive(const struct off_switch_policy *policy, double mu, double sigma, int64_t overseers) {
  double sum = 0.0;
  for (int side = -1; side <= 1; side += 2) {
    const double end = 12.0 * sigma + fabs(mu);
    const int64_t steps = 20000;
    for (int64_t i = 0; i <= steps; i++) {
      const double part = (double)i / (double)steps, u = side * end * part * part * part; /* u = +-s^3 clusters nodes at zero */
      const double weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0, z = (u - mu) / sigma;
      sum += weight / (3.0 * (double)steps) * end * 3.0 * part * part * u * test_majority(test_one_human(policy, u), overseers) *
             exp(-0.5 * z * z) / (sigma * sqrt(2.0 * M_PI));
    }
  }
  return sum - fmax(mu, 0.0);
}

#endif
