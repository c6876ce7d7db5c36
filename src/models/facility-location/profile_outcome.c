/* The task outcome over many small profiles: means over the profiles of a trial, and their distribution. */
#include <math.h>

#include "models/facility-location/metrics.h"
#include "models/facility-location/outcome.h"
#include "models/facility-location/profiles.h"
#include "models/facility-location/worst_case.h"

enum {
  SUM_LOCATION,
  SUM_EXPECTED,
  SUM_EXPECTED_COST,
  SUM_MEAN,
  SUM_OPTIMAL,
  SUM_COST,
  SUM_WELFARE_RATIO,
  SUM_COST_RATIO,
  SUM_SCORE,
  SUM_SCORE_SQUARED,
  SUMS
};
enum {
  COUNT_WELFARE_UNBOUNDED,
  COUNT_COST_UNBOUNDED,
  COUNT_LOCATIONS,
  COUNT_RATIOS = COUNT_LOCATIONS + FACILITY_OUTCOME_BINS,
  COUNTS = COUNT_RATIOS + FACILITY_OUTCOME_BINS
};

typedef struct outcome_loop {
  facility_profiles profiles;
  facility_limit limit;
} outcome_loop;

static int64_t bin_of(double share) {
  const double bin = floor(share * FACILITY_OUTCOME_BINS);
  return bin < 0.0 ? 0 : bin >= FACILITY_OUTCOME_BINS ? FACILITY_OUTCOME_BINS - 1 : (int64_t)bin;
}

/* The place that the rule's own draw gives in profile `number`. */
static double drawn_outcome(const facility_profile *profile, const walras_stream *lottery, int64_t number) {
  const int64_t n = profile->rule->agents;
  const double left = profile->sorted[0], right = profile->sorted[n - 1];
  if (profile->rule->mechanism == MECHANISM_RANDOM_RANK)
    return profile->sorted[walras_bounded(lottery, (uint64_t)number, 0, (uint64_t)n)];
  if (profile->rule->mechanism != MECHANISM_LRM)
    return facility_outcome(profile);
  const double side = walras_uniform(lottery, (uint64_t)number, 0);
  return side < 0.25 ? left : side < 0.5 ? right : 0.5 * (left + right);
}

static double expected_cost(const facility_profile *profile) {
  double sum = 0.0;
  for (int64_t i = 0; i < profile->rule->agents; i++)
    sum += facility_expected_distance(profile, profile->sorted[i]);
  return sum;
}

static void add_profile(const outcome_loop *loop, const walras_block *block, int64_t number, const facility_profile *profile) {
  const struct facility_parameters *p = loop->profiles.p;
  const walras_stream lottery = walras_trial_stream(block->trial, FACILITY_STREAM_LOTTERY, 0);
  const int64_t n = p->agents;
  const double y = drawn_outcome(profile, &lottery, number);
  const facility_ratios ratio = facility_ratios_at(profile->sorted, n, p->domain_length, y);
  block->sums[SUM_LOCATION] += y;
  block->sums[SUM_MEAN] += profile->sum / (double)n;
  block->sums[SUM_OPTIMAL] += profile->sorted[(n - 1) / 2];
  block->sums[SUM_COST] += facility_total_cost(profile->sorted, n, y);
  block->sums[SUM_WELFARE_RATIO] += isfinite(ratio.welfare) ? ratio.welfare : 0.0;
  block->sums[SUM_COST_RATIO] += isfinite(ratio.cost) ? ratio.cost : 0.0;
  block->counts[COUNT_WELFARE_UNBOUNDED] += !isfinite(ratio.welfare);
  block->counts[COUNT_COST_UNBOUNDED] += !isfinite(ratio.cost);
  block->counts[COUNT_LOCATIONS + bin_of(y / p->domain_length)]++;
  block->counts[COUNT_RATIOS + (isfinite(ratio.welfare) ? bin_of(ratio.welfare - 1.0) : FACILITY_OUTCOME_BINS - 1)]++;
  if (facility_has_expectation(p)) {
    block->sums[SUM_EXPECTED] += facility_outcome(profile);
    block->sums[SUM_EXPECTED_COST] += expected_cost(profile);
  }
  if (facility_has_spread(p)) {
    const double score = (y - loop->limit.location) / loop->limit.sd;
    block->sums[SUM_SCORE] += score;
    block->sums[SUM_SCORE_SQUARED] += score * score;
  }
}

