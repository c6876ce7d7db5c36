/** A model with every parameter type, and ways to read configs for it and compare what they say. */
#ifndef WALRAS_TESTS_EXPERIMENT_LABORATORY_H
#define WALRAS_TESTS_EXPERIMENT_LABORATORY_H

#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "experiment/experiment.h"
#include "unit.h"

typedef struct market {
  int64_t agents, buyers, fail_at;
  double noise, patience;
  bool truthful;
  int mechanism;
  const char *title, *data;
  walras_integers sizes;
  walras_reals weights;
  walras_strings rules;
  walras_real_lists table;
} market;

static const char *const market_mechanisms[] = {"median", "uniform_phantom", "dictator", NULL};
static const char *const market_rules[] = {"cap", "floor", NULL};

static const walras_parameter market_parameters[] = {
    WALRAS_INTEGER(market, agents, .range = "[1, 1e12]", .standard = "100", .unit = "1", .aliases = "n traders",
                   .doc = "traders in the market"),
    WALRAS_INTEGER(market, buyers, .range = "[0, inf)", .rule = "half of the agents", .unit = "1", .doc = "traders who buy"),
    WALRAS_INTEGER(market, fail_at, .standard = "-1", .unit = "1", .doc = "number of agents that the model refuses"),
    WALRAS_REAL(market, noise, .range = "[0, 1)", .standard = "0.1", .unit = "1", .doc = "standard deviation of a report"),
    WALRAS_REAL(market, patience, .range = "(0, inf]", .standard = "inf", .unit = "s", .doc = "time before a trader leaves"),
    WALRAS_BOOLEAN(market, truthful, .standard = "true", .doc = "traders report what they value"),
    WALRAS_ENUMERATION(market, mechanism, .words = market_mechanisms, .standard = "median", .doc = "how the price is set"),
    WALRAS_STRING(market, title, .standard = "", .doc = "heading of the figures"),
    WALRAS_PATH(market, data, .standard = "", .doc = "file of values"),
    WALRAS_INTEGER_ARRAY(market, sizes, .range = "[1, 100]", .standard = "[1, 2]", .unit = "1", .doc = "lot sizes"),
    WALRAS_REAL_ARRAY(market, weights, .standard = "[0.5, 0.5]", .unit = "1", .doc = "weights of the lots"),
    WALRAS_STRING_ARRAY(market, rules, .words = market_rules, .standard = "[cap]", .doc = "rules in force"),
    WALRAS_REAL_LISTS(market, table, .standard = "( [1.0, 2.0], [3.0] )", .unit = "1", .doc = "payments by lot"),
};

static int64_t market_lots(const void *parameters) {
  return ((const market *)parameters)->sizes.count;
}
static bool market_has_noise(const void *parameters) {
  return ((const market *)parameters)->noise > 0;
}

static const walras_metric market_metrics[] = {
    {.name = "welfare", .unit = "USD", .doc = "sum of gains"},
    {.name = "optimum", .unit = "USD", .doc = "largest sum of gains"},
    {.name = "lot_share",
     .kind = WALRAS_VECTOR,
     .unit = "1",
     .doc = "share of each lot",
     .dimension = "lot",
     .length = market_lots},
    {.name = "bias", .unit = "1", .doc = "mean error", .absent = "without noise", .present = market_has_noise},
};

static inline walras_status market_resolve(void *parameters, const walras_given *given, walras_error *error) {
  market *m = parameters;
  (void)error;
  if (!walras_is_given(given, "buyers"))
    m->buyers = m->agents / 2;
  if (m->noise == 0)
    walras_given_ignored(given, "patience", "with noise = 0");
  return WALRAS_OK;
}

static inline walras_status market_check(const void *parameters, walras_error *error) {
  const market *m = parameters;
  if (m->buyers > m->agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "parameter 'buyers' is %lld, more than the %lld agents",
                       (long long)m->buyers, (long long)m->agents);
  if (m->agents == m->fail_at)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "parameter 'agents' hits fail_at");
  return WALRAS_OK;
}

static inline void market_footprint(const void *parameters, walras_footprint *footprint) {
  footprint->population = ((const market *)parameters)->agents;
}

static inline walras_status market_run(walras_trial *trial, const void *parameters) {
  (void)trial;
  (void)parameters;
  return WALRAS_OK;
}

