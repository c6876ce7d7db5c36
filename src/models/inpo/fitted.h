/**
 * Learners whose policy is a function of the features of prompt and response, the same for all prompts: log pi(y | x) = log ref(y | x) + f(x, y) - log Z(x), with f
 * linear in the products of both features or a network on both, 0 at the start.
 */
#ifndef WALRAS_INPO_FITTED_H
#define WALRAS_INPO_FITTED_H

#include "models/inpo/learn.h"
#include "numerics/neural/network.h"

/** What a drawn pair teaches; of SPPO one response of a list. */
struct inpo_lesson {
  int64_t prompt;
  int64_t winner, loser; /* loser -1: SPPO's */
  double anchor;         /* f_t(winner) - f_t(loser); SPPO: log pi_t(winner) */
  double target;         /* SPPO: its step times the estimated margin */
};

/** Of prompts and of responses, whose products a reward model takes. */
enum { REWARD_FEATURES_MOST = 8 };

/** A learner of this kind at work. */
struct inpo_fit {
  const struct inpo_learning *learning;
  walras_network network;
  int64_t parameters;                /* of the network */
  double *thetas;                    /* [iterations][parameters]: pi_1, ..., pi_T */
  double *gradient, *first, *second; /* [parameters] */
  double *responses;                 /* [n][feature_dim] */
  double reward[REWARD_FEATURES_MOST * REWARD_FEATURES_MOST];
  walras_population *lists, *batch, *comparisons;
  walras_gather *gather;
  walras_reduction *tally, *batch_sums, *reward_sums;
  walras_scratch *scratch;
  const struct inpo_lesson *lessons; /* [lesson_count] of the round */
  int64_t lesson_count;
  int64_t round, step; /* at hand */
  int64_t totals[TOTALS];
};

/** Collective. Everything but rounds; keeps the parameters for checkpoints. */
walras_status inpo_fit_begin(struct inpo_learning *learning, struct inpo_fit *fit);

/** Collective. Rounds first - 1 .. last - 1 (none leads to pi_1), then evaluates pi_last into learning->reduction. */
walras_status inpo_fit_rounds(struct inpo_fit *fit, int64_t first, int64_t last);

/* ---- parts ---- */

/** Inputs of the network for responses first..first+count-1 of the prompt with features c [d]: out [count][inputs]. */
void inpo_fit_inputs(const struct inpo_fit *fit, const double *c, int64_t first, int64_t count, double *out);
/** f of all responses at theta: out [n]. work [inpo_fit_network_work]. */
void inpo_fit_values(const struct inpo_fit *fit, const double *theta, const double *c, double *out, double *work);
int64_t inpo_fit_network_work(const struct inpo_fit *fit);

/** Collective. The round's lists, drawn from pi_round: fit->lessons, and its comparisons in totals. */
walras_status inpo_fit_draw(struct inpo_fit *fit);
/** Collective. Comparisons of neighbours in lists of their own, winner and loser of each: fit->lessons. */
walras_status inpo_fit_compare(struct inpo_fit *fit);
/** Collective. Fits the reward model of the round: fit->reward. */
walras_status inpo_fit_reward(struct inpo_fit *fit);
/** Collective. Adam on the lessons from pi_round's parameters: pi_{round + 1}'s. */
walras_status inpo_fit_learn(struct inpo_fit *fit);

#endif
