/* Small positive definite systems against their own products. */
#include <math.h>

#include "numerics/dense/cholesky.h"
#include "unit.h"

static void a_factor_times_its_transpose_is_the_matrix_and_solves_the_system(void) {
  const double matrix[6] = {4.0, 2.0, 5.0, -1.0, 0.5, 3.0}, x[3] = {1.0, -2.0, 3.0};
  double factor[6], b[3] = {0};
  for (int i = 0; i < 6; i++)
    factor[i] = matrix[i];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      b[i] += matrix[walras_packed_size(i > j ? i : j) + (i > j ? j : i)] * x[j];
  CU_ASSERT(walras_cholesky_factor(factor, 3));
  for (int i = 0; i < 3; i++)
    for (int j = 0; j <= i; j++) {
      double product = 0.0;
      for (int k = 0; k <= j; k++)
        product += factor[walras_packed_size(i) + k] * factor[walras_packed_size(j) + k];
      CU_ASSERT_DOUBLE_EQUAL(product, matrix[walras_packed_size(i) + j], 1e-15);
    }
  walras_cholesky_solve(factor, 3, b);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(b[i], x[i], 1e-14);
}

static void singular_and_indefinite_matrices_have_no_factor(void) {
  double singular[3] = {1.0, 1.0, 1.0}, indefinite[3] = {1.0, 2.0, 1.0}, nothing[1] = {0.0}, unknown[1] = {(double)NAN};
  CU_ASSERT_FALSE(walras_cholesky_factor(singular, 2));
  CU_ASSERT_FALSE(walras_cholesky_factor(indefinite, 2));
  CU_ASSERT_FALSE(walras_cholesky_factor(nothing, 1));
  CU_ASSERT_FALSE(walras_cholesky_factor(unknown, 1));
}

WALRAS_UNIT_TESTS(UNIT(a_factor_times_its_transpose_is_the_matrix_and_solves_the_system),
                  UNIT(singular_and_indefinite_matrices_have_no_factor))
