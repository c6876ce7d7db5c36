/**
 * Sequential stopping at work on a store, on rank 0: the rule (sequential.h) is told of what is recorded, and what it releases is pending in
 * the store before the trials that it follows from are marked: a store never looks complete that is not.
 *
 * Whoever opens the store tells the rule its whole story anew. Trials that earlier runs have finished and that the rule has not come to yet
 * (a failed or damaged one before them runs again) are kept until it does; it then takes them as they are, or they are discarded.
 */
#ifndef WALRAS_ENGINE_WAVES_H
#define WALRAS_ENGINE_WAVES_H

#include "engine/recorder.h"
#include "engine/sequential.h"

typedef struct walras_waves walras_waves;

typedef struct walras_waves_input {
  walras_sequential_rule rule;
  int64_t metric, element; /**< number of a stored scalar or vector metric in the model's table; which of its values, from 0 */
  const walras_layout *layout;
} walras_waves_input;

/** Trials that are to run now and were not known before. */
typedef walras_status (*walras_release_function)(void *context, walras_batch range, walras_error *error);

/** Errors: WALRAS_ERROR_MEMORY. Nothing of the store is read or written yet. */
walras_status walras_waves_open(const walras_waves_input *input, walras_waves **waves, walras_error *error);
void walras_waves_close(walras_waves *waves); /**< NULL is fine */

/** From now on the recorder tells these waves what it records. `release` may be NULL: the status of the trials says it then. */
void walras_waves_attach(walras_waves *waves, walras_recorder *recorder, walras_release_function release, void *context);

/** Once, with a recorder attached: what its status array says of a store that was new, or left by other runs, becomes what the rule says.
 *  What it changes, status and rows, is written. */
walras_status walras_waves_settle(walras_waves *waves, walras_error *error);

/** What the rule has come to. */
const walras_sequential *walras_waves_rule(const walras_waves *waves);

/** Counts the points of which /trials/replications says another number than `status` [points * replications]. */
walras_status walras_waves_check_numbers(walras_store_writer *writer, const walras_layout *layout, const uint8_t *status,
                                         int64_t *wrong, walras_error *error);

#endif
