#include "models/magentic-marketplace/agents.h"

#include <math.h>
#include <string.h>

#include "models/magentic-marketplace/market.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct magentic_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct magentic_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct magentic_parameters, field, .words = list, __VA_ARGS__)
#define LANGUAGE_MODEL(text) .doc = "language-model agents, not in this version: " text
#define SHARE(field, value, text) REAL(field, .range = "[0, 1]", .standard = value, .unit = "1", .doc = text)

static const char *const scenarios[] = {"synthetic", "file", "position_bias", "competitive", "malicious", NULL};
static const char *const domains[] = {"restaurant", "contractor", NULL};
static const char *const popularities[] = {"uniform", "zipf", NULL};
static const char *const searches[] = {"simple",     "perfect",    "lexical",      "filtered",         "random",
                                       "popularity", "price_rank", "quality_rank", "lexical_abstract", NULL};
static const char *const queries[] = {"items", "items_amenities", "request", NULL};
static const char *const attacks[] = {"none", "authority", "social_proof", "loss_aversion", "injection_basic", "injection_strong",
                                      NULL};
static const char *const releases[] = {"streaming",     "hard_gate", "batch_arrival", "batch_random", "batch_price",
                                       "batch_quality", NULL};
static const char *const disclosures[] = {"none", "menu", "menu_amenities", "full", NULL};
static const char *const speed_updates[] = {"none", "ab_gradient", NULL};
static const char *const price_updates[] = {"none", "best_response", "ab_gradient", NULL};
static const char *const ration_rules[] = {"lottery", "first_come", NULL};
static const char *const modes[] = {"surrogate", "llm_live", "llm_record", "llm_replay", NULL};
static const char *const reasoning_efforts[] = {"none", "minimal", "low", "medium", "high", NULL};
static const char *const replay_misses[] = {"fail", "end", NULL};
static const char *const profiles[] = {"custom",
                                       "mixed",
                                       "rational",
                                       "gpt_5_minimal",
                                       "claude_sonnet_4",
                                       "gemini_2_5_flash",
                                       "gpt_4o",
                                       "claude_sonnet_4_5",
                                       "gpt_4_1",
                                       "gpt_oss_20b",
                                       "qwen3_14b",
                                       "qwen3_4b",
                                       NULL};

