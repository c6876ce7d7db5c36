/** An experiment split into shards: each is run into a store of its own, and the stores are joined into the one that a single run would have made. */
#ifndef WALRAS_EXPERIMENT_SHARD_H
#define WALRAS_EXPERIMENT_SHARD_H

#include "experiment/experiment.h"

enum { WALRAS_SHARDS_MOST = 1 << 20 };

/** Shard `number` of `count`, 1 <= number <= count: the whole experiment's trials in their order are cut where the model's rough costs come to as much for
 *  each. With sequential stopping, which decides from all of a point's replications, whole points; WALRAS_ERROR_INPUT where the points also wait
 *  for a baseline's. There are shards without trials where they are more than can be cut. */
walras_status walras_shard_cut(const walras_experiment *whole, int64_t number, int64_t count, walras_part *part,
                               walras_error *error);

/** From now on the experiment is this part of it, whichever it was before: points, replications, parameters, point_replications, point_labels and
 *  stopping are those of the part's window. Errors: WALRAS_ERROR_INPUT for a part that cannot be of this experiment; WALRAS_ERROR_MEMORY. */
walras_status walras_shard_take(walras_experiment *experiment, const walras_part *part, walras_error *error);
/** The whole experiment again. */
void walras_shard_give_back(walras_experiment *experiment);

#endif
