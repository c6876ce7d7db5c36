/** One page of search results as one policy weighs it. */
#ifndef WALRAS_MAGENTIC_PAGE_H
#define WALRAS_MAGENTIC_PAGE_H

#include "models/magentic-marketplace/journey.h"

enum { PAGE_MOST = 1000, MAGENTIC_COMPLETE_MOST = 256 };

/** What follows for a reply from who is written to. The first three are numbers of the 2^32 words of a
 *  draw, so that a word decides by one comparison. */
struct magentic_prospect {
  double propose;  /**< words with which an answer is a proposal */
  double item;     /**< words with which missing items pass; all where none is missing, none where the price is too high */
  double amenity;  /**< words with which missing amenities pass; all where none is missing */
  double key;      /**< log of the business's latency factor */
  double business; /**< its number: breaks ties of arrival */
};

/** Kept while consumers of the same request and policy follow each other. */
struct magentic_page {
  int64_t request, policy, search; /**< whose it is; request -1 = one consumer's own, or none yet */
  int64_t reference;               /**< T of the request */
  int64_t first_rank;              /**< rank of the first entry in the whole list, from 0 */
  int n;                           /**< entries */
  bool has_attacker;
  double overload;                      /**< probability */
  double contacts;                      /**< K before rounding */
  const struct magentic_entry *entries; /**< [n] */
  double weight[2][PAGE_MOST];          /**< of being contacted: calm and overloaded */
  double cumulative[2][PAGE_MOST + 1];  /**< of the weights before each slot */
  bool known[2][PAGE_MOST];             /**< prospects that have been worked out */
  struct magentic_prospect prospect[2][PAGE_MOST];
  struct magentic_entry complete[MAGENTIC_COMPLETE_MOST]; /**< of the request, in the order of one consumer's prices */
  struct magentic_entry own[PAGE_MOST]; /**< entries of pages that the listing does not hold as they are shown */
};

/** Makes `page` the one that this consumer sees in search number `search`; one that it is already is left as it is. */
void magentic_page_turn(const struct magentic_round *round, struct magentic_page *page, int64_t consumer, int64_t request,
                        int64_t policy, int64_t search);

/** True when the page that has been turned to is seen by its consumer alone: no other may share it. */
static inline bool magentic_page_is_private(const struct magentic_page *page) {
  return page->request < 0;
}

/** True when this consumer is shown the listing at `rank` of its whole list cleaned (attack_filter_prob): it can neither persuade nor
 *  capture. Drawn once per consumer, round and listing: word 1 of the capture stream's block `rank`; its word 0 draws the capture. */
bool magentic_is_cleaned(const struct magentic_round *round, uint64_t consumer, uint32_t rank);

/** Persuasion of a listing that this consumer sees at `rank`, in logit units: none of a cleaned one. */
static inline double magentic_pull(const struct magentic_round *round, const struct magentic_policy *policy, uint8_t attack,
                                   uint64_t consumer, uint32_t rank) {
  const double pull = policy->persuasion[attack];
  return pull == 0.0 || round->p->attack_filter_prob <= 0.0 || !magentic_is_cleaned(round, consumer, rank) ? pull : 0.0;
}

/** Whom consumers that look at the page write to: words [choices][stride], slots out [choices][stride]; choices <= n. */
void magentic_page_choose(const struct magentic_page *page, int load, int choices, int count, const uint32_t *words, int stride,
                          int32_t *slots);

/** Works out a prospect that is not known yet. */
void magentic_page_work_out(const struct magentic_round *round, struct magentic_page *page, int load, int slot);

/** What to expect of the business at `slot`. */
static inline const struct magentic_prospect *magentic_page_prospect(const struct magentic_round *round,
                                                                     struct magentic_page *page, int load, int slot) {
  if (!page->known[load][slot])
    magentic_page_work_out(round, page, load, slot);
  return &page->prospect[load][slot];
}

/** How many of the 2^32 words have a uniform below `probability`. */
double magentic_words_below(double probability);

#endif
