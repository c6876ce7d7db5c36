/** The kinds of trials; each records its metrics. */
#ifndef WALRAS_RAE_TRIALS_H
#define WALRAS_RAE_TRIALS_H

#include "models/risk-averse-equilibrium/parameters.h"

walras_status rae_run_best_response(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_equilibria(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_fictitious_play(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_random_games(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_psro(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_trust_grid(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_intersection(walras_trial *trial, const struct rae_parameters *p);
walras_status rae_run_mixed_traffic(walras_trial *trial, const struct rae_parameters *p);

/** Games of a block of random_games. */
int64_t rae_games_block(const struct rae_parameters *p);
/** Bytes of working memory of a thread that plays random games. */
size_t rae_games_bytes(const struct rae_parameters *p);

/** Episodes of a block at the intersection. */
enum { EPISODES_BLOCK = 65536 };

#endif
