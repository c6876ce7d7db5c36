#include "numerics/taxes/response.h"

#include <assert.h>
#include <math.h>

#include "numerics/taxes/kernels.h"
#include "walras/elementary.h"

double walras_labor_elasticity(const walras_labor *labor) {
  return 1.0 / (labor->exponent - 1.0);
}

/* v^e = exp(e log v) in one pass over chunks that stay in cache; pow itself, so that powers are right to its last bits. */
void walras_tax_powers(const walras_labor *labor, const double *skills, int64_t count, double *skill_e, double *skill_delta) {
  enum { CHUNK = 512 };
  double e[CHUNK], delta[CHUNK];
  for (int i = 0; i < CHUNK; i++) {
    e[i] = walras_labor_elasticity(labor);
    delta[i] = -labor->exponent;
  }
  for (int64_t first = 0; first < count; first += CHUNK) {
    const int64_t n = count - first < CHUNK ? count - first : CHUNK;
    walras_pow_batch(skills + first, e, skill_e + first, n);
    walras_pow_batch(skills + first, delta, skill_delta + first, n);
  }
}

static void set_rate(walras_tax_response *response, int j, double rate) {
  const walras_labor *labor = &response->labor;
  const double kept = 1.0 - rate;
  response->labor_scale[j] = walras_pow(kept / (labor->cost * labor->exponent), walras_labor_elasticity(labor));
  response->cost_share[j] = kept / labor->exponent;
}

void walras_tax_response_make(const walras_tax_schedule *schedule, const walras_labor *labor, walras_tax_response *response) {
  const double c = labor->cost, delta = labor->exponent;
  assert(c > 0.0 && delta > 1.0 && labor->most > 0.0);
  *response = (walras_tax_response){.schedule = *schedule, .labor = *labor};
  for (int j = 0; j < schedule->brackets; j++) {
    set_rate(response, j, schedule->rate[j]);
    response->kink_cost[j] = c * walras_pow(schedule->cutoff[j], delta);
  }
  response->most_cost = c * walras_pow(labor->most, delta);
}

void walras_tax_response_set_rates(walras_tax_response *response, const double *rates) {
  for (int j = 0; j < response->schedule.brackets; j++)
    if (rates[j] != response->schedule.rate[j])
      set_rate(response, j, rates[j]);
  walras_tax_set_rates(&response->schedule, rates);
}

void walras_tax_respond(const walras_tax_response *response, const walras_tax_workers *workers,
                        const walras_tax_choices *choices) {
  walras_tax_kernels_get()->respond(response, workers, choices);
}

void walras_tax_grid_make(const walras_tax_schedule *schedule, const walras_labor *labor, int64_t hours, walras_tax_grid *grid) {
  assert(hours >= 2 && hours <= WALRAS_TAX_HOURS_MOST && labor->most < INFINITY);
  *grid = (walras_tax_grid){.schedule = *schedule, .hours = hours};
  for (int64_t k = 0; k < hours; k++) {
    grid->hour[k] = labor->most * (double)k / (double)(hours - 1);
    grid->cost[k] = labor->cost * walras_pow(grid->hour[k], labor->exponent);
  }
}

void walras_tax_respond_grid(const walras_tax_grid *grid, const double *skills, int64_t count,
                             const walras_tax_choices *choices) {
  walras_tax_kernels_get()->respond_grid(grid, skills, count, choices);
}
