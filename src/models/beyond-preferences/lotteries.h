/** The two lotteries of the study aggregation, over any number of stakeholders: passes over the population, nothing of its size held. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_LOTTERIES_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_LOTTERIES_H

#include "models/beyond-preferences/society.h"

/**
 * Collective. The lottery [norms] with the largest least gain, and that gain: a linear program over all stakeholders where they are few, else over
 * those whom single norms treat worst (the minima of `tally`), to which the worst treated of all are added until nobody falls short.
 */
walras_status find_egalitarian(walras_trial *trial, walras_population *population, const society *s,
                               const walras_reduction *tally, double *lottery, double *value);

/**
 * Collective. Nash's bargaining lottery [norms] by passes from a mixture of `egalitarian` (least gain `value`) and the uniform lottery; *agreement is
 * false, and the lottery all zero, where no lottery gives every stakeholder a gain.
 */
walras_status find_nash(walras_trial *trial, walras_population *population, const society *s, const double *egalitarian,
                        double value, double *lottery, bool *agreement);

#endif
