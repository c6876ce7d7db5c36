/* One rank's run: groups, leaders, followers, batches. Who gets which batch is the coordination's decision. */
#include <assert.h>
#include <mpi.h>
#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "engine/agree.h"
#include "engine/checkpoint.h"
#include "engine/clock.h"
#include "engine/coordination.h"
#include "engine/crash.h"
#include "engine/high_water.h"
#include "engine/layout.h"
#include "engine/notice.h"
#include "engine/trial_internal.h"

/* How often a leader's sends are helped along while it computes. */
static const double PUSH_SECONDS = 0.001;

typedef struct engine_run {
  const walras_engine_plan *plan;
  const walras_record_layout *records;
  MPI_Comm world;
  int rank, ranks, group_number, groups;
  walras_group group;    /* of the master thread's trials */
  walras_group silent;   /* of one rank, without polling: of the other threads' trials when several run at the same time */
  walras_trial **trials; /* [at_once] contexts */
  walras_checkpoint_plan checkpoints;
  walras_checkpoints *hands;    /* [at_once] of the contexts; NULL = no checkpoints inside trials */
  int at_once;                  /* trials that run at the same time, one per thread */
  walras_coordination *central; /* rank 0 */
  walras_batch_buffer buffers[WALRAS_REQUESTS];
  walras_report_message reports[WALRAS_REQUESTS];
  MPI_Request sends[2 * WALRAS_REQUESTS]; /* each batch's report and records */
  MPI_Request word;                       /* of rank 0 to the other leaders, once: stop now, or the run is over */
  int told_to_stop;
  int next_buffer;
  double last_push;
  walras_meter meter;
  int64_t run_now;
} engine_run;

/* ---- running a batch ---- */

/* False when a stop has cut the trial short: it is neither done nor failed then. */
static bool run_one(engine_run *run, walras_trial *trial, walras_batch_buffer *buffer, int64_t place, int64_t index) {
  const walras_engine_plan *plan = run->plan;
  const int64_t replications = plan->part != NULL ? plan->part->replications : plan->replications;
  const int64_t number = walras_part_trial(plan->part, place), point = number / replications, replication = number % replications;
  uint32_t key[2];
  walras_random_key(plan->seed, (uint64_t)replication, plan->independent ? (uint64_t)point + 1 : 0, key);
  walras_crash_in_trial(number);
  const walras_status status = walras_trial_execute(trial, point, replication, key, plan->parameters[place / plan->replications]);
  walras_crash_in_trial(-1);
  const double seconds = walras_trial_elapsed(trial);
  if (buffer != NULL && status == WALRAS_OK)
    walras_batch_put(buffer, index, walras_trial_record(trial), seconds);
  else if (buffer != NULL)
    walras_batch_put_failed(buffer, index, walras_trial_error(trial), seconds);
  return status != WALRAS_STOPPED;
}

/* A batch ends early when the run is to stop, or when its trials turn out to cost far more than was thought; one at least is run then. */
static bool is_cut(const walras_answer_message *work, int64_t taken, double start) {
  return walras_engine_stop_requested() || (taken > 0 && walras_clock() - start > work->limit_seconds);
}

/* One trial after the other, each by the whole group. The leader says which comes next; -1 ends the batch. */
static void run_in_order(engine_run *run, walras_batch_buffer *buffer, const walras_answer_message *work, double start) {
  walras_batch_header *header = walras_batch_header_of(buffer);
  for (int64_t i = 0; i < work->batch.count; i++) {
    int64_t number = is_cut(work, i, start) ? -1 : work->batch.first + i;
    walras_group_broadcast(&run->group, WALRAS_FOR_COORDINATION, &number, sizeof number, 0);
    if (number < 0)
      break;
    header->finished += run_one(run, run->trials[0], buffer, number, i);
    if (run->group.poll != NULL)
      run->group.poll(run->group.poll_context);
  }
}

