#include "models/spo/tabular.h"

#include <math.h>
#include <string.h>

#include "models/shared/preference_games/rows.h"
#include "models/spo/learner.h"
#include "models/spo/payoffs.h"
#include "numerics/preference_games/policy.h"

/* Everything of a trial that blocks of prompts share. */
struct play {
  walras_trial *trial;
  const struct spo_parameters *p;
  walras_scratch *scratch;
  walras_gather *policies; /* of the only prompt: average and last, as probabilities */
};

/* One prompt's game and its learners; arrays in the thread's scratch. */
typedef struct table {
  const struct play *play;
  int64_t prompt, learners; /* 1 of self-play, 2 of dueling */
  struct preference_prompt game;
  struct spo_learner learner[2];
  double *payoffs[2]; /* [n] each */
  double *work;       /* [3 n] */
  int64_t *counts;    /* [2 n] */
} table;

static int64_t scratch_reals(const struct spo_parameters *p) {
  return preference_prompt_reals(&p->game) + spo_learners(p) * spo_learner_reals(p) + 7 * p->game.actions;
}

/* Blocks do not depend on the machine; at most 1024 of them, since each brings one sum per evaluation. */
static int64_t block_size(const struct spo_parameters *p) {
  return (p->game.prompts + 1023) / 1024;
}

static void open_table(const struct play *play, const walras_block *block, int64_t prompt, table *t) {
  const struct spo_parameters *const p = play->p;
  const int64_t n = p->game.actions;
  double *memory = walras_block_scratch(block, play->scratch);
  *t = (table){.play = play, .prompt = prompt, .learners = spo_learners(p)};
  preference_prompt_make(play->trial, &p->game, prompt, memory, &t->game);
  memory += preference_prompt_reals(&p->game);
  for (int64_t k = 0; k < t->learners; k++, memory += spo_learner_reals(p))
    spo_learner_start(p, memory, &t->learner[k]);
  t->payoffs[0] = memory;
  t->payoffs[1] = memory + n;
  t->work = memory + 2 * n;
  void *const counts = memory + 5 * n;
  t->counts = counts;
}

/* Payoffs r [n] of learner k against its opponent. */
static void find_payoffs(table *t, int64_t iteration, int64_t k, double *r) {
  const struct spo_round round = {
      .prompt = t->prompt, .iteration = iteration, .learner = k, .policy = t->learner[k].p, .work = t->work, .counts = t->counts};
  walras_preference_product(&t->game.played, t->learner[t->learners == 2 ? 1 - k : 0].p, r);
  spo_payoffs(t->play->trial, t->play->p, &round, r);
}

static void iterate(table *t, int64_t iteration) {
  const struct spo_parameters *const p = t->play->p;
  for (int64_t k = 0; k < t->learners; k++) {
    walras_policy_mean_add(t->learner[k].average, t->learner[k].policy, p->game.actions, iteration + 1);
    find_payoffs(t, iteration, k, t->payoffs[k]);
  }
  for (int64_t k = 0; k < t->learners; k++)
    spo_learner_step(p, &t->learner[k], t->payoffs[k]);
}

/* Two learners' gap is that of the pair: the mean of both. */
static void evaluate(table *t, double *sums) {
  const struct spo_parameters *const p = t->play->p;
  const double weight = preference_prompt_weight(&p->game, t->prompt) / (double)t->learners;
  for (int64_t k = 0; k < t->learners; k++) {
    const struct preference_policies policies = {.last = t->learner[k].policy, .average = t->learner[k].average};
    preference_evaluate(&p->game, &t->game, &policies, weight, sums, t->work);
  }
}

static walras_status emit_policies(const walras_block *block, const table *t) {
  const int64_t n = t->play->p->game.actions;
  walras_status status = WALRAS_OK;
  double *const both = t->payoffs[0]; /* payoffs lie side by side */
  memcpy(both, t->learner[0].average, (size_t)n * sizeof *both);
  memcpy(both + n, t->learner[0].p, (size_t)n * sizeof *both);
  if (t->play->p->game.prompts == 1)
    status = walras_block_emit(block, t->play->policies, both, 2 * n * (int64_t)sizeof *both);
  return status;
}

static walras_status play_block(const walras_block *block, void *context) {
  const struct play *const play = context;
  const struct spo_parameters *const p = play->p;
  walras_status status = WALRAS_OK;
  for (int64_t k = 0; status == WALRAS_OK && k < block->count; k++) {
    table t;
    open_table(play, block, block->first + k, &t);
    int64_t evaluation = 0;
    for (int64_t iteration = 0; iteration < p->iterations; iteration++) {
      iterate(&t, iteration);
      if (iteration + 1 == spo_evaluation_iteration(p, evaluation))
        evaluate(&t, block->sums + PREFERENCE_SUMS * evaluation++);
    }
    status = emit_policies(block, &t);
  }
  return status;
}

