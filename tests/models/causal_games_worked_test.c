/* Worked numbers: games by hand, closed forms of random games, and the figures of an earlier script. */
#include "causal_games.h"

static void the_game_by_hand_is_played_as_by_hand(void) {
  RUN(run, "mode=explicit", "payoff_leader=([3.0,1.0],[4.0,0.0])", "payoff_follower=([2.0,1.0],[0.0,1.0])");
  CU_ASSERT_EQUAL(metric(&run, "stackelberg_leader"), 3.0);
  CU_ASSERT_EQUAL(metric(&run, "stackelberg_follower"), 2.0);
  CU_ASSERT_EQUAL(metric(&run, "leader_action"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "follower_action"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "scne_leader"), 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "scne_follower"), 2.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_gain"), 0.0, 1e-15);
  CU_ASSERT_EQUAL(metric(&run, "leader_layer"), 2.0);
  CU_ASSERT(element_of(&run, "leader_map", 1, 0) == 0.0 && element_of(&run, "leader_map", 1, 1) == 0.0);
  CU_ASSERT_EQUAL(metric(&run, "n_pure_nash"), 0.0); /* (0,0) -> 4 at (1,0) -> (1,1) -> (0,1) -> (0,0) */
  CU_ASSERT(isnan(metric(&run, "nash_best_welfare")));
  CU_ASSERT_EQUAL(metric(&run, "optimum_welfare"), 5.0);
  end_run(&run);
}

/* Two states told exactly by both instincts; each player is paid for matching the state: seeing is worth 1, deciding 1/2. */
static void instincts_that_know_the_state_are_worth_following(void) {
  RUN(run, "mode=explicit", "n_states=2", "n_leader_actions=2", "instinct_accuracy=1.0",
      "payoff_leader=([1.0,1.0],[0.0,0.0],[0.0,0.0],[1.0,1.0])", "payoff_follower=([1.0,0.0],[1.0,0.0],[0.0,1.0],[0.0,1.0])");
  CU_ASSERT_EQUAL(metric(&run, "stackelberg_leader"), 0.5);
  CU_ASSERT_EQUAL(metric(&run, "scne_leader"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "scne_follower"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "leader_layer"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "instinct_welfare"), 2.0);
  end_run(&run);
}

/* Commitment to a mixture: Conitzer and Sandholm's game, 3 by an action and 3.5 by the even mixture. */
static void mixtures_are_benchmark_and_part_of_layer_2(void) {
  RUN(run, "mode=explicit", "leader_commitment=mixed", "payoff_leader=([2.0,4.0],[1.0,3.0])",
      "payoff_follower=([1.0,0.0],[0.0,1.0])");
  CU_ASSERT_EQUAL(metric(&run, "stackelberg_leader"), 3.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mixed_leader"), 3.5, 1e-11);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "scne_leader"), 3.5, 1e-11);
  CU_ASSERT_EQUAL(metric(&run, "welfare_gain"), 0.0);
  CU_ASSERT_EQUAL(element_of(&run, "leader_map", 1, 0), -1.0);
  CU_ASSERT_EQUAL(metric(&run, "leader_layer"), 2.0);
  end_run(&run);
}

/* The larger of m (or n) uniforms has mean m/(m+1) and variance m/((m+1)^2 (m+2)). False alarms: 6 checks at 5 standard errors, 4e-6. */
static void stackelberg_means_of_uniform_games_are_the_closed_forms(void) {
  static const struct {
    const char *m, *n;
    double leader, follower;
  } sizes[] = {{"n_leader_actions=2", "n_follower_actions=2", 2.0, 2.0},
               {"n_leader_actions=3", "n_follower_actions=3", 3.0, 3.0},
               {"n_leader_actions=2", "n_follower_actions=5", 2.0, 5.0}};
  for (int k = 0; k < 3; k++) {
    const double m = sizes[k].leader, n = sizes[k].follower;
    RUN(run, "n_games=20000", sizes[k].m, sizes[k].n);
    const double error = sqrt(1.0 / 20000.0);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_stackelberg_leader"), m / (m + 1.0), 5.0 * error * sqrt(m / (m + 2.0)) / (m + 1.0));
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_stackelberg_follower"), n / (n + 1.0),
                           5.0 * error * sqrt(n / (n + 2.0)) / (n + 1.0));
    CU_ASSERT(metric(&run, "max_abs_welfare_gain") < 1e-12);
    end_run(&run);
  }
}

/* The script's 200 games; ours are 20000. Tolerances: 4 standard errors of its share p (sqrt(p q / 200)), and of its mean gain, whose standard
 * deviation per game our histogram bounds by .3. */
static void shares_and_gains_with_confounding_are_those_of_the_script(void) {
  static const struct {
    const char *kappa;
    double positive, negative, mean;
  } rows[] = {{"confounding=0.25", 0.165, 0.12, 0.006},
              {"confounding=0.5", 0.265, 0.175, 0.023},
              {"confounding=1.0", 0.535, 0.245, 0.074}};
  for (int k = 0; k < 3; k++) {
    RUN(run, "n_games=20000", rows[k].kappa);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "share_positive"), rows[k].positive, 4.0 * sqrt(rows[k].positive / 200.0));
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "share_negative"), rows[k].negative, 4.0 * sqrt(rows[k].negative / 200.0));
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_welfare_gain"), rows[k].mean, 4.0 * 0.3 / sqrt(200.0));
    if (k == 2)
      CU_ASSERT(metric(&run, "min_leader_gain") < -0.3);
    end_run(&run);
  }
}

