#include "models/causal-games/tables.h"

#include <string.h>

/* P(u), P(i1 | u) and P(i2 | u), given or from the accuracy of instincts. */
static double prior_of(const struct causal_parameters *p, int64_t state) {
  return p->mode == MODE_EXPLICIT ? p->state_prior.values[state] : 1.0 / (double)p->n_states;
}

static double leader_instinct(const struct causal_parameters *p, int64_t state, int64_t action) {
  return p->mode == MODE_EXPLICIT ? p->instinct_leader.lists[state].values[action]
                                  : causal_instinct(state, action, p->n_leader_actions, p->instinct_accuracy);
}

/* A satisficing follower's instinct tells nothing of the state: any law does. */
static double follower_instinct(const struct causal_parameters *p, int64_t state, int64_t action) {
  if (p->follower_rationality == FOLLOWER_SATISFICING)
    return 1.0 / (double)p->n_follower_actions;
  return p->mode == MODE_EXPLICIT ? p->instinct_follower.lists[state].values[action]
                                  : causal_instinct(state, action, p->n_follower_actions, p->instinct_accuracy);
}

static void fill_together(const struct causal_parameters *p, struct causal_tables *t) {
  for (int64_t u = 0; u < p->n_states; u++) {
    const int64_t state = t->states > 1 ? u : 0;
    t->prior[state] += prior_of(p, u);
    for (int64_t i1 = 0; i1 < t->m; i1++)
      for (int64_t i2 = 0; i2 < t->n; i2++)
        t->together[(i1 * t->n + i2) * t->states + state] +=
            prior_of(p, u) * leader_instinct(p, u, i1) * follower_instinct(p, u, i2);
  }
}

/* With layer 3, row S is the set of the bits of S; without, row i1 is {i1} and row m all instincts. */
static bool is_in_row(const struct causal_tables *t, int64_t row, int64_t i1) {
  if (t->leader_layers & LAYER_COUNTERFACTUAL)
    return row >> i1 & 1;
  return row == i1 || row == t->m;
}

/* A state-free game has a certain state, whatever the last bit of the sum. */
static void settle_prior(struct causal_tables *t) {
  if (t->states == 1)
    t->prior[0] = 1.0;
}

static void fill_rows(struct causal_tables *t) {
  for (int64_t row = 0; row < t->rows; row++)
    for (int64_t i1 = 0; i1 < t->m; i1++) {
      if (!is_in_row(t, row, i1))
        continue;
      for (int64_t i2 = 0; i2 < t->n; i2++)
        for (int64_t state = 0; state < t->states; state++) {
          const double share = t->together[(i1 * t->n + i2) * t->states + state];
          t->joint[(row * t->n + i2) * t->states + state] += share;
          t->weight[row * t->states + state] += share;
          t->mass[row] += share;
        }
    }
}

/* With layer 3: a slot for each action and set. Without: two for each action, its own instinct and all. */
static int64_t slot_of(const struct causal_tables *t, int64_t x1, int64_t row) {
  if (t->leader_layers & LAYER_COUNTERFACTUAL)
    return x1 * t->rows + row;
  return 2 * x1 + (row == t->m);
}

static bool is_needed(const struct causal_tables *t, int64_t row) {
  if (!(t->mass[row] > 0.0))
    return false;
  if (t->leader_layers & LAYER_COUNTERFACTUAL)
    return true;
  return row == t->m ? t->m == 1 || (t->leader_layers & LAYER_DO) : t->leader_layers & LAYER_SEE;
}

static void list_problems(struct causal_tables *t) {
  for (int64_t x1 = 0; x1 < t->m; x1++)
    for (int64_t row = 0; row < t->rows; row++) {
      if (!(t->leader_layers & LAYER_COUNTERFACTUAL) && row != x1 && row != t->m)
        continue;
      const int64_t slot = slot_of(t, x1, row);
      t->row_of_slot[slot] = (int32_t)row;
      if (is_needed(t, row))
        t->problem[t->problem_count++] = (causal_problem){.slot = (int32_t)slot, .x1 = (int32_t)x1, .row = (int32_t)row};
    }
}

static unsigned char kind_of(const unsigned char *action, int64_t m) {
  bool identity = true, constant = true;
  for (int64_t i = 0; i < m; i++) {
    identity = identity && action[i] == i;
    constant = constant && action[i] == action[0];
  }
  return identity ? KIND_SEE : constant ? KIND_DO : KIND_OTHER;
}

