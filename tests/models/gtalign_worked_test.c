/* Rewards, exact policies and Pareto measures: worked numbers and what must hold of any. */
#include "gtalign.h"

static void rewards_have_their_worked_numbers(void) {
  RUN(good, "mode=reward", "answer=1", "response_length_words=120", "total_words=186.7", "reasoning_chars=400");
  CU_ASSERT_DOUBLE_EQUAL(metric(&good, "user_welfare"), 0.7431931087, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&good, "llm_welfare"), 0.9585902954, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&good, "reward"), sqrt(0.7431931087 * 0.9585902954), 1e-10);
  end_run(&good);
  GIVES(0.8340611817, 1e-10, "llm_welfare", "mode=reward", "reward_variant=linear", "answer=1", "response_length_words=120",
        "total_words=186.7", "reasoning_chars=400");
  RUN(poor, "mode=reward", "answer=0", "response_length_words=25", "total_words=41.7", "reasoning_chars=100");
  CU_ASSERT_DOUBLE_EQUAL(metric(&poor, "user_welfare"), 0.3383528881, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&poor, "llm_welfare"), 0.6046536734, 1e-10);
  end_run(&poor);
}

static void a_malformed_response_is_worth_nothing(void) {
  for (int variant = 0; variant < VARIANTS; variant++) {
    const struct gtalign_response response = {.answer = 1.0, .words = 100.0, .total_words = 200.0, .pareto = 1.0, .payoff = 1.0};
    const struct gtalign_welfare w = gtalign_welfare_of(variant, &response);
    CU_ASSERT(w.user == 0.0 && w.llm == 0.0 && gtalign_reward(variant, 0.3, w) == 0.0);
  }
}

/* Over the whole range of inputs; sqrt(UL) <= (U + L)/2 with equality only for equal welfare. */
static void welfare_keeps_within_its_bounds(void) {
  for (uint64_t i = 0; i < 2000; i++) {
    const double words = 2000.0 * test_uniform(i, 0);
    const struct gtalign_response r = {.answer = test_uniform(i, 1),
                                       .words = words,
                                       .total_words = words + 1000.0 * test_uniform(i, 2),
                                       .reasoning_chars = 5000.0 * test_uniform(i, 3),
                                       .format = 1.0,
                                       .pareto = 0.5,
                                       .payoff = test_uniform(i, 4),
                                       .time_cost = 1.0};
    const double length = gtalign_length_score(words, 20.0, 500.0);
    CU_ASSERT(length > 0.0 && length < 1.0);
    const struct gtalign_welfare w = gtalign_welfare_of(i % 2 == 0 ? VARIANT_COBB_DOUGLAS : VARIANT_LINEAR, &r);
    CU_ASSERT(w.user > 0.0 && w.user <= 1.0001 && w.llm > 0.0 && w.llm <= 1.0001);
    CU_ASSERT(gtalign_mutual(w) <= 0.5 * (w.user + w.llm) + 1e-15);
    const struct gtalign_welfare equal = {w.user, w.user};
    CU_ASSERT_DOUBLE_EQUAL(gtalign_mutual(equal), w.user, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(gtalign_reward(VARIANT_COBB_DOUGLAS, 0.5000001, w), gtalign_mutual(w), 1e-6);
  }
}

static const char *const rewards[] = {"training_reward=cobb_douglas", "training_reward=linear", "training_reward=user",
                                      "training_reward=llm"};

static void exact_policies_have_the_worked_welfare(void) {
  static const double expected[][5] = {{.750539, .648628, .679896, .834789, 100.0},
                                       {.730578, .762937, .618016, .883757, 1274.97},
                                       {.750473, .647639, .679971, .834551, 100.0},
                                       {.689533, .830978, .530653, .917533, 2500.0}};
  static const double coarse[] = {.750541, .730660, .750451, .689557};
  for (int r = 0; r < 4; r++) {
    RUN(run, "mode=optimal", rewards[r]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mutual_welfare"), expected[r][0], 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_answer"), expected[r][1], 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "user"), expected[r][2], 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "llm"), expected[r][3], 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_reasoning_chars"), expected[r][4], 5e-3);
    end_run(&run);
    GIVES(coarse[r], 1e-6, "mutual_welfare", "mode=optimal", rewards[r], "feature_grid=201");
  }
  GIVES(6.486283, 1e-6, "efficiency", "mode=optimal");
  GIVES(.615715, 1e-6, "mutual_welfare", "mode=optimal", "policy=base");
}

/* Mode (DA, CQ, AQ = 0, 1, 2) and level by the belief that the question is vague. */
static void exact_policies_do_what_was_worked_out_by_belief(void) {
  static const double belief[] = {.05, .3, .5, .7, .95};
  static const struct {
    const char *reward;
    int action[5]; /* 10 mode + level */
  } cases[] = {{"training_reward=cobb_douglas", {0, 20, 20, 20, 10}},
               {"training_reward=linear", {3, 23, 20, 20, 10}},
               {"training_reward=llm", {3, 23, 23, 23, 23}}};
  for (int r = 0; r < 3; r++) {
    RUN(run, "mode=optimal", cases[r].reward);
    for (int k = 0; k < 5; k++) {
      const double x = log(belief[k] / (1.0 - belief[k])) / 1.6;
      const int64_t row = (int64_t)lrint((x + 8.0) / 0.05);
      CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "policy", 1, row), belief[k], 0.011);
      CU_ASSERT_EQUAL(10.0 * element_of(&run, "policy", 6, row) + element_of(&run, "policy", 7, row), (double)cases[r].action[k]);
    }
    end_run(&run);
  }
}

