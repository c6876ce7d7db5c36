/**
 * What a batch costs rank 0, which does nothing else: under mpirun the other ranks are leaders whose trials take no time, and say that they took
 * as long as makes the coordinator hand out batches of a given size.
 * Arguments: STORE BATCH METRICS TRIALS PACE, TRIALS 0 for the messages alone, PACE in microseconds between two batches of a leader; 0 = as fast as they can. Prints
 * the trials of a batch, rank 0's processor seconds for it (hearing, answering, writing), trials a second, and what messages themselves cost
 * here: an answer, a look in vain and for each rank that it looks at, the latency, a byte of a large one.
 */
#include <mpi.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bench_run.h"
#include "engine/coordination.h"
#include "engine/pace.h"
#include "walras/walras.h"

enum {
  METRICS_MOST = 64,
  MESSAGES = 20000,
  TURNS = 2000,
  LARGE = 1 << 20,
  LARGE_TURNS = 100,
  LOOK_MICROSECONDS = 50,
  LISTEN_MICROSECONDS = 2000,
  TAG_PING = 100
};

static int rank, ranks;

static walras_status run(walras_trial *trial, const void *parameters) {
  (void)trial, (void)parameters;
  return WALRAS_OK;
}

static void footprint(const void *parameters, walras_footprint *out) {
  (void)parameters;
  *out = (walras_footprint){.population = 1};
}

static walras_metric metrics[METRICS_MOST];
static walras_model model = {WALRAS_MODEL_HEADER,    .name = "empty",    .title = "Trials without content",
                             .family = "bench",      .reference = "own", .metrics = metrics,
                             .footprint = footprint, .run = run};

static void declare_metrics(int64_t count) {
  static char names[METRICS_MOST][16];
  for (int64_t i = 0; i < count; i++) {
    snprintf(names[i], sizeof names[i], "metric_%d", (int)i);
    metrics[i] = (walras_metric){.name = names[i], .unit = "1", .doc = "nothing"};
  }
  model.metric_count = count;
}

/* ---- the others ---- */

static walras_answer_message receive_answer(void) {
  walras_answer_message answer;
  MPI_Request request;
  int done = 0;
  MPI_Irecv(&answer, (int)sizeof answer, MPI_BYTE, 0, WALRAS_TAG_ANSWER, MPI_COMM_WORLD, &request);
  for (MPI_Test(&request, &done, MPI_STATUS_IGNORE); !done; MPI_Test(&request, &done, MPI_STATUS_IGNORE))
    sched_yield();
  return answer;
}

/* A leader's messages leave while it is busy otherwise, but looks after them now and then. */
static void send_batch(const walras_record_layout *records, char *memory, double pace) {
  const double start = bench_now();
  walras_report_message report = {.bytes = (int64_t)walras_batch_used(records, memory)};
  MPI_Request sends[2];
  int done = 0;
  memcpy(&report.header, memory, sizeof report.header);
  MPI_Isend(&report, (int)sizeof report, MPI_BYTE, 0, WALRAS_TAG_REPORT, MPI_COMM_WORLD, &sends[0]);
  MPI_Isend(memory, (int)report.bytes, MPI_BYTE, 0, WALRAS_TAG_RECORDS, MPI_COMM_WORLD, &sends[1]);
  for (MPI_Testall(2, sends, &done, MPI_STATUSES_IGNORE); !done || bench_now() - start < pace;) {
    if (pace > 0.0)
      usleep(LOOK_MICROSECONDS);
    MPI_Testall(2, sends, &done, MPI_STATUSES_IGNORE);
  }
}

