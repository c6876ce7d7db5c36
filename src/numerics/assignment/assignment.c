#include "numerics/assignment/assignment.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* One search; arrays are by column unless they say otherwise. "Worth" of a column: the gain of the best path that begins by freeing its place
 * and ends with a free row; of a free column: of filling it. Pairs without a positive gain do not exist, so that a worth may be -inf: no
 * path ends in a free row, and as rows and columns are only used up, none ever will. */
typedef struct search {
  const walras_assignment_problem *p;
  int32_t *row_of;      /* -1 = free */
  int32_t *best_row;    /* best free row, -1 = none left with a positive gain */
  double *best_gain;    /* its gain, or -inf */
  double *worth;        /* potential: no edge of the search graph gains more than the worths at its ends differ by */
  double *distance;     /* how far the worth falls in this search */
  int32_t *next;        /* column whose row moves here on the best path, -1 = a free row comes */
  int32_t *matched;     /* [pairs] columns with a row, in order of matching */
  int32_t *open;        /* [pairs] matched columns without their final distance */
  unsigned char *taken; /* [rows] */
  int32_t pairs;
} search;

static size_t padded(size_t bytes) {
  return (bytes + 7) & ~(size_t)7;
}

size_t walras_assignment_bytes(int32_t rows, int32_t columns) {
  return 3 * (size_t)columns * sizeof(double) + 4 * padded((size_t)columns * sizeof(int32_t)) + padded((size_t)rows);
}

static search lay_out(const walras_assignment_problem *problem, void *workspace, int32_t *row_of) {
  const size_t columns = (size_t)problem->columns, whole = padded(columns * sizeof(int32_t));
  double *reals = workspace;
  char *rest = (char *)(reals + 3 * columns);
  return (search){.p = problem,
                  .row_of = row_of,
                  .best_gain = reals,
                  .worth = reals + columns,
                  .distance = reals + 2 * columns,
                  .best_row = (int32_t *)rest,
                  .next = (int32_t *)(rest + whole),
                  .matched = (int32_t *)(rest + 2 * whole),
                  .open = (int32_t *)(rest + 3 * whole),
                  .taken = (unsigned char *)(rest + 4 * whole)};
}

/* Row by row, so that memory is read once and in order. */
static void find_best_rows(search *s) {
  const int32_t columns = s->p->columns;
  for (int32_t j = 0; j < columns; j++) {
    s->row_of[j] = s->best_row[j] = -1;
    s->best_gain[j] = 0.0;
  }
  for (int32_t i = 0; i < s->p->rows; i++) {
    const double *gain = s->p->gain + (int64_t)i * columns;
    for (int32_t j = 0; j < columns; j++) {
      const int better = gain[j] > s->best_gain[j];
      s->best_gain[j] = better ? gain[j] : s->best_gain[j];
      s->best_row[j] = better ? i : s->best_row[j];
    }
  }
  for (int32_t j = 0; j < columns; j++)
    s->best_gain[j] = s->best_row[j] < 0 ? -INFINITY : s->best_gain[j];
}

static void find_best_row(search *s, int32_t column) {
  const int32_t columns = s->p->columns;
  const double *gain = s->p->gain + column;
  double best = 0.0;
  int32_t row = -1;
  for (int32_t i = 0; i < s->p->rows; i++)
    if (gain[(int64_t)i * columns] > best && !s->taken[i]) {
      best = gain[(int64_t)i * columns];
      row = i;
    }
  s->best_gain[column] = row < 0 ? -INFINITY : best;
  s->best_row[column] = row;
}

/* What moving the row of matched column `from` to `to` gains. */
static double move_gain(const search *s, int32_t to, int32_t from) {
  const double *gain = s->p->gain + (int64_t)s->row_of[from] * s->p->columns;
  return gain[to] > 0.0 ? gain[to] - gain[from] : -INFINITY;
}

/* Slacks below 0 are rounding: with 0 in their place no path can close to a cycle. */
static void relax(search *s, int32_t final, int32_t j) {
  const double slack = s->worth[j] - move_gain(s, j, final) - s->worth[final];
  const double distance = s->distance[final] + (slack > 0.0 ? slack : 0.0);
  if (distance < s->distance[j]) {
    s->distance[j] = distance;
    s->next[j] = final;
  }
}

/* Dijkstra over the matched columns, from the free rows. */
static void search_matched(search *s) {
  int32_t left = 0;
  for (int32_t k = 0; k < s->pairs; k++) {
    const int32_t j = s->matched[k];
    if (s->worth[j] == -INFINITY)
      continue;
    const double distance = s->worth[j] - s->best_gain[j];
    s->distance[j] = distance > 0.0 ? distance : 0.0;
    s->next[j] = -1;
    s->open[left++] = j;
  }
  while (left > 0) {
    int32_t nearest = 0;
    for (int32_t k = 1; k < left; k++)
      if (s->distance[s->open[k]] < s->distance[s->open[nearest]])
        nearest = k;
    const int32_t final = s->open[nearest];
    if (s->distance[final] == INFINITY)
      break;
    s->open[nearest] = s->open[--left];
    for (int32_t k = 0; k < left; k++)
      relax(s, final, s->open[k]);
    s->worth[final] -= s->distance[final]; /* no other step of this search reads it */
  }
  while (left > 0)
    s->worth[s->open[--left]] = -INFINITY;
}

/* The free column that the best path fills; -1 when none gains anything. */
static int32_t find_start(search *s) {
  int32_t start = -1;
  double most = 0.0;
  for (int32_t j = 0; j < s->p->columns; j++) {
    if (s->row_of[j] >= 0)
      continue;
    double worth = s->best_gain[j];
    s->next[j] = -1;
    for (int32_t k = 0; k < s->pairs; k++) {
      const double through = move_gain(s, j, s->matched[k]) + s->worth[s->matched[k]];
      if (through > worth) {
        worth = through;
        s->next[j] = s->matched[k];
      }
    }
    s->worth[j] = worth;
    if (worth > most) {
      most = worth;
      start = j;
    }
  }
  return start;
}

static void augment(search *s, int32_t start) {
  int32_t last = start;
  for (; s->next[last] >= 0; last = s->next[last])
    s->row_of[last] = s->row_of[s->next[last]];
  const int32_t row = s->best_row[last];
  assert(row >= 0);
  s->row_of[last] = row;
  s->taken[row] = 1;
  s->matched[s->pairs++] = start;
  for (int32_t j = 0; j < s->p->columns; j++)
    if (s->best_row[j] == row)
      find_best_row(s, j);
}

int32_t walras_assignment_solve(const walras_assignment_problem *problem, void *workspace, int32_t *row_of) {
  search s = lay_out(problem, workspace, row_of);
  memset(s.taken, 0, (size_t)problem->rows);
  find_best_rows(&s);
  while (s.pairs < problem->most) {
    search_matched(&s);
    const int32_t start = find_start(&s);
    if (start < 0)
      break;
    augment(&s, start);
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
