/**
 * The largest order statistics of many independent uniforms on (0, 1), without drawing the others.
 *
 * Renyi (1953): with E_1, E_2, ... independent exponentials of mean 1, the negative logarithms of the order statistics of n uniforms in
 * descending order are E_1/n, E_1/n + E_2/(n-1), ... (exponential spacings). O(kept) time and draws for any n.
 */
#ifndef WALRAS_NUMERICS_DISTRIBUTIONS_ORDER_UNIFORM_H
#define WALRAS_NUMERICS_DISTRIBUTIONS_ORDER_UNIFORM_H

#include <stdint.h>

#include "walras/random.h"

/**
 * out [kept]: the `kept` largest of `count` uniforms, descending, in (0, 1]; 0 <= kept <= count. Uses draws first_draw..first_draw+kept-1.
 * For another law apply its quantile function. A value within 2^-54 of 1 rounds to 1: see below where the distance matters.
 */
void walras_order_uniform_largest(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, int64_t kept,
                                  double *out);
/**
 * The same values as distances from 1, ascending and accurate for huge counts: out[i] = 1 - U, by symmetry also the `kept` smallest of
 * `count` uniforms.
 */
void walras_order_uniform_distances(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count,
                                    int64_t kept, double *out);

#endif
