#include <math.h>
#include <string.h>

#include "models/position-auctions/mechanism.h"

/* The optimum without an advertiser; for the mnl user from what is left of the optimum with it. */
static int32_t solve_without(struct position_workspace *ws, const struct position_auction *without,
                             const struct position_allocation *shown, struct position_allocation *others) {
  if (without->p->user_model != USER_MNL || shown->count < 2)
    return position_optimum(ws, without, others);
  others->count = 0;
  for (int32_t k = 0; k < shown->count; k++) {
    if (shown->advertiser[k] == without->excluded)
      continue;
    others->advertiser[others->count] = shown->advertiser[k];
    others->position[others->count++] = shown->position[k];
  }
  position_evaluate(without, others);
  return position_mnl_improve(ws, without, others);
}

bool position_pay_vcg(struct position_workspace *ws, const struct position_auction *a, struct position_outcome *outcome,
                      int32_t rank) {
  const int32_t advertiser = outcome->shown.advertiser[rank];
  struct position_auction without = *a;
  struct position_allocation others;
  without.excluded = advertiser;
  if (solve_without(ws, &without, &outcome->shown, &others) < 0)
    return false;
  outcome->payment[rank] = others.welfare - (outcome->shown.welfare - a->value[advertiser] * outcome->shown.click[rank]);
  return true;
}

/* The optimum as a function of one advertiser's value z. */
typedef struct own_value {
  struct position_workspace *ws;
  struct position_auction a; /* whose values are ws->altered */
  const struct position_law *law;
  int32_t advertiser;
  double scale; /* of its rounding */
  bool converged;
} own_value;

/* A line below it: the welfare at z of the allocation that is optimal somewhere. */
typedef struct line {
  double start, slope; /* at z = 0, and the advertiser's click probability */
} line;

static line line_at(own_value *o, double z) {
  struct position_allocation best = {.welfare = 0.0};
  o->ws->altered[o->advertiser] = z;
  if (position_optimum(o->ws, &o->a, &best) < 0)
    o->converged = false;
  const double slope = position_click_of(&best, o->advertiser);
  return (line){.start = best.welfare - slope * z, .slope = slope};
}

/* The price of an upward jump at z: the least report that makes it. Where many reports have the virtual value z, the allocation right at z says
 * how much of the jump the report at the step's lower end already makes. */
static double price_jump(own_value *o, double z, double below, double above) {
  if (o->law == NULL)
    return (above - below) * z;
  const double level = position_nearest_level(o->law, z, fmax(o->scale, 1e-13 * z));
  const double low = position_inverse_virtual(o->law, level), high = position_inverse_above(o->law, level);
  if (low == high)
    return (above - below) * low;
  const double here = fmin(fmax(line_at(o, level).slope, below), above);
  return (here - below) * low + (above - here) * high;
}

/* Payment for the jumps between the pieces `low` and `high`: where their lines meet is a jump, or there are more pieces between them. */
static double price_jumps(own_value *o, line low, line high, int depth) {
  if (high.slope - low.slope <= 1e-14)
    return 0.0;
  const double z = fmax((low.start - high.start) / (high.slope - low.slope), 0.0);
  const line middle = line_at(o, z);
  const double here = middle.start + middle.slope * z;
  const bool is_jump = here <= low.start + low.slope * z + o->scale || middle.slope <= low.slope || middle.slope >= high.slope;
  if (is_jump || depth == 0 || !o->converged)
    return price_jump(o, z, low.slope, high.slope);
  return price_jumps(o, low, middle, depth - 1) + price_jumps(o, middle, high, depth - 1);
}

bool position_pay_threshold(struct position_workspace *ws, const struct position_auction *a, const struct position_law *law,
                            struct position_outcome *outcome, int32_t rank) {
  enum { DEEPEST = 200 };
  const int32_t advertiser = outcome->shown.advertiser[rank];
  own_value o = {.ws = ws, .a = *a, .law = law, .advertiser = advertiser, .converged = true};
  memcpy(ws->altered, a->value, (size_t)a->p->advertisers * sizeof *ws->altered);
  o.a.value = ws->altered;
  o.scale = 1e-12 * outcome->shown.welfare;
  const double own = a->value[advertiser], click = outcome->shown.click[rank];
  const line high = {.start = outcome->shown.welfare - click * own, .slope = click};
  outcome->payment[rank] = price_jumps(&o, line_at(&o, 0.0), high, DEEPEST);
  return o.converged;
}

static double click_at(own_value *o, double z) {
  struct position_outcome outcome;
  o->ws->altered[o->advertiser] = z;
  if (!position_run_mechanism(o->ws, &o->a, NOBODY_PAYS, &outcome))
    o->converged = false;
  return position_click_of(&outcome.shown, o->advertiser);
}

/* Integral of the click probability between two reports with known ends, by halving towards each jump. */
static double area(own_value *o, double low, double at_low, double high, double at_high) {
  const double middle = 0.5 * (low + high);
  if (fabs(at_high - at_low) <= 1e-12 || high - low <= o->scale || middle <= low || middle >= high)
    return 0.5 * (at_low + at_high) * (high - low);
  const double at_middle = click_at(o, middle);
  return area(o, low, at_low, middle, at_middle) + area(o, middle, at_middle, high, at_high);
}

bool position_pay_integral(struct position_workspace *ws, const struct position_auction *a, struct position_outcome *outcome,
                           int32_t rank) {
  const int32_t advertiser = outcome->shown.advertiser[rank];
  const double own = a->value[advertiser];
  own_value o = {.ws = ws, .a = *a, .advertiser = advertiser, .scale = 1e-13 * own, .converged = true};
  memcpy(ws->altered, a->value, (size_t)a->p->advertisers * sizeof *ws->altered);
  o.a.value = ws->altered;
  double integral = 0.0, before = 0.0, at_before = 0.0;
  const int64_t steps = a->p->misreport_grid;
  for (int64_t k = 1; k <= steps; k++) {
    const double here = own * (double)k / (double)steps;
    const double at_here = k == steps ? outcome->shown.click[rank] : click_at(&o, here);
    integral += area(&o, before, at_before, here, at_here);
    before = here;
    at_before = at_here;
  }
  outcome->payment[rank] = own * outcome->shown.click[rank] - integral;
  return o.converged;
}
