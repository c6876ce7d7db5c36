#include "models/llm-economist/inequality.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/metrics.h"
#include "models/llm-economist/society.h"
#include "numerics/inequality/gini.h"

/* What the blocks share. */
typedef struct ordering {
  const economist_course *course;
  walras_scratch *scratch;
  double rebate;
  bool coin; /* income less tax plus rebate, instead of income */
} ordering;

typedef struct ordering_desk {
  economist_desk desk;
  double values[ECONOMIST_BLOCK];
} ordering_desk;

/* What the last step left a block's workers with. */
static walras_status fill_values(const walras_block *block, double *values, void *context) {
  const ordering *o = context;
  ordering_desk *memory = walras_block_scratch(block, o->scratch);
  economist_desk *desk = &memory->desk;
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const walras_tax_choices done = economist_last_choices(o->course, block, first, count, desk);
    for (int64_t i = 0; i < count; i++)
      values[first + i] = o->coin ? (done.income[i] - done.tax[i]) + o->rebate : done.income[i];
  }
  return WALRAS_OK;
}

/* A block that stands in order already; block->sums: total and spread. */
static walras_status add_ordered(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  const walras_status status = fill_values(block, desk->values, context);
  const walras_inequality piece =
      walras_inequality_piece(desk->values, block->count, block->first, o->course->economy.p->n_workers);
  block->sums[0] += piece.total;
  block->sums[1] += piece.spread;
  return status;
}

/* Workers at quantiles who answer the schedule alone stand in the order of skills, in which neither income nor coin falls. */
static walras_status add_up(ordering *o, walras_sorter *sorter, walras_reduction *reduction, walras_order_sums *sums) {
  const economist_economy *economy = &o->course->economy;
  if (sorter != NULL)
    return walras_order_sums_find(sorter, fill_values, o, sums);
  const walras_status status = walras_for_each_block(economy->workers, add_ordered, o, reduction);
  if (status == WALRAS_OK)
    *sums = (walras_order_sums){.total = walras_reduction_sum(reduction, 0), .spread = walras_reduction_sum(reduction, 1)};
  return status;
}

static walras_status record_gini(ordering *o, walras_sorter *sorter, walras_reduction *reduction, int metric, bool coin) {
  const economist_economy *economy = &o->course->economy;
  walras_order_sums sums;
  o->coin = coin;
  const walras_status status = add_up(o, sorter, reduction, &sums);
  if (status != WALRAS_OK)
    return status;
  const walras_inequality inequality = {.count = economy->p->n_workers, .total = sums.total, .spread = sums.spread};
  walras_record_real(economy->trial, metric, sums.total > 0.0 ? walras_gini(&inequality, WALRAS_GINI_POPULATION) : (double)NAN);
  return WALRAS_OK;
}

walras_status economist_record_inequality(economist_course *course) {
  const economist_economy *economy = &course->economy;
  ordering o = {.course = course, .rebate = economist_rebate(economy, &course->now->totals)};
  const bool ordered = economy->p->skill_sampling == SAMPLING_QUANTILE && economist_is_stationary(economy->p);
  walras_reduction *reduction = NULL;
  walras_sorter *sorter = NULL;
  walras_status status = walras_scratch_create(economy->trial, sizeof(ordering_desk), &o.scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(economy->trial, &(walras_reduction_shape){.sums = 2}, &reduction);
  if (status == WALRAS_OK && !ordered)
    status = walras_sorter_create(economy->workers, NULL, 0, &sorter);
  if (status == WALRAS_OK)
    status = record_gini(&o, sorter, reduction, METRIC_GINI_INCOME, false);
  return status == WALRAS_OK ? record_gini(&o, sorter, reduction, METRIC_GINI_COIN, true) : status;
}
