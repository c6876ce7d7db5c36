/* Trials of one matrix game: the reply to a given opponent, symmetric equilibria of two actions, and fictitious play. */
#include <math.h>
#include <string.h>

#include "models/risk-averse-equilibrium/baselines.h"
#include "models/risk-averse-equilibrium/games.h"
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/symmetric.h"
#include "models/risk-averse-equilibrium/trials.h"

static void copy_payoffs(const walras_real_lists *lists, double *payoff) {
  for (int64_t row = 0; row < lists->count; row++) {
    memcpy(payoff, lists->lists[row].values, (size_t)lists->lists[row].count * sizeof *payoff);
    payoff += lists->lists[row].count;
  }
}

/* The trial's game: given or drawn. */
static walras_status open_game(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play) {
  const int64_t rows = rae_actions(p, 0), columns = rae_actions(p, 1);
  const struct rae_attitude attitude = rae_attitude_of(p);
  const walras_stream payoffs = walras_trial_stream(trial, STREAM_PAYOFFS, 0);
  double *const memory = walras_trial_allocate_zero(trial, rae_play_reals(rows, columns), sizeof *memory);
  int64_t *const integers = walras_trial_allocate(trial, rae_play_integers(rows, columns), sizeof *integers);
  if (memory == NULL || integers == NULL)
    return walras_trial_status(trial);
  rae_play_make(play, rows, columns, &attitude, memory, integers);
  if (rae_draws(p)) {
    rae_play_draw(play, p, &payoffs, 0);
    return WALRAS_OK;
  }
  copy_payoffs(&p->payoff1, play->game.payoff[0]);
  if (p->mode == MODE_FICTITIOUS_PLAY)
    copy_payoffs(p->symmetric ? &p->payoff1 : &p->payoff2, play->game.payoff[1]);
  rae_play_transpose(play);
  return WALRAS_OK;
}

static walras_status record_strategy(walras_trial *trial, int metric, const double *s, int64_t count) {
  int64_t *const actions = walras_trial_allocate(trial, count, sizeof *actions);
  if (actions == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < count; i++)
    actions[i] = i;
  walras_record_column_integers(trial, metric, STRATEGY_ACTION, actions, count);
  walras_record_column_reals(trial, metric, STRATEGY_PROBABILITY, s, count);
  return WALRAS_OK;
}

static double worst_case(const struct rae_play *play) {
  double worst = INFINITY;
  for (int64_t k = 0; k < play->game.actions[1]; k++) {
    double payoff = 0.0;
    for (int64_t i = 0; i < play->game.actions[0]; i++)
      payoff += play->s[0][i] * play->game.payoff[0][i * play->game.actions[1] + k];
    worst = fmin(worst, payoff);
  }
  return worst;
}

static walras_status not_found(walras_trial *trial) {
  return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC,
                           "a best reply was not found to rounding; payoffs of very different sizes can cause this: scale them");
}

/* Replies at rising risk aversion, 0 to that of the trial: how much mean and variance rise at most from one to the next. */
static bool climb_ladder(struct rae_play *play, double rise[2]) {
  const double risk_aversion = play->player[0].risk_aversion;
  walras_risk_value before = {0};
  bool found = true;
  for (int step = 0; step <= LADDER_STEPS; step++) {
    play->player[0].risk_aversion = risk_aversion * (double)step / LADDER_STEPS;
    found = found && walras_risk_reply(&play->player[0], play->q[1], play->s[0], play->reals, play->integers);
    const walras_risk_value here = walras_risk_value_of(&play->player[0], play->s[0], play->q[1], play->work);
    if (step > 0) {
      rise[0] = fmax(rise[0], here.mean - before.mean);
      rise[1] = fmax(rise[1], here.variance - before.variance);
    }
    before = here;
  }
  return found;
}

/* The ladders of all games of the trial; the first game is the one that is left in `play`. */
static bool climb_ladders(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play, double rise[2]) {
  const walras_stream payoffs = walras_trial_stream(trial, STREAM_PAYOFFS, 0);
  rise[0] = rise[1] = -INFINITY;
  for (int64_t game = p->n_games - 1; game >= 0; game--) {
    if (rae_draws(p))
      rae_play_draw(play, p, &payoffs, (uint64_t)game);
    if (!climb_ladder(play, rise))
      return false;
  }
  return true;
}

walras_status rae_run_best_response(walras_trial *trial, const struct rae_parameters *p) {
  struct rae_play play;
  double rise[2];
  const walras_status status = open_game(trial, p, &play);
  if (status != WALRAS_OK)
    return status;
  const int64_t rows = play.game.actions[0], columns = play.game.actions[1];
  rae_perturb(p->opponent.values, columns, play.tremble, play.q[1]);
  for (int64_t i = 0; i < rows; i++)
    play.s[0][i] = 1.0 / (double)rows;
  if (rae_temperature(p) == 0.0) {
    if (!climb_ladders(trial, p, &play, rise))
      return not_found(trial);
    walras_record_real(trial, METRIC_MEAN_RISE, rise[0]);
    walras_record_real(trial, METRIC_VARIANCE_RISE, rise[1]);
  }
  if (!walras_risk_reply(&play.player[0], play.q[1], play.s[0], play.reals, play.integers))
    return not_found(trial);
  const walras_risk_value value = walras_risk_value_of(&play.player[0], play.s[0], play.q[1], play.work);
  walras_record_real(trial, METRIC_UTILITY, value.utility);
  walras_record_real(trial, METRIC_MEAN, value.mean);
  walras_record_real(trial, METRIC_VARIANCE, value.variance);
  walras_record_real(trial, METRIC_WORST_CASE_PAYOFF, worst_case(&play));
  return record_strategy(trial, METRIC_STRATEGY1, play.s[0], rows);
}

