#include "models/beyond-preferences/society.h"

#include <math.h>

/* Role r has its own ideal, as like to the common one as role_similarity says. */
static void draw_groups(society *s, walras_trial *trial) {
  const struct beyond_parameters *p = s->p;
  const walras_stream ideals = walras_trial_stream(trial, STREAM_IDEALS, 0), norms = walras_trial_stream(trial, STREAM_NORMS, 0);
  const double own = sqrt(1.0 - p->role_similarity * p->role_similarity);
  for (int64_t a = 0; a < p->value_dims; a++) {
    const double common = walras_normal(&ideals, 0, (uint32_t)a);
    for (int64_t role = 0; role < p->roles; role++)
      s->ideal[role * p->value_dims + a] =
          p->ideal_sd * (p->role_similarity * common + own * walras_normal(&ideals, (uint64_t)role + 1, (uint32_t)a));
    for (int64_t l = 0; l < s->norms; l++)
      s->norm[l * p->value_dims + a] = p->norm_sd * walras_normal(&norms, (uint64_t)l, (uint32_t)a);
  }
}

walras_status society_create(society *s, walras_trial *trial, const struct beyond_parameters *p) {
  const bool groups = p->instance == INSTANCE_GROUPS;
  *s = (society){.p = p,
                 .stakeholders = groups ? p->stakeholders : p->gains.count,
                 .norms = groups ? p->norms : p->gains.lists[0].count,
                 .rows = p->weight_rows};
  s->majority = groups ? (int64_t)floor(p->majority_share * (double)p->stakeholders + 0.5) : s->stakeholders;
  s->members = walras_trial_stream(trial, STREAM_MEMBERS, 0);
  s->weights = walras_trial_stream(trial, STREAM_STAKEHOLDER_ROWS, 0);
  if (!groups)
    return WALRAS_OK;
  s->norm = walras_trial_allocate(trial, s->norms * p->value_dims, sizeof *s->norm);
  s->ideal = walras_trial_allocate(trial, p->roles * p->value_dims, sizeof *s->ideal);
  if (s->norm == NULL || s->ideal == NULL)
    return walras_trial_status(trial);
  draw_groups(s, trial);
  return WALRAS_OK;
}

/* Doubles of each array of a chunk. */
static int64_t by_row_size(const society *s) {
  return SOCIETY_CHUNK * s->rows * s->norms;
}
static int64_t mean_size(const society *s) {
  return s->rows > 1 ? SOCIETY_CHUNK * s->norms : 0;
}

size_t society_chunk_bytes(const society *s) {
  return (size_t)(by_row_size(s) + mean_size(s) + SOCIETY_CHUNK + s->rows * s->p->value_dims) * sizeof(double);
}

society_chunk society_chunk_in(void *memory, const society *s) {
  society_chunk chunk = {.by_row = memory};
  chunk.mean = s->rows > 1 ? chunk.by_row + by_row_size(s) : chunk.by_row;
  chunk.share = chunk.by_row + by_row_size(s) + mean_size(s);
  chunk.weight = chunk.share + SOCIETY_CHUNK;
  return chunk;
}

static void draw_weights(const society *s, uint64_t stakeholder, double *weight) {
  const int64_t d = s->p->value_dims;
  for (int64_t k = 0; k < s->rows; k++) {
    double sum = 0.0;
    for (int64_t a = 0; a < d; a++) {
      weight[k * d + a] = fabs(walras_normal(&s->weights, stakeholder, (uint32_t)(k * d + a)));
      sum += weight[k * d + a];
    }
    for (int64_t a = 0; a < d; a++)
      weight[k * d + a] *= (double)d / sum;
  }
}

/* stake (sum over dimensions of d w_a (t_a^2 - (y_a - t_a)^2) + surplus), where t^2 - (y - t)^2 = y (2 t - y); one row has equal weights. */
static void value_norms(const society *s, const double *ideal, const double *weight, double stake, double *gains) {
  const int64_t d = s->p->value_dims;
  for (int64_t l = 0; l < s->norms; l++) {
    const double *norm = s->norm + l * d;
    double sum = 0.0;
    for (int64_t a = 0; a < d; a++)
      sum += (weight != NULL ? weight[a] : 1.0) * (norm[a] * (2.0 * ideal[a] - norm[a]));
    gains[l] = stake * (sum + s->p->surplus);
  }
}

static void average_rows(const society *s, society_chunk *chunk) {
  for (int64_t i = 0; s->rows > 1 && i < chunk->count; i++)
    for (int64_t l = 0; l < s->norms; l++) {
      double sum = 0.0;
      for (int64_t k = 0; k < s->rows; k++)
        sum += chunk->by_row[(i * s->rows + k) * s->norms + l];
      chunk->mean[i * s->norms + l] = sum / (double)s->rows;
    }
}

static void draw_members(const society *s, int64_t role, society_chunk *chunk) {
  const struct beyond_parameters *p = s->p;
  const int64_t d = p->value_dims;
  double deviation[64][SOCIETY_CHUNK], ideal[64];
  walras_stream members = s->members;
  members.round = (uint32_t)role;
  for (int64_t a = 0; a < d; a += 2)
    walras_fill_normal_pair(&members, (uint64_t)chunk->first, chunk->count, (uint32_t)(a / 2), deviation[a],
                            a + 1 < d ? deviation[a + 1] : NULL);
  for (int64_t i = 0; i < chunk->count; i++) {
    const bool minority = chunk->first + i >= s->majority;
    for (int64_t a = 0; a < d; a++)
      ideal[a] = (minority ? -1.0 : 1.0) * s->ideal[role * d + a] + p->member_sd * deviation[a][i];
    if (s->rows > 1)
      draw_weights(s, (uint64_t)(chunk->first + i), chunk->weight);
    for (int64_t k = 0; k < s->rows; k++)
      value_norms(s, ideal, s->rows > 1 ? chunk->weight + k * d : NULL, minority ? p->minority_stake : 1.0,
                  chunk->by_row + (i * s->rows + k) * s->norms);
  }
  average_rows(s, chunk);
}

void society_draw(const society *s, int64_t role, int64_t first, int64_t count, society_chunk *chunk) {
  chunk->first = first;
  chunk->count = count;
  if (s->p->instance == INSTANCE_GROUPS)
    draw_members(s, role, chunk);
  for (int64_t i = 0; i < count; i++) {
    chunk->share[i] = s->p->instance == INSTANCE_GROUPS ? 1.0 / (double)s->stakeholders : s->p->shares.values[first + i];
    for (int64_t l = 0; s->p->instance == INSTANCE_LIST && l < s->norms; l++)
      chunk->by_row[i * s->norms + l] = s->p->gains.lists[first + i].values[l];
  }
}

double society_gain(const society *s, const society_chunk *chunk, int64_t i, const double *lottery, bool *rejects) {
  int64_t losing = 0;
  double sum = 0.0;
  for (int64_t k = 0; k < s->rows; k++) {
    const double *gains = chunk->by_row + (i * s->rows + k) * s->norms;
    double gain = 0.0;
    for (int64_t l = 0; l < s->norms; l++)
      gain += lottery[l] * gains[l];
    losing += gain < 0.0;
    sum += gain;
  }
  *rejects = s->p->rejection_mode == REJECTION_STRICT ? losing > 0 : losing == s->rows;
  return sum / (double)s->rows;
}

walras_ballots society_ballots(const society *s, const society_chunk *chunk) {
  return (walras_ballots){.rows = chunk->count, .norms = s->norms, .gains = chunk->mean, .shares = chunk->share};
}
