/* What rank 0's ear promises, with leaders that say what a script tells them: answers while it polls, records that come late, batches
 * that nobody has, stops, and a drain after which everything stands in the store. A wrong ear shows as a failed expectation, as an
 * assertion inside the coordinator, or as a test that waits for an answer for ever. */
#include "engine/coordination.h"

#include <sched.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/layout.h"
#include "ranks.h"

/* Some hundred trials whose batches are too large to travel at once, some of which fail. */
enum { TRIALS = 240, LENGTH = 3000, EVERY_FAILING = 7 };

static int64_t value_count(const void *parameters) {
  (void)parameters;
  return LENGTH;
}

static void footprint(const void *parameters, walras_footprint *out) {
  (void)parameters;
  *out = (walras_footprint){.population = 1};
}

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_status(trial);
}

static const walras_metric metrics[] = {{.name = "values",
                                         .kind = WALRAS_VECTOR,
                                         .unit = "1",
                                         .doc = "numbers of the trial",
                                         .dimension = "value",
                                         .length = value_count}};
static const walras_model model = {WALRAS_MODEL_HEADER, .name = "script",       .metrics = metrics,
                                   .metric_count = 1,   .footprint = footprint, .run = run};

/* One run as it is seen by one rank. */
typedef struct stage {
  MPI_Comm world, control; /* control: what the script itself has to say */
  int rank, groups, group;
  bool leads; /* a group other than the first */
  walras_layout *layout;
  walras_engine_plan plan;
  walras_coordination *central; /* rank 0, like all below */
  walras_store_writer *writer;
  uint8_t status[TRIALS];
  int64_t progress_calls, progress_done;
  double progress_seconds;
  int word;     /* what leaders are told in the end */
  bool refused; /* a batch is to be refused: what is reported after that is not recorded */
} stage;

static char store_path[] = "/tmp/walras-coordination-XXXXXX";
static const char no_parameters[1] = "";
static const void *const points[1] = {no_parameters};

static void note_progress(const walras_progress *progress, void *context) {
  stage *s = context;
  EXPECT(s->refused ? progress->trials <= TRIALS : progress->trials == TRIALS);
  EXPECT(progress->done + progress->failed <= TRIALS && progress->done >= s->progress_done);
  EXPECT(s->progress_calls == 0 || progress->seconds - s->progress_seconds >= 0.1);
  s->progress_calls++;
  s->progress_done = progress->done;
  s->progress_seconds = progress->seconds;
}

static void open_layout(stage *s) {
  static const int64_t replications = TRIALS;
  const walras_layout_input input = {.model = &model,
                                     .points = 1,
                                     .replications = TRIALS,
                                     .parameters = points,
                                     .point_replications = &replications,
                                     .name = "script",
                                     .description = "",
                                     .config_text = "",
                                     .resolved_text = "",
                                     .run_text = "",
                                     .config_folder = "/"};
  EXPECT(walras_layout_build(&input, &s->layout, NULL) == WALRAS_OK);
}

static void open_store(stage *s) {
  walras_engine_output output = {.layout = s->layout, .progress = note_progress, .progress_context = s};
  const walras_coordination_input input = {
      .plan = &s->plan, .output = &output, .world = s->world, .groups = s->groups, .status = s->status};
  EXPECT(walras_store_create(store_path, walras_layout_store(s->layout), true, NULL) == WALRAS_OK);
  EXPECT(walras_store_writer_open(store_path, walras_layout_store(s->layout), &output.writer, NULL) == WALRAS_OK);
  s->writer = output.writer;
  EXPECT(walras_coordination_open(&input, &s->central, NULL) == WALRAS_OK);
}

/* Collective. Trials before `done` are recorded already. The leaders' first answers are on their way afterwards. */
static void open_stage(stage *s, int ranks_per_trial, int64_t done) {
  int ranks;
  *s = (stage){.plan = {.model = &model,
                        .points = 1,
                        .replications = TRIALS,
                        .parameters = points,
                        .ranks_per_trial = ranks_per_trial,
                        .threads = 1,
                        .sync_seconds = 1e9}};
  MPI_Comm_dup(MPI_COMM_WORLD, &s->world);
  MPI_Comm_dup(MPI_COMM_WORLD, &s->control);
  MPI_Comm_rank(s->world, &s->rank);
  MPI_Comm_size(s->world, &ranks);
  s->groups = (ranks + ranks_per_trial - 1) / ranks_per_trial;
  s->group = s->rank / ranks_per_trial;
  s->leads = s->rank > 0 && s->rank % ranks_per_trial == 0;
  for (int64_t trial = 0; trial < done; trial++)
    s->status[trial] = WALRAS_TRIAL_DONE;
  open_layout(s);
  if (s->rank == 0) {
    open_store(s);
    walras_coordination_begin(s->central);
  }
}

