#include "models/dno/fit.h"

#include <string.h>

#include "numerics/dense/cholesky.h"
#include "numerics/preference_games/policy.h"

enum { PAIR_BLOCK = 4096 };

/* A drawn pair as it is kept for the passes of Newton's method. */
struct drawn {
  int64_t prompt;
  int32_t first, second; /* equal: nothing to learn */
  double label, offset;
};

/* The prompt's step on the policy of this round, made by theta itself: every rank can. */
static const struct dno_view *make_step(const struct dno_fit *fit, struct dno_work *work, int64_t prompt) {
  const struct dno_stage *stage = fit->stage;
  const bool made = stage->single == NULL && work->own.prompt == prompt;
  const struct dno_view *view = dno_stage_view(stage, work, prompt);
  if (made)
    return view;
  dno_view_policy(&stage->world, view, stage->theta, work->network, work->before);
  walras_policy_probabilities(work->before, stage->p->game.actions, work->spare);
  walras_preference_product(&view->game.played, work->spare, work->margins);
  work->step.before = work->before;
  dno_step_make(stage->p, view, work->margins, &work->step);
  return view;
}

/* The logit of a pair where theta stays as it is: pi_t against what it is anchored on. */
static double offset_of(const struct dno_parameters *p, const struct dno_step *step, int64_t first, int64_t second) {
  return p->learning_rate_inverse * ((step->before[first] - step->anchor[first]) - (step->before[second] - step->anchor[second]));
}

/* ---- all pairs of responses of every prompt ---- */

static walras_status every_pair_block(const walras_block *block, void *context) {
  const struct dno_fit *fit = context;
  const struct dno_parameters *p = fit->stage->p;
  struct dno_work *work = dno_stage_work(fit->stage, block);
  const int64_t n = p->game.actions, d = p->policy_feature_dim;
  for (int64_t prompt = block->first; prompt < block->first + block->count; prompt++) {
    const struct dno_view *view = make_step(fit, work, prompt);
    const struct dno_step *step = &work->step;
    for (int64_t i = 1; i < n; i++)
      for (int64_t j = 0; j < i; j++) {
        for (int64_t a = 0; a < d; a++)
          work->rows[a] = p->learning_rate_inverse * (view->inputs[i * d + a] - view->inputs[j * d + a]);
        const dno_regressor pair = {.difference = work->rows,
                                    .offset = offset_of(p, step, i, j),
                                    .weight = view->weight * step->data[i] * step->data[j],
                                    .label = dno_sigmoid(step->reward[i] - step->reward[j])};
        dno_regression_add(&pair, d, fit->regression.coefficients, block->sums);
      }
  }
  return WALRAS_OK;
}

/* ---- pairs drawn one by one ---- */

static walras_status draw_block(const walras_block *block, void *context) {
  const struct dno_fit *fit = context;
  struct dno_work *work = dno_stage_work(fit->stage, block);
  struct drawn *drawn = walras_block_state(block, fit->drawn);
  dno_sampler sampler = {0};
  int64_t prompt = -1;
  for (int64_t k = 0; k < block->count; k++) {
    const int64_t pair = block->first + k;
    if (prompt < 0 || pair >= dno_allotment_first(&fit->allotment, prompt + 1)) {
      prompt = dno_allotment_prompt(&fit->allotment, pair);
      const struct dno_view *view = make_step(fit, work, prompt);
      sampler = dno_sampler_make(&fit->stage->world, view, &work->step, fit->round, work->cumulative);
    }
    dno_labelled labelled = {0};
    drawn[k] = (struct drawn){.prompt = prompt};
    if (!dno_sampler_draw(&sampler, pair, &labelled))
      continue;
    drawn[k].first = labelled.first;
    drawn[k].second = labelled.second;
    drawn[k].label = labelled.label;
    drawn[k].offset = offset_of(fit->stage->p, &work->step, labelled.first, labelled.second);
    block->counts[0]++;
  }
  return WALRAS_OK;
}

