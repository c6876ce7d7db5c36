#include "models/llm-economist/mirrlees.h"

#include <math.h>

#include "models/llm-economist/skills.h"
#include "numerics/taxes/mirrlees.h"

const double economist_quantiles[ECONOMIST_QUANTILES] = {0.1, 0.25, 0.5, 0.75, 0.9, 0.99};

/* Absolute, of weights of mean 1. */
#define WEIGHT_TOLERANCE 1e-8

/* 1 / max(z, 1) of a worker's reference income z. */
static double reference_weight(double skill, void *context) {
  const walras_tax_response *federal = context;
  double e, delta, labor, income, tax, worth;
  walras_tax_powers(&federal->labor, &skill, 1, &e, &delta);
  walras_tax_respond(federal, &(walras_tax_workers){1, &skill, &e, &delta}, &(walras_tax_choices){&labor, &income, &tax, &worth});
  return 1.0 / (income > 1.0 ? income : 1.0);
}

static void find_rates(const economist_economy *economy, const economist_skills *law, int64_t count, const double *skills,
                       double *above, double *rates) {
  const walras_tax_schedule schedule = economist_federal();
  walras_tax_response federal;
  walras_tax_response_make(&schedule, &economy->labor, &federal);
  walras_mirrlees_weights_above(&law->law, law->tabled ? &law->table : NULL, reference_weight, &federal, count, skills,
                                WEIGHT_TOLERANCE, above);
  for (int64_t i = 0; i < count; i++)
    rates[i] = walras_mirrlees_rate(&law->law, walras_labor_elasticity(&economy->labor), above[i], skills[i]);
}

void economist_design_make(const economist_economy *economy, double *work, economist_design *design) {
  economist_skills law;
  walras_mirrlees_allocation allocation = {.income = design->income, .tax = design->tax};
  economist_skills_make(economy->p, INT64_MAX, &law);
  design->count = economy->p->n_workers < ECONOMIST_DESIGNED ? economy->p->n_workers : ECONOMIST_DESIGNED;
  for (int64_t i = 0; i < design->count; i++)
    design->skill[i] = ((double)i + 0.5) / (double)design->count;
  economist_skill_quantiles(&law, design->skill, design->count);
  find_rates(economy, &law, design->count, design->skill, work, design->rate);
  walras_mirrlees_allocate(&economy->labor, design->count, design->skill, design->rate, &allocation);
  design->ironed = allocation.ironed;
}

void economist_design_rates(const economist_economy *economy, double *skills, double *rates) {
  economist_skills law;
  double above[ECONOMIST_QUANTILES];
  economist_skills_make(economy->p, INT64_MAX, &law);
  for (int i = 0; i < ECONOMIST_QUANTILES; i++)
    skills[i] = economist_quantiles[i];
  economist_skill_quantiles(&law, skills, ECONOMIST_QUANTILES);
  find_rates(economy, &law, ECONOMIST_QUANTILES, skills, above, rates);
}

/* The last entry of the ascending values [count] that is at most x; 0 where none is. */
static int64_t last_below(const double *values, int64_t count, double x) {
  int64_t low = 0, high = count;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (values[middle] <= x)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The rate is linear in skill between designed ones and level beyond them; income follows from it, but keeps between its neighbours, which ironing may
 * have made equal; tax by the trapezoid from the designed skill below. */
static void follow(const economist_design *d, const walras_labor *labor, double skill, double *income, double *tax) {
  const int64_t k = last_below(d->skill, d->count, skill), next = k + 1 < d->count ? k + 1 : k;
  const double width = d->skill[next] - d->skill[k], part = (skill - d->skill[k]) / (width > 0.0 ? width : 1.0);
  const double bounded = part < 0.0 ? 0.0 : part > 1.0 || width <= 0.0 ? 1.0 : part;
  const double rate = d->rate[k] + bounded * (d->rate[next] - d->rate[k]);
  const double hours = walras_pow(skill * (1.0 - rate) / (labor->cost * labor->exponent), walras_labor_elasticity(labor));
  double z = skill * (hours < labor->most ? hours : labor->most);
  if (skill >= d->skill[0] && z < d->income[k])
    z = d->income[k];
  if (next > k && z > d->income[next])
    z = d->income[next];
  *income = z;
  *tax = d->tax[k] + 0.5 * (d->rate[k] + rate) * (z - d->income[k]);
}

void economist_follow_design(const economist_design *design, const walras_labor *labor, const double *skills, int64_t count,
                             const walras_tax_choices *choices) {
  for (int64_t i = 0; i < count; i++) {
    follow(design, labor, skills[i], &choices->income[i], &choices->tax[i]);
    const double hours = choices->income[i] / skills[i];
    choices->labor[i] = hours < labor->most ? hours : labor->most;
    choices->worth[i] = (choices->income[i] - choices->tax[i]) - labor->cost * walras_pow(choices->labor[i], labor->exponent);
  }
}

/* T at an income, linear between designed ones and with their end rates beyond. */
static double designed_tax(const economist_design *d, double income) {
  const int64_t k = last_below(d->income, d->count, income), next = k + 1 < d->count ? k + 1 : k;
  if (next == k || income < d->income[0])
    return d->tax[k] + d->rate[k] * (income - d->income[k]);
  const double width = d->income[next] - d->income[k];
  return width > 0.0 ? d->tax[k] + (d->tax[next] - d->tax[k]) * ((income - d->income[k]) / width) : d->tax[k];
}

void economist_design_brackets(const economist_design *design, const walras_tax_schedule *schedule, double *rates) {
  for (int j = 0; j < schedule->brackets; j++) {
    const double low = schedule->cutoff[j], high = schedule->cutoff[j + 1];
    const double rate = high < INFINITY ? (designed_tax(design, high) - designed_tax(design, low)) / (high - low)
                                        : design->rate[design->count - 1];
    rates[j] = rate < 0.0 ? 0.0 : rate > 1.0 ? 1.0 : rate;
  }
}
