#include "models/risk-averse-equilibrium/learner.h"

#include <string.h>

#include "numerics/neural/heads.h"
#include "walras/elementary.h"

enum { CELLS = HUNT_VIEWS * HUNT_ACTIONS, STEPS_MOST = 1000 };
#define BASELINE_SHARE 0.05

static walras_network network_of(void) {
  return walras_network_make(HUNT_DIGITS, 1, NET_UNITS, WALRAS_ACTIVATION_TANH, HUNT_ACTIONS);
}

static int64_t parameters_of(const struct rae_parameters *p) {
  const walras_network network = network_of();
  return p->trust_policy == POLICY_NET ? walras_network_parameters(&network) : CELLS;
}

static int64_t padded(int64_t reals) {
  return (reals + 7) / 8 * 8;
}

static int64_t work_of(void) {
  const walras_network network = network_of();
  return padded(walras_network_work(&network)) + WALRAS_NEURAL_BLOCK * (HUNT_DIGITS + HUNT_ACTIONS);
}

int64_t rae_learner_bytes(const struct rae_parameters *p) {
  return 8 * (4 * padded(parameters_of(p)) + 2 * padded(CELLS) + work_of() + 2 * padded(HUNT_VIEWS)) +
         64 * ((4 * HUNT_VIEWS + 63) / 64) + (int64_t)sizeof(rae_hunt_policy);
}

void rae_learner_make(rae_learner *l, const struct rae_parameters *p, const struct rae_hunt *hunt, const walras_stream *stream,
                      uint64_t entity, void *memory) {
  const int64_t n = parameters_of(p);
  double *at = memory;
  *l = (rae_learner){.hunt = hunt,
                     .risk_aversion = p->risk_aversion,
                     .adam = {.rate = p->policy_learning_rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8},
                     .is_net = p->trust_policy == POLICY_NET,
                     .network = network_of(),
                     .parameters = n};
  memset(memory, 0, (size_t)rae_learner_bytes(p));
  double **const vectors[] = {&l->parameter, &l->gradient, &l->first, &l->second};
  for (int k = 0; k < 4; k++, at += padded(n))
    *vectors[k] = at;
  l->probability = at;
  l->weight = at + padded(CELLS);
  l->work = l->weight + padded(CELLS);
  l->seen = (int64_t *)(void *)(l->work + work_of());
  l->touched = l->seen + padded(HUNT_VIEWS);
  l->visited = (int32_t *)(void *)(l->touched + padded(HUNT_VIEWS));
  l->policy = (rae_hunt_policy *)(void *)((char *)l->visited + 64 * ((4 * HUNT_VIEWS + 63) / 64));
  for (int64_t view = 0; view < HUNT_VIEWS; view++)
    l->seen[view] = l->touched[view] = -1;
  if (l->is_net)
    walras_network_initialise(&l->network, WALRAS_INIT_NORMAL_FAN_IN, 0.01, stream, entity, l->parameter);
}

/* A view's digits as inputs of the net, -1..1. */
static void inputs_of(int32_t view, double *inputs) {
  for (int k = HUNT_DIGITS - 1; k >= 0; k--, view /= 5)
    inputs[k] = 0.5 * (double)(view % 5 - 2);
}

/* Makes sure that the probabilities of a view are those of the present parameters. */
static void look(rae_learner *l, int32_t view) {
  double logits[HUNT_ACTIONS];
  double *const probability = l->probability + view * HUNT_ACTIONS;
  if (l->seen[view] == l->updates)
    return;
  l->seen[view] = l->updates;
  if (l->is_net) {
    double inputs[HUNT_DIGITS];
    inputs_of(view, inputs);
    memcpy(logits, walras_network_forward(&l->network, l->parameter, 1, inputs, l->work), sizeof logits);
  } else
    memcpy(logits, l->parameter + view * HUNT_ACTIONS, sizeof logits);
  walras_log_softmax(1, HUNT_ACTIONS, logits, logits);
  for (int action = 0; action < HUNT_ACTIONS; action++)
    probability[action] = walras_exp(logits[action]);
  rae_hunt_thresholds(probability, l->policy->threshold[view]);
}

void rae_learner_freeze(rae_learner *l, rae_hunt_policy *policy) {
  for (int32_t view = 0; view < HUNT_VIEWS; view++)
    look(l, view);
  memcpy(policy, l->policy, sizeof *policy);
}

typedef struct learner_course {
  int32_t view[STEPS_MOST];
  int8_t action[STEPS_MOST];
} learner_course;

/* An episode from the learner's corner; its views and actions to `course` where that is wanted. What happened to learner and partner to `tally`. */
static void play(rae_learner *l, const rae_hunt_policy *partner, const walras_stream *stream, uint64_t episode,
                 learner_course *course, struct rae_hunt_tally *tally) {
  const int own = (int)(episode & 1);
  struct rae_hunt_state state;
  struct rae_hunt_tally both = {{0}, {0}, {0}};
  rae_hunt_start(l->hunt, stream, episode, &state);
  for (int64_t step = 0; step < l->hunt->horizon; step++) {
    const walras_words words = rae_hunt_words(stream, episode, step);
    int action[2];
    for (int agent = 0; agent < 2; agent++) {
      const int32_t view = rae_hunt_view(l->hunt, &state, agent);
      const bool learns = agent == own || partner == NULL;
      if (learns)
        look(l, view);
      action[agent] = rae_hunt_action((learns ? l->policy : partner)->threshold[view], words.word[agent]);
      if (agent == own && course != NULL) {
        course->view[step] = view;
        course->action[step] = (int8_t)action[agent];
      }
    }
    rae_hunt_step(l->hunt, stream, episode, step, words.word[2], action, &state, &both);
  }
  for (int agent = 0; agent < 2; agent++) {
    tally->stags[agent] += both.stags[agent ^ own];
    tally->mauls[agent] += both.mauls[agent ^ own];
    tally->plants[agent] += both.plants[agent ^ own];
  }
}

