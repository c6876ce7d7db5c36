#include "models/off-switch/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct off_switch_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct off_switch_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct off_switch_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct off_switch_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct off_switch_parameters, field, .words = list, __VA_ARGS__)

static const char *const modes[] = {"analytic", "game", "population", "designer", NULL};
static const char *const beliefs[] = {"gaussian", "two_point", "discrete", NULL};
static const char *const policies[] = {"rational", "logistic", "bernoulli_error", "probit", "language_model", NULL};

const walras_parameter off_switch_schema[OFF_SWITCH_PARAMETERS] = {
    WORD(mode, modes, .standard = "analytic",
         .doc = "analytic: expectations of one belief; game: plays with one belief; population: each play with its own robot and "
                "human; designer: robots that infer utilities from noisy measurements"),
    WORD(belief_family, beliefs, .standard = "gaussian", .read_when = "mode == 'analytic' or mode == 'game'",
         .doc = "B, R's belief about the utility U of acting"),
    REAL(mu, .range = "[-1e6, 1e6]", .rule = "0; of a discrete belief its mean", .unit = "utility",
         .read_when = "(mode == 'analytic' or mode == 'game') and belief_family == 'gaussian'", .doc = "mean of the belief"),
    REAL(sigma, .range = "[0, 1e6]", .rule = "0.5; of a discrete belief its standard deviation", .unit = "utility",
         .read_when = "(mode == 'analytic' or mode == 'game') and belief_family == 'gaussian'",
         .doc = "standard deviation of the belief; 0: R knows U"),
    REALS(belief_values, .range = "[-1e6, 1e6]", .standard = "[]", .unit = "utility",
          .read_when = "(mode == 'analytic' or mode == 'game') and belief_family != 'gaussian'",
          .doc = "values of a two_point (two of them) or discrete belief"),
    REALS(belief_weights, .range = "[0, 1e6]", .rule = "equal weights", .unit = "1",
          .read_when = "(mode == 'analytic' or mode == 'game') and belief_family != 'gaussian'",
          .doc = "their weights, one each, which need not sum to 1"),
    WORD(human_policy, policies, .standard = "logistic",
         .doc = "pi, how the true H decides: rational; logistic 1/(1 + exp(-u/beta)); bernoulli_error; probit Phi(u/tau); "
                "language_model is not built yet"),
    REAL(beta, .range = "[0, 1e6]", .standard = "0.5", .unit = "utility",
         .read_when = "mode == 'analytic' or mode == 'game' or mode == 'designer'",
         .doc = "temperature of a logistic H: 0 rational, large a coin; no effect under other policies"),
    REAL(error_prob, .range = "[0, 1]", .standard = "0.1", .unit = "1",
         .doc = "p_err, chance of a mistake of a bernoulli_error H; no effect under other policies"),
    REAL(probit_tau, .range = "(0, 1e6]", .standard = "0.5", .unit = "utility",
         .doc = "tau, noise of a probit H; no effect under other policies"),
    INTEGER(n_overseers, .range = "[1, 99]", .standard = "1", .unit = "humans",
            .doc = "k independent humans; a strict majority lets the action go ahead, a fair coin decides ties"),
    REAL(wait_cost, .range = "[0, 1e6]", .standard = "0.0", .unit = "utility", .doc = "c, what asking costs"),
    WORD(assumed_human_policy, policies, .rule = "human_policy", .doc = "the H in R's head"),
    REAL(assumed_beta, .range = "[0, 1e6]", .rule = "beta", .unit = "utility",
         .read_when = "mode == 'analytic' or mode == 'game' or mode == 'designer'",
         .doc = "temperature in R's head; no effect unless it takes H to be logistic"),
    REAL(assumed_error_prob, .range = "[0, 1]", .rule = "error_prob", .unit = "1",
         .read_when = "mode == 'analytic' or mode == 'game' or mode == 'designer'",
         .doc = "chance of a mistake in R's head; no effect unless it takes H to be bernoulli_error"),
    REAL(assumed_probit_tau, .range = "(0, 1e6]", .rule = "probit_tau", .unit = "utility",
         .read_when = "mode == 'analytic' or mode == 'game' or mode == 'designer'",
         .doc = "noise in R's head; no effect unless it takes H to be probit"),
    INTEGER(n_instances, .range = "[1, 1e12]", .standard = "1000000", .unit = "plays",
            .doc = "N, plays of one robot, one committee and one task; no effect in mode analytic"),
    INTEGER(n_actions, .range = "[1, 1000]", .standard = "1", .unit = "actions", .read_when = "mode == 'designer'",
            .doc = "n, candidates of which R takes the one that measured best"),
    REAL(prior_sd, .range = "(0, 1e6]", .standard = "1.0", .unit = "utility", .read_when = "mode == 'designer'",
         .doc = "sigma_0, standard deviation of the candidates' utilities around 0"),
    REAL(measurement_sd, .range = "[0, 1e6]", .standard = "1.0", .unit = "utility", .read_when = "mode == 'designer'",
         .doc = "sigma_m, true noise of R's measurements"),
    REAL(assumed_measurement_sd, .range = "[0, 1e6]", .rule = "measurement_sd", .unit = "utility",
         .read_when = "mode == 'designer'", .doc = "noise that R takes its measurements to have"),
    REAL(pop_mu_mean, .range = "[-1e6, 1e6]", .standard = "0.0", .unit = "utility", .read_when = "mode == 'population'",
         .doc = "mean of the belief means"),
    REAL(pop_mu_sd, .range = "[0, 1e6]", .standard = "0.5", .unit = "utility", .read_when = "mode == 'population'",
         .doc = "their standard deviation"),
    REAL(pop_sigma_median, .range = "(0, 1e6]", .standard = "0.4", .unit = "utility", .read_when = "mode == 'population'",
         .doc = "median of the lognormal standard deviations of beliefs"),
    REAL(pop_sigma_logsd, .range = "[0, 20]", .standard = "0.3", .unit = "1", .read_when = "mode == 'population'",
         .doc = "standard deviation of their logarithms"),
    REAL(pop_beta_median, .range = "(0, 1e6]", .standard = "0.5", .unit = "utility", .read_when = "mode == 'population'",
         .doc = "median of the lognormal temperatures of humans"),
    REAL(pop_beta_logsd, .range = "[0, 20]", .standard = "0.5", .unit = "1", .read_when = "mode == 'population'",
         .doc = "standard deviation of their logarithms"),
    REAL(beta_bias, .range = "[-50, 50]", .standard = "0.0", .unit = "1", .read_when = "mode == 'population'",
         .doc = "R_i takes beta_i to be exp(beta_bias + beta_noise z_i) times what it is"),
    REAL(beta_noise, .range = "[0, 20]", .standard = "0.0", .unit = "1", .read_when = "mode == 'population'",
         .doc = "standard deviation of that error's logarithm"),
    REAL(quad_tol, .range = "[1e-14, 1e-3]", .standard = "1e-10", .unit = "utility",
         .doc = "absolute tolerance of quadrature, no finer than 1e-14 of |mu| + sigma, and the width of a tie"),
    INTEGER(ladder_steps, .range = "[0, 1000]", .standard = "0", .unit = "steps", .read_when = "mode == 'analytic'",
            .doc =
                "mode analytic: from a hundredth to a hundred times max(sigma, |mu|), at which Delta must fall; 0 = not tried"),
    BOOLEAN(delta_distribution, .rule = "true in modes population and designer, which it is for",
            .read_when = "mode == 'population' or mode == 'designer'",
            .doc = "compute each play's true Delta, for its mean and histogram; costs about as much as the play"),
    REAL(delta_low, .range = "[-1e9, 1e9]", .standard = "-0.5", .unit = "utility",
         .read_when = "mode == 'population' or mode == 'designer'",
         .doc = "lower end of the histogram of Delta; what is below is in the first bin"),
    REAL(delta_high, .range = "[-1e9, 1e9]", .standard = "0.5", .unit = "utility",
         .read_when = "mode == 'population' or mode == 'designer'", .doc = "upper end; what is above is in the last bin"),
};

