/** How many ranks and threads an experiment should have on each node of a job. */
#ifndef WALRAS_CLI_NODE_LAYOUT_H
#define WALRAS_CLI_NODE_LAYOUT_H

#include "engine/planner.h"

typedef struct cli_node_request {
  int64_t nodes;
  int tasks, threads; /**< per node and per task; 0 = choose */
  int processors, domains;
  double memory_bytes; /**< of a node */
} cli_node_request;

typedef struct cli_node_layout {
  int tasks, threads;
  char reason[160]; /**< why, in words that follow a colon */
} cli_node_layout;

/** Many small trials: a rank on each processor. Few trials, or such as need much memory: a rank on each NUMA domain, or on the whole node, whose
 *  threads share a trial's memory. What was asked for stands, also where it does not fit. */
cli_node_layout cli_node_layout_choose(const cli_node_request *request, const walras_plan_demand *demand);

#endif
