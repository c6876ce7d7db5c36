#include "engine/planner.h"

#include <libgen.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/makespan.h"

enum { STANDARD_BLOCK = 65536 };

/* Measured on one core of a Zen 3 (tests/bench: runner). A calibration's trials tell the first of them for the machine at hand. */
static const double TRIAL_SECONDS = 5e-7; /* to run a trial that does nothing, and take its record */
/* Rank 0: to hand out a trial and write it down, and for each byte of its record. */
static const double COORDINATION_SECONDS = 2e-7, RECORD_BYTE_SECONDS = 3e-9;
/* To create and open n datasets: 8e-5 n + 1.5e-6 n^2, as each is entered into the list of those that share its axes. */
static const double DATASET_SECONDS = 8e-5, DATASET_PAIR_SECONDS = 1.5e-6;
static const double FILL_SECONDS = 1e-9;  /* a byte of a new store that is filled */
static const double STORE_SECONDS = 6e-3; /* to lock, open, check and sync a store */

static double record_bytes(const walras_store_layout *store) {
  double bytes = 0.0;
  for (int64_t i = 0; i < store->dataset_count; i++) {
    const walras_store_dataset *d = &store->datasets[i];
    double elements = d->per_trial ? 1.0 : 0.0;
    for (int axis = 2; axis < d->rank; axis++)
      elements *= (double)d->extent[axis];
    bytes += elements * (double)walras_store_type_size(d->type);
  }
  return bytes;
}

static walras_footprint footprint_of(const walras_plan_input *input, int64_t point) {
  walras_footprint footprint = {0};
  input->model->footprint(input->parameters[point], &footprint);
  footprint.block = footprint.block > 0 ? footprint.block : STANDARD_BLOCK;
  return footprint;
}

walras_plan_cost walras_plan_rough_cost(const walras_model *model, const void *parameters) {
  walras_footprint f = {0};
  model->footprint(parameters, &f);
  return (walras_plan_cost){.fixed = f.seconds_fixed + TRIAL_SECONDS, .spread = (double)f.population * f.seconds_per_entity};
}

walras_plan_demand walras_plan_measure(const walras_plan_input *input) {
  walras_plan_demand d = {.smallest_blocks = INT64_MAX};
  for (int64_t point = 0; point < input->points; point++) {
    const walras_footprint f = footprint_of(input, point);
    const double spread = f.bytes_per_entity * (double)f.population;
    if (spread + f.bytes_replicated > d.spread + d.replicated) {
      d.spread = spread;
      d.replicated = f.bytes_replicated;
    }
    d.trials += input->point_replications[point];
    const int64_t blocks = f.population / f.block + 1;
    d.smallest_blocks = blocks < d.smallest_blocks ? blocks : d.smallest_blocks;
    d.largest_blocks = blocks > d.largest_blocks ? blocks : d.largest_blocks;
  }
  d.together = input->wave > 0 && input->wave < d.trials ? input->wave : d.trials;
  return d;
}

/* Memory for each rank; without nodes all of them are taken to be on this machine, unless their launcher says otherwise. */
static double memory_per_rank(const walras_plan_input *input) {
  if (input->nodes.count > 0)
    return 0.9 * input->nodes.memory_bytes / (double)input->nodes.tasks;
  const double whole = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  const char *local = getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
  int here = input->ranks;
  if (local != NULL && (sscanf(local, "%d", &here) != 1 || here < 1))
    here = input->ranks;
  return 0.9 * whole / (double)here;
}

/* One rank a trial while there is a trial for every rank and it fits; more ranks where memory or idle ranks ask for it. */
static int choose_group(const walras_plan_input *input, const walras_plan_demand *d, double memory) {
  int size = d->together >= 2 * (int64_t)input->ranks || d->smallest_blocks < input->ranks ? 1 : input->ranks;
  if (d->together >= input->ranks && d->together % input->ranks == 0)
    size = 1;
  while (size < input->ranks && d->spread / size + d->replicated > memory)
    size++;
  return size;
}

/* Trials side by side waste nothing on what a trial does alone, such as building its market; they need the memory of several, and either
 * trials enough to end together or blocks too few to share. */
static int choose_at_once(const walras_plan_input *input, const walras_plan_demand *d, double memory) {
  const bool many = d->together >= 4 * (int64_t)input->ranks * input->threads, small = d->largest_blocks <= input->threads;
  const bool fits = (d->spread + d->replicated) * input->threads <= 0.5 * memory;
  return (many || small) && fits ? input->threads : 1;
}

