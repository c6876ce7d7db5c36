/**
 * Exact mirror prox on many prompts over all ranks, under mpirun. Prints lines "name value": seconds of the trial, and nanoseconds that a query of one
 * core costs at least: a product of margins with a policy, from the first cache, and one exponential a response, in batches. Arguments: [prompts, default
 * 4000] [actions, default 10]. Each figure is the best of five passes.
 */
#include <math.h>
#include <mpi.h>

#include "bench/bench_trial.h"
#include "experiment/experiment.h"
#include "models/models.h"
#include "numerics/preference_games/game.h"
#include "walras/elementary.h"

enum { ITERATIONS = 2000, ACTIONS_MOST = 256, BATCH = 512 };

typedef struct limit {
  walras_preference_game game;
  double margins[ACTIONS_MOST * ACTIONS_MOST], q[ACTIONS_MOST], out[ACTIONS_MOST], x[BATCH], y[BATCH], sum;
} limit;

static void multiply(void *state, int64_t call) {
  limit *l = state;
  l->q[call % l->game.n] += 1e-9;
  walras_preference_product(&l->game, l->q, l->out);
  l->sum += l->out[call % l->game.n];
}

static void exponentiate(void *state, int64_t call) {
  limit *l = state;
  walras_exp_batch(l->x, l->y, BATCH);
  l->sum += l->y[call % BATCH];
}

static void print_limit(int64_t actions) {
  static limit l;
  const uint32_t key[2] = {1, 2};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  walras_fill_uniform(&stream, 0, BATCH, 0, l.x);
  walras_fill_uniform(&stream, 0, actions * actions, 1, l.margins);
  walras_fill_uniform(&stream, 0, actions, 2, l.q);
  l.game = (walras_preference_game){.n = actions, .margins = l.margins, .scale = 1.0};
  const double product = bench_best(multiply, &l, 200000),
               functions = bench_best(exponentiate, &l, 20000) * (double)actions / BATCH;
  printf("product_ns %.4f\nfunctions_ns %.4f\nlimit_ns %.4f\n", 1e9 * product, 1e9 * functions, 1e9 * (product + functions));
  if (!isfinite(l.sum))
    exit(1);
}

static walras_status measure(const void *parameters, int64_t queries, walras_error *error) {
  int rank;
  double seconds;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const walras_status status = bench_model_trial(&walras_model_nash_mirror_prox, parameters, &seconds, error);
  if (status == WALRAS_OK && rank == 0)
    printf("trial_seconds %.6f\nqueries %lld\n", seconds, (long long)queries);
  return status;
}

int main(int argc, char **argv) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const int64_t prompts = bench_count(argc, argv, 1, 4000, 2, 10000000),
                actions = bench_count(argc, argv, 2, 10, 2, ACTIONS_MOST);
  char settings[4][64];
  snprintf(settings[0], sizeof settings[0], "prompts=%lld", (long long)prompts);
  snprintf(settings[1], sizeof settings[1], "actions=%lld", (long long)actions);
  snprintf(settings[2], sizeof settings[2], "iterations=%d", ITERATIONS);
  snprintf(settings[3], sizeof settings[3], "evaluate_every=%d", ITERATIONS);
  const char *const given[] = {settings[0], settings[1], settings[2], settings[3], "reference_policy=random_softmax"};
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error = {0};
  walras_status status = prompts < 0 || actions < 0
                             ? WALRAS_ERROR_INPUT
                             : walras_parameters_default(&walras_model_nash_mirror_prox, given, 5, &owned, &parameters, &error);
  if (status == WALRAS_OK)
    status = measure(parameters, 2 * ITERATIONS * prompts, &error);
  else if (rank == 0)
    fprintf(stderr, "usage: bench.nash_mirror_prox [prompts, 2 to 10^7] [actions, 2 to %d]\n%s\n", ACTIONS_MOST, error.message);
  if (status == WALRAS_OK && rank == 0)
    print_limit(actions);
  walras_parameters_destroy(owned);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
