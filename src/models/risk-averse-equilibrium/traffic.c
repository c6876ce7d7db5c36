/* Trials of mixed traffic: drivers who mind risk and drivers who do not meet at the intersection, each with a tremble of its own. What becomes of them is
   worked out exactly for every pair of kinds, and counted in drawn episodes. A kind is a risk aversion, 0 first, and a tremble; the last one varies fastest. */
#include <math.h>

#include "models/risk-averse-equilibrium/episodes.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"

enum { STREAM_EPISODES = 9, STREAM_DRIVERS = 10 };
enum { OTHERS, RISK_AVERSE, GROUPS };

typedef struct traffic {
  const struct rae_parameters *p;
  struct rae_crossing road; /* without trembles: those of a kind are part of what it does */
  int64_t trembles, kinds;
  double *done;                    /* [kinds] policies: probabilities of advancing, trembles counted in */
  double *share;                   /* [kinds] */
  struct rae_crossing_value *pair; /* [kinds][kinds]: of the first one's return against the second */
  struct rae_crossing_value *kind; /* [kinds]: in traffic */
  /* drawn episodes */
  uint64_t *table; /* [H][kinds][D+2][D+2], see rae_fill_table */
  uint64_t below;  /* words below this number of 2^32 make a driver mind risk */
  walras_stream episodes, drivers;
  walras_scratch *scratch;
} traffic;

static int group_of(const traffic *t, int64_t kind) {
  return kind < t->trembles ? OTHERS : RISK_AVERSE;
}

static double risk_aversion_of(const traffic *t, int64_t kind) {
  return group_of(t, kind) == OTHERS ? 0.0 : t->p->driver_risk_aversions.values[kind / t->trembles - 1];
}

static double tremble_of(const traffic *t, int64_t kind) {
  return t->p->driver_trembles.values[kind % t->trembles];
}

/* Kinds of a group are equally frequent in it. */
static double share_in_group(const traffic *t, int64_t kind) {
  return 1.0 / (double)(group_of(t, kind) == OTHERS ? t->trembles : t->kinds - t->trembles);
}

static walras_status open_traffic(walras_trial *trial, const struct rae_parameters *p, traffic *t) {
  *t = (traffic){.p = p, .road = rae_crossing_of(p), .trembles = p->driver_trembles.count};
  t->kinds = (1 + p->driver_risk_aversions.count) * t->trembles;
  t->road.tremble = t->road.risk_aversion = 0.0;
  t->done = walras_trial_allocate(trial, t->kinds * rae_crossing_policy_size(&t->road), sizeof *t->done);
  t->share = walras_trial_allocate(trial, t->kinds, sizeof *t->share);
  t->pair = walras_trial_allocate(trial, t->kinds * t->kinds, sizeof *t->pair);
  t->kind = walras_trial_allocate(trial, t->kinds, sizeof *t->kind);
  if (t->done == NULL || t->share == NULL || t->pair == NULL || t->kind == NULL)
    return walras_trial_status(trial);
  for (int64_t kind = 0; kind < t->kinds; kind++)
    t->share[kind] =
        share_in_group(t, kind) * (group_of(t, kind) == RISK_AVERSE ? p->risk_averse_share : 1.0 - p->risk_averse_share);
  return WALRAS_OK;
}

/* What drivers of one risk aversion have learnt among themselves, and what each of its kinds does of it. `reply`: of a policy's size. */
static void learn(traffic *t, int64_t first, double *policy, double *reply, double *reals) {
  const int64_t size = rae_crossing_policy_size(&t->road);
  struct rae_crossing school = t->road;
  school.tremble = t->p->tremble;
  school.risk_aversion = risk_aversion_of(t, first);
  for (int64_t state = 0; state < size; state++)
    policy[state] = 0.5;
  for (int64_t round = 0; round < t->p->fp_iterations; round++)
    rae_crossing_round(&school, round, policy, reply, reals);
  for (int64_t kind = first; kind < first + t->trembles; kind++)
    for (int64_t state = 0; state < size; state++)
      t->done[kind * size + state] = (1.0 - tremble_of(t, kind)) * policy[state] + 0.5 * tremble_of(t, kind);
}

