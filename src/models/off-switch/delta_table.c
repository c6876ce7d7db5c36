#include "models/off-switch/delta_table.h"

#include <math.h>

#include "models/off-switch/belief.h"
#include "models/off-switch/chebyshev.h"
#include "models/off-switch/cubic.h"

double off_switch_delta_exact(const struct off_switch_policy *policy, double t, double y) {
  struct off_switch_policy scaled = *policy;
  scaled.scale = y < 1.0 ? y / (1.0 - y) : INFINITY;
  if (t >= 1.0) {
    const double distance = 1.0;
    double wrong = 0.0, right;
    if (scaled.scale > 0.0)
      off_switch_chances(&scaled, scaled.scale, &distance, 1, &wrong, &right);
    return -wrong;
  }
  if (scaled.scale == 0.0)
    return off_switch_rational_incentive(t, 1.0 - t);
  const struct off_switch_moments moments = off_switch_gaussian_moments(&scaled, t, 1.0 - t, 0);
  return off_switch_incentive(&moments, t);
}

/* ---- from Chebyshev points to an even grid ---- */

enum { POINTS = CHEBYSHEV_POINTS };

static double even_place(int64_t node) {
  return (double)node / (DELTA_SIDE - 1);
}

static walras_status fill_points(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct off_switch_policy *policy = context;
  double *values = rows;
  (void)trial;
  for (int64_t row = 0; row < count; row++)
    for (int64_t column = 0; column < POINTS; column++)
      values[row * POINTS + column] =
          off_switch_delta_exact(policy, off_switch_chebyshev_point(column), off_switch_chebyshev_point(first + row));
  return WALRAS_OK;
}

/* Values at the points, and weights of each even node: [DELTA_SIDE][POINTS]. */
typedef struct spectral {
  const double *points, *weights;
} spectral;

static walras_status fill_weights(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  double *weights = rows;
  (void)trial;
  (void)context;
  for (int64_t row = 0; row < count; row++)
    off_switch_chebyshev_weights(even_place(first + row), weights + row * POINTS);
  return WALRAS_OK;
}

static walras_status fill_rows(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const spectral *s = context;
  double *values = rows;
  (void)trial;
  for (int64_t row = 0; row < count; row++) {
    double line[POINTS] = {0}; /* the polynomial in t at this y, by its values at the points */
    const double *by_row = s->weights + (first + row) * POINTS;
    for (int64_t i = 0; i < POINTS; i++)
      for (int64_t j = 0; j < POINTS; j++)
        line[j] += by_row[i] * s->points[i * POINTS + j];
    for (int64_t column = 0; column < DELTA_SIDE; column++) {
      const double *by_column = s->weights + column * POINTS;
      double sum = 0.0;
      for (int64_t j = 0; j < POINTS; j++)
        sum += by_column[j] * line[j];
      values[row * DELTA_SIDE + column] = sum;
    }
  }
  return WALRAS_OK;
}

walras_status off_switch_delta_table_make(walras_trial *trial, const struct off_switch_policy *policy,
                                          struct off_switch_delta_table *table) {
  const void *points = NULL, *weights = NULL, *values = NULL;
  struct off_switch_policy copy = *policy;
  walras_status status = walras_trial_table(trial, POINTS, POINTS * sizeof(double), 1, fill_points, &copy, &points);
  if (status == WALRAS_OK)
    status = walras_trial_table(trial, DELTA_SIDE, POINTS * sizeof(double), 8, fill_weights, NULL, &weights);
  spectral s = {.points = points, .weights = weights};
  if (status == WALRAS_OK)
    status = walras_trial_table(trial, DELTA_SIDE, DELTA_SIDE * sizeof(double), 8, fill_rows, &s, &values);
  table->values = values;
  return status;
}

/* ---- between the nodes ---- */

static double interpolate(const double *values, double t, double y) {
  double columns[4], rows[4], sum = 0.0;
  const int64_t column = off_switch_cubic_weights(t, DELTA_SIDE, columns), row = off_switch_cubic_weights(y, DELTA_SIDE, rows);
  for (int i = 0; i < 4; i++) {
    const double *at = values + (row + i) * DELTA_SIDE + column;
    sum += rows[i] * (columns[0] * at[0] + columns[1] * at[1] + columns[2] * at[2] + columns[3] * at[3]);
  }
  return sum;
}

void off_switch_delta_look_up(const struct off_switch_delta_table *table, const double *mu, const double *sigma,
                              const double *scale, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++) {
    const double size = fabs(mu[i]), s = size + sigma[i];
    out[i] = s > 0.0 ? s * interpolate(table->values, size / s, scale[i] / (scale[i] + s)) : 0.0;
  }
}

enum { NET = 24 };

double off_switch_delta_table_error(const struct off_switch_delta_table *table, const struct off_switch_policy *policy) {
  double worst = 0.0;
  for (int64_t i = 0; i < NET; i++)
    for (int64_t j = 0; j < NET; j++) {
      const double y = (double)(i * (DELTA_SIDE - 2) / (NET - 1)) + 0.5, t = (double)(j * (DELTA_SIDE - 2) / (NET - 1)) + 0.5;
      const double exact = off_switch_delta_exact(policy, t / (DELTA_SIDE - 1), y / (DELTA_SIDE - 1));
      worst = fmax(worst, fabs(exact - interpolate(table->values, t / (DELTA_SIDE - 1), y / (DELTA_SIDE - 1))));
    }
  return worst;
}
