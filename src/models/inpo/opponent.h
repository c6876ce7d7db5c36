/** A fixed strong policy that scores learners: the reference sharpened by its own win rates, as much as to beat it with a given probability. */
#ifndef WALRAS_INPO_OPPONENT_H
#define WALRAS_INPO_OPPONENT_H

#include <stdint.h>

/** Margins of the reference's responses for a few prompts: what the sharpness is fitted to. */
struct inpo_opponent_sample {
  int64_t prompts, n;
  const double *references; /**< [prompts][n] log-probabilities */
  const double *margins;    /**< [prompts][n] M ref */
  const double *weights;    /**< [prompts] of the prompts, > 0 in sum */
};

/** opponent [n] = normalise(log ref + sharpness M ref), sharpness >= 0; margins [n] = M ref. */
void inpo_opponent_policy(const double *reference, const double *margins, double sharpness, int64_t n, double *opponent);

/** The sharpness in [0, 1e6] at which opponents beat the reference with probability `win_rate` on average; 1e6 where even that does not. work [n]. */
double inpo_opponent_sharpness(const struct inpo_opponent_sample *sample, double win_rate, double *work);

#endif
