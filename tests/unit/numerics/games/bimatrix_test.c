/* Games in normal form on textbook games and on random ones. */
#include <math.h>

#include "numerics/games/argmax.h"
#include "numerics/games/bimatrix.h"
#include "numerics/games/tensor.h"
#include "unit.h"
#include "walras/random.h"

static const double battle_row[4] = {2.0, 0.0, 0.0, 1.0}, battle_column[4] = {1.0, 0.0, 0.0, 2.0};
static const walras_bimatrix battle = {2, 2, battle_row, battle_column};

static double uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {8, 1};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

static void draw_mixture(uint64_t instance, uint32_t first, int64_t count, double *mixture) {
  double total = 0.0;
  for (int64_t i = 0; i < count; i++)
    total += mixture[i] = uniform(instance, first + (uint32_t)i);
  for (int64_t i = 0; i < count; i++)
    mixture[i] /= total;
}

static void a_later_value_wins_only_by_more_than_the_tolerance(void) {
  const double values[4] = {1.0, 1.25, 1.0, 1.5};
  unsigned char member[4];
  CU_ASSERT_EQUAL(walras_argmax_first(values, 4, 0.0), 3);
  CU_ASSERT_EQUAL(walras_argmax_first(values, 4, 0.25), 3);
  CU_ASSERT_EQUAL(walras_argmax_first(values, 4, 0.5), 0);
  CU_ASSERT_EQUAL(walras_argmax_set(values, 4, 0.25, member), 2);
  CU_ASSERT(member[0] == 0 && member[1] == 1 && member[2] == 0 && member[3] == 1);
}

