#include "models/risk-averse-equilibrium/crossing.h"

#include <math.h>
#include <string.h>

#include "numerics/roots/roots.h"

enum { COARSE = 41, FINE = 21 };
#define TIE 1e-12

struct rae_crossing rae_crossing_of(const struct rae_parameters *p) {
  return (struct rae_crossing){.cells = p->approach_cells,
                               .horizon = p->horizon,
                               .goal = p->goal_reward,
                               .penalty = p->crash_penalty,
                               .tremble = p->tremble,
                               .risk_aversion = p->risk_aversion};
}

int64_t rae_crossing_policy_size(const struct rae_crossing *c) {
  return c->horizon * (c->cells + 1) * (c->cells + 2);
}

int64_t rae_crossing_outcomes(const struct rae_crossing *c) {
  return 2 * c->horizon + 1;
}

static int64_t states_of(const struct rae_crossing *c) {
  return (c->cells + 1) * (c->cells + 2);
}

int64_t rae_crossing_reals(const struct rae_crossing *c) {
  return 2 * states_of(c) + 2 * rae_crossing_outcomes(c);
}

/* What is done with probability `chosen` of advancing. */
static double executed(const struct rae_crossing *c, double chosen) {
  return (1.0 - c->tremble) * chosen + 0.5 * c->tremble;
}

static double return_of(const struct rae_crossing *c, int64_t outcome) {
  if (outcome < c->horizon)
    return c->goal - (double)(outcome + 1);
  if (outcome < 2 * c->horizon)
    return -c->penalty - (double)(outcome - c->horizon + 1);
  return -(double)c->horizon;
}

/* A driver's problem for one target m. */
typedef struct induction {
  const struct rae_crossing *c;
  const double *opponent;
  double *policy;     /* written */
  double *now, *next; /* [D+1][D+2] */
  double *utility;    /* [outcomes] f_m of the returns */
} induction;

/* The value of being at these cells after the moves of this step. */
static double continuation(const induction *d, int64_t step, int64_t own, int64_t other) {
  const int64_t conflict = d->c->cells;
  if (own == conflict && other == conflict)
    return d->utility[d->c->horizon + step];
  if (own == conflict + 1)
    return d->utility[step];
  return d->next[own * (conflict + 2) + other];
}

static void choose(induction *d, int64_t step, int64_t own, int64_t other) {
  const struct rae_crossing *const c = d->c;
  double value[2];
  if (other == c->cells + 1) {
    for (int64_t move = 0; move < 2; move++)
      value[move] = continuation(d, step, own + move, other);
  } else {
    const double go = executed(c, d->opponent[rae_crossing_state(c, step, other, own)]);
    for (int64_t move = 0; move < 2; move++)
      value[move] = go * continuation(d, step, own + move, other + 1) + (1.0 - go) * continuation(d, step, own + move, other);
  }
  const double advance = value[1] > value[0] + TIE ? 1.0 : value[1] >= value[0] - TIE ? 0.5 : 0.0, act = executed(c, advance);
  d->policy[rae_crossing_state(c, step, own, other)] = advance;
  d->now[own * (c->cells + 2) + other] = act * value[1] + (1.0 - act) * value[0];
}

/* max E[f_m(R)], with the policy that attains it. */
static double induct(induction *d, double target) {
  const struct rae_crossing *const c = d->c;
  const int64_t width = c->cells + 2;
  double sum = 0.0;
  for (int64_t outcome = 0; outcome < rae_crossing_outcomes(c); outcome++) {
    const double r = return_of(c, outcome);
    d->utility[outcome] = r * (1.0 + 2.0 * c->risk_aversion * target) - c->risk_aversion * r * r;
  }
  for (int64_t state = 0; state < states_of(c); state++)
    d->next[state] = d->utility[2 * c->horizon];
  for (int64_t step = c->horizon - 1; step >= 0; step--) {
    for (int64_t own = 0; own <= c->cells; own++)
      for (int64_t other = 0; other < width; other++)
        if (own != c->cells || other != c->cells)
          choose(d, step, own, other);
    double *const swap = d->now;
    d->now = d->next;
    d->next = swap;
  }
  for (int64_t own = 0; own < c->cells; own++)
    for (int64_t other = 0; other < c->cells; other++)
      sum += d->next[own * width + other];
  return sum / (double)(c->cells * c->cells);
}

static double objective(double target, void *context) {
  induction *const d = context;
  return induct(d, target) - d->c->risk_aversion * target * target;
}

