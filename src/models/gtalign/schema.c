#include "models/gtalign/schema_words.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct gtalign_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct gtalign_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct gtalign_parameters, field, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct gtalign_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct gtalign_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct gtalign_parameters, field, .words = list, __VA_ARGS__)

const char *const gtalign_mode_words[] = {"reward", "decide", "optimal", "train", "steer", "compare", NULL};
const char *const gtalign_variant_words[] = {"cobb_douglas", "linear", "user", "llm", NULL};
const char *const gtalign_rule_words[] = {"sum_tiebreak", "product", "cobb_douglas_safe", "belief_weighted", NULL};
const char *const gtalign_policy_words[] = {"learned", "base", "sft", "oracle", NULL};
const char *const gtalign_cell_words[] = {"DQ_DA", "DQ_CQ", "DQ_AQ", "VQ_DA", "VQ_CQ", "VQ_AQ", NULL};
static const char *const steerings[] = {"none", "llm", "user", NULL};
static const char *const classes[] = {"softmax_quadratic", "mlp", NULL};
static const char *const starts[] = {"uniform", "sft", NULL};
static const char *const optimizers[] = {"sgd", "adam", NULL};
static const char *const evaluations[] = {"exact", "drawn", NULL};
static const char *const backends[] = {"surrogate", "endpoint", NULL};

