/* A model for tests: its replications 1, 3, 5 ... go wrong in the way that the parameter `fault` names. */
#include <stdlib.h>
#include <walras/walras.h>

enum { NONE, ERROR, NOT_FINITE, NOT_RECORDED, MEMORY, SEGMENTATION_FAULT, ABORT, LATE_SEGMENTATION_FAULT };
static const char *const faults[] = {
    "none", "error", "not_finite", "not_recorded", "memory", "segmentation_fault", "abort", "late_segmentation_fault", NULL};

typedef struct parameters {
  int64_t entities, faulty;
  int fault;
} parameters;

static const walras_parameter schema[] = {
    WALRAS_INTEGER(parameters, entities, .range = "[1, 1e9]", .standard = "1000", .unit = "1", .doc = "entities"),
    WALRAS_INTEGER(parameters, faulty, .range = "[-1, 1e9]", .standard = "-1", .unit = "1",
                   .doc = "one replication alone; -1: odd ones"),
    WALRAS_ENUMERATION(parameters, fault, .words = faults, .standard = "none", .doc = "what goes wrong"),
};

enum { SUM };
static const walras_metric metrics[] = {{.name = "sum", .unit = "1", .doc = "of the draws"}};

static walras_status draw(const walras_block *block, void *context) {
  const walras_stream stream = walras_trial_stream(block->trial, 0, 0);
  if (context != NULL && block->index == 1)
    *(volatile int *)(uintptr_t)8 = 1; /* on whichever thread and rank has this block */
  for (int64_t i = 0; i < block->count; i++)
    block->sums[0] += walras_uniform(&stream, (uint64_t)(block->first + i), 0);
  return WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  const int64_t replication = walras_trial_replication(trial);
  const int fault = (p->faulty < 0 ? replication % 2 == 1 : replication == p->faulty) ? p->fault : NONE;
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  if (fault == SEGMENTATION_FAULT)
    *(volatile int *)(uintptr_t)8 = 1;
  if (fault == ABORT)
    abort();
  if (fault == ERROR)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "no equilibrium in replication %d", (int)replication);
  if (fault == MEMORY && walras_trial_allocate(trial, INT64_C(1) << 40, 1024) == NULL)
    return walras_trial_status(trial);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "entities", .entities = p->entities, .block_size = 100}, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, draw, fault == LATE_SEGMENTATION_FAULT ? trial : NULL, sums);
  if (status != WALRAS_OK || fault == NOT_RECORDED)
    return status;
  walras_record_real(trial, SUM, fault == NOT_FINITE ? walras_reduction_sum(sums, 0) / 0.0 : walras_reduction_sum(sums, 0));
  return WALRAS_OK;
}

static void footprint(const void *values, walras_footprint *out) {
  *out = (walras_footprint){.population = ((const parameters *)values)->entities, .block = 100, .seconds_per_entity = 1e-8};
}

WALRAS_PLUGIN(.name = "faulty", .title = "A model that goes wrong", .family = "test bench", .reference = "none",
              .population = "entities", .parameters_size = sizeof(parameters), .parameters = schema,
              .parameter_count = sizeof schema / sizeof *schema, .metrics = metrics, .metric_count = 1, .footprint = footprint,
              .run = run)
