#include "models/dno/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct dno_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct dno_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct dno_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct dno_parameters, field, .words = list, __VA_ARGS__)

static const char *const algorithms[] = {
    "dno",         "dno_regularised", "dno_prct",  "dno_restrictive", "dno_lookahead", "spin",
    "offline_dpo", "sft_positives",   "spi_exact", "nash_md",         "inpo",          NULL};
static const char *const solvers[] = {"closed_form", "gradient", "sampled", NULL};
static const char *const data_policies[] = {"on_policy", "uniform", "reference", "target", "teacher_mix", NULL};
static const char *const label_modes[] = {"soft_exact", "winrate_estimate", "bernoulli", NULL};
static const char *const reward_policies[] = {"current", "smoothed", NULL};
static const char *const policy_classes[] = {"tabular", "linear_softmax", "mlp", NULL};
static const char *const annotators[] = {"rubric", "fixed_scores", "winrate", NULL};

const walras_parameter dno_schema[DNO_PARAMETERS] = {
    PREFERENCE_SCHEMA,
    WORD(algorithm, algorithms, .standard = "dno",
         .doc =
             "dno: regression on win rates; dno_regularised: the same towards a reference; dno_prct: pairs of large margin, its "
             "variants dno_restrictive and dno_lookahead, and the baselines spin, offline_dpo and sft_positives; spi_exact, "
             "nash_md and inpo: exact steps"),
    WORD(solver, solvers, .standard = "closed_form",
         .doc =
             "how dno and dno_regularised make their step: its closed form, the regression over all pairs of responses, or over "
             "pairs_sampled drawn ones; no effect on other algorithms"),
    REAL(learning_rate_inverse, .range = "(0, 1e6]", .standard = "1.0", .unit = "1/nat",
         .doc = "eta, inverse step: win probability per nat; no effect on the algorithms with prct_beta"),
    REAL(prct_beta, .range = "(0, 1e3]", .standard = "0.1", .unit = "1",
         .doc = "eta~, scale of log-ratios in the contrastive loss of dno_prct, its variants, spin and offline_dpo"),
    INTEGER(iterations, .range = "[1, 1e7]",
            .rule = "3 of dno_prct, its variants, spin, offline_dpo and sft_positives; 50 of the others", .unit = "rounds",
            .doc = "T, rounds of training"),
    WORD(data_policy, data_policies, .standard = "on_policy",
         .doc = "mu, where both responses of a pair come from under solvers gradient and sampled; target: the exact step itself"),
    REAL(teacher_fraction, .range = "[0, 1]", .standard = "0.2", .unit = "1", .read_when = "data_policy == 'teacher_mix'",
         .doc = "share of the teacher in data_policy = teacher_mix, the rest being on policy; no effect elsewhere"),
    WORD(label_mode, label_modes, .standard = "soft_exact",
         .doc =
             "label of a sampled pair: sigma(D*) exactly; with D* from opponents_per_response comparisons per response; or one "
             "coin of that probability"),
    INTEGER(opponents_per_response, .range = "[1, 1e6]", .standard = "8", .unit = "comparisons",
            .read_when = "label_mode == 'winrate_estimate'",
            .doc = "K_w, opponents that a response meets under label_mode = winrate_estimate"),
    INTEGER(pairs_sampled, .range = "[1, 1e11]", .standard = "10000", .unit = "pairs",
            .doc = "N, pairs per round of solver = sampled"),
    INTEGER(responses_per_prompt, .range = "[1, 1024]", .standard = "5", .unit = "responses",
            .doc = "K, the student's responses to a prompt, of which pairs are made"),
    WORD(reward_policy, reward_policies, .standard = "current", .read_when = "algorithm == 'dno_regularised'",
         .doc = "opponent in the reward of dno_regularised: the current policy, or the one smoothed towards the reference"),
    WORD(policy_class, policy_classes, .standard = "tabular",
         .doc = "tabular: any policy; linear_softmax: pi ~ exp(theta phi(x, y)); mlp: a network of the generator's features"),
    INTEGER(policy_feature_dim, .range = "[1, 1024]", .standard = "8", .unit = "1",
            .read_when = "policy_class == 'linear_softmax'", .doc = "d, length of phi and theta of a linear_softmax"),
    REALS(
        response_features, .range = "[-1e6, 1e6]", .standard = "[]", .unit = "1", .read_when = "policy_class == 'linear_softmax'",
        .doc =
            "phi, actions x policy_feature_dim numbers by rows, the same for every prompt; [] = standard normal draws for every "
            "prompt and response"),
    REALS(start_parameters, .range = "[-1e6, 1e6]", .standard = "[]", .unit = "1",
          .read_when = "policy_class == 'linear_softmax'",
          .doc = "theta_1, policy_feature_dim numbers; [] = zeros, which is the uniform policy"),
    REAL(feature_utility, .range = "[0, 1e3]", .standard = "0.0", .unit = "utils",
         .doc = "above 0, utilities of the game are this times the sum of phi over sqrt(d), so that a linear_softmax can follow "
                "them; "
                "needs preference_generator = bradley_terry"),
    INTEGER(hidden_layers, .range = "[1, 8]", .standard = "2", .unit = "layers", .read_when = "policy_class == 'mlp'",
            .doc = "of an mlp"),
    INTEGER(hidden_width, .range = "[1, 4096]", .standard = "64", .unit = "units", .read_when = "policy_class == 'mlp'",
            .doc = "of each hidden layer of an mlp"),
    INTEGER(optimizer_steps, .range = "[1, 1e9]", .standard = "500", .unit = "steps",
            .doc = "steps of Adam per round, for contrastive losses and for an mlp"),
    REAL(learning_rate, .range = "(0, 1e3]", .standard = "0.05", .unit = "1", .doc = "of Adam"),
    INTEGER(minibatch, .range = "[1, 1e9]", .standard = "64", .unit = "pairs", .doc = "pairs per step of Adam"),
    WORD(annotator, annotators, .standard = "rubric",
         .doc =
             "0 to 6 points by: rubric, quality in the game with noise; fixed_scores, given ones; winrate, 6 times the win rate "
             "against the current policy"),
    WALRAS_REAL_LISTS(struct dno_parameters, fixed_student_scores, .range = "[0, 6]", .standard = "()", .unit = "points",
                      .read_when = "annotator == 'fixed_scores'",
                      .doc = "for fixed_scores: the scores of a prompt's students in the order drawn, one list per prompt"),
    WALRAS_INTEGER_ARRAY(struct dno_parameters, fixed_teacher_scores, .range = "[0, 6]", .standard = "[]", .unit = "points",
                         .read_when = "annotator == 'fixed_scores'",
                         .doc = "for fixed_scores: the teacher's score, one per prompt"),
    INTEGER(positive_min_score, .range = "[0, 6]", .standard = "5", .unit = "points",
            .doc = "that the preferred response must reach"),
    INTEGER(margin_teacher, .range = "[0, 6]", .standard = "2", .unit = "points",
            .doc = "by which the teacher's response must beat a student's to make a pair"),
    INTEGER(margin_student, .range = "[0, 6]", .standard = "1", .unit = "points",
            .doc = "by which a student's response must beat another to make a pair"),
    REAL(replay_decay, .range = "[0, 1]", .standard = "0.3", .unit = "1",
         .doc = "share of the last round's pairs that are trained on again, half of it of those before, and so on"),
    REAL(rubric_noise, .range = "[0, 5]", .standard = "0.5", .unit = "points",
         .doc = "s_r, standard deviation of the rubric's noise"),
    REAL(teacher_quality, .range = "[0, 1]", .standard = "0.99", .unit = "1",
         .doc = "quantile of quality above which the teacher's responses lie: at least the best one, at 0 all"),
    REAL(teacher_temperature, .range = "(0, 1e3]", .standard = "0.6", .unit = "1",
         .doc = "the teacher draws from those responses by a softmax of their quality over this"),
    INTEGER(borda_pool, .range = "[2, 1e6]", .standard = "64", .unit = "responses",
            .doc = "quality is the mean win probability against this many responses of the prompt, or all if there are no more"),
    INTEGER(validation_prompts, .range = "[1, 1e8]", .standard = "800", .unit = "prompts",
            .doc = "held-out prompts on which dno_prct and its like are judged and the best round is picked"),
    REALS(probe_policy, .range = "[0, 1]", .standard = "[]", .unit = "1",
          .doc = "policy at which the first round's loss is reported; [] = none"),
};

