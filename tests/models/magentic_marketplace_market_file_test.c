/* Market files of the agentic market: every mistake by its words, and what of a good file reaches the market. */
#include "magentic_marketplace.h"
#include "unit/folder.h"

#define ITEM_A "\"items\":{\"A\":1}"
#define LIST "\"amenities\":[]"
#define CONSUMER "{\"id\":\"c\"," ITEM_A "," LIST "}"
#define BUSINESS "{\"id\":\"b\"," ITEM_A "," LIST "}"
#define MARKET(consumers, businesses) "{\"consumers\":[" consumers "],\"businesses\":[" businesses "]}"
#define WITH_CONSUMER(members) MARKET("{" members "}", BUSINESS)
#define WITH_BUSINESS(members) MARKET(CONSUMER, "{" members "}")
#define WITH_MEMBER(member) WITH_BUSINESS("\"id\":\"b\"," ITEM_A "," LIST "," member)

/* The whole message of a run of the file; `%s` in it stands for the file. */
static void expect_mistake(const char *text, const char *message, const char *setting) {
  char file[64];
  market_run run;
  const char *path = write_market(file, text);
  run_market(&run, 1, SETTINGS("scenario=file", file, setting));
  CU_ASSERT_NOT_EQUAL(run.status, WALRAS_OK);
  unit_expect_message(run.message, message, path);
  end_run(&run);
  unlink(path);
}

