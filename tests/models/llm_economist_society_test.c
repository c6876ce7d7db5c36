#include "llm_economist.h"
#include "models/llm-economist/bandit.h"
#include "models/llm-economist/parameters.h"
#include "models/llm-economist/types.h"
#include "numerics/elementary/dispatch.h"

enum { WORKERS = 203 };

static void a_bandits_first_visit_takes_the_reward_and_later_ones_move_towards_it(void) {
  float value[ECONOMIST_HOURS * 2];
  for (int i = 0; i < ECONOMIST_HOURS * 2; i++)
    value[i] = -INFINITY;
  const int32_t hour[] = {4, 9};
  economist_bandit_kernels_get()->learn(value, 2, hour, (const float[]){8.0F, -2.0F}, 0.5F, 2);
  CU_ASSERT_TRUE(value[4 * 2] == 8.0F && value[9 * 2 + 1] == -2.0F && value[4 * 2 + 1] == -INFINITY);
  economist_bandit_kernels_get()->learn(value, 2, hour, (const float[]){4.0F, 6.0F}, 0.5F, 2);
  CU_ASSERT_TRUE(value[4 * 2] == 6.0F && value[9 * 2 + 1] == 2.0F);
}

/* Values 0, 1/2 and 1 at hours 2, 5 and 7: with beta = 2 their odds are 1 : e : e^2. 60,000 choices: four standard errors are 0.0082. */
static void bandits_choose_by_the_weights_of_gumbel_noise(void) {
  enum { TRIALS = 60000, CHUNK = 200 };
  static float value[ECONOMIST_HOURS * CHUNK];
  int64_t seen[ECONOMIST_HOURS] = {0};
  const uint32_t key[2] = {3, 8};
  const economist_choice choice = {.explore = 0.0F, .precision = 2.0F};
  for (int k = 0; k < ECONOMIST_HOURS; k++)
    for (int i = 0; i < CHUNK; i++)
      value[k * CHUNK + i] = k == 2 ? 0.0F : k == 5 ? 0.5F : k == 7 ? 1.0F : -INFINITY;
  for (uint32_t round = 0; round < TRIALS / CHUNK; round++) {
    uint32_t words[3][CHUNK];
    int32_t hour[CHUNK] = {0};
    const walras_stream stream = walras_stream_make(key, 0, round);
    walras_fill_words(&stream, 0, CHUNK, 0, (uint32_t *const[4]){words[0], words[1], words[2], NULL});
    economist_bandit_kernels_get()->choose(value, CHUNK, &choice, (uint32_t *const[3]){words[0], words[1], words[2]}, CHUNK,
                                           hour);
    for (int i = 0; i < CHUNK; i++)
      seen[hour[i]]++;
  }
  const double total = 1.0 + exp(1.0) + exp(2.0);
  CU_ASSERT_EQUAL(seen[2] + seen[5] + seen[7], TRIALS);
  CU_ASSERT_DOUBLE_EQUAL((double)seen[2] / TRIALS, 1.0 / total, 0.0082);
  CU_ASSERT_DOUBLE_EQUAL((double)seen[5] / TRIALS, exp(1.0) / total, 0.0082);
}

/* Always exploring from hour 1: steps -2..2, stopped at 0: twice 1/5 at 0, 1/5 each at 1, 2, 3. 40,000 choices: four standard errors are 0.01. */
static void bandits_explore_by_even_steps_that_stop_at_the_ends(void) {
  enum { TRIALS = 40000, CHUNK = 200 };
  static float value[ECONOMIST_HOURS * CHUNK];
  int64_t seen[ECONOMIST_HOURS] = {0};
  const uint32_t key[2] = {5, 8};
  const economist_choice choice = {.explore = 1.0F, .precision = 2.0F};
  for (uint32_t round = 0; round < TRIALS / CHUNK; round++) {
    uint32_t words[3][CHUNK];
    int32_t hour[CHUNK];
    for (int i = 0; i < CHUNK; i++)
      hour[i] = 1;
    const walras_stream stream = walras_stream_make(key, 0, round);
    walras_fill_words(&stream, 0, CHUNK, 0, (uint32_t *const[4]){words[0], words[1], words[2], NULL});
    economist_bandit_kernels_get()->choose(value, CHUNK, &choice, (uint32_t *const[3]){words[0], words[1], words[2]}, CHUNK,
                                           hour);
    for (int i = 0; i < CHUNK; i++)
      seen[hour[i]]++;
  }
  CU_ASSERT_EQUAL(seen[0] + seen[1] + seen[2] + seen[3], TRIALS);
  CU_ASSERT_DOUBLE_EQUAL((double)seen[0] / TRIALS, 0.4, 0.01);
  CU_ASSERT_DOUBLE_EQUAL((double)seen[3] / TRIALS, 0.2, 0.01);
}

