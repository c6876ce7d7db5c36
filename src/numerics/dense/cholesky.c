#include "numerics/dense/cholesky.h"

#include <math.h>

bool walras_cholesky_factor(double *packed, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    double *row = packed + walras_packed_size(i);
    for (int64_t j = 0; j <= i; j++) {
      const double *other = packed + walras_packed_size(j);
      double rest = row[j];
      for (int64_t k = 0; k < j; k++)
        rest -= row[k] * other[k];
      if (j < i)
        row[j] = rest / other[j];
      else if (rest > 0.0)
        row[i] = sqrt(rest);
      else
        return false;
    }
  }
  return true;
}

void walras_cholesky_solve(const double *factor, int64_t n, double *x) {
  for (int64_t i = 0; i < n; i++) {
    const double *row = factor + walras_packed_size(i);
    for (int64_t k = 0; k < i; k++)
      x[i] -= row[k] * x[k];
    x[i] /= row[i];
  }
  for (int64_t i = n - 1; i >= 0; i--) {
    x[i] /= factor[walras_packed_size(i) + i];
    for (int64_t k = 0; k < i; k++)
      x[k] -= factor[walras_packed_size(i) + k] * x[i];
  }
}
