/** Records of a trial from the sums over its prompts. */
#ifndef WALRAS_NASH_MIRROR_PROX_RECORD_H
#define WALRAS_NASH_MIRROR_PROX_RECORD_H

#include "models/nash-mirror-prox/metrics.h"

/** All means, series, extrema and the tournament. */
walras_status nmp_record(walras_trial *trial, const struct nmp_parameters *p, const walras_reduction *sums);

#endif
