#include "models/inpo/sampled.h"

#include <math.h>
#include <string.h>

#include "models/inpo/pairs.h"
#include "models/inpo/scores.h"
#include "numerics/preference_games/oracle.h"
#include "numerics/preference_games/policy.h"

/* Ridges of the mean losses: what the paper's learners have none of, small, and the reward model's. */
static const double LEARNER_RIDGE = 1e-8, REWARD_RIDGE = 1e-4;

/* Responses drawn for a list, and uniforms that it may use. */
static int64_t list_length(const struct inpo_parameters *p) {
  const bool pair = p->algorithm == ALGORITHM_SPPO ? false : !inpo_takes_pairs(p) || p->pair_rule == PAIRS_RANDOM;
  return pair ? 2 : p->responses_per_prompt;
}

static int64_t list_draws(const struct inpo_parameters *p) {
  const int64_t k = list_length(p);
  if (p->algorithm == ALGORITHM_SPPO)
    return k + k * (k - 1);
  const int64_t asked = inpo_takes_pairs(p) ? inpo_list_comparisons(p->pair_rule, k) : 1;
  return k + (asked > k / 2 ? asked : k / 2); /* or k / 2 that train the reward model */
}

/* Lists whose uniforms are drawn at once. */
static int64_t chunk_lists(const struct inpo_parameters *p) {
  const int64_t chunk = 8192 / list_draws(p);
  return chunk < 1 ? 1 : chunk > 256 ? 256 : chunk;
}

int64_t inpo_sampled_reals(const struct inpo_parameters *p) {
  const int64_t n = p->game.actions;
  return n * n + 8 * n + inpo_scores_work(n) + list_draws(p) * chunk_lists(p) + list_length(p) +
         inpo_most_pairs(p->pair_rule, list_length(p)) * (int64_t)(sizeof(struct inpo_pair) / sizeof(double));
}

/* The pieces of the working memory. */
struct desk {
  double *wins;                /* [n][n] */
  double *cumulative, *second; /* [n] of the first response's policy and of the others' */
  double *scores, *judged;     /* [n] what is learned; what the reward model says */
  double *anchor, *half;       /* [n] */
  double *won, *drawn;         /* [n] tallies by response */
  double *fit;                 /* [inpo_scores_work] */
  double *uniforms;            /* [list_draws][chunk_lists] */
  int64_t *list;               /* [list_length] */
  struct inpo_pair *pairs;     /* [inpo_most_pairs] */
};

static struct desk lay_out(const struct inpo_parameters *p, double *work) {
  const int64_t n = p->game.actions;
  struct desk d = {.wins = work};
  double **const vectors[] = {&d.cumulative, &d.second, &d.scores, &d.judged, &d.anchor, &d.half, &d.won, &d.drawn};
  work += n * n;
  for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++, work += n)
    *vectors[k] = work;
  d.fit = work;
  d.uniforms = d.fit + inpo_scores_work(n);
  d.list = (void *)(d.uniforms + list_draws(p) * chunk_lists(p));
  d.pairs = (void *)(d.list + list_length(p));
  return d;
}

/* One list at hand. */
struct hand {
  int64_t *list;
  int64_t count;
  const double *uniforms; /* of its comparisons, `stride` apart */
  int64_t stride;
};

typedef void hand_function(const struct inpo_sampling *round, struct desk *desk, const struct hand *hand,
                           struct inpo_tally *tally);

/* Draws every list of the round: the first response from desk->cumulative, the others from desk->second. */
static void for_each_list(const struct inpo_sampling *round, const walras_stream *stream, struct desk *desk,
                          hand_function *function, struct inpo_tally *tally) {
  const struct inpo_parameters *const p = round->p;
  const int64_t count = list_length(p), draws = list_draws(p), chunk = chunk_lists(p), n = p->game.actions;
  const uint64_t base = (uint64_t)round->prompt * (uint64_t)p->pairs_sampled;
  for (int64_t first = 0; first < p->pairs_sampled; first += chunk) {
    const int64_t lists = p->pairs_sampled - first < chunk ? p->pairs_sampled - first : chunk;
    for (int64_t d = 0; d < draws; d++)
      walras_fill_uniform(stream, base + (uint64_t)first, lists, (uint32_t)d, desk->uniforms + d * chunk);
    for (int64_t l = 0; l < lists; l++) {
      for (int64_t k = 0; k < count; k++) {
        const double *const cumulative = k == 0 ? desk->cumulative : desk->second;
        desk->list[k] = walras_cumulative_index(cumulative, n, desk->uniforms[k * chunk + l] * cumulative[n - 1]);
      }
      function(
          round, desk,
          &(struct hand){.list = desk->list, .count = count, .uniforms = desk->uniforms + count * chunk + l, .stride = chunk},
          tally);
    }
  }
}

