/** How a design point is named for people: its label and the parameters that differ. */
#ifndef WALRAS_CLI_POINT_TEXT_H
#define WALRAS_CLI_POINT_TEXT_H

#include "cli/cli.h"

/** "E2 search_bandwidth=10 assistant_profile=gpt_4o"; only the parameters that vary among the points with its label. A new string, NULL
 *  when memory is exhausted. */
char *cli_point_text(const walras_experiment *experiment, int64_t point);

#endif
