/* A model for tests of sensitivity analysis: Ishigami's function, whose indices have closed forms, with normal noise on top. */
#include <walras/walras.h>

typedef struct parameters {
  double x1, x2, x3, noise;
  int64_t failing;
} parameters;

#define AXIS(x) WALRAS_REAL(parameters, x, .range = "[-3.2, 3.2]", .standard = "0.0", .unit = "1", .doc = "angle")
static const walras_parameter schema[] = {
    AXIS(x1),
    AXIS(x2),
    AXIS(x3),
    WALRAS_REAL(parameters, noise, .range = "[0, inf)", .standard = "0.0", .unit = "1", .doc = "standard deviation of the noise"),
    WALRAS_INTEGER(parameters, failing, .range = "[-1, 1e9]", .standard = "-1", .unit = "1",
                   .doc = "this replication fails where x1 is positive; -1: none"),
};

enum { VALUE, PARTS };
static int64_t two(const void *values) {
  (void)values;
  return 2;
}
static const walras_metric metrics[] = {
    {.name = "value", .unit = "USD", .doc = "Ishigami's function and noise"},
    {.name = "parts",
     .kind = WALRAS_VECTOR,
     .unit = "1",
     .doc = "sine of x1; square of the sine of x2",
     .dimension = "part",
     .length = two},
};

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  const walras_stream stream = walras_trial_stream(trial, 0, 0);
  const double a = walras_sin(p->x1), b = walras_sin(p->x2), square = p->x3 * p->x3;
  if (walras_trial_replication(trial) == p->failing && p->x1 > 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "x1 is positive");
  walras_record_real(trial, VALUE, a + 7.0 * b * b + 0.1 * square * square * a + p->noise * walras_normal(&stream, 0, 0));
  walras_record_reals(trial, PARTS, (const double[]){a, b * b}, 2);
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *out) {
  (void)values;
  *out = (walras_footprint){.population = 1, .block = 1};
}

WALRAS_PLUGIN(.name = "ishigami", .title = "Ishigami's function with noise", .family = "test",
              .reference = "Ishigami and Homma, ISUMA 1990", .parameters_size = sizeof(parameters), .parameters = schema,
              .parameter_count = sizeof schema / sizeof *schema, .metrics = metrics,
              .metric_count = sizeof metrics / sizeof *metrics, .footprint = footprint, .run = run)
