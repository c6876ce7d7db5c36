#include "models/position-auctions/law.h"

#include "numerics/isotonic/concave_majorant.h"
#include "walras/elementary.h"

/* The revenue curve q F^-1(1 - q) at the chances of sale q = k / 4096, and its least concave majorant: the slope of each piece is the virtual
 * value of the values that it spans. Source: Myerson (1981); in quantiles Bulow and Roberts (1989). */
static void iron(struct position_law *law, double *memory) {
  double sale[POSITION_QUANTILES + 1], price[POSITION_QUANTILES + 1], revenue[POSITION_QUANTILES + 1];
  int64_t corner[POSITION_QUANTILES + 1];
  for (int64_t k = 0; k <= POSITION_QUANTILES; k++) {
    sale[k] = (double)k / POSITION_QUANTILES;
    price[k] = k == 0 ? 0.0 : k == POSITION_QUANTILES ? 0.0 : position_law_value(law, 1.0 - sale[k]);
    revenue[k] = sale[k] * price[k];
  }
  const int64_t corners = walras_concave_majorant(sale, revenue, POSITION_QUANTILES + 1, corner);
  double *from = memory, *level = memory + POSITION_QUANTILES + 1;
  law->steps = corners - 1;
  for (int64_t piece = 0; piece < law->steps; piece++) { /* from the lowest values up */
    const int64_t low = corner[law->steps - piece], high = corner[law->steps - piece - 1];
    from[piece] = price[low];
    level[piece] = (revenue[low] - revenue[high]) / (sale[low] - sale[high]);
  }
  law->from = from;
  law->level = level;
}

void position_law_make(const struct position_parameters *p, double *memory, struct position_law *law) {
  *law = (struct position_law){
      .kind = p->value_distribution, .scale = p->value_scale, .shape = p->value_shape, .cap = p->value_cap * p->value_scale};
  if (law->kind == LOGNORMAL)
    iron(law, memory);
}

double position_law_value(const struct position_law *law, double u) {
  switch (law->kind) {
  case EXPONENTIAL1:
    return -law->scale * walras_log1p(-u);
  case LOGNORMAL:
    return law->scale * walras_exp(law->shape * walras_normal_quantile(u));
  case PARETO:
    return law->scale * walras_exp(-walras_log1p(-u) / law->shape);
  case EQUAL_REVENUE:
    return law->scale / (1.0 - u) < law->cap ? law->scale / (1.0 - u) : law->cap;
  default:
    return law->scale * u;
  }
}

/* The step that holds a value: the last one that begins at or below it. */
static int64_t step_of(const struct position_law *law, double value) {
  int64_t low = 0, high = law->steps;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (law->from[middle] <= value)
      low = middle;
    else
      high = middle;
  }
  return low;
}

double position_virtual_value(const struct position_law *law, double value) {
  switch (law->kind) {
  case EXPONENTIAL1:
    return value - law->scale;
  case LOGNORMAL:
    return law->level[step_of(law, value)];
  case PARETO:
    return value < law->scale ? 0.0 : value * (1.0 - 1.0 / law->shape);
  case EQUAL_REVENUE:
    return value < law->cap ? 0.0 : law->cap;
  default:
    return 2.0 * value - law->scale;
  }
}

/* The first step whose level is at least, or (strictly) above, `level`. */
static int64_t first_step(const struct position_law *law, double level, bool strictly) {
  int64_t low = 0, high = law->steps;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (strictly ? law->level[middle] > level : law->level[middle] >= level)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static double from_step(const struct position_law *law, int64_t step) {
  return law->from[step < law->steps ? step : law->steps - 1];
}

double position_inverse_virtual(const struct position_law *law, double level) {
  const double positive = level > 0.0 ? level : 0.0;
  switch (law->kind) {
  case EXPONENTIAL1:
    return positive + law->scale;
  case LOGNORMAL:
    return from_step(law, first_step(law, positive, level <= 0.0));
  case PARETO:
    return positive / (1.0 - 1.0 / law->shape) > law->scale ? positive / (1.0 - 1.0 / law->shape) : law->scale;
  case EQUAL_REVENUE:
    return law->cap;
  default:
    return 0.5 * (positive + law->scale);
  }
}

double position_inverse_above(const struct position_law *law, double level) {
  return law->kind == LOGNORMAL ? from_step(law, first_step(law, level > 0.0 ? level : 0.0, true))
                                : position_inverse_virtual(law, level);
}

double position_nearest_level(const struct position_law *law, double level, double tolerance) {
  if (law->kind != LOGNORMAL)
    return level;
  const int64_t step = first_step(law, level - tolerance, false);
  return step < law->steps && law->level[step] <= level + tolerance ? law->level[step] : level;
}
