#include "llm_economist.h"
#include "models/llm-economist/sums.h"
#include "numerics/elementary/dispatch.h"
#include "walras/walras.h"

enum { COUNT = 1 << 20 };

static double income[COUNT], tax[COUNT], worth[COUNT], labor[COUNT], weight[COUNT];

/* Incomes and weights over ten orders of magnitude each, in no order. */
static void fill(void) {
  const uint32_t key[2] = {4, 9};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (int64_t i = 0; i < COUNT; i++) {
    income[i] = walras_exp(23.0 * walras_uniform(&stream, (uint64_t)i, 0) - 7.0);
    tax[i] = 0.3 * income[i];
    worth[i] = 0.6 * income[i];
    labor[i] = 100.0 * walras_uniform(&stream, (uint64_t)i, 1);
    weight[i] = walras_exp(-23.0 * walras_uniform(&stream, (uint64_t)i, 2));
  }
}

static economist_sums add_all(void) {
  economist_sums sums = {.least_worth = INFINITY};
  for (int64_t first = 0; first < COUNT; first += ECONOMIST_CHUNK) {
    const walras_tax_choices choices = {labor + first, income + first, tax + first, worth + first};
    economist_kernels_get()->add(&choices, weight + first, 100.0, ECONOMIST_CHUNK, &sums);
  }
  return sums;
}

static void check_sum(const economist_sums *sums, enum economist_sum sum, long double exact) {
  const long double error = ((long double)sums->sum[sum].high + (long double)sums->sum[sum].low - exact) / exact;
  CU_ASSERT(fabsl(error) < 1e-14L);
}

static void sums_over_ten_orders_of_magnitude_are_right_to_fourteen_digits(void) {
  fill();
  const economist_sums sums = add_all();
  long double exact[ECONOMIST_SUMS] = {0};
  double least = INFINITY;
  for (int64_t i = 0; i < COUNT; i++) {
    const long double inverse = 1.0L / (income[i] > 1.0 ? (long double)income[i] : 1.0L);
    exact[SUM_TAX] += tax[i];
    exact[SUM_INCOME] += income[i];
    exact[SUM_LABOR] += labor[i];
    exact[SUM_WORTH] += worth[i];
    exact[SUM_WORTH_REFERENCE] += (long double)worth[i] * weight[i];
    exact[SUM_WORTH_INVERSE] += worth[i] * inverse;
    exact[SUM_WEIGHT_INVERSE] += inverse;
    least = worth[i] < least ? worth[i] : least;
  }
  for (int sum = 0; sum < ECONOMIST_SUMS; sum++)
    check_sum(&sums, (enum economist_sum)sum, exact[sum]);
  CU_ASSERT_EQUAL(sums.least_worth, least);
}

static void sums_have_the_same_bits_on_every_processor(void) {
  const walras_simd_path own = walras_simd_path_get();
  fill();
  walras_simd_select(WALRAS_SIMD_BASELINE);
  const economist_sums plain = add_all();
  for (int path = WALRAS_SIMD_AVX2; path <= WALRAS_SIMD_AVX512; path++)
    if (walras_simd_select((walras_simd_path)path)) {
      const economist_sums sums = add_all();
      CU_ASSERT(memcmp(&sums, &plain, sizeof sums) == 0);
    }
  walras_simd_select(own);
}

static void workers_at_the_cap_and_without_income_are_counted(void) {
  double at[] = {100.0, 0.0, 40.0, 100.0}, earned[] = {10.0, 0.0, 4.0, 30.0}, paid[4] = {0}, left[] = {1.0, 0.0, -2.0, 3.0},
         one[] = {1, 1, 1, 1};
  economist_sums sums = {.least_worth = INFINITY};
  economist_kernels_get()->add(&(walras_tax_choices){at, earned, paid, left}, one, 100.0, 4, &sums);
  CU_ASSERT(sums.at_most == 2 && sums.idle == 1 && sums.least_worth == -2.0);
  CU_ASSERT(sums.sum[SUM_WORTH].high == 2.0 && sums.sum[SUM_LABOR].high == 240.0);
}

/* A population of many blocks against its own table of workers, added up in long double. */
static void welfare_of_a_trial_is_the_sum_over_its_workers(void) {
  RUN(run, "n_workers=10000", "labor_mode=continuous", "planner=us_fed_2024", "horizon=1", "tax_year=1", "compare_optimum=false");
  long double welfare = 0.0L, utility = 0.0L;
  for (int64_t i = 0; i < 10000; i++) {
    const long double u = element_of(&run, "worker", 4, i), z = element_of(&run, "worker", 2, i);
    welfare += u / (z > 1.0L ? z : 1.0L);
    utility += u;
  }
  CU_ASSERT(fabsl((long double)metric(&run, "swf_inverse_income") / welfare - 1.0L) < 1e-12L);
  CU_ASSERT(fabsl((long double)metric(&run, "swf_utilitarian") / utility - 1.0L) < 1e-12L);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(sums_over_ten_orders_of_magnitude_are_right_to_fourteen_digits),
                  UNIT(sums_have_the_same_bits_on_every_processor), UNIT(workers_at_the_cap_and_without_income_are_counted),
                  UNIT(welfare_of_a_trial_is_the_sum_over_its_workers))
