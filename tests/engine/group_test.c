/* Collectives of a group, and that they poll while they wait. */
#include "ranks.h"

enum { LARGE = (1 << 26) + 12345 }; /* bytes: more than one chunk */

static char byte_of(int64_t position, int from, int to) {
  return (char)(position * 31 + from * 7 + to * 13);
}

static void agreement_is_the_worst_status_and_tells_disagreement(walras_group *group) {
  EXPECT(walras_group_agree(group, WALRAS_OK, 3) == WALRAS_OK);
  const bool last = group->rank == group->size - 1;
  EXPECT(walras_group_agree(group, last ? WALRAS_ERROR_MODEL : WALRAS_OK, 3) == WALRAS_ERROR_MODEL);
  const walras_status status = walras_group_agree(group, WALRAS_OK, last ? 4 : 3);
  EXPECT(status == (group->size > 1 ? WALRAS_ERROR_STATE : WALRAS_OK));
  /* An error is worth more than the disagreement that it causes. */
  EXPECT(walras_group_agree(group, last ? WALRAS_ERROR_RANGE : WALRAS_OK, last ? 4 : 3) == WALRAS_ERROR_RANGE);
}

static void gathers_reach_every_rank(walras_group *group) {
  int64_t sizes[4], total = 0;
  char mine[4], all[16];
  const int64_t n = group->size;
  memset(mine, 'a' + group->rank, sizeof mine);
  walras_group_allgather(group, mine, 4, all);
  for (int rank = 0; rank < n; rank++)
    EXPECT(all[4 * rank] == 'a' + rank && all[4 * rank + 3] == 'a' + rank);
  for (int rank = 0; rank < n; rank++) /* rank 0 has nothing */
    total += sizes[rank] = rank;
  walras_group_allgatherv(group, mine, sizes[group->rank], all, sizes);
  for (int rank = 0, at = 0; rank < n; at += rank++)
    for (int i = 0; i < rank; i++)
      EXPECT(all[at + i] == 'a' + rank);
  EXPECT(total == n * (n - 1) / 2);
}

static void broadcasts_cross_the_border_of_a_chunk(walras_group *group) {
  char *data = malloc(LARGE);
  EXPECT(data != NULL);
  for (int64_t i = 0; data != NULL && i < LARGE; i++)
    data[i] = group->rank == 0 ? byte_of(i, 0, 0) : 0;
  walras_group_broadcast(group, WALRAS_FOR_EXCHANGE, data, LARGE, 0);
  int64_t wrong = 0;
  for (int64_t i = 0; data != NULL && i < LARGE; i++)
    wrong += data[i] != byte_of(i, 0, 0);
  EXPECT(wrong == 0);
  free(data);
}

/* A word of all ranks' letters, of which two neighbouring ranges make one: joining out of order would show. */
typedef struct word {
  char *mine, *room;
  int64_t bytes, most;
} word;

static const void *pack_word(void *context, int64_t *bytes) {
  const word *w = context;
  *bytes = w->bytes;
  return w->mine;
}

static void *word_room(void *context, int64_t *bytes) {
  const word *w = context;
  *bytes = w->most;
  return w->room;
}

static void join_words(void *context, int64_t bytes, walras_side side) {
  word *w = context;
  if (side == WALRAS_LEFT)
    memmove(w->mine + bytes, w->mine, (size_t)w->bytes);
  memcpy(side == WALRAS_RIGHT ? w->mine + w->bytes : w->mine, w->room, (size_t)bytes);
  w->bytes = side == WALRAS_INSTEAD ? bytes : w->bytes + bytes;
}

static int64_t log2_of(int64_t number) {
  int64_t log = 0;
  while (number >> (log + 1) > 0)
    log++;
  return log;
}

/* Ranks of 2^k send k messages each; one more of each rank that stands in for its neighbour, and one of that neighbour. */
static int64_t combining_messages(int rank, int size) {
  const int extra = size - (1 << log2_of(size));
  return rank >= 2 * extra ? log2_of(size) : rank % 2 == 1 ? 1 : log2_of(size) + 1;
}

