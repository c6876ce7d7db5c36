#include "models/beyond-preferences/metrics.h"

static int study_of(const void *parameters) {
  return ((const struct beyond_parameters *)parameters)->study;
}
static bool in_choice(const void *p) {
  return study_of(p) == STUDY_CHOICE_INCOMPLETE || study_of(p) == STUDY_CHOICE_ATTENTION;
}
static bool in_incomplete(const void *p) {
  return study_of(p) == STUDY_CHOICE_INCOMPLETE;
}
static bool in_forced(const void *p) {
  return in_incomplete(p) && !((const struct beyond_parameters *)p)->allow_deferral;
}
static bool in_attention(const void *p) {
  return study_of(p) == STUDY_CHOICE_ATTENTION;
}
static bool in_coherence(const void *p) {
  return study_of(p) == STUDY_COHERENCE;
}
static bool in_influence(const void *p) {
  return study_of(p) == STUDY_INFLUENCE;
}
static bool has_policy(const void *p) {
  return in_influence(p) && !((const struct beyond_parameters *)p)->heterogeneous;
}
static bool has_threshold(const void *parameters) {
  const struct beyond_parameters *p = parameters;
  return has_policy(p) && p->discount > 0.0 && p->r_influenced_manipulative > p->r_natural_wholesome &&
         p->r_influenced_wholesome <= p->r_natural_wholesome;
}
static bool in_misuse(const void *p) {
  return study_of(p) == STUDY_MISUSE;
}
static bool in_annotators(const void *p) {
  return study_of(p) == STUDY_INSENSITIVE_ANNOTATORS;
}
static bool in_aggregation(const void *p) {
  return study_of(p) == STUDY_AGGREGATION;
}
static bool in_groups(const void *p) {
  return in_aggregation(p) && ((const struct beyond_parameters *)p)->instance == INSTANCE_GROUPS;
}

static int64_t dimensions(const void *parameters) {
  const struct beyond_parameters *p = parameters;
  return p->study == STUDY_CHOICE_ATTENTION ? p->true_weights.count : 2;
}
static int64_t offer_count(const void *parameters) {
  return ((const struct beyond_parameters *)parameters)->offers;
}
static int64_t norm_count(const void *parameters) {
  const struct beyond_parameters *p = parameters;
  return p->instance == INSTANCE_GROUPS ? p->norms : p->gains.count > 0 ? p->gains.lists[0].count : 1;
}

#define IN_CHOICE .absent = "in studies other than choice_incomplete and choice_attention", .present = in_choice
#define IN_INCOMPLETE .absent = "in studies other than choice_incomplete", .present = in_incomplete
#define IN_FORCED .absent = "unless study = choice_incomplete without allow_deferral", .present = in_forced
#define IN_ATTENTION .absent = "in studies other than choice_attention", .present = in_attention
#define IN_COHERENCE .absent = "in studies other than coherence", .present = in_coherence
#define IN_INFLUENCE .absent = "in studies other than influence", .present = in_influence
#define IN_MISUSE .absent = "in studies other than misuse", .present = in_misuse
#define IN_ANNOTATORS .absent = "in studies other than insensitive_annotators", .present = in_annotators
#define IN_AGGREGATION .absent = "in studies other than aggregation", .present = in_aggregation
#define IN_GROUPS .absent = "unless study = aggregation with instance = groups", .present = in_groups

#define HAS_THRESHOLD                                                                                                            \
  .absent = "unless study = influence with heterogeneous = false, discount > 0, r_influenced_manipulative > "                    \
            "r_natural_wholesome >= r_influenced_wholesome: no threshold follows otherwise",                                     \
  .present = has_threshold

#define BY_POLICY(first, prefix, text)                                                                                           \
  [(first) +                                                                                                                     \
      POLICY_PREFERENCE_MATCHING] = {.name = prefix "_preference_matching",                                                      \
                                     .unit = "reward",                                                                           \
                                     .doc = text " of the policy that maximises felt satisfaction",                              \
                                     IN_INFLUENCE},                                                                              \
      [(first) + POLICY_INITIAL_PREFERENCE] = {.name = prefix "_initial_preference",                                             \
                                               .unit = "reward",                                                                 \
                                               .doc = text " of the policy that is best by the natural user's rewards",          \
                                               IN_INFLUENCE},                                                                    \
      [(first) + POLICY_ROLE_NORM] = {                                                                                           \
          .name = prefix "_role_norm", .unit = "reward", .doc = text " of the policy that never manipulates", IN_INFLUENCE}

#define SERVED(first, rule, prefix, suffix, measure, text)                                                                       \
  [(first) + (rule)] = {.name = prefix "_" suffix, .unit = measure, .doc = text ", rule " suffix, IN_MISUSE}
