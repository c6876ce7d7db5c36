#include "models/magentic-marketplace/congestion.h"

void magentic_count_inquiries(const struct magentic_cohort *c, const walras_block *block) {
  for (int i = 0; i < c->active; i++)
    for (int k = 0; k < c->made[i]; k++)
      block->counts[c->entry[k * c->width + i]->business]++;
}

void magentic_find_loads(const struct magentic_parameters *p, const int64_t *inquiries, int64_t businesses, double *load) {
  for (int64_t business = 0; business < businesses; business++)
    load[business] = p->congestion_exponent * walras_log1p((double)inquiries[business] / p->service_rate);
}
