/* Sparse games: entries N(0, 1) at a share of all places. Rows and columns are both held, on every rank; products are spread by blocks. */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/problem.h"

enum { BLOCK = 8192 };

/* Entries of line i (a row, or a column) at places start[i] .. start[i + 1] - 1, ascending. */
struct lines {
  int64_t *start; /* [d + 1] */
  int32_t *index;
  double *value;
};

struct sparse {
  struct halpern_problem *problem;
  int64_t dimension;
  struct lines rows, columns;
  walras_population *population; /* NULL: one block */
  walras_gather *gather;
  walras_scratch *scratch;
  const double *u;
};

static double line_product(const struct lines *lines, int64_t i, const double *v) {
  double sum = 0.0;
  for (int64_t k = lines->start[i]; k < lines->start[i + 1]; k++)
    sum += lines->value[k] * v[lines->index[k]];
  return sum;
}

/* (A'y)_j and -(A x)_j of entries first.. : out [2][count]. */
static void work_on(const struct sparse *m, int64_t first, int64_t count, double *across, double *down) {
  for (int64_t j = 0; j < count; j++) {
    across[j] = line_product(&m->columns, first + j, m->u + m->dimension);
    down[j] = -line_product(&m->rows, first + j, m->u);
  }
}

static walras_status run_block(const walras_block *block, void *context) {
  const struct sparse *m = context;
  double *const out = walras_block_scratch(block, m->scratch);
  work_on(m, block->first, block->count, out, out + block->count);
  return walras_block_emit(block, m->gather, out, 2 * block->count * (int64_t)sizeof *out);
}

