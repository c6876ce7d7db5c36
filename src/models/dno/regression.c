#include "models/dno/regression.h"

#include <math.h>

#include "numerics/dense/cholesky.h"
#include "walras/elementary.h"

static const double GRADIENT = 1e-11, RIDGE = 1e-12;
enum { MOST_PASSES = 100 };

double dno_softplus_of_minus(double d) {
  return d >= 0.0 ? walras_log1p(walras_exp(-d)) : walras_log1p(walras_exp(d)) - d;
}

double dno_sigmoid(double d) {
  const double decay = walras_exp(-fabs(d));
  return (d >= 0.0 ? 1.0 : decay) / (1.0 + decay);
}

void dno_regression_add(const dno_regressor *pair, int64_t dimensions, const double *coefficients, double *sums) {
  const double *difference = pair->difference;
  double logit = pair->offset;
  for (int64_t a = 0; a < dimensions; a++)
    logit += difference[a] * coefficients[a];
  const double decay = walras_exp(-fabs(logit)), likelier = 1.0 / (1.0 + decay), other = decay * likelier;
  const double residual = pair->weight * (pair->label - (logit >= 0.0 ? likelier : other)),
               curvature = pair->weight * likelier * other;
  double *gradient = sums + 2, *hessian = gradient + dimensions;
  sums[0] += pair->weight;
  sums[1] += pair->weight * (walras_log1p(decay) + (logit > 0.0 ? logit : 0.0) - pair->label * logit);
  for (int64_t a = 0; a < dimensions; a++) {
    gradient[a] += residual * difference[a];
    const double scaled = curvature * difference[a];
    for (int64_t b = 0; b <= a; b++)
      hessian[walras_packed_size(a) + b] += scaled * difference[b];
  }
}

/* Steps back by half of what is left of a step that made things worse. */
static void halve(dno_regression *fit) {
  double largest = 0.0;
  for (int64_t a = 0; a < fit->dimensions; a++) {
    fit->step[a] *= 0.5;
    fit->coefficients[a] -= fit->step[a];
    largest = fmax(largest, fabs(fit->step[a]) / (1.0 + fabs(fit->coefficients[a])));
  }
  fit->done = fit->done || largest < 1e-14;
}

void dno_regression_update(dno_regression *fit, const double *sums) {
  const int64_t d = fit->dimensions;
  const double weight = sums[0], loss = weight > 0.0 ? sums[1] / weight : 0.0;
  double largest = 0.0;
  fit->done = ++fit->passes >= MOST_PASSES || !(weight > 0.0);
  if (fit->passes > 1 && loss > fit->loss + 1e-13 * (1.0 + fabs(fit->loss))) {
    halve(fit);
    return;
  }
  fit->loss = loss;
  for (int64_t a = 0; a < d && weight > 0.0; a++) {
    fit->step[a] = sums[2 + a] / weight;
    largest = fmax(largest, fabs(fit->step[a]));
    for (int64_t b = 0; b <= a; b++)
      fit->hessian[walras_packed_size(a) + b] = sums[2 + d + walras_packed_size(a) + b] / weight + (a == b ? RIDGE : 0.0);
  }
  if (fit->done || largest <= GRADIENT || !walras_cholesky_factor(fit->hessian, d)) {
    fit->done = true;
    return;
  }
  walras_cholesky_solve(fit->hessian, d, fit->step);
  for (int64_t a = 0; a < d; a++)
    fit->coefficients[a] += fit->step[a];
}
