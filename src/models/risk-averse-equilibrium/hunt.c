#include "models/risk-averse-equilibrium/hunt.h"

#include <stdlib.h>

/* Draw blocks of an episode: plants at the start, four a block; then, for each step, its words and what comes back, four places a block. */
enum { START_BLOCKS = PLANTS_MOST / 4, RETURN_BLOCKS = (PLANTS_MOST + 1 + 3) / 4, STEP_BLOCKS = 1 + RETURN_BLOCKS };

static const int32_t move_x[HUNT_ACTIONS] = {0, 1, -1, 0, 0}, move_y[HUNT_ACTIONS] = {0, 0, 0, 1, -1};

struct rae_hunt rae_hunt_of(const struct rae_parameters *p) {
  return (struct rae_hunt){.size = p->grid_size,
                           .plants = p->n_plants,
                           .horizon = p->trust_horizon,
                           .stag = p->stag_reward,
                           .maul = p->maul_penalty,
                           .plant = p->plant_reward};
}

void rae_hunt_thresholds(const double probability[HUNT_ACTIONS], uint32_t threshold[HUNT_ACTIONS - 1]) {
  double sum = 0.0;
  for (int action = 0; action < HUNT_ACTIONS - 1; action++) {
    sum += probability[action];
    const double scaled = sum * 0x1p32;
    threshold[action] = scaled >= 0x1p32 - 1.0 ? UINT32_MAX : (uint32_t)scaled;
  }
}

void rae_hunt_uniform(rae_hunt_policy *policy) {
  static const double even[HUNT_ACTIONS] = {0.2, 0.2, 0.2, 0.2, 0.2};
  for (int32_t view = 0; view < HUNT_VIEWS; view++)
    rae_hunt_thresholds(even, policy->threshold[view]);
}

void rae_hunt_stubborn(rae_hunt_policy *policy) {
  for (int32_t view = 0; view < HUNT_VIEWS; view++) {
    const int32_t dx = view / 3125 - 2, dy = view / 625 % 5 - 2;
    double probability[HUNT_ACTIONS] = {0.0};
    probability[dx > 0 ? 1 : dx < 0 ? 2 : dy > 0 ? 3 : dy < 0 ? 4 : 0] = 1.0;
    rae_hunt_thresholds(probability, policy->threshold[view]);
  }
}

static int32_t bounded(uint32_t word, int64_t bound) {
  return (int32_t)((uint64_t)word * (uint64_t)bound >> 32);
}

static int32_t clip(int32_t x) {
  return x < -2 ? -2 : x > 2 ? 2 : x;
}

static void move(const struct rae_hunt *hunt, int action, int32_t *x, int32_t *y) {
  const int32_t to_x = *x + move_x[action], to_y = *y + move_y[action];
  if (to_x >= 0 && to_x < hunt->size && to_y >= 0 && to_y < hunt->size) {
    *x = to_x;
    *y = to_y;
  }
}

/* Cell number `rank` among those that no agent stands on. */
static int32_t cell_without_agent(const struct rae_hunt *hunt, const struct rae_hunt_state *s, uint32_t word) {
  const int32_t one = s->agent_y[0] * (int32_t)hunt->size + s->agent_x[0],
                two = s->agent_y[1] * (int32_t)hunt->size + s->agent_x[1];
  const int32_t low = one < two ? one : two, high = one < two ? two : one;
  int32_t cell = bounded(word, hunt->size * hunt->size - (low == high ? 1 : 2));
  cell += cell >= low;
  return cell + (low != high && cell >= high);
}

static bool is_taken(const struct rae_hunt_state *s, int64_t plants, int32_t x, int32_t y) {
  if ((x == s->stag_x && y == s->stag_y) || (x == s->agent_x[0] && y == s->agent_y[0]) ||
      (x == s->agent_x[1] && y == s->agent_y[1]))
    return true;
  for (int64_t k = 0; k < plants; k++)
    if (x == s->plant_x[k] && y == s->plant_y[k])
      return true;
  return false;
}

void rae_hunt_start(const struct rae_hunt *hunt, const walras_stream *stream, uint64_t episode, struct rae_hunt_state *s) {
  const int32_t last = (int32_t)hunt->size - 1;
  s->agent_x[0] = s->agent_y[0] = 0;
  s->agent_x[1] = s->agent_y[1] = last;
  s->stag_x = s->stag_y = (int32_t)hunt->size / 2;
  walras_words words = {{0}};
  for (int64_t k = 0; k < hunt->plants; k++) {
    if (k % 4 == 0)
      words = walras_draw(stream, episode, (uint32_t)(k / 4));
    int32_t rank =
        bounded(words.word[k % 4], hunt->size * hunt->size - 3 - k); /* among free cells: three are taken, and k by plants */
    for (int32_t cell = 0;; cell++) {
      const int32_t x = cell % (int32_t)hunt->size, y = cell / (int32_t)hunt->size;
      if (!is_taken(s, k, x, y) && rank-- == 0) {
        s->plant_x[k] = x;
        s->plant_y[k] = y;
        break;
      }
    }
  }
}

