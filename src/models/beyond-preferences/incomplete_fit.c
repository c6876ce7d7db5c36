#include "models/beyond-preferences/incomplete_fit.h"

#include <math.h>

#include "numerics/roots/roots.h"
#include "walras/elementary.h"

/* A pair is incomparable below an angle t = alpha / 2 of its difference to the second axis. The profile likelihood of alpha is a step function
 * with a step at every pair, so it is looked at where it is exact: at the edges of bins of sin t, then of finer bins around the best. */
enum { BINS = 4096 };
enum { PAIRS, DEFAULTS, VIOLATIONS, KINDS };

static const double LAPSE = 1e-6; /* of choosing against both weight vectors */

typedef struct bins_context {
  const choice_law *law;
  double low, width; /* bin k holds sin t in [low + width k, low + width (k + 1)); the rest goes to the bins below and above */
} bins_context;

enum { BELOW = BINS, ABOVE, ALL_BINS };

static int64_t bin_of(const bins_context *c, double along, double across) {
  const double length = sqrt(along * along + across * across), place = (fabs(along) / length - c->low) / c->width;
  return place < 0.0 ? BELOW : place >= BINS ? ABOVE : (int64_t)place;
}

static walras_status bin_block(const walras_block *block, void *context) {
  const bins_context *c = context;
  choice_chunk chunk;
  for (int64_t from = 0; from < block->count; from += CHOICE_CHUNK) {
    choice_draw(c->law, block->first + from, block->count - from < CHOICE_CHUNK ? block->count - from : CHOICE_CHUNK, &chunk);
    for (int64_t i = 0; i < chunk.count; i++) {
      int64_t *counts = block->counts + KINDS * bin_of(c, chunk.column[0][i], chunk.column[1][i]);
      const bool takes_x = chunk.label[i] > 0.5;
      counts[PAIRS]++;
      counts[DEFAULTS] += takes_x == (chunk.column[2][i] > 0.0);
      counts[VIOLATIONS] += takes_x != (chunk.column[0][i] > 0.0);
    }
  }
  return WALRAS_OK;
}

static double times_log(double count, double share) {
  return count > 0.0 ? count * walras_log(share) : 0.0;
}

/* Log-likelihood when the pairs of `inside` are incomparable and those of `outside` are not. */
static double likelihood(const int64_t inside[KINDS], const int64_t outside[KINDS]) {
  const double pairs = (double)inside[PAIRS], defaults = (double)inside[DEFAULTS], violations = (double)outside[VIOLATIONS];
  return times_log(defaults, defaults / pairs) + times_log(pairs - defaults, 1.0 - defaults / pairs) +
         violations * walras_log(LAPSE) + ((double)outside[PAIRS] - violations) * walras_log1p(-LAPSE);
}

typedef struct profile {
  int64_t edge; /* the best: bins below it are incomparable */
  double value;
  int64_t inside[KINDS];
} profile;

static profile best_edge(const int64_t *counts) {
  int64_t inside[KINDS], outside[KINDS];
  profile best = {.edge = 0, .value = -INFINITY};
  for (int k = 0; k < KINDS; k++) {
    inside[k] = counts[KINDS * BELOW + k];
    outside[k] = counts[KINDS * ABOVE + k];
    for (int64_t bin = 0; bin < BINS; bin++)
      outside[k] += counts[KINDS * bin + k];
  }
  for (int64_t edge = 0; edge <= BINS; edge++) {
    const double value = likelihood(inside, outside);
    if (value > best.value) {
      best = (profile){.edge = edge, .value = value, .inside = {inside[0], inside[1], inside[2]}};
    }
    for (int k = 0; edge < BINS && k < KINDS; k++) {
      inside[k] += counts[KINDS * edge + k];
      outside[k] -= counts[KINDS * edge + k];
    }
  }
  return best;
}

static double sine_less(double angle, void *context) {
  return walras_sin(angle) - *(const double *)context;
}

static double arcsine(double sine) {
  double angle = 0.0;
  walras_brent_root(sine_less, &sine, (walras_bracket){0.0, 0x1.921fb54442d18p0}, 1e-15, &angle);
  return angle;
}

walras_status record_incomplete_fit(walras_trial *trial, walras_population *population, const choice_law *law, double entropy) {
  bins_context c = {.law = law, .low = 0.0, .width = 1.0 / BINS};
  walras_reduction *counts = NULL;
  profile best = {.edge = 0};
  walras_status status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = KINDS * ALL_BINS}, &counts);
  for (int pass = 0; status == WALRAS_OK && pass < 2; pass++) {
    if (pass > 0) {
      c.low += c.width * (double)(best.edge - 1);
      c.width *= 2.0 / BINS;
    }
    status = walras_for_each_block(population, bin_block, &c, counts);
    if (status == WALRAS_OK)
      best = best_edge(walras_reduction_counts(counts));
  }
  if (status != WALRAS_OK)
    return status;
  const double sine = fmin(fmax(c.low + c.width * (double)best.edge, 0.0), 1.0);
  walras_record_real(trial, ALPHA_HAT, 2.0 * arcsine(sine));
  walras_record_real(trial, S_HAT,
                     best.inside[PAIRS] > 0 ? (double)best.inside[DEFAULTS] / (double)best.inside[PAIRS] : (double)NAN);
  walras_record_real(trial, EXCESS_LOSS_INCOMPLETE, -best.value / (double)law->p->observations - entropy);
  return WALRAS_OK;
}
