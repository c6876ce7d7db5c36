/* What must hold of any game: symmetries, limits, and the same bits from any number of threads. */
#include "dno.h"

static void where_nothing_is_preferred_nothing_moves(void) {
  static const char *const algorithms[] = {"algorithm=spi_exact", "solver=gradient", "solver=sampled"};
  for (int a = 0; a < 3; a++) {
    RUN(run, "preference_generator=cyclic", "cycle_margin=0", "actions=5", "start_policy=[0.1,0.3,0.2,0.25,0.15]", "iterations=5",
        algorithms[a]);
    const double start[] = {0.1, 0.3, 0.2, 0.25, 0.15};
    CU_ASSERT(policy_is(&run, "last_policy", start, 5, 1e-9));
    CU_ASSERT(metric(&run, "duality_gap_last") < 1e-12);
    end_run(&run);
  }
}

static void a_small_step_hardly_moves(void) {
  RUN(run, "algorithm=spi_exact", "learning_rate_inverse=1e6", "iterations=1");
  CU_ASSERT(element(&run, "kl_forward", 0) < 1e-12);
  CU_ASSERT(element(&run, "kl_forward", 0) > 0.0);
  end_run(&run);
}

static void between_two_responses_many_small_steps_are_one_large(void) {
#define TWO "algorithm=spi_exact", "actions=2", "preference_generator=explicit", "preference_entries=[0.5,0.8,0.2,0.5]"
  RUN(many, TWO, "learning_rate_inverse=10", "iterations=10");
  RUN(one, TWO, "learning_rate_inverse=1", "iterations=1");
  double expected[2] = {element_of(&one, "last_policy", 1, 0), element_of(&one, "last_policy", 1, 1)};
  CU_ASSERT(policy_is(&many, "last_policy", expected, 2, 1e-13));
  end_run(&many);
  end_run(&one);
}

static void flipped_labels_are_a_smaller_step(void) {
  RUN(flipped, "algorithm=spi_exact", "actions=7", "flip_probability=0.25", "iterations=20");
  RUN(slow, "algorithm=spi_exact", "actions=7", "learning_rate_inverse=2", "iterations=20");
  double expected[7];
  for (int y = 0; y < 7; y++)
    expected[y] = element_of(&slow, "last_policy", 1, y);
  CU_ASSERT(policy_is(&flipped, "last_policy", expected, 7, 1e-12));
  CU_ASSERT_DOUBLE_EQUAL(metric(&flipped, "duality_gap_last"), 0.5 * metric(&slow, "duality_gap_last"), 1e-12);
  end_run(&flipped);
  end_run(&slow);
}

static void relabelled_responses_are_relabelled_in_the_result(void) {
  RUN(plain, "algorithm=spi_exact", "preference_generator=rps3", "actions=3", "rps_margins=[0.1,0.2,0.3]",
      "start_policy=[0.5,0.3,0.2]", "iterations=9");
  RUN(turned, "algorithm=spi_exact", "preference_generator=rps3", "actions=3", "rps_margins=[0.2,0.3,0.1]",
      "start_policy=[0.3,0.2,0.5]", "iterations=9");
  for (int y = 0; y < 3; y++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&plain, "last_policy", 1, (y + 1) % 3), element_of(&turned, "last_policy", 1, y), 1e-14);
  end_run(&plain);
  end_run(&turned);
}

static void the_best_of_a_ranking_takes_all(void) {
  RUN(run, "algorithm=spi_exact", "preference_generator=bradley_terry", "utility_ramp=3", "actions=6",
      "learning_rate_inverse=0.1", "iterations=200");
  CU_ASSERT(element_of(&run, "last_policy", 1, 0) > 1.0 - 1e-9);
  CU_ASSERT(metric(&run, "duality_gap_last") < 1e-8);
  CU_ASSERT_EQUAL(metric(&run, "copeland_winner"), 0.0);
  end_run(&run);
}

static void prompts_without_differences_play_the_game_of_one(void) {
  RUN(one, "algorithm=spi_exact", RPS, "start_policy=[0.5,0.3,0.2]", "iterations=12");
  RUN(many, "algorithm=spi_exact", RPS, "start_policy=[0.5,0.3,0.2]", "iterations=12", "prompts=700", "prompt_distribution=zipf");
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "duality_gap_last"), metric(&many, "duality_gap_last"), 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(element(&one, "kl_forward", 11), element(&many, "kl_forward", 11), 1e-13);
  end_run(&one);
  end_run(&many);
}

static void a_teacher_of_the_highest_quality_gives_the_best_response(void) {
  RUN(run, "algorithm=spi_exact", "actions=20", "prompts=30", "teacher_quality=1", "iterations=3");
  for (int64_t t = 0; t < 3; t++)
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "win_rate_vs_teacher", t), element(&run, "win_rate_vs_best", t), 1e-13);
  end_run(&run);
}

static void threads_do_not_change_a_bit(void) {
#define STUDENTS                                                                                                                 \
  "algorithm=dno_prct", "preference_generator=bradley_terry", "feature_utility=2", "policy_class=linear_softmax", "actions=16",  \
      "prompts=900", "teacher_quality=0", "optimizer_steps=20", "validation_prompts=600"
  static const char *const settings[][8] = {
      {"prompts=700", "actions=40", "iterations=3", "solver=gradient", "x"},
      {"solver=sampled", "label_mode=bernoulli", "pairs_sampled=200000", "iterations=2", "x"},
      {"prompts=700", "solver=sampled", "policy_class=linear_softmax", "label_mode=winrate_estimate", "pairs_sampled=9000",
       "iterations=2", "prompt_distribution=zipf", "x"},
      {"algorithm=dno_regularised", "prompts=700", "iterations=3", "reference_policy=random_softmax", "x"},
      {"preference_generator=feature_contextual", "policy_class=mlp", "hidden_width=8", "solver=sampled", "optimizer_steps=10",
       "prompts=700", "iterations=2", "x"}};
  for (size_t s = 0; s < sizeof settings / sizeof *settings; s++) {
    int64_t count = 0;
    while (settings[s][count][0] != 'x')
      count++;
    model_run one, four;
    run_model(&one, &walras_model_dno, 1, settings[s], count);
    run_model(&four, &walras_model_dno, 4, settings[s], count);
    CU_ASSERT(same_records(&one, &four));
    end_run(&one);
    end_run(&four);
  }
  model_run one, four;
  run_model(&one, &walras_model_dno, 1, SETTINGS(STUDENTS));
  run_model(&four, &walras_model_dno, 4, SETTINGS(STUDENTS));
  CU_ASSERT(same_records(&one, &four));
  end_run(&one);
  end_run(&four);
}

WALRAS_UNIT_TESTS(UNIT(where_nothing_is_preferred_nothing_moves), UNIT(a_small_step_hardly_moves),
                  UNIT(between_two_responses_many_small_steps_are_one_large), UNIT(flipped_labels_are_a_smaller_step),
                  UNIT(relabelled_responses_are_relabelled_in_the_result), UNIT(the_best_of_a_ranking_takes_all),
                  UNIT(prompts_without_differences_play_the_game_of_one),
                  UNIT(a_teacher_of_the_highest_quality_gives_the_best_response), UNIT(threads_do_not_change_a_bit))
