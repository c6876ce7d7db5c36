/**
 * One population of robots and their humans over all ranks, under mpirun. Prints lines "name value": seconds of the trial, and nanoseconds a pair of
 * one core for what its numbers cost at least - the random words, and the logarithms, sines, square roots and exponentials of batches in the first cache - which
 * is the limit of its arithmetic. Arguments: [pairs, default 10^7] [yes: with each pair's Delta]. Each figure is the best of five passes.
 */
#include <math.h>
#include <mpi.h>
#include <string.h>

#include "bench/bench_trial.h"
#include "experiment/experiment.h"
#include "models/models.h"
#include "models/off-switch/plays.h"
#include "walras/elementary.h"

typedef struct limit {
  walras_stream stream;
  uint32_t words[4][PLAY_CHUNK];
  double x[PLAY_CHUNK], y[PLAY_CHUNK], out[PLAY_CHUNK], sum;
} limit;

/* Draw blocks of a pair: mean and spread, temperature and utility, and the coin. */
enum { DRAW_BLOCKS = 3, BOX_MULLERS = 2, EXPONENTIALS = 3 };

static void draw_words(void *state, int64_t call) {
  limit *l = state;
  uint32_t *const words[4] = {l->words[0], l->words[1], l->words[2], l->words[3]};
  for (uint32_t block = 0; block < DRAW_BLOCKS; block++) {
    walras_fill_words(&l->stream, (uint64_t)(call * PLAY_CHUNK), PLAY_CHUNK, block, words);
    l->sum += l->words[0][call % PLAY_CHUNK];
  }
}

static void evaluate(void *state, int64_t call) {
  limit *l = state;
  for (int i = 0; i < BOX_MULLERS; i++) {
    walras_log_batch(l->x, l->out, PLAY_CHUNK);
    l->sum += l->out[call % PLAY_CHUNK];
    walras_sincos_turn_batch(l->x, l->out, l->y, PLAY_CHUNK);
    l->sum += l->out[call % PLAY_CHUNK];
    for (int64_t k = 0; k < PLAY_CHUNK; k++)
      l->out[k] = sqrt(l->x[k]);
    l->sum += l->out[call % PLAY_CHUNK];
  }
  for (int i = 0; i < EXPONENTIALS; i++) {
    walras_exp_batch(l->x, l->out, PLAY_CHUNK);
    l->sum += l->out[call % PLAY_CHUNK];
  }
}

static void print_limit(void) {
  static limit l;
  const uint32_t key[2] = {1, 2};
  l.stream = walras_stream_make(key, 0, 0);
  walras_fill_uniform(&l.stream, 0, PLAY_CHUNK, 0, l.x);
  const double words = bench_best(draw_words, &l, 20000) / PLAY_CHUNK, functions = bench_best(evaluate, &l, 20000) / PLAY_CHUNK;
  printf("words_ns %.4f\nfunctions_ns %.4f\nlimit_ns %.4f\n", 1e9 * words, 1e9 * functions, 1e9 * (words + functions));
  if (!(l.sum > 0.0))
    exit(1);
}

static walras_status measure(const void *parameters, walras_error *error) {
  int rank;
  double seconds;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const walras_status status = bench_model_trial(&walras_model_off_switch, parameters, &seconds, error);
  if (status == WALRAS_OK && rank == 0)
    printf("trial_seconds %.6f\n", seconds);
  return status;
}

int main(int argc, char **argv) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const int64_t pairs = bench_count(argc, argv, 1, 10000000, 1, 10000000000);
  char number[64];
  snprintf(number, sizeof number, "n_instances=%lld", (long long)pairs);
  const bool deltas = argc > 2 && strcmp(argv[2], "yes") == 0;
  const char *const settings[] = {"mode=population", number, deltas ? "delta_distribution=true" : "delta_distribution=false"};
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error = {0};
  walras_status status = pairs < 0
                             ? WALRAS_ERROR_INPUT
                             : walras_parameters_default(&walras_model_off_switch, settings, 3, &owned, &parameters, &error);
  if (status == WALRAS_OK)
    status = measure(parameters, &error);
  else if (rank == 0)
    fprintf(stderr, "usage: bench.off_switch [pairs, 1 to 10^10] [yes]\n%s\n", error.message);
  if (status == WALRAS_OK && rank == 0)
    print_limit();
  walras_parameters_destroy(owned);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