/* The mixture over `weight` [n] of values [n]. */
static struct rae_crossing_value mixture(const struct rae_crossing_value *value, const double *weight, int64_t n) {
  struct rae_crossing_value mixed = {0};
  for (int64_t k = 0; k < n; k++) {
    mixed.mean += weight[k] * value[k].mean;
    mixed.crash += weight[k] * value[k].crash;
  }
  for (int64_t k = 0; k < n; k++) {
    const double deviation = value[k].mean - mixed.mean;
    mixed.variance += weight[k] * (value[k].variance + deviation * deviation);
  }
  return mixed;
}

/* Every pair of kinds by the exact law of its episodes, and every kind in traffic. */
static walras_status work_out(walras_trial *trial, traffic *t) {
  const int64_t size = rae_crossing_policy_size(&t->road);
  double *const policy = walras_trial_allocate(trial, 2 * size + rae_crossing_reals(&t->road), sizeof *policy);
  if (policy == NULL)
    return walras_trial_status(trial);
  double *const reply = policy + size, *const reals = reply + size;
  for (int64_t first = 0; first < t->kinds; first += t->trembles)
    learn(t, first, policy, reply, reals);
  for (int64_t kind = 0; kind < t->kinds; kind++) {
    for (int64_t other = 0; other < t->kinds; other++)
      t->pair[kind * t->kinds + other] = rae_crossing_evaluate(&t->road, t->done + kind * size, t->done + other * size, reals);
    t->kind[kind] = mixture(t->pair + kind * t->kinds, t->share, t->kinds);
  }
  return WALRAS_OK;
}

static void record_exact(walras_trial *trial, const traffic *t) {
  const int64_t first[GROUPS] = {0, t->trembles}, count[GROUPS] = {t->trembles, t->kinds - t->trembles};
  const struct rae_crossing_value all = mixture(t->kind, t->share, t->kinds);
  struct rae_crossing_value group[GROUPS];
  double even[DRIVER_CLASSES_MOST * DRIVER_CLASSES_MOST], externality = 0.0;
  for (int g = 0; g < GROUPS; g++) {
    for (int64_t k = 0; k < count[g]; k++)
      even[k] = share_in_group(t, first[g]);
    group[g] = mixture(t->kind + first[g], even, count[g]);
  }
  for (int64_t kind = 0; kind < t->kinds; kind++)
    for (int64_t other = 0; other < t->kinds; other++)
      externality += (group_of(t, other) == RISK_AVERSE ? 1.0 : -1.0) * share_in_group(t, other) * t->share[kind] *
                     t->pair[kind * t->kinds + other].mean;
  walras_record_real(trial, METRIC_MEAN, all.mean);
  walras_record_real(trial, METRIC_VARIANCE, all.variance);
  walras_record_real(trial, METRIC_CRASH, all.crash);
  walras_record_real(trial, METRIC_MEAN_RISK_AVERSE, group[RISK_AVERSE].mean);
  walras_record_real(trial, METRIC_MEAN_OTHERS, group[OTHERS].mean);
  walras_record_real(trial, METRIC_VARIANCE_RISK_AVERSE, group[RISK_AVERSE].variance);
  walras_record_real(trial, METRIC_VARIANCE_OTHERS, group[OTHERS].variance);
  walras_record_real(trial, METRIC_CRASH_RISK_AVERSE, group[RISK_AVERSE].crash);
  walras_record_real(trial, METRIC_CRASH_OTHERS, group[OTHERS].crash);
  walras_record_real(trial, METRIC_EXTERNALITY, externality);
}

typedef struct batch {
  struct rae_cars cars;
  int32_t kind[2][BATCH], outcome[2][BATCH];
} batch;

/* Who they are: a word decides whether a driver minds risk, the next one its risk aversion if so, and its tremble. */
static void draw_drivers(const traffic *t, int64_t first, int64_t count, batch *b) {
  const uint64_t averse = (uint64_t)(t->kinds - t->trembles);
  const int32_t trembles = (int32_t)t->trembles;
  rae_cars_draw(&t->drivers, first, count, 0, &b->cars);
  for (int car = 0; car < 2; car++) {
    const uint32_t *const minds = b->cars.words[2 * car], *const which = b->cars.words[2 * car + 1];
    for (int64_t i = 0; i < count; i++) {
      const int32_t kind = (int32_t)(which[i] * averse >> 32);
      b->kind[car][i] = minds[i] < t->below ? trembles + kind : kind % trembles;
      b->outcome[car][i] = (int32_t)(2 * t->road.horizon);
    }
  }
}

