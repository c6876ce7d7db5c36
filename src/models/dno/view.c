#include "models/dno/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/preference_games/policy.h"
#include "walras/elementary.h"

enum { PIECE = 256 };

struct dno_world dno_world_make(const walras_trial *trial, const struct dno_parameters *p) {
  return (struct dno_world){
      .trial = trial, .p = p, .policy = dno_policy_make(p), .features = walras_trial_stream(trial, STREAM_FEATURES, 0)};
}

int64_t dno_view_reals(const struct dno_world *world) {
  const int64_t n = world->p->game.actions;
  return preference_prompt_reals(&world->p->game) + (4 + world->policy.inputs) * n;
}

/* ---- inputs of policies ---- */

/* A network sees the prompt's features and the response's, one after the other. */
static void contextual_row(const struct dno_world *world, int64_t prompt, int64_t response, double *row) {
  const int64_t d = world->p->game.feature_dim;
  const walras_stream responses = walras_trial_stream(world->trial, PREFERENCE_STREAM_RESPONSE_FEATURES, 0);
  preference_prompt_features(world->trial, &world->p->game, prompt, row);
  for (int64_t k = 0; k < d; k++)
    row[d + k] = walras_normal(&responses, (uint64_t)response, (uint32_t)k);
}

/* Uniform draws for pairs of features first, first + 1, ... of all rows: two each. Returns of how many pairs, at most PIECE. */
static int64_t fill_uniforms(const struct dno_world *world, const dno_place *places, int64_t first, int64_t total,
                             double *uniform) {
  const int64_t pairs = (world->policy.inputs + 1) / 2;
  int64_t size = 0;
  while (size < PIECE && first + size < total) {
    const dno_place *place = &places[(first + size) / pairs];
    const int64_t pair = (first + size) % pairs, some = pairs - pair < PIECE - size ? pairs - pair : PIECE - size;
    const uint64_t entity = (uint64_t)(place->prompt * world->p->game.actions + place->response);
    walras_fill_uniform_draws(&world->features, entity, (uint32_t)(2 * pair), 2 * some, uniform + 2 * size);
    size += some;
  }
  return size;
}

/* Standard normal features by Box-Muller, many rows at a time: the same numbers as walras_normal draws one by one. */
static void drawn_rows(const struct dno_world *world, const dno_place *places, int64_t count, double *rows) {
  const int64_t d = world->policy.inputs, pairs = (d + 1) / 2, total = count * pairs;
  double uniform[2 * PIECE], radius[PIECE], turn[PIECE], sine[PIECE];
  for (int64_t first = 0, size = 0; first < total; first += size) {
    size = fill_uniforms(world, places, first, total, uniform);
    for (int64_t i = 0; i < size; i++) {
      radius[i] = uniform[2 * i];
      turn[i] = uniform[2 * i + 1];
    }
    walras_log_batch(radius, radius, size);
    walras_sincos_turn_batch(turn, sine, turn, size);
    for (int64_t i = 0; i < size; i++) {
      const int64_t row = (first + i) / pairs, feature = 2 * ((first + i) % pairs);
      const double length = sqrt(-2.0 * radius[i]);
      rows[row * d + feature] = length * turn[i];
      if (feature + 1 < d)
        rows[row * d + feature + 1] = length * sine[i];
    }
  }
}

void dno_input_rows(const struct dno_world *world, const dno_place *places, int64_t count, double *rows) {
  const int64_t d = world->policy.inputs;
  const walras_reals *given = &world->p->response_features;
  if (world->policy.policy_class != CLASS_MLP && given->count == 0) {
    drawn_rows(world, places, count, rows);
    return;
  }
  for (int64_t i = 0; i < count; i++)
    if (world->policy.policy_class == CLASS_MLP)
      contextual_row(world, places[i].prompt, places[i].response, rows + i * d);
    else
      memcpy(rows + i * d, given->values + places[i].response * d, (size_t)d * sizeof *rows);
}

/* Features of a network's rows: the prompt's, then the response's. */
static void make_contextual(const struct dno_world *world, struct dno_view *view) {
  const int64_t n = world->p->game.actions, inputs = world->policy.inputs, d = inputs / 2;
  preference_prompt_features(world->trial, &world->p->game, view->prompt, view->inputs);
  for (int64_t y = 1; y < n; y++)
    memcpy(view->inputs + y * inputs, view->inputs, (size_t)d * sizeof *view->inputs);
  for (int64_t k = 0; k < d; k++) {
    preference_response_feature(world->trial, &world->p->game, k, view->room);
    for (int64_t y = 0; y < n; y++)
      view->inputs[y * inputs + d + k] = view->room[y];
  }
}

/* All rows at once: draws are filled feature by feature. */
static void make_inputs(const struct dno_world *world, struct dno_view *view) {
  const int64_t n = world->p->game.actions, d = world->policy.inputs;
  const walras_reals *given = &world->p->response_features;
  if (world->policy.policy_class == CLASS_MLP) {
    make_contextual(world, view);
    return;
  }
  if (given->count > 0) {
    memcpy(view->inputs, given->values, (size_t)(n * d) * sizeof *view->inputs);
    return;
  }
  double *odd = view->quality; /* which is made later */
  for (int64_t k = 0; k < d; k += 2) {
    walras_fill_normal_pair(&world->features, (uint64_t)(view->prompt * n), n, (uint32_t)(k / 2), view->room, odd);
    for (int64_t y = 0; y < n; y++) {
      view->inputs[y * d + k] = view->room[y];
      if (k + 1 < d)
        view->inputs[y * d + k + 1] = odd[y];
    }
  }
}

/* ---- the game ---- */

