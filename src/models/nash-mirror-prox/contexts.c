#include "models/nash-mirror-prox/contexts.h"

#include <stdlib.h>
#include <string.h>

#include "numerics/preference_games/equilibrium.h"

/* Games are kept up to so many bytes a node; tied games have two matrices and are made anew. */
#define KEPT_BYTES 1e9
enum { SWEEPS_MOST = 1000000 };

static bool keeps_games(const struct nmp_parameters *p) {
  const double n = (double)p->game.actions;
  return !preference_is_implicit(&p->game) && p->game.tie_band == 0.0 && 8.0 * n * n * (double)p->game.prompts <= KEPT_BYTES;
}

static int64_t row_reals(const struct nmp_parameters *p) {
  const int64_t n = p->game.actions;
  return p->game.feature_dim + 3 * n + 1 + (keeps_games(p) ? n * n : 0);
}

double nmp_context_bytes(const struct nmp_parameters *p) {
  return 8.0 * (double)row_reals(p);
}

static void fill_row(walras_trial *trial, const struct nmp_parameters *p, int64_t prompt, double *memory, double *work,
                     double *row) {
  const int64_t n = p->game.actions;
  double *const reference = row + p->game.feature_dim, *const start = reference + n, *const nash = start + n;
  struct preference_prompt made;
  preference_prompt_make(trial, &p->game, prompt, memory, &made);
  preference_prompt_features(trial, &p->game, prompt, row);
  preference_reference(trial, &p->game, prompt, reference);
  preference_start(&p->game, false, reference, start);
  nash[n] = 0.0;
  memset(nash, 0, (size_t)n * sizeof *nash);
  if (nmp_is_regularised(p))
    nash[n] =
        walras_preference_equilibrium_find(&made.played, reference, p->game.kl_coefficient, SWEEPS_MOST, nash, work).residual;
  if (keeps_games(p))
    memcpy(nash + n + 1, made.played.margins, (size_t)(n * n) * sizeof *nash);
}

static walras_status fill(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const struct nmp_parameters *const p = context;
  const walras_preference_game game = {.n = p->game.actions};
  const int64_t memory = preference_prompt_reals(&p->game), work = walras_preference_equilibrium_reals(&game);
  double *const reals = malloc((size_t)(memory + work) * sizeof *reals);
  if (reals == NULL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "no memory for the game of a prompt of %lld actions",
                             (long long)p->game.actions);
  for (int64_t i = 0; i < count; i++)
    fill_row(trial, p, first + i, reals, reals + memory, (double *)rows + i * row_reals(p));
  free(reals);
  return WALRAS_OK;
}

walras_status nmp_contexts_create(walras_trial *trial, const struct nmp_parameters *p, struct nmp_contexts *contexts) {
  enum { SLICE = 8 };
  struct nmp_parameters copy = *p;
  const void *rows = NULL;
  const walras_status status =
      walras_trial_table(trial, p->game.prompts, (size_t)row_reals(p) * sizeof(double), SLICE, fill, &copy, &rows);
  *contexts = (struct nmp_contexts){.p = p, .rows = rows, .row = row_reals(p), .keeps_games = keeps_games(p)};
  return status;
}

void nmp_context_of(const walras_trial *trial, const struct nmp_contexts *contexts, int64_t prompt, double *memory,
                    struct nmp_context *out) {
  const struct nmp_parameters *const p = contexts->p;
  const int64_t n = p->game.actions;
  const double *const row = contexts->rows + prompt * contexts->row;
  out->features = row;
  out->reference = row + p->game.feature_dim;
  out->start = out->reference + n;
  out->nash = nmp_is_regularised(p) ? out->start + n : NULL;
  out->residual = out->start[2 * n];
  if (!contexts->keeps_games) {
    preference_prompt_make(trial, &p->game, prompt, memory, &out->prompt);
    return;
  }
  out->prompt.clean = (walras_preference_game){.n = n, .margins = out->start + 2 * n + 1, .scale = 1.0};
  out->prompt.played = out->prompt.clean;
  out->prompt.played.scale = 1.0 - 2.0 * p->game.flip_probability;
}
