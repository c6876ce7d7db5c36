/**
 * Skills of workers in ascending order, block by block: worker i is the one with the i-th lowest skill. Random skills are N independent draws
 * in this order from the start: the i-th of N uniforms is the sum of the first i of N + 1 exponentials over the sum of all (Renyi 1953), and
 * the exponentials are drawn by worker.
 */
#ifndef WALRAS_AI_ECONOMIST_SKILLS_H
#define WALRAS_AI_ECONOMIST_SKILLS_H

#include "models/ai-economist/parameters.h"
#include "numerics/distributions/law.h"

enum { AI_BLOCK = 16384, AI_RANK_MEAN_SETS = 1000 };

typedef struct one_step_skills {
  const struct ai_parameters *p;
  walras_law law;
  walras_gb2_table *table; /**< of gb2 */
  double *sorted;          /**< [n_agents] of a list */
  walras_stream draws;
  int64_t sets, blocks;
  double *offset; /**< [blocks + 1][sets] sums of exponentials before each block, and of all */
} one_step_skills;

/** The law of skills; skill_dist is not list. */
walras_law one_step_law(const struct ai_parameters *p);

/** Collective. `workers` has n_agents entities in blocks of AI_BLOCK. */
walras_status one_step_skills_make(walras_trial *trial, const struct ai_parameters *p, walras_population *workers,
                                   one_step_skills *skills);

/** The skills of a block of workers into out [block->count]. */
void one_step_skills_fill(const one_step_skills *skills, const walras_block *block, double *out);

#endif
