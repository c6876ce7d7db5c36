/* Items from entities to entities, wherever those live: sorted by receiver, then sender, then the order sent. */
#include <stdlib.h>
#include <string.h>

#include "engine/trial_state.h"

/* What travels in front of every item. One sender's items of one loop come from one thread, those of several loops perhaps not: its
 * order is the loop's number since the last clearing, and below it the thread's own count. */
typedef struct item_header {
  int64_t receiver, sender, order;
} item_header;

enum { ORDER_COUNT_BITS = 40 };

typedef struct outbox {
  char *bytes;
  int64_t count, capacity; /* items */
} outbox;

struct walras_exchange {
  walras_population *receivers;
  size_t bytes, stride; /* of an item, and with its header */
  outbox *out;          /* [threads] */
  int64_t first_loop;   /* of the trial, since the last clearing */
  int64_t *first;       /* [own receivers + 1] their items */
  int64_t *senders;     /* [delivered] */
  char *items;          /* [delivered] */
};

static void release_exchange(void *object) {
  walras_exchange *exchange = object;
  walras_exchange_clear(exchange);
  for (int thread = 0; thread < exchange->receivers->trial->threads; thread++)
    free(exchange->out[thread].bytes);
}

walras_status walras_exchange_create(walras_population *receivers, size_t bytes, walras_exchange **result) {
  walras_trial *trial = receivers->trial;
  walras_exchange *exchange = walras_trial_allocate_zero(trial, 1, sizeof *exchange);
  *result = exchange;
  if (exchange == NULL)
    return walras_trial_status(trial);
  exchange->receivers = receivers;
  exchange->bytes = bytes;
  exchange->first_loop = trial->loops;
  exchange->stride = sizeof(item_header) + (bytes + 7) / 8 * 8;
  exchange->out = walras_trial_allocate_zero(trial, trial->threads, sizeof *exchange->out);
  if (exchange->out == NULL || !walras_trial_at_end(trial, release_exchange, exchange))
    return walras_trial_status(trial);
  return WALRAS_OK;
}

void walras_exchange_clear(walras_exchange *exchange) {
  for (int thread = 0; thread < exchange->receivers->trial->threads; thread++)
    exchange->out[thread].count = 0;
  exchange->first_loop = exchange->receivers->trial->loops;
  free(exchange->first);
  free(exchange->senders);
  free(exchange->items);
  exchange->first = NULL;
  exchange->senders = NULL;
  exchange->items = NULL;
}

walras_status walras_exchange_send(const walras_block *block, walras_exchange *exchange, int64_t sender, int64_t receiver,
                                   const void *item) {
  outbox *out = &exchange->out[block->thread];
  if (receiver < 0 || receiver >= exchange->receivers->entities)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_RANGE, "an item for entity %lld of population '%s' with %lld entities",
                             (long long)receiver, exchange->receivers->name, (long long)exchange->receivers->entities);
  if (out->count == out->capacity) {
    const int64_t capacity = out->capacity > 0 ? 2 * out->capacity : 256;
    char *bytes = realloc(out->bytes, (size_t)capacity * exchange->stride);
    if (bytes == NULL)
      return walras_trial_no_memory(block->trial, "items to exchange");
    out->bytes = bytes;
    out->capacity = capacity;
  }
  const int64_t loop = block->trial->loops - exchange->first_loop;
  char *slot = out->bytes + (size_t)out->count * exchange->stride;
  const item_header header = {.receiver = receiver, .sender = sender, .order = (loop << ORDER_COUNT_BITS) + out->count++};
  memcpy(slot, &header, sizeof header);
  memcpy(slot + sizeof header, item, exchange->bytes);
  return WALRAS_OK;
}

