/**
 * How long trials take in a simulation: measured or expected seconds along the trials, times noise of mean 1. A trial's time is a function of
 * its number and the seed alone, so that every schedule does the same work.
 */
#ifndef WALRAS_ENGINE_SIMULATION_TRIAL_TIMES_H
#define WALRAS_ENGINE_SIMULATION_TRIAL_TIMES_H

#include <stdint.h>

#include "walras/status.h"

typedef enum walras_noise {
  WALRAS_NOISE_NONE,
  WALRAS_NOISE_EXPONENTIAL, /**< its coefficient of variation is 1 */
  WALRAS_NOISE_LOGNORMAL    /**< heavy-tailed, with a given coefficient of variation */
} walras_noise;

typedef struct walras_trial_times_input {
  const double *values; /**< [value_count] seconds >= 0; trial t of n takes values[t * value_count / n] */
  int64_t value_count;  /**< >= 1 */
  int64_t trials;
  walras_noise noise;
  double variation; /**< coefficient of variation of lognormal noise */
  uint64_t seed;
} walras_trial_times_input;

typedef struct walras_trial_times {
  walras_trial_times_input input;
  double *sums; /* [value_count + 1] of the values before each */
  double mean;  /* of all trials, without noise */
  double log_mean, log_deviation;
} walras_trial_times;

/** `input->values` must live as long. WALRAS_ERROR_MEMORY. */
walras_status walras_trial_times_open(walras_trial_times *times, const walras_trial_times_input *input, walras_error *error);
void walras_trial_times_close(walras_trial_times *times);

/** One trial's seconds. */
double walras_trial_times_of(const walras_trial_times *times, int64_t trial);

/** Seconds of `count` trials from `first` on, one after the other. More than a few thousand with noise are not added up one by one: their sum
 *  is drawn from its normal limit (the central limit theorem). */
double walras_trial_times_sum(const walras_trial_times *times, int64_t first, int64_t count);

#endif