/* One step of all cars that still drive; how many episodes go on. */
static int64_t drive(const traffic *t, int64_t step, int64_t count, batch *b) {
  const int32_t conflict = (int32_t)t->road.cells, cleared = conflict + 1, width = conflict + 2, now = (int32_t)step;
  const int32_t crashed = (int32_t)(t->road.horizon + step), places = width * width;
  const uint64_t *const table = t->table + step * t->kinds * places;
  struct rae_cars *const cars = &b->cars;
  int64_t going = 0;
  for (int64_t i = 0; i < count; i++) {
    const int32_t own = cars->own[i], other = cars->other[i];
    const int32_t go = cars->words[0][i] < table[b->kind[0][i] * places + own * width + other];
    const int32_t other_goes = cars->words[1][i] < table[b->kind[1][i] * places + other * width + own];
    const int32_t to = own + go, other_to = other + other_goes;
    const bool crash = to == conflict && other_to == conflict;
    b->outcome[0][i] = crash ? crashed : go != 0 && to == cleared ? now : b->outcome[0][i];
    b->outcome[1][i] = crash ? crashed : other_goes != 0 && other_to == cleared ? now : b->outcome[1][i];
    cars->own[i] = crash ? cleared : to;
    cars->other[i] = crash ? cleared : other_to;
    going += cars->own[i] != cleared || cars->other[i] != cleared;
  }
  return going;
}

static walras_status run_block(const walras_block *block, void *context) {
  const traffic *const t = context;
  const int64_t outcomes = rae_crossing_outcomes(&t->road);
  batch *const b = walras_block_scratch(block, t->scratch);
  for (int64_t done = 0; done < block->count; done += BATCH) {
    const int64_t first = block->first + done, count = block->count - done < BATCH ? block->count - done : BATCH;
    int64_t going = count;
    draw_drivers(t, first, count, b);
    rae_cars_place(&t->episodes, t->road.cells, first, count, &b->cars);
    for (int64_t step = 0; step < t->road.horizon && going > 0; step++) {
      rae_cars_draw(&t->episodes, first, count, (uint32_t)(FIRST_STEP + step), &b->cars);
      going = drive(t, step, count, b);
    }
    for (int car = 0; car < 2; car++)
      for (int64_t i = 0; i < count; i++)
        block->counts[b->kind[car][i] * outcomes + b->outcome[car][i]]++;
  }
  return WALRAS_OK;
}

static walras_status open_episodes(walras_trial *trial, traffic *t) {
  const int64_t places = (t->road.cells + 2) * (t->road.cells + 2), size = rae_crossing_policy_size(&t->road);
  t->table = walras_trial_allocate(trial, t->road.horizon * t->kinds * places, sizeof *t->table);
  if (t->table == NULL)
    return walras_trial_status(trial);
  for (int64_t step = 0; step < t->road.horizon; step++)
    for (int64_t kind = 0; kind < t->kinds; kind++)
      rae_fill_table(&t->road, t->done + kind * size, step, t->table + (step * t->kinds + kind) * places);
  t->below = (uint64_t)(t->p->risk_averse_share * 0x1p32);
  t->episodes = walras_trial_stream(trial, STREAM_EPISODES, 0);
  t->drivers = walras_trial_stream(trial, STREAM_DRIVERS, 0);
  return walras_scratch_create(trial, sizeof(batch), &t->scratch);
}

/* Of the drivers of kinds first, ..., first + count - 1; how many they are. */
static int64_t drawn_value(const traffic *t, const int64_t *counts, int64_t first, int64_t count, double *law,
                           struct rae_crossing_value *value) {
  const int64_t outcomes = rae_crossing_outcomes(&t->road);
  int64_t drivers = 0;
  for (int64_t outcome = 0; outcome < outcomes; outcome++) {
    int64_t here = 0;
    for (int64_t kind = first; kind < first + count; kind++)
      here += counts[kind * outcomes + outcome];
    law[outcome] = (double)here;
    drivers += here;
  }
  for (int64_t outcome = 0; outcome < outcomes && drivers > 0; outcome++)
    law[outcome] /= (double)drivers;
  *value = rae_crossing_moments(&t->road, law);
  return drivers;
}

