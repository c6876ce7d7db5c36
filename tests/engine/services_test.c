/* Trial services on 1 to 4 ranks and 1 to 3 threads, against plain serial references. */
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/trial_internal.h"
#include "walras/walras.h"

enum { ENTITIES = 10007, BLOCK = 64, BLOCKS = (ENTITIES + BLOCK - 1) / BLOCK, RECEIVERS = 301, TOP = 9, RANKS = 5 };

static int failures;
#define EXPECT(condition)                                                                                                        \
  do {                                                                                                                           \
    if (!(condition)) {                                                                                                          \
      failures++;                                                                                                                \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                                     \
    }                                                                                                                            \
  } while (0)

/* What an entity is worth: ties, zeros of both signs, infinities and sixteen orders of magnitude. */
static double value_of(int64_t entity) {
  static const double kinds[] = {1e16, -1e16, 0.0, -0.0, 1.0, 3.25e-7, INFINITY, -INFINITY};
  return entity % 97 == 0 ? kinds[entity / 97 % 8] : (double)((entity * 7919) % 1009) * 1e-3 - 0.3;
}

static double summand(int64_t entity) {
  const double value = value_of(entity);
  return isinf(value) ? 1e-300 : value;
}

static walras_status add_up(const walras_block *block, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t entity = block->first + i;
    block->totals[0] += (walras_int128)(entity + 1) * (INT64_C(1) << 62) * (entity % 2 == 0 ? 1 : -3);
    block->counts[entity % 11]++;
    block->sums[0] += summand(entity);
    block->sums[1] += 1.0 / (double)(entity + 1);
    walras_offer_minimum(&block->minima[0], value_of(entity), entity);
    walras_offer_maximum(&block->maxima[0], value_of(entity), entity);
  }
  return WALRAS_OK;
}

/* The tree's definition over block sums. */
static double tree(const double *leaves, int64_t level, int64_t index) {
  if (level == 0)
    return leaves[index];
  const double left = tree(leaves, level - 1, 2 * index);
  return (2 * index + 1) << (level - 1) < BLOCKS ? left + tree(leaves, level - 1, 2 * index + 1) : left;
}

static void check_reduction(const walras_reduction *r) {
  walras_int128 total = 0;
  double leaves[BLOCKS] = {0};
  for (int64_t entity = 0; entity < ENTITIES; entity++) {
    total += (walras_int128)(entity + 1) * (INT64_C(1) << 62) * (entity % 2 == 0 ? 1 : -3);
    leaves[entity / BLOCK] += summand(entity);
  }
  const double expected = tree(leaves, 8, 0), got = walras_reduction_sum(r, 0);
  EXPECT(walras_reduction_total(r, 0) == total);
  EXPECT(memcmp(&expected, &got, sizeof got) == 0);
  EXPECT(walras_reduction_counts(r)[3] == (ENTITIES + 10 - 3) / 11);
  EXPECT(walras_reduction_minimum(r, 0).value == -INFINITY && walras_reduction_minimum(r, 0).id == 97 * 7);
  EXPECT(walras_reduction_maximum(r, 0).value == INFINITY && walras_reduction_maximum(r, 0).id == 97 * 6);
}

static walras_status block_values(const walras_block *block, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++)
    values[i] = value_of(block->first + i);
  return WALRAS_OK;
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static walras_status check_order(walras_population *population) {
  static const int64_t ranks[RANKS] = {0, 1, ENTITIES / 2, ENTITIES - 2, ENTITIES - 1};
  double out[RANKS], sorted[ENTITIES];
  walras_extremum top[TOP];
  int64_t found = 0;
  for (int64_t entity = 0; entity < ENTITIES; entity++)
    sorted[entity] = value_of(entity);
  qsort(sorted, ENTITIES, sizeof *sorted, ascending);
  walras_status status = walras_order_statistics(population, block_values, NULL, ranks, RANKS, out);
  for (int i = 0; status == WALRAS_OK && i < RANKS; i++)
    EXPECT(out[i] == sorted[ranks[i]]);
  if (status == WALRAS_OK)
    status = walras_top_k(population, block_values, NULL, TOP, top, &found);
  EXPECT(found == TOP);
  for (int i = 0; status == WALRAS_OK && i < TOP; i++) {
    EXPECT(top[i].value == sorted[ENTITIES - 1 - i]);
    EXPECT(i == 0 || top[i].value < top[i - 1].value || top[i].id > top[i - 1].id);
  }
  return status;
}

typedef struct mail_context {
  walras_exchange *exchange;
  walras_gather *gather;
  walras_state *state;
} mail_context;

/* Each entity writes to one or two receivers, and to one of them twice. */
static walras_status send_mail(const walras_block *block, void *context) {
  const mail_context *c = context;
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t sender = block->first + i;
    for (int64_t k = 0; k < 1 + sender % 3; k++) {
      const int64_t item = sender * 10 + k;
      const walras_status status = walras_exchange_send(block, c->exchange, sender, (sender * 31 + k / 2) % RECEIVERS, &item);
      if (status != WALRAS_OK)
        return status;
    }
  }
  return WALRAS_OK;
}