static void learning_has_the_same_bits_on_every_processor(void) {
  static float value[2][ECONOMIST_HOURS * WORKERS];
  int32_t hour[2][WORKERS];
  uint32_t words[3][WORKERS];
  float reward[WORKERS];
  const uint32_t key[2] = {1, 2};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  const economist_choice choice = {.explore = 0.3F, .precision = 10.0F};
  const walras_simd_path own = walras_simd_path_get();
  walras_fill_words(&stream, 0, WORKERS, 0, (uint32_t *const[4]){words[0], words[1], words[2], NULL});
  for (int path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    const int into = path == WALRAS_SIMD_BASELINE ? 0 : 1;
    if (!walras_simd_select((walras_simd_path)path))
      continue;
    for (int i = 0; i < ECONOMIST_HOURS * WORKERS; i++)
      value[into][i] = i % 3 == 0 && i >= WORKERS ? -INFINITY : (float)((i * 7919) % 1009) * 1.37F;
    for (int i = 0; i < WORKERS; i++) {
      hour[into][i] = i % ECONOMIST_HOURS;
      reward[i] = 3.0F * (float)i;
    }
    economist_bandit_kernels_get()->learn(value[into], WORKERS, hour[into], reward, 0.5F, WORKERS);
    economist_bandit_kernels_get()->choose(value[into], WORKERS, &choice, (uint32_t *const[3]){words[0], words[1], words[2]},
                                           WORKERS, hour[into]);
    economist_bandit_kernels_get()->choose_best(value[into], WORKERS, WORKERS, hour[into]);
    bool best = true;
    for (int i = 0; i < WORKERS; i++)
      for (int k = 0; k < ECONOMIST_HOURS; k++)
        best &= value[into][k * WORKERS + i] <= value[into][hour[into][i] * WORKERS + i];
    CU_ASSERT_TRUE(best);
    economist_bandit_kernels_get()->choose(value[into], WORKERS, &choice, (uint32_t *const[3]){words[0], words[1], words[2]},
                                           WORKERS, hour[into]);
    if (into == 1)
      CU_ASSERT_TRUE(memcmp(value[0], value[1], sizeof value[0]) == 0 && memcmp(hour[0], hour[1], sizeof hour[0]) == 0);
  }
  walras_simd_select(own);
}

/* Reference: 0.55, 0.84 and 0.85 of workers at their best, and 0.876, 0.995 and 1.000 of rational utility. */
static void longer_tax_years_bring_bandits_nearer_to_their_best(void) {
  double regret[3];
  const char *const years[][2] = {
      {"tax_year=25", "horizon=25"}, {"tax_year=128", "horizon=128"}, {"tax_year=512", "horizon=512"}};
  for (int i = 0; i < 3; i++) {
    RUN(run, "n_workers=1000", "skill_sampling=quantile", "labor_cost_mode=median40", "planner=us_fed_2024",
        "worker_policy=bandit", "satisfaction_in_choice=false", "compare_optimum=false", years[i][0], years[i][1]);
    regret[i] = metric(&run, "follower_regret");
    end_run(&run);
  }
  CU_ASSERT_TRUE(regret[0] > regret[1] && regret[1] > regret[2]);
  CU_ASSERT_TRUE(regret[0] < 0.15 && regret[1] < 0.01 && regret[2] < 0.001);
}

