#include "models/llm-economist/society.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/bandit.h"
#include "models/llm-economist/satisfaction.h"

/* Hours at which learning begins. */
#define START_HOURS 40.0

/* Working memory of a chunk of a society. */
typedef struct society_desk {
  economist_desk desk;
  double satisfied[ECONOMIST_CHUNK];
  float reward[ECONOMIST_CHUNK];
  int32_t hour[ECONOMIST_CHUNK];
  uint32_t words[3][ECONOMIST_CHUNK];
} society_desk;

/* What the blocks of a step share. */
typedef struct step_pass {
  const economist_course *course;
  int64_t step;
  walras_tax_grid *last; /* the schedule of the step before */
  economist_satisfaction satisfaction;
  walras_stream stream;
  economist_choice choice;
  bool moves, best;                /* bandits choose anew; without noise */
  double rebate, welfare, weights; /* of the step before; weights: the sum of what a dollar to everybody adds to welfare */
} step_pass;

static bool listens(const struct economist_parameters *p) {
  return p->satisfaction_in_choice && p->dissatisfaction_factor != 1.0;
}

/* Choices from grid points of labour. */
static walras_tax_choices follow_hours(const walras_tax_grid *grid, const double *skill, const int32_t *hour, int64_t count,
                                       economist_desk *desk) {
  for (int64_t i = 0; i < count; i++) {
    desk->labor[i] = grid->hour[hour[i]];
    desk->income[i] = skill[i] * desk->labor[i];
    desk->worth[i] = grid->cost[hour[i]];
  }
  walras_tax_batch(&grid->schedule, desk->income, count, desk->tax);
  for (int64_t i = 0; i < count; i++)
    desk->worth[i] = (desk->income[i] - desk->tax[i]) - desk->worth[i];
  return (walras_tax_choices){desk->labor, desk->income, desk->tax, desk->worth};
}

static void load_hours(const walras_block *block, const walras_state *state, int64_t first, int64_t count, int32_t *hour) {
  const uint8_t *kept = (const uint8_t *)walras_block_state(block, state) + first;
  for (int64_t i = 0; i < count; i++)
    hour[i] = kept[i];
}

static void save_hours(const walras_block *block, const walras_state *state, int64_t first, int64_t count, const int32_t *hour) {
  uint8_t *kept = (uint8_t *)walras_block_state(block, state) + first;
  for (int64_t i = 0; i < count; i++)
    kept[i] = (uint8_t)hour[i];
}

/* What bandits learn of the last step: utility as they feel it, or welfare for those who work for it or against it. */
static void find_rewards(const step_pass *pass, const walras_block *block, int64_t first, int64_t count,
                         const walras_tax_choices *choices, society_desk *desk) {
  const struct economist_parameters *p = pass->course->economy.p;
  if (listens(p))
    economist_satisfy(&pass->satisfaction, block->first + first, count, choices, pass->rebate, desk->satisfied);
  for (int64_t i = 0; i < count; i++) {
    const double utility = choices->worth[i] + pass->rebate;
    desk->reward[i] = (float)(listens(p) && desk->satisfied[i] == 0.0 ? p->dissatisfaction_factor * utility : utility);
  }
  for (int64_t i = 0; economist_has_types(p) && i < count; i++) {
    const enum economist_type type = economist_type_of(&pass->course->types, block->first + first + i);
    if (type != TYPE_EGOTISTICAL)
      desk->reward[i] = (float)(type == TYPE_ALTRUISTIC ? pass->welfare : -pass->welfare);
  }
}

static void begin_values(float *value, int64_t count) {
  for (int64_t i = 0; i < ECONOMIST_HOURS * count; i++)
    value[i] = -INFINITY;
}

static int32_t start_hour(const walras_tax_grid *grid) {
  int32_t nearest = 0;
  for (int32_t k = 1; k < ECONOMIST_HOURS; k++)
    if (fabs(grid->hour[k] - START_HOURS) < fabs(grid->hour[nearest] - START_HOURS))
      nearest = k;
  return nearest;
}

