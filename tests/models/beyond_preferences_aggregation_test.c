/* Stakeholders and norms: the worked instance, degenerate societies, and drawn groups. */
#include "model_run.h"
#include "models/beyond-preferences/society.h"
#include "numerics/voting/lottery.h"

#define AGGREGATION(run, ...) RUN_MODEL(run, &walras_model_beyond_preferences, "study=aggregation", __VA_ARGS__)
#define WORKED                                                                                                                   \
  "instance=list", "gains=([1.0,0.6,-0.2,0.3],[0.9,0.5,0.1,0.2],[-0.8,0.1,0.9,0.2],[0.7,0.4,0.0,0.25],[-0.3,0.3,0.6,0.1])"

static void the_worked_instance_has_its_choices(void) {
  static const double scores[4] = {.07403978, .15082722, -.06616833, -.15869867}, rejected[4] = {.4, 0.0, .2, 0.0};
  static const double nash[4] = {0.0, .806858, .193142, 0.0};
  AGGREGATION(run, WORKED);
  CU_ASSERT_EQUAL(metric(&run, "chosen_utilitarian"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_bt"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_borda"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_condorcet"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_contractualist"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_utilitarian"), 0.38, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "min_gain_condorcet"), -0.8, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "reject_share_condorcet"), 0.4, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "min_gain_egalitarian"), 0.3, 1e-9);
  CU_ASSERT_EQUAL(metric(&run, "no_agreement_share_nash"), 0.0);
  for (int l = 0; l < 4; l++) {
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "bt_scores", 0, l), scores[l], 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "reject_share", 0, l), rejected[l], 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "lottery_nash", 0, l), nash[l], 1e-6);
  }
  CU_ASSERT_PTR_NULL(field_named(&run, "role_gain", WALRAS_FIELD_VALUES));
  CU_ASSERT_PTR_NULL(field_named(&run, "minority_gain_bt", WALRAS_FIELD_VALUES));
  end_run(&run);
}

static void a_single_stakeholder_gets_her_best_norm_or_none(void) {
  static const char *const rules[] = {"utilitarian",       "bt",          "borda", "condorcet", "contractualist",
                                      "minimax_complaint", "egalitarian", "nash"};
  AGGREGATION(gains, "instance=list", "gains=([0.1,0.5,-0.3])");
  AGGREGATION(losses, "instance=list", "gains=([-0.1,-0.5,-0.3])");
  for (int rule = 0; rule < 8; rule++) {
    char name[64];
    snprintf(name, sizeof name, "chosen_%s", rules[rule]);
    CU_ASSERT_EQUAL(metric(&gains, name), 1.0);
    CU_ASSERT_EQUAL(metric(&losses, name), rule == AGGREGATE_CONTRACTUALIST || rule == AGGREGATE_NASH ? -1.0 : 0.0);
  }
  CU_ASSERT_EQUAL(metric(&losses, "min_gain_nash"), 0.0);
  CU_ASSERT_EQUAL(metric(&losses, "no_agreement_share_contractualist"), 1.0);
  end_run(&gains);
  end_run(&losses);
}