static void cumulate(const double *policy, int64_t n, double *cumulative) {
  walras_policy_probabilities(policy, n, cumulative);
  walras_preference_cumulate(cumulative, n, cumulative);
}

static struct inpo_jury jury_of(const struct inpo_sampling *round, int judge, const struct desk *desk, const struct hand *hand) {
  return (struct inpo_jury){
      .judge = judge, .game = round->judged, .scores = desk->judged, .uniforms = hand->uniforms, .stride = hand->stride};
}

/* Training data of the reward model: neighbours in draw order. */
static void train(const struct inpo_sampling *round, struct desk *desk, const struct hand *hand, struct inpo_tally *tally) {
  const int64_t n = round->p->game.actions;
  struct inpo_jury jury = jury_of(round, JUDGE_BERNOULLI, desk, hand);
  for (int64_t k = 0; k + 1 < hand->count; k += 2) {
    const int64_t i = hand->list[k], j = hand->list[k + 1];
    if (inpo_first_wins(&jury, i, j))
      desk->wins[i * n + j] += 1.0;
    else
      desk->wins[j * n + i] += 1.0;
  }
  tally->comparisons += jury.asked;
}

bool inpo_reward_scores(const struct inpo_sampling *round, const double *policy, double *scores, struct inpo_tally *tally,
                        double *work) {
  const int64_t n = round->p->game.actions;
  struct desk desk = lay_out(round->p, work);
  memset(desk.wins, 0, (size_t)(n * n) * sizeof *desk.wins);
  cumulate(policy, n, desk.cumulative);
  desk.second = desk.cumulative;
  for_each_list(round, &round->reward, &desk, train, tally);
  for (int64_t i = 0; i < n; i++) /* a response has no score against itself */
    desk.wins[i * n + i] = 0.0;
  return inpo_logistic_scores(desk.wins, n, REWARD_RIDGE, scores, desk.fit);
}

/* A response that meets itself teaches nothing. */
static void note_pair(const struct inpo_pair *pair, int64_t n, struct desk *desk, struct inpo_tally *tally) {
  if (tally->winners != NULL) {
    tally->winners[pair->winner]++;
    tally->losers[pair->loser]++;
  }
  tally->possible++;
  tally->kept += pair->kept;
  if (pair->kept)
    desk->wins[pair->winner * n + pair->loser] += 1.0;
}

static void learn_pairs(const struct inpo_sampling *round, struct desk *desk, const struct hand *hand, struct inpo_tally *tally) {
  const struct inpo_parameters *const p = round->p;
  struct inpo_jury jury = jury_of(round, p->judge, desk, hand);
  const int64_t found = inpo_list_pairs(&jury, p->pair_rule, hand->list, hand->count, desk->pairs);
  for (int64_t k = 0; k < found; k++)
    note_pair(&desk->pairs[k], p->game.actions, desk, tally);
  tally->lists++;
  tally->comparisons += jury.asked;
  tally->pair_comparisons += jury.asked;
}

/* A response of the policy against one of its opponent. */
static void learn_win_rates(const struct inpo_sampling *round, struct desk *desk, const struct hand *hand,
                            struct inpo_tally *tally) {
  struct inpo_jury jury = jury_of(round, round->p->judge, desk, hand);
  const int64_t i = hand->list[0];
  desk->won[i] += inpo_first_wins(&jury, i, hand->list[1]);
  desk->drawn[i] += 1.0;
  tally->lists++;
  tally->kept++;
  tally->possible++;
  tally->comparisons += jury.asked;
  tally->pair_comparisons += jury.asked;
}

