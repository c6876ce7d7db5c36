/* Capacities and congestion of the agentic market, on markets whose outcome is known. */
#include "magentic_marketplace.h"

#define IDENTICAL "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "item_miss=0.0"

static void a_capacity_that_nobody_reaches_changes_no_bit(void) {
  RUN(free, "consumers=5000", "duplicate_purchase_prob=0.2");
  RUN(limited, "consumers=5000", "duplicate_purchase_prob=0.2", "capacity=5000", "ration_passes=3");
  CU_ASSERT(same_records(&free, &limited));
  CU_ASSERT_EQUAL(metric(&limited, "rationed_rate"), 0.0);
  end_run(&free);
  end_run(&limited);
}

/* About 1,000 of 3,000 consumers come to each firm, which serves 400. */
static void firms_sell_out_exactly(void) {
  static const char *const rules[] = {"ration_rule=lottery", "ration_rule=first_come"};
  static const char *const releases[] = {"release_mechanism=streaming", "release_mechanism=hard_gate",
                                         "release_mechanism=batch_price"};
  for (int i = 0; i < 6; i++) {
    RUN(run, IDENTICAL, "consumers=3000", "capacity=400", "ration_passes=4", rules[i % 2], releases[i / 2]);
    for (int64_t business = 0; business < 3; business++)
      CU_ASSERT_DOUBLE_EQUAL(element(&run, "business_purchase_share", business), 400.0 / 3000.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 0.4, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "rationed_rate"), 0.6, 1e-12);
    end_run(&run);
  }
}

#define CHEAP_AND_DEAR                                                                                                           \
  "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[]}],\"businesses\":["                                       \
  "{\"id\":\"cheap\",\"items\":{\"A\":8},\"amenities\":[],\"capacity\":10},{\"id\":\"dear\",\"items\":{\"A\":12},"               \
  "\"amenities\":[]}]}"

/* All 100 want the cheap firm, which serves ten: gains 12 and 8. */
static void refused_consumers_choose_again_in_the_next_pass(void) {
  char setting[64];
  const char *path = write_market(setting, CHEAP_AND_DEAR);
  RUN(once, "scenario=file", setting, "consumers=100", "assistant_profile=rational");
  CU_ASSERT_DOUBLE_EQUAL(metric(&once, "welfare"), 10 * 12.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&once, "completion_rate"), 0.1, 1e-12);
  RUN(twice, "scenario=file", setting, "consumers=100", "assistant_profile=rational", "ration_passes=2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&twice, "welfare"), 10 * 12.0 + 90 * 8.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&twice, "welfare_optimal_capacity"), metric(&twice, "welfare"), 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&twice, "rationed_rate"), 0.9, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&twice, "completion_rate"), 1.0, 1e-12);
  end_run(&once);
  end_run(&twice);
  unlink(path);
}

/* Who pays twice loses only the payment that is refused. */
static void a_refused_duplicate_is_refunded(void) {
  char setting[64];
  const char *path = write_market(setting, CHEAP_AND_DEAR);
  RUN(run, "scenario=file", setting, "consumers=100", "assistant_profile=rational", "duplicate_purchase_prob=1.0");
  /* Ten keep both (20 - 8 - 12), the others the dear one (20 - 12). */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare"), 10 * 0.0 + 90 * 8.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 1.0, 1e-12);
  end_run(&run);
  unlink(path);
}

/* Without chance in the times: `quick` answers after half a second, `slow` after four. */
#define TIMED "scenario=file", "latency_sigma=0.0", "latency_median=1.0", "search_mechanism=simple", "contact_base=3.0"
#define QUICK_AND_SLOW(quick, slow)                                                                                              \
  "{\"id\":\"quick\",\"items\":{\"A\":8},\"amenities\":[],\"latency_factor\":0.5" quick "},"                                     \
  "{\"id\":\"slow\",\"items\":{\"A\":8,\"B\":8},\"amenities\":[],\"latency_factor\":4" slow "}"
#define REQUEST(item) "{\"id\":\"" item "\",\"items\":{\"" item "\":10},\"amenities\":[]}"