/* Small trials: threads take a few at a time, in order. What they took when a stop came goes back as it is. */
static void run_side_by_side(engine_run *run, walras_batch_buffer *buffer, const walras_answer_message *work, double start) {
  const int64_t count = work->batch.count, share = count / (16 * (int64_t)run->at_once);
  const int64_t step = share < 1 ? 1 : share > 64 ? 64 : share;
  const walras_error not_begun = {.status = WALRAS_STOPPED};
  int64_t taken = 0;
#pragma omp parallel num_threads(run->at_once)
  {
    const int thread = omp_get_thread_num();
    while (!is_cut(work, __atomic_load_n(&taken, __ATOMIC_RELAXED), start)) {
      const int64_t first = __atomic_fetch_add(&taken, step, __ATOMIC_RELAXED);
      for (int64_t i = first; i < first + step && i < count; i++) {
        if (walras_engine_stop_requested())
          walras_batch_put_failed(buffer, i, &not_begun, 0.0);
        else
          run_one(run, run->trials[thread], buffer, work->batch.first + i, i); /* a trial cut short says so in the buffer */
        if (thread == 0 && run->group.poll != NULL)
          run->group.poll(run->group.poll_context);
      }
      if (first + step >= count)
        break;
    }
    walras_meter_share_done(&run->meter, thread, start);
  }
  walras_batch_header_of(buffer)->finished = taken < count ? taken : count;
}

/* Returns the slot that holds the records. */
static int run_batch(engine_run *run, const walras_answer_message *work, walras_error *error) {
  const int slot = run->next_buffer++ % WALRAS_REQUESTS;
  walras_meter_turn(&run->meter, WALRAS_WAIT);
  MPI_Waitall(2, &run->sends[2 * slot], MPI_STATUSES_IGNORE);
  walras_meter_turn(&run->meter, WALRAS_COMPUTE);
  const double start = run->meter.since;
  walras_batch_buffer *buffer = &run->buffers[slot];
  if (walras_batch_start(buffer, work->batch.first, work->batch.count, error) != WALRAS_OK) {
    walras_notice(
        "rank %d: %s: the run is given up; 'walras resume' goes on from what is stored, once this node has more memory free",
        run->rank, error->message);
    MPI_Abort(run->world, 1);
  }
  if (run->at_once > 1)
    run_side_by_side(run, buffer, work, start);
  else
    run_in_order(run, buffer, work, start);
  walras_batch_header *header = walras_batch_header_of(buffer);
  walras_meter_turn(&run->meter, WALRAS_COORDINATION);
  header->seconds = run->meter.since - start;
  header->stop = walras_engine_stop_requested();
  run->run_now += header->finished;
  return slot;
}

/* Tells a group's other ranks that the run is over: a batch of nothing. */
static void announce(engine_run *run, walras_batch *batch) {
  walras_group_broadcast(&run->group, WALRAS_FOR_COORDINATION, batch, sizeof *batch, 0);
}

/* ---- the loops of the three roles ---- */

static void follow(engine_run *run) {
  for (;;) {
    walras_batch batch = {0, 0};
    announce(run, &batch);
    if (batch.count == 0)
      return;
    walras_meter_turn(&run->meter, WALRAS_COMPUTE);
    for (int64_t i = 0; i < batch.count; i++) {
      int64_t number = -1;
      walras_group_broadcast(&run->group, WALRAS_FOR_COORDINATION, &number, sizeof number, 0);
      if (number < 0)
        break;
      run_one(run, run->trials[0], NULL, number, i);
    }
    walras_meter_turn(&run->meter, WALRAS_WAIT);
  }
}

static void send_report(engine_run *run, int slot) {
  const char *memory = run->buffers[slot].memory;
  walras_report_message *report = &run->reports[slot];
  report->header = *walras_batch_header_of(&run->buffers[slot]);
  report->bytes = report->header.finished > 0 ? (int64_t)walras_batch_used(run->records, memory) : 0;
  MPI_Isend(report, (int)sizeof *report, MPI_BYTE, 0, WALRAS_TAG_REPORT, run->world, &run->sends[2 * slot]);
  walras_meter_sent(&run->meter, WALRAS_FOR_COORDINATION, 1, (int64_t)sizeof *report);
  if (report->bytes == 0)
    return;
  MPI_Isend(memory, (int)report->bytes, MPI_BYTE, 0, WALRAS_TAG_RECORDS, run->world, &run->sends[2 * slot + 1]);
  walras_meter_sent(&run->meter, WALRAS_FOR_RECORDS, 1, report->bytes);
}

