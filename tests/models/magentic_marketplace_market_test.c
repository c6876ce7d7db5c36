/* Markets of the agentic market and their benchmarks: released data, the generator, and a market worked out by hand. */
#include "models/magentic-marketplace/benchmarks.h"

#include "magentic_marketplace.h"

static void released_markets_reproduce_their_published_benchmarks(void) {
  static const char *const files[] = {"restaurant_3x9", "restaurant_10x30", "contractor_10x30"};
  static const char *const names[] = {"welfare_random_items", "welfare_cheapest", "welfare_random_fit", "welfare_optimal"};
  static const double published[3][4] = {
      {16.83, 63.78, 61.16, 63.78}, {59.67, 111.31, 171.06, 185.61}, {1892.72, 4438.54, 5815.45, 6091.94}};
  for (int i = 0; i < 3; i++) {
    char setting[512];
    snprintf(setting, sizeof setting, "market_file=%s/configs/magentic-marketplace/markets/%s.json", WALRAS_SOURCE_DIR, files[i]);
    RUN(run, "scenario=file", setting);
    for (int k = 0; k < 4; k++)
      CU_ASSERT_DOUBLE_EQUAL(metric(&run, names[k]), published[i][k], 0.01);
    end_run(&run);
  }
}

/* By hand: c1 has gains 7.40, -7.10, 8.20; c2 has -3.60, 3.60. */
static void benchmarks_of_the_tiny_market_match_by_hand(void) {
  char setting[64];
  const char *path = write_market(setting, TINY_MARKET);
  RUN(run, "scenario=file", setting, "search_bandwidth=2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_random_items"), 8.5 / 3.0, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_cheapest"), -10.70, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_random_fit"), 11.40, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_optimal"), 11.80, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "reference_value_total"), 12.00, 1e-9);
  /* Pages of two: b1 and b5 for c1, b4 and b3 for c2. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_random_listed"), 7.80, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_optimal_capacity"), 11.80, 1e-9);
  end_run(&run);
  unlink(path);
}

static void substitutes_cost_the_mean_of_the_menu(void) {
  char setting[64];
  const char *path = write_market(setting, TINY_MARKET);
  RUN(run, "scenario=file", setting);
  const struct magentic_market *m = market_of(&run);
  const int64_t expected[2][5] = {{86000, 50000, 71000, 88000, 78000}, {43000, 30000, 36000, 44000, 39000}};
  const int64_t covers[2][5] = {{2, 1, 2, 0, 2}, {0, 0, 1, 1, 0}};
  for (int64_t request = 0; request < 2; request++)
    for (int64_t business = 0; business < 5; business++) {
      int64_t covered;
      CU_ASSERT_EQUAL(magentic_bundle_price(m, request, business, &covered), expected[request][business]);
      CU_ASSERT_EQUAL(covered, covers[request][business]);
    }
  end_run(&run);
  unlink(path);
}

/* Also with another business that sells no complete bundle, and with the businesses in another order. */
static void benchmarks_ignore_the_order_and_the_incomplete(void) {
  char setting[64], more[64];
  const char *path = write_market(setting, "{\"consumers\":[" TINY_CONSUMERS "],\"businesses\":[" TINY_BUSINESSES "]}");
  const char *other = write_market(more, "{\"consumers\":[" TINY_CONSUMERS
                                         "],\"businesses\":[{\"id\":\"b0\",\"name\":\"Al\",\"items\":{\"Taco\":0.1},"
                                         "\"amenities\":[\"patio\"]}," TINY_BUSINESSES "]}");
  RUN(plain, "scenario=file", setting);
  RUN(extended, "scenario=file", more);
  static const char *const names[] = {"welfare_random_items", "welfare_cheapest", "welfare_random_fit", "welfare_optimal"};
  for (int i = 0; i < 4; i++)
    CU_ASSERT(unit_same_bits(metric(&plain, names[i]), metric(&extended, names[i])));
  end_run(&plain);
  end_run(&extended);
  unlink(path);
  unlink(other);
}

