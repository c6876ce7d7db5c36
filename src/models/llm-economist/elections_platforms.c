/* Platforms: what a candidate would change in its own interest, everybody answering and the revenue shared. */
#include <math.h>
#include <string.h>

#include "models/llm-economist/elections.h"
#include "numerics/sums/accurate.h"

enum { SWEEPS = 3 };

/* What the blocks of an anticipation share. */
typedef struct anticipation {
  const economist_economy *voters;
  int64_t schedules;
} anticipation;

static walras_status add_revenue(const walras_block *block, void *context) {
  const anticipation *a = context;
  economist_desk *desk = walras_block_scratch(block, a->voters->scratch);
  for (int64_t s = 0; s < a->schedules; s++) {
    walras_accurate sum = {0};
    for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
      const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
      const walras_tax_choices choices = economist_respond(a->voters, &a->voters->batch[s], block, first, count, desk);
      walras_accurate_merge(&sum, walras_accurate_sum(choices.tax, count));
    }
    block->sums[s] += walras_accurate_value(sum);
  }
  return WALRAS_OK;
}

walras_status economist_anticipate(economist_course *course, const double *rates, int64_t count, double *rebates) {
  const economist_election *election = course->election;
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p);
  const double voters = (double)walras_population_entities(election->voters.workers);
  for (int64_t done = 0; done < count; done += ECONOMIST_BATCH) {
    anticipation a = {.voters = &election->voters, .schedules = count - done < ECONOMIST_BATCH ? count - done : ECONOMIST_BATCH};
    for (int64_t s = 0; s < a.schedules; s++) {
      const walras_tax_schedule schedule = economist_schedule(&course->economy, rates + (done + s) * brackets);
      economist_prepare(&election->voters, &schedule, economist_policy_in_mind(p), &election->voters.batch[s]);
    }
    const walras_status status = walras_for_each_block(election->voters.workers, add_revenue, &a, election->revenue);
    if (status != WALRAS_OK)
      return status;
    for (int64_t s = 0; s < a.schedules; s++)
      rebates[done + s] = walras_reduction_sum(election->revenue, s) / voters;
  }
  return WALRAS_OK;
}

/* A platform as grid steps of change, 0 = the largest cut. */
typedef struct proposal {
  int64_t step[WALRAS_TAX_BRACKETS_MOST];
} proposal;

static void rates_of(const economist_course *course, const proposal *proposed, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p), none = course->election->changes / 2;
  double delta[WALRAS_TAX_BRACKETS_MOST];
  for (int64_t j = 0; j < brackets; j++)
    delta[j] = 100.0 * p->rate_step * (double)(proposed->step[j] - none);
  memcpy(rates, course->now->schedule.rate, (size_t)brackets * sizeof *rates);
  economist_apply_delta(p, delta, rates);
}

/* Its place among all platforms. */
static int64_t code_of(const economist_course *course, const proposal *proposed) {
  int64_t code = 0;
  for (int64_t j = economist_brackets(course->economy.p) - 1; j >= 0; j--)
    code = code * course->election->changes + proposed->step[j];
  return code;
}

/* Utility of candidate k under the rates without the rebate, itself answering them. */
static double own_worth(const economist_course *course, int64_t k, const double *rates) {
  const economist_election *election = course->election;
  const walras_tax_schedule schedule = economist_schedule(&course->economy, rates);
  double labor, income, tax, worth;
  const walras_tax_choices choice = {&labor, &income, &tax, &worth};
  economist_response *response = &election->response[k]; /* free until votes are cast */
  economist_prepare(&course->economy, &schedule, economist_policy_in_mind(course->economy.p), response);
  if (response->by_grid)
    walras_tax_respond_grid(&response->grid, &election->skill[k], 1, &choice);
  else
    walras_tax_respond(&response->continuous,
                       &(walras_tax_workers){1, &election->skill[k], &election->skill_e[k], &election->skill_delta[k]}, &choice);
  return worth;
}

/* Expected rebates of the proposal with each change of one bracket: out [changes]. */
static walras_status expect_rebates(economist_course *course, proposal proposed, int64_t bracket, double *rates, double *out) {
  economist_election *election = course->election;
  const int64_t brackets = economist_brackets(course->economy.p);
  double *asked = out + election->changes;
  int64_t unknown = 0;
  for (int64_t step = 0; step < election->changes; step++) {
    proposed.step[bracket] = step;
    out[step] = election->platforms > 0 ? election->rebates[code_of(course, &proposed)] : (double)NAN;
    if (isnan(out[step]))
      rates_of(course, &proposed, rates + brackets * unknown++);
  }
  const walras_status status = economist_anticipate(course, rates, unknown, asked);
  for (int64_t step = 0, next = 0; status == WALRAS_OK && step < election->changes; step++) {
    proposed.step[bracket] = step;
    if (!isnan(out[step]))
      continue;
    out[step] = asked[next++];
    if (election->platforms > 0)
      election->rebates[code_of(course, &proposed)] = out[step];
  }
  return status;
}

/* Working memory of a platform. */
typedef struct drafting {
  double *rates;   /* [changes][J] */
  double *rebates; /* [2 changes] */
} drafting;

/* The candidate's best change of one bracket with the others as proposed; ties to the lowest. */
static walras_status improve(economist_course *course, int64_t k, int64_t bracket, const drafting *draft, proposal *proposed) {
  economist_election *election = course->election;
  const walras_status status = expect_rebates(course, *proposed, bracket, draft->rates, draft->rebates);
  double best = -INFINITY;
  proposal tried = *proposed;
  for (int64_t step = 0; status == WALRAS_OK && step < election->changes; step++) {
    double rates[WALRAS_TAX_BRACKETS_MOST];
    tried.step[bracket] = step;
    rates_of(course, &tried, rates);
    const double utility = own_worth(course, k, rates) + draft->rebates[step];
    if (utility > best) {
      best = utility;
      proposed->step[bracket] = step;
      election->rebate[k] = draft->rebates[step];
    }
  }
  return status;
}

static walras_status draft_platform(economist_course *course, int64_t k, const drafting *draft) {
  const int64_t brackets = economist_brackets(course->economy.p);
  economist_election *election = course->election;
  proposal proposed;
  walras_status status = WALRAS_OK;
  for (int64_t j = 0; j < brackets; j++)
    proposed.step[j] = election->changes / 2;
  for (int sweep = 0; sweep < SWEEPS; sweep++)
    for (int64_t j = 0; status == WALRAS_OK && j < brackets; j++)
      status = improve(course, k, j, draft, &proposed);
  rates_of(course, &proposed, election->rate + k * brackets);
  return status;
}

walras_status economist_make_platforms(economist_course *course) {
  economist_election *election = course->election;
  const drafting draft = {.rebates = election->draft, .rates = election->draft + 2 * election->changes};
  for (int64_t code = 0; code < election->platforms; code++)
    election->rebates[code] = (double)NAN;
  walras_tax_powers(&course->economy.labor, election->skill, election->candidates, election->skill_e, election->skill_delta);
  walras_status status = WALRAS_OK;
  for (int64_t k = 0; status == WALRAS_OK && k < election->candidates; k++)
    status = draft_platform(course, k, &draft);
  return status;
}
