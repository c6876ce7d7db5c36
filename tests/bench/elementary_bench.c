/**
 * Speed of the elementary functions, scalar and in batches on every vector path that this processor has, as ratios to glibc's scalar function
 * of the same name in the same run (for the normal law: to glibc's erfc, on which it would rest).
 * No verdict. Arguments: [values per batch, default 4096] [repeats, default 500]. Each figure is the best of five passes.
 */
#include <math.h>

#include "bench/bench.h"
#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"
#include "walras/random.h"

typedef void batch_function(const double *x, double *out, int64_t count);
typedef double scalar_function(double x);

/* One row of the table; arguments are uniform on least..most. */
typedef struct subject {
  const char *name;
  scalar_function *own, *libm;
  batch_function *batch;
  double least, most;
} subject;

typedef struct workload {
  const subject *of;
  int64_t values, repeats;
  double *x, *out; /* [values] each */
} workload;

static double power_scalar(double x) {
  return walras_pow(x, 1.7);
}
static double power_libm(double x) {
  return pow(x, 1.7);
}
static void power_batch(const double *x, double *out, int64_t count) {
  double exponents[256];
  for (int64_t first = 0; first < count; first += 256) {
    const int64_t n = count - first < 256 ? count - first : 256;
    for (int64_t i = 0; i < n; i++)
      exponents[i] = 1.7;
    walras_pow_batch(x + first, exponents, out + first, n);
  }
}
static double turn_scalar(double x) {
  double sine, cosine;
  walras_sincos_turn(x, &sine, &cosine);
  return sine + cosine;
}
static double turn_libm(double x) {
  return sin(6.283185307179586 * x) + cos(6.283185307179586 * x);
}
static void turn_batch(const double *x, double *out, int64_t count) {
  double sine[256];
  for (int64_t first = 0; first < count; first += 256)
    walras_sincos_turn_batch(x + first, sine, out + first, count - first < 256 ? count - first : 256);
}

static const subject subjects[] = {
    {"exp", walras_exp, exp, walras_exp_batch, -30.0, 30.0},
    {"log", walras_log, log, walras_log_batch, 0.0, 100.0},
    {"log1p", walras_log1p, log1p, walras_log1p_batch, -0.9, 10.0},
    {"expm1", walras_expm1, expm1, walras_expm1_batch, -10.0, 10.0},
    {"pow(x, 1.7)", power_scalar, power_libm, power_batch, 0.0, 100.0},
    {"sin", walras_sin, sin, walras_sin_batch, -100.0, 100.0},
    {"cos", walras_cos, cos, walras_cos_batch, -100.0, 100.0},
    {"sine and cosine of turns", turn_scalar, turn_libm, turn_batch, 0.0, 1.0},
    {"tanh", walras_tanh, tanh, walras_tanh_batch, -5.0, 5.0},
    {"erf", walras_erf, erf, walras_erf_batch, -4.0, 4.0},
    {"erfc", walras_erfc, erfc, walras_erfc_batch, -4.0, 10.0},
    {"normal cdf", walras_normal_cdf, erfc, walras_normal_cdf_batch, -6.0, 6.0},
    {"normal quantile", walras_normal_quantile, erfc, walras_normal_quantile_batch, 0.0, 1.0},
    {"lgamma", walras_lgamma, lgamma, walras_lgamma_batch, 0.0, 50.0},
};

static void scalar_loop(const workload *w, scalar_function *function) {
  for (int64_t i = 0; i < w->values; i++)
    w->out[i] = function(w->x[i]);
}

static void run_libm(void *state, int64_t call) {
  const workload *w = state;
  (void)call;
  scalar_loop(w, w->of->libm);
}

static void run_scalar(void *state, int64_t call) {
  const workload *w = state;
  (void)call;
  scalar_loop(w, w->of->own);
}

static void run_batch(void *state, int64_t call) {
  const workload *w = state;
  (void)call;
  w->of->batch(w->x, w->out, w->values);
}

static void fill_arguments(workload *w) {
  const uint32_t key[2] = {1, 2};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  walras_fill_uniform(&stream, 0, w->values, 0, w->x);
  for (int64_t i = 0; i < w->values; i++)
    w->x[i] = w->of->least + (w->of->most - w->of->least) * w->x[i];
}

/* Seconds a value. */
static double measure(workload *w, bench_work *work) {
  return bench_best(work, w, w->repeats) / (double)w->values;
}

static void subject_table(workload *w) {
  fill_arguments(w);
  const double yardstick = measure(w, run_libm);
  bench_line("glibc", w->of->name, yardstick, yardstick);
  bench_line("scalar", w->of->name, measure(w, run_scalar), yardstick);
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++)
    if (walras_simd_select(path))
      bench_line(walras_simd_path_name(path), w->of->name, measure(w, run_batch), yardstick);
    else
      printf("%-9s not on this processor\n", walras_simd_path_name(path));
}

int main(int argc, char **argv) {
  workload w = {.values = bench_count(argc, argv, 1, 4096, 1, 1 << 24), .repeats = bench_count(argc, argv, 2, 500, 1, 1000000)};
  if (w.values < 0 || w.repeats < 0) {
    fprintf(stderr, "usage: %s [values] [repeats]\n", argv[0]);
    return 2;
  }
  w.x = malloc((size_t)w.values * sizeof *w.x);
  w.out = malloc((size_t)w.values * sizeof *w.out);
  const int result = w.x != NULL && w.out != NULL ? 0 : 1;
  bench_heading(argc, argv, "value");
  for (size_t s = 0; result == 0 && s < sizeof subjects / sizeof *subjects; s++) {
    w.of = &subjects[s];
    subject_table(&w);
  }
  free(w.out);
  free(w.x);
  return result;
}
