/* Prompts side by side: what a prompt learns alone, whoever sits beside it and whatever the vector width. */
#include "inpo.h"
#include "models/inpo/packed.h"
#include "numerics/elementary/dispatch.h"

enum { N = 7, ROUNDS = 40 };

static void fill(struct inpo_pack *pack, uint64_t first, int shift) {
  double margins[N * N], reference[N], policy[N];
  for (int lane = 0; lane < PACK_LANES; lane++) {
    const int to = (lane + shift) % PACK_LANES;
    random_game(first + (uint64_t)lane, N, margins);
    random_policy(first + (uint64_t)lane, N, reference);
    random_policy(1000 + first + (uint64_t)lane, N, policy);
    for (int i = 0; i < N; i++) {
      pack->reference[i * PACK_LANES + to] = reference[i];
      pack->policy[i * PACK_LANES + to] = policy[i];
      for (int j = 0; j < N; j++)
        pack->margins[(i * N + j) * PACK_LANES + to] = margins[i * N + j];
    }
  }
}

static void play(struct inpo_pack *pack) {
  inpo_pack_begin(pack);
  for (int64_t t = 2; t <= ROUNDS; t++)
    inpo_pack_round(pack, 0.75, 0.25, 2.5, t);
}

static void lanes_are_the_exact_rounds_of_their_games(void) {
  double memory[(N + 5) * N * PACK_LANES], margins[N * N], reference[N], policy[N], work[4 * N];
  struct inpo_pack pack = inpo_pack_make(N, memory);
  fill(&pack, 20, 0);
  play(&pack);
  for (int lane = 0; lane < PACK_LANES; lane++) {
    const walras_preference_game game = random_game(20 + (uint64_t)lane, N, margins);
    random_policy(20 + (uint64_t)lane, N, reference);
    random_policy(1020 + (uint64_t)lane, N, policy);
    double ratio = 0.0, mean[N] = {0.0};
    for (int64_t t = 1; t <= ROUNDS; t++) {
      if (t > 1)
        inpo_exact_round(&(struct inpo_step){.algorithm = ALGORITHM_INPO, .tau = 0.1, .eta = 0.4}, &game, reference, policy,
                         work);
      walras_policy_mean_add(mean, policy, N, t);
      for (int i = 0; i < N; i++)
        ratio = fmax(ratio, fabs(policy[i] - reference[i]));
    }
    for (int i = 0; i < N; i++) {
      CU_ASSERT_DOUBLE_EQUAL(pack.policy[i * PACK_LANES + lane], policy[i], 1e-12);
      CU_ASSERT_DOUBLE_EQUAL(pack.mean[i * PACK_LANES + lane], mean[i], 1e-13);
    }
    CU_ASSERT_DOUBLE_EQUAL(pack.ratio[lane], ratio, 1e-12);
  }
}

static void a_lane_does_not_depend_on_its_seat_or_neighbours(void) {
  double memory[2][(N + 5) * N * PACK_LANES];
  struct inpo_pack a = inpo_pack_make(N, memory[0]), b = inpo_pack_make(N, memory[1]);
  fill(&a, 20, 0);
  fill(&b, 23, 2); /* game 23 was in lane 3 and is in lane 2 */
  play(&a);
  play(&b);
  for (int i = 0; i < N; i++) {
    CU_ASSERT(unit_same_bits(a.policy[i * PACK_LANES + 3], b.policy[i * PACK_LANES + 2]));
    CU_ASSERT(unit_same_bits(a.mean[i * PACK_LANES + 3], b.mean[i * PACK_LANES + 2]));
  }
}

static void every_vector_width_gives_the_same_bits(void) {
  const walras_simd_path own = walras_simd_path_get();
  double memory[2][(N + 5) * N * PACK_LANES];
  struct inpo_pack a = inpo_pack_make(N, memory[0]), b = inpo_pack_make(N, memory[1]);
  CU_ASSERT(walras_simd_select(WALRAS_SIMD_BASELINE));
  fill(&a, 5, 0);
  play(&a);
  for (int path = WALRAS_SIMD_AVX2; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select((walras_simd_path)path))
      continue;
    fill(&b, 5, 0);
    play(&b);
    CU_ASSERT(memcmp(a.policy, b.policy, N * PACK_LANES * sizeof *a.policy) == 0);
    CU_ASSERT(memcmp(a.mean, b.mean, N * PACK_LANES * sizeof *a.mean) == 0);
    CU_ASSERT(memcmp(a.ratio, b.ratio, sizeof a.ratio) == 0);
  }
  walras_simd_select(own);
}

static void expect_same_trial(const char *algorithm) {
  RUN(packed, "actions=9", "prompts=29", "iterations=30", "evaluate_every=7", "reference_policy=random_softmax",
      "length_bias=0.3", "flip_probability=0.1", "compare_with_nash=false", algorithm);
  RUN(single, "actions=9", "prompts=29", "iterations=30", "evaluate_every=7", "reference_policy=random_softmax",
      "length_bias=0.3", "flip_probability=0.1", algorithm);
  static const char *const metrics[] = {"duality_gap_last", "duality_gap_average", "kl_to_reference", "score", "log_ratio_max"};
  for (int k = 0; k < 5; k++)
    CU_ASSERT_DOUBLE_EQUAL(metric(&packed, metrics[k]), metric(&single, metrics[k]), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element(&packed, "duality_gap_last_path", 2), element(&single, "duality_gap_last_path", 2), 1e-12);
  end_run(&single);
  end_run(&packed);
}

static void whole_trials_are_those_of_prompts_one_by_one(void) {
  expect_same_trial("algorithm=inpo");
  expect_same_trial("algorithm=sppo");
}

WALRAS_UNIT_TESTS(UNIT(lanes_are_the_exact_rounds_of_their_games), UNIT(a_lane_does_not_depend_on_its_seat_or_neighbours),
                  UNIT(every_vector_width_gives_the_same_bits), UNIT(whole_trials_are_those_of_prompts_one_by_one))
