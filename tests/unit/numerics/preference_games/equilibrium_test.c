/* The regularised equilibrium and the minimax winner: published numbers, certificates, invariants. */
#include "numerics/preference_games/equilibrium.h"

#include <math.h>

#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"
#include "numerics/preference_games/winner.h"
#include "unit.h"
#include "walras/elementary.h"

enum { MOST = 101, PLENTY = 1000000 };
static double matrix[MOST * MOST], work[MOST * MOST + 6 * MOST];

static const walras_preference_source rps3 = {.kind = WALRAS_PREFERENCE_RPS3, .n = 3, .margins = {0.1, 0.2, 0.3}};

static walras_preference_source random_game(int64_t n, uint32_t instance) {
  const uint32_t key[2] = {9, 3};
  return (walras_preference_source){.kind = WALRAS_PREFERENCE_UNIFORM, .n = n, .draws = walras_stream_make(key, 0, instance)};
}

static walras_preference_game dense(const walras_preference_source *source) {
  walras_preference_matrix(source, matrix);
  return (walras_preference_game){.n = source->n, .margins = matrix, .source = source, .scale = 1.0};
}

static void random_reference(int64_t n, uint32_t instance, double *l) {
  const uint32_t key[2] = {9, 4};
  const walras_stream stream = walras_stream_make(key, 0, instance);
  walras_fill_normal(&stream, 0, n, 0, l);
  walras_policy_normalise(l, n);
}

static void expect_rps3(double beta, const double expected[3], double tolerance, double subopt, double subopt_tolerance) {
  const walras_preference_game game = dense(&rps3);
  double reference[3] = {0.5, 0.3, 0.2}, policy[3];
  walras_policy_logarithms(reference, 3, reference);
  const walras_preference_equilibrium found = walras_preference_equilibrium_find(&game, reference, beta, PLENTY, policy, work);
  CU_ASSERT(found.residual < WALRAS_EQUILIBRIUM_CERTIFIED);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(walras_exp(policy[i]), expected[i], tolerance);
  CU_ASSERT_DOUBLE_EQUAL(walras_preference_subopt(&game, policy, work), subopt, subopt_tolerance);
}

static void equilibria_of_rps3_are_the_published_ones(void) {
  expect_rps3(0.1, (const double[3]){0.342446965616, 0.385857063880, 0.271695970505}, 1e-12, 0.0255626769088, 1e-12);
  expect_rps3(1.0, (const double[3]){0.48307694, 0.29891396, 0.2180091}, 1e-8, 0.08514029, 1e-8);
  expect_rps3(0.01, (const double[3]){0.32346182, 0.49429038, 0.1822478}, 1e-8, 0.00410338, 1e-8);
}

static void residuals_certify_equilibria_of_random_games_with_weak_anchors(void) {
  static const double betas[4] = {1.0, 0.1, 0.01, 0.001};
  double reference[MOST], policy[MOST];
  for (int64_t n = 10; n <= 60; n += 50)
    for (int k = 0; k < 4; k++) {
      const walras_preference_source source = random_game(n, (uint32_t)k);
      const walras_preference_game game = dense(&source);
      random_reference(n, (uint32_t)k, reference);
      const walras_preference_equilibrium found =
          walras_preference_equilibrium_find(&game, reference, betas[k], PLENTY, policy, work);
      CU_ASSERT(found.residual < WALRAS_EQUILIBRIUM_CERTIFIED);
      CU_ASSERT_DOUBLE_EQUAL(walras_preference_residual(&game, reference, betas[k], policy, work), found.residual, 1e-12);
      CU_ASSERT(walras_preference_regularised_subopt(&game, reference, betas[k], policy, work) < 1e-20);
    }
}

/* subopt(pi_b) <= beta log(1 / min ref). */
static void the_bias_of_regularisation_is_bounded(void) {
  double reference[MOST], policy[MOST];
  for (uint32_t instance = 0; instance < 20; instance++) {
    const walras_preference_source source = random_game(12, instance);
    const walras_preference_game game = dense(&source);
    random_reference(12, instance, reference);
    walras_preference_equilibrium_find(&game, reference, 0.05, PLENTY, policy, work);
    double least = 0.0;
    for (int i = 0; i < 12; i++)
      least = fmin(least, reference[i]);
    CU_ASSERT(walras_preference_subopt(&game, policy, work) <= -0.05 * least);
  }
}

