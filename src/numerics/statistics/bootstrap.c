#include "numerics/statistics/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/quantile.h"
#include "walras/elementary.h"
#include "walras/random.h"

__extension__ typedef unsigned __int128 wide;

/* Members drawn one after the other: draw j is half j % 2 of draw block 0 of entity j / 2, made many at a time. */
enum { ENTITIES = 512, BUFFER = 2 * ENTITIES };
typedef struct member_draws {
  walras_stream stream;
  uint64_t next; /* draw */
  uint64_t bits[BUFFER];
} member_draws;

static void fill(member_draws *d) {
  uint32_t words[4][ENTITIES];
  walras_fill_words(&d->stream, d->next / 2, ENTITIES, 0, (uint32_t *const[]){words[0], words[1], words[2], words[3]});
  for (int i = 0; i < ENTITIES; i++)
    for (int half = 0; half < 2; half++)
      d->bits[2 * i + half] = words[2 * half][i] | (uint64_t)words[2 * half + 1][i] << 32;
}

/* Uniform on 0..count-1: the high word of the product, as walras_bounded. */
static int64_t draw_member(member_draws *d, uint64_t count) {
  const uint64_t at = d->next % BUFFER;
  if (at == 0)
    fill(d);
  d->next++;
  return (int64_t)((wide)d->bits[at] * count >> 64);
}

/* Statistics of `resamples` samples drawn with replacement. */
static void draw_statistics(const walras_bootstrap_input *in, int64_t *picked, double *statistics) {
  const uint32_t key[2] = {(uint32_t)in->key, (uint32_t)(in->key >> 32)};
  member_draws draws = {.stream = walras_stream_make(key, 0, 0)};
  for (int64_t sample = 0; sample < in->resamples; sample++) {
    for (int64_t i = 0; i < in->count; i++)
      picked[i] = draw_member(&draws, (uint64_t)in->count);
    statistics[sample] = in->statistic(picked, in->count, in->context);
  }
}

/* Efron's acceleration: a sixth of the skewness of the statistic as members (or blocks of them) are left out. */
static double acceleration(const walras_bootstrap_input *in, int64_t *picked) {
  double values[WALRAS_BOOTSTRAP_BLOCKS], mean = 0.0, squares = 0.0, cubes = 0.0;
  const int64_t blocks = in->count < WALRAS_BOOTSTRAP_BLOCKS ? in->count : WALRAS_BOOTSTRAP_BLOCKS;
  for (int64_t block = 0; block < blocks; block++) {
    int64_t kept = 0;
    for (int64_t i = 0; i < in->count; i++)
      if (i % blocks != block)
        picked[kept++] = i;
    values[block] = in->statistic(picked, kept, in->context);
    mean += values[block] / (double)blocks;
  }
  for (int64_t block = 0; block < blocks; block++) {
    const double d = mean - values[block];
    squares += d * d;
    cubes += d * d * d;
  }
  return squares > 0.0 ? cubes / (6.0 * squares * sqrt(squares)) : 0.0;
}

/* The probability at which BCa reads the drawn statistics for the normal quantile `z` of an end. */
static double corrected(double z, double bias, double skew) {
  const double shifted = bias + z;
  return walras_normal_cdf(bias + shifted / (1.0 - skew * shifted));
}

/* How far the median of the drawn statistics lies from the sample's own one, as a normal quantile; ties count half. */
static double bias_of(const double *sorted, int64_t drawn, double estimate) {
  double below = 0.0;
  for (int64_t i = 0; i < drawn; i++)
    below += sorted[i] < estimate ? 1.0 : sorted[i] == estimate ? 0.5 : 0.0;
  return walras_normal_quantile(below / (double)drawn);
}

static walras_interval interval_of(const walras_bootstrap_input *in, int64_t *picked, const double *sorted, int64_t drawn) {
  double low = 0.5 - 0.5 * in->confidence, high = 0.5 + 0.5 * in->confidence;
  if (in->kind == WALRAS_BOOTSTRAP_BCA) {
    for (int64_t i = 0; i < in->count; i++)
      picked[i] = i;
    const double bias = bias_of(sorted, drawn, in->statistic(picked, in->count, in->context)), skew = acceleration(in, picked);
    /* without a finite correction (the sample's own statistic lies outside of all drawn ones) there is none to apply */
    if (isfinite(bias) && isfinite(skew)) {
      low = corrected(walras_normal_quantile(low), bias, skew);
      high = corrected(walras_normal_quantile(high), bias, skew);
    }
  }
  return (walras_interval){walras_quantile_of_sorted(sorted, drawn, low), walras_quantile_of_sorted(sorted, drawn, high)};
}

bool walras_bootstrap_interval(const walras_bootstrap_input *in, walras_interval *interval) {
  *interval = (walras_interval){NAN, NAN};
  if (in->count < 2 || in->resamples < 1)
    return true;
  int64_t *picked = malloc((size_t)in->count * sizeof *picked);
  double *statistics = malloc((size_t)in->resamples * sizeof *statistics);
  const bool room = picked != NULL && statistics != NULL;
  if (room) {
    draw_statistics(in, picked, statistics);
    const int64_t drawn = walras_sort_values(statistics, in->resamples);
    if (drawn > 0)
      *interval = interval_of(in, picked, statistics, drawn);
  }
  free(picked);
  free(statistics);
  return room;
}