const walras_parameter magentic_schema[MAGENTIC_PARAMETERS] = {
    WORD(scenario, scenarios, .standard = "synthetic",
         .doc = "where the market comes from: the generator, a file, or a preset of the paper's experiments"),
    WALRAS_PATH(struct magentic_parameters, market_file, .standard = "", .read_when = "scenario == 'file'",
                .doc = "JSON market for scenario = file"),
    WORD(domain, domains, .standard = "restaurant", .doc = "constants of the generator and of the presets"),
    INTEGER(requests, .range = "[1, 1e8]", .rule = "100; file and presets: what they hold", .unit = "requests",
            .doc = "request archetypes"),
    INTEGER(consumers, .range = "[1, 1e10]", .rule = "requests", .unit = "consumers", .doc = "consumers of one round"),
    INTEGER(businesses_per_request, .range = "[2, 64]", .standard = "3", .unit = "businesses",
            .read_when = "scenario == 'synthetic' or scenario == 'position_bias'", .doc = "complete businesses per request"),
    INTEGER(unfit_per_request, .range = "[0, 63]", .standard = "1", .unit = "businesses",
            .read_when = "scenario == 'synthetic' or (scenario == 'position_bias' and unfit_per_request == 0)",
            .doc = "how many of them lack the first required amenity"),
    INTEGER(catalogue_items, .range = "[20, 1e10]", .rule = "max(1000, 10 requests), contractor max(700, 10 requests)",
            .unit = "items", .read_when = "scenario == 'synthetic'", .doc = "size of the item catalogue"),
    REAL(price_rel_sd, .range = "[0, 1]", .rule = "0.25, contractor 0.125", .unit = "1", .read_when = "scenario == 'synthetic'",
         .doc = "relative standard deviation of posted prices"),
    REAL(value_multiplier, .range = "(0, 10]", .standard = "2.0", .unit = "T",
         .doc = "gross value of a request in its reference value T"),
    WORD(request_popularity, popularities, .standard = "uniform", .doc = "demand over requests"),
    REAL(request_zipf, .range = "[0, 4]", .standard = "1.0", .unit = "1", .doc = "exponent of request_popularity = zipf"),
    WORD(search_mechanism, searches, .standard = "lexical", .doc = "how the platform orders businesses"),
    SHARE(rating_threshold, "0.0", "least rating under search_mechanism = filtered"),
    WORD(query_mode, queries, .standard = "items", .doc = "text of a lexical query; request needs a market file"),
    INTEGER(search_bandwidth, .range = "[1, 1000]", .standard = "10", .unit = "results",
            .doc = "page size: the consideration set"),
    INTEGER(max_search_rounds, .range = "[1, 50]", .standard = "1", .unit = "pages", .doc = "most pages one consumer looks at"),
    SHARE(retry_prob, "0.0", "looks at the next page when nothing was bought"),
    REAL(contact_base, .range = "[1, 64]", .standard = "3.0", .unit = "businesses",
         .doc = "businesses contacted when three are shown"),
    REAL(contact_elasticity, .range = "[-1, 1]", .standard = "0.0", .unit = "1",
         .doc = "growth of contacts with the number shown"),
    INTEGER(contact_max, .range = "[1, 64]", .standard = "10", .unit = "businesses", .doc = "most businesses contacted"),
    REAL(rank_decay, .range = "[0, inf)", .standard = "1.0", .unit = "logit", .doc = "weight of a listed rank: rank^-rank_decay"),
    REAL(match_signal, .range = "[0, inf)", .standard = "1.0", .unit = "logit",
         .doc = "weight of coverage in choosing whom to contact"),
    SHARE(overload_max, "0.0", "largest probability of choice overload"),
    REAL(overload_free, .range = "[0, inf)", .standard = "3.0", .unit = "results", .doc = "results that never overload"),
    REAL(overload_scale, .range = "(0, inf)", .standard = "20.0", .unit = "results", .doc = "scale of the rise of overload"),
    SHARE(overload_miss, "1.0", "screening error of an overloaded consumer"),
    SHARE(response_prob, "1.0", "a contacted business answers"),
    SHARE(proposal_prob, "1.0", "a complete business that answers makes a proposal"),
    SHARE(substitute_prob, "0.5", "an incomplete business proposes a substitute"),
    SHARE(attacker_substitute_prob, "1.0", "the same for an attacker"),
    REAL(latency_median, .range = "(0, inf)", .standard = "1.0", .unit = "s", .doc = "median reply time"),
    REAL(latency_sigma, .range = "[0, inf)", .standard = "0.5", .unit = "1",
         .doc = "standard deviation of the logarithm of reply times"),
    SHARE(item_miss, "0.02", "takes an incomplete proposal for a complete one"),
    SHARE(amenity_miss, "0.1", "overlooks a missing amenity"),
    SHARE(commit_prob, "0.9", "pays the first acceptable proposal at once"),
    REAL(anchor_strength, .standard = "0.0", .unit = "logit", .doc = "bonus of the first acceptable proposal seen"),
    REAL(list_anchor_strength, .rule = "anchor_strength", .unit = "logit",
         .doc = "bonus of the first acceptable proposal of a batch"),
    REAL(price_sensitivity, .range = "[0, inf)", .standard = "10.0", .unit = "logit per T",
         .doc = "weight of the price in the final choice"),
    REAL(list_rank_weight, .standard = "0.0", .unit = "logit", .doc = "weight of the search rank in the final choice"),
    REAL(send_stagger, .range = "[0, inf)", .standard = "0.0", .unit = "s",
         .doc = "time between messages to one business and the next"),
    REAL(reservation_factor, .range = "(0, inf)", .rule = "value_multiplier", .unit = "T",
         .doc = "refuses prices above this many T"),
    SHARE(duplicate_purchase_prob, "0.0", "pays the next acceptable proposal too"),
    SHARE(capture_authority, "0.0", "captured by false awards"),
    SHARE(capture_social_proof, "0.0", "captured by invented reviews"),
    SHARE(capture_loss_aversion, "0.0", "captured by fear about rivals"),
    SHARE(capture_injection_basic, "0.0", "captured by a basic prompt injection"),
    SHARE(capture_injection_strong, "0.0", "captured by a strong prompt injection"),
    REAL(persuasion_authority, .standard = "0.0", .unit = "logit", .doc = "pull of false awards"),
    REAL(persuasion_social_proof, .standard = "0.0", .unit = "logit", .doc = "pull of invented reviews"),
    REAL(persuasion_loss_aversion, .standard = "0.0", .unit = "logit", .doc = "pull of fear about rivals"),
    REAL(persuasion_injection_basic, .standard = "0.0", .unit = "logit", .doc = "pull of a basic prompt injection"),
    REAL(persuasion_injection_strong, .standard = "0.0", .unit = "logit", .doc = "pull of a strong prompt injection"),
    WORD(attack_kind, attacks, .standard = "none", .read_when = "scenario != 'file'",
         .doc = "manipulation in the listings of attackers"),
    REAL(attack_share, .range = "[0, 1]", .standard = "0.0", .unit = "1", .read_when = "scenario == 'synthetic'",
         .doc = "each business attacks independently with it; in presets business 1 attacks"),
    SHARE(attack_filter_prob, "0.0", "the platform cleans an attacker's listing"),
    WORD(release_mechanism, releases, .standard = "streaming", .doc = "when proposals are shown and may be paid"),
    INTEGER(release_count, .range = "[1, 64]", .standard = "3", .unit = "proposals",
            .doc = "proposals that open the gate or the batch"),
    REAL(release_deadline, .range = "[0, inf)", .standard = "0.0", .unit = "s",
         .doc = "time that opens the gate or the batch; 0 = none"),
    WORD(disclosure, disclosures, .standard = "none", .doc = "facts that the platform verifies in search results"),
    REAL(disclosure_weight, .range = "[0, inf)", .standard = "6.0", .unit = "logit", .doc = "weight of a disclosed share"),
    INTEGER(capacity, .range = "[0, 1e9]", .standard = "0", .unit = "sales",
            .doc = "sales of each business in a round, 0 = no limit; a market file gives its own"),
    WORD(ration_rule, ration_rules, .standard = "lottery", .doc = "who is served where more pay than the capacity"),
    INTEGER(ration_passes, .range = "[1, 64]", .standard = "1", .unit = "passes",
            .doc = "passes in all: refused consumers choose again in each but the first"),
    REAL(service_rate, .range = "[0, inf)", .standard = "0.0", .unit = "inquiries",
         .doc = "inquiries of a round that double a business's reply time at congestion_exponent 1; 0 = no congestion"),
    REAL(congestion_exponent, .range = "[0, inf)", .standard = "1.0", .unit = "1",
         .doc = "reply times grow by (1 + inquiries/service_rate)^congestion_exponent"),
    INTEGER(rounds, .range = "[1, 1e6]", .standard = "1", .unit = "rounds", .doc = "market rounds"),
    WORD(speed_update, speed_updates, .standard = "none", .doc = "how businesses learn their effort for speed"),
    REAL(speed_elasticity, .range = "[0, inf)", .standard = "1.0", .unit = "1/effort",
         .doc = "effort e makes replies exp(-speed_elasticity e) as slow"),
    REAL(effort_cost, .range = "(0, inf)", .standard = "1.0", .unit = "profit/effort^2",
         .doc = "cost effort_cost e^2/2 per consumer"),
    REAL(effort_init, .range = "[0, inf)", .standard = "0.0", .unit = "effort", .doc = "effort before the first round"),
    REAL(effort_max, .range = "(0, inf)", .standard = "5.0", .unit = "effort", .doc = "largest effort"),
    REAL(margin_rate, .range = "[0, inf)", .standard = "0.5", .unit = "T", .doc = "profit of a sale for the choice of effort"),
    REAL(ab_delta, .range = "(0, inf)", .standard = "0.05", .unit = "effort",
         .doc = "distance of the two arms from the effort, or (in T) from the price"),
    REAL(learning_rate, .range = "(0, inf)", .standard = "0.5", .unit = "effort^2/profit",
         .doc = "step per gradient, divided by 1 + round/50"),
    WORD(price_update, price_updates, .standard = "none", .doc = "how businesses choose their prices"),
    REAL(unit_cost_rate, .range = "[0, 10]", .standard = "0.6", .unit = "T", .doc = "unit cost for the choice of price"),
    WORD(assistant_profile, profiles, .standard = "custom",
         .doc = "a calibrated surrogate; sets the defaults of the policy, explicit values win"),
    WALRAS_STRING_ARRAY(struct magentic_parameters, profile_names, .words = profiles + MAGENTIC_FIRST_PROFILE, .standard = "[]",
                        .doc = "profiles of a mixed population"),
    WALRAS_REAL_ARRAY(struct magentic_parameters, profile_shares, .range = "[0, 1]", .rule = "equal shares", .unit = "1",
                      .doc = "their shares"),
    WORD(assistant_mode, modes, .standard = "surrogate", .doc = "who decides for consumers; this version has surrogates only"),
    WORD(service_mode, modes, .standard = "surrogate", .doc = "who answers for businesses; this version has surrogates only"),
    WALRAS_STRING(struct magentic_parameters, llm_base_url, .standard = "\"\"", LANGUAGE_MODEL("address of the endpoint")),
    WALRAS_STRING(struct magentic_parameters, llm_model, .standard = "\"\"", LANGUAGE_MODEL("name of the model")),
    WALRAS_STRING(struct magentic_parameters, llm_key_env, .standard = "\"\"",
                  LANGUAGE_MODEL("environment variable that holds the key")),
    WALRAS_PATH(struct magentic_parameters, llm_cache_file, .standard = "", LANGUAGE_MODEL("recorded replies")),
    WALRAS_BOOLEAN(struct magentic_parameters, llm_send_temperature, .standard = "false",
                   LANGUAGE_MODEL("whether llm_temperature is sent")),
    REAL(llm_temperature, .range = "[0, 2]", .standard = "0.0", .unit = "1", LANGUAGE_MODEL("sampling temperature")),
    WALRAS_BOOLEAN(struct magentic_parameters, llm_send_seed, .standard = "false", LANGUAGE_MODEL("whether llm_seed is sent")),
    INTEGER(llm_seed, .standard = "0", .unit = "1", LANGUAGE_MODEL("seed of the endpoint's sampling")),
    INTEGER(llm_max_tokens, .range = "[1, 1e9]", .standard = "2000", .unit = "tokens", LANGUAGE_MODEL("longest reply")),
    WORD(llm_reasoning_effort, reasoning_efforts, .standard = "minimal", LANGUAGE_MODEL("effort asked for; none = not sent")),
    INTEGER(llm_max_concurrency, .range = "[1, 1e6]", .standard = "64", .unit = "calls",
            LANGUAGE_MODEL("calls under way in one process")),
    INTEGER(llm_max_steps, .range = "[1, 1e9]", .standard = "100", .unit = "steps", LANGUAGE_MODEL("most steps of one agent")),
    INTEGER(llm_max_calls, .range = "[1, 1e15]", .standard = "10000", .unit = "calls", LANGUAGE_MODEL("budget of calls")),
    INTEGER(llm_max_total_tokens, .range = "[1, 1e15]", .standard = "100000000", .unit = "tokens",
            LANGUAGE_MODEL("budget of tokens")),
    REAL(llm_timeout, .range = "(0, inf)", .standard = "60.0", .unit = "s", LANGUAGE_MODEL("longest wait for a reply")),
    REAL(llm_max_wall, .range = "(0, inf)", .standard = "3600.0", .unit = "s", LANGUAGE_MODEL("budget of time")),
    WORD(replay_on_miss, replay_misses, .standard = "fail", LANGUAGE_MODEL("what a reply missing from the record does")),
    REAL(assistant_step_time, .range = "[0, inf)", .standard = "2.0", .unit = "s",
         LANGUAGE_MODEL("virtual time that one step of an assistant takes")),
};

