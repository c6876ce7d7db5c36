#include "engine/crash.h"

#include <fcntl.h>
#include <omp.h>
#include <signal.h>
#include <sys/wait.h>

#include "unit/folder.h"

enum { AT = 512 };

/* Stands in for what crashes: ends in the signal, or by recursion without end, or in another thread. */
typedef enum manner { BY_SIGNAL, BY_STACK, IN_THREAD } manner;

static volatile int depth_reached;

static int without_end(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  depth_reached = depth;
  return depth < 0 ? 0 : without_end(depth + 1) + room[0];
}

/* A child that crashes in `trial`; returns how it ended, and what stands in the file afterwards. */
static int crash_in(int64_t trial, int number, manner how, int rank, char entry[WALRAS_CRASH_BYTES]) {
  const char *path = unit_path("store");
  static char zeros[AT + WALRAS_CRASH_ENTRIES * WALRAS_CRASH_BYTES];
  int status = 0;
  unit_write_file(path, zeros, sizeof zeros);
  const pid_t child = fork();
  if (child == 0) {
    (void)!freopen("/dev/null", "w", stderr);
    signal(number, SIG_DFL); /* a sanitizer's handler would end the process in its own way */
    walras_crash_watch(path, AT, rank, how == IN_THREAD ? 2 : 1);
    walras_crash_in_trial(trial);
    if (how == BY_STACK)
      without_end(0);
    if (how == BY_SIGNAL)
      raise(number);
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 1)
      raise(number);
    _exit(0);
  }
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  const int file = open(path, O_RDONLY);
  CU_ASSERT_EQUAL(pread(file, entry, WALRAS_CRASH_BYTES, AT + (off_t)(rank % WALRAS_CRASH_ENTRIES) * WALRAS_CRASH_BYTES),
                  WALRAS_CRASH_BYTES);
  close(file);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void a_crash_is_noted_with_its_trial_and_takes_its_course(void) {
  static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  char host[128] = "", entry[WALRAS_CRASH_BYTES];
  CU_ASSERT_EQUAL(gethostname(host, sizeof host - 1), 0);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    const int64_t trial = INT64_C(123456789012) + (int64_t)i;
    walras_crash crash;
    CU_ASSERT_EQUAL(crash_in(trial, signals[i], BY_SIGNAL, 3, entry), signals[i]);
    CU_ASSERT_TRUE_FATAL(walras_crash_parse(entry, &crash));
    CU_ASSERT(crash.trial == trial && crash.signal == signals[i] && crash.rank == 3);
    CU_ASSERT_STRING_EQUAL(crash.host, host);
  }
}

static void a_rank_past_the_table_shares_an_entry(void) {
  char entry[WALRAS_CRASH_BYTES];
  walras_crash crash;
  CU_ASSERT_EQUAL(crash_in(-1, SIGSEGV, BY_SIGNAL, WALRAS_CRASH_ENTRIES + 2, entry), SIGSEGV);
  CU_ASSERT_TRUE_FATAL(walras_crash_parse(entry, &crash));
  CU_ASSERT(crash.trial == -1 && crash.rank == WALRAS_CRASH_ENTRIES + 2);
}

static void a_crash_in_another_thread_is_noted(void) {
  char entry[WALRAS_CRASH_BYTES];
  walras_crash crash;
  CU_ASSERT_EQUAL(crash_in(8, SIGSEGV, IN_THREAD, 0, entry), SIGSEGV);
  CU_ASSERT_TRUE_FATAL(walras_crash_parse(entry, &crash));
  CU_ASSERT_EQUAL(crash.trial, 8);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void a_stack_that_overflows_is_noted(void) {
  char entry[WALRAS_CRASH_BYTES];
  walras_crash crash;
  CU_ASSERT_EQUAL(crash_in(6, SIGSEGV, BY_STACK, 0, entry), SIGSEGV);
  CU_ASSERT_TRUE_FATAL(walras_crash_parse(entry, &crash));
  CU_ASSERT_EQUAL(crash.trial, 6);
}
#else
static void a_stack_that_overflows_is_noted(void) { /* the sanitizer's frames and its own stack for signals come in between */
}
#endif

static void what_is_no_entry_is_not_taken_for_one(void) {
  walras_crash crash;
  char entry[WALRAS_CRASH_BYTES] = {0};
  CU_ASSERT_FALSE(walras_crash_parse(entry, &crash));
  strcpy(entry, "trial 4 signal 11 rank 0");
  CU_ASSERT_FALSE(walras_crash_parse(entry, &crash));
  memset(entry, 'x', sizeof entry);
  CU_ASSERT_FALSE(walras_crash_parse(entry, &crash));
  strcpy(entry, "trial 4 signal 11 rank 0 host node7");
  CU_ASSERT_TRUE(walras_crash_parse(entry, &crash));
  char text[100];
  walras_crash_describe(&crash, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "Segmentation fault on rank 0 (node7)");
}

static void after_the_watch_a_signal_is_what_it_was(void) {
  struct sigaction before, after;
  CU_ASSERT_EQUAL(sigaction(SIGSEGV, NULL, &before), 0);
  walras_crash_watch(unit_path("nothing here"), 0, 0, 1);
  walras_crash_unwatch();
  walras_crash_unwatch();
  CU_ASSERT_EQUAL(sigaction(SIGSEGV, NULL, &after), 0);
  CU_ASSERT_EQUAL(after.sa_handler, before.sa_handler);
}

WALRAS_UNIT_TESTS(UNIT(a_crash_is_noted_with_its_trial_and_takes_its_course), UNIT(a_rank_past_the_table_shares_an_entry),
                  UNIT(a_crash_in_another_thread_is_noted), UNIT(a_stack_that_overflows_is_noted),
                  UNIT(what_is_no_entry_is_not_taken_for_one), UNIT(after_the_watch_a_signal_is_what_it_was))
