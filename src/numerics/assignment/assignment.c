#include "numerics/assignment/assignment.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* The worth of what cannot be: finite, so that sums with it stay numbers. */
static const double NEVER = -1e300;

/* One search; arrays are [columns] unless they say otherwise, and reals throughout, so that loops over columns run at vector speed. "Worth" of a
 * matched column: the gain of the best path that begins by freeing its place and ends with a free row; of a free column: of filling it. Worths
 * only fall as rows and columns are used up: they are the potentials of the next search. Pairs without a positive gain do not exist. */
typedef struct search {
  const walras_assignment_problem *p;
  int32_t *row_of;   /* -1 = free */
  int32_t *open;     /* matched columns whose distance is not final */
  double *best_gain; /* of the free rows, or NEVER */
  double *worth;
  double *distance;   /* how far the worth falls in this search */
  int64_t *next;      /* column whose row moves here on the best path, -1 = a free row comes */
  int32_t *free_rows; /* [rows - pairs], ascending */
  int32_t pairs;
} search;

static size_t padded(size_t bytes) {
  return (bytes + 7) & ~(size_t)7;
}

size_t walras_assignment_bytes(int32_t rows, int32_t columns) {
  return (size_t)columns * (3 * sizeof(double) + sizeof(int64_t)) + padded((size_t)columns * sizeof(int32_t)) +
         padded((size_t)rows * sizeof(int32_t));
}

static search lay_out(const walras_assignment_problem *problem, void *workspace, int32_t *row_of) {
  const size_t columns = (size_t)problem->columns;
  double *reals = workspace;
  char *rest = (char *)(reals + 3 * columns);
  return (search){.p = problem,
                  .row_of = row_of,
                  .best_gain = reals,
                  .worth = reals + columns,
                  .distance = reals + 2 * columns,
                  .next = (int64_t *)rest,
                  .open = (int32_t *)(rest + columns * sizeof(int64_t)),
                  .free_rows = (int32_t *)(rest + columns * sizeof(int64_t) + padded(columns * sizeof(int32_t)))};
}

static const double *line_of(const search *s, int32_t row) {
  return s->p->gain + (int64_t)row * s->p->columns;
}

static void offer_row(const search *s, int32_t row) {
  const double *restrict line = line_of(s, row);
  double *restrict best_gain = s->best_gain;
  const int32_t columns = s->p->columns;
  for (int32_t j = 0; j < columns; j++)
    best_gain[j] = line[j] > best_gain[j] ? line[j] : best_gain[j];
}

/* Of all columns at once: memory is read in order. */
static void find_best_gains(const search *s) {
  for (int32_t j = 0; j < s->p->columns; j++)
    s->best_gain[j] = 0.0;
  for (int32_t i = 0; i < s->p->rows - s->pairs; i++)
    offer_row(s, s->free_rows[i]);
  for (int32_t j = 0; j < s->p->columns; j++)
    s->best_gain[j] = s->best_gain[j] > 0.0 ? s->best_gain[j] : NEVER;
}

/* The place among the free rows of the first that has the column's best gain. */
static int32_t find_best_row(const search *s, int32_t column) {
  int32_t place = 0;
  while (line_of(s, s->free_rows[place])[column] != s->best_gain[column])
    place++;
  return place;
}

/* What a row, once its place there is free for `base` more, is worth in every column. Falls below the nearest distance are rounding: no path can
 * close to a cycle. */
static void relax(const search *s, const double *restrict line, double base, int64_t from, double nearest) {
  const double *restrict worth = s->worth;
  double *restrict distance = s->distance;
  int64_t *restrict next = s->next;
  const int32_t columns = s->p->columns;
  for (int32_t j = 0; j < columns; j++) {
    const double through = line[j] > 0.0 ? line[j] + base : NEVER, fall = worth[j] - through;
    const double reached = fall > nearest ? fall : nearest;
    const int64_t closer = -(int64_t)(reached < distance[j]); /* all bits or none: a choice would become a branch */
    next[j] = (from & closer) | (next[j] & ~closer);
    distance[j] = reached < distance[j] ? reached : distance[j];
  }
}