static void lead(const walras_record_layout *records, int64_t size, double pace) {
  walras_batch_buffer buffer = {.records = records};
  char *record = calloc(1, records->bytes + 8);
  MPI_Request word;
  int told;
  MPI_Irecv(&told, 1, MPI_INT, 0, WALRAS_TAG_WORD, MPI_COMM_WORLD, &word);
  for (int open = WALRAS_REQUESTS; open > 0;) {
    const walras_answer_message work = receive_answer();
    if (work.answer != WALRAS_ANSWER_BATCH) {
      open--;
      continue;
    }
    if (record == NULL || walras_batch_start(&buffer, work.batch.first, work.batch.count, NULL) != WALRAS_OK)
      MPI_Abort(MPI_COMM_WORLD, 1);
    for (int64_t i = 0; i < work.batch.count; i++)
      walras_batch_put(&buffer, i, record, 0.0);
    walras_batch_header *header = walras_batch_header_of(&buffer);
    header->finished = header->count;
    header->seconds = (double)header->count * WALRAS_BATCH_SECONDS / ((double)size + 0.5);
    send_batch(records, buffer.memory, pace);
  }
  MPI_Wait(&word, MPI_STATUS_IGNORE);
  free(buffer.memory);
  free(record);
  MPI_Request everyone;
  int done = 0;
  for (MPI_Ibarrier(MPI_COMM_WORLD, &everyone); !done; MPI_Test(&everyone, &done, MPI_STATUS_IGNORE))
    sched_yield();
}

/* ---- rank 0 ---- */

/* Of this thread alone: what else runs on the machine does not count. */
static double processor_seconds(void) {
  struct timespec t;
  return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0 ? (double)t.tv_sec + 1e-9 * (double)t.tv_nsec : 0.0;
}

/* Listens every few milliseconds, as between trials of its own, until all is recorded. Returns processor seconds of it. */
static double listen_to_the_end(walras_coordination *central, int64_t trials, double pace) {
  walras_engine_result result = {0};
  walras_error error = {0};
  double spent = 0.0;
  while (walras_coordination_result(central, &result, &error) == WALRAS_OK && result.done < trials) {
    if (pace > 0.0)
      usleep(LISTEN_MICROSECONDS);
    const double start = processor_seconds();
    walras_coordination_poll(central);
    spent += processor_seconds() - start;
  }
  return spent;
}

static walras_status coordinate(const walras_engine_plan *plan, const walras_engine_output *output, uint8_t *status_of,
                                double pace) {
  walras_error error = {0};
  walras_coordination *central = NULL;
  const walras_coordination_input input = {
      .plan = plan, .output = output, .world = MPI_COMM_WORLD, .groups = ranks, .status = status_of};
  walras_status status = walras_coordination_open(&input, &central, &error);
  if (status != WALRAS_OK)
    return status;
  const double start = bench_now();
  walras_coordination_begin(central);
  const double spent = listen_to_the_end(central, plan->replications, pace), seconds = bench_now() - start;
  walras_coordination_drain(central);
  walras_engine_result result = {0};
  status = walras_coordination_result(central, &result, &error);
  const double batches = (double)walras_coordination_batches(central);
  walras_coordination_close(central);
  printf("batch_trials %.5g\n", (double)result.done / batches);
  printf("batch_seconds %.5g\n", spent / batches);
  printf("trials_per_second %.6g\n", (double)result.done / seconds);
  return result.done == plan->replications ? status : WALRAS_ERROR_STATE;
}

static walras_status measure_coordination(const char *path, int64_t size, int64_t trials, double pace) {
  bench_run run;
  walras_status status = WALRAS_OK;
  bench_run_open(&run, &model, path, trials);
  if (rank == 0)
    status = coordinate(&run.plan, &run.output, run.status, pace);
  else
    lead(walras_layout_records(run.layout), size, pace);
  bench_run_close(&run);
  return status;
}

/* ---- messages themselves ---- */

/* To and fro between the first two ranks: seconds one way. */
static double one_way(char *memory, int bytes, int turns) {
  const int other = 1 - rank;
  const double start = bench_now();
  for (int turn = 0; turn < turns; turn++) {
    if (rank == 0)
      MPI_Send(memory, bytes, MPI_BYTE, other, TAG_PING, MPI_COMM_WORLD);
    MPI_Recv(memory, bytes, MPI_BYTE, other, TAG_PING, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 1)
      MPI_Send(memory, bytes, MPI_BYTE, other, TAG_PING, MPI_COMM_WORLD);
  }
  return (bench_now() - start) / (2.0 * turns);
}

