#include "models/risk-averse-equilibrium/games.h"

#include <string.h>

#include "numerics/games/learning.h"

struct rae_attitude rae_attitude_of(const struct rae_parameters *p) {
  return (struct rae_attitude){p->risk_aversion, rae_tremble(p), rae_temperature(p)};
}

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

int64_t rae_play_reals(int64_t actions1, int64_t actions2) {
  const int64_t one = walras_risk_reply_reals(actions1, actions2), two = walras_risk_reply_reals(actions2, actions1);
  return 4 * actions1 * actions2 + 4 * (actions1 + actions2) + larger(actions1, actions2) + larger(one, two);
}

int64_t rae_play_integers(int64_t actions1, int64_t actions2) {
  return walras_risk_reply_integers(larger(actions1, actions2));
}

void rae_play_make(struct rae_play *play, int64_t actions1, int64_t actions2, const struct rae_attitude *attitude, double *memory,
                   int64_t *integers) {
  const int64_t n[2] = {actions1, actions2};
  *play = (struct rae_play){.tremble = attitude->tremble, .integers = integers};
  for (int k = 0; k < 2; k++) {
    play->game.actions[k] = n[k];
    play->game.payoff[k] = memory;
    play->game.transposed[k] = memory + n[0] * n[1];
    memory += 2 * n[0] * n[1];
    play->s[k] = memory;
    play->warm[k] = memory + n[k];
    play->q[k] = memory + 2 * n[k];
    memory += 3 * n[k];
    play->player[k] = (walras_risk_player){.actions = n[k],
                                           .outcomes = n[1 - k],
                                           .payoff = play->game.payoff[k],
                                           .transposed = play->game.transposed[k],
                                           .risk_aversion = attitude->risk_aversion,
                                           .temperature = attitude->temperature};
  }
  play->scratch = memory;
  play->work = memory + n[0] + n[1];
  play->reals = play->work + larger(n[0], n[1]);
}

void rae_play_transpose(struct rae_play *play) {
  for (int k = 0; k < 2; k++) {
    const int64_t rows = play->game.actions[k], columns = play->game.actions[1 - k];
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < columns; j++)
        play->game.transposed[k][j * rows + i] = play->game.payoff[k][i * columns + j];
  }
}

static void draw_payoffs(const walras_stream *stream, uint64_t entity, int64_t first, int64_t count, int law, double *out) {
  if (law == PAYOFF_UNIFORM) {
    walras_fill_uniform_draws(stream, entity, (uint32_t)first, count, out);
    return;
  }
  for (int64_t cell = 0; cell < count; cell++)
    out[cell] = walras_normal(stream, entity, (uint32_t)(first + cell));
}

void rae_play_draw(struct rae_play *play, const struct rae_parameters *p, const walras_stream *payoffs, uint64_t entity) {
  const int64_t n = p->game_size;
  draw_payoffs(payoffs, entity, 0, n * n, p->payoff_dist, play->game.payoff[0]);
  if (p->game_class == CLASS_GENERAL_SUM)
    draw_payoffs(payoffs, entity, n * n, n * n, p->payoff_dist, play->game.payoff[1]);
  else
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < n; j++) {
        const double payoff = play->game.payoff[0][i * n + j];
        play->game.payoff[1][j * n + i] = p->game_class == CLASS_ZERO_SUM ? -payoff : payoff;
      }
  rae_play_transpose(play);
}

void rae_play_start(struct rae_play *play, const struct rae_parameters *p, const walras_stream *starts, uint64_t entity) {
  int64_t draw = 0;
  for (int k = 0; k < 2; k++) {
    const int64_t n = play->game.actions[k];
    double total = 0.0;
    for (int64_t i = 0; i < n; i++)
      total += play->s[k][i] = p->init == INIT_DIRICHLET ? walras_exponential(starts, entity, (uint32_t)draw++) : 1.0;
    for (int64_t i = 0; i < n; i++)
      play->s[k][i] /= total;
    memcpy(play->warm[k], play->s[k], (size_t)n * sizeof *play->s[k]);
  }
}

void rae_perturb(const double *s, int64_t count, double tremble, double *q) {
  for (int64_t i = 0; i < count; i++)
    q[i] = (1.0 - tremble) * s[i] + tremble / (double)count;
}