static int32_t take_nearest(const search *s, int32_t *left) {
  int32_t nearest = 0;
  double least = s->distance[s->open[0]];
  for (int32_t k = 1; k < *left; k++) {
    const double here = s->distance[s->open[k]];
    nearest = here < least ? k : nearest;
    least = here < least ? here : least;
  }
  const int32_t column = s->open[nearest];
  s->open[nearest] = s->open[--*left];
  return column;
}

/* Dijkstra from the free rows over the matched columns, and from these to all columns. */
static void search_columns(const search *s) {
  const int32_t columns = s->p->columns;
  int32_t left = 0;
  for (int32_t j = 0; j < columns; j++) {
    const double fall = s->worth[j] - s->best_gain[j];
    s->distance[j] = fall > 0.0 ? fall : 0.0;
    s->next[j] = -1;
  }
  for (int32_t j = 0; j < columns; j++)
    if (s->row_of[j] >= 0 && s->worth[j] > 0.5 * NEVER)
      s->open[left++] = j;
  while (left > 0) {
    const int32_t column = take_nearest(s, &left);
    const double *line = line_of(s, s->row_of[column]), nearest = s->distance[column];
    const double worth = s->worth[column] - nearest;
    if (worth <= 0.5 * NEVER)
      break; /* neither this column nor the others have a path */
    relax(s, line, worth - line[column], column, nearest);
  }
  for (int32_t j = 0; j < columns; j++)
    s->worth[j] -= s->distance[j];
}

/* The free column that the best path fills; -1 when none gains anything. */
static int32_t find_start(const search *s) {
  int32_t start = -1;
  double most = 0.0;
  for (int32_t j = 0; j < s->p->columns; j++)
    if (s->row_of[j] < 0 && s->worth[j] > most) {
      most = s->worth[j];
      start = j;
    }
  return start;
}

static void augment(search *s, int32_t start) {
  int32_t last = start;
  for (; s->next[last] >= 0; last = (int32_t)s->next[last])
    s->row_of[last] = s->row_of[s->next[last]];
  assert(s->best_gain[last] > 0.0);
  const int32_t place = find_best_row(s, last), row = s->free_rows[place];
  const double *line = line_of(s, row);
  bool lost = false;
  s->row_of[last] = row;
  s->pairs++;
  memmove(s->free_rows + place, s->free_rows + place + 1, (size_t)(s->p->rows - s->pairs - place) * sizeof *s->free_rows);
  for (int32_t j = 0; j < s->p->columns; j++)
    lost = lost || line[j] == s->best_gain[j];
  if (lost)
    find_best_gains(s);
}

int32_t walras_assignment_solve(const walras_assignment_problem *problem, void *workspace, int32_t *row_of) {
  search s = lay_out(problem, workspace, row_of);
  const int32_t most = problem->most < problem->rows ? problem->most : problem->rows;
  for (int32_t i = 0; i < problem->rows; i++)
    s.free_rows[i] = i;
  find_best_gains(&s);
  for (int32_t j = 0; j < problem->columns; j++) {
    row_of[j] = -1;
    s.worth[j] = s.best_gain[j];
    s.next[j] = -1;
  }
  while (s.pairs < most) {
    const int32_t start = find_start(&s);
    if (start < 0)
      break;
    augment(&s, start);
    if (s.pairs < most)
      search_columns(&s);
  }
  return s.pairs;
}

double walras_assignment_value(const walras_assignment_problem *problem, const int32_t *row_of) {
  double value = 0.0;
  for (int32_t j = 0; j < problem->columns; j++)
    if (row_of[j] >= 0)
      value += problem->gain[(int64_t)row_of[j] * problem->columns + j];
  return value;
}
