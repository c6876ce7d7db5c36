#include "models/magentic-marketplace/prices.h"

#include <math.h>

/* One firm's market: the commit share is split evenly, the rest by logit against the rivals. Their weights are taken relative to the
 * cheapest of them, sum exp(-beta (x_l - cheapest)): however large beta is, the largest of them is 1. */
typedef struct demand {
  double commit, beta, cost, cheapest, rivals;
  int64_t firms;
} demand;

static double profit(const demand *d, double x) {
  const double share = d->firms == 1 ? 1.0 : 1.0 / (1.0 + d->rivals * walras_exp(d->beta * (x - d->cheapest)));
  return (x - d->cost) * (d->commit / (double)d->firms + (1.0 - d->commit) * share);
}

/* Golden section between low and high that keeps the best point seen: beyond a steep fall of demand it never follows a lower rise. */
static double refine(const demand *d, double low, double best, double high) {
  const double step = 0.3819660112501052;
  double most = profit(d, best);
  for (int i = 0; i < 120; i++) {
    const bool above = high - best > best - low;
    const double x = above ? best + step * (high - best) : best - step * (best - low), value = profit(d, x);
    if (value > most) {
      *(above ? &low : &high) = best;
      best = x;
      most = value;
    } else {
      *(above ? &high : &low) = x;
    }
  }
  return best;
}

static double within(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

/* Global search on a grid, refined around its best point and below the cheapest rival, where demand may fall within one step. */
static double best_price(const demand *d, double highest) {
  enum { GRID = 20001 };
  const double width = (highest - d->cost) / (GRID - 1);
  int64_t best = 0;
  double most = -INFINITY;
  for (int64_t i = 0; i < GRID; i++) {
    const double value = profit(d, d->cost + width * (double)i);
    if (value > most) {
      most = value;
      best = i;
    }
  }
  const double around = d->cost + width * (double)best, below = within(d->cheapest - width, d->cost, highest);
  const double candidates[] = {
      refine(d, within(around - width, d->cost, highest), around, within(around + width, d->cost, highest)),
      refine(d, below, below, within(d->cheapest + width, d->cost, highest)), highest};
  double price = candidates[0];
  for (int i = 1; i < 3; i++)
    price = profit(d, candidates[i]) > profit(d, price) ? candidates[i] : price;
  return price;
}

static demand demand_against(const struct magentic_parameters *p, int64_t firms, const double *prices, int64_t firm) {
  demand d = {.commit = p->commit_prob, .beta = p->price_sensitivity, .cost = p->unit_cost_rate, .firms = firms};
  d.cheapest = p->value_multiplier;
  for (int64_t other = 0; other < firms; other++)
    d.cheapest = other != firm && prices[other] < d.cheapest ? prices[other] : d.cheapest;
  for (int64_t other = 0; other < firms; other++)
    d.rivals += other != firm ? walras_exp(-d.beta * (prices[other] - d.cheapest)) : 0.0;
  return d;
}

double magentic_best_response(const struct magentic_parameters *p, int64_t firms, const double *prices, int64_t firm) {
  const demand d = demand_against(p, firms, prices, firm);
  return best_price(&d, p->value_multiplier);
}

/* x* = c + 1/((1 - k) beta (1 - 1/J)) is an equilibrium when no deviation gains. */
static bool interior_is_equilibrium(const struct magentic_parameters *p, int64_t firms) {
  const double x = p->unit_cost_rate + 1.0 / ((1.0 - p->commit_prob) * p->price_sensitivity * (1.0 - 1.0 / (double)firms));
  if (!(x < p->value_multiplier))
    return false;
  const demand d = {.commit = p->commit_prob,
                    .beta = p->price_sensitivity,
                    .cost = p->unit_cost_rate,
                    .cheapest = x,
                    .rivals = (double)(firms - 1),
                    .firms = firms};
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
      const double next = 0.5 * (prices[firm] + magentic_best_response(p, firms, prices, firm)),
                   change = fabs(next - prices[firm]);
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

/* How many businesses fit a request. */
static int64_t fits_of(const struct magentic_market *m, int64_t request) {
  int64_t fits = 0;
  for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++)
    fits += m->complete_fit[pair];
  return fits;
}

/* Best responses of every number of firms that occurs; solved once each. */
typedef struct solutions {
  int64_t most;
  double **prices; /* [most + 1] each [firms], NULL where that number does not occur */
  struct magentic_prices *found;
} solutions;

static walras_status solve_all(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_market *m,
                               solutions *s) {
  s->most = 0;
  for (int64_t request = 0; request < m->requests; request++) {
    const int64_t fits = fits_of(m, request);
    s->most = fits > s->most ? fits : s->most;
  }
  if (s->most == 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_PARAMETER, "price_update: no business of this market fits any request");
  s->prices = walras_trial_allocate_zero(trial, s->most + 1, sizeof *s->prices);
  s->found = walras_trial_allocate_zero(trial, s->most + 1, sizeof *s->found);
  for (int64_t request = 0; s->prices != NULL && s->found != NULL && request < m->requests; request++) {
    const int64_t fits = fits_of(m, request);
    if (fits == 0 || s->prices[fits] != NULL)
      continue;
    s->prices[fits] = walras_trial_allocate(trial, fits, sizeof(double));
    if (s->prices[fits] != NULL)
      s->found[fits] = magentic_best_responses(p, fits, s->prices[fits]);
  }
  return walras_trial_status(trial);
}

walras_status magentic_set_best_prices(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market *m,
                                       struct magentic_prices *result) {
  solutions s = {0};
  const walras_status status = solve_all(trial, p, m, &s);
  if (status != WALRAS_OK)
    return status;
  int64_t firms = 0;
  *result = (struct magentic_prices){.interior = true};
  for (int64_t request = 0; request < m->requests; request++) {
    const int64_t fits = fits_of(m, request);
    int64_t firm = 0;
    for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++) {
      if (!m->complete_fit[pair])
        continue;
      m->complete_price[pair] = (int64_t)rint(s.prices[fits][firm] * (double)m->reference_value[request]);
      result->mean += s.prices[fits][firm++];
    }
    firms += fits;
    result->interior = result->interior && (fits == 0 || s.found[fits].interior);
    if (fits > 0 && s.found[fits].amplitude > result->amplitude)
      result->amplitude = s.found[fits].amplitude;
  }
  result->mean /= (double)firms;
  return WALRAS_OK;
}

bool magentic_interior_everywhere(const struct magentic_parameters *p, const struct magentic_market *m) {
  int64_t known = -1;
  for (int64_t request = 0; request < m->requests; request++) {
    const int64_t fits = fits_of(m, request);
    if (fits > 0 && fits != known && !interior_is_equilibrium(p, fits))
      return false;
    known = fits > 0 ? fits : known;
  }
  return known > 0;
}
