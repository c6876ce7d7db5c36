#include "engine/cost_clock.h"

#include "unit.h"

/* Between two readings: what was asked is that they agree with each other, not how fast this machine is. */
static void a_cost_is_never_more_than_the_time_that_went_by(void) {
  walras_cost_clock clock;
  walras_cost_clock_open(&clock);
  double before = 0.0, wall = 0.0;
  for (int reading = 0; reading < 100; reading++) {
    for (volatile int turn = 0; turn < 10000; turn++)
      continue;
    const double cost = walras_cost_clock_read(&clock, &wall);
    CU_ASSERT(cost >= 0.0 && cost <= wall && wall >= before);
    before = wall;
  }
  CU_ASSERT(walras_cost_clock_read(&clock, &wall) > 0.0);
  walras_cost_clock_start(&clock);
  CU_ASSERT(walras_cost_clock_read(&clock, &wall) <= wall && wall < before);
  walras_cost_clock_close(&clock);
}

static void without_the_kernels_account_processor_time_counts(void) {
  walras_cost_clock clock = {.file = -1};
  double wall = 0.0;
  walras_cost_clock_start(&clock);
  for (volatile int turn = 0; turn < 1000000; turn++)
    continue;
  const double cost = walras_cost_clock_read(&clock, &wall);
  CU_ASSERT(cost > 0.0 && cost <= wall);
  walras_cost_clock_close(&clock);
}

WALRAS_UNIT_TESTS(UNIT(a_cost_is_never_more_than_the_time_that_went_by), UNIT(without_the_kernels_account_processor_time_counts))
