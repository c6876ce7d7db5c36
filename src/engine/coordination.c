#include "engine/coordination.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/notice.h"
#include "engine/pace.h"
#include "engine/waves.h"

static const double PROGRESS_SECONDS = 0.1, STOP_FILE_SECONDS = 1.0;
/* Records that are looked at in vain each time rank 0 listens. */
enum { MISSING_MOST = 64 };

/* Records on their way: a member of the ring of all of them. */
typedef struct incoming {
  struct incoming *before, *after;
  int group;
  int64_t first;
  MPI_Request request;
  char memory[]; /* a batch */
} incoming;

/* Another group's leader: answers under way. */
typedef struct peer {
  walras_answer_message answers[WALRAS_REQUESTS];
  MPI_Request requests[WALRAS_REQUESTS];
  int next;
  int waiting;                        /* requests without an answer so far */
  incoming *records[WALRAS_REQUESTS]; /* on their way, the older first */
  int record_count;
  MPI_Request word_sent;
} peer;

struct walras_coordination {
  const walras_engine_plan *plan;
  walras_coordinator *machine;
  walras_recorder recorder;
  walras_waves *waves; /* NULL without sequential stopping */
  MPI_Comm world;
  int groups;
  peer *peers;       /* [groups] */
  incoming *records; /* of all peers, a ring: the next to be looked at */
  int record_count;
  walras_progress_function progress;
  void *progress_context;
  walras_measured_function measured;
  void *measured_context;
  double start, last_poll, last_progress;
  walras_meter *meter;
  int64_t batches, loaded_batches; /* recorded; the latter while listening to many reports at once, */
  double loaded_seconds;           /* which took so long */
  int word;                        /* what the other leaders were told */
  bool word_given;
  bool coordinates_only; /* the first group runs no trials */
  char *stop_file;       /* NULL = none is looked for */
  double last_look;      /* for it */
  bool broken;           /* the store cannot be written any more: nothing more is handed out or recorded */
  walras_error error;
};

/* ---- what has come in ---- */

/* Whatever is still under way, here or elsewhere, could not be recorded: it is to stop, as on request. */
static void break_off(walras_coordination *c) {
  c->broken = true;
  walras_coordinator_stop(c->machine);
  walras_engine_request_stop();
}

static void refuse(walras_coordination *c, int group, int64_t first) {
  WALRAS_FAIL(&c->error, WALRAS_ERROR_STATE, "group %d reported the batch from trial %lld, which it does not have", group,
              (long long)first);
  break_off(c);
}

static void note_finished(walras_coordination *c, int group, const walras_batch_header *header) {
  if (header->stop)
    walras_coordinator_stop(c->machine);
  if (!walras_coordinator_finished(c->machine, group, (walras_batch){header->first, header->count}, header->finished,
                                   header->seconds))
    refuse(c, group, header->first);
}

/* Trials that a stop cut short are among what a group has finished: they stay pending. */
static void note_cut_short(walras_coordination *c, int group, const char *batch) {
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  const int32_t *codes = walras_batch_codes(walras_layout_records(c->recorder.layout), batch, header.count);
  for (int64_t i = 0; header.stop != 0 && i < header.finished; i++)
    if (codes[i] == (int32_t)WALRAS_STOPPED && !walras_coordinator_cut_short(c->machine, group, header.first, header.first + i))
      refuse(c, group, header.first);
}

/* Of a batch that is not recorded for the machine yet: until then nobody is released. */
static walras_status release_trials(void *coordination, walras_batch range, walras_error *error) {
  walras_coordination *c = coordination;
  return walras_coordinator_add(c->machine, range, error);
}

static void tell_seconds(const walras_coordination *c, const char *batch) {
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  if (c->measured != NULL)
    c->measured(header.first, header.finished,
                walras_batch_seconds(walras_layout_records(c->recorder.layout), batch, header.count), walras_clock() - c->start,
                c->measured_context);
}

static void write_records(walras_coordination *c, int group, int64_t first, const char *batch) {
  if (batch != NULL)
    note_cut_short(c, group, batch);
  if (batch != NULL && !c->broken && walras_recorder_write(&c->recorder, batch, &c->error) != WALRAS_OK)
    break_off(c);
  if (batch != NULL && !c->broken)
    tell_seconds(c, batch);
  c->batches++;
  if (!walras_coordinator_recorded(c->machine, group, first))
    refuse(c, group, first);
}

/* ---- answers ---- */

