#include "models/dno/training.h"

#include <string.h>

#include "models/dno/regression.h"
#include "numerics/neural/optimiser.h"
#include "numerics/preference_games/policy.h"

/* One minibatch's pass. */
struct batch {
  const struct dno_stage *stage;
  const dno_lesson *lesson;
  const double *theta;
  int64_t first; /* number of its first item since training began */
};

static int64_t common_divisor(int64_t a, int64_t b) {
  while (b != 0) {
    const int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* Item number q of the training: epochs walk through the items by a stride that has no common divisor with their number. */
static int64_t shuffled(const struct dno_stage *stage, const dno_lesson *lesson, int64_t q) {
  const int64_t items = lesson->items, epoch = q / items;
  const walras_stream stream = walras_trial_stream(stage->trial, STREAM_SHUFFLE, (uint32_t)lesson->round);
  uint32_t draw = 1;
  int64_t stride = 1 + (int64_t)walras_bounded(&stream, (uint64_t)epoch, draw, (uint64_t)items);
  while (common_divisor(stride, items) != 1)
    stride = 1 + (int64_t)walras_bounded(&stream, (uint64_t)epoch, ++draw, (uint64_t)items);
  const int64_t start = (int64_t)walras_bounded(&stream, (uint64_t)epoch, 0, (uint64_t)items);
  return (int64_t)(((walras_int128)stride * (q % items) + start) % items);
}

/* -log pi(first) of one example: its slope at response y is pi(y) - [y = first]. */
static void learn_likelihood(const struct batch *b, struct dno_work *work, const dno_example *example, double *gradient) {
  const struct dno_world *world = &b->stage->world;
  const struct dno_view *view = &work->own;
  const int64_t n = b->stage->p->game.actions;
  dno_view_make_inputs(world, example->prompt, work->memory, &work->own);
  dno_view_policy(world, view, b->theta, work->network, work->slopes);
  walras_policy_probabilities(work->slopes, n, work->slopes);
  work->slopes[example->first] -= 1.0;
  for (int64_t y = 0; y < n; y++)
    work->slopes[y] *= example->weight;
  dno_policy_add_gradient(&world->policy, b->theta, view->inputs, n, work->slopes, work->network, gradient);
}

/* Slopes of the pairs' losses; row 2 e is the first response of example e, row 2 e + 1 the second. */
static void learn_pairs(const struct batch *b, struct dno_work *work, const dno_example *examples, int64_t count,
                        double *gradient) {
  const struct dno_world *world = &b->stage->world;
  const double scale = b->lesson->scale;
  double logit[DNO_EXAMPLES];
  dno_place places[2 * DNO_EXAMPLES] = {{0}};
  for (int64_t e = 0; e < count; e++) {
    places[2 * e] = (dno_place){.prompt = examples[e].prompt, .response = examples[e].first};
    places[2 * e + 1] = (dno_place){.prompt = examples[e].prompt, .response = examples[e].second};
    logit[e] = examples[e].offset;
  }
  dno_input_rows(world, places, 2 * count, work->rows);
  const double *const thetas[] = {b->theta, b->lesson->anchor};
  for (int side = 0; side < 2 && thetas[side] != NULL; side++) {
    dno_policy_scores(&world->policy, thetas[side], work->rows, 2 * count, work->network, work->scores);
    for (int64_t e = 0; e < count; e++)
      logit[e] += (side == 0 ? scale : -scale) * (work->scores[2 * e] - work->scores[2 * e + 1]);
  }
  for (int64_t e = 0; e < count; e++) {
    work->slopes[2 * e] = examples[e].weight * scale * (dno_sigmoid(logit[e]) - examples[e].label);
    work->slopes[2 * e + 1] = -work->slopes[2 * e];
  }
  dno_policy_add_gradient(&world->policy, b->theta, work->rows, 2 * count, work->slopes, work->network, gradient);
}

static walras_status batch_block(const walras_block *block, void *context) {
  const struct batch *b = context;
  struct dno_work *work = dno_stage_work(b->stage, block);
  dno_example examples[DNO_EXAMPLES];
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t item = shuffled(b->stage, b->lesson, b->first + block->first + i);
    b->lesson->example(b->stage, work, item, b->lesson->context, &examples[i]);
    block->sums[0] += examples[i].weight;
  }
  if (!b->lesson->likelihood)
    learn_pairs(b, work, examples, block->count, block->sums + 1);
  for (int64_t i = 0; b->lesson->likelihood && i < block->count; i++)
    learn_likelihood(b, work, &examples[i], block->sums + 1);
  return WALRAS_OK;
}

walras_status dno_trainer_make(const struct dno_stage *stage, dno_trainer *trainer) {
  const int64_t parameters = stage->world.policy.parameters;
  double *memory = walras_trial_allocate(stage->trial, 3 * parameters, sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(stage->trial);
  *trainer = (dno_trainer){.gradient = memory, .moments = {memory + parameters, memory + 2 * parameters}};
  const walras_population_input input = {.name = "minibatch", .entities = stage->p->minibatch, .block_size = DNO_EXAMPLES};
  const walras_status status = walras_population_create(stage->trial, &input, &trainer->batch);
  const walras_reduction_shape shape = {.sums = 1 + parameters};
  return status == WALRAS_OK ? walras_reduction_create(stage->trial, &shape, &trainer->reduction) : status;
}

walras_status dno_train(const struct dno_stage *stage, dno_trainer *trainer, const dno_lesson *lesson, double *theta) {
  const walras_adam adam = {.rate = stage->p->learning_rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
  const int64_t parameters = stage->world.policy.parameters;
  struct batch batch = {.stage = stage, .lesson = lesson, .theta = theta};
  walras_status status = WALRAS_OK;
  for (int side = 0; side < 2; side++)
    memset(trainer->moments[side], 0, (size_t)parameters * sizeof(double));
  for (int64_t step = 1; status == WALRAS_OK && step <= lesson->steps; step++, batch.first += stage->p->minibatch) {
    status = walras_for_each_block(trainer->batch, batch_block, &batch, trainer->reduction);
    if (status != WALRAS_OK)
      break;
    const double *sums = walras_reduction_sums(trainer->reduction);
    for (int64_t a = 0; a < parameters; a++)
      trainer->gradient[a] = sums[0] > 0.0 ? sums[1 + a] / sums[0] : 0.0;
    walras_adam_step(&adam, step, parameters, trainer->gradient, trainer->moments[0], trainer->moments[1], theta);
  }
  return status;
}
