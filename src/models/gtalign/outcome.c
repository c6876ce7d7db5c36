#include "models/gtalign/outcome.h"

#include <math.h>

enum { TYPES_BLOCK = 16 };

void gtalign_outcome_weights(const struct gtalign_environment *e, const double *occupancy, double *weight) {
  for (int64_t k = 0; k < 2 * e->actions; k++)
    weight[k] = 0.0;
  for (int z = 0; z < QUESTIONS; z++)
    for (int64_t a = 0; a < e->actions; a++) {
      const double mass = occupancy[z * e->actions + a], success = e->success[z][a];
      weight[2 * a + 1] += mass * success;
      weight[2 * a] += mass * (1.0 - success);
    }
}

void gtalign_outcome_add(const struct gtalign_environment *e, const struct gtalign_values *values, const double *weight,
                         struct gtalign_outcome *outcome) {
  double *mean = outcome->mean;
  for (int64_t k = 0; k < 2 * e->actions; k++) {
    const int64_t action = k / 2;
    if (weight[k] == 0.0)
      continue;
    mean[MEAN_MUTUAL] += weight[k] * values->mutual[k];
    mean[MEAN_MUTUAL_SQUARE] += weight[k] * values->mutual[k] * values->mutual[k];
    mean[MEAN_USER] += weight[k] * values->user[k];
    mean[MEAN_LLM] += weight[k] * values->llm[k];
    mean[MEAN_REWARD] += weight[k] * values->reward[k];
    mean[MEAN_ANSWER] += k % 2 == 1 ? weight[k] : 0.0;
    mean[MEAN_CHARS] += weight[k] * e->chars[action];
    mean[MEAN_ALL_CHARS] += weight[k] * e->all_chars[action];
    mean[MEAN_SHARE + action / e->levels] += weight[k];
    outcome->violation = fmax(outcome->violation, values->mutual[k] - 0.5 * (values->user[k] + values->llm[k]));
  }
}

void gtalign_evaluate_common(const struct gtalign_environment *e, const struct gtalign_grid *grid,
                             const struct gtalign_policy *policy, double *work, struct gtalign_outcome *outcome) {
  const struct gtalign_values values = gtalign_mean_values(e);
  double occupancy[QUESTIONS * ACTIONS_MOST], weight[OUTCOMES_MOST];
  *outcome = (struct gtalign_outcome){.violation = 0.0};
  gtalign_policy_occupancy(policy, 0, grid, work, occupancy);
  gtalign_outcome_weights(e, occupancy, weight);
  gtalign_outcome_add(e, &values, weight, outcome);
}

struct evaluator {
  const struct gtalign_environment *e;
  const struct gtalign_grid *grid;
  const struct gtalign_policy *policy;
  walras_scratch *work;
};

static walras_status evaluate_types(const walras_block *block, void *context) {
  const struct evaluator *v = context;
  double occupancy[QUESTIONS * ACTIONS_MOST], weight[OUTCOMES_MOST];
  for (int64_t type = block->first; type < block->first + block->count; type++) {
    struct gtalign_outcome outcome = {.violation = 0.0};
    const struct gtalign_values values = gtalign_values_of(v->e, type);
    gtalign_policy_occupancy(v->policy, type, v->grid, walras_block_scratch(block, v->work), occupancy);
    gtalign_outcome_weights(v->e, occupancy, weight);
    gtalign_outcome_add(v->e, &values, weight, &outcome);
    for (int mean = 0; mean < MEANS; mean++)
      block->sums[mean] += gtalign_type_weight(v->e, type) * outcome.mean[mean];
    walras_offer_maximum(&block->maxima[0], outcome.violation, type);
  }
  return WALRAS_OK;
}

walras_status gtalign_evaluate(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                               const struct gtalign_policy *policy, struct gtalign_outcome *outcome) {
  struct evaluator v = {.e = e, .grid = grid, .policy = policy};
  walras_population *types = NULL;
  walras_reduction *sums = NULL;
  if (policy->tables == 1) {
    double *work = walras_trial_allocate(trial, gtalign_policy_work(policy), sizeof *work);
    if (work == NULL)
      return walras_trial_status(trial);
    gtalign_evaluate_common(e, grid, policy, work, outcome);
    return WALRAS_OK;
  }
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "evaluated types", .entities = e->types, .block_size = TYPES_BLOCK}, &types);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = MEANS, .maxima = 1}, &sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)gtalign_policy_work(policy) * sizeof(double), &v.work);
  if (status == WALRAS_OK)
    status = walras_for_each_block(types, evaluate_types, &v, sums);
  for (int mean = 0; status == WALRAS_OK && mean < MEANS; mean++)
    outcome->mean[mean] = walras_reduction_sum(sums, mean);
  if (status == WALRAS_OK)
    outcome->violation = walras_reduction_maximum(sums, 0).value;
  return status;
}
