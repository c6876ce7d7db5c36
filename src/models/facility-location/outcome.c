#include "models/facility-location/outcome.h"

#include <math.h>
#include <string.h>

#include "models/facility-location/kernels.h"
#include "models/facility-location/metrics.h"
#include "models/facility-location/nash.h"
#include "models/facility-location/selection.h"

enum { PASSES = 4 }; /* drawing locations, at most, but for nash */
enum { SUM_LOCATIONS, SUM_RULE, SUM_OPTIMUM, SUMS };

typedef struct outcome_trial {
  walras_trial *trial;
  const struct facility_parameters *p;
  const facility_kernels *kernels;
  facility_law law;
  facility_rule rule;
  facility_source source;
  walras_population *population;
  walras_reduction *sums, *nearest;
  double left, right, median; /* of the locations; the ends only for the rules that need them */
  double y;
  double place[2]; /* whose distances are summed */
  walras_bracket bracket;
  walras_status status; /* of passes inside a search */
} outcome_trial;

static int64_t chunk_of(const walras_block *block, int64_t at) {
  return block->count - at < FACILITY_CHUNK ? block->count - at : FACILITY_CHUNK;
}

static walras_status add_block(const walras_block *block, void *context) {
  const outcome_trial *t = context;
  facility_distances lanes;
  double buffer[FACILITY_CHUNK];
  memset(&lanes, 0, sizeof lanes);
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    t->kernels->add_distances(facility_reports(block, &t->source, at, n, buffer), n, t->place, &lanes);
  }
  block->sums[SUM_LOCATIONS] += facility_lane_sum(lanes.location);
  block->sums[SUM_RULE] += facility_lane_sum(lanes.first);
  block->sums[SUM_OPTIMUM] += facility_lane_sum(lanes.second);
  return WALRAS_OK;
}

/* Sums of the locations and of the distances from two places. */
static walras_status add_distances(outcome_trial *t, double first, double second) {
  t->place[0] = first;
  t->place[1] = second;
  const walras_status status = walras_for_each_block(t->population, add_block, t, t->sums);
  t->source.filled = true;
  return status;
}

static walras_status add_slopes(const walras_block *block, void *context) {
  const outcome_trial *t = context;
  double lanes[FACILITY_LANES] = {0}, buffer[FACILITY_CHUNK];
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    t->kernels->add_slopes(facility_reports(block, &t->source, at, n, buffer), n, t->rule.length, t->place[0], lanes);
  }
  block->sums[0] += facility_lane_sum(lanes);
  return WALRAS_OK;
}

/* Minus the derivative of the Nash product's logarithm from the right. After an error nothing more is summed. */
static double falling(double y, void *context) {
  outcome_trial *t = context;
  t->place[0] = y;
  if (t->status == WALRAS_OK)
    t->status = walras_for_each_block(t->population, add_slopes, t, t->sums);
  return t->status == WALRAS_OK ? -walras_reduction_sum(t->sums, 0) : 0.0;
}

static walras_status find_nearest(const walras_block *block, void *context) {
  const outcome_trial *t = context;
  double buffer[FACILITY_CHUNK];
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    const double *reports = facility_reports(block, &t->source, at, n, buffer);
    for (int64_t i = 0; i < n; i++)
      if (reports[i] > t->bracket.low && reports[i] < t->bracket.high)
        walras_offer_minimum(block->minima, reports[i], block->first + at + i);
  }
  return WALRAS_OK;
}

/* As facility_nash, by passes over the population. */
static walras_status find_nash(outcome_trial *t) {
  t->bracket = (walras_bracket){.low = t->left, .high = t->right};
  facility_nash_search(falling, t, t->rule.length, &t->bracket);
  t->y = t->bracket.high;
  while (t->status == WALRAS_OK && t->bracket.low < t->bracket.high) {
    t->status = walras_for_each_block(t->population, find_nearest, t, t->nearest);
    const walras_extremum nearest = walras_reduction_minimum(t->nearest, 0);
    if (t->status != WALRAS_OK || nearest.id < 0)
      break;
    if (falling(nearest.value, t) >= 0.0) {
      t->y = nearest.value;
      break;
    }
    t->bracket.low = nearest.value;
  }
  return t->status;
}