/* With feature_utility the game's utilities are a fixed direction of the policy's features. */
static void make_game(const struct dno_world *world, double *memory, struct dno_view *view) {
  const struct dno_parameters *p = world->p;
  const int64_t n = p->game.actions, d = world->policy.inputs;
  if (!(p->feature_utility > 0.0)) {
    preference_prompt_make(world->trial, &p->game, view->prompt, memory, &view->game);
    return;
  }
  struct preference_parameters listed = p->game;
  const double scale = p->feature_utility / sqrt((double)d);
  for (int64_t y = 0; y < n; y++)
    view->room[y] = scale * walras_policy_sum(view->inputs + y * d, d);
  listed.utility_source = UTILITIES_LIST;
  listed.utilities = (walras_reals){.count = n, .values = view->room};
  preference_prompt_make(world->trial, &listed, view->prompt, memory, &view->game);
}

/* ---- quality and the teacher ---- */

/* Mean win probability of each response against a pool of them, drawn without replacement where not all are in it. */
static int64_t borda(const struct dno_world *world, struct dno_view *view, double *scores) {
  const walras_preference_game *game = &view->game.played;
  const int64_t n = game->n, pool = world->p->borda_pool < n ? world->p->borda_pool : n;
  const walras_stream stream = walras_trial_stream(world->trial, STREAM_POOL, 0);
  if (pool == n) {
    for (int64_t y = 0; y < n; y++)
      view->room[y] = 1.0 / (double)n;
    walras_preference_product(game, view->room, scores);
    for (int64_t y = 0; y < n; y++)
      scores[y] += 0.5;
    return pool;
  }
  for (int64_t y = 0; y < n; y++) {
    view->room[y] = (double)y;
    scores[y] = 0.0;
  }
  for (int64_t k = 0; k < pool; k++) {
    const int64_t place = k + (int64_t)walras_bounded(&stream, (uint64_t)view->prompt, (uint32_t)k, (uint64_t)(n - k));
    const double opponent = view->room[place];
    view->room[place] = view->room[k];
    view->room[k] = opponent;
    for (int64_t y = 0; y < n; y++)
      scores[y] += walras_preference_probability(game, y, (int64_t)opponent) / (double)pool;
  }
  return pool;
}

/* Mean 0 and standard deviation 1; all equal: 0. */
static void standardise(double *x, int64_t n) {
  const double mean = walras_policy_sum(x, n) / (double)n;
  for (int64_t i = 0; i < n; i++)
    x[i] -= mean;
  const double sd = sqrt(walras_policy_dot(x, x, n) / (double)n);
  for (int64_t i = 0; i < n; i++)
    x[i] = sd > 1e-12 ? x[i] / sd : 0.0;
}

static void make_quality(const struct dno_world *world, struct dno_view *view) {
  const int64_t n = world->p->game.actions, pool = borda(world, view, view->quality);
  const double least = 1.0 / (4.0 * (double)pool);
  view->best = walras_policy_argmax(view->quality, n);
  for (int64_t y = 0; y < n; y++)
    view->quality[y] = fmin(fmax(view->quality[y], least), 1.0 - least);
  walras_normal_quantile_batch(view->quality, view->quality, n);
  standardise(view->quality, n);
}

static int descending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* The responses of the highest quality, at least one, ties by the lowest index; among them a softmax of quality. */
static void make_teacher(const struct dno_world *world, struct dno_view *view) {
  const int64_t n = world->p->game.actions;
  const int64_t below = (int64_t)floor(world->p->teacher_quality * (double)n), kept = below < n ? n - below : 1;
  memcpy(view->room, view->quality, (size_t)n * sizeof *view->room);
  qsort(view->room, (size_t)n, sizeof *view->room, descending);
  const double least = view->room[kept - 1];
  int64_t ties = kept;
  for (int64_t y = 0; y < n; y++)
    ties -= view->quality[y] > least;
  for (int64_t y = 0; y < n; y++) {
    const bool in = view->quality[y] > least || (view->quality[y] == least && ties-- > 0);
    view->teacher[y] = in ? view->quality[y] / world->p->teacher_temperature : -INFINITY;
  }
  walras_policy_normalise(view->teacher, n);
  walras_policy_probabilities(view->teacher, n, view->teacher);
}

static void lay_out(const struct dno_world *world, int64_t prompt, double *memory, struct dno_view *view) {
  const int64_t n = world->p->game.actions;
  *view = (struct dno_view){.prompt = prompt,
                            .weight = preference_prompt_weight(&world->p->game, prompt),
                            .reference = memory,
                            .quality = memory + n,
                            .teacher = memory + 2 * n,
                            .room = memory + 3 * n,
                            .inputs = memory + 4 * n};
}

void dno_view_make_inputs(const struct dno_world *world, int64_t prompt, double *memory, struct dno_view *view) {
  lay_out(world, prompt, memory, view);
  make_inputs(world, view);
  view->prompt = -1;
}

void dno_view_make(const struct dno_world *world, int64_t prompt, double *memory, struct dno_view *view) {
  const int64_t n = world->p->game.actions;
  if (view->prompt == prompt)
    return;
  lay_out(world, prompt, memory, view);
  preference_reference(world->trial, &world->p->game, prompt, view->reference);
  if (world->policy.inputs > 0)
    make_inputs(world, view);
  make_game(world, memory + (4 + world->policy.inputs) * n, view);
  make_quality(world, view);
  make_teacher(world, view);
}

void dno_view_policy(const struct dno_world *world, const struct dno_view *view, const double *theta, double *work,
                     double *log_policy) {
  dno_policy_scores(&world->policy, theta, view->inputs, world->p->game.actions, work, log_policy);
  walras_policy_normalise(log_policy, world->p->game.actions);
}
