/** Loading an experiment with the overrides of a command line. */
#ifndef WALRAS_CLI_LOAD_H
#define WALRAS_CLI_LOAD_H

#include "cli/cli.h"
#include "engine/layout.h"

/** Reads the overrides that this command accepts. `overrides->settings` is the caller's to free. False after a message. */
bool cli_overrides(const cli_line *line, walras_overrides *overrides);

/** Loads a config with the line's overrides; prints every mistake. False means CLI_USAGE. */
bool cli_load_experiment(const cli_line *line, const char *path, const walras_model_list *models, walras_experiment **experiment);

/** Prints the messages of a failed load, one line each, and empties them. */
void cli_print_diagnostics(walras_diagnostics *diagnostics);

/** The shard that is taken of an experiment, inside of it; NULL = none. */
const walras_part *cli_part(const walras_experiment *experiment);

/** What the experiment contributes to its store's layout; points into the experiment. */
walras_layout_input cli_layout_input(const walras_experiment *experiment);

/** Says on standard error what a user should know of the design of a config at `path`: points that were dropped, a note. */
void cli_say_design(const char *path, const walras_experiment *experiment);

/** With sequential stopping the trials that can run at the same time even in the smallest wave of all points; 0 without. */
int64_t cli_wave(const walras_experiment *experiment);

/** Says so where waves are too small for `places`, the trials that all ranks together can run at the same time. */
void cli_warn_of_small_waves(const walras_experiment *experiment, int64_t places);

#endif
