/* Logistic fits against cases solved by hand, differences, and their own optimality. */
#include <math.h>

#include "numerics/logistic/logistic.h"
#include "unit.h"
#include "walras/random.h"

enum { ROWS = 500, DIMENSIONS = 3, SUMS = 1 + DIMENSIONS + DIMENSIONS * (DIMENSIONS + 1) / 2 };

typedef struct data {
  double x[DIMENSIONS][ROWS], y[ROWS];
} data;

/* Labels of a logistic law with weights (1, -0.5, 0.25), the last column being constant. */
static void draw(data *d) {
  uint32_t key[2];
  walras_random_key(7, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (uint64_t i = 0; i < ROWS; i++) {
    d->x[0][i] = walras_normal(&stream, i, 0);
    d->x[1][i] = walras_normal(&stream, i, 1);
    d->x[2][i] = 1.0;
    d->y[i] = walras_uniform(&stream, i, 4) < 1.0 / (1.0 + exp(-(d->x[0][i] - 0.5 * d->x[1][i] + 0.25)));
  }
}

static int64_t accumulate(const data *d, int64_t first, int64_t count, const double *b, double *sums) {
  double work[4 * ROWS];
  const double *columns[DIMENSIONS] = {d->x[0] + first, d->x[1] + first, d->x[2] + first};
  const walras_logistic_rows rows = {.count = count, .dimensions = DIMENSIONS, .columns = columns, .labels = d->y + first};
  return walras_logistic_accumulate(&rows, b, work, sums);
}

static void gradient_and_hessian_are_those_of_the_loss(void) {
  static data d;
  const double b[DIMENSIONS] = {0.3, -0.2, 0.7}, h = 1e-5;
  double sums[SUMS] = {0};
  draw(&d);
  accumulate(&d, 0, ROWS, b, sums);
  for (int a = 0; a < DIMENSIONS; a++) {
    double up[SUMS] = {0}, down[SUMS] = {0}, moved[DIMENSIONS] = {b[0], b[1], b[2]};
    moved[a] = b[a] + h;
    accumulate(&d, 0, ROWS, moved, up);
    moved[a] = b[a] - h;
    accumulate(&d, 0, ROWS, moved, down);
    CU_ASSERT_DOUBLE_EQUAL((up[0] - down[0]) / (2.0 * h), -sums[1 + a], 1e-5);
    for (int c = 0; c <= a; c++)
      CU_ASSERT_DOUBLE_EQUAL((up[1 + c] - down[1 + c]) / (2.0 * h), -sums[1 + DIMENSIONS + a * (a + 1) / 2 + c], 1e-5);
  }
}

static void blocks_add_up_to_the_whole(void) {
  static data d;
  const double b[DIMENSIONS] = {0.3, -0.2, 0.7};
  double whole[SUMS] = {0}, parts[SUMS] = {0};
  draw(&d);
  const int64_t wrong = accumulate(&d, 0, ROWS, b, whole);
  CU_ASSERT_EQUAL(accumulate(&d, 0, 123, b, parts) + accumulate(&d, 123, ROWS - 123, b, parts), wrong);
  for (int i = 0; i < SUMS; i++)
    CU_ASSERT_DOUBLE_EQUAL(parts[i], whole[i], 1e-11);
}

static void a_fit_ends_where_the_gradient_is_zero(void) {
  static data d;
  walras_logistic_fit fit = {.dimensions = DIMENSIONS};
  double sums[SUMS];
  draw(&d);
  while (!fit.done) {
    for (int i = 0; i < SUMS; i++)
      sums[i] = 0.0;
    accumulate(&d, 0, ROWS, fit.coefficients, sums);
    walras_logistic_update(&fit, sums, ROWS, 0.0, 50);
  }
  CU_ASSERT(fit.passes < 12);
  for (int a = 0; a < DIMENSIONS; a++)
    CU_ASSERT_DOUBLE_EQUAL(sums[1 + a], 0.0, 1e-7);
}

/* One column of ones and soft labels: the logit of their mean, whatever the start. Two rows: -log of the means. */
static void soft_labels_give_the_logit_of_their_mean(void) {
  const double ones[4] = {1.0, 1.0, 1.0, 1.0}, labels[4] = {0.9, 0.8, 0.1, 1.0}, *columns[1] = {ones};
  const walras_logistic_rows rows = {.count = 4, .dimensions = 1, .columns = columns, .labels = labels};
  walras_logistic_fit fit = {.dimensions = 1, .coefficients = {9.0}};
  while (!fit.done) {
    double sums[3] = {0}, work[16];
    walras_logistic_accumulate(&rows, fit.coefficients, work, sums);
    walras_logistic_update(&fit, sums, 4.0, 0.0, 50);
  }
  CU_ASSERT_DOUBLE_EQUAL(fit.coefficients[0], log(0.7 / 0.3), 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(fit.loss, -0.7 * log(0.7) - 0.3 * log(0.3), 1e-12);
}

/* x = y = +-1: the penalised optimum solves sigma(-b) = ridge b. */
static void a_ridge_makes_separable_data_finite(void) {
  const double x[2] = {1.0, -1.0}, labels[2] = {1.0, 0.0}, *columns[1] = {x};
  const walras_logistic_rows rows = {.count = 2, .dimensions = 1, .columns = columns, .labels = labels};
  walras_logistic_fit fit = {.dimensions = 1};
  int64_t wrong = -1;
  while (!fit.done) {
    double sums[3] = {0}, work[8];
    wrong = walras_logistic_accumulate(&rows, fit.coefficients, work, sums);
    walras_logistic_update(&fit, sums, 2.0, 1e-8, 50);
  }
  CU_ASSERT_EQUAL(wrong, 0);
  CU_ASSERT_DOUBLE_EQUAL(1.0 / (1.0 + exp(fit.coefficients[0])), 1e-8 * fit.coefficients[0], 1e-12);
}

WALRAS_UNIT_TESTS(UNIT(gradient_and_hessian_are_those_of_the_loss), UNIT(blocks_add_up_to_the_whole),
                  UNIT(a_fit_ends_where_the_gradient_is_zero), UNIT(soft_labels_give_the_logit_of_their_mean),
                  UNIT(a_ridge_makes_separable_data_finite))
