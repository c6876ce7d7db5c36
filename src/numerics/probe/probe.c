#include "numerics/probe/probe.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "numerics/elementary/inline.h"
#include "numerics/random/plackett_luce.h"
#include "walras/elementary.h"
#include "walras/random.h"

enum { COUNT = 256, BOUND = 1000003 };
static const uint64_t start = UINT64_C(0x9e3779b97f4a7c15),
                      factor = UINT64_C(0xd6e8feb86659fd93); /* odd: no difference is lost */

/* ---- hashes of bits ---- */

static uint64_t mix(uint64_t hash, uint64_t bits) {
  hash = (hash ^ bits) * factor;
  return hash ^ hash >> 32;
}

/* Which of the many NaN it is means nothing, and differs between compilers. */
static uint64_t mix_reals(uint64_t hash, const double *values, int count) {
  for (int i = 0; i < count; i++)
    hash = mix(hash, isnan(values[i]) ? UINT64_C(0x7ff8000000000000) : walras_bits_of(values[i]));
  return hash;
}

static uint64_t mix_words(uint64_t hash, const uint32_t *words, int count) {
  for (int i = 0; i < count; i++)
    hash = mix(hash, words[i]);
  return hash;
}

/* ---- arguments ---- */

typedef enum domain { REAL, POSITIVE, UNIT } domain;

static const walras_stream *draws_from(void) {
  static const walras_stream stream = {.key = {0x243f6a88, 0x85a308d3}, .round = 7, .stream = UINT32_C(5) << 20};
  return &stream;
}

static double power_of_two(int exponent) {
  return walras_from_bits((uint64_t)(1023 + exponent) << 52);
}

/* Special values of each domain first: zeros, infinities, NaN, subnormals, the largest, ends of domains, where functions change their method. Then
 * numbers of many sizes, both signs where it may be. */
static void arguments(domain from, double x[COUNT]) {
  static const double special[] = {0.0,   -0.0,    1.0,    0x1p-1074, 0x1.8p-1060, 0x1p-1022, 0.5,  0x1p-60,
                                   0.75,  NAN,     2.0,    3.0,       27.5,        8.25,      40.0, 709.78125,
                                   746.0, 171.625, 0x1p52, DBL_MAX,   INFINITY,    0x1p53,    1e22, 0x1p900};
  enum { SPECIAL = sizeof special / sizeof *special, UNIT_SPECIAL = 9 };
  const int count = from == UNIT ? UNIT_SPECIAL : SPECIAL;
  for (int i = 0; i < COUNT; i++) {
    const double u = walras_uniform(draws_from(), (uint64_t)i, 0);
    if (i < count)
      x[i] = special[i];
    else if (from == UNIT)
      x[i] = i % 2 == 0 ? u * power_of_two(-(i % 54)) : 1.0 - u * power_of_two(-(i % 53));
    else if (from == REAL && i < 2 * count)
      x[i] = -special[i - count];
    else
      x[i] = (from == REAL && i % 2 == 0 ? -u : u) * power_of_two(i % 41 - 30);
  }
}

/* ---- the parts ---- */

typedef double scalar_function(double x);
typedef void batch_function(const double *x, double *out, int64_t count);

/* The batch, and one value in seven by the scalar form. */
static uint64_t probe_function(domain from, scalar_function *scalar, batch_function *batch) {
  double x[COUNT], out[COUNT];
  arguments(from, x);
  batch(x, out, COUNT);
  uint64_t hash = mix_reals(start, out, COUNT);
  for (int i = 0; i < COUNT; i += 7)
    hash = mix_reals(hash, (double[]){scalar(x[i])}, 1);
  return hash;
}

#define PROBE_FUNCTION(name, from)                                                                                               \
  static uint64_t probe_##name(void) {                                                                                           \
    return probe_function(from, walras_##name, walras_##name##_batch);                                                           \
  }
PROBE_FUNCTION(exp, REAL)
PROBE_FUNCTION(log, POSITIVE)
PROBE_FUNCTION(log1p, REAL)
PROBE_FUNCTION(expm1, REAL)
PROBE_FUNCTION(sin, REAL)
PROBE_FUNCTION(cos, REAL)
PROBE_FUNCTION(tanh, REAL)
PROBE_FUNCTION(erf, REAL)
PROBE_FUNCTION(erfc, REAL)
PROBE_FUNCTION(lgamma, REAL)
PROBE_FUNCTION(normal_quantile, UNIT)
PROBE_FUNCTION(normal_cdf, REAL)