static void send_answer(walras_coordination *c, int group, const walras_answer_message *answer) {
  peer *p = &c->peers[group];
  const int slot = p->next++ % WALRAS_REQUESTS;
  MPI_Wait(&p->requests[slot], MPI_STATUS_IGNORE); /* of a message that its receiver has answered since */
  p->answers[slot] = *answer;
  MPI_Isend(&p->answers[slot], (int)sizeof p->answers[slot], MPI_BYTE, group * c->plan->ranks_per_trial, WALRAS_TAG_ANSWER,
            c->world, &p->requests[slot]);
  walras_meter_sent(c->meter, WALRAS_FOR_COORDINATION, 1, (int64_t)sizeof p->answers[slot]);
}

static walras_answer_message decide(walras_coordination *c, int group) {
  walras_answer_message answer = {.limit_seconds = walras_coordinator_limit(c->machine)};
  answer.answer = walras_coordinator_request(c->machine, group, &answer.batch);
  return answer;
}

/* A request without an answer stays open until trials come back or all are recorded. */
static void answer_open_requests(walras_coordination *c, int group) {
  peer *p = &c->peers[group];
  while (p->waiting > 0) {
    const walras_answer_message answer = decide(c, group);
    if (answer.answer == WALRAS_ANSWER_WAIT)
      return;
    p->waiting--;
    send_answer(c, group, &answer);
  }
}

static void open_request(walras_coordination *c, int group) {
  c->peers[group].waiting++;
  answer_open_requests(c, group);
}

/* After events that may have changed the answer of those who wait with nothing to do. */
static void answer_idle(walras_coordination *c) {
  for (int group = walras_coordinator_idle(c->machine); group >= 0; group = walras_coordinator_idle(c->machine))
    answer_open_requests(c, group);
}

void walras_coordination_begin(walras_coordination *c) {
  for (int request = 0; request < WALRAS_REQUESTS; request++)
    for (int group = 1; group < c->groups; group++)
      open_request(c, group);
}

/* ---- the ear ---- */

static void link_records(walras_coordination *c, incoming *records) {
  records->before = records->after = records;
  if (c->records != NULL) {
    records->after = c->records;
    records->before = c->records->before;
    records->before->after = records->after->before = records;
  }
  c->records = c->records != NULL ? c->records : records;
  c->record_count++;
}

static void unlink_records(walras_coordination *c, incoming *records) {
  peer *p = &c->peers[records->group];
  p->records[0] = p->records[0] == records ? p->records[1] : p->records[0];
  p->record_count--;
  records->before->after = records->after;
  records->after->before = records->before;
  if (c->records == records)
    c->records = records->after != records ? records->after : NULL;
  c->record_count--;
}

static void take(walras_coordination *c, incoming *records) {
  unlink_records(c, records);
  write_records(c, records->group, records->first, records->memory);
  free(records);
}

/* Writes what has arrived. With many under way it looks at some now and at others the next time. */
static bool take_arrived(walras_coordination *c) {
  bool any = false;
  for (int left = c->record_count, missing = 0; left > 0 && missing < MISSING_MOST; left--) {
    incoming *records = c->records;
    int done = 0;
    MPI_Test(&records->request, &done, MPI_STATUS_IGNORE);
    if (done)
      take(c, records);
    else
      c->records = records->after;
    missing += !done;
    any = any || done;
  }
  return any;
}

/* Waits for them. */
static void take_now(walras_coordination *c, incoming *records) {
  MPI_Wait(&records->request, MPI_STATUS_IGNORE);
  take(c, records);
}

static void expect_records(walras_coordination *c, int group, const walras_report_message *report) {
  incoming *records = malloc(sizeof *records + (size_t)report->bytes);
  if (records == NULL) { /* nothing can be received any more, and nobody would be told otherwise */
    walras_notice("no memory for %lld bytes of records from group %d: the run is given up; 'walras resume' goes on from what is "
                  "stored, once this node has more memory free",
                  (long long)report->bytes, group);
    MPI_Abort(c->world, 1);
  }
  *records = (incoming){.group = group, .first = report->header.first};
  MPI_Irecv(records->memory, (int)report->bytes, MPI_BYTE, group * c->plan->ranks_per_trial, WALRAS_TAG_RECORDS, c->world,
            &records->request);
  c->peers[group].records[c->peers[group].record_count++] = records;
  link_records(c, records);
}

static bool hear_report(walras_coordination *c) {
  int flag = 0;
  MPI_Status status;
  /* An MPI may look at its network only after it has found nothing: what came since the last call then shows in the second one. */
  for (int attempt = 0; attempt < 2 && !flag; attempt++)
    MPI_Iprobe(MPI_ANY_SOURCE, WALRAS_TAG_REPORT, c->world, &flag, &status);
  if (!flag)
    return false;
  walras_report_message report;
  MPI_Recv(&report, (int)sizeof report, MPI_BYTE, status.MPI_SOURCE, WALRAS_TAG_REPORT, c->world, MPI_STATUS_IGNORE);
  const int group = status.MPI_SOURCE / c->plan->ranks_per_trial;
  /* A leader with two batches of records under way sends a third one only when the first has left it: it is here. */
  if (c->peers[group].record_count == WALRAS_REQUESTS)
    take_now(c, c->peers[group].records[0]);
  note_finished(c, group, &report.header);
  if (report.bytes > 0)
    expect_records(c, group, &report);
  else
    write_records(c, group, report.header.first, NULL);
  open_request(c, group);
  return true;
}

