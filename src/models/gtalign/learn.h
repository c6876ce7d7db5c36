/** Learning a policy from groups of responses to prompts: the gradient of a block of prompts. */
#ifndef WALRAS_GTALIGN_LEARN_H
#define WALRAS_GTALIGN_LEARN_H

#include "models/gtalign/policy.h"

enum gtalign_course { COURSE_WELFARE, COURSE_SHARE, COURSE_CHARS = COURSE_SHARE + ANSWERS, COURSES };

/** One update, the same for all prompts of it. */
struct gtalign_lesson {
  const struct gtalign_environment *e;
  walras_network network;
  int64_t weights;
  bool imitates;             /* the sum_tiebreak rule, by cross-entropy; else by rewards */
  int64_t expert[QUESTIONS]; /* what it does */
  const double *reference;   /* [weights] of the initial policy; NULL without a penalty */
  walras_stream prompts, groups;
};

/** Scratch memory of a thread. */
struct gtalign_desk;
size_t gtalign_desk_bytes(const struct gtalign_lesson *lesson);

/**
 * Prompts first..first+count-1, count <= WALRAS_NEURAL_BLOCK, of one update, `batch` in all. `type`: that of all users, or -1: drawn for each prompt and unseen.
 * Responses are those of the weights `before`, the gradient is at `now` (the same pointer in the first step on a batch). Adds the derivatives of
 * the loss to gradient [weights], and the course's sums over prompts of what `now` is worth to course [COURSES]; NULL: not wanted.
 */
void gtalign_learn_prompts(const struct gtalign_lesson *lesson, int64_t type, int64_t first, int64_t count, int64_t batch,
                           const double *before, const double *now, struct gtalign_desk *desk, double *gradient, double *course);

#endif
