#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"
#include "engine/engine.h"

static volatile sig_atomic_t stop_requested;
static double stop_time; /* on this rank's clock; 0 = none */

void walras_engine_request_stop(void) {
  stop_requested = 1;
}

void walras_engine_stop_after(double seconds) {
  stop_time = walras_clock() + seconds;
}

void walras_engine_forget_stop(void) {
  stop_requested = 0;
  stop_time = 0.0;
}

bool walras_engine_stop_requested(void) {
  return stop_requested != 0 || (stop_time > 0.0 && walras_clock() >= stop_time);
}

char *walras_stop_file(const char *store) {
  static const char ending[] = ".stop";
  char *path = malloc(strlen(store) + sizeof ending);
  if (path != NULL)
    strcat(strcpy(path, store), ending);
  return path;
}
