#include "models/off-switch/policy.h"

#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

struct off_switch_policy off_switch_policy_make(int family, double scale, double error, int64_t overseers) {
  assert(overseers >= 1 && overseers <= OVERSEERS_MOST);
  struct off_switch_policy policy = {.family = family,
                                     .minority = (overseers - 1) / 2,
                                     .error = family == FAMILY_BERNOULLI ? error : 0.0,
                                     .scale = family == FAMILY_LOGISTIC || family == FAMILY_PROBIT ? scale : 0.0};
  policy.binomials[0] = 1.0;
  for (int64_t i = 1; i <= policy.minority; i++) /* exact up to 2^53, then to a few ulp */
    policy.binomials[i] = policy.binomials[i - 1] * (double)(policy.minority + i) / (double)i;
  return policy;
}

int off_switch_is_rational(const struct off_switch_policy *policy) {
  return policy->family == FAMILY_RATIONAL || (policy->family == FAMILY_BERNOULLI && policy->error == 0.0) ||
         (policy->family != FAMILY_BERNOULLI && policy->scale == 0.0);
}

/*
 * The decision falls with the (m + 1)-th vote of one kind: P(wrong) = w^(m+1) sum_i C(m+i, i) r^i over i = 0..m right votes before it. Terms are
 * positive, so that both tails keep their digits. Humans of a slice go side by side.
 */
enum { SLICE = 16 };

static void slice_chances(const struct off_switch_policy *policy, int64_t count, double *restrict wrong, double *restrict right) {
  double w[SLICE] = {0}, r[SLICE] = {0}, wrong_sum[SLICE] = {0}, right_sum[SLICE] = {0}, wrong_power[SLICE], right_power[SLICE];
  for (int64_t i = 0; i < count; i++) {
    w[i] = wrong[i];
    r[i] = right[i];
  }
  for (int i = 0; i < SLICE; i++)
    wrong_power[i] = right_power[i] = 1.0;
  for (int64_t k = policy->minority; k >= 0; k--)
    for (int i = 0; i < SLICE; i++) {
      wrong_sum[i] = wrong_sum[i] * r[i] + policy->binomials[k];
      right_sum[i] = right_sum[i] * w[i] + policy->binomials[k];
      wrong_power[i] *= w[i];
      right_power[i] *= r[i];
    }
  for (int64_t i = 0; i < count; i++) {
    wrong[i] = wrong_power[i] * wrong_sum[i];
    right[i] = right_power[i] * right_sum[i];
  }
}

void off_switch_committee(const struct off_switch_policy *policy, int64_t count, double *wrong, double *right) {
  for (int64_t first = 0; policy->minority > 0 && first < count; first += SLICE)
    slice_chances(policy, count - first < SLICE ? count - first : SLICE, wrong + first, right + first);
}

static void fill(double value, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = value;
}

/* e = exp(-|u|/beta): wrong is e / (1 + e). */
static void logistic_chances(double scale, const double *distance, int64_t count, double *wrong, double *right) {
  for (int64_t i = 0; i < count; i++)
    wrong[i] = -(distance[i] / scale);
  walras_exp_batch(wrong, wrong, count);
  for (int64_t i = 0; i < count; i++) {
    right[i] = 1.0 / (1.0 + wrong[i]);
    wrong[i] *= right[i];
  }
}

static void probit_chances(double scale, const double *distance, int64_t count, double *wrong, double *right) {
  for (int64_t i = 0; i < count; i++)
    right[i] = distance[i] / scale;
  for (int64_t i = 0; i < count; i++)
    wrong[i] = -right[i];
  walras_normal_cdf_batch(wrong, wrong, count);
  walras_normal_cdf_batch(right, right, count);
}

void off_switch_chances(const struct off_switch_policy *policy, double scale, const double *distance, int64_t count,
                        double *wrong, double *right) {
  const int gradual = policy->family == FAMILY_LOGISTIC || policy->family == FAMILY_PROBIT;
  if (gradual && scale > 0.0 && policy->family == FAMILY_LOGISTIC)
    logistic_chances(scale, distance, count, wrong, right);
  else if (gradual && scale > 0.0)
    probit_chances(scale, distance, count, wrong, right);
  else {
    fill(policy->error, count, wrong);
    fill(1.0 - policy->error, count, right);
  }
  off_switch_committee(policy, count, wrong, right);
}

double off_switch_approval(const struct off_switch_policy *policy, double utility) {
  if (utility == 0.0)
    return 0.5;
  const double distance = fabs(utility);
  double wrong, right;
  off_switch_chances(policy, policy->scale, &distance, 1, &wrong, &right);
  return utility > 0.0 ? right : wrong;
}
