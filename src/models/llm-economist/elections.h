/**
 * Government by the governed. governance = vote: before each tax year after the first, candidates propose changes of the rates that would serve
 * themselves best, every worker votes for the platform that promises it most, and the winner's rates are set (plurality; Karten et al. 2025 with
 * behaviour of our own). governance = vote_flat: one vote over flat rates, with the median-voter theory of Romer (1975) and Meltzer and Richard
 * (1981) beside it.
 */
#ifndef WALRAS_ECONOMIST_ELECTIONS_H
#define WALRAS_ECONOMIST_ELECTIONS_H

#include "models/llm-economist/course.h"

enum {
  ECONOMIST_CANDIDATES_MOST = 10000, /**< whose platforms are computed one by one */
  ECONOMIST_FLAT_MOST = 201          /**< rates of a vote over flat rates: each pair of them is counted */
};

/** K: platforms that stand in each election; 0 when nobody does. */
int64_t economist_candidates(const struct economist_parameters *p);
/** Elections of a trial with governance = vote: one before each tax year after the first. */
int64_t economist_elections(const struct economist_parameters *p);
/** Elections are recorded: somebody stands in at least one, and their platforms have at most a million rates. */
bool economist_lists_elections(const void *parameters);
/** How candidates and voters think of workers: rational, but for those whose hours are fixed. */
int economist_policy_in_mind(const struct economist_parameters *p);

/** Elections of a trial. */
typedef struct economist_election {
  int64_t candidates; /**< K */
  int64_t changes;    /**< a platform's choices in one bracket: grid steps from -delta_max to delta_max */

  economist_economy voters; /**< whom candidates and voters think of: the subsample, or all workers */
  walras_reduction *revenue;
  int64_t platforms; /**< changes^J where that many anticipated rebates are remembered, else 0 */
  double *rebates;   /**< [platforms] of this election; NaN: not asked for yet */

  double *skill, *skill_e, *skill_delta; /**< [K] of the candidates */
  int64_t *worker;              /**< [K] who they are: ids, or ranks in order of skill; the platform's number if literal */
  double *rate;                 /**< [K][J] what they promise */
  double *rebate;               /**< [K] what it is expected to yield each */
  double *draft;                /**< [changes][J + 2] work of a platform */
  economist_response *response; /**< [K] the platforms, ready for voters */
  walras_reduction *ballots, *skills;
  walras_scratch *booths;

  /* Kept for the record, by election. */
  int64_t *winner;      /**< [elections] the candidate; -1: nobody stood */
  int64_t *past_worker; /**< [elections][K] */
  int64_t *past_votes;  /**< [elections][K] */
  double *past_skill;   /**< [elections][K] */
  double *past_rate;    /**< [elections][K][J] */
} economist_election;

/** A vote over flat rates; plain data. */
typedef struct economist_flat_vote {
  double condorcet;    /**< the rate that loses to no other, the lowest of several; NaN: each loses to another */
  double median_ideal; /**< of the workers' best rates on the grid */
  double formula;      /**< max(0, (1 - s) / (1 - s + e)), s = v^(1+e) of the median worker over its mean */
} economist_flat_vote;

/** Collective. Makes course->election or course->flat_vote where governance asks for it. */
walras_status economist_elections_create(economist_course *course);

/** Collective. The election before tax year `year` >= 1: sets course->now->schedule and the leader. */
walras_status economist_elect(economist_course *course, int64_t year);

/** Collective. The vote over flat rates: rates [1]. */
walras_status economist_vote_flat(economist_course *course, double *rates);

/* Parts of an election, each in its own source. */
/** Collective. Revenue per head of rates [count][J] as voters expect it: rebates [count]. */
walras_status economist_anticipate(economist_course *course, const double *rates, int64_t count, double *rebates);
/** Collective. Fills rate and rebate of all candidates from the rates in force. */
walras_status economist_make_platforms(economist_course *course);
/** Collective. The working memory of ballots. */
walras_status economist_booths_create(economist_course *course);
/** Collective. votes [K] of all workers. */
walras_status economist_count_votes(economist_course *course, int64_t year, int64_t *votes);
/** Records the tables of elections, or the vote over flat rates. */
walras_status economist_record_elections(const economist_course *course);

#endif
