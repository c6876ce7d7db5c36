#include "experiment/evaluation/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_points.h"

/* A point of the sample as it stands, to be sorted. */
typedef struct place {
  double x;
  int64_t index;
} place;

static int by_x(const void *left, const void *right) {
  const place *a = left, *b = right;
  if (a->x != b->x)
    return a->x > b->x ? 1 : -1;
  return (a->index > b->index) - (a->index < b->index);
}

/* Sorted, without the values of the parameter that are not fully measured; the number that stay. */
static int64_t sort_places(const evaluator *e, const claim_sample *from, place *places) {
  const char *along = evaluator_word(e, "along");
  for (int64_t i = 0; i < from->point_count; i++)
    places[i] = (place){walras_point_number(e->experiment, from->points[i], along), i};
  qsort(places, (size_t)from->point_count, sizeof *places, by_x);
  int64_t kept = 0;
  for (int64_t first = 0, end = 0; first < from->point_count; first = end) {
    bool measured = true;
    for (end = first; end < from->point_count && places[end].x == places[first].x; end++)
      measured = measured && from->counts[places[end].index] > 0;
    for (int64_t i = first; measured && i < end; i++)
      places[kept++] = places[i];
  }
  return kept;
}

/* Copies the points in their new order, and finds where each value of the parameter begins. */
static void fill(claim_axis *axis, const claim_sample *from, const place *places, int64_t kept) {
  claim_sample *to = &axis->sample;
  for (int64_t i = 0; i < kept; i++) {
    const int64_t index = places[i].index;
    to->points[i] = from->points[index];
    memcpy(to->values + i * to->replications, claim_sample_row(from, index), (size_t)to->replications * sizeof *to->values);
    if (i == 0 || places[i].x != places[i - 1].x) {
      axis->x[axis->count] = places[i].x;
      axis->first[axis->count++] = i;
    }
  }
  axis->first[axis->count] = kept;
  to->point_count = kept;
  claim_sample_summarise(to);
}

walras_status claim_axis_load(const evaluator *e, claim_axis *axis) {
  claim_sample from;
  *axis = (claim_axis){0};
  walras_status status = claim_sample_load(e, e->claim->metric, config_setting_get_member(e->group, "where"), NULL, &from);
  if (status != WALRAS_OK)
    return status;
  const size_t points = (size_t)from.point_count;
  place *places = malloc(points * sizeof *places);
  axis->x = malloc(points * sizeof *axis->x);
  axis->first = malloc((points + 1) * sizeof *axis->first);
  axis->sample = (claim_sample){.points = malloc(points * sizeof *from.points),
                                .replications = from.replications,
                                .values = malloc(points * (size_t)from.replications * sizeof *from.values),
                                .means = malloc(points * sizeof *from.means),
                                .counts = malloc(points * sizeof *from.counts)};
  const claim_sample *to = &axis->sample;
  if (places == NULL || axis->x == NULL || axis->first == NULL || to->points == NULL || to->values == NULL || to->means == NULL ||
      to->counts == NULL) {
    claim_axis_free(axis);
    status = evaluator_no_memory(e);
  } else
    fill(axis, &from, places, sort_places(e, &from, places));
  free(places);
  claim_sample_free(&from);
  return status;
}

void claim_axis_free(claim_axis *axis) {
  claim_sample_free(&axis->sample);
  free(axis->x);
  free(axis->first);
  *axis = (claim_axis){0};
}

double claim_axis_mean(const claim_axis *axis, int64_t step) {
  double sum = 0.0;
  for (int64_t i = axis->first[step]; i < axis->first[step + 1]; i++)
    sum += axis->sample.means[i];
  return sum / (double)(axis->first[step + 1] - axis->first[step]);
}

claim_sample claim_axis_part(const claim_axis *axis, int64_t step) {
  const claim_sample *all = &axis->sample;
  const int64_t first = axis->first[step], end = axis->first[step + 1];
  claim_sample part = {.points = all->points + first,
                       .point_count = end - first,
                       .replications = all->replications,
                       .values = all->values + first * all->replications,
                       .means = all->means + first,
                       .counts = all->counts + first};
  for (int64_t i = 0; i < part.point_count; i++)
    part.value_count += part.counts[i];
  return part;
}
