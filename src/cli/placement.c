#include "cli/placement.h"

#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "experiment/printable.h"

enum { TAG_MASKS = 1, TAG_THREADS = 2 };

/* What the first rank of a node tells rank 0. */
typedef struct node_header {
  char host[CLI_HOST_SIZE];
  uint64_t kind; /* a hash of all that makes a kind */
  int ranks, warned;
} node_header;

static cpu_set_t own_mask(void) {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) {
    CPU_ZERO(&mask);
    CPU_SET(0, &mask);
  }
  return mask;
}

/* Open MPI binds its ranks one by one; the daemon that started them still has the whole allotment. */
static int processors_before_binding(void) {
  cpu_set_t mask;
  if (getenv("OMPI_MCA_orte_bound_at_launch") == NULL || sched_getaffinity(getppid(), sizeof mask, &mask) != 0)
    return 0;
  return CPU_COUNT(&mask);
}

/* A positive number of the environment; 0 = none. */
static int number_from(const char *variable) {
  const char *text = getenv(variable);
  const long number = text != NULL ? strtol(text, NULL, 10) : 0;
  return number > 0 && number <= CPU_SETSIZE ? (int)number : 0;
}

/* Tasks of srun, which Open MPI's launcher has no part in. A batch script and mpirun's daemons have the whole node's. */
static int allotted_to_task(void) {
  const bool by_srun = getenv("SLURM_STEP_ID") != NULL && getenv("OMPI_COMM_WORLD_SIZE") == NULL;
  return by_srun ? number_from("SLURM_CPUS_PER_TASK") : 0;
}

static int capped(int threads, int most) {
  return most > 0 && most < threads ? most : threads;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
  return hash;
}

static uint64_t kind_of(const cli_node *node) {
  const uint64_t hash = hash_bytes(UINT64_C(0xcbf29ce484222325), node->masks, (size_t)node->ranks * sizeof *node->masks);
  return hash_bytes(hash, node->threads, (size_t)node->ranks * sizeof *node->threads);
}

/* ---- from the nodes to rank 0 ---- */

static bool allocate_kind(cli_node_kind *kind, int ranks) {
  kind->ranks = ranks;
  kind->masks = calloc((size_t)ranks, sizeof *kind->masks);
  kind->threads = calloc((size_t)ranks, sizeof *kind->threads);
  return kind->masks != NULL && kind->threads != NULL;
}

/* Sorts nodes by their kinds; `firsts` gets the number of each kind's first node. */
static void count_kinds(const node_header *headers, int nodes, cli_placement *placement, int firsts[CLI_PLACEMENT_KINDS]) {
  placement->nodes = nodes;
  for (int node = 0; node < nodes; node++) {
    int kind = 0;
    while (kind < placement->kind_count && headers[firsts[kind]].kind != headers[node].kind)
      kind++;
    if (kind == CLI_PLACEMENT_KINDS) {
      placement->other_nodes++;
      placement->other_ranks += headers[node].ranks;
      continue;
    }
    cli_node_kind *found = &placement->kinds[kind];
    if (kind == placement->kind_count && !allocate_kind(found, headers[node].ranks)) {
      cli_placement_free(placement);
      placement->kind_count = 0;
      return;
    }
    if (kind == placement->kind_count) {
      firsts[placement->kind_count++] = node;
      memcpy(found->host, headers[node].host, CLI_HOST_SIZE);
    }
    memcpy(found->last_host, headers[node].host, CLI_HOST_SIZE);
    found->nodes++;
  }
}

/* One node of each kind sends its masks and threads. */
static void collect_kinds(const cli_node *mine, cli_placement *placement, const int firsts[CLI_PLACEMENT_KINDS], int count,
                          MPI_Comm leaders) {
  int leader = 0;
  MPI_Comm_rank(leaders, &leader);
  for (int kind = 0; kind < count; kind++) {
    cli_node_kind *into = leader == 0 ? &placement->kinds[kind] : NULL;
    if (firsts[kind] == 0 && into != NULL) {
      memcpy(into->masks, mine->masks, (size_t)into->ranks * sizeof *into->masks);
      memcpy(into->threads, mine->threads, (size_t)into->ranks * sizeof *into->threads);
    } else if (into != NULL) {
      MPI_Recv(into->masks, into->ranks * (int)sizeof *into->masks, MPI_BYTE, firsts[kind], TAG_MASKS, leaders,
               MPI_STATUS_IGNORE);
      MPI_Recv(into->threads, into->ranks, MPI_INT, firsts[kind], TAG_THREADS, leaders, MPI_STATUS_IGNORE);
    } else if (firsts[kind] == leader) {
      MPI_Send(mine->masks, mine->ranks * (int)sizeof *mine->masks, MPI_BYTE, 0, TAG_MASKS, leaders);
      MPI_Send(mine->threads, mine->ranks, MPI_INT, 0, TAG_THREADS, leaders);
    }
  }
}

