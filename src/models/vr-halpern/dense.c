#include "models/vr-halpern/dense.h"

#include <string.h>

static int64_t width_of(const struct halpern_dense *m, int64_t block) {
  const int64_t first = block * HALPERN_SLAB;
  if (m->population == NULL)
    return m->dimension;
  return m->dimension - first < HALPERN_SLAB ? m->dimension - first : HALPERN_SLAB;
}

/* Rows of B become columns of the slab; columns of B within the slab stay rows. */
static void fill(const struct halpern_dense *m, int64_t block, int64_t first, int64_t width) {
  double piece[WALRAS_PREFERENCE_PIECE];
  const int64_t d = m->dimension;
  for (int64_t j = 0; j < width; j++)
    for (int64_t from = 0; from < d; from += WALRAS_PREFERENCE_PIECE) {
      const int64_t count = d - from < WALRAS_PREFERENCE_PIECE ? d - from : WALRAS_PREFERENCE_PIECE;
      halpern_dense_row(m, first + j, from, count, piece);
      for (int64_t k = 0; k < count; k++)
        m->columns[block][(from + k) * width + j] = piece[k];
    }
  for (int64_t i = 0; m->has_rows && i < d; i++)
    for (int64_t from = 0; from < width; from += WALRAS_PREFERENCE_PIECE) {
      const int64_t count = width - from < WALRAS_PREFERENCE_PIECE ? width - from : WALRAS_PREFERENCE_PIECE;
      halpern_dense_row(m, i, first + from, count, m->rows[block] + i * width + from);
    }
}

static void norms(const double *slab, int64_t d, int64_t width, double *rows, double *columns) {
  for (int64_t i = 0; i < d; i++) {
    double sum = 0.0;
    for (int64_t j = 0; j < width; j++) {
      const double square = slab[i * width + j] * slab[i * width + j];
      rows[j] += square;
      sum += square;
    }
    columns[i] = sum;
  }
}

/* The slab's part: across [2 width] of its own entries, along [d] to be summed over slabs. */
static void work_on(const struct halpern_dense *m, int64_t block, int64_t first, int64_t width, double *across, double *along) {
  const int64_t d = m->dimension;
  switch (m->task) {
  case TASK_PRODUCTS:
    memset(across, 0, (size_t)width * sizeof *across);
    m->kernels->products(m->columns[block], d, width, m->x, m->y + first, across, along);
    return;
  case TASK_NORMS:
    memset(across, 0, (size_t)width * sizeof *across);
    norms(m->columns[block], d, width, across, along);
    return;
  default:
    memset(across, 0, 2 * (size_t)width * sizeof *across);
    m->kernels->combine(m->skew ? m->columns[block] : m->rows[block], width, m->components, m->across_weights, m->count, across);
    m->kernels->combine(m->columns[block], width, m->components, m->along_weights, m->count, across + width);
  }
}

static walras_status run_block(const walras_block *block, void *context) {
  struct halpern_dense *m = context;
  const int64_t d = m->dimension, width = block->count;
  if (m->task == TASK_CLAIM) {
    m->mine[block->index] = true;
    return WALRAS_OK;
  }
  if (m->task == TASK_FILL) {
    if (m->columns[block->index] == NULL || (m->has_rows && m->rows[block->index] == NULL))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MEMORY, "no memory for %lld columns of a matrix of dimension %lld",
                               (long long)width, (long long)d);
    fill(m, block->index, block->first, width);
    return WALRAS_OK;
  }
  double *const across = walras_block_scratch(block, m->scratch), *const along = across + 2 * HALPERN_SLAB;
  work_on(m, block->index, block->first, width, across, along);
  for (int64_t i = 0; m->task != TASK_BATCH && i < d; i++)
    block->sums[i] += along[i];
  return walras_block_emit(block, m->gather, across, (m->task == TASK_BATCH ? 2 : 1) * width * (int64_t)sizeof *across);
}

/* Runs a task over all slabs: `across` gets each slab's entries at their places, `along` the sums; both [d]. */
static walras_status collect(struct halpern_dense *m, halpern_task task, double *across, double *along) {
  m->task = task;
  if (m->population == NULL) {
    work_on(m, 0, 0, m->dimension, across, along);
    return WALRAS_OK;
  }
  const void *data = NULL;
  walras_status status = walras_for_each_block(m->population, run_block, m, m->sums);
  if (status == WALRAS_OK)
    status = walras_gather_all(m->gather, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  memcpy(across, data, (size_t)m->dimension * sizeof *across);
  memcpy(along, walras_reduction_sums(m->sums), (size_t)m->dimension * sizeof *along);
  return WALRAS_OK;
}

static walras_status linear(struct halpern_problem *problem, const double *u, double *out) {
  struct halpern_dense *m = problem->matrix;
  const int64_t d = m->dimension;
  m->x = u;
  m->y = u + d;
  const walras_status status = collect(m, TASK_PRODUCTS, out + d, out);
  for (int64_t i = 0; i < d; i++)
    out[d + i] = -out[d + i];
  return status;
}

/* Adds what every slab found for its own entries of both players. */
static walras_status add_batch(struct halpern_dense *m, double *out) {
  const void *data = NULL;
  walras_status status = walras_for_each_block(m->population, run_block, m, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(m->gather, &data, NULL);
  const double *part = data;
  for (int64_t block = 0; status == WALRAS_OK && block < m->blocks; block++) {
    const int64_t width = width_of(m, block), first = block * HALPERN_SLAB;
    for (int64_t j = 0; j < width; j++) {
      out[first + j] += part[j];
      out[m->dimension + first + j] += part[width + j];
    }
    part += 2 * width;
  }
  return status;
}

static walras_status batch(struct halpern_problem *problem, const int64_t *components, const double *weights, int64_t count,
                           double scale, const double *u, const double *v, double *out) {
  struct halpern_dense *m = problem->matrix;
  const int64_t d = m->dimension;
  double *const of_x = problem->work, *const of_y = of_x + d; /* count <= d */
  for (int64_t k = 0; k < count; k++) {
    const int64_t i = components[k];
    const double factor = scale * (double)d * weights[k];
    of_x[k] = (m->skew ? -factor : factor) * (u[d + i] - v[d + i]);
    of_y[k] = -factor * (u[i] - v[i]);
  }
  m->task = TASK_BATCH;
  m->components = components;
  m->across_weights = of_x;
  m->along_weights = of_y;
  m->count = count;
  if (m->population != NULL)
    return add_batch(m, out);
  m->kernels->combine(m->skew ? m->columns[0] : m->rows[0], d, components, of_x, count, out);
  m->kernels->combine(m->columns[0], d, components, of_y, count, out + d);
  return WALRAS_OK;
}

static walras_status spread(struct halpern_dense *m) {
  walras_trial *trial = m->problem->trial;
  const walras_population_input input = {.name = "columns", .entities = m->dimension, .block_size = HALPERN_SLAB};
  walras_status status = walras_population_create(trial, &input, &m->population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = m->dimension}, &m->sums);
  if (status == WALRAS_OK)
    status = walras_gather_create(m->population, &m->gather);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(2 * HALPERN_SLAB + m->dimension) * sizeof(double), &m->scratch);
  if (status == WALRAS_OK)
    m->blocks = walras_population_blocks(m->population);
  return status;
}