static void two_norms_are_decided_by_a_soft_majority(void) {
  AGGREGATION(run, "instance=list", "gains=([0.1,0.0],[0.1,0.0],[0.0,2.0])", "bt_rationality=1.0");
  CU_ASSERT_EQUAL(metric(&run, "chosen_bt"), 1.0); /* 2 sigma(0.1) + sigma(-2) < 3 / 2 */
  CU_ASSERT_EQUAL(metric(&run, "chosen_borda"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_condorcet"), 0.0);
  end_run(&run);
}

static void shares_weigh_stakeholders(void) {
  AGGREGATION(run, "instance=list", "gains=([1.0,-1.0],[-1.0,2.0])", "shares=[0.9,0.1]");
  CU_ASSERT_EQUAL(metric(&run, "chosen_utilitarian"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "chosen_contractualist"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "reject_share_utilitarian"), 0.1, 1e-15);
  end_run(&run);
}

static void tolerating_everything_leaves_the_contractualist_free(void) {
  AGGREGATION(run, "instance=list", "gains=([-1.0,-2.0],[-1.0,-2.0])", "rejection_tolerance=1.0");
  CU_ASSERT_EQUAL(metric(&run, "chosen_contractualist"), 0.0);
  end_run(&run);
}

/* Every drawn society: Borda and Bradley-Terry agree; nobody loses by a Nash bargain; the egalitarian lottery has the largest least gain of all. */
static void groups_keep_the_laws_of_the_rules(void) {
  static const char *const surplus[] = {"surplus=0.1", "surplus=0.3", "surplus=0.6", "surplus=1.2"};
  for (int i = 0; i < 4; i++) {
    AGGREGATION(run, surplus[i], "norms=16", "stakeholders=100");
    CU_ASSERT_EQUAL(metric(&run, "disagreements"), 0.0);
    CU_ASSERT(metric(&run, "min_gain_nash") >= 0.0);
    CU_ASSERT(metric(&run, "min_gain_egalitarian") >= metric(&run, "min_gain_minimax_complaint") - 1e-9);
    CU_ASSERT(metric(&run, "min_gain_egalitarian") >= metric(&run, "min_gain_nash") - 1e-9 || metric(&run, "chosen_nash") < 0.0);
    CU_ASSERT(metric(&run, "welfare_utilitarian") >= metric(&run, "welfare_nash") - 1e-12 || metric(&run, "chosen_nash") < 0.0);
    CU_ASSERT_EQUAL(metric(&run, "role_gain"), 0.0);
    end_run(&run);
  }
}

/* 2,000 stakeholders: the linear program grows row by row, and must end where that of all rows does. */
static void lotteries_of_many_stakeholders_are_those_of_all_rows(void) {
  AGGREGATION(run, "stakeholders=2000", "surplus=2.0", "norms=6");
  society s;
  society_chunk chunk;
  walras_error error = {0};
  static double gains[2000 * 6];
  double lottery[6], value = 0.0, memory[4096], sums[64] = {0}, nash[6];
  CU_ASSERT_EQUAL(society_create(&s, run.trial, run.parameters), WALRAS_OK);
  CU_ASSERT(society_chunk_bytes(&s) <= sizeof memory);
  chunk = society_chunk_in(memory, &s);
  for (int i = 0; i < 2000; i++) {
    society_draw(&s, 0, i, 1, &chunk);
    memcpy(gains + 6 * i, chunk.mean, 6 * sizeof *gains);
  }
  const walras_ballots all = {.rows = 2000, .norms = 6, .gains = gains};
  CU_ASSERT_EQUAL(walras_lottery_egalitarian(&all, lottery, &value, &error), WALRAS_OK);
  CU_ASSERT(value > 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "min_gain_egalitarian"), value, 1e-8);
  CU_ASSERT_EQUAL(metric(&run, "no_agreement_share_nash"), 0.0);
  for (int l = 0; l < 6; l++)
    nash[l] = element_of(&run, "lottery_nash", 0, l);
  double least = INFINITY, shares[1] = {1.0 / 2000};
  for (int i = 0; i < 2000; i++) {
    const walras_ballots one = {.rows = 1, .norms = 6, .gains = gains + 6 * i, .shares = shares};
    least = fmin(least, walras_nash_accumulate(&one, nash, sums));
  }
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "min_gain_nash"), least, 1e-12);
  for (int l = 0; l < 6; l++)
    CU_ASSERT(sums[1 + l] <= 1.0 + 2e-9 && (nash[l] < 1e-6 || sums[1 + l] > 1.0 - 1e-3));
  end_run(&run);
}

