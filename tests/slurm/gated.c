/* A model that takes as long as a test wants: a walk whose rounds, inside a job, wait while no file stands at `gate`. Elsewhere, and once the
 * file is there, they take no time. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <walras/walras.h>

typedef struct parameters {
  const char *gate;
  int64_t rounds;
  bool checkpoints;
} parameters;

static const walras_parameter schema[] = {
    WALRAS_STRING(parameters, gate, .standard = "/", .doc = "rounds of a job wait until this file is there"),
    WALRAS_INTEGER(parameters, rounds, .range = "[1, 1e6]", .standard = "2000", .unit = "rounds", .doc = "steps of the walk"),
    WALRAS_BOOLEAN(parameters, checkpoints, .standard = "true", .doc = "whether a trial can go on in its middle"),
};

enum { POSITION };
static const walras_metric metrics[] = {
    {.name = "position", .unit = "1", .doc = "where the walk ends"},
};

enum { WALKERS = 16, BLOCK = 4 };

static walras_status step(const walras_block *block, void *context) {
  const walras_stream *stream = context;
  for (int64_t walker = block->first; walker < block->first + block->count; walker++)
    block->sums[0] += walras_uniform(stream, (uint64_t)walker, 0) - 0.5;
  return WALRAS_OK;
}

static bool is_in_a_job(void) {
  return getenv("SLURM_JOB_ID") != NULL || getenv("PBS_JOBID") != NULL || getenv("FLUX_JOB") != NULL;
}

static void wait_at(const char *gate) {
  if (is_in_a_job() && access(gate, F_OK) != 0)
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
}

static walras_status run(walras_trial *trial, const void *values) {
  const parameters *p = values;
  walras_population *walkers = NULL;
  walras_reduction *sum = NULL;
  double position = 0.0;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "walkers", .entities = WALKERS, .block_size = BLOCK}, &walkers);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &sum);
  if (status == WALRAS_OK && p->checkpoints)
    status = walras_trial_keep(trial, "position", &position, 1, sizeof position);
  for (int64_t round = p->checkpoints ? walras_trial_first_round(trial) : 0; status == WALRAS_OK && round < p->rounds; round++) {
    walras_stream stream = walras_trial_stream(trial, 0, (uint32_t)round);
    wait_at(p->gate);
    status = walras_for_each_block(walkers, step, &stream, sum);
    if (status != WALRAS_OK)
      return status;
    position += walras_reduction_sum(sum, 0);
    if (p->checkpoints)
      status = walras_trial_round_done(trial, round);
  }
  if (status == WALRAS_OK)
    walras_record_real(trial, POSITION, position);
  return status;
}

static void footprint(const void *values, walras_footprint *out) {
  (void)values;
  *out = (walras_footprint){.population = WALKERS, .block = BLOCK, .seconds_fixed = 1.0};
}

WALRAS_PLUGIN(.name = "gated", .title = "A walk that waits for a file", .family = "test bench",
              .reference = "none: a tool of the tests", .population = NULL, .parameters_size = sizeof(parameters),
              .parameters = schema, .parameter_count = 3, .metrics = metrics, .metric_count = 1, .footprint = footprint,
              .run = run)
