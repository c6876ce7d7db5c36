/* The journey of the agentic market against closed forms and invariants, through whole trials. */
#include "magentic_marketplace.h"

#define POSITION "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "item_miss=0.0"

/* k + (1 - k) e^a / (e^a + J - 1); three standard errors of 300,000 consumers are at most 0.0028: false alarm 0.3 % each, seed fixed. */
static void first_proposal_share_follows_its_closed_form(void) {
  static const char *const settings[4][3] = {{"commit_prob=0.9", "anchor_strength=0.0", "businesses_per_request=3"},
                                             {"commit_prob=0.625", "anchor_strength=1.7", "businesses_per_request=3"},
                                             {"commit_prob=0.4", "anchor_strength=0.0", "businesses_per_request=3"},
                                             {"commit_prob=0.9", "anchor_strength=0.0", "businesses_per_request=2"}};
  static const double first[4] = {0.933333, 0.899651, 0.6, 0.95}, later[4] = {0.033333, 0.050174, 0.2, 0.05};
  static const double advantage[4] = {28.0, 17.93, 3.0, 0.0};
  for (int i = 0; i < 4; i++) {
    RUN(run, POSITION, "consumers=300000", settings[i][0], settings[i][1], settings[i][2], "unfit_per_request=0");
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "paid_rank_share", 0), first[i], 0.0028);
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "paid_rank_share", 1), later[i], 0.0028);
    if (i < 3) /* relative error of a share of 0.0333 among 300,000: 1 %, three of them */
      CU_ASSERT_DOUBLE_EQUAL(metric(&run, "first_proposal_advantage") / advantage[i], 1.0, 0.03);
    end_run(&run);
  }
}

static void escrow_in_random_order_makes_the_arrival_rank_irrelevant(void) {
  RUN(run, POSITION, "consumers=300000", "commit_prob=0.9", "anchor_strength=1.0", "release_mechanism=batch_random");
  for (int64_t rank = 0; rank < 3; rank++)
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "paid_rank_share", rank), 1.0 / 3.0, 0.0027);
  CU_ASSERT(metric(&run, "paid_rank_chi_square") < 13.82); /* 2 degrees of freedom, p > 0.001 */
  end_run(&run);
}

/* Contacts with exactly the three complete firms, the first acceptable proposal paid, equal latencies: the unfit one comes first with
 * probability 1/3 and is then taken with probability e, so E[U]/T = 1 - 2 e/3. The consumers' error is at most 1/sqrt(60000) = 0.004, the
 * markets' 0.25/sqrt(2000) times the unevenness of T, about 0.008: four joint sd are 0.036, false alarm 6e-5. */
static void overlooking_amenities_costs_two_thirds_of_the_reference_value(void) {
  static const char *const misses[] = {"amenity_miss=0.0", "amenity_miss=0.5", "amenity_miss=1.0"};
  static const double errors[] = {0.0, 0.5, 1.0};
  for (int i = 0; i < 3; i++) {
    RUN(run, "search_mechanism=perfect", "requests=2000", "consumers=60000", "search_bandwidth=3", "commit_prob=1.0", misses[i]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare") / metric(&run, "reference_value_total"), 1.0 - 2.0 * errors[i] / 3.0, 0.036);
    end_run(&run);
  }
}

static void exact_choice_under_perfect_search_reaches_the_optimum(void) {
  RUN(rational, "assistant_profile=rational", "search_mechanism=perfect", "consumers=1000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&rational, "welfare_share"), 1.0, 1e-12);
  RUN(sharp, "search_mechanism=perfect", "commit_prob=0.0", "price_sensitivity=1e6", "amenity_miss=0.0", "consumers=1000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&sharp, "welfare_share"), 1.0, 1e-12);
  end_run(&rational);
  end_run(&sharp);
}

/* Attackers always answer: payments per market of three are 1 + 2 capture. Three standard errors of 300,000 are 0.0028. */
static void attacker_payments_follow_the_capture_probability(void) {
  RUN(run, "scenario=competitive", "consumers=300000", "item_miss=0.0", "amenity_miss=0.0", "attack_kind=injection_strong",
      "capture_injection_strong=0.25");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "attacker_payments_per_consumer"), 0.5, 0.0028);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "capture_rate"), 0.25, 0.0024);
  end_run(&run);
}

