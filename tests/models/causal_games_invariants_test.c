/* What must not matter: constants, scales, names, states without effect, threads, vector widths; and games that come back by number. */
#include "causal_games.h"

#include "numerics/elementary/dispatch.h"

static void solve(const test_game *g, model_run *run) {
  static test_settings settings;
  settings_of(g, &settings);
  run_model(run, &walras_model_causal_games, 1, settings.list, settings.count);
  CU_ASSERT_EQUAL(run->status, WALRAS_OK);
}

static bool same_play(const model_run *a, const model_run *b, int m) {
  bool same =
      metric(a, "leader_action") == metric(b, "leader_action") && metric(a, "follower_action") == metric(b, "follower_action");
  for (int i = 0; i < m; i++)
    same = same && element_of(a, "leader_map", 1, i) == element_of(b, "leader_map", 1, i);
  return same;
}

static void constants_and_positive_scales_leave_actions_and_move_payoffs(void) {
  for (uint64_t instance = 0; instance < 30; instance++) {
    const test_game g = random_test_game(6000 + instance, 2, 3, 3, false);
    test_game moved = g;
    model_run before, after;
    for (int u = 0; u < 2; u++)
      for (int x1 = 0; x1 < 3; x1++)
        for (int x2 = 0; x2 < 3; x2++) {
          moved.payoff[0][u][x1][x2] = 4.0 * g.payoff[0][u][x1][x2] - 7.0;
          moved.payoff[1][u][x1][x2] = 0.25 * g.payoff[1][u][x1][x2] + 3.0;
        }
    solve(&g, &before);
    solve(&moved, &after);
    CU_ASSERT(same_play(&before, &after, 3));
    CU_ASSERT_DOUBLE_EQUAL(metric(&after, "scne_leader"), 4.0 * metric(&before, "scne_leader") - 7.0, 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(metric(&after, "scne_follower"), 0.25 * metric(&before, "scne_follower") + 3.0, 1e-13);
    end_run(&before);
    end_run(&after);
  }
}

/* Actions and instincts are renamed together: 0 -> 1 -> 2 -> 0. */
static void new_names_of_actions_rename_the_answer(void) {
  for (uint64_t instance = 0; instance < 30; instance++) {
    const test_game g = random_test_game(7000 + instance, 2, 3, 3, false);
    test_game renamed = g;
    model_run before, after;
    for (int u = 0; u < 2; u++)
      for (int x1 = 0; x1 < 3; x1++) {
        renamed.leader_instinct[u][(x1 + 1) % 3] = g.leader_instinct[u][x1];
        renamed.follower_instinct[u][(x1 + 1) % 3] = g.follower_instinct[u][x1];
        for (int x2 = 0; x2 < 3; x2++)
          for (int player = 0; player < 2; player++)
            renamed.payoff[player][u][(x1 + 1) % 3][(x2 + 1) % 3] = g.payoff[player][u][x1][x2];
      }
    solve(&g, &before);
    solve(&renamed, &after);
    CU_ASSERT_DOUBLE_EQUAL(metric(&after, "scne_leader"), metric(&before, "scne_leader"), 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(metric(&after, "scne_follower"), metric(&before, "scne_follower"), 1e-14);
    CU_ASSERT_EQUAL(metric(&after, "leader_action"), fmod(metric(&before, "leader_action") + 1.0, 3.0));
    for (int i = 0; i < 3; i++)
      CU_ASSERT_EQUAL(element_of(&after, "leader_map", 1, (i + 1) % 3), fmod(element_of(&before, "leader_map", 1, i) + 1.0, 3.0));
    end_run(&before);
    end_run(&after);
  }
}

static void one_state_gains_as_little_as_no_confounding(void) {
  RUN(one, "n_states=1", "confounding=0.75", "n_games=2000", "n_leader_actions=3");
  RUN(none, "n_states=4", "confounding=0.0", "n_games=2000", "n_leader_actions=3");
  CU_ASSERT(metric(&one, "max_abs_welfare_gain") < 1e-12 && metric(&none, "max_abs_welfare_gain") < 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "leader_share_l2"), 1.0, 0.0);
  end_run(&one);
  end_run(&none);
}

static void useless_instincts_gain_nothing_against_a_follower_of_layer_2(void) {
  RUN(useless, "confounding=1.0", "instinct_accuracy=0.5", "follower_layers=[2]", "n_games=2000");
  RUN(useful, "confounding=1.0", "instinct_accuracy=0.9", "follower_layers=[2]", "n_games=2000");
  CU_ASSERT(metric(&useless, "max_abs_welfare_gain") < 1e-12);
  CU_ASSERT(metric(&useful, "mean_leader_gain") > 0.01 && metric(&useful, "min_leader_gain") >= -1e-12);
  end_run(&useless);
  end_run(&useful);
}

static void shares_add_up_to_one_and_histograms_to_all_games(void) {
  RUN(run, "confounding=0.7", "n_games=5000", "n_leader_actions=3", "n_follower_actions=3", "n_states=3");
  double bins = 0.0;
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "leader_share_l1") + metric(&run, "leader_share_l2") + metric(&run, "leader_share_l3"), 1.0,
                         1e-12);
  CU_ASSERT_DOUBLE_EQUAL(
      metric(&run, "follower_share_l1") + metric(&run, "follower_share_l2") + metric(&run, "follower_share_l3"), 1.0, 1e-9);
  for (int64_t bin = 0; bin < 97; bin++)
    bins += element(&run, "welfare_gains", bin);
  CU_ASSERT_EQUAL(bins, 5000.0);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "welfare_gains", 48) / 5000.0,
                         1.0 - metric(&run, "share_positive") - metric(&run, "share_negative"), 1e-12);
  end_run(&run);
}

