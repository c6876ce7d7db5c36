/* Whom consumers of the agentic market write to, by what the page shows them; closed forms. */
#include "magentic_marketplace.h"

/* Three firms of one price that all fit, the first of them false; nobody errs. 100,000 consumers: four standard errors of a share are at most
 * 0.0064, false alarm 6e-5 each, seeds fixed. */
#define MALICIOUS                                                                                                                \
  "scenario=malicious", "search_mechanism=simple", "consumers=100000", "item_miss=0.0", "amenity_miss=0.0", "overload_max=0.0",  \
      "rank_decay=0.0", "anchor_strength=0.0", "attack_kind=authority"
#define FOUR_ERRORS 0.0064

static double false_share(const market_run *run) {
  return metric(run, "attacker_payments_per_consumer");
}

/* ---- cleaned listings ---- */

/* A listing that always persuades loses that where it is cleaned: 1 - f + f/3, whether it persuades to write or to pay. */
static void cleaned_listings_persuade_nobody(void) {
  static const char *const filters[] = {"attack_filter_prob=0.0", "attack_filter_prob=0.6", "attack_filter_prob=1.0"};
  static const double cleaned[] = {0.0, 0.6, 1.0};
  for (int i = 0; i < 3; i++) {
    RUN(contact, MALICIOUS, "persuasion_authority=50.0", "contact_base=1.0", filters[i]);
    RUN(payment, MALICIOUS, "persuasion_authority=50.0", "contact_base=3.0", "commit_prob=0.0", "latency_sigma=0.0", filters[i]);
    CU_ASSERT_DOUBLE_EQUAL(false_share(&contact), 1.0 - cleaned[i] * 2.0 / 3.0, FOUR_ERRORS);
    CU_ASSERT_DOUBLE_EQUAL(false_share(&payment), 1.0 - cleaned[i] * 2.0 / 3.0, FOUR_ERRORS);
    end_run(&contact);
    end_run(&payment);
  }
}

/* Two of three are written to. Cleaned once for all: 1/2 + 1/2 * 2/3 * 1/2; were it drawn anew for the choice, 0.625. */
static void a_listing_is_cleaned_for_the_whole_journey(void) {
  RUN(run, MALICIOUS, "persuasion_authority=50.0", "contact_base=2.0", "commit_prob=0.0", "attack_filter_prob=0.5");
  CU_ASSERT_DOUBLE_EQUAL(false_share(&run), 0.5 + 0.5 / 3.0, FOUR_ERRORS);
  end_run(&run);
}

/* Who is not captured sees a listing that is clean or harmless: persuasion would find nobody whom capture has left. */
static void cleaning_spares_from_capture_and_persuasion_at_once(void) {
  RUN(run, MALICIOUS, "capture_authority=1.0", "persuasion_authority=50.0", "contact_base=1.0", "attack_filter_prob=0.5");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "capture_rate"), 0.5, FOUR_ERRORS);
  CU_ASSERT_DOUBLE_EQUAL(false_share(&run), 0.5 + 0.5 / 3.0, FOUR_ERRORS);
  end_run(&run);
}

/* Cleaning is no part of the luck of capture: 1/2 * 1/2. */
static void capture_and_cleaning_are_independent(void) {
  RUN(run, MALICIOUS, "capture_authority=0.5", "attack_filter_prob=0.5");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "capture_rate"), 0.25, FOUR_ERRORS);
  end_run(&run);
}

/* Pages that each consumer weighs alone are those that all weigh together where nothing is cleaned or nothing pulls. */
static void filtering_harmless_listings_changes_no_bit(void) {
  RUN(open, MALICIOUS, "contact_base=2.0");
  RUN(filtered, MALICIOUS, "contact_base=2.0", "attack_filter_prob=0.5");
  RUN(clean, MALICIOUS, "contact_base=2.0", "persuasion_authority=2.0", "attack_filter_prob=1.0");
  RUN(pulling, MALICIOUS, "contact_base=2.0", "persuasion_authority=2.0");
  RUN(rarely, MALICIOUS, "contact_base=2.0", "persuasion_authority=2.0", "attack_filter_prob=1e-12");
  CU_ASSERT(same_records(&open, &filtered));
  CU_ASSERT(same_records(&open, &clean));
  CU_ASSERT(same_records(&pulling, &rarely));
  end_run(&open);
  end_run(&filtered);
  end_run(&clean);
  end_run(&pulling);
  end_run(&rarely);
}

