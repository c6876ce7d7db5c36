/** The optimal marginal rate of Saez (2001, equation 9 and section 5): one formula for all estimates of its ingredients. */
#ifndef WALRAS_NUMERICS_TAXES_SAEZ_RATE_H
#define WALRAS_NUMERICS_TAXES_SAEZ_RATE_H

/**
 * (1 - G) / (1 - G + a e): G the mean social weight of those at and above an income relative to all (1 = no gain from taxing them), a the local
 * Pareto parameter z f(z) / (1 - F(z)) and e the elasticity of income to 1 - t. `guard` >= 0 is added to the denominator.
 */
static inline double walras_saez_rate(double weight_above, double pareto, double elasticity, double guard) {
  const double gain = 1.0 - weight_above, loss = elasticity > 0.0 ? pareto * elasticity : 0.0;
  return gain == 0.0 ? 0.0 : gain / (gain + loss + guard);
}

static inline double walras_clip_rate(double rate, double least, double most) {
  return rate < least ? least : rate > most ? most : rate;
}

#endif
