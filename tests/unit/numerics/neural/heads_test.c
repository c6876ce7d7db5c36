/* Softmax and Gaussian heads: closed forms and derivatives. */
#include "numerics/neural/heads.h"

#include "gradient_check.h"
#include "unit.h"

static void softmax_of_huge_logits_stays_finite_and_adds_up_to_one(void) {
  const double logits[6] = {1e6, 1e6, 1e6 - 700.0, -3.0, -3.0, -3.0};
  double log_p[6];
  walras_log_softmax(2, 3, logits, log_p);
  CU_ASSERT_DOUBLE_EQUAL(log_p[0], -log(2.0), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(log_p[2], -700.0 - log(2.0), 1e-12);
  for (int i = 3; i < 6; i++)
    CU_ASSERT_DOUBLE_EQUAL(log_p[i], -log(3.0), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_softmax_entropy(3, log_p + 3), log(3.0), 1e-15);
  const double sure[2] = {0.0, -(double)INFINITY};
  CU_ASSERT_EQUAL(walras_softmax_entropy(2, sure), 0.0);
}

static const double WEIGHTS[10] = {0.3, -1.0, 2.0, 0.1, 0.0, 1.0, 1.0, 1.0, 1.0, -4.0};

static double weighted_log_probabilities(const double *logits, void *context) {
  (void)context;
  double log_p[10], sum = 0.0;
  walras_log_softmax(2, 5, logits, log_p);
  for (int i = 0; i < 10; i++)
    sum += WEIGHTS[i] * log_p[i];
  return sum;
}

static void softmax_derivatives_agree_with_central_differences(void) {
  double logits[10] = {0.1, 0.9, -2.0, 0.5, 0.0, 3.0, 0.2, 0.2, -1.0, 1.0}, log_p[10], gradient[10];
  walras_log_softmax(2, 5, logits, log_p);
  walras_log_softmax_backward(2, 5, log_p, WEIGHTS, gradient);
  CU_ASSERT(gradient_error(10, logits, gradient, weighted_log_probabilities, NULL) < 1e-6);
}

static const double ACTION[2] = {0.7, -1.2};

static double gaussian_loss(const double *parameters, void *context) {
  (void)context;
  return 1.7 * walras_gaussian_log_density(2, parameters, parameters + 2, ACTION);
}

static void gaussian_densities_and_their_derivatives_agree_with_closed_forms_and_differences(void) {
  const double zero[2] = {0.0, 0.0};
  CU_ASSERT_DOUBLE_EQUAL(walras_gaussian_log_density(2, zero, zero, zero), -log(2.0 * acos(-1.0)), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_gaussian_entropy(2, zero), log(2.0 * acos(-1.0) * exp(1.0)), 1e-15);
  double parameters[4] = {0.2, 0.4, -0.7, 0.3}, gradient[4] = {0.0};
  walras_gaussian_log_density_backward(2, parameters, parameters + 2, ACTION, 1.7, gradient, gradient + 2);
  CU_ASSERT(gradient_error(4, parameters, gradient, gaussian_loss, NULL) < 1e-6);
}

WALRAS_UNIT_TESTS(UNIT(softmax_of_huge_logits_stays_finite_and_adds_up_to_one),
                  UNIT(softmax_derivatives_agree_with_central_differences),
                  UNIT(gaussian_densities_and_their_derivatives_agree_with_closed_forms_and_differences))
