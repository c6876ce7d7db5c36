/* Exact selection over the group: refinement of integer histograms, sixteen bits of an order-preserving key at a time. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/trial_state.h"
#include "numerics/sorting/keys.h"

enum { DIGIT_BITS = 16, DIGITS = 1 << DIGIT_BITS, PASSES = 4 };

typedef struct selection {
  walras_values_function values;
  void *context;
  walras_scratch *scratch;
  uint64_t prefix; /* the digits found so far */
  int pass;
} selection;

static walras_status count_digits(const walras_block *block, void *context) {
  const selection *s = context;
  double *values = walras_block_scratch(block, s->scratch);
  const walras_status status = s->values(block, values, s->context);
  if (status != WALRAS_OK)
    return status;
  const int shift = 64 - DIGIT_BITS * (s->pass + 1);
  for (int64_t i = 0; i < block->count; i++) {
    if (isnan(values[i]))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC, "the value of entity %lld is not a number",
                               (long long)(block->first + i));
    const uint64_t key = walras_real_key(values[i]);
    if (s->pass == 0 || key >> (shift + DIGIT_BITS) == s->prefix)
      block->counts[key >> shift & (DIGITS - 1)]++;
  }
  return WALRAS_OK;
}

static walras_status select_rank(walras_population *population, selection *s, walras_reduction *reduction, int64_t rank,
                                 double *out) {
  s->prefix = 0;
  for (s->pass = 0; s->pass < PASSES; s->pass++) {
    const walras_status status = walras_for_each_block(population, count_digits, s, reduction);
    if (status != WALRAS_OK)
      return status;
    const int64_t *counts = walras_reduction_counts(reduction);
    uint64_t digit = 0;
    while (rank >= counts[digit])
      rank -= counts[digit++];
    s->prefix = s->prefix << DIGIT_BITS | digit;
  }
  *out = walras_real_of_key(s->prefix);
  return WALRAS_OK;
}

static walras_status prepare(walras_population *population, walras_values_function values, void *context, selection *s,
                             walras_reduction **reduction) {
  walras_trial *trial = population->trial;
  *s = (selection){.values = values, .context = context};
  walras_status status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = DIGITS}, reduction);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)population->block_size * sizeof(double), &s->scratch);
  return status;
}

walras_status walras_order_statistics(walras_population *population, walras_values_function values, void *context,
                                      const int64_t *ranks, int64_t count, double *out) {
  selection s;
  walras_reduction *reduction;
  walras_status status = prepare(population, values, context, &s, &reduction);
  for (int64_t i = 0; status == WALRAS_OK && i < count; i++) {
    if (ranks[i] < 0 || ranks[i] >= population->entities)
      return WALRAS_TRIAL_FAIL(population->trial, WALRAS_ERROR_RANGE,
                               "order statistic %lld of population '%s' with %lld entities", (long long)ranks[i],
                               population->name, (long long)population->entities);
    status = select_rank(population, &s, reduction, ranks[i], &out[i]);
  }
  return status;
}

/* Values above the threshold, and those equal to it: gathered as (value, id) in block order. */
typedef struct top_search {
  selection selection;
  walras_gather *gather;
  walras_scratch *found;
  double threshold;
  int64_t k;
} top_search;

static walras_status emit_top(const walras_block *block, void *context) {
  top_search *top = context;
  double *values = walras_block_scratch(block, top->selection.scratch);
  walras_extremum *found = walras_block_scratch(block, top->found);
  const walras_status status = top->selection.values(block, values, top->selection.context);
  int64_t count = 0, ties = 0;
  if (status != WALRAS_OK)
    return status;
  /* At most k ties of one block can matter, and they are its first ones. */
  for (int64_t i = 0; i < block->count; i++)
    if (values[i] > top->threshold || (values[i] == top->threshold && ties++ < top->k))
      found[count++] = (walras_extremum){.value = values[i], .id = block->first + i};
  return walras_block_emit(block, top->gather, found, count * (int64_t)sizeof *found);
}

static int by_value_then_id(const void *left, const void *right) {
  const walras_extremum *a = left, *b = right;
  if (a->value != b->value)
    return a->value > b->value ? -1 : 1;
  return a->id < b->id ? -1 : 1;
}

walras_status walras_top_k(walras_population *population, walras_values_function values, void *context, int64_t k,
                           walras_extremum *top, int64_t *found) {
  walras_trial *trial = population->trial;
  *found = k < population->entities ? k : population->entities;
  if (k <= 0 || population->entities == 0) {
    *found = 0;
    return WALRAS_OK;
  }
  top_search search = {.k = k};
  walras_reduction *reduction;
  walras_status status = prepare(population, values, context, &search.selection, &reduction);
  if (status == WALRAS_OK)
    status = select_rank(population, &search.selection, reduction, population->entities - *found, &search.threshold);
  if (status == WALRAS_OK)
    status = walras_gather_create(population, &search.gather);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)population->block_size * sizeof(walras_extremum), &search.found);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, emit_top, &search, NULL);
  const void *data = NULL;
  const int64_t *offsets = NULL;
  if (status == WALRAS_OK)
    status = walras_gather_all(search.gather, &data, &offsets);
  if (status != WALRAS_OK)
    return status;
  const int64_t count = offsets[population->blocks] / (int64_t)sizeof(walras_extremum);
  walras_extremum *sorted = walras_trial_allocate(trial, count, sizeof *sorted);
  if (sorted != NULL) {
    memcpy(sorted, data, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_value_then_id);
    memcpy(top, sorted, (size_t)*found * sizeof *top);
  }
  return walras_trial_agree(trial, WALRAS_OPERATION_GATHER);
}
