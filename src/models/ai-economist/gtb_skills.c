#include "models/ai-economist/gtb_skills.h"

#include <math.h>

#include "models/ai-economist/gtb_world.h"
#include "walras/elementary.h"

double gtb_build_multiplier(double most, double u) {
  const double x = walras_pow(u, -0.25) - 1.0;
  return fmin(most, (most - 1.0) * x + 1.0);
}

double gtb_gather_bonus(double u) {
  return 0.5 * fmin(2.0, walras_pow(u, -1.0 / 3.0) - 1.0);
}

/* Adds weight * P(x_(i) > s) to sums[i - 1] for all i. */
static void add_exceedances(int32_t count, double s, double weight, double *sums) {
  double survivors[GTB_AGENTS_MOST + 1] = {1.0}; /* powers of S */
  const double squared = (1.0 + s) * (1.0 + s), survival = 1.0 / (squared * squared);
  for (int32_t k = 1; k <= count; k++)
    survivors[k] = survivors[k - 1] * survival;
  double binomial = 1.0, fallen = 1.0, exceedance = 0.0;
  for (int32_t k = 0; k < count; k++) {
    exceedance += binomial * fallen * survivors[count - k];
    sums[k] += weight * exceedance;
    binomial = binomial * (count - k) / (k + 1);
    fallen *= 1.0 - survival;
  }
}

void gtb_expected_multipliers(double most, int32_t count, double *multipliers) {
  /* Gauss-Legendre with five nodes on (-1, 1); Abramowitz and Stegun, table 25.4. */
  static const double nodes[] = {-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831, 0.9061798459386640};
  static const double weights[] = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665,
                                   0.2369268850561891};
  enum { PANELS = 256 };
  double sums[GTB_AGENTS_MOST] = {0.0};
  for (int panel = 0; panel < PANELS; panel++)
    for (int node = 0; node < 5; node++)
      add_exceedances(count, (panel + 0.5 + 0.5 * nodes[node]) / PANELS, 0.5 * weights[node] / PANELS, sums);
  for (int32_t i = 0; i < count; i++)
    multipliers[i] = 1.0 + (most - 1.0) * sums[i];
}
