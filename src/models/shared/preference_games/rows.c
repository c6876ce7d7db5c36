#include "models/shared/preference_games/rows.h"

#include <string.h>

/* Rows of a block: 10 MB of a dense matrix of 20000 responses. */
enum { ROWS = 64 };

struct preference_rows {
  const struct preference_parameters *p;
  walras_population *population;
  struct preference_prompt game; /* its source only */
  walras_state *matrix;          /* n doubles per response; NULL: rows are made in each product */
  walras_gather *margins;
  walras_scratch *scratch; /* [ROWS] doubles */
  const double *q;
};

static bool has_matrix(const struct preference_parameters *p) {
  return p->actions <= PREFERENCE_MATRIX_MOST;
}

bool preference_is_spread(const struct preference_parameters *p) {
  return p->prompts == 1 && p->actions >= PREFERENCE_SPREAD_FROM && p->tie_band == 0.0 && !preference_is_implicit(p);
}

static walras_status fill_rows(const walras_block *block, void *context) {
  const struct preference_rows *const rows = context;
  walras_preference_rows(&rows->game.source, block->first, block->count, walras_block_state(block, rows->matrix));
  return WALRAS_OK;
}

static walras_status create_matrix(struct preference_rows *rows) {
  if (!has_matrix(rows->p))
    return WALRAS_OK;
  const size_t bytes = (size_t)rows->p->actions * sizeof(double);
  const walras_status status = walras_state_create(rows->population, NULL, bytes, &rows->matrix);
  return status == WALRAS_OK ? walras_for_each_block(rows->population, fill_rows, rows, NULL) : status;
}

walras_status preference_rows_create(walras_trial *trial, const struct preference_parameters *p,
                                     struct preference_rows **result) {
  struct preference_rows *const rows = walras_trial_allocate_zero(trial, 1, sizeof *rows);
  double *const memory = walras_trial_allocate(trial, preference_source_reals(p), sizeof *memory);
  *result = rows;
  if (rows == NULL || memory == NULL)
    return walras_trial_status(trial);
  rows->p = p;
  preference_source_make(trial, p, 0, memory, &rows->game);
  const walras_population_input input = {.name = "responses", .entities = p->actions, .block_size = ROWS};
  walras_status status = walras_population_create(trial, &input, &rows->population);
  if (status == WALRAS_OK)
    status = walras_gather_create(rows->population, &rows->margins);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, ROWS * sizeof(double), &rows->scratch);
  return status == WALRAS_OK ? create_matrix(rows) : status;
}

static walras_status multiply(const walras_block *block, void *context) {
  const struct preference_rows *const rows = context;
  double *const out = walras_block_scratch(block, rows->scratch);
  if (rows->matrix != NULL)
    walras_preference_rows_product(walras_block_state(block, rows->matrix), block->count, rows->p->actions, 1.0, rows->q, out);
  else
    walras_preference_made_product(&rows->game.source, block->first, block->count, 1.0, rows->q, out);
  return walras_block_emit(block, rows->margins, out, block->count * (int64_t)sizeof *out);
}

walras_status preference_rows_product(struct preference_rows *rows, const double *q, double *out) {
  const void *data = NULL;
  rows->q = q;
  walras_status status = walras_for_each_block(rows->population, multiply, rows, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(rows->margins, &data, NULL);
  if (status == WALRAS_OK)
    memcpy(out, data, (size_t)rows->p->actions * sizeof *out);
  return status;
}

double preference_rows_bytes(const struct preference_parameters *p) {
  return has_matrix(p) ? 8.0 * (double)p->actions : 0.0;
}

double preference_rows_seconds(const struct preference_parameters *p) {
  return (has_matrix(p) ? 8e-10 : 6e-9) * (double)p->actions;
}
