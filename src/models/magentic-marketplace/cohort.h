/**
 * A cohort: consumers whose journeys are made side by side, step by step, so that draws, logarithms and comparisons are made in vectors. Its
 * size depends on the parameters alone; every draw has the address it would have for a consumer alone.
 */
#ifndef WALRAS_MAGENTIC_COHORT_H
#define WALRAS_MAGENTIC_COHORT_H

#include "models/magentic-marketplace/page.h"

enum { COHORT_CONSUMERS = 128, COHORT_CONTACTS = 512 };

/** A consumer's state over its searches. */
struct magentic_consumer {
  int64_t id, request, policy;
  int64_t reference, value; /**< T and V */
  int contacts;             /**< businesses written to, over all searches */
  bool unmatched;           /**< no business is complete for it */
};

/** What a consumer bought in one search. */
struct magentic_purchase {
  int paid, again;  /**< contacts, -1 = none */
  int position;     /**< arrival rank of the first payment, from 0 */
  int proposals;    /**< that arrived */
  double key;       /**< when it was paid, as the key of a contact */
  double again_key; /**< when the second was paid, not before the first; without a second that of the first */
};

/**
 * One search of the consumers that search (again). Contact number k of active consumer i is number k * width + i of the contact arrays
 * ([rows][width], rows = round.most_contacts); contacts that a consumer does not make neither answer nor propose.
 */
struct magentic_cohort {
  struct magentic_page page;
  int width; /**< of the contact arrays: consumers of a full cohort */
  struct magentic_consumer consumer[COHORT_CONSUMERS];

  int64_t search;
  int active;                                                    /**< consumers that search */
  int who[COHORT_CONSUMERS];                                     /**< [active] */
  uint64_t id[COHORT_CONSUMERS];                                 /**< [active] */
  uint32_t word[4][COHORT_CONSUMERS];                            /**< 0 overload, 1 contacts, 2 commit, 3 final choice */
  int made[COHORT_CONSUMERS];                                    /**< [active] contacts */
  bool overloaded[COHORT_CONSUMERS], captured[COHORT_CONSUMERS]; /**< [active] */
  struct magentic_purchase purchase[COHORT_CONSUMERS];

  /* Of each contact. */
  const struct magentic_entry *entry[COHORT_CONTACTS];
  struct magentic_entry own[COHORT_CONTACTS];                   /**< entries of pages that only one consumer sees */
  int32_t slot[COHORT_CONTACTS];                                /**< on the page */
  uint32_t choice_word[COHORT_CONTACTS + 4 * COHORT_CONSUMERS]; /**< chooses the slot */
  uint32_t spare_word[COHORT_CONTACTS];                         /**< of those that choose apart from the others */
  int32_t spare_slot[COHORT_CONTACTS];
  double normal[COHORT_CONTACTS + 2 * COHORT_CONSUMERS]; /**< of the reply time */
  uint32_t block[COHORT_CONTACTS];                       /**< of the reply's draws */
  uint32_t reply[4][COHORT_CONTACTS];                    /**< words: 0 answer, 1 proposal, 2 item error, 3 amenity error */
  double answer[COHORT_CONTACTS];                        /**< words with which it answers: none where there is no contact */
  double propose[COHORT_CONTACTS], item[COHORT_CONTACTS], amenity[COHORT_CONTACTS], business[COHORT_CONTACTS]; /**< prospects */
  double key[COHORT_CONTACTS]; /**< order of arrival: log of the reply time, or the time itself under a clock */
  double answers[COHORT_CONTACTS], proposes[COHORT_CONTACTS], acceptable[COHORT_CONTACTS]; /**< 0 or 1; the latter two nested */

  /* The first acceptable arrival of each active consumer. */
  double first_key[COHORT_CONSUMERS];     /**< infinite where there is none */
  double first_contact[COHORT_CONSUMERS]; /**< row, -1 = none */
  double position[COHORT_CONSUMERS];      /**< proposals that arrive before it */
  double proposals[COHORT_CONSUMERS];
};

/** Times are compared as logarithms unless something happens at a given time. */
static inline bool magentic_uses_clock(const struct magentic_parameters *p) {
  return p->send_stagger > 0.0 || p->release_deadline > 0.0;
}

/** The arm of a business's experiment that a consumer is in: 0 lower, 1 higher. */
int magentic_arm_of(const struct magentic_round *round, int64_t consumer, int64_t business);
/** The same of the business's experiment with its price. */
int magentic_price_arm_of(const struct magentic_round *round, int64_t consumer, int64_t business);

/** What the contacts of `rows` rows turn out to be, and the first acceptable of each consumer's; for any vector width. */
void magentic_judge(struct magentic_cohort *cohort, int rows);
void magentic_find_first(struct magentic_cohort *cohort, int rows);

#endif