/* c1 buys from b5 (8.20) while it lasts, then from b1 (7.40); c2 only from b4 (3.60). */
static void capacities_are_filled_from_the_cheapest_fit(void) {
  char setting[64];
  const char *path = write_market(
      setting, "{\"consumers\":[" TINY_CONSUMERS "],\"businesses\":["
               "{\"id\":\"b1\",\"items\":{\"Taco\":5.5,\"Corn Soup\":3.1},\"amenities\":[\"patio\"],\"capacity\":1},"
               "{\"id\":\"b4\",\"items\":{\"Flan\":4.4},\"amenities\":[\"patio\",\"wifi\"]},"
               "{\"id\":\"b5\",\"items\":{\"Taco\":5.0,\"Corn Soup\":2.8},\"amenities\":[\"patio\"],\"capacity\":1}]}");
  RUN(two, "scenario=file", setting, "consumers=4");
  CU_ASSERT_DOUBLE_EQUAL(metric(&two, "welfare_optimal_capacity"), 8.20 + 7.40 + 2 * 3.60, 1e-9);
  RUN(three, "scenario=file", setting, "consumers=6");
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "welfare_optimal_capacity"), 8.20 + 7.40 + 3 * 3.60, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "welfare_optimal"), 3 * 8.20 + 3 * 3.60, 1e-9);
  end_run(&two);
  end_run(&three);
  unlink(path);
}

static void the_capacity_optimum_is_undefined_where_businesses_are_shared(void) {
  char setting[64];
  const char *path = write_market(
      setting, "{\"consumers\":[{\"id\":\"c1\",\"items\":{\"A\":1},\"amenities\":[]},{\"id\":\"c2\",\"items\":{\"A\":2},"
               "\"amenities\":[]}],\"businesses\":[{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[]}]}");
  RUN(run, "scenario=file", setting);
  CU_ASSERT(isnan(metric(&run, "welfare_optimal_capacity")));
  end_run(&run);
  unlink(path);
}

/* As in the released data: three complete businesses a request, the last of them unfit, none complete for another request. */
static void generated_requests_have_their_own_businesses_and_one_that_does_not_fit(void) {
  for (int domain = 0; domain < 2; domain++) {
    RUN(run, domain == 0 ? "domain=restaurant" : "domain=contractor", "requests=500", "search_mechanism=perfect",
        "businesses_per_request=4", "unfit_per_request=2");
    const struct magentic_market *m = market_of(&run);
    CU_ASSERT_EQUAL(m->complete_start[500], 2000);
    int64_t items[4] = {0};
    for (int64_t pair = 0; pair < 2000; pair++) {
      CU_ASSERT_EQUAL(m->complete_business[pair], pair);
      CU_ASSERT_EQUAL(m->complete_fit[pair], pair % 4 < 2);
    }
    for (int64_t request = 0; request < 500; request++)
      items[m->item_start[request + 1] - m->item_start[request]]++;
    CU_ASSERT(items[1] == 167 && items[2] == 167 && items[3] == 166);
    end_run(&run);
  }
}

/* sd of the ratio at 3,000 requests: about 0.004 (C4: 0.015 at 100 requests, halved by root 30); 4 sd, false alarm 6e-5. */
static void random_choices_earn_the_reference_value_or_a_third_of_it(void) {
  RUN(run, "requests=3000", "search_mechanism=perfect");
  const double reference = metric(&run, "reference_value_total");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_random_fit") / reference, 1.0, 0.012);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_random_items") / reference, 1.0 / 3.0, 0.012);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_optimal") / metric(&run, "theory_welfare_optimal"), 1.0, 0.012);
  end_run(&run);
}

static void texts_do_not_matter_under_perfect_search(void) {
  char first[64], second[64];
  const char *a = write_market(
      first,
      "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":1},\"amenities\":[]}],\"businesses\":[{\"id\":\"x\",\"name\":\"N\","
      "\"description\":\"loud\",\"items\":{\"A\":1},\"amenities\":[]},{\"id\":\"y\",\"items\":{\"A\":1.5},\"amenities\":[]}]}");
  const char *b = write_market(
      second,
      "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":1},\"amenities\":[]}],\"businesses\":[{\"id\":\"x\",\"name\":\"A A A\","
      "\"description\":\"\",\"items\":{\"A\":1},\"amenities\":[]},{\"id\":\"y\",\"items\":{\"A\":1.5},\"amenities\":[]}]}");
  RUN(loud, "scenario=file", first, "search_mechanism=perfect", "consumers=500");
  RUN(quiet, "scenario=file", second, "search_mechanism=perfect", "consumers=500");
  CU_ASSERT(same_records(&loud, &quiet));
  end_run(&loud);
  end_run(&quiet);
  unlink(a);
  unlink(b);
}

