/** How long this run may take: as told on the command line, or by the batch system that it runs under. */
#ifndef WALRAS_CLI_WALL_TIME_H
#define WALRAS_CLI_WALL_TIME_H

#include "cli/cli.h"

/** Reads a span of time as batch systems write it: "90" (seconds), "MM:SS", "HH:MM:SS", "D-HH", "D-HH:MM" or "D-HH:MM:SS". False when it is none. */
bool cli_parse_span(const char *text, double *seconds);

/** Seconds from now to the end of the allotted time; INFINITY when none is known. In this order: --wall-time (counted from now; INFINITY for
 *  none), SLURM_JOB_END_TIME (seconds of the epoch), what squeue says of SLURM_JOB_ID. False after a message about --wall-time. */
bool cli_wall_time(const cli_line *line, double *seconds);

#endif
