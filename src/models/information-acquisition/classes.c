#include "models/information-acquisition/classes.h"

#include <math.h>

bool acquisition_has_joint(const struct acquisition_parameters *p) {
  return p->agents <= ACQUISITION_AGENTS_JOINT;
}

bool acquisition_has_uncorrelated(const struct acquisition_parameters *p) {
  return !acquisition_marginals_depend_on_others(p);
}

bool acquisition_has_closed_form(const struct acquisition_parameters *p) {
  return p->preset == PRESET_MONITORING && p->common_noise == 1.0;
}

/* Three vertices: pay for agreement only (L1), pay one agent alone by the state (L2), or as much as the cap lets one alone be paid and monitoring
 * for the rest (L3). */
double acquisition_closed_form(double a, double c, double cap) {
  const double edge = a - 0.5;
  double loss = c == 0.0 ? 0.0 : (double)INFINITY;
  if (c > 0.0 && cap >= 2.0 * c)
    loss = fmin(loss, 2.0 * cap * c / (cap - c));
  if (c > 0.0 && c <= edge * cap)
    loss = fmin(loss, a * c / edge);
  if (c > 0.0 && c > edge * cap && cap >= 2.0 * c) {
    const double e = (c - edge * cap) / (cap * (1.0 - edge) - c);
    loss = fmin(loss, 2.0 * e * cap + (1.0 - e) * cap * a);
  }
  return fmax(0.5, a - loss);
}

int64_t acquisition_best_profile(const acquisition_structure *s, const double *value, const acquisition_by_effort *price,
                                 double *best) {
  int64_t chosen = -1;
  *best = -(double)INFINITY;
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    double payoff = value[profile];
    for (int agent = 0; agent < s->agents; agent++)
      payoff -= price->of[agent][acquisition_effort(s, profile, agent)];
    if (payoff > *best) {
      *best = payoff;
      chosen = profile;
    }
  }
  return chosen;
}

static walras_status find_prices(walras_trial *trial, const acquisition_structure *s, const acquisition_single *single,
                                 acquisition_by_effort *price) {
  walras_status status = WALRAS_OK;
  for (int agent = 0; status == WALRAS_OK && agent < s->agents; agent++) {
    const acquisition_agent a = {.s = s, .agent = agent, .law = single->law[agent], .cost = s->cost.of[agent]};
    for (int effort = 0; status == WALRAS_OK && effort < s->efforts[agent]; effort++)
      status = acquisition_cheapest_rule(trial, &a, effort, &price->of[agent][effort], NULL);
  }
  return status;
}

/* At most one agent may work. The others are at effort 0, and paid nothing for it. */
static double best_single(const acquisition_structure *s, const acquisition_by_effort *price) {
  double best = s->value[0];
  for (int agent = 0; agent < s->agents; agent++)
    for (int effort = 1; effort < s->efforts[agent]; effort++)
      best = fmax(best, s->value[effort * s->profile_stride[agent]] - price->of[agent][effort]);
  return best;
}

static walras_status solve_single_and_uncorrelated(walras_trial *trial, const acquisition_structure *s,
                                                   acquisition_classes *out) {
  acquisition_single *single = walras_trial_allocate(trial, 1, sizeof *single);
  if (single == NULL)
    return walras_trial_status(trial);
  if (s->p->joint_table.count > 0)
    acquisition_single_of_law(s, s->law, true, single);
  else
    acquisition_single_generated(s, single);
  walras_status status = find_prices(trial, s, single, &out->price);
  if (status != WALRAS_OK)
    return status;
  out->single_agent = best_single(s, &out->price);
  if (acquisition_has_uncorrelated(s->p))
    acquisition_best_profile(s, s->value, &out->price, &out->uncorrelated);
  return WALRAS_OK;
}

static walras_status solve_deterministic(walras_trial *trial, const acquisition_structure *s, acquisition_classes *out) {
  out->deterministic_joint = -(double)INFINITY;
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    const acquisition_question question = {.s = s, .law = s->law, .value = s->value, .cost = &s->cost, .only = profile};
    double value;
    const walras_status status = acquisition_optimal_mechanism(trial, &question, NULL, false, NULL, &value);
    if (status != WALRAS_OK)
      return status;
    out->deterministic_joint = fmax(out->deterministic_joint, value);
  }
  return WALRAS_OK;
}

static walras_status solve_correlated(walras_trial *trial, const acquisition_structure *s, acquisition_classes *out) {
  const acquisition_question question = {.s = s, .law = s->law, .value = s->value, .cost = &s->cost, .only = -1};
  out->basis = walras_trial_allocate(trial, acquisition_basis_size(&question), 1);
  const walras_status status = acquisition_mechanism_create(trial, s, &out->optimal);
  return status == WALRAS_OK ? acquisition_optimal_mechanism(trial, &question, out->basis, false, &out->optimal, &out->correlated)
                             : status;
}

static double first_best(const acquisition_structure *s) {
  double best = -(double)INFINITY;
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    double value = s->value[profile];
    for (int agent = 0; agent < s->agents; agent++)
      value -= s->cost.of[agent][acquisition_effort(s, profile, agent)];
    best = fmax(best, value);
  }
  return best;
}

walras_status acquisition_solve_classes(walras_trial *trial, const acquisition_structure *s, acquisition_classes *out) {
  *out = (acquisition_classes){.no_hire = s->value[0], .first_best = first_best(s)};
  out->uncorrelated = out->deterministic_joint = out->correlated = (double)NAN;
  walras_status status = solve_single_and_uncorrelated(trial, s, out);
  if (status == WALRAS_OK && acquisition_has_joint(s->p))
    status = solve_deterministic(trial, s, out);
  if (status == WALRAS_OK && acquisition_has_joint(s->p))
    status = solve_correlated(trial, s, out);
  return status;
}