static walras_status resolve_requests(struct magentic_parameters *p, const walras_given *given, walras_error *error) {
  int64_t held = 0;
  if (p->scenario == SCENARIO_FILE) {
    if (p->market_file[0] == '\0')
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "market_file: scenario = file needs the path of a market");
    const walras_status status = magentic_file_requests(p->market_file, &held, error);
    if (status != WALRAS_OK)
      return status;
  } else if (p->scenario != SCENARIO_SYNTHETIC) {
    held = p->scenario == SCENARIO_COMPETITIVE ? 3 : 1;
  }
  if (held > 0 && walras_is_given(given, "requests") && p->requests != held)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "requests = %lld: this market holds %lld", (long long)p->requests,
                       (long long)held);
  if (held > 0 || !walras_is_given(given, "requests"))
    p->requests = held > 0 ? held : 100;
  return WALRAS_OK;
}

static void set_unless_given(double *field, double value, const walras_given *given, const char *name) {
  if (!walras_is_given(given, name))
    *field = value;
}

walras_status magentic_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct magentic_parameters *p = parameters;
  walras_status status = resolve_requests(p, given, error);
  if (status != WALRAS_OK)
    return status;
  const char *overridden = p->assistant_profile == MAGENTIC_MIXED ? magentic_overridden(given) : NULL;
  if (overridden != NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: with assistant_profile = mixed each profile has its own value",
                       overridden);
  magentic_apply_profile(p, given);
  if (!walras_is_given(given, "consumers"))
    p->consumers = p->requests;
  if (!walras_is_given(given, "catalogue_items")) {
    const int64_t least = p->domain == DOMAIN_RESTAURANT ? 1000 : 700;
    p->catalogue_items = 10 * p->requests > least ? 10 * p->requests : least;
  }
  set_unless_given(&p->price_rel_sd, p->domain == DOMAIN_RESTAURANT ? 0.25 : 0.125, given, "price_rel_sd");
  set_unless_given(&p->list_anchor_strength, p->anchor_strength, given, "list_anchor_strength");
  set_unless_given(&p->reservation_factor, p->value_multiplier, given, "reservation_factor");
  if (!walras_is_given(given, "profile_shares")) {
    const int64_t count = p->profile_names.count;
    double *shares = walras_given_allocate(given, count > 0 ? count : 1, sizeof *shares);
    if (shares == NULL)
      return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for profile_shares");
    for (int64_t i = 0; i < count; i++)
      shares[i] = 1.0 / (double)count;
    p->profile_shares = (walras_reals){.count = count, .values = shares};
  }
  return WALRAS_OK;
}

