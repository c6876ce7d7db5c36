/** Where the ranks of a run are: nodes, processors and threads, for the log and the record. */
#ifndef WALRAS_CLI_PLACEMENT_H
#define WALRAS_CLI_PLACEMENT_H

#include "cli/node.h"

enum { CLI_PLACEMENT_KINDS = 4, CLI_HOST_SIZE = 64, CLI_PLACEMENT_JSON = 384, CLI_WARNING_SIZE = 384 };

/** Nodes with as many ranks, on the same processors, with as many threads. */
typedef struct cli_node_kind {
  char host[CLI_HOST_SIZE], last_host[CLI_HOST_SIZE]; /**< the first and the last of them, by rank */
  int nodes, ranks;                                   /**< how many nodes; ranks on each */
  cpu_set_t *masks;                                   /**< [ranks] */
  int *threads;                                       /**< [ranks] */
} cli_node_kind;

/** Of a whole run, on rank 0; its size does not grow with the run. Free it. */
typedef struct cli_placement {
  int most_threads; /**< of any rank; known to all of them */
  int nodes;
  int kind_count;                           /**< 0: unknown, for want of memory */
  cli_node_kind kinds[CLI_PLACEMENT_KINDS]; /**< by first rank */
  int other_nodes, other_ranks;             /**< of further kinds */
  char warning[CLI_WARNING_SIZE];           /**< what is amiss on the first node where anything is, and on how many; "" */
} cli_placement;

/** Collective over MPI_COMM_WORLD: this rank's threads (`asked`; when 0 its share of the processors, at most OMP_NUM_THREADS and what Slurm allots to
 *  a task). Fills `placement` on rank 0, and leaves nothing to be freed on the others. */
int cli_place_threads(int asked, cli_placement *placement);
void cli_placement_free(cli_placement *placement);

/** In one line: "n1 to n8 (8 nodes): 2 ranks x 4 threads on processors 0-3 | 4-7". */
void cli_placement_print(const cli_placement *placement, char *text, size_t size);

/**
 * [ { "host", "nodes", "ranks", "processors": [of each rank, "0-3"], "threads": [of each rank] }, ... ], new: one object for each kind of node, "host"
 * its first and "nodes" how many; the last one may be { "nodes", "ranks" } of all further kinds. Where that takes more than CLI_PLACEMENT_JSON bytes,
 * "processors" has one text for all ranks and "threads" the least and the most. NULL: no memory.
 */
struct cJSON *cli_placement_json(const cli_placement *placement);

#endif
