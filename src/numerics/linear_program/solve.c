/* The only file that knows CLP. It sees finite programs only, so that no exception of the library can come about. */
#include <Clp_C_Interface.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/linear_program/program.h"

const char *walras_linear_program_solver(void) {
  return Clp_Version();
}

/* What CLP reads (by columns) and what the check needs; one allocation. */
typedef struct workspace {
  double *low, *high, *cost, *reduced; /* [columns] */
  double *primal;                      /* [columns] */
  double *row_low, *row_high, *duals;  /* [rows] */
  double *coefficient;                 /* [entries] */
  int *starts, *row;                   /* [columns + 1], [entries] */
  int *filled;                         /* [columns] last row that touched the column, and where */
  unsigned char *basis;                /* [columns + rows] */
  void *memory;
} workspace;

static void *take(char **next, int64_t count, size_t size) {
  void *piece = *next;
  *next += ((size_t)count * size + 15) / 16 * 16;
  return piece;
}

static walras_status workspace_create(const walras_linear_program *p, workspace *w, walras_error *error) {
  if (p->columns + p->rows >= INT_MAX || p->entries >= INT_MAX)
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE,
                       "a linear program of %lld columns, %lld rows and %lld entries: at most %d of each", (long long)p->columns,
                       (long long)p->rows, (long long)p->entries, INT_MAX);
  const size_t bytes = (size_t)p->columns * (5 * sizeof(double) + 2 * sizeof(int) + 1) +
                       (size_t)p->rows * (3 * sizeof(double) + 1) + (size_t)p->entries * (sizeof(double) + sizeof(int)) + 512;
  w->memory = malloc(bytes);
  if (w->memory == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to solve a linear program of %lld entries", (long long)p->entries);
  char *next = w->memory;
  double **const per_column[] = {&w->low, &w->high, &w->cost, &w->reduced, &w->primal};
  for (size_t i = 0; i < sizeof per_column / sizeof *per_column; i++)
    *per_column[i] = take(&next, p->columns, sizeof(double));
  double **const per_row[] = {&w->row_low, &w->row_high, &w->duals};
  for (size_t i = 0; i < sizeof per_row / sizeof *per_row; i++)
    *per_row[i] = take(&next, p->rows, sizeof(double));
  w->coefficient = take(&next, p->entries, sizeof(double));
  w->starts = take(&next, p->columns + 1, sizeof(int));
  w->filled = take(&next, p->columns, sizeof(int));
  w->row = take(&next, p->entries, sizeof(int));
  w->basis = take(&next, p->columns + p->rows, 1);
  return WALRAS_OK;
}

/* Rows to columns by counting; within a column rows ascend, and entries of one row and column are added up. */
static void write_by_columns(const walras_linear_program *p, workspace *w) {
  memset(w->starts, 0, (size_t)(p->columns + 1) * sizeof *w->starts);
  for (int64_t k = 0; k < p->entries; k++)
    w->starts[p->column[k] + 1]++;
  for (int64_t column = 0; column < p->columns; column++) {
    w->starts[column + 1] += w->starts[column];
    w->filled[column] = w->starts[column];
  }
  for (int64_t row = 0; row < p->rows; row++)
    for (int64_t k = p->starts[row]; k < p->starts[row + 1]; k++) {
      const int64_t column = p->column[k];
      const int at = w->filled[column];
      if (at > w->starts[column] && w->row[at - 1] == (int)row)
        w->coefficient[at - 1] += p->coefficient[k];
      else {
        w->row[at] = (int)row;
        w->coefficient[at] = p->coefficient[k];
        w->filled[column]++;
      }
    }
  /* Close the holes that added-up entries left. */
  int next = 0;
  for (int64_t column = 0; column < p->columns; column++) {
    const int first = w->starts[column];
    w->starts[column] = next;
    for (int k = first; k < w->filled[column]; k++, next++) {
      w->row[next] = w->row[k];
      w->coefficient[next] = w->coefficient[k];
    }
  }
  w->starts[p->columns] = next;
}

/* CLP takes DBL_MAX for infinity; maximising is minimising the negative. */
static double as_end(double end) {
  return isinf(end) ? copysign(1.7976931348623157e308, end) : end;
}

