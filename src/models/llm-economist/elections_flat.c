/* A majority vote over flat rates, and what theory says about it. */
#include <math.h>

#include "models/llm-economist/elections.h"
#include "numerics/optimise/coordinate.h"
#include "numerics/sums/accurate.h"

/* What the blocks of the vote share. */
typedef struct flat_vote {
  const economist_economy *economy;
  economist_response *response; /* [rates] */
  walras_scratch *scratch;
  int64_t rates;
  double rebate[ECONOMIST_FLAT_MOST];
} flat_vote;

/* Utilities of a chunk at every rate. */
typedef struct flat_desk {
  economist_desk desk;
  double utility[ECONOMIST_FLAT_MOST][ECONOMIST_CHUNK];
} flat_desk;

static void count_ideals(const flat_vote *vote, const walras_block *block, const flat_desk *desk, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    int64_t ideal = 0;
    for (int64_t rate = 1; rate < vote->rates; rate++)
      if (desk->utility[rate][i] > desk->utility[ideal][i])
        ideal = rate;
    block->counts[ideal]++;
  }
}

/* Who prefers rate a to rate b, for all pairs: after the counts of ideals. */
static void count_pairs(const flat_vote *vote, const walras_block *block, const flat_desk *desk, int64_t count) {
  for (int64_t a = 0; a < vote->rates; a++)
    for (int64_t b = 0; b < vote->rates; b++) {
      const double *first = desk->utility[a], *second = desk->utility[b];
      int64_t prefer = 0;
      for (int64_t i = 0; i < count; i++)
        prefer += first[i] > second[i];
      block->counts[vote->rates * (a + 1) + b] += prefer;
    }
}

static walras_status vote_in_block(const walras_block *block, void *context) {
  const flat_vote *vote = context;
  const double *skill = walras_block_state(block, vote->economy->skill);
  const double power = 1.0 + walras_labor_elasticity(&vote->economy->labor);
  flat_desk *desk = walras_block_scratch(block, vote->scratch);
  walras_accurate sum = {0};
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    for (int64_t rate = 0; rate < vote->rates; rate++) {
      const walras_tax_choices choices =
          economist_respond(vote->economy, &vote->response[rate], block, first, count, &desk->desk);
      for (int64_t i = 0; i < count; i++)
        desk->utility[rate][i] = choices.worth[i] + vote->rebate[rate];
    }
    count_ideals(vote, block, desk, count);
    count_pairs(vote, block, desk, count);
    for (int64_t i = 0; i < count; i++)
      walras_accurate_add(&sum, walras_pow(skill[first + i], power));
  }
  block->sums[0] += walras_accurate_value(sum);
  return WALRAS_OK;
}

/* The rates of the grid, prepared for voters, and what they yield. */
static walras_status prepare(economist_course *course, const walras_box *box, flat_vote *vote) {
  const struct economist_parameters *p = course->economy.p;
  walras_trial *trial = course->economy.trial;
  const int policy = economist_policy_in_mind(p);
  vote->response = walras_trial_allocate(trial, vote->rates, sizeof *vote->response);
  walras_status status = walras_trial_status(trial);
  for (int64_t rate = 0; status == WALRAS_OK && rate < vote->rates; rate++) {
    const double value = walras_grid_value(box, p->flat_grid_step, rate);
    const walras_tax_schedule schedule = economist_schedule(&course->economy, &value);
    economist_totals totals;
    economist_prepare(&course->economy, &schedule, policy, &vote->response[rate]);
    status = economist_evaluate(&course->economy, &schedule, 1, policy, &totals);
    vote->rebate[rate] = economist_rebate(&course->economy, &totals);
  }
  return status == WALRAS_OK ? walras_scratch_create(trial, sizeof(flat_desk), &vote->scratch) : status;
}

/* The lowest rate that no other beats among those who are not indifferent; -1 when there is none. */
static int64_t condorcet_winner(int64_t rates, const int64_t *prefer) {
  for (int64_t a = 0; a < rates; a++) {
    bool beaten = false;
    for (int64_t b = 0; b < rates && !beaten; b++)
      beaten = prefer[b * rates + a] > prefer[a * rates + b];
    if (!beaten)
      return a;
  }
  return -1;
}

/* The rate that is ideal for the worker of this rank in the order of ideals. */
static int64_t ideal_of_rank(const int64_t *ideals, int64_t rank) {
  int64_t rate = 0;
  while (rank >= ideals[rate])
    rank -= ideals[rate++];
  return rate;
}

/* Without a cap on hours and with a flat tax, preferences are single-peaked and ordered by s = v^(1+e) over its mean. */
static double median_voter_formula(const economist_economy *economy, double mean_power) {
  const double e = walras_labor_elasticity(&economy->labor), s = walras_pow(economy->skill_median, 1.0 + e) / mean_power;
  return s < 1.0 ? (1.0 - s) / (1.0 - s + e) : 0.0;
}

walras_status economist_vote_flat(economist_course *course, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const walras_box box = {.dimensions = 1, .least = 0.0, .most = p->rate_max};
  flat_vote vote = {.economy = &course->economy, .rates = walras_grid_points(&box, p->flat_grid_step)};
  walras_reduction *reduction = NULL;
  walras_status status = prepare(course, &box, &vote);
  if (status == WALRAS_OK)
    status = walras_reduction_create(course->economy.trial,
                                     &(walras_reduction_shape){.counts = vote.rates * (vote.rates + 1), .sums = 1}, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(course->economy.workers, vote_in_block, &vote, reduction);
  if (status != WALRAS_OK)
    return status;
  const int64_t *counts = walras_reduction_counts(reduction), workers = p->n_workers;
  const int64_t winner = condorcet_winner(vote.rates, counts + vote.rates);
  const double low = walras_grid_value(&box, p->flat_grid_step, ideal_of_rank(counts, (workers - 1) / 2));
  const double high = walras_grid_value(&box, p->flat_grid_step, ideal_of_rank(counts, workers / 2));
  *course->flat_vote = (economist_flat_vote){
      .condorcet = winner < 0 ? (double)NAN : walras_grid_value(&box, p->flat_grid_step, winner),
      .median_ideal = 0.5 * (low + high),
      .formula = median_voter_formula(&course->economy, walras_reduction_sum(reduction, 0) / (double)workers)};
  rates[0] = winner < 0 ? course->flat_vote->median_ideal : course->flat_vote->condorcet;
  return WALRAS_OK;
}