static void reply(void *context, int k, const double *own, const double *other, double *out) {
  struct rae_play *const play = context;
  (void)own;
  rae_perturb(other, play->game.actions[1 - k], play->tremble, play->q[1 - k]);
  if (!walras_risk_reply(&play->player[k], play->q[1 - k], play->warm[k], play->reals, play->integers))
    play->failed = true;
  memcpy(out, play->warm[k], (size_t)play->game.actions[k] * sizeof *out);
}

/* What player k gains by the best reply. */
static double gain(struct rae_play *play, int k) {
  const walras_risk_player *const player = &play->player[k];
  double *const out = play->scratch;
  reply(play, k, play->s[k], play->s[1 - k], out);
  const double best = walras_risk_value_of(player, out, play->q[1 - k], play->work).utility;
  return best - walras_risk_value_of(player, play->s[k], play->q[1 - k], play->work).utility;
}

double rae_play_regret(struct rae_play *play) {
  const double one = gain(play, 0), two = gain(play, 1);
  return one > two ? one : two;
}

int64_t rae_play_run(struct rae_play *play, int64_t first, int64_t rounds, double tolerance) {
  walras_fictitious_play run = {.rows = play->game.actions[0],
                                .columns = play->game.actions[1],
                                .first_round = first,
                                .interval = 1,
                                .reply = reply,
                                .context = play};
  for (int64_t done = 0; done < rounds && !play->failed;) {
    const int64_t reached = first - 1 + done, next = (reached / REGRET_INTERVAL + 1) * REGRET_INTERVAL - reached;
    run.first_round = first + done;
    run.rounds = tolerance > 0.0 && next < rounds - done ? next : rounds - done;
    done += walras_fictitious_play_run(&run, play->s[0], play->s[1], play->scratch);
    if (tolerance > 0.0 && (first - 1 + done) % REGRET_INTERVAL == 0 && rae_play_regret(play) <= tolerance)
      return done;
  }
  return rounds;
}

void rae_play_outcome(struct rae_play *play, struct rae_outcome *out) {
  out->regret = rae_play_regret(play); /* leaves both q */
  for (int k = 0; k < 2; k++) {
    const int64_t rows = play->game.actions[k], columns = play->game.actions[1 - k];
    const walras_risk_value value = walras_risk_value_of(&play->player[k], play->s[k], play->q[1 - k], play->work);
    out->utility[k] = value.utility;
    out->mean[k] = value.mean;
    out->variance[k] = value.variance;
    out->worst[k] = 0.0;
    for (int64_t j = 0; j < columns; j++) {
      double payoff = 0.0;
      for (int64_t i = 0; i < rows; i++)
        payoff += play->s[k][i] * play->game.payoff[k][i * columns + j];
      if (j == 0 || payoff < out->worst[k])
        out->worst[k] = payoff;
    }
  }
}

/* Whether everything else pays player k strictly less than `action` does against `other`. */
static bool strictly_best(const struct rae_game *game, int k, int64_t action, int64_t other) {
  const int64_t columns = game->actions[1 - k];
  for (int64_t i = 0; i < game->actions[k]; i++)
    if (i != action && game->payoff[k][i * columns + other] >= game->payoff[k][action * columns + other])
      return false;
  return true;
}

static void play_purely(struct rae_play *play, int k, int64_t action) {
  for (int64_t i = 0; i < play->game.actions[k]; i++)
    play->s[k][i] = play->warm[k][i] = i == action ? 1.0 : 0.0;
}

double rae_pure_nash_regret(struct rae_play *play, int64_t *equilibria) {
  double most = -1.0;
  *equilibria = 0;
  for (int64_t i = 0; i < play->game.actions[0]; i++)
    for (int64_t j = 0; j < play->game.actions[1]; j++) {
      if (!strictly_best(&play->game, 0, i, j) || !strictly_best(&play->game, 1, j, i))
        continue;
      play_purely(play, 0, i);
      play_purely(play, 1, j);
      const double regret = rae_play_regret(play);
      most = regret > most ? regret : most;
      ++*equilibria;
    }
  return most;
}
