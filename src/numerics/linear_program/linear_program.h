/**
 * Linear programs: sparse, with ranges on rows and bounds on columns, solved by CLP's simplex method (Forrest and Hall; EPL-2.0).
 *
 * A program is built row by row, solved, and may be cleared and built again in the same memory. It holds nothing of earlier solutions: the
 * result is a function of the program, the tolerance and the basis handed in, whatever this thread or another solved before. Different
 * programs may be solved on different threads at the same time. Nothing is printed.
 *
 * Of an optimal program only the value is unique: primal, duals and basis are those of one optimal vertex. `primal_degenerate` and
 * `dual_degenerate` say where other bases or other vertices may be as good.
 *
 * Why CLP: GLPK is GPL-3, and walras is not. Measured on the same programs (mechanisms of information-acquisition; time of one thread, best of
 * several, tolerance 1e-9, building included; GLPK 5.0 without its presolver, which was slower on all):
 *   columns x rows    20 x 20   64 x 63   206 x 202   712 x 701   2522 x 2496
 *   CLP 1.17.6, ms       0.13      0.18        0.67         1.2           4.6
 *   from a basis, ms     0.07      0.07        0.19         0.5           1.8
 *   GLPK 5.0, ms         0.02      0.09        0.30         0.9           6.7
 * Below a thousand columns GLPK is up to six times as fast, beyond it CLP is. Bits: CLP's own arithmetic is compiled without FMA; it links LAPACK
 * for dense factors, which no program here has led it to call (trapped, up to 8884 x 8827), and results were the same with the processor's
 * vector extensions masked from libm.
 */
#ifndef WALRAS_NUMERICS_LINEAR_PROGRAM_LINEAR_PROGRAM_H
#define WALRAS_NUMERICS_LINEAR_PROGRAM_LINEAR_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

typedef struct walras_linear_program walras_linear_program;

typedef enum walras_linear_outcome {
  WALRAS_LINEAR_OPTIMAL, /**< feasible and optimal by our own arithmetic, to ten tolerances relative to the terms of each row */
  WALRAS_LINEAR_INFEASIBLE, /**< the violations of all rows add up to more than 100 tolerances at every point: a second program says so */
  WALRAS_LINEAR_UNBOUNDED, /**< feasible points exist, and the objective has no limit over them */
  WALRAS_LINEAR_FAILED     /**< numerical failure: no answer stood the check; there is no value */
} walras_linear_outcome;

const char *walras_linear_outcome_name(walras_linear_outcome outcome);

/** The solver's version, for bug reports: a string literal of its library. */
const char *walras_linear_program_solver(void);

/** An empty program over `columns` >= 1 variables, each in [0, inf) with objective 0, to be maximised or minimised. */
walras_status walras_linear_program_create(int64_t columns, bool maximise, walras_linear_program **program, walras_error *error);
void walras_linear_program_destroy(walras_linear_program *program); /**< NULL is fine */

/** Drops all rows and puts all columns back to [0, inf) with objective 0; keeps the memory. */
void walras_linear_program_clear(walras_linear_program *program);

/* Building. Mistakes (NaN, a column or bound that cannot be, memory) are kept and reported by the next solve. */
void walras_linear_program_objective(walras_linear_program *program, int64_t column, double coefficient);
/** -INFINITY and INFINITY are fine; low <= high. */
void walras_linear_program_bounds(walras_linear_program *program, int64_t column, double low, double high);
/** Begins a row low <= a x <= high, and returns its number. */
int64_t walras_linear_program_row(walras_linear_program *program, double low, double high);
/** Adds coefficient * x[column] to the row begun last; entries of one column add up. */
void walras_linear_program_entry(walras_linear_program *program, int64_t column, double coefficient);

int64_t walras_linear_program_columns(const walras_linear_program *program);
int64_t walras_linear_program_rows(const walras_linear_program *program);

/** Whatever is NULL is not wanted. Memory is the caller's. */
typedef struct walras_linear_solution {
  double *primal;       /**< out [columns], inside its bounds */
  double *duals;        /**< out [rows]: change of the value per unit of a row's binding side, also when maximising */
  unsigned char *basis; /**< out [columns + rows]: to start the next program of the same shape from */
  walras_linear_outcome outcome;
  double value;              /**< objective at `primal`, summed in the order of columns */
  double violation;          /**< largest violation of a row by `primal`, relative to 1 + the largest term of that row */
  double gap;                /**< |value - value of the dual| over 1 + |value| */
  int64_t iterations;        /**< of the simplex method, all attempts together */
  int64_t primal_degenerate; /**< basic variables and rows at a bound: other bases have this vertex */
  int64_t dual_degenerate;   /**< free to move at no cost: other vertices may be optimal too */
} walras_linear_solution;

/**
 * Solves. `tolerance` > 0 (1e-9, say) is the simplex method's for rows and reduced costs. `start` [columns + rows] is the `basis` of an earlier
 * solution of a program of the same shape (coefficients, bounds and objective may differ), or NULL; `start` may be `solution->basis`.
 * WALRAS_OK whatever the outcome; arrays and value are set when it is optimal only. Errors: WALRAS_ERROR_PARAMETER for mistakes in building,
 * WALRAS_ERROR_MEMORY, WALRAS_ERROR_RANGE for more than 2^31 - 1 entries, rows or columns.
 */
walras_status walras_linear_program_solve(const walras_linear_program *program, double tolerance, const unsigned char *start,
                                          walras_linear_solution *solution, walras_error *error);

#endif
