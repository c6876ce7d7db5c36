#include "numerics/statistics/sobol_indices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/statistics/bootstrap.h"
#include "walras/random.h"

static const uint64_t bootstrap_key =
    UINT64_C(0x536f626f6c20494e); /* any: the intervals are the same wherever they are computed */

/* What a row, or a group of rows, adds to the numerators: its columns. */
enum { COLUMN_VARIANCE, COLUMN_NOISE, COLUMN_FIRST };

typedef struct analysis {
  const walras_sobol_input *in;
  int64_t columns;      /* 2 + 2 factors */
  int64_t least;        /* replications that a row must have */
  double *centre;       /* [replications] mean of a replication over all points */
  int64_t *usable;      /* [replications] those of the row at hand */
  double *deviation[3]; /* [replications] room for the operands of a product */
  double *sums;         /* [members][columns] */
  int64_t members;
} analysis;

static const double *values_of(const analysis *a, int64_t row, int64_t point) {
  return a->in->values + (row * (a->in->factors + 2) + point) * a->in->replications;
}

/* Lists the replications in which all points of a row have a value. */
static int64_t find_usable(const analysis *a, int64_t row) {
  int64_t count = 0;
  for (int64_t r = 0; r < a->in->replications; r++) {
    bool complete = true;
    for (int64_t point = 0; point < a->in->factors + 2 && complete; point++)
      complete = !isnan(values_of(a, row, point)[r]);
    if (complete)
      a->usable[count++] = r;
  }
  return count;
}

static void find_centres(analysis *a) {
  const int64_t points = a->in->rows * (a->in->factors + 2);
  for (int64_t r = 0; r < a->in->replications; r++) {
    int64_t count = 0;
    double sum = 0.0;
    for (int64_t point = 0; point < points; point++) {
      const double value = a->in->values[point * a->in->replications + r];
      count += !isnan(value);
      sum += isnan(value) ? 0.0 : value;
    }
    a->centre[r] = count > 0 ? sum / (double)count : 0.0;
  }
}

/* The mean product of x and y in different replications; of the same one when there is only one. */
static double cross_product(const double *x, const double *y, int64_t count) {
  double sum_x = 0.0, sum_y = 0.0, same = 0.0;
  for (int64_t i = 0; i < count; i++) {
    sum_x += x[i];
    sum_y += y[i];
    same += x[i] * y[i];
  }
  return count == 1 ? same : (sum_x * sum_y - same) / ((double)count * (double)(count - 1));
}

/* The variance of a point over the replications of its row; what all points share is part of it. */
static double noise_of(const double *values, const int64_t *usable, int64_t count) {
  double mean = 0.0, squares = 0.0;
  for (int64_t i = 0; i < count; i++)
    mean += values[usable[i]] / (double)count;
  for (int64_t i = 0; i < count; i++)
    squares += (values[usable[i]] - mean) * (values[usable[i]] - mean);
  return count > 1 ? squares / (double)(count - 1) : 0.0;
}

/* x - y in the usable replications. */
static double *differences(const analysis *a, const double *x, const double *y, int64_t count, double *room) {
  for (int64_t i = 0; i < count; i++)
    room[i] = x[a->usable[i]] - y[a->usable[i]];
  return room;
}

/* Adds a row with `count` usable replications to its group. */
static void add_row(const analysis *a, int64_t row, int64_t count, double *sums) {
  const int64_t factors = a->in->factors;
  const double *ya = values_of(a, row, 0), *yb = values_of(a, row, factors + 1);
  const double *apart = differences(a, ya, yb, count, a->deviation[0]);
  sums[COLUMN_VARIANCE] += 0.5 * cross_product(apart, apart, count);
  for (int64_t point = 0; point < factors + 2; point++)
    sums[COLUMN_NOISE] += noise_of(values_of(a, row, point), a->usable, count) / (double)(factors + 2);
  const double *b = differences(a, yb, a->centre, count, a->deviation[1]);
  for (int64_t i = 0; i < factors; i++) {
    const double *change = differences(a, values_of(a, row, 1 + i), ya, count, a->deviation[2]);
    sums[COLUMN_FIRST + i] += cross_product(b, change, count);
    sums[COLUMN_FIRST + factors + i] += 0.5 * cross_product(change, change, count);
  }
}