/* ---- disclosure ---- */

#define FIRM(id, price, item, amenities) "{\"id\":\"" id "\",\"items\":{\"" item "\":" price "},\"amenities\":[" amenities "]}"
#define MARKET(amenities, firms)                                                                                                 \
  "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[" amenities "]}],\"businesses\":[" firms "]}"
/* One of the page is written to, and paid if it is acceptable: the value is 20. */
#define ONE_CONTACT                                                                                                              \
  "scenario=file", "search_mechanism=simple", "consumers=100000", "contact_base=1.0", "rank_decay=0.0", "overload_max=0.0",      \
      "reservation_factor=10.0"

/* Weights e^(2 - 0.8 b), e^(2 - 1.2 b) and, for the firm that lacks the item, e^(-1.2 b), however little its substitute costs. The sd of a gain
 * is at most 6: four standard errors 0.076, false alarm 6e-5 each. Sharper eyes for prices never cost. */
static void disclosed_prices_lead_to_the_cheap_firm_however_sensitive_the_buyer(void) {
  static const char *const sensitivities[] = {"price_sensitivity=0.0", "price_sensitivity=2.0", "price_sensitivity=20.0",
                                              "price_sensitivity=1e3", "price_sensitivity=1e4", "price_sensitivity=1e9"};
  static const double b[] = {0.0, 2.0, 20.0, 1e3, 1e4, 1e9};
  char setting[64];
  const char *path = write_market(
      setting, MARKET("", FIRM("cheap", "8", "A", "") "," FIRM("other", "1", "B", "") "," FIRM("dear", "12", "A", "")));
  double before = 0.0;
  for (int i = 0; i < 6; i++) {
    RUN(run, ONE_CONTACT, setting, "assistant_profile=rational", "item_miss=1.0", "disclosure=full", "disclosure_weight=2.0",
        "match_signal=0.0", sensitivities[i]);
    const double dear = exp(-0.4 * b[i]), other = exp(-2.0 - 0.4 * b[i]), gain = metric(&run, "consumer_utility_mean");
    CU_ASSERT_DOUBLE_EQUAL(gain, (12.0 + 8.0 * dear) / (1.0 + dear + other), 0.076);
    CU_ASSERT(gain >= before);
    before = gain;
    end_run(&run);
  }
  CU_ASSERT_DOUBLE_EQUAL(before, 12.0, 1e-9);
  unlink(path);
}

/* Two are written to, the cheapest, which does not fit, and always the next cheapest, however far the first is ahead. */
static void far_behind_the_best_the_next_best_comes_second(void) {
  static const char *const sensitivities[] = {"price_sensitivity=500.0", "price_sensitivity=1e4", "price_sensitivity=1e9"};
  char setting[64];
  const char *path =
      write_market(setting, MARKET("\"x\"", FIRM("dear", "12", "A", "\"x\"") "," FIRM("misfit", "8", "A", "") "," FIRM(
                                                "next", "9", "A", "\"x\"") "," FIRM("dearer", "13", "A", "\"x\"")));
  for (int i = 0; i < 3; i++) {
    RUN(run, "scenario=file", "search_mechanism=simple", setting, "consumers=1000", "assistant_profile=rational",
        "rank_decay=0.0", "contact_base=2.0", "disclosure=full", "disclosure_weight=0.0", "match_signal=0.0", sensitivities[i]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "consumer_utility_mean"), 11.0, 1e-9);
    end_run(&run);
  }
  unlink(path);
}

