#include "engine/crash.h"

#include <fcntl.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SIGNALS = 5, STACK_BYTES = 32768 };
static const int signals[SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* Everything a handler needs is made before: in a handler there is no memory to be had and nothing to be printed to. */
static struct {
  int file, threads;
  int64_t offset;
  char place[160]; /* " rank 3 host node7" */
  struct sigaction before[SIGNALS];
} watch = {.file = -1};

static int64_t process_trial = -1;
static _Thread_local int64_t thread_trial = -1;
static _Thread_local char handler_stack[STACK_BYTES]; /* a crash may be for want of stack */

void walras_crash_in_trial(int64_t trial) {
  thread_trial = trial;
  __atomic_store_n(&process_trial, trial, __ATOMIC_RELAXED);
}

static char *put_text(char *end, const char *text) {
  while (*text != '\0')
    *end++ = *text++;
  return end;
}

static char *put_number(char *end, int64_t number) {
  char digits[24];
  int count = 0;
  if (number < 0)
    *end++ = '-';
  do {
    digits[count++] = (char)('0' + (number < 0 ? -(number % 10) : number % 10));
    number /= 10;
  } while (number != 0);
  while (count > 0)
    *end++ = digits[--count];
  return end;
}

static void on_crash(int number, siginfo_t *cause, void *context) {
  (void)context;
  char entry[WALRAS_CRASH_BYTES] = {0}, line[2 * WALRAS_CRASH_BYTES];
  const int64_t trial = thread_trial >= 0 ? thread_trial : __atomic_load_n(&process_trial, __ATOMIC_RELAXED);
  char *end = put_number(put_text(entry, "trial "), trial);
  end = put_text(put_number(put_text(end, " signal "), number), watch.place);
  (void)!pwrite(watch.file, entry, sizeof entry, (off_t)watch.offset);
  end = put_text(put_text(line, "walras: crashed: "), entry);
  end = put_text(end, "; resume runs it again, resume --skip-crashed leaves it out\n");
  (void)!write(STDERR_FILENO, line, (size_t)(end - line));
  for (int i = 0; i < SIGNALS; i++)
    if (signals[i] == number)
      sigaction(number, &watch.before[i], NULL);
  /* The handler that was there before has its turn when the instruction is tried again; a signal that was sent is sent once more. */
  if (cause->si_code <= 0)
    raise(number);
}

void walras_crash_watch(const char *store, int64_t offset, int rank, int threads) {
  char host[128] = "unknown";
  gethostname(host, sizeof host - 1);
  walras_crash_in_trial(-1);
  watch.file = store != NULL ? open(store, O_WRONLY | O_CLOEXEC) : -1;
  watch.threads = threads;
  watch.offset = offset + (int64_t)(rank % WALRAS_CRASH_ENTRIES) * WALRAS_CRASH_BYTES;
  snprintf(watch.place, sizeof watch.place, " rank %d host %s", rank, host);
#pragma omp parallel num_threads(threads)
  {
    const stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    sigaltstack(&stack, NULL);
  }
  struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_ONSTACK | SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < SIGNALS; i++)
    sigaction(signals[i], &action, &watch.before[i]);
}

void walras_crash_unwatch(void) {
  if (watch.place[0] == '\0')
    return;
  for (int i = 0; i < SIGNALS; i++)
    sigaction(signals[i], &watch.before[i], NULL);
#pragma omp parallel num_threads(watch.threads)
  {
    const stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
  }
  if (watch.file >= 0)
    close(watch.file);
  watch.file = -1;
  watch.place[0] = '\0';
}

bool walras_crash_parse(const char entry[WALRAS_CRASH_BYTES], walras_crash *crash) {
  long long trial = -1;
  if (memchr(entry, '\0', WALRAS_CRASH_BYTES) == NULL ||
      sscanf(entry, "trial %lld signal %d rank %d host %127s", &trial, &crash->signal, &crash->rank, crash->host) != 4)
    return false;
  crash->trial = trial;
  return true;
}

void walras_crash_describe(const walras_crash *crash, char *text, int64_t size) {
  const char *name = strsignal(crash->signal);
  snprintf(text, (size_t)size, "%s on rank %d (%s)", name != NULL ? name : "crash", crash->rank, crash->host);
}
