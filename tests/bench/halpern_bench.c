/**
 * Full operator products of a dense game and batches of sampled rows and columns, over all ranks of MPI_COMM_WORLD, one thread each. Arguments:
 * [dimension, default 8192]. Prints "name value" lines: seconds of one full product (8 d^2 bytes in one pass) and of one batch of ceil(sqrt(d)) rows
 * and columns, the best of several, and the bandwidth of a triad over as many bytes by all ranks at once.
 */
#include <math.h>

#include "bench.h"
#include "bench_trial.h"
#include "models/vr-halpern/problem.h"

enum { PASSES = 7, BATCHES = 40 };

typedef struct work {
  struct halpern_parameters parameters;
  double product, batch, triad; /* seconds; seconds; bytes a second of all ranks */
} work;

static double now(void) {
  return MPI_Wtime();
}

/* What the memory gives while every rank asks for it. */
static double triad_bandwidth(walras_trial *trial) {
  enum { LENGTH = 1 << 24 };
  double *const a = walras_trial_allocate_zero(trial, LENGTH, sizeof *a), *const b = walras_trial_allocate_zero(trial, LENGTH,
                                                                                                                sizeof *b);
  double *const c = walras_trial_allocate_zero(trial, LENGTH, sizeof *c);
  double best = 0.0;
  int ranks;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int pass = 0; a != NULL && b != NULL && c != NULL && pass < PASSES; pass++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = now(), scale = 0.5 + pass;
    for (int64_t i = 0; i < LENGTH; i++)
      a[i] = b[i] + scale * c[i];
    MPI_Barrier(MPI_COMM_WORLD);
    const double rate = 24.0 * LENGTH * ranks / (now() - start);
    best = rate > best ? rate : best;
  }
  return best;
}

static walras_status time_products(struct halpern_problem *problem, work *w, const double *u, double *out) {
  for (int pass = 0; pass < PASSES; pass++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = now();
    const walras_status status = halpern_full(problem, u, out);
    MPI_Barrier(MPI_COMM_WORLD);
    const double seconds = now() - start;
    w->product = pass == 0 || seconds < w->product ? seconds : w->product;
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}

static walras_status time_batches(struct halpern_problem *problem, work *w, const double *u, double *out) {
  const int64_t d = problem->dimension, b = problem->p->batch_size;
  int64_t *const components = walras_trial_allocate(problem->trial, b, sizeof *components);
  double *const ones = walras_trial_allocate(problem->trial, b, sizeof *ones);
  if (components == NULL || ones == NULL)
    return walras_trial_status(problem->trial);
  for (int pass = 0; pass < PASSES; pass++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = now();
    for (int64_t call = 0; call < BATCHES; call++) {
      for (int64_t k = 0; k < b; k++) {
        components[k] = (k * (d / b) + 37 * call + pass) % d;
        ones[k] = 1.0;
      }
      const walras_status status = problem->batch(problem, components, ones, b, 1.0 / (double)b, u, problem->start, out);
      if (status != WALRAS_OK)
        return status;
    }
    MPI_Barrier(MPI_COMM_WORLD);
    const double seconds = (now() - start) / BATCHES;
    w->batch = pass == 0 || seconds < w->batch ? seconds : w->batch;
  }
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  work *w = (work *)parameters; /* its parameters come first */
  struct halpern_problem problem;
  w->triad = triad_bandwidth(trial);
  walras_status status = halpern_problem_make(trial, &w->parameters, &problem);
  double *const u = walras_trial_allocate(trial, 2 * w->parameters.dimension, sizeof *u);
  double *const out = walras_trial_allocate(trial, 2 * w->parameters.dimension, sizeof *out);
  if (status != WALRAS_OK || u == NULL || out == NULL)
    return status != WALRAS_OK ? status : walras_trial_status(trial);
  for (int64_t i = 0; i < problem.size; i++)
    u[i] = 1.0 / (double)(i + 1);
  status = time_products(&problem, w, u, out);
  return status == WALRAS_OK ? time_batches(&problem, w, u, out) : status;
}

int main(int argc, char **argv) {
  int rank;
  walras_error error = {0};
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const int64_t d = bench_count(argc, argv, 1, 8192, 1025, 50000);
  work w = {.parameters = {.problem = PROBLEM_POLICEMAN_BURGLAR,
                           .dimension = d,
                           .components = d,
                           .theta = 0.8,
                           .batch_size = (int64_t)ceil(sqrt((double)d))}};
  const walras_status status = bench_trial(run, &w, &error);
  if (status == WALRAS_OK && rank == 0)
    printf("product_seconds %.9g\nbatch_seconds %.9g\ntriad_bytes %.9g\ndimension %lld\nbatch %lld\n", w.product, w.batch,
           w.triad, (long long)d, (long long)w.parameters.batch_size);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
