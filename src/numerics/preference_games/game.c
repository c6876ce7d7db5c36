#include "numerics/preference_games/game.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "numerics/elementary/dispatch.h"
#include "numerics/preference_games/dots.h"
#include "numerics/preference_games/policy.h"

enum { PIECE = WALRAS_PREFERENCE_PIECE };

bool walras_preference_is_implicit(const walras_preference_source *s) {
  return s->kind == WALRAS_PREFERENCE_CYCLIC || s->kind == WALRAS_PREFERENCE_CONDORCET || s->kind == WALRAS_PREFERENCE_RPS3 ||
         (s->kind == WALRAS_PREFERENCE_SCORES && s->linear && s->utilities == NULL);
}

/* out = margin * (mass of the next (n - 1) / 2 responses - mass of the others but itself), by a window that moves one response at a time. The
 * window's sum is carried with its rounding error, so that n moves lose nothing. */
static void cyclic_product(int64_t n, double margin, const double *q, double *out) {
  const int64_t half = (n - 1) / 2;
  double ahead = walras_policy_sum(q + 1, half), behind = walras_policy_sum(q + 1 + half, half), lost_ahead = 0.0,
         lost_behind = 0.0;
  for (int64_t i = 0; i < n; i++) {
    out[i] = margin * ((ahead + lost_ahead) - (behind + lost_behind));
    /* i becomes one of those behind; its next leaves those ahead, and the first of those behind joins them. */
    const double next = q[i + 1 < n ? i + 1 : 0], joins = q[i + 1 + half < n ? i + 1 + half : i + 1 + half - n];
    const double moves[2][2] = {{-next, joins}, {-joins, q[i]}};
    double *const sums[2] = {&ahead, &behind}, *const lost[2] = {&lost_ahead, &lost_behind};
    for (int side = 0; side < 2; side++)
      for (int k = 0; k < 2; k++) {
        const double x = moves[side][k], sum = *sums[side] + x, part = sum - *sums[side];
        *lost[side] += (*sums[side] - (sum - part)) + (x - part);
        *sums[side] = sum;
      }
  }
}

static void condorcet_product(const walras_preference_source *s, const double *q, double *out) {
  cyclic_product(s->n - 1, s->margin, q + 1, out + 1);
  for (int64_t i = 1; i < s->n; i++)
    out[i] -= s->gap * q[0];
  out[0] = s->gap * walras_policy_sum(q + 1, s->n - 1);
}

static void skew_product(const walras_preference_source *s, const double *q, double *out) {
  for (int64_t i = 0; i < s->n; i++)
    out[i] = 0.0;
  for (int64_t r = 0; r < s->rank; r++) {
    const double *const a = s->features + 2 * r * s->n, *const b = a + s->n;
    const double from_a = walras_policy_dot(a, q, s->n), from_b = walras_policy_dot(b, q, s->n);
    for (int64_t i = 0; i < s->n; i++)
      out[i] += a[i] * from_b - b[i] * from_a;
  }
  for (int64_t i = 0; i < s->n; i++)
    out[i] *= 0.25 * s->gamma;
}

static void implicit_product(const walras_preference_source *s, const double *q, double *out) {
  switch (s->kind) {
  case WALRAS_PREFERENCE_CYCLIC:
    cyclic_product(s->n, s->margin, q, out);
    break;
  case WALRAS_PREFERENCE_CONDORCET:
    condorcet_product(s, q, out);
    break;
  case WALRAS_PREFERENCE_RPS3:
    for (int64_t i = 0; i < 3; i++)
      out[i] = s->margins[i] * q[(i + 1) % 3] - s->margins[(i + 2) % 3] * q[(i + 2) % 3];
    break;
  default:
    skew_product(s, q, out);
  }
}

void walras_preference_product(const walras_preference_game *game, const double *q, double *out) {
  if (game->margins != NULL) {
    walras_preference_rows_product(game->margins, game->n, game->n, game->scale, q, out);
    return;
  }
  if (!walras_preference_is_implicit(game->source)) {
    walras_preference_made_product(game->source, 0, game->n, game->scale, q, out);
    return;
  }
  implicit_product(game->source, q, out);
  for (int64_t i = 0; i < game->n; i++)
    out[i] *= game->scale;
}

/* Runs in the binary tree of walras_policy_dot. */
static void tree_of_dots(walras_dots *dots, const double *rows, int64_t stride, int64_t count, const double *q, int64_t n,
                         double *out) {
  if (n <= WALRAS_DOTS_RUN) {
    dots(rows, stride, count, q, n, out);
    return;
  }
  double right[WALRAS_DOTS_ROWS];
  int64_t left = WALRAS_DOTS_RUN;
  while (2 * left < n)
    left *= 2;
  tree_of_dots(dots, rows, stride, count, q, left, out);
  tree_of_dots(dots, rows + left, stride, count, q + left, n - left, right);
  for (int64_t row = 0; row < count; row++)
    out[row] += right[row];
}

void walras_preference_rows_product(const double *rows, int64_t count, int64_t n, double scale, const double *q, double *out) {
  static walras_dots *const paths[] = {walras_dots_baseline, walras_dots_avx2, walras_dots_avx512};
  walras_dots *const dots = paths[walras_simd_path_get()];
  for (int64_t row = 0; row < count; row += WALRAS_DOTS_ROWS) {
    const int64_t size = count - row < WALRAS_DOTS_ROWS ? count - row : WALRAS_DOTS_ROWS;
    tree_of_dots(dots, rows + row * n, n, size, q, n, out + row);
    for (int64_t k = row; k < row + size; k++)
      out[k] *= scale;
  }
}

/* One row's dot product in the order of walras_policy_dot, made piece by piece in a run, and runs in a binary tree. */
static double made_dot(const walras_preference_source *s, int64_t i, const double *q, int64_t first, int64_t n) {
  enum { RUN = 4096 };
  if (n > RUN) {
    int64_t left = RUN;
    while (2 * left < n)
      left *= 2;
    return made_dot(s, i, q, first, left) + made_dot(s, i, q, first + left, n - left);
  }
  double row[RUN];
  for (int64_t k = 0; k < n; k += PIECE)
    walras_preference_piece(s, i, first + k, n - k < PIECE ? n - k : PIECE, row + k);
  return walras_policy_dot(row, q + first, n);
}

void walras_preference_made_product(const walras_preference_source *source, int64_t first, int64_t count, double scale,
                                    const double *q, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = scale * made_dot(source, first + i, q, 0, source->n);
}

double walras_preference_probability(const walras_preference_game *game, int64_t i, int64_t j) {
  double margin;
  if (game->margins != NULL)
    margin = game->margins[i * game->n + j];
  else
    walras_preference_piece(game->source, i, j, 1, &margin);
  return 0.5 + game->scale * margin;
}

double walras_preference_value(const walras_preference_game *game, const double *p, const double *q, double *work) {
  walras_preference_product(game, q, work);
  return 0.5 + walras_policy_dot(p, work, game->n);
}

void walras_preference_tie(double *margins, int64_t count, double band) {
  for (int64_t i = 0; i < count; i++)
    margins[i] = fabs(margins[i]) < band ? 0.0 : margins[i];
}
