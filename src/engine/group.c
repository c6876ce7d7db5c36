#include "engine/group.h"

#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 26 };
enum { TAG_EXCHANGE = 7, TAG_COMBINE };

/* Begins a collective: its time counts as `activity`, but what a checkpoint waits for is part of it. */
static walras_activity begin(const walras_group *group, walras_activity activity) {
  const bool within = group->meter != NULL && group->meter->activity == WALRAS_CHECKPOINT;
  return walras_meter_turn(group->meter, within ? WALRAS_CHECKPOINT : activity);
}

static void end(const walras_group *group, walras_activity before) {
  walras_meter_turn(group->meter, before);
}

/* Waits for a request; the coordinator's turn to poll comes between the tests. */
static void wait_polling(const walras_group *group, MPI_Request *request, MPI_Status *status) {
  int done = 0;
  for (;;) {
    MPI_Test(request, &done, status);
    if (done)
      break;
    if (group->poll != NULL)
      group->poll(group->poll_context);
    sched_yield();
  }
}

/* ---- pairs ---- */

static void send_to(const walras_group *group, int rank, int tag, const char *data, int64_t bytes, MPI_Request *request,
                    walras_purpose purpose) {
  MPI_Isend(data, (int)bytes, MPI_BYTE, rank, tag, group->communicator, request);
  walras_meter_sent(group->meter, purpose, 1, bytes);
}

/* Messages of any length as chunks, the last of which is shorter than a whole one and may be empty. -1: nothing goes in that direction. */
typedef struct transfer {
  const char *out;
  char *in;
  int64_t out_bytes, in_room;
} transfer;

/* Returns the bytes that came. */
static int64_t swap_with(const walras_group *group, int partner, const transfer *t) {
  bool sending = t->out_bytes >= 0, receiving = t->in_room >= 0;
  int64_t sent = 0, received = 0;
  while (sending || receiving) {
    MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
    if (receiving) {
      const int64_t room = t->in_room - received < CHUNK ? t->in_room - received : CHUNK;
      MPI_Irecv(t->in + received, (int)room, MPI_BYTE, partner, TAG_COMBINE, group->communicator, &requests[0]);
    }
    if (sending) {
      const int64_t part = t->out_bytes - sent < CHUNK ? t->out_bytes - sent : CHUNK;
      send_to(group, partner, TAG_COMBINE, t->out + sent, part, &requests[1], WALRAS_FOR_REDUCTIONS);
      sent += part;
      sending = part == CHUNK;
    }
    if (receiving) {
      MPI_Status status;
      int count = 0;
      wait_polling(group, &requests[0], &status);
      MPI_Get_count(&status, MPI_BYTE, &count);
      received += count;
      receiving = count == CHUNK;
    }
    wait_polling(group, &requests[1], MPI_STATUS_IGNORE);
  }
  return received;
}

static void send_mine(const walras_group *group, const walras_combination *c, int partner) {
  transfer t = {.in_room = -1};
  t.out = c->pack(c->context, &t.out_bytes);
  swap_with(group, partner, &t);
}

static void hear(const walras_group *group, const walras_combination *c, int partner, walras_side side) {
  transfer t = {.out_bytes = -1};
  t.in = c->room(c->context, &t.in_room);
  c->join(c->context, swap_with(group, partner, &t), side);
}

static void join_with(const walras_group *group, const walras_combination *c, int partner) {
  transfer t = {0};
  t.out = c->pack(c->context, &t.out_bytes);
  t.in = c->room(c->context, &t.in_room);
  c->join(c->context, swap_with(group, partner, &t), partner < group->rank ? WALRAS_LEFT : WALRAS_RIGHT);
}

/* Recursive doubling. Where the ranks are no power of two, the first of them stand in for their right neighbours, so that one remains. */
static void combine(const walras_group *group, const walras_combination *c) {
  int whole = 1;
  while (2 * whole <= group->size)
    whole *= 2;
  const int extra = group->size - whole, rank = group->rank;
  const bool paired = rank < 2 * extra;
  if (paired && rank % 2 == 1) {
    send_mine(group, c, rank - 1);
    hear(group, c, rank - 1, WALRAS_INSTEAD);
    return;
  }
  if (paired)
    hear(group, c, rank + 1, WALRAS_RIGHT);
  const int place = paired ? rank / 2 : rank - extra;
  for (int distance = 1; distance < whole; distance *= 2) {
    const int other = place ^ distance;
    join_with(group, c, other < extra ? 2 * other : other + extra);
  }
  if (paired)
    send_mine(group, c, rank + 1);
}

void walras_group_combine(walras_group *group, const walras_combination *combination) {
  if (group->size == 1)
    return;
  const walras_activity before = begin(group, WALRAS_REDUCE);
  combine(group, combination);
  end(group, before);
}

/* ---- agreement ---- */

/* The maximum of a number and of its negation tell at once whether all ranks are at the same operation. */
enum { WORST, OPERATION, MINUS_OPERATION, WISH, AGREED };

typedef struct agreement {
  int mine[AGREED], theirs[AGREED];
} agreement;

static const void *pack_agreement(void *context, int64_t *bytes) {
  agreement *a = context;
  *bytes = sizeof a->mine;
  return a->mine;
}

static void *agreement_room(void *context, int64_t *bytes) {
  agreement *a = context;
  *bytes = sizeof a->theirs;
  return a->theirs;
}

