/* Games in normal form: batches are drawn, solved CAUSAL_LANES at a time, and added up game by game. */
#include <math.h>
#include <string.h>

#include "models/causal-games/draws.h"
#include "models/causal-games/hidden.h"
#include "models/causal-games/kernels.h"
#include "models/causal-games/metrics.h"
#include "models/causal-games/trials.h"
#include "numerics/games/stackelberg.h"

typedef struct game_context {
  const struct causal_parameters *p;
  struct causal_tables tables;
  struct causal_source source;
  causal_solve *solve;
  double edges[GAIN_BINS_SIDE + 1];
  int64_t batch; /* games, a multiple of CAUSAL_LANES */
  walras_scratch *scratch;
  walras_gather *gather; /* of the one game; NULL for more */
} game_context;

/* A thread's working memory. */
typedef struct game_work {
  double *leader, *follower; /* [states][m][n][batch] */
  double *kernel;
  double *own[2];  /* [states][m][n] of one game */
  double *mean[2]; /* [m][n] of one game */
  double *hidden;
  double *mixture; /* [2 m] */
} game_work;

static int64_t cells_of(const struct causal_parameters *p) {
  return causal_payoff_states(p) * p->n_leader_actions * p->n_follower_actions;
}

/* Payoffs of a batch stay in the second-level cache where they can. */
static int64_t batch_size(const struct causal_parameters *p) {
  const int64_t games = 8192 / cells_of(p) / CAUSAL_LANES * CAUSAL_LANES;
  return games < CAUSAL_LANES ? CAUSAL_LANES : games > 256 ? 256 : games;
}

/* How the sizes of tables follow from parameters, before they are made. */
static struct causal_tables sizes_of(const struct causal_parameters *p) {
  struct causal_tables t = {.m = p->n_leader_actions, .n = p->n_follower_actions, .states = causal_payoff_states(p)};
  t.slots = causal_layers(p->leader_layers) & LAYER_COUNTERFACTUAL ? t.m << t.m : 2 * t.m;
  return t;
}

static size_t lay_out(const struct causal_parameters *p, double *memory, game_work *w) {
  const struct causal_tables t = sizes_of(p);
  const int64_t cells = cells_of(p), actions = t.m * t.n;
  int64_t used = 0;
  const struct {
    double **part;
    int64_t reals;
  } parts[] = {{&w->leader, cells * batch_size(p)},
               {&w->follower, cells * batch_size(p)},
               {&w->kernel, causal_kernel_reals(&t)},
               {&w->own[0], cells},
               {&w->own[1], cells},
               {&w->mean[0], actions},
               {&w->mean[1], actions},
               {&w->hidden, p->observe_layer ? 0 : causal_hidden_reals(&t)},
               {&w->mixture, 2 * t.m}};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
    if (memory != NULL)
      *parts[k].part = memory + used;
    used += (parts[k].reals + 7) / 8 * 8; /* lines of the cache */
  }
  return (size_t)used * sizeof *memory;
}

size_t causal_scratch_bytes(const struct causal_parameters *p) {
  game_work w;
  return p->mode == MODE_RANDOM || p->mode == MODE_EXPLICIT ? lay_out(p, NULL, &w) : 0;
}

int64_t causal_block_size(const struct causal_parameters *p) {
  if (p->mode == MODE_TREE) {
    const int64_t trees = 65536 / causal_leaves(p);
    return trees < 1 ? 1 : trees > 4096 ? 4096 : trees;
  }
  if (p->mode == MODE_SIGNALING)
    return 1024;
  if (p->leader_commitment == COMMITMENT_MIXED && p->n_leader_actions != 2)
    return 64;
  return cells_of(p) <= 256 && p->observe_layer ? 4096 : 256;
}

/* A given game is the only one of its batch; the other lanes solve games of zeros. */
static void fill_explicit(const struct causal_parameters *p, const walras_real_lists *given, double *payoffs, int64_t stride) {
  const int64_t rows = causal_payoff_states(p) * p->n_leader_actions, n = p->n_follower_actions;
  memset(payoffs, 0, (size_t)(rows * n * stride) * sizeof *payoffs);
  for (int64_t row = 0; row < rows; row++)
    for (int64_t j = 0; j < n; j++)
      payoffs[(row * n + j) * stride] = given->lists[row % given->count].values[j];
}

