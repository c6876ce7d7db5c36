/** Symmetric games of two actions: equilibria in closed form, their stability, and the risk aversion at which the first action is given up. */
#ifndef WALRAS_RAE_SYMMETRIC_H
#define WALRAS_RAE_SYMMETRIC_H

#include <stdbool.h>
#include <stdint.h>

/** Row payoffs (a, b; c, d), and how they are played. */
struct rae_symmetric {
  double payoff[4];
  double risk_aversion, tremble, temperature;
};

enum rae_stability { STABLE, UNSTABLE, SEMI_STABLE };

/** p: probability of the first action. Under dp/dt = p*(p) - p (fictitious play in continuous time), play from the interval between `low` and `high` ends
 *  here; low = high = p where none does. */
struct rae_equilibrium {
  double p, low, high;
  int64_t stability; /**< enum rae_stability */
};

/** The best probability of the first action where the other plays it with probability p, before trembles. */
double rae_symmetric_reply(const struct rae_symmetric *game, double p);

/** Grid points of the search; at most as many equilibria are found. */
enum { SYMMETRIC_POINTS = 4001, SYMMETRIC_MOST = 64 };
/** All symmetric equilibria in ascending order: changes of sign of p* - p on an even grid, refined, and the ends. Returns how many, at most
 *  SYMMETRIC_MOST. Two within one step of the grid may be missed. */
int64_t rae_symmetric_equilibria(const struct rae_symmetric *game, struct rae_equilibrium *found);

/** The largest risk aversion (up to 1e6) at which both playing the first action is an equilibrium, by bisection on the reply. False where it is none
 *  without risk aversion, or still one at 1e6, or where temperature > 0. */
bool rae_symmetric_critical(const struct rae_symmetric *game, double *risk_aversion);
/** The same in closed form: with D = a - b, E = c - d, q = 1 - eps/2, w = q (1 - q): (D q + b - E q - d) / (2 w (D - E) D). */
bool rae_symmetric_critical_formula(const struct rae_symmetric *game, double *risk_aversion);

/** 1 where (first, first) risk-dominates (second, second) after Harsanyi and Selten, 0 where it is the other way round, 1/2 for neither. */
double rae_risk_dominant(const struct rae_symmetric *game);

#endif