/* What the lotteries draw: the rank of random_rank, and returned the side of lrm. */
static double draw_lottery(const outcome_trial *t, int64_t *rank) {
  const walras_stream lottery = walras_trial_stream(t->trial, FACILITY_STREAM_LOTTERY, 0);
  *rank = 1 + (int64_t)walras_bounded(&lottery, 0, 0, (uint64_t)t->p->agents);
  return walras_uniform(&lottery, 0, 0);
}

static bool needs_ends(int mechanism) {
  return mechanism == MECHANISM_MIDPOINT || mechanism == MECHANISM_LEFTMOST || mechanism == MECHANISM_RIGHTMOST ||
         mechanism == MECHANISM_NASH || mechanism == MECHANISM_LRM;
}

/* What order statistics and phantom rules need: one selection of at most three outcomes. */
static walras_status select_places(outcome_trial *t, double *side) {
  const int64_t n = t->p->agents;
  const double length = t->p->domain_length;
  int64_t rank, *locations = NULL;
  *side = draw_lottery(t, &rank);
  const facility_phantoms median = facility_rank_phantoms(n, length, (n + 1) / 2), left = facility_rank_phantoms(n, length, 1),
                          right = facility_rank_phantoms(n, length, n), drawn = facility_rank_phantoms(n, length, rank);
  const facility_phantoms *targets[FACILITY_TARGETS] = {&median};
  double outcomes[FACILITY_TARGETS] = {0};
  int count = 1;
  if (needs_ends(t->p->mechanism)) {
    targets[count++] = &left;
    targets[count++] = &right;
  } else if (facility_is_phantom_rule(t->p->mechanism))
    targets[count++] = &t->rule.phantoms;
  else if (t->p->mechanism == MECHANISM_RANDOM_RANK)
    targets[count++] = &drawn;
  if (t->p->task == TASK_SCALE &&
      (locations = walras_trial_allocate(t->trial, FACILITY_LOCATION_BINS, sizeof *locations)) == NULL)
    return walras_trial_status(t->trial);
  const facility_selection selection = facility_selection_make(t->population, &t->source);
  const walras_status status = facility_select(t->trial, &selection, targets, count, outcomes, locations);
  t->median = outcomes[0];
  t->y = t->left = outcomes[1];
  t->right = outcomes[2];
  if (status == WALRAS_OK && locations != NULL)
    walras_record_integers(t->trial, HISTOGRAM_LOCATIONS, locations, FACILITY_LOCATION_BINS);
  return status;
}

/* The facility, once the order statistics are known. */
static walras_status place_facility(outcome_trial *t, double side) {
  const double middle = 0.5 * (t->left + t->right);
  walras_status status = WALRAS_OK;
  switch (t->p->mechanism) {
  case MECHANISM_MEAN:
    status = add_distances(t, 0.0, t->median);
    t->y = status == WALRAS_OK ? walras_reduction_sum(t->sums, SUM_LOCATIONS) / (double)t->p->agents : 0.0;
    break;
  case MECHANISM_MIDPOINT:
    t->y = middle;
    break;
  case MECHANISM_RIGHTMOST:
    t->y = t->right;
    break;
  case MECHANISM_NASH:
    status = find_nash(t);
    break;
  case MECHANISM_DICTATOR:
    facility_law_fill(&t->law, 0, 1, &t->y);
    break;
  case MECHANISM_LRM:
    t->y = side < 0.25 ? t->left : side < 0.5 ? t->right : middle;
    break;
  default: /* selected: phantom rules, random_rank, leftmost */
    break;
  }
  return status;
}