/* The same of a file that is refused before a trial begins: its consumers cannot be counted. */
static void expect_unreadable(const char *text, const char *message) {
  char file[64];
  int64_t requests = -1;
  walras_error error = {0};
  const char *path = write_market(file, text);
  CU_ASSERT_EQUAL(magentic_file_requests(path, &requests, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_EQUAL(requests, -1);
  unit_expect_message(error.message, message, path);
  CU_ASSERT(REFUSED(error.message, "scenario=file", file));
  unlink(path);
}

typedef struct mistake {
  const char *text, *message;
} mistake;

#define COUNTED(...) (const mistake[]){__VA_ARGS__}, sizeof((const mistake[]){__VA_ARGS__}) / sizeof(mistake)

static void expect_unreadables(const mistake *mistakes, size_t count) {
  for (size_t i = 0; i < count; i++)
    expect_unreadable(mistakes[i].text, mistakes[i].message);
}
#define EXPECT_UNREADABLES(...) expect_unreadables(COUNTED(__VA_ARGS__))

static void expect_mistakes(const mistake *mistakes, size_t count) {
  for (size_t i = 0; i < count; i++)
    expect_mistake(mistakes[i].text, mistakes[i].message, "consumers=2");
}
#define EXPECT_MISTAKES(...) expect_mistakes(COUNTED(__VA_ARGS__))

static void what_is_no_json_is_named_with_its_line(void) {
  EXPECT_UNREADABLES({"", "market_file: %s:1: this is not valid JSON"}, {"{", "market_file: %s:1: this is not valid JSON"},
                     {"{\n\"consumers\":\n[oops]}", "market_file: %s:3: this is not valid JSON"},
                     {MARKET(CONSUMER, BUSINESS) "\n\n]", "market_file: %s:3: this is not valid JSON"},
                     {"{\"consumers\":[],\n\"businesses\":[\n\n{\"id\" \"b\"}]}", "market_file: %s:4: this is not valid JSON"});
}

static void both_lists_must_be_there_with_an_entry_each(void) {
#define NO_LISTS "market_file: %s needs the lists \"consumers\" and \"businesses\", each with at least one entry"
  EXPECT_UNREADABLES({"{}", NO_LISTS}, {"[]", NO_LISTS}, {"7", NO_LISTS}, {MARKET("", BUSINESS), NO_LISTS},
                     {MARKET(CONSUMER, ""), NO_LISTS}, {"{\"consumers\":[" CONSUMER "]}", NO_LISTS},
                     {"{\"Consumers\":[" CONSUMER "],\"businesses\":[" BUSINESS "]}", NO_LISTS},
                     {"{\"consumers\":{\"c\":" CONSUMER "},\"businesses\":[" BUSINESS "]}", NO_LISTS},
                     {"{\"consumers\":[" CONSUMER "],\"businesses\":{\"b\":" BUSINESS "}}", NO_LISTS});
}

static void entries_need_an_id_of_their_own(void) {
  EXPECT_MISTAKES({MARKET("7", BUSINESS), "market file %s: consumer number 1 has no id"},
                  {MARKET(CONSUMER ",{" ITEM_A "," LIST "}", BUSINESS), "market file %s: consumer number 2 has no id"},
                  {WITH_CONSUMER("\"id\":3," ITEM_A "," LIST), "market file %s: consumer number 1 has no id"},
                  {MARKET(CONSUMER, BUSINESS ",null"), "market file %s: business number 2 has no id"},
                  {MARKET(CONSUMER "," CONSUMER, BUSINESS), "market file %s: the consumer id 'c' stands there twice"},
                  {MARKET(CONSUMER, BUSINESS "," BUSINESS), "market file %s: the business id 'b' stands there twice"});
}

static void a_business_may_be_called_as_a_consumer(void) {
  char file[64];
  const char *path = write_market(file, MARKET(CONSUMER, "{\"id\":\"c\"," ITEM_A "," LIST "}"));
  RUN(run, "scenario=file", file);
  end_run(&run);
  unlink(path);
}

static void items_and_their_prices_are_checked(void) {
#define NO_REFERENCE "market file %s: 'c' needs items with their reference prices"
#define NO_PRICES "market file %s: 'b' needs items with their prices"
#define PRICE(who) "market file %s: '" who "': the price of 'A' must be a number from 0 to 10^12"
  EXPECT_MISTAKES(
      {WITH_CONSUMER("\"id\":\"c\"," LIST), NO_REFERENCE}, {WITH_CONSUMER("\"id\":\"c\",\"items\":{}," LIST), NO_REFERENCE},
      {WITH_CONSUMER("\"id\":\"c\",\"items\":[\"A\"]," LIST), NO_REFERENCE}, {WITH_BUSINESS("\"id\":\"b\"," LIST), NO_PRICES},
      {WITH_BUSINESS("\"id\":\"b\",\"items\":[1]," LIST), NO_PRICES});
  EXPECT_MISTAKES(
      {WITH_CONSUMER("\"id\":\"c\",\"items\":{\"A\":-0.01}," LIST), PRICE("c")},
      {WITH_CONSUMER("\"id\":\"c\",\"items\":{\"A\":\"1\"}," LIST), PRICE("c")},
      {WITH_CONSUMER("\"id\":\"c\",\"items\":{\"B\":1,\"A\":true}," LIST), PRICE("c")},
      {WITH_BUSINESS("\"id\":\"b\",\"items\":{\"A\":null}," LIST), PRICE("b")},
      {WITH_BUSINESS("\"id\":\"b\",\"items\":{\"A\":1e999}," LIST), PRICE("b")},
      {WITH_BUSINESS("\"id\":\"b\",\"items\":{\"A\":1.0000001e12}," LIST), PRICE("b")},
      {WITH_CONSUMER("\"id\":\"c\",\"items\":{\"A\":1,\"A\":1}," LIST), "market file %s: 'c': the item 'A' stands there twice"},
      {WITH_BUSINESS("\"id\":\"b\",\"items\":{\"A\":1,\"B\":1,\"A\":2}," LIST),
       "market file %s: 'b': the item 'A' stands there twice"},
      {WITH_CONSUMER("\"id\":\"c\",\"items\":{\"A\":0,\"B\":0.004}," LIST),
       "market file %s: 'c': the reference prices sum to less than a cent"});
}

/* 64 different amenities, of which the entry that brings the 65th is at fault; the names of 65 in one list. */
static void amenities_are_a_list_of_at_most_64_words(void) {
#define NO_WORD(who) "market file %s: '" who "': an amenity is no word, or there are more than 64 different ones"
  EXPECT_MISTAKES(
      {WITH_CONSUMER("\"id\":\"c\"," ITEM_A), "market file %s: 'c' needs a list of amenities"},
      {WITH_BUSINESS("\"id\":\"b\"," ITEM_A ",\"amenities\":\"wifi\""), "market file %s: 'b' needs a list of amenities"},
      {WITH_BUSINESS("\"id\":\"b\"," ITEM_A ",\"amenities\":{\"wifi\":true}"), "market file %s: 'b' needs a list of amenities"},
      {WITH_CONSUMER("\"id\":\"c\"," ITEM_A ",\"amenities\":[\"wifi\",1]"), NO_WORD("c")},
      {WITH_BUSINESS("\"id\":\"b\"," ITEM_A ",\"amenities\":[null]"), NO_WORD("b")});
  char many[1024] = "", text[2048], file[64];
  for (int i = 0; i < 64; i++)
    snprintf(many + strlen(many), 16, "%s\"a%d\"", i > 0 ? "," : "", i);
  snprintf(text, sizeof text, "{\"consumers\":[" CONSUMER "],\"businesses\":[{\"id\":\"b\"," ITEM_A ",\"amenities\":[%s]}]}",
           many);
  const char *path = write_market(file, text);
  RUN(run, "scenario=file", file);
  CU_ASSERT_EQUAL(market_of(&run)->amenities[0], UINT64_MAX);
  end_run(&run);
  unlink(path);
  snprintf(text, sizeof text,
           "{\"consumers\":[" CONSUMER "],\"businesses\":[{\"id\":\"x\"," ITEM_A ",\"amenities\":[%s]},{\"id\":\"b\"," ITEM_A
           ",\"amenities\":[\"a3\",\"b\"]}]}",
           many);
  expect_mistake(text, NO_WORD("b"), "consumers=2");
}

static void optional_members_keep_to_their_limits(void) {
#define RATING "market file %s: 'b': rating must be a number from 0 to 1"
#define LATENCY "market file %s: 'b': latency_factor must be a number from 1e-9 to 1e9"
#define CAPACITY "market file %s: 'b': capacity must be a whole number from 0 (no limit) to 10^9"
  EXPECT_MISTAKES({WITH_MEMBER("\"rating\":1.001"), RATING}, {WITH_MEMBER("\"rating\":-0.1"), RATING},
                  {WITH_MEMBER("\"rating\":\"good\""), RATING}, {WITH_MEMBER("\"latency_factor\":0"), LATENCY},
                  {WITH_MEMBER("\"latency_factor\":1.1e9"), LATENCY}, {WITH_MEMBER("\"latency_factor\":null"), LATENCY},
                  {WITH_MEMBER("\"capacity\":-1"), CAPACITY}, {WITH_MEMBER("\"capacity\":1000000001"), CAPACITY},
                  {WITH_MEMBER("\"capacity\":1.5"), "market file %s: 'b': capacity must be a whole number"},
                  {WITH_MEMBER("\"attack_kind\":\"charm\""), "market file %s: 'b': unknown attack_kind 'charm'"},
                  {WITH_MEMBER("\"attack_kind\":2"), "market file %s: 'b': unknown attack_kind ''"});
}

static void a_request_in_its_own_words_needs_words(void) {
  expect_mistake(MARKET("{\"id\":\"a\",\"request\":\"an A\"," ITEM_A "," LIST "}," CONSUMER, BUSINESS),
                 "market file %s: query_mode = request, but 'c' has no request text", "query_mode=request");
}

static void places_without_a_readable_file_are_named(void) {
  int64_t requests;
  walras_error missing = {0}, folder = {0};
  CU_ASSERT_EQUAL(magentic_file_requests("/no/such/market.json", &requests, &missing), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(missing.message, "market_file: /no/such/market.json cannot be read: No such file or directory");
  CU_ASSERT_EQUAL(magentic_file_requests("/tmp", &requests, &folder), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(folder.message, "market_file: /tmp is no file of at most 1 GiB");
}

/* ---- what is read ---- */

/* Numbers of items and amenities follow their first mention; prices are cents, 1.005 the double below it. */
static void a_file_becomes_the_market_that_it_describes(void) {
  char file[64];
  const char *path = write_market(
      file, MARKET("{\"id\":\"c\",\"items\":{\"B\":2.005,\"A\":3},\"amenities\":[\"x\",\"y\"]},"
                   "{\"id\":\"d\",\"items\":{\"C\":0.99},\"amenities\":[]}",
                   "{\"id\":\"p\",\"name\":\"Po\",\"description\":\"Deep "
                   "blue\",\"items\":{\"A\":1.005,\"D\":0},\"amenities\":[\"z\",\"x\"],"
                   "\"rating\":0.5,\"latency_factor\":2.5,\"attack_kind\":\"loss_aversion\",\"min_price_factor\":0.7},"
                   "{\"id\":\"q\",\"items\":{},\"amenities\":[],\"capacity\":3,\"attack_kind\":\"none\"}"));
  int64_t requests = 0;
  CU_ASSERT_EQUAL(magentic_file_requests(path, &requests, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(requests, 2);
  RUN(run, "scenario=file", file);
  const struct magentic_market *m = market_of(&run);
  CU_ASSERT(m->requests == 2 && m->businesses == 2 && m->items == 4);
  CU_ASSERT(m->item_start[0] == 0 && m->item_start[1] == 2 && m->item_start[2] == 3);
  CU_ASSERT(m->item[0] == 0 && m->item[1] == 1 && m->item[2] == 2);
  CU_ASSERT(m->item_reference[0] == 20000 && m->item_reference[1] == 30000 && m->item_reference[2] == 9900);
  CU_ASSERT(m->required[0] == 3 && m->required[1] == 0);
  CU_ASSERT(m->menu_start[1] == 2 && m->menu_start[2] == 2 && m->menu_item[0] == 1 && m->menu_item[1] == 3);
  CU_ASSERT(m->menu_price[0] == 10000 && m->menu_price[1] == 0 && m->menu_mean[0] == 5000);
  CU_ASSERT(m->amenities[0] == 5 && m->amenities[1] == 0);
  CU_ASSERT(m->rating[0] == 0.5 && m->rating[1] == 1.0 && m->latency_factor[0] == 2.5 && m->latency_factor[1] == 1.0);
  CU_ASSERT(m->attack[0] == ATTACK_LOSS_AVERSION && m->attack[1] == ATTACK_NONE);
  CU_ASSERT_PTR_NOT_NULL_FATAL(m->capacity);
  CU_ASSERT(m->capacity[0] == 0 && m->capacity[1] == 3);
  CU_ASSERT_STRING_EQUAL(m->document[0], "Po, Deep blue, A, D, ");
  CU_ASSERT_STRING_EQUAL(m->document[1], ", , ");
  end_run(&run);
  unlink(path);
}

static void capacities_of_zero_are_no_capacities(void) {
  char file[64];
  const char *path = write_market(file, WITH_MEMBER("\"capacity\":0"));
  RUN(run, "scenario=file", file);
  CU_ASSERT_PTR_NULL(market_of(&run)->capacity);
  end_run(&run);
  unlink(path);
}

static void every_kind_of_attack_has_its_name(void) {
  static const char *const kinds[ATTACK_KINDS] = {"none",          "authority",       "social_proof",
                                                  "loss_aversion", "injection_basic", "injection_strong"};
  for (int kind = 0; kind < ATTACK_KINDS; kind++) {
    char file[64], text[256];
    snprintf(text, sizeof text, WITH_MEMBER("\"attack_kind\":\"%s\""), kinds[kind]);
    const char *path = write_market(file, text);
    RUN(run, "scenario=file", file);
    CU_ASSERT_EQUAL(market_of(&run)->attack[0], kind);
    end_run(&run);
    unlink(path);
  }
}

static void queries_are_items_or_with_amenities_or_the_request_itself(void) {
  static const char *const modes[] = {"query_mode=items", "query_mode=items_amenities", "query_mode=request"};
  static const char *const queries[3][2] = {{"Taco Corn Soup", "Flan"},
                                            {"Taco Corn Soup patio", "Flan wifi patio"},
                                            {"Taco and Corn Soup outside, please", "Flan with wifi"}};
  char file[64];
  const char *path = write_market(file, TINY_MARKET);
  for (int mode = 0; mode < 3; mode++) {
    RUN(run, "scenario=file", file, modes[mode]);
    const struct magentic_market *m = market_of(&run);
    CU_ASSERT_STRING_EQUAL(m->query[0], queries[mode][0]);
    CU_ASSERT_STRING_EQUAL(m->query[1], queries[mode][1]);
    end_run(&run);
  }
  unlink(path);
}

WALRAS_UNIT_TESTS(UNIT(what_is_no_json_is_named_with_its_line), UNIT(both_lists_must_be_there_with_an_entry_each),
                  UNIT(entries_need_an_id_of_their_own), UNIT(a_business_may_be_called_as_a_consumer),
                  UNIT(items_and_their_prices_are_checked), UNIT(amenities_are_a_list_of_at_most_64_words),
                  UNIT(optional_members_keep_to_their_limits), UNIT(a_request_in_its_own_words_needs_words),
                  UNIT(places_without_a_readable_file_are_named), UNIT(a_file_becomes_the_market_that_it_describes),
                  UNIT(capacities_of_zero_are_no_capacities), UNIT(every_kind_of_attack_has_its_name),
                  UNIT(queries_are_items_or_with_amenities_or_the_request_itself))
