#include "numerics/statistics/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/quantile.h"
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

/* Statistics [width][resamples] of samples drawn with replacement. */
static void draw_statistics(const walras_bootstrap_input *in, int64_t *picked, double *values, double *statistics) {
  const uint32_t key[2] = {(uint32_t)in->key, (uint32_t)(in->key >> 32)};
  member_draws draws = {.stream = walras_stream_make(key, 0, 0)};
  for (int64_t sample = 0; sample < in->resamples; sample++) {
    for (int64_t i = 0; i < in->count; i++)
      picked[i] = draw_member(&draws, (uint64_t)in->count);
    in->statistics(picked, in->count, in->context, values);
    for (int64_t j = 0; j < in->width; j++)
      statistics[j * in->resamples + sample] = values[j];
  }
}

static walras_interval percentiles(const walras_bootstrap_input *in, double *drawn) {
  const int64_t count = walras_sort_values(drawn, in->resamples);
  if (count == 0)
    return (walras_interval){NAN, NAN};
  return (walras_interval){walras_quantile_of_sorted(drawn, count, 0.5 - 0.5 * in->confidence),
                           walras_quantile_of_sorted(drawn, count, 0.5 + 0.5 * in->confidence)};
}

bool walras_bootstrap_intervals(const walras_bootstrap_input *in, walras_interval *intervals) {
  for (int64_t j = 0; j < in->width; j++)
    intervals[j] = (walras_interval){NAN, NAN};
  if (in->count < 2 || in->resamples < 1)
    return true;
  int64_t *picked = malloc((size_t)in->count * sizeof *picked);
  double *values = malloc((size_t)in->width * sizeof *values);
  double *statistics = malloc((size_t)(in->width * in->resamples) * sizeof *statistics);
  const bool room = picked != NULL && values != NULL && statistics != NULL;
  if (room) {
    draw_statistics(in, picked, values, statistics);
    for (int64_t j = 0; j < in->width; j++)
      intervals[j] = percentiles(in, statistics + j * in->resamples);
  }
  free(picked);
  free(values);
  free(statistics);
  return room;
}
