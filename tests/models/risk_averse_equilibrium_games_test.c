/* Matrix games: replies and play by hand, lanes against games alone, and bits that do not depend on threads or vectors. */
#include "models/risk-averse-equilibrium/baselines.h"
#include "numerics/elementary/dispatch.h"
#include "risk_averse_equilibrium.h"
#include "walras/elementary.h"

static void matching_pennies_are_answered_evenly_without_variance(void) {
  RUN(run, "mode=best_response", "payoff1=([1.0,-1.0],[-1.0,1.0])", "risk_aversion=0.1");
  CU_ASSERT(element_of(&run, "strategy1", 1, 0) == 0.5 && element_of(&run, "strategy1", 1, 1) == 0.5);
  CU_ASSERT(metric(&run, "variance") == 0.0 && metric(&run, "mean") == 0.0 && metric(&run, "utility") == 0.0);
  CU_ASSERT(metric(&run, "worst_case_payoff") == 0.0);
  end_run(&run);
}

static void a_reply_is_that_of_the_closed_form(void) {
  /* means 4 q = 3.2 against 3; variance of the first 16 q (1 - q) = 2.56: p = 0.2 / (2 lambda 2.56) */
  RUN(run, "mode=best_response", "payoff1=([4.0,0.0],[3.0,3.0])", "opponent=[0.8,0.2]", "risk_aversion=0.5");
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "strategy1", 1, 0), 0.2 / 2.56, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean"), 3.0 + 0.2 * 0.2 / 2.56, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "variance"), 0.04 / 2.56, 1e-14);
  end_run(&run);
}

static void a_tremble_of_one_makes_any_opponent_uniform(void) {
  RUN(pure, "mode=best_response", "payoff1=([4.0,0.0,1.0],[3.0,3.0,0.5],[2.0,1.0,2.0])", "opponent=[1.0,0.0,0.0]", "tremble=1");
  RUN(even, "mode=best_response", "payoff1=([4.0,0.0,1.0],[3.0,3.0,0.5],[2.0,1.0,2.0])");
  CU_ASSERT(same_records(&pure, &even));
  end_run(&pure);
  end_run(&even);
}

static void a_single_action_is_played(void) {
  RUN(run, "payoff1=([1.0,2.0,3.0])", "payoff2=([1.0],[3.0],[2.0])", "perturbation=none", "iterations=5000");
  CU_ASSERT(element_of(&run, "strategy1", 1, 0) == 1.0);
  CU_ASSERT(element_of(&run, "strategy2", 1, 1) > 0.999);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean1"), 2.0, 1e-3);
  end_run(&run);
}

static void large_risk_aversion_mixes_for_least_variance(void) {
  /* variances 4 and 1 with correlation -1 at even chances: weights 1/3, 2/3 have none */
  RUN(run, "mode=best_response", "payoff1=([4.0,0.0],[0.0,2.0])", "risk_aversion=1e6");
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "strategy1", 1, 0), 1.0 / 3.0, 1e-6);
  CU_ASSERT(metric(&run, "variance") < 1e-10);
  end_run(&run);
}

static void play_leaves_the_risky_equilibrium_only_when_risk_aversion_is_large(void) {
#define HUNT                                                                                                                     \
  "payoff1=([4.0,0.0],[3.0,3.0])", "symmetric=true", "tremble=0.1", "init=list", "init1=[1.0,0.0]", "init2=[1.0,0.0]",           \
      "iterations=2000"
  RUN(bold, HUNT, "risk_aversion=0.5");
  RUN(careful, HUNT, "risk_aversion=0.55");
  CU_ASSERT(element_of(&bold, "strategy1", 1, 0) == 1.0 && metric(&bold, "regret_gap") <= 1e-15);
  CU_ASSERT(element_of(&careful, "strategy1", 1, 0) < 1.0);
  end_run(&bold);
  end_run(&careful);
}

