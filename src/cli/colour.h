/** A little colour for verdicts on a terminal. */
#ifndef WALRAS_CLI_COLOUR_H
#define WALRAS_CLI_COLOUR_H

#include <stdio.h>

typedef enum cli_colour { CLI_PLAIN, CLI_GREEN, CLI_YELLOW, CLI_RED } cli_colour;

/** Before MPI starts, which looks like a launcher from then on: mpirun gives its processes a terminal of its own, whatever stands behind it. */
void cli_colour_start(void);

/** What to print before a word of this colour, and with CLI_PLAIN after it. "" unless the stream is a terminal that has colours, no
 *  launcher stands between, and NO_COLOR is not set (no-color.org). */
const char *cli_colour_code(FILE *stream, cli_colour colour);

#endif
