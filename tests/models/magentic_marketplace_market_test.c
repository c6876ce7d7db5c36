/* The agentic market against closed forms and published numbers, through whole trials of one rank. */
#include <math.h>

#include "engine/trial_internal.h"
#include "experiment/experiment.h"
#include "models/magentic-marketplace/journey.h"
#include "models/magentic-marketplace/shingles.h"
#include "models/models.h"
#include "unit.h"

/* One trial with parameters given as settings; the caller reads scalars by name. */
typedef struct market_run {
  walras_parameters *owned;
  walras_record_layout *records;
  walras_trial *trial;
  walras_group group;
  walras_status status;
} market_run;

static market_run run_market(const char *const *settings, int64_t count) {
  const walras_model *model = &walras_model_magentic_marketplace;
  market_run run = {.group = {.communicator = MPI_COMM_NULL, .size = 1}};
  walras_error error = {0};
  const void *parameters = NULL;
  run.status = walras_parameters_default(model, settings, count, &run.owned, &parameters, &error);
  if (run.status == WALRAS_OK)
    run.status = walras_record_layout_create(model, 1, &parameters, true, true, true, &run.records, &error);
  if (run.status == WALRAS_OK)
    run.status = walras_trial_open(
        &(walras_trial_input){.model = model, .records = run.records, .group = &run.group, .threads = 1}, &run.trial, &error);
  uint32_t key[2];
  walras_random_key(42, 0, 0, key);
  if (run.status == WALRAS_OK)
    run.status = walras_trial_execute(run.trial, 0, 0, key, parameters);
  if (run.status != WALRAS_OK)
    fprintf(stderr, "%s%s\n", error.message, run.trial != NULL ? walras_trial_error(run.trial)->message : "");
  return run;
}

static double metric(const market_run *run, const char *name, int64_t element) {
  for (int64_t field = 0; run->status == WALRAS_OK && field < run->records->field_count; field++) {
    const walras_record_field *f = &run->records->fields[field];
    if (strcmp(run->records->model->metrics[f->metric].name, name) == 0)
      return ((const double *)(const void *)((const char *)walras_trial_record(run->trial) + f->offset))[element];
  }
  return (double)NAN;
}

static void end_run(market_run *run) {
  walras_trial_close(run->trial);
  walras_record_layout_destroy(run->records);
  walras_parameters_destroy(run->owned);
}

#define RUN(...)                                                                                                                 \
  run_market((const char *const[]){__VA_ARGS__}, (int64_t)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))
#define POSITION "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "item_miss=0.0"

/* k + (1 - k) e^a / (e^a + 2); three standard errors of 300,000 consumers are at most 0.0028. */
static void first_proposal_share_follows_its_closed_form(void) {
  const char *const commits[] = {"commit_prob=0.9", "commit_prob=0.625", "commit_prob=0.4"};
  const char *const anchors[] = {"anchor_strength=0.0", "anchor_strength=1.7", "anchor_strength=0.0"};
  const double expected[] = {0.933333, 0.899651, 0.6};
  for (int i = 0; i < 3; i++) {
    market_run run = RUN(POSITION, "consumers=300000", commits[i], anchors[i]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_rank_share", 0), expected[i], 0.0028);
    end_run(&run);
  }
}

static void escrow_in_random_order_makes_the_arrival_rank_irrelevant(void) {
  market_run run = RUN(POSITION, "consumers=300000", "commit_prob=0.9", "release_mechanism=batch_random");
  for (int64_t rank = 0; rank < 3; rank++)
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_rank_share", rank), 1.0 / 3.0, 0.0027);
  CU_ASSERT(metric(&run, "paid_rank_chi_square", 0) < 13.82);
  end_run(&run);
}

static void hard_gate_equals_streaming_bit_for_bit_without_commitment(void) {
  market_run streaming = RUN("commit_prob=0.0", "consumers=3000");
  market_run gate = RUN("commit_prob=0.0", "consumers=3000", "release_mechanism=hard_gate", "release_count=10");
  CU_ASSERT_EQUAL(streaming.status, WALRAS_OK);
  CU_ASSERT_EQUAL(memcmp(walras_trial_record(streaming.trial), walras_trial_record(gate.trial), streaming.records->bytes), 0);
  end_run(&streaming);
  end_run(&gate);
}

static void attackers_without_effect_change_no_bit(void) {
  market_run calm = RUN("consumers=2000", "search_mechanism=simple", "attacker_substitute_prob=0.5");
  market_run harmless = RUN("consumers=2000", "search_mechanism=simple", "attacker_substitute_prob=0.5", "attack_kind=authority",
                            "attack_share=0.5");
  CU_ASSERT_EQUAL(metric(&calm, "welfare", 0), metric(&harmless, "welfare", 0));
  CU_ASSERT_EQUAL(metric(&calm, "time_to_purchase_mean", 0), metric(&harmless, "time_to_purchase_mean", 0));
  end_run(&calm);
  end_run(&harmless);
}

static void exact_choice_under_perfect_search_reaches_the_optimum(void) {
  market_run run = RUN("assistant_profile=rational", "search_mechanism=perfect", "consumers=1000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_share", 0), 1.0, 1e-12);
  end_run(&run);
}

