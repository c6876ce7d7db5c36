/* Matchings with at most k pairs, against all matchings of small matrices and against what optimality says about large ones. */
#include "numerics/assignment/assignment.h"

#include <math.h>

#include "unit.h"
#include "walras/random.h"

enum { MOST_ROWS = 400, MOST_COLUMNS = 24 };
static double gains[MOST_ROWS * MOST_COLUMNS], workspace[4096];
static int32_t row_of[MOST_COLUMNS];

static double draw(uint32_t instance, uint32_t number) {
  const uint32_t key[2] = {3, 5};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, number);
}

/* Kinds: positive reals, signed reals, small integers with many ties, sparse with pairs that do not exist. */
static walras_assignment_problem random_problem(uint32_t instance, int32_t rows, int32_t columns, int32_t most) {
  for (int32_t e = 0; e < rows * columns; e++) {
    const double u = draw(instance, (uint32_t)e);
    gains[e] = instance % 4 == 0   ? u
               : instance % 4 == 1 ? u - 0.5
               : instance % 4 == 2 ? floor(4.0 * u)
               : u < 0.6           ? -INFINITY
                                   : u - 0.7;
  }
  return (walras_assignment_problem){.rows = rows, .columns = columns, .most = most, .gain = gains};
}

/* Best value over all matchings with at most `most` pairs of columns `column`.. and rows not in `used`. */
static double best_by_enumeration(const walras_assignment_problem *p, int32_t column, uint32_t used, int32_t most) {
  if (column == p->columns || most == 0)
    return 0.0;
  double best = best_by_enumeration(p, column + 1, used, most);
  for (int32_t row = 0; row < p->rows; row++) {
    const double gain = p->gain[row * p->columns + column];
    if ((used >> row & 1) == 0 && gain > 0.0)
      best = fmax(best, gain + best_by_enumeration(p, column + 1, used | 1u << row, most - 1));
  }
  return best;
}

/* A matching of the stated size with positive gains only. */
static bool is_matching(const walras_assignment_problem *p, const int32_t *rows, int32_t pairs) {
  int32_t found = 0;
  for (int32_t j = 0; j < p->columns; j++) {
    if (rows[j] < 0)
      continue;
    found++;
    if (rows[j] >= p->rows || !(p->gain[rows[j] * p->columns + j] > 0.0))
      return false;
    for (int32_t k = 0; k < j; k++)
      if (rows[k] == rows[j])
        return false;
  }
  return found == pairs && pairs <= p->most;
}

static void the_best_matching_is_that_of_enumeration(void) {
  for (uint32_t instance = 0; instance < 4000; instance++) {
    const int32_t rows = (int32_t)(1 + instance % 6), columns = (int32_t)(1 + instance / 6 % 6),
                  most = (int32_t)(instance / 36 % 7);
    const walras_assignment_problem p = random_problem(instance, rows, columns, most);
    CU_ASSERT_FATAL(walras_assignment_bytes(rows, columns) <= sizeof workspace);
    const int32_t pairs = walras_assignment_solve(&p, workspace, row_of);
    CU_ASSERT(is_matching(&p, row_of, pairs));
    CU_ASSERT_DOUBLE_EQUAL(walras_assignment_value(&p, row_of), best_by_enumeration(&p, 0, 0, most), 1e-13);
  }
}

/* Another algorithm of another shape: shortest paths by Bellman and Ford on the full bipartite residual graph find no gain. */
static bool some_path_or_cycle_gains(const walras_assignment_problem *p, const int32_t *rows, bool may_grow, double tolerance) {
  static double at_row[MOST_ROWS], at_column[MOST_COLUMNS];
  for (int32_t i = 0; i < p->rows; i++) {
    at_row[i] = 0.0; /* free rows are sources; a matched row may be dropped and the path begin there */
    for (int32_t j = 0; j < p->columns; j++)
      if (rows[j] == i)
        at_row[i] = -p->gain[i * p->columns + j];
  }
  for (int32_t round = 0; round <= p->columns; round++) {
    bool changed = false;
    for (int32_t j = 0; j < p->columns; j++) {
      at_column[j] = -INFINITY;
      for (int32_t i = 0; i < p->rows; i++)
        if (rows[j] != i)
          at_column[j] = fmax(at_column[j], at_row[i] + p->gain[i * p->columns + j]);
      const double through = rows[j] >= 0 ? at_column[j] - p->gain[rows[j] * p->columns + j] : -INFINITY;
      if (rows[j] < 0 ? may_grow && at_column[j] > tolerance : through > tolerance)
        return true; /* a path into a free column, or one that ends by dropping a row */
      if (rows[j] >= 0 && through > at_row[rows[j]] + tolerance) {
        at_row[rows[j]] = through;
        changed = true;
      }
    }
    if (!changed)
      return false;
  }
  return true; /* gains without end: a cycle */
}

