/* The calibrated surrogate profiles, and the policies that follow from them. */
#include <stddef.h>
#include <string.h>

#include "models/magentic-marketplace/parameters.h"

/* Section 9.1. The capture columns: authority, social proof, loss aversion, basic and strong injection. */
struct profile {
  double commit, anchor, price, amenity_miss, overload_max, item_miss, rank_decay, contact_base, capture[5];
};

static const struct profile calibrated[MAGENTIC_PROFILES] = {
    {0.0, 0.0, 1e6, 0.0, 0.0, 0.0, 1.0, 10.0, {0, 0, 0, 0, 0}},
    {0.40, 0.0, 20.0, 0.003, 0.122, 0.02, 1.0, 3.0, {0, 0, 0, 0, 0}},
    {0.90, 0.0, 10.0, 0.075, 0.298, 0.02, 1.0, 3.0, {0, 0, 0, 0, 0}},
    {0.625, 1.70, 10.0, 0.185, 0.028, 0.02, 1.0, 3.0, {0, 0, 0, 0, 0.5}},
    {0.90, 0.0, 10.0, 0.247, 0.0, 0.02, 1.21, 3.0, {0.05, 0.05, 0.05, 1, 1}},
    {1.00, -1.94, 10.0, 0.05, 0.15, 0.02, 1.0, 3.0, {0, 0, 0, 0, 0}},
    {0.90, 0.0, 10.0, 0.10, 0.10, 0.02, 1.0, 3.0, {0.03, 0.03, 0.03, 0.3, 0.5}},
    {0.87, 0.0, 8.0, 0.25, 0.10, 0.02, 1.0, 3.0, {0.25, 0.25, 0.1, 1, 1}},
    {0.80, 0.0, 6.0, 0.35, 0.20, 0.02, 1.0, 3.0, {0.2, 0.2, 0.1, 0.8, 0.9}},
    {0.80, 0.0, 4.0, 0.60, 0.35, 0.15, 1.0, 3.0, {0.4, 0.4, 0.2, 1, 1}}};

static struct magentic_policy base_policy(const struct magentic_parameters *p) {
  return (struct magentic_policy){.rank_decay = p->rank_decay,
                                  .overload_max = p->overload_max,
                                  .item_miss = p->item_miss,
                                  .amenity_miss = p->amenity_miss,
                                  .commit_prob = p->commit_prob,
                                  .anchor_strength = p->anchor_strength,
                                  .list_anchor_strength = p->list_anchor_strength,
                                  .price_sensitivity = p->price_sensitivity,
                                  .contact_base = p->contact_base,
                                  .capture = {0, p->capture_authority, p->capture_social_proof, p->capture_loss_aversion,
                                              p->capture_injection_basic, p->capture_injection_strong},
                                  .persuasion = {0, p->persuasion_authority, p->persuasion_social_proof,
                                                 p->persuasion_loss_aversion, p->persuasion_injection_basic,
                                                 p->persuasion_injection_strong}};
}

int64_t magentic_policy_count(const struct magentic_parameters *p) {
  return p->assistant_profile == MAGENTIC_MIXED ? p->profile_names.count : 1;
}

struct magentic_policy magentic_policy_of(const struct magentic_parameters *p, int64_t index) {
  struct magentic_policy policy = base_policy(p);
  if (index < 0 || p->assistant_profile != MAGENTIC_MIXED)
    return policy;
  const struct profile *profile = &calibrated[p->profile_names.words[index]];
  policy.rank_decay = profile->rank_decay;
  policy.overload_max = profile->overload_max;
  policy.item_miss = profile->item_miss;
  policy.amenity_miss = profile->amenity_miss;
  policy.commit_prob = profile->commit;
  policy.anchor_strength = policy.list_anchor_strength = profile->anchor;
  policy.price_sensitivity = profile->price;
  policy.contact_base = profile->contact_base;
  for (int kind = 1; kind < ATTACK_KINDS; kind++)
    policy.capture[kind] = profile->capture[kind - 1];
  return policy;
}

/* Where each value of a profile goes. */
struct profile_field {
  const char *name;
  size_t parameter, profile; /* offsets */
};
#define FIELD(parameter, member)                                                                                                 \
  { #parameter, offsetof(struct magentic_parameters, parameter), offsetof(struct profile, member) }
static const struct profile_field profile_fields[] = {FIELD(commit_prob, commit),
                                                      FIELD(anchor_strength, anchor),
                                                      FIELD(price_sensitivity, price),
                                                      FIELD(amenity_miss, amenity_miss),
                                                      FIELD(overload_max, overload_max),
                                                      FIELD(item_miss, item_miss),
                                                      FIELD(rank_decay, rank_decay),
                                                      FIELD(contact_base, contact_base),
                                                      FIELD(capture_authority, capture[0]),
                                                      FIELD(capture_social_proof, capture[1]),
                                                      FIELD(capture_loss_aversion, capture[2]),
                                                      FIELD(capture_injection_basic, capture[3]),
                                                      FIELD(capture_injection_strong, capture[4])};
enum { PROFILE_FIELDS = sizeof profile_fields / sizeof *profile_fields };

void magentic_apply_profile(struct magentic_parameters *p, const walras_given *given) {
  if (p->assistant_profile < MAGENTIC_FIRST_PROFILE)
    return;
  const struct profile *profile = &calibrated[p->assistant_profile - MAGENTIC_FIRST_PROFILE];
  for (int i = 0; i < PROFILE_FIELDS; i++) {
    const struct profile_field *field = &profile_fields[i];
    if (!walras_is_given(given, field->name))
      memcpy((char *)p + field->parameter, (const char *)profile + field->profile, sizeof(double));
  }
}

const char *magentic_overridden(const walras_given *given) {
  for (int i = 0; i < PROFILE_FIELDS; i++)
    if (walras_is_given(given, profile_fields[i].name))
      return profile_fields[i].name;
  return walras_is_given(given, "list_anchor_strength") ? "list_anchor_strength" : NULL;
}
