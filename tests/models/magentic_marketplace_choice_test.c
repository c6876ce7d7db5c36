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

/* ---- release ---- */

#define SHARP "commit_prob=0.0", "price_sensitivity=1e6", "anchor_strength=0.0"

/* Arrivals after 1, 2 and 3 s at 9.5, 9 and 8: the cheapest of those that the gate has waited for, paid when it opens. */
static void the_gate_opens_at_its_count_or_its_deadline(void) {
  static const char *const counts[] = {"release_count=1", "release_count=2", "release_count=3", "release_count=9",
                                       "release_count=64"},
                           *const deadlines[] = {"release_deadline=0.0", "release_deadline=0.0", "release_deadline=0.0",
                                                 "release_deadline=9.0", "release_deadline=2.5"};
  static const double prices[] = {9.5, 9.0, 8.0, 8.0, 9.0}, times[] = {1.0, 2.0, 3.0, 3.0, 2.5};
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("9.5", "1", "9", "2", "8", "3"));
  for (int i = 0; i < 5; i++) {
    RUN(gate, IN_TIME, setting, SHARP, "consumers=50", "release_mechanism=hard_gate", counts[i], deadlines[i]);
    RUN(batch, IN_TIME, setting, SHARP, "consumers=50", "release_mechanism=batch_random", "list_anchor_strength=0.0", counts[i],
        deadlines[i]);
    CU_ASSERT_DOUBLE_EQUAL(spent(&gate), prices[i], 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&gate, "time_to_purchase_mean"), times[i], 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(spent(&batch), prices[i], 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&batch, "time_to_purchase_mean"), times[i], 1e-9);
    end_run(&gate);
    end_run(&batch);
  }
  unlink(path);
}

/* The first arrival is too dear: behind a gate the second is paid when it comes, although the third costs less; in a batch nothing is. */
static void where_nothing_is_acceptable_the_gate_waits_and_the_batch_is_lost(void) {
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("12", "1", "9", "2", "8", "3"));
  RUN(gate, IN_TIME, setting, SHARP, "consumers=50", "reservation_factor=1.0", "release_mechanism=hard_gate", "release_count=1");
  RUN(batch, IN_TIME, setting, SHARP, "consumers=50", "reservation_factor=1.0", "release_mechanism=batch_arrival",
      "release_count=1");
  CU_ASSERT_DOUBLE_EQUAL(spent(&gate), 9.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&gate, "time_to_purchase_mean"), 2.0, 1e-9);
  CU_ASSERT_EQUAL(metric(&batch, "completion_rate"), 0.0);
  end_run(&gate);
  end_run(&batch);
  unlink(path);
}

/* Firms at 8 without the amenity, which nobody notices, and at 9 and 9.5 with it: who pays the first listed pays 8 by price, 9 by quality. */
static void quality_lists_fits_before_cheap_misfits(void) {
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[\"x\"]}],\"businesses\":["
                            "{\"id\":\"b0\",\"items\":{\"A\":9.5},\"amenities\":[\"x\"]},"
                            "{\"id\":\"b1\",\"items\":{\"A\":8},\"amenities\":[]},"
                            "{\"id\":\"b2\",\"items\":{\"A\":9},\"amenities\":[\"x\"]}]}");
  RUN(quality, IN_TIME, setting, "consumers=50", "amenity_miss=1.0", "list_anchor_strength=1e6",
      "release_mechanism=batch_quality");
  RUN(price, IN_TIME, setting, "consumers=50", "amenity_miss=1.0", "list_anchor_strength=1e6", "release_mechanism=batch_price");
  CU_ASSERT_DOUBLE_EQUAL(metric(&quality, "paid_price_ratio"), 0.9, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&price, "paid_price_ratio"), 0.8, 1e-12);
  end_run(&quality);
  end_run(&price);
  unlink(path);
}

/* ---- arrival ---- */

/* All at once: the lowest number is first, for who pays at once and for who looks at all. */
static void level_arrivals_stand_in_the_order_of_the_firms(void) {
  RUN(commits, POSITION, "consumers=500", "latency_sigma=0.0", "commit_prob=1.0");
  RUN(looks, POSITION, "consumers=500", "latency_sigma=0.0", "commit_prob=0.0", "anchor_strength=1e6");
  CU_ASSERT_EQUAL(element(&commits, "business_purchase_share", 0), 1.0);
  CU_ASSERT_EQUAL(element(&looks, "business_purchase_share", 0), 1.0);
  CU_ASSERT_EQUAL(element(&commits, "paid_rank_share", 0), 1.0);
  CU_ASSERT_EQUAL(element(&looks, "paid_rank_share", 0), 1.0);
  end_run(&commits);
  end_run(&looks);
}

/* The factors 2, 3 and 4 of a median of 1 s: the first to answer takes 2 s, all of them 4 s. */
static void firms_answer_after_their_factors(void) {
  char setting[64];
  const char *path = write_market(setting, THREE_FIRMS("8", "3", "8", "2", "8", "4"));
  RUN(first, IN_TIME, setting, "consumers=50", "commit_prob=1.0");
  RUN(all, IN_TIME, setting, "consumers=50", "commit_prob=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&first, "time_to_purchase_mean"), 2.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&all, "time_to_purchase_mean"), 4.0, 1e-9);
  end_run(&first);
  end_run(&all);
  unlink(path);
}

/* Three messages, two seconds from one to the next, and a second to answer: who commits pays after 1 s, who waits after 2 + 2 + 1. */
static void messages_go_out_one_after_another(void) {
  RUN(first, POSITION, "consumers=50", "latency_sigma=0.0", "latency_median=1.0", "send_stagger=2.0", "commit_prob=1.0");
  RUN(all, POSITION, "consumers=50", "latency_sigma=0.0", "latency_median=1.0", "send_stagger=2.0", "commit_prob=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&first, "time_to_purchase_mean"), 1.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&all, "time_to_purchase_mean"), 5.0, 1e-9);
  end_run(&first);
  end_run(&all);
}

/* ---- the final choice ---- */

/* Ranks in the list weigh 1, 1/2, 1/3; four standard errors of 100,000 are 0.0063, false alarm 6e-5 each. */
static void the_list_lends_weight_to_the_final_choice(void) {
  RUN(run, POSITION, "consumers=100000", "commit_prob=0.0", "anchor_strength=0.0", "list_rank_weight=1.0", "rank_decay=0.0");
  for (int64_t rank = 0; rank < 3; rank++)
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "list_position_share", rank), 6.0 / 11.0 / (double)(rank + 1), 0.0063);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(a_second_payment_goes_to_the_next_listed_of_the_batch), UNIT(nobody_pays_what_the_batch_did_not_show),
                  UNIT(a_second_payment_goes_to_the_next_arrival),
                  UNIT(after_the_last_arrival_the_second_payment_goes_to_the_first),
                  UNIT(the_gate_opens_at_its_count_or_its_deadline),
                  UNIT(where_nothing_is_acceptable_the_gate_waits_and_the_batch_is_lost),
                  UNIT(quality_lists_fits_before_cheap_misfits), UNIT(level_arrivals_stand_in_the_order_of_the_firms),
                  UNIT(firms_answer_after_their_factors), UNIT(messages_go_out_one_after_another),
                  UNIT(the_list_lends_weight_to_the_final_choice))
