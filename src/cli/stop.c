/* walras stop STORE: asks the run that holds a store to stop as SIGTERM would, from anywhere that sees the store. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "engine/engine.h"
#include "store/lock.h"

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
  const int file = path != NULL ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644) : -1;
  if (file < 0) {
    cli_complain("%s cannot be created: %s", path != NULL ? path : store, strerror(errno));
    free(path);
    return CLI_FAILED;
  }
  close(file);
  free(path);
  printf("asked %s to stop; it ends with exit code 75 once what is under way is finished or checkpointed\n", holder);
  return CLI_OK;
}
