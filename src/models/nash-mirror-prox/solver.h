/** One algorithm on one prompt's game with a tabular policy: iteration by iteration, without communication. */
#ifndef WALRAS_NASH_MIRROR_PROX_SOLVER_H
#define WALRAS_NASH_MIRROR_PROX_SOLVER_H

#include "models/nash-mirror-prox/direction.h"
#include "numerics/preference_games/game.h"
#include "walras/random.h"

/** Streams of a trial, below the shared ones; a prompt's number is the round. */
enum nmp_stream { NMP_STREAM_SAMPLES, NMP_STREAM_NOISE, NMP_STREAM_WEIGHTS };

struct nmp_solver {
  const struct nmp_parameters *p;
  int algorithm;
  double beta; /**< as the algorithm sees it */
  const walras_preference_game *game;
  const double *reference; /**< [n] log-probabilities */
  walras_stream samples, noise;
  uint64_t next_sample, next_noise; /**< entities not yet used */
  int64_t gradient_steps;           /**< taken so far: Adam's clock */
  double *policy;                   /**< [n] log-probabilities: pi_k */
  double *current; /**< [n] its probabilities, which exact mirror prox has at hand: see nmp_solver_probabilities */
  double *half, *target, *margins, *direction, *moments; /**< [n] each, moments [2 n] */
  struct nmp_batch batch;
};

/** Doubles of memory for a solver of n responses. */
int64_t nmp_solver_reals(int64_t n);
/** Begins at `start` [n]; game and reference live as long. memory [nmp_solver_reals]. */
void nmp_solver_begin(struct nmp_solver *solver, const struct nmp_parameters *p, int algorithm,
                      const walras_preference_game *game, const double *reference, const double *start, double *memory);
/** Probabilities [n] of the current policy, valid until the next call. */
const double *nmp_solver_probabilities(struct nmp_solver *solver);
/** Iteration k = 0, 1, ... */
void nmp_solver_iterate(struct nmp_solver *solver, int64_t k);

#endif