static void show_progress(walras_coordination *c, double now) {
  if (c->progress == NULL || now - c->last_progress < PROGRESS_SECONDS)
    return;
  c->last_progress = now;
  const walras_progress state = {.trials = c->recorder.done + c->recorder.failed + walras_coordinator_pending(c->machine) +
                                           walras_coordinator_out(c->machine),
                                 .done = c->recorder.done,
                                 .failed = c->recorder.failed,
                                 .more = c->waves != NULL && walras_sequential_running(walras_waves_rule(c->waves)) > 0,
                                 .seconds = now - c->start};
  c->progress(&state, c->progress_context);
}

/* Somebody may ask for a stop by a file, where signals do not reach. */
static void look_for_stop_file(walras_coordination *c, double now) {
  if (c->stop_file == NULL || now - c->last_look < STOP_FILE_SECONDS)
    return;
  c->last_look = now;
  if (access(c->stop_file, F_OK) == 0)
    walras_engine_request_stop();
}

/* Tells every other leader once, in the middle of its work, that it is to stop; or at the end that the run is over. */
static void give_word(walras_coordination *c, int word) {
  if (c->word_given)
    return;
  c->word_given = true;
  c->word = word;
  for (int group = 1; group < c->groups; group++)
    MPI_Isend(&c->word, 1, MPI_INT, group * c->plan->ranks_per_trial, WALRAS_TAG_WORD, c->world, &c->peers[group].word_sent);
  walras_meter_sent(c->meter, WALRAS_FOR_COORDINATION, c->groups - 1, (c->groups - 1) * (int64_t)sizeof c->word);
}

/* What the disk has by now; or all, waiting for the disk, also where the store could not be written any more. */
static void mark_trials(walras_coordination *c, bool all) {
  walras_error error = {0};
  walras_status status = WALRAS_OK;
  if (all)
    status = walras_recorder_flush(&c->recorder, &error);
  else if (!c->broken)
    status = walras_recorder_poll(&c->recorder, &error);
  if (status != WALRAS_OK && !c->broken) {
    c->error = error;
    break_off(c);
  }
}

/* True when there may be more than it has heard. Hearing nothing takes next to no time, and counts as what it interrupts. */
static bool listen(walras_coordination *c) {
  const double now = walras_clock();
  const walras_activity before = walras_meter_turn_at(c->meter, WALRAS_COORDINATION, now);
  const int64_t batches = c->batches;
  int heard = 0;
  walras_coordinator_gap(c->machine, now - c->last_poll);
  c->last_poll = now;
  look_for_stop_file(c, now);
  if (walras_engine_stop_requested()) {
    walras_coordinator_stop(c->machine);
    give_word(c, 1);
  }
  bool any = take_arrived(c);
  while (c->groups > 1 && heard < WALRAS_REPORTS_MOST && hear_report(c)) /* alone, looking would only give the processor away */
    heard++;
  any = take_arrived(c) || heard > 0 || any;
  answer_idle(c);
  show_progress(c, now);
  mark_trials(c, false);
  if (!any) {
    walras_meter_turn_void(c->meter, before);
    return false;
  }
  walras_meter_turn(c->meter, before);
  if (heard >= WALRAS_REPORTS_MANY) {
    c->loaded_seconds += walras_clock() - now;
    c->loaded_batches += c->batches - batches;
    walras_coordinator_cost(c->machine, c->loaded_seconds / (double)(c->loaded_batches + 1));
  }
  return heard == WALRAS_REPORTS_MOST;
}

void walras_coordination_poll(void *coordination) {
  walras_coordination *c = coordination;
  if (walras_clock() - c->last_poll >= WALRAS_POLL_SECONDS)
    while (listen(c))
      continue;
}

/* ---- the first group ---- */

walras_answer_message walras_coordination_request(walras_coordination *c) {
  if (c->coordinates_only)
    return (walras_answer_message){.answer = WALRAS_ANSWER_RELEASE};
  walras_answer_message answer = decide(c, 0);
  if (answer.answer != WALRAS_ANSWER_WAIT)
    return answer;
  const walras_activity before = walras_meter_turn(c->meter, WALRAS_WAIT);
  while (answer.answer == WALRAS_ANSWER_WAIT) {
    listen(c);
    sched_yield();
    answer = decide(c, 0);
  }
  walras_meter_turn(c->meter, before);
  return answer;
}

