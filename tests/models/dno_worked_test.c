/* Numbers worked out by hand or by independent code, and closed forms. */
#include "dno.h"

#include "models/dno/pairs.h"

/* ---- exact steps ---- */

static void two_exact_steps_lead_where_the_closed_form_says(void) {
  const double second[] = {.484702887234, .296696721043, .218600391723}, third[] = {.467070719171, .294952784323, .237976496506};
  RUN(one, "algorithm=spi_exact", FROM_532, "iterations=1");
  RUN(two, "algorithm=spi_exact", FROM_532, "iterations=2");
  CU_ASSERT(policy_is(&one, "last_policy", second, 3, 5e-13));
  CU_ASSERT(policy_is(&two, "last_policy", third, 3, 5e-13));
  CU_ASSERT_DOUBLE_EQUAL(element(&two, "win_rate_vs_previous", 0), .5021659814276, 5e-14);
  CU_ASSERT_DOUBLE_EQUAL(element(&two, "improvement_lower_bound", 0), .5010939825837, 5e-14);
  /* The identity with both divergences has the same value as the win rate. */
  CU_ASSERT_DOUBLE_EQUAL(0.5 + element(&two, "kl_forward", 0) + element(&two, "kl_backward", 0), .5021659814276, 5e-14);
  CU_ASSERT(metric(&two, "identity_deviation") < 1e-15);
  end_run(&one);
  end_run(&two);
}

static void the_loss_is_least_at_the_target_and_log_two_where_nothing_moves(void) {
  RUN(run, "algorithm=dno", FROM_532, "iterations=1",
      "probe_policy=[0.333333333333333333,0.333333333333333333,0.333333333333333333]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_probe"), .7180986106476, 5e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_target"), .6926230155666, 5e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_current"), 0.693147180559945309, 1e-15);
  end_run(&run);
}

static void the_regression_over_all_pairs_makes_the_exact_step_whatever_the_data(void) {
  static const char *const data[] = {"data_policy=on_policy", "data_policy=uniform", "data_policy=teacher_mix"};
  for (int d = 0; d < 3; d++) {
    RUN(rps, "solver=gradient", FROM_532, "iterations=5", data[d]);
    CU_ASSERT(metric(&rps, "tv_max") < 1e-12);
    RUN(ten, "solver=gradient", "learning_rate_inverse=0.1", "iterations=5", data[d]);
    CU_ASSERT(metric(&ten, "tv_max") < 1e-8);
    end_run(&rps);
    end_run(&ten);
  }
}

static void two_regularised_options_end_at_their_fixed_points(void) {
  const double first[] = {.342446965616, .385857063880, .271695970505}, second[] = {.334684316280, .382900090455, .282415593265};
#define REGULARISED                                                                                                              \
  "algorithm=dno_regularised", RPS, "reference_policy=explicit", "reference_entries=[0.5,0.3,0.2]", "kl_coefficient=0.1",        \
      "iterations=400"
  RUN(one, REGULARISED);
  RUN(two, REGULARISED, "reward_policy=smoothed");
  CU_ASSERT(policy_is(&one, "last_policy", first, 3, 5e-12));
  CU_ASSERT(policy_is(&two, "last_policy", second, 3, 5e-12));
  CU_ASSERT(metric(&one, "kl_to_nash") < 1e-12);
  CU_ASSERT(metric(&two, "kl_to_nash") > 1e-6);
  end_run(&one);
  end_run(&two);
}

static void nash_md_and_inpo_are_the_two_options_from_the_reference(void) {
  RUN(md, "algorithm=nash_md", FROM_532, "iterations=7");
  RUN(smoothed, "algorithm=dno_regularised", "reward_policy=smoothed", FROM_532, "iterations=7");
  RUN(inpo, "algorithm=inpo", FROM_532, "iterations=7");
  RUN(current, "algorithm=dno_regularised", FROM_532, "iterations=7");
  CU_ASSERT(unit_same_bits(metric(&md, "kl_to_nash"), metric(&smoothed, "kl_to_nash")));
  CU_ASSERT(unit_same_bits(metric(&inpo, "kl_to_nash"), metric(&current, "kl_to_nash")));
  CU_ASSERT(metric(&md, "kl_to_nash") != metric(&inpo, "kl_to_nash"));
  end_run(&md);
  end_run(&smoothed);
  end_run(&inpo);
  end_run(&current);
}

static void between_two_responses_log_odds_rise_by_their_margin_over_eta(void) {
  RUN(run, "algorithm=spi_exact", "actions=2", "preference_generator=explicit", "preference_entries=[0.5,0.7,0.3,0.5]",
      "learning_rate_inverse=2", "iterations=30");
  const double first = element_of(&run, "last_policy", 1, 0), second = element_of(&run, "last_policy", 1, 1);
  CU_ASSERT_DOUBLE_EQUAL(log(first / second), 30 * 0.2 / 2.0, 1e-13);
  end_run(&run);
}

