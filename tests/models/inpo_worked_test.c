/* Rounds of every learner worked out elsewhere, and what is known in closed form about them. */
#include "inpo.h"

/* Probabilities of a table's response. */
static double last(const model_run *run, int64_t response) {
  return element_of(run, "last_policy", 1, response);
}

static void expect_last(const model_run *run, double a, double b, double c) {
  CU_ASSERT_DOUBLE_EQUAL(last(run, 0), a, 1e-11);
  CU_ASSERT_DOUBLE_EQUAL(last(run, 1), b, 1e-11);
  CU_ASSERT_DOUBLE_EQUAL(last(run, 2), c, 1e-11);
}

static void three_rounds_of_the_closed_form_are_the_worked_ones(void) {
  RUN(two, WORKED_GAME, "omd_parameter=0.5", "iterations=2");
  expect_last(&two, 0.46882630339, 0.292775680676, 0.238398015933);
  end_run(&two);
  RUN(three, WORKED_GAME, "omd_parameter=0.5", "iterations=3");
  expect_last(&three, 0.435407794116, 0.293986851939, 0.270605353946);
  end_run(&three);
  RUN(four, WORKED_GAME, "omd_parameter=0.5", "iterations=4");
  expect_last(&four, 0.403925226615, 0.301748133525, 0.29432663986);
  end_run(&four);
}

static void time_varying_steps_are_the_worked_ones(void) {
  RUN(two, WORKED_GAME, "omd_schedule=time_varying", "iterations=2");
  expect_last(&two, 0.3882296747, 0.26616191302, 0.34560841228);
  CU_ASSERT_DOUBLE_EQUAL(element(&two, "eta_t", 0), 0.15, 1e-16);
  end_run(&two);
  RUN(three, WORKED_GAME, "omd_schedule=time_varying", "iterations=3");
  expect_last(&three, 0.302976779369, 0.33239447675, 0.364628743881);
  end_run(&three);
}

static void losses_at_the_uniform_policy_are_the_worked_ones(void) {
  RUN(run, WORKED_GAME, "omd_parameter=0.5", "iterations=1", "probe_policy=[0.25,0.25,0.5]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_eq8") - metric(&run, "loss_eq7"), 0.9832, 1e-12);
  end_run(&run);
  RUN(uniform, WORKED_GAME, "omd_parameter=0.5", "iterations=1",
      "probe_policy=[0.33333333333333333,0.33333333333333333,0.33333333333333334]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&uniform, "loss_eq7"), 0.16304277048, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&uniform, "loss_eq8"), 1.14624277048, 1e-10);
  end_run(&uniform);
}

static void gaps_of_the_theory_schedule_are_the_worked_ones(void) {
  static const struct {
    const char *iterations;
    double average, last, bound;
  } cases[] = {{"iterations=100", 6.6438949e-3, 1.88034e-3, 0.5176},
               {"iterations=1000", 6.2825417e-4, 7.69006e-6, 0.1637},
               {"iterations=10000", 6.2131838e-5, 2.2328e-13, 0.05176}};
  for (int k = 0; k < 3; k++) {
    RUN(run, WORKED_GAME, "omd_schedule=theory", "evaluate_every=10000", cases[k].iterations);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_average"), cases[k].average, 1e-7 * cases[k].average);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_last"), cases[k].last, (k < 2 ? 3e-5 : 0.02) * cases[k].last);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "duality_gap_average") / metric(&run, "ratio_t4"), cases[k].bound, 1e-3 * cases[k].bound);
    end_run(&run);
  }
}

static void at_the_nash_policy_nothing_moves(void) {
  RUN(found, WORKED_GAME, "iterations=3");
  char start[128];
  snprintf(start, sizeof start, "start_policy=[%.17g,%.17g,%.17g]", element_of(&found, "regularised_nash", 1, 0),
           element_of(&found, "regularised_nash", 1, 1), element_of(&found, "regularised_nash", 1, 2));
  static const char *const etas[] = {"omd_parameter=0.1", "omd_parameter=0.5", "omd_parameter=20"};
  for (int k = 0; k < 3; k++) {
    RUN(run, WORKED_GAME, etas[k], start, "iterations=50");
    for (int64_t i = 0; i < 3; i++)
      CU_ASSERT_DOUBLE_EQUAL(last(&run, i), element_of(&found, "regularised_nash", 1, i), 1e-12);
    CU_ASSERT(metric(&run, "duality_gap_last") < 1e-14);
    end_run(&run);
  }
  end_run(&found);
}

