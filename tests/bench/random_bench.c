/**
 * Speed of the random fills on every vector path that this processor has, as ratios to the scalar Philox4x32-10 loop of the same run.
 * No verdict. Arguments: [values per fill, default 16384] [repeats, default 2000]. Each figure is the best of five passes.
 */
#include "bench/bench.h"
#include "numerics/elementary/dispatch.h"
#include "numerics/random/philox.h"
#include "walras/random.h"

typedef struct workload {
  walras_stream stream;
  int64_t values;
  int64_t repeats;
  double *out;        /* [values] */
  uint32_t *words[4]; /* [values] each */
} workload;

/* Each call draws for other entities. */
static uint64_t first_entity(const workload *w, int64_t call) {
  return (uint64_t)(call * w->values);
}

/* Seconds a value. */
static double measure(workload *w, bench_work *pass) {
  return bench_best(pass, w, w->repeats) / (double)w->values;
}

/* The yardstick: one draw block after another, nothing stored but their exclusive or. */
static void scalar_loop(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  uint32_t mixed = 0;
  for (int64_t i = 0; i < w->values; i++) {
    const uint64_t entity = first + (uint64_t)i;
    const uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), w->stream.round, w->stream.stream};
    uint32_t out[4];
    walras_philox4x32(counter, w->stream.key, out);
    mixed ^= out[0] ^ out[1] ^ out[2] ^ out[3];
  }
  w->words[0][0] = mixed;
}

static void fill_words(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  walras_fill_words(&w->stream, first, w->values, 0, w->words);
}

static void fill_uniform(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  walras_fill_uniform(&w->stream, first, w->values, 0, w->out);
}

static void fill_normal(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  walras_fill_normal(&w->stream, first, w->values, 0, w->out);
}

static void fill_exponential(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  walras_fill_exponential(&w->stream, first, w->values, 0, w->out);
}

static void fill_draws(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  walras_fill_uniform_draws(&w->stream, first, 0, w->values, w->out);
}

static void scalar_uniform(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  for (int64_t i = 0; i < w->values; i++)
    w->out[i] = walras_uniform(&w->stream, first + (uint64_t)i, 0);
}

static void scalar_normal(void *state, int64_t call) {
  workload *w = state;
  const uint64_t first = first_entity(w, call);
  for (int64_t i = 0; i < w->values; i++)
    w->out[i] = walras_normal(&w->stream, first + (uint64_t)i, 0);
}

static void path_table(workload *w, double yardstick) {
  static const struct {
    const char *name;
    bench_work *pass;
  } fills[] = {{"words (4 of a block)", fill_words},
               {"uniform", fill_uniform},
               {"normal", fill_normal},
               {"exponential", fill_exponential},
               {"uniform draws of one entity", fill_draws}};
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path)) {
      printf("%-9s not on this processor\n", walras_simd_path_name(path));
      continue;
    }
    for (size_t f = 0; f < sizeof fills / sizeof *fills; f++)
      bench_line(walras_simd_path_name(path), fills[f].name, measure(w, fills[f].pass), yardstick);
  }
}

int main(int argc, char **argv) {
  const uint32_t key[2] = {0x243f6a88, 0x85a308d3};
  workload w = {.stream = walras_stream_make(key, 1, 0),
                .values = bench_count(argc, argv, 1, 16384, 1, WALRAS_DRAW_BLOCK_LIMIT),
                .repeats = bench_count(argc, argv, 2, 2000, 1, 1000000)};
  if (w.values < 0 || w.repeats < 0) {
    fprintf(stderr, "usage: %s [values 1..%d] [repeats]\n", argv[0], WALRAS_DRAW_BLOCK_LIMIT);
    return 2;
  }
  w.out = malloc((size_t)w.values * sizeof *w.out);
  uint32_t *words = malloc(4 * (size_t)w.values * sizeof *words);
  int result = 1;
  if (w.out != NULL && words != NULL) {
    for (int k = 0; k < 4; k++)
      w.words[k] = words + k * w.values;
    const double yardstick = measure(&w, scalar_loop);
    bench_heading(argc, argv, "value");
    bench_line("scalar", "Philox4x32-10 blocks", yardstick, yardstick);
    bench_line("scalar", "walras_uniform", measure(&w, scalar_uniform), yardstick);
    bench_line("scalar", "walras_normal", measure(&w, scalar_normal), yardstick);
    path_table(&w, yardstick);
    result = 0;
  }
  free(words);
  free(w.out);
  return result;
}
