/**
 * Products of a dense preference matrix with a policy, row by row, against the machine's limit, the triad a = b + s c in the same run. Arguments:
 * [responses, default 10000] [threads, default 2]. Prints "name value" lines: bytes a second of the matrix and of the triad, best of five passes.
 */
#include <omp.h>

#include "bench/bench.h"
#include "numerics/preference_games/game.h"

typedef struct product {
  int64_t n;
  int threads;
  double *matrix, *q, *out;
} product;

/* On the matrix's own memory, in three parts. */
static void triad(void *state, int64_t call) {
  product *const w = state;
  const int64_t length = w->n * w->n / 3;
  double *const a = w->matrix, *const b = a + length, *const c = b + length;
  const double scale = 0.5 + (double)(call & 1);
#pragma omp parallel for num_threads(w->threads) schedule(static)
  for (int64_t i = 0; i < length; i++)
    a[i] = b[i] + scale * c[i];
}

/* Each thread has a contiguous part of the rows, which it touched first. */
static void multiply(void *state, int64_t call) {
  product *const w = state;
  (void)call;
#pragma omp parallel num_threads(w->threads)
  {
    const int64_t thread = omp_get_thread_num(), first = w->n * thread / w->threads, end = w->n * (thread + 1) / w->threads;
    walras_preference_rows_product(w->matrix + first * w->n, end - first, w->n, 1.0, w->q, w->out + first);
  }
}

static void fill(product *w) {
  const uint32_t key[2] = {1, 2};
  const walras_preference_source source = {.kind = WALRAS_PREFERENCE_UNIFORM, .n = w->n, .draws = walras_stream_make(key, 0, 0)};
#pragma omp parallel num_threads(w->threads)
  {
    const int64_t thread = omp_get_thread_num(), first = w->n * thread / w->threads, end = w->n * (thread + 1) / w->threads;
    walras_preference_rows(&source, first, end - first, w->matrix + first * w->n);
  }
  for (int64_t i = 0; i < w->n; i++)
    w->q[i] = 1.0 / (double)w->n;
}

int main(int argc, char **argv) {
  product w = {.n = bench_count(argc, argv, 1, 10000, 100, 100000), .threads = (int)bench_count(argc, argv, 2, 2, 1, 256)};
  if (w.n < 0 || w.threads < 0)
    return 2;
  w.matrix = malloc((size_t)(w.n * w.n) * sizeof *w.matrix);
  w.q = malloc((size_t)w.n * sizeof *w.q);
  w.out = malloc((size_t)w.n * sizeof *w.out);
  if (w.matrix == NULL || w.q == NULL || w.out == NULL)
    return 2;
  fill(&w);
  const double bytes = 8.0 * (double)(w.n * w.n);
  printf("product_bytes %.4g\n", bytes / bench_best(multiply, &w, 2));
  printf("triad_bytes %.4g\n", bytes / bench_best(triad, &w, 2));
  free(w.matrix);
  free(w.q);
  free(w.out);
  return 0;
}
