#include "models/beyond-preferences/lotteries.h"

#include <math.h>
#include <string.h>

#include "numerics/voting/lottery.h"

enum { ALL_ROWS = 256, ADDED_ROWS = 16, MOST_ROUNDS = 200, MOST_NASH_PASSES = 300 };

static const double SHORTFALL = 1e-9;       /* of the least gain of all below that of the program's rows */
static const double LEAST_AGREEMENT = 1e-9; /* an egalitarian value below this is no gain for all */

/* The rows of the linear program. */
typedef struct row_set {
  int64_t count, room;
  int64_t *stakeholder; /* [room] */
  double *gains;        /* [room][norms] */
  double *shares;       /* [room], not read */
  society_chunk chunk;
} row_set;

static walras_status rows_create(row_set *rows, walras_trial *trial, const society *s) {
  const bool all = s->stakeholders <= ALL_ROWS;
  *rows = (row_set){.room = all ? s->stakeholders : s->norms + ADDED_ROWS * MOST_ROUNDS};
  rows->stakeholder = walras_trial_allocate(trial, rows->room, sizeof *rows->stakeholder);
  rows->gains = walras_trial_allocate(trial, rows->room * s->norms, sizeof *rows->gains);
  rows->shares = walras_trial_allocate_zero(trial, rows->room, sizeof *rows->shares);
  void *memory = walras_trial_allocate(trial, 1, society_chunk_bytes(s));
  if (rows->stakeholder == NULL || rows->gains == NULL || rows->shares == NULL || memory == NULL)
    return walras_trial_status(trial);
  rows->chunk = society_chunk_in(memory, s);
  return WALRAS_OK;
}

static void add_row(row_set *rows, const society *s, int64_t stakeholder) {
  for (int64_t i = 0; i < rows->count; i++)
    if (rows->stakeholder[i] == stakeholder)
      return;
  society_draw(s, 0, stakeholder, 1, &rows->chunk);
  memcpy(rows->gains + rows->count * s->norms, rows->chunk.mean, (size_t)s->norms * sizeof *rows->gains);
  rows->stakeholder[rows->count++] = stakeholder;
}

typedef struct shortfall_context {
  const society *s;
  const double *lottery;
  walras_scratch *scratch;
} shortfall_context;

/* Minus each stakeholder's expected gain. */
static walras_status shortfalls(const walras_block *block, double *values, void *context) {
  const shortfall_context *c = context;
  society_chunk chunk = society_chunk_in(walras_block_scratch(block, c->scratch), c->s);
  for (int64_t from = 0; from < block->count; from += SOCIETY_CHUNK) {
    society_draw(c->s, 0, block->first + from, block->count - from < SOCIETY_CHUNK ? block->count - from : SOCIETY_CHUNK, &chunk);
    for (int64_t i = 0; i < chunk.count; i++) {
      double gain = 0.0;
      for (int64_t l = 0; l < c->s->norms; l++)
        gain += c->lottery[l] * chunk.mean[i * c->s->norms + l];
      values[from + i] = -gain;
    }
  }
  return WALRAS_OK;
}

static walras_status solve(walras_trial *trial, const row_set *rows, const society *s, double *lottery, double *value) {
  const walras_ballots ballots = {.rows = rows->count, .norms = s->norms, .gains = rows->gains, .shares = rows->shares};
  return walras_lottery_egalitarian(&ballots, lottery, value, walras_trial_error(trial));
}

static walras_status generate_rows(walras_trial *trial, walras_population *population, const society *s, row_set *rows,
                                   double *lottery, double *value) {
  shortfall_context context = {.s = s, .lottery = lottery};
  walras_extremum worst[ADDED_ROWS];
  walras_status status = walras_scratch_create(trial, society_chunk_bytes(s), &context.scratch);
  for (int round = 0; status == WALRAS_OK && round < MOST_ROUNDS; round++) {
    int64_t found = 0;
    double least = 0.0;
    status = solve(trial, rows, s, lottery, &least);
    if (status == WALRAS_OK)
      status = walras_top_k(population, shortfalls, &context, ADDED_ROWS, worst, &found);
    if (status != WALRAS_OK)
      return status;
    *value = -worst[0].value;
    if (*value >= least - SHORTFALL * (1.0 + fabs(least)))
      return WALRAS_OK;
    for (int64_t i = 0; i < found; i++)
      add_row(rows, s, worst[i].id);
  }
  return status != WALRAS_OK
             ? status
             : WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC,
                                 "the egalitarian lottery is not found in %d rounds of %d stakeholders", MOST_ROUNDS, ADDED_ROWS);
}

