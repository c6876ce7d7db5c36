/** From a model, its design points and the resolved experiment to a store layout and a record layout. */
#ifndef WALRAS_ENGINE_LAYOUT_H
#define WALRAS_ENGINE_LAYOUT_H

#include "engine/engine.h"
#include "engine/part.h"

/** What the experiment contributes to the store beside the model's own declaration. */
typedef struct walras_layout_input {
  const walras_model *model;
  int64_t points, replications;
  const void *const *parameters; /**< [points] */
  const int64_t
      *point_replications; /**< [points] how many replications each point uses (<= replications); the rest is "unused" */
  int64_t
      initial_replications; /**< > 0: sequential stopping, each point begins with so many, and more are released later; else 0 */
  const char *const *point_labels; /**< [points] name of the sub-experiment ("grids" design), or NULL */
  bool series, histograms, tables; /**< record them at all (output group) */
  const char *name;                /**< the experiment's name, title of the store */
  const char *description;
  const char *config_text; /**< the config file verbatim (after includes: the main file) */
  const char
      *resolved_text;   /**< the resolved experiment in config syntax, canonical, without run settings: what the digest covers */
  const char *run_text; /**< run settings in config syntax; not compared */
  const char *sources_text;  /**< where the experiment's numbers come from, in config syntax; not compared */
  const char *config_folder; /**< absolute; relative PATH parameters resolve against it; stored under /run, not compared */
  const walras_part *part;   /**< of a shard's store: the above is of its window then; NULL = the whole experiment */
  const void *const
      *whole_parameters; /**< [part->points] with a part: all points together decide which rows there are, and how long */
} walras_layout_input;

typedef struct walras_layout walras_layout;

/** Owns everything it points to. Fails with sizes when something overflows. */
walras_status walras_layout_build(const walras_layout_input *input, walras_layout **layout, walras_error *error);
void walras_layout_destroy(walras_layout *layout);
const walras_store_layout *walras_layout_store(const walras_layout *layout);
const walras_record_layout *walras_layout_records(const walras_layout *layout);

/* Numbers of the datasets that the run itself writes, in the store layout. */
int64_t walras_layout_status_dataset(const walras_layout *layout);
int64_t walras_layout_replications_dataset(
    const walras_layout *layout); /**< /trials/replications [point] int64: those that the point uses (so far) */
bool walras_layout_is_sequential(const walras_layout *layout); /**< points may use more replications than at first */
int64_t walras_layout_crc_dataset(const walras_layout *layout);
int64_t walras_layout_error_code_dataset(const walras_layout *layout);
int64_t walras_layout_wall_seconds_dataset(const walras_layout *layout);
int64_t
walras_layout_error_trials_dataset(const walras_layout *layout); /**< /trials/errors/trial [entry] int64, -1 = unused entry */
int64_t walras_layout_error_messages_dataset(
    const walras_layout *layout); /**< /trials/errors/message [entry, 256] uint8, UTF-8, zero-padded */
int64_t walras_layout_log_dataset(
    const walras_layout *layout); /**< /run/log [session, 2048] uint8: one JSON object per run or resume, zero-padded */
int64_t walras_layout_crashes_dataset(const walras_layout *layout); /**< /run/crashes [entry, bytes] uint8: crash.h */

enum {
  WALRAS_ERROR_TABLE_ENTRIES = 1024,
  WALRAS_ERROR_TABLE_MESSAGE = 256,
  WALRAS_RUN_LOG_SESSIONS = 256,
  WALRAS_RUN_LOG_BYTES = 2048
};

#endif