/* log(1 / min pi_1) / (eta T) + eta / 2: log n for the uniform start. */
static double gap_bound(const struct spo_parameters *p) {
  double least = 1.0 / (double)p->game.actions;
  for (int64_t i = 0; i < p->game.start_policy.count; i++)
    least = fmin(least, p->game.start_policy.values[i]);
  return -walras_log(least) / (p->learning_rate * (double)p->iterations) + 0.5 * p->learning_rate;
}

void spo_record_end(walras_trial *trial, const struct spo_parameters *p, const double *sums) {
  const double gap = sums[PREFERENCE_SUM_GAP_AVERAGE] / sums[PREFERENCE_SUM_WEIGHT], bound = gap_bound(p);
  preference_record_means(trial, sums, spo_queries(p, p->iterations));
  walras_record_real(trial, METRIC_GAP_PAYOFF, 2.0 * gap);
  walras_record_real(trial, METRIC_BOUND, bound);
  walras_record_real(trial, METRIC_BOUND_RATIO, gap / bound);
  walras_record_real(trial, METRIC_ENTROPY, sums[PREFERENCE_SUM_ENTROPY] / sums[PREFERENCE_SUM_WEIGHT]);
}

static void record_sums(walras_trial *trial, const struct spo_parameters *p, const double *sums) {
  const int64_t evaluations = spo_evaluations(p);
  for (int64_t e = 0; e < evaluations; e++) {
    const int64_t iteration = spo_evaluation_iteration(p, e);
    preference_record_path(trial, e, iteration, sums + e * PREFERENCE_SUMS, spo_queries(p, iteration));
  }
  spo_record_end(trial, p, sums + (evaluations - 1) * PREFERENCE_SUMS);
}

/* The policies of the only prompt, and the facts of its game. Collective. */
static walras_status record_prompt(walras_trial *trial, const struct play *play) {
  const struct spo_parameters *const p = play->p;
  const void *data = NULL;
  walras_status status = walras_gather_all(play->policies, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  const double *const average = data, *const last = average + p->game.actions;
  double *const memory = walras_trial_allocate(trial, preference_prompt_reals(&p->game), sizeof *memory);
  struct preference_prompt game;
  if (memory == NULL)
    return walras_trial_status(trial);
  status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_AVERAGE, average);
  if (status == WALRAS_OK)
    status = preference_record_policy(trial, &p->game, PREFERENCE_TABLE_LAST, last);
  if (status != WALRAS_OK || !preference_has_facts(&p->game))
    return status;
  preference_prompt_make(trial, &p->game, 0, memory, &game);
  return preference_record_facts(trial, &p->game, &game, average);
}

walras_status spo_run_tabular(walras_trial *trial, const struct spo_parameters *p) {
  if (preference_is_spread(&p->game))
    return spo_run_spread(trial, p);
  struct play play = {.trial = trial, .p = p};
  walras_population *prompts = NULL;
  walras_reduction *reduction = NULL;
  const walras_population_input input = {.name = "prompts", .entities = p->game.prompts, .block_size = block_size(p)};
  const walras_reduction_shape shape = {.sums = PREFERENCE_SUMS * spo_evaluations(p)};
  walras_status status = walras_population_create(trial, &input, &prompts);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)scratch_reals(p) * sizeof(double), &play.scratch);
  if (status == WALRAS_OK)
    status = walras_gather_create(prompts, &play.policies);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &shape, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(prompts, play_block, &play, reduction);
  if (status != WALRAS_OK)
    return status;
  record_sums(trial, p, walras_reduction_sums(reduction));
  return p->game.prompts == 1 ? record_prompt(trial, &play) : WALRAS_OK;
}

static void spread_footprint(const struct spo_parameters *p, walras_footprint *out) {
  const double products = (double)spo_learners(p) * ((double)p->iterations + 2.0 * (double)spo_evaluations(p));
  *out = (walras_footprint){.population = p->game.actions,
                            .block = 64,
                            .bytes_per_entity = preference_rows_bytes(&p->game),
                            .bytes_replicated = 8.0 * (double)(scratch_reals(p) - preference_prompt_reals(&p->game)) + 1e6,
                            .seconds_per_entity = products * (preference_rows_seconds(&p->game) + 1e-8),
                            .seconds_fixed = 1e-3 + products * 5e-8 * (double)p->game.actions};
}

/* Seconds as measured on one core of Zen 3: some 0.3 ns a product of a dense matrix, 30 ns a response for the rest. */
void spo_tabular_footprint(const struct spo_parameters *p, walras_footprint *out) {
  if (preference_is_spread(&p->game)) {
    spread_footprint(p, out);
    return;
  }
  const double n = (double)p->game.actions, learners = (double)spo_learners(p);
  const double product = preference_is_implicit(&p->game) ? 5e-9 * n : 3e-10 * n * n;
  const double rounds = (double)p->iterations + 2.0 * (double)spo_evaluations(p);
  *out = (walras_footprint){.population = p->game.prompts,
                            .block = block_size(p),
                            .bytes_replicated = 8.0 * ((double)scratch_reals(p) + PREFERENCE_SUMS * (double)spo_evaluations(p)),
                            .seconds_per_entity = learners * rounds * (product + 3e-8 * n),
                            .seconds_fixed = 1e-4};
}
