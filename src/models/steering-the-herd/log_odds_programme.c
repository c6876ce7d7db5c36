#include "models/steering-the-herd/log_odds_programme.h"

#define SPACING (2.0 * HERD_LOG_ODDS_MOST / (HERD_LOG_ODDS_NODES - 1))

double herd_log_odds_node(int64_t node) {
  return (double)(node - (HERD_LOG_ODDS_NODES - 1) / 2) * SPACING;
}

herd_place herd_log_odds_find(double log_odds) {
  const double most = HERD_LOG_ODDS_MOST, inside = log_odds > most ? most : log_odds < -most ? -most : log_odds;
  const double steps = (inside + most) / SPACING;
  const int64_t low = steps >= HERD_LOG_ODDS_NODES - 1 ? HERD_LOG_ODDS_NODES - 2 : (int64_t)steps;
  return (herd_place){.low = low, .weight = steps - (double)low};
}

double herd_agents_move(const struct herd_parameters *p, double log_odds, bool up, double strength) {
  const double sign = up ? 1.0 : -1.0, agrees = sign * log_odds;
  const double weight = fabs(log_odds) <= HERD_TIE ? 1.0 : agrees > 0.0 ? p->confirm_weight : p->disconfirm_weight;
  return sign * weight * strength;
}

static herd_choice choice_at(const struct herd_log_odds_programme *b, double l, double precision) {
  const struct herd_parameters *p = b->p;
  const double belief = herd_belief(l), strength = herd_strength(precision);
  const bool follows = herd_agents_follow(p, l, strength);
  const double loss = follows ? herd_follow_loss(b->objective, belief, precision) : herd_herd_loss(b->objective, belief, l > 0.0);
  return (herd_choice){.reward = -herd_cost(p, b->objective, precision) - p->error_cost * loss,
                       .up = belief * precision + (1.0 - belief) * (1.0 - precision),
                       .after = {herd_log_odds_find(l + herd_agents_move(p, l, true, strength)),
                                 herd_log_odds_find(l + herd_agents_move(p, l, false, strength))},
                       .precision = precision,
                       .mode = follows ? MODE_LEARN : MODE_HERD,
                       .stays = !follows || strength == 0.0};
}

static void offer_one(const struct herd_log_odds_programme *b, double l, double precision, herd_best *best) {
  const herd_choice choice = choice_at(b, l, precision);
  herd_offer(&b->programme, best, &choice);
}

/* Precisions from p upwards; the biased planner also lowers them. */
static void offer_all(const herd_programme *programme, int64_t node, herd_best *best) {
  const struct herd_log_odds_programme *b = programme->context;
  const double l = herd_log_odds_node(node), p = b->p->baseline_precision, top = fmax(p, HERD_MOST_PRECISE);
  for (int64_t j = 0; j < herd_grid_precisions(b->p); j++)
    offer_one(b, l, fmin(herd_grid_precision(b->p, j), top), best);
  if (b->p->precision_grid > 0.0)
    return;
  for (int64_t j = 0; j <= HERD_LOG_ODDS_STEPS; j++)
    offer_one(b, l, p + (top - p) * (double)j / HERD_LOG_ODDS_STEPS, best);
  for (int64_t j = 1; j <= HERD_LOG_ODDS_STEPS && b->objective == OBJECTIVE_BIASED; j++)
    offer_one(b, l, p + (0.5 - p) * (double)j / HERD_LOG_ODDS_STEPS, best);
}

static walras_status make(walras_trial *trial, const struct herd_parameters *p, struct herd_log_odds_programme *out) {
  *out = (struct herd_log_odds_programme){.p = p, .objective = herd_objective_of(p)};
  out->programme = (herd_programme){.nodes = HERD_LOG_ODDS_NODES,
                                    .discount = p->discount,
                                    .tolerance = p->vi_tol,
                                    .offers = offer_all,
                                    .context = out,
                                    .value = walras_trial_allocate_zero(trial, HERD_LOG_ODDS_NODES, sizeof(double)),
                                    .choice = walras_trial_allocate(trial, HERD_LOG_ODDS_NODES, sizeof(herd_choice))};
  return walras_trial_status(trial);
}

walras_status herd_log_odds_solve(walras_trial *trial, const struct herd_parameters *p, struct herd_log_odds_programme *out) {
  walras_status status = make(trial, p, out);
  if (status != WALRAS_OK)
    return status;
  out->programme.discount = herd_is_myopic(p) ? 0.0 : p->discount;
  status = herd_solve(&out->programme, walras_trial_error(trial));
  if (status == WALRAS_OK && herd_is_myopic(p)) {
    out->programme.discount = p->discount;
    status = herd_evaluate(&out->programme, walras_trial_error(trial));
  }
  return status;
}

walras_status herd_hybrid_value(walras_trial *trial, const struct herd_parameters *p, const struct herd_belief_programme *bayes,
                                double *value) {
  struct herd_log_odds_programme hybrid;
  walras_status status = make(trial, p, &hybrid);
  if (status != WALRAS_OK)
    return status;
  for (int64_t node = 0; node < HERD_LOG_ODDS_NODES; node++) {
    const double l = herd_log_odds_node(node), belief = herd_belief(l);
    const herd_choice *best = &bayes->programme.choice[herd_grid_nearest(&bayes->grid, belief)];
    const double q = herd_mode_precision(p, best->mode, belief, best->precision);
    hybrid.programme.choice[node] = choice_at(&hybrid, l, fmin(q, fmax(HERD_MOST_PRECISE, p->baseline_precision)));
  }
  status = herd_evaluate(&hybrid.programme, walras_trial_error(trial));
  *value = herd_value_at(hybrid.programme.value, herd_log_odds_find(walras_log(p->prior / (1.0 - p->prior))));
  return status;
}
