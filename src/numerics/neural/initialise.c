#include <math.h>
#include <stddef.h>

#include "numerics/neural/network.h"

/* Weight i from draw `first` + i. */
static void fill_normal(const walras_stream *stream, uint64_t entity, uint32_t first, int64_t count, double deviation,
                        double *weights) {
  for (int64_t i = 0; i < count; i++)
    weights[i] = deviation * walras_normal(stream, entity, first + (uint32_t)i);
}

static void fill_uniform(const walras_stream *stream, uint64_t entity, uint32_t first, int64_t count, double limit,
                         double *weights) {
  walras_fill_uniform_draws(stream, entity, first, count, weights);
  for (int64_t i = 0; i < count; i++)
    weights[i] = limit * (2.0 * weights[i] - 1.0);
}

/* Gram and Schmidt on `count` vectors of length `length`, each element `step` after the other, vectors `next` apart. */
static void orthonormalise(double *v, int64_t count, int64_t next, int64_t length, int64_t step) {
  for (int64_t i = 0; i < count; i++) {
    double *const own = v + i * next;
    for (int64_t pass = 0; pass < 2; pass++) /* twice is enough (Giraud, Langou, Rozloznik 2005) */
      for (int64_t j = 0; j < i; j++) {
        const double *const other = v + j * next;
        double dot = 0.0;
        for (int64_t k = 0; k < length; k++)
          dot += own[k * step] * other[k * step];
        for (int64_t k = 0; k < length; k++)
          own[k * step] -= dot * other[k * step];
      }
    double square = 0.0;
    for (int64_t k = 0; k < length; k++)
      square += own[k * step] * own[k * step];
    const double factor = 1.0 / sqrt(square);
    for (int64_t k = 0; k < length; k++)
      own[k * step] *= factor;
  }
}

static void initialise_weights(walras_weight_init init, int64_t in, int64_t out, const walras_stream *stream, uint64_t entity,
                               uint32_t first, double *weights) {
  const double fan_in = (double)in, fans = (double)(in + out);
  switch (init) {
  case WALRAS_INIT_NORMAL_FAN_IN:
    fill_normal(stream, entity, first, in * out, sqrt(1.0 / fan_in), weights);
    break;
  case WALRAS_INIT_NORMAL_RELU:
    fill_normal(stream, entity, first, in * out, sqrt(2.0 / fan_in), weights);
    break;
  case WALRAS_INIT_GLOROT_UNIFORM:
    fill_uniform(stream, entity, first, in * out, sqrt(6.0 / fans), weights);
    break;
  case WALRAS_INIT_XAVIER_NORMAL:
    fill_normal(stream, entity, first, in * out, sqrt(2.0 / fans), weights);
    break;
  case WALRAS_INIT_ORTHOGONAL:
    fill_normal(stream, entity, first, in * out, 1.0, weights);
    if (in < out)
      orthonormalise(weights, in, out, out, 1);
    else
      orthonormalise(weights, out, 1, in, out);
    break;
  case WALRAS_INIT_ONES:
    for (int64_t i = 0; i < in * out; i++)
      weights[i] = 1.0;
    break;
  }
}

void walras_network_initialise(const walras_network *network, walras_weight_init init, double output_scale,
                               const walras_stream *stream, uint64_t entity, double *parameters) {
  uint32_t draw = 0;
  for (int64_t layer = 0; layer < network->layers; layer++) {
    const int64_t in = network->width[layer], out = network->width[layer + 1];
    initialise_weights(init, in, out, stream, entity, draw, parameters);
    for (int64_t i = 0; layer == network->layers - 1 && i < in * out; i++)
      parameters[i] *= output_scale;
    for (int64_t i = in * out; i < (in + 1) * out; i++)
      parameters[i] = 0.0;
    parameters += (in + 1) * out;
    draw += (uint32_t)((in + 1) * out);
  }
}
