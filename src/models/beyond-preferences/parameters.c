#include "models/beyond-preferences/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct beyond_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct beyond_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct beyond_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct beyond_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct beyond_parameters, field, .words = list, __VA_ARGS__)

static const char *const studies[] = {"choice_incomplete",      "choice_attention", "coherence", "influence", "misuse",
                                      "insensitive_annotators", "aggregation",      NULL};
static const char *const agent_rules[] = {"complete", "strict", "naive", "caprice", "malign", NULL};
static const char *const offer_processes[] = {"pump", "mixed", NULL};
static const char *const instances[] = {"list", "groups", NULL};
static const char *const rejection_modes[] = {"cautious", "strict", NULL};

const walras_parameter beyond_schema[BEYOND_PARAMETERS] = {
    WORD(study, studies, .standard = "aggregation",
         .doc = "which thesis is put to the test, in a formalisation of walras's own, not the paper's; each other parameter "
                "names its "
                "studies and is without effect in the others"),

    INTEGER(observations, .range = "[10, 1e11]", .standard = "1000000", .unit = "pairs",
            .doc = "choice_*: pairs of options that are chosen from"),
    REAL(weight_angle, .range = "[0, 3.141592653589793)", .standard = "0.5235987756", .unit = "rad",
         .doc = "choice_incomplete: angle alpha between the two weight vectors"),
    REAL(default_bias, .range = "[0, 1]", .standard = "1.0", .unit = "1",
         .doc =
             "choice_incomplete: s, probability that an incomparable pair goes to the option shown first; without effect under "
             "allow_deferral"),
    BOOLEAN(allow_deferral, .standard = "false",
            .doc = "choice_incomplete: an incomparable pair is answered by neither, and left out of the fits"),
    REALS(true_weights, .standard = "[4.0, 3.0, 2.0, 1.0]", .unit = "1",
          .doc = "choice_attention: weights w of the d <= 12 dimensions of value"),
    REALS(salience, .range = "(0, 1]", .standard = "[0.1, 0.2, 0.3, 0.4]", .unit = "1",
          .doc = "choice_attention: probabilities pi of drawing a dimension, d values of sum 1"),
    INTEGER(attention_k, .range = "[1, 12]", .standard = "1", .unit = "dimensions",
            .doc = "choice_attention: dimensions attended to in one choice"),
    REAL(ridge, .range = "[0, inf)", .standard = "1e-8", .unit = "1", .doc = "choice_*: penalty of the fits per observation"),

    INTEGER(agents, .range = "[1, 1e11]", .standard = "10000", .unit = "agents", .doc = "coherence: agents"),
    WORD(agent_rule, agent_rules, .standard = "caprice", .doc = "coherence: when an offer is accepted"),
    INTEGER(value_dims, .range = "[1, 64]", .standard = "3", .unit = "dimensions",
            .doc = "coherence, aggregation with instance = groups: dimensions of value d"),
    INTEGER(weight_rows, .range = "[1, 16]", .rule = "2 in coherence, 1 in aggregation", .unit = "rows",
            .doc = "coherence, aggregation with instance = groups: weight vectors r of one agent; more than one is an incomplete "
                   "preference"),
    REAL(accept_prob, .range = "[0, 1]", .standard = "0.5", .unit = "1",
         .doc = "coherence: a, probability that naive and caprice accept an incomparable offer"),
    INTEGER(offers, .range = "[1, 10000]", .standard = "60", .unit = "rounds", .doc = "coherence: offers T to each agent"),
    WORD(offer_process, offer_processes, .standard = "mixed",
         .doc = "coherence: pump is an adversary that knows the agent; mixed has fresh offers and slightly worse copies"),
    REAL(adversary_share, .range = "[0, 1]", .standard = "0.5", .unit = "1",
         .doc = "coherence, mixed: probability that an offer is a worse copy of an earlier holding"),
    REAL(pump_epsilon, .range = "(0, inf)", .rule = "0.05; 0.001 with offer_process = pump", .unit = "value",
         .doc = "coherence: how much worse a copy is in every dimension; at most 0.001 with pump"),
    REAL(harm_weight, .standard = "-1.0", .unit = "value/harm",
         .doc = "coherence: weight of harm to others in malign's utility, negative likes it"),
    REAL(harm_sd, .range = "[0, inf)", .standard = "1.0", .unit = "harm",
         .doc = "coherence, mixed: standard deviation of a fresh offer's harm to others"),

    REAL(discount, .range = "[0, 1)", .standard = "0.9", .unit = "1", .doc = "influence: discount gamma"),
    REAL(influence_prob, .range = "[0, 1]", .standard = "0.2", .unit = "1",
         .doc = "influence: h, probability that manipulation changes the user"),
    REAL(recovery_prob, .range = "[0, 1]", .standard = "0.3", .unit = "1",
         .doc = "influence: rho, probability that a wholesome action brings her back"),
    REAL(r_natural_wholesome, .standard = "1.0", .unit = "reward",
         .doc = "influence: felt reward, natural user, wholesome action"),
    REAL(r_natural_manipulative, .standard = "0.6", .unit = "reward",
         .doc = "influence: felt reward, natural user, manipulative action"),
    REAL(r_influenced_wholesome, .standard = "0.5", .unit = "reward",
         .doc = "influence: felt reward, influenced user, wholesome action"),
    REAL(r_influenced_manipulative, .standard = "2.0", .unit = "reward",
         .doc = "influence: felt reward, influenced user, manipulative action"),
    REAL(endorsed_wholesome, .standard = "1.0", .unit = "reward",
         .doc = "influence: value endorsed on reflection, wholesome action"),
    REAL(endorsed_manipulative, .standard = "-0.2", .unit = "reward",
         .doc = "influence: value endorsed on reflection, manipulative action"),
    BOOLEAN(heterogeneous, .standard = "false",
            .doc = "influence: users of their own influence_prob and r_influenced_manipulative, drawn from the two ranges"),
    REALS(influence_prob_range, .range = "[0, 1]", .standard = "[0.0, 1.0]", .unit = "1",
          .doc = "influence, heterogeneous: ends of the uniform law of influence_prob"),
    REALS(r_influenced_range, .standard = "[1.0, 3.0]", .unit = "reward",
          .doc = "influence, heterogeneous: ends of the uniform law of r_influenced_manipulative"),
    INTEGER(users, .range = "[1, 1e11]", .standard = "1000000", .unit = "users", .doc = "influence, heterogeneous: users"),

    REAL(out_of_role_rate, .range = "(0, 1)", .standard = "0.05", .unit = "1",
         .doc = "misuse: nu, share of requests outside of the assistant's role"),
    REAL(signal_dprime, .range = "(0, 20]", .standard = "2.0", .unit = "sd",
         .doc = "misuse: d', distance of the role signal's two normal laws"),
    REAL(benefit_in, .range = "[0, inf)", .standard = "1.0", .unit = "utility",
         .doc = "misuse: user's gain of a served in-role request"),
    REAL(benefit_out, .range = "[0, inf)", .standard = "1.0", .unit = "utility",
         .doc = "misuse: user's gain of a served out-of-role request"),
    REAL(harm, .range = "[0, inf)", .standard = "20.0", .unit = "utility",
         .doc = "misuse: H, loss of third parties by a served out-of-role request; insensitive_annotators: loss of those who are "
                "harmed"),
    REAL(spillover, .range = "[0, inf)", .standard = "0.3", .unit = "utility",
         .doc = "misuse: kappa, gain of third parties by a served in-role request"),
    REAL(benefit, .range = "[0, inf)", .standard = "0.5", .unit = "utility",
         .doc = "insensitive_annotators: b, gain of an annotator who sees no harm"),
    REAL(majority_share, .range = "[0, 1]", .standard = "0.7", .unit = "1",
         .doc = "insensitive_annotators: m, share of those annotators; aggregation, groups: share of the majority"),
    REAL(bt_rationality, .range = "(0, 1e6]", .standard = "2.0", .unit = "1/utility",
         .doc = "insensitive_annotators, aggregation: beta, rationality of the annotators behind Bradley-Terry and Borda"),
    REAL(rejection_tolerance, .range = "[0, 1]", .standard = "0.1", .unit = "1",
         .doc = "insensitive_annotators, aggregation: eps, share that may reject a norm under the contractualist rule"),

    WORD(instance, instances, .standard = "groups",
         .doc = "aggregation: gains from the list, or of two groups with drawn ideals"),
    WALRAS_REAL_LISTS(
        struct beyond_parameters, gains, .standard = "( )", .unit = "utility",
        .doc = "aggregation, list: g, one list per stakeholder with the gain of each norm against not having the system"),
    REALS(shares, .range = "[0, 1]", .rule = "equal", .unit = "1",
          .doc = "aggregation, list: share of each stakeholder, of sum 1"),
    INTEGER(stakeholders, .range = "[1, 1e9]", .standard = "60", .unit = "stakeholders", .doc = "aggregation, groups: n"),
    INTEGER(norms, .range = "[2, 256]", .standard = "8", .unit = "norms", .doc = "aggregation, groups: L, candidate norms"),
    INTEGER(comparisons, .range = "[0, 1e11]", .standard = "0", .unit = "comparisons",
            .doc =
                "aggregation: comparisons of two norms by random stakeholders that the rule bt is fitted to; 0: infinitely many"),
    REAL(ideal_sd, .range = "[0, inf)", .standard = "0.5", .unit = "value",
         .doc = "aggregation, groups: standard deviation of the majority's ideal point"),
    REAL(member_sd, .range = "[0, inf)", .standard = "0.3", .unit = "value",
         .doc = "aggregation, groups: standard deviation of members around their group's ideal"),
    REAL(norm_sd, .range = "[0, inf)", .standard = "0.6", .unit = "value",
         .doc = "aggregation, groups: standard deviation of the norms"),
    REAL(minority_stake, .range = "(0, inf)", .standard = "2.0", .unit = "1",
         .doc = "aggregation, groups: factor on a minority member's gains"),
    REAL(surplus, .standard = "0.3", .unit = "value^2",
         .doc = "aggregation, groups: gain of having the system at the status quo's norm"),
    INTEGER(roles, .range = "[1, 16]", .standard = "1", .unit = "roles", .doc = "aggregation, groups: roles R of the system"),
    REALS(role_exposure, .range = "[0, 1]", .rule = "equal", .unit = "1",
          .doc = "aggregation: share of each role in what the system does, of sum 1"),
    REAL(role_similarity, .range = "[0, 1]", .standard = "0.0", .unit = "1",
         .doc = "aggregation, groups: how alike the roles' ideal points are"),
    WORD(rejection_mode, rejection_modes, .standard = "cautious",
         .doc = "aggregation with weight_rows > 1: a norm is rejected when all rows lose, or when any does"),
};

