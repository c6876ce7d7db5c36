/** One trial over all ranks of MPI_COMM_WORLD, run by a function of a bench in place of a model's. */
#ifndef WALRAS_TESTS_BENCH_TRIAL_H
#define WALRAS_TESTS_BENCH_TRIAL_H

#include <mpi.h>
#include <stdio.h>

#include "engine/trial_internal.h"

/** Collective; one thread a rank. A failure is printed, and returned. */
static inline walras_status bench_trial(walras_status (*run)(walras_trial *trial, const void *parameters), const void *parameters,
                                        walras_error *error) {
  const walras_model model = {.name = "bench", .run = run};
  const uint32_t key[2] = {1, 2};
  walras_group group = {.communicator = MPI_COMM_WORLD};
  walras_record_layout *records = NULL;
  walras_trial *trial = NULL;
  MPI_Comm_rank(MPI_COMM_WORLD, &group.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &group.size);
  walras_status status = walras_record_layout_create(&model, 1, &parameters, true, true, true, &records, error);
  if (status == WALRAS_OK)
    status = walras_trial_open(&(walras_trial_input){.model = &model, .records = records, .group = &group, .threads = 1}, &trial,
                               error);
  if (status == WALRAS_OK)
    status = walras_trial_execute(trial, 0, 0, key, parameters);
  if (status != WALRAS_OK)
    fprintf(stderr, "%s%s\n", error->message, trial != NULL ? walras_trial_error(trial)->message : "");
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
  return status;
}

#endif
