/**
 * How a worker answers a tax schedule: labour l in [0, most] that maximises z - T(z) - c l^delta, z = v l. A lump sum on top (a rebate) changes
 * no choice. On a linear piece of T the optimum is l = (v (1 - t) / (c delta))^e, e = 1 / (delta - 1); kinks and jumps of the schedule are
 * candidates by clipping, so that the best of all brackets is exact for convex and for non-convex schedules. Ties go to the lower income.
 *
 * Skills v > 0 in income per hour; powers of them are made once per worker (walras_tax_powers), none in the loops.
 */
#ifndef WALRAS_NUMERICS_TAXES_RESPONSE_H
#define WALRAS_NUMERICS_TAXES_RESPONSE_H

#include <stdint.h>

#include "numerics/taxes/schedule.h"

/** Disutility of labour c l^delta, c > 0, delta > 1, and the most hours there are (> 0; infinity = no cap). */
typedef struct walras_labor {
  double cost, exponent, most;
} walras_labor;

/** e = 1 / (delta - 1), of labour and of income to 1 - t. */
double walras_labor_elasticity(const walras_labor *labor);

/** Workers as arrays [count], not owned: skills v, v^e and v^-delta. */
typedef struct walras_tax_workers {
  int64_t count;
  const double *skill, *skill_e, *skill_delta;
} walras_tax_workers;

/** skill_e[i] = v^e and skill_delta[i] = v^-delta. */
void walras_tax_powers(const walras_labor *labor, const double *skills, int64_t count, double *skill_e, double *skill_delta);

/** What workers choose, arrays [count], not owned, not overlapping each other or the inputs. */
typedef struct walras_tax_choices {
  double *labor;  /**< l */
  double *income; /**< z = v l; v * most, to the bit, where the cap binds */
  double *tax;    /**< T(z) */
  double *worth;  /**< z - T(z) - c l^delta: utility without the lump sum */
} walras_tax_choices;

/** A schedule prepared for responses. A plain value; make it again when rates change. */
typedef struct walras_tax_response {
  walras_tax_schedule schedule;
  walras_labor labor;
  double labor_scale[WALRAS_TAX_BRACKETS_MOST]; /**< ((1 - t_j) / (c delta))^e: labour per v^e */
  double cost_share[WALRAS_TAX_BRACKETS_MOST];  /**< (1 - t_j) / delta: cost of labour per income at an inner optimum */
  double
      kink_cost[WALRAS_TAX_BRACKETS_MOST + 1]; /**< c m_j^delta: cost of labour at the cutoff per v^-delta; 0 for the open end */
  double most_cost;                            /**< c most^delta */
} walras_tax_response;

void walras_tax_response_make(const walras_tax_schedule *schedule, const walras_labor *labor, walras_tax_response *response);
/** Other rates [brackets] over the same cutoffs: as made anew, to the bit, at the cost of a power for each rate that differs. */
void walras_tax_response_set_rates(walras_tax_response *response, const double *rates);

/** The exact continuous choice of every worker, vectorised: J candidates each. Bits do not depend on count or processor. */
void walras_tax_respond(const walras_tax_response *response, const walras_tax_workers *workers,
                        const walras_tax_choices *choices);

enum { WALRAS_TAX_HOURS_MOST = 256 };

/** A schedule prepared for responses on a grid of hours 0 = h_0 < h_1 < ... */
typedef struct walras_tax_grid {
  walras_tax_schedule schedule;
  int64_t hours;                      /**< grid points, 1..WALRAS_TAX_HOURS_MOST */
  double hour[WALRAS_TAX_HOURS_MOST]; /**< h_k */
  double cost[WALRAS_TAX_HOURS_MOST]; /**< c h_k^delta */
} walras_tax_grid;

/** h_k = most k / (hours - 1), hours >= 2; `labor->most` finite. */
void walras_tax_grid_make(const walras_tax_schedule *schedule, const walras_labor *labor, int64_t hours, walras_tax_grid *grid);

/** The best grid point of every worker with skills [count]; ties to less labour. */
void walras_tax_respond_grid(const walras_tax_grid *grid, const double *skills, int64_t count, const walras_tax_choices *choices);

#endif