/* J(pi_b, pi) = 1/2 + beta KL(pi || pi_b), and the bound on the regularised gap by both divergences. */
static void the_equilibrium_wins_against_any_policy_by_its_divergence(void) {
  double reference[10], nash[10], other[10], p[10], q[10];
  const double beta = 0.1;
  const walras_preference_source source = random_game(10, 77);
  const walras_preference_game game = dense(&source);
  random_reference(10, 5, reference);
  walras_preference_equilibrium_find(&game, reference, beta, PLENTY, nash, work);
  for (uint32_t instance = 10; instance < 30; instance++) {
    random_reference(10, instance, other);
    walras_policy_probabilities(nash, 10, p);
    walras_policy_probabilities(other, 10, q);
    const double payoff = walras_preference_value(&game, p, q, work) - beta * walras_policy_kl(nash, reference, 10) +
                          beta * walras_policy_kl(other, reference, 10);
    CU_ASSERT_DOUBLE_EQUAL(payoff - 0.5, beta * walras_policy_kl(other, nash, 10), 1e-13);
    const double bound = beta * walras_policy_kl(other, nash, 10) + walras_policy_kl(nash, other, 10) / (4.0 * beta);
    CU_ASSERT(walras_preference_regularised_subopt(&game, reference, beta, other, work) <= bound);
  }
}

static void large_implicit_games_are_solved_without_a_matrix(void) {
  enum { N = 2001 };
  static double reference[N], policy[N], vectors[6 * N];
  const walras_preference_source source = {.kind = WALRAS_PREFERENCE_CYCLIC, .n = N, .margin = 0.3};
  const walras_preference_game game = {.n = N, .source = &source, .scale = 1.0};
  random_reference(N, 3, reference);
  const walras_preference_equilibrium found = walras_preference_equilibrium_find(&game, reference, 0.1, 2000, policy, vectors);
  CU_ASSERT_EQUAL(found.newton_steps, 0);
  CU_ASSERT(found.residual < WALRAS_EQUILIBRIUM_CERTIFIED);
}