/* The best of `count` >= 2 even points of the bracket, the first one among equals; the bracket becomes the cells about it. */
static double best_point(induction *d, int count, walras_bracket *bracket) {
  const double low = bracket->low, step = (bracket->high - low) / (double)(count - 1);
  double most = -INFINITY, best = low;
  for (int k = 0; k < count; k++) {
    const double target = low + step * (double)k, value = objective(target, d);
    if (value > most) {
      most = value;
      best = target;
    }
  }
  *bracket = (walras_bracket){best - step, best + step};
  return best;
}

double rae_crossing_reply(const struct rae_crossing *c, const double *opponent, double *policy, double *reals) {
  induction d = {.c = c, .opponent = opponent, .policy = policy, .now = reals, .next = reals + states_of(c)};
  d.utility = reals + 2 * states_of(c);
  for (int64_t state = 0; state < rae_crossing_policy_size(c); state++)
    policy[state] = 0.5; /* where nobody comes: both in the conflict cell */
  if (c->risk_aversion == 0.0)
    return induct(&d, 0.0);
  walras_bracket bracket = {-c->penalty - (double)c->horizon, c->goal};
  best_point(&d, COARSE, &bracket);
  const double fine = best_point(&d, FINE, &bracket), at_fine = objective(fine, &d);
  const double golden = walras_golden_maximum(objective, &d, bracket, 1e-9), at_golden = objective(golden, &d);
  return at_golden > at_fine ? at_golden : objective(fine, &d);
}

void rae_crossing_round(const struct rae_crossing *c, int64_t round, double *policy, double *reply, double *reals) {
  rae_crossing_reply(c, policy, reply, reals);
  for (int64_t state = 0; state < rae_crossing_policy_size(c); state++)
    policy[state] += (reply[state] - policy[state]) / (double)(round + 2);
}

/* Chances of cells of both cars go one step on; what ends is added to the law of outcomes. */
static void advance_law(const struct rae_crossing *c, const double *policy, const double *opponent, int64_t step,
                        const double *now, double *next, double *law) {
  const int64_t width = c->cells + 2, conflict = c->cells;
  memset(next, 0, (size_t)states_of(c) * sizeof *next);
  for (int64_t own = 0; own <= conflict; own++)
    for (int64_t other = 0; other < width; other++) {
      const double chance = now[own * width + other];
      if (chance == 0.0)
        continue;
      const double go = executed(c, policy[rae_crossing_state(c, step, own, other)]);
      const double other_goes = other > conflict ? 0.0 : executed(c, opponent[rae_crossing_state(c, step, other, own)]);
      for (int64_t move = 0; move < 2; move++)
        for (int64_t other_move = 0; other_move < (other > conflict ? 1 : 2); other_move++) {
          const double here = chance * (move ? go : 1.0 - go) * (other_move ? other_goes : 1.0 - other_goes);
          const int64_t to = own + move, other_to = other + other_move;
          if (to == conflict && other_to == conflict)
            law[c->horizon + step] += here;
          else if (to > conflict)
            law[step] += here;
          else
            next[to * width + other_to] += here;
        }
    }
}

struct rae_crossing_value rae_crossing_moments(const struct rae_crossing *c, const double *law) {
  struct rae_crossing_value value = {0};
  for (int64_t outcome = 0; outcome < rae_crossing_outcomes(c); outcome++)
    value.mean += law[outcome] * return_of(c, outcome);
  for (int64_t outcome = 0; outcome < rae_crossing_outcomes(c); outcome++) {
    const double deviation = return_of(c, outcome) - value.mean;
    value.variance += law[outcome] * (deviation * deviation);
    if (outcome >= c->horizon && outcome < 2 * c->horizon)
      value.crash += law[outcome];
  }
  return value;
}

struct rae_crossing_value rae_crossing_evaluate(const struct rae_crossing *c, const double *policy, const double *opponent,
                                                double *reals) {
  const int64_t width = c->cells + 2;
  double *now = reals, *next = now + states_of(c), *const law = next + states_of(c);
  memset(reals, 0, (size_t)rae_crossing_reals(c) * sizeof *reals);
  for (int64_t own = 0; own < c->cells; own++)
    for (int64_t other = 0; other < c->cells; other++)
      now[own * width + other] = 1.0 / (double)(c->cells * c->cells);
  for (int64_t step = 0; step < c->horizon; step++) {
    advance_law(c, policy, opponent, step, now, next, law);
    double *const swap = now;
    now = next;
    next = swap;
  }
  for (int64_t state = 0; state < states_of(c); state++)
    law[2 * c->horizon] += now[state];
  return rae_crossing_moments(c, law);
}
