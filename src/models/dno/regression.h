/**
 * DNO's regression: preferences as soft labels of pairs, the policy's log-ratio as the logit (Rosset et al. 2024, Equations 8 and 12).
 * A pair (y1, y2) of weight w and label z costs -w [z log sigma(D) + (1 - z) log sigma(-D)] nats, D = eta (g(y1) - g(y2)), g = log pi / pi_t.
 */
#ifndef WALRAS_MODELS_DNO_REGRESSION_H
#define WALRAS_MODELS_DNO_REGRESSION_H

#include <stdbool.h>
#include <stdint.h>

/** log(1 + exp(-d)), which is -log sigma(d), without overflow. */
double dno_softplus_of_minus(double d);
double dno_sigmoid(double d);

/** Cost of one pair in nats. */
static inline double dno_pair_loss(double label, double logit) {
  return label * dno_softplus_of_minus(logit) + (1.0 - label) * dno_softplus_of_minus(-logit);
}

/* ---- a linear softmax: g is linear in the change of theta, and the problem convex with few unknowns ---- */

/** Doubles that a pass adds up: the weights, the loss, minus the gradient [d], and the Hessian's lower triangle, packed by rows. */
static inline int64_t dno_regression_sums(int64_t dimensions) {
  return 2 + dimensions + dimensions * (dimensions + 1) / 2;
}

/** A pair: its logit at coefficients b [d] is offset + difference b. */
typedef struct dno_regressor {
  const double *difference; /**< [d] eta (phi(y1) - phi(y2)) */
  double offset;            /**< what the logit is where theta does not change: 0 unless the anchor is another policy */
  double weight, label;
} dno_regressor;

/** Adds a pair at `coefficients` [d] to `sums`. */
void dno_regression_add(const dno_regressor *pair, int64_t dimensions, const double *coefficients, double *sums);

/** A fit by Newton's method. The caller owns the arrays, all zero to begin with. */
typedef struct dno_regression {
  int64_t dimensions;
  double *coefficients; /**< [d] change of theta: where the next pass is to be made; the result when done */
  double *step;         /**< [d] that led there */
  double *hessian;      /**< [d (d + 1) / 2] working memory */
  double loss;          /**< mean nats per pair at the last accepted coefficients */
  int64_t passes;
  bool done;
} dno_regression;

/** Moves on by the sums of a pass: a Newton step, or half the last one back where it was too long. `done` once no entry of the gradient
 *  of the mean loss is above 1e-11, or after 100 passes. A ridge of 1e-12 picks the smallest change where features are dependent. */
void dno_regression_update(dno_regression *fit, const double *sums);

/* ---- a table: one unknown per response ---- */

/** Doubles of working memory of dno_regression_table. */
int64_t dno_regression_table_work(int64_t n);

/**
 * Minimises the cost over all policies. `wins` [n][n]: element (i, j) is the weight with which i beats j, that is the sum of w z over pairs (i, j)
 * and of w (1 - z) over pairs (j, i). Adds g to `log_policy` [n] without normalising. Responses that no chain of pairs joins are not moved
 * against each other: their changes sum to zero set by set, as in gradient descent on the logits. Returns whether the fit succeeded.
 */
bool dno_regression_table(const double *wins, int64_t n, double eta, double *work, double *log_policy);

#endif
