/* Parameters of the agentic market: what is refused, and what profiles and populations set. */
#include "magentic_marketplace.h"

static void wrong_parameters_are_refused_by_name(void) {
  static const char *const wrong[][2] = {{"requests=0", "requests"},
                                         {"businesses_per_request=1", "businesses_per_request"},
                                         {"unfit_per_request=3", "unfit_per_request"},
                                         {"search_bandwidth=0", "search_bandwidth"},
                                         {"value_multiplier=0.0", "value_multiplier"},
                                         {"price_rel_sd=-0.1", "price_rel_sd"},
                                         {"catalogue_items=30", "catalogue_items"},
                                         {"query_mode=request", "query_mode"},
                                         {"release_deadline=-1.0", "release_deadline"},
                                         {"latency_sigma=-1.0", "latency_sigma"},
                                         {"commit_prob=1.5", "commit_prob"},
                                         {"amenity_miss=-0.1", "amenity_miss"},
                                         {"scenario=file", "market_file"},
                                         {"assistant_profile=mixed", "profile_names"},
                                         {"profile_names=[\"gpt_4o\"]", "profile_names"},
                                         {"assistant_mode=llm_live", "assistant_mode"},
                                         {"service_mode=llm_replay", "service_mode"},
                                         {"llm_model=\"some-model\"", "llm_model"},
                                         {"llm_max_calls=5", "llm_max_calls"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    CU_ASSERT(REFUSED(wrong[i][1], wrong[i][0]));
}

static void parameters_that_a_scenario_does_not_read_are_refused(void) {
  static const char *const unread[][2] = {{"synthetic", "market_file=/no/such/market.json"},
                                          {"position_bias", "market_file=/no/such/market.json"},
                                          {"file", "attack_kind=authority"},
                                          {"file", "attack_share=0.1"},
                                          {"competitive", "attack_share=0.1"},
                                          {"file", "price_rel_sd=0.1"},
                                          {"malicious", "price_rel_sd=0.1"},
                                          {"position_bias", "catalogue_items=2000"},
                                          {"file", "businesses_per_request=4"},
                                          {"competitive", "businesses_per_request=4"},
                                          {"position_bias", "unfit_per_request=1"},
                                          {"malicious", "unfit_per_request=0"}};
  for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
    char scenario[64], message[128];
    snprintf(scenario, sizeof scenario, "scenario=%s", unread[i][0]);
    snprintf(message, sizeof message, "%.*s has no effect here: it is read when scenario", (int)strcspn(unread[i][1], "="),
             unread[i][1]);
    CU_ASSERT(REFUSED(message, scenario, unread[i][1]));
  }
  CU_ASSERT(REFUSED("effort_init = 6 must not be above effort_max = 5", "effort_init=6.0"));
  RUN(all_fit, "scenario=position_bias", "businesses_per_request=4", "unfit_per_request=0", "attack_kind=authority");
  end_run(&all_fit);
}

/* Numbers of businesses are 32 bits, the coin of each one's experiment has one of 2^20 addresses. */
static void more_businesses_than_have_numbers_are_refused(void) {
  CU_ASSERT(REFUSED("at most 2147483647 businesses", "requests=100000000", "businesses_per_request=64"));
  CU_ASSERT(REFUSED("price_update = ab_gradient", "requests=349526", "search_mechanism=perfect", "price_update=ab_gradient"));
  CU_ASSERT(REFUSED("speed_update = ab_gradient", "requests=349526", "search_mechanism=perfect", "speed_update=ab_gradient"));
}

static void an_unknown_profile_is_refused_with_the_known_ones(void) {
  CU_ASSERT(REFUSED("gpt_4o, claude_sonnet_4_5", "assistant_profile=somebody"));
  CU_ASSERT(REFUSED("qwen3_14b, qwen3_4b", "assistant_profile=mixed", "profile_names=[\"somebody\"]"));
}

static void mixed_populations_need_fitting_shares_and_no_policy_of_their_own(void) {
  CU_ASSERT(
      REFUSED("profile_shares", "assistant_profile=mixed", "profile_names=[\"gpt_4o\",\"rational\"]", "profile_shares=[1.0]"));
  CU_ASSERT(REFUSED("profile_shares", "assistant_profile=mixed", "profile_names=[\"gpt_4o\",\"rational\"]",
                    "profile_shares=[0.5,0.4]"));
  CU_ASSERT(REFUSED("profile_names", "assistant_profile=mixed", "profile_names=[\"gpt_4o\",\"gpt_4o\"]"));
  CU_ASSERT(REFUSED("commit_prob", "assistant_profile=mixed", "profile_names=[\"gpt_4o\"]", "commit_prob=0.5"));
}

static void explicit_values_win_over_the_profile(void) {
  RUN(run, "assistant_profile=claude_sonnet_4", "amenity_miss=0.5");
  const struct magentic_parameters *p = run.parameters;
  CU_ASSERT_EQUAL(p->amenity_miss, 0.5);
  CU_ASSERT_EQUAL(p->overload_max, 0.298);
  CU_ASSERT_EQUAL(p->commit_prob, 0.9);
  end_run(&run);
}

static void a_population_mixed_of_one_profile_is_that_profile(void) {
  RUN(mixed, "assistant_profile=mixed", "profile_names=[\"gemini_2_5_flash\"]", "consumers=2000");
  RUN(alone, "assistant_profile=gemini_2_5_flash", "consumers=2000");
  CU_ASSERT(same_records(&mixed, &alone));
  end_run(&mixed);
  end_run(&alone);
}

/* 40,000 consumers, 3 sd of the share are 0.0065: false alarm 0.3 %. */
static void a_mixed_population_holds_its_shares(void) {
  RUN(run, "assistant_profile=mixed", "profile_names=[\"rational\",\"qwen3_4b\"]", "profile_shares=[0.25,0.75]",
      "consumers=40000");
  double consumers[2] = {0.0, 0.0};
  for (int64_t row = 0; row < 32; row++)
    consumers[(int)element_of(&run, "outcomes", 0, row)] += element_of(&run, "outcomes", 4, row);
  CU_ASSERT_DOUBLE_EQUAL(consumers[0] / 40000.0, 0.25, 0.0065);
  CU_ASSERT_EQUAL(consumers[0] + consumers[1], 40000.0);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(wrong_parameters_are_refused_by_name), UNIT(parameters_that_a_scenario_does_not_read_are_refused),
                  UNIT(more_businesses_than_have_numbers_are_refused), UNIT(an_unknown_profile_is_refused_with_the_known_ones),
                  UNIT(mixed_populations_need_fitting_shares_and_no_policy_of_their_own),
                  UNIT(explicit_values_win_over_the_profile), UNIT(a_population_mixed_of_one_profile_is_that_profile),
                  UNIT(a_mixed_population_holds_its_shares))
