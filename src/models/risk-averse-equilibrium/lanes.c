#include "models/risk-averse-equilibrium/lanes.h"

#include "numerics/elementary/dispatch.h"

rae_lanes_run_function *rae_lanes_run_get(void) {
  static rae_lanes_run_function *const paths[] = {rae_lanes_run_baseline, rae_lanes_run_avx2, rae_lanes_run_avx512};
  return paths[walras_simd_path_get()];
}

void rae_lanes_reply_alone(struct rae_lanes *lanes, int k, int lane, const double *q, int64_t stride) {
  struct rae_play *const play = &lanes->play[lane];
  for (int64_t i = 0; i < lanes->actions; i++) {
    play->q[1 - k][i] = q[i * stride];
    play->warm[k][i] = lanes->reply[k][i * GAME_LANES + lane];
  }
  if (!walras_risk_reply(&play->player[k], play->q[1 - k], play->warm[k], play->reals, play->integers))
    play->failed = true;
  for (int64_t i = 0; i < lanes->actions; i++)
    lanes->reply[k][i * GAME_LANES + lane] = play->warm[k][i];
}