static walras_status check_disk(const walras_plan_input *input, double bytes, walras_error *error) {
  char path[4096];
  struct statvfs space;
  if (bytes < 0.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "the store of %lld x %lld trials would be larger than any file can be",
                       (long long)input->points, (long long)input->replications);
  if (input->store_path == NULL || strlen(input->store_path) >= sizeof path)
    return WALRAS_OK;
  strcpy(path, input->store_path);
  if (statvfs(dirname(path), &space) != 0)
    return WALRAS_OK; /* creating the store says what is wrong with the folder */
  const double available = (double)space.f_bavail * (double)space.f_frsize;
  if (bytes > available)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "the store %s needs %.1f MiB, but only %.1f MiB are free there",
                       input->store_path, bytes / 1048576.0, available / 1048576.0);
  return WALRAS_OK;
}

/* Bytes that were measured (Open MPI 4.1, HDF5 1.10, VmHWM over 1 to 8 ranks and 1 to 4 threads). */
static const double CREATION_BYTES = 2e6, DATASET_BYTES = 3.3e4; /* HDF5 while it creates or opens a store */
static const double RANK_BYTES = 7e4;                            /* of memory shared with each other rank on the node */
static const double THREAD_BYTES = 1e6;                          /* its stack, and its part in a trial's blocks */
static const double STATUS_BYTES = 2.0, POINT_BYTES = 40.0;      /* rank 0, for each trial of the store, and each point */
static const double BATCH_SECONDS = 0.02, BATCH_BYTES = 4194304.0, ENTRY_BYTES = 32.0;

/* One trial's. Where a calibration has looked, the footprint counts for what is beyond the trials that were run. */
static double trial_bytes(const walras_plan_input *input, double footprint) {
  const walras_plan_memory *m = &input->memory;
  if (!(m->trial > 0.0))
    return footprint;
  if (footprint < m->trial_footprint)
    return m->trial * footprint / m->trial_footprint; /* several ranks share what was measured on one */
  return m->trial + footprint - m->trial_footprint;
}

/* Of rank 0, which has all that the others have and the store. */
static double process_bytes(const walras_plan_input *input, const walras_plan_result *result) {
  const int64_t here = input->nodes.count > 0 ? input->nodes.tasks : input->ranks;
  const double trials = (double)input->points * (double)input->replications;
  const double each =
      result->trials > 0 ? fmax(result->seconds * (double)input->ranks / (double)result->trials, TRIAL_SECONDS) : 1.0;
  const double batch = fmin(BATCH_SECONDS / each, trials) * (record_bytes(input->store) + ENTRY_BYTES);
  double bytes = input->memory.process + RANK_BYTES * (double)(here - 1) + STATUS_BYTES * trials +
                 POINT_BYTES * (double)input->points + fmin(batch, BATCH_BYTES);
  if (!input->memory.created)
    bytes += CREATION_BYTES + DATASET_BYTES * (double)input->store->dataset_count;
  if (result->trials_at_once == 1 || !(input->memory.trial > 0.0))
    bytes += THREAD_BYTES * (double)(input->threads - 1);
  return bytes;
}

/* How much longer everything takes where threads have to share processors. */
static double crowding(const walras_plan_input *input) {
  const double threads = (double)input->ranks * (double)input->threads;
  const double processors =
      input->nodes.count > 0 ? (double)input->nodes.count * (double)input->nodes.processors : (double)input->processors;
  return processors > 0.0 && processors < threads ? threads / processors : 1.0;
}

/* Each trial by a group, or by one of a rank's threads: what a trial does alone is not shared. */
double walras_plan_trial_seconds(const walras_plan_input *input, const walras_plan_result *result, int64_t point) {
  const walras_plan_cost cost = walras_plan_rough_cost(input->model, input->parameters[point]);
  const walras_plan_factor factor = input->factors != NULL ? input->factors[point] : (walras_plan_factor){1.0, 1.0};
  const double sharing = result->trials_at_once > 1 ? 1.0 : (double)result->ranks_per_trial * (double)input->threads;
  return crowding(input) * (factor.fixed * cost.fixed + factor.spread * cost.spread / sharing);
}

/* A rehearsal has told what the metadata cost; bulk that is not reserved is filled. */
static double creation_seconds(const walras_plan_input *input) {
  const walras_store_layout *store = input->store;
  const double datasets = (double)store->dataset_count;
  double seconds =
      input->rehearsal_seconds > 0.0 ? input->rehearsal_seconds : datasets * (DATASET_SECONDS + DATASET_PAIR_SECONDS * datasets);
  for (int64_t i = 0; i < store->dataset_count; i++) {
    const walras_store_dataset *d = &store->datasets[i];
    double elements = 1.0;
    for (int axis = 0; axis < d->rank; axis++)
      elements *= (double)d->extent[axis];
    seconds += d->reserve ? 0.0 : FILL_SECONDS * elements * (double)walras_store_type_size(d->type);
  }
  return seconds + STORE_SECONDS;
}

