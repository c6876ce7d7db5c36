/*
 * The coordinator's state machine in whole runs of virtual time, each drawn from a seed: groups of different speeds, messages that take
 * their time in both directions, and everything that may go wrong, over several lives of one store until all its trials are recorded.
 * In half of the runs trials come in waves: what is recorded releases further ones, as in sequential stopping. Promises are checked at every step. WALRAS_SCHEDULES=n runs the seeds 0..n-1 instead of the first million; WALRAS_SCHEDULE=seed runs
 * that one alone and tells its story.
 */
#include "engine/coordinator.h"

#include "schedule.h"
#include "unit.h"

/* ---- a group at work ---- */

/* As far as a group without a stop in between comes: to the end, or to the limit. */
static void start_work(schedule *s, int g, walras_batch batch, double limit) {
  group_model *group = &s->groups[g];
  batch_run run = {.batch = batch};
  while (run.finished < batch.count && !group->stop && (run.finished == 0 || run.seconds <= limit)) {
    const int64_t trial = batch.first + run.finished++;
    run.seconds += group->speed * s->cost[trial];
    if (choice(s, 8) < s->failing)
      run.failed |= range_set(trial, 1);
  }
  s->seen[SEEN_REST] += run.finished < batch.count && !group->stop;
  group->work = run;
  group->work_start = s->now;
  group->work_end = s->now + run.seconds;
}

/* Trials in work when a stop comes are run to their end or cut short; side by side, any of those begun may be. */
static void stop_work(schedule *s, int g) {
  group_model *group = &s->groups[g];
  batch_run *run = &group->work;
  group->stop = true;
  if (isinf(group->work_end) || run->finished == 0)
    return;
  run->finished = 1 + choice(s, (uint32_t)run->finished);
  for (int i = 0; i < s->at_once; i++)
    if (choice(s, 4) != 0)
      run->cut |= range_set(run->batch.first + choice(s, (uint32_t)run->finished), 1);
  const trial_set ran = range_set(run->batch.first, run->finished);
  run->failed &= ran & ~run->cut;
  s->seen[SEEN_CUT_INSIDE] += run->cut != 0 && (ran & ~run->cut) > run->cut;
  group->work_end = s->now + seconds_up_to(s, group->work_end - s->now);
  run->seconds = group->work_end - group->work_start;
}

static void start_reserve(schedule *s, int g) {
  group_model *group = &s->groups[g];
  if (!group->reserved || !isinf(group->work_end) || group->dead)
    return;
  group->reserved = false;
  start_work(s, g, group->reserve.run.batch, group->reserve.limit);
}

static void hear_answer(schedule *s, const event *e) {
  group_model *group = &s->groups[e->group];
  if (group->dead)
    return;
  if (e->answer == WALRAS_ANSWER_RELEASE) {
    group->open--;
    return;
  }
  promise(s, !group->reserved, "a group never has more than two batches");
  group->reserve = *e;
  group->reserved = true;
  start_reserve(s, e->group);
}

/* ---- the coordinator ---- */

static void stop_machine(schedule *s) {
  s->seen[SEEN_STOP] += !s->stopped && walras_coordinator_pending(s->machine) > 0;
  s->stopped = true;
  walras_coordinator_stop(s->machine);
}