static void filtered_listings_capture_nobody(void) {
  RUN(run, "scenario=competitive", "consumers=30000", "item_miss=0.0", "amenity_miss=0.0", "attack_kind=injection_strong",
      "capture_injection_strong=1.0", "attack_filter_prob=1.0");
  CU_ASSERT_EQUAL(metric(&run, "capture_rate"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "attacker_payments_per_consumer"), 1.0 / 3.0, 1e-12);
  end_run(&run);
}

static void hard_gate_equals_streaming_bit_for_bit_without_commitment(void) {
  RUN(streaming, "commit_prob=0.0", "consumers=3000", "anchor_strength=1.0");
  RUN(gate, "commit_prob=0.0", "consumers=3000", "anchor_strength=1.0", "release_mechanism=hard_gate", "release_count=10");
  CU_ASSERT(same_records(&streaming, &gate));
  end_run(&streaming);
  end_run(&gate);
}

static void a_whole_batch_in_order_of_arrival_equals_the_hard_gate_bit_for_bit(void) {
  RUN(gate, "consumers=3000", "anchor_strength=1.5", "release_mechanism=hard_gate", "release_count=10");
  RUN(batch, "consumers=3000", "anchor_strength=1.5", "release_mechanism=batch_arrival", "release_count=10");
  CU_ASSERT(same_records(&gate, &batch));
  end_run(&gate);
  end_run(&batch);
}

static void a_batch_with_a_deadline_pays_nobody_who_comes_later(void) {
  RUN(run, POSITION, "consumers=20000", "release_mechanism=batch_arrival", "release_count=64", "release_deadline=0.5");
  /* P(all three of median 1, sigma 0.5 after 0.5 s) = (1 - Phi(-1.386))^3 = 0.7717; three standard errors 0.0089. */
  CU_ASSERT_DOUBLE_EQUAL(1.0 - metric(&run, "completion_rate"), 0.7717, 0.0089);
  CU_ASSERT(metric(&run, "time_to_purchase_mean") <= 0.5);
  end_run(&run);
}

static void attackers_without_effect_change_no_bit(void) {
  static const char *const searches[] = {"search_mechanism=simple", "search_mechanism=perfect", "search_mechanism=lexical"};
  for (int i = 0; i < 3; i++) {
    RUN(calm, "consumers=2000", searches[i], "attacker_substitute_prob=0.5");
    RUN(harmless, "consumers=2000", searches[i], "attacker_substitute_prob=0.5", "attack_kind=authority", "attack_share=0.5");
    RUN(other, "consumers=2000", searches[i], "attacker_substitute_prob=0.5", "attack_kind=injection_strong", "attack_share=0.5");
    CU_ASSERT(same_records(&harmless, &other));
    static const char *const names[] = {"welfare", "time_to_purchase_mean", "completion_rate", "revenue_gini",
                                        "contacts_per_consumer"};
    for (int k = 0; k < 5; k++)
      CU_ASSERT(unit_same_bits(metric(&calm, names[k]), metric(&harmless, names[k])));
    end_run(&calm);
    end_run(&harmless);
    end_run(&other);
  }
}

static void ten_times_the_prices_are_ten_times_the_welfare(void) {
#define SCALED_MARKET(zero)                                                                                                      \
  "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":5" zero ",\"B\":3" zero "},\"amenities\":[\"x\"]}],\"businesses\":["           \
  "{\"id\":\"b1\",\"items\":{\"A\":6" zero ",\"B\":3" zero "},\"amenities\":[\"x\"]},"                                           \
  "{\"id\":\"b2\",\"items\":{\"A\":4" zero ",\"B\":2" zero ",\"C\":9" zero "},\"amenities\":[]},"                                \
  "{\"id\":\"b3\",\"items\":{\"A\":5" zero "},\"amenities\":[\"x\"]}]}"
  char one[64], ten[64];
  const char *small = write_market(one, SCALED_MARKET("")), *large = write_market(ten, SCALED_MARKET("0"));
  RUN(plain, "scenario=file", one, "consumers=5000", "amenity_miss=0.3", "item_miss=0.2");
  RUN(scaled, "scenario=file", ten, "consumers=5000", "amenity_miss=0.3", "item_miss=0.2");
  CU_ASSERT_DOUBLE_EQUAL(metric(&scaled, "welfare"), 10.0 * metric(&plain, "welfare"), 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&scaled, "consumer_utility_sd"), 10.0 * metric(&plain, "consumer_utility_sd"), 1e-9);
  CU_ASSERT(unit_same_bits(metric(&scaled, "welfare_share"), metric(&plain, "welfare_share")));
  end_run(&plain);
  end_run(&scaled);
  unlink(small);
  unlink(large);
}