static void close_stage(stage *s) {
  if (s->rank == 0) {
    walras_coordination_close(s->central);
    EXPECT(walras_store_writer_close(s->writer, NULL) == WALRAS_OK);
  }
  walras_layout_destroy(s->layout);
  MPI_Comm_free(&s->control);
  MPI_Comm_free(&s->world);
}

/* ---- what leaders do ---- */

static double value_of(int64_t trial, int64_t position) {
  return (double)(trial * LENGTH + position);
}

static bool fails(int64_t trial) {
  return trial % EVERY_FAILING == 3;
}

/* The records of the first `finished` trials of a batch; the caller frees the memory. Trials are said to take so long that every batch
 * but the first two is of a single one, however slow this machine is. */
static char *batch_of(const stage *s, walras_batch batch, int64_t finished, bool stop) {
  static double values[LENGTH];
  static const walras_error failure = {.status = WALRAS_ERROR_MODEL, .message = "as the script says"};
  walras_batch_buffer buffer = {.records = walras_layout_records(s->layout)};
  EXPECT(walras_batch_start(&buffer, batch.first, batch.count, NULL) == WALRAS_OK);
  for (int64_t i = 0; i < finished; i++) {
    for (int64_t k = 0; k < LENGTH; k++)
      values[k] = value_of(batch.first + i, k);
    if (fails(batch.first + i))
      walras_batch_put_failed(&buffer, i, &failure, 0.001);
    else
      walras_batch_put(&buffer, i, values, 0.001);
  }
  walras_batch_header *header = walras_batch_header_of(&buffer);
  header->finished = finished;
  header->stop = stop;
  header->seconds = 1e4 * (double)finished;
  return buffer.memory;
}

static int64_t send_report(const stage *s, const char *memory) {
  walras_report_message report = {.bytes = 0};
  memcpy(&report.header, memory, sizeof report.header);
  if (report.header.finished > 0)
    report.bytes = (int64_t)walras_batch_used(walras_layout_records(s->layout), memory);
  MPI_Send(&report, (int)sizeof report, MPI_BYTE, 0, WALRAS_TAG_REPORT, s->world);
  return report.bytes;
}

static void send_records(const stage *s, char *memory, int64_t bytes) {
  if (bytes > 0)
    MPI_Send(memory, (int)bytes, MPI_BYTE, 0, WALRAS_TAG_RECORDS, s->world);
  free(memory);
}

static walras_answer_message hear(const stage *s) {
  walras_answer_message answer;
  MPI_Recv(&answer, (int)sizeof answer, MPI_BYTE, 0, WALRAS_TAG_ANSWER, s->world, MPI_STATUS_IGNORE);
  EXPECT(answer.answer == WALRAS_ANSWER_BATCH || answer.answer == WALRAS_ANSWER_RELEASE);
  EXPECT(answer.answer != WALRAS_ANSWER_BATCH ||
         (answer.batch.count >= 1 && answer.batch.first >= 0 && answer.batch.first + answer.batch.count <= TRIALS &&
          answer.limit_seconds > 0.0));
  return answer;
}

/* Looked for so often that a careless answer would be here. */
static void expect_no_answer(const stage *s) {
  int there = 0;
  for (int look = 0; look < 20000 && !there; look++) {
    MPI_Iprobe(0, WALRAS_TAG_ANSWER, s->world, &there, MPI_STATUS_IGNORE);
    sched_yield();
  }
  EXPECT(!there);
}

/* All of a batch: its report, then its records. */
static void deliver(const stage *s, walras_batch batch) {
  char *memory = batch_of(s, batch, batch.count, false);
  send_records(s, memory, send_report(s, memory));
}

/* Until all of the leader's open requests are answered with a release. */
static void lead(const stage *s, int open) {
  while (open > 0) {
    const walras_answer_message work = hear(s);
    if (work.answer == WALRAS_ANSWER_BATCH)
      deliver(s, work.batch);
    else
      open--;
  }
}

