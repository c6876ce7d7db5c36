/* Training on an annotator's pairs: which pairs there are, what is trained on, what is reported. */
#include "dno.h"

#include "models/dno/annotate.h"

#define LINEAR                                                                                                                   \
  "preference_generator=bradley_terry", "feature_utility=2", "policy_class=linear_softmax", "teacher_quality=0",                 \
      "optimizer_steps=30", "minibatch=128", "validation_prompts=100"
#define STUDENTS(algorithm) "algorithm=" algorithm, LINEAR, "actions=24", "prompts=600"

static void the_rubric_rounds_and_stays_between_0_and_6(void) {
  CU_ASSERT_EQUAL(dno_rubric(0.0, 0.0), 4);
  CU_ASSERT_EQUAL(dno_rubric(0.0, -0.01), 3);
  CU_ASSERT_EQUAL(dno_rubric(1.2, 0.0), 5);
  CU_ASSERT_EQUAL(dno_rubric(1.2, -0.6), 4);
  CU_ASSERT_EQUAL(dno_rubric(9.0, 0.0), 6);
  CU_ASSERT_EQUAL(dno_rubric(-9.0, 0.0), 0);
}

static void given_scores_make_the_pairs_that_the_rule_says(void) {
  /* Students 6, 4, 3, 5, 2 against a teacher's 5 make 2, 1 and 7 pairs; 4, 4, 3, 2, 1 against 6 make 5, 0 and 0. Of 5,000 responses none is drawn
   * twice with this seed. */
  RUN(run, "algorithm=dno_prct", "policy_class=linear_softmax", "actions=1000", "prompts=2", "iterations=2", "optimizer_steps=1",
      "annotator=fixed_scores", "fixed_student_scores=([6.0,4.0,3.0,5.0,2.0],[4.0,4.0,3.0,2.0,1.0])",
      "fixed_teacher_scores=[5,6]", "validation_prompts=2");
  const double expected[2][3] = {{2, 1, 7}, {5, 0, 0}};
  for (int t = 0; t < 2; t++) {
    CU_ASSERT_EQUAL(element(&run, "pairs_teacher_over_student", t), expected[t][0]);
    CU_ASSERT_EQUAL(element(&run, "pairs_student_over_teacher", t), expected[t][1]);
    CU_ASSERT_EQUAL(element(&run, "pairs_student_over_student", t), expected[t][2]);
  }
  CU_ASSERT_EQUAL(element(&run, "mean_student_score", 0), 4.0);
  CU_ASSERT_EQUAL(element(&run, "mean_teacher_score", 0), 5.0);
  CU_ASSERT_EQUAL(element(&run, "best_student_win_rate", 0), 1.0);
  CU_ASSERT_EQUAL(element(&run, "student_wins", 0), 1.0);
  /* Of the first round's ten pairs three are trained on again. */
  CU_ASSERT_EQUAL(element(&run, "pairs_used", 0), 10.0);
  CU_ASSERT_EQUAL(element(&run, "pairs_used", 1), 8.0);
  end_run(&run);
}

static void without_pairs_the_policy_stays(void) {
  RUN(run, "algorithm=dno_prct", LINEAR, "actions=24", "prompts=4", "iterations=2", "annotator=fixed_scores",
      "fixed_student_scores=([1.0,1.0],[1.0,1.0],[1.0,1.0],[1.0,1.0])", "fixed_teacher_scores=[1,1,1,1]",
      "responses_per_prompt=2");
  CU_ASSERT_EQUAL(metric(&run, "empty_rounds"), 2.0);
  CU_ASSERT_EQUAL(metric(&run, "validation_best_round"), 0.0);
  CU_ASSERT(unit_same_bits(metric(&run, "final_win_rate_vs_teacher"), metric(&run, "start_win_rate_vs_teacher")));
  CU_ASSERT_EQUAL(element(&run, "kl_forward", 1), 0.0);
  end_run(&run);
}

static void students_overtake_their_teacher(void) {
  RUN(run, STUDENTS("dno_prct"));
  CU_ASSERT(metric(&run, "start_win_rate_vs_teacher") < 0.3);
  CU_ASSERT(metric(&run, "final_win_rate_vs_teacher") > 0.6);
  CU_ASSERT(metric(&run, "best_win_rate_vs_teacher") >= metric(&run, "final_win_rate_vs_teacher"));
  CU_ASSERT(metric(&run, "validation_best_round") >= 1.0);
  CU_ASSERT_EQUAL(element(&run, "win_rate_vs_teacher", 2), metric(&run, "final_win_rate_vs_teacher"));
  end_run(&run);
}

