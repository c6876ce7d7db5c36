/* The making of an economy: skills, the cost of labour that fits them, powers, and reference weights. */
#include <math.h>
#include <string.h>

#include "models/llm-economist/economy.h"
#include "models/llm-economist/skills.h"

/* The median worker is to work these hours at this marginal rate. */
#define MEDIAN_HOURS 40.0
#define MEDIAN_RATE 0.12

/* What the blocks of the set-up share. */
typedef struct founding {
  economist_economy *economy;
  economist_skills skills;
  walras_stream stream;
  walras_tax_response reference;
} founding;

/* A block's sum of a state's entries, chunk by chunk. */
static void add_entries(const double *x, int64_t count, walras_accurate *total) {
  for (int64_t first = 0; first < count; first += ECONOMIST_CHUNK) {
    double sum = 0.0;
    for (int64_t i = first; i < count && i < first + ECONOMIST_CHUNK; i++)
      sum += x[i];
    walras_accurate_add(total, sum);
  }
}

static walras_status settle_block(const walras_block *block, void *context) {
  const founding *f = context;
  double *skill = walras_block_state(block, f->economy->skill);
  walras_accurate total = {.high = 0.0, .low = 0.0};
  economist_fill_skills(&f->skills, &f->stream, block->first, block->count, skill);
  for (int64_t i = 0; i < block->count; i++)
    if (!(skill[i] > 0.0 && skill[i] < INFINITY))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC, "agent_mix: worker %lld has skill %g; widen the law's scale",
                               (long long)(block->first + i), skill[i]);
  add_entries(skill, block->count, &total);
  block->sums[0] += walras_accurate_value(total);
  return WALRAS_OK;
}

static walras_status copy_skills(const walras_block *block, double *values, void *context) {
  const economist_economy *economy = context;
  memcpy(values, walras_block_state(block, economy->skill), (size_t)block->count * sizeof *values);
  return WALRAS_OK;
}

/* Half-way between the two middle workers where there are two. */
static walras_status find_median(economist_economy *economy) {
  const int64_t n = economy->p->n_workers, ranks[] = {(n - 1) / 2, n / 2};
  double middle[2];
  const walras_status status = walras_order_statistics(economy->workers, copy_skills, economy, ranks, 2, middle);
  economy->skill_median = 0.5 * (middle[0] + middle[1]);
  return status;
}

static void set_labor(economist_economy *economy) {
  const struct economist_parameters *p = economy->p;
  economy->labor = (walras_labor){.cost = p->labor_cost, .exponent = p->labor_exponent, .most = p->labor_max};
  if (p->labor_cost_mode == COST_MEDIAN40)
    economy->labor.cost =
        economy->skill_median * (1.0 - MEDIAN_RATE) / (p->labor_exponent * walras_pow(MEDIAN_HOURS, p->labor_exponent - 1.0));
}

/* Powers are kept where labour is continuous; the reference needs them once in any case. */
static walras_status weigh_block(const walras_block *block, void *context) {
  const founding *f = context;
  const economist_economy *economy = f->economy;
  economist_desk *desk = walras_block_scratch(block, economy->scratch);
  const double *skill = walras_block_state(block, economy->skill);
  double *weight = walras_block_state(block, economy->weight);
  walras_accurate total = {.high = 0.0, .low = 0.0};
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const bool kept = economy->skill_e != NULL;
    double *e = kept ? (double *)walras_block_state(block, economy->skill_e) + first : desk->skill_e;
    double *delta = kept ? (double *)walras_block_state(block, economy->skill_delta) + first : desk->skill_delta;
    const walras_tax_choices choices = {desk->labor, desk->income, desk->tax, desk->worth};
    walras_tax_powers(&economy->labor, skill + first, count, e, delta);
    walras_tax_respond(&f->reference, &(walras_tax_workers){count, skill + first, e, delta}, &choices);
    for (int64_t i = 0; i < count; i++)
      weight[first + i] = 1.0 / (desk->income[i] > 1.0 ? desk->income[i] : 1.0);
  }
  add_entries(weight, block->count, &total);
  block->sums[0] += walras_accurate_value(total);
  return WALRAS_OK;
}

static walras_status create_memory(economist_economy *economy) {
  const struct economist_parameters *p = economy->p;
  const walras_population_input input = {.name = "workers", .entities = p->n_workers, .block_size = ECONOMIST_BLOCK};
  const walras_reduction_shape shape = economist_shape(ECONOMIST_BATCH);
  walras_status status = walras_population_create(economy->trial, &input, &economy->workers);
  if (status == WALRAS_OK)
    status = walras_state_create(economy->workers, "skill", sizeof(double), &economy->skill);
  if (status == WALRAS_OK && p->labor_mode == LABOR_CONTINUOUS)
    status = walras_state_create(economy->workers, "skill_e", sizeof(double), &economy->skill_e);
  if (status == WALRAS_OK && p->labor_mode == LABOR_CONTINUOUS)
    status = walras_state_create(economy->workers, "skill_delta", sizeof(double), &economy->skill_delta);
  if (status == WALRAS_OK)
    status = walras_state_create(economy->workers, "weight", sizeof(double), &economy->weight);
  if (status == WALRAS_OK)
    status = walras_scratch_create(economy->trial, sizeof(economist_desk), &economy->scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(economy->trial, &shape, &economy->reduction);
  if (status != WALRAS_OK)
    return status;
  economy->batch = walras_trial_allocate(economy->trial, ECONOMIST_BATCH, sizeof *economy->batch);
  return walras_trial_status(economy->trial);
}

walras_status economist_economy_create(walras_trial *trial, const struct economist_parameters *p, economist_economy *economy) {
  const walras_tax_schedule federal = economist_federal();
  founding f = {.economy = economy, .stream = walras_trial_stream(trial, ECONOMIST_STREAM_SKILL, 0)};
  walras_reduction *sum = NULL;
  *economy = (economist_economy){.p = p, .trial = trial};
  economist_skills_make(p, p->n_workers, &f.skills);
  walras_status status =
      walras_tax_schedule_make(economist_brackets(p), p->bracket_cutoffs.values, p->start_rates.values, "bracket_cutoffs",
                               "start_rates", &economy->brackets, walras_trial_error(trial));
  if (status == WALRAS_OK)
    status = create_memory(economy);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &sum);
  if (status == WALRAS_OK)
    status = walras_for_each_block(economy->workers, settle_block, &f, sum);
  if (status != WALRAS_OK)
    return status;
  economy->skill_mean = walras_reduction_sum(sum, 0) / (double)p->n_workers;
  status = find_median(economy);
  if (status != WALRAS_OK)
    return status;
  set_labor(economy);
  walras_tax_response_make(&federal, &economy->labor, &f.reference);
  status = walras_for_each_block(economy->workers, weigh_block, &f, sum);
  if (status == WALRAS_OK)
    economy->weight_sum = walras_reduction_sum(sum, 0);
  return status;
}
