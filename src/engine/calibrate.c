/* A calibration in a process of its own: a model that crashes or takes too long ends that one alone. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/calibration_trials.h"
#include "engine/clock.h"
#include "engine/high_water.h"

/* How long a process that does not end is waited for, in seconds to spend: in any case; until it has had processors for so long; at most. */
static const double WAIT = 3.0, WAIT_PROCESSOR = 1.5, WAIT_MOST = 10.0;
static const double LOOK_SECONDS = 0.05;

/* Its words would be taken for the plan's, and a core file for a store. */
static void run_in_child(const walras_calibration_input *input, const walras_plan_cost *rough, calibration_shared *shared) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  const rlim_t most = (rlim_t)(walras_data_bytes() + input->memory_bytes);
  setrlimit(RLIMIT_DATA, &(struct rlimit){most, most});
  static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGINT};
  for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
    signal(deadly[i], SIG_DFL);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream = STDIN_FILENO; nowhere >= 0 && stream <= STDERR_FILENO; stream++)
    dup2(nowhere, stream);
  walras_calibration_run(input, rough, shared);
  _exit(0);
}

static double processor_seconds(pid_t process) {
  clockid_t clock;
  struct timespec time;
  const bool ok = clock_getcpuclockid(process, &clock) == 0 && clock_gettime(clock, &time) == 0;
  return ok ? (double)time.tv_sec + 1e-9 * (double)time.tv_nsec : INFINITY;
}

/* The other end of the pipe closes with the child, however that ends. */
static void wait_for(int pipe_end, pid_t child, const walras_calibration_input *input) {
  const double start = walras_clock();
  struct pollfd end = {.fd = pipe_end, .events = POLLIN};
  for (double waited = 0.0; waited < WAIT_MOST * input->seconds; waited = walras_clock() - start) {
    if (poll(&end, 1, (int)ceil(1e3 * fmin(LOOK_SECONDS, input->seconds))) > 0)
      return;
    if (waited >= WAIT * input->seconds && processor_seconds(child) >= WAIT_PROCESSOR * input->seconds * input->threads)
      return;
  }
}

/* ---- what came of it ---- */

static void tell_crash(const calibration_shared *shared, int number, walras_calibration *k) {
  for (int thread = 0; thread < CALIBRATION_THREADS; thread++)
    if (shared->now[thread].active) {
      snprintf(k->problem, sizeof k->problem, "a trial crashed in the calibration (%s; point %lld, replication %lld)",
               strsignal(number), (long long)shared->now[thread].trial.point, (long long)shared->now[thread].replication);
      return;
    }
  snprintf(k->problem, sizeof k->problem, "the calibration crashed (%s)", strsignal(number));
}

/* Trials that were cut off count with the time that they had, less what other programs took as before: the truth is more. */
static int64_t add_cut(calibration_shared *shared, double now) {
  const double share = shared->wall > 0.0 ? shared->cost / shared->wall : 1.0;
  int64_t cut = 0;
  for (int thread = 0; thread < CALIBRATION_THREADS; thread++)
    if (shared->now[thread].active && shared->count < CALIBRATION_LOG) {
      shared->log[shared->count] = shared->now[thread].trial;
      shared->log[shared->count++].seconds = share * (now - shared->now[thread].since);
      cut++;
    }
  return cut;
}

static void judge_end(calibration_shared *shared, int state, double seconds, walras_calibration *k) {
  const bool killed = WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL;
  if (WIFSIGNALED(state) && !killed)
    tell_crash(shared, WTERMSIG(state), k);
  else if (killed && shared->count == 0)
    snprintf(k->problem, sizeof k->problem, "one trial takes longer than %.1f s", seconds);
  else if (killed && add_cut(shared, walras_clock()) > 0)
    snprintf(k->problem, sizeof k->problem, "a trial takes longer than %.1f s: the time is the least that is to be expected",
             seconds);
  else if (!killed && (!shared->ended || shared->count == 0))
    snprintf(k->problem, sizeof k->problem, "the model ended the process of the calibration");
  if (shared->failed > 0 && k->problem[0] == '\0')
    snprintf(k->problem, sizeof k->problem, "%lld of %lld trials of the calibration failed: %s", (long long)shared->failed,
             (long long)shared->count, shared->message);
}

static walras_status conclude(const walras_calibration_input *input, const walras_plan_cost *rough, calibration_shared *shared,
                              walras_calibration *k, walras_error *error) {
  k->trials = shared->count;
  k->failed = shared->failed;
  k->rounds = shared->rounds;
  k->smaller = shared->smaller;
  for (int thread = 0; thread < input->threads; thread++)
    k->footprint_bytes += shared->now[thread].footprint_bytes / input->threads;
  k->others = shared->wall > 0.0 ? 1.0 - shared->cost / shared->wall : 0.0;
  if (shared->count == 0 || shared->failed >= shared->count)
    return WALRAS_OK; /* trials that fail say nothing of those that do not */
  k->factors = calloc((size_t)input->points, sizeof *k->factors);
  if (k->factors == NULL || !walras_calibration_fit(shared->log, shared->count, rough, input->points, k->factors))
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the calibration");
  return WALRAS_OK;
}

static void start_and_wait(const walras_calibration_input *input, const walras_plan_cost *rough, calibration_shared *shared,
                           walras_calibration *k) {
  int ends[2], state = 0;
  if (pipe2(ends, O_CLOEXEC) != 0) {
    snprintf(k->problem, sizeof k->problem, "the calibration cannot start: %s", strerror(errno));
    return;
  }
  const double start = walras_clock(), before = walras_resident();
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run_in_child(input, rough, shared);
  }
  const int failure = errno;
  close(ends[1]);
  if (child > 0)
    wait_for(ends[0], child, input);
  close(ends[0]);
  if (child < 0) {
    snprintf(k->problem, sizeof k->problem, "the calibration cannot start: %s", strerror(failure));
    return;
  }
  struct rusage usage = {0};
  kill(child, SIGKILL); /* nothing to one that is ending */
  while (wait4(child, &state, 0, &usage) < 0 && errno == EINTR)
    continue;
  k->seconds = walras_clock() - start;
  /* The log is as large as the trials were many. */
  const double grown = 1024.0 * (double)usage.ru_maxrss - before - (double)shared->count * sizeof *shared->log;
  k->bytes = grown > 0.0 ? grown / input->threads : 0.0;
  judge_end(shared, state, k->seconds, k);
}

walras_status walras_calibrate(const walras_calibration_input *asked, walras_calibration *calibration, walras_error *error) {
  walras_calibration_input input = *asked;
  input.threads = input.threads < CALIBRATION_THREADS ? input.threads : CALIBRATION_THREADS;
  *calibration = (walras_calibration){0};
  walras_plan_cost *rough = calloc((size_t)input.points, sizeof *rough);
  calibration_shared *shared =
      mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  walras_status status = WALRAS_OK;
  if (rough == NULL || shared == MAP_FAILED)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the calibration");
  for (int64_t point = 0; status == WALRAS_OK && point < input.points; point++)
    rough[point] = walras_plan_rough_cost(input.model, input.parameters[point]);
  if (status == WALRAS_OK)
    start_and_wait(&input, rough, shared, calibration);
  if (status == WALRAS_OK)
    status = conclude(&input, rough, shared, calibration, error);
  if (shared != MAP_FAILED)
    munmap(shared, sizeof *shared);
  free(rough);
  return status;
}

void walras_calibration_free(walras_calibration *calibration) {
  free(calibration->factors);
  calibration->factors = NULL;
}