/* One pass over `count` <= DNO_EXAMPLES drawn pairs. */
static void drawn_pass(const struct dno_fit *fit, const struct drawn *drawn, int64_t count, double *rows, double *sums) {
  const struct dno_world *world = &fit->stage->world;
  const int64_t d = world->policy.inputs;
  dno_place places[2 * DNO_EXAMPLES] = {{0}};
  for (int64_t k = 0; k < count; k++)
    for (int side = 0; side < 2; side++)
      places[2 * k + side] = (dno_place){.prompt = drawn[k].prompt, .response = side == 0 ? drawn[k].first : drawn[k].second};
  dno_input_rows(world, places, 2 * count, rows);
  for (int64_t k = 0; k < count; k++) {
    double *difference = rows + 2 * k * d;
    if (drawn[k].first == drawn[k].second)
      continue;
    for (int64_t a = 0; a < d; a++)
      difference[a] = fit->stage->p->learning_rate_inverse * (difference[a] - difference[d + a]);
    const dno_regressor pair = {.difference = difference, .offset = drawn[k].offset, .weight = 1.0, .label = drawn[k].label};
    dno_regression_add(&pair, d, fit->regression.coefficients, sums);
  }
}

static walras_status drawn_pass_block(const walras_block *block, void *context) {
  const struct dno_fit *fit = context;
  const struct drawn *drawn = walras_block_state(block, fit->drawn);
  double *rows = dno_stage_work(fit->stage, block)->rows;
  for (int64_t k = 0; k < block->count; k += DNO_EXAMPLES)
    drawn_pass(fit, drawn + k, block->count - k < DNO_EXAMPLES ? block->count - k : DNO_EXAMPLES, rows, block->sums);
  return WALRAS_OK;
}

/* ---- a single prompt: pairs are counted into wins of one response against another ---- */

static walras_status count_block(const walras_block *block, void *context) {
  const struct dno_fit *fit = context;
  const struct dno_stage *stage = fit->stage;
  const int64_t n = stage->p->game.actions;
  const dno_sampler sampler =
      dno_sampler_make(&stage->world, stage->single, &fit->step, fit->round, dno_stage_work(stage, block)->cumulative);
  for (int64_t pair = block->first; pair < block->first + block->count; pair++) {
    dno_labelled labelled = {0};
    if (!dno_sampler_draw(&sampler, pair, &labelled))
      continue;
    block->sums[labelled.first * n + labelled.second] += labelled.label;
    block->sums[labelled.second * n + labelled.first] += 1.0 - labelled.label;
    block->counts[0]++;
  }
  return WALRAS_OK;
}

static walras_status count_wins(struct dno_fit *fit) {
  const struct dno_stage *stage = fit->stage;
  const int64_t n = stage->p->game.actions;
  if (dno_has_theta(stage->p))
    dno_view_policy(&stage->world, stage->single, stage->theta, fit->network, fit->before);
  walras_policy_probabilities(fit->before, n, fit->cumulative);
  walras_preference_product(&stage->single->game.played, fit->cumulative, fit->margins);
  fit->step.before = fit->before;
  dno_step_make(stage->p, stage->single, fit->margins, &fit->step);
  const walras_status status = walras_for_each_block(fit->pairs, count_block, fit, fit->counted);
  if (status != WALRAS_OK)
    return status;
  memcpy(fit->wins, walras_reduction_sums(fit->counted), (size_t)(n * n) * sizeof *fit->wins);
  fit->used = walras_reduction_counts(fit->counted)[0];
  return WALRAS_OK;
}

/* One pass of Newton's method over the wins, on every rank alike. */
static void wins_pass(const struct dno_fit *fit, double *sums) {
  const struct dno_stage *stage = fit->stage;
  const int64_t n = stage->p->game.actions, d = stage->world.policy.inputs;
  const double *inputs = stage->single->inputs;
  memset(sums, 0, (size_t)dno_regression_sums(d) * sizeof *sums);
  for (int64_t i = 1; i < n; i++)
    for (int64_t j = 0; j < i; j++) {
      const double weight = fit->wins[i * n + j] + fit->wins[j * n + i];
      for (int64_t a = 0; a < d; a++)
        fit->row[a] = stage->p->learning_rate_inverse * (inputs[i * d + a] - inputs[j * d + a]);
      const dno_regressor pair = {.difference = fit->row,
                                  .offset = offset_of(stage->p, &fit->step, i, j),
                                  .weight = weight,
                                  .label = weight > 0.0 ? fit->wins[i * n + j] / weight : 0.5};
      dno_regression_add(&pair, d, fit->regression.coefficients, sums);
    }
}

