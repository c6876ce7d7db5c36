/**
 * What policy-gradient methods do to returns, advantages and probabilities, on plain arrays: no environment and no network. One episode or one
 * sample at a time; the caller owns memory and the loop over blocks.
 */
#ifndef WALRAS_NUMERICS_POLICY_GRADIENT_POLICY_GRADIENT_H
#define WALRAS_NUMERICS_POLICY_GRADIENT_POLICY_GRADIENT_H

#include <stdint.h>

/** returns[h] = rewards[h] + discount returns[h + 1], behind the last step `beyond` (0 where the episode is over). May be in place. */
void walras_returns_to_go(int64_t steps, const double *rewards, double discount, double beyond, double *returns);

/**
 * Generalised advantages (Schulman, Moritz, Levine, Jordan, Abbeel 2016) of one episode: sums of (discount lambda)^k delta_{h+k} with delta_h =
 * rewards[h] + discount values[h + 1] - values[h]. values [steps + 1]: the last one is 0 where the episode is over, and the value of the state it was
 * cut off in where time ran out.
 */
void walras_generalised_advantages(int64_t steps, const double *rewards, const double *values, double discount, double lambda,
                                   double *advantages);

/** Sums from which advantages are scaled; plain data to be added up over blocks, around a `centre` of the caller's near the mean (0 will do). */
typedef struct walras_advantage_sums {
  double count, sum, square; /**< of value - centre */
} walras_advantage_sums;

/** advantage = (value - mean) / (deviation + epsilon), deviation over n. */
typedef struct walras_advantage_scale {
  double mean, deviation, epsilon;
} walras_advantage_scale;

walras_advantage_scale walras_advantage_scale_make(const walras_advantage_sums *sums, double centre, double epsilon);
static inline double walras_advantage_scaled(const walras_advantage_scale *scale, double value) {
  return (value - scale->mean) / (scale->deviation + scale->epsilon);
}
/** All of a small batch at once, in place; exactly 0 where all values are equal. Returns the mean. */
double walras_advantages_standardise(int64_t count, double epsilon, double *values);

/**
 * The clipped surrogate min(ratio A, clip(ratio, 1 - clip, 1 + clip) A) of one sample (Schulman, Wolski, Dhariwal, Radford, Klimov 2017), ratio =
 * exp(log_probability - old). `derivative`: with respect to log_probability; 0 where the clip is active.
 */
double walras_ppo_surrogate(double log_probability, double old, double advantage, double clip, double *derivative);

#endif
