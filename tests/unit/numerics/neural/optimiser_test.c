/* Steps of optimisers against their recursions by hand. */
#include "numerics/neural/optimiser.h"

#include <math.h>

#include "unit.h"

static void the_first_step_of_adam_has_the_length_of_its_rate_in_every_direction(void) {
  const walras_adam adam = {.rate = 0.03, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
  const double gradient[3] = {1e-3, -40.0, 0.0};
  double first[3] = {0.0}, second[3] = {0.0}, parameters[3] = {1.0, 1.0, 1.0};
  walras_adam_step(&adam, 1, 3, gradient, first, second, parameters);
  CU_ASSERT_DOUBLE_EQUAL(parameters[0], 1.0 - 0.03 / (1.0 + 1e-5), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(parameters[1], 1.0 + 0.03, 1e-10);
  CU_ASSERT_EQUAL(parameters[2], 1.0);
}

static void two_steps_of_adam_follow_the_published_recursion(void) {
  const walras_adam adam = {.rate = 0.1, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 1e-8};
  double first[1] = {0.0}, second[1] = {0.0}, x[1] = {0.0};
  walras_adam_step(&adam, 1, 1, (double[]){2.0}, first, second, x);
  walras_adam_step(&adam, 2, 1, (double[]){1.0}, first, second, x);
  /* m: 1, then 1 with correction 3/4; v: 1, then 1 with correction 7/16. */
  CU_ASSERT_DOUBLE_EQUAL(first[0], 1.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(second[0], 1.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(x[0], -0.1 * 2.0 / (2.0 + 1e-8) - 0.1 * (4.0 / 3.0) / (sqrt(16.0 / 7.0) + 1e-8), 1e-15);
}

static void clipping_shortens_long_gradients_only(void) {
  double gradient[2] = {3.0, 4.0};
  CU_ASSERT_EQUAL(walras_clip_norm(10.0, 2, gradient), 5.0);
  CU_ASSERT_EQUAL(gradient[1], 4.0);
  CU_ASSERT_EQUAL(walras_clip_norm(1.0, 2, gradient), 5.0);
  CU_ASSERT_DOUBLE_EQUAL(gradient[0], 0.6, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(gradient[1], 0.8, 1e-15);
}

static void descent_goes_against_the_gradient(void) {
  double x[2] = {1.0, 2.0};
  walras_descend(0.5, 2, (double[]){2.0, -2.0}, x);
  CU_ASSERT_EQUAL(x[0], 0.0);
  CU_ASSERT_EQUAL(x[1], 3.0);
}

WALRAS_UNIT_TESTS(UNIT(the_first_step_of_adam_has_the_length_of_its_rate_in_every_direction),
                  UNIT(two_steps_of_adam_follow_the_published_recursion), UNIT(clipping_shortens_long_gradients_only),
                  UNIT(descent_goes_against_the_gradient))
