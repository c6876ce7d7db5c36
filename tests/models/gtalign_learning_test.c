/* Gradients against central differences of losses written out again; what learning comes to. */
#include "gtalign.h"
#include "models/gtalign/learn.h"
#include "models/gtalign/streams.h"

enum { PROMPTS = 20, WEIGHTS_MOST = 600 };

/* A policy as its logits are written down: softmax of (x, x^2 - 1, 1) or of 32 tanh. */
static void test_policy(const struct gtalign_lesson *l, const double *w, double x, double *probability) {
  const int64_t actions = l->e->actions;
  double sum = 0.0;
  for (int64_t a = 0; a < actions; a++) {
    double logit = 0.0;
    if (l->network.layers == 1) {
      logit = w[a] * x + w[actions + a] * (x * x - 1.0) + w[2 * actions + a];
    } else {
      for (int64_t h = 0; h < HIDDEN_UNITS; h++)
        logit += tanh(w[h] * x + w[HIDDEN_UNITS + h]) * w[2 * HIDDEN_UNITS + h * actions + a];
      logit += w[2 * HIDDEN_UNITS + HIDDEN_UNITS * actions + a];
    }
    sum += probability[a] = exp(logit);
  }
  for (int64_t a = 0; a < actions; a++)
    probability[a] /= sum;
}

/* The group's responses by the policy before, standardised. */
static void test_group(const struct gtalign_lesson *l, int64_t prompt, const double *before, int vague, int64_t *action,
                       double *advantage) {
  const struct gtalign_environment *e = l->e;
  const int64_t group = e->p->group_size;
  const double *reward = gtalign_values_of(e, 0).reward;
  double mean = 0.0, square = 0.0;
  for (int64_t g = 0; g < group; g++) {
    const walras_words words = walras_draw(&l->groups, (uint64_t)prompt, (uint32_t)(g / 2));
    double coin = walras_uniform_from_word(words.word[g % 2 * 2]);
    for (action[g] = 0; action[g] + 1 < e->actions && coin >= before[action[g]]; action[g]++)
      coin -= before[action[g]];
    advantage[g] = reward[2 * action[g] + (walras_uniform_from_word(words.word[g % 2 * 2 + 1]) < e->success[vague][action[g]])];
    mean += advantage[g] / (double)group;
  }
  for (int64_t g = 0; g < group; g++)
    square += (advantage[g] - mean) * (advantage[g] - mean) / (double)group;
  for (int64_t g = 0; g < group; g++)
    advantage[g] = (advantage[g] - mean) / (sqrt(square) + e->p->advantage_epsilon);
}

static double test_surrogate(double ratio, double advantage, double clip) {
  const double clipped = clip > 0.0 ? fmin(fmax(ratio, 1.0 - clip), 1.0 + clip) : ratio;
  return fmin(ratio * advantage, clipped * advantage);
}

static double test_prompt_loss(const struct gtalign_lesson *l, int64_t prompt, const double *before, const double *now) {
  const struct gtalign_parameters *p = l->e->p;
  double old[ACTIONS_MOST], at[ACTIONS_MOST], first[ACTIONS_MOST], advantage[64], loss = 0.0;
  int64_t action[64];
  const int vague = walras_uniform_from_word(walras_draw(&l->prompts, (uint64_t)prompt, 1).word[0]) < p->vague_share;
  const double x = walras_normal(&l->prompts, (uint64_t)prompt, 0) + (vague ? 1.0 : -1.0) * p->feature_separation;
  test_policy(l, before, x, old);
  test_policy(l, now, x, at);
  if (l->imitates)
    return -log(at[l->expert[vague]]);
  test_group(l, prompt, old, vague, action, advantage);
  for (int64_t g = 0; g < p->group_size; g++)
    loss -= test_surrogate(at[action[g]] / old[action[g]], advantage[g], p->clip_ratio) / (double)p->group_size;
  if (l->reference != NULL)
    test_policy(l, l->reference, x, first);
  for (int64_t a = 0; a < l->e->actions; a++)
    loss +=
        (l->reference != NULL ? p->kl_coefficient * at[a] * log(at[a] / first[a]) : 0.0) + p->entropy_coef * at[a] * log(at[a]);
  return loss;
}

