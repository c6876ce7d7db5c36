/* The MPI shell around the coordinator: groups, leaders, batches. All decisions are the state machine's. */
#include <mpi.h>
#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "engine/coordinator.h"
#include "engine/recorder.h"
#include "engine/trial_internal.h"

enum { TAG_REPORT = 1, TAG_ANSWER = 2, REQUESTS = 2 };
static const double BATCH_SECONDS = 0.02, POLL_SECONDS = 0.001, PROGRESS_SECONDS = 0.1;
static const double BATCH_BYTES = 4194304.0;

/* What the coordinator tells a leader. */
typedef struct answer_message {
  int64_t answer;
  walras_batch batch;
} answer_message;

/* Rank 0's side of another group: answers under way. */
typedef struct peer {
  answer_message answers[REQUESTS];
  MPI_Request requests[REQUESTS];
  int next;
  bool released;
  int waiting; /* requests answered with "wait" that are still open */
} peer;

/* Rank 0. */
typedef struct coordination {
  walras_coordinator *machine;
  walras_recorder recorder;
  peer *peers; /* [groups] */
  char *memory;
  size_t capacity;
  walras_progress_function progress;
  void *progress_context;
  double start, last_poll, last_progress;
  bool broken; /* the store cannot be written any more: nothing more is handed out or recorded */
  walras_error error;
} coordination;

/* One rank's run. */
typedef struct engine_run {
  const walras_engine_plan *plan;
  const walras_record_layout *records;
  MPI_Comm world;
  int rank, ranks, group_number, groups;
  walras_group group;
  walras_trial **trials; /* [at_once] contexts */
  int at_once;           /* trials that run at the same time, one per thread */
  coordination *central; /* rank 0 */
  walras_batch_buffer buffers[REQUESTS];
  MPI_Request sends[REQUESTS];
  int next_buffer;
  double compute_seconds, wait_seconds;
  int64_t run_now;
} engine_run;

static int leader_of(const engine_run *run, int group) {
  return group * run->plan->ranks_per_trial;
}

/* ---- rank 0: the coordinator's ear ---- */

static void break_off(engine_run *run) {
  run->central->broken = true;
  walras_coordinator_stop(run->central->machine);
}

static void record_batch(engine_run *run, int group, const char *batch) {
  coordination *c = run->central;
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  if (header.stop)
    walras_coordinator_stop(c->machine);
  if (header.count == 0)
    return;
  if (!c->broken && walras_recorder_write(&c->recorder, batch, &c->error) != WALRAS_OK)
    break_off(run);
  if (!walras_coordinator_recorded(c->machine, group, (walras_batch){header.first, header.count}, header.finished,
                                   header.seconds)) {
    WALRAS_FAIL(&c->error, WALRAS_ERROR_STATE, "group %d reported trials %lld to %lld, which it does not have", group,
                (long long)header.first, (long long)(header.first + header.count - 1));
    break_off(run);
  }
}

static void send_answer(engine_run *run, int group, walras_answer answer, walras_batch batch) {
  peer *p = &run->central->peers[group];
  const int slot = p->next++ % REQUESTS;
  MPI_Wait(&p->requests[slot], MPI_STATUS_IGNORE);
  p->answers[slot] = (answer_message){.answer = answer, .batch = batch};
  MPI_Isend(&p->answers[slot], (int)sizeof p->answers[slot], MPI_BYTE, leader_of(run, group), TAG_ANSWER, run->world,
            &p->requests[slot]);
}

/* A request that cannot be answered yet stays open; no group of a living MPI job is ever lost, so this ends in a release. */
static void answer_request(engine_run *run, int group) {
  walras_batch batch = {0, 0};
  const walras_answer answer = walras_coordinator_request(run->central->machine, group, &batch);
  send_answer(run, group, answer == WALRAS_ANSWER_BATCH ? answer : WALRAS_ANSWER_RELEASE, batch);
}

