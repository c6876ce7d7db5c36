/* The regression: gradients against differences, Newton's method, tables and linear policies against each other, shares of pairs. */
#include "dno.h"

#include "models/dno/data.h"
#include "models/dno/regression.h"
#include "walras/elementary.h"

/* ---- pairs and their loss ---- */

static void the_loss_of_a_pair_is_the_cross_entropy_without_overflow(void) {
  for (int i = -40; i <= 40; i++) {
    const double d = 0.25 * i, p = 1.0 / (1.0 + exp(-d));
    CU_ASSERT_DOUBLE_EQUAL(dno_sigmoid(d), p, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(dno_pair_loss(0.3, d), -0.3 * log(p) - 0.7 * log1p(-p), 1e-10);
  }
  CU_ASSERT_DOUBLE_EQUAL(dno_pair_loss(1.0, -1e4), 1e4, 1e-9);
  CU_ASSERT_EQUAL(dno_pair_loss(1.0, 1e4), 0.0);
}

enum { D = 3, ROWS = 12 };

/* Pairs with some spread, labels in (0, 1), an offset each. */
static dno_regressor pair_of(int row, double difference[D]) {
  for (int a = 0; a < D; a++)
    difference[a] = walras_sin(1.0 + 2.3 * row + 0.7 * a);
  return (dno_regressor){
      .difference = difference, .offset = 0.1 * (row % 3), .weight = 1.0 + row % 2, .label = 0.5 + 0.4 * walras_sin(0.9 * row)};
}

static void pass(const double b[D], double *sums) {
  double difference[D];
  memset(sums, 0, (size_t)dno_regression_sums(D) * sizeof *sums);
  for (int row = 0; row < ROWS; row++) {
    const dno_regressor pair = pair_of(row, difference);
    dno_regression_add(&pair, D, b, sums);
  }
}

static void a_pass_adds_loss_gradient_and_hessian_as_differences_say(void) {
  const double b[D] = {0.3, -0.2, 0.5}, h = 1e-5;
  double at[20], up[20], down[20], moved[D];
  CU_ASSERT_EQUAL_FATAL(dno_regression_sums(D), 11);
  pass(b, at);
  CU_ASSERT_DOUBLE_EQUAL(at[0], 18.0, 1e-12);
  for (int a = 0; a < D; a++) {
    memcpy(moved, b, sizeof moved);
    moved[a] = b[a] + h;
    pass(moved, up);
    moved[a] = b[a] - h;
    pass(moved, down);
    CU_ASSERT_DOUBLE_EQUAL(-at[2 + a], (up[1] - down[1]) / (2.0 * h), 1e-8);
    for (int c = 0; c <= a; c++)
      CU_ASSERT_DOUBLE_EQUAL(at[2 + D + a * (a + 1) / 2 + c], -(up[2 + c] - down[2 + c]) / (2.0 * h), 1e-8);
  }
}

static void newtons_method_ends_where_the_gradient_vanishes(void) {
  double coefficients[D] = {0}, step[D], hessian[6], sums[20];
  dno_regression fit = {.dimensions = D, .coefficients = coefficients, .step = step, .hessian = hessian};
  while (!fit.done) {
    pass(coefficients, sums);
    dno_regression_update(&fit, sums);
  }
  CU_ASSERT(fit.passes < 12);
  for (int a = 0; a < D; a++)
    CU_ASSERT_DOUBLE_EQUAL(sums[2 + a] / sums[0], 0.0, 1e-11);
}

static void without_pairs_nothing_is_learned(void) {
  double coefficients[D] = {0}, step[D], hessian[6];
  const double sums[20] = {0};
  dno_regression fit = {.dimensions = D, .coefficients = coefficients, .step = step, .hessian = hessian};
  dno_regression_update(&fit, sums);
  CU_ASSERT(fit.done && coefficients[0] == 0.0 && coefficients[1] == 0.0 && coefficients[2] == 0.0);
}

static void tables_move_only_what_pairs_join(void) {
  /* Responses 0 and 1 met, 3:1; 2 and 3 met, 1:1; 4 met nobody. */
  double wins[25] = {0}, log_policy[5] = {0}, *work = malloc((size_t)dno_regression_table_work(5) * sizeof *work);
  wins[0 * 5 + 1] = 3.0;
  wins[1 * 5 + 0] = 1.0;
  wins[2 * 5 + 3] = wins[3 * 5 + 2] = 1.0;
  CU_ASSERT(dno_regression_table(wins, 5, 2.0, work, log_policy));
  CU_ASSERT_DOUBLE_EQUAL(log_policy[0] - log_policy[1], log(3.0) / 2.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(log_policy[0] + log_policy[1], 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(log_policy[2], 0.0, 1e-12);
  CU_ASSERT(log_policy[4] == 0.0);
  free(work);
}

/* ---- policies ---- */

static void a_linear_policy_of_indicators_is_a_table(void) {
#define INDICATORS                                                                                                               \
  "policy_class=linear_softmax", "policy_feature_dim=3", "response_features=[1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0]"
  static const char *const solvers[] = {"solver=gradient", "solver=sampled"};
  for (int s = 0; s < 2; s++) {
    RUN(table, RPS, "iterations=4", "pairs_sampled=3000", "label_mode=bernoulli", solvers[s]);
    RUN(linear, RPS, "iterations=4", "pairs_sampled=3000", "label_mode=bernoulli", solvers[s], INDICATORS);
    double expected[3];
    for (int y = 0; y < 3; y++)
      expected[y] = element_of(&table, "last_policy", 1, y);
    CU_ASSERT(policy_is(&linear, "last_policy", expected, 3, 1e-9));
    CU_ASSERT_EQUAL(element(&table, "win_rate_vs_previous", 3) > 0.5, element(&linear, "win_rate_vs_previous", 3) > 0.5);
    end_run(&table);
    end_run(&linear);
  }
}

static void regularised_regressions_of_tables_and_linear_policies_agree(void) {
  RUN(exact, "algorithm=dno_regularised", RPS, "iterations=30");
  RUN(linear, "algorithm=dno_regularised", RPS, "iterations=30", "solver=gradient", INDICATORS);
  double expected[3];
  for (int y = 0; y < 3; y++)
    expected[y] = element_of(&exact, "last_policy", 1, y);
  CU_ASSERT(policy_is(&linear, "last_policy", expected, 3, 1e-9));
  CU_ASSERT(metric(&linear, "tv_max") < 1e-9);
  end_run(&exact);
  end_run(&linear);
}

static void soft_labels_of_all_pairs_leave_no_error_and_coins_do(void) {
  RUN(soft, "actions=5", "solver=sampled", "pairs_sampled=2000", "iterations=1");
  RUN(coins, "actions=5", "solver=sampled", "pairs_sampled=2000", "iterations=1", "label_mode=bernoulli");
  RUN(estimates, "actions=5", "solver=sampled", "pairs_sampled=2000", "iterations=1", "label_mode=winrate_estimate");
  CU_ASSERT(metric(&soft, "tv_max") < 1e-9);
  CU_ASSERT(metric(&estimates, "tv_max") > 1e-4);
  CU_ASSERT(metric(&coins, "tv_max") > metric(&estimates, "tv_max"));
  /* One pair in five is of equal responses; of 2,000 the share is within 4 standard deviations, 0.036. */
  CU_ASSERT_DOUBLE_EQUAL(element(&soft, "pairs_used", 0) / 2000.0, 0.8, 0.036);
  end_run(&soft);
  end_run(&coins);
  end_run(&estimates);
}

static void network_and_linear_gradients_follow_differences_of_scores(void) {
  struct dno_parameters p = {.policy_class = CLASS_MLP, .hidden_layers = 2, .hidden_width = 5, .policy_feature_dim = 4};
  p.game.feature_dim = 2;
  for (int c = CLASS_LINEAR_SOFTMAX; c <= CLASS_MLP; c++) {
    p.policy_class = c;
    const struct dno_policy policy = dno_policy_make(&p);
    double theta[100], gradient[100] = {0}, rows[3 * 4], slopes[3] = {0.5, -1.0, 0.25}, scores[3], work[4096];
    CU_ASSERT_FATAL(policy.inputs == 4 && policy.parameters <= 100 && dno_policy_work(&policy) <= 4096);
    for (int i = 0; i < 12; i++)
      rows[i] = walras_sin(0.3 + 1.7 * i);
    for (int64_t i = 0; i < policy.parameters; i++)
      theta[i] = 0.7 * walras_cos(2.1 * (double)i);
    dno_policy_add_gradient(&policy, theta, rows, 3, slopes, work, gradient);
    for (int64_t i = 0; i < policy.parameters; i++) {
      double difference = 0.0;
      const double kept = theta[i];
      for (int side = -1; side <= 1; side += 2) {
        theta[i] = kept + side * 1e-5;
        dno_policy_scores(&policy, theta, rows, 3, work, scores);
        difference += side * (slopes[0] * scores[0] + slopes[1] * scores[1] + slopes[2] * scores[2]) / 2e-5;
      }
      theta[i] = kept;
      CU_ASSERT_DOUBLE_EQUAL(gradient[i], difference, 1e-8);
    }
  }
}

/* ---- shares of pairs ---- */

static void prompts_get_their_shares_of_pairs_up_to_one(void) {
  const double cumulative[] = {0.0, 0.5, 0.75, 0.75, 1.0};
  const dno_allotment allotments[] = {{.pairs = 1001, .prompts = 4, .start = 0.37},
                                      {.pairs = 1001, .prompts = 4, .start = 0.93, .cumulative = cumulative},
                                      {.pairs = 3, .prompts = 1000, .start = 0.5}};
  for (int k = 0; k < 3; k++) {
    const dno_allotment *a = &allotments[k];
    CU_ASSERT_EQUAL(dno_allotment_first(a, 0), 0);
    CU_ASSERT_EQUAL(dno_allotment_first(a, a->prompts), a->pairs);
    for (int64_t x = 0; x < a->prompts; x++) {
      const double share = a->cumulative != NULL ? cumulative[x + 1] - cumulative[x] : 1.0 / (double)a->prompts;
      const int64_t count = dno_allotment_first(a, x + 1) - dno_allotment_first(a, x);
      CU_ASSERT(fabs((double)count - share * (double)a->pairs) < 1.0);
    }
    for (int64_t pair = 0; pair < a->pairs; pair++) {
      const int64_t x = dno_allotment_prompt(a, pair);
      CU_ASSERT(dno_allotment_first(a, x) <= pair && pair < dno_allotment_first(a, x + 1));
    }
  }
}

WALRAS_UNIT_TESTS(UNIT(the_loss_of_a_pair_is_the_cross_entropy_without_overflow),
                  UNIT(a_pass_adds_loss_gradient_and_hessian_as_differences_say),
                  UNIT(newtons_method_ends_where_the_gradient_vanishes), UNIT(without_pairs_nothing_is_learned),
                  UNIT(tables_move_only_what_pairs_join), UNIT(a_linear_policy_of_indicators_is_a_table),
                  UNIT(regularised_regressions_of_tables_and_linear_policies_agree),
                  UNIT(soft_labels_of_all_pairs_leave_no_error_and_coins_do),
                  UNIT(network_and_linear_gradients_follow_differences_of_scores),
                  UNIT(prompts_get_their_shares_of_pairs_up_to_one))