/* Bases beside exponents of every other size, so that most powers are finite. */
static uint64_t probe_pow(void) {
  double x[COUNT], y[COUNT], out[COUNT];
  arguments(POSITIVE, x);
  arguments(REAL, y);
  for (int i = 0; i < COUNT / 2; i++) {
    const double other = y[COUNT - 1 - i];
    y[COUNT - 1 - i] = y[i];
    y[i] = other;
  }
  walras_pow_batch(x, y, out, COUNT);
  uint64_t hash = mix_reals(start, out, COUNT);
  for (int i = 0; i < COUNT; i += 7)
    hash = mix_reals(hash, (double[]){walras_pow(x[i], y[i])}, 1);
  return hash;
}

static uint64_t probe_sincos_turn(void) {
  double turn[COUNT], sine[COUNT], cosine[COUNT];
  arguments(UNIT, turn);
  walras_sincos_turn_batch(turn, sine, cosine, COUNT);
  uint64_t hash = mix_reals(mix_reals(start, sine, COUNT), cosine, COUNT);
  for (int i = 0; i < COUNT; i += 7) {
    walras_sincos_turn(turn[i], &sine[i], &cosine[i]);
    hash = mix_reals(hash, (double[]){sine[i], cosine[i]}, 2);
  }
  return hash;
}

/* Entities past 32 bits, so that every word of an address matters. */
static const uint64_t first_entity = UINT64_C(0x1ffffff80);

static uint64_t probe_fill_words(void) {
  uint32_t words[4][COUNT];
  walras_fill_words(draws_from(), first_entity, COUNT, 3, (uint32_t *const[4]){words[0], words[1], words[2], words[3]});
  return mix_words(start, words[0], 4 * COUNT);
}

static uint64_t probe_fill_words_at(void) {
  uint64_t entities[COUNT];
  uint32_t blocks[COUNT], words[4][COUNT];
  for (uint32_t i = 0; i < COUNT; i++) {
    entities[i] = first_entity * i;
    blocks[i] = i * 4099 % WALRAS_DRAW_BLOCK_LIMIT;
  }
  walras_fill_words_at(draws_from(), COUNT, entities, blocks, (uint32_t *const[4]){words[0], words[1], words[2], words[3]});
  return mix_words(start, words[0], 4 * COUNT);
}

static uint64_t probe_fill_uniform(void) {
  double out[COUNT];
  walras_fill_uniform(draws_from(), first_entity, COUNT, 1, out);
  return mix_reals(start, out, COUNT);
}

static uint64_t probe_fill_uniform_draws(void) {
  double out[COUNT];
  walras_fill_uniform_draws(draws_from(), first_entity, 5, COUNT, out);
  return mix_reals(start, out, COUNT);
}

static uint64_t probe_fill_normal_pair(void) {
  double even[COUNT], odd[COUNT];
  walras_fill_normal_pair(draws_from(), first_entity, COUNT, 2, even, odd);
  return mix_reals(mix_reals(start, even, COUNT), odd, COUNT);
}

static uint64_t probe_fill_exponential(void) {
  double out[COUNT];
  walras_fill_exponential(draws_from(), first_entity, COUNT, 4, out);
  return mix_reals(start, out, COUNT);
}

static uint64_t probe_uniform(void) {
  uint64_t hash = start;
  for (uint64_t i = 0; i < COUNT / 4; i++)
    hash = mix_reals(hash, (double[]){walras_uniform(draws_from(), first_entity + i, (uint32_t)i)}, 1);
  return hash;
}

static uint64_t probe_normal(void) {
  uint64_t hash = start;
  for (uint64_t i = 0; i < COUNT / 4; i++)
    hash = mix_reals(hash, (double[]){walras_normal(draws_from(), first_entity + i, (uint32_t)i)}, 1);
  return hash;
}

static uint64_t probe_bounded(void) {
  uint64_t hash = start;
  for (uint64_t i = 0; i < COUNT / 4; i++)
    hash = mix(hash, walras_bounded(draws_from(), first_entity + i, (uint32_t)i, BOUND));
  return hash;
}