static walras_status check_profiles(const struct magentic_parameters *p, walras_error *error) {
  double sum = 0.0;
  if (p->assistant_profile != MAGENTIC_MIXED && (p->profile_names.count > 0 || p->profile_shares.count > 0))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: only a population with assistant_profile = mixed has them",
                       p->profile_names.count > 0 ? "profile_names" : "profile_shares");
  if (p->assistant_profile != MAGENTIC_MIXED)
    return WALRAS_OK;
  if (p->profile_names.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "profile_names: assistant_profile = mixed needs at least one profile");
  if (p->profile_shares.count != p->profile_names.count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "profile_shares: %lld shares for %lld profile_names",
                       (long long)p->profile_shares.count, (long long)p->profile_names.count);
  for (int64_t i = 0; i < p->profile_shares.count; i++)
    sum += p->profile_shares.values[i];
  if (!(fabs(sum - 1.0) <= 1e-9))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "profile_shares: they sum to %.12g, not 1", sum);
  for (int64_t i = 0; i < p->profile_names.count; i++)
    for (int64_t k = 0; k < i; k++)
      if (p->profile_names.words[i] == p->profile_names.words[k])
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "profile_names: '%s' stands there twice", p->profile_names.values[i]);
  return WALRAS_OK;
}

walras_status magentic_check_businesses(const struct magentic_parameters *p, int64_t businesses, walras_error *error) {
  const bool learns = p->speed_update != 0 || p->price_update == PRICE_AB_GRADIENT;
  if (businesses > INT32_MAX)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "businesses_per_request = %lld times requests = %lld: a market holds at most %d businesses",
                       (long long)p->businesses_per_request, (long long)p->requests, INT32_MAX);
  if (learns && businesses > WALRAS_DRAW_BLOCK_LIMIT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s = ab_gradient: at most %d businesses can learn, this market has %lld",
                       p->speed_update != 0 ? "speed_update" : "price_update", WALRAS_DRAW_BLOCK_LIMIT, (long long)businesses);
  return WALRAS_OK;
}