static void roles_with_one_ideal_differ_by_their_members_only_and_gains_are_not_negative(void) {
  AGGREGATION(one, "roles=4", "role_similarity=1.0", "member_sd=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "role_gain"), 0.0, 1e-15);
  end_run(&one);
  AGGREGATION(apart, "roles=4", "majority_share=1.0");
  CU_ASSERT(metric(&apart, "role_gain") >= 0.0);
  CU_ASSERT(isnan(metric(&apart, "minority_gain_bt")));
  end_run(&apart);
  AGGREGATION(unused, "roles=2", "role_exposure=[1.0,0.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&unused, "role_gain"), 0.0, 1e-15);
  end_run(&unused);
}

/* With one dimension every weight row is (1): all rows are the same, and so is the society. */
static void incomplete_stakeholders_of_one_dimension_are_complete(void) {
  AGGREGATION(complete, "value_dims=1", "surplus=0.4");
  AGGREGATION(cautious, "value_dims=1", "surplus=0.4", "weight_rows=3");
  AGGREGATION(strict, "value_dims=1", "surplus=0.4", "weight_rows=3", "rejection_mode=strict");
  CU_ASSERT_EQUAL(metric(&complete, "chosen_utilitarian"), metric(&cautious, "chosen_utilitarian"));
  CU_ASSERT_DOUBLE_EQUAL(metric(&complete, "welfare_bt"), metric(&cautious, "welfare_bt"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&complete, "reject_share_bt"), metric(&strict, "reject_share_bt"), 1e-12);
  end_run(&complete);
  end_run(&cautious);
  end_run(&strict);
}

static void any_row_rejects_more_than_all_rows(void) {
  AGGREGATION(cautious, "weight_rows=3");
  AGGREGATION(strict, "weight_rows=3", "rejection_mode=strict");
  int more = 0;
  for (int l = 0; l < 8; l++) {
    CU_ASSERT(element_of(&strict, "reject_share", 0, l) >= element_of(&cautious, "reject_share", 0, l));
    CU_ASSERT_EQUAL(element_of(&strict, "welfare", 0, l), element_of(&cautious, "welfare", 0, l));
    more += element_of(&strict, "reject_share", 0, l) > element_of(&cautious, "reject_share", 0, l);
  }
  CU_ASSERT(more > 0);
  end_run(&cautious);
  end_run(&strict);
}

/* 400,000 comparisons over 6 pairs: a score has a standard error near 0.006; 4 of them, a false alarm in 16,000 each. */
static void many_comparisons_come_near_to_infinitely_many(void) {
  static const double scores[4] = {.07403978, .15082722, -.06616833, -.15869867};
  AGGREGATION(run, WORKED, "comparisons=400000");
  for (int l = 0; l < 4; l++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "bt_scores", 0, l), scores[l], 0.025);
  CU_ASSERT(element_of(&run, "bt_scores", 0, 0) != scores[0]);
  end_run(&run);
  AGGREGATION(drawn, "comparisons=200000", "norms=4");
  AGGREGATION(infinite, "norms=4");
  for (int l = 0; l < 4; l++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&drawn, "bt_scores", 0, l), element_of(&infinite, "bt_scores", 0, l), 0.05);
  CU_ASSERT_EQUAL(metric(&drawn, "chosen_utilitarian"), metric(&infinite, "chosen_utilitarian"));
  end_run(&drawn);
  end_run(&infinite);
  CU_ASSERT(model_refuses(&walras_model_beyond_preferences, "comparisons", SETTINGS("comparisons=2", "norms=8")));
}

static void comparisons_are_made_by_share(void) {
  AGGREGATION(run, "instance=list", "gains=([3.0,0.0],[0.0,3.0])", "shares=[1.0,0.0]", "comparisons=50000");
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "bt_scores", 0, 0) - element_of(&run, "bt_scores", 0, 1), 6.0, 0.4);
  end_run(&run);
}

/* Two who agree on next to nothing: with gains (1, -1) and (-1, 1 + e) of two norms the bargain gives the first e / (2 (2 + e)). The smaller e, the
 * less of it the arithmetic leaves, but somebody who loses it may not make. */