static walras_answer decide(schedule *s, int g, walras_batch *batch) {
  const walras_answer answer = walras_coordinator_request(s->machine, g, batch);
  const int64_t pending = walras_coordinator_pending(s->machine), out = walras_coordinator_out(s->machine);
  if (answer == WALRAS_ANSWER_RELEASE) {
    promise(s, s->stopped || (pending == 0 && out == 0), "nobody is released while trials may come back");
    promise(s, s->stopped || (used_set(s) & ~s->done & ~s->failed) == 0, "nobody is released while trials may be added");
  }
  const bool idle = s->groups[g].in_hand == 0;
  if (answer == WALRAS_ANSWER_WAIT)
    promise(s, !s->stopped && out > 0 && (pending == 0 || !idle), "nobody waits without a reason");
  if (answer != WALRAS_ANSWER_BATCH)
    return answer;
  const bool sound = batch->first >= 0 && batch->count > 0 && batch->count <= s->most && batch->first + batch->count <= s->trials;
  promise(s, sound, "a batch lies among the trials and is not too large");
  promise(s, !s->stopped, "nothing is handed out after a stop");
  if (!sound)
    return WALRAS_ANSWER_RELEASE;
  const trial_set set = range_set(batch->first, batch->count);
  promise(s, (set & ~s->created) == 0, "only pending trials are handed out");
  promise(s, (set & s->recorded) == 0, "no recorded trial is handed out");
  for (int other = 0; other < s->group_count; other++)
    promise(s, (set & s->groups[other].out) == 0, "no trial is in two hands");
  s->groups[g].out |= set;
  s->groups[g].in_hand++;
  tell(s, "group %d gets %d+%d", g, (int)batch->first, (int)batch->count);
  return answer;
}

static void answer_open_requests(schedule *s, int g) {
  group_model *group = &s->groups[g];
  while (group->waiting > 0 && !group->lost) {
    const double limit = walras_coordinator_limit(s->machine);
    walras_batch batch = {0, 0};
    const walras_answer answer = decide(s, g, &batch);
    s->seen[SEEN_WAIT] += answer == WALRAS_ANSWER_WAIT && walras_coordinator_pending(s->machine) == 0;
    s->seen[SEEN_HELD_BACK] += answer == WALRAS_ANSWER_WAIT && walras_coordinator_pending(s->machine) > 0;
    if (answer == WALRAS_ANSWER_WAIT)
      return;
    group->waiting--;
    send_answer(s, g, answer, batch, limit);
  }
}

/* What a write leaves in the store, whether the machine hears of it or not. */
static void store_trials(schedule *s, trial_set ran, const batch_run *run) {
  ran &= ~run->cut;
  promise(s, ((s->done | s->failed) & ran) == 0, "no trial is recorded twice");
  promise(s, (ran & ~s->created) == 0, "only pending trials are recorded");
  s->done |= ran & ~run->failed;
  s->failed |= ran & run->failed;
  s->seen[SEEN_FAILED] += (ran & run->failed) != 0;
}

/* A write that fails or that the coordinator does not survive leaves the batch's first trials, or none. */
static bool write_records(schedule *s, const batch_run *run) {
  if (s->full)
    return false;
  if (s->writes_left != 0) {
    s->writes_left--;
    store_trials(s, range_set(run->batch.first, run->finished), run);
    return true;
  }
  store_trials(s, range_set(run->batch.first, choice(s, (uint32_t)run->finished)), run);
  s->killed = s->dies_in_write;
  s->full = !s->dies_in_write;
  s->seen[s->full ? SEEN_DISK_FULL : SEEN_TORN]++;
  tell(s, s->full ? "the disk is full" : "the coordinator dies in a write");
  if (s->full)
    stop_machine(s);
  return false;
}

static void record(schedule *s, int g, const batch_run *run) {
  if (run->finished > 0 && !write_records(s, run))
    return;
  add_waves(s);
  const int64_t first = run->batch.first;
  for (int64_t trial = first; trial < first + run->finished; trial++)
    if (run->cut & range_set(trial, 1))
      promise(s, walras_coordinator_cut_short(s->machine, g, first, trial),
              "what was cut short in a finished batch is taken back");
  promise(s, walras_coordinator_recorded(s->machine, g, first), "the records of a finished batch are known");
  const trial_set ran = range_set(first, run->finished);
  s->recorded |= ran & ~run->cut;
  s->groups[g].out &= ~ran;
  tell(s, "recorded of group %d: %d+%d, %d failed, %d cut short", g, (int)first, (int)run->finished, (int)size_of(run->failed),
       (int)size_of(run->cut));
}