/* Half the amenities weigh e^1 of e^2, and what is disclosed is not overlooked. */
static void disclosed_amenities_weigh_and_are_not_overlooked(void) {
  char setting[64];
  const char *path =
      write_market(setting, MARKET("\"x\",\"y\"", FIRM("half", "8", "A", "\"x\"") "," FIRM("both", "8", "A", "\"x\",\"y\"")));
  RUN(menu, ONE_CONTACT, setting, "amenity_miss=1.0", "disclosure=menu", "disclosure_weight=2.0");
  RUN(amenities, ONE_CONTACT, setting, "amenity_miss=1.0", "disclosure=menu_amenities", "disclosure_weight=2.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&menu, "completion_rate"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&menu, "needs_met_rate"), 0.5, FOUR_ERRORS);
  CU_ASSERT_DOUBLE_EQUAL(metric(&amenities, "needs_met_rate"), 1.0 / (1.0 + exp(-1.0)), FOUR_ERRORS);
  CU_ASSERT(unit_same_bits(metric(&amenities, "completion_rate"), metric(&amenities, "needs_met_rate")));
  end_run(&menu);
  end_run(&amenities);
  unlink(path);
}

/* Without weight, disclosure still says what is missing; match_signal tells by itself whom to write to. */
static void disclosed_menus_are_not_overlooked_and_matches_attract(void) {
  char setting[64];
  const char *path = write_market(setting, MARKET("", FIRM("other", "8", "B", "") "," FIRM("right", "8", "A", "")));
  RUN(hidden, ONE_CONTACT, setting, "item_miss=1.0", "substitute_prob=1.0", "match_signal=1.5");
  RUN(shown, ONE_CONTACT, setting, "item_miss=1.0", "substitute_prob=1.0", "disclosure=menu", "disclosure_weight=0.0",
      "match_signal=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&hidden, "completion_rate"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&hidden, "needs_met_rate"), 1.0 / (1.0 + exp(-1.5)), FOUR_ERRORS);
  CU_ASSERT_DOUBLE_EQUAL(metric(&shown, "completion_rate"), 0.5, FOUR_ERRORS);
  CU_ASSERT(unit_same_bits(metric(&shown, "completion_rate"), metric(&shown, "needs_met_rate")));
  end_run(&hidden);
  end_run(&shown);
  unlink(path);
}

/* ---- contacts and overload ---- */

#define IDENTICAL "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "consumers=100000", "item_miss=0.0"

/* e/(e + 2), of being written to and of being paid among three. */
static void persuasion_moves_contacts_and_payments_by_its_logit(void) {
  const double share = exp(1.0) / (exp(1.0) + 2.0);
  RUN(contact, MALICIOUS, "persuasion_authority=1.0", "contact_base=1.0");
  RUN(payment, MALICIOUS, "persuasion_authority=1.0", "contact_base=3.0", "commit_prob=0.0", "price_sensitivity=0.0");
  CU_ASSERT_DOUBLE_EQUAL(false_share(&contact), share, FOUR_ERRORS);
  CU_ASSERT_DOUBLE_EQUAL(false_share(&payment), share, FOUR_ERRORS);
  end_run(&contact);
  end_run(&payment);
}

/* Ranks weigh 1, 1/2, 1/3 for the calm and the same for the overloaded, of whom there are 0.8 (1 - e^-1). */
static void overloaded_consumers_lose_sight_of_the_ranks(void) {
  const double overloaded = 0.8 * (1.0 - exp(-1.0));
  RUN(calm, IDENTICAL, "contact_base=1.0", "rank_decay=1.0", "overload_max=0.0");
  RUN(some, IDENTICAL, "contact_base=1.0", "rank_decay=1.0", "overload_max=0.8", "overload_free=1.0", "overload_scale=2.0");
  CU_ASSERT_EQUAL(metric(&calm, "overload_rate"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&some, "overload_rate"), overloaded, FOUR_ERRORS);
  for (int64_t rank = 0; rank < 3; rank++) {
    const double share = 6.0 / 11.0 / (double)(rank + 1);
    CU_ASSERT_DOUBLE_EQUAL(element(&calm, "list_position_share", rank), share, FOUR_ERRORS);
    CU_ASSERT_DOUBLE_EQUAL(element(&some, "list_position_share", rank), overloaded / 3.0 + (1.0 - overloaded) * share,
                           FOUR_ERRORS);
  }
  end_run(&calm);
  end_run(&some);
}

#define OVERLOADED                                                                                                               \
  "scenario=file", "search_mechanism=simple", "consumers=100000", "overload_max=1.0", "overload_free=0.0", "overload_scale=1e-3"

/* The overloaded overlook amenities with the larger of the two probabilities, and items with that of overload. */
static void overload_never_sharpens_the_eye_for_amenities(void) {
  static const char *const overload[] = {"overload_miss=0.2", "overload_miss=0.6"}, *const amenity[] = {"amenity_miss=0.6",
                                                                                                        "amenity_miss=0.2"};
  static const double item[] = {0.2, 0.6};
  char bare[64], other[64];
  const char *without = write_market(bare, MARKET("\"x\"", FIRM("b", "8", "A", "")));
  const char *lacking = write_market(other, MARKET("\"x\"", FIRM("b", "8", "B", "\"x\"")));
  for (int i = 0; i < 2; i++) {
    RUN(amenities, OVERLOADED, bare, overload[i], amenity[i], "item_miss=0.9");
    RUN(items, OVERLOADED, other, overload[i], amenity[i], "item_miss=0.9", "substitute_prob=1.0");
    CU_ASSERT_DOUBLE_EQUAL(metric(&amenities, "completion_rate"), 0.6, FOUR_ERRORS);
    CU_ASSERT_DOUBLE_EQUAL(metric(&items, "completion_rate"), item[i], FOUR_ERRORS);
    end_run(&amenities);
    end_run(&items);
  }
  unlink(without);
  unlink(lacking);
}

/* Twelve on the page: 2 (12/3)^(1/2) = 4 are written to, or what contact_max allows; fractions in the mean: sd below 1/2. */
static void contacts_grow_with_the_page_up_to_their_most(void) {
#define TWELVE IDENTICAL, "businesses_per_request=12", "unfit_per_request=0", "search_bandwidth=12"
  RUN(fixed, TWELVE, "contact_base=2.3", "contact_elasticity=0.0");
  RUN(grown, TWELVE, "contact_base=2.0", "contact_elasticity=0.5", "contact_max=10");
  RUN(bound, TWELVE, "contact_base=2.0", "contact_elasticity=0.5", "contact_max=3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&fixed, "contacts_per_consumer"), 2.3, FOUR_ERRORS);
  CU_ASSERT_DOUBLE_EQUAL(metric(&grown, "contacts_per_consumer"), 4.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&bound, "contacts_per_consumer"), 3.0, 1e-12);
  end_run(&fixed);
  end_run(&grown);
  end_run(&bound);
}

WALRAS_UNIT_TESTS(UNIT(persuasion_moves_contacts_and_payments_by_its_logit), UNIT(overloaded_consumers_lose_sight_of_the_ranks),
                  UNIT(overload_never_sharpens_the_eye_for_amenities), UNIT(contacts_grow_with_the_page_up_to_their_most),
                  UNIT(cleaned_listings_persuade_nobody), UNIT(a_listing_is_cleaned_for_the_whole_journey),
                  UNIT(cleaning_spares_from_capture_and_persuasion_at_once), UNIT(capture_and_cleaning_are_independent),
                  UNIT(filtering_harmless_listings_changes_no_bit),
                  UNIT(disclosed_prices_lead_to_the_cheap_firm_however_sensitive_the_buyer),
                  UNIT(far_behind_the_best_the_next_best_comes_second), UNIT(disclosed_amenities_weigh_and_are_not_overlooked),
                  UNIT(disclosed_menus_are_not_overlooked_and_matches_attract))
