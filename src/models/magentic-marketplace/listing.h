/** What a search shows: for each request the first pages of its order of businesses. */
#ifndef WALRAS_MAGENTIC_LISTING_H
#define WALRAS_MAGENTIC_LISTING_H

#include "models/magentic-marketplace/market.h"

/** One listed business as seen from one request. */
struct magentic_entry {
  int64_t price; /**< of the bundle where complete, of the substitute otherwise; units */
  int32_t business;
  float coverage, amenity_share;
  uint8_t complete, fit, attack;
};

/** One request's list, and what its construction found out. */
struct magentic_row {
  int32_t count;                   /**< entries */
  int32_t page_complete, page_fit; /**< on the first page */
  int64_t rank_sum, ranked;        /**< over the complete businesses whose place in the full order is known */
  struct magentic_entry entries[]; /**< [depth] */
};

struct magentic_listing {
  int64_t depth; /**< most entries of a row: pages * page size, or fewer where there are fewer businesses */
  size_t row_bytes;
  const char *rows; /**< read-only, one copy per node */
};

static inline const struct magentic_row *magentic_row_of(const struct magentic_listing *listing, int64_t request) {
  return (const void *)(listing->rows + (size_t)request * listing->row_bytes);
}

/** Collective. Empty (depth 0) for the search "random", whose order is each consumer's own. */
walras_status magentic_listing_build(walras_trial *trial, const struct magentic_parameters *parameters,
                                     const struct magentic_market *market, struct magentic_listing **listing);

/** The search "popularity": the first `depth` businesses by sales [businesses] so far, then rating, then number; order [depth]. */
walras_status magentic_order_by_sales(walras_trial *trial, const struct magentic_market *market, const int64_t *sales,
                                      int64_t depth, int64_t *order);

/** Fills an entry. */
void magentic_entry_fill(const struct magentic_market *market, int64_t request, int64_t business, struct magentic_entry *entry);

#endif
