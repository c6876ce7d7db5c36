/* Signalling games: the population is the games. */
#include "models/causal-games/draws.h"
#include "models/causal-games/metrics.h"
#include "models/causal-games/trials.h"
#include "numerics/games/signaling.h"

enum { CELLS_MOST = SIGNALS_MOST * SIGNALS_MOST * SIGNALS_MOST, BATCH = 128 };

typedef struct signal_context {
  const struct causal_parameters *p;
  struct causal_source source;
  walras_gather *gather; /* of the one game; NULL for more */
} signal_context;

static int64_t cells_of(const struct causal_parameters *p) {
  return p->n_types * p->n_messages * p->n_actions;
}

static void read_lists(const walras_real_lists *lists, double *out) {
  for (int64_t row = 0; row < lists->count; row++)
    for (int64_t j = 0; j < lists->lists[row].count; j++)
      *out++ = lists->lists[row].values[j];
}

/* [cell][BATCH], sender's and receiver's. A cell's draws do not depend on the numbers of types, messages and actions. */
static void draw_batch(const signal_context *c, int64_t first, int64_t count, double (*sender)[BATCH],
                       double (*receiver)[BATCH]) {
  const struct causal_parameters *p = c->p;
  for (int64_t cell = 0; cell < cells_of(p); cell++) {
    const int64_t type = cell / (p->n_messages * p->n_actions), message = cell / p->n_actions % p->n_messages;
    const int64_t place = (type * SIGNALS_MOST + message) * SIGNALS_MOST + cell % p->n_actions;
    causal_draw_pairs(&c->source, STREAM_SIGNALS, (uint64_t)(p->first_game + first), count, (uint32_t)place, sender[cell],
                      receiver[cell]);
  }
}

static walras_status emit_equilibria(const signal_context *c, const walras_block *block, const walras_pbe *found, int64_t count) {
  causal_choice rows[PBE_ROWS];
  int64_t used = 0;
  for (int64_t k = 0; k < count; k++) {
    for (int64_t type = 0; type < c->p->n_types; type++)
      rows[used++] = (causal_choice){{k, (int64_t)found[k].kind, 0, type, found[k].message[type]}};
    for (int64_t message = 0; message < c->p->n_messages; message++)
      rows[used++] = (causal_choice){{k, (int64_t)found[k].kind, 1, message, found[k].reply[message]}};
  }
  return walras_block_emit(block, c->gather, rows, used * (int64_t)sizeof *rows);
}

static walras_status solve_game(const signal_context *c, const walras_block *block, const double *sender,
                                const double *receiver) {
  const struct causal_parameters *p = c->p;
  const walras_signaling game = {.types = p->n_types,
                                 .messages = p->n_messages,
                                 .actions = p->n_actions,
                                 .prior = p->type_prior.values,
                                 .sender = sender,
                                 .receiver = receiver};
  walras_pbe found[PBE_LISTED];
  int64_t counts[SIGNAL_COUNTS];
  const int64_t all = walras_signaling_equilibria(&game, p->tie_tol, c->gather != NULL ? PBE_LISTED : 0, found, counts);
  for (int kind = 0; kind < SIGNAL_COUNTS; kind++)
    block->counts[kind] += counts[kind];
  return c->gather == NULL ? WALRAS_OK : emit_equilibria(c, block, found, all < PBE_LISTED ? all : PBE_LISTED);
}

static walras_status run_block(const walras_block *block, void *context) {
  const signal_context *c = context;
  double batch[2][CELLS_MOST][BATCH], one[2][CELLS_MOST];
  walras_status status = WALRAS_OK;
  if (!causal_draws(c->p)) {
    read_lists(&c->p->sender_payoff, one[0]);
    read_lists(&c->p->receiver_payoff, one[1]);
    return solve_game(c, block, one[0], one[1]);
  }
  for (int64_t game = 0; status == WALRAS_OK && game < block->count; game++) {
    const int64_t slot = game % BATCH, rest = block->count - game;
    if (slot == 0)
      draw_batch(c, block->first + game, rest < BATCH ? rest : BATCH, batch[0], batch[1]);
    for (int64_t cell = 0; cell < cells_of(c->p); cell++) {
      one[0][cell] = batch[0][cell][slot];
      one[1][cell] = batch[1][cell][slot];
    }
    status = solve_game(c, block, one[0], one[1]);
  }
  return status;
}

static walras_status record(walras_trial *trial, const signal_context *c, const walras_reduction *sums) {
  const void *rows = NULL;
  const int64_t *offsets = NULL;
  causal_record_signals(trial, c->p, sums);
  causal_record_rate(trial, c->p);
  if (c->gather == NULL)
    return WALRAS_OK;
  const walras_status status = walras_gather_all(c->gather, &rows, &offsets);
  if (status == WALRAS_OK)
    causal_record_equilibria(trial, rows, offsets[1] / (int64_t)sizeof(causal_choice));
  return status;
}

walras_status causal_run_signals(walras_trial *trial, const struct causal_parameters *p) {
  signal_context c = {.p = p};
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  causal_source_make(trial, p, &c.source);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "games", .entities = p->n_games, .block_size = causal_block_size(p)},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = SIGNAL_COUNTS}, &sums);
  if (status == WALRAS_OK && p->n_games == 1)
    status = walras_gather_create(population, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &c, sums);
  return status == WALRAS_OK ? record(trial, &c, sums) : status;
}