/* E y and E C over the ranks, from the sorted profile of one block. */
static walras_status expect_rank(outcome_trial *t) {
  const int64_t n = t->p->agents;
  facility_profile profile;
  const walras_status status = facility_profile_create(t->trial, &t->rule, &profile);
  if (status != WALRAS_OK)
    return status;
  for (int64_t at = 0; at < n; at += FACILITY_CHUNK)
    facility_law_fill(&t->law, at, n - at < FACILITY_CHUNK ? n - at : FACILITY_CHUNK, profile.reports + at);
  facility_profile_update(&profile);
  double pairs = 0.0; /* sum over i < j of the distance between the i-th and the j-th */
  for (int64_t j = 0; j < n; j++)
    pairs += profile.sorted[j] * (double)(2 * j - n + 1);
  walras_record_real(t->trial, METRIC_EXPECTED_LOCATION, facility_outcome(&profile));
  walras_record_real(t->trial, METRIC_EXPECTED_COST, 2.0 * pairs / (double)n);
  return WALRAS_OK;
}

static walras_status expect_lrm(outcome_trial *t) {
  const double n = (double)t->p->agents, middle = 0.5 * (t->left + t->right);
  const walras_status status = add_distances(t, middle, t->median);
  if (status != WALRAS_OK)
    return status;
  const double sum = walras_reduction_sum(t->sums, SUM_LOCATIONS), from_middle = walras_reduction_sum(t->sums, SUM_RULE);
  walras_record_real(t->trial, METRIC_EXPECTED_LOCATION, 0.25 * t->left + 0.25 * t->right + 0.5 * middle);
  walras_record_real(t->trial, METRIC_EXPECTED_COST,
                     0.25 * (sum - n * t->left) + 0.25 * (n * t->right - sum) + 0.5 * from_middle);
  return WALRAS_OK;
}

static walras_status record_expectation(outcome_trial *t) {
  if (!facility_has_expectation(t->p))
    return WALRAS_OK;
  return t->p->mechanism == MECHANISM_LRM ? expect_lrm(t) : expect_rank(t);
}

static void record_limit(outcome_trial *t) {
  if (!facility_has_limit(t->p))
    return;
  const facility_limit limit = facility_limit_of(t->p, &t->law);
  walras_record_real(t->trial, METRIC_THEORY_LOCATION, limit.location);
  if (!facility_has_spread(t->p))
    return;
  const double score = (t->y - limit.location) / limit.sd;
  walras_record_real(t->trial, METRIC_THEORY_SD, limit.sd);
  walras_record_real(t->trial, METRIC_SCORE, score);
  walras_record_real(t->trial, METRIC_SCORE_SQUARED, score * score);
}

/* The mean's gains from misreports: the best reply n x - (S - x), cut to [0, L], moves the facility by its distance from x over n. */
static walras_status add_gains(const walras_block *block, void *context) {
  const outcome_trial *t = context;
  const double n = (double)t->p->agents, sum = n * t->y, length = t->p->domain_length;
  double buffer[FACILITY_CHUNK], total = 0.0, largest = 0.0;
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t count = chunk_of(block, at);
    const double *reports = facility_reports(block, &t->source, at, count, buffer);
    for (int64_t i = 0; i < count; i++) {
      const double x = reports[i], reply = n * x - (sum - x), cut = reply < 0.0 ? 0.0 : reply > length ? length : reply;
      const double gain = fabs(x - t->y) - fabs(x - t->y - (cut - x) / n);
      total += gain;
      largest = gain > largest ? gain : largest;
      block->counts[0] += gain > 1e-9;
    }
  }
  block->sums[0] += total;
  walras_offer_maximum(block->maxima, largest, block->first);
  return WALRAS_OK;
}

