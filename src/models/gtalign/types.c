/* Who loses by one policy for all: each type of users under the policy, and under the best one for it alone. */
#include <math.h>

#include "models/gtalign/tasks.h"

enum { TYPES_BLOCK = 16 };
enum { SUM_REGRET };
enum { LEAST_WELFARE, LEAST_USER, LEASTS };

struct study {
  const struct gtalign_environment *e;
  const struct gtalign_grid *grid;
  const struct gtalign_policy *policy;
  const double *common; /* weights of outcomes where all have one policy */
  walras_scratch *work;
  walras_gather *rows;
};

/* Columns of the table of types. */
struct row {
  double weight, time_cost, followup_cost, mutual, user, optimum;
};

static struct gtalign_outcome outcome_of(const struct study *s, int64_t type, const struct gtalign_policy *policy, int64_t table,
                                         const double *weight, double *work) {
  double occupancy[QUESTIONS * ACTIONS_MOST], own[OUTCOMES_MOST];
  struct gtalign_outcome outcome = {.violation = 0.0};
  const struct gtalign_values values = gtalign_values_of(s->e, type);
  if (weight == NULL) {
    gtalign_policy_occupancy(policy, table, s->grid, work, occupancy);
    gtalign_outcome_weights(s->e, occupancy, own);
  }
  gtalign_outcome_add(s->e, &values, weight != NULL ? weight : own, &outcome);
  return outcome;
}

/* The best policy for a type alone. */
static double optimum_of(const struct study *s, int64_t type, double *work) {
  double expected[QUESTIONS * ACTIONS_MOST];
  struct gtalign_policy best = gtalign_policy_of(s->e, FORM_GREEDY, NULL);
  gtalign_expect(s->e, gtalign_values_of(s->e, type).mutual, expected);
  best.values = expected;
  return outcome_of(s, type, &best, 0, NULL, work).mean[MEAN_MUTUAL];
}

static walras_status study_block(const walras_block *block, void *context) {
  const struct study *s = context;
  double *work = walras_block_scratch(block, s->work);
  struct row rows[TYPES_BLOCK];
  int64_t kept = 0;
  for (int64_t type = block->first; type < block->first + block->count; type++) {
    const double *profile = &s->e->profile[3 * type];
    const struct gtalign_outcome got = outcome_of(s, type, s->policy, s->policy->tables > 1 ? type : 0, s->common, work);
    const double optimum = optimum_of(s, type, work), regret = optimum - got.mean[MEAN_MUTUAL];
    const int64_t bin = (int64_t)(fmax(regret, 0.0) / 0.005);
    block->sums[SUM_REGRET] += profile[0] * regret;
    block->counts[bin < REGRET_BINS ? bin : REGRET_BINS - 1]++;
    walras_offer_minimum(&block->minima[LEAST_WELFARE], got.mean[MEAN_MUTUAL], type);
    walras_offer_minimum(&block->minima[LEAST_USER], got.mean[MEAN_USER], type);
    walras_offer_maximum(&block->maxima[0], regret, type);
    if (type < TYPES_MOST)
      rows[kept++] = (struct row){profile[0], profile[1], profile[2], got.mean[MEAN_MUTUAL], got.mean[MEAN_USER], optimum};
  }
  return walras_block_emit(block, s->rows, rows, kept * (int64_t)sizeof *rows);
}

static walras_status record_rows(walras_trial *trial, const struct study *s) {
  const int64_t count = s->e->types < TYPES_MOST ? s->e->types : TYPES_MOST;
  double *column = walras_trial_allocate(trial, count, sizeof *column);
  const void *data = NULL;
  if (column == NULL)
    return walras_trial_status(trial);
  const walras_status status = walras_gather_all(s->rows, &data, NULL);
  for (int k = 0; status == WALRAS_OK && k < 6; k++) {
    for (int64_t type = 0; type < count; type++)
      column[type] = ((const double *)data)[6 * type + k];
    walras_record_column_reals(trial, TABLE_TYPES, k, column, count);
  }
  return status;
}

static walras_status prepare(walras_trial *trial, struct study *s, walras_population **types, walras_reduction **sums) {
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "studied types", .entities = s->e->types, .block_size = TYPES_BLOCK}, types);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.sums = 1, .counts = REGRET_BINS, .minima = LEASTS, .maxima = 1}, sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)gtalign_policy_work(s->policy) * sizeof(double), &s->work);
  return status == WALRAS_OK ? walras_gather_create(*types, &s->rows) : status;
}

walras_status gtalign_study_types(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                                  const struct gtalign_policy *policy) {
  struct study s = {.e = e, .grid = grid, .policy = policy};
  double occupancy[QUESTIONS * ACTIONS_MOST], weight[OUTCOMES_MOST];
  walras_population *types = NULL;
  walras_reduction *sums = NULL;
  double *work = walras_trial_allocate(trial, gtalign_policy_work(policy), sizeof *work);
  if (work == NULL)
    return walras_trial_status(trial);
  if (policy->tables == 1) {
    gtalign_policy_occupancy(policy, 0, grid, work, occupancy);
    gtalign_outcome_weights(e, occupancy, weight);
    s.common = weight;
  }
  walras_status status = prepare(trial, &s, &types, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(types, study_block, &s, sums);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(trial, METRIC_TYPE_WELFARE_MIN, walras_reduction_minimum(sums, LEAST_WELFARE).value);
  walras_record_real(trial, METRIC_TYPE_USER_MIN, walras_reduction_minimum(sums, LEAST_USER).value);
  walras_record_real(trial, METRIC_TYPE_REGRET_MEAN, walras_reduction_sum(sums, SUM_REGRET));
  walras_record_real(trial, METRIC_TYPE_REGRET_MAX, walras_reduction_maximum(sums, 0).value);
  walras_record_integers(trial, HISTOGRAM_TYPE_REGRET, walras_reduction_counts(sums), REGRET_BINS);
  return record_rows(trial, &s);
}
