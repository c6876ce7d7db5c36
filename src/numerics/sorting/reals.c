#include "numerics/sorting/reals.h"

#include <string.h>

#include "numerics/sorting/keys.h"

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS, PASSES = 64 / DIGIT_BITS, FEW = 48 };

static void insertion_sort(double *values, int64_t count) {
  for (int64_t i = 1; i < count; i++) {
    const double value = values[i];
    int64_t place = i;
    for (; place > 0 && values[place - 1] > value; place--)
      values[place] = values[place - 1];
    values[place] = value;
  }
}

/* The doubles' memory holds the keys while they are sorted. */
static uint64_t key_at(const double *values, int64_t i) {
  uint64_t key;
  memcpy(&key, &values[i], sizeof key);
  return key;
}

static void count_digits(double *values, int64_t count, int64_t counts[PASSES][DIGITS]) {
  for (int64_t i = 0; i < count; i++) {
    const uint64_t key = walras_real_key(values[i]);
    memcpy(&values[i], &key, sizeof key);
    for (int pass = 0; pass < PASSES; pass++)
      counts[pass][key >> (DIGIT_BITS * pass) & (DIGITS - 1)]++;
  }
}

static void distribute(const double *from, double *to, int64_t count, int pass, const int64_t *counts) {
  int64_t next[DIGITS], sum = 0;
  for (int digit = 0; digit < DIGITS; digit++) {
    next[digit] = sum;
    sum += counts[digit];
  }
  for (int64_t i = 0; i < count; i++)
    to[next[key_at(from, i) >> (DIGIT_BITS * pass) & (DIGITS - 1)]++] = from[i];
}

void walras_sort_reals(double *values, int64_t count, double *work) {
  if (count <= FEW) {
    insertion_sort(values, count);
    return;
  }
  int64_t counts[PASSES][DIGITS] = {{0}};
  count_digits(values, count, counts);
  double *from = values, *to = work;
  for (int pass = 0; pass < PASSES; pass++) {
    if (counts[pass][key_at(from, 0) >> (DIGIT_BITS * pass) & (DIGITS - 1)] == count)
      continue; /* all alike in this digit */
    distribute(from, to, count, pass, counts[pass]);
    double *swap = from;
    from = to;
    to = swap;
  }
  for (int64_t i = 0; i < count; i++)
    values[i] = walras_real_of_key(key_at(from, i));
}
