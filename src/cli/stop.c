/* walras stop STORE: asks the run that holds a store to stop as SIGTERM would, from anywhere that sees the store. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "engine/engine.h"
#include "store/lock.h"

/* The file appears whole, with the name of the run that is meant: one that has just begun knows that it is no remnant. */
static bool leave_request(const char *path, const char *holder) {
  char temporary[4096];
  if ((size_t)snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid()) >= sizeof temporary) {
    errno = ENAMETOOLONG;
    return false;
  }
  FILE *file = fopen(temporary, "w");
  bool good = file != NULL && fprintf(file, "%s\n", holder) > 0;
  if (file != NULL)
    good = fclose(file) == 0 && good;
  if (good && rename(temporary, path) == 0)
    return true;
  const int failure = errno;
  unlink(temporary);
  errno = failure;
  return false;
}

int cli_stop(const cli_line *line) {
  const char *store = line->operands[0];
  char holder[320];
  if (access(store, F_OK) != 0) {
    cli_complain("%s: %s", store, strerror(errno));
    return CLI_USAGE;
  }
  if (!walras_lock_holder(store, holder, sizeof holder)) {
    cli_complain("no run holds %s: there is nothing to stop", store);
    return CLI_FAILED;
  }
  char *path = walras_stop_file(store);
  if (path == NULL || !leave_request(path, holder)) {
    cli_complain("%s cannot be created: %s", path != NULL ? path : store, strerror(errno));
    free(path);
    return CLI_FAILED;
  }
  free(path);
  printf("asked %s to stop; it ends with exit code 75 once what is under way is finished or checkpointed\n", holder);
  return CLI_OK;
}