static walras_status read_mail(const walras_block *block, void *context) {
  const mail_context *c = context;
  int64_t *counts = walras_block_state(block, c->state), sums[BLOCK];
  for (int64_t i = 0; i < block->count; i++) {
    const walras_mail mail = walras_block_mail(block, c->exchange, block->first + i);
    sums[i] = 0;
    counts[i] += mail.count;
    for (int64_t k = 0; k < mail.count; k++) {
      const int64_t item = ((const int64_t *)mail.items)[k];
      sums[i] = (sums[i] * 1000003 + item) % 1000000007; /* depends on the order */
      if (item / 10 != mail.senders[k])
        return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "mail of the wrong sender");
    }
  }
  return walras_block_emit(block, c->gather, sums, block->count * (int64_t)sizeof *sums);
}

static walras_status check_mail(walras_trial *trial, walras_population *senders) {
  walras_population *receivers;
  mail_context c = {0};
  const void *data = NULL;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "receivers", .entities = RECEIVERS, .block_size = BLOCK}, &receivers);
  if (status == WALRAS_OK)
    status = walras_exchange_create(receivers, sizeof(int64_t), &c.exchange);
  if (status == WALRAS_OK)
    status = walras_gather_create(receivers, &c.gather);
  if (status == WALRAS_OK)
    status = walras_state_create(receivers, "letters", sizeof(int64_t), &c.state);
  for (int round = 0; status == WALRAS_OK && round < 2; round++) {
    status = walras_for_each_block(senders, send_mail, &c, NULL);
    if (status == WALRAS_OK)
      status = walras_exchange_deliver(c.exchange);
    if (status == WALRAS_OK)
      status = walras_for_each_block(receivers, read_mail, &c, NULL);
    if (status == WALRAS_OK)
      status = walras_gather_all(c.gather, &data, NULL);
    int64_t expected[RECEIVERS] = {0};
    for (int64_t sender = 0; sender < ENTITIES; sender++)
      for (int64_t k = 0; k < 1 + sender % 3; k++) {
        int64_t *sum = &expected[(sender * 31 + k / 2) % RECEIVERS];
        *sum = (*sum * 1000003 + sender * 10 + k) % 1000000007;
      }
    EXPECT(status == WALRAS_OK && memcmp(data, expected, sizeof expected) == 0);
    walras_exchange_clear(c.exchange);
  }
  return status;
}

static walras_status fill_table(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  (void)trial, (void)context;
  for (int64_t i = 0; i < count; i++)
    ((int64_t *)rows)[i] = (first + i) * (first + i);
  return WALRAS_OK;
}

static walras_status check_shared(walras_trial *trial) {
  const void *table = NULL;
  int64_t word = walras_trial_point(trial) + 41;
  walras_status status = walras_trial_table(trial, 5000, sizeof(int64_t), 17, fill_table, NULL, &table);
  for (int64_t row = 0; status == WALRAS_OK && row < 5000; row++)
    EXPECT(((const int64_t *)table)[row] == row * row);
  if (status == WALRAS_OK)
    status = walras_trial_broadcast(trial, &word, sizeof word);
  EXPECT(word == 41 + walras_trial_point(trial));
  return status;
}

/* ---- a model around the checks; `breaks`: a block that fails ---- */

typedef struct parameters {
  int64_t breaks;
} parameters;

static walras_status break_at(const walras_block *block, void *context) {
  const parameters *p = context;
  if (block->index >= p->breaks)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "a block breaks on purpose");
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  walras_population *population;
  walras_reduction *reduction;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "entities", .entities = ENTITIES, .block_size = BLOCK}, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.totals = 1, .counts = 11, .sums = 2, .minima = 1, .maxima = 1}, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, add_up, NULL, reduction);
  if (status != WALRAS_OK)
    return status;
  check_reduction(reduction);
  if (p->breaks >= 0)
    return walras_for_each_block(population, break_at, (void *)(uintptr_t)p, NULL);
  status = check_order(population);
  if (status == WALRAS_OK)
    status = check_mail(trial, population);
  return status == WALRAS_OK ? check_shared(trial) : status;
}

static void run_with(int threads, int64_t breaks) {
  static const walras_model model = {.name = "services", .run = run};
  const parameters p = {.breaks = breaks};
  const void *points = &p;
  const uint32_t key[2] = {1, 2};
  walras_group group = {.communicator = MPI_COMM_WORLD};
  walras_record_layout *records = NULL;
  walras_trial *trial = NULL;
  MPI_Comm_rank(MPI_COMM_WORLD, &group.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &group.size);
  EXPECT(walras_record_layout_create(&model, 1, &points, true, true, true, &records, NULL) == WALRAS_OK);
  EXPECT(walras_trial_open(&(walras_trial_input){.model = &model, .records = records, .group = &group, .threads = threads},
                           &trial, NULL) == WALRAS_OK);
  for (int repeat = 0; repeat < 2; repeat++) {
    const walras_status status = walras_trial_execute(trial, repeat, 0, key, &p);
    EXPECT(status == (breaks >= 0 ? WALRAS_ERROR_MODEL : WALRAS_OK));
    if (status != WALRAS_OK && group.rank == 0)
      EXPECT(breaks >= 0 && strcmp(walras_trial_error(trial)->message, "a block breaks on purpose") == 0);
  }
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
}

int main(int argc, char **argv) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (int threads = 1; threads <= 3; threads++) {
    run_with(threads, -1);
    run_with(threads, 0);
    run_with(threads, BLOCKS - 1); /* only the last rank fails; all must leave */
  }
  MPI_Allreduce(MPI_IN_PLACE, &failures, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0)
    printf("services: %s\n", failures == 0 ? "all checks hold" : "FAILED");
  MPI_Finalize();
  return failures == 0 ? 0 : 1;
}