/* Equal shares of sum 1 for an array that was not given. */
static walras_status equal_shares(walras_reals *array, int64_t count, const char *name, const walras_given *given,
                                  walras_error *error) {
  double *values = walras_given_allocate(given, count > 0 ? count : 1, sizeof *values);
  if (values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", name);
  for (int64_t i = 0; i < count; i++)
    values[i] = 1.0 / (double)count;
  *array = (walras_reals){.count = count, .values = values};
  return WALRAS_OK;
}

walras_status beyond_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct beyond_parameters *p = parameters;
  walras_status status = WALRAS_OK;
  if (!walras_is_given(given, "weight_rows"))
    p->weight_rows = p->study == STUDY_COHERENCE ? 2 : 1;
  if (!walras_is_given(given, "pump_epsilon"))
    p->pump_epsilon = p->offer_process == OFFERS_PUMP ? 0.001 : 0.05;
  if (p->shares.count == 0)
    status = equal_shares(&p->shares, p->gains.count, "shares", given, error);
  if (status == WALRAS_OK && p->role_exposure.count == 0)
    status = equal_shares(&p->role_exposure, p->roles, "role_exposure", given, error);
  return status;
}

static walras_status check_sum(const walras_reals *array, const char *name, walras_error *error) {
  double sum = 0.0;
  for (int64_t i = 0; i < array->count; i++)
    sum += array->values[i];
  return fabs(sum - 1.0) <= 1e-9 ? WALRAS_OK
                                 : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the values sum to %.12g, not 1", name, sum);
}

