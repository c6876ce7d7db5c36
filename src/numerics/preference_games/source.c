#include "numerics/preference_games/source.h"

#include <assert.h>
#include <stddef.h>

#include "walras/elementary.h"

enum { PIECE = WALRAS_PREFERENCE_PIECE, TILE = 64 };

static void explicit_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  for (int64_t k = 0; k < count; k++)
    out[k] = 0.5 * (s->entries[i * s->n + first + k] - s->entries[(first + k) * s->n + i]);
}

/* sigmoid(x) - 1/2 = tanh(x / 2) / 2, odd in x to the bit. */
static void logistic_margins(double *x, int64_t count) {
  for (int64_t k = 0; k < count; k++)
    x[k] *= 0.5;
  walras_tanh_batch(x, x, count);
  for (int64_t k = 0; k < count; k++)
    x[k] *= 0.5;
}

static void utility_scores(const double *u, double temperature, int64_t i, int64_t first, int64_t count, double *out) {
  for (int64_t k = 0; k < count; k++)
    out[k] = u != NULL ? (u[i] - u[first + k]) / temperature : 0.0;
}

static void scores_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  double skew[PIECE] = {0.0};
  for (int64_t r = 0; r < s->rank; r++) {
    const double *const a = s->features + 2 * r * s->n, *const b = a + s->n;
    for (int64_t k = 0; k < count; k++)
      skew[k] += a[i] * b[first + k] - b[i] * a[first + k];
  }
  utility_scores(s->utilities, s->temperature, i, first, count, out);
  for (int64_t k = 0; k < count; k++)
    out[k] += s->gamma * skew[k];
  if (!s->linear)
    logistic_margins(out, count);
  else
    for (int64_t k = 0; k < count; k++)
      out[k] *= 0.25;
}

/* Response i of n (odd) against j. */
static double cyclic_margin(int64_t n, double margin, int64_t i, int64_t j) {
  const int64_t ahead = j >= i ? j - i : j - i + n;
  return ahead == 0 ? 0.0 : ahead <= (n - 1) / 2 ? margin : -margin;
}

static double condorcet_margin(const walras_preference_source *s, int64_t i, int64_t j) {
  if (i == 0 || j == 0)
    return i == j ? 0.0 : i == 0 ? s->gap : -s->gap;
  return cyclic_margin(s->n - 1, s->margin, i - 1, j - 1);
}

static double rps3_margin(const walras_preference_source *s, int64_t i, int64_t j) {
  return i == j ? 0.0 : j == (i + 1) % 3 ? s->margins[i] : -s->margins[j];
}

/* -M_ji for j = first..first+count-1, all > i: the lower triangle's draws, at scattered places. */
static void upper_draws(const walras_stream *draws, int64_t i, int64_t first, int64_t count, double *out) {
  uint64_t pairs[PIECE] = {0};
  uint32_t low[PIECE] = {0}, high[PIECE] = {0};
  static const uint32_t blocks[PIECE] = {0};
  uint32_t *const words[4] = {low, high, NULL, NULL};
  for (int64_t k = 0; k < count; k++)
    pairs[k] = (uint64_t)((first + k) * (first + k - 1) / 2 + i);
  walras_fill_words_at(draws, count, pairs, blocks, words);
  for (int64_t k = 0; k < count; k++)
    out[k] = 0.5 - walras_uniform_from_bits(low[k] | (uint64_t)high[k] << 32);
}

static void uniform_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  const int64_t row = i * (i - 1) / 2, below = first >= i ? 0 : i - first < count ? i - first : count;
  walras_fill_uniform(&s->draws, (uint64_t)(row + first), below, 0, out);
  for (int64_t k = 0; k < below; k++)
    out[k] -= 0.5;
  const int64_t above = i + 1 > first ? i + 1 - first : 0;
  if (i >= first && i < first + count)
    out[i - first] = 0.0;
  if (above < count)
    upper_draws(&s->draws, i, first + above, count - above, out + above);
}

