/* Thesis 3: an assistant that matches felt preferences may change them. Two states of a user (natural, influenced), two actions. */
#include <math.h>

#include "models/beyond-preferences/study.h"

enum { NATURAL, INFLUENCED, STATES };
enum { WHOLESOME, MANIPULATIVE, ACTIONS };

typedef struct rewards {
  double of[STATES][ACTIONS];
} rewards;

/* One user: what she feels, and how her state moves. */
typedef struct user {
  rewards felt;
  double influence_prob, recovery_prob, discount;
} user;

/* Discounted value from each state of `reward` when `action[state]` is always taken: a linear system of two equations. */
static void policy_value(const user *u, const rewards *reward, const int action[STATES], double value[STATES]) {
  const double leave_natural = action[NATURAL] == MANIPULATIVE ? u->influence_prob : 0.0;
  const double leave_influenced = action[INFLUENCED] == WHOLESOME ? u->recovery_prob : 0.0;
  const double g = u->discount, from_natural = reward->of[NATURAL][action[NATURAL]],
               from_influenced = reward->of[INFLUENCED][action[INFLUENCED]];
  const double a = 1.0 - g * (1.0 - leave_natural), b = g * leave_natural, c = g * leave_influenced,
               d = 1.0 - g * (1.0 - leave_influenced);
  const double determinant = a * d - b * c;
  value[NATURAL] = (d * from_natural + b * from_influenced) / determinant;
  value[INFLUENCED] = (c * from_natural + a * from_influenced) / determinant;
}

static bool exceeds(double x, double y) {
  return x - y > 1e-13 * (1.0 + fabs(x) + fabs(y));
}

/* The policy that is best from both states, wholesome where actions tie; coded as action in natural + 2 x action in influenced. */
static int best_policy(const user *u, const rewards *reward) {
  double best[STATES];
  int chosen = 0;
  policy_value(u, reward, (const int[STATES]){WHOLESOME, WHOLESOME}, best);
  for (int policy = 1; policy < 4; policy++) {
    double value[STATES];
    policy_value(u, reward, (const int[STATES]){policy & 1, policy >> 1}, value);
    const bool better = exceeds(value[NATURAL], best[NATURAL]) ||
                        (!exceeds(best[NATURAL], value[NATURAL]) && exceeds(value[INFLUENCED], best[INFLUENCED]));
    if (better) {
      chosen = policy;
      best[NATURAL] = value[NATURAL];
      best[INFLUENCED] = value[INFLUENCED];
    }
  }
  return chosen;
}

enum { VALUE_SUMS = 3 * POLICIES };

/* Adds to values[] the three yardsticks of the three policies, in the order of the metrics; returns what preference matching does. */
static int judge(const struct beyond_parameters *p, const user *u, double values[VALUE_SUMS]) {
  rewards initial, endorsed;
  for (int state = 0; state < STATES; state++)
    for (int action = 0; action < ACTIONS; action++) {
      initial.of[state][action] = u->felt.of[NATURAL][action];
      endorsed.of[state][action] = action == WHOLESOME ? p->endorsed_wholesome : p->endorsed_manipulative;
    }
  const int policies[POLICIES] = {best_policy(u, &u->felt), best_policy(u, &initial), 0};
  const rewards *const yardsticks[3] = {&u->felt, &initial, &endorsed};
  for (int yardstick = 0; yardstick < 3; yardstick++)
    for (int policy = 0; policy < POLICIES; policy++) {
      double value[STATES];
      policy_value(u, yardsticks[yardstick], (const int[STATES]){policies[policy] & 1, policies[policy] >> 1}, value);
      values[yardstick * POLICIES + policy] += value[NATURAL];
    }
  return policies[POLICY_PREFERENCE_MATCHING];
}

static user user_of(const struct beyond_parameters *p, double influence_prob, double r_influenced_manipulative) {
  return (user){.felt = {.of = {{p->r_natural_wholesome, p->r_natural_manipulative},
                                {p->r_influenced_wholesome, r_influenced_manipulative}}},
                .influence_prob = influence_prob,
                .recovery_prob = p->recovery_prob,
                .discount = p->discount};
}

typedef struct users_context {
  const struct beyond_parameters *p;
  walras_stream stream;
} users_context;

static double within(const walras_reals *range, double share) {
  return range->values[0] + (range->values[1] - range->values[0]) * share;
}

static walras_status judge_block(const walras_block *block, void *context) {
  const users_context *c = context;
  for (int64_t i = 0; i < block->count; i++) {
    const uint64_t entity = (uint64_t)(block->first + i);
    const user u = user_of(c->p, within(&c->p->influence_prob_range, walras_uniform(&c->stream, entity, 0)),
                           within(&c->p->r_influenced_range, walras_uniform(&c->stream, entity, 1)));
    block->counts[0] += judge(c->p, &u, block->sums) & 1;
  }
  return WALRAS_OK;
}

static void record(walras_trial *trial, const double *values, double count, double manipulated) {
  for (int i = 0; i < VALUE_SUMS; i++)
    walras_record_real(trial, SATISFACTION + i, values[i] / count);
  walras_record_real(trial, SHARE_MANIPULATED, manipulated / count);
}

static walras_status play_users(walras_trial *trial, const struct beyond_parameters *p) {
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  users_context context = {.p = p, .stream = walras_trial_stream(trial, STREAM_USERS, 0)};
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "users", .entities = p->users, .block_size = INFLUENCE_BLOCK}, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = 1, .sums = VALUE_SUMS}, &sums);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, judge_block, &context, sums);
  if (status == WALRAS_OK)
    record(trial, walras_reduction_sums(sums), (double)p->users, (double)walras_reduction_counts(sums)[0]);
  return status;
}

/* Manipulating pays from the influence probability at which its value equals that of the norm: with h the share of users who change,
 * h discount (r_IM - r_NW) / (1 - discount) = r_NW - r_NM. */
static double threshold(const struct beyond_parameters *p) {
  return (1.0 - p->discount) * (p->r_natural_wholesome - p->r_natural_manipulative) /
         (p->discount * (p->r_influenced_manipulative - p->r_natural_wholesome));
}

walras_status play_influence(walras_trial *trial, const struct beyond_parameters *p) {
  if (p->heterogeneous)
    return play_users(trial, p);
  double values[VALUE_SUMS] = {0};
  const user u = user_of(p, p->influence_prob, p->r_influenced_manipulative);
  const int policy = judge(p, &u, values);
  record(trial, values, 1.0, policy & 1);
  walras_record_integer(trial, POLICY, policy);
  if (beyond_metrics[THRESHOLD].present(p)) {
    walras_record_real(trial, THRESHOLD, threshold(p));
    walras_record_integer(trial, MANIPULATES_BY_THRESHOLD, p->influence_prob > threshold(p));
  }
  return WALRAS_OK;
}
