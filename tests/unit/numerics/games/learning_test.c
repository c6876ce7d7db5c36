/* Fictitious play and the replicator dynamic, where their courses are known. */
#include <math.h>

#include "numerics/games/learning.h"
#include "unit.h"

static const double pennies_row[4] = {1.0, -1.0, -1.0, 1.0}, pennies_column[4] = {-1.0, 1.0, 1.0, -1.0};
static walras_bimatrix pennies = {2, 2, pennies_row, pennies_column};

/* Shapley (1964): his 3 x 3 game, in which fictitious play goes round ever longer cycles. */
static const double shapley_row[9] = {1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0};
static const double shapley_column[9] = {0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0};
static walras_bimatrix shapley = {3, 3, shapley_row, shapley_column};

static double duality_gap(const walras_bimatrix *game, const double *x, const double *y) {
  double gains[2];
  walras_bimatrix_gains(game, x, y, gains);
  return gains[0] + gains[1];
}

static bool stop_at_gap(void *context, int64_t round, const double *x, const double *y) {
  (void)round;
  return duality_gap(context, x, y) < 0.05;
}

static void fictitious_play_stops_close_to_equilibrium_in_matching_pennies(void) {
  double x[2] = {1.0, 0.0}, y[2] = {1.0, 0.0}, scratch[4];
  const walras_fictitious_play play = {.rows = 2,
                                       .columns = 2,
                                       .first_round = 1,
                                       .rounds = 100000,
                                       .interval = 100,
                                       .reply = walras_reply_first,
                                       .stop = stop_at_gap,
                                       .context = &pennies};
  const int64_t rounds = walras_fictitious_play_run(&play, x, y, scratch);
  CU_ASSERT(rounds < 100000 && rounds % 100 == 0);
  CU_ASSERT(duality_gap(&pennies, x, y) < 0.05);
  CU_ASSERT_DOUBLE_EQUAL(x[0] + x[1], 1.0, 1e-12);
}

static void fictitious_play_goes_round_in_shapleys_game(void) {
  double x[3] = {1.0, 0.0, 0.0}, y[3] = {1.0, 0.0, 0.0}, scratch[6], least = 1.0;
  walras_fictitious_play play = {
      .rows = 3, .columns = 3, .first_round = 1, .rounds = 1000, .interval = 1, .reply = walras_reply_first, .context = &shapley};
  for (int stretch = 0; stretch < 50; stretch++) {
    walras_fictitious_play_run(&play, x, y, scratch);
    play.first_round += play.rounds;
    const double gap = duality_gap(&shapley, x, y);
    least = gap < least ? gap : least;
  }
  CU_ASSERT(least > 0.1);
}

static void a_first_reply_by_hand_moves_the_average_half_way(void) {
  double x[2] = {1.0, 0.0}, y[2] = {1.0, 0.0}, scratch[4];
  walras_fictitious_play play = {
      .rows = 2, .columns = 2, .first_round = 1, .rounds = 1, .interval = 1, .reply = walras_reply_first, .context = &pennies};
  walras_fictitious_play_run(&play, x, y, scratch);
  CU_ASSERT(x[0] == 1.0 && y[0] == 0.5); /* rows match heads, columns move away from heads */
  play.alternating = true;
  play.first_round = 2;
  walras_fictitious_play_run(&play, x, y, scratch);
  CU_ASSERT_DOUBLE_EQUAL(y[0], 1.0 / 3.0, 1e-15);
}

static void replies_share_ties_evenly(void) {
  const double even[2] = {0.5, 0.5};
  double reply[2];
  walras_reply_even(&pennies, 0, even, even, reply);
  CU_ASSERT(reply[0] == 0.5 && reply[1] == 0.5);
  walras_reply_first(&pennies, 0, even, even, reply);
  CU_ASSERT(reply[0] == 1.0 && reply[1] == 0.0);
}

/* x (1 - x) y (1 - y) is constant along orbits of matching pennies (Hofbauer and Sigmund 1998); the method is of fourth order. */
static double drift(double step, int64_t steps) {
  double x[2] = {0.7, 0.3}, y[2] = {0.6, 0.4}, scratch[20];
  const double start = x[0] * x[1] * y[0] * y[1];
  for (int64_t i = 0; i < steps; i++)
    walras_replicator_step(&pennies, step, x, y, scratch);
  CU_ASSERT(fabs(x[0] - 0.7) > 0.01 || fabs(y[0] - 0.6) > 0.01);
  return fabs(x[0] * x[1] * y[0] * y[1] / start - 1.0);
}

static void the_replicator_keeps_its_constant_of_motion(void) {
  const double coarse = drift(0.1, 200), fine = drift(0.05, 400);
  CU_ASSERT(fine < 1e-6);
  CU_ASSERT(coarse / fine > 12.0);
}

/* dx = x (1 - x) c when defection pays c more whatever the other does: logistic growth of its odds at rate c. */
static void dominated_actions_die_out_at_the_logistic_rate(void) {
  const double row[4] = {3.0, 0.0, 4.0, 1.0}, column[4] = {3.0, 4.0, 0.0, 1.0};
  const walras_bimatrix dilemma = {2, 2, row, column};
  double x[2] = {0.5, 0.5}, y[2] = {0.9, 0.1}, scratch[20];
  for (int64_t i = 0; i < 1000; i++)
    walras_replicator_step(&dilemma, 0.002, x, y, scratch);
  CU_ASSERT_DOUBLE_EQUAL(x[1] / x[0], 7.38905609893065, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(y[1] / y[0], 7.38905609893065 / 9.0, 1e-9);
}

WALRAS_UNIT_TESTS(UNIT(fictitious_play_stops_close_to_equilibrium_in_matching_pennies),
                  UNIT(fictitious_play_goes_round_in_shapleys_game), UNIT(a_first_reply_by_hand_moves_the_average_half_way),
                  UNIT(replies_share_ties_evenly), UNIT(the_replicator_keeps_its_constant_of_motion),
                  UNIT(dominated_actions_die_out_at_the_logistic_rate))
