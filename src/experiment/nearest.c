#include "experiment/nearest.h"

#include <stddef.h>
#include <string.h>

enum { LONGEST_NAME = 64 };

static int lower(char c) {
  return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == '-' ? '_' : c;
}

static int smallest(int a, int b, int c) {
  const int ab = a < b ? a : b;
  return ab < c ? ab : c;
}

/* Optimal string alignment distance by three rolling rows. */
static int distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  int rows[3][LONGEST_NAME + 1];
  int *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b_length; j++)
    above[j] = (int)j;
  for (size_t i = 1; i <= a_length; i++) {
    row[0] = (int)i;
    for (size_t j = 1; j <= b_length; j++) {
      const int cost = lower(a[i - 1]) != lower(b[j - 1]);
      row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost);
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]) &&
          before[j - 2] + 1 < row[j])
        row[j] = before[j - 2] + 1;
    }
    int *spare = before;
    before = above;
    above = row;
    row = spare;
  }
  return above[b_length];
}

/* The one name that begins with what was typed; NULL when there are none or several. */
static const char *only_completion(const char *name, size_t length, const char *const *names, int64_t count) {
  const char *found = NULL;
  for (int64_t i = 0; i < count; i++) {
    size_t same = 0;
    while (same < length && lower(name[same]) == lower(names[i][same]))
      same++;
    if (same < length)
      continue;
    if (found != NULL)
      return NULL;
    found = names[i];
  }
  return found;
}

const char *walras_nearest(const char *name, const char *const *names, int64_t count) {
  const size_t length = strlen(name);
  if (length == 0 || length > LONGEST_NAME)
    return NULL;
  const char *nearest = NULL;
  int best = (int)(length + 2) / 3 + 1;
  for (int64_t i = 0; i < count; i++) {
    const size_t other = strlen(names[i]);
    if (other > LONGEST_NAME)
      continue;
    const int d = distance(name, length, names[i], other);
    if (d < best) {
      best = d;
      nearest = names[i];
    }
  }
  const char *completion = best > 1 ? only_completion(name, length, names, count) : NULL;
  return completion != NULL ? completion : nearest;
}
