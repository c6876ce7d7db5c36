#include "models/llm-economist/inequality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/llm-economist/metrics.h"
#include "models/llm-economist/society.h"
#include "numerics/inequality/gini.h"
#include "numerics/sorting/reals.h"

enum {
  BUCKETS_MOST = 4096,
  OCTAVE_BINS = 256, /* of a first histogram of incomes, which the buckets are cut from */
  LOWEST_OCTAVE = -8,
  OCTAVES = 64,
  BINS = OCTAVES * OCTAVE_BINS + 1, /* the first one: below the lowest octave */
  SPLITTERS_MOST = BUCKETS_MOST + WALRAS_TAX_BRACKETS_MOST,
  BUCKET_WORKERS = ECONOMIST_BLOCK, /* of a bucket in the middle of its size */
  WINDOW_WORKERS = 1 << 24          /* sent at a time: what the exchange holds in memory */
};

enum ordering_sum { TOTAL_INCOME, SPREAD_INCOME, TOTAL_COIN, SPREAD_COIN, ORDERING_SUMS };

/* What all blocks of an ordering share. */
typedef struct ordering {
  const economist_course *course;
  walras_scratch *scratch;
  walras_exchange *exchange;
  double rebate;
  int64_t buckets;
  const double *splitter; /* [buckets - 1] ascending */
  const int64_t *
      rank; /* [2 buckets]: of the first worker in bucket k at 2 k, and of the first one equal to its upper splitter at 2 k + 1 */
  int64_t window, window_end; /* buckets that are sent now */
} ordering;

typedef struct ordering_desk {
  economist_desk desk;
  double income[ECONOMIST_BLOCK], coin[ECONOMIST_BLOCK], work[ECONOMIST_BLOCK];
} ordering_desk;

/* Incomes of a block in the order of workers, and their coin. */
static void fill_incomes(const ordering *o, const walras_block *block, ordering_desk *desk) {
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const walras_tax_choices done = economist_last_choices(o->course, block, first, count, &desk->desk);
    memcpy(desk->income + first, done.income, (size_t)count * sizeof(double));
    for (int64_t i = 0; i < count; i++)
      desk->coin[first + i] = (done.income[i] - done.tax[i]) + o->rebate;
  }
}

/* Adds what sorted incomes at these ranks contribute. coin may be income itself. */
static void add_piece(const walras_block *block, const walras_inequality *income, const walras_inequality *coin) {
  block->sums[TOTAL_INCOME] += income->total;
  block->sums[SPREAD_INCOME] += income->spread;
  block->sums[TOTAL_COIN] += coin->total;
  block->sums[SPREAD_COIN] += coin->spread;
}

static walras_status ordered_block(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  const int64_t n = o->course->economy.p->n_workers;
  fill_incomes(o, block, desk);
  const walras_inequality income = walras_inequality_piece(desk->income, block->count, block->first, n);
  const walras_inequality coin = walras_inequality_piece(desk->coin, block->count, block->first, n);
  add_piece(block, &income, &coin);
  return WALRAS_OK;
}

static walras_status single_block(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  fill_incomes(o, block, desk);
  walras_sort_reals(desk->income, block->count, desk->work);
  walras_sort_reals(desk->coin, block->count, desk->work);
  const walras_inequality income = walras_inequality_of_sorted(desk->income, block->count);
  const walras_inequality coin = walras_inequality_of_sorted(desk->coin, block->count);
  add_piece(block, &income, &coin);
  return WALRAS_OK;
}

/* The bin of an income from its exponent and the first bits of its fraction; its lower edge is the number of those bits alone. */
static int64_t bin_of(double income) {
  uint64_t bits;
  memcpy(&bits, &income, sizeof bits);
  const int64_t bin = (int64_t)(bits >> 44) - (int64_t)(1023 + LOWEST_OCTAVE) * OCTAVE_BINS + 1;
  return bin < 1 || income <= 0.0 ? 0 : bin < BINS ? bin : BINS - 1;
}

static double bin_edge(int64_t bin) {
  const uint64_t bits = (uint64_t)(bin - 1 + (int64_t)(1023 + LOWEST_OCTAVE) * OCTAVE_BINS) << 44;
  double edge;
  memcpy(&edge, &bits, sizeof edge);
  return edge;
}

static walras_status histogram_block(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  fill_incomes(o, block, desk);
  for (int64_t i = 0; i < block->count; i++)
    block->counts[bin_of(desk->income[i])]++;
  return WALRAS_OK;
}

/* 2 k for bucket k, 2 k + 1 for a value equal to the splitter above it. */
static int64_t place_of(const ordering *o, double income) {
  int64_t low = 0, high = o->buckets - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (o->splitter[middle] < income)
      low = middle + 1;
    else
      high = middle;
  }
  return 2 * low + (low < o->buckets - 1 && o->splitter[low] == income);
}