const walras_parameter gtalign_schema[GTALIGN_PARAMETERS] = {
    WORD(mode, gtalign_mode_words, .standard = "train",
         .doc = "what a trial computes: one reward, decisions by payoff matrices, the optimal or a trained policy, a shifted "
                "matrix, or "
                "a comparison of two methods"),
    REAL(answer, .range = "[0, 1]", .standard = "0", .unit = "1", .read_when = "mode == 'reward'",
         .doc = "mode reward: score of the answer"),
    REAL(response_length_words, .range = "[0, 1e9]", .standard = "100", .unit = "words", .read_when = "mode == 'reward'",
         .doc = "mode reward: n_r, length of the response"),
    REAL(total_words, .range = "[0, 1e9]", .standard = "200", .unit = "words", .read_when = "mode == 'reward'",
         .doc = "mode reward: n_t, length of all text"),
    REAL(reasoning_chars, .range = "[0, 1e9]", .standard = "400", .unit = "characters", .read_when = "mode == 'reward'",
         .doc = "mode reward: c_r, length of the reasoning"),
    REAL(format_score, .range = "[0, 1]", .standard = "1", .unit = "1", .read_when = "mode == 'reward'",
         .doc = "mode reward: f, 1 or 0; 0 is worth nothing"),
    REAL(pareto_score, .range = "[0, 1]", .standard = "1", .unit = "1", .read_when = "mode == 'reward'",
         .doc = "mode reward: 0, 0.5 or 1"),
    REAL(payoff_score, .range = "[0, 1]", .standard = "1", .unit = "1", .read_when = "mode == 'reward'",
         .doc = "mode reward: score of the payoff matrix"),
    WORD(reward_variant, gtalign_variant_words, .rule = "as training_reward",
         .read_when = "mode == 'reward' or mode == 'optimal' or mode == 'train'",
         .doc = "formulas of the assistant's welfare that the reward is made of; linear, user and llm share theirs"),
    WORD(training_reward, gtalign_variant_words, .rule = "as reward_variant where that is given, else cobb_douglas",
         .read_when = "mode == 'reward' or mode == 'optimal' or mode == 'train'",
         .doc = "U^alpha L^(1-alpha), (U + L)/2, U or L"),
    REAL(welfare_alpha, .range = "(0, 1)", .standard = "0.5", .unit = "1", .read_when = "mode != 'compare'",
         .doc = "alpha, the user's exponent in cobb_douglas and in cobb_douglas_safe; policies are judged by sqrt(UL) whatever "
                "it is"),
    LISTS(payoff_matrix, .range = "[-1e6, 1e6]", .unit = "payoff",
          .rule = "modes decide and steer: the environment's true one, rounded to 0.1",
          .read_when = "mode == 'decide' or mode == 'steer'",
          .doc = "six cells [user, LLM]: DQ_DA, DQ_CQ, DQ_AQ, VQ_DA, VQ_CQ, VQ_AQ"),
    WORD(decision_rule, gtalign_rule_words, .standard = "sum_tiebreak", .read_when = "mode == 'decide'",
         .doc = "mode decide: how the assistant picks a cell"),
    WORD(steering, steerings, .standard = "none", .read_when = "mode != 'reward' and mode != 'compare'",
         .doc = "whose prices change: the provider's (llm) or the user's; of the matrix, or of U and L themselves in modes "
                "optimal and train"),
    REAL(steering_shift, .range = "[-10, 10]", .standard = "0", .unit = "payoff",
         .read_when = "mode != 'reward' and mode != 'compare'", .doc = "s, change of the price; 0 changes nothing"),
    REAL(vague_share, .range = "[0, 1]", .standard = "0.5", .unit = "1",
         .read_when = "mode == 'decide' or mode == 'optimal' or mode == 'train'", .doc = "share of vague questions, VQ"),
    REAL(feature_separation, .range = "[0, 10]", .standard = "0.8", .unit = "standard deviations",
         .read_when = "mode == 'decide' or mode == 'optimal' or mode == 'train'",
         .doc = "d: the assistant sees x ~ N(d, 1) of a vague question, N(-d, 1) of a definite one"),
    REALS(answer_base_dq, .range = "[0, 1]", .standard = "[0.55, 0.05, 0.50]", .unit = "probability",
          .read_when = "mode != 'reward' and mode != 'compare'",
          .doc = "success without reasoning of DA, CQ, AQ at a definite question"),
    REALS(answer_base_vq, .range = "[0, 1]", .standard = "[0.15, 0.80, 0.70]", .unit = "probability",
          .read_when = "mode != 'reward' and mode != 'compare'", .doc = "the same at a vague one"),
    REALS(answer_gain_dq, .range = "[0, 1]", .standard = "[0.35, 0.0, 0.30]", .unit = "probability",
          .read_when = "mode != 'reward' and mode != 'compare'", .doc = "most that reasoning adds to it, of a definite question"),
    REALS(answer_gain_vq, .range = "[0, 1]", .standard = "[0.05, 0.12, 0.15]", .unit = "probability",
          .read_when = "mode != 'reward' and mode != 'compare'", .doc = "the same of a vague one"),
    REAL(reasoning_half_chars, .range = "(0, 1e6]", .standard = "600", .unit = "characters",
         .read_when = "mode != 'reward' and mode != 'compare'", .doc = "length of reasoning at which 1 - 1/e of the gain is had"),
    REALS(reasoning_levels, .range = "[0, 1e6]", .standard = "[100, 400, 1000, 2500]", .unit = "characters",
          .read_when = "mode != 'reward' and mode != 'compare'",
          .doc = "lengths of reasoning to choose from, increasing, 1 to 64"),
    REALS(response_words, .range = "[0, 1e6]", .standard = "[120, 25, 170]", .unit = "words",
          .read_when = "mode != 'reward' and mode != 'compare'", .doc = "length of DA, CQ, AQ"),
    REAL(chars_per_word, .range = "(0, 1e3]", .standard = "6", .unit = "characters",
         .read_when = "mode != 'reward' and mode != 'compare'", .doc = "of a word of reasoning or response"),
    INTEGER(n_instances, .range = "[1, 1e12]", .standard = "1000000", .unit = "interactions",
            .read_when =
                "(mode == 'decide' or mode == 'optimal' or mode == 'train') and (mode == 'decide' or evaluation == 'drawn')",
            .doc = "N, interactions of a user and the assistant; not read where evaluation = exact"),
    REAL(matrix_noise, .range = "[0, 10]", .standard = "0", .unit = "payoff", .read_when = "mode == 'decide'",
         .doc = "mode decide: standard deviation of the assistant's error about each entry of its matrix"),
    INTEGER(group_size, .range = "[2, 1024]", .standard = "8", .unit = "responses", .read_when = "mode == 'train'",
            .doc = "G, responses to a prompt, compared with each other"),
    INTEGER(batch_prompts, .range = "[1, 1e9]", .standard = "256", .unit = "prompts", .read_when = "mode == 'train'",
            .doc = "B, prompts of an update"),
    INTEGER(updates, .range = "[0, 1e6]", .standard = "3000", .unit = "updates", .read_when = "mode == 'train'",
            .doc = "most updates of the weights"),
    REAL(learning_rate, .range = "(0, 1e3]", .standard = "0.5", .unit = "1", .read_when = "mode == 'train'",
         .doc = "step of the weights"),
    WORD(policy_class, classes, .standard = "softmax_quadratic", .read_when = "mode == 'train'",
         .doc = "logits of actions: linear in (1, x, x^2 - 1), or a layer of 32 tanh of x"),
    REAL(clip_ratio, .range = "[0, 1)", .standard = "0", .unit = "1", .read_when = "mode == 'train'",
         .doc = "PPO: limit of the ratio of new and old probabilities; 0 = off. Acts from the second step on a batch: needs "
                "batch_epochs above 1"),
    REAL(kl_coefficient, .range = "[0, 1e3]", .standard = "0", .unit = "reward/nat", .aliases = "kl_coef",
         .read_when = "mode == 'train'", .doc = "penalty of KL(policy, initial policy)"),
    REAL(entropy_coef, .range = "[0, 1e3]", .standard = "0", .unit = "reward/nat", .read_when = "mode == 'train'",
         .doc = "reward of the policy's entropy"),
    INTEGER(feature_grid, .range = "[101, 1e6]", .standard = "2001", .unit = "points",
            .read_when = "mode == 'optimal' or mode == 'train'",
            .doc = "even grid over x of exact evaluation, from -8 to 8, or wider where d > 3"),
    REAL(advantage_epsilon, .range = "(0, 1e3]", .standard = "1e-4", .unit = "reward", .read_when = "mode == 'train'",
         .doc = "added to the standard deviation of a group's rewards"),
    BOOLEAN(user_type_visible, .standard = "false", .read_when = "mode == 'optimal' or mode == 'train'",
            .doc = "the assistant sees the user's type, and has a policy for each"),
    LISTS(user_types, .range = "[0, 1e6]", .standard = "( [1.0, 1.0, 0.0] )", .unit = "1",
          .read_when = "mode != 'reward' and mode != 'compare' and n_user_types == 0",
          .doc = "arrays [weight, time_cost, followup_cost]; weights sum to 1, a cost is per 500 characters and per question "
                 "asked back"),
    LISTS(points_a, .range = "[-1e9, 1e9]", .standard = "()", .unit = "welfare", .read_when = "mode == 'compare'",
          .doc = "mode compare: arrays [U, L], the first method's"),
    LISTS(points_b, .range = "[-1e9, 1e9]", .standard = "()", .unit = "welfare", .read_when = "mode == 'compare'",
          .doc = "the second method's on the same questions"),
    REAL(pareto_epsilon, .range = "[0, 1]", .standard = "0", .unit = "1", .read_when = "mode == 'compare'",
         .doc = "mode compare: slack of coverage and of dominance, in ranges of the coordinates"),
    WORD(policy, gtalign_policy_words, .standard = "learned", .read_when = "mode == 'optimal' or mode == 'train'",
         .doc = "modes optimal and train: the one that the mode finds; chance; an imitator of the sum_tiebreak rule; or one that "
                "knows z"),
    WORD(evaluation, evaluations, .rule = "drawn in mode train, exact in mode optimal",
         .read_when = "mode == 'optimal' or mode == 'train'",
         .doc = "expectations over the grid of x, or n_instances interactions"),
    WORD(initial_policy, starts, .standard = "uniform", .read_when = "mode == 'train'",
         .doc = "mode train: where learning begins; sft takes as many updates before"),
    WORD(optimizer, optimizers, .standard = "sgd", .read_when = "mode == 'train'",
         .doc = "plain gradient steps, or Adam (0.9, 0.999, 1e-8)"),
    INTEGER(batch_epochs, .range = "[1, 100]", .standard = "1", .unit = "steps", .read_when = "mode == 'train'",
            .doc = "gradient steps on each batch of responses"),
    REAL(stop_change, .range = "[0, 1]", .standard = "1e-4", .unit = "welfare", .read_when = "mode == 'train'",
         .doc = "learning ends when the exact welfare changes by less over 500 updates; 0 = never. Not read where each type "
                "learns by itself"),
    INTEGER(n_user_types, .range = "[0, 1e6]", .standard = "0", .unit = "types",
            .read_when = "mode == 'decide' or mode == 'optimal' or mode == 'train'",
            .doc = "draw so many equally likely types in place of user_types; 0 = those"),
    REAL(time_cost_sd, .range = "[0, 5]", .standard = "0.5", .unit = "1",
         .read_when = "(mode == 'decide' or mode == 'optimal' or mode == 'train') and n_user_types > 0",
         .doc = "n_user_types > 0: standard deviation of the logarithm of time_cost, whose mean is 1"),
    REAL(followup_cost_mean, .range = "[0, 1]", .standard = "0.1", .unit = "welfare",
         .read_when = "(mode == 'decide' or mode == 'optimal' or mode == 'train') and n_user_types > 0",
         .doc = "n_user_types > 0: mean of the exponential followup_cost"),
    BOOLEAN(record_policy, .standard = "true", .read_when = "mode == 'optimal' or mode == 'train'",
            .doc = "modes optimal and train, users of one type or unseen: keep the table of the policy over x"),
    WORD(backend, backends, .standard = "surrogate",
         .doc = "who speaks for the language model: a formula; endpoint is not available"),
};