static walras_status add_profiles(const walras_block *block, void *context) {
  const outcome_loop *loop = context;
  facility_workplace work = facility_workplace_in(&loop->profiles.rule, walras_block_scratch(block, loop->profiles.scratch));
  work.profile.clips = NULL; /* nobody lies here */
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    facility_make_profile(&loop->profiles, number, &work.profile);
    add_profile(loop, block, number, &work.profile);
  }
  return WALRAS_OK;
}

static void record(walras_trial *trial, const outcome_loop *loop, const walras_reduction *sums) {
  const struct facility_parameters *p = loop->profiles.p;
  const double count = (double)loop->profiles.count, *sum = walras_reduction_sums(sums);
  const int64_t *counts = walras_reduction_counts(sums);
  walras_record_real(trial, METRIC_LOCATION, sum[SUM_LOCATION] / count);
  walras_record_real(trial, METRIC_MEAN_REPORT, sum[SUM_MEAN] / count);
  walras_record_real(trial, METRIC_OPTIMAL_LOCATION, sum[SUM_OPTIMAL] / count);
  walras_record_real(trial, METRIC_COST, sum[SUM_COST] / count);
  walras_record_real(trial, METRIC_WELFARE, (double)p->agents * p->domain_length - sum[SUM_COST] / count);
  walras_record_real(trial, METRIC_WELFARE_RATIO,
                     counts[COUNT_WELFARE_UNBOUNDED] > 0 ? (double)NAN : sum[SUM_WELFARE_RATIO] / count);
  walras_record_real(trial, METRIC_COST_RATIO, counts[COUNT_COST_UNBOUNDED] > 0 ? (double)NAN : sum[SUM_COST_RATIO] / count);
  walras_record_integer(trial, METRIC_WELFARE_UNBOUNDED, counts[COUNT_WELFARE_UNBOUNDED]);
  walras_record_integer(trial, METRIC_COST_UNBOUNDED, counts[COUNT_COST_UNBOUNDED]);
  walras_record_real(trial, METRIC_EXPECTED_LOCATION, sum[SUM_EXPECTED] / count);
  walras_record_real(trial, METRIC_EXPECTED_COST, sum[SUM_EXPECTED_COST] / count);
  walras_record_real(trial, METRIC_THEORY_LOCATION, loop->limit.location);
  walras_record_real(trial, METRIC_THEORY_SD, loop->limit.sd);
  walras_record_real(trial, METRIC_SCORE, sum[SUM_SCORE] / count);
  walras_record_real(trial, METRIC_SCORE_SQUARED, sum[SUM_SCORE_SQUARED] / count);
  walras_record_integer(trial, METRIC_PROFILES, loop->profiles.count);
  walras_record_integers(trial, HISTOGRAM_OUTCOMES, counts + COUNT_LOCATIONS, FACILITY_OUTCOME_BINS);
  walras_record_integers(trial, HISTOGRAM_RATIOS, counts + COUNT_RATIOS, FACILITY_OUTCOME_BINS);
}

walras_status facility_run_profile_outcomes(walras_trial *trial, const struct facility_parameters *p) {
  outcome_loop *loop = walras_trial_allocate_zero(trial, 1, sizeof *loop);
  walras_reduction *sums;
  if (loop == NULL)
    return walras_trial_status(trial);
  walras_status status = facility_profiles_create(trial, p, &loop->profiles);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = COUNTS, .sums = SUMS}, &sums);
  loop->limit = facility_limit_of(p, &loop->profiles.law);
  if (status == WALRAS_OK)
    status = walras_for_each_block(loop->profiles.population, add_profiles, loop, sums);
  if (status == WALRAS_OK)
    record(trial, loop, sums);
  return status;
}
