#include "numerics/assignment/assignment.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* One search; arrays are by column unless they say otherwise. "Worth" of a matched column: the gain of the best path that begins by freeing its
 * place and ends with a free row; of a free column: of filling it. Worths only fall as rows and columns are used up. Pairs without a positive
 * gain do not exist, so that a worth may be -inf: no path ends in a free row, and none ever will. */
typedef struct search {
  const walras_assignment_problem *p;
  int32_t *row_of;   /* -1 = free */
  int32_t *best_row; /* best free row, -1 = none left with a positive gain */
  double *best_gain; /* its gain, or -inf */
  double *
      worth; /* potential: no edge of the search graph gains more than the worths at its ends differ by; of a free column a bound */
  double *distance;     /* how far the worth falls in this search */
  int32_t *next;        /* column whose row moves here on the best path, -1 = a free row comes */
  int32_t *matched;     /* [pairs] columns with a row, in order of matching */
  int32_t *open;        /* [pairs] matched columns without their final distance */
  unsigned char *state; /* of a matched column: enum state */
  int32_t *exact;       /* pairs + 1 when the worth of a free column was last computed: it holds until the next pair */
  unsigned char *taken; /* [rows] */
  int32_t pairs;
} search;

/* Whether the best path of a matched column is still there after the last pair; a dead column has none, for good. */
enum state { UNKNOWN, INTACT, BROKEN, DEAD };

static size_t padded(size_t bytes) {
  return (bytes + 7) & ~(size_t)7;
}

size_t walras_assignment_bytes(int32_t rows, int32_t columns) {
  return 3 * (size_t)columns * sizeof(double) + 5 * padded((size_t)columns * sizeof(int32_t)) + padded((size_t)columns) +
         padded((size_t)rows);
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
                  .exact = (int32_t *)(rest + 4 * whole),
                  .state = (unsigned char *)(rest + 5 * whole),
                  .taken = (unsigned char *)(rest + 5 * whole + padded(columns))};
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
  for (int32_t j = 0; j < columns; j++) {
    s->worth[j] = s->best_gain[j] = s->best_row[j] < 0 ? -INFINITY : s->best_gain[j];
    s->next[j] = -1;
    s->exact[j] = 1;
  }
}

static void find_best_row(search *s, int32_t column) {
  const int32_t columns = s->p->columns;
  const double *gain = s->p->gain + column;
  double best = 0.0;
  int32_t row = -1;
  for (int32_t i = 0; i < s->p->rows; i++) {
    const int better = (gain[(int64_t)i * columns] > best) & (s->taken[i] == 0); /* without a branch: there is no pattern */
    best = better ? gain[(int64_t)i * columns] : best;
    row = better ? i : row;
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

/* Broken is what leads through a broken column. */
static unsigned char judge(search *s, int32_t column) {
  int32_t end = column;
  while (s->state[end] == UNKNOWN && s->next[end] >= 0)
    end = s->next[end];
  const unsigned char state = s->state[end] == UNKNOWN ? INTACT : s->state[end];
  for (int32_t j = column; s->state[j] == UNKNOWN; j = s->next[j]) {
    s->state[j] = state;
    if (j == end)
      break;
  }
  return state;
}

/* The broken columns go on `open`, as far as they are from free rows and from intact columns. Returns how many. */
static int32_t open_broken(search *s) {
  int32_t left = 0, intact = s->pairs;
  for (int32_t k = 0; k < s->pairs; k++) {
    const int32_t j = s->matched[k];
    if (judge(s, j) == BROKEN)
      s->open[left++] = j;
    else if (s->state[j] == INTACT)
      s->open[--intact] = j; /* from the other end */
  }
  for (int32_t k = 0; k < left; k++) {
    const int32_t j = s->open[k];
    const double distance = s->worth[j] - s->best_gain[j];
    s->distance[j] = distance > 0.0 ? distance : 0.0;
    s->next[j] = -1;
    for (int32_t i = intact; i < s->pairs; i++)
      relax(s, s->open[i], j);
  }
  return left;
}

/* Dijkstra over the broken columns, from the free rows and the intact ones, whose worths stay. */
static void search_matched(search *s) {
  int32_t left = open_broken(s);
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
    s->distance[final] = 0.0;
  }
  while (left > 0) {
    s->worth[s->open[--left]] = -INFINITY;
    s->state[s->open[left]] = DEAD;
  }
}

/* The worth of a free column by its own row and by those of the matched columns. */
static void weigh(search *s, int32_t column) {
  if (s->best_row[column] >= 0 && s->taken[s->best_row[column]])
    find_best_row(s, column);
  double worth = s->best_gain[column];
  int32_t next = -1;
  for (int32_t k = 0; k < s->pairs; k++) {
    const int32_t from = s->matched[k];
    const double through = move_gain(s, column, from) + s->worth[from];
    next = through > worth ? from : next;
    worth = through > worth ? through : worth;
  }
  s->worth[column] = worth;
  s->next[column] = next;
}

/* The free column that the best path fills; -1 when none gains anything. Worths of earlier pairs are bounds: few have to be computed again. */
static int32_t find_start(search *s) {
  for (;;) {
    int32_t start = -1;
    double most = 0.0;
    for (int32_t j = 0; j < s->p->columns; j++)
      if (s->row_of[j] < 0 && s->worth[j] > most) {
        most = s->worth[j];
        start = j;
      }
    if (start < 0 || s->exact[start] == s->pairs + 1)
      return start;
    weigh(s, start);
    s->exact[start] = s->pairs + 1;
  }
}

/* Moves the rows along the path, which breaks the paths through its columns, and those that end with the new row. */
static void augment(search *s, int32_t start) {
  int32_t last = start;
  for (int32_t k = 0; k < s->pairs; k++)
    if (s->state[s->matched[k]] != DEAD)
      s->state[s->matched[k]] = UNKNOWN;
  for (; s->next[last] >= 0; last = s->next[last]) {
    s->row_of[last] = s->row_of[s->next[last]];
    s->state[last] = BROKEN;
  }
  const int32_t row = s->best_row[last];
  assert(row >= 0 && !s->taken[row]);
  s->row_of[last] = row;
  s->taken[row] = 1;
  s->state[last] = BROKEN;
  s->matched[s->pairs++] = start;
  for (int32_t k = 0; k < s->pairs; k++) {
    const int32_t j = s->matched[k];
    if (s->best_row[j] != row)
      continue;
    find_best_row(s, j);
    if (s->next[j] < 0 && s->state[j] != DEAD)
      s->state[j] = BROKEN;
  }
}

int32_t walras_assignment_solve(const walras_assignment_problem *problem, void *workspace, int32_t *row_of) {
  search s = lay_out(problem, workspace, row_of);
  memset(s.taken, 0, (size_t)problem->rows);
  find_best_rows(&s);
  while (s.pairs < problem->most) {
    const int32_t start = find_start(&s);
    if (start < 0)
      break;
    augment(&s, start);
    search_matched(&s);
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
