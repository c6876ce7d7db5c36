#include "models/facility-location/phantoms.h"

#include <math.h>
#include <stdlib.h>

static void add_run(facility_phantoms *phantoms, double value, int64_t count) {
  if (count <= 0)
    return;
  const int64_t start = phantoms->runs > 0 ? phantoms->few_ends[phantoms->runs - 1] : 0;
  phantoms->few_values[phantoms->runs] = value;
  phantoms->few_ends[phantoms->runs++] = start + count;
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static facility_phantoms custom(const struct facility_parameters *p, double *memory, int64_t *ends) {
  const int64_t given = p->custom_phantoms.count;
  int64_t count = 0;
  if (given == p->agents - 1)
    memory[count++] = 0.0;
  for (int64_t i = 0; i < given; i++)
    memory[count++] = p->custom_phantoms.values[i] + 0.0; /* no negative zero */
  if (given == p->agents - 1)
    memory[count++] = p->domain_length;
  qsort(memory, (size_t)count, sizeof *memory, ascending);
  for (int64_t i = 0; i < count; i++)
    ends[i] = i + 1;
  return (facility_phantoms){.agents = p->agents, .length = p->domain_length, .runs = count, .values = memory, .ends = ends};
}

facility_phantoms facility_phantoms_of(const struct facility_parameters *p, double *memory, int64_t *ends) {
  const int64_t n = p->agents;
  const double length = p->domain_length;
  facility_phantoms phantoms = {.agents = n, .length = length, .uniform = p->mechanism == MECHANISM_UNIFORM_PHANTOM};
  if (p->mechanism == MECHANISM_PHANTOM)
    return custom(p, memory, ends);
  if (p->mechanism == MECHANISM_MEDIAN)
    return facility_rank_phantoms(n, length, (n + 1) / 2);
  if (p->mechanism == MECHANISM_CONSTRAINED_MEDIAN) {
    const double share = length / (double)n;
    add_run(&phantoms, 0.0, 1);
    add_run(&phantoms, share, (n - 1) / 2);
    add_run(&phantoms, length - share, n / 2);
    add_run(&phantoms, length, 1);
  }
  return phantoms;
}

facility_phantoms facility_rank_phantoms(int64_t agents, double length, int64_t rank) {
  facility_phantoms phantoms = {.agents = agents, .length = length};
  add_run(&phantoms, 0.0, agents - rank + 1);
  add_run(&phantoms, length, rank);
  return phantoms;
}

static const double *values_of(const facility_phantoms *phantoms) {
  return phantoms->values != NULL ? phantoms->values : phantoms->few_values;
}
static const int64_t *ends_of(const facility_phantoms *phantoms) {
  return phantoms->ends != NULL ? phantoms->ends : phantoms->few_ends;
}

double facility_phantom(const facility_phantoms *phantoms, int64_t k) {
  if (phantoms->uniform)
    return k == phantoms->agents ? phantoms->length : (double)k * phantoms->length / (double)phantoms->agents;
  const int64_t *ends = ends_of(phantoms);
  int64_t low = 0, high = phantoms->runs - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (ends[middle] > k)
      high = middle;
    else
      low = middle + 1;
  }
  return values_of(phantoms)[low];
}

static int64_t uniform_reaching(const facility_phantoms *phantoms, double t) {
  const int64_t n = phantoms->agents;
  const double guess = ceil(t / phantoms->length * (double)n);
  int64_t k = guess >= (double)n ? n : guess > 0.0 ? (int64_t)guess : 0;
  while (k > 0 && facility_phantom(phantoms, k - 1) >= t)
    k--;
  while (k <= n && facility_phantom(phantoms, k) < t)
    k++;
  return k;
}

int64_t facility_phantoms_reaching(const facility_phantoms *phantoms, double t) {
  if (phantoms->uniform)
    return uniform_reaching(phantoms, t);
  const double *values = values_of(phantoms);
  int64_t low = 0, high = phantoms->runs;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (values[middle] >= t)
      high = middle;
    else
      low = middle + 1;
  }
  return low > 0 ? ends_of(phantoms)[low - 1] : 0;
}

/* p_k rises and r^(k) falls in k: the largest k with p_k <= r^(k), and the report behind it. */
double facility_phantom_outcome(const facility_phantoms *phantoms, const double *sorted) {
  const int64_t n = phantoms->agents;
  int64_t low = 0, high = n;
  while (low < high) {
    const int64_t k = high - (high - low) / 2;
    if (facility_phantom(phantoms, k) <= sorted[n - k])
      low = k;
    else
      high = k - 1;
  }
  const double reached = facility_phantom(phantoms, low);
  return low < n ? fmax(reached, sorted[n - low - 1]) : reached;
}

/*
 * Without agent i, let q_k be the k-th largest of the n - 1 other reports. A report of 0 gives low = max over k < n of min(p_k, q_k) (and p_0),
 * a report of L high = max of min(p_k, q_(k-1)). Where the agent's report is the j-th largest, q_k is r^(k) for k < j and r^(k+1) from j on:
 * so both are maxima of a part before j and a part from j on, which prefixes and suffixes give for all agents.
 */
void facility_phantom_clips(const facility_phantoms *phantoms, const double *sorted, facility_clip *clips) {
  const int64_t n = phantoms->agents;
  double low = facility_phantom(phantoms, 0), high = low;
  for (int64_t j = 1; j <= n; j++) { /* the parts before j: k < j with q_k = r^(k), and k <= j with q_(k-1) = r^(k-1) */
    const double p = facility_phantom(phantoms, j);
    high = fmax(high, j == 1 ? p : fmin(p, sorted[n - j + 1]));
    clips[n - j] = (facility_clip){.low = low, .high = high};
    low = fmax(low, fmin(p, sorted[n - j]));
  }
  double behind_low = 0.0, behind_high = 0.0;
  for (int64_t j = n; j >= 1; j--) { /* the parts from j on: k >= j with q_k = r^(k+1), and k > j with q_(k-1) = r^(k) */
    if (j < n) {
      behind_low = fmax(behind_low, fmin(facility_phantom(phantoms, j), sorted[n - j - 1]));
      behind_high = fmax(behind_high, fmin(facility_phantom(phantoms, j + 1), sorted[n - j - 1]));
    }
    clips[n - j].low = fmax(clips[n - j].low, behind_low);
    clips[n - j].high = fmax(clips[n - j].high, behind_high);
  }
}

int64_t facility_place_count(const struct facility_parameters *p) {
  const int64_t n = p->agents;
  if (p->mechanism == MECHANISM_UNIFORM_PHANTOM)
    return n + 1;
  if (p->mechanism == MECHANISM_CONSTRAINED_MEDIAN)
    return n > 2 ? 4 : n > 1 ? 3 : 2;
  if (p->mechanism != MECHANISM_PHANTOM)
    return 2;
  const walras_reals *given = &p->custom_phantoms;
  int64_t count = 2;
  for (int64_t i = 0; i < given->count; i++) {
    bool known = given->values[i] == 0.0 || given->values[i] == p->domain_length;
    for (int64_t k = 0; k < i && !known; k++)
      known = given->values[k] == given->values[i];
    count += !known;
  }
  return count;
}

void facility_places(const facility_phantoms *phantoms, double *places) {
  int64_t count = 0;
  places[count++] = 0.0;
  for (int64_t k = 0; k <= phantoms->agents; k++) {
    const double p = facility_phantom(phantoms, k);
    if (p > places[count - 1])
      places[count++] = p;
  }
  if (phantoms->length > places[count - 1])
    places[count++] = phantoms->length;
}