static const walras_model market_model = {WALRAS_MODEL_HEADER,
                                          .name = "toy-market",
                                          .title = "A market for tests",
                                          .family = "market",
                                          .reference = "none",
                                          .population = "agents",
                                          .parameters_size = sizeof(market),
                                          .parameters = market_parameters,
                                          .parameter_count = sizeof market_parameters / sizeof *market_parameters,
                                          .metrics = market_metrics,
                                          .metric_count = sizeof market_metrics / sizeof *market_metrics,
                                          .resolve = market_resolve,
                                          .check = market_check,
                                          .footprint = market_footprint,
                                          .run = market_run};

static const walras_model *const market_models[] = {&market_model};
static const walras_model_list market_list = {.models = market_models, .count = 1};

/* First line of every text: the group `experiment`, so that what follows starts on line 2. */
#define HEAD "experiment: { name = \"test\"; model = \"toy-market\"; seed = 7; replications = 3; };\n"

/** Parses with overrides. On failure prints nothing: the messages are the result. */
static inline walras_experiment *laboratory_parse(const char *text, const walras_overrides *overrides,
                                                  walras_diagnostics *diagnostics) {
  walras_experiment *experiment = NULL;
  *diagnostics = (walras_diagnostics){0};
  const walras_status status =
      walras_experiment_parse(text, "test.cfg", "/data", &market_list, overrides, &experiment, diagnostics);
  CU_ASSERT((status == WALRAS_OK) == (experiment != NULL));
  CU_ASSERT((status == WALRAS_OK) == (diagnostics->count == 0));
  return experiment;
}

/** An experiment that must be right; its messages are printed when it is not. */
static inline walras_experiment *laboratory_good(const char *text) {
  walras_diagnostics diagnostics;
  walras_experiment *experiment = laboratory_parse(text, NULL, &diagnostics);
  for (int64_t i = 0; i < diagnostics.count; i++)
    printf("\n  unexpected: %s", diagnostics.messages[i]);
  walras_diagnostics_clear(&diagnostics);
  CU_ASSERT_PTR_NOT_NULL_FATAL(experiment);
  return experiment;
}

static inline const market *laboratory_point(const walras_experiment *experiment, int64_t point) {
  return experiment->parameters[point];
}

/** Compares messages with the expected ones, word for word and in order; NULL ends them. Clears the diagnostics. */
static inline void laboratory_compare(walras_diagnostics *diagnostics, va_list expected) {
  int64_t count = 0;
  for (const char *message = va_arg(expected, const char *); message != NULL; message = va_arg(expected, const char *), count++) {
    const bool same = count < diagnostics->count && strcmp(diagnostics->messages[count], message) == 0;
    CU_ASSERT(same);
    if (!same)
      printf("\n  expected: %s\n  got:      %s", message, count < diagnostics->count ? diagnostics->messages[count] : "nothing");
  }
  CU_ASSERT_EQUAL(diagnostics->count, count);
  for (int64_t i = count; i < diagnostics->count; i++)
    printf("\n  unexpected: %s", diagnostics->messages[i]);
  walras_diagnostics_clear(diagnostics);
}

/** The text must be refused with exactly these messages. */
static inline void laboratory_refuses(const char *text, ...) {
  walras_diagnostics diagnostics;
  walras_experiment *experiment = laboratory_parse(text, NULL, &diagnostics);
  CU_ASSERT_PTR_NULL(experiment);
  walras_experiment_destroy(experiment);
  va_list expected;
  va_start(expected, text);
  laboratory_compare(&diagnostics, expected);
  va_end(expected);
}

/** The same with --set options. */
static inline void laboratory_refuses_set(const char *text, const char *setting, ...) {
  walras_diagnostics diagnostics;
  const walras_overrides overrides = {.settings = &setting, .setting_count = 1, .replications = -1, .threads = -1};
  walras_experiment *experiment = laboratory_parse(text, &overrides, &diagnostics);
  CU_ASSERT_PTR_NULL(experiment);
  walras_experiment_destroy(experiment);
  va_list expected;
  va_start(expected, setting);
  laboratory_compare(&diagnostics, expected);
  va_end(expected);
}

/** Writes a file into a new folder named by `folder` (from mkdtemp). */
static inline void laboratory_write(const char *folder, const char *name, const char *text, size_t length) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *stream = fopen(path, "wb");
  CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
  CU_ASSERT_EQUAL(fwrite(text, 1, length, stream), length);
  CU_ASSERT_EQUAL(fclose(stream), 0);
}

#endif
