/* What the principal is assumed to know: for every agent and effort, payments that make effort and truth strictly best; and costs, where it has to
 * learn them. */
#include <math.h>

#include "models/information-acquisition/online.h"

static const double least_margin = 1e-6;

/* The rest of the margin's rounding: the cheapest rule need not reach the last bit of it. */
static const double margin_share = 1.0 - 1e-9;

static double expected_pay(const acquisition_structure *s, const acquisition_rule *law, const acquisition_rule *rule) {
  double pay = 0.0;
  for (int signal = 0; signal < s->signals; signal++)
    for (int state = 0; state < s->states; state++)
      pay += law->of[signal][state] * rule->of[signal][state];
  return pay;
}

static walras_status find_margin(walras_trial *trial, const acquisition_structure *s, const acquisition_single *single,
                                 double *rho) {
  *rho = (double)INFINITY;
  for (int i = 0; i < s->agents; i++) {
    const acquisition_agent agent = {.s = s, .agent = i, .law = single->law[i], .cost = s->cost.of[i]};
    for (int effort = 0; effort < s->efforts[i]; effort++) {
      double margin;
      const walras_status status = acquisition_largest_margin(trial, &agent, effort, &margin);
      if (status != WALRAS_OK)
        return status;
      if (!(margin > least_margin))
        return WALRAS_TRIAL_FAIL(
            trial, WALRAS_ERROR_PARAMETER,
            "agent %d's effort level %d cannot be incentivised: accuracy and cost leave a largest margin of %g, "
            "and online algorithms need more than %g",
            i, effort, margin, least_margin);
      *rho = fmin(*rho, margin);
    }
  }
  return WALRAS_OK;
}

walras_status acquisition_find_oracle(walras_trial *trial, const acquisition_structure *s, const acquisition_single *single,
                                      acquisition_oracle *oracle) {
  walras_status status = find_margin(trial, s, single, &oracle->rho);
  for (int i = 0; status == WALRAS_OK && i < s->agents; i++) {
    const acquisition_agent agent = {.s = s, .agent = i, .law = single->law[i], .cost = s->cost.of[i]};
    for (int effort = 0; status == WALRAS_OK && effort < s->efforts[i]; effort++) {
      status = acquisition_cheapest_with_margin(trial, &agent, effort, oracle->rho * margin_share, &oracle->rule[i][effort]);
      oracle->pay[i][effort] = expected_pay(s, &single->law[i][effort], &oracle->rule[i][effort]);
    }
  }
  return status;
}

/* ---- unknown costs ---- */

/* Pay of an effort with the best reports under lambda times the rule of `target` plus the rest times the rule of effort 0. */
static double best_pay(const acquisition_structure *s, const acquisition_oracle *oracle, int agent, int target, double lambda,
                       const acquisition_rule *law) {
  double pay = 0.0;
  for (int seen = 0; seen < s->signals; seen++) {
    double most = 0.0;
    for (int said = 0; said < s->signals; said++) {
      double expected = 0.0;
      for (int state = 0; state < s->states; state++)
        expected += law->of[seen][state] * (lambda * oracle->rule[agent][target].of[said][state] +
                                            (1.0 - lambda) * oracle->rule[agent][0].of[said][state]);
      most = fmax(most, expected);
    }
    pay += most;
  }
  return pay;
}

/* The effort that the agent chooses, by its true costs and signals; ties to the lowest. */
static int chosen_effort(const acquisition_structure *s, const acquisition_oracle *oracle, int agent, int target, double lambda,
                         const acquisition_single *truth, double *pay) {
  int best = 0;
  double most = -(double)INFINITY;
  for (int effort = 0; effort < s->efforts[agent]; effort++) {
    const double expected = best_pay(s, oracle, agent, target, lambda, &truth->law[agent][effort]);
    if (expected - s->cost.of[agent][effort] > most) {
      most = expected - s->cost.of[agent][effort];
      *pay = expected;
      best = effort;
    }
  }
  return best;
}

typedef struct search {
  const acquisition_structure *s;
  const acquisition_oracle *oracle;
  const acquisition_single *truth, *estimate;
  int agent, target;
  double idle_pay; /* of the others, who are told not to work */
} search;

/* Bisects for a lambda in [*from, 1] where the agent leaves `effort`; returns what it goes to, and leaves *from just beyond the switch. */
static int find_switch(const search *q, int effort, double *from, acquisition_costs *costs, double *at) {
  double low = *from, high = 1.0;
  int next = q->target;
  const int64_t steps = acquisition_bisection_steps(q->s->p);
  for (int64_t step = 0; step < steps; step++) {
    const double middle = 0.5 * (low + high);
    double pay = 0.0;
    const int chosen = chosen_effort(q->s, q->oracle, q->agent, q->target, middle, q->truth, &pay);
    if (chosen == effort)
      low = middle;
    else {
      high = middle;
      next = chosen;
    }
    costs->payments += pay + q->idle_pay;
    costs->rounds++;
  }
  *at = 0.5 * (low + high);
  *from = high;
  return next;
}

/* From effort 0 to the target over the efforts between, if any: at each switch the difference of pay is the difference of cost. */
static void walk_to_target(const search *q, acquisition_costs *costs) {
  int effort = 0;
  double from = 0.0, cost = 0.0;
  for (int switches = 0; effort != q->target && switches < 2 * q->s->efforts[q->agent]; switches++) {
    double lambda;
    const int next = find_switch(q, effort, &from, costs, &lambda);
    cost += best_pay(q->s, q->oracle, q->agent, q->target, lambda, &q->estimate->law[q->agent][next]) -
            best_pay(q->s, q->oracle, q->agent, q->target, lambda, &q->estimate->law[q->agent][effort]);
    effort = next;
  }
  costs->estimate.of[q->agent][q->target] = fmax(cost, 0.0);
}

void acquisition_learn_costs(const acquisition_structure *s, const acquisition_oracle *oracle, const acquisition_single *truth,
                             const acquisition_single *estimate, double radius, acquisition_costs *costs) {
  *costs = (acquisition_costs){.rounds = 0};
  double idle = 0.0;
  int most = 1;
  for (int agent = 0; agent < s->agents; agent++) {
    idle += oracle->pay[agent][0];
    most = s->efforts[agent] > most ? s->efforts[agent] : most;
  }
  for (int agent = 0; agent < s->agents; agent++)
    for (int target = 1; target < s->efforts[agent]; target++) {
      const search q = {.s = s,
                        .oracle = oracle,
                        .truth = truth,
                        .estimate = estimate,
                        .agent = agent,
                        .target = target,
                        .idle_pay = idle - oracle->pay[agent][0]};
      walk_to_target(&q, costs);
    }
  /* Per switch: two expected payments off by the radius each, and a lambda off by 1 / T. */
  costs->error = (double)(most - 1) * 2.0 * s->p->payment_cap * (radius + 1.0 / (double)s->p->horizon);
}