static Clp_Simplex *load(const walras_linear_program *p, workspace *w, double tolerance) {
  Clp_Simplex *model = Clp_newModel();
  if (model == NULL)
    return NULL;
  Clp_setLogLevel(model, 0);
  for (int64_t column = 0; column < p->columns; column++) {
    w->low[column] = as_end(p->low[column]);
    w->high[column] = as_end(p->high[column]);
    w->cost[column] = p->maximise ? -p->objective[column] : p->objective[column];
  }
  for (int64_t row = 0; row < p->rows; row++) {
    w->row_low[row] = as_end(p->row_low[row]);
    w->row_high[row] = as_end(p->row_high[row]);
  }
  write_by_columns(p, w);
  Clp_loadProblem(model, (int)p->columns, (int)p->rows, w->starts, w->row, w->coefficient, w->low, w->high, w->cost, w->row_low,
                  w->row_high);
  Clp_setPrimalTolerance(model, tolerance);
  Clp_setDualTolerance(model, tolerance);
  return model;
}

typedef enum attempt { WARM_OR_DUAL, COLD_PRIMAL, DUAL_UNSCALED, PRIMAL_UNSCALED, ATTEMPTS } attempt;

/* Reads the vertex out of CLP, puts it inside its bounds, and checks it. */
static bool is_proven_optimal(const walras_linear_program *p, Clp_Simplex *model, double tolerance, workspace *w,
                              walras_linear_solution *solution) {
  const double *primal = Clp_getColSolution(model);
  for (int64_t column = 0; column < p->columns; column++) {
    const double x = primal[column] < p->low[column] ? p->low[column] : primal[column];
    w->primal[column] = x > p->high[column] ? p->high[column] : x;
  }
  memcpy(w->duals, Clp_getRowPrice(model), (size_t)p->rows * sizeof *w->duals);
  memcpy(w->basis, Clp_statusArray(model), (size_t)(p->columns + p->rows));
  return walras_linear_program_check(p, tolerance, w->primal, w->duals, w->basis, w->reduced, solution);
}

/* CLP calls "dual infeasible" what has an improving ray; whether it has a point at all shows without an objective. */
static bool has_a_point(const walras_linear_program *p, Clp_Simplex *model, workspace *w, walras_linear_solution *solution) {
  memset(w->cost, 0, (size_t)p->columns * sizeof *w->cost);
  Clp_chgObjCoefficients(model, w->cost);
  Clp_primal(model, 0);
  solution->iterations += Clp_numberIterations(model);
  return Clp_status(model) == 0;
}

/* The same rows with room for violations, whose sum is the objective: feasible and bounded, so that it has a proven optimum. */
static walras_status build_elastic(const walras_linear_program *p, walras_linear_program **elastic, walras_error *error) {
  const walras_status status = walras_linear_program_create(p->columns + 2 * p->rows, false, elastic, error);
  if (status != WALRAS_OK)
    return status;
  for (int64_t column = 0; column < p->columns; column++)
    walras_linear_program_bounds(*elastic, column, p->low[column], p->high[column]);
  for (int64_t row = 0; row < p->rows; row++) {
    const int64_t below = p->columns + 2 * row, above = below + 1;
    walras_linear_program_row(*elastic, p->row_low[row], p->row_high[row]);
    for (int64_t k = p->starts[row]; k < p->starts[row + 1]; k++)
      walras_linear_program_entry(*elastic, p->column[k], p->coefficient[k]);
    walras_linear_program_entry(*elastic, below, 1.0);
    walras_linear_program_entry(*elastic, above, -1.0);
    walras_linear_program_objective(*elastic, below, 1.0);
    walras_linear_program_objective(*elastic, above, 1.0);
  }
  return WALRAS_OK;
}

static walras_status solve(const walras_linear_program *p, double tolerance, const unsigned char *start, bool ask,
                           walras_linear_solution *solution, walras_error *error);

/* Infeasible means that the violations of all rows cannot add up to less than a hundred tolerances. In between nothing is said. */
static walras_status confirm_infeasible(const walras_linear_program *p, double tolerance, walras_linear_solution *solution,
                                        walras_error *error) {
  walras_linear_program *elastic = NULL;
  walras_linear_solution violations = {.primal = NULL};
  walras_status status = build_elastic(p, &elastic, error);
  if (status == WALRAS_OK)
    status = solve(elastic, tolerance, NULL, false, &violations, error);
  walras_linear_program_destroy(elastic);
  if (status != WALRAS_OK)
    return status;
  solution->iterations += violations.iterations;
  if (violations.outcome == WALRAS_LINEAR_OPTIMAL && violations.value > 100.0 * tolerance)
    solution->outcome = WALRAS_LINEAR_INFEASIBLE;
  return WALRAS_OK;
}