void walras_coordination_record(walras_coordination *c, const char *batch) {
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  note_finished(c, 0, &header);
  write_records(c, 0, header.first, batch);
  if (c->waves != NULL) /* this group's next trial may take long, and others wait for what its last one released */
    answer_idle(c);
  walras_coordination_poll(c);
}

void walras_coordination_drain(walras_coordination *c) {
  const walras_activity before = walras_meter_turn(c->meter, WALRAS_WAIT);
  MPI_Request everyone;
  int done = 0;
  while (!c->broken && !walras_coordinator_ended(c->machine)) { /* until then a stop may have to be told */
    listen(c);
    sched_yield();
  }
  give_word(c, c->broken);
  MPI_Ibarrier(c->world, &everyone);
  for (MPI_Test(&everyone, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&everyone, &done, MPI_STATUS_IGNORE)) {
    listen(c);
    sched_yield();
  }
  while (c->records != NULL)
    take_now(c, c->records);
  mark_trials(c, true);
  for (int group = 0; group < c->groups; group++)
    MPI_Waitall(WALRAS_REQUESTS, c->peers[group].requests, MPI_STATUSES_IGNORE);
  for (int group = 0; group < c->groups; group++)
    MPI_Wait(&c->peers[group].word_sent, MPI_STATUS_IGNORE);
  walras_meter_turn(c->meter, before);
}

/* ---- opening and closing ---- */

static walras_status create_machine(walras_coordination *c, walras_error *error) {
  const int64_t trials = c->plan->points * c->plan->replications;
  const uint8_t *status_of = c->recorder.status;
  bool *pending = malloc((size_t)trials + 1);
  if (pending == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  for (int64_t trial = 0; trial < trials; trial++)
    pending[trial] = status_of[trial] == WALRAS_TRIAL_PENDING;
  const int64_t most = walras_batch_most(walras_layout_records(c->recorder.layout)->bytes);
  const walras_status status =
      walras_coordinator_create(pending, trials, c->groups, WALRAS_BATCH_SECONDS, most, &c->machine, error);
  if (status == WALRAS_OK && c->plan->trials_at_once > 1)
    walras_coordinator_lanes(c->machine, c->plan->trials_at_once);
  free(pending);
  if (status == WALRAS_OK)
    c->coordinates_only = walras_coordinates_only(c->groups, walras_coordinator_pending(c->machine));
  return status;
}

walras_status walras_coordination_open(const walras_coordination_input *input, walras_coordination **result,
                                       walras_error *error) {
  walras_coordination *c = calloc(1, sizeof *c);
  *result = c;
  if (c == NULL || (c->peers = calloc((size_t)input->groups, sizeof *c->peers)) == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  c->plan = input->plan;
  c->world = input->world;
  c->groups = input->groups;
  c->meter = input->meter;
  c->progress = input->output->progress;
  c->progress_context = input->output->progress_context;
  c->measured = input->output->measured;
  c->measured_context = input->output->measured_context;
  c->start = c->last_poll = walras_clock();
  for (int group = 0; group < c->groups; group++) {
    c->peers[group].word_sent = MPI_REQUEST_NULL;
    for (int i = 0; i < WALRAS_REQUESTS; i++)
      c->peers[group].requests[i] = MPI_REQUEST_NULL;
  }
  if (input->plan->store_path != NULL && (c->stop_file = walras_stop_file(input->plan->store_path)) == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  const walras_status status = walras_recorder_open(&c->recorder, input->output->writer, input->output->layout, input->status,
                                                    input->plan->sync_seconds, error);
  c->recorder.meter = input->meter;
  if (status == WALRAS_OK && (c->waves = input->output->waves) != NULL)
    walras_waves_attach(c->waves, &c->recorder, release_trials, c);
  return status == WALRAS_OK ? create_machine(c, error) : status;
}

void walras_coordination_close(walras_coordination *c) {
  if (c == NULL)
    return;
  walras_coordinator_destroy(c->machine);
  free(c->stop_file);
  walras_recorder_close(&c->recorder);
  free(c->peers);
  free(c);
}

int64_t walras_coordination_batches(const walras_coordination *c) {
  return c->batches;
}

walras_status walras_coordination_result(const walras_coordination *c, walras_engine_result *result, walras_error *error) {
  result->done = c->recorder.done;
  result->failed = c->recorder.failed;
  result->pending = walras_coordinator_pending(c->machine);
  result->stopped = result->pending > 0 && !c->broken;
  if (!c->broken)
    return WALRAS_OK;
  *error = c->error;
  return c->error.status;
}
