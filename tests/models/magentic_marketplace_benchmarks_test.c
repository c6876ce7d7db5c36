/* The benchmarks against brute force on markets small enough to try everything. */
#include "models/magentic-marketplace/benchmarks.h"

#include <math.h>

#include "numerics/random/philox.h"
#include "unit.h"

enum { REQUESTS = 3, BUSINESSES = 5, PAIRS_MOST = REQUESTS * BUSINESSES, MARKETS = 300 };

/* A market of complete pairs alone: who serves whom, at what price. */
typedef struct small_market {
  struct magentic_market m;
  struct magentic_parameters p;
  int64_t start[REQUESTS + 1], business[PAIRS_MOST], price[PAIRS_MOST], reference[REQUESTS], capacity[BUSINESSES],
      demand[REQUESTS];
  uint8_t fit[PAIRS_MOST];
  double deviation[REQUESTS];
} small_market;

static int64_t below(uint32_t seed, uint32_t what, uint32_t number, int64_t bound) {
  const uint32_t key[2] = {seed, 31}, counter[4] = {what, number, 0, 0};
  uint32_t words[4];
  walras_philox4x32(counter, key, words);
  return (int64_t)words[0] % bound;
}

/* Few prices, so that they tie; some beyond the value; requests nobody can serve or nobody fits. A business fits at most the request
 * `owner` if `disjoint`. */
static void draw_market(small_market *s, uint32_t seed, bool disjoint) {
  int64_t pairs = 0;
  *s = (small_market){.p = {.value_multiplier = seed % 2 == 0 ? 2.0 : 1.5, .requests = REQUESTS}};
  for (uint32_t r = 0; r < REQUESTS; r++) {
    s->start[r] = pairs;
    s->reference[r] = 10001 + 10000 * below(seed, 0, r, 4);
    s->demand[r] = below(seed, 1, r, 3);
    s->p.consumers += s->demand[r];
    for (uint32_t b = 0; b < BUSINESSES; b++) {
      if (below(seed, 2, 8 * r + b, 3) == 0)
        continue;
      s->business[pairs] = b;
      s->price[pairs] = 10000 * (1 + below(seed, 3, 8 * r + b, 9));
      s->fit[pairs++] = (!disjoint || below(seed, 4, b, REQUESTS) == r) && below(seed, 5, 8 * r + b, 4) != 0;
    }
  }
  s->start[REQUESTS] = pairs;
  for (uint32_t b = 0; b < BUSINESSES; b++)
    s->capacity[b] = below(seed, 6, b, 3);
  s->m = (struct magentic_market){.requests = REQUESTS,
                                  .businesses = BUSINESSES,
                                  .reference_value = s->reference,
                                  .price_deviation = s->deviation,
                                  .capacity = seed % 5 == 0 ? NULL : s->capacity,
                                  .complete_start = s->start,
                                  .complete_business = s->business,
                                  .complete_price = s->price,
                                  .complete_fit = s->fit};
}

static struct magentic_benchmarks benchmarks_of(const small_market *s, const int64_t *demand) {
  static const struct magentic_listing no_listing = {0};
  struct magentic_benchmarks b;
  CU_ASSERT_EQUAL_FATAL(magentic_benchmarks_of(NULL, &s->p, &s->m, &no_listing, demand, &b), WALRAS_OK);
  return b;
}

static double value_of(const small_market *s, int64_t request) {
  return rint(s->p.value_multiplier * (double)s->reference[request]); /* to even: 1.5 times an odd T */
}

static double gain(const small_market *s, int64_t request, int64_t pair) {
  return (s->fit[pair] ? value_of(s, request) : 0.0) - (double)s->price[pair];
}

/* One consumer of a request, each rule by its words, in USD. */
static void add_consumer(const small_market *s, int64_t request, struct magentic_benchmarks *sum) {
  double items = 0.0, fit = 0.0, best = 0.0, fits = 0.0;
  int64_t cheapest = -1;
  for (int64_t pair = s->start[request]; pair < s->start[request + 1]; pair++) {
    items += gain(s, request, pair);
    fit += s->fit[pair] ? gain(s, request, pair) : 0.0;
    fits += s->fit[pair];
    best = s->fit[pair] ? fmax(best, gain(s, request, pair)) : best;
    if (cheapest < 0 || s->price[pair] < s->price[cheapest])
      cheapest = pair;
  }
  const double complete = (double)(s->start[request + 1] - s->start[request]);
  sum->optimal += best / MAGENTIC_UNITS;
  sum->cheapest += (cheapest < 0 ? 0.0 : gain(s, request, cheapest)) / MAGENTIC_UNITS;
  sum->random_items += (complete > 0.0 ? items / complete : 0.0) / MAGENTIC_UNITS;
  sum->random_fit += (fits > 0.0 ? fit / fits : 0.0) / MAGENTIC_UNITS;
  sum->reference += (double)s->reference[request] / MAGENTIC_UNITS;
}

