#include "models/position-auctions/instance.h"

#include <math.h>
#include <string.h>

#include "walras/elementary.h"

enum { STREAM_ADS, STREAM_PLACES, STREAM_CONTEXTS, STREAM_VALUES };

int64_t position_batch_size(const struct position_parameters *p) {
  const int64_t fit = 16384 / (p->advertisers * p->positions);
  return fit < 1 ? 1 : fit > 64 ? 64 : fit;
}

static bool draws_odds(const struct position_parameters *p) {
  return p->instance == INSTANCE_RANDOM;
}

size_t position_batch_bytes(const struct position_parameters *p) {
  const size_t most = (size_t)position_batch_size(p), n = (size_t)p->advertisers, cells = n * (size_t)p->positions;
  return (most * (draws_odds(p) ? 2 * cells : 0) + most * n + 4 * most) * sizeof(double) + 4 * 64;
}

static double *take(double **memory, int64_t count) {
  double *const here = *memory;
  *memory += (count + 7) & ~(int64_t)7;
  return here;
}

void position_batch_lay_out(const struct position_parameters *p, void *memory, struct position_batch *batch) {
  double *rest = memory;
  const int64_t most = position_batch_size(p), cells = draws_odds(p) ? p->advertisers * p->positions : 0;
  *batch = (struct position_batch){.most = most};
  batch->odds = take(&rest, most * cells);
  batch->ctr = take(&rest, most * cells);
  batch->value = take(&rest, most * p->advertisers);
  batch->draws = take(&rest, 4 * most);
}

/* Log-odds become odds, and stand-alone click-through rates. Returns the largest log-odds. */
static double finish_logits(double *odds, double *ctr, int64_t count) {
  double largest = -INFINITY;
  for (int64_t e = 0; e < count; e++)
    largest = odds[e] > largest ? odds[e] : largest;
  walras_exp_batch(odds, odds, count);
  for (int64_t e = 0; e < count; e++)
    ctr[e] = odds[e] / (1.0 + odds[e]);
  return largest;
}

/* rho_ij = mu_0 + scale cos(1.3 i + 0.7 j + 0.37 i j), i and j from 1. */
static void fill_cosines(const struct position_parameters *p, double *logit) {
  for (int64_t i = 0; i < p->advertisers; i++)
    for (int64_t j = 0; j < p->positions; j++) {
      const double x = (double)(i + 1), y = (double)(j + 1);
      logit[i * p->positions + j] = p->logit_mean + p->logit_scale * walras_cos(1.3 * x + 0.7 * y + 0.37 * x * y);
    }
}

static walras_status fill_table(walras_trial *trial, const struct position_parameters *p, double *logit) {
  int64_t rows = p->advertisers, columns = p->positions;
  if (p->instance == INSTANCE_COSINE)
    fill_cosines(p, logit);
  else if (p->ctr_file[0] != '\0')
    return position_read_table(p->ctr_file, &rows, &columns, logit, walras_trial_error(trial));
  else
    for (int64_t i = 0; i < rows; i++)
      memcpy(logit + i * columns, p->ctr_logit.lists[i].values, (size_t)columns * sizeof *logit);
  return WALRAS_OK;
}

static walras_status make_table(walras_trial *trial, const struct position_parameters *p, struct position_source *source) {
  const int64_t cells = p->advertisers * p->positions;
  double *odds = walras_trial_allocate(trial, cells, sizeof *odds), *ctr = walras_trial_allocate(trial, cells, sizeof *ctr);
  if (odds == NULL || ctr == NULL)
    return walras_trial_status(trial);
  const walras_status status = fill_table(trial, p, odds);
  if (status != WALRAS_OK)
    return status;
  if (finish_logits(odds, ctr, cells) > LOGIT_MOST)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_PARAMETER, "logit_scale: log-odds above %d", LOGIT_MOST);
  source->odds = odds;
  source->ctr = ctr;
  return WALRAS_OK;
}

static walras_status make_values(walras_trial *trial, const struct position_parameters *p, struct position_source *source) {
  double *value = NULL;
  source->value = p->values.values;
  if (p->instance != INSTANCE_COSINE)
    return WALRAS_OK;
  value = walras_trial_allocate(trial, p->advertisers, sizeof *value);
  for (int64_t i = 0; value != NULL && i < p->advertisers; i++) {
    const double multiple = 0.6180339887498949 * (double)(i + 1);
    value[i] = multiple - floor(multiple);
  }
  source->value = value;
  return walras_trial_status(trial);
}

walras_status position_source_make(walras_trial *trial, const struct position_parameters *p, const struct position_law *law,
                                   struct position_source *source) {
  *source = (struct position_source){.p = p,
                                     .law = law,
                                     .ads = walras_trial_stream(trial, STREAM_ADS, 0),
                                     .places = walras_trial_stream(trial, STREAM_PLACES, 0),
                                     .contexts = walras_trial_stream(trial, STREAM_CONTEXTS, 0),
                                     .values = walras_trial_stream(trial, STREAM_VALUES, 0)};
  walras_status status = draws_odds(p) ? WALRAS_OK : make_table(trial, p, source);
  if (status == WALRAS_OK && !(p->instance == INSTANCE_LIST && p->values.count == 0) && !draws_odds(p))
    status = make_values(trial, p, source);
  return status;
}

