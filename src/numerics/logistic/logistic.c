#include "numerics/logistic/logistic.h"

#include <assert.h>
#include <math.h>

#include "numerics/dense/cholesky.h"
#include "walras/elementary.h"

enum { LANES = 8 };

/* Sum of x y z in a fixed order over eight lanes, which vectorises. */
static double dot(const double *x, const double *y, int64_t count) {
  double lane[LANES] = {0};
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (int k = 0; k < LANES; k++)
      lane[k] += x[i + k] * y[i + k];
  for (int k = 0; i + k < count; k++)
    lane[k] += x[i + k] * y[i + k];
  return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

static void predict(const walras_logistic_rows *rows, const double *coefficients, double *logit) {
  for (int64_t i = 0; i < rows->count; i++)
    logit[i] = rows->columns[0][i] * coefficients[0];
  for (int64_t a = 1; a < rows->dimensions; a++)
    for (int64_t i = 0; i < rows->count; i++)
      logit[i] += rows->columns[a][i] * coefficients[a];
}

/* From logits to exp(-|logit|) in `decay` and log(1 + exp(-|logit|)) in `tail`. */
static void tails(const double *logit, double *decay, double *tail, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    decay[i] = -fabs(logit[i]);
  walras_exp_batch(decay, decay, count);
  walras_log1p_batch(decay, tail, count);
}

/* -y log sigma(z) - (1 - y) log sigma(-z) = log(1 + exp(-|z|)) + max(z, 0) - y z. */
static double losses(const walras_logistic_rows *rows, const double *logit, const double *tail, int64_t *wrong) {
  double sum = 0.0;
  for (int64_t i = 0; i < rows->count; i++) {
    const double z = logit[i], y = rows->labels[i];
    sum += tail[i] + (z > 0.0 ? z : 0.0) - y * z;
    *wrong += (y > 0.5 && !(z > 0.0)) || (y < 0.5 && !(z < 0.0));
  }
  return sum;
}

int64_t walras_logistic_accumulate(const walras_logistic_rows *rows, const double *coefficients, double *work, double *sums) {
  const int64_t n = rows->count, d = rows->dimensions;
  double *logit = work, *residual = work + n, *weight = work + 2 * n, *product = work + 3 * n;
  int64_t wrong = 0;
  assert(d >= 1 && d <= WALRAS_LOGISTIC_DIMENSIONS);
  predict(rows, coefficients, logit);
  tails(logit, residual, weight, n);
  sums[0] += losses(rows, logit, weight, &wrong);
  for (int64_t i = 0; i < n; i++) {
    const double decay = residual[i], likelier = 1.0 / (1.0 + decay), other = decay * likelier;
    weight[i] = likelier * other;
    residual[i] = rows->labels[i] - (logit[i] > 0.0 ? likelier : other);
  }
  double *hessian = sums + 1 + d;
  for (int64_t a = 0; a < d; a++) {
    sums[1 + a] += dot(residual, rows->columns[a], n);
    for (int64_t i = 0; i < n; i++)
      product[i] = weight[i] * rows->columns[a][i];
    for (int64_t b = 0; b <= a; b++)
      hessian[walras_packed_size(a) + b] += dot(product, rows->columns[b], n);
  }
  return wrong;
}

/* Steps back by half of what is left of a step that made things worse. */
static void halve(walras_logistic_fit *fit) {
  double largest = 0.0;
  for (int64_t a = 0; a < fit->dimensions; a++) {
    fit->step[a] *= 0.5;
    fit->coefficients[a] -= fit->step[a];
    largest = fmax(largest, fabs(fit->step[a]) / (1.0 + fabs(fit->coefficients[a])));
  }
  fit->done = fit->done || largest < 1e-12;
}

void walras_logistic_update(walras_logistic_fit *fit, const double *sums, double rows, double ridge, int64_t most_passes) {
  const int64_t d = fit->dimensions;
  double hessian[WALRAS_LOGISTIC_DIMENSIONS * (WALRAS_LOGISTIC_DIMENSIONS + 1) / 2], largest = 0.0, squares = 0.0;
  for (int64_t a = 0; a < d; a++)
    squares += fit->coefficients[a] * fit->coefficients[a];
  const double objective = sums[0] / rows + 0.5 * ridge * squares;
  fit->done = ++fit->passes >= most_passes;
  if (fit->passes > 1 && objective > fit->objective + 1e-13 * (1.0 + fabs(fit->objective))) {
    halve(fit);
    return;
  }
  fit->objective = objective;
  fit->loss = sums[0] / rows;
  for (int64_t i = 0; i < walras_packed_size(d); i++)
    hessian[i] = sums[1 + d + i] / rows;
  for (int64_t a = 0; a < d; a++) {
    hessian[walras_packed_size(a) + a] += ridge;
    fit->step[a] = sums[1 + a] / rows - ridge * fit->coefficients[a];
  }
  if (!walras_cholesky_factor(hessian, d)) {
    fit->done = true;
    return;
  }
  walras_cholesky_solve(hessian, d, fit->step);
  for (int64_t a = 0; a < d; a++)
    largest = fmax(largest, fabs(fit->step[a]) / (1.0 + fabs(fit->coefficients[a])));
  if (largest < 1e-10)
    fit->done = true;
  for (int64_t a = 0; a < d && !(fit->done && largest >= 1e-10); a++)
    fit->coefficients[a] += fit->step[a];
}
