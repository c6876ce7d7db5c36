/**
 * Feed-forward networks of dense layers, in double precision and in a fixed order of operations: the same bits for any vector width, compiler
 * and number of threads. Nothing here keeps state: a network is a description, its parameters are one flat vector of the caller's.
 *
 * Parameters, layer after layer: weights [inputs][outputs], then biases [outputs]. Samples are rows: x [samples][inputs].
 *
 * A gradient over many samples is the ordered sum over blocks of WALRAS_NEURAL_BLOCK of them: make the samples a population with that block size
 * and let walras_network_backward add to the block's sums (walras_block.sums), which the block tree combines.
 */
#ifndef WALRAS_NUMERICS_NEURAL_NETWORK_H
#define WALRAS_NUMERICS_NEURAL_NETWORK_H

#include <stdint.h>

#include "walras/random.h"

enum { WALRAS_NEURAL_BLOCK = 32, WALRAS_NEURAL_LAYERS = 16 };

typedef enum walras_activation {
  WALRAS_ACTIVATION_LINEAR,
  WALRAS_ACTIVATION_TANH,
  WALRAS_ACTIVATION_RELU,
  WALRAS_ACTIVATION_LEAKY_RELU, /**< slope 0.01 below 0 */
  WALRAS_ACTIVATION_SIGMOID
} walras_activation;

/** Layer l takes width[l] numbers to width[l + 1] of them: activation[l] of (x W + b). */
typedef struct walras_network {
  int64_t layers; /**< 1..WALRAS_NEURAL_LAYERS */
  int64_t width[WALRAS_NEURAL_LAYERS + 1];
  walras_activation activation[WALRAS_NEURAL_LAYERS];
} walras_network;

/** `hidden_layers` (0..WALRAS_NEURAL_LAYERS - 1) layers of `hidden_width` with `hidden`, then a linear one. Widths >= 1; `inputs` may be 0:
 *  biases alone. */
walras_network walras_network_make(int64_t inputs, int64_t hidden_layers, int64_t hidden_width, walras_activation hidden,
                                   int64_t outputs);

static inline int64_t walras_network_inputs(const walras_network *network) {
  return network->width[0];
}
static inline int64_t walras_network_outputs(const walras_network *network) {
  return network->width[network->layers];
}
/** Length of the flat vector of parameters; a layer's weights begin at the sum of the layers before it. */
int64_t walras_network_parameters(const walras_network *network);
/** Doubles of work for a block of at most WALRAS_NEURAL_BLOCK samples. */
int64_t walras_network_work(const walras_network *network);

/**
 * The outputs [samples][outputs] for inputs [samples][inputs], 1..WALRAS_NEURAL_BLOCK samples. They stand in `work` [walras_network_work], which keeps
 * every layer's activations for the way back.
 */
const double *walras_network_forward(const walras_network *network, const double *parameters, int64_t samples,
                                     const double *inputs, double *work);

/**
 * After walras_network_forward with the same arguments: for a loss with derivatives output_gradient [samples][outputs] with respect to the outputs, adds
 * its derivatives with respect to the parameters to gradient [parameters], sample after sample, and writes those with respect to the inputs to
 * input_gradient [samples][inputs] (NULL: not wanted). Overwrites the work behind the activations only: it may be called again.
 */
void walras_network_backward(const walras_network *network, const double *parameters, int64_t samples, const double *inputs,
                             double *work, const double *output_gradient, double *gradient, double *input_gradient);

/** Laws of the first weights; biases begin at 0. Fan-in and fan-out are the layer's inputs and outputs. */
typedef enum walras_weight_init {
  WALRAS_INIT_NORMAL_FAN_IN,  /**< N(0, 1 / fan-in) */
  WALRAS_INIT_NORMAL_RELU,    /**< N(0, 2 / fan-in) (He, Zhang, Ren, Sun 2015) */
  WALRAS_INIT_GLOROT_UNIFORM, /**< U(-l, l), l^2 = 6 / (fan-in + fan-out) (Glorot, Bengio 2010) */
  WALRAS_INIT_XAVIER_NORMAL,  /**< N(0, 2 / (fan-in + fan-out)) */
  WALRAS_INIT_ORTHOGONAL,     /**< orthonormal rows or columns, the fewer of them (Saxe, McClelland, Ganguli 2014) */
  WALRAS_INIT_ONES
} walras_weight_init;

/**
 * First parameters from draws 0.. of `entity` of the stream, one per parameter. The last layer's weights are multiplied by output_scale (1: as they
 * are; a policy begins near uniform with 0.01).
 */
void walras_network_initialise(const walras_network *network, walras_weight_init init, double output_scale,
                               const walras_stream *stream, uint64_t entity, double *parameters);

#endif