/* Takes rank 0's word to stop, if it has come. */
static void hear_word(engine_run *run) {
  int done = 0;
  MPI_Test(&run->word, &done, MPI_STATUS_IGNORE);
  if (done && run->told_to_stop) {
    run->told_to_stop = 0;
    walras_engine_request_stop();
  }
}

/* Called between blocks: a large message leaves only while its sender is inside MPI. */
static void push_sends(void *context) {
  engine_run *run = context;
  const double now = walras_clock();
  if (now - run->last_push < PUSH_SECONDS)
    return;
  run->last_push = now;
  const walras_activity before = walras_meter_turn_at(&run->meter, WALRAS_COORDINATION, now);
  for (int i = 0, done; i < 2 * WALRAS_REQUESTS; i++)
    if (run->sends[i] != MPI_REQUEST_NULL)
      MPI_Test(&run->sends[i], &done, MPI_STATUS_IGNORE);
  hear_word(run);
  walras_meter_turn(&run->meter, before);
}

static walras_answer_message receive_answer(engine_run *run) {
  walras_answer_message answer;
  MPI_Request request;
  int done = 0;
  walras_meter_turn(&run->meter, WALRAS_WAIT);
  MPI_Irecv(&answer, (int)sizeof answer, MPI_BYTE, 0, WALRAS_TAG_ANSWER, run->world, &request);
  for (MPI_Test(&request, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&request, &done, MPI_STATUS_IGNORE))
    sched_yield();
  walras_meter_turn(&run->meter, WALRAS_COORDINATION);
  return answer;
}

static void lead(engine_run *run, walras_error *error) {
  MPI_Irecv(&run->told_to_stop, 1, MPI_INT, 0, WALRAS_TAG_WORD, run->world, &run->word);
  for (int open = WALRAS_REQUESTS; open > 0;) {
    const walras_answer_message work = receive_answer(run);
    if (work.answer != WALRAS_ANSWER_BATCH) {
      open--;
      continue;
    }
    walras_batch batch = work.batch;
    announce(run, &batch);
    send_report(run, run_batch(run, &work, error));
  }
  walras_batch nothing = {0, 0};
  announce(run, &nothing);
  walras_meter_turn(&run->meter, WALRAS_WAIT);
  MPI_Waitall(2 * WALRAS_REQUESTS, run->sends, MPI_STATUSES_IGNORE);
  MPI_Wait(&run->word, MPI_STATUS_IGNORE);
}

/* Rank 0 leads the first group by calls instead of messages. */
static void lead_and_coordinate(engine_run *run, walras_error *error) {
  walras_meter_turn(&run->meter, WALRAS_COORDINATION);
  walras_coordination_begin(run->central);
  for (;;) {
    const walras_answer_message work = walras_coordination_request(run->central);
    walras_batch batch = work.answer == WALRAS_ANSWER_BATCH ? work.batch : (walras_batch){0, 0};
    announce(run, &batch);
    if (batch.count == 0)
      return;
    const int slot = run_batch(run, &work, error);
    walras_coordination_record(run->central, run->buffers[slot].memory);
  }
}

/* ---- setting up ---- */