static void benchmarks_are_those_of_each_consumer_added_up(void) {
  for (uint32_t seed = 0; seed < MARKETS; seed++) {
    small_market s;
    struct magentic_benchmarks expected = {0};
    draw_market(&s, seed, false);
    for (int64_t request = 0; request < REQUESTS; request++)
      for (int64_t consumer = 0; consumer < s.demand[request]; consumer++)
        add_consumer(&s, request, &expected);
    const struct magentic_benchmarks found = benchmarks_of(&s, s.demand);
    CU_ASSERT_DOUBLE_EQUAL(found.optimal, expected.optimal, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(found.cheapest, expected.cheapest, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(found.random_items, expected.random_items, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(found.random_fit, expected.random_fit, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(found.reference, expected.reference, 1e-9);
  }
}

/* 8 consumers of 3 requests: 3, 3 and 2 of them. */
static void uniform_demand_gives_the_first_requests_one_consumer_more(void) {
  static const int64_t shared[REQUESTS] = {3, 3, 2};
  for (uint32_t seed = 0; seed < 20; seed++) {
    small_market s;
    draw_market(&s, seed, false);
    s.p.consumers = 8;
    const struct magentic_benchmarks uniform = benchmarks_of(&s, NULL), given = benchmarks_of(&s, shared);
    CU_ASSERT(unit_same_bits(uniform.optimal, given.optimal) && unit_same_bits(uniform.reference, given.reference));
  }
}

/* ---- capacities ---- */

/* The most that any assignment of the consumers from `request` on to businesses or to nobody is worth, in units. */
static double best_assignment(const small_market *s, int64_t request, int64_t consumer, int64_t *sold) {
  if (request == REQUESTS)
    return 0.0;
  if (consumer == s->demand[request])
    return best_assignment(s, request + 1, 0, sold);
  double best = best_assignment(s, request, consumer + 1, sold);
  for (int64_t pair = s->start[request]; pair < s->start[request + 1]; pair++) {
    const int64_t business = s->business[pair], limit = s->m.capacity != NULL ? s->m.capacity[business] : 0;
    if (limit > 0 && sold[business] == limit)
      continue;
    sold[business]++;
    best = fmax(best, gain(s, request, pair) + best_assignment(s, request, consumer + 1, sold));
    sold[business]--;
  }
  return best;
}

static void the_capacity_optimum_is_that_of_the_best_assignment(void) {
  int bound = 0;
  for (uint32_t seed = 0; seed < MARKETS; seed++) {
    small_market s;
    int64_t sold[BUSINESSES] = {0};
    draw_market(&s, seed, true);
    const struct magentic_benchmarks found = benchmarks_of(&s, s.demand);
    CU_ASSERT_DOUBLE_EQUAL(found.optimal_capacity, best_assignment(&s, 0, 0, sold) / MAGENTIC_UNITS, 1e-9);
    bound += found.optimal_capacity < found.optimal - 1e-9;
  }
  CU_ASSERT(bound > MARKETS / 20); /* capacities did bind */
}

static void where_a_business_fits_two_requests_the_capacity_optimum_is_undefined(void) {
  int undefined = 0;
  for (uint32_t seed = 0; seed < MARKETS; seed++) {
    small_market s;
    int fits[BUSINESSES] = {0}, most = 0;
    draw_market(&s, seed, false);
    for (int64_t pair = 0; pair < s.start[REQUESTS]; pair++)
      fits[s.business[pair]] += s.fit[pair];
    for (int b = 0; b < BUSINESSES; b++)
      most = fits[b] > most ? fits[b] : most;
    CU_ASSERT_EQUAL(isnan(benchmarks_of(&s, s.demand).optimal_capacity) != 0, most > 1);
    undefined += most > 1;
  }
  CU_ASSERT(undefined > 0);
}

/* ---- the search ---- */

/* Two requests with rows of three entries; a page shows two. Request 0 has 2 consumers, request 1 has 3; request 0 has 3 complete businesses
 * of which 2 fit, request 1 has 1 complete one that does not fit. */
static void the_listed_are_those_of_the_first_page(void) {
  enum { DEPTH = 3 };
  static const size_t row_bytes = sizeof(struct magentic_row) + DEPTH * sizeof(struct magentic_entry);
  char *rows = calloc(2, row_bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(rows);
  struct magentic_row *first = (void *)rows, *second = (void *)(rows + row_bytes);
  *first = (struct magentic_row){.count = 3, .page_complete = 2, .page_fit = 1, .rank_sum = 7, .ranked = 3};
  first->entries[0] = (struct magentic_entry){.price = 90000, .complete = 1, .fit = 1};
  first->entries[1] = (struct magentic_entry){.price = 50000, .complete = 1};
  first->entries[2] = (struct magentic_entry){.price = 10000, .complete = 1, .fit = 1}; /* on the second page */
  *second = (struct magentic_row){.count = 1, .page_complete = 1, .rank_sum = 1, .ranked = 1};
  second->entries[0] = (struct magentic_entry){.price = 30000, .complete = 1};
  int64_t start[3] = {0, 3, 4}, business[4] = {0, 1, 2, 3}, price[4] = {90000, 50000, 10000, 30000},
          reference[2] = {80000, 40000}, demand[2] = {2, 3};
  uint8_t fit[4] = {1, 0, 1, 0};
  double deviation[2] = {0.0};
  const struct magentic_market m = {.requests = 2,
                                    .businesses = 4,
                                    .reference_value = reference,
                                    .price_deviation = deviation,
                                    .complete_start = start,
                                    .complete_business = business,
                                    .complete_price = price,
                                    .complete_fit = fit};
  const struct magentic_parameters p = {.value_multiplier = 2.0, .requests = 2, .consumers = 5, .search_bandwidth = 2};
  const struct magentic_listing listing = {.depth = DEPTH, .row_bytes = row_bytes, .rows = rows};
  struct magentic_benchmarks b;
  CU_ASSERT_EQUAL(magentic_benchmarks_of(NULL, &p, &m, &listing, demand, &b), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(b.random_listed, 2 * (16.0 - 9.0 - 5.0) / 2 - 3 * 3.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(b.page_complete, 2 * 2.0 / 3.0 + 3 * 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(b.page_fit, 2 * 1.0 / 2.0, 1e-12);
  CU_ASSERT(b.with_complete == 5.0 && b.with_fit == 2.0);
  CU_ASSERT(b.ranks == 2 * 7.0 + 3 * 1.0 && b.ranked == 2 * 3.0 + 3 * 1.0);
  free(rows);
}

/* ---- closed forms ---- */

/* Mean of the largest of n standard normal draws: the integral of x n phi(x) Phi(x)^(n - 1) by the trapezoid rule. */
static double mean_largest(int n) {
  double sum = 0.0;
  const double step = 1e-3;
  for (double x = -9.0; x <= 9.0; x += step)
    sum += step * x * n * exp(-0.5 * x * x) / sqrt(2.0 * 3.14159265358979323846) * pow(0.5 * erfc(-x / sqrt(2.0)), n - 1);
  return sum;
}

/* Prices T + s z: the best of two fits is paid T - s E max of two; the cheapest of three T - s E max of three, and fits in two of three. */
static void closed_forms_are_those_of_normal_prices(void) {
  int64_t start[2] = {0, 0}, reference[1] = {500000};
  double deviation[1] = {70000.0};
  const struct magentic_market m = {
      .requests = 1, .businesses = 1, .reference_value = reference, .price_deviation = deviation, .complete_start = start};
  static const struct magentic_listing no_listing = {0};
  for (double multiplier = 1.5; multiplier < 3.0; multiplier += 0.5) {
    const struct magentic_parameters p = {.value_multiplier = multiplier, .requests = 1, .consumers = 4};
    struct magentic_benchmarks b;
    CU_ASSERT_EQUAL(magentic_benchmarks_of(NULL, &p, &m, &no_listing, NULL, &b), WALRAS_OK);
    CU_ASSERT_DOUBLE_EQUAL(b.theory_optimal, 4.0 * (multiplier * 50.0 - 50.0 + 7.0 * mean_largest(2)), 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(b.theory_cheapest, 4.0 * (multiplier * 50.0 * 2.0 / 3.0 - 50.0 + 7.0 * mean_largest(3)), 1e-6);
  }
}

static void averages_weigh_every_benchmark(void) {
  enum { FIELDS = sizeof(struct magentic_benchmarks) / sizeof(double) };
  double a[FIELDS], b[FIELDS], mean[FIELDS] = {0.0};
  struct magentic_benchmarks first, second, sum;
  for (int i = 0; i < FIELDS; i++) {
    a[i] = i + 1.0;
    b[i] = 100.0 * (i + 1.0);
  }
  memcpy(&first, a, sizeof first);
  memcpy(&second, b, sizeof second);
  memcpy(&sum, mean, sizeof sum);
  magentic_benchmarks_average(&sum, &first, 0.25);
  magentic_benchmarks_average(&sum, &second, 0.75);
  memcpy(mean, &sum, sizeof mean);
  for (int i = 0; i < FIELDS; i++)
    CU_ASSERT_EQUAL(mean[i], 0.25 * a[i] + 0.75 * b[i]);
}

WALRAS_UNIT_TESTS(UNIT(benchmarks_are_those_of_each_consumer_added_up),
                  UNIT(uniform_demand_gives_the_first_requests_one_consumer_more),
                  UNIT(the_capacity_optimum_is_that_of_the_best_assignment),
                  UNIT(where_a_business_fits_two_requests_the_capacity_optimum_is_undefined),
                  UNIT(the_listed_are_those_of_the_first_page), UNIT(closed_forms_are_those_of_normal_prices),
                  UNIT(averages_weigh_every_benchmark))
