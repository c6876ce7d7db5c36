#include <string.h>

#include "models/gtalign/learn.h"
#include "numerics/neural/heads.h"
#include "numerics/policy_gradient/policy_gradient.h"

enum { ROWS = WALRAS_NEURAL_BLOCK };

/* Rows are prompts, [ROWS][actions]. */
struct gtalign_desk {
  double noise[ROWS], x[ROWS], inputs[2 * ROWS], sums[ACTIONS_MOST];
  uint32_t kind[2][ROWS];
  int64_t type[ROWS];
  int vague[ROWS];
  uint32_t *words[4];               /* [pairs of responses][ROWS] each: action, answer, action, answer */
  double *before, *now, *reference; /* log-probabilities; before and reference may be `now` */
  double *probability;              /* of `now` */
  double *derivative;               /* of the loss by logits */
  double *advantage, *work;
  int64_t *action;
  double data[];
};

static int64_t pairs_of(const struct gtalign_parameters *p) {
  return (p->group_size + 1) / 2;
}

size_t gtalign_desk_bytes(const struct gtalign_lesson *l) {
  const struct gtalign_parameters *p = l->e->p;
  const int64_t rows = ROWS * l->e->actions, doubles = 5 * rows + 2 * p->group_size + walras_network_work(&l->network);
  return sizeof(struct gtalign_desk) + (size_t)doubles * sizeof(double) + (size_t)(4 * ROWS * pairs_of(p)) * sizeof(uint32_t);
}

/* Scratch memory is not cleared, and may be another thread's next time: pointers are set anew. */
static void lay_out(const struct gtalign_lesson *l, struct gtalign_desk *d) {
  const struct gtalign_parameters *p = l->e->p;
  const int64_t rows = ROWS * l->e->actions;
  double *next = d->data;
  double **const parts[] = {&d->before, &d->now, &d->reference, &d->probability, &d->derivative};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++, next += rows)
    *parts[k] = next;
  d->advantage = next;
  d->action = (void *)(next + p->group_size);
  d->work = next + 2 * p->group_size;
  uint32_t *words = (void *)(d->work + walras_network_work(&l->network));
  for (int k = 0; k < 4; k++)
    d->words[k] = words + k * ROWS * pairs_of(p);
}

static void draw_prompts(const struct gtalign_lesson *l, int64_t type, int64_t first, int64_t count, struct gtalign_desk *d) {
  const struct gtalign_environment *e = l->e;
  const struct gtalign_parameters *p = e->p;
  uint32_t *const words[4] = {d->kind[0], d->kind[1], NULL, NULL};
  walras_fill_normal(&l->prompts, (uint64_t)first, count, 0, d->noise);
  walras_fill_words(&l->prompts, (uint64_t)first, count, 1, words);
  for (int64_t i = 0; i < count; i++) {
    d->vague[i] = walras_uniform_from_word(d->kind[0][i]) < p->vague_share;
    d->x[i] = d->noise[i] + (d->vague[i] ? p->feature_separation : -p->feature_separation);
    d->type[i] = type >= 0 ? type : gtalign_type_at(e, walras_uniform_from_word(d->kind[1][i]));
  }
  gtalign_features(&l->network, d->x, count, d->inputs);
}

static void draw_responses(const struct gtalign_lesson *l, int64_t first, int64_t count, struct gtalign_desk *d) {
  for (int64_t pair = 0; pair < pairs_of(l->e->p); pair++) {
    uint32_t *const words[4] = {d->words[0] + pair * ROWS, d->words[1] + pair * ROWS, d->words[2] + pair * ROWS,
                                d->words[3] + pair * ROWS};
    walras_fill_words(&l->groups, (uint64_t)first, count, (uint32_t)pair, words);
  }
}

static void log_policy(const struct gtalign_lesson *l, const double *weights, int64_t count, struct gtalign_desk *d,
                       double *out) {
  const double *logits = walras_network_forward(&l->network, weights, count, d->inputs, d->work);
  walras_log_softmax(count, l->e->actions, logits, out);
}

/* ---- what each response says of its logits ---- */

static int64_t sample(const double *sums, int64_t actions, double coin) {
  int64_t passed = 0;
  for (int64_t a = 0; a + 1 < actions; a++)
    passed += sums[a] <= coin;
  return passed;
}

/* The group's actions by the policy before, and their standardised rewards. */
static void respond(const struct gtalign_lesson *l, int64_t row, struct gtalign_desk *d) {
  const struct gtalign_environment *e = l->e;
  const double *probability = d->probability + row * e->actions, *success = e->success[d->vague[row]];
  const double *reward = gtalign_values_of(e, d->type[row]).reward;
  double sum = 0.0;
  if (d->before != d->now) {
    walras_exp_batch(d->before + row * e->actions, d->sums, e->actions);
    probability = d->sums;
  }
  for (int64_t a = 0; a < e->actions; a++)
    d->sums[a] = sum += probability[a];
  for (int64_t g = 0; g < e->p->group_size; g++) {
    const int64_t at = g / 2 * ROWS + row;
    const int64_t action = sample(d->sums, e->actions, walras_uniform_from_word(d->words[g % 2 * 2][at]) * sum);
    const bool answered = walras_uniform_from_word(d->words[g % 2 * 2 + 1][at]) < success[action];
    d->action[g] = action;
    d->advantage[g] = reward[2 * action + answered];
  }
  walras_advantages_standardise(e->p->group_size, e->p->advantage_epsilon, d->advantage);
}