static const rae_hunt_policy *partner_of(const rae_partners *partners, const walras_stream *draws, uint64_t episode) {
  if (partners->count == 0)
    return NULL;
  return partners->policy + walras_categorical(draws, episode, 0, partners->cumulative, partners->count);
}

static double return_of(const rae_learner *l, const struct rae_hunt_tally *tally) {
  return rae_hunt_return(l->hunt, (double)tally->stags[0], (double)tally->mauls[0], (double)tally->plants[0]);
}

/* Adds scale times the derivatives of sum_t log pi along a course. */
static void add_course(rae_learner *l, const learner_course *course, double scale) {
  for (int64_t step = 0; step < l->hunt->horizon; step++) {
    const int32_t view = course->view[step];
    double *const weight = l->weight + view * HUNT_ACTIONS;
    const double *const probability = l->probability + view * HUNT_ACTIONS;
    if (l->touched[view] != l->updates) {
      l->touched[view] = l->updates;
      l->visited[l->visits++] = view;
    }
    for (int action = 0; action < HUNT_ACTIONS; action++)
      weight[action] += scale * ((action == course->action[step] ? 1.0 : 0.0) - probability[action]);
  }
}

/* From derivatives with respect to logits to those with respect to parameters; both downhill, as Adam goes. */
static void back(rae_learner *l) {
  double *const inputs = l->work + padded(walras_network_work(&l->network)), *const output =
                                                                                 inputs + WALRAS_NEURAL_BLOCK * HUNT_DIGITS;
  memset(l->gradient, 0, (size_t)l->parameters * sizeof *l->gradient);
  for (int64_t first = 0; first < l->visits; first += WALRAS_NEURAL_BLOCK) {
    const int64_t count = l->visits - first < WALRAS_NEURAL_BLOCK ? l->visits - first : WALRAS_NEURAL_BLOCK;
    for (int64_t i = 0; i < count; i++) {
      double *const weight = l->weight + l->visited[first + i] * HUNT_ACTIONS;
      double *const to = l->is_net ? output + i * HUNT_ACTIONS : l->gradient + l->visited[first + i] * HUNT_ACTIONS;
      inputs_of(l->visited[first + i], inputs + i * HUNT_DIGITS);
      for (int action = 0; action < HUNT_ACTIONS; action++) {
        to[action] = -weight[action];
        weight[action] = 0.0;
      }
    }
    if (l->is_net) {
      walras_network_forward(&l->network, l->parameter, count, inputs, l->work);
      walras_network_backward(&l->network, l->parameter, count, inputs, l->work, output, l->gradient, NULL);
    }
  }
  l->visits = 0;
}

/* The separate batch: its mean return, and the mean weight that it would have. */
static double mean_return(rae_learner *l, const rae_partners *partners, const walras_stream *episodes, const walras_stream *draws,
                          uint64_t base, double *weight) {
  double mean = 0.0, square = 0.0;
  for (uint64_t k = LEARNER_BATCH; k < 2 * LEARNER_BATCH; k++) {
    struct rae_hunt_tally tally = {{0}, {0}, {0}};
    play(l, partner_of(partners, draws, base + k), episodes, base + k, NULL, &tally);
    const double reward = return_of(l, &tally);
    mean += reward / LEARNER_BATCH;
    square += reward * reward / LEARNER_BATCH;
  }
  *weight = mean - l->risk_aversion * (square - 2.0 * mean * mean);
  return mean;
}

void rae_learner_update(rae_learner *l, const rae_partners *partners, const walras_stream *episodes, const walras_stream *draws) {
  const uint64_t base = (uint64_t)l->updates * 2 * LEARNER_BATCH;
  double weight, weights = 0.0;
  const double mean = mean_return(l, partners, episodes, draws, base, &weight);
  if (l->updates == 0)
    l->baseline = weight;
  for (uint64_t k = 0; k < LEARNER_BATCH; k++) {
    struct rae_hunt_tally tally = {{0}, {0}, {0}};
    learner_course course;
    play(l, partner_of(partners, draws, base + k), episodes, base + k, &course, &tally);
    const double reward = return_of(l, &tally);
    weight = reward - l->risk_aversion * reward * (reward - 2.0 * mean);
    add_course(l, &course, (weight - l->baseline) / LEARNER_BATCH);
    weights += weight / LEARNER_BATCH;
    for (int agent = 0; agent < 2; agent++) {
      l->tally.stags[agent] += tally.stags[agent];
      l->tally.mauls[agent] += tally.mauls[agent];
      l->tally.plants[agent] += tally.plants[agent];
    }
  }
  l->baseline += BASELINE_SHARE * (weights - l->baseline);
  back(l);
  l->updates++;
  walras_adam_step(&l->adam, l->updates, l->parameters, l->gradient, l->first, l->second, l->parameter);
}