bool dno_is_contrastive(const struct dno_parameters *p) {
  return p->algorithm >= ALGORITHM_DNO_PRCT && p->algorithm <= ALGORITHM_SFT_POSITIVES;
}

bool dno_is_plain(const struct dno_parameters *p) {
  return p->algorithm == ALGORITHM_DNO || p->algorithm == ALGORITHM_SPI_EXACT;
}

bool dno_is_regularised(const struct dno_parameters *p) {
  return p->algorithm == ALGORITHM_DNO_REGULARISED || p->algorithm == ALGORITHM_NASH_MD || p->algorithm == ALGORITHM_INPO;
}

bool dno_smooths_reward(const struct dno_parameters *p) {
  return p->algorithm == ALGORITHM_NASH_MD || (p->algorithm == ALGORITHM_DNO_REGULARISED && p->reward_policy == REWARD_SMOOTHED);
}

bool dno_has_theta(const struct dno_parameters *p) {
  return p->policy_class != CLASS_TABULAR;
}

bool dno_starts_uniform(const struct dno_parameters *p) {
  return p->algorithm <= ALGORITHM_DNO_REGULARISED || p->algorithm == ALGORITHM_SPI_EXACT;
}

/* ---- defaults that follow ---- */

/* Parameters that an experiment may give to all of its algorithms although some do not look at them. */
static void tell_ignored(const struct dno_parameters *p, const walras_given *given) {
  static const char *const of_pairs[] = {"prct_beta",          "responses_per_prompt", "annotator",
                                         "positive_min_score", "margin_teacher",       "margin_student",
                                         "replay_decay",       "rubric_noise",         "validation_prompts"};
  static const char *const of_draws[] = {"label_mode", "pairs_sampled"}, *const of_adam[] = {"optimizer_steps", "learning_rate",
                                                                                             "minibatch"};
  const bool pairs = dno_is_contrastive(p), regression = p->algorithm <= ALGORITHM_DNO_REGULARISED;
  for (size_t i = 0; !pairs && i < sizeof of_pairs / sizeof *of_pairs; i++)
    walras_given_ignored(given, of_pairs[i], "unless the algorithm trains on an annotator's pairs");
  for (size_t i = 0; !(regression && p->solver == SOLVER_SAMPLED) && i < 2; i++)
    walras_given_ignored(given, of_draws[i], "unless algorithm = dno or dno_regularised with solver = sampled");
  for (size_t i = 0; !pairs && p->policy_class != CLASS_MLP && i < 3; i++)
    walras_given_ignored(given, of_adam[i], "on policies that are not trained by Adam");
  if (!regression)
    walras_given_ignored(given, "solver", "unless algorithm = dno or dno_regularised");
  if (!regression || p->solver == SOLVER_CLOSED_FORM)
    walras_given_ignored(given, "data_policy", "unless algorithm = dno or dno_regularised with solver = gradient or sampled");
  if (pairs)
    walras_given_ignored(given, "learning_rate_inverse", "on algorithms that train on an annotator's pairs");
  if (!dno_is_regularised(p))
    preference_ignores_regularisation(given, "unless algorithm = dno_regularised, nash_md or inpo");
  if ((dno_is_plain(p) && p->data_policy != DATA_REFERENCE) || (pairs && p->algorithm != ALGORITHM_OFFLINE_DPO))
    preference_ignores_reference(given, "with algorithms that never look at the reference");
  if (dno_has_theta(p))
    walras_given_ignored(given, "start_policy", "on policies with parameters, which begin at start_parameters");
}

