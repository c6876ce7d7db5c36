/* Agents with and without complete preferences among adversaries. Statistical checks: 4 standard errors, a false alarm in 16,000 each. */
#include "model_run.h"
#include "models/beyond-preferences/agent.h"

#define COHERENCE(run, ...) RUN_MODEL(run, &walras_model_beyond_preferences, "study=coherence", __VA_ARGS__)

static void rules_that_mind_their_past_are_never_exploited(void) {
  COHERENCE(complete, "agents=2000", "agent_rule=complete");
  COHERENCE(strict, "agents=2000", "agent_rule=strict");
  COHERENCE(caprice, "agents=2000", "agent_rule=caprice");
  COHERENCE(malign, "agents=2000", "agent_rule=malign");
  CU_ASSERT_EQUAL(metric(&complete, "exploited_share") + metric(&complete, "mean_loss"), 0.0);
  CU_ASSERT_EQUAL(metric(&strict, "exploited_share") + metric(&strict, "mean_loss"), 0.0);
  CU_ASSERT_EQUAL(metric(&caprice, "exploited_share") + metric(&caprice, "mean_loss"), 0.0);
  CU_ASSERT_EQUAL(metric(&malign, "exploited_share") + metric(&malign, "mean_loss"), 0.0);
  CU_ASSERT_EQUAL(metric(&complete, "nonrationalisable_share"), 0.0);
  CU_ASSERT_EQUAL(metric(&strict, "nonrationalisable_share"), 0.0);
  CU_ASSERT(metric(&caprice, "nonrationalisable_share") > 0.0);
  CU_ASSERT(metric(&malign, "mean_harm") > 1.5 && fabs(metric(&complete, "mean_harm")) < 4.0 / sqrt(2000.0));
  end_run(&complete);
  end_run(&strict);
  end_run(&caprice);
  end_run(&malign);
}

static void naive_agents_are_exploited(void) {
  COHERENCE(naive, "agents=2000", "agent_rule=naive");
  CU_ASSERT_DOUBLE_EQUAL(metric(&naive, "exploited_share"), 0.215, 4.0 * sqrt(0.215 * 0.785 * (1.0 / 400 + 1.0 / 2000)));
  CU_ASSERT(metric(&naive, "mean_loss") > 0.0 && metric(&naive, "nonrationalisable_share") > 0.4);
  end_run(&naive);
}

/* (T a - (1 - (1 - 2 a)^T) / 2) / 2; the pumps of T a acceptances vary by less than sqrt(T a (1 - a)) / 2 + 1 / 2. */
static void naive_agents_are_pumped_as_often_as_coins_say(void) {
  static const struct {
    const char *setting;
    double expected;
  } cases[] = {{"accept_prob=0.25", 2.25}, {"accept_prob=0.5", 4.75}, {"accept_prob=1.0", 10.0}, {"accept_prob=0.0", 0.0}};
  for (int i = 0; i < 4; i++) {
    COHERENCE(run, "agents=4000", "agent_rule=naive", "offer_process=pump", "offers=20", cases[i].setting);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_pumps"), cases[i].expected,
                           cases[i].expected == 10.0 ? 1e-12 : 4.0 * 1.62 / sqrt(4000.0));
    end_run(&run);
  }
}

static void no_other_rule_is_pumped(void) {
  static const char *const rules[] = {"agent_rule=complete", "agent_rule=strict", "agent_rule=caprice"};
  for (int i = 0; i < 3; i++) {
    COHERENCE(run, "agents=500", "offer_process=pump", rules[i]);
    CU_ASSERT_EQUAL(metric(&run, "mean_pumps"), 0.0);
    CU_ASSERT_EQUAL(metric(&run, "exploited_share"), 0.0);
    end_run(&run);
  }
}

