/** The law of the advertisers' values, its virtual values (Myerson 1981, ironed where they fall), and their inverse. */
#ifndef WALRAS_POSITION_LAW_H
#define WALRAS_POSITION_LAW_H

#include "models/position-auctions/parameters.h"

/** Read-only once made. For lognormal values the virtual value is a step function: that of the law's 4096-point quantile grid, ironed. */
struct position_law {
  int kind; /**< enum position_distribution */
  double scale, shape, cap;
  int64_t steps;       /**< lognormal only */
  const double *from;  /**< [steps] lowest value of each step, ascending from 0 */
  const double *level; /**< [steps] virtual value there, ascending */
};

enum { POSITION_QUANTILES = 4096 };

/** The law of the parameters. `memory` [2 POSITION_QUANTILES + 2] reals, kept by the law; used for lognormal only, may be NULL else. */
void position_law_make(const struct position_parameters *p, double *memory, struct position_law *law);

/** The value at quantile `u` in (0, 1): common numbers under all laws. */
double position_law_value(const struct position_law *law, double u);
/** phi(v). Reports below the support have 0: never shown. */
double position_virtual_value(const struct position_law *law, double value);
/** inf {v : phi(v) >= level}; for level <= 0 the reserve inf {v : phi(v) > 0}. */
double position_inverse_virtual(const struct position_law *law, double level);
/** inf {v : phi(v) > level}: another value only where phi is a step, and level one of its levels. */
double position_inverse_above(const struct position_law *law, double level);
/** The level of the virtual value's step function within `tolerance` of `level`; `level` itself where there is none. */
double position_nearest_level(const struct position_law *law, double level, double tolerance);

#endif
