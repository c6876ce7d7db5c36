/* Release of proposals and the final choice of the agentic market, where the outcome follows exactly or in closed form. */
#include "magentic_marketplace.h"

#define POSITION "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "item_miss=0.0"

/* Firms f0, f1, f2 that all fit one request of reference value 10; proposals come after the factors' seconds, no chance in it. */
#define FIRM(name, price, factor)                                                                                                \
  "{\"id\":\"" name "\",\"items\":{\"A\":" price "},\"amenities\":[],\"latency_factor\":" factor "}"
#define THREE_FIRMS(price0, factor0, price1, factor1, price2, factor2)                                                           \
  "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[]}],\"businesses\":[" FIRM("f0", price0, factor0) "," FIRM( \
      "f1", price1, factor1) "," FIRM("f2", price2, factor2) "]}"
#define IN_TIME "scenario=file", "latency_sigma=0.0", "latency_median=1.0", "search_mechanism=simple", "contact_base=3.0"

/* What a consumer pays in all: the value is 20, and everybody's need is met. */
static double spent(const market_run *run) {
  return 20.0 - metric(run, "consumer_utility_mean");
}

/* ---- paying twice ---- */

static void a_second_payment_goes_to_the_next_listed_of_the_batch(void) {
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("12", "1", "9", "2", "8", "3"));
  RUN(run, IN_TIME, setting, "consumers=50", "release_mechanism=batch_price", "list_anchor_strength=1e6",
      "duplicate_purchase_prob=1.0");
  CU_ASSERT_DOUBLE_EQUAL(spent(&run), 8.0 + 9.0, 1e-12);
  end_run(&run);
  unlink(path);
}

static void nobody_pays_what_the_batch_did_not_show(void) {
  static const char *const batches[] = {"release_mechanism=batch_arrival", "release_mechanism=batch_random",
                                        "release_mechanism=batch_price", "release_mechanism=batch_quality"};
  for (int i = 0; i < 4; i++) {
    RUN(run, POSITION, "consumers=900", batches[i], "release_count=1", "duplicate_purchase_prob=1.0");
    double payments = 0.0;
    for (int64_t business = 0; business < 3; business++)
      payments += element(&run, "business_purchase_share", business);
    CU_ASSERT_DOUBLE_EQUAL(payments, 1.0, 1e-12);
    end_run(&run);
  }
}

/* The cheapest is chosen; then what came after it, although something came before. */
static void a_second_payment_goes_to_the_next_arrival(void) {
  static const char *const releases[] = {"release_mechanism=streaming", "release_mechanism=hard_gate"};
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("12", "1", "8", "2", "9", "3"));
  for (int i = 0; i < 2; i++) {
    RUN(run, IN_TIME, setting, "consumers=50", releases[i], "commit_prob=0.0", "price_sensitivity=1e6", "anchor_strength=0.0",
        "duplicate_purchase_prob=1.0");
    CU_ASSERT_DOUBLE_EQUAL(spent(&run), 8.0 + 9.0, 1e-12);
    end_run(&run);
  }
  unlink(path);
}

static void after_the_last_arrival_the_second_payment_goes_to_the_first(void) {
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("12", "2", "9", "1", "8", "3"));
  RUN(run, IN_TIME, setting, "consumers=50", "commit_prob=0.0", "price_sensitivity=1e6", "anchor_strength=0.0",
      "duplicate_purchase_prob=1.0");
  CU_ASSERT_DOUBLE_EQUAL(spent(&run), 8.0 + 9.0, 1e-12);
  end_run(&run);
  unlink(path);
}

WALRAS_UNIT_TESTS(UNIT(a_second_payment_goes_to_the_next_listed_of_the_batch), UNIT(nobody_pays_what_the_batch_did_not_show),
                  UNIT(a_second_payment_goes_to_the_next_arrival),
                  UNIT(after_the_last_arrival_the_second_payment_goes_to_the_first))