static bool receive_report(engine_run *run) {
  coordination *c = run->central;
  int flag = 0, bytes = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, TAG_REPORT, run->world, &flag, &status);
  if (!flag)
    return false;
  MPI_Get_count(&status, MPI_BYTE, &bytes);
  if ((size_t)bytes > c->capacity) {
    free(c->memory);
    c->memory = malloc((size_t)bytes);
    c->capacity = c->memory != NULL ? (size_t)bytes : 0;
    if (c->memory == NULL)
      MPI_Abort(run->world, 1); /* nothing can be received any more, and nobody would be told otherwise */
  }
  MPI_Recv(c->memory, bytes, MPI_BYTE, status.MPI_SOURCE, TAG_REPORT, run->world, MPI_STATUS_IGNORE);
  const int group = status.MPI_SOURCE / run->plan->ranks_per_trial;
  record_batch(run, group, c->memory);
  answer_request(run, group);
  return true;
}

static void show_progress(engine_run *run, double now) {
  coordination *c = run->central;
  if (c->progress == NULL || now - c->last_progress < PROGRESS_SECONDS)
    return;
  c->last_progress = now;
  const walras_progress state = {.trials = c->recorder.done + c->recorder.failed + walras_coordinator_pending(c->machine) +
                                           walras_coordinator_out(c->machine),
                                 .done = c->recorder.done,
                                 .failed = c->recorder.failed,
                                 .seconds = now - c->start};
  c->progress(&state, c->progress_context);
}

/* Called between blocks and while waiting; a thousand times a second is enough. */
static void poll_coordinator(void *context) {
  engine_run *run = context;
  const double now = walras_clock();
  if (now - run->central->last_poll < POLL_SECONDS)
    return;
  run->central->last_poll = now;
  if (walras_engine_stop_requested())
    walras_coordinator_stop(run->central->machine);
  while (receive_report(run))
    ;
  show_progress(run, now);
}

/* ---- running a batch ---- */

static void run_one(engine_run *run, walras_trial *trial, walras_batch_buffer *buffer, int64_t number, int64_t index) {
  const walras_engine_plan *plan = run->plan;
  const int64_t point = number / plan->replications, replication = number % plan->replications;
  uint32_t key[2];
  walras_random_key(plan->seed, (uint64_t)replication, plan->independent ? (uint64_t)point + 1 : 0, key);
  const double start = walras_clock();
  const walras_status status = walras_trial_execute(trial, point, replication, key, plan->parameters[point]);
  const double seconds = walras_clock() - start;
  if (buffer == NULL)
    return;
  if (status == WALRAS_OK)
    walras_batch_put(buffer, index, walras_trial_record(trial), seconds);
  else
    walras_batch_put_failed(buffer, index, walras_trial_error(trial), seconds);
}

/* One trial after the other, each by the whole group. The leader says which comes next; -1 ends the batch. */
static void run_in_order(engine_run *run, walras_batch_buffer *buffer, walras_batch batch) {
  walras_batch_header *header = walras_batch_header_of(buffer);
  for (int64_t i = 0; i < batch.count; i++) {
    int64_t number = walras_engine_stop_requested() ? -1 : batch.first + i;
    walras_group_broadcast(&run->group, &number, sizeof number, 0);
    if (number < 0)
      break;
    run_one(run, run->trials[0], buffer, number, i);
    header->finished++;
    if (run->group.poll != NULL)
      run->group.poll(run->group.poll_context);
  }
}

/* Small trials: one per thread at the same time. */
static void run_side_by_side(engine_run *run, walras_batch_buffer *buffer, walras_batch batch) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(run->at_once)
  for (int64_t i = 0; i < batch.count; i++) {
    const int thread = omp_get_thread_num();
    run_one(run, run->trials[thread], buffer, batch.first + i, i);
    if (thread == 0 && run->central != NULL)
      poll_coordinator(run);
  }
  walras_batch_header_of(buffer)->finished = batch.count;
}

