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
