/** Congestion: businesses that many write to in a round answer later. */
#ifndef WALRAS_MAGENTIC_CONGESTION_H
#define WALRAS_MAGENTIC_CONGESTION_H

#include "models/magentic-marketplace/cohort.h"

/** Counts the contacts of the search that was just made: counts [businesses] of the block's reduction. */
void magentic_count_inquiries(const struct magentic_cohort *cohort, const walras_block *block);

/** load [businesses]: log of (1 + inquiries/service_rate)^congestion_exponent. */
void magentic_find_loads(const struct magentic_parameters *parameters, const int64_t *inquiries, int64_t businesses,
                         double *load);

#endif
