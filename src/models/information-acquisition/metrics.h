/** What a trial records. */
#ifndef ACQUISITION_METRICS_H
#define ACQUISITION_METRICS_H

#include "models/information-acquisition/online.h"

enum { ACQUISITION_METRICS = 29 };
extern const walras_metric acquisition_metrics[ACQUISITION_METRICS];

/** `online` is NULL without an online algorithm. */
walras_status acquisition_record(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *classes,
                                 const acquisition_online *online);

#endif
