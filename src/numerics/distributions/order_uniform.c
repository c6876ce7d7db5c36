#include "numerics/distributions/order_uniform.h"

#include <assert.h>

#include "walras/elementary.h"

/* out[i] = log of the i-th largest: the running sum of the spacings, with their sign. */
static void log_largest(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, int64_t kept,
                        double *out) {
  assert(kept >= 0 && kept <= count);
  walras_fill_uniform_draws(stream, entity, first_draw, kept, out);
  walras_log_batch(out, out, kept);
  double sum = 0.0;
  for (int64_t i = 0; i < kept; i++) {
    sum += out[i] / (double)(count - i);
    out[i] = sum;
  }
}

void walras_order_uniform_largest(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, int64_t kept,
                                  double *out) {
  log_largest(stream, entity, first_draw, count, kept, out);
  walras_exp_batch(out, out, kept);
}

void walras_order_uniform_distances(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count,
                                    int64_t kept, double *out) {
  log_largest(stream, entity, first_draw, count, kept, out);
  walras_expm1_batch(out, out, kept);
  for (int64_t i = 0; i < kept; i++)
    out[i] = -out[i];
}
