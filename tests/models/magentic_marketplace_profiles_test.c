/* The calibrated profiles, number by number, and the policies that follow from them. */
#include "magentic_marketplace.h"

/* kappa, alpha, beta, amenity_miss, overload_max, item_miss, rank_decay, contact_base; capture by authority, social proof, loss aversion,
 * basic and strong injection: as published with the profiles. */
static const struct row {
  const char *name;
  double commit, anchor, price, amenity_miss, overload_max, item_miss, rank_decay, contact_base, capture[5];
} table[MAGENTIC_PROFILES] = {{"rational", 0, 0, 1e6, 0, 0, 0, 1, 10, {0, 0, 0, 0, 0}},
                              {"gpt_5_minimal", .40, 0, 20, .003, .122, .02, 1, 3, {0, 0, 0, 0, 0}},
                              {"claude_sonnet_4", .90, 0, 10, .075, .298, .02, 1, 3, {0, 0, 0, 0, 0}},
                              {"gemini_2_5_flash", .625, 1.70, 10, .185, .028, .02, 1, 3, {0, 0, 0, 0, .5}},
                              {"gpt_4o", .90, 0, 10, .247, 0, .02, 1.21, 3, {.05, .05, .05, 1, 1}},
                              {"claude_sonnet_4_5", 1.00, -1.94, 10, .05, .15, .02, 1, 3, {0, 0, 0, 0, 0}},
                              {"gpt_4_1", .90, 0, 10, .10, .10, .02, 1, 3, {.03, .03, .03, .3, .5}},
                              {"gpt_oss_20b", .87, 0, 8, .25, .10, .02, 1, 3, {.25, .25, .1, 1, 1}},
                              {"qwen3_14b", .80, 0, 6, .35, .20, .02, 1, 3, {.2, .2, .1, .8, .9}},
                              {"qwen3_4b", .80, 0, 4, .60, .35, .15, 1, 3, {.4, .4, .2, 1, 1}}};

/* Parameters as the schema resolves them, without a trial. */
typedef struct resolved {
  walras_parameters *owned;
  const struct magentic_parameters *p;
} resolved;

static resolved resolve(const char *const *settings, int64_t count) {
  resolved r = {0};
  const void *parameters = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(
      walras_parameters_default(&walras_model_magentic_marketplace, settings, count, &r.owned, &parameters, &error), WALRAS_OK);
  r.p = parameters;
  return r;
}

static void expect_policy(const struct magentic_policy *policy, const struct row *row) {
  CU_ASSERT_EQUAL(policy->commit_prob, row->commit);
  CU_ASSERT_EQUAL(policy->anchor_strength, row->anchor);
  CU_ASSERT_EQUAL(policy->list_anchor_strength, row->anchor);
  CU_ASSERT_EQUAL(policy->price_sensitivity, row->price);
  CU_ASSERT_EQUAL(policy->amenity_miss, row->amenity_miss);
  CU_ASSERT_EQUAL(policy->overload_max, row->overload_max);
  CU_ASSERT_EQUAL(policy->item_miss, row->item_miss);
  CU_ASSERT_EQUAL(policy->rank_decay, row->rank_decay);
  CU_ASSERT_EQUAL(policy->contact_base, row->contact_base);
  CU_ASSERT(policy->capture[ATTACK_NONE] == 0.0 && policy->persuasion[ATTACK_NONE] == 0.0);
  for (int kind = 1; kind < ATTACK_KINDS; kind++)
    CU_ASSERT_EQUAL(policy->capture[kind], row->capture[kind - 1]);
}

static void every_profile_has_its_published_numbers(void) {
  for (int i = 0; i < MAGENTIC_PROFILES; i++) {
    char setting[64];
    snprintf(setting, sizeof setting, "assistant_profile=%s", table[i].name);
    resolved r = resolve(SETTINGS(setting));
    const struct magentic_policy policy = magentic_policy_of(r.p, -1);
    CU_ASSERT_EQUAL(magentic_policy_count(r.p), 1);
    expect_policy(&policy, &table[i]);
    /* Common to all profiles. */
    CU_ASSERT(r.p->contact_elasticity == 0.0 && r.p->match_signal == 1.0 && r.p->substitute_prob == 0.5);
    CU_ASSERT(r.p->latency_sigma == 0.5 && r.p->overload_free == 3.0 && r.p->overload_scale == 20.0 && r.p->overload_miss == 1.0);
    CU_ASSERT_EQUAL(r.p->query_mode, QUERY_ITEMS);
    walras_parameters_destroy(r.owned);
  }
}

static void without_a_profile_the_defaults_are_the_policy(void) {
  static const struct row defaults = {"custom", .9, 0, 10, .1, 0, .02, 1, 3, {0, 0, 0, 0, 0}};
  resolved r = resolve(NULL, 0);
  const struct magentic_policy policy = magentic_policy_of(r.p, -1);
  expect_policy(&policy, &defaults);
  for (int kind = 1; kind < ATTACK_KINDS; kind++)
    CU_ASSERT_EQUAL(policy.persuasion[kind], 0.0);
  walras_parameters_destroy(r.owned);
}

