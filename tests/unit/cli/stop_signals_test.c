#include "cli/stop_signals.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/engine.h"
#include "unit/folder.h"

/* What a child process ends with that installs the handlers and does this. */
static int status_of(void (*function)(void)) {
  int status = -1;
  const pid_t child = fork();
  if (child == 0) {
    cli_stop_signals_install();
    function();
    _exit(walras_engine_stop_requested() ? 75 : 0);
  }
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  return status;
}

static void nothing(void) {}
static void terminate(void) {
  raise(SIGTERM);
}
static void interrupt(void) {
  raise(SIGINT);
}
static void user(void) {
  raise(SIGUSR1);
}
static void interrupt_twice(void) {
  raise(SIGINT);
  raise(SIGINT);
}
static void terminate_twice(void) {
  raise(SIGTERM);
  raise(SIGTERM);
}

static void each_signal_asks_for_a_stop(void) {
  CU_ASSERT_EQUAL(WEXITSTATUS(status_of(nothing)), 0);
  void (*const signals[])(void) = {terminate, interrupt, user, terminate_twice};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    const int status = status_of(signals[i]);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 75);
  }
}

static void a_second_interrupt_ends_the_program_at_once(void) {
  const int status = status_of(interrupt_twice);
  CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

/* A file beyond its limit is an error of the write. */
static void write_beyond_the_limit(void) {
  const struct rlimit limit = {4096, 4096};
  char bytes[8192] = {0};
  FILE *file = fopen(unit_path("limited"), "w");
  if (file == NULL || setrlimit(RLIMIT_FSIZE, &limit) != 0)
    _exit(1);
  const bool whole = fwrite(bytes, 1, sizeof bytes, file) == sizeof bytes && fflush(file) == 0;
  _exit(whole ? 2 : 0);
}

static void a_limit_of_file_sizes_does_not_kill(void) {
  unit_path("limited");
  const int status = status_of(write_beyond_the_limit);
  CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

WALRAS_UNIT_TESTS(UNIT(each_signal_asks_for_a_stop), UNIT(a_second_interrupt_ends_the_program_at_once),
                  UNIT(a_limit_of_file_sizes_does_not_kill))