static void signal_rank(const stage *s, int rank) {
  MPI_Send(NULL, 0, MPI_BYTE, rank, 0, s->control);
}

static void await_rank(const stage *s, int rank) {
  MPI_Recv(NULL, 0, MPI_BYTE, rank, 0, s->control, MPI_STATUS_IGNORE);
}

/* ---- what rank 0 does ---- */

/* Polls until every other leader has signalled. */
static void poll_until_all_signalled(const stage *s) {
  for (int group = 1; group < s->groups; group++) {
    int there = 0;
    while (!there) {
      walras_coordination_poll(s->central);
      MPI_Iprobe(group * s->plan.ranks_per_trial, 0, s->control, &there, MPI_STATUS_IGNORE);
    }
    await_rank(s, group * s->plan.ranks_per_trial);
  }
}

static void signal_all(const stage *s) {
  for (int group = 1; group < s->groups; group++)
    signal_rank(s, group * s->plan.ranks_per_trial);
}

static void record(const stage *s, walras_batch batch, int64_t finished) {
  char *memory = batch_of(s, batch, finished, false);
  walras_coordination_record(s->central, memory);
  free(memory);
}

static void lead_first_group(const stage *s) {
  for (;;) {
    const walras_answer_message work = walras_coordination_request(s->central);
    if (work.answer != WALRAS_ANSWER_BATCH) {
      EXPECT(work.answer == WALRAS_ANSWER_RELEASE);
      return;
    }
    record(s, work.batch, work.batch.count);
  }
}

/* The others' end of the run, in which every leader has heard rank 0's word once. */
static void leave(const stage *s, MPI_Request *everyone) {
  int word = -1;
  MPI_Wait(everyone, MPI_STATUS_IGNORE);
  if (!s->leads)
    return;
  MPI_Recv(&word, 1, MPI_INT, 0, WALRAS_TAG_WORD, s->world, MPI_STATUS_IGNORE);
  EXPECT(word == s->word);
}

/* Collective: the end of the run. */
static walras_status end_run(const stage *s, walras_engine_result *result, walras_error *error) {
  if (s->rank == 0) {
    walras_coordination_drain(s->central);
    return walras_coordination_result(s->central, result, error);
  }
  MPI_Request everyone;
  MPI_Ibarrier(s->world, &everyone);
  leave(s, &everyone);
  return WALRAS_OK;
}

/* A trial's row is what its status in memory says. */
static void expect_row(const stage *s, int64_t trial) {
  static double values[LENGTH];
  uint8_t stored;
  const walras_record_layout *records = walras_layout_records(s->layout);
  EXPECT(walras_store_read_rows(s->writer, walras_layout_status_dataset(s->layout), trial, 1, &stored, NULL) == WALRAS_OK);
  EXPECT(walras_store_read_rows(s->writer, records->fields[0].dataset, trial, 1, values, NULL) == WALRAS_OK);
  EXPECT(stored == s->status[trial]);
  int64_t wrong = 0;
  for (int64_t k = 0; stored == WALRAS_TRIAL_DONE && k < LENGTH; k++)
    wrong += values[k] != value_of(trial, k);
  for (int64_t k = 0; stored == WALRAS_TRIAL_FAILED && k < LENGTH; k++)
    wrong += !isnan(values[k]);
  EXPECT(wrong == 0);
}

/* Rank 0: every trial from `first` on has run, once, and is recorded as it was; earlier ones were not touched. */
static void expect_everything(const stage *s, int64_t first, const walras_engine_result *result) {
  int64_t failed = 0;
  for (int64_t trial = first; trial < TRIALS; trial++) {
    EXPECT(s->status[trial] == (fails(trial) ? WALRAS_TRIAL_FAILED : WALRAS_TRIAL_DONE));
    failed += fails(trial);
    expect_row(s, trial);
  }
  EXPECT(result->failed == failed && result->done == TRIALS - failed && result->pending == 0 && !result->stopped);
}

/* Collective: everybody does the rest of the work, and all of it must be there. `open` requests of each leader are unanswered, or
 * answered and not yet heard. */
static void finish_honestly(stage *s, int64_t first, int open) {
  walras_engine_result result = {0};
  walras_error error = {0};
  if (s->leads)
    lead(s, open);
  if (s->rank == 0)
    lead_first_group(s);
  EXPECT(end_run(s, &result, &error) == WALRAS_OK);
  if (s->rank == 0)
    expect_everything(s, first, &result);
}

