/** What optimisers maximise: a function of points in a box, asked for many points at once so that one pass over a population can answer. */
#ifndef WALRAS_NUMERICS_OPTIMISE_OBJECTIVE_H
#define WALRAS_NUMERICS_OPTIMISE_OBJECTIVE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * values [count] of points [count][dimensions]. False ends the search at once (the caller keeps the reason in `context`). NaN counts as worst.
 */
typedef bool (*walras_objective)(const double *points, int64_t count, double *values, void *context);

/** The box [least, most] in every dimension, 1..WALRAS_OPTIMISE_DIMENSIONS of them. */
typedef struct walras_box {
  int64_t dimensions;
  double least, most;
} walras_box;

enum { WALRAS_OPTIMISE_DIMENSIONS = 64 };

/** What a search found. */
typedef struct walras_optimum {
  double point[WALRAS_OPTIMISE_DIMENSIONS];
  double value;        /**< -infinity before anything was found */
  int64_t evaluations; /**< of the objective, in points */
} walras_optimum;

#endif