static void nothing_to_see_leaves_one_action(void) {
  static const char *const blind[] = {"feature_separation=0", "vague_share=0", "vague_share=1"};
  for (int i = 0; i < 3; i++)
    for (int r = 0; r < 4; r++) {
      RUN(run, "mode=optimal", rewards[r], blind[i]);
      for (int64_t row = 1; row < POLICY_POINTS; row++)
        CU_ASSERT(element_of(&run, "policy", 6, row) == element_of(&run, "policy", 6, 0) &&
                  element_of(&run, "policy", 7, row) == element_of(&run, "policy", 7, 0));
      CU_ASSERT_DOUBLE_EQUAL(metric(&run, "share_da") + metric(&run, "share_cq") + metric(&run, "share_aq"), 1.0, 1e-12);
      end_run(&run);
    }
  GIVES(0.0, 0.0, "share_cq", "mode=optimal", "vague_share=0");
  GIVES(1.0, 1e-12, "share_cq", "mode=optimal", "vague_share=1");
}

/* Information never hurts, and plain questions are worth what the oracle has of them. */
static void welfare_rises_with_what_is_seen_up_to_the_oracle(void) {
  static const char *const seen[] = {"feature_separation=0", "feature_separation=0.5", "feature_separation=1.5",
                                     "feature_separation=3", "feature_separation=10"};
  RUN(oracle, "mode=optimal", "policy=oracle");
  double before = 0.0;
  for (int i = 0; i < 5; i++) {
    RUN(run, "mode=optimal", seen[i]);
    CU_ASSERT(metric(&run, "mutual_welfare") > before &&
              metric(&run, "mutual_welfare") <= metric(&oracle, "mutual_welfare") + 1e-12);
    before = metric(&run, "mutual_welfare");
    end_run(&run);
  }
  CU_ASSERT_DOUBLE_EQUAL(before, metric(&oracle, "mutual_welfare"), 1e-9);
  end_run(&oracle);
}

/* s adds s/10 to the payer's welfare whatever is done, and fixed bonuses to modes; nothing at s = 0. */
static void prices_shift_the_welfare_of_the_population(void) {
  RUN(plain, "mode=optimal", "policy=base");
  RUN(none, "mode=optimal", "policy=base", "steering=user", "steering_shift=0");
  RUN(user, "mode=optimal", "policy=base", "steering=user", "steering_shift=2");
  RUN(llm, "mode=optimal", "policy=base", "steering=llm", "steering_shift=3");
  CU_ASSERT(metric(&none, "mutual_welfare") == metric(&plain, "mutual_welfare"));
  CU_ASSERT_DOUBLE_EQUAL(metric(&user, "user") - metric(&plain, "user"), 0.2, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&user, "llm") - metric(&plain, "llm"), (0.1 + 0.05) / 3.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&llm, "llm") - metric(&plain, "llm"), 0.3, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&llm, "user") - metric(&plain, "user"), (0.1 + 0.05) / 3.0, 1e-12);
  end_run(&plain);
  end_run(&none);
  end_run(&user);
  end_run(&llm);
  GIVES(1e-4, 1e-12, "user", "mode=optimal", "policy=base", "steering=user", "steering_shift=-10"); /* the floor */
}

/* Worked by hand: points A (4, 1), (2, 3); B (3, 2), (1, 1): frontier (4, 1), (3, 2), (2, 3), ranges 3 and 2, reference (1, 1). */
static void two_methods_compare_as_worked_out(void) {
  RUN(run, "mode=compare", "points_a=( [ 4, 1 ], [ 2, 3 ] )", "points_b=( [ 3, 2 ], [ 1, 1 ] )");
  CU_ASSERT(metric(&run, "coverage_a") == 1.0 && metric(&run, "coverage_b") == 0.5);
  CU_ASSERT_EQUAL(metric(&run, "regret_a"), 0.0);
  /* Of (1, 1): (4, 1) is a whole range of U away; (3, 2) 2/3 and 1/2; (2, 3) 1/3 and 1. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "regret_b"), 0.5 * 2.0 / 3.0, 1e-15);
  CU_ASSERT(metric(&run, "hypervolume_a") == 2.0 && metric(&run, "hypervolume_b") == 2.0);
  CU_ASSERT(metric(&run, "hypervolume_first_point_a") == 0.0 && metric(&run, "hypervolume_first_point_b") == 2.0);
  CU_ASSERT(metric(&run, "dominates_a") == 1.0 && metric(&run, "dominates_b") == 0.0);
  end_run(&run);
  GIVES(1.0, 0.0, "coverage_b", "mode=compare", "points_a=( [ 4, 1 ], [ 2, 3 ] )", "points_b=( [ 3, 2 ], [ 1, 1 ] )",
        "pareto_epsilon=0.67");
}

WALRAS_UNIT_TESTS(UNIT(rewards_have_their_worked_numbers), UNIT(a_malformed_response_is_worth_nothing),
                  UNIT(welfare_keeps_within_its_bounds), UNIT(exact_policies_have_the_worked_welfare),
                  UNIT(exact_policies_do_what_was_worked_out_by_belief), UNIT(nothing_to_see_leaves_one_action),
                  UNIT(welfare_rises_with_what_is_seen_up_to_the_oracle), UNIT(prices_shift_the_welfare_of_the_population),
                  UNIT(two_methods_compare_as_worked_out))
