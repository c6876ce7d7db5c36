/** A model with a metric of every kind, whose lengths follow its parameters. */
#ifndef WALRAS_TESTS_TOY_MODEL_H
#define WALRAS_TESTS_TOY_MODEL_H

#include <math.h>

#include "unit.h"
#include "walras/walras.h"

typedef struct toy_parameters {
  int64_t lots, rounds;
  double noise;
  bool extra;
  int mechanism;
  const char *title, *data;
  walras_integers sizes;
  walras_reals weights;
  walras_strings rules;
  walras_real_lists table;
} toy_parameters;

static const char *const toy_mechanisms[] = {"median", "mean", NULL};

static const walras_parameter toy_parameter_table[] = {
    WALRAS_INTEGER(toy_parameters, lots, .standard = "2", .unit = "1", .doc = "lots"),
    WALRAS_INTEGER(toy_parameters, rounds, .standard = "3", .unit = "1", .doc = "rounds"),
    WALRAS_REAL(toy_parameters, noise, .standard = "0.5", .unit = "USD", .doc = "noise"),
    WALRAS_BOOLEAN(toy_parameters, extra, .standard = "true", .doc = "the extra metric"),
    WALRAS_ENUMERATION(toy_parameters, mechanism, .words = toy_mechanisms, .standard = "median", .doc = "mechanism"),
    WALRAS_STRING(toy_parameters, title, .standard = "", .doc = "title"),
    WALRAS_PATH(toy_parameters, data, .standard = "", .doc = "file"),
    WALRAS_INTEGER_ARRAY(toy_parameters, sizes, .standard = "[1]", .unit = "1", .doc = "sizes"),
    WALRAS_REAL_ARRAY(toy_parameters, weights, .standard = "[1.0]", .unit = "1", .doc = "weights"),
    WALRAS_STRING_ARRAY(toy_parameters, rules, .standard = "[]", .doc = "rules"),
    WALRAS_REAL_LISTS(toy_parameters, table, .standard = "( )", .unit = "1", .doc = "payments"),
};

static int64_t toy_lots(const void *p) {
  return ((const toy_parameters *)p)->lots;
}
static int64_t toy_rounds(const void *p) {
  return ((const toy_parameters *)p)->rounds;
}
static bool toy_has_extra(const void *p) {
  return ((const toy_parameters *)p)->extra;
}
static void toy_edges(const void *p, double *edges) {
  for (int64_t i = 0; i <= toy_lots(p); i++)
    edges[i] = 0.5 * (double)i;
}

static const walras_column toy_columns[] = {{"buyer", WALRAS_VALUE_INTEGER, "1", "who", NULL},
                                            {"price", WALRAS_VALUE_REAL, "USD", "how much", NULL},
                                            {"rule", WALRAS_VALUE_INTEGER, "1", "by which", toy_mechanisms},
                                            {0}};

enum { TOY_WELFARE, TOY_TRADES, TOY_SHARE, TOY_EXTRA, TOY_PRICE, TOY_VOLUME, TOY_BIDS, TOY_DEALS, TOY_METRICS };

static const walras_metric toy_metrics[TOY_METRICS] = {
    {.name = "welfare", .unit = "USD", .doc = "welfare"},
    {.name = "trades", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "trades"},
    {.name = "share", .kind = WALRAS_VECTOR, .unit = "1", .doc = "share", .dimension = "lot", .length = toy_lots},
    {.name = "extra",
     .unit = "1",
     .doc = "extra",
     .absent = "without extra",
     .present = toy_has_extra,
     .undefined = "when nothing is sold"},
    {.name = "price", .kind = WALRAS_SERIES, .unit = "USD", .doc = "price", .length = toy_rounds},
    {.name = "volume",
     .kind = WALRAS_SERIES,
     .type = WALRAS_VALUE_INTEGER,
     .unit = "1",
     .doc = "volume",
     .length = toy_rounds,
     .not_compared = false},
    {.name = "bids", .kind = WALRAS_HISTOGRAM, .unit = "USD", .doc = "bids", .length = toy_lots, .edges = toy_edges},
    {.name = "deals", .kind = WALRAS_TABLE, .unit = "1", .doc = "deals", .length = toy_rounds, .columns = toy_columns},
};

static void toy_footprint(const void *p, walras_footprint *footprint) {
  *footprint = (walras_footprint){.population = toy_lots(p), .block = 1, .bytes_per_entity = 8.0};
}

static walras_status toy_run(walras_trial *trial, const void *parameters) {
  (void)parameters;
  return walras_trial_status(trial);
}

static const walras_model toy_model = {WALRAS_MODEL_HEADER,
                                       .name = "toy",
                                       .title = "Toy",
                                       .family = "test",
                                       .reference = "none",
                                       .parameters_size = sizeof(toy_parameters),
                                       .parameters = toy_parameter_table,
                                       .parameter_count = sizeof toy_parameter_table / sizeof *toy_parameter_table,
                                       .metrics = toy_metrics,
                                       .metric_count = TOY_METRICS,
                                       .footprint = toy_footprint,
                                       .run = toy_run};

#endif
