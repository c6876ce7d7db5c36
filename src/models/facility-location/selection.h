/**
 * Outcomes of phantom rules over a population of any size: partitioned selection. Integer histograms of the reports narrow each rule's outcome
 * down to an interval of few reports; only those are gathered and sorted. Exact: no rounding but that of the phantoms, and the same bits for any
 * cut of the population and any number of bins.
 *
 * The outcome is y = sup { t : #{reports >= t} >= #{phantoms of the n + 1 below t} }: the condition is monotone in t, so counts at the edges of bins
 * say in which bin y lies.
 */
#ifndef WALRAS_FACILITY_SELECTION_H
#define WALRAS_FACILITY_SELECTION_H

#include "models/facility-location/law.h"
#include "models/facility-location/phantoms.h"
#include "walras/population.h"

enum { FACILITY_TARGETS = 3, FACILITY_LOCATION_BINS = 256 };

/** Where the reports come from: drawn in each pass, or stored by the first. */
typedef struct facility_source {
  const facility_law *law;
  walras_state *stored; /**< NULL: drawn anew */
  bool filled;
} facility_source;

/** Reports at..at+count-1 of a block; count <= FACILITY_CHUNK, `buffer` [FACILITY_CHUNK]. */
const double *facility_reports(const walras_block *block, const facility_source *source, int64_t at, int64_t count,
                               double *buffer);

typedef struct facility_selection {
  walras_population *population;
  facility_source *source;
  int64_t bins;        /**< power of two, 256..65536 */
  int64_t gather_most; /**< reports that are gathered and sorted at most */
  int64_t direct_most; /**< populations up to this size are gathered without a histogram */
} facility_selection;

/** Sizes that were fastest; results do not depend on them. */
facility_selection facility_selection_make(walras_population *population, facility_source *source);

/**
 * Collective. outcomes [count]: of each phantom vector, count <= FACILITY_TARGETS. `locations` [FACILITY_LOCATION_BINS], or NULL: the number of
 * reports in equal bins over [0, L].
 */
walras_status facility_select(walras_trial *trial, const facility_selection *selection, const facility_phantoms *const *targets,
                              int count, double *outcomes, int64_t *locations);

#endif
