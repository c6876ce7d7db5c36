/**
 * Policies with parameters: a score f(x, y) per response from its row of inputs, and pi(y|x) = softmax of the scores. A linear softmax has
 * f = theta phi(x, y); an mlp is a network of the prompt's and the response's features.
 */
#ifndef WALRAS_MODELS_DNO_POLICY_H
#define WALRAS_MODELS_DNO_POLICY_H

#include "models/dno/parameters.h"
#include "numerics/neural/network.h"

struct dno_policy {
  int policy_class;       /* CLASS_LINEAR_SOFTMAX or CLASS_MLP */
  int64_t inputs;         /* numbers per response */
  int64_t parameters;     /* length of theta */
  walras_network network; /* of an mlp */
};

/** For CLASS_TABULAR: no inputs, no parameters. */
struct dno_policy dno_policy_make(const struct dno_parameters *p);

/** theta_1 [parameters]. */
void dno_policy_start(const struct dno_policy *policy, const struct dno_parameters *p, const walras_stream *stream,
                      double *theta);

/** Doubles of working memory of the two functions below. */
int64_t dno_policy_work(const struct dno_policy *policy);

/** out [rows] = f of the rows [rows][inputs]. */
void dno_policy_scores(const struct dno_policy *policy, const double *theta, const double *inputs, int64_t rows, double *work,
                       double *out);

/** Adds the sum over rows of slopes[row] df/dtheta to gradient [parameters]. */
void dno_policy_add_gradient(const struct dno_policy *policy, const double *theta, const double *inputs, int64_t rows,
                             const double *slopes, double *work, double *gradient);

#endif