static void a_certain_pump_costs_epsilon_per_round_trip(void) {
  COHERENCE(run, "agents=50", "agent_rule=naive", "offer_process=pump", "offers=20", "accept_prob=1.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "final_mean_value"), -0.01, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "final_min_value"), -0.01, 1e-14);
  CU_ASSERT_EQUAL(metric(&run, "exploited_share"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "holding_value", 19), metric(&run, "final_mean_value"), 1e-14);
  end_run(&run);
}

/* One row: no two options are incomparable, and all rules but malign are the same. */
static void with_one_row_every_rule_maximises_it(void) {
  COHERENCE(complete, "agents=300", "weight_rows=1", "agent_rule=complete");
  COHERENCE(naive, "agents=300", "weight_rows=1", "agent_rule=naive");
  COHERENCE(caprice, "agents=300", "weight_rows=1", "agent_rule=caprice");
  CU_ASSERT(same_records(&complete, &naive));
  CU_ASSERT(same_records(&complete, &caprice));
  CU_ASSERT_EQUAL(metric(&complete, "final_mean_value"), metric(&complete, "final_min_value"));
  end_run(&complete);
  end_run(&naive);
  end_run(&caprice);
}

/* Options by hand in two dimensions: 0 = (0, 0), 1 = (1, 1), 2 = (2, 2). */
static void a_record_is_rationalisable_unless_choices_and_monotonicity_cycle(void) {
  double point[6] = {0.0, 0.0, 1.0, 1.0, 2.0, 2.0}, mean[3] = {0.0, 1.0, 2.0};
  int64_t against[3] = {-1, 0, 1}, work[9];
  unsigned char accepted[3] = {0, 1, 1}, refused[3] = {0, 0, 0};
  const struct beyond_parameters p = {.value_dims = 2};
  const agent_law law = {.p = &p};
  agent a = {
      .law = &law, .options = 3, .point = point, .mean = mean, .against = against, .accepted = accepted, .refused = refused};
  CU_ASSERT_FALSE(agent_nonrationalisable(&a, work));
  accepted[2] = 0; /* holding 1, the dominating 2 is refused */
  refused[2] = 1;
  CU_ASSERT(agent_nonrationalisable(&a, work));
  point[5] = 0.5; /* no longer dominating */
  CU_ASSERT_FALSE(agent_nonrationalisable(&a, work));
  refused[1] = 1; /* 1 was refused once before it was accepted */
  CU_ASSERT(agent_nonrationalisable(&a, work));
}

static void lives_do_not_depend_on_threads(void) {
  model_run one, four;
  run_model(&one, &walras_model_beyond_preferences, 1, SETTINGS("study=coherence", "agents=1500"));
  run_model(&four, &walras_model_beyond_preferences, 4, SETTINGS("study=coherence", "agents=1500"));
  CU_ASSERT(same_records(&one, &four));
  end_run(&one);
  end_run(&four);
}

static void bad_agents_are_refused_by_name(void) {
  const walras_model *model = &walras_model_beyond_preferences;
  CU_ASSERT(model_refuses(model, "accept_prob", SETTINGS("study=coherence", "accept_prob=1.5")));
  CU_ASSERT(model_refuses(model, "adversary_share", SETTINGS("study=coherence", "adversary_share=-1")));
  CU_ASSERT(model_refuses(model, "pump_epsilon", SETTINGS("study=coherence", "offer_process=pump", "pump_epsilon=0.01")));
  CU_ASSERT(model_refuses(model, "weight_rows", SETTINGS("study=coherence", "offer_process=pump", "weight_rows=1")));
  CU_ASSERT(model_refuses(model, "value_dims", SETTINGS("study=coherence", "offer_process=pump", "value_dims=1")));
}

WALRAS_UNIT_TESTS(UNIT(rules_that_mind_their_past_are_never_exploited), UNIT(naive_agents_are_exploited),
                  UNIT(naive_agents_are_pumped_as_often_as_coins_say), UNIT(no_other_rule_is_pumped),
                  UNIT(a_certain_pump_costs_epsilon_per_round_trip), UNIT(with_one_row_every_rule_maximises_it),
                  UNIT(a_record_is_rationalisable_unless_choices_and_monotonicity_cycle), UNIT(lives_do_not_depend_on_threads),
                  UNIT(bad_agents_are_refused_by_name))
