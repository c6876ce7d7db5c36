#include "models/facility-location/selection.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/facility-location/kernels.h"

enum { BINS = 4096, GATHER_MOST = 1000000, DIRECT_MOST = 4096 };
/* Copies of the histogram that neighbouring reports take in turn: adding to the number that was written just before waits for it. A block's
 * counts fit 16 bits in each copy. */
enum { COPIES = 4, BLOCK_MOST = 65536 };

const double *facility_reports(const walras_block *block, const facility_source *source, int64_t at, int64_t count,
                               double *buffer) {
  if (source->stored == NULL) {
    facility_law_fill(source->law, block->first + at, count, buffer);
    return buffer;
  }
  double *state = (double *)walras_block_state(block, source->stored) + at;
  if (!source->filled)
    facility_law_fill(source->law, block->first + at, count, state);
  return state;
}

facility_selection facility_selection_make(walras_population *population, facility_source *source) {
  return (facility_selection){
      .population = population, .source = source, .bins = BINS, .gather_most = GATHER_MOST, .direct_most = DIRECT_MOST};
}

/* Where one outcome lies: low <= y < high, and what the histograms have counted. */
typedef struct interval {
  double low, high;      /* high is inf for the last bin, which holds L */
  int64_t above, inside; /* reports >= high; in [low, high) */
  bool same;             /* all reports inside are `value` */
  double value;
} interval;

static bool same_interval(const interval *a, const interval *b) {
  return a->low == b->low && a->high == b->high;
}

typedef struct pass {
  const facility_selection *s;
  const facility_kernels *kernels;
  facility_bins grid;
  interval intervals[FACILITY_TARGETS];
  int count;
  int64_t stride; /* of the reports kept of one block, by target */
  walras_gather *gathers[FACILITY_TARGETS];
  walras_scratch *scratch;
} pass;

static int64_t chunk_of(const walras_block *block, int64_t at) {
  return block->count - at < FACILITY_CHUNK ? block->count - at : FACILITY_CHUNK;
}

static walras_status count_bins(const walras_block *block, void *context) {
  const pass *p = context;
  const int64_t bins = p->grid.bins;
  uint16_t *copies = walras_block_scratch(block, p->scratch), bin[FACILITY_CHUNK];
  double buffer[FACILITY_CHUNK];
  assert(block->count <= BLOCK_MOST);
  memset(copies, 0, (size_t)(COPIES * bins) * sizeof *copies);
  uint16_t *c0 = copies, *c1 = c0 + bins, *c2 = c1 + bins, *c3 = c2 + bins;
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    const double *reports = facility_reports(block, p->s->source, at, n, buffer);
    int64_t i = 0;
    p->kernels->find_bins(&p->grid, reports, n, bin);
    for (; i + COPIES <= n; i += COPIES) {
      c0[bin[i]]++;
      c1[bin[i + 1]]++;
      c2[bin[i + 2]]++;
      c3[bin[i + 3]]++;
    }
    for (; i < n; i++)
      c0[bin[i]]++;
  }
  for (int64_t b = 0; b < bins; b++)
    block->counts[b] += (int64_t)c0[b] + c1[b] + c2[b] + c3[b];
  return WALRAS_OK;
}

/* The largest bin whose left edge is reached: more reports at or above the edge than phantoms below it. */
static interval narrowed(const interval *from, const int64_t *counts, int64_t bins,
                         double (*edge)(int64_t bin, const void *context), const void *context, const facility_phantoms *target) {
  interval to = {.high = from->high, .above = from->above};
  for (int64_t bin = bins - 1;; bin--) {
    to.low = edge(bin, context);
    to.inside = counts[bin];
    if (bin == 0 || to.above + to.inside >= facility_phantoms_reaching(target, to.low))
      return to;
    to.above += to.inside;
    to.high = to.low;
  }
}

static double first_edge(int64_t bin, const void *context) {
  return facility_bin_edge(context, bin);
}

