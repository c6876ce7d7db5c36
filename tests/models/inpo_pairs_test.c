/* Pair rules, the law of tournaments, and what is learned from pairs. */
#include "inpo.h"
#include "models/inpo/pairs.h"
#include "models/inpo/scores.h"

static void a_tournament_of_four_has_the_worked_law(void) {
  double joint[9], work[18], winners[3] = {0.0}, losers[3] = {0.0};
  const walras_preference_game game = dense_game(worked_margins, 3);
  const double kept = inpo_tournament_law(&game, JUDGE_MAJORITY, worked_reference, 4, joint, work);
  for (int i = 0; i < 9; i++) {
    winners[i / 3] += joint[i];
    losers[i % 3] += joint[i];
  }
  const double expected_winners[3] = {0.5335, 0.1449, 0.3216}, expected_losers[3] = {0.3465, 0.5031, 0.1504};
  for (int i = 0; i < 3; i++) {
    CU_ASSERT_DOUBLE_EQUAL(winners[i], expected_winners[i], 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(losers[i], expected_losers[i], 1e-14);
  }
  CU_ASSERT_DOUBLE_EQUAL(kept, 0.5678, 1e-14);
}

/* Every list of `count` out of n responses in turn: number `code` in base n. */
static double spell(int64_t code, int64_t count, int64_t n, const double *p, int64_t *list) {
  double chance = 1.0;
  for (int64_t k = 0; k < count; k++, code /= n) {
    list[k] = code % n;
    chance *= p[list[k]];
  }
  return chance;
}

/* Any comparisons' outcomes in turn: uniforms that decide for or against the first listed, with their chance. */
static double outcomes(const walras_preference_game *game, const int64_t *list, int64_t count, int64_t code, int64_t asked,
                       struct inpo_pair *pair) {
  double uniforms[16], chance = 1.0;
  int64_t copy[8], played[8];
  for (int64_t k = 0; k < asked; k++)
    uniforms[k] = (code >> k & 1) != 0 ? 1e-12 : 1.0 - 1e-12;
  memcpy(copy, list, (size_t)count * sizeof *copy);
  struct inpo_jury jury = {.judge = JUDGE_BERNOULLI, .game = game, .uniforms = uniforms, .stride = 1};
  *pair = inpo_tournament(&jury, copy, count);
  CU_ASSERT_EQUAL(jury.asked, asked);
  /* The pairs that met, in order, for four responses: two first rounds, winners, losers, the last. */
  memcpy(played, list, sizeof played);
  const int64_t w1 = code & 1 ? list[0] : list[1], l1 = code & 1 ? list[1] : list[0];
  const int64_t w2 = code & 2 ? list[2] : list[3], l2 = code & 2 ? list[3] : list[2];
  const int64_t meetings[5][2] = {{list[0], list[1]}, {list[2], list[3]}, {w1, w2}, {l1, l2}, {pair->winner, pair->loser}};
  for (int64_t k = 0; k < asked; k++) {
    const double first = walras_preference_probability(game, meetings[k][0], meetings[k][1]);
    chance *= (code >> k & 1) != 0 ? first : 1.0 - first;
  }
  return chance;
}

static void the_law_of_drawn_comparisons_is_that_of_all_their_outcomes(void) {
  double margins[9], joint[9], work[18], found[9] = {0.0}, kept = 0.0;
  const walras_preference_game game = random_game(5, 3, margins);
  for (int64_t code = 0; code < 81; code++) {
    int64_t list[8] = {0};
    const double chance = spell(code, 4, 3, worked_reference, list);
    for (int64_t labels = 0; labels < 32; labels++) {
      struct inpo_pair pair;
      const double both = chance * outcomes(&game, list, 4, labels, 5, &pair);
      found[3 * pair.winner + pair.loser] += both;
      kept += pair.kept ? both : 0.0;
    }
  }
  CU_ASSERT_DOUBLE_EQUAL(inpo_tournament_law(&game, JUDGE_BERNOULLI, worked_reference, 4, joint, work), kept, 1e-13);
  for (int i = 0; i < 9; i++)
    CU_ASSERT_DOUBLE_EQUAL(joint[i], found[i], 1e-13);
}

static void tournaments_ask_two_five_and_eleven_times(void) {
  const double uniforms[64] = {0.0};
  const walras_preference_game game = dense_game(worked_margins, 3);
  static const int64_t sizes[] = {2, 4, 8, 16, 1024}, expected[] = {2, 5, 11, 23, 1535};
  for (int k = 0; k < 5; k++) {
    int64_t list[1024] = {0};
    struct inpo_jury jury = {.judge = JUDGE_MAJORITY, .game = &game, .uniforms = uniforms, .stride = 0};
    inpo_tournament(&jury, list, sizes[k]);
    CU_ASSERT_EQUAL(jury.asked, expected[k]);
    CU_ASSERT_EQUAL(inpo_list_comparisons(PAIRS_TOURNAMENT, sizes[k]), expected[k]);
  }
}

static void a_tournament_of_two_under_a_majority_keeps_its_pair(void) {
  const walras_preference_game game = dense_game(worked_margins, 3);
  int64_t list[2] = {2, 1};
  struct inpo_jury jury = {.judge = JUDGE_MAJORITY, .game = &game};
  struct inpo_pair pair = inpo_tournament(&jury, list, 2);
  CU_ASSERT(pair.kept && pair.winner == 1 && pair.loser == 2);
  int64_t twins[2] = {0, 0};
  pair = inpo_tournament(&jury, twins, 2);
  CU_ASSERT(!pair.kept);
}

static void best_and_worst_of_equal_scores_are_dropped(void) {
  const double scores[3] = {0.5, -1.0, 0.5};
  const int64_t list[4] = {2, 0, 1, 2}, flat[2] = {0, 2};
  const struct inpo_pair pair = inpo_best_worst(scores, list, 4), none = inpo_best_worst(scores, flat, 2);
  CU_ASSERT(pair.kept && pair.winner == 2 && pair.loser == 1);
  CU_ASSERT(!none.kept);
}

/* The mean loss of scores on pairs, with its ridge. */
static double loss_of(const double *wins, int64_t n, double target, double ridge, bool logistic, const double *d) {
  double loss = 0.0, pairs = 0.0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) {
      const double z = d[i] - d[j];
      pairs += wins[i * n + j];
      loss += wins[i * n + j] * (logistic ? log1p(exp(-z)) : 0.5 * (z - target) * (z - target));
    }
  loss /= pairs;
  for (int64_t i = 0; i < n; i++)
    loss += 0.5 * ridge * d[i] * d[i];
  return loss;
}

