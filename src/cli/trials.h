/** Which trials a run takes on. */
#ifndef WALRAS_CLI_TRIALS_H
#define WALRAS_CLI_TRIALS_H

#include "cli/execute.h"
#include "engine/waves.h"
#include "store/store.h"

/** Rank 0's view of a store's trials. */
typedef struct cli_trials {
  walras_store_writer *writer;
  const walras_layout *layout;
  const walras_part *part;         /**< whose store it is; NULL = of the whole experiment */
  const walras_stopping *stopping; /**< NULL = each point has a fixed number of replications */
  int64_t trials;
  uint8_t *status;     /**< [trials] WALRAS_TRIAL_*; what is pending will run */
  walras_waves *waves; /**< settled; NULL without sequential stopping. Owned: cli_trials_free */
  int64_t set_aside;   /**< pending trials that --only leaves for later; unused in `status` */
} cli_trials;

/** Reads the store's status and follows the command line: failed trials again or not, one alone or all, those that crashed a process recorded
 *  as failed or not. Finished trials of a store that stood before are checked, and run again when they are damaged. Sequential
 *  stopping then releases what follows from all this, and takes back what does not. */
walras_status cli_trials_select(cli_trials *trials, const cli_execution *execution, walras_error *error);

/** Frees status and waves. */
void cli_trials_free(cli_trials *trials);

int64_t cli_trials_count(const cli_trials *trials, uint8_t status);

/** Empties the store's notes of crashes: what they say has been taken up, and the next run writes its own. */
walras_status cli_trials_forget_crashes(const cli_trials *trials, walras_error *error);

#endif
