/** Inside of a linear program: rows one after the other, as they were built. */
#ifndef WALRAS_NUMERICS_LINEAR_PROGRAM_PROGRAM_H
#define WALRAS_NUMERICS_LINEAR_PROGRAM_PROGRAM_H

#include "numerics/linear_program/linear_program.h"

struct walras_linear_program {
  bool maximise;
  int64_t columns, rows, entries;
  int64_t row_room, entry_room;
  double *objective, *low, *high; /* [columns] */
  double *row_low, *row_high;     /* [row_room] */
  int64_t *starts;                /* [row_room + 1] of each row's entries */
  int64_t *column;                /* [entry_room] */
  double *coefficient;            /* [entry_room] */
  walras_error mistake;           /* the first in building */
};

/** Sets solution->value, violation, gap and the degenerate counts from `primal` and `duals` (of the minimisation), by plain sums in order.
 *  `reduced` [columns] is left with the reduced costs. True when all is within ten tolerances. */
bool walras_linear_program_check(const walras_linear_program *program, double tolerance, const double *primal,
                                 const double *duals, const unsigned char *basis, double *reduced,
                                 walras_linear_solution *solution);

/** CLP's codes of a basis, in the low three bits: columns first, then rows. */
enum { WALRAS_LINEAR_BASIC = 1 };

#endif
