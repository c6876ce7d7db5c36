/* Every batch on every vector path against the scalar function, to the last bit; nothing is written past the end; in place too. */
#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "unit.h"
#include "walras/elementary.h"
#include "walras/random.h"

enum { COUNT = 1037, GUARD = 16 };
#define LENGTH(array) (sizeof(array) / sizeof *(array))

typedef struct batch_case {
  const char *name;
  double (*scalar)(double);
  void (*batch)(const double *x, double *out, int64_t count);
  double least, most; /* ordinary arguments */
} batch_case;

static const batch_case cases[] = {
    {"exp", walras_exp, walras_exp_batch, -700.0, 700.0},
    {"log", walras_log, walras_log_batch, 1e-3, 1e3},
    {"log1p", walras_log1p, walras_log1p_batch, -0.999, 50.0},
    {"expm1", walras_expm1, walras_expm1_batch, -39.0, 60.0},
    {"sin", walras_sin, walras_sin_batch, -9e4, 9e4},
    {"cos", walras_cos, walras_cos_batch, -9e4, 9e4},
    {"tanh", walras_tanh, walras_tanh_batch, -21.0, 21.0},
    {"erf", walras_erf, walras_erf_batch, -5.9, 5.9},
    {"erfc", walras_erfc, walras_erfc_batch, -5.9, 26.0},
    {"lgamma", walras_lgamma, walras_lgamma_batch, 0.01, 90.0},
    {"normal_cdf", walras_normal_cdf, walras_normal_cdf_batch, -37.0, 8.0},
    {"normal_quantile", walras_normal_quantile, walras_normal_quantile_batch, 0.0001, 0.9999},
};

static const double specials[] = {0.0,   -0.0,   1.0,   -1.0,   5e-324, -5e-324, 1e-310,   -1e-310,   2.2250738585072014e-308,
                                  709.9, -745.0, 1e308, -1e308, 1e6,    0.5,     INFINITY, -INFINITY, (double)NAN,
                                  -3.0,  30.0,   -30.0, 27.0,   -38.5,  1e-300};

/* Equal bits, or no number on both sides. */
static bool same(double a, double b) {
  return unit_same_bits(a, b) || (isnan(a) && isnan(b));
}

/* `every` = 0: ordinary arguments only; else each every-th is special. */
static void fill_arguments(const batch_case *c, int every, double x[COUNT]) {
  const uint32_t key[2] = {3, 1};
  const walras_stream stream = walras_stream_make(key, 0, (uint32_t)every);
  walras_fill_uniform(&stream, 0, COUNT, 0, x);
  for (int i = 0; i < COUNT; i++)
    x[i] = every > 0 && i % every == 0 ? specials[i / every % (int)LENGTH(specials)] : c->least + (c->most - c->least) * x[i];
}

static int64_t differing(const batch_case *c, const double *x, int64_t count) {
  double out[COUNT + GUARD], in_place[COUNT];
  int64_t wrong = 0;
  for (int64_t i = 0; i < COUNT + GUARD; i++)
    out[i] = -77.0;
  memcpy(in_place, x, (size_t)count * sizeof *x);
  c->batch(x, out, count);
  c->batch(in_place, in_place, count);
  for (int64_t i = 0; i < count; i++)
    wrong += !same(out[i], c->scalar(x[i])) || !same(in_place[i], out[i]);
  for (int64_t i = count; i < count + GUARD && i < COUNT + GUARD; i++)
    wrong += out[i] != -77.0;
  return wrong;
}

static int64_t differing_in_all_cases(void) {
  static const int64_t counts[] = {0, 1, 2, 3, 7, 8, 9, 255, 256, 257, COUNT};
  static const int every[] = {0, 1, 3, 300};
  double x[COUNT];
  int64_t wrong = 0;
  for (size_t c = 0; c < LENGTH(cases); c++)
    for (size_t e = 0; e < LENGTH(every); e++) {
      fill_arguments(&cases[c], every[e], x);
      for (size_t n = 0; n < LENGTH(counts); n++) {
        const int64_t bad = differing(&cases[c], x, counts[n]);
        if (bad > 0)
          printf("    %s: %d of %d on path %s\n", cases[c].name, (int)bad, (int)counts[n],
                 walras_simd_path_name(walras_simd_path_get()));
        wrong += bad;
      }
    }
  return wrong;
}

/* Both outputs, one of them, and in place of the argument. */
static int64_t differing_turns(void) {
  double turn[COUNT], sine[COUNT], cosine[COUNT], alone[COUNT];
  int64_t wrong = 0;
  for (int i = 0; i < COUNT; i++)
    turn[i] = alone[i] = (double)i / (COUNT - 1);
  walras_sincos_turn_batch(turn, sine, cosine, COUNT);
  walras_sincos_turn_batch(alone, NULL, alone, COUNT);
  for (int i = 0; i < COUNT; i++) {
    double s, c;
    walras_sincos_turn(turn[i], &s, &c);
    wrong += !unit_same_bits(s, sine[i]) || !unit_same_bits(c, cosine[i]) || !unit_same_bits(c, alone[i]);
  }
  walras_sincos_turn_batch(turn, turn, NULL, COUNT);
  for (int i = 0; i < COUNT; i++)
    wrong += !unit_same_bits(turn[i], sine[i]);
  return wrong;
}

/* All pairs of special arguments among ordinary ones. */
static int64_t differing_powers(void) {
  enum { PAIRS = LENGTH(specials) * LENGTH(specials), ALL = 2 * PAIRS };
  static double x[ALL], y[ALL], out[ALL];
  int64_t wrong = 0;
  for (int i = 0; i < ALL; i++) {
    const int pair = i / 2;
    x[i] = i % 2 == 0 ? specials[pair / (int)LENGTH(specials)] : 0.01 * (pair + 1);
    y[i] = i % 2 == 0 ? specials[pair % (int)LENGTH(specials)] : 0.37 * (pair % 40) - 7.0;
  }
  walras_pow_batch(x, y, out, ALL);
  for (int i = 0; i < ALL; i++)
    wrong += !same(out[i], walras_pow(x[i], y[i]));
  return wrong;
}

static void on_every_path(int64_t (*check)(void)) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++)
    if (walras_simd_select(path))
      CU_ASSERT_EQUAL(check(), 0);
  CU_ASSERT(walras_simd_select(before));
}

static void batches_have_the_bits_of_scalars_on_every_path(void) {
  on_every_path(differing_in_all_cases);
}

static void turns_have_the_bits_of_scalars_on_every_path(void) {
  on_every_path(differing_turns);
}

static void powers_have_the_bits_of_scalars_on_every_path(void) {
  on_every_path(differing_powers);
}

WALRAS_UNIT_TESTS(UNIT(batches_have_the_bits_of_scalars_on_every_path), UNIT(turns_have_the_bits_of_scalars_on_every_path),
                  UNIT(powers_have_the_bits_of_scalars_on_every_path))
