#include "models/beyond-preferences/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct beyond_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct beyond_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct beyond_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct beyond_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct beyond_parameters, field, .words = list, __VA_ARGS__)

static const char *const studies[] = {
    "choice_incomplete", "choice_attention", "influence", "misuse", "insensitive_annotators", NULL};

const walras_parameter beyond_schema[BEYOND_PARAMETERS] = {
    WORD(study, studies, .standard = "influence",
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
         .doc = "insensitive_annotators: m, share of those annotators"),
    REAL(bt_rationality, .range = "(0, 1e6]", .standard = "2.0", .unit = "1/utility",
         .doc = "insensitive_annotators: beta, rationality of the annotators behind Bradley-Terry and Borda"),
    REAL(rejection_tolerance, .range = "[0, 1]", .standard = "0.1", .unit = "1",
         .doc = "insensitive_annotators: eps, share that may reject a norm under the contractualist rule"),
};

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

static walras_status check_pair(const walras_reals *pair, const char *name, walras_error *error) {
  const walras_status status = check_count(pair, 2, name, "ends of a range", error);
  if (status == WALRAS_OK && !(pair->values[0] <= pair->values[1]))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: [%g, %g] is not ascending", name, pair->values[0], pair->values[1]);
  return status;
}

walras_status beyond_check(const void *parameters, walras_error *error) {
  const struct beyond_parameters *p = parameters;
  switch (p->study) {
  case STUDY_CHOICE_ATTENTION:
    return check_attention(p, error);
  case STUDY_INFLUENCE: {
    const walras_status status = check_pair(&p->influence_prob_range, "influence_prob_range", error);
    return status == WALRAS_OK ? check_pair(&p->r_influenced_range, "r_influenced_range", error) : status;
  }
  case STUDY_INSENSITIVE_ANNOTATORS:
    return p->benefit + p->harm > 0.0
               ? WALRAS_OK
               : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "benefit and harm are both 0: nothing is at stake");
  default:
    return WALRAS_OK;
  }
}
