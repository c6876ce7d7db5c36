/*
 * Speed of risk-averse fictitious play on one core, drawing not counted: small games in lanes and one of 50 actions, by the reply. The share of the
 * arithmetic limit: the operations of a reply on the support of the last one, at the rate at which this core does independent ones in registers (AVX2), nothing
 * else. Prints "name value" lines; each time is the best of five passes.
 */
#include "bench/arithmetic.h"
#include "models/model_run.h"
#include "models/risk-averse-equilibrium/lanes.h"
#include "numerics/elementary/dispatch.h"

enum { ROUNDS = 200, CALLS = 20, LARGE = 50, LARGE_ROUNDS = 20 };

/* Trembles, means, deviations, Sigma, its factor, two solutions, marginal utilities of all actions, and the average's step. */
static double operations_of(int64_t actions, double risk_aversion) {
  const double n = (double)actions, means = 2.0 * n + n * (2.0 * n - 1.0) + 3.0 * n;
  if (risk_aversion == 0.0)
    return means + 2.0 * n + 3.0 * n; /* the largest mean, and its shares */
  if (actions == 2)
    return means + 2.0 * 8.0 + 12.0;
  double factor = 0.0;
  for (int64_t i = 0; i < actions; i++)
    factor += 3.0 * (double)i + (double)(i * (i - 1)) + 2.0;
  return means + 2.0 * n * n + 0.5 * n * (n + 1.0) * (2.0 * n - 1.0) + n * (n + 1.0) + factor + 4.0 * n * n + 2.0 * n * n +
         12.0 * n;
}

typedef struct workload {
  struct rae_lanes lanes;
  struct rae_play play[GAME_LANES];
  rae_lanes_run_function *run;
  int64_t first;
} workload;

static void play_lanes(void *state, int64_t call) {
  workload *const w = state;
  (void)call;
  w->run(&w->lanes, w->first, ROUNDS);
  w->first += ROUNDS;
}

static double *reals(int64_t count) {
  double *const memory = aligned_alloc(64, ((size_t)count * sizeof(double) + 63) / 64 * 64);
  if (memory == NULL)
    abort();
  memset(memory, 0, (size_t)count * sizeof *memory);
  return memory;
}

static void open_play(struct rae_play *play, int64_t n, double risk_aversion, uint64_t game) {
  static const uint32_t key[2] = {8, 30};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  const struct rae_parameters p = {.game_size = n, .mode = MODE_RANDOM_GAMES};
  const struct rae_attitude attitude = {.risk_aversion = risk_aversion, .tremble = 0.1};
  rae_play_make(play, n, n, &attitude, reals(rae_play_reals(n, n)), (int64_t *)(void *)reals(rae_play_integers(n, n)));
  rae_play_draw(play, &p, &stream, game);
  rae_play_start(play, &p, &stream, game);
}

/* Memory is the program's to keep: it ends soon. */
static void measure(const char *name, int64_t n, double risk_aversion, double operation) {
  workload w = {.lanes = {.actions = n, .risk_aversion = risk_aversion, .tremble = 0.1}, .run = rae_lanes_run_get(), .first = 1};
  w.lanes.play = w.play;
  for (int k = 0; k < 2; k++) {
    w.lanes.payoff[k] = reals(n * n * GAME_LANES);
    w.lanes.s[k] = reals(n * GAME_LANES);
    w.lanes.reply[k] = reals(n * GAME_LANES);
  }
  for (int lane = 0; lane < GAME_LANES; lane++) {
    open_play(&w.play[lane], n, risk_aversion, (uint64_t)lane);
    for (int k = 0; k < 2; k++)
      for (int64_t i = 0; i < n; i++) {
        w.lanes.s[k][i * GAME_LANES + lane] = w.lanes.reply[k][i * GAME_LANES + lane] = 1.0 / (double)n;
        for (int64_t j = 0; j < n; j++)
          w.lanes.payoff[k][(i * n + j) * GAME_LANES + lane] = w.play[lane].game.payoff[k][i * n + j];
      }
  }
  const double seconds = bench_best(play_lanes, &w, CALLS) / (ROUNDS * 2.0 * GAME_LANES);
  printf("%s_seconds %.9g\n%s_limit %.9g\n", name, seconds, name, operations_of(n, risk_aversion) * operation / seconds);
}

static void play_alone(void *state, int64_t call) {
  struct rae_play *const play = state;
  rae_play_run(play, 1 + (call + 1) * LARGE_ROUNDS, LARGE_ROUNDS, 0.0);
}

int main(void) {
  struct rae_play large;
  walras_simd_select(WALRAS_SIMD_AVX2); /* what the limit is measured on; a processor without it stays at its own path */
  const double operation = bench_seconds_an_operation();
  printf("operation_seconds %.9g\n", operation);
  measure("neutral", 4, 0.0, operation);
  measure("two", 2, 2.0, operation);
  measure("four", 4, 2.0, operation);
  measure("eight", 8, 2.0, operation);
  open_play(&large, LARGE, 2.0, 0);
  printf("fifty_seconds %.9g\n", bench_best(play_alone, &large, 10) / (2.0 * LARGE_ROUNDS));
  return 0;
}