static void no_path_of_a_large_matching_gains_anything(void) {
  for (uint32_t instance = 0; instance < 60; instance++) {
    const int32_t rows = (int32_t)(20 + 19 * (instance % 21)), most = instance < 30 ? MOST_COLUMNS : 7;
    const walras_assignment_problem p = random_problem(instance, rows, MOST_COLUMNS, most);
    CU_ASSERT_FATAL(walras_assignment_bytes(rows, MOST_COLUMNS) <= sizeof workspace);
    const int32_t pairs = walras_assignment_solve(&p, workspace, row_of);
    CU_ASSERT(is_matching(&p, row_of, pairs));
    CU_ASSERT_FALSE(some_path_or_cycle_gains(&p, row_of, pairs < most, 1e-12));
  }
}

/* Successive best matchings: their values are concave in the number of pairs. */
static void each_further_pair_gains_no_more_than_the_one_before(void) {
  for (uint32_t instance = 0; instance < 40; instance++) {
    double before = 0.0, gain_before = INFINITY;
    for (int32_t most = 1; most <= MOST_COLUMNS; most++) {
      const walras_assignment_problem p = random_problem(instance, 50, MOST_COLUMNS, most);
      walras_assignment_solve(&p, workspace, row_of);
      const double value = walras_assignment_value(&p, row_of);
      CU_ASSERT(value - before >= -1e-13 && value - before <= gain_before + 1e-13);
      gain_before = value - before;
      before = value;
    }
  }
}

static void a_matrix_without_gains_or_entries_matches_nothing(void) {
  static const double nothing[6] = {0.0, -1.0, -INFINITY, 0.0, -0.0, -3.0};
  const walras_assignment_problem none = {.rows = 3, .columns = 2, .most = 2, .gain = nothing};
  CU_ASSERT_EQUAL(walras_assignment_solve(&none, workspace, row_of), 0);
  CU_ASSERT(row_of[0] == -1 && row_of[1] == -1);
  const walras_assignment_problem empty = {.rows = 0, .columns = 2, .most = 2, .gain = NULL};
  CU_ASSERT_EQUAL(walras_assignment_solve(&empty, workspace, row_of), 0);
  CU_ASSERT(row_of[0] == -1 && row_of[1] == -1);
}

/* The greedy choice of 9 blocks 8 + 7: the path has to move a row. */
static void a_second_pair_moves_the_first_where_that_is_worth_more(void) {
  static const double gain[4] = {9.0, 8.0, 7.0, 1.0};
  const walras_assignment_problem p = {.rows = 2, .columns = 2, .most = 2, .gain = gain};
  CU_ASSERT_EQUAL(walras_assignment_solve(&p, workspace, row_of), 2);
  CU_ASSERT(row_of[0] == 1 && row_of[1] == 0);
}

static void equal_gains_go_to_the_lowest_row_and_column(void) {
  static const double gain[6] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
  const walras_assignment_problem p = {.rows = 3, .columns = 2, .most = 1, .gain = gain};
  CU_ASSERT_EQUAL(walras_assignment_solve(&p, workspace, row_of), 1);
  CU_ASSERT(row_of[0] == 0 && row_of[1] == -1);
}

WALRAS_UNIT_TESTS(UNIT(the_best_matching_is_that_of_enumeration), UNIT(no_path_of_a_large_matching_gains_anything),
                  UNIT(each_further_pair_gains_no_more_than_the_one_before),
                  UNIT(a_matrix_without_gains_or_entries_matches_nothing),
                  UNIT(a_second_pair_moves_the_first_where_that_is_worth_more), UNIT(equal_gains_go_to_the_lowest_row_and_column))
