/**
 * What a symmetric preference game is made from. A game over n responses is its matrix of margins M = P - 1/2: M_ij in [-1/2, 1/2] is how far the
 * probability that response i beats response j is above one half. M is skew-symmetric, here to the bit.
 *
 * A source gives any piece of the matrix as a pure function of its place, so that rows can be made where they are needed. It owns nothing: the
 * arrays belong to the caller and live as long as it is used.
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_SOURCE_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/random.h"

typedef enum walras_preference_kind {
  WALRAS_PREFERENCE_EXPLICIT,  /**< from probabilities */
  WALRAS_PREFERENCE_SCORES,    /**< P = sigmoid of a score: utility differences plus a skew form of features */
  WALRAS_PREFERENCE_CYCLIC,    /**< n odd: i beats the next (n - 1) / 2 responses (mod n) by `margin` */
  WALRAS_PREFERENCE_RPS3,      /**< n = 3: 0 beats 1 by margins[0], 1 beats 2 by margins[1], 2 beats 0 by margins[2] */
  WALRAS_PREFERENCE_UNIFORM,   /**< P_ij uniform on (0, 1) for i > j */
  WALRAS_PREFERENCE_CONDORCET, /**< n even: 0 beats all others by `gap`; the others play a cyclic game */
  WALRAS_PREFERENCE_MIXTURE,   /**< a weighted mean of Bradley-Terry games, one per type of annotator */
  WALRAS_PREFERENCE_BLEND      /**< (1 - weight) first + weight second */
} walras_preference_kind;

typedef struct walras_preference_source {
  walras_preference_kind kind;
  int64_t n;             /**< responses, >= 2 */
  const double *entries; /**< EXPLICIT: P [n][n]; M is (P - P') / 2 */
  /* SCORES: x_ij = (u_i - u_j) / temperature + gamma sum_k (a_ki b_kj - b_ki a_kj), P = sigmoid(x). MIXTURE: utilities only. */
  const double *utilities; /**< SCORES: [n] or NULL (all equal); MIXTURE: [types][n] */
  double temperature;      /**< > 0 */
  const double *features;  /**< SCORES: [2 rank][n]: a_0, b_0, a_1, b_1, ...; NULL with rank 0 */
  int64_t rank;
  double gamma;
  bool linear;           /**< SCORES without utilities: P = 1/2 + x/4 instead of the sigmoid; |x| <= 2 is the caller's care */
  const double *weights; /**< MIXTURE: [types] >= 0, sum 1 */
  int64_t types;         /**< MIXTURE */
  double margin, gap;    /**< CYCLIC, CONDORCET */
  double margins[3];     /**< RPS3 */
  walras_stream draws;   /**< UNIFORM: entity i (i - 1) / 2 + j, draw 0, gives P_ij */
  const struct walras_preference_source *first, *second; /**< BLEND: of the same n; neither is a BLEND */
  double weight;                                         /**< BLEND */
} walras_preference_source;

enum { WALRAS_PREFERENCE_PIECE = 256 };

/** M_ij for j = first..first+count-1: out [count], count <= WALRAS_PREFERENCE_PIECE. */
void walras_preference_piece(const walras_preference_source *source, int64_t i, int64_t first, int64_t count, double *out);

/** Rows first..first+count-1 of M: out [count][n]. */
void walras_preference_rows(const walras_preference_source *source, int64_t first, int64_t count, double *out);

/** All of M, out [n][n]; half the work of rows. */
void walras_preference_matrix(const walras_preference_source *source, double *out);

/* Arrays for sources. */
/** The best first: u_i = scale (1/2 - i / (n - 1)). */
void walras_preference_ramp(double scale, int64_t n, double *utilities);
/** The disc game's features [2][n] (Balduzzi et al. 2019): radius from low (i = 0) to high times (cos, sin) of the angle 2 pi i / n + phase, so that
 *  a_i b_j - b_i a_j = rho_i rho_j sin(th_j - th_i). */
void walras_preference_disc(double low, double high, double phase, int64_t n, double *features);

#endif