/* 100 consumers of B pay `slow`, then 100 of A pay `quick` and later `slow` too. By the time of these payments all are level at `slow`, so
 * that the lower numbers, those of B, have its ten sales, and no duplicate is served: 110 buyers, gains of 12 each. */
static void a_second_payment_queues_by_its_own_time(void) {
  char setting[64];
  const char *path = write_market(
      setting, "{\"consumers\":[" REQUEST("B") "," REQUEST("A") "],\"businesses\":[" QUICK_AND_SLOW("", ",\"capacity\":10") "]}");
  RUN(run, TIMED, setting, "consumers=200", "commit_prob=1.0", "item_miss=0.0", "duplicate_purchase_prob=1.0",
      "ration_rule=first_come");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 110.0 / 200.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare"), 110 * 12.0, 1e-9);
  end_run(&run);
  unlink(path);
}

/* `quick` serves ten of 100 that pay both: the others have what they paid after four seconds. */
static void who_keeps_the_second_payment_bought_when_it_was_made(void) {
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[" REQUEST("A") "],\"businesses\":[" QUICK_AND_SLOW(",\"capacity\":10", "") "]}");
  RUN(run, TIMED, setting, "consumers=100", "commit_prob=1.0", "duplicate_purchase_prob=1.0", "ration_rule=first_come");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "time_to_purchase_mean"), 0.1 * 0.5 + 0.9 * 4.0, 1e-9);
  end_run(&run);
  unlink(path);
}

/* All wait four seconds for the cheap firm, which serves ten: the dear one's proposal is old by then, and is paid now. */
static void nobody_pays_anew_before_the_refusal(void) {
  char setting[64];
  const char *path = write_market(
      setting, "{\"consumers\":[" REQUEST(
                   "A") "],\"businesses\":["
                        "{\"id\":\"cheap\",\"items\":{\"A\":8},\"amenities\":[],\"latency_factor\":4,\"capacity\":10},"
                        "{\"id\":\"dear\",\"items\":{\"A\":12},\"amenities\":[],\"latency_factor\":1}]}");
  RUN(run, TIMED, setting, "consumers=100", "assistant_profile=rational", "ration_rule=first_come", "ration_passes=2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare"), 10 * 12.0 + 90 * 8.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "time_to_purchase_mean"), 4.0, 1e-9);
  end_run(&run);
  unlink(path);
}

/* Everybody pays at the same moment; the price tells the requests apart. */
static void at_the_same_time_the_lower_number_is_served(void) {
  char setting[64];
  const char *path = write_market(
      setting, "{\"consumers\":[" REQUEST("A") "," REQUEST("B") "],\"businesses\":[{\"id\":\"b\",\"items\":{\"A\":7,\"B\":9},"
                                                                "\"amenities\":[],\"capacity\":30}]}");
  RUN(run, TIMED, setting, "consumers=100", "commit_prob=1.0", "ration_rule=first_come");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_price_ratio"), 0.7, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 0.3, 1e-12);
  end_run(&run);
  unlink(path);
}

