/**
 * What dynamic scheduling loses: under mpirun, trials of 200 microseconds on all ranks but the first, and trials of four blocks of 50 ms
 * on rank 0, which coordinates between its blocks. Work is waiting for the clock, so that what else the machine does hardly counts.
 * Arguments: STORE [trials, default 40000]. Prints the share of the run's time that the ranks spent outside their trials.
 */
#include <mpi.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bench_run.h"
#include "walras/walras.h"

enum { LONG_BLOCKS = 4 };
static const double LONG_SECONDS = 0.05, SHORT_SECONDS = 200e-6;

static int rank;
static double worked_seconds;

static double work(double seconds) {
  const double start = bench_now();
  double now = start;
  while (now - start < seconds)
    now = bench_now();
  return now - start;
}

static walras_status long_block(const walras_block *block, void *context) {
  (void)block, (void)context;
  worked_seconds += work(LONG_SECONDS);
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  walras_population *population;
  walras_record_real(trial, 0, 1.0);
  if (rank != 0) {
    worked_seconds += work(SHORT_SECONDS);
    return WALRAS_OK;
  }
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "blocks", .entities = LONG_BLOCKS, .block_size = 1}, &population);
  return status == WALRAS_OK ? walras_for_each_block(population, long_block, NULL, NULL) : status;
}

static void footprint(const void *parameters, walras_footprint *out) {
  (void)parameters;
  *out = (walras_footprint){.population = 1, .seconds_fixed = SHORT_SECONDS};
}

static const walras_metric metrics[] = {{.name = "one", .unit = "1", .doc = "one"}};
static const walras_model model = {WALRAS_MODEL_HEADER, .name = "waiting",      .title = "Trials that wait for the clock",
                                   .family = "bench",   .reference = "own",     .metrics = metrics,
                                   .metric_count = 1,   .footprint = footprint, .run = run};

int main(int argc, char **argv) {
  int provided, ranks;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int64_t trials = bench_count(argc, argv, 2, 40000, 1, INT64_C(1) << 40);
  walras_engine_result result = {0};
  walras_error error = {0};
  if (argc < 2 || trials < 0 || ranks < 2) {
    fprintf(stderr, "usage: mpirun -n RANKS %s STORE [trials], with at least two ranks\n", argv[0]);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  const walras_status status = bench_run_all(&model, argv[1], trials, &result, &error);
  double workers = rank == 0 ? 0.0 : worked_seconds;
  MPI_Allreduce(MPI_IN_PLACE, &workers, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0 && status == WALRAS_OK && result.done == trials) {
    printf("seconds %.3f\n", result.seconds);
    printf("workers_loss %.5f\n", 1.0 - workers / (result.seconds * (ranks - 1)));
    printf("rank0_loss %.5f\n", 1.0 - worked_seconds / result.seconds);
    unlink(argv[1]);
  }
  MPI_Finalize();
  return status == WALRAS_OK && result.done == trials ? 0 : 1;
}
