/**
 * What this machine can do, for the other figures to be read against: scalar Philox4x32-10 blocks, random words and elementary functions at
 * vector speed, memory bandwidth of the triad a = b + s c and of copying. Arguments: [doubles per array of the triad, default 2^24].
 * One "name value" a line; times in nanoseconds, bandwidths in bytes a second (24 bytes an element of the triad, 16 of the copy).
 */
#include <string.h>

#include "bench.h"
#include "numerics/random/philox.h"
#include "walras/elementary.h"
#include "walras/random.h"

enum { VALUES = 4096, CALLS = 4000, STREAM_CALLS = 3, THREADS = 2 };

typedef struct workload {
  walras_stream stream;
  uint32_t *words[4];        /* [VALUES] each */
  double *x, *sine, *cosine; /* [VALUES] */
  double *a, *b, *c;         /* [length] */
  int64_t length;
  int threads;
} workload;

static void scalar_philox(void *state, int64_t call) {
  workload *w = state;
  uint32_t mixed = 0;
  for (int64_t i = 0; i < VALUES; i++) {
    const uint64_t entity = (uint64_t)(call * VALUES + i);
    const uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), w->stream.round, w->stream.stream};
    uint32_t out[4];
    walras_philox4x32(counter, w->stream.key, out);
    mixed ^= out[0] ^ out[1] ^ out[2] ^ out[3];
  }
  w->words[0][0] = mixed;
}

static void vector_words(void *state, int64_t call) {
  workload *w = state;
  walras_fill_words(&w->stream, (uint64_t)(call * VALUES), VALUES, 0, w->words);
}

static void vector_log(void *state, int64_t call) {
  workload *w = state;
  (void)call;
  walras_log_batch(w->x, w->sine, VALUES);
}

static void vector_turn(void *state, int64_t call) {
  workload *w = state;
  (void)call;
  walras_sincos_turn_batch(w->x, w->sine, w->cosine, VALUES);
}

static void triad(void *state, int64_t call) {
  workload *w = state;
  const double scale = 0.5 + (double)(call & 1);
#pragma omp parallel for num_threads(w->threads) schedule(static)
  for (int64_t i = 0; i < w->length; i++)
    w->a[i] = w->b[i] + scale * w->c[i];
}

static void copy(void *state, int64_t call) {
  workload *w = state;
  memcpy(w->a, call & 1 ? w->b : w->c, (size_t)w->length * sizeof *w->a);
}

/* Memory is touched first by the threads that will use it. */
static void touch(workload *w) {
#pragma omp parallel for num_threads(THREADS) schedule(static)
  for (int64_t i = 0; i < w->length; i++) {
    w->a[i] = 0.0;
    w->b[i] = 1.0;
    w->c[i] = (double)i;
  }
}

static double *reals(int64_t count) {
  double *memory = aligned_alloc(64, (size_t)(count * 8 + 63) / 64 * 64);
  if (memory == NULL)
    exit(1);
  return memory;
}

static void print_bandwidths(workload *w) {
  touch(w);
  for (w->threads = 1; w->threads <= THREADS; w->threads++)
    printf("triad_bytes_%d %.4g\n", w->threads, 24.0 * (double)w->length / bench_best(triad, w, STREAM_CALLS));
  printf("copy_bytes %.4g\n", 16.0 * (double)w->length / bench_best(copy, w, STREAM_CALLS));
}

static void print_nanoseconds(workload *w, const char *name, bench_work *work) {
  printf("%s %.4f\n", name, 1e9 * bench_best(work, w, CALLS) / VALUES);
}

int main(int argc, char **argv) {
  const uint32_t key[2] = {0x243f6a88, 0x85a308d3};
  workload w = {.stream = walras_stream_make(key, 1, 0), .length = bench_count(argc, argv, 1, 1 << 24, 1, INT64_C(1) << 32)};
  if (w.length < 0) {
    fprintf(stderr, "usage: %s [doubles per array]\n", argv[0]);
    return 2;
  }
  w.x = reals(VALUES);
  w.sine = reals(VALUES);
  w.cosine = reals(VALUES);
  for (int k = 0; k < 4; k++)
    w.words[k] = (uint32_t *)(void *)reals(VALUES);
  w.a = reals(w.length);
  w.b = reals(w.length);
  w.c = reals(w.length);
  walras_fill_uniform(&w.stream, 0, VALUES, 0, w.x);
  print_nanoseconds(&w, "scalar_block", scalar_philox);
  print_nanoseconds(&w, "vector_block", vector_words);
  print_nanoseconds(&w, "vector_log", vector_log);
  print_nanoseconds(&w, "vector_turn", vector_turn);
  print_bandwidths(&w);
  return 0;
}