/* Groups of rows in a random order: neighbours in a Sobol' sequence are not alike, and equal places in stretches of 2^m are. */
static void shuffle(int64_t *order, int64_t count) {
  const uint32_t key[2] = {(uint32_t)bootstrap_key, (uint32_t)(bootstrap_key >> 32)};
  const walras_stream stream = walras_stream_make(key, 1, 0);
  for (int64_t i = count - 1; i > 0; i--) {
    const int64_t j = (int64_t)walras_bounded(&stream, (uint64_t)i, 0, (uint64_t)i + 1), held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}

/* Which rows have as many replications as are needed; the most that one has. */
static int64_t choose_rows(analysis *a, int64_t *order, int64_t *most) {
  int64_t count = 0;
  *most = 0;
  for (int64_t row = 0; row < a->in->rows; row++) {
    const int64_t usable = find_usable(a, row);
    *most = usable > *most ? usable : *most;
  }
  a->least = *most > 1 ? 2 : 1;
  for (int64_t row = 0; row < a->in->rows; row++)
    if (find_usable(a, row) >= a->least)
      order[count++] = row;
  return count;
}

/* The fractions of all columns but the variance's: of the variance, the noise's of noise and variance together. */
static int64_t fractions_width(const analysis *a) {
  return a->columns - 1;
}

static void fractions_of(const int64_t *picked, int64_t count, const void *context, double *fractions) {
  const analysis *a = context;
  double variance = 0.0, together = 0.0;
  memset(fractions, 0, (size_t)fractions_width(a) * sizeof *fractions);
  for (int64_t i = 0; i < count; i++) {
    const double *sums = a->sums + picked[i] * a->columns;
    variance += sums[COLUMN_VARIANCE];
    together += sums[COLUMN_VARIANCE] + sums[COLUMN_NOISE];
    for (int64_t j = 0; j < fractions_width(a); j++)
      fractions[j] += sums[COLUMN_NOISE + j];
  }
  for (int64_t j = 0; j < fractions_width(a); j++) {
    const double below = j == 0 ? together : variance;
    fractions[j] = below > 0.0 ? fractions[j] / below : (double)NAN;
  }
}

/* All fractions [columns - 1] over all members, and their intervals. */
static bool estimate_fractions(const analysis *a, int64_t *all, double *fractions, walras_interval *intervals) {
  fractions_of(all, a->members, a, fractions);
  return walras_bootstrap_intervals(&(walras_bootstrap_input){.statistics = fractions_of,
                                                              .context = a,
                                                              .width = fractions_width(a),
                                                              .count = a->members,
                                                              .resamples = WALRAS_SOBOL_RESAMPLES,
                                                              .key = bootstrap_key,
                                                              .confidence = a->in->confidence},
                                    intervals);
}

static walras_estimate estimate(double fraction, walras_interval interval) {
  const walras_interval none = {NAN, NAN};
  return (walras_estimate){fraction, isnan(fraction) ? none : interval};
}

/* All estimates from the members' sums. `all` [members] counts them. */
static walras_status estimate_all(const analysis *a, int64_t *all, walras_sobol_indices *out, walras_error *error) {
  const int64_t factors = a->in->factors;
  double variance = 0.0;
  for (int64_t member = 0; member < a->members; member++) {
    all[member] = member;
    variance += a->sums[member * a->columns + COLUMN_VARIANCE];
  }
  out->variance = variance / (double)out->rows;
  double *fractions = malloc((size_t)fractions_width(a) * sizeof *fractions);
  walras_interval *intervals = malloc((size_t)fractions_width(a) * sizeof *intervals);
  walras_status status = WALRAS_OK;
  if (fractions == NULL || intervals == NULL || !estimate_fractions(a, all, fractions, intervals))
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to resample");
  else {
    if (out->replications > 1)
      out->noise = estimate(fractions[0], intervals[0]);
    for (int64_t i = 0; i < factors; i++) {
      out->first[i] = estimate(fractions[1 + i], intervals[1 + i]);
      out->total[i] = estimate(fractions[1 + factors + i], intervals[1 + factors + i]);
    }
  }
  free(fractions);
  free(intervals);
  return status;
}

static walras_status analyse(analysis *a, int64_t *order, walras_sobol_indices *out, walras_error *error) {
  find_centres(a);
  out->rows = choose_rows(a, order, &out->replications);
  a->members = out->rows < WALRAS_SOBOL_MEMBERS ? out->rows : WALRAS_SOBOL_MEMBERS;
  if (out->rows > a->members)
    shuffle(order, out->rows);
  for (int64_t i = 0; i < out->rows; i++) {
    const int64_t usable = find_usable(a, order[i]);
    add_row(a, order[i], usable, a->sums + i % a->members * a->columns);
  }
  return out->rows > 0 ? estimate_all(a, order, out, error) : WALRAS_OK;
}

walras_status walras_sobol_indices_find(const walras_sobol_input *in, walras_sobol_indices *out, walras_error *error) {
  const walras_estimate none = {.value = NAN, .interval = {NAN, NAN}};
  const size_t replications = (size_t)in->replications;
  analysis a = {.in = in, .columns = 2 + 2 * in->factors};
  out->variance = NAN;
  out->noise = none;
  for (int64_t i = 0; i < in->factors; i++)
    out->first[i] = out->total[i] = none;
  double *room = malloc(4 * replications * sizeof *room);
  int64_t *order = malloc((size_t)in->rows * sizeof *order);
  a.usable = malloc(replications * sizeof *a.usable);
  a.sums = calloc((size_t)(WALRAS_SOBOL_MEMBERS * a.columns), sizeof *a.sums);
  walras_status status = WALRAS_OK;
  if (room == NULL || order == NULL || a.usable == NULL || a.sums == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the indices of %lld rows", (long long)in->rows);
  else {
    a.centre = room;
    for (int i = 0; i < 3; i++)
      a.deviation[i] = room + (size_t)(i + 1) * replications;
    status = analyse(&a, order, out, error);
  }
  free(room);
  free(order);
  free(a.usable);
  free(a.sums);
  return status;
}
