#include "models/spo/rater.h"

#include <string.h>

/* Zone i beats those that follow it within half the circle by the margin; three zones have margins of their own. */
static void make_zones(const struct spo_parameters *p, trajectory_rater *rater) {
  const int64_t n = p->sectors;
  for (int64_t i = 0; i < n; i++)
    for (int64_t step = 1; step <= (n - 1) / 2; step++) {
      const int64_t j = (i + step) % n;
      const double margin = 2.0 * (n == 3 ? p->sector_margins.values[i] : p->game.cycle_margin);
      rater->margin[i * n + j] = margin;
      rater->margin[j * n + i] = -margin;
    }
}

/* The first three care for one aspect each, further ones for all, with weights uniform on the simplex. */
static void make_tastes(const walras_stream *stream, trajectory_rater *rater) {
  for (int64_t type = 0; type < rater->types; type++) {
    double sum = 0.0;
    for (uint32_t aspect = 0; aspect < RATER_ASPECTS; aspect++) {
      rater->taste[type][aspect] =
          type < RATER_ASPECTS ? (double)(type == aspect) : walras_exponential(stream, (uint64_t)type, aspect);
      sum += rater->taste[type][aspect];
    }
    for (int aspect = 0; aspect < RATER_ASPECTS; aspect++)
      rater->taste[type][aspect] /= sum;
  }
}

void rater_make(const struct spo_parameters *p, const walras_stream *stream, trajectory_rater *rater) {
  memset(rater, 0, sizeof *rater);
  rater->kind = p->rater;
  rater->zones = p->rater == RATER_INTRANSITIVE_SECTORS ? p->sectors : 1;
  rater->types = p->rater == RATER_POPULATION ? p->rater_types : 1;
  rater->flip = p->game.flip_probability;
  rater->temperature = p->game.bt_temperature;
  rater->sampled = p->game.oracle == ORACLE_BERNOULLI;
  if (p->rater == RATER_INTRANSITIVE_SECTORS)
    make_zones(p, rater);
  if (p->rater == RATER_POPULATION)
    make_tastes(stream, rater);
}

static inline int sign_of(double difference) {
  return (difference > 0.0) - (difference < 0.0);
}

static double taste_value(const trajectory_rater *rater, int64_t type, const trajectory_outcome *outcome) {
  double value = 0.0;
  for (int aspect = 0; aspect < RATER_ASPECTS; aspect++)
    value += rater->taste[type][aspect] * outcome->aspect[aspect];
  return value;
}

static double population_margin(const trajectory_rater *rater, const trajectory_outcome *a, const trajectory_outcome *b) {
  int sum = 0;
  for (int64_t type = 0; type < rater->types; type++)
    sum += sign_of(taste_value(rater, type, a) - taste_value(rater, type, b));
  return (double)sum / (double)rater->types;
}

/* Before flips. */
static double clean_margin(const trajectory_rater *rater, const trajectory_outcome *a, const trajectory_outcome *b) {
  switch (rater->kind) {
  case RATER_BRADLEY_TERRY:
    return walras_tanh(0.5 * (a->total - b->total) / rater->temperature);
  case RATER_INTRANSITIVE_SECTORS:
    return rater->margin[a->zone * rater->zones + b->zone];
  case RATER_POPULATION:
    return population_margin(rater, a, b);
  case RATER_NON_MARKOV:
    return a->violates != b->violates ? (double)(b->violates - a->violates) : (double)sign_of(a->total - b->total);
  default:
    return (double)sign_of(a->total - b->total);
  }
}

double rater_margin(const trajectory_rater *rater, const trajectory_outcome *a, const trajectory_outcome *b) {
  return (1.0 - 2.0 * rater->flip) * clean_margin(rater, a, b);
}

double rater_label(const trajectory_rater *rater, double margin, walras_draw_sequence *draws) {
  if (!rater->sampled || margin == 0.0)
    return margin;
  const double uniform = walras_uniform(&draws->stream, draws->entity, draws->next);
  draws->next += 4;
  return uniform < 0.5 + 0.5 * margin ? 1.0 : -1.0;
}
