/** What policies of the stag hunt are worth against each other: episodes of many pairs, counted exactly. */
#ifndef WALRAS_RAE_EVALUATION_H
#define WALRAS_RAE_EVALUATION_H

#include "models/risk-averse-equilibrium/hunt.h"

/** Sums over episodes of an agent's stags, mauls and plants, and of their products. */
typedef struct rae_counts {
  int64_t episodes;
  int64_t sum[3];
  int64_t product[3][3]; /**< lower triangle: [a][b], b <= a */
} rae_counts;

typedef struct rae_pair {
  const rae_hunt_policy *policy[2];
} rae_pair;

typedef struct rae_evaluation rae_evaluation;
/** For up to `pairs` pairs at a time, of `episodes` episodes each. Freed with the trial. */
walras_status rae_evaluation_create(walras_trial *trial, const struct rae_hunt *hunt, int64_t pairs, int64_t episodes,
                                    rae_evaluation **evaluation);
/** Collective. Plays all pairs; `round` tells draws apart. The agents change corners from episode to episode. counts [count][2]: first and second policy. */
walras_status rae_evaluation_run(rae_evaluation *evaluation, const rae_pair *pairs, int64_t count, uint32_t round,
                                 rae_counts (*counts)[2]);

void rae_counts_add(rae_counts *to, const rae_counts *from);
double rae_counts_mean(const rae_counts *counts, int what); /**< 0 stags, 1 mauls, 2 plants, per episode */
double rae_counts_mean_return(const rae_counts *counts, const struct rae_hunt *hunt);
/** Of the return over episodes: covariances from whole numbers. */
double rae_counts_variance(const rae_counts *counts, const struct rae_hunt *hunt);
/** plants / (plants + 2 stags), NaN where there was neither. */
double rae_share_safe(double plants, double stags);

#endif