static void join_agreement(void *context, int64_t bytes, walras_side side) {
  agreement *a = context;
  (void)bytes, (void)side; /* a maximum knows no order, and that of all is no less than one's own */
  for (int i = 0; i < AGREED; i++)
    a->mine[i] = a->mine[i] > a->theirs[i] ? a->mine[i] : a->theirs[i];
}

walras_status walras_group_agree_wishing(walras_group *group, walras_status mine, int operation, int *wish) {
  if (group->size == 1)
    return mine;
  agreement a = {.mine = {[WORST] = (int)mine, [OPERATION] = operation, [MINUS_OPERATION] = -operation, [WISH] = *wish}};
  const walras_activity before = begin(group, WALRAS_WAIT);
  combine(group, &(walras_combination){.context = &a, .pack = pack_agreement, .room = agreement_room, .join = join_agreement});
  end(group, before);
  *wish = a.mine[WISH];
  if (a.mine[WORST] == WALRAS_OK && a.mine[OPERATION] != -a.mine[MINUS_OPERATION])
    return WALRAS_ERROR_STATE;
  return (walras_status)a.mine[WORST];
}

walras_status walras_group_agree(walras_group *group, walras_status mine, int operation) {
  int wish = 0;
  return walras_group_agree_wishing(group, mine, operation, &wish);
}

/* ---- one to all, all to all ---- */

static void broadcast(const walras_group *group, walras_purpose purpose, char *data, int64_t bytes, int root) {
  for (int64_t first = 0; first < bytes; first += CHUNK) {
    const int64_t part = bytes - first < CHUNK ? bytes - first : CHUNK;
    MPI_Request request;
    MPI_Ibcast(data + first, (int)part, MPI_BYTE, root, group->communicator, &request);
    wait_polling(group, &request, MPI_STATUS_IGNORE);
    if (group->rank == root)
      walras_meter_sent(group->meter, purpose, group->size - 1, (group->size - 1) * part);
  }
}

void walras_group_broadcast(walras_group *group, walras_purpose purpose, void *data, int64_t bytes, int root) {
  if (group->size == 1)
    return;
  const walras_activity before = begin(group, purpose == WALRAS_FOR_EXCHANGE ? WALRAS_EXCHANGE : WALRAS_WAIT);
  broadcast(group, purpose, data, bytes, root);
  end(group, before);
}

void walras_group_allgather(walras_group *group, const void *mine, int64_t bytes, void *all) {
  if (bytes > 0)
    memmove((char *)all + (size_t)group->rank * (size_t)bytes, mine, (size_t)bytes);
  for (int root = 0; group->size > 1 && root < group->size; root++)
    walras_group_broadcast(group, WALRAS_FOR_EXCHANGE, (char *)all + (size_t)root * (size_t)bytes, bytes, root);
}

void walras_group_allgatherv(walras_group *group, const void *mine, int64_t bytes, void *all, const int64_t *sizes) {
  int64_t offset = 0;
  for (int root = 0; root < group->size; root++) {
    if (root == group->rank && bytes > 0)
      memmove((char *)all + offset, mine, (size_t)bytes);
    walras_group_broadcast(group, WALRAS_FOR_EXCHANGE, (char *)all + offset, sizes[root], root);
    offset += sizes[root];
  }
}

/* To the rank `step` further and from the one `step` before, in chunks: at most one chunk each way is under way. */
static void pass_around(const walras_group *group, int step, const char *source, int64_t out_bytes, char *target,
                        int64_t in_bytes) {
  const int to = (group->rank + step) % group->size, from = (group->rank - step + group->size) % group->size;
  int64_t sent = 0, received = 0;
  while (sent < out_bytes || received < in_bytes) {
    const int64_t out = out_bytes - sent < CHUNK ? out_bytes - sent : CHUNK;
    const int64_t in = in_bytes - received < CHUNK ? in_bytes - received : CHUNK;
    MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
    if (in > 0)
      MPI_Irecv(target + received, (int)in, MPI_BYTE, from, TAG_EXCHANGE, group->communicator, &requests[0]);
    if (out > 0)
      send_to(group, to, TAG_EXCHANGE, source + sent, out, &requests[1], WALRAS_FOR_EXCHANGE);
    wait_polling(group, &requests[0], MPI_STATUS_IGNORE);
    wait_polling(group, &requests[1], MPI_STATUS_IGNORE);
    sent += out;
    received += in;
  }
}

static int64_t sum_below(const int64_t *bytes, int rank) {
  int64_t sum = 0;
  for (int r = 0; r < rank; r++)
    sum += bytes[r];
  return sum;
}

void walras_group_alltoallv(walras_group *group, const void *send, const int64_t *send_bytes, void *receive,
                            const int64_t *receive_bytes) {
  const int rank = group->rank, size = group->size;
  if (send_bytes[rank] > 0)
    memcpy((char *)receive + sum_below(receive_bytes, rank), (const char *)send + sum_below(send_bytes, rank),
           (size_t)send_bytes[rank]);
  if (size == 1)
    return;
  const walras_activity before = begin(group, WALRAS_EXCHANGE);
  for (int step = 1; step < size; step++) {
    const int to = (rank + step) % size, from = (rank - step + size) % size;
    pass_around(group, step, (const char *)send + sum_below(send_bytes, to), send_bytes[to],
                (char *)receive + sum_below(receive_bytes, from), receive_bytes[from]);
  }
  end(group, before);
}
