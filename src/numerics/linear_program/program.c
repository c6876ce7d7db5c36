#include "numerics/linear_program/program.h"

#include <math.h>
#include <stdlib.h>

const char *walras_linear_outcome_name(walras_linear_outcome outcome) {
  static const char *const names[] = {"optimal", "infeasible", "unbounded", "numerical failure"};
  return names[outcome];
}

int64_t walras_linear_program_columns(const walras_linear_program *program) {
  return program->columns;
}

int64_t walras_linear_program_rows(const walras_linear_program *program) {
  return program->rows;
}

void walras_linear_program_destroy(walras_linear_program *program) {
  if (program == NULL)
    return;
  free(program->objective);
  free(program->low);
  free(program->high);
  free(program->row_low);
  free(program->row_high);
  free(program->starts);
  free(program->column);
  free(program->coefficient);
  free(program);
}

void walras_linear_program_clear(walras_linear_program *program) {
  for (int64_t column = 0; column < program->columns; column++) {
    program->objective[column] = program->low[column] = 0.0;
    program->high[column] = (double)INFINITY;
  }
  program->rows = program->entries = 0;
  walras_error_clear(&program->mistake);
}

/* `count` elements of `size` bytes in place of `*memory`; false, and `*memory` as it was, when there is no memory. */
static bool resize(void *memory, int64_t count, size_t size) {
  void **pointer = memory;
  void *larger = (uint64_t)count > SIZE_MAX / size ? NULL : realloc(*pointer, (size_t)count * size);
  if (larger != NULL)
    *pointer = larger;
  return larger != NULL;
}

static bool make_room_for_a_row(walras_linear_program *p) {
  if (p->rows < p->row_room)
    return true;
  const int64_t room = 2 * p->row_room + 16;
  if (!resize(&p->row_low, room, sizeof(double)) || !resize(&p->row_high, room, sizeof(double)) ||
      !resize(&p->starts, room + 1, sizeof(int64_t)))
    return false;
  p->row_room = room;
  return true;
}

static bool make_room_for_an_entry(walras_linear_program *p) {
  if (p->entries < p->entry_room)
    return true;
  const int64_t room = 2 * p->entry_room + 64;
  if (!resize(&p->column, room, sizeof(int64_t)) || !resize(&p->coefficient, room, sizeof(double)))
    return false;
  p->entry_room = room;
  return true;
}

walras_status walras_linear_program_create(int64_t columns, bool maximise, walras_linear_program **program, walras_error *error) {
  if (columns < 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "a linear program of %lld columns: give at least 1", (long long)columns);
  walras_linear_program *p = calloc(1, sizeof *p);
  if (p == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for a linear program");
  p->columns = columns;
  p->maximise = maximise;
  if (!resize(&p->objective, columns, sizeof(double)) || !resize(&p->low, columns, sizeof(double)) ||
      !resize(&p->high, columns, sizeof(double)) || !make_room_for_a_row(p) || !make_room_for_an_entry(p)) {
    walras_linear_program_destroy(p);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for a linear program of %lld columns", (long long)columns);
  }
  walras_linear_program_clear(p);
  *program = p;
  return WALRAS_OK;
}

static bool is_column(walras_linear_program *p, int64_t column) {
  if (column >= 0 && column < p->columns)
    return true;
  WALRAS_FAIL(&p->mistake, WALRAS_ERROR_PARAMETER, "linear program: column %lld of %lld", (long long)column,
              (long long)p->columns);
  return false;
}

/* Ends of a range: no NaN, low <= high, and not both at the same infinity. */
static bool is_range(double low, double high) {
  return low <= high && low < (double)INFINITY && high > -(double)INFINITY;
}

void walras_linear_program_objective(walras_linear_program *program, int64_t column, double coefficient) {
  if (!is_column(program, column))
    return;
  if (!isfinite(coefficient))
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_PARAMETER, "linear program: objective %g of column %lld is not finite",
                coefficient, (long long)column);
  program->objective[column] = coefficient;
}

void walras_linear_program_bounds(walras_linear_program *program, int64_t column, double low, double high) {
  if (!is_column(program, column))
    return;
  if (!is_range(low, high))
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_PARAMETER, "linear program: bounds [%g, %g] of column %lld hold no number", low,
                high, (long long)column);
  program->low[column] = low;
  program->high[column] = high;
}

int64_t walras_linear_program_row(walras_linear_program *program, double low, double high) {
  if (!is_range(low, high))
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_PARAMETER, "linear program: range [%g, %g] of row %lld holds no number", low,
                high, (long long)program->rows);
  if (!make_room_for_a_row(program)) {
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_MEMORY, "no memory for row %lld of a linear program", (long long)program->rows);
    return program->rows;
  }
  program->row_low[program->rows] = low;
  program->row_high[program->rows] = high;
  program->starts[program->rows] = program->starts[program->rows + 1] = program->entries;
  return program->rows++;
}

void walras_linear_program_entry(walras_linear_program *program, int64_t column, double coefficient) {
  if (!is_column(program, column))
    return;
  if (!isfinite(coefficient) || program->rows == 0)
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_PARAMETER, "linear program: coefficient %g of column %lld in row %lld",
                coefficient, (long long)column, (long long)program->rows - 1);
  else if (!make_room_for_an_entry(program))
    WALRAS_FAIL(&program->mistake, WALRAS_ERROR_MEMORY, "no memory for %lld entries of a linear program",
                (long long)program->entries);
  else {
    program->column[program->entries] = column;
    program->coefficient[program->entries] = coefficient;
    program->starts[program->rows] = ++program->entries;
  }
}
