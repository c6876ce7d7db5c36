#include "models/causal-games/draws.h"

#include <assert.h>
#include <math.h>

enum { CHUNK = 512 };

void causal_source_make(walras_trial *trial, const struct causal_parameters *p, struct causal_source *source) {
  *source = (struct causal_source){.p = p, .partner = sqrt(1.0 - p->payoff_correlation * p->payoff_correlation)};
  for (uint32_t stream = 0; stream < CAUSAL_STREAMS; stream++)
    source->stream[stream] = walras_trial_stream(trial, stream, 0);
}

/* Both halves of one draw block: the leader's and the follower's. */
static void draw_uniforms(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, double *leader,
                          double *follower) {
  uint32_t w[4][CHUNK];
  assert(count <= CHUNK);
  walras_fill_words(stream, first, count, block, (uint32_t *const[4]){w[0], w[1], w[2], w[3]});
  for (int64_t i = 0; i < count; i++) {
    leader[i] = walras_uniform_from_bits(w[0][i] | (uint64_t)w[1][i] << 32);
    follower[i] = walras_uniform_from_bits(w[2][i] | (uint64_t)w[3][i] << 32);
  }
}

static void round_to_integers(double *payoff, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    payoff[i] = (double)(int64_t)(11.0 * payoff[i]) - 5.0;
}

/* The follower's becomes rho times the leader's plus what is left of the unit variance. */
static void correlate(const struct causal_source *source, int64_t count, const double *leader, double *follower) {
  const double rho = source->p->payoff_correlation, partner = source->partner;
  for (int64_t i = 0; i < count && rho != 0.0; i++)
    follower[i] = rho * leader[i] + partner * follower[i];
}

static void draw_chunk(const struct causal_source *source, int stream, uint64_t first, int64_t count, uint32_t block,
                       double *leader, double *follower) {
  if (source->p->payoff_dist == PAYOFF_NORMAL) {
    walras_fill_normal_pair(&source->stream[stream], first, count, block, leader, follower);
    correlate(source, count, leader, follower);
    return;
  }
  draw_uniforms(&source->stream[stream], first, count, block, leader, follower);
  if (source->p->payoff_dist == PAYOFF_INTEGER) {
    round_to_integers(leader, count);
    round_to_integers(follower, count);
  }
}

void causal_draw_pairs(const struct causal_source *source, int stream, uint64_t first, int64_t count, uint32_t block,
                       double *leader, double *follower) {
  for (int64_t done = 0; done < count; done += CHUNK)
    draw_chunk(source, stream, first + (uint64_t)done, count - done < CHUNK ? count - done : CHUNK, block, leader + done,
               follower + done);
}

static void mix(double kappa, int64_t count, const double *base, double *state) {
  for (int64_t i = 0; i < count; i++)
    state[i] = (1.0 - kappa) * base[i] + kappa * state[i];
}

static void draw_cell(const struct causal_source *source, uint64_t first, int64_t count, int64_t stride, int64_t x1, int64_t x2,
                      double *leader, double *follower) {
  const struct causal_parameters *p = source->p;
  const int64_t states = causal_payoff_states(p), cells = p->n_leader_actions * p->n_follower_actions;
  const int64_t cell = x1 * p->n_follower_actions + x2;
  const uint32_t place = (uint32_t)(x1 * ACTIONS_MOST + x2);
  double base[2][CHUNK];
  assert(count <= CHUNK);
  if (p->confounding == 0.0) {
    causal_draw_pairs(source, STREAM_BASE, first, count, place, leader + cell * stride, follower + cell * stride);
    return;
  }
  causal_draw_pairs(source, STREAM_BASE, first, count, place, base[0], base[1]);
  for (int64_t u = 0; u < states; u++) {
    double *const y1 = leader + (u * cells + cell) * stride, *const y2 = follower + (u * cells + cell) * stride;
    causal_draw_pairs(source, STREAM_STATE, first, count, (uint32_t)(u * ACTIONS_MOST * ACTIONS_MOST) + place, y1, y2);
    mix(p->confounding, count, base[0], y1);
    mix(p->confounding, count, base[1], y2);
  }
}

void causal_draw_games(const struct causal_source *source, uint64_t first, int64_t count, int64_t stride, double *leader,
                       double *follower) {
  for (int64_t x1 = 0; x1 < source->p->n_leader_actions; x1++)
    for (int64_t x2 = 0; x2 < source->p->n_follower_actions; x2++)
      draw_cell(source, first, count, stride, x1, x2, leader, follower);
}
