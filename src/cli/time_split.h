/** Where the time of a store's last finished run went. */
#ifndef WALRAS_CLI_TIME_SPLIT_H
#define WALRAS_CLI_TIME_SPLIT_H

#include "store/read.h"

/** Prints one line from the store's run log; nothing when no run has ended yet. */
void cli_print_time_split(const walras_store_reader *reader);

#endif
