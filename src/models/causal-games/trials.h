/** The three kinds of trials: games in normal form, trees, and signalling games. Each records its metrics. */
#ifndef WALRAS_CAUSAL_TRIALS_H
#define WALRAS_CAUSAL_TRIALS_H

#include "models/causal-games/parameters.h"

walras_status causal_run_games(walras_trial *trial, const struct causal_parameters *p);
walras_status causal_run_trees(walras_trial *trial, const struct causal_parameters *p);
walras_status causal_run_signals(walras_trial *trial, const struct causal_parameters *p);

/** Entities per block: functions of the parameters alone, since they decide the order of sums. */
int64_t causal_block_size(const struct causal_parameters *p);
/** Bytes of working memory of a thread. */
size_t causal_scratch_bytes(const struct causal_parameters *p);

#endif