/* A draw block of each auction: two normals, scaled, in the two rows of batch->draws. */
typedef struct normals {
  const walras_stream *stream;
  uint32_t block;
  double sd;
} normals;

static void draw_pair(const normals *n, int64_t first, int64_t count, const struct position_batch *batch) {
  walras_fill_normal_pair(n->stream, (uint64_t)first, count, n->block, batch->draws, batch->draws + batch->most);
  for (int64_t a = 0; a < count; a++) {
    batch->draws[a] *= n->sd;
    batch->draws[batch->most + a] *= n->sd;
  }
}

/* Advertiser pairs: the same number in all positions of a row. */
static void add_ads(const struct position_source *s, int64_t first, int64_t count, const struct position_batch *batch) {
  const int64_t n = s->p->advertisers, m = s->p->positions;
  for (int64_t i = 0; i < n && s->p->ad_sd > 0.0; i++) {
    if (i % 2 == 0)
      draw_pair(&(normals){.stream = &s->ads, .block = (uint32_t)(i / 2), .sd = s->p->ad_sd}, first, count, batch);
    const double *draws = batch->draws + i % 2 * batch->most;
    for (int64_t a = 0; a < count; a++)
      for (int64_t j = 0; j < m; j++)
        batch->odds[(a * n + i) * m + j] += draws[a];
  }
}

static void add_places(const struct position_source *s, int64_t first, int64_t count, const struct position_batch *batch) {
  const int64_t n = s->p->advertisers, m = s->p->positions;
  for (int64_t j = 0; j < m && s->p->position_sd > 0.0; j++) {
    if (j % 2 == 0)
      draw_pair(&(normals){.stream = &s->places, .block = (uint32_t)(j / 2), .sd = s->p->position_sd}, first, count, batch);
    const double *draws = batch->draws + j % 2 * batch->most;
    for (int64_t a = 0; a < count; a++)
      for (int64_t i = 0; i < n; i++)
        batch->odds[(a * n + i) * m + j] += draws[a];
  }
}

/* The first term of the sum: it sets the cells. */
static void set_contexts(const struct position_source *s, int64_t first, int64_t count, const struct position_batch *batch) {
  const int64_t n = s->p->advertisers, m = s->p->positions;
  walras_stream stream = s->contexts;
  for (int64_t e = 0; e < 2 * batch->most; e++)
    batch->draws[e] = 0.0;
  for (int64_t i = 0; i < n; i++) {
    stream.round = (uint32_t)i;
    for (int64_t j = 0; j < m; j++) {
      if (j % 2 == 0 && s->p->context_sd > 0.0)
        draw_pair(&(normals){.stream = &stream, .block = (uint32_t)(j / 2), .sd = s->p->context_sd}, first, count, batch);
      const double *draws = batch->draws + j % 2 * batch->most;
      for (int64_t a = 0; a < count; a++)
        batch->odds[(a * n + i) * m + j] = s->p->logit_mean + draws[a];
    }
  }
}

static void draw_values(const struct position_source *s, int64_t first, int64_t count, const struct position_batch *batch) {
  const int64_t n = s->p->advertisers;
  for (int64_t i = 0; i < n; i++) {
    walras_fill_uniform(&s->values, (uint64_t)first, count, (uint32_t)i, batch->draws);
    for (int64_t a = 0; a < count; a++)
      batch->value[a * n + i] = position_law_value(s->law, batch->draws[a]);
  }
}

double position_draw_batch(const struct position_source *source, int64_t first, int64_t count, struct position_batch *batch) {
  double largest = -INFINITY;
  if (source->odds == NULL) {
    set_contexts(source, first, count, batch);
    add_ads(source, first, count, batch);
    add_places(source, first, count, batch);
    largest = finish_logits(batch->odds, batch->ctr, count * source->p->advertisers * source->p->positions);
  }
  if (source->value == NULL)
    draw_values(source, first, count, batch);
  return largest;
}

const double *position_odds(const struct position_source *source, const struct position_batch *batch, int64_t slot) {
  return source->odds != NULL ? source->odds : batch->odds + slot * source->p->advertisers * source->p->positions;
}

const double *position_ctr(const struct position_source *source, const struct position_batch *batch, int64_t slot) {
  return source->ctr != NULL ? source->ctr : batch->ctr + slot * source->p->advertisers * source->p->positions;
}

const double *position_values(const struct position_source *source, const struct position_batch *batch, int64_t slot) {
  return source->value != NULL ? source->value : batch->value + slot * source->p->advertisers;
}
