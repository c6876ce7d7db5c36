#include "engine/makespan.h"

#include <stdlib.h>

/* The first place of a heap is free first: its new time sinks to where it belongs. */
static void sink(double *free_at, int64_t places) {
  const double time = free_at[0];
  int64_t hole = 0;
  for (int64_t child = 1; child < places; child = 2 * hole + 1) {
    if (child + 1 < places && free_at[child + 1] < free_at[child])
      child++;
    if (free_at[child] >= time)
      break;
    free_at[hole] = free_at[child];
    hole = child;
  }
  free_at[hole] = time;
}

bool walras_makespan(int64_t points, const double *each, const int64_t *counts, int64_t places, double *seconds) {
  double *free_at = calloc((size_t)places, sizeof *free_at);
  if (free_at == NULL)
    return false;
  *seconds = 0.0;
  for (int64_t point = 0; point < points; point++)
    for (int64_t trial = 0; trial < counts[point]; trial++) {
      free_at[0] += each[point];
      *seconds = free_at[0] > *seconds ? free_at[0] : *seconds;
      sink(free_at, places);
    }
  free(free_at);
  return true;
}
