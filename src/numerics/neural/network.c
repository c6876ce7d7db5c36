#include "numerics/neural/network.h"

#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "numerics/neural/product.h"
#include "walras/elementary.h"

enum { BLOCK = WALRAS_NEURAL_BLOCK };

walras_network walras_network_make(int64_t inputs, int64_t hidden_layers, int64_t hidden_width, walras_activation hidden,
                                   int64_t outputs) {
  assert(inputs >= 0 && outputs >= 1 && hidden_layers >= 0 && hidden_layers < WALRAS_NEURAL_LAYERS);
  assert(hidden_layers == 0 || hidden_width >= 1);
  walras_network network = {.layers = hidden_layers + 1, .width = {inputs}};
  for (int64_t layer = 0; layer < hidden_layers; layer++) {
    network.width[layer + 1] = hidden_width;
    network.activation[layer] = hidden;
  }
  network.width[hidden_layers + 1] = outputs;
  network.activation[hidden_layers] = WALRAS_ACTIVATION_LINEAR;
  return network;
}

static int64_t layer_parameters(const walras_network *network, int64_t layer) {
  return (network->width[layer] + 1) * network->width[layer + 1];
}

int64_t walras_network_parameters(const walras_network *network) {
  int64_t count = 0;
  for (int64_t layer = 0; layer < network->layers; layer++)
    count += layer_parameters(network, layer);
  return count;
}

/* The activations of all layers, then, for the way back: two gradients of the widest layer and the largest weights transposed. */
static int64_t activations(const walras_network *network) {
  int64_t count = 0;
  for (int64_t layer = 0; layer < network->layers; layer++)
    count += BLOCK * network->width[layer + 1];
  return count;
}

static int64_t widest(const walras_network *network) {
  int64_t most = 0;
  for (int64_t layer = 0; layer <= network->layers; layer++)
    most = network->width[layer] > most ? network->width[layer] : most;
  return most;
}

int64_t walras_network_work(const walras_network *network) {
  int64_t weights = 0;
  for (int64_t layer = 0; layer < network->layers; layer++) {
    const int64_t count = network->width[layer] * network->width[layer + 1];
    weights = count > weights ? count : weights;
  }
  return activations(network) + 2 * BLOCK * widest(network) + weights;
}

static void activate(walras_activation activation, int64_t count, double *x) {
  switch (activation) {
  case WALRAS_ACTIVATION_LINEAR:
    break;
  case WALRAS_ACTIVATION_TANH:
    walras_tanh_batch(x, x, count);
    break;
  case WALRAS_ACTIVATION_RELU:
    for (int64_t i = 0; i < count; i++)
      x[i] = x[i] > 0.0 ? x[i] : 0.0;
    break;
  case WALRAS_ACTIVATION_LEAKY_RELU:
    for (int64_t i = 0; i < count; i++)
      x[i] = x[i] > 0.0 ? x[i] : 0.01 * x[i];
    break;
  case WALRAS_ACTIVATION_SIGMOID: /* by the tangent: no overflow */
    for (int64_t i = 0; i < count; i++)
      x[i] *= 0.5;
    walras_tanh_batch(x, x, count);
    for (int64_t i = 0; i < count; i++)
      x[i] = 0.5 + 0.5 * x[i];
    break;
  }
}

/* gradient *= the activation's derivative, which its value y tells. */
static void deactivate(walras_activation activation, int64_t count, const double *y, double *gradient) {
  switch (activation) {
  case WALRAS_ACTIVATION_LINEAR:
    break;
  case WALRAS_ACTIVATION_TANH:
    for (int64_t i = 0; i < count; i++)
      gradient[i] *= 1.0 - y[i] * y[i];
    break;
  case WALRAS_ACTIVATION_RELU:
    for (int64_t i = 0; i < count; i++)
      gradient[i] = y[i] > 0.0 ? gradient[i] : 0.0;
    break;
  case WALRAS_ACTIVATION_LEAKY_RELU:
    for (int64_t i = 0; i < count; i++)
      gradient[i] = y[i] > 0.0 ? gradient[i] : 0.01 * gradient[i];
    break;
  case WALRAS_ACTIVATION_SIGMOID:
    for (int64_t i = 0; i < count; i++)
      gradient[i] *= y[i] * (1.0 - y[i]);
    break;
  }
}