/* ---- rounds ---- */

static walras_status newton(struct dno_fit *fit) {
  const struct dno_stage *stage = fit->stage;
  const int64_t d = fit->regression.dimensions;
  const bool wins = fit->wins != NULL, drawn = fit->drawn != NULL;
  double *sums = fit->row + d; /* of passes over wins */
  memset(fit->regression.coefficients, 0, (size_t)d * sizeof(double));
  fit->regression.passes = 0;
  for (fit->regression.done = false; !fit->regression.done;) {
    walras_status status = WALRAS_OK;
    if (wins)
      wins_pass(fit, sums);
    else
      status =
          walras_for_each_block(drawn ? fit->pairs : fit->prompts, drawn ? drawn_pass_block : every_pair_block, fit, fit->newton);
    if (status != WALRAS_OK)
      return status;
    dno_regression_update(&fit->regression, wins ? sums : walras_reduction_sums(fit->newton));
  }
  for (int64_t a = 0; a < d; a++)
    stage->next_theta[a] = stage->theta[a] + fit->regression.coefficients[a];
  return WALRAS_OK;
}

/* The example of a network: its pair is drawn anew whenever it is met. */
static void drawn_example(const struct dno_stage *stage, struct dno_work *work, int64_t item, void *context, dno_example *out) {
  const struct dno_fit *fit = context;
  const int64_t prompt = dno_allotment_prompt(&fit->allotment, item);
  const struct dno_view *view = make_step(fit, work, prompt);
  const dno_sampler sampler = dno_sampler_make(&stage->world, view, &work->step, fit->round, work->cumulative);
  dno_labelled labelled = {0};
  *out = (dno_example){.prompt = prompt};
  if (!dno_sampler_draw(&sampler, item, &labelled))
    return;
  out->first = labelled.first;
  out->second = labelled.second;
  out->label = labelled.label;
  out->weight = 1.0;
  out->offset = offset_of(stage->p, &work->step, labelled.first, labelled.second);
}

static walras_status train_network(struct dno_fit *fit) {
  const struct dno_stage *stage = fit->stage;
  const dno_lesson lesson = {.example = drawn_example,
                             .context = fit,
                             .items = stage->p->pairs_sampled,
                             .steps = stage->p->optimizer_steps,
                             .scale = stage->p->learning_rate_inverse,
                             .anchor = stage->theta,
                             .round = fit->round};
  memcpy(stage->next_theta, stage->theta, (size_t)stage->world.policy.parameters * sizeof(double));
  fit->used = stage->p->pairs_sampled;
  return dno_train(stage, &fit->trainer, &lesson, stage->next_theta);
}

static double allotment_start(const struct dno_fit *fit) {
  const walras_stream stream = walras_trial_stream(fit->stage->trial, STREAM_ALLOTMENT, (uint32_t)fit->round);
  return walras_uniform(&stream, 0, 0);
}

walras_status dno_fit_round(struct dno_fit *fit, int64_t round) {
  walras_status status = WALRAS_OK;
  fit->round = round;
  fit->used = 0;
  fit->allotment.start = allotment_start(fit);
  if (fit->wins != NULL)
    status = count_wins(fit);
  if (status == WALRAS_OK && fit->drawn != NULL) {
    status = walras_for_each_block(fit->pairs, draw_block, fit, fit->counted);
    fit->used = status == WALRAS_OK ? walras_reduction_counts(fit->counted)[0] : 0;
  }
  if (status != WALRAS_OK || !dno_has_theta(fit->stage->p))
    return status;
  return fit->stage->p->policy_class == CLASS_MLP ? train_network(fit) : newton(fit);
}

