#include "models/spo/rater.h"

#include <string.h>

#include "numerics/sorting/reals.h"

/* Values by which trajectories are ranked, and how many orders there are: 0 where no order answers. */
static int64_t orders(const trajectory_rater *rater) {
  switch (rater->kind) {
  case RATER_MAX_RETURN:
  case RATER_NOISY:
    return 1;
  case RATER_NON_MARKOV:
    return 2;
  case RATER_POPULATION:
    return rater->sampled ? 0 : rater->types;
  default:
    return 0;
  }
}

walras_status rater_queue_open(walras_trial *trial, const trajectory_rater *rater, int64_t capacity, rater_queue *queue) {
  memset(queue, 0, sizeof *queue);
  queue->rater = rater;
  queue->capacity = capacity;
  queue->member = walras_trial_allocate_zero(trial, capacity, sizeof *queue->member);
  queue->head = walras_trial_allocate_zero(trial, 2, sizeof *queue->head);
  queue->work = walras_trial_allocate(trial, capacity, sizeof *queue->work);
  for (int64_t order = 0; order < orders(rater); order++)
    queue->sorted[order] = walras_trial_allocate(trial, capacity, sizeof **queue->sorted);
  return walras_trial_status(trial);
}

void rater_queue_push(rater_queue *queue, const trajectory_outcome *outcomes, int64_t count) {
  int64_t *const filled = queue->head, *const next = queue->head + 1;
  const int64_t skipped = count > queue->capacity ? count - queue->capacity : 0;
  for (int64_t i = skipped; i < count; i++) {
    queue->member[*next] = outcomes[i];
    *next = (*next + 1) % queue->capacity;
    *filled += *filled < queue->capacity;
  }
}

static double value_in(const trajectory_rater *rater, int64_t order, const trajectory_outcome *outcome) {
  double value = 0.0;
  if (rater->kind != RATER_POPULATION)
    return outcome->total;
  for (int aspect = 0; aspect < RATER_ASPECTS; aspect++)
    value += rater->taste[order][aspect] * outcome->aspect[aspect];
  return value;
}

void rater_queue_index(rater_queue *queue) {
  const trajectory_rater *rater = queue->rater;
  memset(queue->zone_count, 0, sizeof queue->zone_count);
  memset(queue->sorted_count, 0, sizeof queue->sorted_count);
  for (int64_t i = 0; i < queue->head[0]; i++)
    queue->zone_count[queue->member[i].zone]++;
  for (int64_t order = 0; order < orders(rater); order++) {
    for (int64_t i = 0; i < queue->head[0]; i++)
      if (rater->kind != RATER_NON_MARKOV || queue->member[i].violates == order)
        queue->sorted[order][queue->sorted_count[order]++] = value_in(rater, order, &queue->member[i]);
    walras_sort_reals(queue->sorted[order], queue->sorted_count[order], queue->work);
  }
}

/* How many of the ascending values are below x, or not above it. */
static int64_t count_below(const double *values, int64_t count, double x, bool equal_too) {
  int64_t low = 0;
  while (count > 0) {
    const int64_t half = count / 2;
    const bool below = equal_too ? values[low + half] <= x : values[low + half] < x;
    low += below ? half + 1 : 0;
    count = below ? count - half - 1 : half;
  }
  return low;
}

static int64_t others(const rater_queue *queue, const rater_meeting *meeting) {
  return queue->head[0] - (meeting->own >= 0 ? 1 : 0);
}

int64_t rater_meeting_queries(const rater_queue *queue, const rater_meeting *meeting) {
  const int64_t all = others(queue, meeting);
  return meeting->cap > 0 && meeting->cap < all ? meeting->cap : all;
}

/* The sum of labels of `count` comparisons that all have this margin. */
static double equal_labels(const trajectory_rater *rater, double margin, int64_t count, walras_draw_sequence *draws) {
  if (!rater->sampled || margin == 0.0 || count == 0)
    return margin * (double)count;
  return (double)(2 * walras_binomial_count(draws, count, 0.5 + 0.5 * margin) - count);
}

/* Wins and losses of a rank among ascending values. */
static void rank(const double *values, int64_t count, double x, int64_t *wins, int64_t *losses) {
  *wins += count_below(values, count, x, false);
  *losses += count - count_below(values, count, x, true);
}