static void satisfied_bandits_feel_all_of_their_utility(void) {
  RUN(all, "n_workers=50", "worker_policy=bandit", "tax_year=20", "horizon=40", "dissatisfaction_factor=1.0");
  RUN(none, "n_workers=50", "worker_policy=bandit", "tax_year=20", "horizon=40", "satisfaction_in_choice=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&all, "swf_adjusted") / metric(&all, "swf_inverse_income"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&all, "mean_adjusted_utility") / metric(&all, "mean_utility"), 1.0, 1e-12);
  CU_ASSERT_EQUAL(metric(&all, "mean_utility"), metric(&none, "mean_utility"));
  CU_ASSERT_TRUE(metric(&none, "mean_adjusted_utility") < metric(&none, "mean_utility"));
  end_run(&all);
  end_run(&none);
}

/* Slope 0 and no spread: satisfied up to a burden of 10 %, exactly. */
static void sharp_satisfaction_is_a_comparison_of_burden_and_tolerance(void) {
  RUN(run, "n_workers=400", "planner=us_fed_2024", "horizon=1", "tax_year=1", "satisfaction_slope=0.0", "burden_tolerance_sd=0.0",
      "compare_optimum=false");
  const double rebate = metric(&run, "rebate");
  bool same = true;
  for (int i = 0; i < 400; i++) {
    const double income = element_of(&run, "worker", 2, i), tax = element_of(&run, "worker", 3, i);
    same &= (element_of(&run, "worker", 6, i) == 1.0) == ((tax - rebate) / fmax(income, 1.0) <= 0.1);
  }
  CU_ASSERT_TRUE(same);
  CU_ASSERT_TRUE(metric(&run, "share_satisfied") > 0.0 && metric(&run, "share_satisfied") < 1.0);
  end_run(&run);
}

static void types_are_dealt_in_exact_numbers(void) {
  RUN(run, "n_workers=401", "percent_ego=60.0", "percent_alt=30.0", "percent_adv=10.0", "tax_year=3", "horizon=3",
      "compare_optimum=false");
  int64_t seen[3] = {0};
  for (int i = 0; i < 401; i++)
    seen[(int)element_of(&run, "worker", 5, i)]++;
  CU_ASSERT_TRUE(seen[TYPE_ALTRUISTIC] == 120 && seen[TYPE_ADVERSARIAL] == 40 && seen[TYPE_EGOTISTICAL] == 241);
  end_run(&run);
}

/* A poor altruist with much of the welfare's weight around works more than an egotist; an adversary lowers welfare. */
static void altruists_raise_welfare_and_adversaries_lower_it(void) {
  const char *const aims[][2] = {{"percent_ego=100.0", "percent_alt=0.0"},
                                 {"percent_ego=80.0", "percent_alt=20.0"},
                                 {"percent_ego=80.0", "percent_adv=20.0"}};
  double welfare[3];
  for (int i = 0; i < 3; i++) {
    RUN(run, "n_workers=500", "skill_sampling=quantile", "planner=uniform50", "labor_cost_mode=median40",
        "swf=reference_inverse_income", "tax_year=3", "horizon=3", "compare_optimum=false", aims[i][0], aims[i][1]);
    welfare[i] = metric(&run, "swf_reference");
    end_run(&run);
  }
  CU_ASSERT_TRUE(welfare[1] > welfare[0] && welfare[2] < welfare[0]);
}

static void fixed_hours_are_worked_by_all(void) {
  RUN(run, "n_workers=20", "worker_policy=fixed", "fixed_hours=37.5", "horizon=2", "tax_year=1", "planner=us_fed_2024");
  CU_ASSERT_EQUAL(metric(&run, "mean_labor"), 37.5);
  CU_ASSERT_TRUE(metric(&run, "follower_regret") > 0.0);
  end_run(&run);
}

static void threads_and_blocks_change_no_bit_of_a_learning_society(void) {
  const char *const settings[] = {"n_workers=20000",  "worker_policy=bandit", "horizon=12",     "tax_year=4",
                                  "percent_ego=90.0", "percent_alt=5.0",      "percent_adv=5.0"};
  model_run one, three;
  run_model(&one, &walras_model_llm_economist, 1, settings, 7);
  run_model(&three, &walras_model_llm_economist, 3, settings, 7);
  CU_ASSERT_TRUE(same_records(&one, &three));
  end_run(&one);
  end_run(&three);
}

WALRAS_UNIT_TESTS(UNIT(a_bandits_first_visit_takes_the_reward_and_later_ones_move_towards_it),
                  UNIT(bandits_choose_by_the_weights_of_gumbel_noise), UNIT(bandits_explore_by_even_steps_that_stop_at_the_ends),
                  UNIT(learning_has_the_same_bits_on_every_processor), UNIT(longer_tax_years_bring_bandits_nearer_to_their_best),
                  UNIT(satisfied_bandits_feel_all_of_their_utility),
                  UNIT(sharp_satisfaction_is_a_comparison_of_burden_and_tolerance), UNIT(types_are_dealt_in_exact_numbers),
                  UNIT(altruists_raise_welfare_and_adversaries_lower_it), UNIT(fixed_hours_are_worked_by_all),
                  UNIT(threads_and_blocks_change_no_bit_of_a_learning_society))
