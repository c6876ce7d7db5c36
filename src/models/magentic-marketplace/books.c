#include "models/magentic-marketplace/books.h"

#include <math.h>

void magentic_book_search(const struct magentic_round *r, const struct magentic_cohort *c, const walras_block *block) {
  int64_t contacts = 0;
  double answers = 0.0, proposals = 0.0;
  for (int i = 0; i < c->active; i++)
    contacts += c->made[i];
  for (int k = 0; k < r->most_contacts; k++)
    for (int i = 0; i < c->active; i++) {
      answers += c->answers[k * c->width + i];
      proposals += c->proposes[k * c->width + i];
    }
  block->counts[COUNT_SEARCHES] += c->active;
  block->counts[COUNT_CONTACTS] += contacts;
  block->counts[COUNT_REPLIES] += (int64_t)answers;
  block->counts[COUNT_PROPOSALS] += (int64_t)proposals;
}

/* Times of the purchases of this search: from keys, packed in order. */
static void find_times(const struct magentic_round *r, const struct magentic_cohort *c, const int *done, int count,
                       double *time) {
  int buyers = 0;
  for (int i = 0; i < count; i++) {
    time[buyers] = c->purchase[done[i]].key;
    buyers += c->purchase[done[i]].paid >= 0;
  }
  if (magentic_uses_clock(r->p))
    return;
  walras_exp_batch(time, time, buyers);
  for (int i = 0; i < buyers; i++)
    time[i] *= r->p->latency_median;
}

static void book_payment(const struct magentic_round *r, const walras_block *block, const struct magentic_entry *entry,
                         int64_t reference) {
  block->counts[COUNT_PURCHASES]++;
  block->counts[r->at.payments + entry->business]++;
  block->counts[r->at.revenue + entry->business] += entry->price;
  block->totals[TOTAL_PAYMENTS] += entry->price;
  block->sums[SUM_PRICE_RATIO] += (double)entry->price / (double)reference;
  if (entry->attack != ATTACK_NONE) {
    block->counts[COUNT_ATTACKER_PAYMENTS]++;
    block->totals[TOTAL_ATTACKER_REVENUE] += entry->price;
  }
}

static void book_first_payment(const struct magentic_round *r, const walras_block *block,
                               const struct magentic_purchase *purchase, int slot, double time) {
  block->sums[SUM_TIME] += time;
  block->counts[r->at.position + slot]++;
  if (purchase->position < MAGENTIC_RANKS) {
    block->counts[COUNT_RANK + purchase->position]++;
    block->counts[COUNT_RANK_THREE + purchase->position] += purchase->proposals >= 3;
    block->counts[COUNT_RANK_ALL + purchase->position] += purchase->proposals == r->p->businesses_per_request;
  }
}

/* Which arm each complete business of the request was in, and which arm was paid. */
static void book_arms(const struct magentic_round *r, const walras_block *block, const struct magentic_consumer *consumer,
                      const struct magentic_entry *paid) {
  for (int64_t pair = r->m->complete_start[consumer->request]; pair < r->m->complete_start[consumer->request + 1]; pair++) {
    const int64_t business = r->m->complete_business[pair], arm = magentic_arm_of(r, consumer->id, business);
    block->counts[r->at.arms + 4 * business + arm]++;
    block->counts[r->at.arms + 4 * business + 2 + arm] += paid != NULL && paid->business == business;
  }
}

static void book_outcome(const struct magentic_round *r, const walras_block *block, const struct magentic_consumer *consumer,
                         const struct magentic_entry *paid, const struct magentic_entry *again) {
  const bool met = (paid != NULL && paid->fit) || (again != NULL && again->fit);
  const int64_t value = (int64_t)rint(r->p->value_multiplier * (double)consumer->reference);
  const int64_t utility = (met ? value : 0) - (paid != NULL ? paid->price : 0) - (again != NULL ? again->price : 0);
  block->totals[TOTAL_WELFARE] += utility;
  block->totals[TOTAL_WELFARE_SQUARED] += (walras_int128)utility * utility;
  block->counts[COUNT_BUYERS] += paid != NULL;
  block->counts[COUNT_NEEDS_MET] += met;
  block->counts[COUNT_CAPTURED] += consumer->captured;
  block->counts[COUNT_OVERLOADED] += consumer->overloaded;
  block->counts[COUNT_UNMATCHED] += r->m->complete_start[consumer->request] == r->m->complete_start[consumer->request + 1];
  const double place = ((double)utility / (double)consumer->reference + 2.0) * (UTILITY_BINS / 4.0);
  block->counts[COUNT_UTILITY + (place < 0.0 ? 0 : place >= UTILITY_BINS ? UTILITY_BINS - 1 : (int64_t)place)]++;
  const int outcome = paid == NULL ? OUTCOME_NONE : met ? OUTCOME_FIT : paid->complete ? OUTCOME_UNFIT : OUTCOME_SUBSTITUTE;
  block->counts[COUNT_OUTCOME + ((consumer->policy * OUTCOMES + outcome) * 2 + consumer->overloaded) * 2 + consumer->captured]++;
  block->counts[COUNT_CONTACT_BINS + (consumer->contacts < CONTACT_BINS ? consumer->contacts : CONTACT_BINS - 1)]++;
}

void magentic_book_journeys(const struct magentic_round *r, const struct magentic_cohort *c, const walras_block *block,
                            const int *done, int count) {
  int buyer = 0;
  double time[COHORT_CONSUMERS] = {0.0};
  find_times(r, c, done, count, time);
  for (int i = 0; i < count; i++) {
    const struct magentic_consumer *consumer = &c->consumer[c->who[done[i]]];
    const struct magentic_purchase *purchase = &c->purchase[done[i]];
    const struct magentic_entry *paid = purchase->paid >= 0 ? c->entry[purchase->paid] : NULL,
                                *again = purchase->again >= 0 ? c->entry[purchase->again] : NULL;
    book_outcome(r, block, consumer, paid, again);
    if (paid != NULL) {
      book_payment(r, block, paid, consumer->reference);
      book_first_payment(r, block, purchase, c->slot[purchase->paid], time[buyer++]);
    }
    if (again != NULL)
      book_payment(r, block, again, consumer->reference);
    if (r->effort != NULL)
      book_arms(r, block, consumer, paid);
  }
}
