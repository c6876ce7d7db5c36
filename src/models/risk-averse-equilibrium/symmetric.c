#include "models/risk-averse-equilibrium/symmetric.h"

#include <math.h>

#include "numerics/games/mean_variance.h"
#include "numerics/roots/roots.h"

#define ROOT 1e-14
#define CRITICAL_MOST 1e6

static double entropic_reply(const struct rae_symmetric *game, const double *q, double start) {
  const double *const m = game->payoff;
  const double transposed[4] = {m[0], m[2], m[1], m[3]};
  const walras_risk_player player = {.actions = 2,
                                     .outcomes = 2,
                                     .payoff = m,
                                     .transposed = transposed,
                                     .risk_aversion = game->risk_aversion,
                                     .temperature = game->temperature};
  double s[2] = {start, 1.0 - start}, reals[128];
  int64_t integers[4];
  walras_risk_reply(&player, q, s, reals, integers);
  return s[0];
}

double rae_symmetric_reply(const struct rae_symmetric *game, double p) {
  const double *const m = game->payoff;
  const double first = (1.0 - game->tremble) * p + 0.5 * game->tremble, q[2] = {first, 1.0 - first};
  if (game->temperature > 0.0)
    return entropic_reply(game, q, p);
  const double means[2] = {m[0] * q[0] + m[1] * q[1], m[2] * q[0] + m[3] * q[1]};
  const double w = q[0] * q[1], d = m[0] - m[1], e = m[2] - m[3];
  return walras_risk_reply_two(means, w * (d - e) * (d - e), w * (d - e) * e, game->risk_aversion);
}

static double excess(double p, void *context) {
  const struct rae_symmetric *const game = context;
  return rae_symmetric_reply(game, p) - p;
}

/* Zeros of p* - p between the ends: at grid points, or by Brent's method where the sign changes, a jump being one, too. */
static int64_t inner_zeros(struct rae_symmetric *game, struct rae_equilibrium *found, int64_t count) {
  const double step = 1.0 / (SYMMETRIC_POINTS - 1);
  double before = excess(0.0, game), last = 0.0;
  for (int64_t point = 1; point < SYMMETRIC_POINTS && count < SYMMETRIC_MOST - 1; point++) {
    const double p = (double)point * step, here = excess(p, game);
    if (here == 0.0 && point < SYMMETRIC_POINTS - 1)
      found[count++].p = p;
    else if (before != 0.0 && here != 0.0 && (before > 0.0) != (here > 0.0)) {
      walras_brent_root(excess, game, (walras_bracket){last, p}, ROOT, &found[count].p);
      count++;
    }
    before = here;
    last = p;
  }
  return count;
}

static void classify(struct rae_symmetric *game, struct rae_equilibrium *found, int64_t count) {
  for (int64_t k = 0; k < count; k++) {
    struct rae_equilibrium *const here = &found[k];
    const double left = k > 0 ? found[k - 1].p : 0.0, right = k + 1 < count ? found[k + 1].p : 1.0;
    const bool pulls_left = here->p == 0.0 || excess(0.5 * (left + here->p), game) > 0.0;
    const bool pulls_right = here->p == 1.0 || excess(0.5 * (right + here->p), game) < 0.0;
    here->stability = pulls_left && pulls_right ? STABLE : pulls_left || pulls_right ? SEMI_STABLE : UNSTABLE;
    if ((here->p == 0.0 && !pulls_right) || (here->p == 1.0 && !pulls_left))
      here->stability = UNSTABLE;
    here->low = pulls_left ? left : here->p;
    here->high = pulls_right ? right : here->p;
  }
}

int64_t rae_symmetric_equilibria(const struct rae_symmetric *game, struct rae_equilibrium *found) {
  struct rae_symmetric copy = *game;
  int64_t count = 0;
  if (excess(0.0, &copy) == 0.0)
    found[count++].p = 0.0;
  count = inner_zeros(&copy, found, count);
  if (excess(1.0, &copy) == 0.0)
    found[count++].p = 1.0;
  classify(&copy, found, count);
  return count;
}

/* 1 while the first action is the reply to itself, -1 after. */
static double survives(double risk_aversion, void *context) {
  struct rae_symmetric game = *(const struct rae_symmetric *)context;
  game.risk_aversion = risk_aversion;
  return rae_symmetric_reply(&game, 1.0) == 1.0 ? 1.0 : -1.0;
}

bool rae_symmetric_critical(const struct rae_symmetric *game, double *risk_aversion) {
  struct rae_symmetric copy = *game;
  walras_bracket bracket = {0.0, CRITICAL_MOST};
  if (game->temperature > 0.0 || survives(0.0, &copy) < 0.0 || !walras_bisect(survives, &copy, 1e-12, &bracket))
    return false;
  *risk_aversion = bracket.low;
  return true;
}

bool rae_symmetric_critical_formula(const struct rae_symmetric *game, double *risk_aversion) {
  const double *const m = game->payoff;
  const double d = m[0] - m[1], e = m[2] - m[3], q = 1.0 - 0.5 * game->tremble, w = q * (1.0 - q);
  const double gain = d * q + m[1] - (e * q + m[3]), loss = 2.0 * w * (d - e) * d;
  if (game->temperature > 0.0 || gain <= 0.0 || loss <= 0.0 || gain > CRITICAL_MOST * loss)
    return false;
  *risk_aversion = gain / loss;
  return true;
}

double rae_risk_dominant(const struct rae_symmetric *game) {
  const double *const m = game->payoff;
  const double first = m[0] - m[2], second = m[3] - m[1];
  return first > second ? 1.0 : first < second ? 0.0 : 0.5;
}