static void a_doubled_response_shares_the_mass_that_it_had_alone(void) {
  const walras_preference_game game = dense(&rps3);
  double reference[3] = {0.5, 0.3, 0.2}, alone[3], doubled[4], both_reference[4] = {0.5, 0.3, 0.05, 0.15};
  walras_policy_logarithms(reference, 3, reference);
  walras_preference_equilibrium_find(&game, reference, 0.1, PLENTY, alone, work);
  static double more[16];
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      more[i * 4 + j] = matrix[(i < 3 ? i : 2) * 3 + (j < 3 ? j : 2)];
  const walras_preference_game copy = {.n = 4, .margins = more, .scale = 1.0};
  walras_policy_logarithms(both_reference, 4, both_reference);
  walras_preference_equilibrium_find(&copy, both_reference, 0.1, PLENTY, doubled, work);
  CU_ASSERT_DOUBLE_EQUAL(walras_exp(doubled[2]) + walras_exp(doubled[3]), walras_exp(alone[2]), 1e-12);
  walras_preference_winner facts;
  double winner[4];
  CU_ASSERT_EQUAL(walras_preference_winner_find(more, 4, winner, &facts, NULL), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(winner[2] + winner[3], 1.0 / 6.0, 1e-9);
  CU_ASSERT_FALSE(facts.unique);
}

static void relabelled_responses_permute_the_equilibrium(void) {
  enum { N = 11 };
  static double permuted[N * N];
  double reference[N], moved[N], policy[N], other[N];
  const walras_preference_source source = random_game(N, 4);
  const walras_preference_game game = dense(&source), copy = {.n = N, .margins = permuted, .scale = 1.0};
  random_reference(N, 8, reference);
  for (int i = 0; i < N; i++) {
    moved[(3 * i + 2) % N] = reference[i];
    for (int j = 0; j < N; j++)
      permuted[((3 * i + 2) % N) * N + (3 * j + 2) % N] = matrix[i * N + j];
  }
  walras_preference_equilibrium_find(&game, reference, 0.05, PLENTY, policy, work);
  walras_preference_equilibrium_find(&copy, moved, 0.05, PLENTY, other, work);
  for (int i = 0; i < N; i++)
    CU_ASSERT_DOUBLE_EQUAL(other[(3 * i + 2) % N], policy[i], 1e-11);
}

static void expect_winner(const walras_preference_source *source, const double *expected, int64_t support) {
  double winner[MOST];
  walras_preference_winner facts;
  walras_error error = {0};
  walras_preference_matrix(source, matrix);
  CU_ASSERT_EQUAL(walras_preference_winner_find(matrix, source->n, winner, &facts, &error), WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(error.message, "");
  CU_ASSERT(facts.unique);
  CU_ASSERT_EQUAL(facts.support, support);
  CU_ASSERT(facts.suboptimality < 1e-12);
  for (int64_t i = 0; i < source->n; i++)
    CU_ASSERT_DOUBLE_EQUAL(winner[i], expected[i], 1e-12);
}

static void minimax_winners_are_the_known_ones(void) {
  expect_winner(&rps3, (const double[3]){1.0 / 3.0, 0.5, 1.0 / 6.0}, 3);
  const walras_preference_source cyclic = {.kind = WALRAS_PREFERENCE_CYCLIC, .n = 5, .margin = 0.3};
  expect_winner(&cyclic, (const double[5]){0.2, 0.2, 0.2, 0.2, 0.2}, 5);
  double utilities[6];
  walras_preference_ramp(2.0, 6, utilities);
  const walras_preference_source ramp = {.kind = WALRAS_PREFERENCE_SCORES, .n = 6, .utilities = utilities, .temperature = 1.0};
  expect_winner(&ramp, (const double[6]){1.0}, 1);
  const walras_preference_source condorcet = {.kind = WALRAS_PREFERENCE_CONDORCET, .n = 6, .margin = 0.3, .gap = 0.2};
  expect_winner(&condorcet, (const double[6]){1.0}, 1);
}

static void no_response_beats_the_winner_of_a_random_game(void) {
  double winner[MOST];
  walras_preference_winner facts;
  for (uint32_t instance = 0; instance < 5; instance++) {
    const walras_preference_source source = random_game(MOST, instance);
    walras_preference_matrix(&source, matrix);
    CU_ASSERT_EQUAL(walras_preference_winner_find(matrix, MOST, winner, &facts, NULL), WALRAS_OK);
    CU_ASSERT(facts.suboptimality < 1e-10);
    CU_ASSERT_EQUAL(facts.support % 2, 1); /* almost every skew game has one winner, of odd support (Fisher and Ryan 1992) */
    CU_ASSERT(facts.unique);
  }
}

static void a_fair_coin_has_every_policy_for_a_winner(void) {
  double winner[4], reference[4], policy[4];
  walras_preference_winner facts;
  memset(matrix, 0, 16 * sizeof *matrix);
  CU_ASSERT_EQUAL(walras_preference_winner_find(matrix, 4, winner, &facts, NULL), WALRAS_OK);
  CU_ASSERT_FALSE(facts.unique);
  CU_ASSERT_EQUAL(facts.suboptimality, 0.0);
  const walras_preference_game game = {.n = 4, .margins = matrix, .scale = 1.0};
  random_reference(4, 1, reference);
  walras_preference_equilibrium_find(&game, reference, 0.1, PLENTY, policy, work);
  CU_ASSERT(walras_policy_kl(policy, reference, 4) < 1e-25);
}

WALRAS_UNIT_TESTS(UNIT(equilibria_of_rps3_are_the_published_ones),
                  UNIT(residuals_certify_equilibria_of_random_games_with_weak_anchors),
                  UNIT(the_bias_of_regularisation_is_bounded), UNIT(the_equilibrium_wins_against_any_policy_by_its_divergence),
                  UNIT(large_implicit_games_are_solved_without_a_matrix),
                  UNIT(a_doubled_response_shares_the_mass_that_it_had_alone), UNIT(relabelled_responses_permute_the_equilibrium),
                  UNIT(minimax_winners_are_the_known_ones), UNIT(no_response_beats_the_winner_of_a_random_game),
                  UNIT(a_fair_coin_has_every_policy_for_a_winner))
