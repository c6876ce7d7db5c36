/** One run of the coordinator's protocol in virtual time: what is in it, chance, what was promised, messages on their way, and waves. The test
 *  beside it moves it. */
#ifndef WALRAS_TESTS_UNIT_ENGINE_SCHEDULE_H
#define WALRAS_TESTS_UNIT_ENGINE_SCHEDULE_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "engine/coordinator.h"

enum {
  TRIALS_MOST = 64,
  POINTS_MOST = 8,
  GROUPS_MOST = 6,
  LIVES_MOST = 5,
  EVENTS_MOST = 128,
  STEPS_MOST = 100000,
  REQUESTS = 2,
  SCHEDULES = 1000000
};
static const double TARGET_SECONDS = 0.02;

typedef uint64_t trial_set;

/* What must have happened somewhere in all these schedules for them to mean anything. */
typedef enum occasion {
  SEEN_OVERTAKING,
  SEEN_FORCED,
  SEEN_WAIT,
  SEEN_HELD_BACK,
  SEEN_REST,
  SEEN_LOSS,
  SEEN_LATE,
  SEEN_SIGNAL,
  SEEN_STOP,
  SEEN_KILL,
  SEEN_TORN,
  SEEN_DISK_FULL,
  SEEN_CUT_INSIDE,
  SEEN_FAILED,
  SEEN_RETRY,
  SEEN_LIVES,
  SEEN_RELEASE,
  SEEN_RELEASE_AFTER_STOP,
  SEEN_AHEAD,
  OCCASIONS
} occasion;

static const char *const occasion_names[OCCASIONS] = {
    [SEEN_OVERTAKING] = "records arrive before the report that announces them",
    [SEEN_FORCED] = "a third report comes while the records of two batches are on their way",
    [SEEN_WAIT] = "a request stays open because trials may come back",
    [SEEN_HELD_BACK] = "a group at work gets no reserve because the last trials go to idle ones",
    [SEEN_REST] = "a batch outlasts its limit and its rest comes back",
    [SEEN_LOSS] = "a group dies with trials in its hands",
    [SEEN_LATE] = "a lost group's report or records arrive after all",
    [SEEN_SIGNAL] = "a stop at a group reaches the coordinator in a report",
    [SEEN_STOP] = "a stop comes before all is handed out",
    [SEEN_KILL] = "the coordinator dies with trials out",
    [SEEN_TORN] = "the coordinator dies in a write",
    [SEEN_DISK_FULL] = "records cannot be written",
    [SEEN_CUT_INSIDE] = "a trial is cut short before another one of its batch that is whole",
    [SEEN_FAILED] = "a trial fails",
    [SEEN_RETRY] = "failed trials are pending again",
    [SEEN_LIVES] = "a restart of a restart of a restart",
    [SEEN_RELEASE] = "what is recorded releases further trials",
    [SEEN_RELEASE_AFTER_STOP] = "trials are released though the machine is stopped",
    [SEEN_AHEAD] = "an earlier life has finished trials of a wave that is released again",
};

typedef enum event_kind { EVENT_ANSWER, EVENT_STOP, EVENT_DEATH, EVENT_KILL, EVENT_REPORT, EVENT_RECORDS, EVENT_LOSS } event_kind;

/* A batch as far as it was run. Sets are of global trials. */
typedef struct batch_run {
  walras_batch batch;
  int64_t finished;
  trial_set failed, cut;
  double seconds;
} batch_run;

typedef struct event {
  double time;
  event_kind kind;
  int group;
  bool stop;      /* a report's: its sender has been told to stop */
  int64_t serial; /* order of sending; of a batch for reports and records */
  walras_answer answer;
  double limit;
  batch_run run;
} event;

typedef struct group_model {
  double speed, work_start, work_end; /* work_end is infinite while the group is idle */
  batch_run work;
  event reserve;
  bool reserved, stop, dead, lost;
  int open;                        /* requests that may still bring a batch */
  double last_answer, last_report; /* arrivals: messages of one kind keep their order */
  int64_t sent, heard;             /* reports */
  trial_set out;                   /* the coordinator's view: not recorded, not given back */
  int in_hand, waiting,
      incoming; /* at the coordinator: batches given and not reported; requests without an answer; records on their way */
} group_model;

/* Trials first .. first + used - 1 run in waves of so many, each after all before it are recorded; those behind never do. */
typedef struct point_model {
  int64_t first, used, wave, released;
} point_model;

typedef struct schedule {
  uint64_t random;
  bool aloud;
  int64_t *seen;
  const char *broken; /* the first broken promise */
  /* What lasts from life to life. */
  int64_t trials;
  trial_set done, failed;
  double cost[TRIALS_MOST];
  uint32_t failing; /* of 8 trials */
  point_model points[POINTS_MOST];
  int point_count;
  /* One life. */
  int life, group_count, at_once;
  walras_coordinator *machine;
  double now, listened, next_poll;
  trial_set created, recorded; /* the machine's view */
  bool stopped, told, full, killed, released;
  bool attentive;            /* something has happened at the coordinator itself: it listens as soon as its own group is idle */
  int64_t most, writes_left; /* negative: without end */
  bool dies_in_write;
  group_model groups[GROUPS_MOST];
  event events[EVENTS_MOST];
  int event_count;
  int64_t serial;
} schedule;

/* ---- chance, sets, promises ---- */

/* SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). */
static inline uint32_t choice(schedule *s, uint32_t bound) {
  uint64_t x = s->random += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)(((x ^ x >> 31) >> 32) * bound >> 32);
}

static inline double seconds_up_to(schedule *s, double most) {
  return most * choice(s, 1024) / 1024.0;
}

