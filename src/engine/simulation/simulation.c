#include "engine/simulation/simulation.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "engine/coordinator.h"
#include "engine/pace.h"
#include "engine/simulation/batch_run.h"
#include "engine/simulation/event_queue.h"

/* As the run has it: requests that a leader has open, and bytes of a report and of an answer. */
enum { REQUESTS = 2, REPORT_BYTES = 48, ANSWER_BYTES = 40 };

/* Another group's leader. */
typedef struct leader {
  walras_batch_run runs[REQUESTS]; /* not heard of, a ring */
  int first, count;
  int waiting;               /* requests without an answer */
  int incoming;              /* batches whose records are on their way */
  int64_t records[REQUESTS]; /* their places, the older first */
  double free_at;            /* when its last batch is done and sent */
} leader;

/* Records on their way, in the order of their reports. */
typedef struct incoming {
  int group; /* -1: taken out of turn */
  walras_batch_run run;
  double ready;
} incoming;

typedef struct simulation {
  const walras_simulation_input *input;
  const walras_simulation_costs *costs;
  walras_coordinator *machine;
  walras_event_queue reports; /* by arrival */
  leader *leaders;            /* [groups] */
  incoming *records;          /* a ring */
  int64_t record_first, record_count, record_capacity;
  double now, last_poll, busy, loaded_seconds; /* the latter: of listening with many reports */
  int64_t loaded_batches;
  walras_simulation_result *result;
} simulation;

/* ---- the other groups ---- */

static void send_answer(simulation *s, int group, walras_batch batch, double limit) {
  leader *l = &s->leaders[group];
  const walras_simulation_costs *costs = s->costs;
  assert(l->count < REQUESTS);
  walras_batch_run *run = &l->runs[(l->first + l->count++) % REQUESTS];
  *run = walras_batch_run_of(s->input, batch, limit);
  const double arrival = s->now + costs->latency_seconds;
  const double start = arrival > l->free_at ? arrival : l->free_at;
  l->free_at = start + run->seconds;
  walras_event_queue_put(&s->reports, l->free_at + costs->latency_seconds, group);
  s->result->work_seconds += run->work_seconds;
}

/* False when the request stays open. */
static bool answer(simulation *s, int group) {
  walras_batch batch = {0, 0};
  const double limit = walras_coordinator_limit(s->machine);
  const walras_answer decision = walras_coordinator_request(s->machine, group, &batch);
  if (decision == WALRAS_ANSWER_WAIT)
    return false;
  s->now += s->costs->answer_seconds;
  s->result->messages++;
  s->result->bytes += ANSWER_BYTES;
  if (decision == WALRAS_ANSWER_BATCH)
    send_answer(s, group, batch, limit);
  return true;
}

static void answer_open_requests(simulation *s, int group) {
  for (leader *l = &s->leaders[group]; l->waiting > 0 && answer(s, group);)
    l->waiting--;
}

static void open_request(simulation *s, int group) {
  s->leaders[group].waiting++;
  answer_open_requests(s, group);
}

static void answer_idle(simulation *s) {
  for (int group = walras_coordinator_idle(s->machine); group >= 0; group = walras_coordinator_idle(s->machine))
    answer_open_requests(s, group);
}

/* ---- the ear ---- */

static void write_records(simulation *s, int group, const walras_batch_run *run) {
  const walras_simulation_costs *costs = s->costs;
  const double trials = (double)run->finished, bytes = trials * (double)s->input->record_bytes;
  s->now += costs->dataset_seconds * s->input->datasets + costs->trial_seconds * trials + costs->byte_seconds * bytes;
  s->result->batches++;
  walras_coordinator_recorded(s->machine, group, run->batch.first);
}

static void take(simulation *s, incoming *records) {
  const int group = records->group;
  s->now = records->ready > s->now ? records->ready : s->now;
  write_records(s, group, &records->run);
  s->leaders[group].incoming--;
  s->leaders[group].records[0] = s->leaders[group].records[1];
  records->group = -1;
}