static void play_stops_at_its_tolerance(void) {
  RUN(run, "payoff1=([4.0,0.0],[3.0,3.0])", "symmetric=true", "init=list", "init1=[1.0,0.0]", "init2=[1.0,0.0]", "tremble=0.01");
  CU_ASSERT(metric(&run, "rounds") == 200.0);
  CU_ASSERT(metric(&run, "regret_gap") <= 1e-8);
  end_run(&run);
}

/* What `lanes` solves side by side in random_games is what fictitious_play does with the same draws, to rounding. */
static void games_in_lanes_are_games_alone(void) {
  static const char *const sizes[] = {"game_size=2", "game_size=3", "game_size=5", "game_size=8", "game_size=9"};
  static const char *const classes[] = {"game_class=general_sum", "game_class=zero_sum", "game_class=common_interest"};
  static const char *const metrics[] = {"utility1", "utility2", "mean1", "mean2", "variance1", "variance2", "worst_case_payoff"};
  for (int size = 0; size < 5; size++)
    for (int class = 0; class < 3; class ++)
      for (int neutral = 0; neutral < 2; neutral++) {
        const char *const lambda = neutral ? "risk_aversion=0" : "risk_aversion=1.5";
        RUN(one, "mode=random_games", "n_games=1", "iterations=300", "fp_tol=0", "init=dirichlet", sizes[size], classes[class],
            lambda);
        RUN(alone, "iterations=300", "fp_tol=0", "init=dirichlet", sizes[size], classes[class], lambda);
        for (size_t k = 0; k < sizeof metrics / sizeof *metrics; k++)
          CU_ASSERT_DOUBLE_EQUAL(metric(&one, metrics[k]), metric(&alone, metrics[k]), 1e-9);
        CU_ASSERT_DOUBLE_EQUAL(metric(&one, "regret_gap_max"), metric(&alone, "regret_gap"), 1e-9);
        end_run(&one);
        end_run(&alone);
      }
}

static void threads_and_vectors_do_not_change_a_bit(void) {
#define MANY "mode=random_games", "n_games=600", "iterations=250", "game_size=4", "init=dirichlet", "payoff_dist=normal"
  model_run two;
  RUN(one, MANY);
  run_model(&two, &walras_model_risk_averse_equilibrium, 2, SETTINGS(MANY));
  CU_ASSERT(same_records(&one, &two));
  const walras_simd_path best = walras_simd_path_get();
  for (int path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select((walras_simd_path)path))
      continue;
    RUN(other, MANY);
    CU_ASSERT(same_records(&one, &other));
    end_run(&other);
  }
  walras_simd_select(best);
  end_run(&one);
  end_run(&two);
}

static void play_comes_to_the_value_of_zero_sum_games(void) {
  static const char *const sizes[] = {"game_size=2", "game_size=6", "game_size=45"};
  for (int size = 0; size < 3; size++) {
    RUN(run, "mode=random_games", "game_class=zero_sum", "risk_aversion=0", "perturbation=none", "iterations=400", "fp_tol=0",
        size < 2 ? "n_games=50" : "n_games=2", sizes[size]);
    CU_ASSERT(metric(&run, "value_excess_max") <= 1e-9);
    CU_ASSERT(metric(&run, "regret_gap_max") < 0.2 && metric(&run, "regret_gap_p99") <= metric(&run, "regret_gap_max"));
    CU_ASSERT(metric(&run, "regret_gap_mean") <= metric(&run, "regret_gap_p99"));
    end_run(&run);
  }
}

static void strict_pure_equilibria_have_no_regret_without_trembles_only(void) {
#define COMMON "mode=random_games", "n_games=300", "iterations=1", "game_class=common_interest", "risk_aversion=2"
  RUN(none, COMMON, "perturbation=none");
  RUN(trembling, COMMON, "tremble=0.3");
  CU_ASSERT(metric(&none, "strict_pure_nash") >= 300.0); /* the largest payoff is one */
  CU_ASSERT(metric(&none, "strict_pure_nash") == metric(&trembling, "strict_pure_nash"));
  CU_ASSERT(metric(&none, "pure_nash_regret_max") == 0.0);
  CU_ASSERT(metric(&trembling, "pure_nash_regret_max") > 1e-3);
  end_run(&none);
  end_run(&trembling);
}

