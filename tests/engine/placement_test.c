/* Ranks are placed by what the kernel lets each of them use. */
#include "cli/placement.h"

#include <unistd.h>

#include "ranks.h"

static cpu_set_t allowed(void) {
  cpu_set_t set;
  EXPECT(sched_getaffinity(0, sizeof set, &set) == 0);
  return set;
}

static cpu_set_t only(int number) {
  const cpu_set_t all = allowed();
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    if (CPU_ISSET((size_t)processor, &all) && number-- == 0)
      CPU_SET((size_t)processor, &one);
  return one;
}

static void every_rank_stands_in_the_placement_of_its_node(int ranks, int rank) {
  cli_placement placement;
  char host[CLI_HOST_SIZE] = "";
  const cpu_set_t all = allowed();
  EXPECT(cli_place_threads(3, &placement) == 3 && placement.most_threads == 3);
  if (rank == 0) {
    gethostname(host, sizeof host - 1);
    const cli_node_kind *kind = &placement.kinds[0];
    EXPECT(placement.nodes == 1 && placement.kind_count == 1 && placement.other_nodes == 0);
    EXPECT(kind->nodes == 1 && kind->ranks == ranks && strcmp(kind->host, host) == 0 && strcmp(kind->last_host, host) == 0);
    for (int other = 0; other < ranks; other++)
      EXPECT(CPU_EQUAL(&kind->masks[other], &all) && kind->threads[other] == 3);
  }
  cli_placement_free(&placement);
}

static void the_most_threads_of_any_rank_are_known_to_all(int ranks, int rank) {
  cli_placement placement;
  EXPECT(cli_place_threads(rank == ranks - 1 ? 5 : 2, &placement) == (rank == ranks - 1 ? 5 : 2));
  EXPECT(placement.most_threads == 5);
  if (rank == 0)
    EXPECT(placement.kinds[0].threads[ranks - 1] == 5 && (ranks == 1 || placement.kinds[0].threads[0] == 2));
  cli_placement_free(&placement);
}

static void unbound_ranks_get_their_share_and_no_more_than_they_ask_for(int ranks) {
  cli_placement placement;
  const cpu_set_t all = allowed();
  const int share = CPU_COUNT(&all) / ranks > 1 ? CPU_COUNT(&all) / ranks : 1;
  EXPECT(cli_place_threads(0, &placement) == share);
  cli_placement_free(&placement);
  setenv("OMP_NUM_THREADS", "1", 1);
  EXPECT(cli_place_threads(0, &placement) == 1);
  cli_placement_free(&placement);
  EXPECT(cli_place_threads(5, &placement) == 5); /* asked for aloud */
  cli_placement_free(&placement);
  unsetenv("OMP_NUM_THREADS");
}

/* What binding to single cores does to threads; and srun that forgets what sbatch was told, as far as a process can see. */
static void threads_on_one_processor_are_warned_of(int ranks, int rank) {
  cli_placement placement;
  const cpu_set_t all = allowed(), mine = only(rank % CPU_COUNT(&all));
  EXPECT(sched_setaffinity(0, sizeof mine, &mine) == 0);
  EXPECT(cli_place_threads(0, &placement) == 1);
  cli_placement_free(&placement);
  cli_place_threads(4, &placement);
  if (rank == 0 && ranks > 1 && CPU_COUNT(&all) > 1)
    EXPECT(strstr(placement.warning, "runs 4 threads but is bound to 1 processor") != NULL);
  cli_placement_free(&placement);
  char *mpirun = getenv("OMPI_COMM_WORLD_SIZE"), *copy = mpirun != NULL ? strdup(mpirun) : NULL;
  unsetenv("OMPI_COMM_WORLD_SIZE");
  setenv("SLURM_STEP_ID", "0", 1);
  setenv("SLURM_CPUS_PER_TASK", "6", 1);
  EXPECT(cli_place_threads(0, &placement) == 1);
  if (rank == 0)
    EXPECT(strstr(placement.warning, "export SRUN_CPUS_PER_TASK=6") != NULL);
  cli_placement_free(&placement);
  EXPECT(sched_setaffinity(0, sizeof all, &all) == 0);
  setenv("SLURM_CPUS_PER_TASK", "1", 1);
  EXPECT(cli_place_threads(0, &placement) == 1);
  if (rank == 0)
    EXPECT(strstr(placement.warning, "SRUN_CPUS_PER_TASK") == NULL);
  cli_placement_free(&placement);
  unsetenv("SLURM_STEP_ID");
  unsetenv("SLURM_CPUS_PER_TASK");
  if (copy != NULL)
    setenv("OMPI_COMM_WORLD_SIZE", copy, 1);
  free(copy);
}

static void check(int threads) {
  const walras_group group = ranks_group();
  if (threads > 1)
    return;
  unsetenv("OMP_NUM_THREADS");
  every_rank_stands_in_the_placement_of_its_node(group.size, group.rank);
  the_most_threads_of_any_rank_are_known_to_all(group.size, group.rank);
  unbound_ranks_get_their_share_and_no_more_than_they_ask_for(group.size);
  threads_on_one_processor_are_warned_of(group.size, group.rank);
}

RANKS_TEST(check)
