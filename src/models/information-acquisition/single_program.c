/* Payments to one agent for one effort, by its own signal and the state: scoring rules as linear programs. Columns: g(s, theta), the best payment
 * z(b', s) after each deviation and signal, and the margin rho. */
#include <math.h>

#include "models/information-acquisition/programs.h"

static const double infinity = (double)INFINITY;

/* Which program: the cheapest rule that makes the effort and the truth a best reply; the largest margin by which they are the only one; the
 * cheapest rule with a given margin. */
enum purpose { CHEAPEST, LARGEST_MARGIN, CHEAPEST_WITH_MARGIN };

typedef struct rule_plan {
  const acquisition_agent *a;
  int effort;
  enum purpose purpose;
  double margin;
} rule_plan;

static int64_t pay_column(const rule_plan *r, int signal, int state) {
  return signal * r->a->s->states + state;
}
static int64_t deviation_column(const rule_plan *r, int done, int signal) {
  return (int64_t)r->a->s->signals * (r->a->s->states + done) + signal;
}
static int64_t margin_column(const rule_plan *r) {
  return (int64_t)r->a->s->signals * (r->a->s->states + r->a->s->efforts[r->a->agent]);
}

/* Adds sign times the expected payment of reporting `said` on seeing `seen` after `done`. */
static void add_payment(const rule_plan *r, walras_linear_program *program, double sign, int done, int seen, int said) {
  for (int state = 0; state < r->a->s->states; state++)
    walras_linear_program_entry(program, pay_column(r, said, state), sign * r->a->law[done].of[seen][state]);
}

static bool occurs(const rule_plan *r, int done, int signal) {
  for (int state = 0; state < r->a->s->states; state++)
    if (r->a->law[done].of[signal][state] > 0.0)
      return true;
  return false;
}

/* A comparison: the rest of the row is the advantage of obeying over a deviation, at least `low` plus the margin. */
static void begin_comparison(const rule_plan *r, walras_linear_program *program, double low) {
  walras_linear_program_row(program, low + (r->purpose == CHEAPEST_WITH_MARGIN ? r->margin : 0.0), infinity);
  if (r->purpose == LARGEST_MARGIN)
    walras_linear_program_entry(program, margin_column(r), -1.0);
}

static void add_deviation(const rule_plan *r, walras_linear_program *program, int done) {
  const int signals = r->a->s->signals;
  for (int seen = 0; seen < signals; seen++)
    for (int said = 0; occurs(r, done, seen) && said < signals; said++) {
      walras_linear_program_row(program, 0.0, infinity);
      walras_linear_program_entry(program, deviation_column(r, done, seen), 1.0);
      add_payment(r, program, -1.0, done, seen, said);
    }
  begin_comparison(r, program, r->a->cost[r->effort] - r->a->cost[done]);
  for (int signal = 0; signal < signals; signal++) {
    add_payment(r, program, 1.0, r->effort, signal, signal);
    if (occurs(r, done, signal))
      walras_linear_program_entry(program, deviation_column(r, done, signal), -1.0);
  }
}

static void add_lies(const rule_plan *r, walras_linear_program *program) {
  for (int seen = 0; seen < r->a->s->signals; seen++)
    for (int said = 0; occurs(r, r->effort, seen) && said < r->a->s->signals; said++) {
      if (said == seen)
        continue;
      begin_comparison(r, program, 0.0);
      add_payment(r, program, 1.0, r->effort, seen, seen);
      add_payment(r, program, -1.0, r->effort, seen, said);
    }
}

static void build(const rule_plan *r, walras_linear_program *program) {
  const acquisition_structure *s = r->a->s;
  for (int signal = 0; signal < s->signals; signal++)
    for (int state = 0; state < s->states; state++) {
      walras_linear_program_bounds(program, pay_column(r, signal, state), 0.0, s->p->payment_cap);
      if (r->purpose != LARGEST_MARGIN)
        walras_linear_program_objective(program, pay_column(r, signal, state), r->a->law[r->effort].of[signal][state]);
    }
  if (r->purpose == LARGEST_MARGIN) {
    walras_linear_program_objective(program, margin_column(r), -1.0);
    walras_linear_program_bounds(program, margin_column(r), -infinity, infinity);
  }
  for (int done = 0; done < s->efforts[r->a->agent]; done++)
    if (done != r->effort)
      add_deviation(r, program, done);
  add_lies(r, program);
}

/* The value is minimised: a price, or minus the margin. Infeasible is an answer for the cheapest rule only. */
static walras_status solve(walras_trial *trial, const rule_plan *r, double *value, acquisition_rule *rule) {
  const acquisition_structure *s = r->a->s;
  double primal[ACQUISITION_SIGNALS_MOST * (ACQUISITION_STATES_MOST + ACQUISITION_EFFORTS_MOST) + 1];
  walras_linear_program *program = NULL;
  walras_status status = walras_linear_program_create(margin_column(r) + 1, false, &program, walras_trial_error(trial));
  if (status != WALRAS_OK)
    return status;
  build(r, program);
  walras_linear_solution solution = {.primal = primal};
  status = walras_linear_program_solve(program, s->p->lp_tolerance, NULL, &solution, walras_trial_error(trial));
  walras_linear_program_destroy(program);
  if (status != WALRAS_OK)
    return status;
  const bool optimal = solution.outcome == WALRAS_LINEAR_OPTIMAL;
  if (!optimal && !(solution.outcome == WALRAS_LINEAR_INFEASIBLE && r->purpose == CHEAPEST))
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "the linear program of payments to agent %d for effort %d: %s",
                             r->a->agent, r->effort, walras_linear_outcome_name(solution.outcome));
  *value = optimal ? solution.value : infinity;
  for (int signal = 0; optimal && rule != NULL && signal < s->signals; signal++)
    for (int state = 0; state < s->states; state++)
      rule->of[signal][state] = primal[pay_column(r, signal, state)];
  return WALRAS_OK;
}

walras_status acquisition_cheapest_rule(walras_trial *trial, const acquisition_agent *agent, int effort, double *price,
                                        acquisition_rule *rule) {
  return solve(trial, &(rule_plan){.a = agent, .effort = effort, .purpose = CHEAPEST}, price, rule);
}

walras_status acquisition_largest_margin(walras_trial *trial, const acquisition_agent *agent, int effort, double *margin) {
  const walras_status status = solve(trial, &(rule_plan){.a = agent, .effort = effort, .purpose = LARGEST_MARGIN}, margin, NULL);
  *margin = -*margin;
  return status;
}

walras_status acquisition_cheapest_with_margin(walras_trial *trial, const acquisition_agent *agent, int effort, double margin,
                                               acquisition_rule *rule) {
  double price;
  return solve(trial, &(rule_plan){.a = agent, .effort = effort, .purpose = CHEAPEST_WITH_MARGIN, .margin = margin}, &price,
               rule);
}
