/* The random search of the worst profile, for any rule without a draw. */
#include <math.h>
#include <string.h>

#include "models/facility-location/worst_case.h"
#include "walras/population.h"

/* Profiles of one chain: a drawn one, and moves of one agent that are kept where they make it worse. */
enum { CHAIN = 64, CHAINS_OF_BLOCK = 64 };
enum { DRAW_KIND, DRAW_FIRST, DRAW_SECOND, DRAW_SHARE, DRAW_MOVES, DRAW_AGENTS = DRAW_MOVES + 2 * CHAIN };

typedef struct search {
  const facility_rule *rule;
  const double *places;
  int64_t count;
  walras_stream stream;
  walras_scratch *scratch;
} search;

/* The arrays of one chain: a profile, and the best ones for each ratio. */
typedef struct chain {
  facility_profile profile;
  double *best[2];
  double value[2];
} chain;

static size_t chain_bytes(int64_t n) {
  return (size_t)n * (4 * sizeof(double) + sizeof(facility_clip));
}

static chain chain_in(const facility_rule *rule, void *memory) {
  double *reals = memory;
  const int64_t n = rule->agents;
  chain c = {.profile = {.rule = rule, .reports = reals, .sorted = reals + n},
             .best = {reals + 2 * n, reals + 3 * n},
             .value = {-1.0, -1.0}};
  return c;
}

static int64_t drawn(const search *s, int64_t number, int64_t draw, int64_t bound) {
  return (int64_t)walras_bounded(&s->stream, (uint64_t)number, (uint32_t)draw, (uint64_t)bound);
}

/* Half of the chains begin with two camps, where ratios are largest; the others anywhere. */
static void begin(const search *s, int64_t number, double *reports) {
  const int64_t n = s->rule->agents;
  const bool camps = drawn(s, number, DRAW_KIND, 2) == 0;
  const double first = s->places[drawn(s, number, DRAW_FIRST, s->count)],
               second = s->places[drawn(s, number, DRAW_SECOND, s->count)];
  const int64_t share = drawn(s, number, DRAW_SHARE, n + 1);
  for (int64_t agent = 0; agent < n; agent++)
    reports[agent] = camps ? (agent < share ? first : second) : s->places[drawn(s, number, DRAW_AGENTS + agent, s->count)];
}

/* The chain's own ratio at the profile as it is; the best of both are kept. */
static double judge(chain *c, bool cost) {
  facility_profile_update(&c->profile);
  const facility_rule *rule = c->profile.rule;
  const facility_ratios ratio = facility_ratios_at(c->profile.sorted, rule->agents, rule->length, facility_outcome(&c->profile));
  const double values[2] = {ratio.welfare, ratio.cost};
  for (int k = 0; k < 2; k++)
    if (values[k] > c->value[k]) {
      c->value[k] = values[k];
      memcpy(c->best[k], c->profile.sorted, (size_t)rule->agents * sizeof(double));
    }
  return values[cost];
}

static void run_chain(const search *s, int64_t number, chain *c) {
  const bool cost = number % 2 != 0;
  double *reports = c->profile.reports;
  c->value[0] = c->value[1] = -1.0;
  begin(s, number, reports);
  double current = judge(c, cost);
  for (int64_t move = 1; move < CHAIN; move++) {
    const int64_t agent = drawn(s, number, DRAW_MOVES + 2 * move, s->rule->agents);
    const double old = reports[agent];
    reports[agent] = s->places[drawn(s, number, DRAW_MOVES + 2 * move + 1, s->count)];
    const double value = judge(c, cost);
    if (value >= current)
      current = value;
    else
      reports[agent] = old;
  }
}

static walras_status run_chains(const walras_block *block, void *context) {
  const search *s = context;
  chain c = chain_in(s->rule, walras_block_scratch(block, s->scratch));
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    run_chain(s, number, &c);
    walras_offer_maximum(&block->maxima[0], c.value[0], number);
    walras_offer_maximum(&block->maxima[1], c.value[1], number);
  }
  return WALRAS_OK;
}

/* The best chain of each ratio is run once more, for its profile. */
static walras_status replay(walras_trial *trial, const search *s, const walras_reduction *best, facility_worst *worst) {
  const int64_t n = s->rule->agents;
  void *memory = walras_trial_allocate(trial, 1, chain_bytes(n));
  if (memory == NULL)
    return walras_trial_status(trial);
  chain c = chain_in(s->rule, memory);
  run_chain(s, walras_reduction_maximum(best, 0).id, &c);
  facility_worst_offer(worst, c.best[0], n, (facility_ratios){.welfare = c.value[0], .cost = 0.0});
  run_chain(s, walras_reduction_maximum(best, 1).id, &c);
  facility_worst_offer(worst, c.best[1], n, (facility_ratios){.welfare = 0.0, .cost = c.value[1]});
  return WALRAS_OK;
}

walras_status facility_worst_random(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    int64_t samples, facility_worst *worst) {
  search s = {.rule = rule, .places = places, .count = count, .stream = walras_trial_stream(trial, FACILITY_STREAM_SEARCH, 0)};
  const walras_population_input input = {
      .name = "chains", .entities = (samples + CHAIN - 1) / CHAIN, .block_size = CHAINS_OF_BLOCK};
  walras_population *chains;
  walras_reduction *best = NULL;
  walras_status status = walras_population_create(trial, &input, &chains);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.maxima = 2}, &best);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, chain_bytes(rule->agents), &s.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(chains, run_chains, &s, best);
  return status == WALRAS_OK ? replay(trial, &s, best, worst) : status;
}
