/* Preference games: their matrices, products and gaps. */
#include "numerics/preference_games/game.h"

#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"
#include "unit.h"
#include "walras/elementary.h"

enum { MOST = 512 };
static double matrix[MOST * MOST], second[MOST * MOST], work[3 * MOST];

static const walras_preference_source rps3 = {.kind = WALRAS_PREFERENCE_RPS3, .n = 3, .margins = {0.1, 0.2, 0.3}};

static walras_stream stream_of(uint32_t stream) {
  const uint32_t key[2] = {9, 2};
  return walras_stream_make(key, stream, 0);
}

static void draw_policy(uint32_t stream, int64_t n, double *p) {
  const walras_stream s = stream_of(stream);
  walras_fill_normal(&s, 0, n, 0, p);
  walras_policy_normalise(p, n);
  walras_policy_probabilities(p, n, p);
}

static walras_preference_game dense(const walras_preference_source *source) {
  walras_preference_matrix(source, matrix);
  return (walras_preference_game){.n = source->n, .margins = matrix, .source = source, .scale = 1.0};
}

/* Every kind of source, at n responses. */
enum { SOURCES = 8 };
static int64_t sources(int64_t n, walras_preference_source *out) {
  static double utilities[3 * MOST], features[4 * MOST], entries[MOST * MOST];
  static const double weights[3] = {0.5, 0.3, 0.2};
  static walras_preference_source blended[2];
  const walras_stream normal = stream_of(3);
  walras_fill_normal(&normal, 0, 3 * n, 0, utilities);
  walras_fill_normal(&normal, 0, 4 * n, 1, features);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      entries[i * n + j] = i == j ? 0.5 : i < j ? 0.75 - 0.001 * (double)j : 0.25 + 0.001 * (double)i;
  const walras_preference_source all[SOURCES] = {
      {.kind = WALRAS_PREFERENCE_EXPLICIT, .n = n, .entries = entries},
      {.kind = WALRAS_PREFERENCE_SCORES,
       .n = n,
       .utilities = utilities,
       .temperature = 0.7,
       .features = features,
       .rank = 2,
       .gamma = 0.4},
      {.kind = WALRAS_PREFERENCE_SCORES,
       .n = n,
       .temperature = 1.0,
       .features = features,
       .rank = 2,
       .gamma = 0.02,
       .linear = true},
      {.kind = WALRAS_PREFERENCE_UNIFORM, .n = n, .draws = stream_of(4)},
      {.kind = WALRAS_PREFERENCE_MIXTURE, .n = n, .utilities = utilities, .temperature = 1.3, .weights = weights, .types = 3},
      {.kind = WALRAS_PREFERENCE_BLEND, .n = n, .first = &blended[0], .second = &blended[1], .weight = 0.3},
      {.kind = n % 2 == 1 ? WALRAS_PREFERENCE_CYCLIC : WALRAS_PREFERENCE_CONDORCET, .n = n, .margin = 0.3, .gap = 0.2},
      {.kind = WALRAS_PREFERENCE_SCORES, .n = n, .utilities = utilities, .temperature = 2.0},
  };
  blended[0] = all[7];
  blended[1] = all[3];
  memcpy(out, all, sizeof all);
  return SOURCES;
}

static void every_matrix_is_skew_to_the_bit_and_its_rows_are_those_made_alone(void) {
  walras_preference_source all[SOURCES];
  for (int64_t n = 10; n <= 301; n += 291)
    for (int64_t k = 0, count = sources(n, all); k < count; k++) {
      walras_preference_matrix(&all[k], matrix);
      walras_preference_rows(&all[k], 0, n, second);
      CU_ASSERT_EQUAL(memcmp(matrix, second, (size_t)(n * n) * sizeof *matrix), 0);
      int64_t wrong = 0;
      for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
          wrong += matrix[i * n + j] != -matrix[j * n + i] || fabs(matrix[i * n + j]) > 0.5;
      CU_ASSERT_EQUAL(wrong, 0);
    }
}

static void a_policy_draws_against_itself(void) {
  walras_preference_source all[SOURCES];
  double p[MOST];
  draw_policy(5, 301, p);
  for (int64_t k = 0, count = sources(301, all); k < count; k++) {
    const walras_preference_game game = dense(&all[k]);
    CU_ASSERT_DOUBLE_EQUAL(walras_preference_value(&game, p, p, work), 0.5, 1e-15);
    CU_ASSERT(walras_preference_subopt_of(&game, p, work) >= 0.0);
  }
}

static void implicit_and_made_products_are_those_of_the_matrix(void) {
  walras_preference_source all[SOURCES];
  double p[MOST], out[MOST], implicit[MOST];
  for (int64_t n = 10; n <= 301; n += 291) {
    draw_policy(6, n, p);
    for (int64_t k = 0, count = sources(n, all); k < count; k++) {
      const walras_preference_game game = dense(&all[k]), bare = {.n = n, .source = &all[k], .scale = 1.0};
      walras_preference_product(&game, p, out);
      walras_preference_made_product(&all[k], 0, n, 1.0, p, implicit);
      CU_ASSERT_EQUAL(memcmp(out, implicit, (size_t)n * sizeof *out), 0);
      walras_preference_product(&bare, p, implicit);
      for (int64_t i = 0; i < n; i++)
        CU_ASSERT_DOUBLE_EQUAL(implicit[i], out[i], 1e-15);
    }
  }
}

