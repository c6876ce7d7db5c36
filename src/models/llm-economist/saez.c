#include "models/llm-economist/saez.h"

#include <math.h>
#include <string.h>

#include "numerics/taxes/elasticity.h"
#include "numerics/taxes/saez_binned.h"

/* What the blocks of the authors' three passes share. */
typedef struct kernel_pass {
  const economist_economy *economy;
  const walras_saez_kernel *kernel;
  void (*add)(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums);
} kernel_pass;

static walras_status kernel_block(const walras_block *block, void *context) {
  const kernel_pass *pass = context;
  const double *skill = walras_block_state(block, pass->economy->skill);
  economist_desk *desk = walras_block_scratch(block, pass->economy->scratch);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    for (int64_t i = 0; i < count; i++)
      desk->income[i] = skill[first + i] * pass->economy->p->saez_reference_hours;
    pass->add(pass->kernel, desk->income, count, block->sums);
  }
  return WALRAS_OK;
}

walras_status economist_saez(economist_course *course, const double *elasticities, double *rates) {
  economist_economy *economy = &course->economy;
  const struct economist_parameters *p = economy->p;
  const int brackets = (int)economist_brackets(p);
  walras_saez_kernel kernel =
      walras_saez_kernel_make(brackets, p->bracket_cutoffs.values,
                              p->saez_top == SAEZ_TOP_MEAN ? WALRAS_SAEZ_TOP_MEAN : WALRAS_SAEZ_TOP_TENTH, p->n_workers);
  kernel_pass pass = {.economy = economy, .kernel = &kernel, .add = walras_saez_kernel_first};
  walras_reduction *sums = NULL;
  walras_status status = walras_reduction_create(economy->trial, &(walras_reduction_shape){.sums = WALRAS_SAEZ_THIRD}, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(economy->workers, kernel_block, &pass, sums);
  if (status != WALRAS_OK)
    return status;
  walras_saez_kernel_set_mean(&kernel, walras_reduction_sums(sums));
  pass.add = walras_saez_kernel_second;
  status = walras_for_each_block(economy->workers, kernel_block, &pass, sums);
  if (status != WALRAS_OK)
    return status;
  walras_saez_kernel_set_spread(&kernel, walras_reduction_sums(sums));
  pass.add = walras_saez_kernel_third;
  status = walras_for_each_block(economy->workers, kernel_block, &pass, sums);
  if (status != WALRAS_OK)
    return status;
  walras_saez_kernel_rates(&kernel, walras_reduction_sums(sums), elasticities, course->saez);
  for (int j = 0; j < brackets; j++)
    rates[j] = course->saez[j].rate < p->rate_max ? course->saez[j].rate : p->rate_max;
  return WALRAS_OK;
}

/* A schedule with the rate of one bracket changed, and by how much 1 - t_j changes with it. */
typedef struct trial_rate {
  economist_response response;
  int bracket;
  double rate; /* of that bracket; as before where it cannot be tried */
} trial_rate;

typedef struct elasticity_pass {
  const economist_economy *economy;
  economist_response *base;
  trial_rate *tried; /* [2 J] */
  walras_scratch *scratch;
} elasticity_pass;

typedef struct elasticity_desk {
  economist_desk base, tried;
} elasticity_desk;

/* For each changed rate: the answers of the workers in its bracket. */
static walras_status elasticity_block(const walras_block *block, void *context) {
  const elasticity_pass *pass = context;
  const walras_tax_schedule *schedule = &pass->economy->brackets;
  elasticity_desk *desk = walras_block_scratch(block, pass->scratch);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    economist_respond(pass->economy, pass->base, block, first, count, &desk->base);
    for (int t = 0; t < 2 * schedule->brackets; t++) {
      const int bracket = pass->tried[t].bracket;
      double answers[2] = {0.0, 0.0};
      economist_respond(pass->economy, &pass->tried[t].response, block, first, count, &desk->tried);
      walras_elasticity_add_answers(schedule->cutoff[bracket], schedule->cutoff[bracket + 1], desk->base.income, desk->base.labor,
                                    desk->tried.labor, count, answers);
      block->sums[2 * t] += answers[0];
      block->sums[2 * t + 1] += answers[1];
    }
  }
  return WALRAS_OK;
}

static void set_trials(const economist_course *course, trial_rate *tried) {
  const struct economist_parameters *p = course->economy.p;
  for (int j = 0; j < course->now->schedule.brackets; j++)
    for (int sign = 0; sign < 2; sign++) {
      walras_tax_schedule changed = course->now->schedule;
      const double rate = changed.rate[j], raised = rate + p->perturbation, lowered = rate - p->perturbation;
      double rates[WALRAS_TAX_BRACKETS_MOST];
      memcpy(rates, changed.rate, sizeof rates);
      rates[j] = sign == 0 ? (raised < 1.0 ? raised : 1.0) : lowered > 0.0 ? lowered : 0.0;
      walras_tax_set_rates(&changed, rates);
      tried[2 * j + sign].bracket = j;
      tried[2 * j + sign].rate = rates[j];
      economist_prepare(&course->economy, &changed, POLICY_RATIONAL, &tried[2 * j + sign].response);
    }
}

