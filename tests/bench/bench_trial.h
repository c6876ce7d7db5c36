/** Trials over all ranks of MPI_COMM_WORLD, one thread a rank: of a model, or by a function of a bench in place of a model's. */
#ifndef WALRAS_TESTS_BENCH_TRIAL_H
#define WALRAS_TESTS_BENCH_TRIAL_H

#include <mpi.h>
#include <stdio.h>

#include "bench/bench.h"
#include "engine/trial_internal.h"

typedef struct bench_session {
  walras_trial *trial;
  const void *parameters;
  walras_status status;
} bench_session;

/* Collective. */
static inline void bench_execute(void *state, int64_t call) {
  bench_session *s = state;
  const uint32_t key[2] = {1, 2};
  (void)call;
  MPI_Barrier(MPI_COMM_WORLD);
  if (s->status == WALRAS_OK)
    s->status = walras_trial_execute(s->trial, 0, 0, key, s->parameters);
}

/** Collective. A trial of `model`: once with seconds = NULL, else the seconds of the best of BENCH_PASSES. A failure is printed, and returned. */
static inline walras_status bench_model_trial(const walras_model *model, const void *parameters, double *seconds,
                                              walras_error *error) {
  bench_session s = {.parameters = parameters};
  walras_group group = {.communicator = MPI_COMM_WORLD};
  walras_record_layout *records = NULL;
  MPI_Comm_rank(MPI_COMM_WORLD, &group.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &group.size);
  s.status = walras_record_layout_create(model, 1, &parameters, true, true, true, &records, error);
  if (s.status == WALRAS_OK)
    s.status = walras_trial_open(&(walras_trial_input){.model = model, .records = records, .group = &group, .threads = 1},
                                 &s.trial, error);
  if (seconds != NULL)
    *seconds = bench_best(bench_execute, &s, 1);
  else
    bench_execute(&s, 0);
  if (s.status != WALRAS_OK)
    fprintf(stderr, "%s%s\n", error->message, s.trial != NULL ? walras_trial_error(s.trial)->message : "");
  walras_trial_close(s.trial);
  walras_record_layout_destroy(records);
  return s.status;
}

/** Collective. The same of a function in place of a model's. */
static inline walras_status bench_trial(walras_status (*run)(walras_trial *trial, const void *parameters), const void *parameters,
                                        walras_error *error) {
  const walras_model model = {.name = "bench", .run = run};
  return bench_model_trial(&model, parameters, NULL, error);
}

#endif