/* Nothing to notice beyond the reservation price: who asks more than it is never paid. */
static void nobody_pays_more_than_the_reservation_price(void) {
  RUN(run, "consumers=20000", "reservation_factor=0.9", "search_bandwidth=3");
  CU_ASSERT(metric(&run, "paid_price_ratio") <= 0.9);
  CU_ASSERT(metric(&run, "completion_rate") > 0.1);
  CU_ASSERT(metric(&run, "welfare") <= metric(&run, "welfare_optimal"));
  end_run(&run);
}

/* Substitutes are taken for complete with item_miss = 0.5, so most first pages sell and the others are followed by a second search. */
static void empty_handed_consumers_look_at_the_next_page(void) {
  RUN(once, "search_mechanism=random", "requests=10", "consumers=20000", "search_bandwidth=3");
  RUN(more, "search_mechanism=random", "requests=10", "consumers=20000", "search_bandwidth=3", "max_search_rounds=10",
      "retry_prob=1.0");
  CU_ASSERT_EQUAL(metric(&once, "searches_per_consumer"), 1.0);
  CU_ASSERT(metric(&more, "searches_per_consumer") > 2.0);
  CU_ASSERT(metric(&more, "completion_rate") > 3.0 * metric(&once, "completion_rate"));
  end_run(&once);
  end_run(&more);
}

/* Nothing is cheap enough: a second page with probability 0.3. Four standard errors of 100,000 are 0.0058, false alarm 6e-5. */
static void the_next_page_is_looked_at_with_its_probability(void) {
  RUN(run, POSITION, "consumers=100000", "reservation_factor=0.5", "search_bandwidth=1", "max_search_rounds=2", "retry_prob=0.3");
  CU_ASSERT_EQUAL(metric(&run, "completion_rate"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "searches_per_consumer"), 1.3, 0.0058);
  end_run(&run);
}

static void answers_and_proposals_come_with_their_probabilities(void) {
  RUN(run, POSITION, "consumers=100000", "response_prob=0.5", "proposal_prob=0.4");
  /* 300,000 contacts: three standard errors of 0.6 proposals per consumer are 0.0066; silence of all three: 0.8^3. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "proposals_per_consumer"), 3 * 0.2, 0.0066);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "completion_rate"), 1.0 - 0.512, 0.0048);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(first_proposal_share_follows_its_closed_form),
                  UNIT(escrow_in_random_order_makes_the_arrival_rank_irrelevant),
                  UNIT(overlooking_amenities_costs_two_thirds_of_the_reference_value),
                  UNIT(exact_choice_under_perfect_search_reaches_the_optimum),
                  UNIT(attacker_payments_follow_the_capture_probability), UNIT(filtered_listings_capture_nobody),
                  UNIT(hard_gate_equals_streaming_bit_for_bit_without_commitment),
                  UNIT(a_whole_batch_in_order_of_arrival_equals_the_hard_gate_bit_for_bit),
                  UNIT(a_batch_with_a_deadline_pays_nobody_who_comes_later), UNIT(attackers_without_effect_change_no_bit),
                  UNIT(ten_times_the_prices_are_ten_times_the_welfare), UNIT(nobody_pays_more_than_the_reservation_price),
                  UNIT(the_next_page_is_looked_at_with_its_probability), UNIT(empty_handed_consumers_look_at_the_next_page),
                  UNIT(answers_and_proposals_come_with_their_probabilities))
