/** Tests of services on 1 to 4 ranks and 1 to 3 threads, with blocks in order and in a random one: a model's run function, and what every rank expects inside it. */
#ifndef WALRAS_TESTS_RANKS_H
#define WALRAS_TESTS_RANKS_H

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/trial_internal.h"
#include "walras/walras.h"

static int ranks_failures;
#define EXPECT(condition)                                                                                                        \
  do {                                                                                                                           \
    if (!(condition)) {                                                                                                          \
      ranks_failures++;                                                                                                          \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                                     \
    }                                                                                                                            \
  } while (0)

typedef walras_status (*ranks_function)(walras_trial *trial, const void *parameters);

/** All ranks as one group. */
static inline walras_group ranks_group(void) {
  walras_group group = {.communicator = MPI_COMM_WORLD};
  MPI_Comm_rank(MPI_COMM_WORLD, &group.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &group.size);
  return group;
}

/** Runs a trial of all ranks twice, for contexts are used again; its status must be `expected`, with `message` on the group's first
 *  rank (NULL: any). */
static inline void ranks_run(ranks_function run, const void *parameters, int threads, walras_status expected,
                             const char *message) {
  const walras_model model = {.name = "test", .run = run};
  const uint32_t key[2] = {1, 2};
  walras_group group = ranks_group();
  walras_record_layout *records = NULL;
  walras_trial *trial = NULL;
  EXPECT(walras_record_layout_create(&model, 1, &parameters, true, true, true, &records, NULL) == WALRAS_OK);
  EXPECT(walras_trial_open(&(walras_trial_input){.model = &model, .records = records, .group = &group, .threads = threads},
                           &trial, NULL) == WALRAS_OK);
  for (int repeat = 0; repeat < 2; repeat++) {
    EXPECT(walras_trial_execute(trial, repeat, 0, key, parameters) == expected);
    const char *said = walras_trial_error(trial)->message;
    if (expected != WALRAS_OK && message != NULL && group.rank == 0 && strcmp(said, message) != 0) {
      ranks_failures++;
      printf("expected: %s\ngot:      %s\n", message, said);
    }
  }
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
}

/** A test program: `check(threads)` for 1, 2 and 3 threads, then the same with all blocks in a random order. */
static inline int ranks_main(int argc, char **argv, void (*check)(int threads)) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  unsetenv("WALRAS_BLOCK_ORDER_SEED");
  for (int shuffled = 0; shuffled < 2; shuffled++) {
    for (int threads = 1; threads <= 3; threads++)
      check(threads);
    setenv("WALRAS_BLOCK_ORDER_SEED", "20", 1);
  }
  MPI_Allreduce(MPI_IN_PLACE, &ranks_failures, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0)
    printf("%s\n", ranks_failures == 0 ? "all expectations hold" : "FAILED");
  MPI_Finalize();
  return ranks_failures == 0 ? 0 : 1;
}

#define RANKS_TEST(check)                                                                                                        \
  int main(int argc, char **argv) {                                                                                              \
    return ranks_main(argc, argv, check);                                                                                        \
  }

/** Returns with the first status that is not OK. */
#define RANKS_TRY(call)                                                                                                          \
  do {                                                                                                                           \
    const walras_status ranks_status = (call);                                                                                   \
    if (ranks_status != WALRAS_OK)                                                                                               \
      return ranks_status;                                                                                                       \
  } while (0)

/** A population of the trial. */
static inline walras_status ranks_population(walras_trial *trial, int64_t entities, int64_t block, bool uneven,
                                             walras_population **population) {
  return walras_population_create(
      trial, &(walras_population_input){.name = "entities", .entities = entities, .block_size = block, .uneven = uneven},
      population);
}

/** What an entity is worth: ties, zeros of both signs, infinities and sixteen orders of magnitude. */
static inline double ranks_value(int64_t entity) {
  static const double kinds[] = {1e16, -1e16, 0.0, -0.0, 1.0, 3.25e-7, INFINITY, -INFINITY};
  return entity % 97 == 0 ? kinds[entity / 97 % 8] : (double)((entity * 7919) % 1009) * 1e-3 - 0.3;
}

#endif