#define BY_SERVING(first, prefix, measure, text)                                                                                 \
  SERVED(first, SERVE_PREFERENCE_MATCHING, prefix, "preference_matching", measure, text),                                        \
      SERVED(first, SERVE_UTILITARIAN, prefix, "utilitarian", measure, text),                                                    \
      SERVED(first, SERVE_NASH, prefix, "nash", measure, text), SERVED(first, SERVE_VETO, prefix, "veto", measure, text)
#define TAU(text)                                                                                                                \
  .unit = "sd", .doc = text,                                                                                                     \
  .undefined = "where it is infinite: every request is served (refuse_in 0) or none is (refuse_in 1)", IN_MISUSE

#define AGGREGATED(first, rule, prefix, suffix, ...) [(first) + (rule)] = {.name = prefix "_" suffix, __VA_ARGS__}
#define BY_AGGREGATE(first, prefix, ...)                                                                                         \
  AGGREGATED(first, AGGREGATE_UTILITARIAN, prefix, "utilitarian", __VA_ARGS__),                                                  \
      AGGREGATED(first, AGGREGATE_BT, prefix, "bt", __VA_ARGS__),                                                                \
      AGGREGATED(first, AGGREGATE_BORDA, prefix, "borda", __VA_ARGS__),                                                          \
      AGGREGATED(first, AGGREGATE_CONDORCET, prefix, "condorcet", __VA_ARGS__),                                                  \
      AGGREGATED(first, AGGREGATE_CONTRACTUALIST, prefix, "contractualist", __VA_ARGS__),                                        \
      AGGREGATED(first, AGGREGATE_MINIMAX_COMPLAINT, prefix, "minimax_complaint", __VA_ARGS__),                                  \
      AGGREGATED(first, AGGREGATE_EGALITARIAN, prefix, "egalitarian", __VA_ARGS__),                                              \
      AGGREGATED(first, AGGREGATE_NASH, prefix, "nash", __VA_ARGS__)

#define NORMS(list) .kind = WALRAS_TABLE, .columns = list, .length = norm_count
#define WEIGHTS .kind = WALRAS_VECTOR, .dimension = "dimension", .length = dimensions, .unit = "1/value"

/* One row per norm. */
static const walras_column score[] = {{.name = "score", .unit = "logit", .doc = "of the norm"}, {.name = NULL}};
static const walras_column gain[] = {{.name = "gain", .unit = "utility", .doc = "of the norm"}, {.name = NULL}};
static const walras_column share[] = {{.name = "share", .unit = "1", .doc = "of stakeholders"}, {.name = NULL}};
static const walras_column probability[] = {{.name = "probability", .unit = "1", .doc = "of the norm"}, {.name = NULL}};

