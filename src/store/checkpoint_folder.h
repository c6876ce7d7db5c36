/**
 * The folder of checkpoints beside a store, STORE.ckpt: slots of two files each, "slot-3.a" and "slot-3.b", written in turn. A slot belongs
 * to whoever runs trials, and serves one trial after the other. A run never writes into a slot that it found a checkpoint in: it reads
 * from there and goes on in a slot of its own. The number of files does not grow with trials.
 */
#ifndef WALRAS_STORE_CHECKPOINT_FOLDER_H
#define WALRAS_STORE_CHECKPOINT_FOLDER_H

#include "store/checkpoint_file.h"

/** A pending trial that has a checkpoint. */
typedef struct walras_checkpoint_found {
  int64_t trial, slot, round; /**< of the newest whole header */
} walras_checkpoint_found;

enum { WALRAS_CHECKPOINT_PATH = 4096 };

/** The folder of a store, in new memory; NULL when that is exhausted. */
char *walras_checkpoint_folder(const char *store);

/** What checkpoints call an experiment, of its resolved text; two that differ have different ones, but for a chance of 2^-32. */
uint64_t walras_checkpoint_experiment(const char *resolved_text);

/** File `which` (0 or 1) of a slot. False when the path is too long. */
bool walras_checkpoint_path(const char *folder, int64_t slot, int which, char path[WALRAS_CHECKPOINT_PATH]);

/** Every pending trial (`status` [trials] is WALRAS_TRIAL_PENDING) of this experiment that has a checkpoint, by ascending trial, in new
 *  memory. What is not there, or no folder, holds none. Errors: WALRAS_ERROR_IO (the folder cannot be read), _MEMORY. */
walras_status walras_checkpoint_scan(const char *folder, uint64_t experiment, const uint8_t *status, int64_t trials,
                                     walras_checkpoint_found **found, int64_t *count, walras_error *error);

/** The entry of a trial, or NULL. */
const walras_checkpoint_found *walras_checkpoint_find(const walras_checkpoint_found *found, int64_t count, int64_t trial);

/** Slot number `index` (from 0) of those that no found checkpoint stands in. */
int64_t walras_checkpoint_free_slot(const walras_checkpoint_found *found, int64_t count, int64_t index);

/** Creates the folder where it is missing. Errors: WALRAS_ERROR_IO. */
walras_status walras_checkpoint_make_folder(const char *folder, walras_error *error);

/** Removes every slot's files, and the folder if nothing else is in it. What cannot be removed is left. */
void walras_checkpoint_remove(const char *folder);

#endif
