/*
 * Speed of solving causal games of two states with all layers on one core, drawing not counted, and the share of the arithmetic limit: the
 * operations of the follower's and the leader's choices at the rate at which this core does independent ones in registers (AVX2), nothing else. Prints "name value" lines; each time is the best of five passes.
 */
#include "bench/arithmetic.h"
#include "models/causal-games/draws.h"
#include "models/causal-games/kernels.h"
#include "models/model_run.h"

enum { GAMES = 256, CALLS = 400 };

typedef struct workload {
  struct causal_tables tables;
  causal_payoffs payoffs;
  causal_solve *solve;
  double *work;
  causal_solution solution;
} workload;

static void solve_all(void *state, int64_t call) {
  workload *w = state;
  (void)call;
  for (int64_t first = 0; first < GAMES; first += CAUSAL_LANES)
    w->solve(&w->tables, &w->payoffs, first, w->work, &w->solution);
}

/* For each problem, instinct and reply: expected payoffs of both players (a product and a sum a state), sums by constant, and a choice (sum, comparison,
 * two selections); for each constant a choice with its label; for each map of the leader a sum over actions and a choice. */
static double operations_of(const struct causal_tables *t) {
  const double cells = (double)(t->problem_count * t->n * t->n), constants = (double)(t->problem_count * t->n);
  const double sums = (double)t->slot_start[t->maps];
  return cells * (2.0 * (2.0 * (double)t->states - 1.0) + 2.0 + 4.0) + constants * 5.0 + sums + 4.0 * (double)t->maps;
}

static void measure(const char *name, const char *m, const char *n, double operation) {
  workload w;
  struct causal_source source;
  model_run run;
  run_model(&run, &walras_model_causal_games, 1, SETTINGS("n_games=8", "confounding=0.5", m, n));
  if (run.status != WALRAS_OK || causal_tables_make(run.trial, run.parameters, &w.tables) != WALRAS_OK)
    abort();
  causal_source_make(run.trial, run.parameters, &source);
  const int64_t cells = w.tables.states * w.tables.m * w.tables.n * GAMES;
  double *const payoffs = calloc((size_t)(2 * cells), sizeof *payoffs);
  w.work = aligned_alloc(64, (size_t)causal_kernel_reals(&w.tables) * sizeof *w.work);
  if (payoffs == NULL || w.work == NULL)
    abort();
  memset(w.work, 0, (size_t)causal_kernel_reals(&w.tables) * sizeof *w.work);
  causal_draw_games(&source, 0, GAMES, GAMES, payoffs, payoffs + cells);
  w.payoffs = (causal_payoffs){payoffs, payoffs + cells, GAMES};
  w.solve = causal_kernels_get()->rational;
  const double seconds = bench_best(solve_all, &w, CALLS) / GAMES;
  printf("%s_seconds %.9g\n%s_limit %.9g\n", name, seconds, name, operations_of(&w.tables) * operation / seconds);
  free(payoffs);
  free(w.work);
  end_run(&run);
}

int main(void) {
  const double operation = bench_seconds_an_operation();
  printf("operation_seconds %.9g\n", operation);
  measure("two", "n_leader_actions=2", "n_follower_actions=2", operation);
  measure("three", "n_leader_actions=3", "n_follower_actions=3", operation);
  measure("four", "n_leader_actions=4", "n_follower_actions=4", operation);
  return 0;
}