/* Attackers always answer: payments per market of three are 1 + 2 capture. */
static void attacker_payments_follow_the_capture_probability(void) {
  market_run run = RUN("scenario=competitive", "consumers=300000", "item_miss=0.0", "amenity_miss=0.0",
                       "attack_kind=injection_strong", "capture_injection_strong=0.25");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "attacker_payments_per_consumer", 0), 0.5, 0.0028);
  end_run(&run);
}

static void released_markets_reproduce_their_published_benchmarks(void) {
  static const char *const files[] = {"restaurant_3x9", "restaurant_10x30", "contractor_10x30"};
  static const char *const names[] = {"welfare_random_items", "welfare_cheapest", "welfare_random_fit", "welfare_optimal"};
  static const double published[3][4] = {
      {16.83, 63.78, 61.16, 63.78}, {59.67, 111.31, 171.06, 185.61}, {1892.72, 4438.54, 5815.45, 6091.94}};
  for (int i = 0; i < 3; i++) {
    char setting[512];
    snprintf(setting, sizeof setting, "market_file=%s/configs/magentic-marketplace/markets/%s.json", WALRAS_SOURCE_DIR, files[i]);
    market_run run = RUN("scenario=file", setting);
    for (int k = 0; k < 4; k++)
      CU_ASSERT_DOUBLE_EQUAL(metric(&run, names[k], 0), published[i][k], 0.01);
    end_run(&run);
  }
}

static void best_responses_end_at_the_interior_price_below_the_threshold(void) {
  market_run below =
      RUN(POSITION, "businesses_per_request=2", "unfit_per_request=0", "price_update=best_response", "commit_prob=0.1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&below, "price_rate_final", 0), 0.822222, 0.002);
  CU_ASSERT_EQUAL(metric(&below, "price_interior_equilibrium", 0), 1.0);
  market_run above =
      RUN(POSITION, "businesses_per_request=2", "unfit_per_request=0", "price_update=best_response", "commit_prob=0.2");
  CU_ASSERT_EQUAL(metric(&above, "price_interior_equilibrium", 0), 0.0);
  end_run(&below);
  end_run(&above);
}

static void payments_add_up_to_revenue_and_ranks_to_completion(void) {
  market_run run = RUN("consumers=5000", "duplicate_purchase_prob=0.3", "search_bandwidth=10");
  double revenue = 0.0, shares = 0.0;
  for (int64_t business = 0; business < 300; business++)
    revenue += metric(&run, "business_revenue", business);
  for (int64_t rank = 0; rank < MAGENTIC_RANKS; rank++)
    shares += metric(&run, "paid_rank_share", rank);
  CU_ASSERT_DOUBLE_EQUAL(shares, 1.0, 1e-12);
  CU_ASSERT(revenue > 0.0);
  CU_ASSERT(metric(&run, "needs_met_rate", 0) <= metric(&run, "completion_rate", 0));
  end_run(&run);
}

/* Specification 8.1. */
static void shingles_of_the_tiny_market_match_by_hand(void) {
  uint32_t text[64];
  CU_ASSERT_EQUAL(magentic_normalise("Taco", text), 6);
  CU_ASSERT_EQUAL(magentic_normalise("  T,a  co! ", text), 7);
  CU_ASSERT_EQUAL(magentic_normalise("", text), 4);
  CU_ASSERT_EQUAL(magentic_normalise("caf\xc3\xa9 \xe2\x80\x99s", text), 8);
}

static void wrong_parameters_are_refused_by_name(void) {
  static const char *const wrong[][2] = {{"unfit_per_request=3", "unfit_per_request"},
                                         {"catalogue_items=30", "catalogue_items"},
                                         {"query_mode=request", "query_mode"},
                                         {"assistant_profile=mixed", "profile_names"},
                                         {"scenario=file", "market_file"},
                                         {"commit_prob=1.5", "commit_prob"},
                                         {"latency_sigma=-1.0", "latency_sigma"},
                                         {"assistant_mode=llm_live", "assistant_mode"},
                                         {"service_mode=llm_replay", "service_mode"},
                                         {"llm_model=\"some-model\"", "llm_model"},
                                         {"llm_max_calls=5", "llm_max_calls"},
                                         {"profile_names=[\"gpt_4o\"]", "profile_names"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    walras_parameters *owned = NULL;
    const void *parameters = NULL;
    walras_error error = {0};
    CU_ASSERT_NOT_EQUAL(
        walras_parameters_default(&walras_model_magentic_marketplace, &wrong[i][0], 1, &owned, &parameters, &error), WALRAS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, wrong[i][1]));
    walras_parameters_destroy(owned);
  }
}

WALRAS_UNIT_TESTS(UNIT(first_proposal_share_follows_its_closed_form),
                  UNIT(escrow_in_random_order_makes_the_arrival_rank_irrelevant),
                  UNIT(hard_gate_equals_streaming_bit_for_bit_without_commitment), UNIT(attackers_without_effect_change_no_bit),
                  UNIT(exact_choice_under_perfect_search_reaches_the_optimum),
                  UNIT(attacker_payments_follow_the_capture_probability),
                  UNIT(released_markets_reproduce_their_published_benchmarks),
                  UNIT(best_responses_end_at_the_interior_price_below_the_threshold),
                  UNIT(payments_add_up_to_revenue_and_ranks_to_completion), UNIT(shingles_of_the_tiny_market_match_by_hand),
                  UNIT(wrong_parameters_are_refused_by_name))
