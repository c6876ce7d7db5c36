#include "engine/simulation/event_queue.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

walras_status walras_event_queue_open(walras_event_queue *queue, int64_t capacity, walras_error *error) {
  *queue = (walras_event_queue){.events = malloc((size_t)capacity * sizeof *queue->events), .capacity = capacity};
  return queue->events != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the simulation");
}

void walras_event_queue_close(walras_event_queue *queue) {
  free(queue->events);
}

static bool is_before(const walras_event *a, const walras_event *b) {
  return a->time < b->time || (a->time == b->time && a->serial < b->serial);
}

void walras_event_queue_put(walras_event_queue *queue, double time, int group) {
  assert(queue->count < queue->capacity);
  const walras_event event = {.time = time, .serial = queue->serial++, .group = group};
  int64_t at = queue->count++;
  for (int64_t parent = (at - 1) / 2; at > 0 && is_before(&event, &queue->events[parent]); parent = (at - 1) / 2) {
    queue->events[at] = queue->events[parent];
    at = parent;
  }
  queue->events[at] = event;
}

double walras_event_queue_time(const walras_event_queue *queue) {
  return queue->count > 0 ? queue->events[0].time : (double)INFINITY;
}

int walras_event_queue_take(walras_event_queue *queue) {
  assert(queue->count > 0);
  const int group = queue->events[0].group;
  const walras_event last = queue->events[--queue->count];
  int64_t at = 0;
  for (int64_t child = 1; child < queue->count; child = 2 * at + 1) {
    if (child + 1 < queue->count && is_before(&queue->events[child + 1], &queue->events[child]))
      child++;
    if (!is_before(&queue->events[child], &last))
      break;
    queue->events[at] = queue->events[child];
    at = child;
  }
  queue->events[at] = last;
  return group;
}