/* ---- the promises ---- */

static void nobody_has_to_ask_for_the_first_batches(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  int64_t mine[TRIALS] = {0};
  if (s.leads) {
    for (int i = 0; i < WALRAS_REQUESTS; i++) {
      const walras_answer_message work = hear(&s);
      EXPECT(work.answer == WALRAS_ANSWER_BATCH);
      for (int64_t trial = work.batch.first; trial < work.batch.first + work.batch.count; trial++)
        mine[trial]++;
      deliver(&s, work.batch);
    }
  }
  finish_honestly(&s, 0, WALRAS_REQUESTS);
  /* No trial was given to two leaders. */
  MPI_Allreduce(MPI_IN_PLACE, mine, TRIALS, MPI_INT64_T, MPI_SUM, s.world);
  for (int64_t trial = 0; trial < TRIALS; trial++)
    EXPECT(mine[trial] <= 1);
  close_stage(&s);
}

static void a_report_is_answered_while_rank_0_polls_and_before_its_records_come(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  if (s.leads) {
    const walras_answer_message first = hear(&s), second = hear(&s);
    char *memory = batch_of(&s, first.batch, first.batch.count, false);
    const int64_t bytes = send_report(&s, memory);
    const walras_answer_message third = hear(&s);
    EXPECT(third.answer == WALRAS_ANSWER_BATCH && third.batch.first != first.batch.first &&
           third.batch.first != second.batch.first);
    signal_rank(&s, 0);
    await_rank(&s, 0);
    send_records(&s, memory, bytes);
    deliver(&s, second.batch);
    deliver(&s, third.batch);
  }
  if (s.rank == 0) {
    poll_until_all_signalled(&s);
    for (int64_t trial = 0; trial < TRIALS; trial++)
      EXPECT(s.status[trial] == WALRAS_TRIAL_PENDING); /* no records, no status */
    signal_all(&s);
  }
  finish_honestly(&s, 0, WALRAS_REQUESTS);
  close_stage(&s);
}

/* It is not answered before. The third report overtakes the records of the first, as it may where each takes its own way through a network. */
static void a_third_report_waits_for_the_oldest_records(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  if (s.leads) {
    walras_batch work[5];
    char *memory[3];
    int64_t bytes[3];
    work[0] = hear(&s).batch;
    work[1] = hear(&s).batch;
    for (int i = 0; i < 3; i++) {
      memory[i] = batch_of(&s, work[i], work[i].count, false);
      bytes[i] = send_report(&s, memory[i]);
      if (i == 2) {
        expect_no_answer(&s);
        send_records(&s, memory[0], bytes[0]);
      }
      const walras_answer_message answer = hear(&s);
      EXPECT(answer.answer == WALRAS_ANSWER_BATCH);
      work[i + 2] = answer.batch;
    }
    signal_rank(&s, 0);
    MPI_Send(work, (int)(2 * sizeof *work), MPI_BYTE, 0, 1, s.control);
    await_rank(&s, 0);
    send_records(&s, memory[1], bytes[1]);
    send_records(&s, memory[2], bytes[2]);
    deliver(&s, work[3]);
    deliver(&s, work[4]);
  }
  if (s.rank == 0) {
    poll_until_all_signalled(&s);
    for (int group = 1; group < s.groups; group++) {
      walras_batch work[2];
      MPI_Recv(work, (int)sizeof work, MPI_BYTE, group * ranks_per_trial, 1, s.control, MPI_STATUS_IGNORE);
      for (int64_t trial = work[0].first; trial < work[0].first + work[0].count; trial++)
        EXPECT(s.status[trial] == (fails(trial) ? WALRAS_TRIAL_FAILED : WALRAS_TRIAL_DONE));
      for (int64_t trial = work[1].first; trial < work[1].first + work[1].count; trial++)
        EXPECT(s.status[trial] == WALRAS_TRIAL_PENDING);
    }
    signal_all(&s);
  }
  finish_honestly(&s, 0, WALRAS_REQUESTS);
  close_stage(&s);
}

