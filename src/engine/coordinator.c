#include "engine/coordinator.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A group holds two batches, and the records of two more may be on their way. */
enum { HELD = 2, BATCHES_PER_GROUP = 4, SPARE_RANGES = 1024 };

/* Trials for each lane of a group in a batch, where a lane is one of those that run side by side: with too few the lanes wait for the
 * slowest of them too often. */
enum { TRIALS_PER_LANE = 8 };

/* How far a batch may outlast its target before its rest comes back, and how much longer than the gap a batch should last. */
static const double LATE = 4.0, GAP_MARGIN = 1.25;
/* Share of the coordinator's time that batches may take in the middle of a run, and towards its end. */
static const double BEARABLE_SHARE = 0.2, BEARABLE_SHARE_AT_END = 0.8;
/* Trials of less than half the gap are short. */
static const double SHORT_AGAINST_GAP = 2.0;
/* Seconds in which a long gap is forgotten by half. */
static const double GAP_MEMORY = 1.0;

/* What a stop has cut short of a batch whose records are awaited. */
typedef struct cut_trials {
  int64_t count, highest;
} cut_trials;

/* What is out with one group, oldest first: `finished` batches whose records are awaited, then those in work or in reserve. */
typedef struct group_state {
  walras_batch out[BATCHES_PER_GROUP];
  cut_trials cut[BATCHES_PER_GROUP];
  int count, finished;
  bool lost;
  bool waits, queued;       /* its last request is unanswered; it is in the queue of the idle */
  double seconds_per_trial; /* 0 until something is known */
} group_state;

struct walras_coordinator {
  walras_batch *ranges; /* pending ranges, a ring: the first is handed out first. What a stop cut short is not among them. */
  int64_t range_first, range_count, range_capacity;
  int64_t pending, out;
  group_state *groups;
  int group_count, alive;
  int *idle; /* [group_count] a ring: groups that wait with nothing in hand, and some that no longer do */
  int idle_first, idle_count;
  double target_seconds, gap_seconds, batch_seconds;
  double seconds_per_trial; /* over all groups */
  int64_t most, lanes;
  bool stopped;
};

static int64_t count_ranges(const bool *pending, int64_t trials) {
  int64_t ranges = 0;
  for (int64_t trial = 0; trial < trials; trial++)
    ranges += pending[trial] && (trial == 0 || !pending[trial - 1]);
  return ranges;
}

/* Of each batch that is out, a rest may come back, and what was finished when its group is lost before the records are in. */
static int64_t ranges_to_come(int groups) {
  return 2 * BATCHES_PER_GROUP * (int64_t)groups;
}

static walras_batch *range_at(const walras_coordinator *c, int64_t index) {
  return &c->ranges[(c->range_first + index) % c->range_capacity];
}

static void append_range(walras_coordinator *c, walras_batch range) {
  assert(c->range_count < c->range_capacity);
  *range_at(c, c->range_count++) = range;
  c->pending += range.count;
}

static void append_pending(walras_coordinator *c, const bool *pending, int64_t trials) {
  for (int64_t first = 0, end; first < trials; first = end) {
    for (end = first; end < trials && pending[end] == pending[first]; end++)
      continue;
    if (pending[first])
      append_range(c, (walras_batch){first, end - first});
  }
}

walras_status walras_coordinator_create(const bool *pending, int64_t trials, int groups, double target_seconds, int64_t most,
                                        walras_coordinator **result, walras_error *error) {
  walras_coordinator *c = calloc(1, sizeof *c);
  *result = NULL;
  if (c != NULL) {
    c->range_capacity = count_ranges(pending, trials) + ranges_to_come(groups) + SPARE_RANGES;
    c->ranges = calloc((size_t)c->range_capacity, sizeof *c->ranges);
    c->groups = calloc((size_t)groups, sizeof *c->groups);
    c->idle = calloc((size_t)groups, sizeof *c->idle);
  }
  if (c == NULL || c->ranges == NULL || c->groups == NULL || c->idle == NULL) {
    walras_coordinator_destroy(c);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  }
  c->group_count = c->alive = groups;
  c->target_seconds = target_seconds;
  c->most = most > 0 ? most : 1;
  c->lanes = 1;
  append_pending(c, pending, trials);
  *result = c;
  return WALRAS_OK;
}

void walras_coordinator_destroy(walras_coordinator *c) {
  if (c == NULL)
    return;
  free(c->ranges);
  free(c->groups);
  free(c->idle);
  free(c);
}

static double smoothed(double average, double value) {
  return average > 0.0 ? 0.75 * average + 0.25 * value : value;
}