/* Every rank's word has three letters, the last one's `last`. */
static void combine_words(walras_group *group, int64_t last) {
  const int64_t others = 3 * (int64_t)(group->size - 1), most = others + last;
  word w = {.mine = malloc((size_t)most), .room = malloc((size_t)most), .most = most};
  walras_meter meter = walras_meter_start(WALRAS_COMPUTE);
  EXPECT(w.mine != NULL && w.room != NULL);
  w.bytes = group->rank == group->size - 1 ? last : 3;
  memset(w.mine, 'a' + group->rank, (size_t)w.bytes);
  group->meter = &meter;
  walras_group_combine(group, &(walras_combination){.context = &w, .pack = pack_word, .room = word_room, .join = join_words});
  group->meter = NULL;
  int64_t wrong = w.bytes != most;
  for (int64_t i = 0; i < most; i++)
    wrong += w.mine[i] != 'a' + (i < others ? i / 3 : group->size - 1);
  EXPECT(wrong == 0);
  const int64_t messages = meter.traffic.messages[WALRAS_FOR_REDUCTIONS], least = combining_messages(group->rank, group->size);
  EXPECT(last == 3 ? messages == least : messages >= least);
  EXPECT(last == 3 || group->size == 1 || group->rank < group->size - 1 || messages > least);
  free(w.mine);
  free(w.room);
}

static void combining_joins_neighbours_in_the_order_of_ranks(walras_group *group) {
  combine_words(group, 3);
  combine_words(group, INT64_C(1) << 26); /* a whole chunk, and the empty one that ends it */
}

/* Very uneven: nothing, a few bytes, and from rank 0 to the last more than one chunk. */
static int64_t bytes_between(int from, int to, int size) {
  return from == 0 && to == size - 1 ? LARGE : from == to ? 5 : (from * 3 + to) % 4;
}

static void personal_exchanges_arrive_in_rank_order(walras_group *group) {
  int64_t send[4], receive[4], out = 0, in = 0, wrong = 0;
  for (int rank = 0; rank < group->size; rank++) {
    out += send[rank] = bytes_between(group->rank, rank, group->size);
    in += receive[rank] = bytes_between(rank, group->rank, group->size);
  }
  char *leaving = malloc((size_t)out + 1), *arriving = malloc((size_t)in + 1);
  EXPECT(leaving != NULL && arriving != NULL);
  int64_t at = 0;
  for (int to = 0; to < group->size; to++)
    for (int64_t i = 0; i < send[to]; i++)
      leaving[at++] = byte_of(i, group->rank, to);
  walras_group_alltoallv(group, leaving, send, arriving, receive);
  at = 0;
  for (int from = 0; from < group->size; from++)
    for (int64_t i = 0; i < receive[from]; i++)
      wrong += arriving[at++] != byte_of(i, from, group->rank);
  EXPECT(wrong == 0);
  free(leaving);
  free(arriving);
}

/* Rank 0 keeps the others waiting until it has been told that they poll. */
static void count_poll(void *context) {
  int *polls = context;
  if (++*polls == 3)
    MPI_Send(polls, 1, MPI_INT, 0, 99, MPI_COMM_WORLD);
}

static void waiting_ranks_poll(walras_group *group) {
  int polls = 0, told = 0;
  if (group->rank != 0) {
    group->poll = count_poll;
    group->poll_context = &polls;
  }
  for (int rank = 1; group->rank == 0 && rank < group->size; rank++) {
    MPI_Recv(&told, 1, MPI_INT, rank, 99, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    EXPECT(told == 3);
  }
  walras_meter meter = walras_meter_start(WALRAS_COMPUTE);
  group->meter = &meter;
  EXPECT(walras_group_agree(group, WALRAS_OK, 1) == WALRAS_OK);
  EXPECT(meter.activity == WALRAS_COMPUTE);
  EXPECT(group->rank == 0 || (polls >= 3 && meter.seconds[WALRAS_WAIT] > 0.0));
  EXPECT(group->size > 1 || meter.seconds[WALRAS_WAIT] == 0.0);
  group->meter = NULL;
}

static void check(int threads) {
  walras_group group = ranks_group();
  if (threads > 1)
    return; /* groups know no threads */
  agreement_is_the_worst_status_and_tells_disagreement(&group);
  gathers_reach_every_rank(&group);
  combining_joins_neighbours_in_the_order_of_ranks(&group);
  broadcasts_cross_the_border_of_a_chunk(&group);
  personal_exchanges_arrive_in_rank_order(&group);
  waiting_ranks_poll(&group);
}

RANKS_TEST(check)