static walras_batch_buffer *run_batch(engine_run *run, walras_batch batch, walras_error *error) {
  const int slot = run->next_buffer++ % REQUESTS;
  const double start = walras_clock();
  MPI_Wait(&run->sends[slot], MPI_STATUS_IGNORE);
  walras_batch_buffer *buffer = &run->buffers[slot];
  if (walras_batch_start(buffer, batch.first, batch.count, error) != WALRAS_OK)
    MPI_Abort(run->world, 1);
  if (run->at_once > 1)
    run_side_by_side(run, buffer, batch);
  else
    run_in_order(run, buffer, batch);
  walras_batch_header *header = walras_batch_header_of(buffer);
  header->seconds = walras_clock() - start;
  header->stop = walras_engine_stop_requested();
  run->compute_seconds += header->seconds;
  run->run_now += header->finished;
  return buffer;
}

/* Tells a group's other ranks that the run is over: a batch of nothing. */
static void announce(engine_run *run, walras_batch *batch) {
  walras_group_broadcast(&run->group, batch, sizeof *batch, 0);
}

/* ---- the loops of the three roles ---- */

static void follow(engine_run *run) {
  for (;;) {
    walras_batch batch = {0, 0};
    announce(run, &batch);
    if (batch.count == 0)
      return;
    const double start = walras_clock();
    for (int64_t i = 0; i < batch.count; i++) {
      int64_t number = -1;
      walras_group_broadcast(&run->group, &number, sizeof number, 0);
      if (number < 0)
        break;
      run_one(run, run->trials[0], NULL, number, i);
    }
    run->compute_seconds += walras_clock() - start;
  }
}

static void send_report(engine_run *run, int slot, size_t bytes) {
  MPI_Isend(run->buffers[slot].memory, (int)bytes, MPI_BYTE, 0, TAG_REPORT, run->world, &run->sends[slot]);
}

static answer_message receive_answer(engine_run *run) {
  answer_message answer;
  MPI_Request request;
  int done = 0;
  const double start = walras_clock();
  MPI_Irecv(&answer, (int)sizeof answer, MPI_BYTE, 0, TAG_ANSWER, run->world, &request);
  for (MPI_Test(&request, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&request, &done, MPI_STATUS_IGNORE))
    sched_yield();
  run->wait_seconds += walras_clock() - start;
  return answer;
}

/* A leader keeps two requests open: one batch in work, the next already on its way. */
static void lead(engine_run *run, walras_error *error) {
  int open = 0;
  for (; open < REQUESTS; open++) {
    if (walras_batch_start(&run->buffers[open], 0, 0, error) != WALRAS_OK)
      MPI_Abort(run->world, 1);
    send_report(run, open, sizeof(walras_batch_header));
  }
  while (open > 0) {
    answer_message answer = receive_answer(run);
    open--;
    if (answer.answer != WALRAS_ANSWER_BATCH)
      continue;
    announce(run, &answer.batch);
    const walras_batch_buffer *buffer = run_batch(run, answer.batch, error);
    send_report(run, (int)(buffer - run->buffers), walras_batch_used(run->records, buffer->memory));
    open++;
  }
  walras_batch nothing = {0, 0};
  announce(run, &nothing);
  MPI_Waitall(REQUESTS, run->sends, MPI_STATUSES_IGNORE);
}

/* Rank 0 leads the first group by calls instead of messages. */
static void lead_and_coordinate(engine_run *run, walras_error *error) {
  coordination *c = run->central;
  walras_batch batch = {0, 0};
  while (walras_coordinator_request(c->machine, 0, &batch) == WALRAS_ANSWER_BATCH) {
    announce(run, &batch);
    const walras_batch_buffer *buffer = run_batch(run, batch, error);
    record_batch(run, 0, buffer->memory);
    poll_coordinator(run);
  }
  walras_batch nothing = {0, 0};
  announce(run, &nothing);
}