/* Advantage times the derivative of the probability ratio by the action's log-probability, which is 1 on a batch's first step. */
static double pull(const struct gtalign_lesson *l, const struct gtalign_desk *d, int64_t row, int64_t g) {
  const int64_t at = row * l->e->actions + d->action[g];
  double derivative = 0.0;
  if (d->before == d->now)
    return d->advantage[g];
  if (l->e->p->clip_ratio == 0.0)
    return d->advantage[g] * walras_exp(d->now[at] - d->before[at]);
  walras_ppo_surrogate(d->now[at], d->before[at], d->advantage[g], l->e->p->clip_ratio, &derivative);
  return derivative;
}

static void derive_by_rewards(const struct gtalign_lesson *l, int64_t row, double share, struct gtalign_desk *d) {
  const int64_t actions = l->e->actions, group = l->e->p->group_size;
  const double *probability = d->probability + row * actions;
  double *out = d->derivative + row * actions, total = 0.0;
  respond(l, row, d);
  for (int64_t a = 0; a < actions; a++)
    out[a] = 0.0;
  for (int64_t g = 0; g < group; g++) {
    const double weight = pull(l, d, row, g) / (double)group * share;
    out[d->action[g]] -= weight;
    total += weight;
  }
  for (int64_t a = 0; a < actions; a++)
    out[a] += probability[a] * total;
}

/* kl_coefficient KL(now, reference) - entropy_coef H(now), by logits. */
static void derive_penalties(const struct gtalign_lesson *l, int64_t row, double share, struct gtalign_desk *d) {
  const struct gtalign_parameters *p = l->e->p;
  const int64_t actions = l->e->actions;
  const double *probability = d->probability + row * actions, *now = d->now + row * actions,
               *reference = d->reference + row * actions;
  double mean = 0.0, *out = d->derivative + row * actions;
  if (p->kl_coefficient == 0.0 && p->entropy_coef == 0.0)
    return;
  for (int pass = 0; pass < 2; pass++)
    for (int64_t a = 0; a < actions; a++) {
      const double away = l->reference != NULL ? p->kl_coefficient * (now[a] - reference[a]) : 0.0,
                   value = away + p->entropy_coef * now[a];
      if (pass == 0)
        mean += probability[a] * value;
      else
        out[a] += share * probability[a] * (value - mean);
    }
}

static void derive_imitation(const struct gtalign_lesson *l, int64_t row, double share, struct gtalign_desk *d) {
  const int64_t actions = l->e->actions, right = l->expert[d->vague[row]];
  for (int64_t a = 0; a < actions; a++)
    d->derivative[row * actions + a] = share * (d->probability[row * actions + a] - (a == right ? 1.0 : 0.0));
}

/* ---- the block ---- */

static void add_course(const struct gtalign_lesson *l, int64_t type, int64_t count, const struct gtalign_desk *d,
                       double *course) {
  const struct gtalign_environment *e = l->e;
  const double *mutual = type >= 0 ? gtalign_values_of(e, type).mutual : gtalign_mean_values(e).mutual;
  for (int64_t row = 0; row < count; row++)
    for (int64_t a = 0; a < e->actions; a++) {
      const double probability = d->probability[row * e->actions + a], success = e->success[d->vague[row]][a];
      course[COURSE_WELFARE] += probability * (success * mutual[2 * a + 1] + (1.0 - success) * mutual[2 * a]);
      course[COURSE_SHARE + a / e->levels] += probability;
      course[COURSE_CHARS] += probability * e->chars[a];
    }
}

void gtalign_learn_prompts(const struct gtalign_lesson *l, int64_t type, int64_t first, int64_t count, int64_t batch,
                           const double *before, const double *now, struct gtalign_desk *d, double *gradient, double *course) {
  const double share = 1.0 / (double)batch;
  lay_out(l, d);
  draw_prompts(l, type, first, count, d);
  if (!l->imitates)
    draw_responses(l, first, count, d);
  if (l->reference != NULL)
    log_policy(l, l->reference, count, d, d->reference);
  if (before != now)
    log_policy(l, before, count, d, d->before);
  log_policy(l, now, count, d, d->now); /* last: its activations are the ones to go back through */
  d->before = before != now ? d->before : d->now;
  walras_exp_batch(d->now, d->probability, count * l->e->actions);
  for (int64_t row = 0; row < count; row++) {
    if (l->imitates) {
      derive_imitation(l, row, share, d);
      continue;
    }
    derive_by_rewards(l, row, share, d);
    derive_penalties(l, row, share, d);
  }
  walras_network_backward(&l->network, now, count, d->inputs, d->work, d->derivative, gradient, NULL);
  if (course != NULL)
    add_course(l, type, count, d, course);
}