static int owner_of(const walras_population *population, int64_t entity) {
  const int64_t block = entity / population->block_size;
  const int size = population->trial->group->size;
  int low = 0, high = size - 1;
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (walras_first_block(population->blocks, middle, size) <= block)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static const item_header *header_at(const walras_exchange *exchange, const char *bytes, int64_t index) {
  return (const void *)(bytes + (size_t)index * exchange->stride);
}

/* All threads' items, grouped by the rank that owns their receiver. */
static char *pack(walras_exchange *exchange, int64_t *rank_bytes) {
  const walras_trial *trial = exchange->receivers->trial;
  const int size = trial->group->size;
  int64_t total = 0, *next = calloc((size_t)size, sizeof *next);
  memset(rank_bytes, 0, (size_t)size * sizeof *rank_bytes);
  for (int thread = 0; thread < trial->threads; thread++) {
    total += exchange->out[thread].count;
    for (int64_t i = 0; i < exchange->out[thread].count; i++)
      rank_bytes[owner_of(exchange->receivers, header_at(exchange, exchange->out[thread].bytes, i)->receiver)] +=
          (int64_t)exchange->stride;
  }
  char *packed = malloc((size_t)total * exchange->stride + 1);
  if (packed == NULL || next == NULL) {
    free(packed);
    free(next);
    return NULL;
  }
  for (int rank = 1; rank < size; rank++)
    next[rank] = next[rank - 1] + rank_bytes[rank - 1];
  for (int thread = 0; thread < trial->threads; thread++) {
    for (int64_t i = 0; i < exchange->out[thread].count; i++) {
      const item_header *header = header_at(exchange, exchange->out[thread].bytes, i);
      const int owner = owner_of(exchange->receivers, header->receiver);
      memcpy(packed + next[owner], header, exchange->stride);
      next[owner] += (int64_t)exchange->stride;
    }
  }
  free(next);
  return packed;
}

static int64_t first_receiver(const walras_exchange *exchange) {
  return exchange->receivers->first_block * exchange->receivers->block_size;
}

static int64_t own_receivers(const walras_exchange *exchange) {
  const int64_t entities = exchange->receivers->entities;
  const int64_t end = exchange->receivers->end_block * exchange->receivers->block_size;
  const int64_t own = (end < entities ? end : entities) - first_receiver(exchange);
  return own > 0 ? own : 0;
}

static int by_receiver_sender_order(const void *left, const void *right) {
  const item_header *a = left, *b = right;
  if (a->receiver != b->receiver)
    return a->receiver < b->receiver ? -1 : 1;
  if (a->sender != b->sender)
    return a->sender < b->sender ? -1 : 1;
  return (a->order > b->order) - (a->order < b->order);
}

/* Makes room for `count` items in place of what was delivered before. */
static bool make_room(walras_exchange *exchange, int64_t count) {
  walras_exchange_clear(exchange);
  exchange->first = calloc((size_t)own_receivers(exchange) + 2, sizeof *exchange->first);
  exchange->senders = malloc((size_t)count * sizeof *exchange->senders + 1);
  exchange->items = malloc((size_t)count * exchange->bytes + 1);
  return exchange->first != NULL && exchange->senders != NULL && exchange->items != NULL;
}

/* From sorted items to per-receiver offsets and dense arrays. */
static void unpack(walras_exchange *exchange, const char *bytes, int64_t count) {
  const int64_t own = own_receivers(exchange), first = first_receiver(exchange);
  for (int64_t i = 0; i < count; i++) {
    const item_header *header = header_at(exchange, bytes, i);
    exchange->first[header->receiver - first + 1]++;
    exchange->senders[i] = header->sender;
    memcpy(exchange->items + (size_t)i * exchange->bytes, header + 1, exchange->bytes);
  }
  for (int64_t i = 0; i < own; i++)
    exchange->first[i + 1] += exchange->first[i];
}

walras_status walras_exchange_deliver(walras_exchange *exchange) {
  walras_trial *trial = exchange->receivers->trial;
  walras_group *group = trial->group;
  const size_t size = (size_t)group->size;
  int64_t *counts = malloc(2 * size * sizeof *counts), *matrix = malloc(size * size * sizeof *matrix);
  char *packed = counts != NULL ? pack(exchange, counts) : NULL, *received = NULL;
  if (packed == NULL || matrix == NULL)
    walras_trial_no_memory(trial, "items to exchange");
  walras_status status = walras_trial_agree(trial, WALRAS_OPERATION_DELIVER);
  if (status == WALRAS_OK) {
    int64_t *arriving = counts + size, total = 0;
    walras_group_allgather(group, counts, (int64_t)(size * sizeof *counts), matrix);
    for (size_t rank = 0; rank < size; rank++)
      total += arriving[rank] = matrix[rank * size + (size_t)group->rank];
    const int64_t items = total / (int64_t)exchange->stride;
    received = malloc((size_t)total + 1);
    if (!make_room(exchange, items) || received == NULL)
      walras_trial_no_memory(trial, "exchanged items");
    status = walras_trial_agree(trial, WALRAS_OPERATION_DELIVER);
    if (status == WALRAS_OK) {
      walras_group_alltoallv(group, packed, counts, received, arriving);
      qsort(received, (size_t)items, exchange->stride, by_receiver_sender_order);
      unpack(exchange, received, items);
    }
  }
  free(counts);
  free(matrix);
  free(packed);
  free(received);
  return status;
}

walras_mail walras_block_mail(const walras_block *block, const walras_exchange *exchange, int64_t receiver) {
  (void)block;
  const walras_population *population = exchange->receivers;
  const int64_t local = receiver - population->first_block * population->block_size;
  const int64_t first = exchange->first[local];
  return (walras_mail){.count = exchange->first[local + 1] - first,
                       .senders = exchange->senders + first,
                       .items = exchange->items + (size_t)first * exchange->bytes};
}
