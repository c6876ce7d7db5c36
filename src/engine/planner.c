#include "engine/planner.h"

#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The most demanding point decides about memory, the mean over points about time. */
typedef struct demand {
  double spread, replicated; /* bytes of the worst point: shared by a group's ranks, and on each of them */
  double seconds;            /* all trials, one core */
  int64_t smallest_blocks;   /* fewest blocks of any point */
  int64_t largest_blocks;    /* most blocks of any point */
} demand;

static demand measure(const walras_plan_input *input) {
  demand d = {.smallest_blocks = INT64_MAX};
  for (int64_t point = 0; point < input->points; point++) {
    walras_footprint f = {0};
    input->model->footprint(input->parameters[point], &f);
    const int64_t block = f.block > 0 ? f.block : 65536;
    const double spread = f.bytes_per_entity * (double)f.population;
    if (spread + f.bytes_replicated > d.spread + d.replicated) {
      d.spread = spread;
      d.replicated = f.bytes_replicated;
    }
    d.seconds += ((double)f.population * f.seconds_per_entity + f.seconds_fixed) * (double)input->point_replications[point];
    const int64_t blocks = f.population / block + 1;
    d.smallest_blocks = blocks < d.smallest_blocks ? blocks : d.smallest_blocks;
    d.largest_blocks = blocks > d.largest_blocks ? blocks : d.largest_blocks;
  }
  return d;
}

/* Memory for each rank, all of them taken to be on this machine when there is one node only. */
static double memory_per_rank(int ranks) {
  const double whole = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
  const char *local = getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
  int here = ranks;
  if (local != NULL && (sscanf(local, "%d", &here) != 1 || here < 1))
    here = ranks;
  return 0.9 * whole / (double)here;
}

/* One rank a trial while there is a trial for every rank and it fits; more ranks where memory or idle ranks ask for it. */
static int choose_group(const walras_plan_input *input, const demand *d, int64_t trials, double memory) {
  int size = trials >= 2 * (int64_t)input->ranks || d->smallest_blocks < input->ranks ? 1 : input->ranks;
  if (trials >= input->ranks && trials % input->ranks == 0)
    size = 1;
  while (size < input->ranks && d->spread / size + d->replicated > memory)
    size++;
  return size;
}

/* Trials side by side waste nothing on what a trial does alone, such as building its market; they need the memory of several, and either
 * trials enough to end together or blocks too few to share. */
static int choose_at_once(const walras_plan_input *input, const demand *d, int64_t trials, double memory) {
  const bool many = trials >= 4 * (int64_t)input->ranks * input->threads, small = d->largest_blocks <= input->threads;
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

walras_status walras_plan_make(const walras_plan_input *input, walras_plan_result *result, walras_error *error) {
  const demand d = measure(input);
  int64_t trials = 0;
  for (int64_t point = 0; point < input->points; point++)
    trials += input->point_replications[point];
  if (input->ranks_per_trial > input->ranks)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                       "%d ranks per trial were asked for, but there are only %d ranks (mpirun -n %d ...)",
                       input->ranks_per_trial, input->ranks, input->ranks_per_trial);
  const double memory = memory_per_rank(input->ranks);
  const int64_t together = input->wave > 0 && input->wave < trials ? input->wave : trials;
  const int size = input->ranks_per_trial > 0 ? input->ranks_per_trial : choose_group(input, &d, together, memory);
  *result = (walras_plan_result){.trials = trials,
                                 .ranks_per_trial = size,
                                 .groups = (input->ranks + size - 1) / size,
                                 .trials_at_once = size == 1 ? choose_at_once(input, &d, together, memory) : 1,
                                 .bytes_per_rank = d.spread / size + d.replicated,
                                 .memory_bytes = memory,
                                 .store_bytes = (double)walras_store_size(input->store),
                                 .seconds = d.seconds / ((double)input->ranks * (double)input->threads)};
  result->bytes_per_rank *= result->trials_at_once;
  if (result->bytes_per_rank > memory)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_INPUT,
        "a trial needs %.1f GiB of memory on each of %d ranks, but a rank has %.1f GiB here: use more ranks or nodes",
        result->bytes_per_rank / 1073741824.0, size, memory / 1073741824.0);
  return check_disk(input, result->store_bytes, error);
}
