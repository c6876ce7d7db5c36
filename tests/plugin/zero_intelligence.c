/* A model outside the tree: random bilateral trade between zero-intelligence traders (after Gode and Sunder 1993).
 * Buyers hold values, sellers hold costs, both uniform on (0, 1); each bids at random without ever making a loss. */
#include <walras/walras.h>

typedef struct parameters {
  int64_t pairs;
  double price_cap;
} parameters;

static const walras_parameter schema[] = {
    WALRAS_INTEGER(parameters, pairs, .range = "[1, 1e12]", .standard = "1000", .unit = "pairs",
                   .doc = "pairs of traders that meet"),
    WALRAS_REAL(parameters, price_cap, .range = "(0, 1]", .standard = "1.0", .unit = "1", .doc = "highest ask that is allowed"),
};

enum { EFFICIENCY, TRADE_RATE };
static const walras_metric metrics[] = {
    [EFFICIENCY] = {.name = "efficiency",
                    .unit = "1",
                    .doc = "realised share of the gains from trade",
                    .undefined = "without gains"},
    [TRADE_RATE] = {.name = "trade_rate", .unit = "1", .doc = "share of pairs that trade"},
};

typedef struct meeting {
  walras_stream stream;
  const parameters *parameters;
} meeting;

static walras_status meet(const walras_block *block, void *context) {
  const meeting *m = context;
  for (int64_t pair = block->first; pair < block->first + block->count; pair++) {
    const uint64_t entity = (uint64_t)pair;
    const double value = walras_uniform(&m->stream, entity, 0), cost = walras_uniform(&m->stream, entity, 1);
    const double bid = value * walras_uniform(&m->stream, entity, 2);
    double ask = cost + (1.0 - cost) * walras_uniform(&m->stream, entity, 3);
    if (ask > m->parameters->price_cap && cost <= m->parameters->price_cap)
      ask = m->parameters->price_cap;
    if (bid >= ask) {
      block->sums[0] += value - cost;
      block->counts[0]++;
    }
    block->sums[1] += value > cost ? value - cost : 0.0;
  }
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  meeting m = {walras_trial_stream(trial, 0, 0), p};
  walras_population *pairs;
  walras_reduction *gains;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "pairs", .entities = p->pairs, .block_size = 4096}, &pairs);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 2, .counts = 1}, &gains);
  if (status == WALRAS_OK)
    status = walras_for_each_block(pairs, meet, &m, gains);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(trial, EFFICIENCY, walras_reduction_sum(gains, 0) / walras_reduction_sum(gains, 1));
  walras_record_real(trial, TRADE_RATE, (double)walras_reduction_counts(gains)[0] / (double)p->pairs);
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *out) {
  out->population = ((const parameters *)values)->pairs;
  out->block = 4096;
  out->seconds_per_entity = 5e-8;
}

const walras_model *walras_plugin_model(void) {
  static const walras_model model = {WALRAS_MODEL_HEADER,
                                     .name = "zero-intelligence",
                                     .title = "Random bilateral trade of zero-intelligence traders",
                                     .family = "market",
                                     .reference = "Gode and Sunder, Journal of Political Economy 101(1), 1993",
                                     .population = "pairs",
                                     .parameters_size = sizeof(parameters),
                                     .parameters = schema,
                                     .parameter_count = 2,
                                     .metrics = metrics,
                                     .metric_count = 2,
                                     .footprint = footprint,
                                     .run = run};
  return &model;
}