static void a_bargain_over_next_to_nothing_is_found(void) {
  static const double e[4] = {4e-5, 4e-6, 4e-7, 4e-8};
  for (int i = 0; i < 4; i++) {
    char gains[96];
    snprintf(gains, sizeof gains, "gains=([1.0,-1.0,0.3],[-1.0,%.9f,-0.31])", 1.0 + e[i]);
    AGGREGATION(run, "instance=list", gains);
    CU_ASSERT(metric(&run, "min_gain_nash") > 0.0);
    if (i < 2)
      CU_ASSERT_DOUBLE_EQUAL(metric(&run, "min_gain_nash"), e[i] / (2.0 * (2.0 + e[i])), 0.02 * e[i]);
    end_run(&run);
  }
}

static void societies_do_not_depend_on_threads(void) {
  model_run one, four;
  run_model(&one, &walras_model_beyond_preferences, 1, SETTINGS("stakeholders=5000", "roles=2", "surplus=0.8"));
  run_model(&four, &walras_model_beyond_preferences, 4, SETTINGS("stakeholders=5000", "roles=2", "surplus=0.8"));
  CU_ASSERT(same_records(&one, &four));
  end_run(&one);
  end_run(&four);
}

static void bad_societies_are_refused_by_name(void) {
  const walras_model *model = &walras_model_beyond_preferences;
  CU_ASSERT(model_refuses(model, "gains", SETTINGS("instance=list")));
  CU_ASSERT(model_refuses(model, "gains", SETTINGS("instance=list", "gains=([1.0,2.0],[1.0])")));
  CU_ASSERT(model_refuses(model, "gains", SETTINGS("instance=list", "gains=([1.0,nan])")));
  CU_ASSERT(model_refuses(model, "shares", SETTINGS("instance=list", "gains=([1.0,2.0],[1.0,3.0])", "shares=[0.5,0.4]")));
  CU_ASSERT(model_refuses(model, "shares", SETTINGS("instance=list", "gains=([1.0,2.0],[1.0,3.0])", "shares=[1.0]")));
  CU_ASSERT(model_refuses(model, "roles", SETTINGS("instance=list", "gains=([1.0,2.0])", "roles=2")));
  CU_ASSERT(model_refuses(model, "weight_rows", SETTINGS("instance=list", "gains=([1.0,2.0])", "weight_rows=2")));
  CU_ASSERT(model_refuses(model, "role_exposure", SETTINGS("roles=2", "role_exposure=[0.5,0.6]")));
  CU_ASSERT(model_refuses(model, "role_exposure", SETTINGS("roles=3", "role_exposure=[0.5,0.5]")));
  CU_ASSERT(model_refuses(model, "rejection_tolerance", SETTINGS("rejection_tolerance=1.5")));
  CU_ASSERT(model_refuses(model, "norms", SETTINGS("norms=1")));
}

WALRAS_UNIT_TESTS(UNIT(the_worked_instance_has_its_choices), UNIT(a_single_stakeholder_gets_her_best_norm_or_none),
                  UNIT(two_norms_are_decided_by_a_soft_majority), UNIT(shares_weigh_stakeholders),
                  UNIT(tolerating_everything_leaves_the_contractualist_free), UNIT(groups_keep_the_laws_of_the_rules),
                  UNIT(lotteries_of_many_stakeholders_are_those_of_all_rows),
                  UNIT(roles_with_one_ideal_differ_by_their_members_only_and_gains_are_not_negative),
                  UNIT(incomplete_stakeholders_of_one_dimension_are_complete), UNIT(any_row_rejects_more_than_all_rows),
                  UNIT(many_comparisons_come_near_to_infinitely_many), UNIT(comparisons_are_made_by_share),
                  UNIT(a_bargain_over_next_to_nothing_is_found), UNIT(societies_do_not_depend_on_threads),
                  UNIT(bad_societies_are_refused_by_name))
