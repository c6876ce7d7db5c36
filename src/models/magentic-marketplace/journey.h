/** The journey of one consumer in one market round, and the counts that all metrics come from. */
#ifndef WALRAS_MAGENTIC_JOURNEY_H
#define WALRAS_MAGENTIC_JOURNEY_H

#include "models/magentic-marketplace/listing.h"
#include "numerics/distributions/zipf.h"

enum { OUTCOMES = 4, UTILITY_BINS = 100, CONTACT_BINS = MAGENTIC_CONTACTS_MOST + 1 };
/** Arrival times in medians: from a hundredth to a hundred of them, the outer bins open. */
enum { TIME_BINS = 80, TIME_BINS_DECADE = 20, TIME_DECADES_BELOW = 2 };
enum magentic_outcome { OUTCOME_FIT, OUTCOME_UNFIT, OUTCOME_SUBSTITUTE, OUTCOME_NONE };

/** Exact money totals, in units. */
enum { TOTAL_WELFARE, TOTAL_WELFARE_SQUARED, TOTAL_PAYMENTS, TOTAL_ATTACKER_REVENUE, TOTALS };
/** Real sums. */
enum { SUM_PRICE_RATIO, SUM_TIME, SUMS };
/** Exact counts; the long parts follow at the offsets of struct magentic_counts. */
enum {
  COUNT_BUYERS,
  COUNT_PURCHASES,
  COUNT_NEEDS_MET,
  COUNT_SEARCHES,
  COUNT_CONTACTS,
  COUNT_REPLIES,
  COUNT_PROPOSALS,
  COUNT_CAPTURED,
  COUNT_OVERLOADED,
  COUNT_ATTACKER_PAYMENTS,
  COUNT_UNMATCHED,
  COUNT_RATIONED,                                 /* refused at least once because a business had sold out */
  COUNT_RANK,                                     /* first payments by arrival rank */
  COUNT_FIRST_PAID = COUNT_RANK + MAGENTIC_RANKS, /* those to the first arrival, of consumers with at least three proposals */
  COUNT_LATER_PAID,                               /* theirs to a later arrival, by the number of proposals */
  COUNT_RANK_ALL = COUNT_LATER_PAID + MAGENTIC_CONTACTS_MOST +
                   1, /* by arrival rank, of consumers with as many proposals as complete businesses per request */
  COUNT_UTILITY = COUNT_RANK_ALL + MAGENTIC_RANKS,
  COUNT_CONTACT_BINS = COUNT_UTILITY + UTILITY_BINS,
  COUNT_TIME_BINS = COUNT_CONTACT_BINS + CONTACT_BINS, /* arrival of the paid proposal */
  COUNT_OUTCOME = COUNT_TIME_BINS + TIME_BINS          /* [policy][outcome][overloaded][captured] */
};

/** Offsets of the counts whose length depends on the parameters. */
struct magentic_counts {
  int64_t position, payments, revenue, arms, price_arms, length;
};
struct magentic_counts magentic_counts_of(const struct magentic_parameters *parameters, int64_t businesses);

/** What a pass over the consumers is for. */
enum magentic_stage {
  STAGE_BOOK,    /**< decide (or take what rationing has settled) and book */
  STAGE_INQUIRE, /**< count inquiries by business */
  STAGE_CLAIM    /**< pay, subject to capacities */
};

struct magentic_rationing;

/** What is fixed during a pass of a round. */
struct magentic_round {
  const struct magentic_parameters *p;
  const struct magentic_market *m;
  const struct magentic_listing *listing;
  struct magentic_counts at;
  int64_t policies;
  struct magentic_policy *policy;   /* [policies] */
  const double *profile_cumulative; /* [policies] */
  const walras_zipf *demand;        /* of requests under zipf, else NULL */
  enum magentic_stage stage;
  const double *effort;     /* [businesses] for speed_update, else NULL */
  const double *price_rate; /* [businesses] price in T for price_update = ab_gradient, else NULL */
  const double *load;       /* [businesses] log of the congestion of reply times; NULL = none */
  const int64_t *popular;   /* [popular_count] first businesses by sales for search "popularity", else NULL */
  int64_t popular_count;
  struct magentic_rationing *rationing; /* NULL without capacities */
  const double *log_rank;               /* [search_bandwidth] log of 1, 2, ... */
  const double *log_latency;            /* [businesses] log of the latency factors; NULL = all factors are 1 */
  int most_contacts;                    /* of one search, over all policies */
  const walras_scratch *scratch;        /* of magentic_cohort_bytes() a thread */
  walras_stream consumer, contact, reply, latency, capture, arm, batch_order, random_search, profile, demand_draws, lottery,
      rechoice;
};

/** Most contacts that any consumer makes in one search. */
int magentic_most_contacts(const struct magentic_round *round);
/** Bytes of scratch that magentic_run_block needs a thread. */
size_t magentic_cohort_bytes(void);

/** Runs the consumers of a block. A walras_block_function; the context is a magentic_round. */
walras_status magentic_run_block(const walras_block *block, void *context);

#endif
