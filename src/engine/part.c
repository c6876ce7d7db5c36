#include "engine/part.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

walras_window walras_part_window(const walras_part *part) {
  if (part->first == part->end)
    return (walras_window){.points = 1, .replications = 1};
  const int64_t point = part->first / part->replications, last = (part->end - 1) / part->replications;
  if (point == last)
    return (walras_window){point, 1, part->first % part->replications, part->end - part->first};
  return (walras_window){point, last - point + 1, 0, part->replications};
}

void walras_part_row(const walras_part *part, int64_t point, int64_t *from, int64_t *to) {
  const walras_window window = walras_part_window(part);
  const int64_t row = (window.point + point) * part->replications + window.replication;
  *from = part->first > row ? part->first - row : 0;
  *to = part->end - row < window.replications ? part->end - row : window.replications;
  *to = *to < *from ? *from : *to;
}

int64_t walras_part_trial(const walras_part *part, int64_t place) {
  if (part == NULL)
    return place;
  const walras_window window = walras_part_window(part);
  return (window.point + place / window.replications) * part->replications + window.replication + place % window.replications;
}

int64_t walras_part_place(const walras_part *part, int64_t trial) {
  if (part == NULL)
    return trial;
  if (trial < part->first || trial >= part->end)
    return -1;
  const walras_window window = walras_part_window(part);
  return (trial / part->replications - window.point) * window.replications + trial % part->replications - window.replication;
}

void walras_part_print(const walras_part *part, char text[WALRAS_PART_TEXT]) {
  int used = snprintf(text, WALRAS_PART_TEXT, "%" PRId64 " of %" PRId64 ": ", part->number, part->count);
  if (part->first < part->end)
    used += snprintf(text + used, WALRAS_PART_TEXT - (size_t)used, "trials %" PRId64 " to %" PRId64, part->first, part->end - 1);
  else
    used += snprintf(text + used, WALRAS_PART_TEXT - (size_t)used, "no trials");
  snprintf(text + used, WALRAS_PART_TEXT - (size_t)used, " of %" PRId64 " points x %" PRId64 " replications", part->points,
           part->replications);
}

bool walras_part_parse(const char *text, walras_part *part) {
  int64_t last = -1, trials;
  char again[WALRAS_PART_TEXT];
  *part = (walras_part){0};
  if (sscanf(text, "%" SCNd64 " of %" SCNd64 ": trials %" SCNd64 " to %" SCNd64 " of %" SCNd64 " points x %" SCNd64,
             &part->number, &part->count, &part->first, &last, &part->points, &part->replications) == 6 &&
      last < INT64_MAX)
    part->end = last + 1;
  else if (sscanf(text, "%" SCNd64 " of %" SCNd64 ": no trials of %" SCNd64 " points x %" SCNd64, &part->number, &part->count,
                  &part->points, &part->replications) == 4)
    part->first = part->end = 0;
  else
    return false;
  if (part->number < 1 || part->number > part->count || part->points < 1 || part->replications < 1 ||
      __builtin_mul_overflow(part->points, part->replications, &trials) || part->first < 0 || part->first > part->end ||
      part->end > trials)
    return false;
  walras_part_print(part, again);
  return strcmp(text, again) == 0;
}
