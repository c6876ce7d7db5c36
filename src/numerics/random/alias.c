/*
 * Alias tables (Walker 1977; built as in Vose, "A linear algorithm for generating random numbers with a given distribution", 1991):
 * entry i is kept with probability `threshold`, else `other` is drawn instead. One draw picks both: the high word of draw * count is the
 * entry, the low word, uniform given the entry up to 2^-64 count, the coin.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "walras/random.h"

__extension__ typedef unsigned __int128 wide;

typedef struct alias_entry {
  double threshold;
  int64_t other;
} alias_entry;

struct walras_alias {
  int64_t count;
  alias_entry entry[]; /* [count] */
};

/* Sum of the weights with Neumaier's (1974) compensation: a plain one would be off by entries when there are 10^8 of them. */
static bool sum_weights(const double *weights, int64_t count, double *sum) {
  double plain = 0.0, lost = 0.0;
  for (int64_t i = 0; i < count; i++) {
    if (!(weights[i] >= 0.0) || isinf(weights[i]))
      return false;
    const double next = plain + weights[i];
    lost += plain >= weights[i] ? (plain - next) + weights[i] : (weights[i] - next) + plain;
    plain = next;
  }
  *sum = plain + lost;
  return count > 0 && *sum > 0.0 && isfinite(*sum);
}

/* Each step gives one light entry its partner; a heavy one that fell below 1 becomes light itself. `stack` [count] is scratch. */
static void pair_entries(const double *weights, double sum, walras_alias *alias, int64_t *stack) {
  alias_entry *const entry = alias->entry;
  /* Light entries from the bottom of the stack, heavy ones from its top. */
  int64_t light = 0, heavy = alias->count, heaviest = 0;
  for (int64_t i = 0; i < alias->count; i++) {
    entry[i] = (alias_entry){.threshold = weights[i] / sum * (double)alias->count, .other = i};
    heaviest = weights[i] > weights[heaviest] ? i : heaviest;
    if (entry[i].threshold < 1.0)
      stack[light++] = i;
    else
      stack[--heavy] = i;
  }
  while (light > 0 && heavy < alias->count) {
    const int64_t low = stack[--light], high = stack[heavy];
    entry[low].other = high;
    entry[high].threshold -= 1.0 - entry[low].threshold;
    if (entry[high].threshold < 1.0) {
      heavy++;
      stack[light++] = high;
    }
  }
  /* Rounding may leave some over: of thresholds near 1, or near 0 (a weight of zero must never be drawn). */
  while (heavy < alias->count)
    entry[stack[heavy++]].threshold = 1.0;
  while (light > 0) {
    const int64_t low = stack[--light];
    if (entry[low].threshold > 0.5)
      entry[low].threshold = 1.0;
    else
      entry[low].other = heaviest;
  }
}

walras_status walras_alias_create(const double *weights, int64_t count, walras_alias **result, walras_error *error) {
  double sum = 0.0;
  *result = NULL;
  if (!sum_weights(weights, count, &sum))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%lld weights must be finite, non-negative and of positive finite sum",
                       (long long)count);
  if ((uint64_t)count > (SIZE_MAX - sizeof(walras_alias)) / sizeof(alias_entry))
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "an alias table of %lld weights is beyond the address space",
                       (long long)count);
  walras_alias *alias = malloc(sizeof *alias + (size_t)count * sizeof *alias->entry);
  int64_t *stack = malloc((size_t)count * sizeof *stack);
  if (alias == NULL || stack == NULL) {
    free(stack);
    free(alias);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for an alias table of %lld weights", (long long)count);
  }
  alias->count = count;
  pair_entries(weights, sum, alias, stack);
  free(stack);
  *result = alias;
  return WALRAS_OK;
}

void walras_alias_destroy(walras_alias *alias) {
  free(alias);
}

int64_t walras_alias_draw(const walras_alias *alias, const walras_stream *stream, uint64_t entity, uint32_t draw) {
  const wide product = (wide)walras_bits(stream, entity, draw) * (uint64_t)alias->count;
  const alias_entry *const entry = &alias->entry[(int64_t)(product >> 64)];
  return walras_uniform_from_bits((uint64_t)product) < entry->threshold ? (int64_t)(product >> 64) : entry->other;
}