static double test_loss(const struct gtalign_lesson *l, const double *before, const double *now) {
  double loss = 0.0;
  for (int64_t prompt = 0; prompt < PROMPTS; prompt++)
    loss += test_prompt_loss(l, prompt, before, now) / PROMPTS;
  return loss;
}

static void fill(double *weights, int64_t count, uint64_t seed) {
  for (int64_t k = 0; k < count; k++)
    weights[k] = 0.6 * test_uniform(seed, (uint32_t)k) - 0.3;
}

static void check_gradient(const struct gtalign_environment *e, bool imitates, bool penalised, bool later) {
  const uint32_t key[2] = {5, 6};
  struct gtalign_lesson l = {.e = e,
                             .network = gtalign_network(e->p, e->actions),
                             .imitates = imitates,
                             .expert = {1, 5},
                             .prompts = walras_stream_make(key, STREAM_PROMPTS, 3),
                             .groups = walras_stream_make(key, STREAM_GROUPS, 3)};
  static double before[WEIGHTS_MOST], now[WEIGHTS_MOST], reference[WEIGHTS_MOST], gradient[WEIGHTS_MOST];
  l.weights = walras_network_parameters(&l.network);
  fill(before, l.weights, 1);
  fill(now, l.weights, later ? 2 : 1);
  fill(reference, l.weights, 3);
  l.reference = penalised ? reference : NULL;
  struct gtalign_desk *desk = calloc(1, gtalign_desk_bytes(&l));
  memset(gradient, 0, sizeof gradient);
  gtalign_learn_prompts(&l, -1, 0, 11, PROMPTS, later ? before : now, now, desk, gradient, NULL);
  gtalign_learn_prompts(&l, -1, 11, PROMPTS - 11, PROMPTS, later ? before : now, now, desk, gradient, NULL);
  free(desk);
  for (int64_t k = 0; k<l.weights; k += l.weights> 100 ? 7 : 1) { /* of a hidden layer's every seventh */
    const double kept = now[k], step = 1e-6;
    now[k] = kept + step;
    const double up = test_loss(&l, before, now);
    now[k] = kept - step;
    const double down = test_loss(&l, before, now);
    now[k] = kept;
    CU_ASSERT_DOUBLE_EQUAL(gradient[k], (up - down) / (2.0 * step), 1e-7);
  }
}

/* The environment of the settings, made inside a trial that then learns nothing. */
static void check_class(const char *class, const char *clip, const char *epochs) {
  static struct gtalign_environment e;
  RUN(run, class, clip, epochs, "updates=0", "n_instances=1", "group_size=5", "kl_coefficient=0.3", "entropy_coef=0.2",
      "reasoning_levels=[100,1000]", "training_reward=linear");
  CU_ASSERT_EQUAL_FATAL(gtalign_environment_make(run.trial, run.parameters, &e), WALRAS_OK);
  check_gradient(&e, true, false, false);
  check_gradient(&e, false, true, false);
  check_gradient(&e, false, true, true);
  end_run(&run);
}

static void gradients_are_those_of_the_losses(void) {
  check_class("policy_class=softmax_quadratic", "clip_ratio=0", "batch_epochs=1");
  check_class("policy_class=softmax_quadratic", "clip_ratio=0.2", "batch_epochs=2");
  check_class("policy_class=mlp", "clip_ratio=0.2", "batch_epochs=2");
}

static void nothing_learned_is_chance(void) {
  GIVES(0.615715, 1e-6, "exact_mutual_welfare", "updates=0", "n_instances=1");
  GIVES(0.0, 0.0, "updates_done", "updates=0", "n_instances=1");
}

