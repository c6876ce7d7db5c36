#include "models/magentic-marketplace/dynamics.h"

#include <math.h>

/* One gradient step from a business's experiment: value - delta against value + delta, neither below 0. */
typedef struct experiment {
  double delta, step;  /* distance of the arms; learning rate of the round */
  double least, most;  /* of the value */
  double margin, cost; /* profit per consumer: (margin + gain * used) share - cost used^2 / 2 */
  double gain;
} experiment;

static double step_of(const experiment *e, const int64_t arms[4], double value) {
  double profit[2];
  if (arms[0] == 0 || arms[1] == 0)
    return value;
  for (int arm = 0; arm < 2; arm++) {
    const double moved = value + (arm == 1 ? e->delta : -e->delta), used = moved > 0.0 ? moved : 0.0;
    profit[arm] = (e->margin + e->gain * used) * (double)arms[2 + arm] / (double)arms[arm] - 0.5 * e->cost * used * used;
  }
  const double next = value + e->step * (profit[1] - profit[0]) / (2.0 * e->delta);
  return next < e->least ? e->least : next > e->most ? e->most : next;
}

static double learning_step(const struct magentic_parameters *p, int64_t round) {
  return p->learning_rate / (1.0 + (double)round / 50.0);
}

void magentic_update_effort(const struct magentic_parameters *p, const struct magentic_market *m,
                            const struct magentic_counts *at, const int64_t *counts, int64_t round, double *effort) {
  const experiment e = {.delta = p->ab_delta,
                        .step = learning_step(p, round),
                        .most = p->effort_max,
                        .margin = p->margin_rate,
                        .cost = p->effort_cost};
  for (int64_t business = 0; business < m->businesses; business++)
    effort[business] = step_of(&e, counts + at->arms + 4 * business, effort[business]);
}

double magentic_update_prices(const struct magentic_parameters *p, const struct magentic_market *m,
                              const struct magentic_counts *at, const int64_t *counts, int64_t round, double *rates) {
  const experiment e = {.delta = p->ab_delta,
                        .step = learning_step(p, round),
                        .least = p->unit_cost_rate,
                        .most = p->value_multiplier,
                        .margin = -p->unit_cost_rate,
                        .gain = 1.0};
  double largest = 0.0;
  for (int64_t business = 0; business < m->businesses; business++) {
    if (isnan(rates[business]))
      continue; /* complete for nobody */
    const double next = step_of(&e, counts + at->price_arms + 4 * business, rates[business]),
                 change = fabs(next - rates[business]);
    rates[business] = next;
    largest = change > largest ? change : largest;
  }
  return largest;
}

void magentic_posted_rates(const struct magentic_market *m, double *rates) {
  for (int64_t business = 0; business < m->businesses; business++)
    rates[business] = (double)NAN;
  for (int64_t request = 0; request < m->requests; request++)
    for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++) {
      double *rate = &rates[m->complete_business[pair]];
      if (isnan(*rate))
        *rate = (double)m->complete_price[pair] / (double)m->reference_value[request];
    }
}

void magentic_post_rates(struct magentic_market *m, const double *rates) {
  for (int64_t request = 0; request < m->requests; request++)
    for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++)
      m->complete_price[pair] = (int64_t)rint(rates[m->complete_business[pair]] * (double)m->reference_value[request]);
}

double magentic_mean_rate(const struct magentic_market *m, const double *rates) {
  double sum = 0.0;
  int64_t count = 0;
  for (int64_t business = 0; business < m->businesses; business++) {
    if (isnan(rates[business]))
      continue; /* complete for nobody */
    sum += rates[business];
    count++;
  }
  return sum / (double)count;
}
