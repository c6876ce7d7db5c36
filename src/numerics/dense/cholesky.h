/**
 * Symmetric positive definite systems of a few unknowns, in a fixed order of operations: the same bits everywhere.
 * Lower triangles are packed by rows: element (i, j), j <= i, at i (i + 1) / 2 + j.
 */
#ifndef WALRAS_NUMERICS_DENSE_CHOLESKY_H
#define WALRAS_NUMERICS_DENSE_CHOLESKY_H

#include <stdbool.h>
#include <stdint.h>

static inline int64_t walras_packed_size(int64_t n) {
  return n * (n + 1) / 2;
}

/** Replaces the packed matrix [n (n + 1) / 2] by its Cholesky factor. False when a pivot is not positive: it is not positive definite
 *  to working precision, and is left half done. */
bool walras_cholesky_factor(double *packed, int64_t n);

/** Solves L L' x = b in place, x [n] = b on entry, with the factor of walras_cholesky_factor. */
void walras_cholesky_solve(const double *factor, int64_t n, double *x);

#endif
