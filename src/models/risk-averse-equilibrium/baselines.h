/** Other solutions of a matrix game, beside its risk-averse equilibrium. */
#ifndef WALRAS_RAE_BASELINES_H
#define WALRAS_RAE_BASELINES_H

#include "models/risk-averse-equilibrium/games.h"

/** Actions of both players together up to which Nash equilibria and quantal responses are looked for. */
enum { BASELINE_ACTIONS = 64 };

/** Records the table baselines. The averages in `play` are the first row; they are overwritten. */
walras_status rae_record_baselines(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play);

/** The quantal response equilibrium (McKelvey and Palfrey 1995) of M_1, M_2 (own actions as rows) at temperature eta: x = softmax(M_1 y / eta) and
 *  y = softmax(M_2 x / eta), on the branch that begins at even mixtures for large eta, by Newton's method down a path of temperatures. At most
 *  BASELINE_ACTIONS actions together. False when the path was lost. */
bool rae_quantal_response(const struct rae_game *game, double temperature, double *x, double *y);

#endif
