/**
 * Logistic regression by Newton's method (iteratively reweighted least squares), one block of rows at a time: a pass over the data adds
 * each block's loss, gradient and Hessian to sums of the caller's, who adds the blocks up and lets the fit take its step.
 * P(label 1 | x) = sigma(x b). Labels may be soft, any number of [0, 1]. Loss in nats.
 */
#ifndef WALRAS_NUMERICS_LOGISTIC_LOGISTIC_H
#define WALRAS_NUMERICS_LOGISTIC_LOGISTIC_H

#include <stdbool.h>
#include <stdint.h>

enum { WALRAS_LOGISTIC_DIMENSIONS = 64 };

/** Rows by columns: columns[a][row] is regressor a, labels[row] the outcome. */
typedef struct walras_logistic_rows {
  int64_t count, dimensions; /**< dimensions in 1..WALRAS_LOGISTIC_DIMENSIONS */
  const double *const *columns;
  const double *labels;
} walras_logistic_rows;

/** Doubles that a pass adds up: loss, gradient of the log-likelihood [d], and the packed lower triangle of minus its Hessian. */
static inline int64_t walras_logistic_sums(int64_t dimensions) {
  return 1 + dimensions + dimensions * (dimensions + 1) / 2;
}

/** Adds the rows' contributions at `coefficients` [d] to `sums` [walras_logistic_sums(d)]; `work` [4 * count] is overwritten. Returns how many
 *  rows are on the wrong side or on neither: label above one half without x b > 0, or below it without x b < 0. */
int64_t walras_logistic_accumulate(const walras_logistic_rows *rows, const double *coefficients, double *work, double *sums);

/** A fit under way. Begin with zeros and `dimensions` set; read `coefficients` once walras_logistic_update says that it is done. */
typedef struct walras_logistic_fit {
  int64_t dimensions;
  double coefficients[WALRAS_LOGISTIC_DIMENSIONS]; /**< where the next pass is to be made */
  double step[WALRAS_LOGISTIC_DIMENSIONS];         /**< that led there */
  double objective;                                /**< penalised loss per row before that step */
  double loss;                                     /**< loss per row at the last accepted coefficients */
  int64_t passes;
  bool done;
} walras_logistic_fit;

/**
 * Takes the sums of a pass at fit->coefficients over `rows` rows and moves on: a Newton step on loss + ridge |b|^2 / 2 per row, or half the last
 * step back where that was too long. `done` when a step is below 1e-10 of 1 + |b|, the Hessian is singular (no ridge), or after
 * `most_passes` passes; the coefficients are then those of the pass or better by less than that.
 */
void walras_logistic_update(walras_logistic_fit *fit, const double *sums, double rows, double ridge, int64_t most_passes);

#endif
