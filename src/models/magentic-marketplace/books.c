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

/* What is counted for every consumer: kept apart from memory while a cohort is booked. */
typedef struct tally {
  walras_int128 welfare, welfare_squared;
  int64_t payments, buyers, purchases, needs_met, captured, overloaded, unmatched;
  double price_ratio, time;
} tally;

static void book_payment(const struct magentic_round *r, const walras_block *block, tally *t, const struct magentic_entry *entry,
                         int64_t reference) {
  t->purchases++;
  t->payments += entry->price;
  t->price_ratio += (double)entry->price / (double)reference;
  block->counts[r->at.payments + entry->business]++;
  block->counts[r->at.revenue + entry->business] += entry->price;
  if (entry->attack != ATTACK_NONE) {
    block->counts[COUNT_ATTACKER_PAYMENTS]++;
    block->totals[TOTAL_ATTACKER_REVENUE] += entry->price;
  }
}

/* The histogram's bin of an arrival: by the decimal logarithm of the time in medians. */
static int64_t time_bin(const struct magentic_round *r, double key) {
  const double log_time = magentic_uses_clock(r->p) ? walras_log(key / r->p->latency_median) : key;
  const double place = (log_time * 0.4342944819032518 + TIME_DECADES_BELOW) * TIME_BINS_DECADE;
  return place < 0.0 ? 0 : place >= TIME_BINS ? TIME_BINS - 1 : (int64_t)place;
}

static void book_first_payment(const struct magentic_round *r, const walras_block *block,
                               const struct magentic_purchase *purchase, double arrival, int slot) {
  block->counts[COUNT_TIME_BINS + time_bin(r, arrival)]++;
  block->counts[r->at.position + slot]++;
  if (purchase->proposals >= 3)
    block->counts[purchase->position == 0 ? COUNT_FIRST_PAID : COUNT_LATER_PAID + purchase->proposals]++;
  if (purchase->position < MAGENTIC_RANKS) {
    block->counts[COUNT_RANK + purchase->position]++;
    block->counts[COUNT_RANK_ALL + purchase->position] += purchase->proposals == r->p->businesses_per_request;
  }
}

/* Which arm of its experiments each complete business of the request was in, and which arms were paid. */
static void book_arms(const struct magentic_round *r, const walras_block *block, const struct magentic_consumer *consumer,
                      const struct magentic_entry *paid) {
  for (int64_t pair = r->m->complete_start[consumer->request]; pair < r->m->complete_start[consumer->request + 1]; pair++) {
    const int64_t business = r->m->complete_business[pair];
    const bool sold = paid != NULL && paid->business == business;
    if (r->effort != NULL) {
      int64_t *arms = block->counts + r->at.arms + 4 * business;
      const int arm = magentic_arm_of(r, consumer->id, business);
      arms[arm]++;
      arms[2 + arm] += sold;
    }
    if (r->price_rate != NULL) {
      int64_t *arms = block->counts + r->at.price_arms + 4 * business;
      const int arm = magentic_price_arm_of(r, consumer->id, business);
      arms[arm]++;
      arms[2 + arm] += sold;
    }
  }
}

static inline void book_outcome(const struct magentic_cohort *c, const walras_block *block, tally *t, int index,
                                const struct magentic_entry *paid, const struct magentic_entry *again) {
  const struct magentic_consumer *consumer = &c->consumer[c->who[index]];
  const bool met = (paid != NULL && paid->fit) || (again != NULL && again->fit);
  const int64_t utility = (met ? consumer->value : 0) - (paid != NULL ? paid->price : 0) - (again != NULL ? again->price : 0);
  t->welfare += utility;
  t->welfare_squared += (walras_int128)utility * utility;
  t->buyers += paid != NULL;
  t->needs_met += met;
  t->captured += c->captured[index];
  t->overloaded += c->overloaded[index];
  t->unmatched += consumer->unmatched;
  const double place = ((double)utility / (double)consumer->reference + 2.0) * (UTILITY_BINS / 4.0);
  block->counts[COUNT_UTILITY + (place < 0.0 ? 0 : place >= UTILITY_BINS ? UTILITY_BINS - 1 : (int64_t)place)]++;
  const int outcome = paid == NULL ? OUTCOME_NONE : met ? OUTCOME_FIT : paid->complete ? OUTCOME_UNFIT : OUTCOME_SUBSTITUTE;
  block->counts[COUNT_OUTCOME + ((consumer->policy * OUTCOMES + outcome) * 2 + c->overloaded[index]) * 2 + c->captured[index]]++;
  block->counts[COUNT_CONTACT_BINS + (consumer->contacts < CONTACT_BINS ? consumer->contacts : CONTACT_BINS - 1)]++;
}

static void add_tally(const walras_block *block, const tally *t) {
  block->totals[TOTAL_WELFARE] += t->welfare;
  block->totals[TOTAL_WELFARE_SQUARED] += t->welfare_squared;
  block->totals[TOTAL_PAYMENTS] += t->payments;
  block->counts[COUNT_BUYERS] += t->buyers;
  block->counts[COUNT_PURCHASES] += t->purchases;
  block->counts[COUNT_NEEDS_MET] += t->needs_met;
  block->counts[COUNT_CAPTURED] += t->captured;
  block->counts[COUNT_OVERLOADED] += t->overloaded;
  block->counts[COUNT_UNMATCHED] += t->unmatched;
  block->sums[SUM_PRICE_RATIO] += t->price_ratio;
  block->sums[SUM_TIME] += t->time;
}

void magentic_book_journeys(const struct magentic_round *r, const struct magentic_cohort *c, const walras_block *block,
                            const int *done, int count) {
  int buyer = 0;
  tally t = {0};
  double time[COHORT_CONSUMERS] = {0.0};
  find_times(r, c, done, count, time);
  for (int i = 0; i < count; i++) {
    const struct magentic_consumer *consumer = &c->consumer[c->who[done[i]]];
    const struct magentic_purchase *purchase = &c->purchase[done[i]];
    const struct magentic_entry *paid = purchase->paid >= 0 ? c->entry[purchase->paid] : NULL,
                                *again = purchase->again >= 0 ? c->entry[purchase->again] : NULL;
    book_outcome(c, block, &t, done[i], paid, again);
    if (paid != NULL) {
      t.time += time[buyer++];
      book_payment(r, block, &t, paid, consumer->reference);
      book_first_payment(r, block, purchase, c->key[purchase->paid], c->slot[purchase->paid]);
    }
    if (again != NULL)
      book_payment(r, block, &t, again, consumer->reference);
    if (r->effort != NULL || r->price_rate != NULL)
      book_arms(r, block, consumer, paid);
  }
  add_tally(block, &t);
}
