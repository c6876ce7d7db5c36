/** What walras plan has worked out, and its two ways of saying it. */
#ifndef WALRAS_CLI_PLAN_H
#define WALRAS_CLI_PLAN_H

#include "cli/node_layout.h"
#include "engine/calibration.h"
#include "experiment/experiment.h"

typedef struct cli_planned {
  const walras_experiment *experiment;
  const char *store_path; /**< absolute */
  cli_node_request nodes; /**< nodes 0 = none were asked for */
  cli_node_layout layout; /**< of each node, where nodes were asked for */
  int64_t ranks;
  int threads;
  walras_calibration calibration;
  walras_plan_result plan;
  double least;    /**< sequential stopping: the share of the trials that is sure to run; else 1 */
  double allotted; /**< seconds of the job; INFINITY = not said */
} cli_planned;

int64_t cli_planned_trials_least(const cli_planned *planned);

void cli_plan_print(const cli_planned *planned);
/** One JSON object and a newline on standard output; false when memory is exhausted. */
bool cli_plan_print_json(const cli_planned *planned);

#endif