/* The first node's warning, and how many others have one, on rank 0. */
static void first_warning(const node_header *headers, int nodes, cli_placement *placement, MPI_Comm leaders) {
  int leader = 0, first = nodes, warned = 0;
  MPI_Comm_rank(leaders, &leader);
  for (int node = nodes - 1; leader == 0 && headers != NULL && node >= 0; node--)
    if (headers[node].warned) {
      first = node;
      warned++;
    }
  MPI_Bcast(&first, 1, MPI_INT, 0, leaders);
  if (first < nodes)
    MPI_Bcast(placement->warning, CLI_WARNING_SIZE, MPI_CHAR, first, leaders);
  const size_t used = strlen(placement->warning);
  if (warned > 1)
    snprintf(placement->warning + used, CLI_WARNING_SIZE - used, " (as on %d other node%s)", warned - 1, cli_plural(warned - 1));
}

/* Among the first ranks of all nodes. A lack of memory costs the description only. */
static void gather_nodes(const cli_node *mine, cli_placement *placement, MPI_Comm leaders) {
  int leader = 0, nodes = 1, firsts[CLI_PLACEMENT_KINDS] = {0};
  MPI_Comm_rank(leaders, &leader);
  MPI_Comm_size(leaders, &nodes);
  node_header header = {.kind = kind_of(mine), .ranks = mine->ranks, .warned = placement->warning[0] != '\0'};
  snprintf(header.host, sizeof header.host, "%s", mine->host);
  node_header *headers = leader == 0 ? calloc((size_t)nodes, sizeof *headers) : NULL;
  int ok = leader != 0 || headers != NULL;
  placement->nodes = nodes;
  MPI_Bcast(&ok, 1, MPI_INT, 0, leaders);
  if (ok)
    MPI_Gather(&header, (int)sizeof header, MPI_BYTE, headers, (int)sizeof header, MPI_BYTE, 0, leaders);
  if (headers != NULL)
    count_kinds(headers, nodes, placement, firsts);
  int count = placement->kind_count;
  MPI_Bcast(&count, 1, MPI_INT, 0, leaders);
  MPI_Bcast(firsts, CLI_PLACEMENT_KINDS, MPI_INT, 0, leaders);
  collect_kinds(mine, placement, firsts, count, leaders);
  first_warning(headers, nodes, placement, leaders);
  free(headers);
}

/* On the first rank of a node: what is amiss there, and all nodes together. */
static void describe_node(cli_node *node, cli_placement *placement, MPI_Comm leaders) {
  char host[CLI_HOST_SIZE] = "this machine";
  cli_cores *cores = malloc(sizeof *cores);
  gethostname(host, sizeof host - 1);
  config_make_printable(host);
  if (cores != NULL)
    cli_cores_read(CLI_SYSTEM_FOLDER, cores);
  node->host = host;
  node->cores = cores;
  node->unbound = processors_before_binding();
  node->allotted = allotted_to_task();
  cli_node_judge(node, placement->warning, sizeof placement->warning);
  gather_nodes(node, placement, leaders);
  free(cores);
}

int cli_place_threads(int asked, cli_placement *placement) {
  MPI_Comm comm, leaders;
  int rank = 0, ranks = 1, world_rank = 0;
  const cpu_set_t mine = own_mask();
  *placement = (cli_placement){.nodes = 1};
  MPI_Comm_rank(MPI_COMM_WORLD, &world_rank);
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, world_rank, MPI_INFO_NULL, &comm);
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  MPI_Comm_split(MPI_COMM_WORLD, rank == 0 ? 0 : MPI_UNDEFINED, world_rank, &leaders);
  cpu_set_t *masks = calloc((size_t)ranks, sizeof *masks);
  int *threads = calloc((size_t)ranks, sizeof *threads), chosen = asked > 0 ? asked : 1;
  int ok = masks != NULL && threads != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (ok) {
    MPI_Allgather(&mine, (int)sizeof mine, MPI_BYTE, masks, (int)sizeof mine, MPI_BYTE, comm);
    if (asked == 0)
      chosen = capped(capped(cli_threads_share(masks, ranks, rank), allotted_to_task()), number_from("OMP_NUM_THREADS"));
    MPI_Allgather(&chosen, 1, MPI_INT, threads, 1, MPI_INT, comm);
    if (rank == 0)
      describe_node(&(cli_node){.ranks = ranks, .masks = masks, .threads = threads}, placement, leaders);
  }
  MPI_Allreduce(&chosen, &placement->most_threads, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  free(masks);
  free(threads);
  MPI_Comm_free(&comm);
  if (leaders != MPI_COMM_NULL)
    MPI_Comm_free(&leaders);
  return chosen;
}

void cli_placement_free(cli_placement *placement) {
  for (int kind = 0; kind < CLI_PLACEMENT_KINDS; kind++) {
    free(placement->kinds[kind].masks);
    free(placement->kinds[kind].threads);
    placement->kinds[kind] = (cli_node_kind){.nodes = 0};
  }
}