static void fitted_scores_are_where_the_loss_is_flat(void) {
  enum { N = 6 };
  double wins[N * N], d[N], work[64];
  for (uint64_t instance = 0; instance < 10; instance++) {
    for (int64_t i = 0; i < N * N; i++)
      wins[i] = i % (N + 1) == 0 ? 0.0 : floor(5.0 * test_uniform(instance, (uint32_t)i));
    for (int logistic = 0; logistic < 2; logistic++) {
      CU_ASSERT(logistic != 0 ? inpo_logistic_scores(wins, N, 1e-3, d, work) : inpo_least_squares(wins, N, 0.7, 1e-3, d, work));
      for (int64_t i = 0; i < N; i++) {
        const double at = d[i], h = 1e-5;
        d[i] = at + h;
        const double up = loss_of(wins, N, 0.7, 1e-3, logistic != 0, d);
        d[i] = at - h;
        const double down = loss_of(wins, N, 0.7, 1e-3, logistic != 0, d);
        d[i] = at;
        CU_ASSERT_DOUBLE_EQUAL((up - down) / (2.0 * h), 0.0, 1e-9);
      }
    }
  }
}

static void scores_without_pairs_are_zero_and_one_sided_ones_finite(void) {
  double wins[9] = {0.0}, d[3], work[64];
  CU_ASSERT(inpo_least_squares(wins, 3, 1.0, 1e-8, d, work) && d[0] == 0.0 && d[2] == 0.0);
  CU_ASSERT(inpo_logistic_scores(wins, 3, 1e-8, d, work) && d[1] == 0.0);
  wins[1] = 100.0;
  CU_ASSERT(inpo_least_squares(wins, 3, 1.0, 1e-8, d, work));
  CU_ASSERT_DOUBLE_EQUAL(d[0] - d[1], 1.0, 1e-7);
  CU_ASSERT(d[2] == 0.0);
  CU_ASSERT(inpo_logistic_scores(wins, 3, 1e-8, d, work));
  CU_ASSERT(d[0] > 5.0 && d[0] < 20.0 && d[1] == -d[0]);
}

static void scores_of_few_lopsided_pairs_are_found(void) {
  enum { N = 7 };
  double wins[N * N], d[N], work[64];
  for (uint64_t instance = 0; instance < 2000; instance++) {
    for (int64_t i = 0; i < N * N; i++) /* most pairs were won by one side only, if they met at all */
      wins[i] = i % (N + 1) == 0 ? 0.0 : floor(6.0 * fmax(test_uniform(instance, (uint32_t)i) - 0.7, 0.0) / 0.3);
    CU_ASSERT(inpo_logistic_scores(wins, N, 1e-4, d, work));
    CU_ASSERT(inpo_logistic_scores(wins, N, 1e-8, d, work));
    CU_ASSERT(inpo_least_squares(wins, N, 0.5, 1e-8, d, work));
  }
}

static void components_keep_their_mass(void) {
  /* 0 - 2 and 1 - 4 are compared, 3 is not. */
  double wins[25] = {0.0}, policy[5], anchor[5], work[64];
  const double scores[5] = {1.0, -0.3, -1.0, 0.0, 0.3};
  wins[2] = 3.0;
  wins[4 * 5 + 1] = 1.0;
  random_policy(9, 5, anchor);
  inpo_place_components(wins, 5, anchor, scores, policy, work);
  CU_ASSERT_DOUBLE_EQUAL(exp(policy[0]) + exp(policy[2]), exp(anchor[0]) + exp(anchor[2]), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(exp(policy[1]) + exp(policy[4]), exp(anchor[1]) + exp(anchor[4]), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(policy[3], anchor[3], 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(policy[0] - policy[2] - (anchor[0] - anchor[2]), 2.0, 1e-14);
}

WALRAS_UNIT_TESTS(UNIT(a_tournament_of_four_has_the_worked_law), UNIT(the_law_of_drawn_comparisons_is_that_of_all_their_outcomes),
                  UNIT(tournaments_ask_two_five_and_eleven_times), UNIT(a_tournament_of_two_under_a_majority_keeps_its_pair),
                  UNIT(best_and_worst_of_equal_scores_are_dropped), UNIT(fitted_scores_are_where_the_loss_is_flat),
                  UNIT(scores_without_pairs_are_zero_and_one_sided_ones_finite), UNIT(scores_of_few_lopsided_pairs_are_found),
                  UNIT(components_keep_their_mass))