static uint64_t probe_plackett_luce(void) {
  enum { SLOTS = 31, CHOICES = 6, CHOOSERS = 64 };
  double weight[SLOTS], cumulative[SLOTS + 1] = {0.0};
  uint32_t words[CHOICES][CHOOSERS] = {{0}};
  int32_t taken[CHOICES][CHOOSERS];
  for (int slot = 0; slot < SLOTS; slot++) {
    weight[slot] = slot % 9 == 4 ? 0.0 : walras_uniform(draws_from(), (uint64_t)slot, 9);
    cumulative[slot + 1] = cumulative[slot] + weight[slot];
  }
  for (int choice = 0; choice < CHOICES; choice++)
    walras_fill_words(draws_from(), first_entity, CHOOSERS, (uint32_t)choice,
                      (uint32_t *const[4]){words[choice], NULL, NULL, NULL});
  walras_plackett_luce(&(walras_urn){SLOTS, weight, cumulative}, CHOICES, CHOOSERS, words[0], CHOOSERS, taken[0]);
  uint64_t hash = start;
  for (int i = 0; i < CHOICES * CHOOSERS; i++)
    hash = mix(hash, (uint64_t)taken[i / CHOOSERS][i % CHOOSERS]);
  return hash;
}

/* Another reference here is a change of results: it goes with the store's format. */
static const struct {
  const char *name;
  uint64_t (*hash)(void);
  uint64_t reference;
} parts[WALRAS_PROBE_PARTS] = {
    {"exp", probe_exp, UINT64_C(0x773364411df383f8)},
    {"log", probe_log, UINT64_C(0xae27c4c2234c0445)},
    {"log1p", probe_log1p, UINT64_C(0x4492ac67484fd005)},
    {"expm1", probe_expm1, UINT64_C(0xdace2410ac093bc9)},
    {"pow", probe_pow, UINT64_C(0x67be3fdf61f55560)},
    {"sin", probe_sin, UINT64_C(0x75a601c844d5d4b2)},
    {"cos", probe_cos, UINT64_C(0x288595742db20624)},
    {"sincos_turn", probe_sincos_turn, UINT64_C(0xaddfe3d2b54a2f80)},
    {"tanh", probe_tanh, UINT64_C(0x28bcac8b983b1f91)},
    {"erf", probe_erf, UINT64_C(0xcded12421649dc9e)},
    {"erfc", probe_erfc, UINT64_C(0xb0c0915e1ae35f16)},
    {"lgamma", probe_lgamma, UINT64_C(0xe0a60f32f7f03522)},
    {"normal_quantile", probe_normal_quantile, UINT64_C(0x87c246e211c8c7ec)},
    {"normal_cdf", probe_normal_cdf, UINT64_C(0x98066a6792aaff11)},
    {"fill_words", probe_fill_words, UINT64_C(0xfef780263cd05af9)},
    {"fill_words_at", probe_fill_words_at, UINT64_C(0x13ee9bca9279072f)},
    {"fill_uniform", probe_fill_uniform, UINT64_C(0x65c11a947f57806a)},
    {"fill_uniform_draws", probe_fill_uniform_draws, UINT64_C(0x477e1f2e4ddde36b)},
    {"fill_normal_pair", probe_fill_normal_pair, UINT64_C(0x16ceb6138ad0aa19)},
    {"fill_exponential", probe_fill_exponential, UINT64_C(0x0f966244f5e4c051)},
    {"uniform", probe_uniform, UINT64_C(0x5e1f2a299bd207e4)},
    {"normal", probe_normal, UINT64_C(0xaf10e87423722d17)},
    {"bounded", probe_bounded, UINT64_C(0xe99728c9042b0ac8)},
    {"plackett_luce", probe_plackett_luce, UINT64_C(0xe50249b9da24ffa8)},
};

void walras_probe(uint64_t hashes[WALRAS_PROBE_PARTS]) {
  for (int part = 0; part < WALRAS_PROBE_PARTS; part++)
    hashes[part] = parts[part].hash();
}

void walras_probe_reference(uint64_t hashes[WALRAS_PROBE_PARTS]) {
  for (int part = 0; part < WALRAS_PROBE_PARTS; part++)
    hashes[part] = parts[part].reference;
}

const char *walras_probe_name(int part) {
  return parts[part].name;
}

int walras_probe_compare(const uint64_t a[WALRAS_PROBE_PARTS], const uint64_t b[WALRAS_PROBE_PARTS], char *names, size_t size) {
  enum { NAMED = 4 };
  int different = 0;
  size_t used = 0;
  if (names != NULL && size > 0)
    names[0] = '\0';
  for (int part = 0; part < WALRAS_PROBE_PARTS; part++) {
    if (a[part] == b[part])
      continue;
    if (names != NULL && different < NAMED && used < size)
      used += (size_t)snprintf(names + used, size - used, "%s%s", different > 0 ? ", " : "", parts[part].name);
    different++;
  }
  if (names != NULL && different > NAMED && used < size)
    snprintf(names + used, size - used, " and %d more", different - NAMED);
  return different;
}
