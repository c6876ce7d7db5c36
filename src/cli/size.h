/** Sizes of memory as Slurm writes them. */
#ifndef WALRAS_CLI_SIZE_H
#define WALRAS_CLI_SIZE_H

#include "cli/cli.h"

/** "512M", "64G", "1.5T", also with "iB" or "B" behind the letter: powers of 1024; without a letter MiB, as Slurm's --mem. False: none of these,
 *  or not positive. */
bool cli_parse_size(const char *text, double *bytes);

/** An option's value as a size; `standard` when not given. False after an error message. */
bool cli_size(const cli_line *line, const char *option, double standard, double *bytes);

#endif