walras_status dno_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct dno_parameters *p = parameters;
  if (!walras_is_given(given, "iterations"))
    p->iterations = dno_is_contrastive(p) ? 3 : 50;
  tell_ignored(p, given);
  return preference_resolve(&p->game, given, error);
}

/* ---- constraints ---- */

#define REFUSE(...) return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, __VA_ARGS__)

static walras_status check_algorithm(const struct dno_parameters *p, walras_error *error) {
  const double tau = p->game.kl_coefficient, eta = p->learning_rate_inverse;
  const bool exact = p->algorithm > ALGORITHM_SFT_POSITIVES;
  if (dno_is_regularised(p) && tau > eta)
    REFUSE("kl_coefficient = %g is above learning_rate_inverse = %g; algorithm = %s takes a step of at most 1/kl_coefficient",
           tau, eta, algorithms[p->algorithm]);
  if (dno_is_regularised(p) && tau == 0.0)
    REFUSE("kl_coefficient = 0: algorithm = %s is regularised; use dno or spi_exact without", algorithms[p->algorithm]);
  for (int64_t y = 0; dno_is_regularised(p) && y < p->game.reference_entries.count; y++)
    if (p->game.reference_entries.values[y] == 0.0)
      REFUSE("reference_entries: entry %lld is 0, and algorithm = %s needs log-probabilities", (long long)y,
             algorithms[p->algorithm]);
  if (exact && dno_has_theta(p))
    REFUSE("policy_class = %s: algorithm = %s takes exact steps, which only policy_class = tabular can",
           policy_classes[p->policy_class], algorithms[p->algorithm]);
  if (dno_is_contrastive(p) && !dno_has_theta(p))
    REFUSE("policy_class = tabular: algorithm = %s trains on other prompts in every round and is judged on held-out ones, of "
           "which a "
           "table learns nothing; use linear_softmax or mlp",
           algorithms[p->algorithm]);
  if (!exact && !dno_is_contrastive(p) && dno_has_theta(p) && p->solver == SOLVER_CLOSED_FORM)
    REFUSE("solver = closed_form: only policy_class = tabular has one; use gradient or sampled with policy_class = %s",
           policy_classes[p->policy_class]);
  if (!exact && p->solver == SOLVER_GRADIENT && p->policy_class == CLASS_MLP && !dno_is_contrastive(p))
    REFUSE("solver = gradient: a network is trained on drawn pairs; use sampled with policy_class = mlp");
  if (p->game.oracle != ORACLE_EXACT)
    REFUSE("oracle = bernoulli: comparisons are drawn by solver = sampled with label_mode = bernoulli or winrate_estimate; leave "
           "oracle "
           "= exact");
  return WALRAS_OK;
}