int32_t rae_hunt_view(const struct rae_hunt *hunt, const struct rae_hunt_state *s, int agent) {
  const int32_t x = s->agent_x[agent], y = s->agent_y[agent];
  int64_t nearest = 0;
  int32_t least = INT32_MAX;
  for (int64_t k = 0; k < hunt->plants; k++) {
    const int32_t distance = abs(s->plant_x[k] - x) + abs(s->plant_y[k] - y);
    if (distance < least) {
      least = distance;
      nearest = k;
    }
  }
  const int32_t digits[HUNT_DIGITS] = {s->stag_x - x,
                                       s->stag_y - y,
                                       s->plant_x[nearest] - x,
                                       s->plant_y[nearest] - y,
                                       s->agent_x[1 - agent] - x,
                                       s->agent_y[1 - agent] - y};
  int32_t view = 0;
  for (int k = 0; k < HUNT_DIGITS; k++)
    view = 5 * view + clip(digits[k]) + 2;
  return view;
}

static uint32_t block_of(int64_t step) {
  return (uint32_t)(START_BLOCKS + step * STEP_BLOCKS);
}

walras_words rae_hunt_words(const walras_stream *stream, uint64_t episode, int64_t step) {
  return walras_draw(stream, episode, block_of(step));
}

/* Words for what comes back in a step, drawn as they are asked for. */
typedef struct comeback {
  const walras_stream *stream;
  uint64_t episode;
  uint32_t block;
  int used;
  walras_words words;
} comeback;

static uint32_t next_word(comeback *c) {
  if (c->used % 4 == 0)
    c->words = walras_draw(c->stream, c->episode, c->block + (uint32_t)(c->used / 4));
  return c->words.word[c->used++ % 4];
}

static void meet_stag(const struct rae_hunt *hunt, comeback *c, struct rae_hunt_state *s, struct rae_hunt_tally *tally) {
  bool there[2];
  for (int agent = 0; agent < 2; agent++)
    there[agent] = s->agent_x[agent] == s->stag_x && s->agent_y[agent] == s->stag_y;
  for (int agent = 0; agent < 2; agent++) {
    tally->stags[agent] += there[0] && there[1];
    tally->mauls[agent] += there[agent] && !there[1 - agent];
  }
  if (there[0] && there[1]) {
    const int32_t cell = cell_without_agent(hunt, s, next_word(c));
    s->stag_x = cell % (int32_t)hunt->size;
    s->stag_y = cell / (int32_t)hunt->size;
  }
}

static void gather(const struct rae_hunt *hunt, comeback *c, struct rae_hunt_state *s, struct rae_hunt_tally *tally) {
  for (int64_t k = 0; k < hunt->plants; k++) {
    bool gathered = false;
    for (int agent = 0; agent < 2; agent++)
      if (s->agent_x[agent] == s->plant_x[k] && s->agent_y[agent] == s->plant_y[k]) {
        tally->plants[agent]++;
        gathered = true;
      }
    if (gathered) {
      const int32_t cell = cell_without_agent(hunt, s, next_word(c));
      s->plant_x[k] = cell % (int32_t)hunt->size;
      s->plant_y[k] = cell / (int32_t)hunt->size;
    }
  }
}

/* The word's highest bit: towards an agent or not; the next one between equally near agents; the others the random move. */
static void move_stag(const struct rae_hunt *hunt, uint32_t word, struct rae_hunt_state *s) {
  int32_t distance[2];
  if (word >> 31) {
    move(hunt, bounded(word << 2, HUNT_ACTIONS), &s->stag_x, &s->stag_y);
    return;
  }
  for (int agent = 0; agent < 2; agent++)
    distance[agent] = abs(s->agent_x[agent] - s->stag_x) + abs(s->agent_y[agent] - s->stag_y);
  const int to = distance[0] == distance[1] ? (int)(word >> 30 & 1) : distance[1] < distance[0];
  const int32_t dx = s->agent_x[to] - s->stag_x, dy = s->agent_y[to] - s->stag_y;
  move(hunt, dx > 0 ? 1 : dx < 0 ? 2 : dy > 0 ? 3 : dy < 0 ? 4 : 0, &s->stag_x, &s->stag_y);
}

void rae_hunt_step(const struct rae_hunt *hunt, const walras_stream *stream, uint64_t episode, int64_t step, uint32_t stag_word,
                   const int action[2], struct rae_hunt_state *s, struct rae_hunt_tally *tally) {
  comeback c = {.stream = stream, .episode = episode, .block = block_of(step) + 1};
  for (int agent = 0; agent < 2; agent++)
    move(hunt, action[agent], &s->agent_x[agent], &s->agent_y[agent]);
  meet_stag(hunt, &c, s, tally);
  gather(hunt, &c, s, tally);
  move_stag(hunt, stag_word, s);
}

void rae_hunt_play(const struct rae_hunt *hunt, const rae_hunt_policy *const policy[2], const walras_stream *stream,
                   uint64_t episode, struct rae_hunt_tally *tally) {
  struct rae_hunt_state state;
  rae_hunt_start(hunt, stream, episode, &state);
  for (int64_t step = 0; step < hunt->horizon; step++) {
    const walras_words words = rae_hunt_words(stream, episode, step);
    int action[2];
    for (int agent = 0; agent < 2; agent++)
      action[agent] = rae_hunt_action(policy[agent]->threshold[rae_hunt_view(hunt, &state, agent)], words.word[agent]);
    rae_hunt_step(hunt, stream, episode, step, words.word[2], action, &state, tally);
  }
}
