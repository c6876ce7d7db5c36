#include "engine/sequential.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/student.h"

typedef struct point_state {
  int64_t start, released; /* the current wave */
  int64_t awaited;         /* of its trials, not recorded */
  bool stopped;
  int64_t count; /* of the values, or paired differences, of all waves before the current one, in their order */
  double mean, squares;
} point_state;

struct walras_sequential {
  walras_sequential_rule rule;
  int64_t points, running, too_wide;
  point_state *states;               /* [points] */
  double *waves;                     /* [points][longest] values of each point's current wave */
  double *baseline;                  /* [maximum] all values of the baseline */
  double *critical;                  /* [maximum + 1] quantiles of t for so many values; 0 = not needed so far */
  walras_sequential_change *changes; /* [points] a ring: a point has one change at the most that nobody has taken */
  int64_t longest, oldest, change_count;
};

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static void push_change(walras_sequential *s, walras_sequential_change change) {
  assert(s->change_count < s->points);
  s->changes[(s->oldest + s->change_count++) % s->points] = change;
}

static void release(walras_sequential *s, int64_t point, int64_t count) {
  point_state *p = &s->states[point];
  p->start = p->released;
  p->released += count;
  p->awaited = count;
  push_change(s, (walras_sequential_change){point, p->start, count});
}

static void stop(walras_sequential *s, int64_t point) {
  point_state *p = &s->states[point];
  p->stopped = true;
  s->running--;
  push_change(s, (walras_sequential_change){point, p->released, 0});
}

walras_status walras_sequential_create(const walras_sequential_rule *rule, int64_t points, walras_sequential **result,
                                       walras_error *error) {
  assert(rule->initial >= 2 && rule->step >= 1 && rule->maximum >= rule->initial && rule->half_width > 0.0);
  assert(rule->baseline < points && (rule->baseline < 0 || points > 1));
  walras_sequential *s = calloc(1, sizeof *s);
  *result = NULL;
  if (s != NULL) {
    const int64_t later = smaller(rule->step, rule->maximum - rule->initial);
    *s = (walras_sequential){.rule = *rule, .points = points, .running = points};
    s->longest = rule->initial > later ? rule->initial : later;
    s->states = calloc((size_t)points, sizeof *s->states);
    s->waves = calloc((size_t)points, (size_t)s->longest * sizeof *s->waves);
    s->baseline = calloc(rule->baseline < 0 ? 1 : (size_t)rule->maximum, sizeof *s->baseline);
    s->critical = calloc((size_t)rule->maximum + 1, sizeof *s->critical);
    s->changes = calloc((size_t)points, sizeof *s->changes);
  }
  if (s == NULL || s->states == NULL || s->waves == NULL || s->baseline == NULL || s->critical == NULL || s->changes == NULL) {
    walras_sequential_destroy(s);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for sequential stopping at %lld points", (long long)points);
  }
  for (int64_t point = 0; point < points; point++)
    release(s, point, rule->initial);
  *result = s;
  return WALRAS_OK;
}

void walras_sequential_destroy(walras_sequential *s) {
  if (s == NULL)
    return;
  free(s->states);
  free(s->waves);
  free(s->baseline);
  free(s->critical);
  free(s->changes);
  free(s);
}

/* Mean and squared deviations of the values so far (Welford 1962): the same for the same values in the same order. */
static void add_value(point_state *p, double value) {
  if (isnan(value))
    return;
  const double deviation = value - p->mean;
  p->mean += deviation / (double)++p->count;
  p->squares += deviation * (value - p->mean);
}

static void add_wave(walras_sequential *s, int64_t point) {
  point_state *p = &s->states[point];
  const double *values = s->waves + point * s->longest, *baseline = s->rule.baseline >= 0 ? s->baseline + p->start : NULL;
  for (int64_t i = 0; i < p->released - p->start; i++)
    add_value(p, baseline != NULL ? values[i] - baseline[i] : values[i]);
}

static double critical_value(walras_sequential *s, int64_t count) {
  if (s->critical[count] == 0.0)
    s->critical[count] = walras_student_quantile(0.5 + 0.5 * s->rule.confidence, (double)(count - 1));
  return s->critical[count];
}

/* Too few values have no interval, and never are narrow enough. */
static bool is_narrow(walras_sequential *s, const point_state *p) {
  if (p->count < 2)
    return false;
  const double n = (double)p->count, standard_error = sqrt(p->squares / (n - 1.0)) / sqrt(n);
  const double most = s->rule.relative ? s->rule.half_width * fabs(p->mean) : s->rule.half_width;
  /* A quantile costs more than many a trial, and the most values have the smallest one: it spares the others until they may decide. */
  return critical_value(s, s->rule.maximum) * standard_error <= most && critical_value(s, p->count) * standard_error <= most;
}

/* The point's wave is complete, and the baseline's as far: it stops, or goes on, and the baseline with it. */
static void judge(walras_sequential *s, int64_t point) {
  point_state *p = &s->states[point];
  const int64_t baseline = s->rule.baseline;
  add_wave(s, point);
  const bool narrow = is_narrow(s, p);
  if (narrow || p->released == s->rule.maximum) {
    s->too_wide += !narrow;
    stop(s, point);
    if (baseline >= 0 && s->running == 1)
      stop(s, baseline);
    return;
  }
  const int64_t count = smaller(s->rule.step, s->rule.maximum - p->released);
  release(s, point, count);
  if (baseline >= 0 && s->states[baseline].released < p->released)
    release(s, baseline, count);
}

/* Replications of the baseline that are all recorded. */
static int64_t baseline_complete(const walras_sequential *s) {
  const point_state *baseline = &s->states[s->rule.baseline];
  return baseline->awaited == 0 ? baseline->released : baseline->start;
}

static bool is_due(const walras_sequential *s, int64_t point) {
  const point_state *p = &s->states[point];
  return !p->stopped && p->awaited == 0 && (s->rule.baseline < 0 || p->released <= baseline_complete(s));
}

bool walras_sequential_record(walras_sequential *s, int64_t point, int64_t replication, double value) {
  point_state *p = &s->states[point];
  if (p->awaited == 0 || replication < p->start || replication >= p->released)
    return false;
  if (point == s->rule.baseline)
    s->baseline[replication] = value;
  else
    s->waves[point * s->longest + replication - p->start] = value;
  if (--p->awaited > 0)
    return true;
  if (point != s->rule.baseline && is_due(s, point))
    judge(s, point);
  for (int64_t other = 0; point == s->rule.baseline && other < s->points; other++)
    if (other != point && is_due(s, other))
      judge(s, other);
  return true;
}

bool walras_sequential_next(walras_sequential *s, walras_sequential_change *change) {
  if (s->change_count == 0)
    return false;
  *change = s->changes[s->oldest];
  s->oldest = (s->oldest + 1) % s->points;
  s->change_count--;
  return true;
}

int64_t walras_sequential_released(const walras_sequential *s, int64_t point) {
  return s->states[point].released;
}
bool walras_sequential_stopped(const walras_sequential *s, int64_t point) {
  return s->states[point].stopped;
}
int64_t walras_sequential_running(const walras_sequential *s) {
  return s->running;
}
int64_t walras_sequential_short(const walras_sequential *s) {
  return s->too_wide;
}
