/**
 * The Uniform Phantom and the median of one population over all ranks, under mpirun. Prints lines "name value": nanoseconds an agent of one core
 * for drawing locations and for reading stored ones once (the limits of a pass), and seconds of the selection over all ranks, drawn anew and stored.
 * No verdict. Arguments: [agents, default 10^7] [law: uniform, beta, ..., default uniform] [file that gets the population as doubles].
 * Each figure is the best of five passes.
 */
#include <mpi.h>
#include <string.h>

#include "bench/bench.h"
#include "bench/bench_trial.h"
#include "experiment/experiment.h"
#include "models/facility-location/kernels.h"
#include "models/facility-location/selection.h"
#include "models/models.h"

typedef struct setting {
  struct facility_parameters p;
  const char *file;
} setting;

enum { READ = 1 << 16 };

typedef struct limit {
  const facility_law *law;
  double block[READ], sum;
  bool draw;
} limit;

static void pass_over(void *state, int64_t call) {
  limit *l = state;
  double lanes[FACILITY_LANES] = {0};
  for (int64_t at = 0; at < READ; at += FACILITY_CHUNK) {
    double *chunk = l->block + at;
    if (l->draw)
      facility_law_fill(l->law, call * READ + at, FACILITY_CHUNK, chunk);
    for (int64_t i = 0; i < FACILITY_CHUNK; i += FACILITY_LANES)
      for (int lane = 0; lane < FACILITY_LANES; lane++)
        lanes[lane] += chunk[i + lane];
  }
  l->sum += facility_lane_sum(lanes);
}

static walras_status selection_seconds(walras_trial *trial, walras_population *population, facility_source *source,
                                       double *seconds, double *outcome) {
  const struct facility_parameters *p = source->law->p;
  const facility_phantoms uniform = {.agents = p->agents, .length = p->domain_length, .uniform = true},
                          median = facility_rank_phantoms(p->agents, p->domain_length, (p->agents + 1) / 2);
  const facility_phantoms *const targets[] = {&uniform, &median};
  const facility_selection selection = facility_selection_make(population, source);
  double outcomes[2];
  *seconds = 1e300;
  for (int pass = 0; pass <= BENCH_PASSES; pass++) { /* the first one fills what is stored */
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = bench_now();
    const walras_status status = facility_select(trial, &selection, targets, 2, outcomes, NULL);
    if (status != WALRAS_OK)
      return status;
    const double passed = bench_now() - start;
    *seconds = pass > 0 && passed < *seconds ? passed : *seconds;
  }
  *outcome = outcomes[0];
  return WALRAS_OK;
}

static walras_status write_population(walras_trial *trial, const facility_law *law, const char *path) {
  double chunk[FACILITY_CHUNK];
  FILE *file = fopen(path, "wb");
  bool good = file != NULL;
  for (int64_t at = 0; good && at < law->p->agents; at += FACILITY_CHUNK) {
    const int64_t n = law->p->agents - at < FACILITY_CHUNK ? law->p->agents - at : FACILITY_CHUNK;
    facility_law_fill(law, at, n, chunk);
    good = fwrite(chunk, sizeof *chunk, (size_t)n, file) == (size_t)n;
  }
  good = file != NULL && fclose(file) == 0 && good;
  return good ? WALRAS_OK : WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_IO, "cannot write %s", path);
}

static walras_status measure(walras_trial *trial, const void *parameters) {
  const setting *s = parameters;
  static limit l;
  facility_law law;
  facility_source drawn = {.law = &law}, stored = {.law = &law};
  walras_population *population;
  double drawn_seconds, stored_seconds, outcome, again;
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  walras_status status = facility_law_prepare(trial, &s->p, (double)s->p.agents, &law);
  if (status == WALRAS_OK && rank == 0 && s->file != NULL)
    status = write_population(trial, &law, s->file);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "agents", .entities = s->p.agents, .block_size = 65536}, &population);
  if (status == WALRAS_OK)
    status = walras_state_create(population, "locations", sizeof(double), &stored.stored);
  if (status == WALRAS_OK)
    status = selection_seconds(trial, population, &drawn, &drawn_seconds, &outcome);
  if (status == WALRAS_OK)
    status = selection_seconds(trial, population, &stored, &stored_seconds, &again);
  if (status != WALRAS_OK || rank > 0)
    return status;
  l = (limit){.law = &law, .draw = true};
  printf("draw_ns %.4f\n", 1e9 * bench_best(pass_over, &l, 200) / READ);
  l.draw = false;
  printf("read_ns %.4f\n", 1e9 * bench_best(pass_over, &l, 2000) / READ);
  printf("drawn_seconds %.6f\nstored_seconds %.6f\noutcome %.17g\n", drawn_seconds, stored_seconds, outcome);
  return outcome == again && l.sum > 0.0 ? WALRAS_OK
                                         : WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "stored and drawn agents differ");
}

/* One trial of all ranks. */
int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  const int64_t agents = bench_count(argc, argv, 1, 10000000, 1, 10000000000);
  char law[64];
  snprintf(law, sizeof law, "distribution=%s", argc > 2 ? argv[2] : "uniform");
  const char *const settings[] = {law};
  walras_parameters *owned = NULL;
  const void *parameters = NULL;
  walras_error error = {0};
  walras_status status =
      agents < 0 ? WALRAS_ERROR_INPUT
                 : walras_parameters_default(&walras_model_facility_location, settings, 1, &owned, &parameters, &error);
  if (status == WALRAS_OK) {
    setting s = {.p = *(const struct facility_parameters *)parameters, .file = argc > 3 ? argv[3] : NULL};
    s.p.agents = agents;
    status = bench_trial(measure, &s, &error);
  } else
    fprintf(stderr, "usage: %s [AGENTS] [LAW] [FILE]\n%s\n", argv[0], error.message);
  walras_parameters_destroy(owned);
  MPI_Finalize();
  return status == WALRAS_OK ? 0 : 1;
}
