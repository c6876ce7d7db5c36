#include <signal.h>

#include "engine/engine.h"

static volatile sig_atomic_t stop_requested;

void walras_engine_request_stop(void) {
  stop_requested = 1;
}
bool walras_engine_stop_requested(void) {
  return stop_requested != 0;
}