static void steps_as_long_as_the_regularisation_answer_the_last_policy(void) {
  double policy[3], reference[3], answer[3], work[16];
  const walras_preference_game game = dense_game(worked_margins, 3);
  walras_policy_logarithms(worked_reference, 3, reference);
  random_policy(1, 3, policy);
  double p[3], w[3], sum = 0.0;
  walras_policy_probabilities(policy, 3, p);
  for (int i = 0; i < 3; i++) {
    w[i] = 0.5;
    for (int j = 0; j < 3; j++)
      w[i] += worked_margins[3 * i + j] * p[j];
    sum += answer[i] = worked_reference[i] * exp(w[i] / 0.2);
  }
  CU_ASSERT(
      inpo_exact_round(&(struct inpo_step){.algorithm = ALGORITHM_INPO, .tau = 0.2, .eta = 0.2}, &game, reference, policy, work));
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(exp(policy[i]), answer[i] / sum, 1e-14);
}

static void without_preferences_log_ratios_shrink_by_the_same_factor(void) {
  RUN(run, "preference_generator=cyclic", "cycle_margin=0", "actions=3", "reference_policy=explicit",
      "reference_entries=[0.5,0.3,0.2]", "start_policy=[0.2,0.2,0.6]", "kl_coefficient=0.1", "omd_parameter=0.4", "iterations=4");
  const double factor = 0.75 * 0.75 * 0.75;
  CU_ASSERT_DOUBLE_EQUAL(log(last(&run, 0) / last(&run, 1)) - log(0.5 / 0.3), factor * (log(1.0) - log(0.5 / 0.3)), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(log(last(&run, 2) / last(&run, 1)) - log(0.2 / 0.3), factor * (log(3.0) - log(0.2 / 0.3)), 1e-14);
  end_run(&run);
}

static void mirror_prox_and_nash_md_take_their_worked_steps(void) {
  RUN(prox, WORKED_GAME, "algorithm=nash_mp", "omd_parameter=0.5", "iterations=2");
  expect_last(&prox, 0.469104365455, 0.300365330539, 0.230530304006);
  CU_ASSERT_EQUAL(metric(&prox, "preference_queries"), 2.0);
  end_run(&prox);
  RUN(mixture, WORKED_GAME, "algorithm=nash_md", "omd_parameter=1.0", "iterations=2001", "evaluate_every=2001");
  expect_last(&mixture, 0.33468431628, 0.38290009046, 0.28241559326);
  CU_ASSERT_DOUBLE_EQUAL(metric(&mixture, "kl_to_nash"), 3.0679e-4, 1e-8);
  end_run(&mixture);
}

static void sppo_multiplies_by_exponentials_of_win_rates(void) {
  RUN(run, WORKED_GAME, "algorithm=sppo", "sppo_eta=3", "iterations=2");
  const double w[3] = {0.1 * 0.3 - 0.3 * 0.2, -0.1 * 0.5 + 0.2 * 0.2, 0.3 * 0.5 - 0.2 * 0.3};
  double sum = 0.0;
  for (int i = 0; i < 3; i++)
    sum += worked_reference[i] * exp(3.0 * w[i]);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(last(&run, i), worked_reference[i] * exp(3.0 * w[i]) / sum, 1e-14);
  end_run(&run);
}

/* E_{y, y' ~ pi_t} (d_y - d_y' - (w_y - w_y') / tau)^2 with pi_t and its win rates held fixed. */
static double online_loss(const double *logits, const double *reference, const double *policy, const double *w, double tau) {
  double loss = 0.0;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      const double miss = logits[i] - reference[i] - (logits[j] - reference[j]) - (w[i] - w[j]) / tau;
      loss += exp(policy[i] + policy[j]) * miss * miss;
    }
  return loss;
}

static void online_ipo_descends_the_gradient_of_its_loss(void) {
  double policy[3], reference[3], moved[3], work[16], w[3], p[3];
  const walras_preference_game game = dense_game(worked_margins, 3);
  const double tau = 0.1, eta = 0.7, h = 1e-5;
  walras_policy_logarithms(worked_reference, 3, reference);
  random_policy(2, 3, policy);
  walras_policy_probabilities(policy, 3, p);
  walras_preference_product(&game, p, w);
  memcpy(moved, policy, sizeof moved);
  CU_ASSERT(inpo_exact_round(&(struct inpo_step){.algorithm = ALGORITHM_ONLINE_IPO, .tau = tau, .eta = eta}, &game, reference,
                             moved, work));
  double expected[3];
  for (int i = 0; i < 3; i++) {
    double up[3], down[3];
    memcpy(up, policy, sizeof up);
    memcpy(down, policy, sizeof down);
    up[i] += h;
    down[i] -= h;
    const double slope = (online_loss(up, reference, policy, w, tau) - online_loss(down, reference, policy, w, tau)) / (2.0 * h);
    expected[i] = policy[i] - tau / (4.0 * eta) * slope;
  }
  walras_policy_normalise(expected, 3);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(moved[i], expected[i], 1e-9);
}