static void the_battle_of_the_sexes_is_mixed_at_thirds(void) {
  const double x[2] = {2.0 / 3.0, 1.0 / 3.0}, y[2] = {1.0 / 3.0, 2.0 / 3.0}, even[2] = {0.5, 0.5};
  double payoffs[2], gains[2], scratch[4];
  int64_t cells[4];
  walras_bimatrix_payoffs(&battle, x, y, payoffs);
  CU_ASSERT_DOUBLE_EQUAL(payoffs[0], 2.0 / 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(payoffs[1], 2.0 / 3.0, 1e-15);
  walras_bimatrix_gains(&battle, x, y, gains);
  CU_ASSERT(fabs(gains[0]) < 1e-15 && fabs(gains[1]) < 1e-15);
  walras_bimatrix_gains(&battle, even, even, gains);
  CU_ASSERT_DOUBLE_EQUAL(gains[0], 0.25, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(gains[1], 0.25, 0.0);
  CU_ASSERT_EQUAL(walras_bimatrix_pure_equilibria(&battle, 0.0, scratch, 4, cells), 2);
  CU_ASSERT(cells[0] == 0 && cells[1] == 3);
}

static void matching_pennies_has_no_pure_equilibrium(void) {
  const double row[4] = {1.0, -1.0, -1.0, 1.0}, column[4] = {-1.0, 1.0, 1.0, -1.0};
  const walras_bimatrix game = {2, 2, row, column};
  double scratch[4];
  CU_ASSERT_EQUAL(walras_bimatrix_pure_equilibria(&game, 0.0, scratch, 0, NULL), 0);
}

static void all_cells_of_a_constant_game_are_equilibria(void) {
  const double row[6] = {0}, column[6] = {0};
  const walras_bimatrix game = {2, 3, row, column};
  double scratch[5];
  int64_t cells[2] = {-1, -1};
  CU_ASSERT_EQUAL(walras_bimatrix_pure_equilibria(&game, 0.0, scratch, 2, cells), 6);
  CU_ASSERT(cells[0] == 0 && cells[1] == 1);
}

/* Three companies choose one of two sides; being alone pays 1. */
static void a_minority_game_of_three_has_six_pure_equilibria(void) {
  const int64_t actions[3] = {2, 2, 2};
  double tensor[3][8];
  for (int64_t profile = 0; profile < 8; profile++) {
    const int64_t side[3] = {profile / 4, profile / 2 % 2, profile % 2};
    for (int player = 0; player < 3; player++)
      tensor[player][profile] = side[player] != side[(player + 1) % 3] && side[player] != side[(player + 2) % 3] ? 1.0 : 0.0;
  }
  const double *const payoffs[3] = {tensor[0], tensor[1], tensor[2]};
  const walras_game game = {3, actions, payoffs};
  int64_t profiles[8];
  CU_ASSERT_EQUAL(walras_game_pure_equilibria(&game, 0.0, 8, profiles), 6);
  for (int i = 0; i < 6; i++)
    CU_ASSERT_EQUAL(profiles[i], i + 1); /* all but 0 (all on one side) and 7 */
}

/* 4 x 3 games: the tensor of two players says what the matrices say; moments are those of the listed cells. */
static void tensors_and_matrices_agree_and_moments_are_those_of_the_cells(void) {
  enum { M = 4, N = 3 };
  const int64_t actions[2] = {M, N};
  for (uint64_t instance = 0; instance < 50; instance++) {
    double row[M * N], column[M * N], x[M], y[N], values[M], same[M], scratch[M + N];
    for (uint32_t cell = 0; cell < M * N; cell++) {
      row[cell] = uniform(instance, cell) - 0.5;
      column[cell] = uniform(instance, M * N + cell);
    }
    draw_mixture(instance, 100, M, x);
    draw_mixture(instance, 200, N, y);
    const walras_bimatrix matrices = {M, N, row, column};
    const double *const payoffs[2] = {row, column}, *const mixtures[2] = {x, y};
    const walras_game game = {2, actions, payoffs};
    walras_payoff_moments m[2];
    double gains[2];
    walras_bimatrix_moments(&matrices, x, y, m);
    walras_bimatrix_gains(&matrices, x, y, gains);
    walras_bimatrix_row_values(&matrices, y, values);
    walras_game_values(&game, 0, mixtures, same);
    for (int i = 0; i < M; i++)
      CU_ASSERT_DOUBLE_EQUAL(values[i], same[i], 1e-15);
    double mean = 0.0, square = 0.0, between = 0.0;
    for (int j = 0; j < N; j++) {
      double given = 0.0;
      for (int i = 0; i < M; i++) {
        mean += x[i] * y[j] * row[i * N + j];
        square += x[i] * y[j] * row[i * N + j] * row[i * N + j];
        given += x[i] * row[i * N + j];
      }
      between += y[j] * given * given;
    }
    CU_ASSERT_DOUBLE_EQUAL(m[0].mean, mean, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(m[0].variance, square - mean * mean, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(m[0].opponent_variance, between - mean * mean, 1e-14);
    for (int player = 0; player < 2; player++) {
      const walras_payoff_moments t = walras_game_moments(&game, player, mixtures);
      CU_ASSERT_DOUBLE_EQUAL(t.mean, m[player].mean, 1e-14);
      CU_ASSERT_DOUBLE_EQUAL(t.variance, m[player].variance, 1e-14);
      CU_ASSERT_DOUBLE_EQUAL(t.opponent_variance, m[player].opponent_variance, 1e-14);
      CU_ASSERT_DOUBLE_EQUAL(walras_game_gain(&game, player, mixtures, scratch), gains[player], 1e-14);
    }
    int64_t cells[M * N], profiles[M * N];
    const int64_t found = walras_bimatrix_pure_equilibria(&matrices, 0.0, scratch, M * N, cells);
    CU_ASSERT_EQUAL(walras_game_pure_equilibria(&game, 0.0, M * N, profiles), found);
    CU_ASSERT(memcmp(cells, profiles, (size_t)found * sizeof *cells) == 0);
  }
}

WALRAS_UNIT_TESTS(UNIT(a_later_value_wins_only_by_more_than_the_tolerance), UNIT(the_battle_of_the_sexes_is_mixed_at_thirds),
                  UNIT(matching_pennies_has_no_pure_equilibrium), UNIT(all_cells_of_a_constant_game_are_equilibria),
                  UNIT(a_minority_game_of_three_has_six_pure_equilibria),
                  UNIT(tensors_and_matrices_agree_and_moments_are_those_of_the_cells))