enum { FEW_TURNS = 50, MOST_STEPS = 1 << 22 };

/* Trials handed out one by one. Where each place gets many of them, they end together; few are followed to their ends. */
static double work_seconds(const walras_plan_input *input, const walras_plan_result *result, const double *each) {
  const double places = (double)input->ranks / (double)result->ranks_per_trial * (double)result->trials_at_once;
  double sum = 0.0, longest = 0.0, seconds = 0.0;
  int64_t trials = 0;
  for (int64_t point = 0; point < input->points; point++) {
    sum += each[point] * (double)input->point_replications[point];
    trials += input->point_replications[point];
    longest = input->point_replications[point] > 0 ? fmax(each[point], longest) : longest;
  }
  const bool few = (double)trials <= FEW_TURNS * places && trials <= MOST_STEPS,
             even = input->ranks % result->ranks_per_trial == 0;
  if (few && even && walras_makespan(input->points, each, input->point_replications, (int64_t)places, &seconds))
    return seconds;
  return fmax(sum / places, longest);
}

void walras_plan_predict(const walras_plan_input *input, walras_plan_result *result) {
  double *each = calloc((size_t)input->points + 1, sizeof *each), coordination = 0.0;
  const double coordinate = COORDINATION_SECONDS + RECORD_BYTE_SECONDS * record_bytes(input->store);
  result->longest_trial_seconds = 0.0;
  for (int64_t point = 0; point < input->points; point++) {
    const double seconds = walras_plan_trial_seconds(input, result, point);
    coordination += coordinate * (double)input->point_replications[point];
    if (each != NULL)
      each[point] = seconds;
    if (input->point_replications[point] > 0)
      result->longest_trial_seconds = fmax(seconds, result->longest_trial_seconds);
  }
  result->creation_seconds = input->store_path != NULL ? creation_seconds(input) : 0.0;
  const double work = each != NULL ? work_seconds(input, result, each) : result->longest_trial_seconds;
  /* Rank 0 shares the work that is left when it has coordinated. */
  const double places = (double)result->groups * (double)result->trials_at_once;
  result->seconds = result->creation_seconds + fmax(work + coordination / places, coordination);
  free(each);
}

static walras_status check_memory(const walras_plan_input *input, const walras_plan_result *result, double process,
                                  walras_error *error) {
  const double gib = 1073741824.0;
  if (result->bytes_per_rank <= result->memory_bytes)
    return WALRAS_OK;
  if (process > result->memory_bytes)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_INPUT,
        "rank 0 needs %.1f GiB of memory to keep track of %lld trials, but has %.1f GiB: make several experiments of it",
        process / gib, (long long)result->trials, result->memory_bytes / gib);
  if (input->nodes.count == 0)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_INPUT,
        "a trial needs %.1f GiB of memory on each of %d ranks, but a rank has %.1f GiB here: use more ranks or nodes",
        result->bytes_per_rank / gib, result->ranks_per_trial, result->memory_bytes / gib);
  return WALRAS_FAIL(
      error, WALRAS_ERROR_INPUT,
      "a trial needs %.2f GiB of memory on each of %d ranks, but with %d on a node of %.2f GiB a rank has %.2f GiB: ask "
      "for more nodes, fewer tasks per node or more ranks per trial",
      result->bytes_per_rank / gib, result->ranks_per_trial, input->nodes.tasks, input->nodes.memory_bytes / gib,
      result->memory_bytes / gib);
}

walras_status walras_plan_make(const walras_plan_input *input, walras_plan_result *result, walras_error *error) {
  const walras_plan_demand d = walras_plan_measure(input);
  if (input->ranks_per_trial > input->ranks)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                       "%d ranks per trial were asked for, but there are only %d ranks (mpirun -n %d ...)",
                       input->ranks_per_trial, input->ranks, input->ranks_per_trial);
  const double memory = memory_per_rank(input);
  const int size = input->ranks_per_trial > 0 ? input->ranks_per_trial : choose_group(input, &d, memory);
  *result = (walras_plan_result){.trials = d.trials,
                                 .ranks_per_trial = size,
                                 .groups = (input->ranks + size - 1) / size,
                                 .trials_at_once = size == 1 ? choose_at_once(input, &d, memory) : 1,
                                 .memory_bytes = memory,
                                 .store_bytes =
                                     (double)(input->store_bytes > 0 ? input->store_bytes : walras_store_size(input->store))};
  walras_plan_predict(input, result);
  const double process = input->memory.process > 0.0 ? process_bytes(input, result) : 0.0;
  result->bytes_per_rank = process + result->trials_at_once * trial_bytes(input, d.spread / size + d.replicated);
  const walras_status status = check_disk(input, result->store_bytes, error);
  return status == WALRAS_OK ? check_memory(input, result, process, error) : status;
}
