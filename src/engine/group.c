#include "engine/group.h"

#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* Waits for a request; the coordinator's turn to poll comes between the tests. */
static void wait_polling(walras_group *group, MPI_Request *request) {
  const double start = MPI_Wtime();
  int done = 0;
  for (;;) {
    MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (done)
      break;
    if (group->poll != NULL)
      group->poll(group->poll_context);
    sched_yield();
  }
  group->wait_seconds += MPI_Wtime() - start;
}

walras_status walras_group_agree_wishing(walras_group *group, walras_status mine, int operation, int *wish) {
  if (group->size == 1)
    return mine;
  /* The maximum of a number and of its negation tell at once whether all ranks are at the same operation. */
  int values[4] = {(int)mine, operation, -operation, *wish}, worst[4];
  MPI_Request request;
  MPI_Iallreduce(values, worst, 4, MPI_INT, MPI_MAX, group->communicator, &request);
  wait_polling(group, &request);
  *wish = worst[3];
  if (worst[0] == WALRAS_OK && worst[1] != -worst[2])
    return WALRAS_ERROR_STATE;
  return (walras_status)worst[0];
}

walras_status walras_group_agree(walras_group *group, walras_status mine, int operation) {
  int wish = 0;
  return walras_group_agree_wishing(group, mine, operation, &wish);
}

enum { CHUNK = 1 << 26 };

void walras_group_allreduce_int64(walras_group *group, int64_t *values, int64_t count) {
  for (int64_t first = 0; group->size > 1 && first < count; first += CHUNK / 8) {
    const int64_t part = count - first < CHUNK / 8 ? count - first : CHUNK / 8;
    MPI_Request request;
    MPI_Iallreduce(MPI_IN_PLACE, values + first, (int)part, MPI_INT64_T, MPI_SUM, group->communicator, &request);
    wait_polling(group, &request);
  }
}

void walras_group_broadcast(walras_group *group, void *data, int64_t bytes, int root) {
  for (int64_t first = 0; group->size > 1 && first < bytes; first += CHUNK) {
    const int64_t part = bytes - first < CHUNK ? bytes - first : CHUNK;
    MPI_Request request;
    MPI_Ibcast((char *)data + first, (int)part, MPI_BYTE, root, group->communicator, &request);
    wait_polling(group, &request);
  }
}

void walras_group_allgather(walras_group *group, const void *mine, int64_t bytes, void *all) {
  if (bytes > 0)
    memmove((char *)all + (size_t)group->rank * (size_t)bytes, mine, (size_t)bytes);
  for (int root = 0; group->size > 1 && root < group->size; root++)
    walras_group_broadcast(group, (char *)all + (size_t)root * (size_t)bytes, bytes, root);
}

void walras_group_allgatherv(walras_group *group, const void *mine, int64_t bytes, void *all, const int64_t *sizes) {
  int64_t offset = 0;
  for (int root = 0; root < group->size; root++) {
    if (root == group->rank && bytes > 0)
      memmove((char *)all + offset, mine, (size_t)bytes);
    walras_group_broadcast(group, (char *)all + offset, sizes[root], root);
    offset += sizes[root];
  }
}

/* Rank by rank around the ring, in chunks: at most one chunk each way is under way. */
void walras_group_alltoallv(walras_group *group, const void *send, const int64_t *send_bytes, void *receive,
                            const int64_t *receive_bytes) {
  for (int step = 0; step < group->size; step++) {
    const int to = (group->rank + step) % group->size, from = (group->rank - step + group->size) % group->size;
    int64_t send_offset = 0, receive_offset = 0;
    for (int rank = 0; rank < to; rank++)
      send_offset += send_bytes[rank];
    for (int rank = 0; rank < from; rank++)
      receive_offset += receive_bytes[rank];
    const char *source = (const char *)send + send_offset;
    char *target = (char *)receive + receive_offset;
    if (step == 0) {
      if (send_bytes[to] > 0)
        memcpy(target, source, (size_t)send_bytes[to]);
      continue;
    }
    int64_t sent = 0, received = 0;
    while (sent < send_bytes[to] || received < receive_bytes[from]) {
      const int64_t out = send_bytes[to] - sent < CHUNK ? send_bytes[to] - sent : CHUNK;
      const int64_t in = receive_bytes[from] - received < CHUNK ? receive_bytes[from] - received : CHUNK;
      MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
      if (in > 0)
        MPI_Irecv(target + received, (int)in, MPI_BYTE, from, 7, group->communicator, &requests[0]);
      if (out > 0)
        MPI_Isend(source + sent, (int)out, MPI_BYTE, to, 7, group->communicator, &requests[1]);
      wait_polling(group, &requests[0]);
      wait_polling(group, &requests[1]);
      sent += out;
      received += in;
    }
  }
}