static void products_have_the_same_bits_on_every_path(void) {
  enum { N = 4500, ROWS = 7 }; /* more than a run, and rows that do not fill the registers */
  double *const rows = malloc((ROWS + 1) * N * sizeof *rows), *const q = rows + ROWS * N;
  CU_ASSERT_PTR_NOT_NULL_FATAL(rows);
  const walras_stream stream = stream_of(11);
  const walras_simd_path path = walras_simd_path_get();
  for (int64_t n = N - 3; n <= N; n += 3) {
    walras_fill_normal(&stream, 0, (ROWS + 1) * N, 0, rows);
    for (int k = WALRAS_SIMD_BASELINE; k <= WALRAS_SIMD_AVX512; k++) {
      double out[ROWS];
      if (!walras_simd_select((walras_simd_path)k))
        continue;
      walras_preference_rows_product(rows, ROWS, n, 0.75, q, out);
      for (int row = 0; row < ROWS; row++)
        CU_ASSERT(unit_same_bits(out[row], 0.75 * walras_policy_dot(rows + row * n, q, n)));
    }
  }
  CU_ASSERT(walras_simd_select(path));
  free(rows);
}

static void the_window_of_a_cyclic_game_loses_nothing_over_a_million_responses(void) {
  enum { N = 1000001 };
  double *const p = malloc(2 * N * sizeof *p), *const out = p + N;
  CU_ASSERT_PTR_NOT_NULL_FATAL(p);
  draw_policy(7, N, p);
  const walras_preference_source source = {.kind = WALRAS_PREFERENCE_CYCLIC, .n = N, .margin = 0.5};
  const walras_preference_game game = {.n = N, .source = &source, .scale = 1.0};
  walras_preference_product(&game, p, out);
  const int64_t half = (N - 1) / 2, last = N - 1;
  CU_ASSERT_DOUBLE_EQUAL(out[last], 0.5 * (walras_policy_sum(p, half) - walras_policy_sum(p + half, half)), 1e-15);
  free(p);
}

static void three_annotators_make_a_condorcet_cycle(void) {
  static const double utilities[9] = {2, 1, 0, 0, 2, 1, 1, 0, 2}, weights[3] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0};
  const walras_preference_source source = {
      .kind = WALRAS_PREFERENCE_MIXTURE, .n = 3, .utilities = utilities, .temperature = 1.0, .weights = weights, .types = 3};
  const walras_preference_game game = dense(&source);
  for (int64_t i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(walras_preference_probability(&game, i, (i + 1) % 3), 0.527106693094, 1e-12);
  double borda[3];
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_facts_of(matrix, 3, borda).intransitivity_index, 1.0, 1e-15);
}

static void the_disc_game_is_the_sine_of_the_angle_between(void) {
  double features[10];
  walras_preference_disc(0.5, 1.5, 0.3, 5, features);
  const walras_preference_source source = {
      .kind = WALRAS_PREFERENCE_SCORES, .n = 5, .temperature = 1.0, .features = features, .rank = 1, .gamma = 2.0};
  const walras_preference_game game = dense(&source);
  const double x = 2.0 * (0.5 + 1.0 / 4.0) * (0.5 + 3.0 / 4.0) * sin(2.0 * M_PI * 2.0 / 5.0);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_probability(&game, 1, 3), 1.0 / (1.0 + exp(-x)), 1e-15);
}

static void utilities_matter_up_to_a_constant(void) {
  double utilities[8], raised[8], more[64];
  walras_preference_ramp(3.0, 8, utilities);
  CU_ASSERT_EQUAL(utilities[0], 1.5);
  for (int i = 0; i < 8; i++)
    raised[i] = utilities[i] + 4.0;
  walras_preference_source source = {.kind = WALRAS_PREFERENCE_SCORES, .n = 8, .utilities = utilities, .temperature = 0.5};
  walras_preference_matrix(&source, matrix);
  source.utilities = raised;
  walras_preference_matrix(&source, more);
  for (int i = 0; i < 64; i++)
    CU_ASSERT_DOUBLE_EQUAL(matrix[i], more[i], 1e-14);
}

static void ties_and_flips_weaken_the_game(void) {
  const walras_preference_game game = dense(&rps3);
  walras_preference_tie(matrix, 9, 0.15);
  CU_ASSERT_EQUAL(walras_preference_probability(&game, 0, 1), 0.5);
  CU_ASSERT_EQUAL(walras_preference_probability(&game, 1, 2), 0.7);
  const double p[3] = {0.2, 0.5, 0.3};
  const walras_preference_game flipped = {.n = 3, .source = &rps3, .scale = 0.4}, clean = {.n = 3, .source = &rps3, .scale = 1.0};
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_subopt_of(&flipped, p, work), 0.4 * walras_preference_subopt_of(&clean, p, work),
                         1e-16);
}