const double *walras_network_forward(const walras_network *network, const double *parameters, int64_t samples,
                                     const double *inputs, double *work) {
  assert(samples >= 1 && samples <= BLOCK);
  const double *x = inputs;
  double *y = work;
  for (int64_t layer = 0; layer < network->layers; layer++) {
    const int64_t in = network->width[layer], out = network->width[layer + 1];
    for (int64_t sample = 0; sample < samples; sample++)
      memcpy(y + sample * out, parameters + in * out, (size_t)out * sizeof *y);
    walras_product_add(&(walras_product){.rows = samples,
                                         .inner = in,
                                         .columns = out,
                                         .a = x,
                                         .a_row = in,
                                         .a_inner = 1,
                                         .b = parameters,
                                         .b_inner = out,
                                         .c = y,
                                         .c_row = out});
    activate(network->activation[layer], samples * out, y);
    parameters += layer_parameters(network, layer);
    x = y;
    y += BLOCK * out;
  }
  return x;
}

/* Of one layer: x [samples][in] went in, d [samples][out] is the loss's gradient with respect to x W + b. */
static void add_layer_gradient(int64_t samples, int64_t in, int64_t out, const double *x, const double *d, double *gradient) {
  walras_product_add(&(walras_product){.rows = in,
                                       .inner = samples,
                                       .columns = out,
                                       .a = x,
                                       .a_row = 1,
                                       .a_inner = in,
                                       .b = d,
                                       .b_inner = out,
                                       .c = gradient,
                                       .c_row = out});
  double *const bias = gradient + in * out;
  for (int64_t sample = 0; sample < samples; sample++)
    for (int64_t unit = 0; unit < out; unit++)
      bias[unit] += d[sample * out + unit];
}

static void pass_back(int64_t samples, int64_t in, int64_t out, const double *weights, const double *d, double *transposed,
                      double *result) {
  walras_transpose(in, out, weights, transposed);
  memset(result, 0, (size_t)(samples * in) * sizeof *result);
  walras_product_add(&(walras_product){.rows = samples,
                                       .inner = out,
                                       .columns = in,
                                       .a = d,
                                       .a_row = out,
                                       .a_inner = 1,
                                       .b = transposed,
                                       .b_inner = in,
                                       .c = result,
                                       .c_row = in});
}

void walras_network_backward(const walras_network *network, const double *parameters, int64_t samples, const double *inputs,
                             double *work, const double *output_gradient, double *gradient, double *input_gradient) {
  assert(samples >= 1 && samples <= BLOCK);
  int64_t offset = walras_network_parameters(network);
  const double *y = work + activations(network); /* behind the last layer's */
  double *d = work + activations(network), *below = d + BLOCK * widest(network);
  double *const transposed = below + BLOCK * widest(network);
  memcpy(d, output_gradient, (size_t)(samples * walras_network_outputs(network)) * sizeof *d);
  for (int64_t layer = network->layers - 1; layer >= 0; layer--) {
    const int64_t in = network->width[layer], out = network->width[layer + 1];
    y -= BLOCK * out;
    offset -= layer_parameters(network, layer);
    deactivate(network->activation[layer], samples * out, y, d);
    const double *const x = layer > 0 ? y - BLOCK * in : inputs;
    add_layer_gradient(samples, in, out, x, d, gradient + offset);
    double *const result = layer > 0 ? below : input_gradient;
    if (result != NULL)
      pass_back(samples, in, out, parameters + offset, d, transposed, result);
    below = d;
    d = result;
  }
}