static walras_status record_gains(outcome_trial *t) {
  walras_reduction *gains;
  if (!facility_has_mean_gains(t->p))
    return WALRAS_OK;
  walras_status status =
      walras_reduction_create(t->trial, &(walras_reduction_shape){.counts = 1, .sums = 1, .maxima = 1}, &gains);
  if (status == WALRAS_OK)
    status = walras_for_each_block(t->population, add_gains, t, gains);
  if (status != WALRAS_OK)
    return status;
  const double n = (double)t->p->agents;
  walras_record_real(t->trial, METRIC_MAX_GAIN, walras_reduction_maximum(gains, 0).value);
  walras_record_real(t->trial, METRIC_MEAN_GAIN, walras_reduction_sum(gains, 0) / n);
  walras_record_real(t->trial, METRIC_MANIPULATORS, (double)walras_reduction_counts(gains)[0] / n);
  return WALRAS_OK;
}

static double ratio_of(double above, double below, double tolerance) {
  if (below > tolerance)
    return above / below;
  return above > tolerance ? (double)INFINITY : 1.0;
}

static walras_status record(outcome_trial *t) {
  const walras_status status = add_distances(t, t->y, t->median);
  if (status != WALRAS_OK)
    return status;
  const double n = (double)t->p->agents, tolerance = facility_tolerance(t->p), most = n * t->p->domain_length;
  const double cost = walras_reduction_sum(t->sums, SUM_RULE), least = walras_reduction_sum(t->sums, SUM_OPTIMUM);
  walras_record_real(t->trial, METRIC_LOCATION, t->y);
  walras_record_real(t->trial, METRIC_MEAN_REPORT, walras_reduction_sum(t->sums, SUM_LOCATIONS) / n);
  walras_record_real(t->trial, METRIC_OPTIMAL_LOCATION, t->median);
  walras_record_real(t->trial, METRIC_WELFARE, most - cost);
  walras_record_real(t->trial, METRIC_COST, cost);
  facility_record_ratio(t->trial, METRIC_WELFARE_RATIO, METRIC_WELFARE_UNBOUNDED, ratio_of(most - least, most - cost, tolerance));
  facility_record_ratio(t->trial, METRIC_COST_RATIO, METRIC_COST_UNBOUNDED, ratio_of(cost, least, tolerance));
  record_limit(t);
  const walras_status expected = record_expectation(t);
  return expected == WALRAS_OK ? record_gains(t) : expected;
}

static walras_status prepare(outcome_trial *t) {
  const walras_population_input input = {.name = "agents", .entities = t->p->agents, .block_size = FACILITY_BLOCK};
  const bool stored = t->p->task == TASK_OUTCOME;
  t->kernels = facility_kernels_get();
  t->source.law = &t->law;
  walras_status status = facility_rule_prepare(t->trial, t->p, &t->rule);
  if (status == WALRAS_OK)
    status = facility_law_prepare(t->trial, t->p, (double)t->p->agents * (stored ? 1.0 : PASSES), &t->law);
  if (status == WALRAS_OK)
    status = walras_population_create(t->trial, &input, &t->population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.sums = SUMS}, &t->sums);
  if (status == WALRAS_OK && t->p->mechanism == MECHANISM_NASH)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.minima = 1}, &t->nearest);
  if (status == WALRAS_OK && stored)
    status = walras_state_create(t->population, "locations", sizeof(double), &t->source.stored);
  return status;
}

walras_status facility_run_outcome(walras_trial *trial, const struct facility_parameters *p) {
  outcome_trial *t = walras_trial_allocate_zero(trial, 1, sizeof *t);
  double side = 0.0;
  if (t == NULL)
    return walras_trial_status(trial);
  t->trial = trial;
  t->p = p;
  walras_status status = prepare(t);
  if (status == WALRAS_OK)
    status = select_places(t, &side);
  if (status == WALRAS_OK)
    status = place_facility(t, side);
  return status == WALRAS_OK ? record(t) : status;
}