/* Rank 0 has taken all there is; what it waits for then is what the others give back. */
static void a_request_of_rank_0_waits_for_trials_that_come_back(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  int64_t held = 0;
  if (s.leads) {
    const walras_batch first = hear(&s).batch, second = hear(&s).batch;
    held = first.count + second.count;
    MPI_Send(&held, 1, MPI_INT64_T, 0, 1, s.control);
    await_rank(&s, 0);
    char *memory = batch_of(&s, first, 0, false);
    EXPECT(send_report(&s, memory) == 0);
    free(memory);
    await_rank(&s, 0);
    deliver(&s, second);
  }
  if (s.rank == 0 && s.groups > 1) {
    for (int group = 1; group < s.groups; group++) {
      int64_t theirs;
      MPI_Recv(&theirs, 1, MPI_INT64_T, group * ranks_per_trial, 1, s.control, MPI_STATUS_IGNORE);
      held += theirs;
    }
    walras_answer_message work;
    for (int64_t left = TRIALS - held; left > 0; left -= work.batch.count) {
      work = walras_coordination_request(s.central);
      EXPECT(work.answer == WALRAS_ANSWER_BATCH);
      record(&s, work.batch, work.batch.count);
    }
    signal_all(&s);
    work = walras_coordination_request(s.central);
    EXPECT(work.answer == WALRAS_ANSWER_BATCH && s.status[work.batch.first] == WALRAS_TRIAL_PENDING);
    record(&s, work.batch, work.batch.count);
    signal_all(&s);
  }
  finish_honestly(&s, 0, WALRAS_REQUESTS);
  close_stage(&s);
}

static void only_what_is_pending_is_handed_out(int ranks_per_trial) {
  stage s;
  const int64_t done = 100;
  open_stage(&s, ranks_per_trial, done);
  finish_honestly(&s, done, WALRAS_REQUESTS);
  for (int64_t trial = 0; s.rank == 0 && trial < done; trial++) {
    uint8_t stored;
    EXPECT(walras_store_read_rows(s.writer, walras_layout_status_dataset(s.layout), trial, 1, &stored, NULL) == WALRAS_OK);
    EXPECT(stored == WALRAS_TRIAL_PENDING && s.status[trial] == WALRAS_TRIAL_DONE); /* untouched */
  }
  close_stage(&s);
  open_stage(&s, ranks_per_trial, TRIALS);
  finish_honestly(&s, TRIALS, WALRAS_REQUESTS); /* everybody is released at once */
  close_stage(&s);
}

/* A leader's report that cannot be true. */
typedef struct lie {
  int64_t first, count, finished; /* added to those of the batch */
} lie;

static void expect_refusal(const stage *s, int group, int64_t first) {
  walras_engine_result result = {0};
  walras_error error = {0};
  char expected[128];
  snprintf(expected, sizeof expected, "group %d reported the batch from trial %lld, which it does not have", group,
           (long long)first);
  const walras_status status = end_run(s, &result, &error);
  if (s->rank != 0)
    return;
  EXPECT(status == WALRAS_ERROR_STATE && error.status == WALRAS_ERROR_STATE && strcmp(error.message, expected) == 0);
  EXPECT(!result.stopped); /* this is no end on request, though all are asked to stop */
  EXPECT(walras_engine_stop_requested());
  walras_engine_forget_stop();
  EXPECT(result.done + result.failed < TRIALS);
}

/* The first other leader lies; it is released, and so are all others with what they have. */
static void a_batch_that_a_group_does_not_have_ends_the_run(int ranks_per_trial) {
  static const lie lies[] = {{1, 0, 0}, {TRIALS, 0, 0}, {-1, 0, 1}, {0, 1, 0}, {0, -1, 0}, {0, 0, TRIALS}, {0, 0, -1}};
  for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
    stage s;
    open_stage(&s, ranks_per_trial, 0);
    int64_t first = 0;
    s.refused = true;
    s.word = 1; /* nobody need go on with what cannot be recorded */
    if (s.leads && s.group == 1) {
      const walras_batch batch = hear(&s).batch;
      (void)hear(&s);
      first = batch.first + lies[i].first;
      char *memory = batch_of(&s, (walras_batch){first, batch.count + lies[i].count}, 0, false);
      walras_batch_header_of(&(walras_batch_buffer){.memory = memory})->finished = lies[i].finished;
      if (lies[i].finished > 1 || lies[i].finished < 0) {
        walras_report_message report = {.bytes = 0};
        memcpy(&report.header, memory, sizeof report.header);
        MPI_Send(&report, (int)sizeof report, MPI_BYTE, 0, WALRAS_TAG_REPORT, s.world);
        free(memory);
      } else
        send_records(&s, memory, send_report(&s, memory));
      EXPECT(hear(&s).answer == WALRAS_ANSWER_RELEASE);
      MPI_Send(&first, 1, MPI_INT64_T, 0, 1, s.control);
    } else if (s.leads)
      lead(&s, WALRAS_REQUESTS);
    if (s.rank == 0 && s.groups > 1) {
      lead_first_group(&s);
      int there = 0;
      while (!there) {
        walras_coordination_poll(s.central);
        MPI_Iprobe(ranks_per_trial, 1, s.control, &there, MPI_STATUS_IGNORE);
      }
      MPI_Recv(&first, 1, MPI_INT64_T, ranks_per_trial, 1, s.control, MPI_STATUS_IGNORE);
    }
    if (s.groups > 1)
      expect_refusal(&s, 1, first);
    close_stage(&s);
  }
}

