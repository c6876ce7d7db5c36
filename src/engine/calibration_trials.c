/* Which trials to run in a short time, and running them as a run would: trial, record, batch. */
#include "engine/calibration_trials.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/batch.h"
#include "engine/clock.h"
#include "engine/cost_clock.h"
#include "engine/trial_internal.h"

/* Trials between two readings of the cost clock: by time, and at most so many. */
static const double SLICE_SECONDS = 2e-4;
enum { SLICE_TRIALS = 256 };
/* The first ones are read one by one: the next may never end. */
enum { FIRST_TRIALS = 64 };
static const double MOST_WALL = 6.0; /* seconds for each to spend */
static const double GOLDEN = 0.61803398874989485;

typedef struct campaign {
  const walras_calibration_input *input;
  const walras_plan_cost *rough; /* [points] */
  calibration_shared *shared;
  double *before;     /* [points + 1] rough costs of all trials of the points before each */
  int64_t *run_count; /* [points] trials of each that were begun */
  int64_t stride;     /* of the walk through all points */
  int64_t picks, most;
  double start;
  double rough_sum, cost_sum;   /* of what has been run: the ratio tells what will fit */
  const walras_parameter *size; /* the population's parameter; NULL = populations stand as they are */
} campaign;

/* One thread's. */
typedef struct worker {
  campaign *c;
  int thread;
  walras_trial *trial;
  walras_batch_buffer buffer;
  void *smaller; /* a copy of parameters whose population is cut */
  walras_cost_clock clock;
  walras_measured slice[SLICE_TRIALS];
  int64_t sliced;
  double slice_seconds;
} worker;

static double whole(walras_plan_cost cost) {
  return cost.fixed + cost.spread;
}

/* ---- which trial ---- */

static int64_t common_divisor(int64_t a, int64_t b) {
  return b == 0 ? a : common_divisor(b, a % b);
}

/* Far apart at every moment, and each point once before any comes twice. */
static int64_t stride_through(int64_t points) {
  int64_t stride = (int64_t)(GOLDEN * (double)points);
  while (stride < 1 || common_divisor(stride, points) != 1)
    stride++;
  return stride;
}

