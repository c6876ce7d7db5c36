/** Where the simulator's random numbers stand: the entity is the environment, the round its clock (steps) or, at resets, its episode. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_RANDOM_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_RANDOM_H

#include "models/ai-economist/gtb_world.h"

enum {
  GTB_STREAM_ORDER = 64, /**< order of moves: word k % 4 of block k / 4 for the k-th swap */
  GTB_STREAM_GATHER,     /**< block = agent: its bonus, and when the source refills */
  GTB_STREAM_POLICY,     /**< word agent % 4 of block agent / 4 */
  GTB_STREAM_PLANNER,    /**< draw = bracket */
  GTB_STREAM_RANKS,      /**< resets: who gets which rank */
  GTB_STREAM_SKILLS,     /**< resets: draw 2 agent the building skill, 2 agent + 1 the gathering skill */
  GTB_STREAM_STARTS,     /**< resets: draw = agent */
  GTB_STREAM_MAP         /**< resets: draws of a drawn map */
};

static inline walras_stream gtb_step_stream(const gtb_world *world, uint32_t stream) {
  return walras_stream_make(world->key, stream, world->head->clock);
}

static inline walras_stream gtb_episode_stream(const gtb_world *world, uint32_t stream) {
  return walras_stream_make(world->key, stream, world->head->episode);
}

/** Uniform on 0..bound-1 from 32 bits; uneven by at most bound 2^-32. */
static inline uint32_t gtb_bounded(uint32_t word, uint32_t bound) {
  return (uint32_t)((uint64_t)word * bound >> 32);
}

#endif