static walras_status linear(struct halpern_problem *problem, const double *u, double *out) {
  struct sparse *m = problem->matrix;
  const int64_t d = m->dimension;
  const void *data = NULL;
  m->u = u;
  if (m->population == NULL) {
    work_on(m, 0, d, out, out + d);
    return WALRAS_OK;
  }
  walras_status status = walras_for_each_block(m->population, run_block, m, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(m->gather, &data, NULL);
  const double *part = data;
  for (int64_t first = 0; status == WALRAS_OK && first < d; first += BLOCK) {
    const int64_t count = d - first < BLOCK ? d - first : BLOCK;
    memcpy(out + first, part, (size_t)count * sizeof *out);
    memcpy(out + d + first, part + count, (size_t)count * sizeof *out);
    part += 2 * count;
  }
  return status;
}

static void add_line(const struct lines *lines, int64_t i, double factor, double *out) {
  for (int64_t k = lines->start[i]; k < lines->start[i + 1]; k++)
    out[lines->index[k]] += factor * lines->value[k];
}

static walras_status batch(struct halpern_problem *problem, const int64_t *components, const double *weights, int64_t count,
                           double scale, const double *u, const double *v, double *out) {
  const struct sparse *m = problem->matrix;
  const int64_t d = m->dimension;
  for (int64_t k = 0; k < count; k++) {
    const int64_t i = components[k];
    const double factor = scale * (double)d * weights[k];
    add_line(&m->rows, i, factor * (u[d + i] - v[d + i]), out);
    add_line(&m->columns, i, -factor * (u[i] - v[i]), out + d);
  }
  return WALRAS_OK;
}

/* Columns of row i's entries, by geometric gaps; `index` NULL: only counts them. */
static int64_t row_places(const struct sparse *m, int64_t i, int32_t *index) {
  const double density = m->problem->p->density, rate = density < 1.0 ? 1.0 / walras_log1p(-density) : 0.0;
  const walras_stream stream = walras_trial_stream(m->problem->trial, STREAM_MATRIX, 0);
  int64_t count = 0;
  for (double at = -1.0;; count++) {
    at += 1.0 + floor(walras_log(walras_uniform(&stream, (uint64_t)i, (uint32_t)count)) * rate);
    if (at >= (double)m->dimension)
      return count;
    if (index != NULL)
      index[count] = (int32_t)at;
  }
}

static walras_status allocate_lines(struct sparse *m, struct lines *lines, int64_t entries) {
  walras_trial *trial = m->problem->trial;
  lines->index = walras_trial_allocate(trial, entries + 1, sizeof *lines->index);
  lines->value = walras_trial_allocate(trial, entries + 1, sizeof *lines->value);
  return lines->index == NULL || lines->value == NULL ? walras_trial_status(trial) : WALRAS_OK;
}

static walras_status fill_rows(struct sparse *m) {
  const walras_stream values = walras_trial_stream(m->problem->trial, STREAM_VALUES, 0);
  m->rows.start[0] = 0;
  for (int64_t i = 0; i < m->dimension; i++)
    m->rows.start[i + 1] = m->rows.start[i] + row_places(m, i, NULL);
  const walras_status status = allocate_lines(m, &m->rows, m->rows.start[m->dimension]);
  for (int64_t i = 0; status == WALRAS_OK && i < m->dimension; i++) {
    const int64_t first = m->rows.start[i], count = row_places(m, i, m->rows.index + first);
    for (int64_t k = 0; k < count; k++)
      m->rows.value[first + k] = walras_normal(&values, (uint64_t)i, (uint32_t)k);
  }
  return status;
}

/* Columns from rows, by counting. */
static walras_status fill_columns(struct sparse *m) {
  const int64_t d = m->dimension, entries = m->rows.start[d];
  int64_t *const start = m->columns.start;
  const walras_status status = allocate_lines(m, &m->columns, entries);
  if (status != WALRAS_OK)
    return status;
  memset(start, 0, (size_t)(d + 1) * sizeof *start);
  for (int64_t k = 0; k < entries; k++)
    start[m->rows.index[k] + 1]++;
  for (int64_t j = 0; j < d; j++)
    start[j + 1] += start[j];
  for (int64_t i = 0; i < d; i++)
    for (int64_t k = m->rows.start[i]; k < m->rows.start[i + 1]; k++) {
      const int64_t at = start[m->rows.index[k]]++;
      m->columns.index[at] = (int32_t)i;
      m->columns.value[at] = m->rows.value[k];
    }
  memmove(start + 1, start, (size_t)d * sizeof *start); /* each start has moved to the next one's */
  start[0] = 0;
  return WALRAS_OK;
}

static void line_norms(const struct lines *lines, int64_t d, double *norms) {
  for (int64_t i = 0; i < d; i++) {
    norms[i] = 0.0;
    for (int64_t k = lines->start[i]; k < lines->start[i + 1]; k++)
      norms[i] += lines->value[k] * lines->value[k];
  }
}

static walras_status spread(struct sparse *m) {
  walras_trial *trial = m->problem->trial;
  const walras_population_input input = {.name = "lines", .entities = m->dimension, .block_size = BLOCK};
  walras_status status = walras_population_create(trial, &input, &m->population);
  if (status == WALRAS_OK)
    status = walras_gather_create(m->population, &m->gather);
  return status == WALRAS_OK ? walras_scratch_create(trial, 2 * BLOCK * sizeof(double), &m->scratch) : status;
}

walras_status halpern_make_sparse(struct halpern_problem *problem) {
  walras_trial *trial = problem->trial;
  const int64_t d = problem->dimension;
  struct sparse *m = walras_trial_allocate_zero(trial, 1, sizeof *m);
  problem->norms = walras_trial_allocate(trial, 2 * d, sizeof(double));
  if (m == NULL || problem->norms == NULL)
    return walras_trial_status(trial);
  *m = (struct sparse){.problem = problem, .dimension = d};
  m->rows.start = walras_trial_allocate(trial, d + 1, sizeof(int64_t));
  m->columns.start = walras_trial_allocate(trial, d + 1, sizeof(int64_t));
  if (m->rows.start == NULL || m->columns.start == NULL)
    return walras_trial_status(trial);
  problem->matrix = m;
  problem->linear = linear;
  problem->batch = batch;
  walras_status status = fill_rows(m);
  if (status == WALRAS_OK)
    status = fill_columns(m);
  if (status == WALRAS_OK) {
    line_norms(&m->rows, d, problem->norms);
    line_norms(&m->columns, d, problem->norms + d);
    status = d > BLOCK ? spread(m) : WALRAS_OK;
  }
  return status;
}
