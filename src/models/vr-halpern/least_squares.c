/* Least squares: F(u) = (1/n) sum_i a_i (a_i'u - b_i), rows a_i of length 1 and b = A 1, so that u* = 1. Rows are the population. */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/problem.h"

/* Entries of one block: 8 MB, which one rank holds alone where that is all. */
enum { BLOCK_ENTRIES = 1 << 20 };

struct rows {
  struct halpern_problem *problem;
  int64_t dimension, block_rows, blocks;
  walras_population *population; /* NULL: one block */
  walras_reduction *sums;        /* [d] */
  bool *mine;                    /* [blocks] */
  double **rows;                 /* [blocks] [rows of the block][d] */
  enum { CLAIM, FILL, PRODUCT, BATCH } task;
  const double *u, *weights;
  const int64_t *components; /* ascending where there are several blocks */
  int64_t count;
  double scale;
};

static void fill(const struct rows *m, int64_t first, int64_t count, double *rows) {
  const int64_t d = m->dimension;
  const walras_stream stream = walras_trial_stream(m->problem->trial, STREAM_MATRIX, 0);
  const bool cosine = m->problem->p->design == DESIGN_COSINE;
  if (!cosine)
    walras_fill_normal(&stream, (uint64_t)(first * d), count * d, 0, rows);
  for (int64_t k = 0; k < count; k++) {
    double *const row = rows + k * d, square = 0.0;
    for (int64_t j = 0; j < d; j++) {
      if (cosine)
        row[j] = walras_cos((double)(first + k + 1) * (double)(j + 1));
      square += row[j] * row[j];
    }
    const double norm = sqrt(square);
    for (int64_t j = 0; j < d; j++)
      row[j] /= norm;
  }
}

/* out [d] += scale a (a'w). */
static inline void add_row(const double *restrict a, const double *restrict w, int64_t d, double scale, double *restrict out) {
  double lane[4] = {0.0, 0.0, 0.0, 0.0};
  int64_t j = 0;
  for (; j + 4 <= d; j += 4)
    for (int k = 0; k < 4; k++)
      lane[k] += a[j + k] * w[j + k];
  for (int k = 0; j < d; j++, k++)
    lane[k] += a[j] * w[j];
  const double product = scale * ((lane[0] + lane[1]) + (lane[2] + lane[3]));
  for (j = 0; j < d; j++)
    out[j] += product * a[j];
}

static int64_t first_at(const int64_t *components, int64_t count, int64_t bound) {
  int64_t low = 0, high = count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (components[middle] < bound)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Adds the block's part of the task to out [d]. In BATCH, u stands for u - v. */
static void work_on(const struct rows *m, int64_t block, int64_t first, int64_t count, double *out) {
  const int64_t d = m->dimension;
  const double *const rows = m->rows[block];
  if (m->task == PRODUCT) {
    for (int64_t k = 0; k < count; k++)
      add_row(rows + k * d, m->u, d, m->scale, out);
    return;
  }
  const bool whole = m->population == NULL;
  const int64_t from = whole ? 0 : first_at(m->components, m->count, first);
  const int64_t to = whole ? m->count : first_at(m->components, m->count, first + count);
  for (int64_t k = from; k < to; k++)
    add_row(rows + (m->components[k] - first) * d, m->u, d, m->scale * m->weights[k], out);
}

static walras_status run_block(const walras_block *block, void *context) {
  struct rows *m = context;
  if (m->task == CLAIM) {
    m->mine[block->index] = true;
  } else if (m->task == FILL) {
    if (m->rows[block->index] == NULL)
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MEMORY, "no memory for %lld rows of %lld entries",
                               (long long)block->count, (long long)m->dimension);
    fill(m, block->first, block->count, m->rows[block->index]);
  } else {
    work_on(m, block->index, block->first, block->count, block->sums);
  }
  return WALRAS_OK;
}

/* out [d] += the task over all rows. */
static walras_status collect(struct rows *m, double *out) {
  if (m->population == NULL) {
    work_on(m, 0, 0, m->problem->components, out);
    return WALRAS_OK;
  }
  const walras_status status = walras_for_each_block(m->population, run_block, m, m->sums);
  for (int64_t j = 0; status == WALRAS_OK && j < m->dimension; j++)
    out[j] += walras_reduction_sum(m->sums, j);
  return status;
}

