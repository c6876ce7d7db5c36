/* Mixed equilibria, values and commitments: textbook games, and random games against each other and against linear programs. */
#include <math.h>

#include "numerics/games/equilibria.h"
#include "numerics/games/stackelberg.h"
#include "numerics/games/zero_sum.h"
#include "unit.h"
#include "walras/random.h"

enum { MOST = 12, CELLS = MOST * MOST };

static double reals[2 * CELLS * 4];
static int64_t integers[2 * MOST];

static void draw_game(uint64_t instance, int64_t rows, int64_t columns, double *row, double *column) {
  const uint32_t key[2] = {8, 2};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (int64_t cell = 0; cell < rows * columns; cell++) {
    row[cell] = walras_uniform(&stream, instance, (uint32_t)cell) - 0.5;
    column[cell] = walras_uniform(&stream, instance, (uint32_t)(CELLS + cell)) * 10.0;
  }
}

static bool is_near(const double *a, const double *b, int64_t count, double tolerance) {
  for (int64_t i = 0; i < count; i++)
    if (!(fabs(a[i] - b[i]) <= tolerance))
      return false;
  return true;
}

/* von Stengel's example of Nisan et al. (2007), chapter 3. */
static const double stengel_row[6] = {3.0, 3.0, 2.0, 5.0, 0.0, 6.0}, stengel_column[6] = {3.0, 2.0, 2.0, 6.0, 3.0, 1.0};
static const walras_bimatrix stengel = {3, 2, stengel_row, stengel_column};
static const double stengel_x[3][3] = {{1.0, 0.0, 0.0}, {0.8, 0.2, 0.0}, {0.0, 1.0 / 3.0, 2.0 / 3.0}};
static const double stengel_y[3][2] = {{1.0, 0.0}, {2.0 / 3.0, 1.0 / 3.0}, {1.0 / 3.0, 2.0 / 3.0}};

static void supports_of_the_textbook_game_give_its_three_equilibria(void) {
  double x[4][3], y[4][2];
  CU_ASSERT_EQUAL(walras_support_equilibria(&stengel, 1e-9, 4, &x[0][0], &y[0][0]), 3);
  for (int e = 0; e < 3; e++) {
    CU_ASSERT(is_near(x[e], stengel_x[e], 3, 1e-14));
    CU_ASSERT(is_near(y[e], stengel_y[e], 2, 1e-14));
  }
}

static void each_path_of_the_textbook_game_ends_in_one_of_its_equilibria(void) {
  for (int64_t dropped = 0; dropped < 5; dropped++) {
    double x[3], y[2];
    bool known = false;
    CU_ASSERT_FATAL(walras_lemke_howson(&stengel, dropped, 100, reals, integers, x, y));
    for (int e = 0; e < 3; e++)
      known = known || (is_near(x, stengel_x[e], 3, 1e-14) && is_near(y, stengel_y[e], 2, 1e-14));
    CU_ASSERT(known);
  }
}

static void rock_paper_scissors_is_played_in_thirds_and_worth_nothing(void) {
  const double row[9] = {0.0, -1.0, 1.0, 1.0, 0.0, -1.0, -1.0, 1.0, 0.0};
  const double column[9] = {0.0, 1.0, -1.0, -1.0, 0.0, 1.0, 1.0, -1.0, 0.0}, thirds[3] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0};
  const walras_bimatrix game = {3, 3, row, column};
  double x[3], y[3], value;
  CU_ASSERT_EQUAL(walras_support_equilibria(&game, 1e-9, 1, x, y), 1);
  CU_ASSERT(is_near(x, thirds, 3, 1e-14) && is_near(y, thirds, 3, 1e-14));
  CU_ASSERT(walras_lemke_howson(&game, 0, 100, reals, integers, x, y));
  CU_ASSERT(is_near(x, thirds, 3, 1e-14) && is_near(y, thirds, 3, 1e-14));
  CU_ASSERT(walras_zero_sum_small(3, 3, row, reals, integers, &value, x, y));
  CU_ASSERT_DOUBLE_EQUAL(value, 0.0, 1e-14);
  CU_ASSERT(is_near(x, thirds, 3, 1e-14) && is_near(y, thirds, 3, 1e-14));
}