enum { TABLE_MOST = 1024 };

static walras_status check_data(const struct dno_parameters *p, walras_error *error) {
  const bool regression = p->algorithm <= ALGORITHM_DNO_REGULARISED && p->solver != SOLVER_CLOSED_FORM;
  if (regression && p->policy_class == CLASS_TABULAR && p->game.actions > TABLE_MOST)
    REFUSE("actions = %lld: the regression of a table has one unknown per response, at most %d of them; use solver = closed_form",
           (long long)p->game.actions, TABLE_MOST);
  if (regression && p->data_policy == DATA_TEACHER_MIX && p->teacher_fraction == 0.0)
    REFUSE("teacher_fraction = 0: data_policy = teacher_mix has no teacher in it; use on_policy");
  if (dno_is_contrastive(p) && (p->game.preference_generator == GENERATOR_EXPLICIT || p->game.utilities.count > p->game.actions))
    REFUSE("%s: prompts that are listed one by one leave none to hold out for algorithm = %s",
           p->game.preference_generator == GENERATOR_EXPLICIT ? "preference_generator = explicit" : "utilities",
           algorithms[p->algorithm]);
  if (dno_is_contrastive(p) && p->iterations > p->game.prompts)
    REFUSE("iterations = %lld: every round needs prompts of its own, and there are %lld; raise prompts", (long long)p->iterations,
           (long long)p->game.prompts);
  return WALRAS_OK;
}

