/** Trials with tabular policies: prompts are the population, each runs to its end by itself. */
#ifndef WALRAS_NASH_MIRROR_PROX_TABULAR_H
#define WALRAS_NASH_MIRROR_PROX_TABULAR_H

#include "models/nash-mirror-prox/play.h"

/** Prompts per block, by their size. */
int64_t nmp_block(const struct nmp_parameters *p);

walras_status nmp_run_tabular(walras_trial *trial, const struct nmp_parameters *p);

#endif