static incoming *oldest(simulation *s) {
  while (s->record_count > 0 && s->records[s->record_first].group < 0) {
    s->record_first = (s->record_first + 1) % s->record_capacity;
    s->record_count--;
  }
  return s->record_count > 0 ? &s->records[s->record_first] : NULL;
}

static bool take_arrived(simulation *s) {
  bool any = false;
  for (incoming *records = oldest(s); records != NULL && records->ready <= s->now; records = oldest(s)) {
    take(s, records);
    any = true;
  }
  return any;
}

static void expect_records(simulation *s, int group, const walras_batch_run *run, double sent) {
  const int64_t bytes = run->finished * s->input->record_bytes;
  leader *l = &s->leaders[group];
  if (s->record_count == s->record_capacity) /* places of what was taken out of turn */
    take(s, oldest(s));
  oldest(s);
  const int64_t place = (s->record_first + s->record_count++) % s->record_capacity;
  s->records[place] = (incoming){.group = group, .run = *run, .ready = sent + s->costs->transfer_seconds * (double)bytes};
  l->records[l->incoming++] = place;
  s->result->messages++;
  s->result->bytes += bytes;
}

static bool hear_report(simulation *s) {
  const double arrival = walras_event_queue_time(&s->reports);
  if (arrival > s->now)
    return false;
  const int group = walras_event_queue_take(&s->reports);
  leader *l = &s->leaders[group];
  const walras_batch_run run = l->runs[l->first];
  l->first = (l->first + 1) % REQUESTS;
  l->count--;
  s->now += s->costs->report_seconds;
  s->result->messages++;
  s->result->bytes += REPORT_BYTES;
  if (l->incoming == REQUESTS)
    take(s, &s->records[l->records[0]]);
  walras_coordinator_finished(s->machine, group, run.batch, run.finished, run.seconds);
  expect_records(s, group, &run, arrival);
  open_request(s, group);
  return true;
}

/* True when there may be more than it has heard. */
static bool listen(simulation *s) {
  const double start = s->now;
  const int64_t batches = s->result->batches;
  int heard = 0;
  walras_coordinator_gap(s->machine, start - s->last_poll);
  s->last_poll = start;
  bool any = take_arrived(s);
  while (heard < WALRAS_REPORTS_MOST && hear_report(s))
    heard++;
  s->now += s->costs->listen_seconds + s->costs->peer_seconds * (s->input->groups - 1);
  any = take_arrived(s) || heard > 0 || any;
  answer_idle(s);
  s->busy += any ? s->now - start : 0.0;
  if (heard >= WALRAS_REPORTS_MANY) {
    s->loaded_seconds += s->now - start;
    s->loaded_batches += s->result->batches - batches;
    walras_coordinator_cost(s->machine, s->loaded_seconds / (double)(s->loaded_batches + 1));
  }
  return heard == WALRAS_REPORTS_MOST;
}

static void poll(simulation *s) {
  if (s->now - s->last_poll >= WALRAS_POLL_SECONDS)
    while (listen(s))
      continue;
}

/* To the next thing that happens, listening all along. False when nothing will. */
static bool await(simulation *s) {
  const incoming *records = oldest(s);
  double next = walras_event_queue_time(&s->reports);
  if (records != NULL && records->ready < next)
    next = records->ready;
  s->now = next > s->now && isfinite(next) ? next : s->now;
  s->last_poll = s->now;
  return isfinite(next);
}

/* ---- the first group ---- */

/* It listens between its blocks, or trials where these are shorter, but not all the time. */
static void run_own(simulation *s, walras_batch batch, double limit) {
  const walras_batch_run run = walras_batch_run_of(s->input, batch, limit);
  const double trial = run.seconds / (double)run.finished, block = s->input->block_seconds;
  double step = block > 0.0 && block < trial ? block : trial;
  step = step > WALRAS_POLL_SECONDS ? step : WALRAS_POLL_SECONDS;
  for (double left = run.seconds; left > 0.0; left -= step) {
    s->now += left < step ? left : step;
    poll(s);
  }
  s->result->work_seconds += run.work_seconds;
  const double start = s->now;
  walras_coordinator_finished(s->machine, 0, run.batch, run.finished, run.seconds);
  write_records(s, 0, &run);
  s->busy += s->now - start;
  poll(s);
}

