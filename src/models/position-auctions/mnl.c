#include "models/position-auctions/winners.h"
#include "numerics/assignment/assignment.h"

/* Only ads worth more than the welfare reached so far can raise it: the others never come back, since it only grows. */
static int32_t find_candidates(struct position_workspace *ws, const struct position_auction *a, double welfare) {
  int32_t count = 0;
  for (int32_t i = 0; i < a->p->advertisers; i++)
    if (a->value[i] > welfare && i != a->excluded)
      ws->candidate[count++] = i;
  return count;
}

static int32_t drop_candidates(struct position_workspace *ws, const struct position_auction *a, int32_t count, double welfare) {
  int32_t kept = 0;
  for (int32_t k = 0; k < count; k++)
    if (a->value[ws->candidate[k]] > welfare)
      ws->candidate[kept++] = ws->candidate[k];
  return kept;
}

/* Gains w_ij (v_i - lambda) of the candidates. True when each candidate is at its best place, and that is a matching: ws->row_of then has it. */
static bool fill_gains(struct position_workspace *ws, const struct position_auction *a, int32_t count, double lambda) {
  const int32_t columns = (int32_t)a->p->positions;
  bool distinct = count <= a->p->max_ads;
  for (int32_t j = 0; j < columns; j++)
    ws->row_of[j] = -1;
  for (int32_t k = 0; k < count; k++) {
    const double *odds = a->odds + (int64_t)ws->candidate[k] * columns, margin = a->value[ws->candidate[k]] - lambda;
    double *gain = ws->gain + (int64_t)k * columns, most = 0.0;
    int32_t best = -1;
    for (int32_t j = 0; j < columns; j++) {
      gain[j] = odds[j] * margin;
      best = gain[j] > most ? j : best;
      most = gain[j] > most ? gain[j] : most;
    }
    if (best < 0)
      continue; /* it cannot be placed */
    distinct = distinct && ws->row_of[best] < 0;
    ws->row_of[best] = k;
  }
  return distinct;
}

static void match(struct position_workspace *ws, const struct position_auction *a, int32_t count, double lambda,
                  struct position_allocation *allocation) {
  const int32_t columns = (int32_t)a->p->positions;
  const walras_assignment_problem problem = {.rows = count, .columns = columns, .most = (int32_t)a->p->max_ads, .gain = ws->gain};
  if (!fill_gains(ws, a, count, lambda))
    walras_assignment_solve(&problem, ws->assignment, ws->row_of);
  for (int32_t j = 0; j < columns; j++)
    if (ws->row_of[j] >= 0)
      ws->row_of[j] = ws->candidate[ws->row_of[j]];
  position_from_matching(a, ws->row_of, allocation);
}

int32_t position_mnl_improve(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation) {
  double lambda = allocation->welfare;
  int32_t count = find_candidates(ws, a, lambda);
  for (int32_t step = 1; step <= DINKELBACH_STEPS_MOST; step++) {
    struct position_allocation next;
    match(ws, a, count, lambda, &next);
    if (next.welfare <= lambda * (1.0 + a->p->dinkelbach_tolerance))
      return step;
    *allocation = next;
    lambda = next.welfare;
    count = drop_candidates(ws, a, count, lambda);
  }
  return -1;
}

int32_t position_mnl_optimum(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation) {
  position_single(a, allocation);
  return position_mnl_improve(ws, a, allocation);
}
