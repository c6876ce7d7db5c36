/** Ranks and threads against the processors that they may use. */
#ifndef WALRAS_CLI_PLACEMENT_H
#define WALRAS_CLI_PLACEMENT_H

#include <sched.h>
#include <stddef.h>

/** The ranks on one node. */
typedef struct cli_node {
  const char *host;
  int ranks;
  const cpu_set_t *masks; /**< [ranks] the processors that each rank may run on */
  const int *threads;     /**< [ranks] threads that each will use */
  int unbound;            /**< processors that they could use without mpirun's binding; 0 = unknown */
} cli_node;

/** Threads for a rank that was told nothing: its processors, shared evenly with the ranks that may run on them too; at least 1. */
int cli_threads_share(const cpu_set_t *masks, int ranks, int rank);

/** One line about what is amiss, with the flag that mends it: threads bound to fewer processors, more threads than processors, processors
 *  that the binding leaves idle. "" when all is well. */
void cli_node_judge(const cli_node *node, char *text, size_t size);

/** Collective over MPI_COMM_WORLD: this rank's threads (`asked`, or its share when 0). `warning` gets on rank 0 what is amiss on the
 *  first node where anything is. */
int cli_place_threads(int asked, char *warning, size_t size);

#endif
