#include "engine/meter.h"

const char *const walras_activity_names[WALRAS_ACTIVITIES] = {[WALRAS_COMPUTE] = "compute",           [WALRAS_REDUCE] = "reduce",
                                                              [WALRAS_EXCHANGE] = "exchange",         [WALRAS_WAIT] = "wait",
                                                              [WALRAS_COORDINATION] = "coordination", [WALRAS_STORE] = "store",
                                                              [WALRAS_CHECKPOINT] = "checkpoint",     [WALRAS_OTHER] = "other"};

const char *const walras_purpose_names[WALRAS_PURPOSES] = {[WALRAS_FOR_COORDINATION] = "coordination",
                                                           [WALRAS_FOR_RECORDS] = "records",
                                                           [WALRAS_FOR_REDUCTIONS] = "reductions",
                                                           [WALRAS_FOR_EXCHANGE] = "exchange"};

void walras_meter_share_done(walras_meter *meter, int thread, double start) {
  if (meter == NULL)
    return;
  if (thread == 0) {
    walras_meter_turn(meter, WALRAS_WAIT);
    return;
  }
  const double seconds = walras_clock() - start;
#pragma omp atomic
  meter->helping += seconds;
}