walras_status rae_run_equilibria(walras_trial *trial, const struct rae_parameters *p) {
  const struct rae_attitude attitude = rae_attitude_of(p);
  struct rae_symmetric game = {
      .risk_aversion = attitude.risk_aversion, .tremble = attitude.tremble, .temperature = attitude.temperature};
  struct rae_equilibrium found[SYMMETRIC_MOST];
  double reals[3][SYMMETRIC_MOST], critical = NAN, formula = NAN;
  int64_t stability[SYMMETRIC_MOST];
  copy_payoffs(&p->payoff1, game.payoff);
  const int64_t count = rae_symmetric_equilibria(&game, found);
  if (count == 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "no symmetric equilibrium was found: there is always one");
  for (int64_t k = 0; k < count; k++) {
    reals[0][k] = found[k].p;
    reals[1][k] = found[k].low;
    reals[2][k] = found[k].high;
    stability[k] = found[k].stability;
  }
  rae_symmetric_critical(&game, &critical);
  rae_symmetric_critical_formula(&game, &formula);
  walras_record_integer(trial, METRIC_N_EQUILIBRIA, count);
  walras_record_real(trial, METRIC_LEAST_P, found[0].p);
  walras_record_real(trial, METRIC_GREATEST_P, found[count - 1].p);
  walras_record_real(trial, METRIC_RISK_DOMINANT, rae_risk_dominant(&game));
  walras_record_real(trial, METRIC_CRITICAL, critical);
  walras_record_real(trial, METRIC_CRITICAL_FORMULA, formula);
  walras_record_column_reals(trial, METRIC_SYMMETRIC_EQUILIBRIA, EQUILIBRIUM_P, reals[0], count);
  walras_record_column_integers(trial, METRIC_SYMMETRIC_EQUILIBRIA, EQUILIBRIUM_STABILITY, stability, count);
  walras_record_column_reals(trial, METRIC_SYMMETRIC_EQUILIBRIA, EQUILIBRIUM_LOW, reals[1], count);
  walras_record_column_reals(trial, METRIC_SYMMETRIC_EQUILIBRIA, EQUILIBRIUM_HIGH, reals[2], count);
  return WALRAS_OK;
}

static void start(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play) {
  const walras_stream starts = walras_trial_stream(trial, STREAM_START, 0);
  rae_play_start(play, p, &starts, 0);
  const walras_reals *const given[2] = {&p->init1, &p->init2};
  for (int k = 0; p->init == INIT_LIST && k < 2; k++) {
    memcpy(play->s[k], given[k]->values, (size_t)given[k]->count * sizeof *play->s[k]);
    memcpy(play->warm[k], play->s[k], (size_t)given[k]->count * sizeof *play->s[k]);
  }
}

/* Play in stretches, at whose ends the series of regrets has an entry. Returns the rounds played. */
static int64_t run_with_series(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play) {
  const int64_t entries = p->iterations < REGRETS_MOST ? p->iterations : REGRETS_MOST;
  int64_t done = 0;
  for (int64_t entry = 0; entry < entries && !play->failed; entry++) {
    const int64_t until = ((entry + 1) * p->iterations + entries - 1) / entries, rounds = until - done;
    const int64_t played = rae_play_run(play, 1 + done, rounds, p->fp_tol);
    done += played;
    if (played < rounds)
      break;
    const double regret = rae_play_regret(play);
    walras_record_round(trial, METRIC_REGRET, entry, regret);
    if (done % REGRET_INTERVAL == 0 && p->fp_tol > 0.0 && regret <= p->fp_tol)
      break;
  }
  return done;
}

walras_status rae_run_fictitious_play(walras_trial *trial, const struct rae_parameters *p) {
  struct rae_play play;
  struct rae_outcome outcome;
  walras_status status = open_game(trial, p, &play);
  if (status != WALRAS_OK)
    return status;
  start(trial, p, &play);
  const int64_t rounds = run_with_series(trial, p, &play);
  rae_play_outcome(&play, &outcome);
  if (play.failed)
    return not_found(trial);
  for (int k = 0; k < 2; k++) {
    walras_record_real(trial, METRIC_UTILITY1 + k, outcome.utility[k]);
    walras_record_real(trial, METRIC_MEAN1 + k, outcome.mean[k]);
    walras_record_real(trial, METRIC_VARIANCE1 + k, outcome.variance[k]);
  }
  walras_record_real(trial, METRIC_WORST_CASE_PAYOFF, outcome.worst[0]);
  walras_record_real(trial, METRIC_REGRET_GAP, outcome.regret);
  walras_record_integer(trial, METRIC_ROUNDS, rounds);
  for (int k = 0; status == WALRAS_OK && k < 2; k++)
    status = record_strategy(trial, METRIC_STRATEGY1 + k, play.s[k], play.game.actions[k]);
  return status == WALRAS_OK ? rae_record_baselines(trial, p, &play) : status;
}