static void restrictive_and_spin_keep_the_teachers_pairs_only(void) {
  RUN(restrictive, STUDENTS("dno_restrictive"));
  RUN(spin, STUDENTS("spin"));
  for (int t = 0; t < 3; t++) {
    CU_ASSERT_EQUAL(
        element(&restrictive, "pairs_student_over_teacher", t) + element(&restrictive, "pairs_student_over_student", t), 0.0);
    CU_ASSERT_EQUAL(element(&spin, "pairs_student_over_teacher", t) + element(&spin, "pairs_student_over_student", t), 0.0);
  }
  /* 200 prompts of 5 students, some of whom say what the teacher says: one in about ten. */
  CU_ASSERT(element(&spin, "pairs_teacher_over_student", 0) <= 1000.0 && element(&spin, "pairs_teacher_over_student", 0) > 850.0);
  end_run(&restrictive);
  end_run(&spin);
}

static void lookahead_begins_with_the_whole_of_dno_prct(void) {
  RUN(prct, STUDENTS("dno_prct"));
  RUN(lookahead, STUDENTS("dno_lookahead"));
  double used = 0.0;
  for (int t = 0; t < 3; t++) {
    CU_ASSERT(unit_same_bits(element(&prct, "win_rate_vs_teacher", t), element(&lookahead, "win_rate_vs_teacher", t)));
    used += element(&prct, "pairs_teacher_over_student", t) + element(&prct, "pairs_student_over_teacher", t) +
            element(&prct, "pairs_student_over_student", t);
  }
  CU_ASSERT_EQUAL(element(&lookahead, "pairs_used", 3), used);
  CU_ASSERT(element(&lookahead, "win_rate_vs_teacher", 3) != element(&lookahead, "win_rate_vs_teacher", 2));
  end_run(&prct);
  end_run(&lookahead);
}

static void offline_pairs_are_made_once_and_by_the_reference(void) {
  RUN(run, STUDENTS("offline_dpo"));
  RUN(online, STUDENTS("dno_prct"));
  CU_ASSERT(element(&run, "pairs_teacher_over_student", 0) > 2.0 * element(&online, "pairs_teacher_over_student", 0));
  CU_ASSERT_EQUAL(element(&run, "pairs_teacher_over_student", 1), 0.0);
  CU_ASSERT_EQUAL(element(&run, "pairs_used", 1), element(&run, "pairs_used", 0));
  end_run(&run);
  end_run(&online);
}

static void positives_are_imitated(void) {
  RUN(run, STUDENTS("sft_positives"));
  CU_ASSERT(metric(&run, "final_win_rate_vs_teacher") > metric(&run, "start_win_rate_vs_teacher") + 0.1);
  end_run(&run);
}

static void win_rates_can_be_the_annotator(void) {
  RUN(run, STUDENTS("dno_prct"), "annotator=winrate", "positive_min_score=4");
  /* 6 times a win rate around one half. */
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "mean_student_score", 0), 3.0, 0.3);
  CU_ASSERT(metric(&run, "final_win_rate_vs_teacher") > 0.4);
  end_run(&run);
}

static void networks_learn_from_features_of_prompts_and_responses(void) {
  RUN(run, "algorithm=dno_prct", "preference_generator=feature_contextual", "utility_spread=2", "feature_dim=2",
      "policy_class=mlp", "hidden_layers=1", "hidden_width=16", "actions=16", "prompts=600", "teacher_quality=0",
      "learning_rate=0.02", "optimizer_steps=60", "minibatch=128", "validation_prompts=100");
  CU_ASSERT(metric(&run, "final_win_rate_vs_teacher") > metric(&run, "start_win_rate_vs_teacher") + 0.1);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(the_rubric_rounds_and_stays_between_0_and_6), UNIT(given_scores_make_the_pairs_that_the_rule_says),
                  UNIT(without_pairs_the_policy_stays), UNIT(students_overtake_their_teacher),
                  UNIT(restrictive_and_spin_keep_the_teachers_pairs_only), UNIT(lookahead_begins_with_the_whole_of_dno_prct),
                  UNIT(offline_pairs_are_made_once_and_by_the_reference), UNIT(positives_are_imitated),
                  UNIT(win_rates_can_be_the_annotator), UNIT(networks_learn_from_features_of_prompts_and_responses))
