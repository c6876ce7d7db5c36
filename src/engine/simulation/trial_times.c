#include "engine/simulation/trial_times.h"

#include <math.h>
#include <stdlib.h>

#include "walras/elementary.h"

/* So many trials are added up one by one. */
enum { ADDED_MOST = 4096 };

walras_status walras_trial_times_open(walras_trial_times *times, const walras_trial_times_input *input, walras_error *error) {
  *times = (walras_trial_times){.input = *input};
  times->sums = malloc(((size_t)input->value_count + 1) * sizeof *times->sums);
  if (times->sums == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the times of trials");
  times->sums[0] = 0.0;
  for (int64_t i = 0; i < input->value_count; i++)
    times->sums[i + 1] = times->sums[i] + input->values[i];
  times->mean = times->sums[input->value_count] / (double)input->value_count;
  const double variance = walras_log1p(input->variation * input->variation);
  times->log_mean = -0.5 * variance;
  times->log_deviation = sqrt(variance);
  return WALRAS_OK;
}

void walras_trial_times_close(walras_trial_times *times) {
  free(times->sums);
}

/* SplitMix64's mixing (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), of a number in (0, 1). */
static double uniform(uint64_t seed, int64_t index) {
  uint64_t x = seed + ((uint64_t)index + 1) * UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return ((double)((x ^ x >> 31) >> 12) + 0.5) * 0x1p-52;
}

static double noise(const walras_trial_times *times, int64_t trial) {
  const walras_trial_times_input *input = &times->input;
  if (input->noise == WALRAS_NOISE_NONE)
    return 1.0;
  const double u = uniform(input->seed, trial);
  if (input->noise == WALRAS_NOISE_EXPONENTIAL)
    return -walras_log(u);
  return walras_exp(times->log_mean + times->log_deviation * walras_normal_quantile(u));
}

double walras_trial_times_of(const walras_trial_times *times, int64_t trial) {
  const walras_trial_times_input *input = &times->input;
  const double place = (double)trial * (double)input->value_count / (double)input->trials;
  const int64_t at = place < (double)input->value_count ? (int64_t)place : input->value_count - 1;
  return input->values[at] * noise(times, trial);
}

/* The values' integral from the first trial to trial number `trial`, in value times trials. */
static double integral(const walras_trial_times *times, int64_t trial) {
  const walras_trial_times_input *input = &times->input;
  const double scale = (double)input->value_count / (double)input->trials, place = (double)trial * scale;
  const int64_t at = (int64_t)place;
  if (at >= input->value_count)
    return times->sums[input->value_count] / scale;
  return (times->sums[at] + (place - (double)at) * input->values[at]) / scale;
}

double walras_trial_times_sum(const walras_trial_times *times, int64_t first, int64_t count) {
  const walras_trial_times_input *input = &times->input;
  if (input->value_count == 1 && input->noise == WALRAS_NOISE_NONE)
    return (double)count * input->values[0];
  if (count <= ADDED_MOST) {
    double sum = 0.0;
    for (int64_t trial = first; trial < first + count; trial++)
      sum += walras_trial_times_of(times, trial);
    return sum;
  }
  const double sum = integral(times, first + count) - integral(times, first);
  if (input->noise == WALRAS_NOISE_NONE)
    return sum;
  const double variation = input->noise == WALRAS_NOISE_EXPONENTIAL ? 1.0 : input->variation;
  const double factor = 1.0 + variation / sqrt((double)count) * walras_normal_quantile(uniform(input->seed, first));
  return factor > 0.0 ? sum * factor : 0.0;
}