static void record_drawn(walras_trial *trial, const traffic *t, const int64_t *counts, double *law) {
  const double crash = mixture(t->kind, t->share, t->kinds).crash, n = (double)t->p->n_episodes;
  const double error = sqrt(crash * (1.0 - crash) / n);
  struct rae_crossing_value value;
  drawn_value(t, counts, 0, t->kinds, law, &value);
  walras_record_real(trial, METRIC_DRAWN_MEAN, value.mean);
  walras_record_real(trial, METRIC_DRAWN_VARIANCE, value.variance);
  walras_record_real(trial, METRIC_DRAWN_CRASH, value.crash);
  walras_record_real(trial, METRIC_DRAWN_CRASH_ERROR, error > 0.0 ? (value.crash - crash) / error : (double)NAN);
  const int64_t averse = drawn_value(t, counts, t->trembles, t->kinds - t->trembles, law, &value);
  walras_record_real(trial, METRIC_DRAWN_MEAN_RISK_AVERSE, averse > 0 ? value.mean : (double)NAN);
  const int64_t others = drawn_value(t, counts, 0, t->trembles, law, &value);
  walras_record_real(trial, METRIC_DRAWN_MEAN_OTHERS, others > 0 ? value.mean : (double)NAN);
}

/* Drivers and crashes by kind, [2][kinds]. */
static void count_drivers(const traffic *t, const int64_t *counts, int64_t *drawn) {
  const int64_t outcomes = rae_crossing_outcomes(&t->road), horizon = t->road.horizon;
  for (int64_t kind = 0; kind < t->kinds; kind++)
    for (int64_t outcome = 0; outcome < outcomes; outcome++) {
      const int64_t here = counts[kind * outcomes + outcome];
      drawn[kind] += here;
      drawn[t->kinds + kind] += outcome >= horizon && outcome < 2 * horizon ? here : 0;
    }
}

static walras_status draw_episodes(walras_trial *trial, traffic *t, int64_t *drawn) {
  const int64_t outcomes = rae_crossing_outcomes(&t->road);
  double *const law = walras_trial_allocate(trial, outcomes, sizeof *law);
  walras_population *population = NULL;
  walras_reduction *counts = NULL;
  walras_status status = law == NULL ? walras_trial_status(trial) : open_episodes(trial, t);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "episodes", .entities = t->p->n_episodes, .block_size = EPISODES_BLOCK},
        &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = t->kinds * outcomes}, &counts);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, t, counts);
  if (status != WALRAS_OK)
    return status;
  record_drawn(trial, t, walras_reduction_counts(counts), law);
  count_drivers(t, walras_reduction_counts(counts), drawn);
  return WALRAS_OK;
}

static walras_status record_drivers(walras_trial *trial, const traffic *t, const int64_t *drawn) {
  const int64_t n = t->kinds;
  double *const column = walras_trial_allocate(trial, DRIVERS_DRAWN * n, sizeof *column);
  if (column == NULL)
    return walras_trial_status(trial);
  for (int64_t kind = 0; kind < n; kind++) {
    const struct rae_crossing_value *const value = &t->kind[kind];
    const double row[] = {risk_aversion_of(t, kind), tremble_of(t, kind), t->share[kind], value->mean,
                          value->variance,           value->crash};
    for (int k = 0; k < DRIVERS_DRAWN; k++)
      column[k * n + kind] = row[k];
  }
  for (int k = 0; k < DRIVERS_DRAWN; k++)
    walras_record_column_reals(trial, METRIC_DRIVERS, k, column + k * n, n);
  for (int k = 0; k < 2; k++)
    walras_record_column_integers(trial, METRIC_DRIVERS, DRIVERS_DRAWN + k, drawn + k * n, n);
  return WALRAS_OK;
}

walras_status rae_run_mixed_traffic(walras_trial *trial, const struct rae_parameters *p) {
  traffic t;
  walras_status status = open_traffic(trial, p, &t);
  int64_t *const drawn = status == WALRAS_OK ? walras_trial_allocate_zero(trial, 2 * t.kinds, sizeof *drawn) : NULL;
  if (drawn == NULL)
    return walras_trial_status(trial);
  status = work_out(trial, &t);
  if (status != WALRAS_OK)
    return status;
  record_exact(trial, &t);
  if (p->n_episodes > 0)
    status = draw_episodes(trial, &t, drawn);
  return status == WALRAS_OK ? record_drivers(trial, &t, drawn) : status;
}
