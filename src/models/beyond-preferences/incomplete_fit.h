/** Maximum likelihood for the incomplete preference itself: the angle between the weight vectors, and the default among incomparable pairs. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_INCOMPLETE_FIT_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_INCOMPLETE_FIT_H

#include "models/beyond-preferences/choice.h"

/** Collective. Fits and records alpha_hat, s_hat and excess_loss_incomplete; `entropy` is the true loss per choice. */
walras_status record_incomplete_fit(walras_trial *trial, walras_population *population, const choice_law *law, double entropy);

#endif
