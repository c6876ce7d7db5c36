/** Whether a call ends in an assertion: it is made in a child process. */
#ifndef WALRAS_TESTS_ABORTS_H
#define WALRAS_TESTS_ABORTS_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool aborts(void (*call)(void)) {
  fflush(NULL);
  const pid_t child = fork();
  if (child < 0)
    return false;
  if (child == 0) {
    const struct rlimit no_core = {0, 0};
    const int nowhere = open("/dev/null", O_WRONLY);
    if (setrlimit(RLIMIT_CORE, &no_core) != 0 || signal(SIGABRT, SIG_DFL) == SIG_ERR || nowhere < 0 || dup2(nowhere, 2) < 0)
      _exit(1);
    call();
    _exit(0);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