void walras_coordinator_gap(walras_coordinator *c, double seconds) {
  const double fading = c->gap_seconds * GAP_MEMORY / (GAP_MEMORY + seconds);
  c->gap_seconds = seconds > fading ? seconds : fading;
}

void walras_coordinator_lanes(walras_coordinator *c, int64_t lanes) {
  c->lanes = lanes;
}

void walras_coordinator_cost(walras_coordinator *c, double seconds) {
  c->batch_seconds = seconds;
}

static double trials_worth(double seconds, double seconds_per_trial) {
  const double worth = seconds / seconds_per_trial;
  return worth < 1.0 ? 1.0 : floor(worth);
}

/* Seconds that a batch should last so that all groups' batches together take no more than a share of the coordinator's time. */
static double bearable(const walras_coordinator *c, double share) {
  return c->alive * c->batch_seconds / share;
}

static double larger(double a, double b) {
  return a > b ? a : b;
}

static double target_of(const walras_coordinator *c, double lasting, double cost) {
  const double lanes = c->lanes > 1 ? (double)(TRIALS_PER_LANE * c->lanes) * cost : 0.0;
  return larger(larger(lasting, lanes), larger(c->target_seconds, bearable(c, BEARABLE_SHARE)));
}

/* A batch is worth the target time, but no more than a fair share of what is left: the end is balanced in single trials, or as many as fill
 * a group's lanes while there are so many for each. Groups that are heard from time to time only get what lasts until then, to the very end:
 * asking again would take as long. And as many groups as keep the coordinator busy get no less than it can bear. */
static int64_t batch_size(const walras_coordinator *c, int group) {
  const double own = c->groups[group].seconds_per_trial, cost = own > 0.0 ? own : c->seconds_per_trial;
  const double all = floor(((double)c->pending + c->alive - 1.0) / c->alive);
  const double least = all < (double)c->lanes ? all : (double)c->lanes;
  double size = larger(least, floor((double)c->pending / (4.0 * c->alive)));
  if (!(cost > 0.0)) {
    const double few = larger(4.0, least);
    size = size < few ? size : few;
    return size < (double)c->most ? (int64_t)size : c->most;
  }
  const double lasting = group == 0 ? 0.0 : GAP_MARGIN * c->gap_seconds;
  const double target = trials_worth(target_of(c, lasting, cost), cost);
  size = size < target ? size : target;
  if (lasting > 0.0)
    size = larger(size, trials_worth(lasting, cost));
  /* A group that has had a few short trials only is not known to be that fast. */
  size = larger(size, trials_worth(bearable(c, BEARABLE_SHARE_AT_END), larger(cost, c->seconds_per_trial)));
  return size < (double)c->most ? (int64_t)size : c->most;
}

double walras_coordinator_limit(const walras_coordinator *c) {
  if (c->range_count + ranges_to_come(c->group_count) >= c->range_capacity)
    return INFINITY;
  return LATE * target_of(c, GAP_MARGIN * c->gap_seconds, c->seconds_per_trial);
}

/* What comes back goes out again before all else. */
static void push_range(walras_coordinator *c, walras_batch range) {
  if (range.count <= 0)
    return;
  assert(c->range_count < c->range_capacity);
  c->range_first = (c->range_first + c->range_capacity - 1) % c->range_capacity;
  c->range_count++;
  *range_at(c, 0) = range;
  c->pending += range.count;
}

/* Room for twice as many ranges. */
static bool grow_ranges(walras_coordinator *c) {
  walras_batch *grown = calloc(2 * (size_t)c->range_capacity, sizeof *grown);
  if (grown == NULL)
    return false;
  for (int64_t i = 0; i < c->range_count; i++)
    grown[i] = *range_at(c, i);
  free(c->ranges);
  c->ranges = grown;
  c->range_first = 0;
  c->range_capacity *= 2;
  return true;
}

walras_status walras_coordinator_add(walras_coordinator *c, walras_batch range, walras_error *error) {
  assert(range.count > 0);
  if (c->range_count + ranges_to_come(c->group_count) + 1 >= c->range_capacity && !grow_ranges(c))
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  append_range(c, range);
  return WALRAS_OK;
}

/* Towards the end a group gets no reserve, but each trial goes to whoever is idle first: a reserve would wait behind a long trial while
 * others have nothing to do. Unless a trial is short against the gap: then it is asking that takes the time. */