/* The first to answer serves ten; the others fall to the second, at 12, though the third asks 8: by commitment, or by the anchor on it. */
static void the_refused_go_on_by_their_own_policy(void) {
  char setting[64];
  const char *path = write_market(
      setting,
      "{\"consumers\":[" REQUEST("A") "],\"businesses\":["
                                      "{\"id\":\"b0\",\"items\":{\"A\":9},\"amenities\":[],\"latency_factor\":1,\"capacity\":10},"
                                      "{\"id\":\"b1\",\"items\":{\"A\":12},\"amenities\":[],\"latency_factor\":2},"
                                      "{\"id\":\"b2\",\"items\":{\"A\":8},\"amenities\":[],\"latency_factor\":3}]}");
  RUN(commits, TIMED, setting, "consumers=100", "commit_prob=1.0", "price_sensitivity=1e6", "ration_passes=2");
  RUN(anchored, TIMED, setting, "consumers=100", "commit_prob=0.0", "price_sensitivity=0.0", "anchor_strength=1e6",
      "ration_passes=2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&commits, "welfare"), 10 * 11.0 + 90 * 8.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&anchored, "welfare"), 10 * 11.0 + 90 * 8.0, 1e-9);
  end_run(&commits);
  end_run(&anchored);
  unlink(path);
}

/* Four like firms chosen at random, the first two serve one consumer each. Of the quarters that these refuse, a third is refused again, 1/6 in
 * all, and draws anew between the others: 1/4 + 1/6 + 1/12 each. By the second draw again it would be 7/12 for the third firm. Four standard
 * errors of 40,000 are 0.01, false alarm 6e-5. */
static void every_pass_draws_anew(void) {
#define LIKE(id, more) "{\"id\":\"" id "\",\"items\":{\"A\":8},\"amenities\":[]" more "}"
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[" REQUEST("A") "],\"businesses\":[" LIKE("b0", ",\"capacity\":1") "," LIKE(
                                "b1", ",\"capacity\":1") "," LIKE("b2", "") "," LIKE("b3", "") "]}");
  RUN(run, "scenario=file", setting, "consumers=40000", "search_mechanism=simple", "latency_sigma=0.0", "contact_base=4.0",
      "commit_prob=0.0", "anchor_strength=0.0", "price_sensitivity=0.0", "ration_passes=3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "list_position_share", 2), 0.5, 0.01);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "list_position_share", 3), 0.5, 0.01);
  end_run(&run);
  unlink(path);
}

/* Each round begins with empty order books. */
static void capacities_are_those_of_a_round(void) {
  char setting[64];
  const char *path = write_market(setting, CHEAP_AND_DEAR);
  RUN(run, "scenario=file", setting, "consumers=100", "assistant_profile=rational", "rounds=7", "ration_passes=2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare"), 10 * 12.0 + 90 * 8.0, 1e-9);
  end_run(&run);
  unlink(path);
}

/* A business that serves two requests has one queue. */
static void shared_businesses_have_one_capacity(void) {
  char setting[64];
  const char *path = write_market(
      setting,
      "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[]},{\"id\":\"d\",\"items\":{\"B\":10},"
      "\"amenities\":[]}],\"businesses\":[{\"id\":\"b\",\"items\":{\"A\":8,\"B\":9},\"amenities\":[],\"capacity\":30}]}");
  RUN(run, "scenario=file", setting, "consumers=200", "commit_prob=1.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 30.0 / 200.0, 1e-12);
  /* The lottery is fair between the requests: hypergeometric with mean 15 and sd 2.5; 4 sd. */
  const double revenue = metric(&run, "paid_price_ratio") * 10.0 * 30.0, of_c = 9.0 * 30.0 - revenue;
  CU_ASSERT_DOUBLE_EQUAL(of_c, rint(of_c), 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(of_c, 15.0, 10.0);
  end_run(&run);
  unlink(path);
}

/* One firm, 2,000 consumers, 200 served. First come: the fastest tenth, at most exp(-1.2816/2) = 0.527 s (0.02 is four sd of the quantile).
 * Lottery: the mean reply of exp(1/8) = 1.133 s, sd of the mean of 200 0.043. */
static void the_first_come_are_the_fastest_and_the_lottery_is_blind(void) {
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[]}],\"businesses\":["
                            "{\"id\":\"b\",\"items\":{\"A\":8},\"amenities\":[],\"capacity\":200}]}");
  RUN(queue, "scenario=file", setting, "consumers=2000", "commit_prob=1.0", "ration_rule=first_come");
  RUN(lottery, "scenario=file", setting, "consumers=2000", "commit_prob=1.0", "ration_rule=lottery");
  double late = 0.0;
  for (int64_t bin = 0; bin < TIME_BINS; bin++) /* bin 35 begins at 10^-0.25 = 0.562 s */
    late += bin >= 35 ? element(&queue, "arrival_time", bin) : 0.0;
  CU_ASSERT_EQUAL(late, 0.0);
  CU_ASSERT(metric(&queue, "time_to_purchase_mean") < 0.527 + 0.02);
  CU_ASSERT_DOUBLE_EQUAL(metric(&lottery, "time_to_purchase_mean"), 1.133, 4 * 0.043);
  CU_ASSERT_EQUAL(metric(&queue, "completion_rate"), metric(&lottery, "completion_rate"));
  end_run(&queue);
  end_run(&lottery);
  unlink(path);
}

