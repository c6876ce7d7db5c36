#include "models/steering-the-herd/exact_altruist.h"

/*
 * States are |l|. Within L(p) the free precision p leads to l + L and |l - L|: pairs a, L - a of states that lead to each other, and outwards.
 * Outside it, q = max(b, 1 - b) leads to 0 or to 2l, until the belief is certain.
 */
static double herd_for_ever(const struct herd_parameters *p, double belief) {
  return -p->error_cost * (1.0 - belief) / (1.0 - p->discount);
}

static double reveal(const struct herd_parameters *p) {
  return -herd_cost(p, OBJECTIVE_ALTRUISTIC, 1.0);
}

static double outside(const struct herd_exact *exact, double l) {
  const struct herd_parameters *p = exact->p;
  const double b = herd_belief(l), best = fmax(herd_for_ever(p, b), reveal(p));
  if (l > 36.0)
    return best;
  const double split = 2.0 * b * (1.0 - b), stay = b * b + (1.0 - b) * (1.0 - b);
  return fmax(best, -herd_cost(p, OBJECTIVE_ALTRUISTIC, b) - p->error_cost * (1.0 - b) +
                        p->discount * (split * exact->centre + stay * outside(exact, 2.0 * l)));
}

/* One state of a pair: stopping with q = 1, or base + inward times the other's value. */
struct pair_state {
  double base, inward;
};

static struct pair_state follow(const struct herd_exact *exact, double l) {
  const struct herd_parameters *p = exact->p;
  const double q = p->baseline_precision, b = herd_belief(l), up = b * q + (1.0 - b) * (1.0 - q);
  const double further = l + exact->step;
  const double beyond = further > exact->step + HERD_TIE ? outside(exact, further) : 0.0;
  return (struct pair_state){-p->error_cost * (1.0 - q) + p->discount * up * beyond, p->discount * (1.0 - up)};
}

/* 0 < l < L: the best of the four policies of the pair, for which two equations in two unknowns hold. */
static double inside(const struct herd_exact *exact, double l) {
  const double stop = reveal(exact->p);
  const struct pair_state near = follow(exact, l), far = follow(exact, exact->step - l);
  const double both = (near.base + near.inward * far.base) / (1.0 - near.inward * far.inward);
  return fmax(fmax(stop, near.base + near.inward * stop), both);
}

/* l = L leads to 2L and to the centre. */
static double edge(const struct herd_exact *exact) {
  const struct pair_state state = follow(exact, exact->step);
  return fmax(reveal(exact->p), state.base + state.inward * exact->centre);
}

double herd_exact_value(const struct herd_exact *exact, double log_odds) {
  const double l = fabs(log_odds);
  if (l > exact->step + HERD_TIE)
    return outside(exact, l);
  if (l < 1e-12)
    return exact->centre;
  return l > exact->step - 1e-12 ? edge(exact) : inside(exact, l);
}

void herd_exact_make(const struct herd_parameters *p, struct herd_exact *exact) {
  const double stop = reveal(p), loss = -p->error_cost * (1.0 - p->baseline_precision);
  *exact = (struct herd_exact){.p = p, .step = herd_strength(p->baseline_precision), .centre = stop};
  /* From below: each pass is a contraction by discount^2. */
  for (int64_t pass = 0; pass < 2000000; pass++) {
    const double last = exact->centre;
    const double learn = exact->step < 1e-12 ? loss / (1.0 - p->discount) : loss + p->discount * edge(exact);
    exact->centre = fmax(stop, learn);
    if (fabs(exact->centre - last) <= 2e-16 * fabs(last))
      break;
  }
}

double herd_exact_dense_gain(const struct herd_exact *exact, double belief, int64_t count) {
  const struct herd_parameters *p = exact->p;
  const double b = belief, most = b > 0.5 ? b : 1.0 - b, l = walras_log(b / (1.0 - b));
  const double value = herd_exact_value(exact, l);
  double gain = -INFINITY;
  for (int64_t j = 0; j < count; j++) {
    const double q = most + (1.0 - most) * (double)j / (double)count, signal = herd_strength(q);
    const double up = b * q + (1.0 - b) * (1.0 - q);
    const double learn = -herd_cost(p, OBJECTIVE_ALTRUISTIC, q) - p->error_cost * (1.0 - q) +
                         p->discount * (up * herd_exact_value(exact, herd_clamp(l + signal)) +
                                        (1.0 - up) * herd_exact_value(exact, herd_clamp(l - signal)));
    gain = fmax(gain, learn - value);
  }
  return gain;
}