#define CONSUMER "{\"id\":\"c\",\"items\":{\"A\":1},\"amenities\":[]}"
#define CONSUMER_D "{\"id\":\"d\",\"items\":{\"A\":1},\"amenities\":[]}"
#define BUSINESS "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[]}"
#define MARKET(consumers, businesses) "{\"consumers\":[" consumers "],\"businesses\":[" businesses "]}"

static void mistakes_in_market_files_are_named(void) {
  static const struct {
    const char *text, *word, *setting;
  } wrong[] = {
      {"{", "JSON", NULL},
      {MARKET("", BUSINESS), "consumers", NULL},
      {MARKET(CONSUMER, ""), "businesses", NULL},
      {MARKET(CONSUMER "," CONSUMER, BUSINESS), "'c' stands there twice", NULL},
      {MARKET(CONSUMER, BUSINESS "," BUSINESS), "'b' stands there twice", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":-1},\"amenities\":[]}"), "price of 'A'", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1e999},\"amenities\":[]}"), "price of 'A'", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":2e12},\"amenities\":[]}"), "from 0 to 10^12", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":null},\"amenities\":[]}"), "price of 'A'", NULL},
      {MARKET("{\"id\":\"c\",\"items\":{\"A\":\"1\"},\"amenities\":[]}", BUSINESS), "price of 'A'", NULL},
      {MARKET("{\"id\":\"c\",\"items\":{\"A\":0},\"amenities\":[]}", BUSINESS), "'c'", NULL},
      {MARKET("{\"id\":\"c\",\"items\":{\"A\":1,\"A\":2},\"amenities\":[]}", BUSINESS), "'A' stands there twice", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1,\"A\":2},\"amenities\":[]}"), "'A' stands there twice", NULL},
      {MARKET("{\"id\":\"c\",\"items\":{},\"amenities\":[]}", BUSINESS), "items", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[],\"attack_kind\":\"charm\"}"), "charm", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[],\"capacity\":1.5}"), "capacity", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[],\"rating\":2}"), "rating", NULL},
      {MARKET(CONSUMER, "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[],\"latency_factor\":0}"), "latency_factor", NULL},
      {MARKET(CONSUMER, BUSINESS), "request text", "query_mode=request"},
      {MARKET("{\"id\":\"c\",\"items\":{\"A\":1},\"amenities\":[\"x\"]}", BUSINESS), "price_update",
       "price_update=best_response"},
      {MARKET(CONSUMER, BUSINESS), "requests", "requests=7"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char setting[64];
    const char *path = write_market(setting, wrong[i].text);
    CU_ASSERT(REFUSED(wrong[i].word, "scenario=file", setting, wrong[i].setting != NULL ? wrong[i].setting : "consumers=2"));
    unlink(path);
  }
  CU_ASSERT(REFUSED("/no/such/market.json", "scenario=file", "market_file=/no/such/market.json"));
}

/* A file of 20,000 businesses whose ids begin alike, each selling one item of its own; `last` is the id of the last. */
static char *write_many(const char *last) {
  enum { MANY = 20000, ENTRY = 96 };
  char *text = malloc((size_t)MANY * ENTRY + 512);
  if (text == NULL)
    abort();
  size_t used = (size_t)sprintf(text, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"item-number-19998\":2},\"amenities\":[]}],"
                                      "\"businesses\":[");
  for (int i = 0; i + 1 < MANY; i++)
    used +=
        (size_t)snprintf(text + used, ENTRY, "{\"id\":\"business-%d\",\"items\":{\"item-number-%d\":1},\"amenities\":[]},", i, i);
  snprintf(text + used, 2 * ENTRY, "{\"id\":\"%s\",\"items\":{\"item-number-0\":1,\"item-number-19998\":3},\"amenities\":[]}]}",
           last);
  return text;
}

