/* Dense networks: hand cases, derivatives against differences, and the same bits on every path. */
#include "numerics/neural/network.h"

#include "gradient_check.h"
#include "numerics/elementary/dispatch.h"
#include "numerics/neural/product.h"
#include "unit.h"
#include "walras/elementary.h"

enum { MOST_PARAMETERS = 4096, MOST_WORK = 1 << 14, MOST_INPUTS = 32 * 16 };

static walras_stream stream_of(uint32_t stream) {
  uint32_t key[2];
  walras_random_key(11, 0, 0, key);
  return walras_stream_make(key, stream, 0);
}

/* loss = sum over samples and outputs of (output - target)^2 / 2. */
typedef struct regression {
  walras_network network;
  int64_t samples;
  double inputs[MOST_INPUTS], targets[MOST_INPUTS], work[MOST_WORK];
} regression;

static double squared_loss(const double *parameters, void *context) {
  regression *r = context;
  const double *outputs = walras_network_forward(&r->network, parameters, r->samples, r->inputs, r->work);
  double loss = 0.0;
  for (int64_t i = 0; i < r->samples * walras_network_outputs(&r->network); i++)
    loss += 0.5 * (outputs[i] - r->targets[i]) * (outputs[i] - r->targets[i]);
  return loss;
}

static double squared_loss_of_inputs(const double *inputs, void *context) {
  regression *r = ((void **)context)[0];
  memcpy(r->inputs, inputs, sizeof r->inputs);
  return squared_loss(((void **)context)[1], r);
}

static void differentiate(regression *r, const double *parameters, double *gradient, double *input_gradient) {
  double error[MOST_INPUTS];
  const double *outputs = walras_network_forward(&r->network, parameters, r->samples, r->inputs, r->work);
  for (int64_t i = 0; i < r->samples * walras_network_outputs(&r->network); i++)
    error[i] = outputs[i] - r->targets[i];
  walras_network_backward(&r->network, parameters, r->samples, r->inputs, r->work, error, gradient, input_gradient);
}

static void make_regression(regression *r, walras_network network, int64_t samples, double *parameters) {
  const walras_stream weights = stream_of(1), data = stream_of(2);
  *r = (regression){.network = network, .samples = samples};
  CU_ASSERT_FATAL(walras_network_parameters(&network) <= MOST_PARAMETERS && walras_network_work(&network) <= MOST_WORK);
  walras_network_initialise(&network, WALRAS_INIT_NORMAL_FAN_IN, 1.0, &weights, 0, parameters);
  for (int64_t i = 0; i < walras_network_parameters(&network); i++)
    parameters[i] += 0.1 * walras_normal(&weights, 1, (uint32_t)i);
  walras_fill_normal(&data, 0, samples * walras_network_inputs(&network), 0, r->inputs);
  walras_fill_normal(&data, 0, samples * walras_network_outputs(&network), 1, r->targets);
}

static void two_units_worked_by_hand_give_the_output_and_all_derivatives(void) {
  const walras_network network = walras_network_make(1, 1, 2, WALRAS_ACTIVATION_RELU, 1);
  /* hidden: relu(2 x + 1), relu(-x); output: 3 h0 + 5 h1 - 4. At x = 2: h = (5, 0), y = 11. */
  const double parameters[7] = {2.0, -1.0, 1.0, 0.0, 3.0, 5.0, -4.0}, x[1] = {2.0}, one[1] = {1.0};
  double work[MOST_WORK], gradient[7] = {0.0}, input_gradient[1];
  CU_ASSERT_EQUAL(walras_network_parameters(&network), 7);
  CU_ASSERT_EQUAL(*walras_network_forward(&network, parameters, 1, x, work), 11.0);
  walras_network_backward(&network, parameters, 1, x, work, one, gradient, input_gradient);
  const double expected[7] = {6.0, 0.0, 3.0, 0.0, 5.0, 0.0, 1.0};
  for (int i = 0; i < 7; i++)
    CU_ASSERT_EQUAL(gradient[i], expected[i]);
  CU_ASSERT_EQUAL(input_gradient[0], 6.0);
}

static void derivatives_of_every_activation_agree_with_central_differences(void) {
  static const walras_activation activations[] = {WALRAS_ACTIVATION_LINEAR, WALRAS_ACTIVATION_TANH, WALRAS_ACTIVATION_RELU,
                                                  WALRAS_ACTIVATION_LEAKY_RELU, WALRAS_ACTIVATION_SIGMOID};
  static regression r;
  for (size_t a = 0; a < sizeof activations / sizeof *activations; a++)
    for (int64_t layers = 0; layers <= 3; layers++) {
      double parameters[MOST_PARAMETERS], gradient[MOST_PARAMETERS] = {0.0}, input_gradient[MOST_INPUTS];
      make_regression(&r, walras_network_make(5, layers, 9, activations[a], 3), 7, parameters);
      differentiate(&r, parameters, gradient, input_gradient);
      CU_ASSERT(gradient_error(walras_network_parameters(&r.network), parameters, gradient, squared_loss, &r) < 1e-6);
      double inputs[MOST_INPUTS];
      memcpy(inputs, r.inputs, sizeof inputs);
      CU_ASSERT(gradient_error(7 * 5, inputs, input_gradient, squared_loss_of_inputs, (void *[]){&r, parameters}) < 1e-6);
    }
}