/* The script's 3000 games to 4 of its standard errors, with .25 for a gain's standard deviation. */
static void satisficing_costs_what_the_script_found(void) {
  static const struct {
    const char *epsilon, *alpha;
    double mean;
  } rows[] = {{"satisficing_epsilon=0.1", "instinct_alignment=0.0", -0.017},
              {"satisficing_epsilon=0.1", "instinct_alignment=0.5", -0.010},
              {"satisficing_epsilon=0.3", "instinct_alignment=0.0", -0.088},
              {"satisficing_epsilon=0.3", "instinct_alignment=0.5", -0.045},
              {"satisficing_epsilon=0.3", "instinct_alignment=1.0", 0.0},
              {"satisficing_epsilon=0.0", "instinct_alignment=0.0", 0.0}};
  for (int k = 0; k < 6; k++) {
    RUN(run, "n_games=20000", "n_leader_actions=3", "n_follower_actions=3", "follower_rationality=satisficing", rows[k].epsilon,
        rows[k].alpha);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_welfare_gain"), rows[k].mean,
                           rows[k].mean < 0.0 ? 4.0 * 0.25 / sqrt(3000.0) : 1e-12);
    CU_ASSERT(rows[k].mean < 0.0 || metric(&run, "max_abs_welfare_gain") < 1e-12);
    end_run(&run);
  }
}

static void the_signalling_example_has_its_two_equilibria(void) {
  RUN(run, "mode=signaling", "n_types=2", "n_messages=2", "n_actions=2", "type_prior=[0.7,0.3]",
      "sender_payoff=([0.0,2.0],[-3.0,-1.0],[0.0,2.0],[-1.5,0.5])", "receiver_payoff=([1.0,0.0],[1.0,0.0],[0.0,1.0],[0.0,1.0])");
  static const double to[8] = {0, 0, 0, 0, 0, 1, 0, 1};
  CU_ASSERT_EQUAL(metric(&run, "n_pure_pbe"), 2.0);
  CU_ASSERT_EQUAL(metric(&run, "n_separating"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "n_pooling"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "n_semi"), 0.0);
  for (int row = 0; row < 8; row++) {
    CU_ASSERT_EQUAL(element_of(&run, "pbe", 0, row), row / 4);
    CU_ASSERT_EQUAL(element_of(&run, "pbe", 1, row), row < 4 ? 1.0 : 0.0);
    CU_ASSERT_EQUAL(element_of(&run, "pbe", 2, row), row / 2 % 2);
    CU_ASSERT_EQUAL(element_of(&run, "pbe", 4, row), to[row]);
  }
  end_run(&run);
}

static void a_given_tree_is_solved_as_by_hand(void) {
  RUN(run, "mode=tree", "depth=2", "leaf_leader=[3.0,1.0,4.0,0.0]", "leaf_follower=[2.0,1.0,0.0,1.0]");
  CU_ASSERT(metric(&run, "spe_leader") == 3.0 && metric(&run, "spe_follower") == 2.0);
  CU_ASSERT_EQUAL(metric(&run, "deviations"), 0.0);
  CU_ASSERT(element_of(&run, "path", 1, 1) == 1.0 && element_of(&run, "path", 2, 0) == 0.0 &&
            element_of(&run, "path", 2, 1) == 0.0);
  end_run(&run);
}

/* A tree of two moves is a game in normal form whose leader commits to an action: for uniform leaves m/(m+1) and n/(n+1) again.
 * False alarms: 2 checks at 5 standard errors, 1e-6. */
static void drawn_trees_have_the_means_of_the_closed_form(void) {
  RUN(run, "mode=tree", "depth=2", "branching=3", "n_games=20000");
  const double error = sqrt(3.0 / 5.0) / 4.0 / sqrt(20000.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "spe_leader"), 0.75, 5.0 * error);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "spe_follower"), 0.75, 5.0 * error);
  CU_ASSERT_EQUAL(metric(&run, "deviations"), 0.0);
  end_run(&run);
}

/* A sender whose message costs nothing and a receiver of one action: all sender maps are equilibria, M^T of them. */
static void a_receiver_without_choice_leaves_the_sender_its_best_message(void) {
  RUN(run, "mode=signaling", "n_actions=1", "n_games=500");
  CU_ASSERT_EQUAL(metric(&run, "n_pure_pbe"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "n_pooling"), 1.0 / 3.0, 5.0 * sqrt(2.0 / 9.0 / 500.0));
  end_run(&run);
  RUN(given, "mode=signaling", "n_actions=1", "sender_payoff=([0.0],[0.0],[0.0],[0.0],[0.0],[0.0])",
      "receiver_payoff=([0.0],[0.0],[0.0],[0.0],[0.0],[0.0])");
  CU_ASSERT_EQUAL(metric(&given, "n_pure_pbe"), 9.0);
  CU_ASSERT_EQUAL(metric(&given, "n_pooling"), 3.0);
  end_run(&given);
}

WALRAS_UNIT_TESTS(UNIT(the_game_by_hand_is_played_as_by_hand), UNIT(instincts_that_know_the_state_are_worth_following),
                  UNIT(mixtures_are_benchmark_and_part_of_layer_2), UNIT(stackelberg_means_of_uniform_games_are_the_closed_forms),
                  UNIT(shares_and_gains_with_confounding_are_those_of_the_script), UNIT(satisficing_costs_what_the_script_found),
                  UNIT(the_signalling_example_has_its_two_equilibria), UNIT(a_given_tree_is_solved_as_by_hand),
                  UNIT(drawn_trees_have_the_means_of_the_closed_form),
                  UNIT(a_receiver_without_choice_leaves_the_sender_its_best_message))