/* Every path of Lemke and Howson's ends in an equilibrium that the supports have, too; their number is odd (Wilson 1971). */
static void random_games_have_an_odd_number_of_equilibria_and_paths_find_some_of_them(void) {
  static double row[CELLS], column[CELLS], x[256 * 6], y[256 * 6];
  for (uint64_t instance = 0; instance < 120; instance++) {
    const int64_t m = 1 + (int64_t)(instance % 5), n = 1 + (int64_t)(instance / 5 % 6);
    draw_game(instance, m, n, row, column);
    const walras_bimatrix game = {m, n, row, column};
    const int64_t found = walras_support_equilibria(&game, 1e-10, 256, x, y);
    CU_ASSERT(found % 2 == 1 && found <= 256);
    for (int64_t e = 0; e < found; e++) {
      double gains[2];
      walras_bimatrix_gains(&game, x + e * m, y + e * n, gains);
      CU_ASSERT(gains[0] < 1e-9 && gains[1] < 1e-8);
    }
    for (int64_t dropped = 0; dropped < m + n; dropped++) {
      double one_x[MOST], one_y[MOST];
      bool known = false;
      CU_ASSERT_FATAL(walras_lemke_howson(&game, dropped, 10000, reals, integers, one_x, one_y));
      for (int64_t e = 0; e < found; e++)
        known = known || (is_near(one_x, x + e * m, m, 1e-7) && is_near(one_y, y + e * n, n, 1e-7));
      CU_ASSERT(known);
    }
  }
}

/* Payoffs from {0, 1, 2}: ties everywhere. */
static void paths_end_in_equilibria_of_degenerate_games(void) {
  static double row[CELLS], column[CELLS];
  for (uint64_t instance = 0; instance < 300; instance++) {
    const int64_t m = 2 + (int64_t)(instance % 6), n = 2 + (int64_t)(instance / 6 % 5);
    draw_game(1000 + instance, m, n, row, column);
    for (int64_t cell = 0; cell < m * n; cell++) {
      row[cell] = floor(3.0 * (row[cell] + 0.5));
      column[cell] = floor(0.3 * column[cell]);
    }
    const walras_bimatrix game = {m, n, row, column};
    for (int64_t dropped = 0; dropped < m + n; dropped++) {
      double x[MOST], y[MOST], gains[2] = {1.0, 1.0};
      CU_ASSERT_FATAL(walras_lemke_howson(&game, dropped, 10000, reals, integers, x, y));
      walras_bimatrix_gains(&game, x, y, gains);
      CU_ASSERT(gains[0] < 1e-9 && gains[1] < 1e-9);
    }
  }
}

static void values_of_zero_sum_games_are_those_of_linear_programs(void) {
  static double payoff[CELLS], other[CELLS], negative[CELLS];
  for (uint64_t instance = 0; instance < 200; instance++) {
    const int64_t m = 1 + (int64_t)(instance % MOST), n = 1 + (int64_t)(instance / 3 % MOST);
    double value, oracle, x[MOST], y[MOST], gains[2];
    walras_error error = {0};
    draw_game(2000 + instance, m, n, payoff, other);
    for (int64_t cell = 0; cell < m * n; cell++) {
      payoff[cell] = instance % 3 == 0 ? floor(4.0 * payoff[cell]) : payoff[cell];
      negative[cell] = -payoff[cell];
    }
    const walras_bimatrix game = {m, n, payoff, negative};
    CU_ASSERT_FATAL(walras_zero_sum_small(m, n, payoff, reals, integers, &value, x, y));
    walras_bimatrix_gains(&game, x, y, gains);
    CU_ASSERT(gains[0] < 1e-12 && gains[1] < 1e-12);
    CU_ASSERT_EQUAL_FATAL(walras_zero_sum_program(m, n, payoff, &oracle, x, y, &error), WALRAS_OK);
    CU_ASSERT_DOUBLE_EQUAL(value, oracle, 1e-8);
    walras_bimatrix_gains(&game, x, y, gains);
    CU_ASSERT(gains[0] < 1e-8 && gains[1] < 1e-8);
  }
}

static void equilibria_of_zero_sum_games_are_worth_the_value(void) {
  static double payoff[CELLS], other[CELLS], negative[CELLS];
  for (uint64_t instance = 0; instance < 50; instance++) {
    double value, x[MOST], y[MOST], payoffs[2];
    draw_game(3000 + instance, 8, 9, payoff, other);
    for (int64_t cell = 0; cell < 72; cell++)
      negative[cell] = -payoff[cell];
    const walras_bimatrix game = {8, 9, payoff, negative};
    CU_ASSERT(walras_lemke_howson(&game, 3, 10000, reals, integers, x, y));
    walras_bimatrix_payoffs(&game, x, y, payoffs);
    CU_ASSERT(walras_zero_sum_small(8, 9, payoff, reals, integers, &value, NULL, NULL));
    CU_ASSERT_DOUBLE_EQUAL(payoffs[0], value, 1e-10);
  }
}

/* Conitzer and Sandholm (2006): commitment to an action is worth 3, to the even mixture 3.5. */
static void commitment_to_a_mixture_is_worth_more_in_the_textbook_game(void) {
  const double leader[4] = {2.0, 4.0, 1.0, 3.0}, follower[4] = {1.0, 0.0, 0.0, 1.0};
  const walras_bimatrix game = {2, 2, leader, follower};
  double mixture[2];
  const walras_commitment pure = walras_stackelberg_pure(&game, 1e-12);
  const walras_commitment mixed = walras_stackelberg_mixed_two(&game, 1e-12, mixture);
  CU_ASSERT(pure.leader == 1 && pure.follower == 1 && pure.payoff[0] == 3.0 && pure.payoff[1] == 1.0);
  CU_ASSERT_EQUAL(mixed.follower, 1);
  CU_ASSERT_DOUBLE_EQUAL(mixed.payoff[0], 3.5, 1e-11); /* the follower's tolerance moves the share by 5e-13 */
  CU_ASSERT_DOUBLE_EQUAL(mixture[1], 0.5, 1e-11);
}