static void regret_vanishes_in_games_of_common_interest(void) {
#define COMMON_INTEREST "mode=random_games", "n_games=100", "game_class=common_interest", "game_size=4", "risk_aversion=1"
  RUN(early, COMMON_INTEREST, "iterations=200");
  RUN(late, COMMON_INTEREST, "iterations=4000");
  CU_ASSERT(metric(&late, "regret_gap_mean") < 0.1 * metric(&early, "regret_gap_mean"));
  end_run(&early);
  end_run(&late);
}

static void logit_play_ends_at_the_quantal_response(void) {
  RUN(run, "payoff1=([1.0,-1.0],[-1.0,2.0])", "payoff2=([-1.0,1.0],[1.0,-2.0])", "perturbation=logit", "logit_temperature=0.5",
      "risk_aversion=0", "iterations=20000", "fp_tol=0");
  double memory[8] = {1.0, -1.0, -1.0, 2.0, -1.0, 1.0, 1.0, -2.0}, x[2], y[2];
  const struct rae_game game = {.actions = {2, 2}, .payoff = {memory, memory + 4}};
  CU_ASSERT(rae_quantal_response(&game, 0.5, x, y));
  CU_ASSERT_DOUBLE_EQUAL(x[0], 1.0 / (1.0 + walras_exp((-y[0] + 2.0 * y[1] - y[0] + y[1]) / 0.5)), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "strategy1", 1, 0), x[0], 1e-3);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "strategy2", 1, 0), y[0], 1e-3);
  end_run(&run);
}

/* The table of other solutions, for a game where all are known. */
static void baselines_of_the_stag_hunt_are_known(void) {
  RUN(run, "payoff1=([4.0,0.0],[3.0,3.0])", "symmetric=true", "perturbation=none", "risk_aversion=0", "iterations=400");
  static const double expected[][2] = {
      {1.0, 4.0}, {2.0, 3.0}, {3.0, 3.0}}; /* best and worst equilibrium, the risk-dominant one */
  for (int row = 0; row < 3; row++) {
    CU_ASSERT(element_of(&run, "baselines", 0, row + 1) == expected[row][0]);
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "baselines", 1, row + 1), expected[row][1], 1e-12);
  }
  CU_ASSERT(element_of(&run, "baselines", 0, 5) == 5.0); /* maximin: the safe action */
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "baselines", 1, 5), 3.0, 1e-9);
  end_run(&run);
}

static void more_risk_aversion_never_raises_mean_or_variance_of_a_reply(void) {
  RUN(run, "mode=best_response", "n_games=300", "game_size=6", "risk_aversion=5");
  CU_ASSERT(metric(&run, "mean_rise_max") <= 1e-12 && metric(&run, "variance_rise_max") <= 1e-12);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(matching_pennies_are_answered_evenly_without_variance), UNIT(a_reply_is_that_of_the_closed_form),
                  UNIT(a_tremble_of_one_makes_any_opponent_uniform), UNIT(a_single_action_is_played),
                  UNIT(large_risk_aversion_mixes_for_least_variance),
                  UNIT(play_leaves_the_risky_equilibrium_only_when_risk_aversion_is_large), UNIT(play_stops_at_its_tolerance),
                  UNIT(games_in_lanes_are_games_alone), UNIT(threads_and_vectors_do_not_change_a_bit),
                  UNIT(play_comes_to_the_value_of_zero_sum_games),
                  UNIT(strict_pure_equilibria_have_no_regret_without_trembles_only),
                  UNIT(regret_vanishes_in_games_of_common_interest), UNIT(logit_play_ends_at_the_quantal_response),
                  UNIT(baselines_of_the_stag_hunt_are_known), UNIT(more_risk_aversion_never_raises_mean_or_variance_of_a_reply))