/* Mostly short, now and then long. */
static inline double delay(schedule *s) {
  return seconds_up_to(s, choice(s, 6) == 0 ? 0.3 : 0.01);
}

static inline trial_set range_set(int64_t first, int64_t count) {
  return count == 0 ? 0 : (~UINT64_C(0) >> (64 - count)) << first;
}

static inline int64_t size_of(trial_set set) {
  return __builtin_popcountll(set);
}

static inline void promise(schedule *s, bool kept, const char *what) {
  if (!kept && s->broken == NULL)
    s->broken = what;
}

static inline void tell(const schedule *s, const char *format, ...) {
  if (!s->aloud)
    return;
  va_list arguments;
  printf("%d %8.4f  ", s->life, s->now);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  printf("\n");
}

/* ---- events and messages ---- */

static inline void post(schedule *s, event e) {
  promise(s, s->event_count < EVENTS_MOST, "the number of messages under way is bounded");
  if (s->event_count < EVENTS_MOST)
    s->events[s->event_count++] = e;
}

static inline event withdraw(schedule *s, int at) {
  const event e = s->events[at];
  s->events[at] = s->events[--s->event_count];
  return e;
}

static inline bool is_for_coordinator(const event *e) {
  return e->kind >= EVENT_REPORT;
}

/* Records cannot be taken before the report that announces them is heard. */
static inline bool is_early(const schedule *s, const event *e) {
  return e->kind == EVENT_RECORDS && e->serial >= s->groups[e->group].heard;
}

static inline bool is_before(const event *a, const event *b) {
  return a->time < b->time || (a->time == b->time && a->serial < b->serial);
}

/* The next event for the coordinator, or the next for everybody else; -1 without any. */
static inline int next_event(const schedule *s, bool for_coordinator) {
  int next = -1;
  for (int i = 0; i < s->event_count; i++)
    if (is_for_coordinator(&s->events[i]) == for_coordinator && !is_early(s, &s->events[i]) &&
        (next < 0 || is_before(&s->events[i], &s->events[next])))
      next = i;
  return next;
}

/* ---- waves ---- */

static inline trial_set released_set(const schedule *s) {
  trial_set set = 0;
  for (int p = 0; p < s->point_count; p++)
    set |= range_set(s->points[p].first, s->points[p].released);
  return set;
}

static inline trial_set used_set(const schedule *s) {
  trial_set set = 0;
  for (int p = 0; p < s->point_count; p++)
    set |= range_set(s->points[p].first, s->points[p].used);
  return set;
}

/* The next wave where all of a point's are recorded; count 0 where it is not, or there is none. */
static inline walras_batch next_wave(const schedule *s, const point_model *p) {
  const bool recorded = (range_set(p->first, p->released) & ~s->done & ~s->failed) == 0;
  const int64_t rest = recorded ? p->used - p->released : 0;
  return (walras_batch){p->first + p->released, rest < p->wave ? rest : p->wave};
}

/* What follows from the store alone, as at the start of a life. */
static inline void release_waves(schedule *s) {
  for (int i = 0; i < s->point_count; i++) {
    point_model *p = &s->points[i];
    p->released = p->wave < p->used ? p->wave : p->used;
    for (walras_batch wave = next_wave(s, p); wave.count > 0; wave = next_wave(s, p))
      p->released += wave.count;
  }
}

/* Tells the machine of a wave, but for what an earlier life has finished of it. */
static inline void add_wave(schedule *s, walras_batch wave) {
  const trial_set open = range_set(wave.first, wave.count) & ~s->done & ~s->failed;
  s->seen[SEEN_RELEASE]++;
  s->seen[SEEN_RELEASE_AFTER_STOP] += s->stopped;
  s->seen[SEEN_AHEAD] += size_of(open) < wave.count;
  s->created |= open;
  for (int64_t first = wave.first, next; first < wave.first + wave.count; first = next + 1) {
    for (next = first; next < wave.first + wave.count && (open & range_set(next, 1)) != 0;)
      next++;
    if (next > first)
      promise(s, walras_coordinator_add(s->machine, (walras_batch){first, next - first}, NULL) == WALRAS_OK, "there is memory");
  }
  tell(s, "released: %d+%d", (int)wave.first, (int)wave.count);
}

/* Before the machine hears that the batch that completed a wave is recorded. */
static inline void add_waves(schedule *s) {
  for (int i = 0; i < s->point_count; i++) {
    point_model *p = &s->points[i];
    for (walras_batch wave = next_wave(s, p); wave.count > 0; wave = next_wave(s, p)) {
      p->released += wave.count;
      add_wave(s, wave);
    }
  }
}

static inline double later(double a, double b) {
  return a > b ? a : b;
}

static inline void send_answer(schedule *s, int g, walras_answer answer, walras_batch batch, double limit) {
  group_model *group = &s->groups[g];
  group->last_answer = later(group->last_answer, s->now + delay(s));
  post(s, (event){.time = group->last_answer,
                  .kind = EVENT_ANSWER,
                  .group = g,
                  .serial = s->serial++,
                  .answer = answer,
                  .limit = limit,
                  .run = {.batch = batch}});
}

/* A report and its records are two messages: either may arrive first, and records may overtake other records. */
static inline void send_report(schedule *s, int g) {
  group_model *group = &s->groups[g];
  event e = {.kind = EVENT_REPORT, .group = g, .stop = group->stop, .serial = group->sent++, .run = group->work};
  e.time = group->last_report = later(group->last_report, s->now + delay(s));
  post(s, e);
  if (e.run.finished == 0)
    return;
  e.kind = EVENT_RECORDS;
  e.time = s->now + delay(s) + delay(s); /* larger than a report */
  s->seen[SEEN_OVERTAKING] += e.time < group->last_report;
  post(s, e);
}

#endif
