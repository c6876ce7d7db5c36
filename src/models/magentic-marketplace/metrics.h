/** The metrics of the agentic market, and how they follow from a round's counts. */
#ifndef WALRAS_MAGENTIC_METRICS_H
#define WALRAS_MAGENTIC_METRICS_H

#include "models/magentic-marketplace/benchmarks.h"
#include "models/magentic-marketplace/dynamics.h"
#include "models/magentic-marketplace/prices.h"

enum { MAGENTIC_METRICS = 61 };
extern const walras_metric magentic_metrics[MAGENTIC_METRICS];

/** Whole-run accounts: the counts of all rounds added up. */
struct magentic_accounts {
  walras_int128 totals[TOTALS];
  double sums[SUMS];
  int64_t *counts; /* [at.length] */
  int64_t *sorted; /* [businesses] working memory */
  double core_seconds;
  double round_optimal; /* welfare_optimal at the prices of the round under way, USD */
  struct magentic_benchmarks benchmarks;
  double effort_mean, effort_late, price_mean;
  struct magentic_prices prices;
};

/** Mean and spread of the complete bundles' prices in T; NaN without one. */
void magentic_price_moments(const struct magentic_market *market, double *mean, double *sd);
/** Adds one round's reduction. */
void magentic_accounts_add(struct magentic_accounts *accounts, const walras_reduction *reduction, int64_t length);
/** Records a round's series. */
void magentic_record_round(walras_trial *trial, const struct magentic_round *round, const walras_reduction *reduction,
                           const struct magentic_accounts *accounts, int64_t number, double effort_mean, double effort_sd);
/** Records everything else at the end. */
walras_status magentic_record(walras_trial *trial, const struct magentic_round *round, const struct magentic_accounts *accounts);

#endif
