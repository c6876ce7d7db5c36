#include "models/steering-the-herd/chain.h"

#include "numerics/elementary/dispatch.h"

herd_advance *herd_advance_get(void) {
  static herd_advance *const paths[] = {herd_advance_baseline, herd_advance_avx2, herd_advance_avx512};
  return paths[walras_simd_path_get()];
}

double herd_lane_sum(const double lanes[HERD_LANES]) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/* Histories by where the agents' log-odds lie: those that rounding only tells apart are one, and may lie in neighbouring cells. */
#define SAME 1e-10
#define CELL 1e-8
enum { SLOTS = 1 << 16 };

struct index {
  struct herd_public *history; /* [HERD_CHAIN_MOST] */
  int32_t *slot;               /* [SLOTS] 1 + state, 0 = free */
  int32_t states;
};

static uint64_t slot_of(int64_t cell) {
  return ((uint64_t)cell * UINT64_C(0x9E3779B97F4A7C15)) >> 48;
}

static int32_t look_up(const struct index *index, int64_t cell, struct herd_public h) {
  for (uint64_t at = slot_of(cell); index->slot[at] != 0; at = (at + 1) % SLOTS) {
    const struct herd_public *known = &index->history[index->slot[at] - 1];
    if (fabs(known->agents - h.agents) <= SAME && fabs(known->planner - h.planner) <= SAME)
      return index->slot[at] - 1;
  }
  return -1;
}

/* The state of a history, a new one where it is not known; -1 where there is no room. */
static int32_t enter(struct index *index, struct herd_public h) {
  const int64_t cell = (int64_t)floor(h.agents / CELL);
  for (int64_t near = cell - 1; near <= cell + 1; near++) {
    const int32_t known = look_up(index, near, h);
    if (known >= 0)
      return known;
  }
  if (index->states == HERD_CHAIN_MOST)
    return -1;
  uint64_t at = slot_of(cell);
  while (index->slot[at] != 0)
    at = (at + 1) % SLOTS;
  index->history[index->states] = h;
  index->slot[at] = ++index->states;
  return index->states - 1;
}

static walras_status allocate(walras_trial *trial, struct herd_chain *chain, struct index *index) {
  int32_t **const counts[] = {&chain->follows, &chain->herds_up};
  int32_t **const pairs[] = {&chain->next, &chain->absorbs};
  double **const reals[] = {&chain->precision, &chain->cost, &chain->belief};
  for (int k = 0; k < 2; k++) {
    *counts[k] = walras_trial_allocate(trial, HERD_CHAIN_MOST, sizeof(int32_t));
    *pairs[k] = walras_trial_allocate(trial, 2 * HERD_CHAIN_MOST, sizeof(int32_t));
  }
  for (int k = 0; k < 3; k++)
    *reals[k] = walras_trial_allocate(trial, HERD_CHAIN_MOST, sizeof(double));
  chain->last = walras_trial_allocate(trial, HERD_CHAIN_MOST, sizeof(uint32_t));
  index->history = walras_trial_allocate(trial, HERD_CHAIN_MOST, sizeof(struct herd_public));
  index->slot = walras_trial_allocate_zero(trial, SLOTS, sizeof(int32_t));
  return walras_trial_status(trial);
}

/* False where a next state has no room. */
static bool fill_state(const struct herd_policy *policy, struct herd_chain *chain, struct index *index, int32_t s) {
  const struct herd_move move = herd_policy_move(policy, index->history[s], policy->p->baseline_precision, 0.5);
  chain->follows[s] = move.follows;
  chain->herds_up[s] = !move.follows && move.herds_up;
  chain->precision[s] = move.precision;
  chain->cost[s] = move.cost;
  chain->belief[s] = herd_belief(index->history[s].agents);
  chain->last[s] = (uint32_t)(int64_t)(rint(move.precision * 0x1p32) - 1.0);
  for (int up = 0; up < 2; up++) {
    chain->next[2 * s + up] = move.follows || up == move.herds_up ? enter(index, move.after[up == 0]) : s;
    if (chain->next[2 * s + up] < 0)
      return false;
  }
  for (int truth = 0; truth < 2; truth++) {
    const bool certain = move.follows && move.precision == 1.0;
    const int taken = move.follows ? truth : move.herds_up;
    chain->absorbs[2 * s + truth] = (!move.follows || certain) && chain->next[2 * s + taken] == s;
  }
  return true;
}

walras_status herd_chain_make(walras_trial *trial, const struct herd_policy *policy, struct herd_chain *chain, bool *found) {
  struct index index = {.states = 0};
  const double prior = policy->p->prior, l = prior == 0.5 ? 0.0 : walras_log(prior / (1.0 - prior));
  *chain = (struct herd_chain){.states = 0};
  *found = false;
  const walras_status status = allocate(trial, chain, &index);
  if (status != WALRAS_OK)
    return status;
  enter(&index, (struct herd_public){herd_clamp(l), herd_clamp(l)});
  for (int32_t s = 0; s < index.states; s++)
    if (!fill_state(policy, chain, &index, s))
      return WALRAS_OK;
  chain->states = index.states;
  *found = true;
  return WALRAS_OK;
}
