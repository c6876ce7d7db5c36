#include "models/off-switch/decisions.h"

#include <math.h>

#include "models/off-switch/belief.h"
#include "models/off-switch/chebyshev.h"
#include "models/off-switch/critical.h"
#include "models/off-switch/cubic.h"
#include "walras/elementary.h"

/* ---- the critical product over all beliefs ---- */

static walras_status fill_points(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct off_switch_policy *policy = context;
  double *products = rows;
  (void)trial;
  for (int64_t row = 0; row < count; row++) {
    const double t = off_switch_chebyshev_point(first + row);
    products[row] = off_switch_critical_product(t < 1.0 ? t / (1.0 - t) : (double)INFINITY, 2 * policy->minority + 1);
  }
  return WALRAS_OK;
}

static walras_status fill_products(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const double *points = context;
  double *products = rows, weight[CHEBYSHEV_POINTS];
  (void)trial;
  for (int64_t row = 0; row < count; row++) {
    off_switch_chebyshev_weights((double)(first + row) / (PRODUCT_NODES - 1), weight);
    products[row] = 0.0;
    for (int64_t j = 0; j < CHEBYSHEV_POINTS; j++)
      products[row] += weight[j] * points[j];
  }
  return WALRAS_OK;
}

static walras_status make_products(walras_trial *trial, struct off_switch_decider *decider) {
  const void *points = NULL, *products = NULL;
  double copy[CHEBYSHEV_POINTS];
  walras_status status = walras_trial_table(trial, CHEBYSHEV_POINTS, sizeof(double), 1, fill_points, &decider->policy, &points);
  for (int64_t j = 0; status == WALRAS_OK && j < CHEBYSHEV_POINTS; j++)
    copy[j] = ((const double *)points)[j];
  if (status == WALRAS_OK)
    status = walras_trial_table(trial, PRODUCT_NODES, sizeof(double), 32, fill_products, copy, &products);
  decider->products = products;
  return status;
}

static double product_at(const double *products, double t) {
  double weight[4];
  const int64_t first = off_switch_cubic_weights(t, PRODUCT_NODES, weight);
  return weight[0] * products[first] + weight[1] * products[first + 1] + weight[2] * products[first + 2] +
         weight[3] * products[first + 3];
}

/* ---- decisions ---- */

walras_status off_switch_decider_make(walras_trial *trial, const struct off_switch_policy *policy, double wait_cost,
                                      double tolerance, bool wants_delta, struct off_switch_decider *decider) {
  const bool gradual = policy->family == FAMILY_LOGISTIC || (policy->family == FAMILY_PROBIT && policy->minority > 0);
  walras_status status = WALRAS_OK;
  *decider = (struct off_switch_decider){.policy = *policy,
                                         .wait_cost = wait_cost,
                                         .tolerance = tolerance,
                                         .by_temperature = policy->family == FAMILY_LOGISTIC && wait_cost == 0.0,
                                         .tabulated = gradual,
                                         .kernels = off_switch_kernels_get()};
  decider->policy.scale = 1.0; /* of gradual policies: each robot's own counts */
  if (decider->by_temperature && policy->minority > 0)
    status = make_products(trial, decider);
  if (status != WALRAS_OK || !gradual || (decider->by_temperature && !wants_delta))
    return status;
  status = off_switch_delta_table_make(trial, &decider->policy, &decider->table);
  if (status == WALRAS_OK)
    decider->table_error = off_switch_delta_table_error(&decider->table, &decider->policy);
  return status;
}

void off_switch_waits(const struct off_switch_decider *decider, const double *mu, const double *sigma, const double *scale,
                      int64_t count, double *waits) {
  if (decider->by_temperature && decider->products == NULL) {
    decider->kernels->waits(mu, sigma, scale, 1.0 + decider->tolerance, count, waits);
    return;
  }
  if (decider->by_temperature) {
    for (int64_t i = 0; i < count; i++) {
      const double size = fabs(mu[i]), s = size + sigma[i];
      const double product = s > 0.0 ? product_at(decider->products, size / s) : 1.0;
      waits[i] = 2.0 * size * scale[i] <= sigma[i] * sigma[i] * (product * (1.0 + decider->tolerance)) ? 1.0 : 0.0;
    }
    return;
  }
  off_switch_deltas(decider, mu, sigma, scale, count, waits);
  for (int64_t i = 0; i < count; i++)
    waits[i] = waits[i] >= -decider->tolerance ? 1.0 : 0.0;
}

/* ---- incentives ---- */

/* spread phi(z) - |mu| Phi(-z) with z = |mu| / width: min(A, B) for both the standard deviation. */
static void bell_terms(const double *mu, const double *spread, const double *width, int64_t count, double *out) {
  double density[PLAY_CHUNK] = {0}, tail[PLAY_CHUNK] = {0};
  for (int64_t i = 0; i < count; i++) {
    const double z = width[i] > 0.0 ? fabs(mu[i]) / width[i] : (double)INFINITY;
    density[i] = -0.5 * z * z;
    tail[i] = -z;
  }
  walras_exp_batch(density, density, count);
  walras_normal_cdf_batch(tail, tail, count);
  for (int64_t i = 0; i < count; i++)
    out[i] = spread[i] * (0x1.9884533d43651p-2 * density[i]) - fabs(mu[i]) * tail[i];
}

static void probit_deltas(const double *mu, const double *sigma, const double *tau, int64_t count, double *delta) {
  double spread[PLAY_CHUNK], width[PLAY_CHUNK];
  for (int64_t i = 0; i < count; i++) {
    width[i] = sqrt(tau[i] * tau[i] + sigma[i] * sigma[i]);
    spread[i] = width[i] > 0.0 ? sigma[i] * (sigma[i] / width[i]) : 0.0;
  }
  bell_terms(mu, spread, width, count, delta);
}

/* Of overseers that err alike at every utility: min(A, B) - wrong (A + B). */
static void even_deltas(const struct off_switch_policy *policy, const double *mu, const double *sigma, int64_t count,
                        double *delta) {
  double wrong = policy->error, right = 1.0 - policy->error;
  off_switch_committee(policy, 1, &wrong, &right);
  bell_terms(mu, sigma, sigma, count, delta);
  for (int64_t i = 0; i < count; i++) {
    const double least = delta[i] > 0.0 ? delta[i] : 0.0;
    delta[i] = right * least - wrong * (least + fabs(mu[i]));
  }
}

void off_switch_deltas(const struct off_switch_decider *decider, const double *mu, const double *sigma, const double *scale,
                       int64_t count, double *delta) {
  if (decider->tabulated)
    off_switch_delta_look_up(&decider->table, mu, sigma, scale, count, delta);
  else if (decider->policy.family == FAMILY_PROBIT)
    probit_deltas(mu, sigma, scale, count, delta);
  else
    even_deltas(&decider->policy, mu, sigma, count, delta);
  for (int64_t i = 0; i < count; i++)
    delta[i] -= decider->wait_cost;
}