static bool run_first_group(simulation *s) {
  if (walras_coordinates_only(s->input->groups, s->input->trials))
    return true;
  for (;;) {
    walras_batch batch = {0, 0};
    const double limit = walras_coordinator_limit(s->machine);
    const walras_answer decision = walras_coordinator_request(s->machine, 0, &batch);
    if (decision == WALRAS_ANSWER_RELEASE)
      return true;
    if (decision == WALRAS_ANSWER_BATCH)
      run_own(s, batch, limit);
    else if (!await(s))
      return false;
    else
      listen(s);
  }
}

static bool drain(simulation *s) {
  while (!walras_coordinator_ended(s->machine)) {
    if (!await(s))
      return false;
    listen(s);
  }
  return true;
}

/* Everybody is released and told that the run is over, and a barrier ends it. */
static void end(simulation *s) {
  const int others = s->input->groups - 1;
  answer_idle(s);
  s->now += s->costs->answer_seconds * others;
  s->result->messages += others;
  s->result->bytes += others * (int64_t)sizeof(int);
  for (int reached = 1; reached <= others; reached *= 2)
    s->now += s->costs->latency_seconds;
}

/* ---- a whole run ---- */

static walras_status open(simulation *s, walras_error *error) {
  const int64_t groups = s->input->groups;
  const int64_t most = walras_batch_most((size_t)s->input->record_bytes);
  const bool none[1] = {false};
  walras_status status = walras_coordinator_create(none, 0, s->input->groups, WALRAS_BATCH_SECONDS, most, &s->machine, error);
  if (status == WALRAS_OK)
    walras_coordinator_lanes(s->machine, s->input->at_once);
  if (status == WALRAS_OK && s->input->trials > 0)
    status = walras_coordinator_add(s->machine, (walras_batch){0, s->input->trials}, error);
  if (status == WALRAS_OK)
    status = walras_event_queue_open(&s->reports, REQUESTS * groups, error);
  if (status != WALRAS_OK)
    return status;
  s->record_capacity = 2 * REQUESTS * groups; /* those taken out of turn may still hold their places */
  s->leaders = calloc((size_t)groups, sizeof *s->leaders);
  s->records = calloc((size_t)s->record_capacity, sizeof *s->records);
  if (s->leaders == NULL || s->records == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the simulation of %lld groups", (long long)groups);
  return WALRAS_OK;
}

static void close(simulation *s) {
  walras_coordinator_destroy(s->machine);
  walras_event_queue_close(&s->reports);
  free(s->leaders);
  free(s->records);
}

static walras_status run(simulation *s, walras_error *error) {
  for (int request = 0; request < REQUESTS; request++)
    for (int group = 1; group < s->input->groups; group++)
      open_request(s, group);
  if (!run_first_group(s) || !drain(s))
    return WALRAS_FAIL(error, WALRAS_ERROR_STATE, "the simulated run stands still with %lld trials pending and %lld out",
                       (long long)walras_coordinator_pending(s->machine), (long long)walras_coordinator_out(s->machine));
  end(s);
  return WALRAS_OK;
}

walras_status walras_simulate(const walras_simulation_input *input, walras_simulation_result *result, walras_error *error) {
  simulation s = {.input = input, .costs = input->costs, .result = result};
  *result = (walras_simulation_result){0};
  walras_status status = open(&s, error);
  if (status == WALRAS_OK)
    status = run(&s, error);
  result->seconds = s.now;
  if (s.now > 0.0) {
    result->utilisation = result->work_seconds / (s.now * (double)input->groups * (double)input->at_once);
    result->coordinator_busy = s.busy / s.now;
  }
  close(&s);
  return status;
}
