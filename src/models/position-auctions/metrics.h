/** What a trial adds up over its auctions, and how that becomes metrics. */
#ifndef WALRAS_POSITION_METRICS_H
#define WALRAS_POSITION_METRICS_H

#include "models/position-auctions/audit.h"

enum { RATIO_BINS = 100, PRICE_BINS = 61, PRICE_DECADES_BELOW = 3, PRICE_BINS_DECADE = 10 };

/** Slots of the trial's reduction. */
enum {
  SUM_WELFARE,
  SUM_REVENUE,
  SUM_OPTIMUM,
  SUM_VIRTUAL,
  SUM_OPTIMUM_VIRTUAL,
  SUM_GREEDY,
  SUM_TWO_MATCHING,
  SUM_BOUND,
  SUM_RATIO,
  SUM_CLICKS,
  SUM_CLICK_REVENUE,
  SUMS
};
enum { TOTAL_CLICKS, TOTALS };
enum {
  COUNT_ADS,
  COUNT_STEPS,
  COUNT_BELOW_WELFARE,
  COUNT_DROPS,
  COUNT_RATIOS,
  COUNT_PRICES = COUNT_RATIOS + RATIO_BINS,
  COUNTS = COUNT_PRICES + PRICE_BINS
};
enum {
  LEAST_RATIO,
  LEAST_GREEDY,
  LEAST_TWO_MATCHING,
  LEAST_BOUND,
  LEAST_UTILITY,
  LEAST_PAYMENT,
  LEAST_SECOND_DIFFERENCE,
  MINIMA
};
enum { MOST_BOUND, MOST_ENUMERATION_GAP, MOST_ORDER_GAP, MOST_GAIN, MOST_ENVELOPE, MAXIMA };

/** A single auction in full, as its block emits it: reals only, in this order. */
struct position_detail {
  double count; /**< pairs shown */
  double advertiser[POSITIONS_MOST], position[POSITIONS_MOST], click[POSITIONS_MOST], payment[POSITIONS_MOST],
      clicks[POSITIONS_MOST];
};

enum { POSITION_METRICS = 39 };
extern const walras_metric position_metrics[POSITION_METRICS];

/** The bin of a welfare ratio and of a price per click in units of value_scale. */
int64_t position_ratio_bin(double ratio);
int64_t position_price_bin(const struct position_parameters *p, double price);

/** True when these parameters record optima, and when they know the law of the values. */
bool position_knows_law(const void *parameters);
bool position_compares_bound(const void *parameters);

/** Records everything of a trial. `detail` is that of a single auction or NULL; `curve` [misreport_grid] or NULL. */
void position_record(walras_trial *trial, const struct position_parameters *p, const walras_reduction *sums,
                     const struct position_detail *detail, const struct position_trial_report *curve);

#endif
