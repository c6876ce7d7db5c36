/* Sampled comparisons have the law of the game. Each statistical bound is 5 standard errors: a false alarm in 1.7 million. */
#include "numerics/preference_games/oracle.h"

#include <math.h>

#include "numerics/preference_games/policy.h"
#include "unit.h"

static const walras_preference_source rps3 = {.kind = WALRAS_PREFERENCE_RPS3, .n = 3, .margins = {0.1, 0.2, 0.3}};
static const double p[3] = {0.2, 0.5, 0.3};

static walras_stream stream_of(uint32_t round) {
  const uint32_t key[2] = {9, 5};
  return walras_stream_make(key, 1, round);
}

static void margins_of_p(double scale, double *margins) {
  const walras_preference_game game = {.n = 3, .source = &rps3, .scale = scale};
  walras_preference_product(&game, p, margins);
}

static void duels_have_the_games_law_and_flips_weaken_it(void) {
  enum { DUELS = 100000 };
  const walras_stream stream = stream_of(0);
  for (int flipped = 0; flipped < 2; flipped++) {
    const walras_preference_game game = {.n = 3, .source = &rps3, .scale = flipped ? 0.4 : 1.0};
    int64_t wins = 0;
    for (uint64_t duel = 0; duel < DUELS; duel++)
      wins += walras_preference_duel(&game, 2, 0, walras_uniform(&stream, duel, 0));
    const double law = 0.5 + 0.3 * game.scale;
    CU_ASSERT_DOUBLE_EQUAL((double)wins / DUELS, law, 5.0 * sqrt(law * (1.0 - law) / DUELS));
  }
}

static void estimates_of_win_rates_are_unbiased_with_binomial_variance(void) {
  enum { ROUNDS = 20000, B = 50 };
  double margins[3], out[3], mean[3] = {0.0}, square[3] = {0.0};
  margins_of_p(1.0, margins);
  for (uint32_t round = 0; round < ROUNDS; round++) {
    const walras_stream stream = stream_of(round);
    walras_preference_estimate(margins, 3, B, &stream, 0, out);
    for (int i = 0; i < 3; i++) {
      mean[i] += out[i] / ROUNDS;
      square[i] += (out[i] - 0.5 - margins[i]) * (out[i] - 0.5 - margins[i]) / ROUNDS;
    }
  }
  for (int i = 0; i < 3; i++) {
    const double rate = 0.5 + margins[i], variance = rate * (1.0 - rate) / B;
    CU_ASSERT_DOUBLE_EQUAL(mean[i], rate, 5.0 * sqrt(variance / ROUNDS));
    CU_ASSERT_DOUBLE_EQUAL(square[i], variance, 5.0 * variance * sqrt(2.0 / ROUNDS));
    CU_ASSERT(variance <= 0.25 / B);
  }
}

static void expect_tally(int64_t comparisons, int rounds) {
  double margins[3], work[3], share[3] = {0.0}, won[3] = {0.0};
  int64_t counts[3], wins[3];
  margins_of_p(1.0, margins);
  const double total = (double)comparisons * rounds;
  for (int round = 0; round < rounds; round++) {
    const walras_stream stream = stream_of((uint32_t)round);
    walras_preference_tally(p, margins, 3, comparisons, &stream, 7, counts, wins, work);
    CU_ASSERT_EQUAL(counts[0] + counts[1] + counts[2], comparisons);
    for (int i = 0; i < 3; i++) {
      CU_ASSERT(wins[i] >= 0 && wins[i] <= counts[i]);
      share[i] += (double)counts[i] / total;
      won[i] += (double)wins[i] / total;
    }
  }
  for (int i = 0; i < 3; i++) {
    const double law = p[i] * (0.5 + margins[i]);
    CU_ASSERT_DOUBLE_EQUAL(share[i], p[i], 5.0 * sqrt(p[i] * (1.0 - p[i]) / total));
    CU_ASSERT_DOUBLE_EQUAL(won[i], law, 5.0 * sqrt(law * (1.0 - law) / total));
  }
}

static void tallies_have_the_law_of_single_pairs_however_they_are_drawn(void) {
  expect_tally(12, 20000);  /* pair by pair */
  expect_tally(10000, 100); /* by counts */
}

static void pairs_of_more_than_one_entity_are_not_drawn_twice(void) {
  enum { N = 5000, B = 200000 };
  static double law[N], margins[N], work[N];
  static int64_t counts[N], wins[N];
  for (int i = 0; i < N; i++)
    law[i] = 1.0 / N;
  const walras_stream stream = stream_of(3);
  walras_preference_tally(law, margins, N, B, &stream, 0, counts, wins, work);
  double chi = 0.0;
  for (int i = 0; i < N; i++)
    chi += ((double)counts[i] - 40.0) * ((double)counts[i] - 40.0) / 40.0;
  CU_ASSERT_DOUBLE_EQUAL(chi, N - 1.0, 5.0 * sqrt(2.0 * N));
}

WALRAS_UNIT_TESTS(UNIT(duels_have_the_games_law_and_flips_weaken_it),
                  UNIT(estimates_of_win_rates_are_unbiased_with_binomial_variance),
                  UNIT(tallies_have_the_law_of_single_pairs_however_they_are_drawn),
                  UNIT(pairs_of_more_than_one_entity_are_not_drawn_twice))
