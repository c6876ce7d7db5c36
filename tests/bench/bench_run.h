/** What the benches that run an experiment of one design point share, under mpirun: its plan, its layout and rank 0's store. */
#ifndef WALRAS_TESTS_BENCH_RUN_H
#define WALRAS_TESTS_BENCH_RUN_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/engine.h"
#include "engine/layout.h"

typedef struct bench_run {
  walras_engine_plan plan;
  walras_engine_output output; /* its writer is rank 0's alone */
  walras_layout *layout;
  walras_store_writer *writer;
  uint8_t *status; /* [trials] */
  int64_t trials;
  const void *point;
  int rank;
} bench_run;

/** Collective: a new store of `trials` trials of a model without parameters, each for one rank and thread. Ends the job where that fails. */
static inline void bench_run_open(bench_run *run, const walras_model *model, const char *path, int64_t trials) {
  static const char nothing[1] = "";
  *run = (bench_run){.trials = trials, .point = nothing, .status = calloc((size_t)trials, 1)};
  MPI_Comm_rank(MPI_COMM_WORLD, &run->rank);
  run->plan = (walras_engine_plan){.model = model,
                                   .points = 1,
                                   .replications = trials,
                                   .parameters = &run->point,
                                   .ranks_per_trial = 1,
                                   .threads = 1,
                                   .sync_seconds = 5.0};
  const walras_layout_input input = {.model = model,
                                     .points = 1,
                                     .replications = trials,
                                     .parameters = &run->point,
                                     .point_replications = &run->trials,
                                     .name = "bench",
                                     .description = "",
                                     .config_text = "",
                                     .resolved_text = "",
                                     .run_text = "",
                                     .config_folder = "/"};
  walras_error error = {0};
  walras_status status = run->status != NULL ? walras_layout_build(&input, &run->layout, &error) : WALRAS_ERROR_MEMORY;
  if (status == WALRAS_OK && run->rank == 0)
    status = walras_store_create(path, walras_layout_store(run->layout), true, &error);
  if (status == WALRAS_OK && run->rank == 0)
    status = walras_store_writer_open(path, walras_layout_store(run->layout), &run->writer, &error);
  if (status != WALRAS_OK) {
    fprintf(stderr, "%s\n", error.message[0] != '\0' ? error.message : "out of memory");
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  run->output = (walras_engine_output){.writer = run->writer, .layout = run->layout};
}

static inline void bench_run_close(bench_run *run) {
  walras_store_writer_close(run->writer, NULL);
  walras_layout_destroy(run->layout);
  free(run->status);
}

/** Opens, runs all trials by the engine, and closes. */
static inline walras_status bench_run_all(const walras_model *model, const char *path, int64_t trials,
                                          walras_engine_result *result, walras_error *error) {
  bench_run run;
  bench_run_open(&run, model, path, trials);
  const walras_status status =
      walras_engine_run(&run.plan, run.rank == 0 ? &run.output : NULL, run.layout, run.status, result, error);
  bench_run_close(&run);
  return status;
}

#endif