static void note_finished(schedule *s, int g, const batch_run *run, bool stop) {
  tell(s, "group %d has finished %d of %d+%d%s", g, (int)run->finished, (int)run->batch.first, (int)run->batch.count,
       stop ? " and stops" : "");
  if (stop && !s->stopped) {
    s->seen[SEEN_SIGNAL] += g > 0;
    stop_machine(s);
  }
  promise(s, walras_coordinator_finished(s->machine, g, run->batch, run->finished, run->seconds),
          "a batch in work can be reported");
  s->groups[g].in_hand--;
  s->groups[g].out &= ~range_set(run->batch.first + run->finished, run->batch.count - run->finished);
}

static void take_records(schedule *s, int at) {
  const event e = withdraw(s, at);
  s->groups[e.group].incoming--;
  record(s, e.group, &e.run);
}

/* The records of a group's third batch are not awaited before those of the first are here. */
static void make_room(schedule *s, int g) {
  int oldest = -1;
  for (int i = 0; i < s->event_count; i++)
    if (s->events[i].kind == EVENT_RECORDS && s->events[i].group == g &&
        (oldest < 0 || s->events[i].serial < s->events[oldest].serial))
      oldest = i;
  s->seen[SEEN_FORCED]++;
  take_records(s, oldest);
}

static void hear_report(schedule *s, int at) {
  const event e = withdraw(s, at);
  group_model *group = &s->groups[e.group];
  if (group->incoming == REQUESTS)
    make_room(s, e.group);
  if (s->killed)
    return;
  group->heard++;
  note_finished(s, e.group, &e.run, e.stop);
  if (e.run.finished > 0)
    group->incoming++;
  else
    record(s, e.group, &e.run);
  group->waiting++;
  answer_open_requests(s, e.group);
}

/* What a lost group has sent arrives all the same, and changes nothing. */
static void refuse_late_messages(schedule *s, int g) {
  for (int i = s->event_count - 1; i >= 0; i--) {
    if (s->events[i].group != g || (s->events[i].kind != EVENT_REPORT && s->events[i].kind != EVENT_RECORDS))
      continue;
    const event e = withdraw(s, i);
    const walras_batch batch = e.run.batch;
    if (e.kind == EVENT_REPORT)
      promise(s, !walras_coordinator_finished(s->machine, g, batch, e.run.finished, e.run.seconds),
              "a lost group's report is refused");
    else
      promise(s, !walras_coordinator_recorded(s->machine, g, batch.first), "a lost group's records are refused");
    s->seen[SEEN_LATE]++;
  }
}

static void hear_loss(schedule *s, int at) {
  const int g = withdraw(s, at).group;
  group_model *group = &s->groups[g];
  tell(s, "group %d is lost with %d trials", g, (int)size_of(group->out));
  s->seen[SEEN_LOSS] += group->out != 0;
  walras_coordinator_lost(s->machine, g);
  group->lost = true;
  group->out = 0;
  refuse_late_messages(s, g);
}

/* The first group's own next batch. */
static void serve_itself(schedule *s) {
  walras_batch batch = {0, 0};
  if (s->released || !isinf(s->groups[0].work_end))
    return;
  const double limit = walras_coordinator_limit(s->machine);
  const walras_answer answer = decide(s, 0, &batch);
  s->released = answer == WALRAS_ANSWER_RELEASE;
  if (answer == WALRAS_ANSWER_BATCH)
    start_work(s, 0, batch, limit);
}

/* The other leaders are told of a stop once. */
static void pass_stop_on(schedule *s) {
  for (int g = 1; s->stopped && !s->told && g < s->group_count; g++)
    post(s, (event){.time = s->now + delay(s), .kind = EVENT_STOP, .group = g, .serial = s->serial++});
  s->told = s->stopped;
}

static void listen(schedule *s) {
  walras_coordinator_gap(s->machine, s->now - s->listened);
  s->listened = s->now;
  s->attentive = false;
  s->next_poll = s->now + seconds_up_to(s, 0.1);
  int g = 0;
  if (s->groups[0].stop)
    stop_machine(s);
  for (int next = next_event(s, true); next >= 0 && s->events[next].time <= s->now && !s->killed; next = next_event(s, true)) {
    const event_kind kind = s->events[next].kind;
    (kind == EVENT_REPORT ? hear_report : kind == EVENT_RECORDS ? take_records : hear_loss)(s, next);
  }
  while (!s->killed && (g = walras_coordinator_idle(s->machine)) >= 0) {
    promise(s, g > 0 && s->groups[g].waiting > 0 && s->groups[g].in_hand == 0, "an idle group waits with nothing in hand");
    answer_open_requests(s, g);
  }
  pass_stop_on(s);
  if (!s->killed)
    serve_itself(s);
}

