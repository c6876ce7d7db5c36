/* The drawn sequences: closed forms, martingales, the same bits for any threads, and both engines against each other. */
#include "steering_the_herd.h"

/* 2 x 10^5 sequences, 5 standard errors: false alarm 6e-7 each. */
static void uncontrolled_cascades_are_right_as_often_as_the_gamblers_ruin_says(void) {
  RUN(run, "planner=none", "n_sequences=200000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "theory_cascade_correct"), 0.8448275862, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "theory_cascade_time"), 3.4482758621, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "cascade_correct_share"), 0.8448275862, 5.0 * 8.1e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "cascade_time_mean"), 3.4482758621, 5.0 * 5.0e-3);
  end_run(&run);
}

/* Beliefs lie in [0, 1]: 10^5 sequences have standard errors below .0016; 5 of them, false alarm 6e-7 at each of five positions. */
static void beliefs_are_a_martingale(void) {
  static const char *const planners[] = {"planner=none", "planner=biased", "planner=altruistic", "planner=random"};
  for (int k = 0; k < 4; k++) {
    RUN(run, planners[k], "n_sequences=100000", "prior=0.4", "n_agents=20", "n_beliefs=401", "n_precisions=40", "cost_slope=5.0");
    for (int64_t t = 0; t < 20; t += 4)
      CU_ASSERT_DOUBLE_EQUAL(element(&run, "mean_belief", t), 0.4, 5.0 * 0.0016);
    end_run(&run);
  }
}

/* 10^5 sequences of 40 agents: standard error below .0015, and of the reference .004. */
static void coarse_precision_steers_as_far_as_computed_before(void) {
  static const struct {
    const char *slope, *precision, *grid;
    double correct;
  } cells[] = {{"cost_slope=0.5", "baseline_precision=0.7", "precision_grid=0.05", 0.183},
               {"cost_slope=0.5", "baseline_precision=0.7", "precision_grid=0.1", 0.345},
               {"cost_slope=1.5", "baseline_precision=0.7", "precision_grid=0.05", 0.478},
               {"cost_slope=0.5", "baseline_precision=0.6", "precision_grid=0.1", 0.345}};
  for (int k = 0; k < 4; k++) {
    RUN(run, "planner=biased", "true_state=B", "n_agents=40", "n_sequences=100000", cells[k].slope, cells[k].precision,
        cells[k].grid);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "frac_correct"), cells[k].correct, 0.007);
    end_run(&run);
  }
}

/* The payoff of T agents is within C delta^T / (1 - delta) of the value; 2 x 10^5 sequences, 5 standard errors of less than .006. */
static void payoffs_are_the_programmes_values(void) {
  static const char *const planners[] = {"planner=biased", "planner=altruistic", "planner=myopic_biased"};
  for (int k = 0; k < 3; k++) {
    RUN(run, planners[k], "n_sequences=200000", "n_agents=200", "n_beliefs=801", "n_precisions=60", "cost_slope=4.0");
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "payoff_mean"), metric(&run, "value_at_prior"), 0.03);
    end_run(&run);
  }
}

static void results_do_not_depend_on_threads(void) {
  static const char *const planners[] = {"planner=none", "planner=biased", "planner=random"};
  for (int k = 0; k < 3; k++) {
    model_run one, three;
    const char *const settings[] = {planners[k], "n_sequences=40000", "n_agents=30", "n_beliefs=201", "n_precisions=10"};
    run_model(&one, &walras_model_steering_the_herd, 1, settings, 5);
    run_model(&three, &walras_model_steering_the_herd, 3, settings, 5);
    CU_ASSERT(same_records(&one, &three));
    end_run(&one);
    end_run(&three);
  }
}

