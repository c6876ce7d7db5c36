#include "models/steering-the-herd/belief_programme.h"

const char *const herd_mode_words[HERD_MODES + 1] = {"herd",      "learn_baseline", "learn_min", "learn_over", "learn",
                                                     "learn_max", "obfuscate",      "suppress",  NULL};

herd_choice herd_follow_choice(const struct herd_belief_programme *b, double belief, double precision, int mode) {
  const struct herd_grid *grid = &b->grid;
  const double q = precision, up = belief * q + (1.0 - belief) * (1.0 - q), down = 1.0 - up;
  herd_choice choice = {.reward =
                            -herd_cost(b->p, b->objective, q) - b->p->error_cost * herd_follow_loss(b->objective, belief, q),
                        .up = up,
                        .precision = q,
                        .mode = mode,
                        .stays = belief == 0.5 && q == 0.5 && mode != MODE_LEARN_OVER};
  choice.after[0] = herd_grid_find(grid, up > 0.0 ? belief * q / up : belief);
  choice.after[1] = herd_grid_find(grid, down > 0.0 ? belief * (1.0 - q) / down : belief);
  /* One signal of precision m leads to 1/2, which is a node and not what rounding makes of it. */
  const bool over = mode == MODE_LEARN_OVER;
  if (fabs(q - (1.0 - belief)) <= 1e-14)
    choice.after[0] = (herd_place){.low = over ? grid->above : grid->half};
  if (fabs(q - belief) <= 1e-14)
    choice.after[1] = (herd_place){.low = over ? grid->below : grid->half};
  return choice;
}

/* Agents herd on G or B at precision q, time and again. */
static herd_choice herd_choice_of(const struct herd_belief_programme *b, double belief, double precision, bool up, int mode) {
  return (herd_choice){.reward = -herd_cost(b->p, b->objective, precision) -
                                 b->p->error_cost * herd_herd_loss(b->objective, belief, up),
                       .precision = precision,
                       .mode = mode,
                       .stays = true};
}

double herd_mode_precision(const struct herd_parameters *p, int mode, double belief, double stored) {
  const double most = belief > 0.5 ? belief : 1.0 - belief, eps = p->precision_epsilon;
  if (p->precision_grid > 0.0)
    return stored;
  switch (mode) {
  case MODE_HERD:
  case MODE_BASELINE:
    return p->baseline_precision;
  case MODE_LEARN_MIN:
    return most;
  case MODE_LEARN_OVER:
    return fmin(1.0, most + eps);
  case MODE_LEARN:
    return fmin(1.0, fmax(most, stored));
  case MODE_LEARN_MAX:
    return 1.0;
  default:
    return fmax(0.5, most - eps);
  }
}

static void offer_herds(const struct herd_belief_programme *b, double belief, herd_best *best) {
  const double p = b->p->baseline_precision, most = belief > 0.5 ? belief : 1.0 - belief;
  herd_choice choice;
  if (most > p)
    choice = herd_choice_of(b, belief, p, belief > 0.5, MODE_HERD);
  else if (belief > 0.5)
    choice = herd_choice_of(b, belief, belief, true, MODE_OBFUSCATE);
  else if (belief < 0.5)
    choice = herd_choice_of(b, belief, 1.0 - belief, false, MODE_SUPPRESS);
  else
    return;
  if (most > p || b->objective == OBJECTIVE_BIASED)
    herd_offer(&b->programme, best, &choice);
}

static void offer_follow(const struct herd_belief_programme *b, double belief, double precision, int mode, herd_best *best) {
  const herd_choice choice = herd_follow_choice(b, belief, precision, mode);
  herd_offer(&b->programme, best, &choice);
}

/* Any precision: those of the theory, and even steps between them where the value is not known to be convex. */
static void offer_any(const herd_programme *programme, int64_t node, herd_best *best) {
  const struct herd_belief_programme *b = programme->context;
  const double belief = b->grid.belief[node], p = b->p->baseline_precision, most = belief > 0.5 ? belief : 1.0 - belief;
  const bool biased = b->objective == OBJECTIVE_BIASED;
  const double least = biased || most > p ? most : p;
  offer_herds(b, belief, best);
  if (most <= p)
    offer_follow(b, belief, p, MODE_BASELINE, best);
  if (least != p)
    offer_follow(b, belief, least, MODE_LEARN_MIN, best);
  if (biased && belief <= 0.5)
    offer_follow(b, belief, most, MODE_LEARN_OVER, best);
  offer_follow(b, belief, 1.0, MODE_LEARN_MAX, best);
  const int64_t steps = b->p->n_precisions;
  const bool convex = !biased && herd_cost(b->p, b->objective, 1.0) < b->p->error_cost * (1.0 - p);
  for (int64_t j = 1; j < steps && !convex; j++)
    offer_follow(b, belief, least + (1.0 - least) * (double)j / (double)steps, MODE_LEARN, best);
}

/* Multiples of a step only, each with the plain rule of action; ties go to the smallest. */
static void offer_multiples(const herd_programme *programme, int64_t node, herd_best *best) {
  const struct herd_belief_programme *b = programme->context;
  const double belief = b->grid.belief[node], p = b->p->baseline_precision, most = belief > 0.5 ? belief : 1.0 - belief;
  for (int64_t j = 0; j < herd_grid_precisions(b->p); j++) {
    const double q = herd_grid_precision(b->p, j);
    if (fabs(q - most) <= 1e-12 || q > most) {
      offer_follow(b, belief, q, q == 1.0 ? MODE_LEARN_MAX : q == p ? MODE_BASELINE : MODE_LEARN, best);
    } else {
      const int mode = most > p ? MODE_HERD : belief > 0.5 ? MODE_OBFUSCATE : MODE_SUPPRESS;
      const herd_choice choice = herd_choice_of(b, belief, q, belief > 0.5, mode);
      herd_offer(programme, best, &choice);
    }
  }
}

static walras_status allocate(walras_trial *trial, const struct herd_parameters *p, int64_t even,
                              struct herd_belief_programme *out) {
  const int64_t most = herd_grid_most(p, even);
  out->grid.belief = walras_trial_allocate(trial, most, sizeof(double));
  out->grid.cell = walras_trial_allocate(trial, even, sizeof(int64_t));
  out->programme.value = walras_trial_allocate(trial, most, sizeof(double));
  out->programme.choice = walras_trial_allocate(trial, most, sizeof(herd_choice));
  return walras_trial_status(trial);
}

walras_status herd_belief_solve(walras_trial *trial, const struct herd_parameters *p, int64_t even,
                                struct herd_belief_programme *out) {
  *out = (struct herd_belief_programme){.p = p, .objective = herd_objective_of(p)};
  walras_status status = allocate(trial, p, even, out);
  if (status != WALRAS_OK)
    return status;
  herd_grid_make(p, even, &out->grid);
  out->programme.nodes = out->grid.nodes;
  out->programme.discount = herd_is_myopic(p) ? 0.0 : p->discount;
  out->programme.tolerance = p->vi_tol;
  out->programme.offers = p->precision_grid > 0.0 ? offer_multiples : offer_any;
  out->programme.context = out;
  status = herd_solve(&out->programme, walras_trial_error(trial));
  if (status == WALRAS_OK && herd_is_myopic(p)) {
    out->programme.discount = p->discount;
    status = herd_evaluate(&out->programme, walras_trial_error(trial));
  }
  return status;
}

double herd_belief_value(const struct herd_belief_programme *b, double belief) {
  return herd_value_at(b->programme.value, herd_grid_find(&b->grid, belief));
}
