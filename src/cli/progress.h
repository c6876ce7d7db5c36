/** The progress line: trials done, rate, expected end. */
#ifndef WALRAS_CLI_PROGRESS_H
#define WALRAS_CLI_PROGRESS_H

#include <stdbool.h>

#include "engine/engine.h"

typedef struct cli_progress {
  bool shown;         /**< at all */
  bool terminal;      /**< one line, redrawn; else a line a minute */
  bool line_open;     /**< a redrawn line stands on the terminal */
  double last_line;   /**< seconds of the last line elsewhere */
  int64_t first_done; /**< done before this run; -1 = not known yet */
} cli_progress;

/** `mode`: NULL or "auto" (a terminal always, elsewhere runs of more than a minute), "always", "never". */
void cli_progress_start(cli_progress *progress, const char *mode);
/** A walras_progress_function; `context` is the cli_progress. */
void cli_progress_show(const walras_progress *state, void *context);
void cli_progress_end(cli_progress *progress);

#endif
