#include "engine/simulation/event_queue.h"

#include <math.h>

#include "unit.h"

enum { EVENTS = 1000 };

static void events_come_out_by_time_and_those_of_one_time_as_they_went_in(void) {
  walras_event_queue queue;
  CU_ASSERT_EQUAL_FATAL(walras_event_queue_open(&queue, EVENTS, NULL), WALRAS_OK);
  for (int i = 0; i < EVENTS; i++)
    walras_event_queue_put(&queue, (double)(i * 7919 % 50), i);
  double last = -1.0;
  int group = -1;
  for (int i = 0; i < EVENTS; i++) {
    const double time = walras_event_queue_time(&queue);
    const int next = walras_event_queue_take(&queue);
    CU_ASSERT(time == (double)(next * 7919 % 50));
    CU_ASSERT(time > last || (time == last && next > group));
    last = time;
    group = next;
  }
  CU_ASSERT(isinf(walras_event_queue_time(&queue)));
  walras_event_queue_close(&queue);
}

static void events_put_in_between_keep_the_order(void) {
  walras_event_queue queue;
  CU_ASSERT_EQUAL_FATAL(walras_event_queue_open(&queue, 2, NULL), WALRAS_OK);
  walras_event_queue_put(&queue, 3.0, 3);
  walras_event_queue_put(&queue, 1.0, 1);
  CU_ASSERT_EQUAL(walras_event_queue_take(&queue), 1);
  walras_event_queue_put(&queue, 2.0, 2);
  CU_ASSERT_EQUAL(walras_event_queue_take(&queue), 2);
  CU_ASSERT_EQUAL(walras_event_queue_take(&queue), 3);
  walras_event_queue_close(&queue);
}

WALRAS_UNIT_TESTS(UNIT(events_come_out_by_time_and_those_of_one_time_as_they_went_in), UNIT(events_put_in_between_keep_the_order))
