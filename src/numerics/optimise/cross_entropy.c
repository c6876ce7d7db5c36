#include "numerics/optimise/cross_entropy.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int64_t walras_cross_entropy_work(const walras_cross_entropy *method, const walras_box *box) {
  return method->samples * (box->dimensions + 2);
}

/* The normals of one round. */
typedef struct normals {
  double mean[WALRAS_OPTIMISE_DIMENSIONS], deviation[WALRAS_OPTIMISE_DIMENSIONS];
} normals;

static void draw_points(const walras_cross_entropy *method, const walras_box *box, int64_t round, const normals *law,
                        double *points) {
  for (int64_t sample = 0; sample < method->samples; sample++)
    for (int64_t j = 0; j < box->dimensions; j++) {
      const double normal = walras_normal(&method->stream, (uint64_t)(round * method->samples + sample), (uint32_t)j);
      const double x = law->mean[j] + law->deviation[j] * normal;
      points[sample * box->dimensions + j] = x < box->least ? box->least : x > box->most ? box->most : x;
    }
}

/* order [samples]: the first `elite` of it are the best samples, best first, ties in the order drawn; NaN is worst. As doubles, to share the work. */
static void rank_elite(const walras_cross_entropy *method, const double *values, double *order) {
  int64_t kept = 0;
  for (int64_t sample = 0; sample < method->samples; sample++) {
    const double value = isnan(values[sample]) ? -INFINITY : values[sample];
    int64_t place = kept;
    while (place > 0) {
      const double other = values[(int64_t)order[place - 1]];
      if (!isnan(other) && !(value > other))
        break;
      place--;
    }
    if (place >= method->elite)
      continue;
    kept = kept < method->elite ? kept + 1 : kept;
    memmove(order + place + 1, order + place, (size_t)(kept - 1 - place) * sizeof *order);
    order[place] = (double)sample;
  }
}

static void fit(const walras_cross_entropy *method, const walras_box *box, const double *points, const double *order,
                normals *law) {
  const double elite = (double)method->elite;
  for (int64_t j = 0; j < box->dimensions; j++) {
    double sum = 0.0, squares = 0.0;
    for (int64_t i = 0; i < method->elite; i++)
      sum += points[(int64_t)order[i] * box->dimensions + j];
    const double mean = sum / elite;
    for (int64_t i = 0; i < method->elite; i++) {
      const double distance = points[(int64_t)order[i] * box->dimensions + j] - mean;
      squares += distance * distance;
    }
    law->mean[j] = mean;
    law->deviation[j] = sqrt(squares / elite);
  }
}

bool walras_cross_entropy_search(const walras_cross_entropy *method, const walras_box *box, walras_objective objective,
                                 void *context, double *work, walras_optimum *best, double *mean) {
  assert(method->samples >= 2 && method->elite >= 1 && method->elite <= method->samples);
  const size_t point_bytes = (size_t)box->dimensions * sizeof(double);
  double *points = work, *values = points + method->samples * box->dimensions, *order = values + method->samples;
  normals law;
  for (int64_t j = 0; j < box->dimensions; j++) {
    law.mean[j] = method->mean[j];
    law.deviation[j] = method->deviation;
  }
  for (int64_t round = 0; round < method->rounds; round++) {
    draw_points(method, box, round, &law, points);
    if (!objective(points, method->samples, values, context))
      return false;
    best->evaluations += method->samples;
    rank_elite(method, values, order);
    const int64_t first = (int64_t)order[0];
    if (values[first] > best->value) {
      best->value = values[first];
      memcpy(best->point, points + first * box->dimensions, point_bytes);
    }
    fit(method, box, points, order, &law);
  }
  if (mean != NULL)
    memcpy(mean, law.mean, point_bytes);
  return true;
}
