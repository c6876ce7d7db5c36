/* A model outside the tree: random bilateral trade between zero-intelligence traders (after Gode and Sunder 1993).
 * Buyers hold values, sellers hold costs, both uniform on (0, 1); each bids at random without ever making a loss. */
#include <walras/walras.h>

typedef struct parameters {
  int64_t pairs;
  double price_cap;
} parameters;

static const walras_parameter schema[] = {
    WALRAS_INTEGER(parameters, pairs, .range = "[1, 1e12]", .standard = "1000", .unit = "pairs", .doc = "pairs of traders"),
    WALRAS_REAL(parameters, price_cap, .range = "(0, 1]", .standard = "1.0", .unit = "1", .doc = "highest ask allowed"),
};

enum { EFFICIENCY, TRADE_RATE }; /* positions in this table */
static const walras_metric metrics[] = {
    {.name = "efficiency", .unit = "1", .doc = "realised share of the gains from trade", .undefined = "without gains"},
    {.name = "trade_rate", .unit = "1", .doc = "share of pairs that trade"},
};

enum { BLOCK = 4096 };       /* pairs that one thread takes at a time */
enum { REALISED, POSSIBLE }; /* sums of a block */

/* Called for each block of pairs, on any thread of any rank: everything it uses is the block, the parameters and the random stream. */
static walras_status meet(const walras_block *block, void *context) {
  const parameters *p = context;
  const walras_stream stream = walras_trial_stream(block->trial, 0, 0);
  for (int64_t pair = block->first; pair < block->first + block->count; pair++) {
    const uint64_t who = (uint64_t)pair;
    const double value = walras_uniform(&stream, who, 0), cost = walras_uniform(&stream, who, 1);
    const double bid = value * walras_uniform(&stream, who, 2), ask = cost + (1.0 - cost) * walras_uniform(&stream, who, 3);
    if (bid >= (ask > p->price_cap && cost <= p->price_cap ? p->price_cap : ask)) {
      block->sums[REALISED] += value - cost;
      block->counts[0]++;
    }
    block->sums[POSSIBLE] += value > cost ? value - cost : 0.0;
  }
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *values) {
  parameters p = *(const parameters *)values;
  const walras_population_input input = {.name = "pairs", .entities = p.pairs, .block_size = BLOCK};
  walras_population *pairs;
  walras_reduction *gains;
  walras_status status = walras_population_create(trial, &input, &pairs);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 2, .counts = 1}, &gains);
  if (status == WALRAS_OK)
    status = walras_for_each_block(pairs, meet, &p, gains);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(trial, EFFICIENCY, walras_reduction_sum(gains, REALISED) / walras_reduction_sum(gains, POSSIBLE));
  walras_record_real(trial, TRADE_RATE, (double)walras_reduction_counts(gains)[0] / (double)p.pairs);
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *out) {
  *out = (walras_footprint){.population = ((const parameters *)values)->pairs, .block = BLOCK, .seconds_per_entity = 5e-8};
}

WALRAS_PLUGIN(.name = "zero-intelligence", .title = "Random bilateral trade of zero-intelligence traders", .family = "market",
              .reference = "Gode and Sunder, Journal of Political Economy 101(1), 1993", .population = "pairs",
              .parameters_size = sizeof(parameters), .parameters = schema, .parameter_count = 2, .metrics = metrics,
              .metric_count = 2, .footprint = footprint, .run = run)