/* Every vector width moves the same lanes and adds the same sums. */
static void all_vector_widths_agree(void) {
  enum { N = 77 };
  static int32_t next[] = {1, 2, 1, 1, 2, 0}, follows[] = {1, 0, 1}, herds[] = {0, 1, 0}, absorbs[6];
  static uint32_t last[] = {3000000000u, 4294967295u, 2147483647u};
  static double reals[] = {0.7, 0.1, 1.0 / 3.0};
  const struct herd_chain chain = {.states = 3,
                                   .next = next,
                                   .last = last,
                                   .follows = follows,
                                   .herds_up = herds,
                                   .absorbs = absorbs,
                                   .precision = reals,
                                   .cost = reals,
                                   .belief = reals};
  herd_advance *const paths[] = {herd_advance_baseline, herd_advance_get()};
  int32_t state[2][N], truth[N], followed[2][N];
  uint32_t word[N];
  struct herd_tally tally[2] = {{0}, {0}};
  for (int path = 0; path < 2; path++) {
    for (int i = 0; i < N; i++) {
      state[path][i] = i % 3;
      truth[i] = i % 2;
      followed[path][i] = i;
      word[i] = (uint32_t)i * 2654435761u;
    }
    paths[path](&chain, N, word, truth, state[path], followed[path], &tally[path]);
  }
  CU_ASSERT_EQUAL(memcmp(state[0], state[1], sizeof state[0]), 0);
  CU_ASSERT_EQUAL(memcmp(followed[0], followed[1], sizeof followed[0]), 0);
  CU_ASSERT_EQUAL(memcmp(&tally[0], &tally[1], sizeof tally[0]), 0);
  CU_ASSERT_EQUAL(tally[0].herding, 26);
}

/* A table of histories and stepping agent by agent draw the same signals: a spread too small to move a signal changes nothing that is counted. */
static void both_engines_count_the_same(void) {
  RUN(table, "planner=none", "n_sequences=20000", "n_agents=30");
  RUN(steps, "planner=none", "n_sequences=20000", "n_agents=30", "agent_precision_sd=1e-13");
  CU_ASSERT_EQUAL(metric(&table, "frac_correct"), metric(&steps, "frac_correct"));
  CU_ASSERT_EQUAL(metric(&table, "cascade_time_mean"), metric(&steps, "cascade_time_mean"));
  CU_ASSERT_EQUAL(metric(&table, "cascade_B_share"), metric(&steps, "cascade_B_share"));
  end_run(&table);
  end_run(&steps);
}

/* 4 x 10^4 lines each way: 5 standard errors of a difference, .0126. */
static void isolated_groups_are_lines_of_their_own_and_foreign_signals_help(void) {
  RUN(alone, "planner=none", "n_sequences=40000", "n_agents=20");
  RUN(isolated, "planner=none", "n_sequences=10000", "n_agents=20", "n_groups=4", "cross_observation=0.0");
  RUN(seen, "planner=none", "n_sequences=10000", "n_agents=20", "n_groups=4", "cross_observation=1.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&alone, "frac_correct"), metric(&isolated, "frac_correct"), 0.0126);
  CU_ASSERT(metric(&seen, "cascade_time_mean") < metric(&isolated, "cascade_time_mean") - 0.3);
  end_run(&alone);
  end_run(&isolated);
  end_run(&seen);
}

static void signals_without_information_are_followed_for_ever(void) {
  RUN(run, "planner=none", "baseline_precision=0.5", "n_sequences=1000", "n_agents=50");
  CU_ASSERT_EQUAL(metric(&run, "cascade_time_mean"), 50.0);
  CU_ASSERT_EQUAL(element(&run, "mean_belief", 49), 0.5);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(uncontrolled_cascades_are_right_as_often_as_the_gamblers_ruin_says), UNIT(beliefs_are_a_martingale),
                  UNIT(coarse_precision_steers_as_far_as_computed_before), UNIT(payoffs_are_the_programmes_values),
                  UNIT(results_do_not_depend_on_threads), UNIT(all_vector_widths_agree), UNIT(both_engines_count_the_same),
                  UNIT(isolated_groups_are_lines_of_their_own_and_foreign_signals_help),
                  UNIT(signals_without_information_are_followed_for_ever))
