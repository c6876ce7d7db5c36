/** Learners of tabular policies over a population of prompts: what is kept of each, and the loops over blocks. */
#ifndef WALRAS_INPO_LEARN_H
#define WALRAS_INPO_LEARN_H

#include "models/inpo/metrics.h"
#include "models/inpo/prompt.h"
#include "models/inpo/sampled.h"

/** Kept of every prompt from round to round, beside its policies. */
enum inpo_kept {
  KEPT_KL,         /* KL(pi* || pi_t) of the last round */
  KEPT_LOG_RATIO,  /* largest |log pi / ref| so far */
  KEPT_DIVERGENCE, /* D = max_pi KL(pi || pi_1) */
  KEPT_RESIDUAL,   /* of the Nash policy */
  KEPT_SLACK,
  KEPT_RATE,
  KEPT_REGRET,
  KEPT_SPREAD,   /* loss_difference_spread */
  KEPT_DISTANCE, /* argmin_distance */
  KEPT_ERROR,    /* sampling_kl */
  KEPT_LOSSES,   /* loss_eq7, loss_eq8 */
  KEPT_NUMBERS = KEPT_LOSSES + 2
};

/** Slots of the reductions: sums weighted by prompts. */
enum inpo_sum {
  SUM_LENGTH = PREFERENCE_SUMS, /* after the shared ones */
  SUM_REFERENCE_WINS,
  SUM_SCORE,
  SUM_OPPONENT,
  SUM_ERROR,
  SUM_EQ7,
  SUM_EQ8,
  SUM_CYCLIC,
  SUMS
};
enum inpo_most {
  MOST_LOG_RATIO,
  MOST_DIVERGENCE,
  MOST_RESIDUAL,
  MOST_SLACK,
  MOST_RATE,
  MOST_REGRET,
  MOST_SPREAD,
  MOST_DISTANCE,
  MOSTS
};
enum inpo_total { TOTAL_LISTS, TOTAL_KEPT, TOTAL_POSSIBLE, TOTAL_COMPARISONS, TOTAL_PAIR_COMPARISONS, TOTALS };

/** A trial at work. */
struct inpo_learning {
  walras_trial *trial;
  const struct inpo_parameters *p;
  walras_population *prompts;
  walras_state *state;     /* per prompt: [KEPT_NUMBERS], pi_t [n], sum of pi [n], pi* [n] where compared */
  walras_scratch *scratch; /* a prompt, and room to work */
  walras_reduction *reduction;
  const struct inpo_prompt *single; /* the game of a single prompt, made once */
  double divergence;                /* D of the theory schedule */
  double sharpness;                 /* of the strong policy */
  int64_t first, last;              /* rounds t = first..last of the present call */
  struct inpo_fit *fit;             /* policies with parameters; NULL for tabular ones */
};

/** Collective. Everything that needs no round: the population, start policies, Nash policies, D and the strong policy. */
walras_status inpo_learning_begin(walras_trial *trial, const struct inpo_parameters *p, struct inpo_learning *learning);

/** Collective. Goes from pi_{first - 1} (or the start, first = 1) to pi_last and evaluates it: reduction holds the sums. */
walras_status inpo_learn(struct inpo_learning *learning, int64_t first, int64_t last);

/** Inverse step of round t = 1, 2, ... (it leads to pi_{t+1}). */
double inpo_eta(const struct inpo_learning *learning, int64_t t);

/** A single prompt's policies, on every rank: any of last, average and nash [n] (probabilities) may be NULL. Collective. */
walras_status inpo_single_policies(struct inpo_learning *learning, double *last, double *average, double *nash);

/** Room that one thread works in, in doubles. */
int64_t inpo_learning_reals(const struct inpo_parameters *p);

#endif
