/**
 * Steps of the LLM Economist's workers over all ranks, under mpirun. Prints lines "name value": nanoseconds a worker of one core for reading what is
 * stored of it and for its response in cache (the limits of a rational step), for the random words and the eleven exponentials of a choice (the
 * limits of a learning step), and seconds of a rational and of a learning step over all ranks.
 * No verdict. Arguments: [rational workers, default 10^7] [learning workers, default 10^6]. Each figure is the best of five passes.
 */
#include <math.h>
#include <mpi.h>

#include "bench/bench.h"
#include "bench/bench_trial.h"
#include "experiment/experiment.h"
#include "models/llm-economist/society.h"
#include "models/models.h"

enum { READ = 1 << 23, STORED = 4 /* doubles of a worker */, STEPS = 40 };

/* A chunk of workers in cache. */
typedef struct chunk {
  double skill[ECONOMIST_CHUNK], e[ECONOMIST_CHUNK], delta[ECONOMIST_CHUNK], weight[ECONOMIST_CHUNK];
  economist_desk desk;
  walras_tax_response response;
  economist_sums sums;
} chunk;

static void respond_in_cache(void *state, int64_t call) {
  chunk *c = state;
  const walras_tax_choices choices = {c->desk.labor, c->desk.income, c->desk.tax, c->desk.worth};
  (void)call;
  walras_tax_respond(&c->response, &(walras_tax_workers){ECONOMIST_CHUNK, c->skill, c->e, c->delta}, &choices);
  economist_kernels_get()->add(&choices, c->weight, 100.0, ECONOMIST_CHUNK, &c->sums);
}

static double response_limit(const economist_economy *economy) {
  static chunk c;
  const walras_tax_schedule federal = economist_federal();
  for (int i = 0; i < ECONOMIST_CHUNK; i++) {
    c.skill[i] = 5.0 * pow(1.035, i);
    c.weight[i] = 1e-4;
  }
  walras_tax_response_make(&federal, &economy->labor, &c.response);
  walras_tax_powers(&economy->labor, c.skill, ECONOMIST_CHUNK, c.e, c.delta);
  return bench_best(respond_in_cache, &c, 20000) / ECONOMIST_CHUNK;
}

typedef struct memory {
  double *values, sum;
} memory;

static void read_all(void *state, int64_t call) {
  memory *m = state;
  double lane[8] = {0};
  (void)call;
  for (int64_t i = 0; i < READ; i += 8)
    for (int k = 0; k < 8; k++)
      lane[k] += m->values[i + k];
  m->sum += lane[0] + lane[1] + lane[2] + lane[3] + lane[4] + lane[5] + lane[6] + lane[7];
}

typedef struct draws {
  walras_stream stream;
  uint32_t words[3][ECONOMIST_CHUNK];
  double x[ECONOMIST_CHUNK], y[ECONOMIST_CHUNK];
} draws;

static void draw_words(void *state, int64_t call) {
  draws *d = state;
  walras_fill_words(&d->stream, (uint64_t)(call * ECONOMIST_CHUNK), ECONOMIST_CHUNK, 0,
                    (uint32_t *const[4]){d->words[0], d->words[1], d->words[2], NULL});
}

static void draw_exponentials(void *state, int64_t call) {
  draws *d = state;
  (void)call;
  for (int k = 0; k < ECONOMIST_HOURS; k++)
    walras_exp_batch(d->x, d->y, ECONOMIST_CHUNK);
}

static walras_status time_rational(economist_course *course, double *best) {
  const walras_tax_schedule federal = economist_federal();
  economist_totals totals;
  *best = 1e300;
  for (int pass = 0; pass <= BENCH_PASSES; pass++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = bench_now();
    const walras_status status = economist_evaluate(&course->economy, &federal, 1, POLICY_RATIONAL, &totals);
    if (status != WALRAS_OK)
      return status;
    const double seconds = bench_now() - start;
    *best = pass > 0 && seconds < *best ? seconds : *best;
  }
  return WALRAS_OK;
}

static walras_status time_learning(economist_course *course, double *best) {
  *best = 1e300;
  for (int64_t step = 0; step < STEPS; step++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = bench_now();
    const walras_status status = economist_step(course, step, step == 0);
    if (status != WALRAS_OK)
      return status;
    const double seconds = bench_now() - start;
    *best = step > 20 && seconds < *best ? seconds : *best;
  }
  return WALRAS_OK;
}

static void print_limits(const economist_economy *economy) {
  static draws d;
  memory m = {.values = calloc(READ, sizeof(double))};
  for (int i = 0; i < ECONOMIST_CHUNK; i++)
    d.x[i] = -0.03 * i;
  printf("respond_ns %.4f\n", 1e9 * response_limit(economy));
  printf("read_ns %.4f\n", m.values == NULL ? 0.0 : 1e9 * STORED * bench_best(read_all, &m, 10) / READ);
  printf("words_ns %.4f\n", 1e9 * bench_best(draw_words, &d, 2000) / ECONOMIST_CHUNK);
  printf("exponentials_ns %.4f\n", 1e9 * bench_best(draw_exponentials, &d, 1000) / ECONOMIST_CHUNK);
  free(m.values);
}

static walras_status measure(walras_trial *trial, const void *parameters) {
  const struct economist_parameters *p = parameters;
  economist_course course = {0};
  double seconds = 0.0;
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  walras_status status = economist_course_open(trial, p, &course);
  const bool learns = p->worker_policy == POLICY_BANDIT;
  if (status == WALRAS_OK)
    status = learns ? time_learning(&course, &seconds) : time_rational(&course, &seconds);
  if (status == WALRAS_OK && rank == 0) {
    printf("%s_seconds %.6f\n", learns ? "learning" : "rational", seconds);
    if (!learns)
      print_limits(&course.economy);
  }
  return status;
}

/* One trial of all ranks, without a record. */
static walras_status run_setting(const char *const *settings, int64_t count) {
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error = {0};
  walras_status status = walras_parameters_default(&walras_model_llm_economist, settings, count, &owned, &parameters, &error);
  if (status == WALRAS_OK)
    status = bench_trial(measure, parameters, &error);
  else
    fprintf(stderr, "%s\n", error.message);
  walras_parameters_destroy(owned);
  return status;
}

int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  char rational[64], learning[64];
  snprintf(rational, sizeof rational, "n_workers=%" PRId64, bench_count(argc, argv, 1, 10000000, 2, 1000000000));
  snprintf(learning, sizeof learning, "n_workers=%" PRId64, bench_count(argc, argv, 2, 1000000, 2, 1000000000));
  const char *const stored[] = {rational, "labor_mode=continuous", "labor_cost_mode=median40", "compare_optimum=false"};
  const char *const bandits[] = {learning, "worker_policy=bandit", "labor_cost_mode=median40", "compare_optimum=false",
                                 "satisfaction_in_choice=false"};
  walras_status status = run_setting(stored, 4);
  if (status == WALRAS_OK)
    status = run_setting(bandits, 5);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
