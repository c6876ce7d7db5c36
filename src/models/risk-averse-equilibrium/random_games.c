/* Trials of many drawn games: each is played by itself, or several side by side where they are small. */
#include <math.h>

#include "models/risk-averse-equilibrium/lanes.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"
#include "numerics/games/zero_sum.h"

enum { SUM_UTILITY1, SUM_UTILITY2, SUM_MEAN1, SUM_MEAN2, SUM_VARIANCE1, SUM_VARIANCE2, SUM_WORST, SUM_REGRET, SUMS };
enum { COUNT_STRICT, COUNT_WITH_STRICT, COUNT_BINS, COUNTS = COUNT_BINS + VARIANCE_BINS };
enum { MOST_REGRET, MOST_STRICT_REGRET, MOST_EXCESS, MAXIMA };

/** Actions up to which the value of a game comes from the dense simplex method. */
enum { DENSE_MOST = 40 };

typedef struct games_context {
  const struct rae_parameters *p;
  struct rae_attitude attitude;
  walras_stream payoffs, starts;
  rae_lanes_run_function *run_lanes;
  walras_scratch *scratch;
  walras_state *regrets; /* one double a game */
  bool values;           /* whether the game's value is asked for */
} games_context;

/* A thread's working memory: one game, or GAME_LANES of them with vectors. */
typedef struct games_work {
  struct rae_lanes lanes;
  struct rae_play play[GAME_LANES];
  double *simplex;
  int64_t *basic;
} games_work;

static bool in_lanes(const struct rae_parameters *p) {
  return p->game_size <= LANE_ACTIONS_MOST && rae_temperature(p) == 0.0;
}

static bool wants_value(const struct rae_parameters *p) {
  return p->game_class == CLASS_ZERO_SUM && p->risk_aversion == 0.0 && rae_tremble(p) == 0.0 && rae_temperature(p) == 0.0;
}

int64_t rae_games_block(const struct rae_parameters *p) {
  return p->game_size <= LANE_ACTIONS_MOST ? 256 : p->game_size <= 64 ? 16 : 1;
}

static int64_t padded(int64_t reals) {
  return (reals + 7) / 8 * 8;
}

/* Lays the working memory out from `memory` on; with NULL, how many bytes it takes. */
static size_t lay_out(const struct rae_parameters *p, double *memory, games_work *w) {
  const int64_t n = p->game_size, games = in_lanes(p) ? GAME_LANES : 1, lanes = in_lanes(p) ? GAME_LANES : 0;
  const int64_t each = padded(rae_play_reals(n, n)), integers = padded(rae_play_integers(n, n));
  const int64_t simplex = wants_value(p) && n <= DENSE_MOST ? padded(walras_zero_sum_reals(n, n)) : 0;
  const struct rae_attitude attitude = rae_attitude_of(p);
  int64_t used = 0;
  for (int k = 0; k < 2; k++) {
    if (memory != NULL) {
      w->lanes.payoff[k] = memory + used;
      w->lanes.s[k] = w->lanes.payoff[k] + n * n * lanes;
      w->lanes.reply[k] = w->lanes.s[k] + n * lanes;
    }
    used += (n * n + 2 * n) * lanes;
  }
  for (int64_t game = 0; game < games; game++) {
    if (memory != NULL)
      rae_play_make(&w->play[game], n, n, &attitude, memory + used, (int64_t *)(void *)(memory + used + each));
    used += each + integers;
  }
  if (memory != NULL) {
    w->simplex = memory + used;
    w->basic = (int64_t *)(void *)(memory + used + simplex);
  }
  return (size_t)(used + simplex + padded(n)) * sizeof *memory;
}

size_t rae_games_bytes(const struct rae_parameters *p) {
  return lay_out(p, NULL, NULL);
}

static void copy_lane(struct rae_lanes *lanes, int lane, struct rae_play *play, bool back) {
  const int64_t n = lanes->actions;
  for (int k = 0; k < 2; k++)
    for (int64_t i = 0; i < n; i++) {
      double *const s = &lanes->s[k][i * GAME_LANES + lane], *const reply = &lanes->reply[k][i * GAME_LANES + lane];
      if (back) {
        play->s[k][i] = *s;
        play->warm[k][i] = *reply;
        continue;
      }
      *s = play->s[k][i];
      *reply = play->warm[k][i];
      for (int64_t j = 0; j < n; j++)
        lanes->payoff[k][(i * n + j) * GAME_LANES + lane] = play->game.payoff[k][i * n + j];
    }
}

