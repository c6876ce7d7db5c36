/* Entries of the dense problems' matrices, each a pure function of its place. */
#include <math.h>

#include "models/vr-halpern/dense.h"

static walras_status make_wealth(struct halpern_dense *m) {
  const struct halpern_parameters *p = m->problem->p;
  const int64_t d = m->dimension;
  m->wealth = walras_trial_allocate(m->problem->trial, d, sizeof(double));
  m->decay = walras_trial_allocate(m->problem->trial, d, sizeof(double));
  if (m->wealth == NULL || m->decay == NULL)
    return walras_trial_status(m->problem->trial);
  const walras_stream stream = walras_trial_stream(m->problem->trial, STREAM_WEALTH, 0);
  if (p->wealth == WEALTH_GAUSSIAN)
    walras_fill_normal(&stream, 0, d, 0, m->wealth);
  for (int64_t j = 0; j < d; j++) {
    m->wealth[j] = p->wealth == WEALTH_GAUSSIAN ? fabs(m->wealth[j]) : 1.0 + 0.5 * walras_sin((double)j);
    m->decay[j] = -walras_expm1(-p->theta * (double)j);
  }
  return WALRAS_OK;
}

static walras_status make_preferences(struct halpern_dense *m) {
  walras_trial *trial = m->problem->trial;
  const struct preference_parameters *game = &m->problem->p->game;
  double *const memory = walras_trial_allocate(trial, preference_source_reals(game), sizeof(double));
  m->prompt = walras_trial_allocate(trial, 1, sizeof *m->prompt);
  if (memory == NULL || m->prompt == NULL)
    return walras_trial_status(trial);
  preference_source_make(trial, game, 0, memory, m->prompt);
  m->skew = true;
  return WALRAS_OK;
}

walras_status halpern_dense_source(struct halpern_dense *m) {
  switch (m->problem->p->problem) {
  case PROBLEM_POLICEMAN_BURGLAR:
    return make_wealth(m);
  case PROBLEM_PREFERENCE_GAME:
    return make_preferences(m);
  default:
    return WALRAS_OK;
  }
}

static void normal_row(const struct halpern_dense *m, int64_t row, int64_t first, int64_t count, double scale, double *out) {
  const walras_stream stream = walras_trial_stream(m->problem->trial, STREAM_MATRIX, 0);
  walras_fill_normal(&stream, (uint64_t)(row * m->dimension + first), count, 0, out);
  for (int64_t k = 0; k < count; k++)
    out[k] *= scale;
}

static void preference_row(const struct halpern_dense *m, int64_t row, int64_t first, int64_t count, double *out) {
  const struct preference_parameters *game = &m->problem->p->game;
  walras_preference_piece(&m->prompt->source, row, first, count, out);
  if (game->tie_band > 0.0)
    walras_preference_tie(out, count, game->tie_band);
  for (int64_t k = 0; k < count; k++)
    out[k] *= 1.0 - 2.0 * game->flip_probability;
}

void halpern_dense_row(const struct halpern_dense *m, int64_t row, int64_t first, int64_t count, double *out) {
  switch (m->problem->p->problem) {
  case PROBLEM_POLICEMAN_BURGLAR:
    for (int64_t k = 0; k < count; k++)
      out[k] = m->wealth[first + k] * m->decay[first + k > row ? first + k - row : row - first - k];
    return;
  case PROBLEM_PREFERENCE_GAME:
    preference_row(m, row, first, count, out);
    return;
  case PROBLEM_LP_SADDLE: /* B = -A */
    normal_row(m, row, first, count, -1.0 / sqrt((double)m->dimension), out);
    return;
  default:
    normal_row(m, row, first, count, 1.0, out);
  }
}