static walras_status count_block(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  fill_incomes(o, block, desk);
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t place = place_of(o, desk->income[i]);
    block->counts[place]++;
    if (place % 2 == 1)
      walras_offer_minimum(&block->minima[place / 2], desk->coin[i], block->first + i);
  }
  return WALRAS_OK;
}

static walras_status send_block(const walras_block *block, void *context) {
  const ordering *o = context;
  ordering_desk *desk = walras_block_scratch(block, o->scratch);
  fill_incomes(o, block, desk);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++) {
    const int64_t place = place_of(o, desk->income[i]), bucket = place / 2;
    const double pair[] = {desk->income[i], desk->coin[i]};
    if (place % 2 == 0 && bucket >= o->window && bucket < o->window_end)
      status = walras_exchange_send(block, o->exchange, block->first + i, bucket, pair);
  }
  return status;
}

/* Sorts a bucket's incomes, and its coin, which come into the same order of workers but for ties. */
static walras_status bucket_block(const walras_block *block, void *context) {
  const ordering *o = context;
  const int64_t n = o->course->economy.p->n_workers, bucket = block->first;
  if (bucket < o->window || bucket >= o->window_end)
    return WALRAS_OK;
  const walras_mail mail = walras_block_mail(block, o->exchange, bucket);
  const double *pairs = mail.items;
  double *memory = malloc((size_t)(3 * mail.count + 1) * sizeof *memory);
  if (memory == NULL)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MEMORY, "n_workers: no memory to sort %lld incomes",
                             (long long)mail.count);
  for (int64_t i = 0; i < mail.count; i++) {
    memory[i] = pairs[2 * i];
    memory[mail.count + i] = pairs[2 * i + 1];
  }
  walras_sort_reals(memory, mail.count, memory + 2 * mail.count);
  walras_sort_reals(memory + mail.count, mail.count, memory + 2 * mail.count);
  const walras_inequality income = walras_inequality_piece(memory, mail.count, o->rank[2 * bucket], n);
  const walras_inequality coin = walras_inequality_piece(memory + mail.count, mail.count, o->rank[2 * bucket], n);
  add_piece(block, &income, &coin);
  free(memory);
  return WALRAS_OK;
}

typedef struct ordering_sums {
  double sum[ORDERING_SUMS];
} ordering_sums;

static void add_sums(ordering_sums *all, const double *sums) {
  for (int k = 0; k < ORDERING_SUMS; k++)
    all->sum[k] += sums[k];
}

/* Edges of bins at about even numbers of workers, and the incomes that many workers share: none, and the cutoffs. Ascending and distinct. */
static int64_t choose_splitters(const ordering *o, const int64_t *bins, double *splitter, double *work) {
  const economist_economy *economy = &o->course->economy;
  const int64_t wanted = economy->p->n_workers / BUCKET_WORKERS + 1, buckets = wanted < BUCKETS_MOST ? wanted : BUCKETS_MOST;
  const int64_t size = economy->p->n_workers / buckets;
  int64_t count = 0, filled = 0, kept = 0;
  for (int j = 0; j < economy->brackets.brackets; j++)
    splitter[count++] = economy->brackets.cutoff[j];
  for (int64_t bin = 0; bin + 1 < BINS; bin++) {
    filled += bins[bin];
    if (filled < size || count == SPLITTERS_MOST)
      continue;
    splitter[count++] = bin_edge(bin + 1);
    filled = 0;
  }
  walras_sort_reals(splitter, count, work);
  for (int64_t k = 0; k < count; k++)
    if (kept == 0 || splitter[k] > splitter[kept - 1])
      splitter[kept++] = splitter[k];
  return kept;
}