/* Until every other leader's requests are answered with a release, and the answers are out. */
static void drain(engine_run *run) {
  coordination *c = run->central;
  const double start = walras_clock();
  MPI_Request everyone;
  int done = 0;
  MPI_Ibarrier(run->world, &everyone);
  for (MPI_Test(&everyone, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&everyone, &done, MPI_STATUS_IGNORE)) {
    c->last_poll = 0.0;
    poll_coordinator(run);
    sched_yield();
  }
  while (receive_report(run))
    ;
  for (int group = 0; group < run->groups; group++)
    MPI_Waitall(REQUESTS, c->peers[group].requests, MPI_STATUSES_IGNORE);
  run->wait_seconds += walras_clock() - start;
}

/* ---- setting up ---- */

static void split_groups(engine_run *run) {
  const int size = run->plan->ranks_per_trial;
  MPI_Comm_dup(MPI_COMM_WORLD, &run->world);
  MPI_Comm_rank(run->world, &run->rank);
  MPI_Comm_size(run->world, &run->ranks);
  run->groups = (run->ranks + size - 1) / size;
  run->group_number = run->rank / size;
  run->group = (walras_group){.communicator = MPI_COMM_NULL, .size = 1};
  if (size > 1) {
    MPI_Comm_split(run->world, run->group_number, run->rank, &run->group.communicator);
    MPI_Comm_rank(run->group.communicator, &run->group.rank);
    MPI_Comm_size(run->group.communicator, &run->group.size);
  }
  for (int i = 0; i < REQUESTS; i++) {
    run->sends[i] = MPI_REQUEST_NULL;
    run->buffers[i].records = run->records;
  }
}

/* Trials side by side when one alone cannot use the threads: fewer blocks than threads at every point. */
static int choose_at_once(const engine_run *run) {
  const walras_engine_plan *plan = run->plan;
  if (plan->threads == 1 || run->group.size > 1)
    return 1;
  for (int64_t point = 0; point < plan->points; point++) {
    walras_footprint footprint = {0};
    plan->model->footprint(plan->parameters[point], &footprint);
    const int64_t block = footprint.block > 0 ? footprint.block : 65536;
    if (footprint.population / block >= plan->threads)
      return 1;
  }
  return plan->threads;
}

