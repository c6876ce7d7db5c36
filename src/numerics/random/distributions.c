#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "walras/elementary.h"
#include "walras/random.h"

/* Box and Muller (1958): radius from the block's first half, angle from its second. */
double walras_normal(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  const uint32_t even = draw & ~1u;
  const walras_words words = walras_draw(stream, entity, draw / 2);
  const double radius_uniform = walras_uniform_from_bits(words.word[0] | (uint64_t)words.word[1] << 32);
  const double turn = walras_uniform_from_bits(words.word[2] | (uint64_t)words.word[3] << 32);
  double sine, cosine;
  walras_sincos_turn(turn, &sine, &cosine);
  return sqrt(-2.0 * walras_log(radius_uniform)) * (draw == even ? cosine : sine);
}

double walras_exponential(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  return -walras_log(walras_uniform(stream, entity, draw));
}

__extension__ typedef unsigned __int128 wide;

uint64_t walras_bounded(const walras_stream *stream, uint64_t entity, uint32_t draw, uint64_t bound) {
  assert(bound > 0);
  return (uint64_t)((wide)walras_bits(stream, entity, draw) * bound >> 64);
}

/* The first index whose cumulative weight exceeds the target. */
int64_t walras_categorical(const walras_stream *stream, uint64_t entity, uint32_t draw, const double *cumulative, int64_t count) {
  assert(count > 0);
  const double target = walras_uniform(stream, entity, draw) * cumulative[count - 1];
  int64_t low = 0, high = count - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (cumulative[middle] > target)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

walras_status walras_permutation(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count,
                                 int64_t *permutation, walras_error *error) {
  if (count < 0 || (int64_t)first_draw + count > 2 * (int64_t)WALRAS_DRAW_BLOCK_LIMIT)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE,
                       "a permutation of %lld entries from draw %u needs more draws than an entity has", (long long)count,
                       first_draw);
  for (int64_t i = 0; i < count; i++)
    permutation[i] = i;
  for (int64_t i = 0; i + 1 < count; i++) {
    const int64_t j = i + (int64_t)walras_bounded(stream, entity, first_draw + (uint32_t)i, (uint64_t)(count - i));
    const int64_t kept = permutation[i];
    permutation[i] = permutation[j];
    permutation[j] = kept;
  }
  return WALRAS_OK;
}

/* ---- alias tables (Vose 1991) ---- */

struct walras_alias {
  int64_t count;
  double *threshold; /* [count] */
  int64_t *other;    /* [count] */
};

static bool weights_are_valid(const double *weights, int64_t count, double *sum) {
  *sum = 0.0;
  for (int64_t i = 0; i < count; i++) {
    if (!(weights[i] >= 0.0) || isinf(weights[i]))
      return false;
    *sum += weights[i];
  }
  return count > 0 && *sum > 0.0 && isfinite(*sum);
}

walras_status walras_alias_create(const double *weights, int64_t count, walras_alias **result, walras_error *error) {
  double sum;
  *result = NULL;
  if (!weights_are_valid(weights, count, &sum))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%lld weights must be finite, non-negative and of positive sum",
                       (long long)count);
  walras_alias *alias = calloc(1, sizeof *alias);
  int64_t *stack = malloc((size_t)count * sizeof *stack);
  if (alias != NULL) {
    alias->count = count;
    alias->threshold = malloc((size_t)count * sizeof *alias->threshold);
    alias->other = malloc((size_t)count * sizeof *alias->other);
  }
  if (alias == NULL || stack == NULL || alias->threshold == NULL || alias->other == NULL) {
    walras_alias_destroy(alias);
    free(stack);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for an alias table of %lld weights", (long long)count);
  }
  /* Small entries from the bottom of the stack, large ones from its top. */
  int64_t small = 0, large = count;
  for (int64_t i = 0; i < count; i++) {
    alias->threshold[i] = weights[i] / sum * (double)count;
    alias->other[i] = i;
    if (alias->threshold[i] < 1.0)
      stack[small++] = i;
    else
      stack[--large] = i;
  }
  while (small > 0 && large < count) {
    const int64_t low = stack[--small], high = stack[large];
    alias->other[low] = high;
    alias->threshold[high] -= 1.0 - alias->threshold[low];
    if (alias->threshold[high] < 1.0) {
      large++;
      stack[small++] = high;
    }
  }
  while (small > 0)
    alias->threshold[stack[--small]] = 1.0;
  while (large < count)
    alias->threshold[stack[large++]] = 1.0;
  free(stack);
  *result = alias;
  return WALRAS_OK;
}

void walras_alias_destroy(walras_alias *alias) {
  if (alias == NULL)
    return;
  free(alias->threshold);
  free(alias->other);
  free(alias);
}

int64_t walras_alias_draw(const walras_alias *alias, const walras_stream *stream, uint64_t entity, uint32_t draw) {
  const wide product = (wide)walras_bits(stream, entity, draw) * (uint64_t)alias->count;
  const int64_t index = (int64_t)(product >> 64);
  return walras_uniform_from_bits((uint64_t)product) < alias->threshold[index] ? index : alias->other[index];
}
