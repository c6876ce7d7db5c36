#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/engine.h"
#include "unit.h"

static void on_signal(int number) {
  (void)number;
  walras_engine_request_stop();
}

/* In a child, since a request stays: its exit code says what it saw. */
static int seen_after(double seconds) {
  int status = -1;
  const pid_t child = fork();
  if (child == 0) {
    walras_engine_stop_after(seconds);
    _exit(walras_engine_stop_requested());
  }
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  return WEXITSTATUS(status);
}

static void a_stop_comes_by_itself_when_its_time_has_come(void) {
  CU_ASSERT_EQUAL(seen_after(0.0), 1);
  CU_ASSERT_EQUAL(seen_after(-5.0), 1);
  CU_ASSERT_EQUAL(seen_after(3600.0), 0);
}

static void a_stop_is_requested_from_a_signal_handler_and_stays(void) {
  CU_ASSERT_FALSE(walras_engine_stop_requested());
  CU_ASSERT(signal(SIGUSR2, on_signal) != SIG_ERR);
  CU_ASSERT_EQUAL(raise(SIGUSR2), 0);
  CU_ASSERT_TRUE(walras_engine_stop_requested());
  CU_ASSERT_TRUE(walras_engine_stop_requested());
  walras_engine_forget_stop();
  CU_ASSERT_FALSE(walras_engine_stop_requested());
}

static void the_stop_file_stands_beside_the_store(void) {
  char *path = walras_stop_file("/a b/s.h5");
  CU_ASSERT_STRING_EQUAL(path, "/a b/s.h5.stop");
  free(path);
}

WALRAS_UNIT_TESTS(UNIT(a_stop_comes_by_itself_when_its_time_has_come), UNIT(a_stop_is_requested_from_a_signal_handler_and_stays),
                  UNIT(the_stop_file_stands_beside_the_store))
