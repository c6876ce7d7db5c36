/** One round of a tabular learner from drawn responses and comparisons, on one prompt. */
#ifndef WALRAS_INPO_SAMPLED_H
#define WALRAS_INPO_SAMPLED_H

#include "models/inpo/exact.h"
#include "models/inpo/parameters.h"

/** Streams of the trial; the round is the learner's, entities are lists: list l of a prompt is prompt pairs_sampled + l. */
enum inpo_stream {
  STREAM_LISTS,   /* responses of a list, then its comparisons */
  STREAM_SECOND,  /* the same of the second half of a mirror-prox round */
  STREAM_REWARD,  /* comparisons that train the reward model */
  STREAM_LENGTHS, /* entity: response, round: prompt */
  STREAM_PROBES,  /* entity: response, draw: probe; round: prompt */
  STREAM_WEIGHTS, /* policies with parameters: entity: parameter */
  STREAM_BATCHES  /* entity: optimiser's step, draw: which list */
};

/** A round to be drawn. */
struct inpo_sampling {
  const struct inpo_parameters *p;
  struct inpo_step step;
  const walras_preference_game *judged; /**< what the judge's comparisons follow, biases included */
  walras_stream lists, second, reward;  /**< of this trial and round */
  int64_t prompt;
};

/** What it took, added up over rounds and prompts. */
struct inpo_tally {
  int64_t lists;             /**< drawn */
  int64_t kept;              /**< pairs that lists gave, at most one each but with all_pairs */
  int64_t possible;          /**< pairs that they could have given */
  int64_t comparisons;       /**< asked, those that train a reward model included */
  int64_t pair_comparisons;  /**< without these */
  int64_t *winners, *losers; /**< [n] counts of pairs' ends, before a tournament's last comparison; NULL = not wanted */
};

/** Doubles of working memory. */
int64_t inpo_sampled_reals(const struct inpo_parameters *p);

/** policy [n] becomes that of the next round. Errors: WALRAS_ERROR_NUMERIC where scores cannot be fitted. */
walras_status inpo_sampled_round(const struct inpo_sampling *round, const double *reference, double *policy,
                                 struct inpo_tally *tally, double *work);

/** Penalised Bradley-Terry scores of comparisons between neighbours in each of the round's lists: scores [n]. What a reward model judges by. */
bool inpo_reward_scores(const struct inpo_sampling *round, const double *policy, double *scores, struct inpo_tally *tally,
                        double *work);

#endif
