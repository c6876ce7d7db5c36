/* A plugin of twenty metrics that cost next to nothing: stores to measure the reading of. */
#include <walras/walras.h>

typedef struct parameters {
  int64_t row, column;
} parameters;

static const walras_parameter schema[] = {
    WALRAS_INTEGER(parameters, row, .standard = "0", .unit = "1", .doc = "moves the mean of every metric by a thousandth"),
    WALRAS_INTEGER(parameters, column, .standard = "0", .unit = "1", .doc = "moves the mean of every metric by a millionth"),
};

enum { METRICS = 20, ABOVE = METRICS - 1 };
#define METRIC(number)                                                                                                           \
  { .name = "metric_" #number, .unit = "1", .doc = "a normal draw of variance 1" }
static const walras_metric metrics[METRICS] = {
    METRIC(1),
    METRIC(2),
    METRIC(3),
    METRIC(4),
    METRIC(5),
    METRIC(6),
    METRIC(7),
    METRIC(8),
    METRIC(9),
    METRIC(10),
    METRIC(11),
    METRIC(12),
    METRIC(13),
    METRIC(14),
    METRIC(15),
    METRIC(16),
    METRIC(17),
    METRIC(18),
    METRIC(19),
    [ABOVE] = {.name = "above", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1 where metric_1 is above 0, else 0"},
};

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  const walras_stream stream = walras_trial_stream(trial, 0, 0);
  const double mean = 1e-3 * (double)p->row + 1e-6 * (double)p->column;
  double draws[ABOVE];
  walras_fill_normal(&stream, 0, ABOVE, 0, draws);
  for (int metric = 0; metric < ABOVE; metric++)
    walras_record_real(trial, metric, mean + draws[metric]);
  walras_record_integer(trial, ABOVE, mean + draws[0] > 0.0);
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *out) {
  (void)values;
  *out = (walras_footprint){.population = 1, .block = 1, .seconds_fixed = 1e-6};
}

WALRAS_PLUGIN(.name = "wide", .title = "Twenty metrics of normal draws, to measure reading", .family = "test bench",
              .reference = "Box and Muller, Annals of Mathematical Statistics 29, 1958", .parameters_size = sizeof(parameters),
              .parameters = schema, .parameter_count = 2, .metrics = metrics, .metric_count = METRICS, .footprint = footprint,
              .run = run)
