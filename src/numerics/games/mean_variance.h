/**
 * Replies of a player who weighs the mean of a payoff against its variance: with mixture s over own actions and the other's mixture q, payoff matrix M,
 * m = M q and Sigma = sum_k q_k (M_.k - m)(M_.k - m)', the utility is s'm - lambda s'Sigma s. The variance is that of the mixture's expected payoff over
 * the other's action: one's own randomisation does not count (Markowitz 1952, as a rule of play: Slumbers et al. 2023).
 */
#ifndef WALRAS_NUMERICS_GAMES_MEAN_VARIANCE_H
#define WALRAS_NUMERICS_GAMES_MEAN_VARIANCE_H

#include <stdbool.h>
#include <stdint.h>

/** One player's side of a game; the caller owns the payoffs. */
typedef struct walras_risk_player {
  int64_t actions, outcomes; /**< own actions and the other's, each >= 1 */
  const double *payoff;      /**< [actions][outcomes], finite */
  const double *transposed;  /**< [outcomes][actions], the same numbers: what is summed over outcomes runs along actions */
  const double *cost;        /**< [outcomes][actions] or NULL: its mean is taken from the utility, and does not count as risk */
  double risk_aversion;      /**< lambda >= 0 */
  double temperature;        /**< eta >= 0: with eta > 0, eta times the mixture's entropy is added to the utility */
} walras_risk_player;

typedef struct walras_risk_value {
  double mean, variance; /**< s'M q and s'Sigma s; deviations from the mean are squared, so that nothing cancels */
  double utility;        /**< mean - lambda variance (- mean cost) (+ eta entropy) */
} walras_risk_value;

/** What the mixture s [actions] is worth against q [outcomes]. `work` [outcomes]. */
walras_risk_value walras_risk_value_of(const walras_risk_player *player, const double *s, const double *q, double *work);

/** Doubles, and integers, of working memory of walras_risk_reply. */
int64_t walras_risk_reply_reals(int64_t actions, int64_t outcomes);
int64_t walras_risk_reply_integers(int64_t actions);

/**
 * The mixture of largest utility against q [outcomes]. s [actions]: a start on entry (the reply to a similar q makes it fast; any mixture does), the reply
 * afterwards. Two actions: in closed form. More: by a primal active-set method to rounding, or by Newton's method where temperature > 0.
 * Where no variance matters (lambda = 0, or all variances are below 1e-15 / (2 lambda)) all best actions to 1e-12 share equally. Where several mixtures are
 * best, one of them. False when the method has not come to an end, which rounding alone could cause; s is then a mixture all the same.
 */
bool walras_risk_reply(const walras_risk_player *player, const double *q, double *s, double *reals, int64_t *integers);

/** Of two actions: the weight of the first one, from the means m [2] and the second moments of deviations: var = Var(A - B), cov = Cov(A - B, B).
 *  Where 2 lambda var < 1e-15: 1, 0 or 1/2 by the sign of what it gains. */
double walras_risk_reply_two(const double *m, double var, double cov, double risk_aversion);

#endif
