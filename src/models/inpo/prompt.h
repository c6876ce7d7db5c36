/** One prompt as the learner meets it: its game, its judge's view of it, its reference policy and its responses' lengths. */
#ifndef WALRAS_INPO_PROMPT_H
#define WALRAS_INPO_PROMPT_H

#include "models/inpo/parameters.h"
#include "models/shared/preference_games/prompt.h"

/** Points into itself: make it in place and do not move it. */
struct inpo_prompt {
  struct preference_prompt games;
  walras_preference_game judged; /**< games.played with the judge's length bias */
  double *reference;             /**< [n] log-probabilities */
  double *log_lengths;           /**< [n] N(0, 1), correlated with the responses' Borda scores */
};

/** Doubles of memory that a prompt takes. */
int64_t inpo_prompt_reals(const struct inpo_parameters *p);

/** Makes `prompt` in `memory` [inpo_prompt_reals], which lives as long as it. Any thread. */
void inpo_prompt_make(const walras_trial *trial, const struct inpo_parameters *p, int64_t prompt, double *memory,
                      struct inpo_prompt *out);

/** What a judge of length bias b makes of margins [n][n]: b (length_i - length_j) is added to the logit of P_ij. out [n][n]. */
void inpo_bias(const double *margins, int64_t n, double bias, const double *log_lengths, double *out);

/** log lengths of variance 1 from normals [n]: correlation rho with Borda scores (up to a constant) [n], standardised over the n responses; where
 *  these are all equal the normals themselves. */
void inpo_lengths(const double *borda, const double *normals, int64_t n, double rho, double *log_lengths);

#endif