static walras_status check_features(const struct dno_parameters *p, walras_error *error) {
  const int64_t d = p->policy_feature_dim, phi = p->response_features.count, theta = p->start_parameters.count;
  if (phi > 0 && phi != p->game.actions * d)
    REFUSE("response_features: %lld numbers; actions = %lld times policy_feature_dim = %lld makes %lld", (long long)phi,
           (long long)p->game.actions, (long long)d, (long long)(p->game.actions * d));
  if (theta > 0 && theta != d)
    REFUSE("start_parameters: %lld numbers; policy_feature_dim = %lld", (long long)theta, (long long)d);
  if ((phi > 0 || theta > 0) && p->policy_class != CLASS_LINEAR_SOFTMAX)
    REFUSE("%s: only policy_class = linear_softmax has these", phi > 0 ? "response_features" : "start_parameters");
  if (p->policy_class == CLASS_MLP && p->game.preference_generator != GENERATOR_FEATURE_CONTEXTUAL)
    REFUSE("policy_class = mlp: its inputs are the features of prompts and responses, which only preference_generator = "
           "feature_contextual has");
  if (p->feature_utility > 0.0 &&
      (p->policy_class != CLASS_LINEAR_SOFTMAX || p->game.preference_generator != GENERATOR_BRADLEY_TERRY))
    REFUSE("feature_utility = %g: needs policy_class = linear_softmax, whose features it weighs, and preference_generator = "
           "bradley_terry",
           p->feature_utility);
  return WALRAS_OK;
}

static walras_status check_scores(const struct dno_parameters *p, walras_error *error) {
  const int64_t prompts = p->game.prompts;
  if (!dno_is_contrastive(p) || p->annotator != ANNOTATOR_FIXED_SCORES)
    return WALRAS_OK;
  if (p->fixed_student_scores.count != prompts)
    REFUSE("fixed_student_scores: %lld lists for prompts = %lld; one each", (long long)p->fixed_student_scores.count,
           (long long)prompts);
  if (p->fixed_teacher_scores.count != prompts)
    REFUSE("fixed_teacher_scores: %lld scores for prompts = %lld; one each", (long long)p->fixed_teacher_scores.count,
           (long long)prompts);
  for (int64_t x = 0; x < prompts; x++) {
    const walras_reals *list = &p->fixed_student_scores.lists[x];
    if (list->count != p->responses_per_prompt)
      REFUSE("fixed_student_scores: %lld scores in list %lld; responses_per_prompt = %lld", (long long)list->count, (long long)x,
             (long long)p->responses_per_prompt);
    for (int64_t k = 0; k < list->count; k++)
      if (list->values[k] != floor(list->values[k]))
        REFUSE("fixed_student_scores: %g in list %lld; points are whole numbers from 0 to 6", list->values[k], (long long)x);
  }
  return WALRAS_OK;
}

static walras_status check_probe(const struct dno_parameters *p, walras_error *error) {
  double sum = 0.0;
  if (p->probe_policy.count == 0)
    return WALRAS_OK;
  if (p->probe_policy.count != p->game.actions)
    REFUSE("probe_policy: %lld entries; actions = %lld", (long long)p->probe_policy.count, (long long)p->game.actions);
  for (int64_t y = 0; y < p->probe_policy.count; y++) {
    sum += p->probe_policy.values[y];
    if (p->probe_policy.values[y] == 0.0)
      REFUSE("probe_policy: entry %lld is 0, where the loss is infinite", (long long)y);
  }
  if (fabs(sum - 1.0) > 1e-9)
    REFUSE("probe_policy: the entries sum to %.12g, not 1", sum);
  if (p->algorithm > ALGORITHM_DNO_REGULARISED)
    REFUSE("probe_policy: only algorithms dno and dno_regularised have that loss");
  return WALRAS_OK;
}

typedef walras_status check_function(const struct dno_parameters *, walras_error *);

walras_status dno_check(const void *parameters, walras_error *error) {
  const struct dno_parameters *p = parameters;
  static check_function *const parts[] = {check_algorithm, check_data, check_features, check_scores, check_probe};
  walras_status status = preference_check(&p->game, error);
  for (size_t i = 0; status == WALRAS_OK && i < sizeof parts / sizeof *parts; i++)
    status = parts[i](p, error);
  return status;
}
