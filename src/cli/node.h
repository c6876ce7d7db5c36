/** The ranks of one node: their threads against the processors that they may use. */
#ifndef WALRAS_CLI_NODE_H
#define WALRAS_CLI_NODE_H

#include "cli/processors.h"

typedef struct cli_node {
  const char *host;
  int ranks;
  const cpu_set_t *masks; /**< [ranks] the processors that each rank may run on */
  const int *threads;     /**< [ranks] threads that each will use */
  int unbound;            /**< processors that they could use without mpirun's binding; 0 = unknown */
  int allotted;           /**< processors a rank that Slurm has allotted to those that srun started; 0 = unknown */
  const cli_cores *cores; /**< NULL: unknown */
} cli_node;

/** Threads for a rank that was told nothing: its processors, shared evenly with the ranks that may run on them too; at least 1. */
int cli_threads_share(const cpu_set_t *masks, int ranks, int rank);

/**
 * One line about what is amiss, with the flag that mends it; "" when all is well. In this order: srun without the processors that sbatch was asked
 * for; threads bound to fewer processors; ranks bound to the same processors while others are idle; more threads than processors; ranks bound to
 * hardware threads of one core, or binding to a part of the processors, while others are idle; ranks that wander between NUMA domains.
 */
void cli_node_judge(const cli_node *node, char *text, size_t size);

#endif
