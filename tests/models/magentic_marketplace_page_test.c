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

WALRAS_UNIT_TESTS(UNIT(cleaned_listings_persuade_nobody), UNIT(a_listing_is_cleaned_for_the_whole_journey),
                  UNIT(cleaning_spares_from_capture_and_persuasion_at_once), UNIT(filtering_harmless_listings_changes_no_bit))
