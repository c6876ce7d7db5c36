/**
 * The most valuable matching of rows to columns with at most k pairs (k-cardinality assignment; k = min(rows, columns) is the linear sum
 * assignment). Successive augmenting paths of the largest gain with potentials, as Jonker and Volgenant (Computing 38, 1987) do for square
 * matrices, on the graph of the columns alone: rows that are free matter only through the best of them in each column.
 * After p paths the matching is a best one with p pairs; the search ends when the next path gains nothing.
 *
 * Time O(k columns (k + rows)), most of it in loops over columns at vector speed. Meant for few columns and any number of rows: transpose the
 * other case. No allocation, no state: the same bits for the same matrix.
 */
#ifndef WALRAS_NUMERICS_ASSIGNMENT_ASSIGNMENT_H
#define WALRAS_NUMERICS_ASSIGNMENT_ASSIGNMENT_H

#include <stddef.h>
#include <stdint.h>

typedef struct walras_assignment_problem {
  int32_t rows, columns; /**< >= 0 */
  int32_t most;          /**< k >= 0: pairs at most; more than min(rows, columns) is the same as that */
  const double *gain;    /**< [rows][columns] of a pair; at most 1e150, no NaN; -inf (and anything <= 0) is never matched */
} walras_assignment_problem;

/** Bytes of working memory for matrices of at most this size; 8-byte alignment. */
size_t walras_assignment_bytes(int32_t rows, int32_t columns);

/**
 * Solves the problem: row_of [columns] gets each column's row, or -1. Returns the number of pairs. Ties go to lower rows and columns where
 * the paths meet them; matchings of equal value may differ from another solver's. The value is the sum of the gains up to rounding.
 */
int32_t walras_assignment_solve(const walras_assignment_problem *problem, void *workspace, int32_t *row_of);

/** The sum of the gains of a matching, in order of the columns. */
double walras_assignment_value(const walras_assignment_problem *problem, const int32_t *row_of);

#endif
