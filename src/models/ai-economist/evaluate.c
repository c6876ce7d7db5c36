#include "models/ai-economist/evaluate.h"

#include <string.h>

enum { MOMENTS = sizeof(one_step_moments) / sizeof(double) };

/* Only rates differ between most schedules of a trial: what hangs on the cutoffs is kept. */
static void make_continuous(const walras_labor *labor, const walras_tax_schedule *s, walras_tax_response *response) {
  const size_t cutoffs = (size_t)s->brackets * sizeof *s->cutoff;
  if (response->schedule.brackets == s->brackets && memcmp(response->schedule.cutoff, s->cutoff, cutoffs) == 0)
    walras_tax_response_set_rates(response, s->rate);
  else
    walras_tax_response_make(s, labor, response);
}

void one_step_response_make(const one_step_workers *w, const walras_tax_schedule *schedule, one_step_response *response) {
  const double n = (double)w->p->n_agents, seen = w->p->rebate_in_response ? 1.0 - 1.0 / n : 1.0;
  walras_tax_schedule s = *schedule;
  double rates[WALRAS_TAX_BRACKETS_MOST];
  for (int j = 0; j < s.brackets; j++)
    rates[j] = s.rate[j] * seen;
  walras_tax_set_rates(&s, rates);
  response->tax_factor = 1.0 / seen;
  response->whole_hours = w->p->labor_mode == LABOR_INTEGER;
  if (response->whole_hours)
    walras_tax_grid_make(&s, &w->labor, (int64_t)w->p->labor_max + 1, &response->integer);
  else
    make_continuous(&w->labor, &s, &response->continuous);
}

void one_step_respond(const one_step_response *response, const one_step_cells *cells, const walras_tax_choices *out) {
  if (response->whole_hours)
    walras_tax_respond_grid(&response->integer, cells->workers.skill, cells->workers.count, out);
  else
    walras_tax_respond(&response->continuous, &cells->workers, out);
  if (response->tax_factor == 1.0)
    return;
  for (int64_t i = 0; i < cells->workers.count; i++) {
    const double paid = out->tax[i] * response->tax_factor;
    out->worth[i] -= paid - out->tax[i];
    out->tax[i] = paid;
  }
}

typedef struct pass {
  const one_step_evaluator *e;
  int64_t count;
} pass;

/* What a cell does not have counts as one worker, its own rank, and weight 1. */
static one_step_chunk chunk_of(const one_step_cells *cells, const walras_tax_choices *out, double n, double *ones,
                               double *ranks) {
  const int64_t count = cells->workers.count;
  for (int64_t i = 0; i < count; i++)
    ones[i] = 1.0;
  for (int64_t i = 0; cells->rank == NULL && i < count; i++)
    ranks[i] = (2.0 * (double)(cells->first + i) + 1.0 - n) / n;
  return (one_step_chunk){.count = count,
                          .held = cells->count != NULL ? cells->count : ones,
                          .rank = cells->rank != NULL ? cells->rank : ranks,
                          .weight = cells->weight != NULL ? cells->weight : ones,
                          .income = out->income,
                          .tax = out->tax,
                          .worth = out->worth};
}

static walras_status evaluate_block(const walras_block *block, void *context) {
  const pass *p = context;
  double *memory = walras_block_scratch(block, p->e->scratch);
  const walras_tax_choices out = {
      .labor = memory, .income = memory + AI_CHUNK, .tax = memory + 2 * AI_CHUNK, .worth = memory + 3 * AI_CHUNK};
  const one_step_add_function add = one_step_add_get();
  const double n = (double)p->e->workers->p->n_agents;
  for (int64_t first = 0; first < block->count; first += AI_CHUNK) {
    const one_step_cells cells =
        one_step_block_cells(p->e->workers, block, first, block->count - first < AI_CHUNK ? block->count - first : AI_CHUNK);
    const one_step_chunk chunk = chunk_of(&cells, &out, n, memory + 4 * AI_CHUNK, memory + 5 * AI_CHUNK);
    for (int64_t k = 0; k < p->count; k++) {
      one_step_respond(&p->e->responses[k], &cells, &out);
      add(&chunk, (one_step_moments *)(block->sums + k * MOMENTS));
    }
  }
  return WALRAS_OK;
}

static walras_status create_reductions(walras_trial *trial, one_step_evaluator *e) {
  walras_status status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = MOMENTS}, &e->one);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = MOMENTS * AI_SCHEDULES_MOST}, &e->many);
  return status == WALRAS_OK ? walras_reduction_create(
                                   trial, &(walras_reduction_shape){.sums = sizeof(one_step_detail) / sizeof(double)}, &e->detail)
                             : status;
}

walras_status one_step_evaluator_make(const one_step_workers *w, one_step_evaluator *e) {
  const bool lists = w->count == NULL && w->p->n_agents <= AI_WORKER_TABLE_MOST;
  const size_t rows = lists ? (size_t)w->p->n_agents * sizeof(one_step_choice) : 0;
  *e = (one_step_evaluator){.workers = w};
  e->responses = walras_trial_allocate_zero(w->trial, AI_SCHEDULES_MOST, sizeof *e->responses);
  if (e->responses == NULL)
    return walras_trial_status(w->trial);
  walras_status status = create_reductions(w->trial, e);
  if (status == WALRAS_OK && lists)
    status = walras_gather_create(w->cells, &e->rows);
  return status == WALRAS_OK ? walras_scratch_create(w->trial, AI_ARRAYS * AI_CHUNK * sizeof(double) + rows, &e->scratch)
                             : status;
}

walras_status one_step_evaluate(one_step_evaluator *e, const walras_tax_schedule *schedules, int64_t count,
                                one_step_moments *moments) {
  for (int64_t first = 0; first < count; first += AI_SCHEDULES_MOST) {
    pass p = {.e = e, .count = count - first < AI_SCHEDULES_MOST ? count - first : AI_SCHEDULES_MOST};
    walras_reduction *reduction = p.count == 1 ? e->one : e->many;
    for (int64_t k = 0; k < p.count; k++)
      one_step_response_make(e->workers, &schedules[first + k], &e->responses[k]);
    const walras_status status = walras_for_each_block(e->workers->cells, evaluate_block, &p, reduction);
    if (status != WALRAS_OK)
      return status;
    memcpy(moments + first, walras_reduction_sums(reduction), (size_t)p.count * sizeof *moments);
  }
  return WALRAS_OK;
}