static void split_groups(engine_run *run) {
  const int size = run->plan->ranks_per_trial;
  MPI_Comm_dup(MPI_COMM_WORLD, &run->world);
  MPI_Comm_rank(run->world, &run->rank);
  MPI_Comm_size(run->world, &run->ranks);
  run->groups = (run->ranks + size - 1) / size;
  run->group_number = run->rank / size;
  run->group = run->silent = (walras_group){.communicator = MPI_COMM_NULL, .size = 1};
  run->group.meter = &run->meter;
  if (size > 1) {
    MPI_Comm_split(run->world, run->group_number, run->rank, &run->group.communicator);
    MPI_Comm_rank(run->group.communicator, &run->group.rank);
    MPI_Comm_size(run->group.communicator, &run->group.size);
  }
  run->word = MPI_REQUEST_NULL;
  for (int i = 0; i < WALRAS_REQUESTS; i++) {
    run->sends[2 * i] = run->sends[2 * i + 1] = MPI_REQUEST_NULL;
    run->buffers[i].records = run->records;
  }
}

/* Collective: whatever happens on one rank, all of them come through. */
static walras_status open_checkpoints(engine_run *run, const uint8_t *status_of, walras_error *error) {
  if (run->plan->store_path == NULL)
    return WALRAS_OK;
  const walras_status status = walras_checkpoint_plan_open(run->plan, run->world, status_of, &run->checkpoints, error);
  if (status != WALRAS_OK)
    return status;
  int blind = run->plan->blind, most = run->at_once;
  MPI_Allreduce(MPI_IN_PLACE, &most, 1, MPI_INT, MPI_MAX, run->world);
  if (run->group.size > 1)
    MPI_Allreduce(MPI_IN_PLACE, &blind, 1, MPI_INT, MPI_MAX, run->group.communicator);
  run->hands = calloc((size_t)run->at_once, sizeof *run->hands);
  for (int i = 0; run->hands != NULL && i < run->at_once; i++) {
    run->hands[i] = walras_checkpoints_of(&run->checkpoints, (int64_t)run->group_number * most + i);
    run->hands[i].blind = blind != 0;
  }
  return run->hands != NULL ? WALRAS_OK : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for checkpoints");
}

/* Every rank knows where in the store to note a crash. */
static void watch_crashes(const engine_run *run, const walras_engine_output *output, const walras_layout *layout) {
  if (run->plan->store_path == NULL)
    return;
  int64_t offset = run->rank == 0 ? walras_store_offset(output->writer, walras_layout_crashes_dataset(layout)) : 0;
  MPI_Bcast(&offset, 1, MPI_INT64_T, 0, run->world);
  walras_crash_watch(run->plan->blind ? NULL : run->plan->store_path, offset, run->rank, run->plan->threads);
}

