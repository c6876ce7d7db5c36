/*
 * The planner as a learner: one softmax policy over the grid of rates for each bracket, and REINFORCE (Williams 1992) with the batch's mean as
 * baseline, rewards in units of its standard deviation, an entropy bonus that fades, and Adam (Kingma and Ba 2015).
 */
#include <math.h>

#include "models/ai-economist/metrics.h"
#include "models/ai-economist/planner.h"
#include "numerics/optimise/coordinate.h"

typedef struct policy {
  walras_box box;
  double step; /* of the grid */
  int64_t heads, rates, batch;
  double *logit, *first_moment, *second_moment, *gradient; /* [heads][rates] */
  double *probability, *cumulative;                        /* [heads][rates] */
  double *entropy;                                         /* [heads] */
  int64_t *action;                                         /* [batch][heads] */
  double *tried, *reward;                                  /* [batch][heads] rates, [batch] */
} policy;

static walras_status allocate(walras_trial *trial, policy *pi) {
  const int64_t cells = pi->heads * pi->rates, draws = pi->batch * pi->heads;
  double *memory = walras_trial_allocate_zero(trial, 6 * cells + pi->heads + draws + pi->batch, sizeof *memory);
  pi->action = walras_trial_allocate(trial, draws, sizeof *pi->action);
  if (memory == NULL || pi->action == NULL)
    return walras_trial_status(trial);
  double **const tables[] = {&pi->logit, &pi->first_moment, &pi->second_moment, &pi->gradient, &pi->probability, &pi->cumulative};
  for (int k = 0; k < 6; k++)
    *tables[k] = memory + k * cells;
  pi->entropy = memory + 6 * cells;
  pi->tried = pi->entropy + pi->heads;
  pi->reward = pi->tried + draws;
  return WALRAS_OK;
}

/* Probabilities, their sums and the entropy of one head. */
static void make_probabilities(policy *pi, int64_t head) {
  const double *logit = pi->logit + head * pi->rates;
  double *probability = pi->probability + head * pi->rates, *cumulative = pi->cumulative + head * pi->rates;
  double largest = logit[0], total = 0.0;
  for (int64_t k = 1; k < pi->rates; k++)
    largest = logit[k] > largest ? logit[k] : largest;
  for (int64_t k = 0; k < pi->rates; k++)
    probability[k] = logit[k] - largest;
  walras_exp_batch(probability, probability, pi->rates);
  for (int64_t k = 0; k < pi->rates; k++)
    cumulative[k] = total += probability[k];
  pi->entropy[head] = 0.0;
  for (int64_t k = 0; k < pi->rates; k++) {
    probability[k] /= total;
    pi->entropy[head] -= probability[k] > 0.0 ? probability[k] * walras_log(probability[k]) : 0.0;
  }
}

static void draw_batch(policy *pi, const walras_stream *stream) {
  for (int64_t episode = 0; episode < pi->batch; episode++)
    for (int64_t head = 0; head < pi->heads; head++) {
      const int64_t at = episode * pi->heads + head;
      pi->action[at] =
          walras_categorical(stream, (uint64_t)episode, (uint32_t)head, pi->cumulative + head * pi->rates, pi->rates);
      pi->tried[at] = walras_grid_value(&pi->box, pi->step, pi->action[at]);
    }
}

/* Rewards less their mean in units of their standard deviation; all 0 where they are equal. Returns the mean. */
static double standardise(double *reward, int64_t count) {
  double mean = 0.0, variance = 0.0;
  for (int64_t i = 0; i < count; i++)
    mean += reward[i] / (double)count;
  for (int64_t i = 0; i < count; i++)
    variance += (reward[i] - mean) * (reward[i] - mean) / (double)count;
  const double unit = sqrt(variance);
  for (int64_t i = 0; i < count; i++)
    reward[i] = unit > 0.0 ? (reward[i] - mean) / unit : 0.0;
  return mean;
}

/* Of mean advantage times log probability, plus the entropies times `bonus`. */
static void make_gradient(policy *pi, double bonus) {
  double total = 0.0;
  for (int64_t episode = 0; episode < pi->batch; episode++)
    total += pi->reward[episode];
  for (int64_t head = 0; head < pi->heads; head++) {
    double *gradient = pi->gradient + head * pi->rates;
    const double *probability = pi->probability + head * pi->rates;
    for (int64_t k = 0; k < pi->rates; k++) {
      const double surprise = probability[k] > 0.0 ? probability[k] * (walras_log(probability[k]) + pi->entropy[head]) : 0.0;
      gradient[k] = -total / (double)pi->batch * probability[k] - bonus * surprise;
    }
    for (int64_t episode = 0; episode < pi->batch; episode++)
      gradient[pi->action[episode * pi->heads + head]] += pi->reward[episode] / (double)pi->batch;
  }
}

static void adam_step(policy *pi, double rate, double *first_power, double *second_power) {
  static const double first = 0.9, second = 0.999, floor_at = 1e-8;
  *first_power *= first;
  *second_power *= second;
  for (int64_t i = 0; i < pi->heads * pi->rates; i++) {
    const double g = pi->gradient[i];
    pi->first_moment[i] = first * pi->first_moment[i] + (1.0 - first) * g;
    pi->second_moment[i] = second * pi->second_moment[i] + (1.0 - second) * g * g;
    const double mean = pi->first_moment[i] / (1.0 - *first_power), square = pi->second_moment[i] / (1.0 - *second_power);
    pi->logit[i] += rate * mean / (sqrt(square) + floor_at);
  }
}

static void take_most_likely(const policy *pi, walras_tax_schedule *schedule) {
  double rates[WALRAS_TAX_BRACKETS_MOST];
  for (int64_t head = 0; head < pi->heads; head++) {
    const double *logit = pi->logit + head * pi->rates;
    int64_t best = 0;
    for (int64_t k = 1; k < pi->rates; k++)
      best = logit[k] > logit[best] ? k : best;
    rates[head] = walras_grid_value(&pi->box, pi->step, best);
  }
  walras_tax_set_rates(schedule, rates);
}

walras_status one_step_reinforce(one_step_plan *plan) {
  const struct ai_parameters *p = plan->economy->p;
  walras_trial *trial = plan->economy->trial;
  policy pi = {.box = {.dimensions = plan->schedule.brackets, .least = p->rate_min, .most = p->rate_max},
               .step = p->rate_step,
               .heads = plan->schedule.brackets,
               .batch = p->rl_batch};
  double first_power = 1.0, second_power = 1.0;
  pi.rates = walras_grid_points(&pi.box, pi.step);
  walras_status status = allocate(trial, &pi);
  for (int64_t update = 0; status == WALRAS_OK && update < p->rl_updates; update++) {
    const walras_stream stream = walras_trial_stream(trial, AI_STREAM_POLICY, (uint32_t)update);
    const double left = 1.0 - (double)update / (0.7 * (double)p->rl_updates);
    for (int64_t head = 0; head < pi.heads; head++)
      make_probabilities(&pi, head);
    draw_batch(&pi, &stream);
    status = one_step_try(plan, pi.tried, pi.batch, pi.reward);
    if (status != WALRAS_OK)
      return status;
    walras_record_round(trial, AI_PLANNER_SWF, update, standardise(pi.reward, pi.batch));
    make_gradient(&pi, left > 0.0 ? p->rl_entropy * left : 0.0);
    adam_step(&pi, p->rl_learning_rate, &first_power, &second_power);
  }
  if (status == WALRAS_OK)
    take_most_likely(&pi, &plan->schedule);
  return status;
}