static walras_status check_lists(const struct off_switch_parameters *p, bool weighted, walras_error *error) {
  const int64_t count = p->belief_values.count;
  if (count == 0 || (p->belief_family == BELIEF_TWO_POINT && count != 2))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "belief_values: belief_family = %s needs %s, not %lld",
                       beliefs[p->belief_family], p->belief_family == BELIEF_TWO_POINT ? "two values" : "values",
                       (long long)count);
  if (!weighted)
    return WALRAS_OK;
  if (p->belief_weights.count != count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "belief_weights: %lld for %lld values; one each, in [0, 1e6]",
                       (long long)p->belief_weights.count, (long long)count);
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += p->belief_weights.values[i];
  if (sum == 0.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "belief_weights: all are 0; at least one must be above, up to 1e6");
  return WALRAS_OK;
}

/* Weights where none are given, and the mean and standard deviation. */
static walras_status resolve_lists(struct off_switch_parameters *p, const walras_given *given, walras_error *error) {
  const bool weighted = walras_is_given(given, "belief_weights");
  const walras_status status = check_lists(p, weighted, error);
  if (status != WALRAS_OK)
    return status;
  const int64_t count = p->belief_values.count;
  double *weights = walras_given_allocate(given, count, sizeof *weights), sum = 0.0, square = 0.0;
  if (weights == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "belief_weights: no memory for %lld", (long long)count);
  for (int64_t i = 0; i < count; i++)
    sum += weights[i] = weighted ? p->belief_weights.values[i] : 1.0;
  p->mu = 0.0;
  for (int64_t i = 0; i < count; i++)
    p->mu += weights[i] / sum * p->belief_values.values[i];
  for (int64_t i = 0; i < count; i++)
    square += weights[i] / sum * (p->belief_values.values[i] - p->mu) * (p->belief_values.values[i] - p->mu);
  p->sigma = sqrt(square);
  p->belief_weights = (walras_reals){.count = count, .values = weights};
  return WALRAS_OK;
}

