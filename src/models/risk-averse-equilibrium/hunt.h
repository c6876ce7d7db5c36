/** A trust dilemma on a grid: two agents, a stag that needs both of them, and plants that each can gather alone. */
#ifndef WALRAS_RAE_HUNT_H
#define WALRAS_RAE_HUNT_H

#include "models/risk-averse-equilibrium/parameters.h"

/**
 * Agents begin in opposite corners, the stag in the middle, plants on free cells. In a step both agents move at once (stay, right, left, up, down; moves off
 * the grid stay; a cell can hold both). Both on the stag's cell: +stag each, and it comes back elsewhere; one alone there: -maul. On a plant's cell:
 * +plant for each who stands there, and it comes back elsewhere, on a cell without an agent. Then the stag moves one cell: towards the nearer agent (x first;
 * a coin decides between equally near ones) with probability 1/2, else one of the five moves at random.
 */
struct rae_hunt {
  int64_t size, plants, horizon;
  double stag, maul, plant;
};
struct rae_hunt rae_hunt_of(const struct rae_parameters *p);

enum { HUNT_ACTIONS = 5, HUNT_VIEWS = 15625, HUNT_DIGITS = 6, PLANTS_MOST = 64 };

/** A policy: thresholds of 2^32, cumulative over the first four actions, for each view. Exact to 2^-32. */
typedef struct rae_hunt_policy {
  uint32_t threshold[HUNT_VIEWS][HUNT_ACTIONS - 1];
} rae_hunt_policy;

static inline int rae_hunt_action(const uint32_t threshold[HUNT_ACTIONS - 1], uint32_t word) {
  return (word >= threshold[0]) + (word >= threshold[1]) + (word >= threshold[2]) + (word >= threshold[3]);
}
void rae_hunt_thresholds(const double probability[HUNT_ACTIONS], uint32_t threshold[HUNT_ACTIONS - 1]);
/** Acts at random; always goes to the stag (x first). */
void rae_hunt_uniform(rae_hunt_policy *policy);
void rae_hunt_stubborn(rae_hunt_policy *policy);

/** What happened to both agents in an episode. */
struct rae_hunt_tally {
  int64_t stags[2], mauls[2], plants[2];
};

struct rae_hunt_state {
  int32_t agent_x[2], agent_y[2], stag_x, stag_y;
  int32_t plant_x[PLANTS_MOST], plant_y[PLANTS_MOST];
};

/** All draws belong to the episode's entity: its start, and its steps. */
void rae_hunt_start(const struct rae_hunt *hunt, const walras_stream *stream, uint64_t episode, struct rae_hunt_state *state);
/** Places relative to the agent's of the stag, the nearest plant (the first of equally near ones) and the other agent, x and y each clipped to -2..2: six
 *  digits of base 5, the stag's x highest. */
int32_t rae_hunt_view(const struct rae_hunt *hunt, const struct rae_hunt_state *state, int agent);
/** The words of a step: those of the two agents' choices, and of the stag's move. */
walras_words rae_hunt_words(const walras_stream *stream, uint64_t episode, int64_t step);
void rae_hunt_step(const struct rae_hunt *hunt, const walras_stream *stream, uint64_t episode, int64_t step, uint32_t stag_word,
                   const int action[2], struct rae_hunt_state *state, struct rae_hunt_tally *tally);

/** An episode of two policies; tally is added to. */
void rae_hunt_play(const struct rae_hunt *hunt, const rae_hunt_policy *const policy[2], const walras_stream *stream,
                   uint64_t episode, struct rae_hunt_tally *tally);

/** An agent's return from what happened to it. */
static inline double rae_hunt_return(const struct rae_hunt *hunt, double stags, double mauls, double plants) {
  return hunt->stag * stags - hunt->maul * mauls + hunt->plant * plants;
}

#endif