/* The row of the instincts that the map sends to x1; -1 for none. */
static int64_t row_of_action(const struct causal_tables *t, const unsigned char *action, int64_t x1) {
  int64_t set = 0, count = 0, last = 0;
  for (int64_t i = 0; i < t->m; i++)
    if (action[i] == x1) {
      set |= i < 8 ? (int64_t)1 << i : 0;
      count++;
      last = i;
    }
  if (count == 0)
    return -1;
  if (t->leader_layers & LAYER_COUNTERFACTUAL)
    return set;
  return count == t->m ? t->m : last;
}

static void add_map(struct causal_tables *t, const unsigned char *action, unsigned char kind) {
  const int64_t map = t->maps++;
  int32_t end = t->slot_start[map];
  memcpy(t->action + map * t->m, action, (size_t)t->m);
  t->kind[map] = kind;
  for (int64_t x1 = 0; x1 < t->m; x1++) {
    const int64_t row = row_of_action(t, action, x1);
    if (row >= 0)
      t->slot[end++] = (uint16_t)slot_of(t, x1, row);
  }
  t->slot_start[map + 1] = end;
}

/* Next map in lexicographic order, the first instinct's action highest. */
static bool next_map(unsigned char *action, int64_t m) {
  for (int64_t i = m - 1; i >= 0; i--) {
    if (++action[i] < m)
      return true;
    action[i] = 0;
  }
  return false;
}

static void list_maps(struct causal_tables *t) {
  unsigned char action[ACTIONS_MOST];
  const bool all = t->leader_layers & LAYER_COUNTERFACTUAL;
  for (int64_t i = 0; i < t->m; i++)
    action[i] = (unsigned char)i;
  if (all || (t->leader_layers & LAYER_SEE))
    add_map(t, action, KIND_SEE);
  for (int64_t x1 = 0; x1 < t->m && (all || (t->leader_layers & LAYER_DO)); x1++) {
    memset(action, (int)x1, (size_t)t->m);
    if (t->m > 1 || t->maps == 0) /* a single action's constant is the identity */
      add_map(t, action, KIND_DO);
  }
  memset(action, 0, sizeof action);
  if (all)
    do {
      if (kind_of(action, t->m) == KIND_OTHER)
        add_map(t, action, KIND_OTHER);
    } while (next_map(action, t->m));
}

static int64_t power(int64_t base, int64_t exponent) {
  int64_t result = 1;
  while (exponent-- > 0)
    result *= base;
  return result;
}

static walras_status allocate(walras_trial *trial, struct causal_tables *t) {
  const bool all = t->leader_layers & LAYER_COUNTERFACTUAL;
  const int64_t maps = all ? power(t->m, t->m) : t->m + 1;
  t->rows = all ? (int64_t)1 << t->m : t->m + 1;
  t->slots = all ? t->m * t->rows : 2 * t->m;
  t->joint = walras_trial_allocate_zero(trial, t->rows * t->n * t->states, sizeof *t->joint);
  t->weight = walras_trial_allocate_zero(trial, t->rows * t->states, sizeof *t->weight);
  t->mass = walras_trial_allocate_zero(trial, t->rows, sizeof *t->mass);
  t->prior = walras_trial_allocate_zero(trial, t->states, sizeof *t->prior);
  t->together = walras_trial_allocate_zero(trial, t->m * t->n * t->states, sizeof *t->together);
  t->problem = walras_trial_allocate(trial, t->slots, sizeof *t->problem);
  t->row_of_slot = walras_trial_allocate_zero(trial, t->slots, sizeof *t->row_of_slot);
  t->kind = walras_trial_allocate(trial, maps, sizeof *t->kind);
  t->action = walras_trial_allocate(trial, maps * t->m, sizeof *t->action);
  t->slot_start = walras_trial_allocate_zero(trial, maps + 1, sizeof *t->slot_start);
  t->slot = walras_trial_allocate(trial, maps * t->m, sizeof *t->slot);
  return walras_trial_status(trial);
}

walras_status causal_tables_make(walras_trial *trial, const struct causal_parameters *p, struct causal_tables *t) {
  *t = (struct causal_tables){.m = p->n_leader_actions,
                              .n = p->n_follower_actions,
                              .states = causal_payoff_states(p),
                              .leader_layers = causal_layers(p->leader_layers),
                              .follower_layers = causal_layers(p->follower_layers),
                              .tolerance = p->tie_tol,
                              .epsilon = p->satisficing_epsilon,
                              .alignment = p->instinct_alignment};
  if (p->instinct_follower_given_action.count > 0)
    t->given_instincts = &p->instinct_follower_given_action;
  const walras_status status = allocate(trial, t);
  if (status != WALRAS_OK)
    return status;
  fill_together(p, t);
  settle_prior(t);
  fill_rows(t);
  list_problems(t);
  list_maps(t);
  return WALRAS_OK;
}
