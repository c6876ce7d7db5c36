/** Finitely many comparisons of norms by random annotators, as reinforcement learning from human feedback has them. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_COMPARISONS_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_COMPARISONS_H

#include "models/beyond-preferences/society.h"

/** Collective. Draws `comparisons` of a random stakeholder (by share) between a random pair of norms, with logistic errors, and counts into `wins`
 *  [norms][norms] how often norm l won against m. */
walras_status draw_comparisons(walras_trial *trial, const society *s, double *wins);

#endif
