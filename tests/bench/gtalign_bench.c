/**
 * Interactions of the default policy class against what their arithmetic costs at least: the random words, and the logarithm, sine, cosine, square root
 * and exponentials of batches in the first cache, and nothing else. Prints "name value" lines: nanoseconds of an interaction on one core, each the
 * best of a hundred short passes. The trials themselves are timed through the command line.
 */
#include <math.h>

#include "bench/bench.h"
#include "models/gtalign/kernels.h"
#include "walras/walras.h"

enum { ACTIONS = 12, HALF = CHUNK / 2 };

typedef struct limit {
  walras_stream stream;
  uint32_t word[4][CHUNK];
  double x[CHUNK], y[CHUNK], out[CHUNK], logit[ACTIONS * CHUNK], sum;
} limit;

/* One draw block for two features, and one for the coins of each interaction. */
static void draw_words(void *state, int64_t call) {
  limit *l = state;
  uint32_t *const words[4] = {l->word[0], l->word[1], l->word[2], l->word[3]};
  walras_fill_words(&l->stream, (uint64_t)(call * HALF), HALF, 0, words);
  walras_fill_words(&l->stream, (uint64_t)(call * CHUNK), CHUNK, 1, words);
  l->sum += l->word[0][call % CHUNK];
}

/* Box and Muller's for two features, and an exponential for each action. */
static void evaluate(void *state, int64_t call) {
  limit *l = state;
  walras_log_batch(l->x, l->out, HALF);
  walras_sincos_turn_batch(l->x, l->out, l->y, HALF);
  for (int64_t k = 0; k < CHUNK; k++)
    l->out[k] = sqrt(l->x[k]);
  l->sum += l->out[call % CHUNK];
  for (int64_t a = 0; a < ACTIONS; a++)
    walras_exp_batch(l->x, l->logit + a * CHUNK, CHUNK);
  l->sum += l->logit[call % (ACTIONS * CHUNK)];
}

/* Passes of half a millisecond, so that some have the core to themselves. */
static double best_of(bench_work *work, limit *l) {
  double best = INFINITY;
  for (int k = 0; k < 20; k++)
    best = fmin(best, bench_best(work, l, 100));
  return best / CHUNK;
}

int main(void) {
  static limit l;
  const uint32_t key[2] = {1, 2};
  l.stream = walras_stream_make(key, 0, 0);
  walras_fill_uniform(&l.stream, 0, CHUNK, 0, l.x);
  const double words = best_of(draw_words, &l), functions = best_of(evaluate, &l);
  printf("words_ns %.4f\nfunctions_ns %.4f\nlimit_ns %.4f\n", 1e9 * words, 1e9 * functions, 1e9 * (words + functions));
  return l.sum > 0.0 ? 0 : 1;
}
