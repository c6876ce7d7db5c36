/* Interactions against expectations; kinds of users; assistants with matrices; the same bits for any threads and vector widths. */
#include "gtalign.h"
#include "models/gtalign/kernels.h"
#include "numerics/elementary/dispatch.h"

/* Means of draws and expectations of the same policy, within 5 standard errors: a false alarm rate of 6e-7 each. */
static void near(const model_run *drawn, const model_run *exact, const char *name, double spread) {
  const double se = spread / sqrt(20000.0), a = metric(drawn, name), b = metric(exact, name);
  if (!(fabs(a - b) <= 5.0 * se + 1e-12))
    fprintf(stderr, "    %s: %.9g drawn, %.9g expected\n", name, a, b);
  CU_ASSERT(fabs(a - b) <= 5.0 * se + 1e-12);
}

static void compare(const char *const *settings, int64_t count) {
  model_run exact, drawn;
  const char *all[16] = {"evaluation=drawn", "n_instances=20000"};
  for (int64_t i = 0; i < count; i++)
    all[2 + i] = settings[i];
  run_model(&drawn, &walras_model_gtalign, 1, all, count + 2);
  all[1] = "evaluation=exact";
  run_model(&exact, &walras_model_gtalign, 1, all + 1, count + 1);
  CU_ASSERT(drawn.status == WALRAS_OK && exact.status == WALRAS_OK);
  CU_ASSERT(metric(&drawn, "exact_mutual_welfare") == metric(&exact, "exact_mutual_welfare"));
  CU_ASSERT(metric(&exact, "exact_mutual_welfare") == metric(&exact, "mutual_welfare"));
  near(&drawn, &exact, "mutual_welfare", sqrt(20000.0) * metric(&drawn, "mutual_welfare_se"));
  near(&drawn, &exact, "user", 0.3);
  near(&drawn, &exact, "llm", 0.2);
  near(&drawn, &exact, "mean_answer", 0.5);
  near(&drawn, &exact, "mean_reasoning_chars", 1200.0);
  near(&drawn, &exact, "share_da", 0.5);
  near(&drawn, &exact, "share_cq", 0.5);
  near(&drawn, &exact, "share_aq", 0.5);
  end_run(&drawn);
  end_run(&exact);
}
#define COMPARE(...) compare(SETTINGS(__VA_ARGS__))

#define TWO_TYPES "user_types=( [ 0.3, 0.2, 0.3 ], [ 0.7, 2.5, 0.0 ] )"

static void interactions_have_the_means_that_are_expected(void) {
  COMPARE("mode=optimal");
  COMPARE("mode=optimal", "training_reward=linear", "vague_share=0.2", "feature_separation=1.5");
  COMPARE("mode=optimal", "policy=base", "reasoning_levels=[10,3000]");
  COMPARE("mode=optimal", "policy=oracle", "vague_share=0.9");
  COMPARE("mode=optimal", "vague_share=1");
  COMPARE("updates=30", "training_reward=llm", "stop_change=0");
  COMPARE("updates=20", "policy_class=mlp", "batch_prompts=33");
  COMPARE("updates=30", "policy=sft");
}

static void so_they_have_with_several_kinds_of_users(void) {
  COMPARE("mode=optimal", TWO_TYPES);
  COMPARE("mode=optimal", TWO_TYPES, "user_type_visible=true", "training_reward=linear");
  COMPARE("mode=optimal", "n_user_types=20", "user_type_visible=true", "policy=oracle");
  COMPARE("mode=optimal", "n_user_types=20", "steering=user", "steering_shift=-1");
  COMPARE("updates=20", TWO_TYPES, "user_type_visible=true");
  COMPARE("updates=20", TWO_TYPES, "user_type_visible=true", "policy_class=mlp");
  COMPARE("updates=10", "n_user_types=20");
}

/* Types that are one in all but name change nothing. */
static void equal_kinds_are_one_kind(void) {
  RUN(one, "mode=optimal");
  RUN(three, "mode=optimal", "user_types=( [ 0.2, 1.0, 0.0 ], [ 0.3, 1.0, 0.0 ], [ 0.5, 1.0, 0.0 ] )", "user_type_visible=true");
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "mutual_welfare"), metric(&three, "mutual_welfare"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "type_regret_max"), 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "type_welfare_min"), metric(&one, "mutual_welfare"), 1e-12);
  end_run(&one);
  end_run(&three);
}

/* Seen, each type has its best policy: no regret. Unseen, some lose, and the mean falls by the mean of their losses. */
static void one_policy_for_all_costs_what_types_lose(void) {
  RUN(seen, "mode=optimal", "n_user_types=64", "user_type_visible=true");
  RUN(unseen, "mode=optimal", "n_user_types=64");
  CU_ASSERT_DOUBLE_EQUAL(metric(&seen, "type_regret_max"), 0.0, 1e-12);
  CU_ASSERT(metric(&unseen, "type_regret_max") > 0.01);
  CU_ASSERT_DOUBLE_EQUAL(metric(&seen, "mutual_welfare") - metric(&unseen, "mutual_welfare"), metric(&unseen, "type_regret_mean"),
                         1e-12);
  double types = 0.0;
  for (int64_t bin = 0; bin < REGRET_BINS; bin++)
    types += element(&unseen, "type_regret", bin);
  CU_ASSERT_EQUAL(types, 64.0);
  end_run(&seen);
  end_run(&unseen);
}

