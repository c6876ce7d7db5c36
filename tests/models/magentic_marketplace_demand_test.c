/* Which request a consumer has: shared out evenly, or by Zipf's law. */
#include "models/magentic-marketplace/demand.h"
#include "unit.h"
#include "unit/numerics/random/chance.h"
#include "walras/elementary.h"

enum { REQUESTS = 50, CONSUMERS = 200000 };

/* Chi-square at a false-alarm rate of 10^-6; the seed is fixed. */
static void zipf_demand_gives_request_r_the_weight_of_rank_r_plus_one(void) {
  const uint32_t key[2] = {7, 11};
  const struct magentic_market market = {.requests = REQUESTS};
  walras_error error;
  walras_zipf *zipf = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_zipf_create(1.3, REQUESTS, &zipf, &error), WALRAS_OK);
  const struct magentic_round round = {.m = &market, .demand = zipf, .demand_draws = walras_stream_make(key, 3, 0)};
  int64_t counts[REQUESTS] = {0};
  double expected[REQUESTS], total = 0.0;
  static int64_t requests[CONSUMERS];
  magentic_find_requests(&round, 0, CONSUMERS, requests);
  for (int64_t consumer = 0; consumer < CONSUMERS; consumer++)
    counts[requests[consumer]]++;
  for (int64_t request = 0; request < REQUESTS; request++)
    total += expected[request] = walras_pow((double)(request + 1), -1.3);
  for (int64_t request = 0; request < REQUESTS; request++)
    expected[request] *= CONSUMERS / total;
  CU_ASSERT(chance_chi_square(counts, expected, REQUESTS) < chance_chi_square_limit(REQUESTS - 1));
  walras_zipf_destroy(zipf);
}

static void uniform_demand_gives_neighbours_one_request_and_no_request_two_consumers_more(void) {
  const struct magentic_parameters parameters = {.consumers = 1007};
  const struct magentic_market market = {.requests = REQUESTS};
  const struct magentic_round round = {.m = &market, .p = &parameters};
  int64_t counts[REQUESTS] = {0}, previous = 0;
  int64_t requests[1007];
  magentic_find_requests(&round, 0, 1007, requests);
  for (int64_t consumer = 0; consumer < 1007; consumer++) {
    int64_t alone;
    magentic_find_requests(&round, consumer, 1, &alone);
    CU_ASSERT_EQUAL(alone, requests[consumer]);
    CU_ASSERT(alone == previous || alone == previous + 1);
    counts[previous = alone]++;
  }
  for (int64_t request = 0; request < REQUESTS; request++)
    CU_ASSERT(counts[request] == 20 || counts[request] == 21);
}

WALRAS_UNIT_TESTS(UNIT(zipf_demand_gives_request_r_the_weight_of_rank_r_plus_one),
                  UNIT(uniform_demand_gives_neighbours_one_request_and_no_request_two_consumers_more))