/* All lanes play; one whose regret is small enough stays as it was then. */
static void play_lanes(const games_context *c, games_work *w, int64_t games) {
  const double tolerance = c->p->fp_tol;
  const int64_t stretch = tolerance > 0.0 ? REGRET_INTERVAL : c->p->iterations;
  bool ended[GAME_LANES] = {false};
  int64_t left = games;
  for (int64_t done = 0; done < c->p->iterations && left > 0; done += stretch) {
    const int64_t rounds = c->p->iterations - done < stretch ? c->p->iterations - done : stretch;
    c->run_lanes(&w->lanes, 1 + done, rounds);
    for (int lane = 0; lane < games; lane++) {
      if (ended[lane])
        continue;
      copy_lane(&w->lanes, lane, &w->play[lane], true);
      ended[lane] = tolerance > 0.0 && rounds == REGRET_INTERVAL && rae_play_regret(&w->play[lane]) <= tolerance;
      left -= ended[lane];
    }
  }
}

/* Games first, first + 1, ..., as many as fit; their plays hold the averages then. */
static void solve_lanes(const games_context *c, uint64_t first, int64_t games, games_work *w) {
  w->lanes.actions = c->p->game_size;
  w->lanes.risk_aversion = c->attitude.risk_aversion;
  w->lanes.tremble = c->attitude.tremble;
  w->lanes.play = w->play;
  for (int lane = 0; lane < GAME_LANES; lane++) { /* lanes without a game play the last one once more */
    const uint64_t game = first + (uint64_t)(lane < games ? lane : games - 1);
    rae_play_draw(&w->play[lane], c->p, &c->payoffs, game);
    rae_play_start(&w->play[lane], c->p, &c->starts, game);
    copy_lane(&w->lanes, lane, &w->play[lane], false);
  }
  play_lanes(c, w, games);
}

static void solve_alone(const games_context *c, uint64_t game, games_work *w) {
  rae_play_draw(w->play, c->p, &c->payoffs, game);
  rae_play_start(w->play, c->p, &c->starts, game);
  rae_play_run(w->play, 1, c->p->iterations, c->p->fp_tol);
}

static walras_status value_of(const games_context *c, const walras_block *block, struct rae_play *play, games_work *w,
                              double *value) {
  const int64_t n = c->p->game_size;
  walras_error error = {0};
  if (n <= DENSE_MOST && walras_zero_sum_small(n, n, play->game.payoff[0], w->simplex, w->basic, value, NULL, NULL))
    return WALRAS_OK;
  const walras_status status = walras_zero_sum_program(n, n, play->game.payoff[0], value, NULL, NULL, &error);
  return status == WALRAS_OK ? status : WALRAS_TRIAL_FAIL(block->trial, status, "%s", error.message);
}

static int64_t variance_bin(double variance) {
  const int64_t bin = (int64_t)(variance * (VARIANCE_BINS / 0.25));
  return bin < 0 ? 0 : bin < VARIANCE_BINS ? bin : VARIANCE_BINS - 1;
}

static walras_status add_game(const games_context *c, const walras_block *block, int64_t game, struct rae_play *play,
                              games_work *w) {
  struct rae_outcome o;
  int64_t strict;
  double *const regrets = walras_block_state(block, c->regrets);
  walras_status status = WALRAS_OK;
  rae_play_outcome(play, &o);
  for (int k = 0; k < 2; k++) {
    block->sums[SUM_UTILITY1 + k] += o.utility[k];
    block->sums[SUM_MEAN1 + k] += o.mean[k];
    block->sums[SUM_VARIANCE1 + k] += o.variance[k];
  }
  block->sums[SUM_WORST] += o.worst[0];
  block->sums[SUM_REGRET] += o.regret;
  block->counts[COUNT_BINS + variance_bin(o.variance[0])]++;
  regrets[game - block->first] = o.regret;
  walras_offer_maximum(&block->maxima[MOST_REGRET], o.regret, game);
  if (c->values) {
    double value = 0.0;
    status = value_of(c, block, play, w, &value);
    walras_offer_maximum(&block->maxima[MOST_EXCESS], fabs(o.mean[0] - value) - o.regret, game);
  }
  const double strict_regret = rae_pure_nash_regret(play, &strict);
  block->counts[COUNT_STRICT] += strict;
  if (strict > 0) {
    block->counts[COUNT_WITH_STRICT]++;
    walras_offer_maximum(&block->maxima[MOST_STRICT_REGRET], strict_regret, game);
  }
  if (play->failed)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC, "game %lld: a best reply was not found to rounding",
                             (long long)game);
  return status;
}