static void rank_0_is_held_to_its_batches_too(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  int64_t first = 0;
  s.refused = true;
  s.word = 1;
  if (s.leads)
    lead(&s, WALRAS_REQUESTS);
  if (s.rank == 0) {
    const walras_answer_message work = walras_coordination_request(s.central);
    EXPECT(work.answer == WALRAS_ANSWER_BATCH);
    first = work.batch.first + 1;
    record(&s, (walras_batch){first, work.batch.count}, work.batch.count);
    EXPECT(walras_coordination_request(s.central).answer == WALRAS_ANSWER_RELEASE);
    EXPECT(s.status[work.batch.first] == WALRAS_TRIAL_PENDING && s.status[first] == WALRAS_TRIAL_PENDING);
  }
  expect_refusal(&s, 0, first);
  close_stage(&s);
}

/* The leaders of a job that was asked to stop: both batches are reported as they are, both requests released, and the records leave
 * only when nothing else is left to do. */
static void stop_and_send_late(const stage *s, int64_t *mine) {
  char *memory[WALRAS_REQUESTS];
  int64_t bytes[WALRAS_REQUESTS];
  for (int i = 0; i < WALRAS_REQUESTS; i++) {
    const walras_batch batch = hear(s).batch;
    memory[i] = batch_of(s, batch, batch.count, true);
    for (int64_t trial = batch.first; trial < batch.first + batch.count; trial++)
      mine[trial]++;
  }
  for (int i = 0; i < WALRAS_REQUESTS; i++) {
    bytes[i] = send_report(s, memory[i]);
    EXPECT(hear(s).answer == WALRAS_ANSWER_RELEASE);
  }
  signal_rank(s, 0);
  await_rank(s, 0);
  MPI_Request everyone;
  MPI_Ibarrier(s->world, &everyone);
  for (int i = 0; i < WALRAS_REQUESTS; i++)
    MPI_Send(memory[i], (int)bytes[i], MPI_BYTE, 0, WALRAS_TAG_RECORDS, s->world);
  leave(s, &everyone);
  for (int i = 0; i < WALRAS_REQUESTS; i++)
    free(memory[i]);
}

static void a_reports_stop_ends_the_handing_out_and_the_drain_writes_what_was_finished(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  int64_t finished[TRIALS] = {0}, count = 0;
  walras_engine_result result = {0};
  walras_error error = {0};
  if (s.leads)
    stop_and_send_late(&s, finished);
  else if (s.rank == 0) {
    if (s.groups == 1) { /* rank 0 itself was asked */
      const walras_answer_message work = walras_coordination_request(s.central);
      char *memory = batch_of(&s, work.batch, 1, true);
      finished[work.batch.first] = 1;
      walras_coordination_record(s.central, memory);
      free(memory);
    }
    poll_until_all_signalled(&s);
    for (int64_t trial = 0; trial < TRIALS; trial++)
      EXPECT((s.status[trial] != WALRAS_TRIAL_PENDING) == (finished[trial] > 0));
    EXPECT(walras_coordination_request(s.central).answer == WALRAS_ANSWER_RELEASE);
    signal_all(&s);
    EXPECT(end_run(&s, &result, &error) == WALRAS_OK);
  } else
    (void)end_run(&s, &result, &error);
  MPI_Allreduce(MPI_IN_PLACE, finished, TRIALS, MPI_INT64_T, MPI_SUM, s.world);
  for (int64_t trial = 0; s.rank == 0 && trial < TRIALS; trial++) {
    count += finished[trial];
    EXPECT(s.status[trial] == (finished[trial] == 0 ? WALRAS_TRIAL_PENDING
                               : fails(trial)       ? WALRAS_TRIAL_FAILED
                                                    : WALRAS_TRIAL_DONE));
    expect_row(&s, trial);
  }
  if (s.rank == 0)
    EXPECT(result.stopped && count > 0 && result.done + result.failed == count && result.pending == TRIALS - count);
  close_stage(&s);
}