static void gaps_of_rps3_are_the_published_ones(void) {
  const walras_preference_game game = dense(&rps3);
  double reference[3] = {0.5, 0.3, 0.2}, winner[3] = {1.0 / 3.0, 0.5, 1.0 / 6.0};
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_subopt_of(&game, winner, work), 0.0, 1e-16);
  walras_policy_logarithms(reference, 3, reference);
  double nash[3] = {0.342446965616, 0.385857063880, 0.271695970505};
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_subopt_of(&game, nash, work), 0.0255626769088, 1e-11);
  walras_policy_logarithms(nash, 3, nash);
  CU_ASSERT(walras_preference_residual(&game, reference, 0.1, nash, work) < 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_regularised_subopt(&game, reference, 0.1, nash, work), 0.0, 1e-20);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_regularised_subopt(&game, reference, 0.1, reference, work), 0.012555802790, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(walras_policy_kl(nash, reference, 3), 0.050739550007, 1e-11);
}

/* beta logsumexp(log ref + P pi / beta) + beta KL(pi || ref) - 1/2 and subopt's limit for small beta. */
static void the_regularised_gap_is_its_closed_form_and_tends_to_the_plain_one(void) {
  walras_preference_source all[SOURCES];
  double p[MOST], l[MOST], reference[MOST], answer[MOST];
  sources(10, all);
  draw_policy(8, 10, p);
  draw_policy(9, 10, reference);
  walras_policy_logarithms(p, 10, l);
  walras_policy_logarithms(reference, 10, reference);
  const walras_preference_game game = dense(&all[3]);
  const double beta = 0.05;
  walras_preference_product(&game, p, work);
  for (int i = 0; i < 10; i++)
    answer[i] = reference[i] + (0.5 + work[i]) / beta;
  const double expected = beta * walras_policy_log_sum(answer, 10) + beta * walras_policy_kl(l, reference, 10) - 0.5;
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_regularised_subopt(&game, reference, beta, l, work), expected, 1e-15);
  const double plain = walras_preference_subopt(&game, l, work);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_regularised_subopt(&game, reference, 1e-7, l, work), plain, 1e-5);
  CU_ASSERT_EQUAL(walras_preference_regularised_subopt(&game, reference, 0.0, l, work), plain);
}

static void a_fair_coin_makes_every_policy_a_winner(void) {
  static const double utilities[4] = {1.0, 1.0, 1.0, 1.0};
  const walras_preference_source source = {.kind = WALRAS_PREFERENCE_SCORES, .n = 4, .utilities = utilities, .temperature = 1.0};
  const walras_preference_game game = dense(&source);
  double p[4], reference[4];
  draw_policy(10, 4, p);
  CU_ASSERT_EQUAL(walras_preference_subopt_of(&game, p, work), 0.0);
  walras_policy_logarithms(p, 4, reference);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_residual(&game, reference, 0.1, reference, work), 0.0, 1e-15);
  double borda[4];
  CU_ASSERT_EQUAL(walras_preference_facts_of(matrix, 4, borda).intransitivity_index, 0.0);
  CU_ASSERT_EQUAL(borda[2], 0.5);
}

static void an_additive_game_is_transitive_and_a_condorcet_winner_beats_all(void) {
  double borda[6];
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++)
      matrix[i * 6 + j] = 0.05 * (j - i);
  CU_ASSERT(walras_preference_facts_of(matrix, 6, borda).intransitivity_index < 1e-15);
  const walras_preference_source source = {.kind = WALRAS_PREFERENCE_CONDORCET, .n = 6, .margin = 0.3, .gap = 0.2};
  walras_preference_matrix(&source, matrix);
  const walras_preference_facts facts = walras_preference_facts_of(matrix, 6, borda);
  CU_ASSERT_EQUAL(facts.copeland_winner, 0);
  CU_ASSERT_EQUAL(facts.copeland_score, 5);
}

WALRAS_UNIT_TESTS(UNIT(every_matrix_is_skew_to_the_bit_and_its_rows_are_those_made_alone), UNIT(a_policy_draws_against_itself),
                  UNIT(implicit_and_made_products_are_those_of_the_matrix), UNIT(products_have_the_same_bits_on_every_path),
                  UNIT(the_window_of_a_cyclic_game_loses_nothing_over_a_million_responses),
                  UNIT(three_annotators_make_a_condorcet_cycle), UNIT(the_disc_game_is_the_sine_of_the_angle_between),
                  UNIT(utilities_matter_up_to_a_constant), UNIT(ties_and_flips_weaken_the_game),
                  UNIT(gaps_of_rps3_are_the_published_ones),
                  UNIT(the_regularised_gap_is_its_closed_form_and_tends_to_the_plain_one),
                  UNIT(a_fair_coin_makes_every_policy_a_winner),
                  UNIT(an_additive_game_is_transitive_and_a_condorcet_winner_beats_all))
