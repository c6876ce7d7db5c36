/** walras plan --scaling: a run on any number of ranks, simulated. */
#ifndef WALRAS_CLI_PLAN_SCALING_H
#define WALRAS_CLI_PLAN_SCALING_H

#include "cli/cli.h"
#include "cli/plan.h"
#include "engine/layout.h"

enum { CLI_SCALING_RANKS_MOST = 1000000, CLI_SCALING_SIZES_MOST = 32 };

/** What the line asks for. */
typedef struct cli_scaling_request {
  int ranks[CLI_SCALING_SIZES_MOST];
  int count;
  double variation;       /**< coefficient of variation of a trial's time about that of its point */
  const char *times_path; /**< a store whose trials' times are taken; NULL = those of the calibration */
} cli_scaling_request;

/** Reads --ranks-list, --trial-variation and --trial-times, which need --scaling. False after a message. */
bool cli_scaling_read(const cli_line *line, cli_scaling_request *request);

/** Simulates the experiment on each number of ranks, laid out as on nodes like those of the plan, and prints a table or JSON. `input` is what the
 *  plan was made from, with its calibration. Returns an exit code. */
int cli_plan_scaling(const cli_line *line, const cli_scaling_request *request, const cli_planned *planned,
                     const walras_plan_input *input, const walras_layout *layout);

#endif