/* ---- a step of the world ---- */

static void finish_work(schedule *s, int g) {
  group_model *group = &s->groups[g];
  group->work_end = INFINITY;
  if (g > 0) {
    send_report(s, g);
    start_reserve(s, g);
    return;
  }
  s->attentive = true;
  note_finished(s, 0, &group->work, group->stop);
  record(s, 0, &group->work);
  if (!s->killed)
    serve_itself(s);
}

static void die(schedule *s, int g) {
  group_model *group = &s->groups[g];
  if (group->dead)
    return;
  tell(s, "group %d dies", g);
  group->dead = true;
  group->work_end = INFINITY;
  post(s, (event){.time = s->now + delay(s), .kind = EVENT_LOSS, .group = g, .serial = s->serial++});
}

static void happen(schedule *s, int at) {
  const event e = withdraw(s, at);
  if (e.kind == EVENT_ANSWER) {
    hear_answer(s, &e);
  } else if (e.kind == EVENT_STOP && !s->groups[e.group].dead) {
    tell(s, "group %d is to stop", e.group);
    stop_work(s, e.group);
    s->attentive = s->attentive || e.group == 0;
  } else if (e.kind == EVENT_DEATH) {
    die(s, e.group);
  } else if (e.kind == EVENT_KILL) {
    tell(s, "the coordinator is killed");
    s->seen[SEEN_KILL] += walras_coordinator_out(s->machine) > 0;
    s->killed = true;
  }
}

/* While its own group computes, the coordinator listens from time to time; otherwise when something comes in. */
static double listening_time(const schedule *s) {
  const int next = next_event(s, true);
  if (!isinf(s->groups[0].work_end))
    return s->next_poll;
  if (s->attentive)
    return s->now;
  return next < 0 ? (double)INFINITY : later(s->now, s->events[next].time);
}

/* The earliest of all that is to come. False when nothing is. */
static bool take_step(schedule *s) {
  const int next = next_event(s, false);
  double time = listening_time(s);
  int worker = -1;
  for (int g = 0; g < s->group_count; g++)
    if (s->groups[g].work_end < time) {
      time = s->groups[g].work_end;
      worker = g;
    }
  const bool event_first = next >= 0 && s->events[next].time <= time;
  if (event_first)
    time = s->events[next].time;
  if (isinf(time))
    return false;
  s->now = later(s->now, time);
  if (event_first)
    happen(s, next);
  else if (worker >= 0)
    finish_work(s, worker);
  else
    listen(s);
  return true;
}

static void check_counts(schedule *s) {
  trial_set out = 0;
  for (int g = 0; g < s->group_count; g++)
    out |= s->groups[g].out;
  promise(s, walras_coordinator_out(s->machine) == size_of(out), "the machine knows what is out");
  promise(s, walras_coordinator_pending(s->machine) == size_of(s->created & ~s->recorded & ~out), "no trial is lost");
}

/* Every leader is released or lost, and what they have sent is heard. */
static bool is_over(const schedule *s) {
  bool over = s->released;
  for (int g = 1; over && g < s->group_count; g++)
    over = s->groups[g].lost || s->groups[g].open == 0;
  for (int i = 0; over && i < s->event_count; i++)
    over = s->events[i].kind != EVENT_REPORT && s->events[i].kind != EVENT_RECORDS;
  return over;
}

/* ---- a life ---- */