static void progress_is_shown_while_rank_0_polls(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  if (s.leads) {
    await_rank(&s, 0);
    lead(&s, WALRAS_REQUESTS);
  }
  if (s.rank == 0) {
    while (s.progress_calls == 0)
      walras_coordination_poll(s.central);
    EXPECT(s.progress_done == 0);
    const walras_answer_message work = walras_coordination_request(s.central);
    EXPECT(work.answer == WALRAS_ANSWER_BATCH && work.batch.count > 1);
    record(&s, work.batch, 2); /* of four: the rest comes back */
    for (const int64_t calls = s.progress_calls; s.progress_calls <= calls;)
      walras_coordination_poll(s.central);
    EXPECT(s.progress_done == 2 - fails(work.batch.first) - fails(work.batch.first + 1));
    signal_all(&s);
    lead_first_group(&s);
  }
  walras_engine_result result = {0};
  walras_error error = {0};
  EXPECT(end_run(&s, &result, &error) == WALRAS_OK);
  if (s.rank == 0)
    expect_everything(&s, 0, &result);
  close_stage(&s);
}

/* Rank 0's own signal; it stays set, so this is the last test. */
static void a_stop_of_the_process_is_seen_while_it_polls(int ranks_per_trial) {
  stage s;
  open_stage(&s, ranks_per_trial, 0);
  walras_engine_result result = {0};
  walras_error error = {0};
  s.word = 1;
  if (s.leads) {
    await_rank(&s, 0);
    lead(&s, WALRAS_REQUESTS);
  }
  if (s.rank == 0) {
    walras_engine_request_stop();
    const double start = walras_clock();
    while (walras_clock() - start < 0.002) {
    }
    walras_coordination_poll(s.central); /* it listens when a millisecond has passed */
    EXPECT(walras_coordination_request(s.central).answer == WALRAS_ANSWER_RELEASE);
    signal_all(&s);
  }
  EXPECT(end_run(&s, &result, &error) == WALRAS_OK);
  if (s.rank == 0)
    EXPECT(result.stopped && result.pending > 0 && result.pending + result.done + result.failed == TRIALS);
  close_stage(&s);
}

static void check(int ranks_per_trial) {
  nobody_has_to_ask_for_the_first_batches(ranks_per_trial);
  a_report_is_answered_while_rank_0_polls_and_before_its_records_come(ranks_per_trial);
  a_third_report_waits_for_the_oldest_records(ranks_per_trial);
  a_request_of_rank_0_waits_for_trials_that_come_back(ranks_per_trial);
  only_what_is_pending_is_handed_out(ranks_per_trial);
  a_batch_that_a_group_does_not_have_ends_the_run(ranks_per_trial);
  rank_0_is_held_to_its_batches_too(ranks_per_trial);
  a_reports_stop_ends_the_handing_out_and_the_drain_writes_what_was_finished(ranks_per_trial);
  progress_is_shown_while_rank_0_polls(ranks_per_trial);
}

/* For groups of one, two and three ranks, the last of them smaller. No block runs here, in whatever order. */
int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  const int rank = ranks_group().rank;
  if (rank == 0)
    EXPECT(close(mkstemp(store_path)) == 0);
  for (int ranks_per_trial = 1; ranks_per_trial <= 3; ranks_per_trial++)
    check(ranks_per_trial);
  a_stop_of_the_process_is_seen_while_it_polls(1);
  if (rank == 0)
    EXPECT(unlink(store_path) == 0);
  MPI_Allreduce(MPI_IN_PLACE, &ranks_failures, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0)
    printf("%s\n", ranks_failures == 0 ? "all expectations hold" : "FAILED");
  MPI_Finalize();
  return ranks_failures == 0 ? 0 : 1;
}