walras_status magentic_check(const void *parameters, walras_error *error) {
  const struct magentic_parameters *p = parameters;
  if (p->unfit_per_request >= p->businesses_per_request)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "unfit_per_request = %lld must be smaller than businesses_per_request = %lld",
                       (long long)p->unfit_per_request, (long long)p->businesses_per_request);
  if (p->query_mode == QUERY_REQUEST && p->scenario != SCENARIO_FILE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "query_mode = request needs the request texts of a market file (scenario = file)");
  const int64_t needed = 15 * ((p->requests + 2) / 3) / 3 + 20;
  if (p->scenario == SCENARIO_SYNTHETIC && p->catalogue_items < needed)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "catalogue_items = %lld is too small for %lld requests: at least %lld are needed",
                       (long long)p->catalogue_items, (long long)p->requests, (long long)needed);
  if (p->price_update != PRICE_FIXED && p->unit_cost_rate >= p->value_multiplier)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "unit_cost_rate = %g must be below value_multiplier = %g",
                       p->unit_cost_rate, p->value_multiplier);
  if (p->search_mechanism == SEARCH_RANDOM && p->max_search_rounds * p->search_bandwidth > 1000)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "search_bandwidth = %lld times max_search_rounds = %lld: random search shows at most 1000 businesses",
                       (long long)p->search_bandwidth, (long long)p->max_search_rounds);
  if (p->effort_init > p->effort_max)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "effort_init = %g must not be above effort_max = %g", p->effort_init,
                       p->effort_max);
  if (p->capacity > 0 && p->scenario == SCENARIO_FILE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "capacity = %lld: with scenario = file each business's capacity stands in the market file",
                       (long long)p->capacity);
  walras_status status = magentic_agents_check(p, error);
  if (status == WALRAS_OK && p->scenario == SCENARIO_SYNTHETIC)
    status = magentic_check_businesses(p, p->requests * p->businesses_per_request, error);
  return status == WALRAS_OK ? check_profiles(p, error) : status;
}
