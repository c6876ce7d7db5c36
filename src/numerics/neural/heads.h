/** What stands on a network's outputs: softmax over choices, Gaussian over actions. Rows are samples; natural logarithms. */
#ifndef WALRAS_NUMERICS_NEURAL_HEADS_H
#define WALRAS_NUMERICS_NEURAL_HEADS_H

#include <stdint.h>

/** log_probabilities [samples][choices] of logits [samples][choices]; they may be the same array. Finite logits of any size. */
void walras_log_softmax(int64_t samples, int64_t choices, const double *logits, double *log_probabilities);

/**
 * For a loss with derivatives log_gradient [samples][choices] with respect to the log-probabilities: its derivatives with respect to the logits,
 * log_gradient - softmax * (sum of log_gradient over the row). The arrays may be the same.
 */
void walras_log_softmax_backward(int64_t samples, int64_t choices, const double *log_probabilities, const double *log_gradient,
                                 double *logit_gradient);

/** Entropy of one row, in nats; choices of probability zero (log -infinity) count nothing. */
double walras_softmax_entropy(int64_t choices, const double *log_probabilities);

/** log density of actions [dimensions] under independent normals with means and log standard deviations [dimensions]. */
double walras_gaussian_log_density(int64_t dimensions, const double *mean, const double *log_deviation, const double *action);

/** Its derivatives times `weight`: with respect to the means written, with respect to the log deviations added. */
void walras_gaussian_log_density_backward(int64_t dimensions, const double *mean, const double *log_deviation,
                                          const double *action, double weight, double *mean_gradient,
                                          double *log_deviation_gradient);

/** Differential entropy of those normals, in nats. */
double walras_gaussian_entropy(int64_t dimensions, const double *log_deviation);

#endif
