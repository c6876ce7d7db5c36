/** Self-play and dueling learners on games of responses, one game per prompt. */
#ifndef WALRAS_SPO_TABULAR_H
#define WALRAS_SPO_TABULAR_H

#include "models/spo/metrics.h"

walras_status spo_run_tabular(walras_trial *trial, const struct spo_parameters *p);

/** The same for one large game, whose matrix is spread by rows over ranks and threads (preference_is_spread); with rounds. Collective. */
walras_status spo_run_spread(walras_trial *trial, const struct spo_parameters *p);

/** Records the scalars from the sums [PREFERENCE_SUMS] of the last evaluation. */
void spo_record_end(walras_trial *trial, const struct spo_parameters *p, const double *sums);

/** For the planner. */
void spo_tabular_footprint(const struct spo_parameters *p, walras_footprint *footprint);

#endif
