/** Parameters of the agentic market, its profiles, and the policy of one consumer. */
#ifndef WALRAS_MAGENTIC_PARAMETERS_H
#define WALRAS_MAGENTIC_PARAMETERS_H

#include "walras/walras.h"

enum magentic_scenario { SCENARIO_SYNTHETIC, SCENARIO_FILE, SCENARIO_POSITION_BIAS, SCENARIO_COMPETITIVE, SCENARIO_MALICIOUS };
enum magentic_domain { DOMAIN_RESTAURANT, DOMAIN_CONTRACTOR };
enum magentic_search {
  SEARCH_SIMPLE,
  SEARCH_PERFECT,
  SEARCH_LEXICAL,
  SEARCH_FILTERED,
  SEARCH_RANDOM,
  SEARCH_POPULARITY,
  SEARCH_PRICE_RANK,
  SEARCH_QUALITY_RANK,
  SEARCH_LEXICAL_ABSTRACT
};
enum magentic_query { QUERY_ITEMS, QUERY_ITEMS_AMENITIES, QUERY_REQUEST };
enum magentic_attack {
  ATTACK_NONE,
  ATTACK_AUTHORITY,
  ATTACK_SOCIAL_PROOF,
  ATTACK_LOSS_AVERSION,
  ATTACK_INJECTION_BASIC,
  ATTACK_INJECTION_STRONG,
  ATTACK_KINDS
};
enum magentic_release {
  RELEASE_STREAMING,
  RELEASE_HARD_GATE,
  RELEASE_BATCH_ARRIVAL,
  RELEASE_BATCH_RANDOM,
  RELEASE_BATCH_PRICE,
  RELEASE_BATCH_QUALITY
};
enum magentic_ration_rule { RATION_LOTTERY, RATION_FIRST_COME };
enum magentic_price_update { PRICE_FIXED, PRICE_BEST_RESPONSE, PRICE_AB_GRADIENT };
enum magentic_mode { MODE_SURROGATE, MODE_LLM_LIVE, MODE_LLM_RECORD, MODE_LLM_REPLAY };
enum magentic_disclosure { DISCLOSURE_NONE, DISCLOSURE_MENU, DISCLOSURE_MENU_AMENITIES, DISCLOSURE_FULL };

enum { MAGENTIC_MIXED = 1, MAGENTIC_FIRST_PROFILE = 2, MAGENTIC_PROFILES = 10, MAGENTIC_CONTACTS_MOST = 64, MAGENTIC_RANKS = 10 };

struct magentic_parameters {
  int scenario, domain, request_popularity, search_mechanism, query_mode, attack_kind, release_mechanism, disclosure,
      speed_update, price_update, assistant_profile, ration_rule, assistant_mode, service_mode, llm_reasoning_effort,
      replay_on_miss;
  const char *market_file, *llm_base_url, *llm_model, *llm_key_env, *llm_cache_file;
  int64_t requests, consumers, businesses_per_request, unfit_per_request, catalogue_items, search_bandwidth, max_search_rounds,
      contact_max, release_count, rounds, capacity, ration_passes;
  int64_t llm_seed, llm_max_tokens, llm_max_concurrency, llm_max_steps, llm_max_calls, llm_max_total_tokens;
  bool llm_send_temperature, llm_send_seed;
  double price_rel_sd, value_multiplier, request_zipf, rating_threshold, retry_prob, contact_base, contact_elasticity, rank_decay,
      match_signal, overload_max, overload_free, overload_scale, overload_miss, response_prob, proposal_prob, substitute_prob,
      attacker_substitute_prob, latency_median, latency_sigma, item_miss, amenity_miss, commit_prob, anchor_strength,
      list_anchor_strength, price_sensitivity, list_rank_weight, send_stagger, reservation_factor, duplicate_purchase_prob;
  double capture_authority, capture_social_proof, capture_loss_aversion, capture_injection_basic, capture_injection_strong;
  double persuasion_authority, persuasion_social_proof, persuasion_loss_aversion, persuasion_injection_basic,
      persuasion_injection_strong;
  double attack_share, attack_filter_prob, release_deadline, disclosure_weight;
  double speed_elasticity, effort_cost, effort_init, effort_max, margin_rate, ab_delta, learning_rate, unit_cost_rate,
      service_rate, congestion_exponent;
  double llm_temperature, llm_timeout, llm_max_wall, assistant_step_time;
  walras_strings profile_names;
  walras_reals profile_shares;
};

/** What one consumer's assistant does; from the parameters, or for mixed populations from a profile. */
struct magentic_policy {
  double rank_decay, overload_max, item_miss, amenity_miss, commit_prob, anchor_strength, list_anchor_strength, price_sensitivity,
      contact_base;
  double capture[ATTACK_KINDS], persuasion[ATTACK_KINDS];
};

enum { MAGENTIC_PARAMETERS = 100 };
extern const walras_parameter magentic_schema[MAGENTIC_PARAMETERS];

/** The policy of profile `index` of a mixed population, or (index < 0) that of the parameters themselves. */
struct magentic_policy magentic_policy_of(const struct magentic_parameters *parameters, int64_t index);
/** Number of policies of a population: 1, or the number of mixed profiles. */
int64_t magentic_policy_count(const struct magentic_parameters *parameters);

/** A profile sets the policy's parameters that were not given. */
void magentic_apply_profile(struct magentic_parameters *parameters, const walras_given *given);
/** The first given parameter of the policy that the profiles of a mixed population would override, or NULL. */
const char *magentic_overridden(const walras_given *given);

walras_status magentic_resolve(void *parameters, const walras_given *given, walras_error *error);
/** Refuses more businesses than their numbers hold, or than the coins of their experiments have addresses. */
walras_status magentic_check_businesses(const struct magentic_parameters *parameters, int64_t businesses, walras_error *error);
walras_status magentic_check(const void *parameters, walras_error *error);

#endif
