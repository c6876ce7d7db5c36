/**
 * The simulator beside the fact: under mpirun, a run of trials that sleep for times drawn as the simulation draws them, so that many more ranks
 * than processors do not disturb each other; then the same run in virtual time.
 * Arguments: STORE MICROSECONDS VARIATION TRIALS, the second the mean of a trial, the third a hundredth of its coefficient of variation
 * (lognormal; 0 = all the same). Prints seconds, utilisation and messages of both.
 */
#include <errno.h>
#include <mpi.h>
#include <unistd.h>

#include "bench.h"
#include "bench_run.h"
#include "engine/batch.h"
#include "engine/simulation/simulation.h"
#include "walras/walras.h"

static int rank, ranks;
static walras_trial_times times;
static double worked_seconds, first_start; /* of this rank; 0 = none yet */

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  const double seconds = walras_trial_times_of(&times, walras_trial_replication(trial));
  struct timespec end;
  if (worked_seconds == 0.0)
    first_start = bench_now();
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += (time_t)seconds;
  end.tv_nsec += (long)(1e9 * (seconds - (double)(time_t)seconds));
  end.tv_sec += end.tv_nsec / 1000000000;
  end.tv_nsec %= 1000000000;
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
    continue;
  worked_seconds += seconds;
  walras_record_real(trial, 0, seconds);
  return WALRAS_OK;
}

static void footprint(const void *parameters, walras_footprint *out) {
  (void)parameters;
  *out = (walras_footprint){.population = 1};
}

static const walras_metric metrics[] = {{.name = "seconds", .unit = "s", .doc = "slept"}};
static const walras_model model = {WALRAS_MODEL_HEADER, .name = "sleeping",     .title = "Trials that sleep",
                                   .family = "bench",   .reference = "own",     .metrics = metrics,
                                   .metric_count = 1,   .footprint = footprint, .run = run};

/* Rank 0 listens between its trials: they have no blocks. */
static walras_status predict(int64_t trials, double measured, double worked, walras_error *error) {
  walras_simulation_result predicted;
  const walras_status status = walras_simulate(&(walras_simulation_input){.times = &times,
                                                                          .trials = trials,
                                                                          .groups = ranks,
                                                                          .at_once = 1,
                                                                          .datasets = 1 + WALRAS_BATCH_DATASETS,
                                                                          .record_bytes = 8 + WALRAS_BATCH_TRIAL_BYTES,
                                                                          .costs = &walras_simulation_costs_measured},
                                               &predicted, error);
  const double utilisation = worked / (measured * ranks);
  printf("seconds %.4f\nseconds_predicted %.4f\n", measured, predicted.seconds);
  printf("utilisation %.4f\nutilisation_predicted %.4f\n", utilisation, predicted.utilisation);
  printf("error %.4f\n", predicted.seconds / measured - 1.0);
  return status;
}

int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int64_t mean = bench_count(argc, argv, 2, -1, 1, 60000000), variation = bench_count(argc, argv, 3, -1, 0, 1000);
  const int64_t trials = bench_count(argc, argv, 4, -1, 1, INT64_C(1) << 40);
  if (mean < 0 || variation < 0 || trials < 0) {
    fprintf(stderr, "usage: mpirun -n RANKS %s STORE MICROSECONDS VARIATION TRIALS\n", argv[0]);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  const double seconds = 1e-6 * (double)mean;
  const walras_trial_times_input input = {.values = &seconds,
                                          .value_count = 1,
                                          .trials = trials,
                                          .noise = variation > 0 ? WALRAS_NOISE_LOGNORMAL : WALRAS_NOISE_NONE,
                                          .variation = 0.01 * (double)variation,
                                          .seed = 1};
  walras_engine_result result = {0};
  walras_error error = {0};
  walras_status status = walras_trial_times_open(&times, &input, &error);
  if (status != WALRAS_OK)
    MPI_Abort(MPI_COMM_WORLD, 1);
  status = bench_run_all(&model, argv[1], trials, &result, &error);
  /* All ranks are on one machine and share its clock. Starting them up is no part of the simulation. */
  double worked = worked_seconds, start = worked_seconds > 0.0 ? first_start : 1e300;
  const double end = bench_now();
  MPI_Allreduce(MPI_IN_PLACE, &start, 1, MPI_DOUBLE, MPI_MIN, MPI_COMM_WORLD);
  MPI_Allreduce(MPI_IN_PLACE, &worked, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0 && status == WALRAS_OK)
    status = predict(trials, end - start, worked, &error);
  if (rank == 0)
    unlink(argv[1]);
  walras_trial_times_close(&times);
  MPI_Finalize();
  return status == WALRAS_OK && result.done == trials ? 0 : 1;
}