static void a_mixed_population_has_the_named_profiles_in_their_order_and_persuasion_of_its_own(void) {
  resolved r = resolve(SETTINGS("assistant_profile=mixed", "profile_names=[\"qwen3_4b\",\"rational\",\"gpt_4o\"]",
                                "persuasion_social_proof=1.5", "persuasion_injection_strong=-2.0"));
  static const int order[] = {9, 0, 4};
  CU_ASSERT_EQUAL_FATAL(magentic_policy_count(r.p), 3);
  for (int i = 0; i < 3; i++) {
    const struct magentic_policy policy = magentic_policy_of(r.p, i);
    expect_policy(&policy, &table[order[i]]);
    CU_ASSERT(policy.persuasion[ATTACK_SOCIAL_PROOF] == 1.5 && policy.persuasion[ATTACK_INJECTION_STRONG] == -2.0);
    CU_ASSERT_EQUAL(policy.persuasion[ATTACK_AUTHORITY], 0.0);
  }
  walras_parameters_destroy(r.owned);
}

/* Each value alone that a profile would set: given, it stays; all others become the profile's. */
static const char *const settable[] = {"commit_prob",
                                       "anchor_strength",
                                       "price_sensitivity",
                                       "amenity_miss",
                                       "overload_max",
                                       "item_miss",
                                       "rank_decay",
                                       "contact_base",
                                       "capture_authority",
                                       "capture_social_proof",
                                       "capture_loss_aversion",
                                       "capture_injection_basic",
                                       "capture_injection_strong"};
enum { SETTABLE = sizeof settable / sizeof *settable };

static void values_of(const struct magentic_policy *policy, double values[SETTABLE]) {
  const double all[] = {policy->commit_prob,  policy->anchor_strength, policy->price_sensitivity, policy->amenity_miss,
                        policy->overload_max, policy->item_miss,       policy->rank_decay,        policy->contact_base,
                        policy->capture[1],   policy->capture[2],      policy->capture[3],        policy->capture[4],
                        policy->capture[5]};
  memcpy(values, all, sizeof all);
}

static void a_given_value_wins_over_the_profile_and_changes_no_other(void) {
  double plain[SETTABLE], with[SETTABLE];
  resolved r = resolve(SETTINGS("assistant_profile=qwen3_4b"));
  const struct magentic_policy policy = magentic_policy_of(r.p, -1);
  values_of(&policy, plain);
  walras_parameters_destroy(r.owned);
  for (int i = 0; i < SETTABLE; i++) {
    char setting[64];
    const double value = strcmp(settable[i], "contact_base") == 0 ? 7.0 : 0.375;
    snprintf(setting, sizeof setting, "%s=%g", settable[i], value);
    if (strcmp(settable[i], "contact_base") == 0)
      strcat(setting, ".0");
    resolved own = resolve(SETTINGS("assistant_profile=qwen3_4b", setting));
    const struct magentic_policy changed = magentic_policy_of(own.p, -1);
    values_of(&changed, with);
    for (int k = 0; k < SETTABLE; k++)
      CU_ASSERT_EQUAL(with[k], k == i ? value : plain[k]);
    walras_parameters_destroy(own.owned);
  }
}

static void whatever_a_profile_sets_is_refused_beside_mixed_profiles(void) {
  for (int i = 0; i <= SETTABLE; i++) {
    char setting[64];
    const char *name = i < SETTABLE ? settable[i] : "list_anchor_strength";
    snprintf(setting, sizeof setting, "%s=1.0", name);
    CU_ASSERT(REFUSED(name, "assistant_profile=mixed", "profile_names=[\"gpt_4o\"]", setting));
  }
}

/* The bonus of the list follows that of the arrivals, a profile's too, unless it is given. */
static void the_anchor_of_lists_follows_that_of_arrivals(void) {
  resolved own = resolve(SETTINGS("assistant_profile=gemini_2_5_flash", "anchor_strength=0.5")),
           list = resolve(SETTINGS("assistant_profile=gemini_2_5_flash", "list_anchor_strength=0.25"));
  const struct magentic_policy first = magentic_policy_of(own.p, -1), second = magentic_policy_of(list.p, -1);
  CU_ASSERT(first.anchor_strength == 0.5 && first.list_anchor_strength == 0.5);
  CU_ASSERT(second.anchor_strength == 1.7 && second.list_anchor_strength == 0.25);
  walras_parameters_destroy(own.owned);
  walras_parameters_destroy(list.owned);
}

/* Calibration in closed form: kappa = (s - g)/(1 - g), alpha = ln(2 g/(1 - g)), from the first share s and that behind a gate g; among three
 * identical firms the first is paid with kappa + (1 - kappa) e^alpha/(e^alpha + 2). */
static void profiles_calibrated_on_first_shares_reach_them(void) {
  static const struct {
    int profile;
    double streamed, gated;
  } measured[] = {{3, .90, .733}, {5, 1.00, .067}, {1, .60, 1.0 / 3.0}, {2, .93, 1.0 / 3.0}};
  for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
    const struct row *row = &table[measured[i].profile];
    const double gated = exp(row->anchor) / (exp(row->anchor) + 2.0), streamed = row->commit + (1.0 - row->commit) * gated;
    CU_ASSERT_DOUBLE_EQUAL(gated, measured[i].gated, 0.001);
    CU_ASSERT_DOUBLE_EQUAL(streamed, measured[i].streamed, 0.005);
  }
}

WALRAS_UNIT_TESTS(UNIT(every_profile_has_its_published_numbers), UNIT(without_a_profile_the_defaults_are_the_policy),
                  UNIT(a_mixed_population_has_the_named_profiles_in_their_order_and_persuasion_of_its_own),
                  UNIT(a_given_value_wins_over_the_profile_and_changes_no_other),
                  UNIT(whatever_a_profile_sets_is_refused_beside_mixed_profiles),
                  UNIT(the_anchor_of_lists_follows_that_of_arrivals), UNIT(profiles_calibrated_on_first_shares_reach_them))
