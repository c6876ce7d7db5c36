#include "models/dno/data.h"

#include <math.h>
#include <string.h>

#include "models/dno/regression.h"
#include "numerics/preference_games/policy.h"

int64_t dno_allotment_first(const dno_allotment *a, int64_t prompt) {
  const double share = a->cumulative != NULL ? a->cumulative[prompt] : (double)prompt / (double)a->prompts;
  const int64_t first = (int64_t)floor((double)a->pairs * share + a->start);
  return prompt == a->prompts || first > a->pairs ? a->pairs : first;
}

int64_t dno_allotment_prompt(const dno_allotment *a, int64_t pair) {
  int64_t low = 0, high = a->prompts; /* first(low) <= pair < first(high) */
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (dno_allotment_first(a, middle) <= pair)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static void mix(const double *a, const double *b, double share, int64_t n, double *out) {
  for (int64_t y = 0; y < n; y++)
    out[y] = (1.0 - share) * a[y] + share * b[y];
}

static void make_data(const struct dno_parameters *p, const struct dno_view *view, struct dno_step *step) {
  const int64_t n = view->game.played.n;
  switch (p->data_policy) {
  case DATA_UNIFORM:
    for (int64_t y = 0; y < n; y++)
      step->data[y] = 1.0 / (double)n;
    return;
  case DATA_REFERENCE:
    walras_policy_probabilities(view->reference, n, step->data);
    return;
  case DATA_TARGET:
    walras_policy_probabilities(step->target, n, step->data);
    return;
  default:
    walras_policy_probabilities(step->before, n, step->data);
    if (p->data_policy == DATA_TEACHER_MIX)
      mix(step->data, view->teacher, p->teacher_fraction, n, step->data);
  }
}

void dno_step_make(const struct dno_parameters *p, const struct dno_view *view, const double *margins, struct dno_step *step) {
  const int64_t n = view->game.played.n;
  const double eta = p->learning_rate_inverse, pull = dno_is_regularised(p) ? p->game.kl_coefficient / eta : 0.0;
  const size_t bytes = (size_t)n * sizeof *step->anchor;
  memcpy(step->anchor, step->before, bytes);
  if (pull > 0.0) /* the reward's place takes zeros: nothing is added to the mixture */
    walras_policy_combine(step->anchor, 1.0 - pull, view->reference, pull, memset(step->reward, 0, bytes), 0.0, n);
  walras_policy_probabilities(dno_smooths_reward(p) ? step->anchor : step->before, n, step->opponent);
  if (dno_smooths_reward(p) && pull > 0.0)
    walras_preference_product(&view->game.played, step->opponent, step->reward);
  else
    memcpy(step->reward, margins, bytes);
  memcpy(step->target, step->anchor, bytes);
  walras_policy_combine(step->target, 1.0, NULL, 0.0, step->reward, 1.0 / eta, n);
  make_data(p, view, step);
}

/* ---- draws ---- */

static void accumulate(const double *p, int64_t n, double *cumulative) {
  double sum = 0.0;
  for (int64_t y = 0; y < n; y++)
    cumulative[y] = sum += p[y];
}

dno_sampler dno_sampler_make(const struct dno_world *world, const struct dno_view *view, const struct dno_step *step,
                             int64_t round, double *memory) {
  const int64_t n = view->game.played.n;
  const uint32_t t = (uint32_t)round;
  dno_sampler sampler = {.p = world->p,
                         .view = view,
                         .step = step,
                         .data_cumulative = memory,
                         .opponent_cumulative = memory + n,
                         .pairs = walras_trial_stream(world->trial, STREAM_PAIRS, t),
                         .opponents = {walras_trial_stream(world->trial, STREAM_OPPONENTS, t),
                                       walras_trial_stream(world->trial, STREAM_OPPONENTS_2, t)}};
  accumulate(step->data, n, sampler.data_cumulative);
  if (world->p->label_mode == LABEL_WINRATE_ESTIMATE)
    accumulate(step->opponent, n, sampler.opponent_cumulative);
  return sampler;
}

/* Share of wins of a response against K_w drawn opponents. */
static double estimate(const dno_sampler *s, int side, int64_t pair, int64_t response) {
  const walras_preference_game *game = &s->view->game.played;
  const int64_t opponents = s->p->opponents_per_response;
  int64_t wins = 0;
  for (int64_t k = 0; k < opponents; k++) {
    const int64_t opponent =
        walras_categorical(&s->opponents[side], (uint64_t)pair, (uint32_t)(2 * k), s->opponent_cumulative, game->n);
    wins += walras_uniform(&s->opponents[side], (uint64_t)pair, (uint32_t)(2 * k + 1)) <
            walras_preference_probability(game, response, opponent);
  }
  return (double)wins / (double)opponents;
}

bool dno_sampler_draw(const dno_sampler *s, int64_t pair, dno_labelled *out) {
  const int64_t n = s->view->game.played.n;
  const int64_t first = walras_categorical(&s->pairs, (uint64_t)pair, 0, s->data_cumulative, n);
  const int64_t second = walras_categorical(&s->pairs, (uint64_t)pair, 1, s->data_cumulative, n);
  if (first == second)
    return false;
  *out = (dno_labelled){.first = (int32_t)first, .second = (int32_t)second};
  if (s->p->label_mode == LABEL_WINRATE_ESTIMATE) {
    out->label = dno_sigmoid(estimate(s, 0, pair, first) - estimate(s, 1, pair, second));
    return true;
  }
  out->label = dno_sigmoid(s->step->reward[first] - s->step->reward[second]);
  if (s->p->label_mode == LABEL_BERNOULLI)
    out->label = walras_uniform(&s->pairs, (uint64_t)pair, 2) < out->label ? 1.0 : 0.0;
  return true;
}