walras_status off_switch_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct off_switch_parameters *p = parameters;
  if (!walras_is_given(given, "mu"))
    p->mu = 0.0;
  if (!walras_is_given(given, "sigma"))
    p->sigma = 0.5;
  if (!walras_is_given(given, "assumed_human_policy"))
    p->assumed_human_policy = p->human_policy;
  if (!walras_is_given(given, "assumed_beta"))
    p->assumed_beta = p->beta;
  if (!walras_is_given(given, "assumed_error_prob"))
    p->assumed_error_prob = p->error_prob;
  if (!walras_is_given(given, "assumed_probit_tau"))
    p->assumed_probit_tau = p->probit_tau;
  if (!walras_is_given(given, "assumed_measurement_sd"))
    p->assumed_measurement_sd = p->measurement_sd;
  if (!walras_is_given(given, "delta_distribution"))
    p->delta_distribution = p->mode == MODE_POPULATION || p->mode == MODE_DESIGNER;
  return p->belief_family == BELIEF_GAUSSIAN ? WALRAS_OK : resolve_lists(p, given, error);
}

walras_status off_switch_check(const void *parameters, walras_error *error) {
  const struct off_switch_parameters *p = parameters;
  if (p->human_policy == FAMILY_LANGUAGE_MODEL || p->assumed_human_policy == FAMILY_LANGUAGE_MODEL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "%s = language_model: this version has no language models as overseers; fit a temperature to recorded "
                       "answers and use logistic with that beta",
                       p->human_policy == FAMILY_LANGUAGE_MODEL ? "human_policy" : "assumed_human_policy");
  if (p->mode == MODE_POPULATION && p->assumed_human_policy != FAMILY_LOGISTIC)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "assumed_human_policy = %s: robots of mode = population err about beta only; use logistic",
                       policies[p->assumed_human_policy]);
  if (!(p->delta_low < p->delta_high))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "delta_low = %g must be below delta_high = %g", p->delta_low,
                       p->delta_high);
  if (p->ladder_steps > 0 && p->mu == 0.0 && p->sigma == 0.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "ladder_steps = %lld: U is 0 for sure (mu = sigma = 0), nothing to try",
                       (long long)p->ladder_steps);
  if (p->ladder_steps == 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "ladder_steps = 1: a ladder has at least 2 temperatures; 0 for none");
  return WALRAS_OK;
}

static struct off_switch_policy policy_of(const struct off_switch_parameters *p, int family, double beta, double error,
                                          double tau) {
  return off_switch_policy_make(family, family == FAMILY_LOGISTIC ? beta : tau, error, p->n_overseers);
}

struct off_switch_policy off_switch_true_policy(const struct off_switch_parameters *p) {
  return policy_of(p, p->human_policy, p->beta, p->error_prob, p->probit_tau);
}

struct off_switch_policy off_switch_assumed_policy(const struct off_switch_parameters *p) {
  return policy_of(p, p->assumed_human_policy, p->assumed_beta, p->assumed_error_prob, p->assumed_probit_tau);
}

struct off_switch_point off_switch_point_of(const struct off_switch_parameters *p) {
  return (struct off_switch_point){.discrete = p->belief_family != BELIEF_GAUSSIAN,
                                   .mu = p->mu,
                                   .sigma = p->sigma,
                                   .values = p->belief_values.values,
                                   .weights = p->belief_weights.values,
                                   .count = p->belief_values.count,
                                   .overseers = p->n_overseers,
                                   .wait_cost = p->wait_cost,
                                   .tolerance = p->quad_tol};
}
