/**
 * Elementary functions whose last bit does not depend on the processor, the compiler or its options:
 * plain C on IEEE basic operations, without fused multiply-add. libm's own choose code by CPU.
 * Errors: exp and log at most 1 ulp, the others at most 2 ulp, for all arguments; sine and cosine also of the largest doubles. One exception:
 * lgamma below 0 is within the larger of 2 ulp and 2^-80, which matters only within 2^-28 of its zeros there. Special values as in C11
 * Annex F (NaN, infinities, signed zeros, subnormals; domain errors give NaN); errno and the exception flags are not part of the contract.
 * The batch forms (out may equal x) give the same bits as the scalar ones, at vector speed except for lgamma.
 */
#ifndef WALRAS_ELEMENTARY_H
#define WALRAS_ELEMENTARY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

double walras_exp(double x);
double walras_log(double x);
double walras_log1p(double x);
double walras_expm1(double x);
double walras_pow(double x, double y);
double walras_sin(double x);
double walras_cos(double x);
double walras_tanh(double x);
double walras_erf(double x);
double walras_erfc(double x);
double walras_lgamma(double x);          /**< log |Gamma(x)| */
double walras_normal_quantile(double p); /**< inverse of the standard normal cdf on (0,1); 0 and 1 give -inf and inf */
double walras_normal_cdf(double x);

void walras_exp_batch(const double *x, double *out, int64_t count);
void walras_log_batch(const double *x, double *out, int64_t count);
void walras_log1p_batch(const double *x, double *out, int64_t count);
void walras_expm1_batch(const double *x, double *out, int64_t count);
void walras_pow_batch(const double *x, const double *y, double *out, int64_t count);
void walras_sin_batch(const double *x, double *out, int64_t count);
void walras_cos_batch(const double *x, double *out, int64_t count);
/** cos and sin of 2 pi u for u in [0, 1]: what Box-Muller needs, without argument reduction. Either output may be NULL. */
void walras_sincos_turn_batch(const double *turn, double *sine, double *cosine, int64_t count);
void walras_tanh_batch(const double *x, double *out, int64_t count);
void walras_erf_batch(const double *x, double *out, int64_t count);
void walras_erfc_batch(const double *x, double *out, int64_t count);
void walras_lgamma_batch(const double *x, double *out, int64_t count);
void walras_normal_cdf_batch(const double *x, double *out, int64_t count);
void walras_normal_quantile_batch(const double *p, double *out, int64_t count);

/** cos and sin of 2 pi turn, turn in [0, 1]; scalar form of the batch above. */
void walras_sincos_turn(double turn, double *sine, double *cosine);

#ifdef __cplusplus
}
#endif
#endif
