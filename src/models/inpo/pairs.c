#include "models/inpo/pairs.h"

#include <string.h>

#include "numerics/preference_games/oracle.h"

bool inpo_first_wins(struct inpo_jury *jury, int64_t first, int64_t second) {
  const int64_t asked = jury->asked++;
  switch (jury->judge) {
  case JUDGE_MAJORITY:
    return walras_preference_probability(jury->game, first, second) >= 0.5;
  case JUDGE_REWARD_MODEL:
    return jury->scores[first] >= jury->scores[second];
  default:
    return walras_preference_duel(jury->game, first, second, jury->uniforms[asked * jury->stride]);
  }
}

struct inpo_pair inpo_tournament(struct inpo_jury *jury, int64_t *list, int64_t count) {
  int64_t *const winners = list, *const losers = list + count / 2;
  int64_t behind[512]; /* losers, while winners move to the front */
  for (int64_t k = 0; k < count / 2; k++) {
    const int64_t first = list[2 * k], second = list[2 * k + 1];
    const bool won = inpo_first_wins(jury, first, second);
    winners[k] = won ? first : second;
    behind[k] = won ? second : first;
  }
  for (int64_t k = 0; k < count / 2; k++)
    losers[k] = behind[k];
  for (int64_t left = count / 2; left > 1; left /= 2)
    for (int64_t k = 0; k < left / 2; k++)
      winners[k] = inpo_first_wins(jury, winners[2 * k], winners[2 * k + 1]) ? winners[2 * k] : winners[2 * k + 1];
  for (int64_t left = count / 2; left > 1; left /= 2)
    for (int64_t k = 0; k < left / 2; k++)
      losers[k] = inpo_first_wins(jury, losers[2 * k], losers[2 * k + 1]) ? losers[2 * k + 1] : losers[2 * k];
  struct inpo_pair pair = {.winner = winners[0], .loser = losers[0]};
  pair.kept = inpo_first_wins(jury, pair.winner, pair.loser) && pair.winner != pair.loser;
  return pair;
}

struct inpo_pair inpo_best_worst(const double *scores, const int64_t *list, int64_t count) {
  struct inpo_pair pair = {.winner = list[0], .loser = list[0]};
  for (int64_t k = 1; k < count; k++) {
    pair.winner = scores[list[k]] > scores[pair.winner] ? list[k] : pair.winner;
    pair.loser = scores[list[k]] < scores[pair.loser] ? list[k] : pair.loser;
  }
  pair.kept = scores[pair.winner] > scores[pair.loser];
  return pair;
}

int64_t inpo_most_pairs(int rule, int64_t count) {
  return rule == PAIRS_ALL ? count * (count - 1) / 2 : 1;
}

int64_t inpo_list_pairs(struct inpo_jury *jury, int rule, int64_t *list, int64_t count, struct inpo_pair *pairs) {
  int64_t found = 0;
  switch (rule) {
  case PAIRS_TOURNAMENT:
    pairs[0] = inpo_tournament(jury, list, count);
    return 1;
  case PAIRS_BEST_WORST:
    pairs[0] = inpo_best_worst(jury->scores, list, count);
    return 1;
  default: /* a random pair is a list of two */
    for (int64_t a = 0; a < count; a++)
      for (int64_t b = a + 1; b < count; b++) {
        const bool first = inpo_first_wins(jury, list[a], list[b]);
        pairs[found++] =
            (struct inpo_pair){.winner = list[first ? a : b], .loser = list[first ? b : a], .kept = list[a] != list[b]};
      }
    return found;
  }
}

int64_t inpo_list_comparisons(int rule, int64_t count) {
  switch (rule) {
  case PAIRS_TOURNAMENT:
    return (count - 1) + (count / 2 - 1) + 1;
  case PAIRS_BEST_WORST:
    return 0;
  case PAIRS_ALL:
    return count * (count - 1) / 2;
  default:
    return 1;
  }
}

/* The chance that i, listed first, beats j. */
static double chance(const walras_preference_game *game, int judge, int64_t i, int64_t j) {
  const double beats = walras_preference_probability(game, i, j);
  return judge == JUDGE_MAJORITY ? (double)(beats >= 0.5) : beats;
}

/* Two halves of the brackets, each with the law `half`, meet: the later loser goes on among equals. */
static void meet(const walras_preference_game *game, int judge, const double *half, double *joint) {
  const int64_t n = game->n;
  memset(joint, 0, (size_t)(n * n) * sizeof *joint);
  for (int64_t first = 0; first < n * n; first++)
    for (int64_t second = 0; second < n * n && half[first] > 0.0; second++) {
      const int64_t w1 = first / n, l1 = first % n, w2 = second / n, l2 = second % n;
      const double mass = half[first] * half[second], top = chance(game, judge, w1, w2), bottom = chance(game, judge, l1, l2);
      joint[w1 * n + l2] += mass * (top * bottom);
      joint[w1 * n + l1] += mass * (top * (1.0 - bottom));
      joint[w2 * n + l2] += mass * ((1.0 - top) * bottom);
      joint[w2 * n + l1] += mass * ((1.0 - top) * (1.0 - bottom));
    }
}

double inpo_tournament_law(const walras_preference_game *game, int judge, const double *p, int64_t count, double *joint,
                           double *work) {
  const int64_t n = game->n;
  memset(joint, 0, (size_t)(n * n) * sizeof *joint);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      const double beats = chance(game, judge, i, j);
      joint[i * n + j] += p[i] * p[j] * beats;
      joint[j * n + i] += p[i] * p[j] * (1.0 - beats);
    }
  for (int64_t lists = count / 2; lists > 1; lists /= 2) {
    memcpy(work, joint, (size_t)(n * n) * sizeof *work);
    meet(game, judge, work, joint);
  }
  double kept = 0.0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      kept += i == j ? 0.0 : joint[i * n + j] * chance(game, judge, i, j);
  return kept;
}