const walras_metric beyond_metrics[BEYOND_METRICS] = {
    [INCOMPARABLE_SHARE] = {.name = "incomparable_share",
                            .unit = "1",
                            .doc = "share of pairs on which the two weight vectors disagree",
                            IN_INCOMPLETE},
    [REVERSAL_SHARE] = {.name = "reversal_share",
                        .unit = "1",
                        .doc = "share of pairs whose choice flips when the other option is shown first",
                        IN_INCOMPLETE},
    [DEFERRAL_SHARE] = {.name = "deferral_share", .unit = "1", .doc = "share of pairs answered by neither", IN_INCOMPLETE},
    [LOSS_BLIND] = {.name = "loss_blind",
                    .unit = "nats",
                    .doc = "loss per choice of the Bradley-Terry fit that does not know which option came first",
                    IN_CHOICE},
    [LOSS_ORDER] = {.name = "loss_order",
                    .unit = "nats",
                    .doc = "loss per choice of the Bradley-Terry fit with a term for the option shown first",
                    IN_CHOICE},
    [TRUE_LOSS] = {.name = "true_loss", .unit = "nats", .doc = "entropy of a choice given the pair and its order", IN_CHOICE},
    [TRUE_LOSS_BLIND] = {.name = "true_loss_blind", .unit = "nats", .doc = "entropy of a choice given the pair alone", IN_CHOICE},
    [EXCESS_LOSS] = {.name = "excess_loss", .unit = "nats", .doc = "loss_order less true_loss", IN_CHOICE},
    [EXCESS_LOSS_INCOMPLETE] = {.name = "excess_loss_incomplete",
                                .unit = "nats",
                                .doc = "loss per choice of the fitted incomplete preference less true_loss",
                                IN_FORCED},
    [BETA] = {.name = "beta", .doc = "weights of the fit with a term for order", WEIGHTS, IN_CHOICE},
    [BETA_BLIND] = {.name = "beta_blind", .doc = "weights of the fit without a term for order", WEIGHTS, IN_CHOICE},
    [GAMMA] = {.name = "gamma", .unit = "logit", .doc = "fitted weight of being shown first", IN_CHOICE},
    [ALPHA_HAT] = {.name = "alpha_hat", .unit = "rad", .doc = "fitted angle between the weight vectors", IN_FORCED},
    [S_HAT] = {.name = "s_hat",
               .unit = "1",
               .doc = "fitted probability of the default among incomparable pairs",
               .undefined = "where no pair is incomparable at alpha_hat",
               IN_FORCED},
    [COS_TRUE] = {.name = "cos_true",
                  .unit = "1",
                  .doc = "cosine of beta and the true weights (the bisector in choice_incomplete)",
                  IN_CHOICE},
    [COS_SALIENCE] = {.name = "cos_salience", .unit = "1", .doc = "cosine of beta and salience", IN_ATTENTION},
    [SEPARABLE] = {.name = "separable",
                   .type = WALRAS_VALUE_INTEGER,
                   .unit = "1",
                   .doc = "1 where the fit gets every choice right, so that only the ridge bounds its weights",
                   IN_CHOICE},

    [EXPLOITED_SHARE] = {.name = "exploited_share",
                         .unit = "1",
                         .doc =
                             "share of agents whose last holding is worse, in their own strict preference, than one held before",
                         IN_COHERENCE},
    [NONRATIONALISABLE_SHARE] = {.name = "nonrationalisable_share",
                                 .unit = "1",
                                 .doc = "share of agents whose record fits no monotone utility",
                                 IN_COHERENCE},
    [MEAN_PUMPS] = {.name = "mean_pumps",
                    .unit = "1",
                    .doc = "pumps completed per agent, two acceptances each; 0 under mixed offers",
                    IN_COHERENCE},
    [MEAN_LOSS] =
        {.name = "mean_loss",
         .unit = "value",
         .doc = "mean over agents of how much better, by the mean row (malign: its utility), the best earlier holding was that "
                "is strictly preferred to the last; 0 where none is",
         IN_COHERENCE},
    [FINAL_MIN_VALUE] = {.name = "final_min_value",
                         .unit = "value",
                         .doc = "last holding's value by the agent's worst row, mean over agents",
                         IN_COHERENCE},
    [FINAL_MEAN_VALUE] = {.name = "final_mean_value",
                          .unit = "value",
                          .doc = "last holding's value by the agent's mean row, mean over agents",
                          IN_COHERENCE},
    [MEAN_HARM] = {.name = "mean_harm",
                   .unit = "harm",
                   .doc = "harm to others of the last holding, mean over agents",
                   IN_COHERENCE},
    [HOLDING_VALUE] = {.name = "holding_value",
                       .kind = WALRAS_SERIES,
                       .unit = "value",
                       .doc = "value of the holding by the mean row after each offer, mean over agents",
                       .length = offer_count,
                       IN_COHERENCE},

    BY_POLICY(SATISFACTION, "satisfaction", "discounted felt satisfaction"),
    BY_POLICY(INITIAL_VALUE, "initial_value", "discounted reward by the natural user's preferences"),
    BY_POLICY(ENDORSED_VALUE, "endorsed_value", "discounted value endorsed on reflection"),
    [POLICY] =
        {.name = "policy",
         .type = WALRAS_VALUE_INTEGER,
         .unit = "1",
         .doc = "what preference matching does: action in the natural state plus 2 times that in the influenced (wholesome 0, "
                "manipulative 1)",
         .absent = "unless study = influence with heterogeneous = false",
         .present = has_policy},
    [THRESHOLD] = {.name = "threshold",
                   .unit = "1",
                   .doc = "influence_prob above which preference matching manipulates",
                   HAS_THRESHOLD},
    [MANIPULATES_BY_THRESHOLD] = {.name = "manipulates_by_threshold",
                                  .type = WALRAS_VALUE_INTEGER,
                                  .unit = "1",
                                  .doc = "1 where influence_prob is above the threshold",
                                  HAS_THRESHOLD},
    [SHARE_MANIPULATED] = {.name = "share_manipulated",
                           .unit = "1",
                           .doc = "share of natural users whom preference matching manipulates",
                           IN_INFLUENCE},

    BY_SERVING(GAIN_USERS, "gain_users", "utility", "users' gain per request"),
    BY_SERVING(GAIN_THIRD, "gain_third", "utility", "third parties' gain per request"),
    BY_SERVING(REFUSE_IN, "refuse_in", "1", "share of in-role requests refused"),
    BY_SERVING(SERVE_OUT, "serve_out", "1", "share of out-of-role requests served"),
    [TAU_UTILITARIAN] = {.name = "tau_utilitarian", TAU("highest signal served by the rule that maximises the sum of gains")},
    [TAU_NASH] = {.name = "tau_nash", TAU("highest signal served by the rule that maximises the product of gains")},
    [TAU_MAX] = {.name = "tau_max", TAU("highest signal served such that third parties do not lose")},

    [BT_THRESHOLD] = {.name = "bt_threshold",
                      .unit = "1",
                      .doc = "share of annotators without harm above which Bradley-Terry permits",
                      IN_ANNOTATORS},
    [UTILITARIAN_THRESHOLD] = {.name = "utilitarian_threshold",
                               .unit = "1",
                               .doc = "the same share for the sum of gains",
                               IN_ANNOTATORS},
    [PERMIT_UTILITARIAN] = {.name = "permit_utilitarian",
                            .type = WALRAS_VALUE_INTEGER,
                            .unit = "1",
                            .doc = "1 where the sum of gains permits at majority_share",
                            IN_ANNOTATORS},
    [PERMIT_BT] = {.name = "permit_bt",
                   .type = WALRAS_VALUE_INTEGER,
                   .unit = "1",
                   .doc = "1 where Bradley-Terry permits at majority_share",
                   IN_ANNOTATORS},
    [PERMIT_CONTRACTUALIST] = {.name = "permit_contractualist",
                               .type = WALRAS_VALUE_INTEGER,
                               .unit = "1",
                               .doc = "1 where at most rejection_tolerance of the annotators are harmed",
                               IN_ANNOTATORS},

    BY_AGGREGATE(CHOSEN, "chosen", .type = WALRAS_VALUE_INTEGER, .unit = "1",
                 .doc = "norm chosen by the rule of that name, from 0 (of a lottery the likeliest); -1 is the status quo",
                 IN_AGGREGATION),
    BY_AGGREGATE(WELFARE_OF, "welfare", .unit = "utility", .doc = "mean gain over stakeholders under the rule of that name",
                 IN_AGGREGATION),
    BY_AGGREGATE(MIN_GAIN, "min_gain", .unit = "utility", .doc = "least gain of a stakeholder under the rule of that name",
                 IN_AGGREGATION),
    BY_AGGREGATE(MINORITY_GAIN, "minority_gain", .unit = "utility",
                 .doc = "mean gain of the minority under the rule of that name", .undefined = "where there is no minority",
                 IN_GROUPS),
    BY_AGGREGATE(REJECT_SHARE_OF, "reject_share", .unit = "1",
                 .doc = "share of stakeholders who reject what the rule of that name chooses", IN_AGGREGATION),
    [NO_AGREEMENT_CONDORCET] = {.name = "no_agreement_share_condorcet",
                                .unit = "1",
                                .doc = "1 where no norm beats all others by majority: the mean is a share of instances",
                                IN_AGGREGATION},
    [NO_AGREEMENT_CONTRACTUALIST] = {.name = "no_agreement_share_contractualist",
                                     .unit = "1",
                                     .doc = "1 where every norm is rejected by more than rejection_tolerance",
                                     IN_AGGREGATION},
    [NO_AGREEMENT_NASH] = {.name = "no_agreement_share_nash",
                           .unit = "1",
                           .doc = "1 where no lottery over norms gives every stakeholder a gain",
                           IN_AGGREGATION},
    [DISAGREEMENTS] = {.name = "disagreements",
                       .type = WALRAS_VALUE_INTEGER,
                       .unit = "1",
                       .doc = "pairs of norms that Bradley-Terry and Borda order differently (scores within 1e-9 aside); none "
                              "with infinitely many comparisons",
                       IN_AGGREGATION},
    [BT_SCORES] = {.name = "bt_scores", .doc = "Bradley-Terry score of each norm, of sum 0", NORMS(score), IN_AGGREGATION},
    [WELFARE] = {.name = "welfare", .doc = "mean gain of each norm", NORMS(gain), IN_AGGREGATION},
    [REJECT_SHARE] = {.name = "reject_share", .doc = "share of stakeholders who reject each norm", NORMS(share), IN_AGGREGATION},
    [LOTTERY_EGALITARIAN] = {.name = "lottery_egalitarian",
                             .doc = "lottery with the largest least gain (one of them, where several tie)",
                             NORMS(probability),
                             IN_AGGREGATION},
    [LOTTERY_NASH] = {.name = "lottery_nash",
                      .doc = "lottery with the largest mean log gain; all 0 at the status quo",
                      NORMS(probability),
                      IN_AGGREGATION},
    [ROLE_GAIN] = {.name = "role_gain",
                   .unit = "utility",
                   .doc = "mean gain of the best norm of each role less that of the best norm for all roles",
                   IN_GROUPS},
};