static walras_status open_trials(engine_run *run, walras_error *error) {
  run->at_once = choose_at_once(run);
  run->trials = calloc((size_t)run->at_once, sizeof *run->trials);
  if (run->trials == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the trials");
  /* Side by side, polling is the loop's business: contexts of several threads share the group. */
  if (run->central != NULL && run->at_once == 1) {
    run->group.poll = poll_coordinator;
    run->group.poll_context = run;
  }
  const walras_trial_input input = {.model = run->plan->model,
                                    .records = run->records,
                                    .group = &run->group,
                                    .threads = run->at_once > 1 ? 1 : run->plan->threads};
  walras_status status = WALRAS_OK;
  for (int i = 0; status == WALRAS_OK && i < run->at_once; i++)
    status = walras_trial_open(&input, &run->trials[i], error);
  return status;
}

static walras_status open_coordination(engine_run *run, const walras_engine_output *output, uint8_t *status_of,
                                       walras_error *error) {
  const int64_t trials = run->plan->points * run->plan->replications;
  coordination *c = calloc(1, sizeof *c);
  bool *pending = malloc((size_t)trials + 1);
  run->central = c;
  if (c == NULL || pending == NULL || (c->peers = calloc((size_t)run->groups, sizeof *c->peers)) == NULL) {
    free(pending);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the coordinator");
  }
  c->start = walras_clock();
  c->progress = output->progress;
  c->progress_context = output->progress_context;
  c->recorder = (walras_recorder){.writer = output->writer,
                                  .layout = output->layout,
                                  .status = status_of,
                                  .sync_seconds = run->plan->sync_seconds,
                                  .last_sync = c->start};
  for (int64_t trial = 0; trial < trials; trial++) {
    pending[trial] = status_of[trial] == WALRAS_TRIAL_PENDING;
    c->recorder.done += status_of[trial] == WALRAS_TRIAL_DONE;
    c->recorder.failed += status_of[trial] == WALRAS_TRIAL_FAILED;
  }
  for (int group = 0; group < run->groups; group++)
    for (int i = 0; i < REQUESTS; i++)
      c->peers[group].requests[i] = MPI_REQUEST_NULL;
  const double most = BATCH_BYTES / (double)(run->records->bytes + 32);
  const walras_status status =
      walras_coordinator_create(pending, trials, run->groups, BATCH_SECONDS, most < 1.0 ? 1 : (int64_t)most, &c->machine, error);
  free(pending);
  return status;
}

static void close_run(engine_run *run) {
  for (int i = 0; run->trials != NULL && i < run->at_once; i++)
    walras_trial_close(run->trials[i]);
  free(run->trials);
  for (int i = 0; i < REQUESTS; i++)
    free(run->buffers[i].memory);
  if (run->central != NULL) {
    walras_coordinator_destroy(run->central->machine);
    free(run->central->peers);
    free(run->central->memory);
    free(run->central);
  }
  if (run->group.communicator != MPI_COMM_NULL)
    MPI_Comm_free(&run->group.communicator);
  MPI_Comm_free(&run->world);
}

/* Sums over ranks, and rank 0's counts, on every rank. */
static walras_status collect(engine_run *run, double start, walras_engine_result *result, walras_error *error) {
  const coordination *c = run->central;
  double mine[3] = {run->compute_seconds, run->rank == 0 ? run->wait_seconds : 0.0, run->rank == 0 ? 0.0 : run->wait_seconds},
         sums[3];
  int64_t run_now = run->group.rank == 0 ? run->run_now : 0;
  MPI_Allreduce(mine, sums, 3, MPI_DOUBLE, MPI_SUM, run->world);
  MPI_Allreduce(MPI_IN_PLACE, &run_now, 1, MPI_INT64_T, MPI_SUM, run->world);
  *result = (walras_engine_result){
      .run_now = run_now, .compute_seconds = sums[0], .wait_seconds_rank0 = sums[1], .wait_seconds_workers = sums[2]};
  if (c != NULL) {
    result->done = c->recorder.done;
    result->failed = c->recorder.failed;
    result->pending = walras_coordinator_pending(c->machine);
    result->store_seconds = c->recorder.seconds;
    result->stopped = result->pending > 0 && !c->broken;
    result->seconds = walras_clock() - start;
    if (c->broken)
      *error = c->error;
  }
  MPI_Bcast(result, (int)sizeof *result, MPI_BYTE, 0, run->world);
  MPI_Bcast(error, (int)sizeof *error, MPI_BYTE, 0, run->world);
  error->file = NULL; /* rank 0's pointer */
  return error->status;
}

walras_status walras_engine_run(const walras_engine_plan *plan, const walras_engine_output *output, const walras_layout *layout,
                                uint8_t *status_of, walras_engine_result *result, walras_error *error) {
  const double start = walras_clock();
  engine_run run = {.plan = plan, .records = walras_layout_records(layout)};
  split_groups(&run);
  walras_status status = run.rank == 0 ? open_coordination(&run, output, status_of, error) : WALRAS_OK;
  if (status == WALRAS_OK)
    status = open_trials(&run, error);
  int worst = (int)status;
  MPI_Allreduce(MPI_IN_PLACE, &worst, 1, MPI_INT, MPI_MAX, run.world);
  if (worst == WALRAS_OK) {
    if (run.rank == 0) {
      lead_and_coordinate(&run, error);
      drain(&run);
    } else {
      if (run.group.rank == 0)
        lead(&run, error);
      else
        follow(&run);
      MPI_Request everyone;
      MPI_Ibarrier(run.world, &everyone);
      MPI_Wait(&everyone, MPI_STATUS_IGNORE);
    }
    status = collect(&run, start, result, error);
  } else if (status == WALRAS_OK) {
    status = WALRAS_FAIL(error, (walras_status)worst, "another rank could not start");
  }
  close_run(&run);
  return status;
}