static void fill_batch(const game_context *c, int64_t first, int64_t count, game_work *w) {
  if (c->p->mode == MODE_EXPLICIT) {
    fill_explicit(c->p, &c->p->payoff_leader, w->leader, c->batch);
    fill_explicit(c->p, &c->p->payoff_follower, w->follower, c->batch);
    return;
  }
  causal_draw_games(&c->source, (uint64_t)(c->p->first_game + first), count, c->batch, w->leader, w->follower);
  for (int64_t cell = 0; cell < cells_of(c->p); cell++) /* lanes without a game solve zeros */
    for (int64_t slot = count; slot % CAUSAL_LANES != 0; slot++)
      w->leader[cell * c->batch + slot] = w->follower[cell * c->batch + slot] = 0.0;
}

/* Everything about one game, after the benchmark has been chosen. */
typedef struct game_result {
  double stackelberg[2], benchmark[2], scne[2];
  double mixed; /* the leader's */
  int64_t map;  /* -1: the mixture */
} game_result;

static void extract(const game_context *c, const game_work *w, int64_t slot) {
  const int64_t cells = cells_of(c->p), actions = c->tables.m * c->tables.n;
  for (int64_t cell = 0; cell < cells; cell++) {
    w->own[0][cell] = w->leader[cell * c->batch + slot];
    w->own[1][cell] = w->follower[cell * c->batch + slot];
  }
  for (int player = 0; player < 2; player++)
    for (int64_t cell = 0; cell < actions; cell++) {
      w->mean[player][cell] = 0.0;
      for (int64_t u = 0; u < c->tables.states; u++)
        w->mean[player][cell] += c->tables.prior[u] * w->own[player][u * actions + cell];
    }
}

/* The mixture is a constant of layer 2: it becomes the benchmark, and the leader's choice, where it is better. */
static walras_status commit_to_mixture(const game_context *c, const game_work *w, walras_linear_program *program, int64_t slot,
                                       game_result *r, walras_error *error) {
  const struct causal_tables *const t = &c->tables;
  walras_commitment mixed;
  extract(c, w, slot);
  const walras_bimatrix game = {t->m, t->n, w->mean[0], w->mean[1]};
  if (t->m == 2)
    mixed = walras_stackelberg_mixed_two(&game, t->tolerance, w->mixture);
  else {
    const walras_status status = walras_stackelberg_mixed(&game, program, 1e-9, w->mixture, w->mixture + t->m, &mixed, error);
    if (status != WALRAS_OK)
      return status;
  }
  r->mixed = mixed.payoff[0];
  if (mixed.payoff[0] > r->benchmark[0] + t->tolerance)
    memcpy(r->benchmark, mixed.payoff, sizeof r->benchmark);
  if (mixed.payoff[0] > r->scne[0] + t->tolerance) {
    memcpy(r->scne, mixed.payoff, sizeof r->scne);
    r->map = -1;
  }
  return WALRAS_OK;
}

static void add_benchmarks(const walras_block *block, const causal_solution *s, int lane) {
  const bool stable = s->nash[lane] > 0.0;
  block->sums[SUM_STACKELBERG_LEADER] += s->stackelberg[0][lane];
  block->sums[SUM_STACKELBERG_FOLLOWER] += s->stackelberg[1][lane];
  block->sums[SUM_NASH_BEST] += stable ? s->nash_best[lane] : 0.0;
  block->sums[SUM_NASH_WORST] += stable ? s->nash_worst[lane] : 0.0;
  block->sums[SUM_OPTIMUM] += s->optimum[lane];
  block->sums[SUM_INSTINCT] += s->instinct[0][lane] + s->instinct[1][lane];
  block->counts[COUNT_NASH] += (int64_t)s->nash[lane];
  block->counts[COUNT_WITH_NASH] += stable;
}