/* Without errors: DQ -> DA, VQ -> CQ by the likelier question; only VQ_CQ is on the frontier of the true matrix. By symmetry half each. */
static void assistants_with_the_true_matrix_do_as_expected(void) {
  RUN(run, "mode=decide", "n_instances=40000");
  RUN(optimum, "mode=optimal");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "share_da"), 0.5, 5.0 * 0.5 / 200.0);
  CU_ASSERT(metric(&run, "pareto_consistency") == metric(&run, "share_cq") && metric(&run, "share_aq") == 0.0);
  CU_ASSERT(metric(&run, "mean_payoff_score") == 1.0 && metric(&run, "mean_reasoning_chars") == 100.0);
  CU_ASSERT(metric(&run, "mutual_welfare") < metric(&optimum, "mutual_welfare"));
  end_run(&run);
  end_run(&optimum);
}

/* Rows mixed by belief come close to the exact policy, which weighs by belief too. */
static void deciding_by_belief_is_nearly_optimal_and_errors_cost(void) {
  RUN(exact, "mode=decide", "decision_rule=belief_weighted", "n_instances=20000");
  RUN(wrong, "mode=decide", "decision_rule=belief_weighted", "n_instances=20000", "matrix_noise=3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&exact, "mutual_welfare"), 0.750539, 5.0 * metric(&exact, "mutual_welfare_se") + 3e-4);
  CU_ASSERT(metric(&wrong, "mutual_welfare") < metric(&exact, "mutual_welfare") - 10.0 * metric(&wrong, "mutual_welfare_se"));
  CU_ASSERT(metric(&wrong, "pareto_consistency") == 1.0 && metric(&wrong, "mean_payoff_score") < 1.0);
  end_run(&exact);
  end_run(&wrong);
}

static void more_interactions_keep_the_first_ones(void) {
  RUN(few, "mode=optimal", "evaluation=drawn", "n_instances=1000");
  RUN(more, "mode=optimal", "evaluation=drawn", "n_instances=1001");
  const double few_answers = 1000.0 * metric(&few, "mean_answer"), more_answers = 1001.0 * metric(&more, "mean_answer");
  CU_ASSERT(fabs(more_answers - few_answers) < 1.0 + 1e-9 && fabs(few_answers - rint(few_answers)) < 1e-9);
  end_run(&few);
  end_run(&more);
}

/* ---- the same bits ---- */

static const char *const cases[][4] = {{"mode=optimal", "evaluation=drawn", "n_instances=50001", "training_reward=linear"},
                                       {"updates=8", "n_instances=50001", "batch_prompts=100", "kl_coefficient=0.1"},
                                       {"updates=5", "n_instances=3001", "policy_class=mlp", "optimizer=adam"},
                                       {"updates=5", "n_instances=3001", "n_user_types=23", "user_type_visible=true"},
                                       {"mode=decide", "n_instances=9001", "matrix_noise=1", "decision_rule=cobb_douglas_safe"},
                                       {"mode=decide", "n_instances=9001", "matrix_noise=1", "decision_rule=belief_weighted"}};

static void results_do_not_depend_on_threads_or_vector_width(void) {
  const walras_simd_path widest = walras_simd_path_get();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    model_run alone, other;
    run_model(&alone, &walras_model_gtalign, 1, cases[i], 4);
    run_model(&other, &walras_model_gtalign, 3, cases[i], 4);
    CU_ASSERT(same_records(&alone, &other));
    end_run(&other);
    for (int path = WALRAS_SIMD_BASELINE; path < (int)widest; path++) {
      CU_ASSERT(walras_simd_select((walras_simd_path)path));
      run_model(&other, &walras_model_gtalign, 2, cases[i], 4);
      CU_ASSERT(same_records(&alone, &other));
      end_run(&other);
    }
    CU_ASSERT(walras_simd_select(widest));
    end_run(&alone);
  }
}

WALRAS_UNIT_TESTS(UNIT(interactions_have_the_means_that_are_expected), UNIT(so_they_have_with_several_kinds_of_users),
                  UNIT(equal_kinds_are_one_kind), UNIT(one_policy_for_all_costs_what_types_lose),
                  UNIT(assistants_with_the_true_matrix_do_as_expected),
                  UNIT(deciding_by_belief_is_nearly_optimal_and_errors_cost), UNIT(more_interactions_keep_the_first_ones),
                  UNIT(results_do_not_depend_on_threads_or_vector_width))