static bool is_held_back(const walras_coordinator *c, int group) {
  const group_state *g = &c->groups[group];
  const double cost = g->seconds_per_trial > 0.0 ? g->seconds_per_trial : c->seconds_per_trial;
  return g->count > g->finished && c->pending <= c->alive * c->lanes &&
         !(cost > 0.0 && SHORT_AGAINST_GAP * cost < c->gap_seconds);
}

/* The first group asks by itself. */
static walras_answer wait(walras_coordinator *c, int group) {
  group_state *g = &c->groups[group];
  g->waits = true;
  if (group > 0 && !g->queued && g->count == g->finished) {
    c->idle[(c->idle_first + c->idle_count++) % c->group_count] = group;
    g->queued = true;
  }
  return WALRAS_ANSWER_WAIT;
}

int walras_coordinator_idle(walras_coordinator *c) {
  while (c->idle_count > 0 && (c->pending > 0 || c->stopped || c->out == 0)) {
    const int group = c->idle[c->idle_first];
    group_state *g = &c->groups[group];
    c->idle_first = (c->idle_first + 1) % c->group_count;
    c->idle_count--;
    g->queued = false;
    if (g->waits && !g->lost && g->count == g->finished)
      return group;
  }
  return -1;
}

static walras_batch hand_out(walras_coordinator *c, int group) {
  group_state *g = &c->groups[group];
  walras_batch *next = range_at(c, 0);
  const int64_t wanted = batch_size(c, group);
  const walras_batch batch = {next->first, wanted < next->count ? wanted : next->count};
  next->first += batch.count;
  next->count -= batch.count;
  if (next->count == 0) {
    c->range_first = (c->range_first + 1) % c->range_capacity;
    c->range_count--;
  }
  c->pending -= batch.count;
  c->out += batch.count;
  g->cut[g->count] = (cut_trials){.count = 0, .highest = -1};
  g->out[g->count++] = batch;
  return batch;
}

walras_answer walras_coordinator_request(walras_coordinator *c, int group, walras_batch *batch) {
  group_state *g = &c->groups[group];
  g->waits = false;
  if (c->stopped)
    return WALRAS_ANSWER_RELEASE;
  assert(g->count - g->finished < HELD && g->count < BATCHES_PER_GROUP && !g->lost);
  if (c->pending == 0 && c->out == 0)
    return WALRAS_ANSWER_RELEASE;
  if (c->pending == 0 || is_held_back(c, group))
    return wait(c, group);
  *batch = hand_out(c, group);
  return WALRAS_ANSWER_BATCH;
}

bool walras_coordinator_finished(walras_coordinator *c, int group, walras_batch batch, int64_t finished, double seconds) {
  group_state *g = &c->groups[group];
  walras_batch *oldest = &g->out[g->finished];
  if (g->lost || g->finished == g->count || oldest->first != batch.first || oldest->count != batch.count || finished < 0 ||
      finished > batch.count)
    return false;
  oldest->count = finished;
  g->finished++;
  c->out -= batch.count - finished;
  push_range(c, (walras_batch){batch.first + finished, batch.count - finished});
  if (finished > 0 && seconds >= 0.0) {
    /* Averages that follow the trials' cost; a burst of cheap trials does not make the next batch huge. */
    g->seconds_per_trial = smoothed(g->seconds_per_trial, seconds / (double)finished);
    c->seconds_per_trial = smoothed(c->seconds_per_trial, seconds / (double)finished);
  }
  return true;
}

/* The place of a batch whose records are awaited, or -1. */
static int find_finished(const group_state *g, int64_t first) {
  for (int at = 0; at < g->finished; at++)
    if (g->out[at].first == first)
      return at;
  return -1;
}

/* Nothing is handed out after a cut: that such trials are pending needs to be known, but not where they are. */
bool walras_coordinator_cut_short(walras_coordinator *c, int group, int64_t first, int64_t trial) {
  group_state *g = &c->groups[group];
  const int at = find_finished(g, first);
  if (at < 0 || trial < first || trial >= first + g->out[at].count || trial <= g->cut[at].highest)
    return false;
  g->cut[at] = (cut_trials){.count = g->cut[at].count + 1, .highest = trial};
  walras_coordinator_stop(c);
  return true;
}

bool walras_coordinator_recorded(walras_coordinator *c, int group, int64_t first) {
  group_state *g = &c->groups[group];
  int at = find_finished(g, first);
  if (at < 0)
    return false;
  c->out -= g->out[at].count;
  c->pending += g->cut[at].count;
  g->finished--;
  g->count--;
  for (; at < g->count; at++) {
    g->out[at] = g->out[at + 1];
    g->cut[at] = g->cut[at + 1];
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
  g->count = g->finished = 0;
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