static void many_names_are_told_apart(void) {
  char setting[64];
  char *text = write_many("business-last"), *twice = write_many("business-12345");
  const char *path = write_market(setting, text);
  RUN(run, "scenario=file", setting, "search_mechanism=perfect");
  const struct magentic_market *m = market_of(&run);
  CU_ASSERT_EQUAL(m->businesses, 20000);
  CU_ASSERT_EQUAL(m->items, 19999);
  CU_ASSERT_EQUAL_FATAL(m->complete_start[1], 2);
  CU_ASSERT(m->complete_business[0] == 19998 && m->complete_business[1] == 19999);
  end_run(&run);
  unlink(path);
  path = write_market(setting, twice);
  CU_ASSERT(REFUSED("the business id 'business-12345' stands there twice", "scenario=file", setting));
  unlink(path);
  free(text);
  free(twice);
}

/* 10^6 consumers at 10^9 USD are 10^19 units, 2^63 is 9.2 x 10^18; 2 x 10^13 USD squared are 4 x 10^34, and 10^4 of
 * those pass 2^127 = 1.7 x 10^38. */
static void money_that_no_sum_holds_is_refused_with_its_numbers(void) {
  char dear[64], dearer[64];
  const char *first = write_market(dear, MARKET("{\"id\":\"c\",\"items\":{\"A\":1e9},\"amenities\":[]}",
                                                "{\"id\":\"b\",\"items\":{\"A\":1e9},\"amenities\":[]}"));
  CU_ASSERT(REFUSED("consumers = 1000000 times rounds = 1 with prices up to 1000000000.00", "scenario=file", dear,
                    "consumers=1000000"));
  CU_ASSERT(REFUSED("consumers = 1000 times rounds = 1000", "scenario=file", dear, "consumers=1000", "rounds=1000"));
  CU_ASSERT(REFUSED("consumers = 500000", "scenario=file", dear, "consumers=500000", "duplicate_purchase_prob=0.1"));
  RUN(held, "scenario=file", dear, "consumers=500000", "search_mechanism=perfect", "commit_prob=1.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&held, "welfare"), 5e14, 1.0);
  end_run(&held);
  const char *second = write_market(dearer, MARKET("{\"id\":\"c\",\"items\":{\"A\":1e12,\"B\":1e12},\"amenities\":[]}",
                                                   "{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[]}"));
  CU_ASSERT(REFUSED("values up to 20000000000000.00", "scenario=file", dearer, "value_multiplier=10.0", "consumers=10000"));
  unlink(first);
  unlink(second);
}

static void a_consumer_whom_nobody_can_serve_is_counted(void) {
  char setting[64];
  const char *path = write_market(setting, MARKET("{\"id\":\"c\",\"items\":{\"B\":1},\"amenities\":[]}," CONSUMER_D, BUSINESS));
  RUN(run, "scenario=file", setting, "consumers=10", "item_miss=0.0");
  CU_ASSERT_EQUAL(metric(&run, "consumers_without_match"), 5.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 0.5, 1e-12);
  end_run(&run);
  unlink(path);
}

WALRAS_UNIT_TESTS(UNIT(released_markets_reproduce_their_published_benchmarks), UNIT(benchmarks_of_the_tiny_market_match_by_hand),
                  UNIT(substitutes_cost_the_mean_of_the_menu), UNIT(benchmarks_ignore_the_order_and_the_incomplete),
                  UNIT(capacities_are_filled_from_the_cheapest_fit),
                  UNIT(the_capacity_optimum_is_undefined_where_businesses_are_shared),
                  UNIT(generated_requests_have_their_own_businesses_and_one_that_does_not_fit),
                  UNIT(random_choices_earn_the_reference_value_or_a_third_of_it), UNIT(texts_do_not_matter_under_perfect_search),
                  UNIT(mistakes_in_market_files_are_named), UNIT(many_names_are_told_apart),
                  UNIT(money_that_no_sum_holds_is_refused_with_its_numbers), UNIT(a_consumer_whom_nobody_can_serve_is_counted))
