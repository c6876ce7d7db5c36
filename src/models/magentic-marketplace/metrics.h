/** The metrics of the agentic market (specification 10), and how they follow from a round's counts. */
#ifndef WALRAS_MAGENTIC_METRICS_H
#define WALRAS_MAGENTIC_METRICS_H

#include "models/magentic-marketplace/dynamics.h"

enum { MAGENTIC_METRICS = 51 };
extern const walras_metric magentic_metrics[MAGENTIC_METRICS];

/** Whole-run accounts: the counts of all rounds added up. */
struct magentic_accounts {
  walras_int128 totals[TOTALS];
  double sums[SUMS];
  int64_t *counts; /* [at.length] */
  /* benchmarks of one round's consumers, USD */
  double optimal, cheapest, random_items, random_fit, reference, theory_optimal, theory_cheapest;
  double recall_complete, recall_fit, rank_mean; /* NaN where undefined */
  double effort_mean, effort_late;
  struct magentic_prices prices;
};

/** Adds one round's reduction. */
void magentic_accounts_add(struct magentic_accounts *accounts, const walras_reduction *reduction, int64_t length);
/** Records a round's series. */
void magentic_record_round(walras_trial *trial, const struct magentic_round *round, const walras_reduction *reduction,
                           const struct magentic_accounts *accounts, int64_t number, double effort_mean, double effort_sd);
/** Records everything else at the end. */
walras_status magentic_record(walras_trial *trial, const struct magentic_round *round, const struct magentic_accounts *accounts);

#endif
