#include "numerics/statistics/sobol_indices.h"

#include <math.h>
#include <stdlib.h>

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

typedef struct fraction {
  const analysis *a;
  int64_t numerator; /* a column; the noise's fraction is of noise and variance together */
} fraction;

static double fraction_of(const int64_t *picked, int64_t count, const void *context) {
  const fraction *f = context;
  double above = 0.0, below = 0.0;
  for (int64_t i = 0; i < count; i++) {
    const double *sums = f->a->sums + picked[i] * f->a->columns;
    above += sums[f->numerator];
    below += sums[COLUMN_VARIANCE] + (f->numerator == COLUMN_NOISE ? sums[COLUMN_NOISE] : 0.0);
  }
  return below > 0.0 ? above / below : (double)NAN;
}

/* The fraction of a column over all members, and its interval. */
static walras_status estimate(const analysis *a, int64_t *all, int64_t column, walras_estimate *result, walras_error *error) {
  const fraction f = {.a = a, .numerator = column};
  *result = (walras_estimate){.value = fraction_of(all, a->members, &f), .interval = {NAN, NAN}};
  if (isnan(result->value))
    return WALRAS_OK;
  const walras_bootstrap_input input = {.statistic = fraction_of,
                                        .context = &f,
                                        .count = a->members,
                                        .resamples = WALRAS_SOBOL_RESAMPLES,
                                        .key = bootstrap_key,
                                        .confidence = a->in->confidence};
  return walras_bootstrap_interval(&input, &result->interval) ? WALRAS_OK
                                                              : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to resample");
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
  walras_status status = WALRAS_OK;
  if (out->replications > 1)
    status = estimate(a, all, COLUMN_NOISE, &out->noise, error);
  for (int64_t i = 0; status == WALRAS_OK && i < factors; i++) {
    status = estimate(a, all, COLUMN_FIRST + i, &out->first[i], error);
    if (status == WALRAS_OK)
      status = estimate(a, all, COLUMN_FIRST + factors + i, &out->total[i], error);
  }
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
