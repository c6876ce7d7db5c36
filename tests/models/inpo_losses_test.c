/* The two losses of a round, their gradient and their minimiser. */
#include "inpo.h"

enum { MOST = 50 };

typedef struct random_round {
  double margins[MOST * MOST], reference[MOST], policy[MOST];
  walras_preference_game game;
  struct inpo_step step;
  struct inpo_round round;
} random_round;

static void make(random_round *r, uint64_t instance, int64_t n) {
  r->game = random_game(instance, n, r->margins);
  random_policy(2 * instance, n, r->reference);
  random_policy(2 * instance + 1, n, r->policy);
  const double tau = 0.3 * test_uniform(instance, 1), eta = tau + 0.05 + 2.0 * test_uniform(instance, 2);
  r->step = (struct inpo_step){.algorithm = ALGORITHM_INPO, .tau = tau, .eta = eta};
  r->round = (struct inpo_round){.step = &r->step, .game = &r->game, .reference = r->reference, .policy = r->policy};
}

static void their_difference_is_the_same_at_every_policy(void) {
  random_round r;
  double probe[MOST], work[3 * MOST];
  for (uint64_t instance = 0; instance < 40; instance++) {
    const int64_t n = 3 + (int64_t)(instance * 47 / 39);
    make(&r, instance, n);
    const double expected = inpo_losses_difference(&r.round, work);
    for (uint64_t k = 0; k < 10; k++) {
      random_policy(1000 * instance + k, n, probe);
      const struct inpo_losses losses = inpo_losses_at(&r.round, probe, work);
      CU_ASSERT_DOUBLE_EQUAL(losses.pairs - losses.win_rates, expected, 1e-9);
    }
  }
}

static void the_gradient_is_the_slope_of_the_loss_of_pairs(void) {
  random_round r;
  double probe[MOST], gradient[MOST], work[3 * MOST];
  const double h = 1e-5;
  for (uint64_t instance = 0; instance < 10; instance++) {
    const int64_t n = 3 + (int64_t)instance;
    make(&r, instance, n);
    random_policy(77 + instance, n, probe);
    inpo_pairs_gradient(&r.round, probe, gradient, work);
    for (int64_t i = 0; i < n; i++) {
      const double at = probe[i];
      probe[i] = at + h;
      const double up = inpo_losses_at(&r.round, probe, work).pairs;
      probe[i] = at - h;
      const double down = inpo_losses_at(&r.round, probe, work).pairs;
      probe[i] = at;
      CU_ASSERT_DOUBLE_EQUAL(4.0 * exp(r.policy[i]) * gradient[i], (up - down) / (2.0 * h), 1e-7);
    }
  }
}

static void the_minimiser_is_the_closed_form(void) {
  random_round r;
  double exact[MOST], found[MOST], work[8 * MOST];
  for (uint64_t instance = 0; instance < 40; instance++) {
    const int64_t n = 3 + (int64_t)(instance * 47 / 39);
    make(&r, instance, n);
    memcpy(exact, r.policy, sizeof exact);
    CU_ASSERT(inpo_exact_round(&r.step, &r.game, r.reference, exact, work));
    CU_ASSERT(inpo_minimise_pairs(&r.round, found, work) > 0);
    double distance = 0.0;
    for (int64_t i = 0; i < n; i++)
      distance += fabs(exp(exact[i]) - exp(found[i]));
    CU_ASSERT(distance < 1e-8);
  }
}

static void log_ratios_of_the_closed_form_are_differences_of_win_rates(void) {
  random_round r;
  double next[MOST], anchor[MOST], p[MOST], w[MOST], work[8 * MOST];
  for (uint64_t instance = 0; instance < 20; instance++) {
    const int64_t n = 3 + (int64_t)instance;
    make(&r, instance, n);
    memcpy(next, r.policy, sizeof next);
    CU_ASSERT(inpo_exact_round(&r.step, &r.game, r.reference, next, work));
    inpo_anchor(&r.step, r.reference, r.policy, anchor, n);
    walras_policy_probabilities(r.policy, n, p);
    walras_preference_product(&r.game, p, w);
    for (int64_t i = 1; i < n; i++) {
      const double h = next[i] - anchor[i] - (next[0] - anchor[0]);
      CU_ASSERT_DOUBLE_EQUAL(h, (w[i] - w[0]) / r.step.eta, 1e-12);
    }
  }
}

static void whole_runs_by_the_loss_are_those_by_the_closed_form(void) {
  RUN(loss, "solver=population_loss", "actions=20", "prompts=5", "iterations=30", "reference_policy=random_softmax");
  RUN(closed, "actions=20", "prompts=5", "iterations=30", "reference_policy=random_softmax");
  CU_ASSERT(metric(&loss, "loss_difference_spread") < 1e-9);
  CU_ASSERT(metric(&loss, "argmin_distance") < 1e-8 && metric(&loss, "argmin_distance") > 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&loss, "duality_gap_last"), metric(&closed, "duality_gap_last"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&loss, "kl_to_nash"), metric(&closed, "kl_to_nash"), 1e-12);
  CU_ASSERT(isnan(metric(&closed, "argmin_distance")));
  end_run(&closed);
  end_run(&loss);
}

WALRAS_UNIT_TESTS(UNIT(their_difference_is_the_same_at_every_policy), UNIT(the_gradient_is_the_slope_of_the_loss_of_pairs),
                  UNIT(the_minimiser_is_the_closed_form), UNIT(log_ratios_of_the_closed_form_are_differences_of_win_rates),
                  UNIT(whole_runs_by_the_loss_are_those_by_the_closed_form))
