/**
 * One auction as its mechanisms see it, allocations, and what users do with them.
 *
 * Matrices are [advertisers][positions], row-major. Advertisers and positions count from 0 here and from 1 in what is recorded.
 */
#ifndef WALRAS_POSITION_AUCTION_H
#define WALRAS_POSITION_AUCTION_H

#include "models/position-auctions/law.h"
#include "models/position-auctions/parameters.h"

struct position_auction {
  const struct position_parameters *p;
  const double *value; /**< [n] what the rule maximises: reports, or their virtual values */
  const double *odds;  /**< [n][m] w = e^rho */
  const double *ctr;   /**< [n][m] w / (1 + w), of an ad that stands alone */
  int32_t excluded;    /**< an advertiser that takes no part, -1 = none */
};

/** Who is shown, in the order that the user meets them: by falling value, then by advertiser. */
struct position_allocation {
  int32_t count;
  int32_t advertiser[POSITIONS_MOST], position[POSITIONS_MOST];
  double click[POSITIONS_MOST]; /**< probability of a click under the user model */
  double welfare;               /**< sum of value times click, of the auction's values */
};

/** Working memory of one thread; arrays hold one auction. */
struct position_workspace {
  const struct position_parameters *p;
  const struct position_law *law;
  const uint32_t *sets; /**< [set_count] sets of used positions that leave room for one more ad, ascending; cascade only */
  int64_t set_count;
  double *gain;          /**< [n m] */
  int32_t *candidate;    /**< [n] */
  int32_t *order;        /**< [n] advertisers by falling value */
  int32_t *spare;        /**< [n] */
  void *assignment;      /**< walras_assignment_bytes(n, m) */
  int32_t *row_of;       /**< [m] */
  double *future;        /**< [2^m] the cascade's dynamic program; zero at sets that leave no room */
  uint8_t *choice;       /**< [n][set_count] */
  double *report;        /**< [n] reports with one of them altered */
  double *virtual_value; /**< [n] */
  double *altered;       /**< [n] values with one of them altered */
  double *fitted;        /**< [n] */
};

/** Bytes of a workspace's arrays (for the user model of the parameters), and their places in `memory` (64-byte aligned). */
size_t position_workspace_bytes(const struct position_parameters *p, int64_t set_count);
void position_workspace_lay_out(struct position_workspace *ws, void *memory);

/** True when an ad may be placed there at all. */
static inline bool position_has_ctr(const struct position_auction *a, int32_t advertiser, int32_t position) {
  return a->odds[(int64_t)advertiser * a->p->positions + position] > 0.0;
}

static inline int64_t position_cell(const struct position_auction *a, int32_t advertiser, int32_t position) {
  return (int64_t)advertiser * a->p->positions + position;
}

/** Adds a pair at its place in the order. */
void position_insert(const struct position_auction *a, struct position_allocation *allocation, int32_t advertiser,
                     int32_t position);
/** Fills click and welfare of a set of pairs in order. */
void position_evaluate(const struct position_auction *a, struct position_allocation *allocation);
/** The pairs of a matching by position (-1 = free), put in order and evaluated. */
void position_from_matching(const struct position_auction *a, const int32_t *row_of, struct position_allocation *allocation);

/** An advertiser's click probability, 0 when it is not shown. */
double position_click_of(const struct position_allocation *allocation, int32_t advertiser);

/** order [n]: advertisers with a positive value that take part, by falling value, then by number. Returns how many. */
int32_t position_sort(const struct position_auction *a, int32_t *order, int32_t *spare);

/** The best single pair: the advertiser and position of the largest value times stand-alone click-through rate; false when nothing is worth showing.
 *  `second` (may be NULL) gets the largest product of the other advertisers. */
bool position_best_single(const struct position_auction *a, int32_t *advertiser, int32_t *position, double *best, double *second);

#endif