static walras_status count_first(walras_trial *trial, pass *p, const facility_phantoms *const *targets, int64_t *locations) {
  const interval whole = {.low = 0.0, .high = (double)INFINITY};
  const int64_t bins = p->grid.bins;
  walras_reduction *reduction;
  walras_status status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = bins}, &reduction);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(COPIES * bins) * sizeof(uint16_t), &p->scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(p->s->population, count_bins, p, reduction);
  if (status != WALRAS_OK)
    return status;
  const int64_t *counts = walras_reduction_counts(reduction);
  for (int t = 0; t < p->count; t++)
    p->intervals[t] = narrowed(&whole, counts, bins, first_edge, &p->grid, targets[t]);
  if (locations != NULL)
    memset(locations, 0, FACILITY_LOCATION_BINS * sizeof *locations);
  for (int64_t bin = 0; locations != NULL && bin < bins; bin++)
    locations[bin / (bins / FACILITY_LOCATION_BINS)] += counts[bin];
  return WALRAS_OK;
}

/* The bins of a refinement: edges from low on, to high or L. Any ascending edges do, since the outcome only depends on counts at them. */
typedef struct refinement {
  pass *p;
  const interval *interval;
  double width;
} refinement;

static double fine_edge(int64_t bin, const void *context) {
  const refinement *r = context;
  const double edge = r->interval->low + (double)bin * r->width;
  return edge < r->interval->high ? edge : r->interval->high;
}

static int64_t fine_bin(const refinement *r, double x) {
  const int64_t last = r->p->grid.bins - 1;
  const double guess = (x - r->interval->low) / r->width;
  int64_t bin = guess >= (double)last ? last : (int64_t)guess;
  while (bin > 0 && x < fine_edge(bin, r))
    bin--;
  while (bin < last && x >= fine_edge(bin + 1, r))
    bin++;
  return bin;
}

static walras_status count_inside(const walras_block *block, void *context) {
  const refinement *r = context;
  const pass *p = r->p;
  double buffer[FACILITY_CHUNK], kept[FACILITY_CHUNK], last = -1.0; /* no report */
  int64_t bin = 0;
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    const double *reports = facility_reports(block, p->s->source, at, n, buffer);
    const int64_t inside = p->kernels->keep(reports, n, r->interval->low, r->interval->high, kept);
    for (int64_t i = 0; i < inside; i++) {
      if (kept[i] != last) { /* agents at one place come in long rows where there are many of them */
        last = kept[i];
        bin = fine_bin(r, last);
        walras_offer_minimum(block->minima, last, block->first);
        walras_offer_maximum(block->maxima, last, block->first);
      }
      block->counts[bin]++;
    }
  }
  return WALRAS_OK;
}

/* Further histograms, until what is left can be gathered or is one value. */
static walras_status refine(walras_trial *trial, pass *p, interval *target, const facility_phantoms *phantoms) {
  walras_reduction *reduction = NULL;
  while (target->inside > p->s->gather_most && !target->same) {
    const double top = target->high < (double)INFINITY ? target->high : p->grid.length;
    refinement r = {.p = p, .interval = target, .width = (top - target->low) / (double)p->grid.bins};
    walras_status status = WALRAS_OK;
    if (reduction == NULL)
      status =
          walras_reduction_create(trial, &(walras_reduction_shape){.counts = p->grid.bins, .minima = 1, .maxima = 1}, &reduction);
    if (status == WALRAS_OK)
      status = walras_for_each_block(p->s->population, count_inside, &r, reduction);
    if (status != WALRAS_OK)
      return status;
    target->value = walras_reduction_minimum(reduction, 0).value;
    target->same = target->value == walras_reduction_maximum(reduction, 0).value;
    if (!target->same)
      *target = narrowed(target, walras_reduction_counts(reduction), p->grid.bins, fine_edge, &r, phantoms);
  }
  return WALRAS_OK;
}

static walras_status emit_inside(const walras_block *block, void *context) {
  const pass *p = context;
  double *kept[FACILITY_TARGETS], buffer[FACILITY_CHUNK];
  int64_t found[FACILITY_TARGETS] = {0};
  for (int t = 0; t < p->count; t++)
    kept[t] = (double *)walras_block_scratch(block, p->scratch) + t * p->stride;
  for (int64_t at = 0; at < block->count; at += FACILITY_CHUNK) {
    const int64_t n = chunk_of(block, at);
    const double *reports = facility_reports(block, p->s->source, at, n, buffer);
    for (int t = 0; t < p->count; t++)
      if (p->gathers[t] != NULL)
        found[t] += p->kernels->keep(reports, n, p->intervals[t].low, p->intervals[t].high, kept[t] + found[t]);
  }
  walras_status status = WALRAS_OK;
  for (int t = 0; status == WALRAS_OK && t < p->count; t++)
    if (p->gathers[t] != NULL && found[t] > 0)
      status = walras_block_emit(block, p->gathers[t], kept[t], found[t] * (int64_t)sizeof(double));
  return status;
}