static void learning_reaches_the_optimum(void) {
  RUN(run, "updates=800", "n_instances=1000", "stop_change=0");
  CU_ASSERT(metric(&run, "welfare_ratio_to_optimum") >= 0.98 && metric(&run, "welfare_ratio_to_optimum") <= 1.0);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "training_welfare", 0), 0.6157, 0.02);
  CU_ASSERT(element(&run, "training_welfare", 799) > element(&run, "training_welfare", 0) + 0.1);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "training_share_da", 400) + element(&run, "training_share_cq", 400) +
                             element(&run, "training_share_aq", 400),
                         1.0, 1e-12);
  end_run(&run);
}

/* Both classes and both optimisers, several steps on a batch and a hidden layer: well above chance after a few updates. */
static void every_way_of_learning_climbs(void) {
  static const char *const ways[][3] = {
      {"optimizer=adam", "learning_rate=0.03", "batch_epochs=1"},
      {"policy_class=mlp", "learning_rate=0.5", "batch_epochs=1"},
      {"clip_ratio=0.2", "learning_rate=0.5", "batch_epochs=4"},
      {"user_types=( [ 0.5, 1.0, 0.0 ], [ 0.5, 1.0, 0.2 ] )", "user_type_visible=true", "batch_epochs=2"}};
  for (int i = 0; i < 4; i++) {
    RUN(run, ways[i][0], ways[i][1], ways[i][2], "updates=150", "batch_prompts=64", "n_instances=1");
    CU_ASSERT(metric(&run, "exact_mutual_welfare") > 0.68);
    end_run(&run);
  }
}

/* Cross-entropy's minimum is P(expert's action | x): far from the optimum, which hedges. */
static void imitation_takes_on_the_rule(void) {
  RUN(run, "policy=sft", "updates=400", "n_instances=1", "stop_change=0");
  CU_ASSERT(metric(&run, "exact_mutual_welfare") > 0.66 && metric(&run, "welfare_ratio_to_optimum") < 0.99);
  CU_ASSERT(element_of(&run, "policy", 2, 60) > 0.9 && element_of(&run, "policy", 3, 260) > 0.9); /* x = -5, 5 */
  end_run(&run);
}

/* Looks are at updates 0, 100, ..., 500: the sixth can compare for the first time. */
static void learning_stops_where_welfare_stands_still(void) {
  GIVES(501.0, 0.0, "updates_done", "updates=600", "batch_prompts=8", "n_instances=1", "stop_change=1");
  GIVES(600.0, 0.0, "updates_done", "updates=600", "batch_prompts=8", "n_instances=1", "stop_change=0");
}

static void penalties_hold_a_policy_back(void) {
  RUN(free, "updates=200", "batch_prompts=64", "n_instances=1");
  RUN(near, "updates=200", "batch_prompts=64", "n_instances=1", "kl_coefficient=5");
  RUN(spread, "updates=200", "batch_prompts=64", "n_instances=1", "entropy_coef=5");
  CU_ASSERT(metric(&near, "exact_mutual_welfare") < 0.65 && metric(&free, "exact_mutual_welfare") > 0.7);
  /* The initial policy is chance: KL to it is log 12 less the entropy, and both penalties have one gradient. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&near, "exact_mutual_welfare"), metric(&spread, "exact_mutual_welfare"), 1e-9);
  end_run(&free);
  end_run(&near);
  end_run(&spread);
}

WALRAS_UNIT_TESTS(UNIT(gradients_are_those_of_the_losses), UNIT(nothing_learned_is_chance), UNIT(learning_reaches_the_optimum),
                  UNIT(every_way_of_learning_climbs), UNIT(imitation_takes_on_the_rule),
                  UNIT(learning_stops_where_welfare_stands_still), UNIT(penalties_hold_a_policy_back))