static walras_status check_count(const walras_reals *array, int64_t count, const char *name, const char *of,
                                 walras_error *error) {
  return array->count == count ? WALRAS_OK
                               : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld values for %lld %s", name,
                                             (long long)array->count, (long long)count, of);
}

static walras_status check_attention(const struct beyond_parameters *p, walras_error *error) {
  const int64_t d = p->true_weights.count;
  if (d < 1 || d > ATTENTION_DIMENSIONS)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "true_weights: %lld values, 1 to %d are possible", (long long)d,
                       ATTENTION_DIMENSIONS);
  if (p->attention_k > d)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "attention_k = %lld is above the %lld dimensions of true_weights",
                       (long long)p->attention_k, (long long)d);
  bool zero = true;
  for (int64_t a = 0; a < d; a++)
    zero = zero && p->true_weights.values[a] == 0.0;
  if (zero)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "true_weights: all are 0, nothing would ever be chosen for a reason");
  const walras_status status = check_count(&p->salience, d, "salience", "true_weights", error);
  return status == WALRAS_OK ? check_sum(&p->salience, "salience", error) : status;
}

static walras_status check_coherence(const struct beyond_parameters *p, walras_error *error) {
  if (p->offer_process != OFFERS_PUMP)
    return WALRAS_OK;
  if (p->pump_epsilon > 0.001)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "pump_epsilon = %g: at most 0.001 with offer_process = pump",
                       p->pump_epsilon);
  if (p->weight_rows < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "weight_rows = 1: offer_process = pump sets two rows against each other");
  if (p->value_dims < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "value_dims = 1: offer_process = pump needs two dimensions to disagree on");
  return WALRAS_OK;
}