/* Learns from the last step and chooses for this one; hours in the desk. */
static void move_bandits(const step_pass *pass, const walras_block *block, int64_t first, int64_t count, society_desk *desk) {
  const economist_course *course = pass->course;
  const double *skill = (const double *)walras_block_state(block, course->economy.skill) + first;
  float *value = (float *)walras_block_state(block, course->value) + first;
  const economist_bandit_kernels *kernels = economist_bandit_kernels_get();
  if (pass->step == 0) {
    for (int64_t i = 0; i < count; i++)
      desk->hour[i] = start_hour(&course->played->grid);
    return;
  }
  load_hours(block, course->hour, first, count, desk->hour);
  const walras_tax_choices choices = follow_hours(pass->last, skill, desk->hour, count, &desk->desk);
  find_rewards(pass, block, first, count, &choices, desk);
  kernels->learn(value, block->count, desk->hour, desk->reward, (float)course->economy.p->learning_rate, count);
  if (!pass->moves)
    return;
  if (pass->best) {
    kernels->choose_best(value, block->count, count, desk->hour);
    return;
  }
  uint32_t *const words[3] = {desk->words[0], desk->words[1], desk->words[2]};
  walras_fill_words(&pass->stream, (uint64_t)(block->first + first), count, 0,
                    (uint32_t *const[4]){words[0], words[1], words[2], NULL});
  kernels->choose(value, block->count, &pass->choice, words, count, desk->hour);
}

/* What a dollar to the worker adds to welfare, at this income. */
static double dollar_weight(const struct economist_parameters *p, double income, double reference) {
  return p->swf == SWF_INVERSE_INCOME ? 1.0 / (income > 1.0 ? income : 1.0) : p->swf == SWF_REFERENCE ? reference : 1.0;
}

/* The hour that is best for welfare, or worst for it with sign -1. `last` is the worker's hour before. */
static int32_t work_for_welfare(const step_pass *pass, double skill, double reference, double sign, int32_t last) {
  const struct economist_parameters *p = pass->course->economy.p;
  const walras_tax_grid *grid = &pass->course->played->grid;
  const double others = (pass->weights - dollar_weight(p, skill * grid->hour[last], reference)) / (double)p->n_workers;
  double best = -INFINITY;
  int32_t chosen = 0;
  for (int32_t k = 0; k < ECONOMIST_HOURS; k++) {
    const double income = skill * grid->hour[k], tax = walras_tax(&grid->schedule, income);
    const double utility = ((income - tax) - grid->cost[k]) + pass->rebate;
    const double welfare = sign * (dollar_weight(p, income, reference) * utility + tax * others);
    if (welfare > best) {
      best = welfare;
      chosen = k;
    }
  }
  return chosen;
}

static int32_t hour_of(const walras_tax_grid *grid, double labor) {
  int32_t k = 0;
  while (grid->hour[k] != labor)
    k++;
  return k;
}

static void move_rational(const step_pass *pass, const walras_block *block, int64_t first, int64_t count, society_desk *desk) {
  const economist_course *course = pass->course;
  const double *skill = (const double *)walras_block_state(block, course->economy.skill) + first;
  const double *weight = (const double *)walras_block_state(block, course->economy.weight) + first;
  const walras_tax_choices choices = {desk->desk.labor, desk->desk.income, desk->desk.tax, desk->desk.worth};
  load_hours(block, course->hour, first, count, desk->hour);
  walras_tax_respond_grid(&course->played->grid, skill, count, &choices);
  for (int64_t i = 0; i < count; i++) {
    const enum economist_type type = economist_type_of(&course->types, block->first + first + i);
    if (type == TYPE_EGOTISTICAL || pass->step == 0)
      desk->hour[i] = hour_of(&course->played->grid, choices.labor[i]);
    else
      desk->hour[i] = work_for_welfare(pass, skill[i], weight[i], type == TYPE_ALTRUISTIC ? 1.0 : -1.0, desk->hour[i]);
  }
}

static walras_status step_block(const walras_block *block, void *context) {
  const step_pass *pass = context;
  const economist_course *course = pass->course;
  const economist_economy *economy = &course->economy;
  const double *skill = walras_block_state(block, economy->skill), *weight = walras_block_state(block, economy->weight);
  society_desk *desk = walras_block_scratch(block, course->society_scratch);
  economist_sums sums = {.least_worth = INFINITY};
  if (course->value != NULL && pass->step == 0)
    begin_values(walras_block_state(block, course->value), block->count);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    if (course->value != NULL)
      move_bandits(pass, block, first, count, desk);
    else
      move_rational(pass, block, first, count, desk);
    save_hours(block, course->hour, first, count, desk->hour);
    const walras_tax_choices choices = follow_hours(&course->played->grid, skill + first, desk->hour, count, &desk->desk);
    economist_kernels_get()->add(&choices, weight + first, economy->labor.most, count, &sums);
  }
  economist_contribute(block, 0, &sums);
  return WALRAS_OK;
}

