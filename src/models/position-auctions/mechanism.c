#include "models/position-auctions/mechanism.h"

struct position_auction position_virtual_auction(struct position_workspace *ws, const struct position_auction *reports) {
  struct position_auction a = *reports;
  for (int64_t i = 0; i < a.p->advertisers; i++) {
    const double value = position_virtual_value(ws->law, reports->value[i]);
    ws->virtual_value[i] = value > 0.0 ? value : 0.0;
  }
  a.value = ws->virtual_value;
  return a;
}

static bool pays(const struct position_outcome *outcome, int32_t rank, int32_t payer) {
  return payer == EVERYBODY || payer == outcome->shown.advertiser[rank];
}

static bool run_optimal(struct position_workspace *ws, const struct position_auction *a, bool virtual, int32_t payer,
                        struct position_outcome *outcome) {
  outcome->steps = position_optimum(ws, a, &outcome->shown);
  bool converged = outcome->steps >= 0;
  for (int32_t k = 0; converged && k < outcome->shown.count; k++)
    if (pays(outcome, k, payer))
      converged = virtual ? position_pay_threshold(ws, a, ws->law, outcome, k) : position_pay_vcg(ws, a, outcome, k);
  return converged;
}

/* VCG of the additive objective sets a price per click, t_i / p_ij, which is charged for the clicks that do come. */
static void run_additive(struct position_workspace *ws, const struct position_auction *a, int32_t payer,
                         struct position_outcome *outcome) {
  position_additive(ws, a, &outcome->shown);
  const struct position_allocation *shown = &outcome->shown;
  double objective = 0.0;
  for (int32_t k = 0; k < shown->count; k++)
    objective += a->value[shown->advertiser[k]] * a->ctr[position_cell(a, shown->advertiser[k], shown->position[k])];
  for (int32_t k = 0; k < shown->count; k++) {
    if (!pays(outcome, k, payer))
      continue;
    const double ctr = a->ctr[position_cell(a, shown->advertiser[k], shown->position[k])];
    struct position_auction without = *a;
    struct position_allocation others;
    double best = 0.0;
    without.excluded = shown->advertiser[k];
    position_additive(ws, &without, &others);
    for (int32_t r = 0; r < others.count; r++)
      best += a->value[others.advertiser[r]] * a->ctr[position_cell(a, others.advertiser[r], others.position[r])];
    const double charge = best - (objective - a->value[shown->advertiser[k]] * ctr);
    outcome->payment[k] = shown->click[k] * (charge > 0.0 ? charge : 0.0) / ctr;
  }
}

/* Price of a click of rank k: of VCG in the fitted separable auction, or the least report that keeps the rank (GSP). */
static double price_of_rank(const struct position_ranking *r, int32_t k, bool vcg) {
  if (!vcg)
    return k + 1 < r->bidders ? r->value[k + 1] * r->quality[k + 1] / r->quality[k] : 0.0;
  double charge = 0.0;
  for (int32_t below = k + 1; below < r->bidders; below++) {
    const double lost = below < r->shown ? r->prominence[below] : 0.0;
    charge += (r->prominence[below - 1] - lost) * r->quality[below] * r->value[below];
  }
  return charge / (r->quality[k] * r->prominence[k]);
}

static void run_separable(struct position_workspace *ws, const struct position_auction *a, bool vcg,
                          struct position_outcome *outcome) {
  struct position_ranking ranking;
  position_separable(ws, a, &ranking, &outcome->shown);
  for (int32_t k = 0; k < outcome->shown.count; k++)
    for (int32_t rank = 0; rank < ranking.shown; rank++)
      if (ranking.advertiser[rank] == outcome->shown.advertiser[k])
        outcome->payment[k] = outcome->shown.click[k] * price_of_rank(&ranking, rank, vcg);
}

static void run_single(const struct position_auction *a, struct position_outcome *outcome) {
  double best, second;
  int32_t advertiser, position;
  position_single(a, &outcome->shown);
  if (position_best_single(a, &advertiser, &position, &best, &second))
    outcome->payment[0] = second;
}

static bool run_integral(struct position_workspace *ws, const struct position_auction *a, int32_t payer,
                         struct position_outcome *outcome) {
  if (a->p->mechanism == GREEDY)
    position_greedy(ws, a, &outcome->shown);
  else
    position_two_matching(ws, a, &outcome->shown);
  for (int32_t k = 0; k < outcome->shown.count; k++)
    if (pays(outcome, k, payer) && !position_pay_integral(ws, a, outcome, k))
      return false;
  return true;
}

bool position_run_mechanism(struct position_workspace *ws, const struct position_auction *reports, int32_t payer,
                            struct position_outcome *outcome) {
  outcome->steps = 0;
  switch (reports->p->mechanism) {
  case OPTIMAL_VCG:
    return run_optimal(ws, reports, false, payer, outcome);
  case REVENUE_OPTIMAL: {
    const struct position_auction a = position_virtual_auction(ws, reports);
    return run_optimal(ws, &a, true, payer, outcome);
  }
  case ADDITIVE_VCG:
    run_additive(ws, reports, payer, outcome);
    return true;
  case SEPARABLE_VCG:
  case GSP:
    run_separable(ws, reports, reports->p->mechanism == SEPARABLE_VCG, outcome);
    return true;
  case SINGLE_AD:
    run_single(reports, outcome);
    return true;
  default:
    return run_integral(ws, reports, payer, outcome);
  }
}
