#include <signal.h>

#include "engine/engine.h"
#include "unit.h"

static void on_signal(int number) {
  (void)number;
  walras_engine_request_stop();
}

static void a_stop_is_requested_from_a_signal_handler_and_stays(void) {
  CU_ASSERT_FALSE(walras_engine_stop_requested());
  CU_ASSERT(signal(SIGUSR2, on_signal) != SIG_ERR);
  CU_ASSERT_EQUAL(raise(SIGUSR2), 0);
  CU_ASSERT_TRUE(walras_engine_stop_requested());
  CU_ASSERT_TRUE(walras_engine_stop_requested());
}

WALRAS_UNIT_TESTS(UNIT(a_stop_is_requested_from_a_signal_handler_and_stays))