static void iterative_dpo_of_bradley_terry_preferences_jumps_to_its_fixed_point(void) {
  RUN(run, "preference_generator=bradley_terry", "utilities=[1.0,0.2,-0.5,-0.7]", "actions=4", "kl_coefficient=0.5",
      "reference_policy=explicit", "reference_entries=[0.1,0.2,0.3,0.4]", "algorithm=iterative_dpo", "iterations=2");
  RUN(later, "preference_generator=bradley_terry", "utilities=[1.0,0.2,-0.5,-0.7]", "actions=4", "kl_coefficient=0.5",
      "reference_policy=explicit", "reference_entries=[0.1,0.2,0.3,0.4]", "algorithm=iterative_dpo", "iterations=6");
  const double reference[4] = {0.1, 0.2, 0.3, 0.4}, rewards[4] = {1.0, 0.2, -0.5, -0.7};
  double sum = 0.0;
  for (int i = 0; i < 4; i++)
    sum += reference[i] * exp(rewards[i] / 0.5);
  for (int i = 0; i < 4; i++) {
    CU_ASSERT_DOUBLE_EQUAL(last(&run, i), reference[i] * exp(rewards[i] / 0.5) / sum, 1e-10);
    CU_ASSERT_DOUBLE_EQUAL(last(&later, i), last(&run, i), 1e-10);
  }
  CU_ASSERT(metric(&later, "kl_to_nash") > 0.01); /* and that is not the Nash policy */
  end_run(&later);
  end_run(&run);
}

static void for_small_utilities_dpo_at_four_times_the_strength_is_nash(void) {
  /* sigmoid(z) - 1/2 = z / 4 + O(z^3): the equilibrium is softmax(log ref + R / (4 tau)). */
  RUN(run, "preference_generator=bradley_terry", "utilities=[0.01,0.002,-0.005,-0.007]", "actions=4", "kl_coefficient=0.01",
      "iterations=2");
  const double rewards[4] = {0.01, 0.002, -0.005, -0.007};
  double sum = 0.0;
  for (int i = 0; i < 4; i++)
    sum += exp(rewards[i] / 0.04);
  for (int i = 0; i < 4; i++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "regularised_nash", 1, i), exp(rewards[i] / 0.04) / sum, 1e-5);
  end_run(&run);
}

static void dno_prct_takes_log_ratios_to_the_last_policy(void) {
  RUN(run, "preference_generator=bradley_terry", "utilities=[1.0,0.2,-0.5]", "actions=3", "algorithm=dno_prct", "prct_beta=2",
      "iterations=4");
  double sum = 0.0;
  const double rewards[3] = {1.0, 0.2, -0.5};
  for (int i = 0; i < 3; i++)
    sum += exp(3.0 * rewards[i] / 2.0);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_DOUBLE_EQUAL(last(&run, i), exp(3.0 * rewards[i] / 2.0) / sum, 1e-10);
  end_run(&run);
}

static void a_ratio_sets_the_regularisation(void) {
  RUN(run, "kl_to_eta_ratio=0.25", "omd_parameter=0.4", "iterations=2");
  CU_ASSERT_DOUBLE_EQUAL(((const struct inpo_parameters *)run.parameters)->game.kl_coefficient, 0.1, 1e-17);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(three_rounds_of_the_closed_form_are_the_worked_ones), UNIT(time_varying_steps_are_the_worked_ones),
                  UNIT(losses_at_the_uniform_policy_are_the_worked_ones), UNIT(gaps_of_the_theory_schedule_are_the_worked_ones),
                  UNIT(at_the_nash_policy_nothing_moves), UNIT(steps_as_long_as_the_regularisation_answer_the_last_policy),
                  UNIT(without_preferences_log_ratios_shrink_by_the_same_factor),
                  UNIT(mirror_prox_and_nash_md_take_their_worked_steps), UNIT(sppo_multiplies_by_exponentials_of_win_rates),
                  UNIT(online_ipo_descends_the_gradient_of_its_loss),
                  UNIT(iterative_dpo_of_bradley_terry_preferences_jumps_to_its_fixed_point),
                  UNIT(for_small_utilities_dpo_at_four_times_the_strength_is_nash),
                  UNIT(dno_prct_takes_log_ratios_to_the_last_policy), UNIT(a_ratio_sets_the_regularisation))