static void plan_disturbance(schedule *s, double horizon) {
  const double time = seconds_up_to(s, horizon);
  const uint32_t kind = choice(s, 8);
  switch (kind) {
  case 0: /* a signal at the coordinator */
  case 1: /* kill -9 */
    post(s, (event){.time = time, .kind = kind == 0 ? EVENT_STOP : EVENT_KILL, .group = 0, .serial = s->serial++});
    break;
  case 2: /* the wall-time limit: a stop, and death if that takes too long */
    post(s, (event){.time = time, .kind = EVENT_STOP, .group = 0, .serial = s->serial++});
    post(s, (event){.time = time + delay(s), .kind = EVENT_KILL, .group = 0, .serial = s->serial++});
    break;
  case 3: /* a full disk, or death in a write */
  case 4:
    s->writes_left = choice(s, 12);
    s->dies_in_write = kind == 4;
    break;
  case 5: /* a signal at some group */
  case 6:
    post(s, (event){.time = time, .kind = EVENT_STOP, .group = (int)choice(s, (uint32_t)s->group_count), .serial = s->serial++});
    break;
  default: /* nothing */
    break;
  }
}

static void plan_life(schedule *s, bool quiet) {
  double horizon = 0.0;
  for (int64_t t = 0; t < s->trials; t++)
    horizon += 2.0 * s->cost[t] / s->group_count;
  for (uint32_t left = quiet ? 0 : 1 + choice(s, 2); left > 0; left--)
    plan_disturbance(s, horizon);
  for (uint32_t deaths = choice(s, 4) == 0 ? choice(s, (uint32_t)s->group_count) : 0; deaths > 0; deaths--)
    post(s, (event){.time = seconds_up_to(s, horizon),
                    .kind = EVENT_DEATH,
                    .group = 1 + (int)choice(s, (uint32_t)s->group_count - 1),
                    .serial = s->serial++});
}

static void begin_life(schedule *s, bool quiet) {
  bool pending[TRIALS_MOST];
  s->group_count = 1 + (int)choice(s, 1 + choice(s, GROUPS_MOST));
  s->at_once = 1 + (int)choice(s, 4);
  s->most = 1 + choice(s, 24);
  s->writes_left = -1;
  s->now = s->listened = s->next_poll = 0.0;
  s->stopped = s->told = s->full = s->killed = s->released = false;
  release_waves(s);
  s->created = released_set(s) & ~s->done & ~s->failed;
  s->recorded = 0;
  s->event_count = 0;
  for (int64_t t = 0; t < s->trials; t++)
    pending[t] = (s->created & range_set(t, 1)) != 0;
  if (walras_coordinator_create(pending, s->trials, s->group_count, TARGET_SECONDS, s->most, &s->machine, NULL) != WALRAS_OK) {
    promise(s, false, "there is memory");
    return;
  }
  tell(s, "%d groups, %d trials to run", s->group_count, (int)size_of(s->created));
  for (int g = 0; g < s->group_count; g++)
    s->groups[g] =
        (group_model){.speed = 0.25 * (1 + choice(s, 12)), .work_end = INFINITY, .open = REQUESTS, .waiting = REQUESTS};
  s->groups[0].waiting = 0;
  plan_life(s, quiet);
}

/* From a restart to its end, whatever that is. A life that nobody stops or kills records everything. */
static void live(schedule *s, bool quiet) {
  begin_life(s, quiet);
  for (int g = 1; g < s->group_count && s->broken == NULL; g++)
    answer_open_requests(s, g);
  if (s->broken == NULL)
    serve_itself(s);
  int steps = 0;
  while (s->broken == NULL && !s->killed && !is_over(s)) {
    promise(s, take_step(s), "somebody always acts until all is over");
    promise(s, steps++ < STEPS_MOST, "there is an end");
    if (!s->killed)
      check_counts(s);
  }
  if (s->broken == NULL && !s->killed) {
    const trial_set left = s->created & ~s->done & ~s->failed;
    promise(s, s->stopped || left == 0, "a run without a stop records everything");
    promise(s, s->full || walras_coordinator_ended(s->machine), "the machine knows that all is over");
    promise(s, s->full || walras_coordinator_pending(s->machine) == size_of(left), "what is left is pending");
  }
  tell(s, "the end: %d done, %d failed, of %d", (int)size_of(s->done), (int)size_of(s->failed), (int)s->trials);
  walras_coordinator_destroy(s->machine);
  s->machine = NULL;
}