static double reward_by_ranks(const rater_queue *queue, const trajectory_outcome *outcome, walras_draw_sequence *draws) {
  const trajectory_rater *rater = queue->rater;
  const double certain = 1.0 - 2.0 * rater->flip;
  int64_t wins = 0, losses = 0;
  if (rater->kind == RATER_NON_MARKOV) {
    const int32_t own = outcome->violates;
    rank(queue->sorted[own], queue->sorted_count[own], outcome->total, &wins, &losses);
    *(own ? &losses : &wins) += queue->sorted_count[1 - own];
  } else
    for (int64_t order = 0; order < orders(rater); order++)
      rank(queue->sorted[order], queue->sorted_count[order], value_in(rater, order, outcome), &wins, &losses);
  if (!rater->sampled)
    return certain * (double)(wins - losses) / (double)rater->types;
  return equal_labels(rater, certain, wins, draws) + equal_labels(rater, -certain, losses, draws);
}

static double reward_by_zones(const rater_queue *queue, const trajectory_outcome *outcome, walras_draw_sequence *draws) {
  double sum = 0.0;
  for (int64_t zone = 0; zone < queue->rater->zones; zone++) {
    const double margin = (1.0 - 2.0 * queue->rater->flip) * queue->rater->margin[outcome->zone * queue->rater->zones + zone];
    sum += equal_labels(queue->rater, margin, queue->zone_count[zone], draws);
  }
  return sum;
}

static walras_draw_sequence label_draws(const rater_meeting *meeting) {
  return (walras_draw_sequence){.stream = meeting->labels, .entity = meeting->entity};
}

double rater_reward(const rater_queue *queue, const rater_meeting *meeting, const trajectory_outcome *outcome) {
  const int64_t met = rater_meeting_queries(queue, meeting);
  walras_draw_sequence draws = label_draws(meeting);
  const bool all = met == others(queue, meeting);
  if (met == 0)
    return 0.0;
  if (all && queue->rater->kind == RATER_INTRANSITIVE_SECTORS) /* its own place is a tie, which adds nothing; so below */
    return reward_by_zones(queue, outcome, &draws) / (double)met;
  if (all && orders(queue->rater) > 0)
    return reward_by_ranks(queue, outcome, &draws) / (double)met;
  return rater_reward_by_pairs(queue, meeting, outcome);
}

/* The first `met` places of a random order of all but its own, and what undoes it. */
static double reward_of_sample(const rater_queue *queue, const rater_meeting *meeting, const trajectory_outcome *outcome,
                               int64_t met) {
  const int64_t all = others(queue, meeting);
  walras_draw_sequence draws = label_draws(meeting);
  double sum = 0.0;
  for (int64_t i = 0; i < met; i++) {
    const int64_t left = all - i,
                  with = i + (int64_t)walras_bounded(&meeting->members, meeting->entity, (uint32_t)i, (uint64_t)left);
    const int64_t place = meeting->order[with];
    meeting->order[with] = meeting->order[i];
    meeting->order[i] = place;
    const trajectory_outcome *member = &queue->member[place + (meeting->own >= 0 && place >= meeting->own ? 1 : 0)];
    sum += rater_label(queue->rater, rater_margin(queue->rater, outcome, member), &draws);
  }
  for (int64_t i = met - 1; i >= 0; i--) {
    const int64_t left = all - i,
                  with = i + (int64_t)walras_bounded(&meeting->members, meeting->entity, (uint32_t)i, (uint64_t)left);
    const int64_t place = meeting->order[with];
    meeting->order[with] = meeting->order[i];
    meeting->order[i] = place;
  }
  return sum;
}

double rater_reward_by_pairs(const rater_queue *queue, const rater_meeting *meeting, const trajectory_outcome *outcome) {
  const int64_t met = rater_meeting_queries(queue, meeting);
  walras_draw_sequence draws = label_draws(meeting);
  double sum = 0.0;
  if (met == 0)
    return 0.0;
  if (met < others(queue, meeting))
    return reward_of_sample(queue, meeting, outcome, met) / (double)met;
  for (int64_t i = 0; i < queue->head[0]; i++)
    if (i != meeting->own)
      sum += rater_label(queue->rater, rater_margin(queue->rater, outcome, &queue->member[i]), &draws);
  return sum / (double)met;
}