static void a_gradient_is_added_sample_after_sample(void) {
  static regression whole, part;
  double parameters[MOST_PARAMETERS], together[MOST_PARAMETERS] = {0.0}, apart[MOST_PARAMETERS] = {0.0};
  make_regression(&whole, walras_network_make(5, 2, 32, WALRAS_ACTIVATION_TANH, 3), 32, parameters);
  differentiate(&whole, parameters, together, NULL);
  part = whole;
  part.samples = 1;
  for (int64_t sample = 0; sample < 32; sample++) {
    memcpy(part.inputs, whole.inputs + 5 * sample, 5 * sizeof(double));
    memcpy(part.targets, whole.targets + 3 * sample, 3 * sizeof(double));
    differentiate(&part, parameters, apart, NULL);
  }
  CU_ASSERT_EQUAL(memcmp(together, apart, (size_t)walras_network_parameters(&whole.network) * sizeof(double)), 0);
}

static void every_vector_width_gives_the_same_bits_as_plain_sums(void) {
  const walras_simd_path widest = walras_simd_path_get();
  const walras_stream stream = stream_of(3);
  double a[37 * 41], b[41 * 43], start[37 * 43], plain[37 * 43], c[37 * 43];
  walras_fill_normal(&stream, 0, 37 * 41, 0, a);
  walras_fill_normal(&stream, 0, 41 * 43, 1, b);
  walras_fill_normal(&stream, 0, 37 * 43, 2, start);
  for (int64_t rows = 1; rows <= 37; rows += 3)
    for (int64_t columns = 1; columns <= 43; columns += 1) {
      memcpy(plain, start, sizeof plain);
      for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
          for (int64_t k = 0; k < 41; k++)
            plain[i * columns + j] += a[i * 41 + k] * b[k * columns + j];
      for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= widest; path++) {
        CU_ASSERT(walras_simd_select(path));
        memcpy(c, start, sizeof c);
        walras_product_add(&(walras_product){.rows = rows,
                                             .inner = 41,
                                             .columns = columns,
                                             .a = a,
                                             .a_row = 41,
                                             .a_inner = 1,
                                             .b = b,
                                             .b_inner = columns,
                                             .c = c,
                                             .c_row = columns});
        CU_ASSERT_EQUAL(memcmp(plain, c, (size_t)(rows * columns) * sizeof(double)), 0);
      }
    }
  walras_simd_select(widest);
}

static double second_moment(const double *weights, int64_t count) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += weights[i] * weights[i] / (double)count;
  return sum;
}

/* Second moments of 3200 weights: a relative deviation of 4 standard errors (0.1 for normals) has a chance of 6e-5. */
static void first_weights_have_the_stated_variances_and_biases_are_zero(void) {
  const walras_network network = walras_network_make(40, 0, 0, WALRAS_ACTIVATION_LINEAR, 80);
  const walras_stream stream = stream_of(4);
  const struct {
    walras_weight_init init;
    double variance;
  } cases[] = {{WALRAS_INIT_NORMAL_FAN_IN, 1.0 / 40.0},   {WALRAS_INIT_NORMAL_RELU, 2.0 / 40.0},
               {WALRAS_INIT_GLOROT_UNIFORM, 2.0 / 120.0}, {WALRAS_INIT_XAVIER_NORMAL, 2.0 / 120.0},
               {WALRAS_INIT_ORTHOGONAL, 1.0 / 80.0},      {WALRAS_INIT_ONES, 1.0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double parameters[MOST_PARAMETERS];
    walras_network_initialise(&network, cases[i].init, 0.5, &stream, 0, parameters);
    CU_ASSERT_DOUBLE_EQUAL(second_moment(parameters, 3200), 0.25 * cases[i].variance, 0.025 * cases[i].variance);
    CU_ASSERT_EQUAL(second_moment(parameters + 3200, 80), 0.0);
  }
}

static void orthogonal_weights_have_orthonormal_rows_or_columns(void) {
  const walras_stream stream = stream_of(5);
  for (int wide = 0; wide <= 1; wide++) {
    const int64_t in = wide ? 6 : 11, out = wide ? 11 : 6;
    const walras_network network = walras_network_make(in, 0, 0, WALRAS_ACTIVATION_LINEAR, out);
    double w[MOST_PARAMETERS];
    walras_network_initialise(&network, WALRAS_INIT_ORTHOGONAL, 1.0, &stream, 0, w);
    for (int i = 0; i < 6; i++)
      for (int j = 0; j < 6; j++) {
        double dot = 0.0;
        for (int k = 0; k < 11; k++)
          dot += wide ? w[i * out + k] * w[j * out + k] : w[k * out + i] * w[k * out + j];
        CU_ASSERT_DOUBLE_EQUAL(dot, i == j ? 1.0 : 0.0, 1e-14);
      }
  }
}

WALRAS_UNIT_TESTS(UNIT(two_units_worked_by_hand_give_the_output_and_all_derivatives),
                  UNIT(derivatives_of_every_activation_agree_with_central_differences),
                  UNIT(a_gradient_is_added_sample_after_sample), UNIT(every_vector_width_gives_the_same_bits_as_plain_sums),
                  UNIT(first_weights_have_the_stated_variances_and_biases_are_zero),
                  UNIT(orthogonal_weights_have_orthonormal_rows_or_columns))
