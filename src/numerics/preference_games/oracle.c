#include "numerics/preference_games/oracle.h"

#include <math.h>

#include "numerics/random/multinomial.h"

/* Pairs of one entity, two draws each; responses whose counts fit into the draws of one entity. */
enum { PAIRS = 1 << 16, COUNTED = 4096 };

bool walras_preference_duel(const walras_preference_game *game, int64_t i, int64_t j, double uniform) {
  return uniform < walras_preference_probability(game, i, j);
}

void walras_preference_cumulate(const double *p, int64_t n, double *cumulative) {
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++) {
    sum += p[i];
    cumulative[i] = sum;
  }
}

static int64_t wins_of(double margin, int64_t comparisons, const walras_stream *stream, uint64_t entity) {
  walras_draw_sequence draws = {.stream = *stream, .entity = entity};
  return walras_binomial_count(&draws, comparisons, fmin(fmax(0.5 + margin, 0.0), 1.0));
}

void walras_preference_estimate(const double *margins, int64_t n, int64_t comparisons, const walras_stream *stream,
                                uint64_t first, double *out) {
  for (int64_t i = 0; i < n; i++)
    out[i] = (double)wins_of(margins[i], comparisons, stream, first + (uint64_t)i) / (double)comparisons;
}

int64_t walras_preference_tally_entities(int64_t n, int64_t comparisons) {
  return n + 2 + comparisons / PAIRS;
}

/* Pair by pair: as cheap as the number of pairs, whatever that of responses. */
static void tally_pairs(const double *cumulative, const double *margins, int64_t n, int64_t comparisons,
                        const walras_stream *stream, uint64_t entity, int64_t *counts, int64_t *wins) {
  for (int64_t i = 0; i < n; i++)
    counts[i] = wins[i] = 0;
  for (int64_t pair = 0; pair < comparisons; pair++) {
    const uint64_t place = entity + (uint64_t)(pair / PAIRS);
    const uint32_t draw = (uint32_t)(2 * (pair % PAIRS));
    const int64_t i = walras_categorical(stream, place, draw, cumulative, n);
    counts[i]++;
    wins[i] += walras_uniform(stream, place, draw + 1) < 0.5 + margins[i];
  }
}

/* By counts: as cheap as the number of responses, whatever that of pairs. */
static void tally_counts(const double *p, const double *margins, int64_t n, int64_t comparisons, const walras_stream *stream,
                         uint64_t entity, int64_t *counts, int64_t *wins) {
  walras_draw_sequence draws = {.stream = *stream, .entity = entity};
  walras_multinomial_counts(&draws, comparisons, p, n, counts);
  for (int64_t i = 0; i < n; i++)
    wins[i] = counts[i] > 0 ? wins_of(margins[i], counts[i], stream, entity + 1 + (uint64_t)i) : 0;
}

void walras_preference_tally(const double *p, const double *margins, int64_t n, int64_t comparisons, const walras_stream *stream,
                             uint64_t entity, int64_t *counts, int64_t *wins, double *work) {
  if (n > COUNTED || comparisons <= 4 * n) {
    walras_preference_cumulate(p, n, work);
    tally_pairs(work, margins, n, comparisons, stream, entity, counts, wins);
  } else {
    tally_counts(p, margins, n, comparisons, stream, entity, counts, wins);
  }
}
