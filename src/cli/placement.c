#include "cli/placement.h"

#include <mpi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOST_SIZE = 64 };

static int processors(const cpu_set_t *mask) {
  const int count = CPU_COUNT(mask);
  return count > 0 ? count : 1;
}

int cli_threads_share(const cpu_set_t *masks, int ranks, int rank) {
  int sharing = 1;
  for (int other = 0; other < ranks; other++) {
    cpu_set_t common;
    CPU_AND(&common, &masks[rank], &masks[other]);
    sharing += other != rank && CPU_COUNT(&common) > 0;
  }
  const int share = processors(&masks[rank]) / sharing;
  return share > 0 ? share : 1;
}

static const char *plural(int count) {
  return count == 1 ? "" : "s";
}

void cli_node_judge(const cli_node *node, char *text, size_t size) {
  cpu_set_t all;
  int threads = 0, most = 0;
  CPU_ZERO(&all);
  text[0] = '\0';
  for (int rank = 0; rank < node->ranks; rank++) {
    CPU_OR(&all, &all, &node->masks[rank]);
    threads += node->threads[rank];
    most = node->threads[rank] > most ? node->threads[rank] : most;
  }
  const int available = processors(&all);
  for (int rank = 0; rank < node->ranks; rank++) {
    const int own = processors(&node->masks[rank]);
    if (node->threads[rank] > own && own < (node->unbound > available ? node->unbound : available)) {
      snprintf(text, size,
               "a rank on %s runs %d threads but is bound to %d processor%s: add --map-by slot:PE=%d or --bind-to none to mpirun "
               "(srun: --cpus-per-task=%d), or --threads %d",
               node->host, node->threads[rank], own, plural(own), node->threads[rank], node->threads[rank], own);
      return;
    }
  }
  if (threads > available && node->ranks == 1)
    snprintf(text, size, "%d threads share the %d processor%s of %s: --threads %d is faster", threads, available,
             plural(available), node->host, available);
  else if (threads > available)
    snprintf(text, size, "%d ranks x %d thread%s share the %d processor%s of %s: mpirun -n %d and --threads %d are faster",
             node->ranks, most, plural(most), available, plural(available), node->host,
             node->ranks < available ? node->ranks : available, node->ranks < available ? available / node->ranks : 1);
  else if (node->unbound > available)
    snprintf(text, size, "%d rank%s x %d thread%s use %d of %d processors of %s: mpirun --bind-to none lets them use all",
             node->ranks, plural(node->ranks), most, plural(most), threads, node->unbound, node->host);
}

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

/* The first node's warning, by rank in the world, on rank 0. */
static void first_warning(char *warning, size_t size) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  int first = warning[0] != '\0' ? rank : ranks;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first < ranks)
    MPI_Bcast(warning, (int)size, MPI_CHAR, first, MPI_COMM_WORLD);
}

int cli_place_threads(int asked, char *warning, size_t size) {
  MPI_Comm comm;
  int rank = 0, ranks = 1;
  char host[HOST_SIZE] = "this machine";
  const cpu_set_t mine = own_mask();
  warning[0] = '\0';
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &comm);
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  cpu_set_t *masks = calloc((size_t)ranks, sizeof *masks);
  int *threads = calloc((size_t)ranks, sizeof *threads), chosen = asked > 0 ? asked : 1;
  int ok = masks != NULL && threads != NULL;
  MPI_Allreduce(MPI_IN_PLACE, &ok, 1, MPI_INT, MPI_MIN, comm);
  if (ok) {
    MPI_Allgather(&mine, (int)sizeof mine, MPI_BYTE, masks, (int)sizeof mine, MPI_BYTE, comm);
    if (asked == 0)
      chosen = cli_threads_share(masks, ranks, rank);
    MPI_Allgather(&chosen, 1, MPI_INT, threads, 1, MPI_INT, comm);
    if (rank == 0) {
      gethostname(host, sizeof host - 1);
      cli_node_judge(&(cli_node){host, ranks, masks, threads, processors_before_binding()}, warning, size);
    }
  }
  free(masks);
  free(threads);
  MPI_Comm_free(&comm);
  first_warning(warning, size);
  return chosen;
}