/* Memory for the slabs of this rank. A failure is found by the loop that fills them, on all ranks together. */
static walras_status claim(struct halpern_dense *m) {
  walras_trial *trial = m->problem->trial;
  m->mine = walras_trial_allocate_zero(trial, m->blocks, sizeof *m->mine);
  m->columns = walras_trial_allocate_zero(trial, m->blocks, sizeof *m->columns);
  m->rows = walras_trial_allocate_zero(trial, m->blocks, sizeof *m->rows);
  if (m->mine == NULL || m->columns == NULL || m->rows == NULL)
    return walras_trial_status(trial);
  m->mine[0] = m->population == NULL;
  m->task = TASK_CLAIM;
  const walras_status status = m->population == NULL ? WALRAS_OK : walras_for_each_block(m->population, run_block, m, NULL);
  for (int64_t block = 0; status == WALRAS_OK && block < m->blocks; block++) {
    if (!m->mine[block])
      continue;
    m->columns[block] = walras_trial_allocate(trial, m->dimension * width_of(m, block), sizeof(double));
    if (m->has_rows)
      m->rows[block] = walras_trial_allocate(trial, m->dimension * width_of(m, block), sizeof(double));
  }
  return status;
}

static walras_status fill_all(struct halpern_dense *m) {
  m->task = TASK_FILL;
  if (m->population != NULL)
    return walras_for_each_block(m->population, run_block, m, NULL);
  if (walras_trial_status(m->problem->trial) == WALRAS_OK)
    fill(m, 0, 0, m->dimension);
  return walras_trial_status(m->problem->trial);
}

/* A saddle (x*, y*) is drawn, then the prices and quantities whose solution it is: half of x* at 0 with a positive slack of their price. */
static walras_status plan_saddle(struct halpern_problem *problem) {
  const int64_t d = problem->dimension;
  const struct halpern_parameters *p = problem->p;
  const walras_stream stream = walras_trial_stream(problem->trial, STREAM_PLAN, 0);
  double *const plan = walras_trial_allocate(problem->trial, 2 * d, sizeof(double));
  problem->constant = walras_trial_allocate(problem->trial, 2 * d, sizeof(double));
  if (plan == NULL || problem->constant == NULL)
    return walras_trial_status(problem->trial);
  for (int64_t j = 0; j < d; j++) {
    const double share = walras_uniform(&stream, (uint64_t)j, 0) - 0.5;
    plan[j] = share > 0.0 ? share * p->x_max : 0.0;
    plan[d + j] = (walras_uniform(&stream, (uint64_t)j, 1) - 0.5) * p->y_max;
  }
  const walras_status status = problem->linear(problem, plan, problem->constant);
  for (int64_t j = 0; j < d; j++) {
    const double slack = plan[j] > 0.0 ? 0.0 : walras_uniform(&stream, (uint64_t)j, 2);
    problem->constant[j] = slack - problem->constant[j];
    problem->constant[d + j] = -problem->constant[d + j];
  }
  return status;
}

walras_status halpern_make_dense(struct halpern_problem *problem) {
  walras_trial *trial = problem->trial;
  const int64_t d = problem->dimension;
  struct halpern_dense *m = walras_trial_allocate_zero(trial, 1, sizeof *m);
  problem->norms = walras_trial_allocate(trial, 2 * d, sizeof(double));
  if (m == NULL || problem->norms == NULL)
    return walras_trial_status(trial);
  *m = (struct halpern_dense){.problem = problem, .kernels = halpern_kernels_get(), .dimension = d, .blocks = 1};
  problem->matrix = m;
  problem->linear = linear;
  problem->batch = batch;
  walras_status status = halpern_dense_source(m);
  m->has_rows = !m->skew && halpern_samples(problem->p);
  if (status == WALRAS_OK && d > HALPERN_ONE_SLAB)
    status = spread(m);
  if (status == WALRAS_OK)
    status = claim(m);
  if (status == WALRAS_OK)
    status = fill_all(m);
  if (status == WALRAS_OK)
    status = collect(m, TASK_NORMS, problem->norms, problem->norms + d);
  return status == WALRAS_OK && problem->p->problem == PROBLEM_LP_SADDLE ? plan_saddle(problem) : status;
}
