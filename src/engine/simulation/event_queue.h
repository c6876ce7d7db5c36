/** What is to happen at which virtual time: a binary heap, earliest first; of two at the same time the one that was put in first. */
#ifndef WALRAS_ENGINE_SIMULATION_EVENT_QUEUE_H
#define WALRAS_ENGINE_SIMULATION_EVENT_QUEUE_H

#include <stdint.h>

#include "walras/status.h"

typedef struct walras_event {
  double time; /**< seconds */
  int64_t serial;
  int group;
} walras_event;

typedef struct walras_event_queue {
  walras_event *events; /* [count] a heap */
  int64_t count, capacity, serial;
} walras_event_queue;

/** Room for `capacity` events at a time; WALRAS_ERROR_MEMORY without. */
walras_status walras_event_queue_open(walras_event_queue *queue, int64_t capacity, walras_error *error);
void walras_event_queue_close(walras_event_queue *queue);

/** There is room for it (asserted). */
void walras_event_queue_put(walras_event_queue *queue, double time, int group);
/** The time of the next event; infinite when there is none. */
double walras_event_queue_time(const walras_event_queue *queue);
/** Takes the next event, which there is (asserted), and returns its group. */
int walras_event_queue_take(walras_event_queue *queue);

#endif