static int descending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a < b) - (a > b);
}

/* The crossing inside an interval: phantom above + j rises, the j-th largest report inside falls with j. */
static double crossing(const facility_phantoms *phantoms, const interval *at, const double *sorted) {
  int64_t j = 0;
  while (j < at->inside && facility_phantom(phantoms, at->above + j + 1) <= sorted[j])
    j++;
  const double reached = facility_phantom(phantoms, at->above + j);
  return j < at->inside ? fmax(reached, sorted[j]) : reached;
}

static walras_status finish(walras_trial *trial, pass *p, int t, const facility_phantoms *const *targets, double *outcomes) {
  const interval *at = &p->intervals[t];
  if (at->same || at->inside == 0) {
    const double before = facility_phantom(targets[t], at->above);
    outcomes[t] = at->inside == 0 ? before : fmax(before, fmin(facility_phantom(targets[t], at->above + at->inside), at->value));
    return WALRAS_OK;
  }
  if (p->gathers[t] == NULL) /* of an earlier target with the same interval */
    return WALRAS_OK;
  const void *data;
  walras_status status = walras_gather_all(p->gathers[t], &data, NULL);
  if (status != WALRAS_OK)
    return status;
  double *sorted = walras_trial_allocate(trial, at->inside, sizeof *sorted);
  if (sorted == NULL)
    return walras_trial_status(trial);
  memcpy(sorted, data, (size_t)at->inside * sizeof *sorted);
  qsort(sorted, (size_t)at->inside, sizeof *sorted, descending);
  for (int other = t; other < p->count; other++)
    if (same_interval(&p->intervals[other], at))
      outcomes[other] = crossing(targets[other], at, sorted);
  return WALRAS_OK;
}

/* One gather for each interval that differs from those before. */
static walras_status prepare_gathers(pass *p, bool *any) {
  *any = false;
  for (int t = 0; t < p->count; t++) {
    bool needed = !p->intervals[t].same && p->intervals[t].inside > 0;
    for (int other = 0; other < t; other++)
      needed = needed && !same_interval(&p->intervals[other], &p->intervals[t]);
    const walras_status status = needed ? walras_gather_create(p->s->population, &p->gathers[t]) : WALRAS_OK;
    if (status != WALRAS_OK)
      return status;
    *any = *any || needed;
  }
  return WALRAS_OK;
}

walras_status facility_select(walras_trial *trial, const facility_selection *selection, const facility_phantoms *const *targets,
                              int count, double *outcomes, int64_t *locations) {
  const int64_t n = walras_population_entities(selection->population);
  pass *p = walras_trial_allocate_zero(trial, 1, sizeof *p);
  walras_status status = WALRAS_OK;
  bool any = false;
  assert(count <= FACILITY_TARGETS);
  if (p == NULL)
    return walras_trial_status(trial);
  p->s = selection;
  p->kernels = facility_kernels_get();
  p->grid = facility_bins_make(selection->bins, targets[0]->length);
  p->count = count;
  for (int t = 0; t < count; t++)
    p->intervals[t] = (interval){.low = 0.0, .high = (double)INFINITY, .inside = n};
  if (n > selection->direct_most || locations != NULL) {
    status = count_first(trial, p, targets, locations);
    selection->source->filled = true;
  }
  for (int t = 0; status == WALRAS_OK && t < count; t++)
    status = refine(trial, p, &p->intervals[t], targets[t]);
  if (status == WALRAS_OK)
    status = prepare_gathers(p, &any);
  if (status == WALRAS_OK && any) {
    p->stride = n < BLOCK_MOST ? n : BLOCK_MOST;
    status = walras_scratch_create(trial, (size_t)(count * p->stride) * sizeof(double), &p->scratch);
    if (status == WALRAS_OK)
      status = walras_for_each_block(selection->population, emit_inside, p, NULL);
    selection->source->filled = true;
  }
  for (int t = 0; status == WALRAS_OK && t < count; t++)
    status = finish(trial, p, t, targets, outcomes);
  return status;
}