static void the_last_iterate_spirals_out_where_the_average_converges(void) {
  /* From softmax(0, 0.5, 1) at eta = 1. */
  RUN(run, "algorithm=spi_exact", RPS, "start_policy=[0.18632372322584756,0.30719588571849837,0.50648039105565401]",
      "iterations=300");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_last"), .178, 5e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_average"), .0119, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_last"), 2.0 * element(&run, "subopt_last", 299), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_average"), 2.0 * element(&run, "subopt_average", 299), 1e-13);
  end_run(&run);
}

static void steps_beat_their_predecessor_and_not_the_start_in_a_cyclic_game(void) {
  /* From softmax(0, .25, .5, .75, 1). */
  RUN(run, "algorithm=spi_exact", "preference_generator=cyclic", "actions=5", "cycle_margin=0.3", "iterations=300",
      "start_policy=[0.11405072375140665,0.1464440280884384,0.18803785418768845,0.24144538407641547,0.31002200989605111]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "win_rate_vs_start_min"), .440, 5e-4);
  CU_ASSERT_EQUAL(metric(&run, "improving_share"), 1.0);
  end_run(&run);
}

/* ---- large-margin pairs ---- */

static const dno_pair_rule standard = {.positive_min_score = 5, .margin_teacher = 2, .margin_student = 1};

static void count_pairs(dno_pair_rule rule, const int64_t scores[6], int64_t counts[PAIR_KINDS]) {
  static const int32_t responses[] = {3, 1, 4, 0, 5, 9};
  const dno_candidates candidates = {.students = 5, .responses = responses, .scores = scores};
  dno_pair pairs[30];
  memset(counts, 0, PAIR_KINDS * sizeof *counts);
  const int64_t found = dno_pairs_find(&rule, &candidates, pairs, counts);
  CU_ASSERT_EQUAL(found, counts[0] + counts[1] + counts[2]);
}

static void pairs_of_large_margin_are_counted_by_who_wins_them(void) {
  dno_pair_rule restrictive = standard;
  restrictive.teacher_over_students_only = true;
  int64_t counts[PAIR_KINDS];
  count_pairs(standard, (const int64_t[]){6, 4, 3, 5, 2, 5}, counts);
  CU_ASSERT(counts[0] == 2 && counts[1] == 1 && counts[2] == 7);
  count_pairs(restrictive, (const int64_t[]){6, 4, 3, 5, 2, 5}, counts);
  CU_ASSERT(counts[0] == 2 && counts[1] == 0 && counts[2] == 0);
  count_pairs(standard, (const int64_t[]){4, 4, 3, 2, 1, 6}, counts);
  CU_ASSERT(counts[0] == 5 && counts[1] == 0 && counts[2] == 0);
}

static void the_teacher_beats_every_student_without_scores(void) {
  const dno_pair_rule spin = {.every_student_below_the_teacher = true};
  int64_t counts[PAIR_KINDS];
  count_pairs(spin, NULL, counts);
  CU_ASSERT(counts[0] == 5 && counts[1] == 0 && counts[2] == 0);
}

static void equal_responses_make_no_pair(void) {
  static const int32_t responses[] = {7, 7, 7};
  const dno_candidates candidates = {.students = 2, .responses = responses, .scores = (const int64_t[]){6, 0, 6}};
  dno_pair pairs[6];
  int64_t counts[PAIR_KINDS] = {0};
  CU_ASSERT_EQUAL(dno_pairs_find(&standard, &candidates, pairs, counts), 0);
}

WALRAS_UNIT_TESTS(UNIT(two_exact_steps_lead_where_the_closed_form_says),
                  UNIT(the_loss_is_least_at_the_target_and_log_two_where_nothing_moves),
                  UNIT(the_regression_over_all_pairs_makes_the_exact_step_whatever_the_data),
                  UNIT(two_regularised_options_end_at_their_fixed_points),
                  UNIT(nash_md_and_inpo_are_the_two_options_from_the_reference),
                  UNIT(between_two_responses_log_odds_rise_by_their_margin_over_eta),
                  UNIT(the_last_iterate_spirals_out_where_the_average_converges),
                  UNIT(steps_beat_their_predecessor_and_not_the_start_in_a_cyclic_game),
                  UNIT(pairs_of_large_margin_are_counted_by_who_wins_them), UNIT(the_teacher_beats_every_student_without_scores),
                  UNIT(equal_responses_make_no_pair))
