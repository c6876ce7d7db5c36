/* A model with a mistake that its `place` parameter chooses: it numbers its draws in the order in which they happen to be made, over blocks,
 * over blocks of uneven cost, or over the slices of a table. Without the mistake, by what they are for. */
#include <walras/walras.h>

typedef struct parameters {
  int64_t entities, place, mistaken;
} parameters;

enum { BLOCK = 10 };
enum { PLACE_BLOCKS, PLACE_UNEVEN, PLACE_TABLE };

static const walras_parameter schema[] = {
    WALRAS_INTEGER(parameters, entities, .range = "[1, 1e6]", .standard = "1000", .unit = "entities", .doc = "who is drawn for"),
    WALRAS_INTEGER(parameters, place, .range = "[0, 2]", .standard = "0", .unit = "1",
                   .doc = "even blocks, uneven blocks or a table"),
    WALRAS_INTEGER(parameters, mistaken, .range = "[0, 1]", .standard = "1", .unit = "1", .doc = "whether the mistake is made"),
};

static const walras_metric metrics[] = {{.name = "sum", .unit = "1", .doc = "draws, weighted by whom they are for"}};

/* What is drawn so far in this trial. */
typedef struct draws {
  const parameters *p;
  uint64_t made;
} draws;

static double draw_for(walras_trial *trial, draws *d, int64_t entity) {
  const walras_stream stream = walras_trial_stream(trial, 0, 0);
  return walras_uniform(&stream, d->p->mistaken ? d->made++ : (uint64_t)entity, 0);
}

static walras_status add_block(const walras_block *block, void *context) {
  for (int64_t entity = block->first; entity < block->first + block->count; entity++)
    block->sums[0] += (double)entity * draw_for(block->trial, context, entity);
  return WALRAS_OK;
}

static walras_status fill_slice(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  double *values = rows;
  for (int64_t i = 0; i < count; i++)
    values[i] = draw_for(trial, context, first + i);
  return WALRAS_OK;
}

static walras_status run_table(walras_trial *trial, draws *d) {
  const void *table;
  double sum = 0.0;
  const walras_status status = walras_trial_table(trial, d->p->entities, sizeof(double), BLOCK, fill_slice, d, &table);
  for (int64_t entity = 0; status == WALRAS_OK && entity < d->p->entities; entity++)
    sum += (double)entity * ((const double *)table)[entity];
  walras_record_real(trial, 0, sum);
  return status;
}

static walras_status run_blocks(walras_trial *trial, draws *d) {
  const walras_population_input input = {
      .name = "entities", .entities = d->p->entities, .block_size = BLOCK, .uneven = d->p->place == PLACE_UNEVEN};
  walras_population *population;
  walras_reduction *sums;
  walras_status status = walras_population_create(trial, &input, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, add_block, d, sums);
  if (status == WALRAS_OK)
    walras_record_real(trial, 0, walras_reduction_sum(sums, 0));
  return status;
}

static walras_status run(walras_trial *trial, const void *values) {
  draws d = {.p = values};
  return d.p->place == PLACE_TABLE ? run_table(trial, &d) : run_blocks(trial, &d);
}

static void footprint(const void *values, walras_footprint *out) {
  *out = (walras_footprint){.population = ((const parameters *)values)->entities, .block = BLOCK, .seconds_per_entity = 5e-8};
}

WALRAS_PLUGIN(.name = "order-dependent", .title = "Draws numbered in the order in which they are made", .family = "market",
              .reference = "a mistake", .population = "entities", .parameters_size = sizeof(parameters), .parameters = schema,
              .parameter_count = 3, .metrics = metrics, .metric_count = 1, .footprint = footprint, .run = run)