static void mixture_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  double margins[PIECE];
  for (int64_t k = 0; k < count; k++)
    out[k] = 0.0;
  for (int64_t type = 0; type < s->types; type++) {
    utility_scores(s->utilities + type * s->n, s->temperature, i, first, count, margins);
    logistic_margins(margins, count);
    for (int64_t k = 0; k < count; k++)
      out[k] += s->weights[type] * margins[k];
  }
}

static void blend_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  double second[PIECE];
  assert(s->first->kind != WALRAS_PREFERENCE_BLEND && s->second->kind != WALRAS_PREFERENCE_BLEND);
  walras_preference_piece(s->first, i, first, count, out);
  walras_preference_piece(s->second, i, first, count, second);
  for (int64_t k = 0; k < count; k++)
    out[k] = (1.0 - s->weight) * out[k] + s->weight * second[k];
}

static double small_rule(const walras_preference_source *s, int64_t i, int64_t j) {
  switch (s->kind) {
  case WALRAS_PREFERENCE_CYCLIC:
    return cyclic_margin(s->n, s->margin, i, j);
  case WALRAS_PREFERENCE_CONDORCET:
    return condorcet_margin(s, i, j);
  default:
    return rps3_margin(s, i, j);
  }
}

void walras_preference_piece(const walras_preference_source *s, int64_t i, int64_t first, int64_t count, double *out) {
  assert(count <= PIECE && first >= 0 && first + count <= s->n && i >= 0 && i < s->n);
  switch (s->kind) {
  case WALRAS_PREFERENCE_EXPLICIT:
    explicit_piece(s, i, first, count, out);
    break;
  case WALRAS_PREFERENCE_SCORES:
    scores_piece(s, i, first, count, out);
    break;
  case WALRAS_PREFERENCE_UNIFORM:
    uniform_piece(s, i, first, count, out);
    break;
  case WALRAS_PREFERENCE_MIXTURE:
    mixture_piece(s, i, first, count, out);
    break;
  case WALRAS_PREFERENCE_BLEND:
    blend_piece(s, i, first, count, out);
    break;
  default:
    for (int64_t k = 0; k < count; k++)
      out[k] = small_rule(s, i, first + k);
  }
}

static void row_to(const walras_preference_source *s, int64_t i, int64_t end, double *out) {
  for (int64_t first = 0; first < end; first += PIECE)
    walras_preference_piece(s, i, first, end - first < PIECE ? end - first : PIECE, out + first);
}

void walras_preference_rows(const walras_preference_source *s, int64_t first, int64_t count, double *out) {
  for (int64_t k = 0; k < count; k++)
    row_to(s, first + k, s->n, out + k * s->n);
}

/* The upper triangle from the lower one, in tiles that stay in the cache. */
static void mirror(double *m, int64_t n, int64_t row, int64_t column) {
  const int64_t row_end = row + TILE < n ? row + TILE : n, column_end = column + TILE < n ? column + TILE : n;
  for (int64_t i = row; i < row_end; i++)
    for (int64_t j = column; j < column_end && j < i; j++)
      m[j * n + i] = 0.0 - m[i * n + j]; /* no -0 */
}

void walras_preference_matrix(const walras_preference_source *s, double *out) {
  for (int64_t i = 0; i < s->n; i++) {
    row_to(s, i, i, out + i * s->n);
    out[i * s->n + i] = 0.0;
  }
  for (int64_t row = 0; row < s->n; row += TILE)
    for (int64_t column = 0; column <= row; column += TILE)
      mirror(out, s->n, row, column);
}

void walras_preference_ramp(double scale, int64_t n, double *utilities) {
  for (int64_t i = 0; i < n; i++)
    utilities[i] = scale * (0.5 - (double)i / (double)(n - 1));
}

void walras_preference_disc(double low, double high, double phase, int64_t n, double *features) {
  const double turn = 0x1.921fb54442d18p2;
  for (int64_t i = 0; i < n; i++) {
    const double share = (double)i / (double)(n - 1), radius = low + (high - low) * share;
    const double angle = turn * ((double)i / (double)n) + phase;
    features[i] = radius * walras_cos(angle);
    features[n + i] = radius * walras_sin(angle);
  }
}
