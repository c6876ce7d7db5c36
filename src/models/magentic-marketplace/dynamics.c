#include "models/magentic-marketplace/dynamics.h"

#include <math.h>

void magentic_update_effort(const struct magentic_parameters *p, const struct magentic_market *m,
                            const struct magentic_counts *at, const int64_t *counts, int64_t round, double *effort) {
  const double step = p->learning_rate / (1.0 + (double)round / 50.0);
  for (int64_t business = 0; business < m->businesses; business++) {
    const int64_t *arms = counts + at->arms + 4 * business;
    if (arms[0] == 0 || arms[1] == 0)
      continue;
    double profit[2];
    for (int arm = 0; arm < 2; arm++) {
      const double moved = effort[business] + (arm == 1 ? p->ab_delta : -p->ab_delta), used = moved > 0.0 ? moved : 0.0;
      profit[arm] = p->margin_rate * (double)arms[2 + arm] / (double)arms[arm] - 0.5 * p->effort_cost * used * used;
    }
    const double next = effort[business] + step * (profit[1] - profit[0]) / (2.0 * p->ab_delta);
    effort[business] = next < 0.0 ? 0.0 : next > p->effort_max ? p->effort_max : next;
  }
}

/* ---- prices ---- */

/* One firm's market: the commit share is split evenly, the rest by logit against the rivals' weight sum exp(-beta x_l) e^(beta c). */
typedef struct demand {
  double commit, beta, cost, rivals;
  int64_t firms;
} demand;

static double profit(const demand *d, double x) {
  const double own = walras_exp(-d->beta * (x - d->cost));
  return (x - d->cost) * (d->commit / (double)d->firms + (1.0 - d->commit) * own / (own + d->rivals));
}

/* Global search on a grid, then golden section around its best point. */
static double best_price(const demand *d, double highest) {
  enum { GRID = 20001 };
  const double golden = 0.6180339887498949, width = (highest - d->cost) / (GRID - 1);
  int64_t best = 0;
  double most = -INFINITY;
  for (int64_t i = 0; i < GRID; i++) {
    const double value = profit(d, d->cost + width * (double)i);
    if (value > most) {
      most = value;
      best = i;
    }
  }
  double low = d->cost + width * (double)(best > 0 ? best - 1 : 0),
         high = d->cost + width * (double)(best + 1 < GRID ? best + 1 : GRID - 1);
  for (int i = 0; i < 80; i++) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    if (profit(d, a) >= profit(d, b))
      high = b;
    else
      low = a;
  }
  const double x = 0.5 * (low + high);
  return profit(d, highest) > profit(d, x) ? highest : x;
}

static demand demand_against(const struct magentic_parameters *p, int64_t firms, const double *prices, int64_t firm) {
  demand d = {.commit = p->commit_prob, .beta = p->price_sensitivity, .cost = p->unit_cost_rate, .firms = firms};
  for (int64_t other = 0; other < firms; other++)
    d.rivals += other != firm ? walras_exp(-d.beta * (prices[other] - d.cost)) : 0.0;
  return d;
}

/* x* = c + 1/((1 - k) beta (1 - 1/J)) is an equilibrium when no deviation gains. */
static bool interior_is_equilibrium(const struct magentic_parameters *p, int64_t firms) {
  const double x = p->unit_cost_rate + 1.0 / ((1.0 - p->commit_prob) * p->price_sensitivity * (1.0 - 1.0 / (double)firms));
  if (!(x < p->value_multiplier))
    return false;
  demand d = {.commit = p->commit_prob, .beta = p->price_sensitivity, .cost = p->unit_cost_rate, .firms = firms};
  d.rivals = (double)(firms - 1) * walras_exp(-d.beta * (x - d.cost));
  return profit(&d, best_price(&d, p->value_multiplier)) - profit(&d, x) <= 1e-9;
}

struct magentic_prices magentic_best_responses(const struct magentic_parameters *p, int64_t firms, double *prices) {
  enum { SWEEPS = 500 };
  struct magentic_prices result = {.interior = interior_is_equilibrium(p, firms)};
  for (int64_t firm = 0; firm < firms; firm++)
    prices[firm] = 1.0 > p->unit_cost_rate ? 1.0 : p->unit_cost_rate;
  for (int sweep = 0; sweep < SWEEPS; sweep++) {
    result.amplitude = 0.0;
    for (int64_t firm = 0; firm < firms; firm++) {
      const demand d = demand_against(p, firms, prices, firm);
      const double next = 0.5 * (prices[firm] + best_price(&d, p->value_multiplier)), change = fabs(next - prices[firm]);
      prices[firm] = next;
      result.amplitude = change > result.amplitude ? change : result.amplitude;
    }
    if (result.amplitude < 1e-7)
      break;
  }
  for (int64_t firm = 0; firm < firms; firm++)
    result.mean += prices[firm] / (double)firms;
  return result;
}
