#include "models/steering-the-herd/policy.h"

/* The optimum over even beliefs under a Gaussian that is cut at 5 widths and at the ends. */
static void smooth(const struct herd_belief_programme *b, double *out) {
  const struct herd_parameters *p = b->p;
  const int64_t n = p->n_beliefs;
  const double spacing = 1.0 / (double)(n - 1), width = p->planner_smoothing;
  const int64_t reach = width > 0.0 ? (int64_t)fmin(5.0 * width / spacing, (double)n) : 0;
  for (int64_t i = 0; i < n; i++) {
    double sum = 0.0, weights = 0.0;
    for (int64_t j = i - reach < 0 ? 0 : i - reach; j <= i + reach && j < n; j++) {
      const double distance = width > 0.0 ? (double)(j - i) * spacing / width : 0.0,
                   weight = walras_exp(-0.5 * distance * distance);
      const int64_t node = b->grid.cell[j];
      const herd_choice *choice = &b->programme.choice[node];
      sum += weight * herd_mode_precision(p, choice->mode, b->grid.belief[node], choice->precision);
      weights += weight;
    }
    out[i] = fmin(p->planner_max_q, fmax(p->planner_min_q, sum / weights));
  }
}

walras_status herd_policy_make(walras_trial *trial, const struct herd_parameters *p, const struct herd_belief_programme *beliefs,
                               const struct herd_log_odds_programme *log_odds, struct herd_policy *policy) {
  *policy = (struct herd_policy){.p = p, .objective = herd_objective_of(p), .beliefs = beliefs, .log_odds = log_odds};
  policy->constant = p->planner == PLANNER_FIXED_MAX ? 1.0 : p->baseline_precision;
  policy->kind = p->planner == PLANNER_RANDOM ? POLICY_RANDOM : POLICY_CONSTANT;
  if (log_odds != NULL)
    policy->kind = POLICY_LOG_ODDS;
  else if (beliefs != NULL)
    policy->kind = p->planner == PLANNER_SURROGATE ? POLICY_SMOOTHED : POLICY_MODES;
  if (policy->kind != POLICY_SMOOTHED)
    return WALRAS_OK;
  policy->smoothed = walras_trial_allocate(trial, p->n_beliefs, sizeof(double));
  if (policy->smoothed == NULL)
    return walras_trial_status(trial);
  smooth(beliefs, policy->smoothed);
  return WALRAS_OK;
}

static struct herd_decision decision_of(const struct herd_policy *policy, double precision) {
  return (struct herd_decision){precision, herd_strength(precision), precision != policy->p->baseline_precision};
}

/* A precision between nodes: by their line where both learn, never across a change of mode. */
static double stored_precision(const struct herd_belief_programme *b, herd_place place, int64_t nearest) {
  const herd_choice *low = &b->programme.choice[place.low], *high = low + 1;
  if (b->p->precision_grid == 0.0 && low->mode == MODE_LEARN && high->mode == MODE_LEARN)
    return low->precision + place.weight * (high->precision - low->precision);
  return b->programme.choice[nearest].precision;
}

static struct herd_decision decide_by_mode(const struct herd_policy *policy, double log_odds) {
  const struct herd_belief_programme *b = policy->beliefs;
  const double belief = herd_belief(log_odds);
  const herd_place place = herd_grid_find(&b->grid, belief);
  const int64_t nearest = place.low + (place.weight > 0.5);
  const int mode = b->programme.choice[nearest].mode;
  struct herd_decision decision =
      decision_of(policy, herd_mode_precision(policy->p, mode, belief, stored_precision(b, place, nearest)));
  if (mode == MODE_LEARN_MIN) /* the belief's own log-odds, which 1 - q has lost to rounding near certainty */
    decision.strength = fabs(log_odds);
  return decision;
}

static double smoothed_at(const struct herd_policy *policy, double belief) {
  const double steps = belief * (double)(policy->p->n_beliefs - 1);
  const int64_t low = steps >= (double)(policy->p->n_beliefs - 1) ? policy->p->n_beliefs - 2 : (int64_t)steps;
  return policy->smoothed[low] + (steps - (double)low) * (policy->smoothed[low + 1] - policy->smoothed[low]);
}

struct herd_decision herd_policy_decide(const struct herd_policy *policy, double log_odds, double u) {
  const struct herd_parameters *p = policy->p;
  switch (policy->kind) {
  case POLICY_RANDOM:
    return decision_of(policy, p->planner_min_q + u * (p->planner_max_q - p->planner_min_q));
  case POLICY_MODES:
    return decide_by_mode(policy, log_odds);
  case POLICY_SMOOTHED:
    return decision_of(policy, smoothed_at(policy, herd_belief(log_odds)));
  case POLICY_LOG_ODDS: {
    const herd_place place = herd_log_odds_find(log_odds);
    return decision_of(policy, policy->log_odds->programme.choice[place.low + (place.weight > 0.5)].precision);
  }
  default:
    return decision_of(policy, policy->constant);
  }
}

static struct herd_public history_after(const struct herd_policy *policy, struct herd_public history,
                                        const struct herd_decision *d, bool follows, bool up) {
  const struct herd_parameters *p = policy->p;
  struct herd_public after = history;
  if (follows)
    after.agents = herd_clamp(history.agents + herd_agents_move(p, history.agents, up, d->strength));
  if (!herd_has_biased_agents(p))
    after.planner = after.agents;
  else if (fabs(history.planner) <= d->strength + HERD_TIE)
    after.planner = herd_clamp(history.planner + (up ? d->strength : -d->strength));
  return after;
}

struct herd_move herd_policy_move(const struct herd_policy *policy, struct herd_public history, double baseline, double u) {
  const struct herd_parameters *p = policy->p;
  const bool knows = p->planner_belief == BELIEF_AGENTS || !herd_has_biased_agents(p);
  struct herd_decision d = herd_policy_decide(policy, knows ? history.agents : history.planner, u);
  if (!d.invests && baseline != p->baseline_precision)
    d = (struct herd_decision){baseline, herd_strength(baseline), false};
  struct herd_move move = {.precision = d.precision,
                           .cost = d.invests ? herd_cost(p, policy->objective, d.precision) : 0.0,
                           .follows = herd_agents_follow(p, history.agents, d.strength),
                           .herds_up = history.agents > 0.0};
  move.after[0] = history_after(policy, history, &d, move.follows, true);
  move.after[1] = history_after(policy, history, &d, move.follows, false);
  return move;
}