walras_status find_egalitarian(walras_trial *trial, walras_population *population, const society *s,
                               const walras_reduction *tally, double *lottery, double *value) {
  row_set rows;
  walras_status status = rows_create(&rows, trial, s);
  if (status != WALRAS_OK)
    return status;
  if (s->stakeholders > ALL_ROWS) {
    for (int64_t l = 0; l < s->norms; l++)
      add_row(&rows, s, walras_reduction_minimum(tally, l).id);
    return generate_rows(trial, population, s, &rows, lottery, value);
  }
  for (int64_t i = 0; i < s->stakeholders; i++)
    add_row(&rows, s, i);
  return solve(trial, &rows, s, lottery, value);
}

typedef struct nash_context {
  const society *s;
  const double *lottery;
  walras_scratch *scratch;
} nash_context;

static walras_status nash_block(const walras_block *block, void *context) {
  const nash_context *c = context;
  society_chunk chunk = society_chunk_in(walras_block_scratch(block, c->scratch), c->s);
  for (int64_t from = 0; from < block->count; from += SOCIETY_CHUNK) {
    society_draw(c->s, 0, block->first + from, block->count - from < SOCIETY_CHUNK ? block->count - from : SOCIETY_CHUNK, &chunk);
    const walras_ballots ballots = society_ballots(c->s, &chunk);
    walras_offer_minimum(&block->minima[0], walras_nash_accumulate(&ballots, c->lottery, block->sums), block->first + from);
  }
  return WALRAS_OK;
}

static walras_status nash_pass(walras_population *population, nash_context *context, const double *lottery,
                               walras_reduction *sums) {
  context->lottery = lottery;
  return walras_for_each_block(population, nash_block, context, sums);
}

/* Mixes the uniform lottery in, as much as leaves everybody a quarter of the egalitarian value. */
static walras_status mix_start(walras_population *population, nash_context *context, const double *egalitarian, double value,
                               walras_reduction *sums, double *start) {
  const int64_t norms = context->s->norms;
  walras_status status = WALRAS_OK;
  for (double uniform = 0.5; status == WALRAS_OK; uniform *= 0.125) {
    for (int64_t l = 0; l < norms; l++)
      start[l] = (1.0 - uniform) * egalitarian[l] + uniform / (double)norms;
    status = nash_pass(population, context, start, sums);
    if (status == WALRAS_OK && walras_reduction_minimum(sums, 0).value >= 0.25 * value)
      break;
  }
  return status;
}

walras_status find_nash(walras_trial *trial, walras_population *population, const society *s, const double *egalitarian,
                        double value, double *lottery, bool *agreement) {
  nash_context context = {.s = s};
  walras_nash_search search;
  walras_reduction *sums = NULL;
  *agreement = value > LEAST_AGREEMENT;
  memset(lottery, 0, (size_t)s->norms * sizeof *lottery);
  if (!*agreement)
    return WALRAS_OK;
  double *memory = walras_trial_allocate(trial, walras_nash_memory(s->norms), sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(trial);
  walras_status status = walras_scratch_create(trial, society_chunk_bytes(s), &context.scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = walras_nash_sums(s->norms), .minima = 1}, &sums);
  if (status == WALRAS_OK)
    status = mix_start(population, &context, egalitarian, value, sums, lottery);
  if (status == WALRAS_OK)
    walras_nash_begin(&search, memory, lottery, s->norms);
  while (status == WALRAS_OK && !search.done) {
    status = nash_pass(population, &context, search.lottery, sums);
    if (status == WALRAS_OK)
      walras_nash_update(&search, walras_reduction_sums(sums), walras_reduction_minimum(sums, 0).value, MOST_NASH_PASSES);
  }
  if (status != WALRAS_OK)
    return status;
  if (!search.converged)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "the Nash lottery is not found in %d passes: gradient %g above 1",
                             MOST_NASH_PASSES, search.excess);
  memcpy(lottery, search.lottery, (size_t)s->norms * sizeof *lottery);
  return WALRAS_OK;
}