/* SPPO: every response of the list against every other one. */
static void learn_list(const struct inpo_sampling *round, struct desk *desk, const struct hand *hand, struct inpo_tally *tally) {
  struct inpo_jury jury = jury_of(round, round->p->judge, desk, hand);
  for (int64_t a = 0; a < hand->count; a++) {
    double won = 0.0;
    for (int64_t b = 0; b < hand->count; b++)
      won += b != a && inpo_first_wins(&jury, hand->list[a], hand->list[b]);
    desk->won[hand->list[a]] += won / (double)(hand->count - 1);
    desk->drawn[hand->list[a]] += 1.0;
  }
  tally->lists++;
  tally->kept++;
  tally->possible++;
  tally->comparisons += jury.asked;
  tally->pair_comparisons += jury.asked;
}

/* Margins of `policy` against `opponent`, 0 for what was never drawn: scores [n]. */
static void estimate(const struct inpo_sampling *round, const walras_stream *stream, const double *policy, const double *opponent,
                     struct desk *desk, struct inpo_tally *tally) {
  const int64_t n = round->p->game.actions;
  cumulate(policy, n, desk->cumulative);
  cumulate(opponent, n, desk->second);
  memset(desk->won, 0, (size_t)n * sizeof *desk->won);
  memset(desk->drawn, 0, (size_t)n * sizeof *desk->drawn);
  for_each_list(round, stream, desk, round->p->algorithm == ALGORITHM_SPPO ? learn_list : learn_win_rates, tally);
  for (int64_t i = 0; i < n; i++)
    desk->scores[i] = desk->drawn[i] > 0.0 ? desk->won[i] / desk->drawn[i] - 0.5 : 0.0;
}

static void by_win_rates(const struct inpo_sampling *round, const double *reference, double *policy, struct desk *desk,
                         struct inpo_tally *tally) {
  const int64_t n = round->p->game.actions;
  double *const half = desk->half, *const room = desk->fit;
  inpo_opponent(&round->step, reference, policy, half, n);
  estimate(round, &round->lists, policy, half, desk, tally);
  if (round->step.algorithm == ALGORITHM_NASH_MP) {
    inpo_move(&round->step, reference, desk->scores, half, room, n);
    estimate(round, &round->second, half, half, desk, tally);
  }
  inpo_move(&round->step, reference, desk->scores, policy, room, n);
}

static bool by_pairs(const struct inpo_sampling *round, const double *reference, double *policy, struct desk *desk,
                     struct inpo_tally *tally) {
  const int64_t n = round->p->game.actions;
  memset(desk->wins, 0, (size_t)(n * n) * sizeof *desk->wins);
  cumulate(policy, n, desk->cumulative);
  memcpy(desk->second, desk->cumulative, (size_t)n * sizeof *desk->second);
  for_each_list(round, &round->lists, desk, learn_pairs, tally);
  bool fitted;
  if (round->step.algorithm == ALGORITHM_INPO) {
    inpo_anchor(&round->step, reference, policy, desk->anchor, n);
    fitted = inpo_least_squares(desk->wins, n, 0.5 / round->step.eta, LEARNER_RIDGE, desk->scores, desk->fit);
  } else {
    memcpy(desk->anchor, round->step.algorithm == ALGORITHM_ITERATIVE_DPO ? reference : policy, (size_t)n * sizeof *desk->anchor);
    fitted = inpo_logistic_scores(desk->wins, n, LEARNER_RIDGE, desk->scores, desk->fit);
    for (int64_t i = 0; i < n; i++)
      desk->scores[i] /= round->step.contrast;
  }
  if (fitted)
    inpo_place_components(desk->wins, n, desk->anchor, desk->scores, policy, desk->fit);
  return fitted;
}

walras_status inpo_sampled_round(const struct inpo_sampling *round, const double *reference, double *policy,
                                 struct inpo_tally *tally, double *work) {
  struct desk desk = lay_out(round->p, work);
  if (round->p->judge == JUDGE_REWARD_MODEL && !inpo_reward_scores(round, policy, desk.judged, tally, work))
    return WALRAS_ERROR_NUMERIC;
  if (inpo_takes_pairs(round->p))
    return by_pairs(round, reference, policy, &desk, tally) ? WALRAS_OK : WALRAS_ERROR_NUMERIC;
  by_win_rates(round, reference, policy, &desk, tally);
  return WALRAS_OK;
}
