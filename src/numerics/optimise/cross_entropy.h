/**
 * The cross-entropy method (Rubinstein 1999; de Boer, Kroese, Mannor, Rubinstein 2005, section 5): points are drawn from independent normals, clipped
 * to the box, and the normals are fitted to the best of them, round after round.
 */
#ifndef WALRAS_NUMERICS_OPTIMISE_CROSS_ENTROPY_H
#define WALRAS_NUMERICS_OPTIMISE_CROSS_ENTROPY_H

#include "numerics/optimise/objective.h"
#include "walras/random.h"

typedef struct walras_cross_entropy {
  int64_t samples;      /**< points a round, >= 2 */
  int64_t elite;        /**< the best ones, 1..samples */
  int64_t rounds;       /**< >= 1 */
  const double *mean;   /**< [dimensions] where the normals begin */
  double deviation;     /**< their first standard deviation, > 0 */
  walras_stream stream; /**< normal j of sample i of round r is draw j of entity r samples + i */
} walras_cross_entropy;

/** Doubles of work for a box. */
int64_t walras_cross_entropy_work(const walras_cross_entropy *method, const walras_box *box);

/**
 * `best` is the best point drawn in any round, ties to the first; it is replaced where a better one is found: set its value to -INFINITY before the first
 * call. `mean` [dimensions] (may be NULL) is where the normals ended. False when the objective said so. work: as above.
 */
bool walras_cross_entropy_search(const walras_cross_entropy *method, const walras_box *box, walras_objective objective,
                                 void *context, double *work, walras_optimum *best, double *mean);

#endif