/* Against cycling CLP may move bounds and costs by less than the tolerance. From its optimum on without that: the vertex itself. */
static int settle(Clp_Simplex *model, walras_linear_solution *solution) {
  enum { CLP_UNPERTURBED = 100, STEPS_MOST = 1000 };
  Clp_setPerturbation(model, CLP_UNPERTURBED);
  Clp_setMaximumIterations(model, STEPS_MOST);
  Clp_primal(model, 0);
  solution->iterations += Clp_numberIterations(model);
  return Clp_status(model);
}

/* The last attempt takes the optimum as it is. */
static int run_attempt(Clp_Simplex *model, attempt which, const unsigned char *start, walras_linear_solution *solution) {
  const bool warm = which == WARM_OR_DUAL && start != NULL;
  if (warm)
    Clp_copyinStatus(model, start);
  Clp_scaling(model, which >= DUAL_UNSCALED ? 0 : 3);
  if (which == DUAL_UNSCALED || (which == WARM_OR_DUAL && !warm))
    Clp_dual(model, 0);
  else
    Clp_primal(model, 0);
  solution->iterations += Clp_numberIterations(model);
  return Clp_status(model) == 0 && which < PRIMAL_UNSCALED ? settle(model, solution) : Clp_status(model);
}

/* Each attempt on a fresh model: nothing of a failed one may be left. The first optimal vertex that stands the check is the answer; what CLP calls
 * infeasible has to be so by another program. */
static walras_status attempt_all(const walras_linear_program *p, double tolerance, const unsigned char *start, bool ask,
                                 workspace *w, walras_linear_solution *solution, walras_error *error) {
  walras_status result = WALRAS_OK;
  solution->outcome = WALRAS_LINEAR_FAILED;
  for (attempt which = WARM_OR_DUAL; result == WALRAS_OK && solution->outcome == WALRAS_LINEAR_FAILED && which < ATTEMPTS;
       which++) {
    Clp_Simplex *model = load(p, w, tolerance);
    if (model == NULL)
      return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for the solver of linear programs");
    const int status = run_attempt(model, which, start, solution);
    if (status == 0 && is_proven_optimal(p, model, tolerance, w, solution))
      solution->outcome = WALRAS_LINEAR_OPTIMAL;
    else if (status == 2 && which > WARM_OR_DUAL && has_a_point(p, model, w, solution))
      solution->outcome = WALRAS_LINEAR_UNBOUNDED;
    else if ((status == 1 || (status == 2 && which > WARM_OR_DUAL)) && ask) {
      result = confirm_infeasible(p, tolerance, solution, error);
      ask = false;
    }
    Clp_deleteModel(model);
  }
  return result;
}

static void hand_out(const walras_linear_program *p, const workspace *w, walras_linear_solution *solution) {
  if (solution->primal != NULL)
    memcpy(solution->primal, w->primal, (size_t)p->columns * sizeof *w->primal);
  if (solution->basis != NULL)
    memcpy(solution->basis, w->basis, (size_t)(p->columns + p->rows));
  for (int64_t row = 0; solution->duals != NULL && row < p->rows; row++)
    solution->duals[row] = p->maximise ? -w->duals[row] : w->duals[row];
}

static walras_status solve(const walras_linear_program *p, double tolerance, const unsigned char *start, bool ask,
                           walras_linear_solution *solution, walras_error *error) {
  workspace w;
  walras_status status = workspace_create(p, &w, error);
  if (status != WALRAS_OK)
    return status;
  solution->iterations = 0;
  status = attempt_all(p, tolerance, start, ask, &w, solution, error);
  if (status == WALRAS_OK && solution->outcome == WALRAS_LINEAR_OPTIMAL)
    hand_out(p, &w, solution);
  free(w.memory);
  return status;
}

walras_status walras_linear_program_solve(const walras_linear_program *program, double tolerance, const unsigned char *start,
                                          walras_linear_solution *solution, walras_error *error) {
  if (program->mistake.status != WALRAS_OK)
    return WALRAS_FAIL(error, program->mistake.status, "%s", program->mistake.message);
  if (!(tolerance > 0.0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "linear program: tolerance %g is not above 0", tolerance);
  return solve(program, tolerance, start, true, solution, error);
}
