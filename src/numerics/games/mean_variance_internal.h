/** Parts of walras_risk_reply. */
#ifndef WALRAS_NUMERICS_GAMES_MEAN_VARIANCE_INTERNAL_H
#define WALRAS_NUMERICS_GAMES_MEAN_VARIANCE_INTERNAL_H

#include "numerics/games/mean_variance.h"

/** m [actions] = M q. */
void walras_risk_means(const walras_risk_player *player, const double *q, double *m);
/** net [actions] = m less the mean cost. */
void walras_risk_net(const walras_risk_player *player, const double *q, const double *m, double *net);
/** slope [actions] = Sigma s, with m as above; `u` [outcomes] is working memory and gets s'(M - m 1'). */
void walras_risk_spread(const walras_risk_player *player, const double *q, const double *m, const double *s, double *u,
                        double *slope);
/** - sum s log s, with 0 log 0 = 0. */
double walras_risk_entropy(const double *s, int64_t actions);

int64_t walras_risk_logit_reals(int64_t actions, int64_t outcomes);
/** The reply with temperature > 0. */
bool walras_risk_reply_logit(const walras_risk_player *player, const double *q, double *s, double *reals);

#endif