static double welfare_gain(const game_result *r) {
  return (r->scne[0] + r->scne[1]) - (r->benchmark[0] + r->benchmark[1]);
}

static void add_gains(const game_context *c, const walras_block *block, const game_result *r, int64_t number) {
  const double leader = r->scne[0] - r->benchmark[0];
  const double welfare = welfare_gain(r);
  block->sums[SUM_SCNE_LEADER] += r->scne[0];
  block->sums[SUM_SCNE_FOLLOWER] += r->scne[1];
  block->sums[SUM_LEADER_GAIN] += leader;
  block->sums[SUM_WELFARE_GAIN] += welfare;
  block->counts[COUNT_POSITIVE] += welfare > 1e-9;
  block->counts[COUNT_NEGATIVE] += welfare < -1e-9;
  block->counts[COUNT_WELFARE_BINS + causal_gain_bin(c->edges, welfare)]++;
  block->counts[COUNT_LEADER_BINS + causal_gain_bin(c->edges, leader)]++;
  walras_offer_minimum(&block->minima[LEAST_LEADER_GAIN], leader, number);
  walras_offer_maximum(&block->maxima[MOST_LEADER_GAIN], leader, number);
  walras_offer_minimum(&block->minima[LEAST_WELFARE_GAIN], welfare, number);
  walras_offer_maximum(&block->maxima[MOST_WELFARE_GAIN], welfare, number);
}

/* Kinds of maps: the leader's by game, the follower's by the probability that she plays them. */
static void add_kinds(const game_context *c, const walras_block *block, const game_work *w, const game_result *r, int lane) {
  const struct causal_tables *const t = &c->tables;
  block->counts[COUNT_LEADER_KINDS + (r->map < 0 ? KIND_DO : t->kind[r->map]) - 1]++;
  if (c->p->follower_rationality == FOLLOWER_SATISFICING)
    return;
  if (r->map < 0) {
    block->sums[SUM_FOLLOWER_KINDS + KIND_DO - 1] += 1.0;
    return;
  }
  const double *const kinds = w->kernel + 2 * t->slots * CAUSAL_LANES;
  for (int32_t k = t->slot_start[r->map]; k < t->slot_start[r->map + 1]; k++) {
    const double mass = t->mass[t->row_of_slot[t->slot[k]]];
    if (mass > 0.0)
      block->sums[SUM_FOLLOWER_KINDS + (int64_t)kinds[t->slot[k] * CAUSAL_LANES + lane] - 1] += mass;
  }
}

static void add_hidden(const game_context *c, const walras_block *block, const game_work *w, int64_t slot,
                       const double benchmark[2]) {
  causal_hidden hidden;
  extract(c, w, slot);
  causal_solve_hidden(&c->tables, w->own[0], w->own[1], w->hidden, &hidden);
  block->counts[COUNT_HIDDEN] += hidden.equilibria;
  block->counts[COUNT_HIDDEN_ROBUST] += hidden.robust;
  if (hidden.equilibria == 0)
    return;
  const double stackelberg = benchmark[0] + benchmark[1];
  const double best = hidden.best[0] + hidden.best[1], worst = hidden.worst[0] + hidden.worst[1];
  block->counts[COUNT_WITH_HIDDEN]++;
  block->sums[SUM_HIDDEN_BEST] += best;
  block->sums[SUM_HIDDEN_WORST] += worst;
  block->sums[SUM_HIDDEN_BEST_GAIN] += best - stackelberg;
  block->sums[SUM_HIDDEN_WORST_GAIN] += worst - stackelberg;
}

/* One lane's result, with the mixture where it is asked for. `slot`: place of the game in its batch. */
static walras_status settle(const game_context *c, const walras_block *block, const game_work *w, walras_linear_program *program,
                            const causal_solution *s, int64_t slot, game_result *r) {
  const int lane = (int)(slot % CAUSAL_LANES);
  walras_error error = {0};
  *r = (game_result){.stackelberg = {s->stackelberg[0][lane], s->stackelberg[1][lane]},
                     .benchmark = {s->stackelberg[0][lane], s->stackelberg[1][lane]},
                     .scne = {s->scne[0][lane], s->scne[1][lane]},
                     .map = (int64_t)s->map[lane]};
  if (c->p->leader_commitment == COMMITMENT_PURE)
    return WALRAS_OK;
  const walras_status status = commit_to_mixture(c, w, program, slot, r, &error);
  return status == WALRAS_OK ? status : WALRAS_TRIAL_FAIL(block->trial, status, "%s", error.message);
}

