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

static int64_t dimensions(const void *parameters) {
  const struct beyond_parameters *p = parameters;
  return p->study == STUDY_CHOICE_ATTENTION ? p->true_weights.count : 2;
}

#define IN_CHOICE .absent = "in studies other than choice_incomplete and choice_attention", .present = in_choice
#define IN_INCOMPLETE .absent = "in studies other than choice_incomplete", .present = in_incomplete
#define IN_FORCED .absent = "unless study = choice_incomplete without allow_deferral", .present = in_forced
#define IN_ATTENTION .absent = "in studies other than choice_attention", .present = in_attention
#define IN_INFLUENCE .absent = "in studies other than influence", .present = in_influence
#define IN_MISUSE .absent = "in studies other than misuse", .present = in_misuse
#define IN_ANNOTATORS .absent = "in studies other than insensitive_annotators", .present = in_annotators

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

#define WEIGHTS .kind = WALRAS_VECTOR, .dimension = "dimension", .length = dimensions, .unit = "1/value"

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
                   .absent = "unless study = influence with heterogeneous = false, discount > 0, r_influenced_manipulative > "
                             "r_natural_wholesome >= r_influenced_wholesome: no threshold follows otherwise",
                   .present = has_threshold},
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
};