static void threads_do_not_change_who_is_served(void) {
  market_run one, three;
  run_market(&one, 1, SETTINGS("requests=60", "consumers=200000", "capacity=700", "ration_passes=3", "service_rate=500.0"));
  run_market(&three, 3, SETTINGS("requests=60", "consumers=200000", "capacity=700", "ration_passes=3", "service_rate=500.0"));
  CU_ASSERT(same_records(&one, &three));
  CU_ASSERT(metric(&one, "rationed_rate") > 0.2);
  end_run(&one);
  end_run(&three);
}

/* Everybody writes to all three: 1,000 inquiries each at a rate of 500 make (1 + 2)^2 = 9 times the time, and nothing else. */
static void congestion_multiplies_reply_times(void) {
  RUN(idle, IDENTICAL, "consumers=1000");
  RUN(busy, IDENTICAL, "consumers=1000", "service_rate=500.0", "congestion_exponent=2.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&busy, "time_to_purchase_mean") / metric(&idle, "time_to_purchase_mean"), 9.0, 1e-9);
  CU_ASSERT(unit_same_bits(metric(&busy, "welfare"), metric(&idle, "welfare")));
  CU_ASSERT(unit_same_bits(element(&busy, "paid_rank_share", 0), element(&idle, "paid_rank_share", 0)));
  end_run(&idle);
  end_run(&busy);
}

static void without_exponent_or_rate_there_is_no_congestion(void) {
  RUN(plain, "consumers=5000");
  RUN(exponent, "consumers=5000", "service_rate=3.0", "congestion_exponent=0.0");
  CU_ASSERT(same_records(&plain, &exponent));
  end_run(&plain);
  end_run(&exponent);
}

/* Behind a page of one list, popular firms answer later than under uniform attention: the first listed loses first places. */
static void busy_firms_lose_the_race(void) {
  RUN(idle, IDENTICAL, "consumers=20000", "contact_base=2.0", "rank_decay=3.0", "commit_prob=1.0");
  RUN(busy, IDENTICAL, "consumers=20000", "contact_base=2.0", "rank_decay=3.0", "commit_prob=1.0", "service_rate=1000.0");
  CU_ASSERT(element(&busy, "list_position_share", 0) < element(&idle, "list_position_share", 0) - 0.02);
  CU_ASSERT(element(&busy, "list_position_share", 2) > element(&idle, "list_position_share", 2) + 0.02);
  end_run(&idle);
  end_run(&busy);
}

static void capacities_of_files_stand_in_the_file(void) {
  char setting[64];
  const char *path = write_market(setting, CHEAP_AND_DEAR);
  CU_ASSERT(REFUSED("capacity", "scenario=file", setting, "capacity=3"));
  unlink(path);
}

WALRAS_UNIT_TESTS(UNIT(a_capacity_that_nobody_reaches_changes_no_bit), UNIT(firms_sell_out_exactly),
                  UNIT(refused_consumers_choose_again_in_the_next_pass), UNIT(a_refused_duplicate_is_refunded),
                  UNIT(a_second_payment_queues_by_its_own_time), UNIT(who_keeps_the_second_payment_bought_when_it_was_made),
                  UNIT(nobody_pays_anew_before_the_refusal), UNIT(at_the_same_time_the_lower_number_is_served),
                  UNIT(the_refused_go_on_by_their_own_policy), UNIT(every_pass_draws_anew), UNIT(capacities_are_those_of_a_round),
                  UNIT(shared_businesses_have_one_capacity), UNIT(the_first_come_are_the_fastest_and_the_lottery_is_blind),
                  UNIT(threads_do_not_change_who_is_served), UNIT(congestion_multiplies_reply_times),
                  UNIT(without_exponent_or_rate_there_is_no_congestion), UNIT(busy_firms_lose_the_race),
                  UNIT(capacities_of_files_stand_in_the_file))
