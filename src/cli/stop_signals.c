#include "cli/stop_signals.h"

#include <signal.h>
#include <stddef.h>

#include "engine/engine.h"

static void on_stop_signal(int signal_number) {
  if (signal_number == SIGINT && walras_engine_stop_requested()) {
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
  }
  walras_engine_request_stop();
}

void cli_stop_signals_install(void) {
  struct sigaction action = {.sa_handler = on_stop_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  /* A file beyond the limit of its size is an error of the write, with its message, not the end of the program. */
  signal(SIGXFSZ, SIG_IGN);
}
