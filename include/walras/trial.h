/**
 * What a running trial offers its model. "Collective" calls are made by every rank of the group in the same order;
 * they return the same status on every rank, so that all of them leave together. All other calls are local.
 * Functions that return walras_status leave their message in the trial: a model just passes the status up.
 */
#ifndef WALRAS_TRIAL_H
#define WALRAS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walras/model.h"
#include "walras/random.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Who and where. Only for messages and budgets: results never depend on threads or time. */
int64_t walras_trial_point(const walras_trial *trial);
int64_t walras_trial_replication(const walras_trial *trial);
int walras_trial_threads(const walras_trial *trial);    /**< threads that run blocks of this trial on this rank, >= 1 */
double walras_trial_elapsed(const walras_trial *trial); /**< seconds since this trial began */

/** The random stream number `stream` (< WALRAS_STREAM_LIMIT) in round `round` of this trial. */
walras_stream walras_trial_stream(const walras_trial *trial, uint32_t stream, uint32_t round);

/** Arena memory: 64-byte aligned, not cleared, freed when the trial ends. NULL when memory is exhausted or count * size
 *  overflows; the trial then carries the error, and `return walras_trial_status(trial)` is all that is left to do. Master thread only. */
void *walras_trial_allocate(walras_trial *trial, int64_t count, size_t size);
/** The same, filled with zero bytes. */
void *walras_trial_allocate_zero(walras_trial *trial, int64_t count, size_t size);

/** The trial's first error, or WALRAS_OK. */
walras_status walras_trial_status(const walras_trial *trial);
/** Where errors of helper functions go: pass it to anything that takes a walras_error. Master thread only. */
walras_error *walras_trial_error(walras_trial *trial);

/** Ends the trial with an error of the model: `return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "...", ...);` Thread-safe. */
walras_status walras_trial_fail(walras_trial *trial, walras_status status, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
#define WALRAS_TRIAL_FAIL(trial, status, ...) walras_trial_fail((trial), (status), __FILE__, __LINE__, __VA_ARGS__)

/* Recording. `metric` is the position in the model's table. Every rank of the group may call; the group's first rank's
 * values count. Infinities fail the trial, and so does NaN unless the metric declares when it is undefined; tables' columns may hold both.
 * Recording a metric that is absent for these parameters is ignored; leaving one out that is present is an error when the trial ends
 * (series rounds never reached, and table entries past those recorded, stay unset). Wrong kind, type or length is a bug: asserted. */
void walras_record_real(walras_trial *trial, int metric, double value);
void walras_record_integer(walras_trial *trial, int metric, int64_t value);
void walras_record_reals(walras_trial *trial, int metric, const double *values, int64_t count); /**< vectors: count = length */
void walras_record_integers(walras_trial *trial, int metric, const int64_t *values, int64_t count); /**< vectors and histograms */
void walras_record_round(walras_trial *trial, int metric, int64_t round, double value); /**< a series' value of one round */
void walras_record_round_integer(walras_trial *trial, int metric, int64_t round, int64_t value);
/** A table's column `column` of `count` entries from entry 0 (count <= length); all columns must get the same count. */
void walras_record_column_reals(walras_trial *trial, int metric, int column, const double *values, int64_t count);
void walras_record_column_integers(walras_trial *trial, int metric, int column, const int64_t *values, int64_t count);

/* Rounds. A loop of this shape, over state that is kept (walras_trial_keep, walras_state_create), goes on where it was when the run is
 * stopped or killed:
 *   for (int64_t round = walras_trial_first_round(trial); round < rounds; round++) {
 *     ...
 *     status = walras_trial_round_done(trial, round);
 *     if (status != WALRAS_OK) return status;
 *   }
 * What has been recorded is kept by itself. A trial may go on after its last round: what follows the loop may then use nothing that
 * only a round has left behind (the results of a reduction, say), unless it is kept. A model that never calls walras_trial_first_round
 * has no checkpoints inside its trials, and a stop lets it finish the trial. */
/** Collective. Call it once, when everything is registered and in its initial state: returns 0, or the round to go on with, and then all kept
 *  state is as it was at the end of the round before. */
int64_t walras_trial_first_round(walras_trial *trial);
/** Collective. End of a round: every rank of the group is here, or the trial is over on all. A checkpoint is written here where one is due;
 *  where the run is to stop, WALRAS_STOPPED comes back after it, and the model returns that like any other status. Builds with asserts (no
 *  NDEBUG) compare the kept replicated data of a group's ranks here: WALRAS_ERROR_STATE with its name where one holds other bytes than
 *  the first. */
walras_status walras_trial_round_done(walras_trial *trial, int64_t round);
/** Registers `count` elements of `size` bytes of replicated state (equal on every rank of the group at the end of every round, to the bit)
 *  that must survive into later rounds; `data` stays the model's and in place until the trial ends. Errors: WALRAS_ERROR_STATE for a name
 *  that the trial keeps already or for no data. Master thread only. */
walras_status walras_trial_keep(walras_trial *trial, const char *name, void *data, int64_t count, size_t size);

/** Collective. Copies `bytes` bytes at `data` from the group's first rank to all others. */
walras_status walras_trial_broadcast(walras_trial *trial, void *data, int64_t bytes);

/** Fills rows first..first+count-1 of a table; `rows` points at row `first`. A pure function of the row numbers; runs on
 *  threads, over any cut of the rows. */
typedef walras_status (*walras_table_function)(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context);
/** Collective. A read-only table of `rows` rows of `row_bytes` bytes, one copy per node of the group, filled in parallel in
 *  slices of at most `slice` rows. Freed with the trial. */
walras_status walras_trial_table(walras_trial *trial, int64_t rows, size_t row_bytes, int64_t slice, walras_table_function fill,
                                 void *context, const void **table);

#ifdef __cplusplus
}
#endif
#endif