walras_status economist_measure_elasticities(economist_course *course, double *elasticities) {
  economist_economy *economy = &course->economy;
  const int brackets = course->now->schedule.brackets;
  elasticity_pass pass = {.economy = economy};
  walras_reduction *reduction = NULL;
  pass.base = walras_trial_allocate(economy->trial, 1, sizeof *pass.base);
  pass.tried = walras_trial_allocate(economy->trial, 2 * brackets, sizeof *pass.tried);
  walras_status status = walras_trial_status(economy->trial);
  if (status == WALRAS_OK)
    status = walras_scratch_create(economy->trial, sizeof(elasticity_desk), &pass.scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(economy->trial, &(walras_reduction_shape){.sums = 4 * brackets}, &reduction);
  if (status != WALRAS_OK)
    return status;
  economist_prepare(economy, &course->now->schedule, POLICY_RATIONAL, pass.base);
  set_trials(course, pass.tried);
  status = walras_for_each_block(economy->workers, elasticity_block, &pass, reduction);
  for (int j = 0; status == WALRAS_OK && j < brackets; j++) {
    const double rate = course->now->schedule.rate[j];
    double sum = 0.0;
    int known = 0;
    for (int t = 2 * j; t < 2 * j + 2; t++) {
      const double *answers = walras_reduction_sums(reduction) + 2 * t;
      if (answers[0] > 0.0 && rate < 1.0 && pass.tried[t].rate != rate) {
        sum += walras_elasticity_of_answers(answers, rate, pass.tried[t].rate);
        known++;
      }
    }
    elasticities[j] = known > 0 ? sum / known : walras_labor_elasticity(&economy->labor);
    elasticities[j] = elasticities[j] > 0.0 ? elasticities[j] : 0.0;
  }
  return status;
}

/* The authors' binned formula: 100 bins up to the top cutoff; iterated as in the one-step economy of Zheng et al. (2021). */
enum { BINS = 100, ITERATIONS = 300 };
#define DAMPING 0.1
#define FIRST_RATE 0.3

typedef struct bin_pass {
  const economist_economy *economy;
  economist_response *response;
  walras_saez_bins bins;
} bin_pass;

static walras_status bin_block(const walras_block *block, void *context) {
  const bin_pass *pass = context;
  const double *weight = walras_block_state(block, pass->economy->weight);
  economist_desk *desk = walras_block_scratch(block, pass->economy->scratch);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const walras_tax_choices choices = economist_respond(pass->economy, pass->response, block, first, count, desk);
    walras_saez_count_weighted(&pass->bins, choices.income, weight + first, count, block->counts, block->sums);
  }
  return WALRAS_OK;
}

static walras_status iterate_bins(economist_course *course, bin_pass *pass, walras_reduction *reduction, double *rates) {
  const struct economist_parameters *p = course->economy.p;
  const int64_t brackets = economist_brackets(p);
  double above[BINS + 1], pareto[BINS + 1], bin_rates[BINS + 1], formula[WALRAS_TAX_BRACKETS_MOST];
  walras_saez_components components = {.weight_above = above, .pareto = pareto, .rate = bin_rates};
  for (int iteration = 0; iteration < ITERATIONS; iteration++) {
    const walras_tax_schedule schedule = economist_schedule(&course->economy, rates);
    economist_prepare(&course->economy, &schedule, POLICY_RATIONAL, pass->response);
    const walras_status status = walras_for_each_block(course->economy.workers, bin_block, pass, reduction);
    if (status != WALRAS_OK)
      return status;
    walras_saez_components_make(&pass->bins, walras_reduction_counts(reduction), walras_reduction_sums(reduction),
                                walras_labor_elasticity(&course->economy.labor), &components);
    walras_saez_brackets(&pass->bins, bin_rates, brackets, p->bracket_cutoffs.values, 0.0, p->rate_max, formula);
    for (int64_t j = 0; j < brackets; j++)
      rates[j] = (1.0 - DAMPING) * rates[j] + DAMPING * formula[j];
  }
  return WALRAS_OK;
}

walras_status economist_saez_iterated(economist_course *course, double *rates) {
  economist_economy *economy = &course->economy;
  const int64_t brackets = economist_brackets(economy->p);
  bin_pass pass = {.economy = economy, .bins = {.bins = BINS, .top = economy->brackets.cutoff[brackets - 1]}};
  walras_reduction *reduction = NULL;
  pass.response = walras_trial_allocate(economy->trial, 1, sizeof *pass.response);
  walras_status status = walras_trial_status(economy->trial);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        economy->trial, &(walras_reduction_shape){.counts = walras_saez_slots(&pass.bins), .sums = walras_saez_sums(&pass.bins)},
        &reduction);
  for (int64_t j = 0; j < brackets; j++)
    rates[j] = FIRST_RATE < economy->p->rate_max ? FIRST_RATE : economy->p->rate_max;
  return status == WALRAS_OK ? iterate_bins(course, &pass, reduction, rates) : status;
}