static walras_status emit_detail(const game_context *c, const walras_block *block, const causal_solution *s, const game_result *r,
                                 int lane) {
  const causal_detail detail = {s->stackelberg_leader[lane], s->stackelberg_follower[lane], (double)r->map};
  return walras_block_emit(block, c->gather, &detail, sizeof detail);
}

static walras_status add_game(const game_context *c, const walras_block *block, const game_work *w,
                              walras_linear_program *program, const causal_solution *s, int64_t slot, int64_t number) {
  const int lane = (int)(slot % CAUSAL_LANES);
  game_result r;
  const walras_status status = settle(c, block, w, program, s, slot, &r);
  if (status != WALRAS_OK)
    return status;
  add_benchmarks(block, s, lane);
  if (c->p->observe_layer) {
    add_gains(c, block, &r, number);
    add_kinds(c, block, w, &r, lane);
  } else {
    add_hidden(c, block, w, slot, r.benchmark);
  }
  if (c->p->leader_commitment == COMMITMENT_MIXED) {
    block->sums[SUM_MIXED_LEADER] += r.mixed;
    walras_offer_minimum(&block->minima[LEAST_MIXED_GAIN], r.mixed - r.stackelberg[0], number);
  }
  return c->gather != NULL ? emit_detail(c, block, s, &r, lane) : WALRAS_OK;
}

/* Adds all games of the block up, or where `sizes` [block->count] is asked for, writes the sizes of their welfare gains. */
static walras_status solve_block(const game_context *c, const walras_block *block, game_work *w, walras_linear_program *program,
                                 double *sizes) {
  const causal_payoffs payoffs = {w->leader, w->follower, c->batch};
  causal_solution s;
  game_result r;
  walras_status status = WALRAS_OK;
  for (int64_t game = 0; status == WALRAS_OK && game < block->count; game++) {
    const int64_t slot = game % c->batch, rest = block->count - game;
    if (slot == 0)
      fill_batch(c, block->first + game, rest < c->batch ? rest : c->batch, w);
    if (slot % CAUSAL_LANES == 0)
      c->solve(&c->tables, &payoffs, slot, w->kernel, &s);
    if (sizes == NULL) {
      status = add_game(c, block, w, program, &s, slot, c->p->first_game + block->first + game);
    } else {
      status = settle(c, block, w, program, &s, slot, &r);
      sizes[game] = fabs(welfare_gain(&r));
    }
  }
  return status;
}

/* Slots that no problem of the follower fills count 0. */
static void open_work(const game_context *c, double *memory, game_work *w) {
  lay_out(c->p, memory, w);
  memset(w->kernel, 0, (size_t)causal_kernel_reals(&c->tables) * sizeof *w->kernel);
}

static walras_status solve_block_with_program(const game_context *c, const walras_block *block, double *sizes) {
  game_work w;
  open_work(c, walras_block_scratch(block, c->scratch), &w);
  if (c->p->leader_commitment == COMMITMENT_PURE || c->tables.m == 2)
    return solve_block(c, block, &w, NULL, sizes);
  walras_linear_program *program = NULL;
  walras_error error = {0};
  walras_status status = walras_linear_program_create(c->tables.m, true, &program, &error);
  if (status != WALRAS_OK)
    return WALRAS_TRIAL_FAIL(block->trial, status, "%s", error.message);
  status = solve_block(c, block, &w, program, sizes);
  walras_linear_program_destroy(program);
  return status;
}

static walras_status run_block(const walras_block *block, void *context) {
  return solve_block_with_program(context, block, NULL);
}

static walras_status block_sizes(const walras_block *block, double *values, void *context) {
  return solve_block_with_program(context, block, values);
}