static walras_status run_block(const walras_block *block, void *context) {
  const games_context *const c = context;
  const int64_t step = in_lanes(c->p) ? GAME_LANES : 1;
  games_work w;
  lay_out(c->p, walras_block_scratch(block, c->scratch), &w);
  for (int64_t done = 0; done < block->count; done += step) {
    const int64_t first = block->first + done, games = block->count - done < step ? block->count - done : step;
    if (in_lanes(c->p))
      solve_lanes(c, (uint64_t)first, games, &w);
    else
      solve_alone(c, (uint64_t)first, &w);
    for (int64_t game = 0; game < games; game++) {
      const walras_status status = add_game(c, block, first + game, &w.play[game], &w);
      if (status != WALRAS_OK)
        return status;
    }
    for (int64_t lane = 0; lane < step; lane++)
      w.play[lane].failed = false;
  }
  return WALRAS_OK;
}

static walras_status regrets_of(const walras_block *block, double *values, void *context) {
  const games_context *const c = context;
  const double *const regrets = walras_block_state(block, c->regrets);
  for (int64_t i = 0; i < block->count; i++)
    values[i] = regrets[i];
  return WALRAS_OK;
}

static walras_status record(walras_trial *trial, games_context *c, walras_population *population, const walras_reduction *r) {
  const double games = (double)c->p->n_games;
  const int64_t *const counts = walras_reduction_counts(r);
  const int64_t rank = c->p->n_games - c->p->n_games / 100 - 1; /* ceil(0.99 n) - 1 */
  double p99 = 0.0;
  for (int k = 0; k < 6; k++)
    walras_record_real(trial, METRIC_UTILITY1 + k, walras_reduction_sum(r, SUM_UTILITY1 + k) / games);
  walras_record_real(trial, METRIC_WORST_CASE_PAYOFF, walras_reduction_sum(r, SUM_WORST) / games);
  walras_record_real(trial, METRIC_REGRET_GAP_MEAN, walras_reduction_sum(r, SUM_REGRET) / games);
  walras_record_real(trial, METRIC_REGRET_GAP_MAX, walras_reduction_maximum(r, MOST_REGRET).value);
  walras_record_integer(trial, METRIC_STRICT_PURE_NASH, counts[COUNT_STRICT]);
  walras_record_real(trial, METRIC_PURE_NASH_REGRET_MAX,
                     counts[COUNT_WITH_STRICT] > 0 ? walras_reduction_maximum(r, MOST_STRICT_REGRET).value : NAN);
  if (c->values)
    walras_record_real(trial, METRIC_VALUE_EXCESS_MAX, walras_reduction_maximum(r, MOST_EXCESS).value);
  walras_record_integers(trial, METRIC_VARIANCES, counts + COUNT_BINS, VARIANCE_BINS);
  const walras_status status = walras_order_statistics(population, regrets_of, c, &rank, 1, &p99);
  if (status == WALRAS_OK)
    walras_record_real(trial, METRIC_REGRET_GAP_P99, p99);
  return status;
}

walras_status rae_run_random_games(walras_trial *trial, const struct rae_parameters *p) {
  games_context c = {.p = p,
                     .attitude = rae_attitude_of(p),
                     .payoffs = walras_trial_stream(trial, STREAM_PAYOFFS, 0),
                     .starts = walras_trial_stream(trial, STREAM_START, 0),
                     .run_lanes = rae_lanes_run_get(),
                     .values = wants_value(p)};
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  walras_status status = walras_population_create(
      trial,
      &(walras_population_input){.name = "games", .entities = p->n_games, .block_size = rae_games_block(p), .uneven = true},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = COUNTS, .sums = SUMS, .maxima = MAXIMA}, &sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, rae_games_bytes(p), &c.scratch);
  if (status == WALRAS_OK)
    status = walras_state_create(population, "regrets", sizeof(double), &c.regrets);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &c, sums);
  return status == WALRAS_OK ? record(trial, &c, population, sums) : status;
}
