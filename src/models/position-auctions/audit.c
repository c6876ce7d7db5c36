#include "models/position-auctions/audit.h"

#include <math.h>
#include <string.h>

/* Click probabilities closer than this are the same: sums in another order. */
static const double SAME_CLICK = 1e-12;

double position_grid_report(const struct position_auction *a, int64_t k) {
  double largest = 0.0;
  for (int64_t i = 0; i < a->p->advertisers; i++)
    largest = fmax(largest, a->value[i]);
  return 2.0 * largest * (double)k / (double)(a->p->misreport_grid - 1);
}

bool position_try_report(struct position_workspace *ws, const struct position_auction *a, int32_t advertiser, double report,
                         struct position_trial_report *result) {
  struct position_auction lied = *a;
  struct position_outcome outcome;
  memcpy(ws->report, a->value, (size_t)a->p->advertisers * sizeof *ws->report);
  ws->report[advertiser] = report;
  lied.value = ws->report;
  *result = (struct position_trial_report){.report = report};
  if (!position_run_mechanism(ws, &lied, advertiser, &outcome))
    return false;
  result->welfare = outcome.shown.welfare;
  for (int32_t k = 0; k < outcome.shown.count; k++)
    if (outcome.shown.advertiser[k] == advertiser) {
      result->click = outcome.shown.click[k];
      result->payment = outcome.payment[k];
    }
  return true;
}

/* One advertiser's audit. */
typedef struct liar {
  struct position_workspace *ws;
  const struct position_auction *a;
  struct position_audit *audit;
  int32_t advertiser;
  double truth;      /* utility of the true report */
  double resolution; /* reports closer than this are not told apart */
} liar;

static void judge(liar *l, const struct position_trial_report *tried) {
  const double utility = l->a->value[l->advertiser] * tried->click - tried->payment;
  l->audit->gain = fmax(l->audit->gain, utility - l->truth);
}

/* Two reports, the second higher: with welfare W and click probability pi, monotone rules have pi no lower, and convexity with slope pi says
 * pi(low) (high - low) <= W(high) - W(low) <= pi(high) (high - low). */
static void compare(liar *l, const struct position_trial_report *low, const struct position_trial_report *high) {
  const double width = high->report - low->report, rise = high->welfare - low->welfare;
  l->audit->violations += high->click < low->click - SAME_CLICK;
  l->audit->envelope = fmax(l->audit->envelope, fmax(low->click * width - rise, rise - high->click * width));
}

/* Tries the reports on both sides of each jump between two tried ones. */
static bool find_jumps(liar *l, const struct position_trial_report *low, const struct position_trial_report *high) {
  const double middle = 0.5 * (low->report + high->report);
  struct position_trial_report between;
  if (fabs(high->click - low->click) <= SAME_CLICK || high->report - low->report <= l->resolution || middle <= low->report ||
      middle >= high->report) {
    compare(l, low, high);
    return true;
  }
  if (!position_try_report(l->ws, l->a, l->advertiser, middle, &between))
    return false;
  judge(l, &between);
  return find_jumps(l, low, &between) && find_jumps(l, &between, high);
}

static bool audit_advertiser(liar *l) {
  const struct position_auction *a = l->a;
  struct position_trial_report truth, before[2], here;
  if (!position_try_report(l->ws, a, l->advertiser, a->value[l->advertiser], &truth))
    return false;
  l->truth = a->value[l->advertiser] * truth.click - truth.payment;
  for (int64_t k = 0; k < a->p->misreport_grid; k++) {
    if (!position_try_report(l->ws, a, l->advertiser, position_grid_report(a, k), &here))
      return false;
    judge(l, &here);
    if (k > 0 && !find_jumps(l, &before[0], &here))
      return false;
    if (k > 1)
      l->audit->second_difference = fmin(l->audit->second_difference, here.welfare - 2.0 * before[0].welfare + before[1].welfare);
    before[1] = before[0];
    before[0] = here;
  }
  return true;
}

bool position_audit_auction(struct position_workspace *ws, const struct position_auction *a, struct position_audit *audit) {
  liar l = {.ws = ws, .a = a, .audit = audit, .resolution = 1e-13 * position_grid_report(a, a->p->misreport_grid - 1)};
  for (l.advertiser = 0; l.advertiser < a->p->advertisers; l.advertiser++)
    if (!audit_advertiser(&l))
      return false;
  return true;
}