/* How many workers lie between and on the splitters, and what those on them add. */
static walras_status count_buckets(ordering *o, int64_t *rank, ordering_sums *all) {
  const economist_economy *economy = &o->course->economy;
  const int64_t n = economy->p->n_workers, buckets = o->buckets;
  walras_reduction *reduction = NULL;
  walras_status status =
      walras_reduction_create(economy->trial, &(walras_reduction_shape){.counts = 2 * buckets, .minima = buckets}, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(economy->workers, count_block, o, reduction);
  if (status != WALRAS_OK)
    return status;
  int64_t before = 0;
  for (int64_t place = 0; place < 2 * buckets; place++) {
    const int64_t count = walras_reduction_counts(reduction)[place];
    rank[place] = before;
    if (place % 2 == 1 && count > 0) {
      const double coin_value = walras_reduction_minimum(reduction, place / 2).value;
      const walras_inequality income = walras_inequality_ties(o->splitter[place / 2], count, before, n);
      const walras_inequality coin = walras_inequality_ties(coin_value, count, before, n);
      add_sums(all, (const double[]){income.total, income.spread, coin.total, coin.spread});
    }
    before += count;
  }
  return WALRAS_OK;
}

static walras_status find_buckets(ordering *o, ordering_sums *all) {
  const economist_economy *economy = &o->course->economy;
  walras_reduction *reduction = NULL;
  double *splitter = walras_trial_allocate(economy->trial, SPLITTERS_MOST, sizeof *splitter);
  double *work = walras_trial_allocate(economy->trial, SPLITTERS_MOST, sizeof *work);
  int64_t *rank = walras_trial_allocate(economy->trial, 2 * (SPLITTERS_MOST + 1), sizeof *rank);
  walras_status status = walras_trial_status(economy->trial);
  if (status == WALRAS_OK)
    status = walras_reduction_create(economy->trial, &(walras_reduction_shape){.counts = BINS}, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(economy->workers, histogram_block, o, reduction);
  if (status != WALRAS_OK)
    return status;
  o->buckets = choose_splitters(o, walras_reduction_counts(reduction), splitter, work) + 1;
  o->splitter = splitter;
  o->rank = rank;
  return count_buckets(o, rank, all);
}

static walras_status sort_windows(ordering *o, walras_population *buckets, walras_reduction *reduction, ordering_sums *all) {
  const int64_t n = o->course->economy.p->n_workers, windows = (n + WINDOW_WORKERS - 1) / WINDOW_WORKERS;
  for (int64_t w = 0; w < windows; w++) {
    o->window = o->buckets * w / windows;
    o->window_end = o->buckets * (w + 1) / windows;
    walras_status status = walras_for_each_block(o->course->economy.workers, send_block, o, NULL);
    if (status == WALRAS_OK)
      status = walras_exchange_deliver(o->exchange);
    if (status == WALRAS_OK)
      status = walras_for_each_block(buckets, bucket_block, o, reduction);
    if (status != WALRAS_OK)
      return status;
    add_sums(all, walras_reduction_sums(reduction));
    walras_exchange_clear(o->exchange);
  }
  return WALRAS_OK;
}

static walras_status sort_by_buckets(ordering *o, walras_reduction *reduction, ordering_sums *all) {
  walras_trial *trial = o->course->economy.trial;
  walras_population *buckets = NULL;
  walras_status status = find_buckets(o, all);
  if (status != WALRAS_OK)
    return status;
  const walras_population_input input = {.name = "income buckets", .entities = o->buckets, .block_size = 1, .uneven = true};
  status = walras_population_create(trial, &input, &buckets);
  if (status == WALRAS_OK)
    status = walras_exchange_create(buckets, 2 * sizeof(double), &o->exchange);
  return status == WALRAS_OK ? sort_windows(o, buckets, reduction, all) : status;
}

static void record_gini(walras_trial *trial, int metric, int64_t n, double total, double spread) {
  const walras_inequality inequality = {.count = n, .total = total, .spread = spread};
  walras_record_real(trial, metric, total > 0.0 ? walras_gini(&inequality, WALRAS_GINI_POPULATION) : (double)NAN);
}

walras_status economist_record_inequality(economist_course *course) {
  const economist_economy *economy = &course->economy;
  const int64_t n = economy->p->n_workers;
  const bool ordered = economy->p->skill_sampling == SAMPLING_QUANTILE && economist_is_stationary(economy->p);
  ordering o = {.course = course, .rebate = economist_rebate(economy, &course->now->totals)};
  ordering_sums all = {{0}};
  walras_reduction *reduction = NULL;
  walras_status status = walras_scratch_create(economy->trial, sizeof(ordering_desk), &o.scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(economy->trial, &(walras_reduction_shape){.sums = ORDERING_SUMS}, &reduction);
  if (status != WALRAS_OK)
    return status;
  if (ordered || n <= ECONOMIST_BLOCK) {
    status = walras_for_each_block(economy->workers, ordered ? ordered_block : single_block, &o, reduction);
    if (status == WALRAS_OK)
      add_sums(&all, walras_reduction_sums(reduction));
  } else {
    status = sort_by_buckets(&o, reduction, &all);
  }
  if (status != WALRAS_OK)
    return status;
  record_gini(economy->trial, METRIC_GINI_INCOME, n, all.sum[TOTAL_INCOME], all.sum[SPREAD_INCOME]);
  record_gini(economy->trial, METRIC_GINI_COIN, n, all.sum[TOTAL_COIN], all.sum[SPREAD_COIN]);
  return WALRAS_OK;
}