static walras_status check_pair(const walras_reals *pair, const char *name, walras_error *error) {
  const walras_status status = check_count(pair, 2, name, "ends of a range", error);
  if (status == WALRAS_OK && !(pair->values[0] <= pair->values[1]))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: [%g, %g] is not ascending", name, pair->values[0], pair->values[1]);
  return status;
}

static walras_status check_list(const struct beyond_parameters *p, walras_error *error) {
  if (p->roles > 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "roles = %lld: instance = list has one role", (long long)p->roles);
  if (p->weight_rows > 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "weight_rows = %lld: instance = list has one gain per stakeholder and norm",
                       (long long)p->weight_rows);
  if (p->gains.count < 1 || p->gains.lists[0].count < 2 || p->gains.lists[0].count > 256)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "gains: instance = list needs a list of 2 to 256 gains per stakeholder");
  for (int64_t i = 1; i < p->gains.count; i++)
    if (p->gains.lists[i].count != p->gains.lists[0].count)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "gains: list %lld has %lld gains, the first has %lld", (long long)i + 1,
                         (long long)p->gains.lists[i].count, (long long)p->gains.lists[0].count);
  const walras_status status = check_count(&p->shares, p->gains.count, "shares", "stakeholders of gains", error);
  return status == WALRAS_OK ? check_sum(&p->shares, "shares", error) : status;
}

static walras_status check_aggregation(const struct beyond_parameters *p, walras_error *error) {
  walras_status status = check_count(&p->role_exposure, p->roles, "role_exposure", "roles", error);
  if (status == WALRAS_OK)
    status = check_sum(&p->role_exposure, "role_exposure", error);
  return status == WALRAS_OK && p->instance == INSTANCE_LIST ? check_list(p, error) : status;
}

walras_status beyond_check(const void *parameters, walras_error *error) {
  const struct beyond_parameters *p = parameters;
  switch (p->study) {
  case STUDY_CHOICE_ATTENTION:
    return check_attention(p, error);
  case STUDY_COHERENCE:
    return check_coherence(p, error);
  case STUDY_INFLUENCE: {
    const walras_status status = check_pair(&p->influence_prob_range, "influence_prob_range", error);
    return status == WALRAS_OK ? check_pair(&p->r_influenced_range, "r_influenced_range", error) : status;
  }
  case STUDY_INSENSITIVE_ANNOTATORS:
    return p->benefit + p->harm > 0.0
               ? WALRAS_OK
               : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "benefit and harm are both 0: nothing is at stake");
  case STUDY_AGGREGATION:
    return check_aggregation(p, error);
  default:
    return WALRAS_OK;
  }
}
