#include "engine/coordinator.h"

#include <assert.h>
#include <stdlib.h>

enum { BATCHES_PER_GROUP = 2 };

/* What is out with one group, oldest first. */
typedef struct group_state {
  walras_batch out[BATCHES_PER_GROUP];
  int count;
  bool lost;
} group_state;

struct walras_coordinator {
  walras_batch *ranges; /* pending ranges, a stack: the top is handed out first */
  int64_t range_count, range_capacity;
  int64_t pending, out;
  group_state *groups;
  int group_count, alive;
  double target_seconds, seconds_per_trial; /* the latter 0 until something is known */
  int64_t most;
  bool stopped;
};

/* The stack has room for every range that can come back: one per batch that is out. */
static int64_t count_ranges(const bool *pending, int64_t trials) {
  int64_t ranges = 0;
  for (int64_t trial = 0; trial < trials; trial++)
    ranges += pending[trial] && (trial == 0 || !pending[trial - 1]);
  return ranges;
}

/* From the last to the first, so that the lowest trials are on top. */
static void push_pending(walras_coordinator *c, const bool *pending, int64_t trials) {
  for (int64_t end = trials; end > 0; end--) {
    if (!pending[end - 1])
      continue;
    int64_t first = end - 1;
    while (first > 0 && pending[first - 1])
      first--;
    c->ranges[c->range_count++] = (walras_batch){first, end - first};
    c->pending += end - first;
    end = first + 1;
  }
}

walras_status walras_coordinator_create(const bool *pending, int64_t trials, int groups, double target_seconds, int64_t most,
                                        walras_coordinator **result, walras_error *error) {
  walras_coordinator *c = calloc(1, sizeof *c);
  *result = NULL;
  if (c != NULL) {
    c->range_capacity = count_ranges(pending, trials) + BATCHES_PER_GROUP * (int64_t)groups + 1;
    c->ranges = calloc((size_t)c->range_capacity, sizeof *c->ranges);
    c->groups = calloc((size_t)groups, sizeof *c->groups);
  }
  if (c == NULL || c->ranges == NULL || c->groups == NULL) {
    walras_coordinator_destroy(c);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  }
  c->group_count = c->alive = groups;
  c->target_seconds = target_seconds;
  c->most = most > 0 ? most : 1;
  push_pending(c, pending, trials);
  *result = c;
  return WALRAS_OK;
}

void walras_coordinator_destroy(walras_coordinator *c) {
  if (c == NULL)
    return;
  free(c->ranges);
  free(c->groups);
  free(c);
}

/* A batch is worth the target time, but never more than a fair share of what is left: the end is balanced in single trials. */
static int64_t batch_size(const walras_coordinator *c) {
  const int64_t share = c->pending / (4 * (int64_t)c->alive);
  const int64_t guided = share < 1 ? 1 : share > c->most ? c->most : share;
  if (!(c->seconds_per_trial > 0.0))
    return guided < 4 ? guided : 4;
  const double worth = c->target_seconds / c->seconds_per_trial;
  return worth < 1.0 ? 1 : worth < (double)guided ? (int64_t)worth : guided;
}

static void push_range(walras_coordinator *c, walras_batch range) {
  if (range.count <= 0)
    return;
  assert(c->range_count < c->range_capacity);
  c->ranges[c->range_count++] = range;
  c->pending += range.count;
}

walras_answer walras_coordinator_request(walras_coordinator *c, int group, walras_batch *batch) {
  group_state *g = &c->groups[group];
  assert(g->count < BATCHES_PER_GROUP && !g->lost);
  if (c->stopped)
    return WALRAS_ANSWER_RELEASE;
  if (c->pending == 0)
    return c->out - g->out[0].count * (g->count > 0) > 0 ? WALRAS_ANSWER_WAIT : WALRAS_ANSWER_RELEASE;
  walras_batch *top = &c->ranges[c->range_count - 1];
  const int64_t wanted = batch_size(c);
  *batch = (walras_batch){top->first, wanted < top->count ? wanted : top->count};
  top->first += batch->count;
  top->count -= batch->count;
  c->range_count -= top->count == 0;
  c->pending -= batch->count;
  c->out += batch->count;
  g->out[g->count++] = *batch;
  return WALRAS_ANSWER_BATCH;
}

bool walras_coordinator_recorded(walras_coordinator *c, int group, walras_batch batch, int64_t finished, double seconds) {
  group_state *g = &c->groups[group];
  if (g->lost || g->count == 0 || g->out[0].first != batch.first || g->out[0].count != batch.count || finished < 0 ||
      finished > batch.count)
    return false;
  g->out[0] = g->out[1];
  g->count--;
  c->out -= batch.count;
  push_range(c, (walras_batch){batch.first + finished, batch.count - finished});
  if (finished > 0 && seconds >= 0.0) {
    /* An average that follows the trials' cost; a burst of cheap trials does not make the next batch huge. */
    const double mean = seconds / (double)finished;
    c->seconds_per_trial = c->seconds_per_trial > 0.0 ? 0.75 * c->seconds_per_trial + 0.25 * mean : mean;
  }
  return true;
}

void walras_coordinator_stop(walras_coordinator *c) {
  c->stopped = true;
}

void walras_coordinator_lost(walras_coordinator *c, int group) {
  group_state *g = &c->groups[group];
  if (g->lost)
    return;
  g->lost = true;
  c->alive--;
  for (int i = g->count - 1; i >= 0; i--) {
    c->out -= g->out[i].count;
    push_range(c, g->out[i]);
  }
  g->count = 0;
}

bool walras_coordinator_ended(const walras_coordinator *c) {
  return c->out == 0 && (c->stopped || c->pending == 0 || c->alive == 0);
}
int64_t walras_coordinator_pending(const walras_coordinator *c) {
  return c->pending;
}
int64_t walras_coordinator_out(const walras_coordinator *c) {
  return c->out;
}
