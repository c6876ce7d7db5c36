#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"
#include "engine/engine.h"

/* Set by handlers of signals, and by the thread that talks to others while the rest run trials: only atomically. */
static int stop_requested;
static double stop_time; /* on this rank's clock; 0 = none */

void walras_engine_request_stop(void) {
  __atomic_store_n(&stop_requested, 1, __ATOMIC_RELAXED);
}

void walras_engine_stop_after(double seconds) {
  stop_time = walras_clock() + seconds;
}

void walras_engine_forget_stop(void) {
  __atomic_store_n(&stop_requested, 0, __ATOMIC_RELAXED);
  stop_time = 0.0;
}

bool walras_engine_stop_requested(void) {
  return __atomic_load_n(&stop_requested, __ATOMIC_RELAXED) != 0 || (stop_time > 0.0 && walras_clock() >= stop_time);
}

char *walras_stop_file(const char *store) {
  static const char ending[] = ".stop";
  char *path = malloc(strlen(store) + sizeof ending);
  if (path != NULL)
    strcat(strcpy(path, store), ending);
  return path;
}