/* ---- set-up ---- */

bool dno_fit_draws(const struct dno_parameters *p) {
  return p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver == SOLVER_SAMPLED &&
         (p->game.prompts == 1 || p->policy_class == CLASS_LINEAR_SOFTMAX) && p->policy_class != CLASS_MLP;
}

static walras_status make_allotment(struct dno_fit *fit) {
  const struct dno_parameters *p = fit->stage->p;
  fit->allotment = (dno_allotment){.pairs = p->pairs_sampled, .prompts = p->game.prompts};
  if (p->solver != SOLVER_SAMPLED || p->game.prompt_distribution == PROMPTS_UNIFORM)
    return WALRAS_OK;
  double *cumulative = walras_trial_allocate(fit->stage->trial, p->game.prompts + 1, sizeof *cumulative);
  if (cumulative == NULL)
    return walras_trial_status(fit->stage->trial);
  cumulative[0] = 0.0;
  for (int64_t x = 0; x < p->game.prompts; x++)
    cumulative[x + 1] = cumulative[x] + preference_prompt_weight(&p->game, x);
  for (int64_t x = 1; x <= p->game.prompts; x++)
    cumulative[x] /= cumulative[p->game.prompts];
  fit->allotment.cumulative = cumulative;
  return WALRAS_OK;
}

static walras_status make_pairs(struct dno_fit *fit) {
  const struct dno_parameters *p = fit->stage->p;
  walras_trial *trial = fit->stage->trial;
  const int64_t n = p->game.actions;
  const bool single = p->game.prompts == 1;
  const walras_population_input input = {
      .name = "pairs", .entities = p->pairs_sampled, .block_size = single ? 16 * PAIR_BLOCK : PAIR_BLOCK};
  const walras_reduction_shape shape = {.counts = 1, .sums = single ? n * n : 0};
  walras_status status = walras_population_create(trial, &input, &fit->pairs);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &shape, &fit->counted);
  if (status == WALRAS_OK && !single)
    return walras_state_create(fit->pairs, "pairs", sizeof(struct drawn), &fit->drawn);
  if (status != WALRAS_OK)
    return status;
  double *memory = walras_trial_allocate_zero(
      trial, n * n + (DNO_STEP_VECTORS + 4) * n + dno_policy_work(&fit->stage->world.policy) + 1, sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(trial);
  fit->wins = memory;
  fit->step = dno_step_in(memory + n * n, n);
  fit->before = memory + n * n + DNO_STEP_VECTORS * n;
  fit->margins = fit->before + n;
  fit->cumulative = fit->margins + n;
  fit->network = fit->cumulative + 2 * n;
  return WALRAS_OK;
}

static walras_status make_newton(struct dno_fit *fit) {
  const int64_t d = fit->stage->world.policy.parameters, packed = walras_packed_size(d);
  double *memory = walras_trial_allocate_zero(fit->stage->trial, 3 * d + packed + dno_regression_sums(d), sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(fit->stage->trial);
  fit->regression = (dno_regression){.dimensions = d, .coefficients = memory, .step = memory + d, .hessian = memory + 2 * d};
  fit->row = memory + 2 * d + packed;
  const walras_reduction_shape shape = {.sums = dno_regression_sums(d)};
  return walras_reduction_create(fit->stage->trial, &shape, &fit->newton);
}

walras_status dno_fit_make(const struct dno_stage *stage, walras_population *prompts, walras_state *state, struct dno_fit *fit) {
  *fit = (struct dno_fit){.stage = stage, .prompts = prompts, .state = state};
  walras_status status = make_allotment(fit);
  if (status == WALRAS_OK && dno_fit_draws(stage->p))
    status = make_pairs(fit);
  if (status == WALRAS_OK && stage->p->policy_class == CLASS_LINEAR_SOFTMAX)
    status = make_newton(fit);
  if (status == WALRAS_OK && stage->p->policy_class == CLASS_MLP)
    status = dno_trainer_make(stage, &fit->trainer);
  return status;
}