static walras_status open_trials(engine_run *run, walras_error *error) {
  run->trials = calloc((size_t)run->at_once, sizeof *run->trials);
  if (run->trials == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the trials");
  if (run->group.rank == 0) {
    run->group.poll = run->central != NULL ? walras_coordination_poll : push_sends;
    run->group.poll_context = run->central != NULL ? (void *)run->central : run;
  }
  walras_trial_input input = {
      .model = run->plan->model, .records = run->records, .threads = run->at_once > 1 ? 1 : run->plan->threads};
  walras_status status = WALRAS_OK;
  for (int i = 0; status == WALRAS_OK && i < run->at_once; i++) {
    input.group = i == 0 ? &run->group : &run->silent;
    input.checkpoints = run->hands != NULL ? &run->hands[i] : NULL;
    status = walras_trial_open(&input, &run->trials[i], error);
  }
  return status;
}

static void close_run(engine_run *run) {
  for (int i = 0; run->trials != NULL && i < run->at_once; i++)
    walras_trial_close(run->trials[i]);
  free(run->trials);
  free(run->hands);
  walras_checkpoint_plan_close(&run->checkpoints);
  for (int i = 0; i < WALRAS_REQUESTS; i++)
    free(run->buffers[i].memory);
  walras_coordination_close(run->central);
  if (run->group.communicator != MPI_COMM_NULL)
    MPI_Comm_free(&run->group.communicator);
  MPI_Comm_free(&run->world);
}

/* Every rank's time and messages. Ranks come to this run and leave it at slightly different instants: what one was here less than the one that
 * was here longest counts as other, so that the activities of all sum to ranks * seconds. */
static void read_meters(engine_run *run, walras_engine_result *result) {
  walras_meter *meter = &run->meter;
  walras_meter_turn(meter, WALRAS_OTHER);
  const double mine = meter->since - meter->start;
  MPI_Allreduce(&mine, &result->seconds, 1, MPI_DOUBLE, MPI_MAX, run->world);
  meter->seconds[WALRAS_OTHER] += result->seconds - mine;
  result->busy_seconds = meter->seconds[WALRAS_COMPUTE] + meter->helping;
  MPI_Allreduce(MPI_IN_PLACE, &result->busy_seconds, 1, MPI_DOUBLE, MPI_SUM, run->world);
  MPI_Allreduce(meter->seconds, result->time, WALRAS_ACTIVITIES, MPI_DOUBLE, MPI_SUM, run->world);
  MPI_Allreduce(meter->traffic.messages, result->traffic.messages, WALRAS_PURPOSES, MPI_INT64_T, MPI_SUM, run->world);
  MPI_Allreduce(meter->traffic.bytes, result->traffic.bytes, WALRAS_PURPOSES, MPI_INT64_T, MPI_SUM, run->world);
}

/* Sums over ranks, and rank 0's counts, on every rank. */
static walras_status collect(engine_run *run, walras_engine_result *result, walras_error *error) {
  int64_t run_now = run->group.rank == 0 ? run->run_now : 0;
  *result = (walras_engine_result){0};
  MPI_Allreduce(&run_now, &result->run_now, 1, MPI_INT64_T, MPI_SUM,
                run->world); /* all wait for rank 0, which brings the rest to the disk */
  read_meters(run, result);
  result->peak_bytes = walras_high_water();
  MPI_Allreduce(MPI_IN_PLACE, &result->peak_bytes, 1, MPI_DOUBLE, MPI_MAX, run->world);
  if (run->central != NULL)
    walras_coordination_result(run->central, result, error);
  MPI_Bcast(result, (int)sizeof *result, MPI_BYTE, 0, run->world);
  MPI_Bcast(error, (int)sizeof *error, MPI_BYTE, 0, run->world);
  error->file = NULL; /* rank 0's pointer */
  return error->status;
}

walras_status walras_engine_run(const walras_engine_plan *plan, const walras_engine_output *output, const walras_layout *layout,
                                uint8_t *status_of, walras_engine_result *result, walras_error *error) {
  assert(plan->trials_at_once <= 1 || (plan->trials_at_once == plan->threads && plan->ranks_per_trial == 1));
  engine_run run = {.plan = plan, .records = walras_layout_records(layout), .meter = walras_meter_start(WALRAS_OTHER)};
  run.at_once = plan->trials_at_once > 1 ? plan->trials_at_once : 1;
  split_groups(&run);
  const walras_coordination_input input = {
      .plan = plan, .output = output, .world = run.world, .groups = run.groups, .status = status_of, .meter = &run.meter};
  walras_status status = open_checkpoints(&run, status_of, error);
  if (status == WALRAS_OK && run.rank == 0)
    status = walras_coordination_open(&input, &run.central, error);
  if (status == WALRAS_OK)
    status = open_trials(&run, error);
  status = walras_agree(run.world, status, error); /* what keeps one rank from starting keeps them all */
  if (status == WALRAS_OK) {
    watch_crashes(&run, output, layout);
    walras_meter_turn(&run.meter, WALRAS_WAIT);
    if (run.rank == 0) {
      lead_and_coordinate(&run, error);
      walras_coordination_drain(run.central);
    } else {
      if (run.group.rank == 0)
        lead(&run, error);
      else
        follow(&run);
      MPI_Request everyone;
      MPI_Ibarrier(run.world, &everyone);
      MPI_Wait(&everyone, MPI_STATUS_IGNORE);
    }
    walras_crash_unwatch();
    status = collect(&run, result, error);
    if (run.rank == 0 && status == WALRAS_OK && result->pending == 0 && run.hands != NULL)
      walras_checkpoint_remove(run.checkpoints.folder); /* nobody has anything to go on with */
  }
  close_run(&run);
  return status;
}