/* By turns a point chosen by what its trials cost together, and the next one of a walk through all. */
static int64_t pick_point(const campaign *c, int64_t pick) {
  const int64_t points = c->input->points, turn = pick / 2;
  if (pick % 2 == 0 || points == 1)
    return turn % points * c->stride % points; /* points fit the memory: their square is no overflow */
  const double place = (double)turn * GOLDEN, goal = (place - floor(place)) * c->before[points];
  int64_t low = 0, high = points; /* before[low] <= goal < before[high] */
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (c->before[middle] <= goal)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* What a trial may cost: a twentieth of all where there are many points, a fourth where there are few. */
static double allowance(const campaign *c) {
  const int64_t shares = c->input->points < 4 ? 4 : c->input->points > 20 ? 20 : c->input->points;
  return c->input->seconds / (double)shares;
}

/* ---- a smaller population ---- */

static const walras_parameter *size_parameter(const walras_model *model) {
  for (int64_t i = 0; model->population != NULL && i < model->parameter_count; i++)
    if (strcmp(model->parameters[i].name, model->population) == 0 && model->parameters[i].type == WALRAS_TYPE_INTEGER)
      return &model->parameters[i];
  return NULL;
}

/* How many values a metric takes. */
static int64_t room_of(const walras_metric *metric, const void *parameters) {
  const bool present = metric->present == NULL || metric->present(parameters);
  return !present ? 0 : metric->length != NULL ? metric->length(parameters) : 1;
}

/* A trial of `smaller` fits where one of `given` does: a small population may bring what a large one leaves out. */
static bool fits(const walras_model *model, const void *smaller, const void *given) {
  bool does = true;
  for (int64_t i = 0; does && i < model->metric_count; i++)
    does = room_of(&model->metrics[i], smaller) <= room_of(&model->metrics[i], given);
  return does;
}

/* The point's parameters, or where a trial would cost too much, a copy with so many entities that it does not; every other one has a fourth, so
 * that what does not depend on the population can be told. The footprint must follow, the model must agree, and its record must have room. */
static const void *fitting_parameters(worker *w, int64_t point, int64_t pick, walras_plan_cost *rough) {
  campaign *c = w->c;
  const walras_model *model = c->input->model;
  const void *given = c->input->parameters[point];
  const double ratio = c->rough_sum > 0.0 ? c->cost_sum / c->rough_sum : 1.0;
  *rough = c->rough[point];
  if (c->size == NULL || ratio * whole(*rough) <= allowance(c) || !(rough->spread > 0.0))
    return given;
  int64_t entities;
  memcpy(&entities, (const char *)given + c->size->offset, sizeof entities);
  const double goal = allowance(c) / ratio * (pick / 2 % 2 == 0 ? 0.25 : 1.0), share = (goal - rough->fixed) / rough->spread;
  int64_t fewer = share > 0.0 ? (int64_t)(share * (double)entities) : 1;
  fewer = fewer < 1 ? 1 : fewer;
  memcpy(w->smaller, given, model->parameters_size);
  memcpy((char *)w->smaller + c->size->offset, &fewer, sizeof fewer);
  const walras_plan_cost cut = walras_plan_rough_cost(model, w->smaller);
  if (whole(cut) >= whole(*rough) || !fits(model, w->smaller, given) ||
      (model->check != NULL && model->check(w->smaller, &(walras_error){0}) != WALRAS_OK))
    return given;
  *rough = cut;
  c->shared->smaller = true;
  return w->smaller;
}

/* ---- running it ---- */

/* What the slice cost is shared out by the wall time of its trials. */
static void end_slice(worker *w) {
  campaign *c = w->c;
  calibration_shared *shared = c->shared;
  double wall = 0.0;
  const double cost = walras_cost_clock_read(&w->clock, &wall);
  const double share = wall > 0.0 ? cost / wall : 1.0;
#pragma omp critical(walras_calibration)
  {
    for (int64_t i = 0; i < w->sliced && shared->count < CALIBRATION_LOG; i++) {
      w->slice[i].seconds *= share;
      c->rough_sum += whole(w->slice[i].rough);
      c->cost_sum += w->slice[i].seconds;
      shared->log[shared->count] = w->slice[i];
      __atomic_store_n(&shared->count, shared->count + 1, __ATOMIC_RELEASE);
    }
    shared->wall += wall;
    shared->cost += cost;
  }
  w->sliced = 0;
  w->slice_seconds = 0.0;
  walras_cost_clock_start(&w->clock);
}

static void note_failure(calibration_shared *shared, const char *message) {
#pragma omp critical(walras_calibration)
  if (shared->failed++ == 0)
    snprintf(shared->message, sizeof shared->message, "%.*s", (int)sizeof shared->message - 1, message);
}

static void note_size(worker *w, const void *parameters) {
  campaign *c = w->c;
  double *largest = &c->shared->now[w->thread].footprint_bytes;
  walras_footprint f = {0};
  c->input->model->footprint(parameters, &f);
  const double bytes = f.bytes_per_entity * (double)f.population + f.bytes_replicated;
  *largest = fmax(*largest, bytes);
#pragma omp critical(walras_calibration)
  if (walras_trial_rounds(w->trial) > c->shared->rounds)
    c->shared->rounds = walras_trial_rounds(w->trial);
}

static void run_trial(worker *w, int64_t pick) {
  campaign *c = w->c;
  const int64_t point = pick_point(c, pick);
  if (c->input->point_replications[point] == 0)
    return;
  const int64_t replication = __atomic_fetch_add(&c->run_count[point], 1, __ATOMIC_RELAXED) % c->input->point_replications[point];
  walras_measured m = {.point = point};
  const void *parameters = fitting_parameters(w, point, pick, &m.rough);
  uint32_t key[2];
  walras_random_key(c->input->seed, (uint64_t)replication, c->input->independent ? (uint64_t)point + 1 : 0, key);
  const double start = walras_clock();
  c->shared->now[w->thread].trial = m;
  c->shared->now[w->thread].replication = replication;
  c->shared->now[w->thread].since = start;
  __atomic_store_n(&c->shared->now[w->thread].active, true, __ATOMIC_RELEASE);
  const walras_status status = walras_trial_execute(w->trial, point, replication, key, parameters);
  const int64_t place = w->sliced % SLICE_TRIALS;
  if (status == WALRAS_OK)
    walras_batch_put(&w->buffer, place, walras_trial_record(w->trial), walras_trial_elapsed(w->trial));
  else
    walras_batch_put_failed(&w->buffer, place, walras_trial_error(w->trial), walras_trial_elapsed(w->trial));
  m.seconds = walras_clock() - start;
  __atomic_store_n(&c->shared->now[w->thread].active, false, __ATOMIC_RELEASE);
  if (status != WALRAS_OK)
    note_failure(c->shared, walras_trial_error(w->trial)->message);
  if (pick < 4 * c->input->points || m.seconds > SLICE_SECONDS)
    note_size(w, parameters);
  w->slice[w->sliced++] = m;
  w->slice_seconds += m.seconds;
  if (w->slice_seconds >= SLICE_SECONDS || w->sliced == SLICE_TRIALS || pick < FIRST_TRIALS)
    end_slice(w);
}

/* Other programs may have the processors for most of the time. */
static bool is_over(const campaign *c, int64_t pick) {
  const calibration_shared *shared = c->shared;
  double cost;
  __atomic_load(&shared->cost, &cost, __ATOMIC_RELAXED);
  return pick >= c->most || cost >= c->input->seconds * c->input->threads ||
         walras_clock() - c->start >= MOST_WALL * c->input->seconds ||
         __atomic_load_n(&shared->count, __ATOMIC_RELAXED) >= CALIBRATION_LOG;
}

static void work(campaign *c, int thread, walras_group *alone) {
  worker *w = calloc(1, sizeof *w);
  if (w == NULL)
    return;
  *w = (worker){.c = c, .thread = thread, .buffer = {.records = c->input->records}};
  w->smaller = malloc(c->input->model->parameters_size + 8);
  const walras_trial_input input = {.model = c->input->model, .records = c->input->records, .group = alone, .threads = 1};
  if (w->smaller != NULL && walras_trial_open(&input, &w->trial, NULL) == WALRAS_OK &&
      walras_batch_start(&w->buffer, 0, SLICE_TRIALS, NULL) == WALRAS_OK) {
    walras_cost_clock_open(&w->clock);
    for (int64_t pick = 0; !is_over(c, pick = __atomic_fetch_add(&c->picks, 1, __ATOMIC_RELAXED));)
      run_trial(w, pick);
    if (w->sliced > 0)
      end_slice(w);
    walras_cost_clock_close(&w->clock);
  }
  walras_trial_close(w->trial);
  free(w->buffer.memory);
  free(w->smaller);
  free(w);
}

void walras_calibration_run(const walras_calibration_input *input, const walras_plan_cost *rough, calibration_shared *shared) {
  campaign c = {.input = input,
                .rough = rough,
                .shared = shared,
                .before = calloc((size_t)input->points + 1, sizeof *c.before),
                .run_count = calloc((size_t)input->points, sizeof *c.run_count),
                .stride = stride_through(input->points),
                .start = walras_clock(),
                .size = size_parameter(input->model)};
  if (c.before != NULL && c.run_count != NULL) {
    for (int64_t point = 0; point < input->points; point++) {
      c.before[point + 1] = c.before[point] + whole(rough[point]) * (double)input->point_replications[point];
      c.most += input->point_replications[point] > 0 ? 2 * input->point_replications[point] : 2; /* each pick counts */
    }
    walras_group alone = {.communicator = MPI_COMM_NULL, .size = 1};
#pragma omp parallel num_threads(input->threads)
    work(&c, omp_get_thread_num(), &alone);
    shared->ended = true;
  }
  free(c.before);
  free(c.run_count);
}