/* All trials at once, or several points with waves of their own. */
static void plan_waves(schedule *s) {
  const bool waves = choice(s, 2) == 0;
  s->point_count = 0;
  for (int64_t first = 0; first < s->trials && s->point_count < POINTS_MOST;) {
    const int64_t left = s->trials - first;
    const int64_t size = waves && s->point_count < POINTS_MOST - 1 ? 1 + choice(s, (uint32_t)left) : left;
    s->points[s->point_count++] = (point_model){
        .first = first, .used = waves ? 1 + choice(s, (uint32_t)size) : size, .wave = waves ? 1 + choice(s, 8) : size};
    first += size;
  }
}

/* Lives of one store until all is recorded, of which the last one at the latest is left in peace. NULL, or the promise that was broken. */
static const char *run_schedule(uint64_t seed, int64_t *seen, bool aloud) {
  schedule s = {.random = seed * UINT64_C(0xD1342543DE82EF95) + 1, .aloud = aloud, .seen = seen};
  s.trials = 1 + choice(&s, choice(&s, 4) == 0 ? TRIALS_MOST : 24);
  s.failing = choice(&s, 2);
  const double scale = choice(&s, 2) == 0 ? 1.0 : 0.03; /* single trials, or batches of many */
  for (int64_t t = 0; t < s.trials; t++)
    s.cost[t] = scale * (choice(&s, 16) == 0 ? 0.3 : 0.001 * (1 + choice(&s, 12)));
  plan_waves(&s);
  const trial_set all = used_set(&s);
  for (s.life = 0; s.life < LIVES_MOST && s.broken == NULL; s.life++) {
    const trial_set before = s.done;
    live(&s, s.life == LIVES_MOST - 1 || choice(&s, 4) == 0);
    promise(&s, (before & ~s.done) == 0, "what is recorded stays");
    s.seen[SEEN_LIVES] += s.life == 3;
    const bool retry = s.failed != 0 && s.life < LIVES_MOST - 1 && choice(&s, 2) == 0;
    if (!retry && (s.done | s.failed) == all)
      break;
    s.seen[SEEN_RETRY] += retry;
    s.failed = retry ? 0 : s.failed;
  }
  promise(&s, (s.done | s.failed) == all && (s.done & s.failed) == 0, "in the end every trial that runs at all is recorded");
  return s.broken;
}

/* ---- the tests ---- */

static int64_t number_from(const char *variable, int64_t otherwise) {
  const char *text = getenv(variable);
  return text != NULL ? strtoll(text, NULL, 10) : otherwise;
}

static void every_schedule_loses_no_trial_records_none_twice_and_ends(void) {
  int64_t seen[OCCASIONS] = {0};
  const int64_t alone = number_from("WALRAS_SCHEDULE", -1), count = number_from("WALRAS_SCHEDULES", SCHEDULES);
  const int64_t first = alone >= 0 ? alone : 0, end = alone >= 0 ? alone + 1 : count;
  CU_ASSERT_FATAL(first < end);
  for (int64_t seed = first; seed < end; seed++) {
    const char *broken = run_schedule((uint64_t)seed, seen, alone >= 0);
    if (broken != NULL)
      printf("\n  schedule %lld breaks the promise that %s; replay it with WALRAS_SCHEDULE=%lld\n", (long long)seed, broken,
             (long long)seed);
    CU_ASSERT_PTR_NULL_FATAL(broken);
  }
  /* Each occasion in one of a hundred schedules at the least, counted over so many that chance is no excuse. */
  for (int what = 0; what < OCCASIONS; what++) {
    if (seen[what] < end / 100)
      printf("\n  %s: %lld times in %lld schedules\n", occasion_names[what], (long long)seen[what], (long long)end);
    CU_ASSERT(alone >= 0 || end < 10000 || seen[what] >= end / 100);
  }
}

WALRAS_UNIT_TESTS(UNIT(every_schedule_loses_no_trial_records_none_twice_and_ends))
