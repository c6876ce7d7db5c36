#include "engine/simulation/batch_run.h"

#include <math.h>

/* Threads whose clocks are kept, and trials that are looked at one by one. */
enum { THREADS_MOST = 256, SINGLE_MOST = 4096 };

/* As if all trials cost the same, or so many that their differences even out. */
static void run_even(const walras_simulation_input *input, double limit, walras_batch_run *run) {
  const double overhead = input->costs->overhead_seconds, lanes = input->at_once;
  double work = walras_trial_times_sum(input->times, run->batch.first, run->batch.count);
  const double each = (work + overhead * (double)run->batch.count) / (double)run->batch.count;
  run->finished = run->batch.count;
  if (each * ceil((double)run->batch.count / lanes) > limit) {
    const double rounds = floor(limit / each) + 1.0;
    run->finished = rounds * lanes < (double)run->batch.count ? (int64_t)(rounds * lanes) : run->batch.count;
    work *= (double)run->finished / (double)run->batch.count;
  }
  run->work_seconds = work;
  run->seconds = each * ceil((double)run->finished / lanes);
}

/* The thread that is free first takes the next few trials. */
static void run_singly(const walras_simulation_input *input, double limit, walras_batch_run *run) {
  const int lanes = input->at_once < THREADS_MOST ? input->at_once : THREADS_MOST;
  const int64_t count = run->batch.count, share = count / (16 * (int64_t)lanes);
  const int64_t step = lanes == 1 || share < 1 ? 1 : share > 64 ? 64 : share;
  double clocks[THREADS_MOST] = {0.0};
  for (run->finished = 0; run->finished < count;) {
    int next = 0;
    for (int lane = 1; lane < lanes; lane++)
      next = clocks[lane] < clocks[next] ? lane : next;
    if (run->finished > 0 && clocks[next] > limit)
      break;
    for (int64_t i = 0; i < step && run->finished < count; i++) {
      const double seconds = walras_trial_times_of(input->times, run->batch.first + run->finished++);
      clocks[next] += seconds + input->costs->overhead_seconds;
      run->work_seconds += seconds;
    }
  }
  for (int lane = 0; lane < lanes; lane++)
    run->seconds = clocks[lane] > run->seconds ? clocks[lane] : run->seconds;
}

walras_batch_run walras_batch_run_of(const walras_simulation_input *input, walras_batch batch, double limit_seconds) {
  walras_batch_run run = {.batch = batch};
  const walras_trial_times_input *times = &input->times->input;
  const bool even = times->noise == WALRAS_NOISE_NONE && times->value_count == 1;
  if (even || batch.count > SINGLE_MOST)
    run_even(input, limit_seconds, &run);
  else
    run_singly(input, limit_seconds, &run);
  return run;
}