static walras_status linear(struct halpern_problem *problem, const double *u, double *out) {
  struct rows *m = problem->matrix;
  m->task = PRODUCT;
  m->u = u;
  m->scale = 1.0 / (double)problem->components;
  memset(out, 0, (size_t)m->dimension * sizeof *out);
  return collect(m, out);
}

static walras_status batch(struct halpern_problem *problem, const int64_t *components, const double *weights, int64_t count,
                           double scale, const double *u, const double *v, double *out) {
  struct rows *m = problem->matrix;
  for (int64_t j = 0; j < m->dimension; j++)
    problem->work[j] = u[j] - v[j];
  m->task = BATCH;
  m->u = problem->work;
  m->components = components;
  m->weights = weights;
  m->count = count;
  m->scale = scale;
  return collect(m, out);
}

static walras_status spread(struct rows *m) {
  walras_trial *trial = m->problem->trial;
  const walras_population_input input = {.name = "rows", .entities = m->problem->components, .block_size = m->block_rows};
  walras_status status = walras_population_create(trial, &input, &m->population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = m->dimension}, &m->sums);
  if (status == WALRAS_OK)
    m->blocks = walras_population_blocks(m->population);
  return status;
}

static walras_status claim(struct rows *m) {
  walras_trial *trial = m->problem->trial;
  m->mine = walras_trial_allocate_zero(trial, m->blocks, sizeof *m->mine);
  m->rows = walras_trial_allocate_zero(trial, m->blocks, sizeof *m->rows);
  if (m->mine == NULL || m->rows == NULL)
    return walras_trial_status(trial);
  m->mine[0] = m->population == NULL;
  m->task = CLAIM;
  walras_status status = m->population == NULL ? WALRAS_OK : walras_for_each_block(m->population, run_block, m, NULL);
  for (int64_t block = 0; status == WALRAS_OK && block < m->blocks; block++)
    if (m->mine[block])
      m->rows[block] = walras_trial_allocate(
          trial, (m->population == NULL ? m->problem->components : m->block_rows) * m->dimension, sizeof(double));
  m->task = FILL;
  if (status == WALRAS_OK && m->population != NULL)
    return walras_for_each_block(m->population, run_block, m, NULL);
  if (status == WALRAS_OK && m->rows[0] != NULL)
    fill(m, 0, m->problem->components, m->rows[0]);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

/* F(0) = -(1/n) A'b = -(F's linear part)(1), as b = A 1. */
static walras_status aim(struct halpern_problem *problem) {
  const int64_t d = problem->dimension;
  problem->solution = walras_trial_allocate(problem->trial, d, sizeof(double));
  problem->constant = walras_trial_allocate(problem->trial, d, sizeof(double));
  if (problem->solution == NULL || problem->constant == NULL)
    return walras_trial_status(problem->trial);
  for (int64_t j = 0; j < d; j++)
    problem->solution[j] = 1.0;
  const walras_status status = linear(problem, problem->solution, problem->constant);
  for (int64_t j = 0; j < d; j++)
    problem->constant[j] = -problem->constant[j];
  if (problem->components < d)
    problem->solution = NULL; /* not the only one */
  return status;
}

walras_status halpern_make_least_squares(struct halpern_problem *problem) {
  struct rows *m = walras_trial_allocate_zero(problem->trial, 1, sizeof *m);
  if (m == NULL)
    return walras_trial_status(problem->trial);
  const int64_t d = problem->dimension, most = d < BLOCK_ENTRIES ? BLOCK_ENTRIES / d : 1;
  *m = (struct rows){.problem = problem, .dimension = d, .block_rows = most, .blocks = 1};
  problem->matrix = m;
  problem->linear = linear;
  problem->batch = batch;
  problem->ascending = problem->components > most;
  walras_status status = problem->ascending ? spread(m) : WALRAS_OK;
  if (status == WALRAS_OK)
    status = claim(m);
  return status == WALRAS_OK ? aim(problem) : status;
}
