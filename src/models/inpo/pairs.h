/** Winner-loser pairs out of a list of responses to one prompt, and the law of a tournament's pair. */
#ifndef WALRAS_INPO_PAIRS_H
#define WALRAS_INPO_PAIRS_H

#include <stdbool.h>

#include "models/inpo/parameters.h"
#include "numerics/preference_games/game.h"

/** Who compares two responses, and how often that was asked. */
struct inpo_jury {
  int judge;                          /**< enum inpo_judge */
  const walras_preference_game *game; /**< what the judge's comparisons follow */
  const double *scores;               /**< judge = reward_model: [n] */
  const double *uniforms;             /**< judge = bernoulli: one for each comparison, `stride` apart */
  int64_t stride;
  int64_t asked; /**< comparisons so far */
};

/** Whether `first` beats `second`; of equals (a majority of exactly one half, equal scores) the first listed wins. */
bool inpo_first_wins(struct inpo_jury *jury, int64_t first, int64_t second);

struct inpo_pair {
  int64_t winner, loser;
  bool kept; /**< false: the list gives no pair */
};

/**
 * Adjacent responses of the list [count = 2^k] meet; winners and losers go on in brackets of their own, and the last winner meets the last loser once
 * more: the pair is kept if the winner wins and is another response. Asks (count - 1) + (count / 2 - 1) + 1 times. `list` is overwritten with the
 * brackets.
 */
struct inpo_pair inpo_tournament(struct inpo_jury *jury, int64_t *list, int64_t count);
/** The list's responses of the highest and the lowest score, the first listed of equals; not kept where these are equal. */
struct inpo_pair inpo_best_worst(const double *scores, const int64_t *list, int64_t count);

/** The pairs that a list [count] gives by `rule`, best_worst_score by jury->scores: pairs [inpo_most_pairs] gets them and the result is their number,
 *  those not kept included. `list` may be overwritten. */
int64_t inpo_list_pairs(struct inpo_jury *jury, int rule, int64_t *list, int64_t count, struct inpo_pair *pairs);
/** How many those are: one, or every two of the list. */
int64_t inpo_most_pairs(int rule, int64_t count);

/** Comparisons that a list of `count` responses costs by `rule`, its reward model's training apart. */
int64_t inpo_list_comparisons(int rule, int64_t count);

/**
 * The exact law of a tournament between `count` = 2^k responses drawn from p [n] with judge bernoulli or majority: joint [n][n] gets the chance of
 * the last winner and the last loser before they meet, and the result is the chance that the pair is kept. work [2 n n]. O(k n^4).
 */
double inpo_tournament_law(const walras_preference_game *game, int judge, const double *p, int64_t count, double *joint,
                           double *work);
enum { TOURNAMENT_LAW_ACTIONS = 16 };

#endif
