/* The sums of one evaluation: the same bits for every vector width, and right to the last digits. */
#include "ai_economist.h"
#include "models/ai-economist/moments.h"
#include "numerics/elementary/dispatch.h"
#include "numerics/sums/accurate.h"

enum { CELLS = 1000 };

typedef struct test_cells {
  double held[CELLS], rank[CELLS], weight[CELLS], income[CELLS], tax[CELLS], worth[CELLS];
} test_cells;

/* Incomes over eight orders of magnitude, some of them 0. */
static void fill(test_cells *t) {
  for (int i = 0; i < CELLS; i++) {
    t->held[i] = 1.0 + i % 3;
    t->rank[i] = (2.0 * i + 1.0 - CELLS) / CELLS;
    t->weight[i] = 1.0 / (1.0 + i);
    t->income[i] = i % 50 == 0 ? 0.0 : 1e-3 * pow(10.0, 8.0 * i / CELLS);
    t->tax[i] = 0.3 * t->income[i];
    t->worth[i] = 0.5 * t->income[i];
  }
}

static one_step_chunk first_of(const test_cells *t, int64_t count) {
  return (one_step_chunk){count, t->held, t->rank, t->weight, t->income, t->tax, t->worth};
}

static void every_vector_width_gives_the_same_bits(void) {
  static const one_step_add_function widths[] = {one_step_add_baseline, one_step_add_avx2, one_step_add_avx512};
  static const int64_t counts[] = {0, 1, 7, 8, 9, 63, 64, 1000};
  test_cells t;
  fill(&t);
  const walras_simd_path widest = walras_simd_path_get();
  for (int k = 0; k < 8; k++) {
    const one_step_chunk chunk = first_of(&t, counts[k]);
    one_step_moments reference = {.tax = 1.0};
    one_step_add_baseline(&chunk, &reference);
    for (int path = WALRAS_SIMD_BASELINE; path <= (int)widest; path++) {
      one_step_moments sums = {.tax = 1.0};
      widths[path](&chunk, &sums);
      CU_ASSERT(memcmp(&sums, &reference, sizeof sums) == 0);
    }
  }
}

static void sums_are_those_of_twice_the_precision(void) {
  test_cells t;
  fill(&t);
  const one_step_chunk chunk = first_of(&t, CELLS);
  one_step_moments sums = {.tax = 0.0};
  walras_accurate tax = {0.0, 0.0}, coin = tax, weight = tax, weighted = tax, fixed = tax, ranked = tax;
  one_step_add_get()(&chunk, &sums);
  for (int i = 0; i < CELLS; i++) {
    const double held_coin = t.held[i] * (t.income[i] - t.tax[i]), w = 1.0 / fmax(t.income[i], 1.0);
    walras_accurate_add(&tax, t.held[i] * t.tax[i]);
    walras_accurate_add(&coin, held_coin);
    walras_accurate_add(&ranked, t.rank[i] * held_coin);
    walras_accurate_add(&weight, t.held[i] * w);
    walras_accurate_add(&weighted, w * t.held[i] * t.worth[i]);
    walras_accurate_add(&fixed, t.weight[i] * t.held[i] * t.worth[i]);
  }
  NEAR(sums.tax, walras_accurate_value(tax), 1e-14 * sums.tax);
  NEAR(sums.coin, walras_accurate_value(coin), 1e-14 * sums.coin);
  NEAR(sums.ranked, walras_accurate_value(ranked), 1e-14 * sums.coin);
  NEAR(sums.weight, walras_accurate_value(weight), 1e-14 * sums.weight);
  NEAR(sums.weighted_worth, walras_accurate_value(weighted), 1e-14 * sums.weighted_worth);
  NEAR(sums.fixed_worth, walras_accurate_value(fixed), 1e-14 * sums.fixed_worth);
}

WALRAS_UNIT_TESTS(UNIT(every_vector_width_gives_the_same_bits), UNIT(sums_are_those_of_twice_the_precision))