/* Processor seconds of rank 0 for a small message to another rank. */
static void measure_sends(char *memory) {
  MPI_Request request;
  const double start = processor_seconds();
  for (int message = 0; message < MESSAGES; message++) {
    if (rank == 0)
      MPI_Isend(memory, (int)sizeof(walras_answer_message), MPI_BYTE, 1, TAG_PING, MPI_COMM_WORLD, &request);
    else if (rank == 1)
      MPI_Irecv(memory, (int)sizeof(walras_answer_message), MPI_BYTE, 0, TAG_PING, MPI_COMM_WORLD, &request);
    if (rank < 2)
      MPI_Wait(&request, MPI_STATUS_IGNORE);
  }
  const double sent = processor_seconds();
  if (rank == 0)
    printf("answer_seconds %.4g\n", (sent - start) / MESSAGES);
}

/* Processor seconds of a look at one rank or at all, each of which has sent something before. */
static double look_at(int source) {
  const double start = processor_seconds();
  for (int look = 0, flag; look < MESSAGES; look++)
    MPI_Iprobe(source, TAG_PING, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE);
  return (processor_seconds() - start) / MESSAGES;
}

/* The others sleep meanwhile. */
static void measure_looks(char *memory) {
  int done = rank == 0;
  MPI_Request end = MPI_REQUEST_NULL;
  if (rank > 0) {
    MPI_Send(memory, 1, MPI_BYTE, 0, TAG_PING, MPI_COMM_WORLD);
    MPI_Irecv(memory, 1, MPI_BYTE, 0, TAG_PING, MPI_COMM_WORLD, &end);
  }
  for (int other = 1; rank == 0 && other < ranks; other++)
    MPI_Recv(memory, 1, MPI_BYTE, other, TAG_PING, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  if (rank == 0) {
    const double one = look_at(1), all = look_at(MPI_ANY_SOURCE);
    printf("look_seconds %.4g\npeer_seconds %.4g\n", one, (all - one) / (ranks - 1));
  }
  for (int other = 1; rank == 0 && other < ranks; other++)
    MPI_Send(memory, 1, MPI_BYTE, other, TAG_PING, MPI_COMM_WORLD);
  for (; !done; MPI_Test(&end, &done, MPI_STATUS_IGNORE))
    usleep(LISTEN_MICROSECONDS);
}

static void measure_messages(void) {
  char *memory = calloc(LARGE, 1);
  if (memory == NULL)
    MPI_Abort(MPI_COMM_WORLD, 1);
  if (rank < 2) {
    const double small = one_way(memory, (int)sizeof(walras_report_message), TURNS), large = one_way(memory, LARGE, LARGE_TURNS);
    if (rank == 0)
      printf("latency_seconds %.4g\ntransfer_seconds %.4g\n", small, (large - small) / LARGE);
  }
  measure_sends(memory);
  measure_looks(memory);
  free(memory);
}

int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int64_t size = bench_count(argc, argv, 2, -1, 1, 1 << 20), count = bench_count(argc, argv, 3, -1, 1, METRICS_MOST);
  const int64_t trials = bench_count(argc, argv, 4, -1, 0, INT64_C(1) << 40), pace = bench_count(argc, argv, 5, -1, 0, 1000000);
  if (size < 0 || count < 0 || trials < 0 || pace < 0 || ranks < 2) {
    fprintf(stderr, "usage: mpirun -n RANKS %s STORE BATCH METRICS TRIALS PACE, with at least two ranks\n", argv[0]);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  declare_metrics(count);
  measure_messages();
  const walras_status status = trials == 0 ? WALRAS_OK : measure_coordination(argv[1], size, trials, 1e-6 * (double)pace);
  if (rank == 0)
    unlink(argv[1]);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
