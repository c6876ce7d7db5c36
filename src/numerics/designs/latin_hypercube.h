/**
 * Latin hypercubes: of `count` points, each of `count` equal slices of every axis holds exactly one (McKay, Beckman, Conover, Technometrics 21
 * (1979) 239-245).
 */
#ifndef WALRAS_NUMERICS_DESIGNS_LATIN_HYPERCUBE_H
#define WALRAS_NUMERICS_DESIGNS_LATIN_HYPERCUBE_H

#include <stdbool.h>

#include "walras/random.h"

enum { WALRAS_MAXIMIN_MOST_POINTS = 2000 };

/** count >= 1, axes >= 1. */
typedef struct walras_latin_options {
  int64_t count, axes;
  bool maximin; /**< spread the points (count <= WALRAS_MAXIMIN_MOST_POINTS) */
  bool jitter;  /**< uniform within their cells; otherwise in the middle of them */
} walras_latin_options;

/** points [count][axes] in (0, 1). Errors: out of memory. */
walras_status walras_latin_hypercube(const uint32_t key[2], const walras_latin_options *options, double *points,
                                     walras_error *error);

/**
 * Exchanges cells [count][axes] within their columns so that near pairs of points move apart: fewer of the phi_p criterion of Morris and Mitchell
 * ("Exploratory designs for computational experiments", J. Stat. Planning and Inference 43 (1995) 381-402) with p = 32, the sum over pairs of
 * distance^-p. A fixed number of proposals; each swaps one coordinate of a crowded row with another row's and is kept unless it makes matters
 * worse by more than a threshold that falls to zero (threshold accepting: Dueck and Scheuer 1990). The best hypercube seen is the result.
 */
walras_status walras_latin_spread(const walras_stream *stream, int64_t count, int64_t axes, int32_t *cells, walras_error *error);

#endif
