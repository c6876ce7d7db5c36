/* Preference games that are never materialised: F(u) = (-M y, -M x), full products by the game's form, rows made where they are drawn. */
#include <string.h>

#include "models/vr-halpern/problem.h"
#include "numerics/preference_games/game.h"

enum { BLOCK = 4096 };

struct implicit {
  struct halpern_problem *problem;
  struct preference_prompt prompt;
  walras_population *population;
  walras_gather *gather;
  walras_scratch *scratch;
  const int64_t *components;
  const double *of_x, *of_y; /* [count] factors of the drawn rows for both players */
  int64_t count;
};

static walras_status linear(struct halpern_problem *problem, const double *u, double *out) {
  const struct implicit *m = problem->matrix;
  const int64_t d = problem->dimension;
  walras_preference_product(&m->prompt.played, u + d, out);
  walras_preference_product(&m->prompt.played, u, out + d);
  for (int64_t i = 0; i < 2 * d; i++)
    out[i] = -out[i];
  return WALRAS_OK;
}

static walras_status run_block(const walras_block *block, void *context) {
  const struct implicit *m = context;
  const int64_t width = block->count;
  double *const out = walras_block_scratch(block, m->scratch), piece[WALRAS_PREFERENCE_PIECE];
  memset(out, 0, 2 * (size_t)width * sizeof *out);
  for (int64_t k = 0; k < m->count; k++)
    for (int64_t from = 0; from < width; from += WALRAS_PREFERENCE_PIECE) {
      const int64_t count = width - from < WALRAS_PREFERENCE_PIECE ? width - from : WALRAS_PREFERENCE_PIECE;
      walras_preference_piece(&m->prompt.source, m->components[k], block->first + from, count, piece);
      for (int64_t j = 0; j < count; j++) {
        out[from + j] += m->of_x[k] * piece[j];
        out[width + from + j] += m->of_y[k] * piece[j];
      }
    }
  return walras_block_emit(block, m->gather, out, 2 * width * (int64_t)sizeof *out);
}

static walras_status batch(struct halpern_problem *problem, const int64_t *components, const double *weights, int64_t count,
                           double scale, const double *u, const double *v, double *out) {
  struct implicit *m = problem->matrix;
  const int64_t d = problem->dimension;
  double *const of_x = problem->work, *const of_y = of_x + d; /* count <= d */
  for (int64_t k = 0; k < count; k++) {
    const double factor = scale * (double)d * weights[k] * m->prompt.played.scale;
    of_x[k] = factor * (u[d + components[k]] - v[d + components[k]]);
    of_y[k] = factor * (u[components[k]] - v[components[k]]); /* column i is minus row i */
  }
  m->components = components;
  m->of_x = of_x;
  m->of_y = of_y;
  m->count = count;
  const void *data = NULL;
  walras_status status = walras_for_each_block(m->population, run_block, m, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(m->gather, &data, NULL);
  const double *part = data;
  for (int64_t first = 0; status == WALRAS_OK && first < d; first += BLOCK) {
    const int64_t width = d - first < BLOCK ? d - first : BLOCK;
    for (int64_t j = 0; j < width; j++) {
      out[first + j] += part[j];
      out[d + first + j] += part[width + j];
    }
    part += 2 * width;
  }
  return status;
}

/* Squared norms of M's rows: of a cycle, and of a skew form Z K Z' by the Gram matrix of its features. */
static void skew_norms(const walras_preference_source *s, double *gram, double *norms) {
  const int64_t features = 2 * s->rank;
  for (int64_t k = 0; k < features; k++)
    for (int64_t l = 0; l < features; l++) {
      gram[k * features + l] = 0.0;
      for (int64_t j = 0; j < s->n; j++)
        gram[k * features + l] += s->features[k * s->n + j] * s->features[l * s->n + j];
    }
  for (int64_t i = 0; i < s->n; i++) {
    double sum = 0.0;
    for (int64_t k = 0; k < features; k++)
      for (int64_t l = 0; l < features;
           l++) { /* M_i = gamma/4 sum_k (a_ki b_k - b_ki a_k): feature k has the factor of its partner */
        const double sign = (k + l) % 2 == 0 ? 1.0 : -1.0;
        sum += sign * s->features[(k ^ 1) * s->n + i] * gram[k * features + l] * s->features[(l ^ 1) * s->n + i];
      }
    norms[i] = 0.0625 * s->gamma * s->gamma * sum;
  }
}

static void find_norms(const struct implicit *m, double *gram, double *norms) {
  const walras_preference_source *s = &m->prompt.source;
  const double rest = (double)(s->n - 1) * s->margin * s->margin, scale = m->prompt.played.scale;
  if (s->kind == WALRAS_PREFERENCE_SCORES)
    skew_norms(s, gram, norms);
  for (int64_t i = 0; i < s->n; i++) {
    if (s->kind == WALRAS_PREFERENCE_CYCLIC)
      norms[i] = rest;
    if (s->kind == WALRAS_PREFERENCE_CONDORCET)
      norms[i] = i == 0 ? (double)(s->n - 1) * s->gap * s->gap : s->gap * s->gap + rest - s->margin * s->margin;
    norms[i] *= scale * scale;
    norms[s->n + i] = norms[i];
  }
}

walras_status halpern_make_implicit(struct halpern_problem *problem) {
  walras_trial *trial = problem->trial;
  const struct preference_parameters *game = &problem->p->game;
  struct implicit *m = walras_trial_allocate_zero(trial, 1, sizeof *m);
  double *const memory = walras_trial_allocate(trial, preference_prompt_reals(game) + 1, sizeof(double));
  double *const gram = walras_trial_allocate(trial, 4 * game->skew_rank * game->skew_rank + 4, sizeof(double));
  problem->norms = walras_trial_allocate(trial, 2 * problem->dimension, sizeof(double));
  if (m == NULL || memory == NULL || gram == NULL || problem->norms == NULL)
    return walras_trial_status(trial);
  m->problem = problem;
  problem->matrix = m;
  problem->linear = linear;
  problem->batch = batch;
  preference_prompt_make(trial, game, 0, memory, &m->prompt);
  find_norms(m, gram, problem->norms);
  const walras_population_input input = {.name = "responses", .entities = problem->dimension, .block_size = BLOCK};
  walras_status status = walras_population_create(trial, &input, &m->population);
  if (status == WALRAS_OK)
    status = walras_gather_create(m->population, &m->gather);
  return status == WALRAS_OK ? walras_scratch_create(trial, 2 * BLOCK * sizeof(double), &m->scratch) : status;
}