static void a_listed_game_comes_back_by_its_number(void) {
  RUN(many, "confounding=1.0", "n_games=5000", "first_game=100", "extremes=3");
  CU_ASSERT_EQUAL(fabs(element_of(&many, "extremes", 1, 0)), metric(&many, "max_abs_welfare_gain"));
  for (int k = 0; k < 3; k++) {
    char number[40];
    model_run one;
    snprintf(number, sizeof number, "first_game=%.0f", element_of(&many, "extremes", 0, k));
    run_model(&one, &walras_model_causal_games, 1, SETTINGS("confounding=1.0", "n_games=1", number));
    CU_ASSERT_EQUAL(metric(&one, "mean_welfare_gain"), element_of(&many, "extremes", 1, k));
    CU_ASSERT_EQUAL(metric(&one, "mean_leader_gain"), element_of(&many, "extremes", 2, k));
    CU_ASSERT(element_of(&one, "payoffs", 3, 0) > 0.0 && element_of(&one, "payoffs", 0, 7) == 1.0);
    end_run(&one);
  }
  end_run(&many);
}

static const char *const kinds[][5] = {
    {"confounding=0.5", "n_leader_actions=3", "n_follower_actions=3", "extremes=4", "n_games=9000"},
    {"payoff_dist=normal", "payoff_correlation=-0.5", "leader_commitment=mixed", "n_leader_actions=3", "n_games=300"},
    {"follower_rationality=satisficing", "satisficing_epsilon=0.2", "instinct_alignment=0.5", "payoff_dist=integer",
     "n_games=9001"},
    {"observe_layer=false", "confounding=0.5", "n_states=3", "n_follower_actions=3", "n_games=1000"},
    {"mode=tree", "depth=5", "payoff_dist=normal", "branching=3", "n_games=3000"},
    {"mode=signaling", "n_types=3", "n_actions=3", "n_messages=2", "n_games=3000"},
    {"leader_layers=[1,2]", "follower_layers=[1,2]", "n_leader_actions=9", "confounding=0.3", "n_games=3000"}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void results_do_not_depend_on_threads_or_vector_widths(void) {
  static const walras_simd_path paths[] = {WALRAS_SIMD_BASELINE, WALRAS_SIMD_AVX2, WALRAS_SIMD_AVX512};
  const walras_simd_path before = walras_simd_path_get();
  for (int k = 0; k < KINDS; k++) {
    model_run one;
    run_model(&one, &walras_model_causal_games, 1, kinds[k], 5);
    CU_ASSERT_EQUAL(one.status, WALRAS_OK);
    for (int path = 0; path < 3; path++) {
      model_run three;
      if (!walras_simd_select(paths[path]))
        continue;
      run_model(&three, &walras_model_causal_games, 3, kinds[k], 5);
      CU_ASSERT(same_records(&one, &three));
      end_run(&three);
    }
    (void)walras_simd_select(before);
    end_run(&one);
  }
}

/* Zero-sum: welfare is 0 whatever is played. Common interest: both players agree, and nothing is lost. */
static void opposed_and_common_interests_are_the_ends_of_correlation(void) {
  RUN(opposed, "payoff_dist=normal", "payoff_correlation=-1.0", "n_games=1000");
  RUN(common, "payoff_dist=normal", "payoff_correlation=1.0", "n_games=1000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&opposed, "mean_optimum_welfare"), 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&common, "mean_stackelberg_leader"), metric(&common, "mean_stackelberg_follower"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(2.0 * metric(&common, "mean_stackelberg_leader"), metric(&common, "mean_optimum_welfare"), 1e-12);
  CU_ASSERT_EQUAL(metric(&common, "share_pure_nash"), 1.0);
  end_run(&opposed);
  end_run(&common);
}

WALRAS_UNIT_TESTS(UNIT(constants_and_positive_scales_leave_actions_and_move_payoffs),
                  UNIT(new_names_of_actions_rename_the_answer), UNIT(one_state_gains_as_little_as_no_confounding),
                  UNIT(useless_instincts_gain_nothing_against_a_follower_of_layer_2),
                  UNIT(shares_add_up_to_one_and_histograms_to_all_games), UNIT(a_listed_game_comes_back_by_its_number),
                  UNIT(results_do_not_depend_on_threads_or_vector_widths),
                  UNIT(opposed_and_common_interests_are_the_ends_of_correlation))