static void a_follower_indifferent_is_against_the_pure_leader_and_with_the_mixed_one(void) {
  const double leader[4] = {0.0, 1.0, 0.25, 0.25}, follower[4] = {1.0, 1.0, 1.0, 0.0};
  const walras_bimatrix game = {2, 2, leader, follower};
  double mixture[2];
  CU_ASSERT_EQUAL(walras_stackelberg_pure(&game, 1e-12).payoff[0], 0.25);
  CU_ASSERT_DOUBLE_EQUAL(walras_stackelberg_mixed_two(&game, 1e-12, mixture).payoff[0], 1.0, 1e-11);
}

static void the_closed_form_of_two_actions_is_the_linear_program(void) {
  static double row[CELLS], column[CELLS];
  walras_linear_program *program = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_linear_program_create(2, true, &program, &error), WALRAS_OK);
  for (uint64_t instance = 0; instance < 300; instance++) {
    const int64_t n = 1 + (int64_t)(instance % 6);
    double mixture[2], scratch[2];
    walras_commitment commitment;
    draw_game(4000 + instance, 2, n, row, column);
    if (instance % 3 == 0) /* a follower with many ties */
      for (int64_t cell = 0; cell < 2 * n; cell++)
        column[cell] = floor(0.3 * column[cell]);
    const walras_bimatrix game = {2, n, row, column};
    CU_ASSERT_EQUAL(walras_stackelberg_mixed(&game, program, 1e-9, mixture, scratch, &commitment, &error), WALRAS_OK);
    const walras_commitment closed = walras_stackelberg_mixed_two(&game, 1e-12, mixture);
    CU_ASSERT_DOUBLE_EQUAL(closed.payoff[0], commitment.payoff[0], 1e-8);
    CU_ASSERT(closed.payoff[0] >= walras_stackelberg_pure(&game, 1e-12).payoff[0] - 1e-12);
  }
  walras_linear_program_destroy(program);
}

static void mixed_commitment_is_obeyed_and_worth_at_least_the_pure_one_and_the_value_where_interests_are_opposed(void) {
  static double row[CELLS], column[CELLS];
  walras_linear_program *program = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_linear_program_create(5, true, &program, &error), WALRAS_OK);
  for (uint64_t instance = 0; instance < 100; instance++) {
    double mixture[5], scratch[5], values[4], value;
    walras_commitment commitment;
    draw_game(5000 + instance, 5, 4, row, column);
    if (instance % 2 == 1)
      for (int64_t cell = 0; cell < 20; cell++)
        column[cell] = -row[cell];
    const walras_bimatrix game = {5, 4, row, column};
    CU_ASSERT_EQUAL_FATAL(walras_stackelberg_mixed(&game, program, 1e-9, mixture, scratch, &commitment, &error), WALRAS_OK);
    walras_bimatrix_column_values(&game, mixture, values);
    for (int j = 0; j < 4; j++)
      CU_ASSERT(values[j] <= values[commitment.follower] + 1e-7);
    CU_ASSERT(commitment.payoff[0] >= walras_stackelberg_pure(&game, 1e-12).payoff[0] - 1e-9);
    if (instance % 2 == 1) {
      CU_ASSERT(walras_zero_sum_small(5, 4, row, reals, integers, &value, NULL, NULL));
      CU_ASSERT_DOUBLE_EQUAL(commitment.payoff[0], value, 1e-8);
    }
  }
  walras_linear_program_destroy(program);
}

WALRAS_UNIT_TESTS(UNIT(supports_of_the_textbook_game_give_its_three_equilibria),
                  UNIT(each_path_of_the_textbook_game_ends_in_one_of_its_equilibria),
                  UNIT(rock_paper_scissors_is_played_in_thirds_and_worth_nothing),
                  UNIT(random_games_have_an_odd_number_of_equilibria_and_paths_find_some_of_them),
                  UNIT(paths_end_in_equilibria_of_degenerate_games), UNIT(values_of_zero_sum_games_are_those_of_linear_programs),
                  UNIT(equilibria_of_zero_sum_games_are_worth_the_value),
                  UNIT(commitment_to_a_mixture_is_worth_more_in_the_textbook_game),
                  UNIT(a_follower_indifferent_is_against_the_pure_leader_and_with_the_mixed_one),
                  UNIT(the_closed_form_of_two_actions_is_the_linear_program),
                  UNIT(mixed_commitment_is_obeyed_and_worth_at_least_the_pure_one_and_the_value_where_interests_are_opposed))