/* The games with the largest gains, and once more each alone for the leader's. The same on every rank. */
static walras_status list_extremes(walras_trial *trial, game_context *c, walras_population *population) {
  const walras_block alone = {.trial = trial, .count = 1};
  walras_extremum top[EXTREMES_MOST];
  causal_extreme extremes[EXTREMES_MOST];
  int64_t found = 0;
  game_work w;
  double *const memory = walras_trial_allocate(trial, 1, causal_scratch_bytes(c->p));
  if (memory == NULL)
    return walras_trial_status(trial);
  walras_status status = walras_top_k(population, block_sizes, c, c->p->extremes, top, &found);
  open_work(c, memory, &w);
  walras_linear_program *program = NULL;
  if (status == WALRAS_OK)
    status = walras_linear_program_create(c->tables.m, true, &program, walras_trial_error(trial));
  for (int64_t k = 0; status == WALRAS_OK && k < found; k++) {
    const causal_payoffs payoffs = {w.leader, w.follower, c->batch};
    causal_solution s;
    game_result r;
    fill_batch(c, top[k].id, 1, &w);
    c->solve(&c->tables, &payoffs, 0, w.kernel, &s);
    status = settle(c, &alone, &w, program, &s, 0, &r);
    extremes[k] = (causal_extreme){c->p->first_game + top[k].id, welfare_gain(&r), r.scne[0] - r.benchmark[0]};
  }
  walras_linear_program_destroy(program);
  if (status == WALRAS_OK)
    causal_record_extremes(trial, extremes, found);
  return status;
}

/* The payoffs of the one game of a trial, drawn again. */
static walras_status record_payoffs(walras_trial *trial, const game_context *c) {
  const int64_t cells = cells_of(c->p);
  double *const payoffs = walras_trial_allocate(trial, 2 * cells, sizeof *payoffs);
  if (payoffs == NULL)
    return walras_trial_status(trial);
  causal_draw_games(&c->source, (uint64_t)c->p->first_game, 1, 1, payoffs, payoffs + cells);
  return causal_record_payoffs(trial, &c->tables, payoffs, payoffs + cells);
}

static walras_status record(walras_trial *trial, game_context *c, walras_population *population, const walras_reduction *sums) {
  walras_status status = WALRAS_OK;
  causal_record_games(trial, c->p, sums);
  causal_record_rate(trial, c->p);
  if (c->p->extremes > 0)
    status = list_extremes(trial, c, population);
  if (status != WALRAS_OK || c->gather == NULL)
    return status;
  const void *detail = NULL;
  status = walras_gather_all(c->gather, &detail, NULL);
  if (status == WALRAS_OK)
    causal_record_detail(trial, c->p, &c->tables, detail);
  return status == WALRAS_OK && c->p->mode == MODE_RANDOM ? record_payoffs(trial, c) : status;
}

static walras_status prepare(walras_trial *trial, const struct causal_parameters *p, game_context *c) {
  const causal_kernels *const kernels = causal_kernels_get();
  *c = (game_context){.p = p, .batch = batch_size(p)};
  c->solve = p->follower_rationality == FOLLOWER_RATIONAL ? kernels->rational : kernels->satisficing;
  causal_gain_edges(c->edges);
  causal_source_make(trial, p, &c->source);
  const walras_status status = causal_tables_make(trial, p, &c->tables);
  return status == WALRAS_OK ? walras_scratch_create(trial, causal_scratch_bytes(p), &c->scratch) : status;
}

walras_status causal_run_games(walras_trial *trial, const struct causal_parameters *p) {
  game_context c;
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  walras_status status = prepare(trial, p, &c);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "games", .entities = p->n_games, .block_size = causal_block_size(p)},
        &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.counts = GAME_COUNTS, .sums = GAME_SUMS, .minima = GAME_MINIMA, .maxima = GAME_MAXIMA},
        &sums);
  if (status == WALRAS_OK && p->n_games == 1)
    status = walras_gather_create(population, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &c, sums);
  return status == WALRAS_OK ? record(trial, &c, population, sums) : status;
}