/* Exploration falls to nothing over a tax year; the choice for its last step has no noise, and stays for the next year's first. */
static void set_choice(step_pass *pass) {
  const struct economist_parameters *p = pass->course->economy.p;
  const int64_t done = (pass->step - 1) % p->tax_year, last = p->tax_year - 2;
  pass->moves = pass->step > 0 && done <= last;
  pass->best = done == last;
  pass->choice.explore = (float)(p->explore_rate * (1.0 - (double)done / (double)(p->tax_year - 1)));
  pass->choice.precision = (float)p->choice_precision;
}

static walras_status step_society(economist_course *course, int64_t step) {
  economist_economy *economy = &course->economy;
  const economist_totals *before = &course->now->totals;
  step_pass pass = {.course = course, .step = step, .last = course->last};
  if (course->value != NULL)
    set_choice(&pass);
  if (step > 0) {
    walras_tax_grid_make(&course->now->previous, &economy->labor, ECONOMIST_HOURS, course->last);
    pass.satisfaction = economist_satisfaction_make(course, step - 1);
    pass.stream = walras_trial_stream(economy->trial, ECONOMIST_STREAM_BANDIT, (uint32_t)step);
    pass.rebate = economist_rebate(economy, before);
    pass.welfare = economist_welfare(economy, before, economy->p->swf);
    pass.weights = economy->p->swf == SWF_INVERSE_INCOME ? before->sum[SUM_WEIGHT_INVERSE]
                   : economy->p->swf == SWF_REFERENCE    ? economy->weight_sum
                                                         : (double)economy->p->n_workers;
  }
  const walras_status status = walras_for_each_block(economy->workers, step_block, &pass, economy->reduction);
  if (status == WALRAS_OK)
    economist_collect(economy->reduction, 0, &course->now->totals);
  course->now->previous = course->now->schedule;
  return status;
}

walras_status economist_society_create(economist_course *course) {
  economist_economy *economy = &course->economy;
  walras_status status = WALRAS_OK;
  course->types = economist_types_make(economy->trial, economy->p);
  course->played = walras_trial_allocate(economy->trial, 1, sizeof *course->played);
  if (economist_is_stationary(economy->p) || course->played == NULL)
    return walras_trial_status(economy->trial);
  course->last = walras_trial_allocate(economy->trial, 1, sizeof *course->last);
  if (course->last == NULL)
    return walras_trial_status(economy->trial);
  status = walras_state_create(economy->workers, "hour", sizeof(uint8_t), &course->hour);
  if (status == WALRAS_OK && economy->p->worker_policy == POLICY_BANDIT)
    status = walras_state_create(economy->workers, "value", ECONOMIST_HOURS * sizeof(float), &course->value);
  return status == WALRAS_OK ? walras_scratch_create(economy->trial, sizeof(society_desk), &course->society_scratch) : status;
}

void economist_set_schedule(economist_course *course) {
  economist_prepare(&course->economy, &course->now->schedule, course->economy.p->worker_policy, course->played);
  course->played->design = course->design != NULL && course->design->count > 0 ? course->design : NULL;
}

walras_status economist_step(economist_course *course, int64_t step, bool fresh) {
  if (!economist_is_stationary(course->economy.p)) {
    economist_set_schedule(course);
    return step_society(course, step);
  }
  if (fresh && course->design != NULL && course->design->count > 0)
    return economist_evaluate_design(&course->economy, course->design, &course->now->totals);
  return fresh ? economist_evaluate(&course->economy, &course->now->schedule, 1, course->economy.p->worker_policy,
                                    &course->now->totals)
               : WALRAS_OK;
}

walras_tax_choices economist_last_choices(const economist_course *course, const walras_block *block, int64_t first, int64_t count,
                                          economist_desk *desk) {
  if (course->hour == NULL)
    return economist_respond(&course->economy, course->played, block, first, count, desk);
  int32_t hour[ECONOMIST_CHUNK];
  load_hours(block, course->hour, first, count, hour);
  return follow_hours(&course->played->grid, (const double *)walras_block_state(block, course->economy.skill) + first, hour,
                      count, desk);
}
