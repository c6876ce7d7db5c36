#include "models/magentic-marketplace/choice.h"

#include <math.h>

/* One consumer's proposals in order of arrival. */
typedef struct offers {
  const struct magentic_round *round;
  const struct magentic_cohort *cohort;
  const struct magentic_policy *policy;
  int index;                           /* among the active */
  double reference, final_uniform;     /* T; the uniform of the final choice */
  int count;                           /* proposals */
  uint64_t acceptable;                 /* a bit per arrival rank */
  int contact[MAGENTIC_CONTACTS_MOST]; /* [count] */
} offers;

static double key_of(const offers *o, int rank) {
  return o->cohort->key[o->contact[rank]];
}

static const struct magentic_entry *entry_of(const offers *o, int rank) {
  return o->cohort->entry[o->contact[rank]];
}

static bool is_acceptable(const offers *o, int rank) {
  return (o->acceptable >> rank & 1) != 0;
}

/* ---- arrival ---- */

/* By time, ties by business; contacts that do not propose come last. */
static bool arrives_before(const struct magentic_cohort *c, int a, int b) {
  if (c->proposes[a] != c->proposes[b])
    return c->proposes[a] > c->proposes[b];
  return c->key[a] < c->key[b] || (c->key[a] == c->key[b] && c->business[a] < c->business[b]);
}

static void collect_offers(offers *o, int index) {
  const struct magentic_cohort *c = o->cohort;
  o->count = 0;
  o->acceptable = 0;
  for (int k = 0; k < c->made[index]; k++) {
    const int contact = k * c->width + index;
    int at = k;
    for (; at > 0 && arrives_before(c, contact, o->contact[at - 1]); at--)
      o->contact[at] = o->contact[at - 1];
    o->contact[at] = contact;
    o->count += c->proposes[contact] != 0.0;
  }
  for (int rank = 0; rank < o->count; rank++)
    o->acceptable |= (uint64_t)(c->acceptable[o->contact[rank]] != 0.0) << rank;
}

/* ---- choice ---- */

/* Logit choice among the acceptable of `order` [count] (arrival ranks); the anchor is a rank. */
static int choose(const offers *o, const int *order, int count, int anchor, double anchor_strength) {
  const struct magentic_parameters *p = o->round->p;
  double utility[MAGENTIC_CONTACTS_MOST], best = -INFINITY, sum = 0.0;
  int last = -1;
  for (int i = 0; i < count; i++) {
    const struct magentic_entry *entry = entry_of(o, order[i]);
    utility[i] = -INFINITY;
    if (!is_acceptable(o, order[i]))
      continue;
    utility[i] =
        -o->policy->price_sensitivity * (double)entry->price / o->reference + (order[i] == anchor ? anchor_strength : 0.0) +
        magentic_pull(o->round, o->policy, entry->attack, o->cohort->id[o->index], o->cohort->block[o->contact[order[i]]]) -
        (p->list_rank_weight != 0.0 ? p->list_rank_weight * walras_log((double)(o->cohort->slot[o->contact[order[i]]] + 1))
                                    : 0.0);
    best = utility[i] > best ? utility[i] : best;
  }
  for (int i = 0; i < count; i++) {
    const double gap = utility[i] - best;
    utility[i] = gap == 0.0 ? 1.0 : gap < -700.0 || isinf(gap) ? 0.0 : walras_exp(gap);
    sum += is_acceptable(o, order[i]) ? utility[i] : 0.0;
  }
  double target = o->final_uniform * sum;
  for (int i = 0; i < count; i++) {
    if (!is_acceptable(o, order[i]))
      continue;
    last = order[i];
    if (target < utility[i])
      return order[i];
    target -= utility[i];
  }
  return last;
}

/* The first acceptable arrival of ranks from..end-1, or -1. */
static int first_acceptable(const offers *o, int from, int end) {
  const uint64_t below_end = end < 64 ? (UINT64_C(1) << end) - 1 : UINT64_MAX,
                 open = from < 64 ? o->acceptable & below_end & (UINT64_MAX << from) : 0;
  return open != 0 ? __builtin_ctzll(open) : -1;
}

static void in_order_of_arrival(int *order, int count) {
  for (int i = 0; i < count; i++)
    order[i] = i;
}

/* A payment: which arrival, and when. */
typedef struct payment {
  int rank; /* -1 = none */
  double key;
} payment;

static payment pay_streaming(const offers *o, double commit_uniform) {
  const int first = first_acceptable(o, 0, o->count);
  int order[MAGENTIC_CONTACTS_MOST];
  if (first < 0)
    return (payment){-1, 0.0};
  if (commit_uniform < o->policy->commit_prob)
    return (payment){first, key_of(o, first)};
  in_order_of_arrival(order, o->count);
  return (payment){choose(o, order, o->count, first, o->policy->anchor_strength), key_of(o, o->count - 1)};
}

/* How many proposals are there when the gate or the batch opens, and when that is. */
static int released(const offers *o, double *key) {
  const struct magentic_parameters *p = o->round->p;
  int count = (int)(p->release_count < o->count ? p->release_count : o->count);
  *key = count > 0 ? key_of(o, count - 1) : 0.0;
  if (p->release_deadline > 0.0 && count > 0 && *key > p->release_deadline) {
    while (count > 0 && key_of(o, count - 1) > p->release_deadline)
      count--;
    *key = p->release_deadline;
  }
  return count;
}

static payment pay_gated(const offers *o) {
  double key;
  int order[MAGENTIC_CONTACTS_MOST];
  const int count = released(o, &key), first = first_acceptable(o, 0, count);
  in_order_of_arrival(order, count);
  if (first >= 0)
    return (payment){choose(o, order, count, first, o->policy->anchor_strength), key};
  const int next = first_acceptable(o, count, o->count);
  return (payment){next, next >= 0 ? key_of(o, next) : 0.0};
}

static bool listed_before(const offers *o, int release, int a, int b) {
  const struct magentic_entry *left = entry_of(o, a), *right = entry_of(o, b);
  if (release == RELEASE_BATCH_QUALITY && left->fit != right->fit)
    return left->fit > right->fit;
  if (release != RELEASE_BATCH_ARRIVAL && left->price != right->price)
    return left->price < right->price;
  return a < b;
}

static void shuffle_batch(const offers *o, int *order, int count) {
  const uint32_t first_draw = (uint32_t)(MAGENTIC_CONTACTS_MOST * o->cohort->search);
  for (int i = 0; i + 1 < count; i++) {
    const int j = i + (int)walras_bounded(&o->round->batch_order, o->cohort->id[o->index], first_draw + (uint32_t)i,
                                          (uint64_t)(count - i)),
              kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

static void order_batch(const offers *o, int *order, int count) {
  const int release = o->round->p->release_mechanism;
  in_order_of_arrival(order, count);
  if (release == RELEASE_BATCH_RANDOM) {
    shuffle_batch(o, order, count);
    return;
  }
  for (int i = 1; i < count; i++) {
    const int moving = order[i];
    int at = i;
    for (; at > 0 && listed_before(o, release, moving, order[at - 1]); at--)
      order[at] = order[at - 1];
    order[at] = moving;
  }
}

static payment pay_batch(const offers *o) {
  double key;
  int order[MAGENTIC_CONTACTS_MOST], anchor = -1;
  const int count = released(o, &key);
  order_batch(o, order, count);
  for (int i = 0; i < count && anchor < 0; i++)
    anchor = is_acceptable(o, order[i]) ? order[i] : -1;
  if (anchor < 0)
    return (payment){-1, 0.0};
  return (payment){choose(o, order, count, anchor, o->policy->list_anchor_strength), key};
}

static bool is_batch(int release) {
  return release != RELEASE_STREAMING && release != RELEASE_HARD_GATE;
}

/* All that the consumer gets to see, in the order that it is seen: the batch, or every arrival. */
static int order_seen(const offers *o, int *order) {
  double key;
  if (!is_batch(o->round->p->release_mechanism)) {
    in_order_of_arrival(order, o->count);
    return o->count;
  }
  const int count = released(o, &key);
  order_batch(o, order, count);
  return count;
}

/* The next acceptable one after `paid` in the order seen; after the last one comes the first. -1 = there is no other. */
static int next_acceptable(const offers *o, int paid) {
  int order[MAGENTIC_CONTACTS_MOST], at = 0;
  const int count = order_seen(o, order);
  while (at < count && order[at] != paid)
    at++;
  for (int step = 1; step < count; step++) {
    const int rank = order[(at + step) % count];
    if (rank != paid && is_acceptable(o, rank))
      return rank;
  }
  return -1;
}

/* The proposal that some consumers pay too: not before the first payment, nor before it arrives. */
static payment pay_again(const offers *o, payment first) {
  const struct magentic_parameters *p = o->round->p;
  const payment nothing = {-1, first.key};
  if (first.rank < 0 || p->duplicate_purchase_prob <= 0.0)
    return nothing;
  const walras_words words = walras_draw(&o->round->consumer, o->cohort->id[o->index], (uint32_t)(2 * o->cohort->search + 1));
  if (walras_uniform_from_word(words.word[0]) >= p->duplicate_purchase_prob)
    return nothing;
  const int next = next_acceptable(o, first.rank);
  if (next < 0)
    return nothing;
  const double arrival = key_of(o, next);
  return (payment){next, arrival > first.key ? arrival : first.key};
}

static payment pay(const offers *o, double commit_uniform) {
  if (o->cohort->captured[o->index])
    return (payment){o->count > 0 ? 0 : -1, o->count > 0 ? key_of(o, 0) : 0.0};
  if (o->round->p->release_mechanism == RELEASE_STREAMING)
    return pay_streaming(o, commit_uniform);
  return o->round->p->release_mechanism == RELEASE_HARD_GATE ? pay_gated(o) : pay_batch(o);
}

static void open_offers(const struct magentic_round *r, const struct magentic_cohort *c, int index, offers *o) {
  const struct magentic_consumer *consumer = &c->consumer[c->who[index]];
  o->round = r;
  o->cohort = c;
  o->index = index;
  o->policy = &r->policy[consumer->policy];
  o->reference = (double)consumer->reference;
  o->final_uniform = walras_uniform_from_word(c->word[3][index]);
  collect_offers(o, index);
}

static void decide_among_all(const struct magentic_round *r, struct magentic_cohort *c, int index) {
  offers o;
  open_offers(r, c, index, &o);
  const payment first = pay(&o, walras_uniform_from_word(c->word[2][index]));
  const payment again = pay_again(&o, first);
  c->purchase[index] = (struct magentic_purchase){.paid = first.rank >= 0 ? o.contact[first.rank] : -1,
                                                  .again = again.rank >= 0 ? o.contact[again.rank] : -1,
                                                  .position = first.rank,
                                                  .proposals = o.count,
                                                  .key = first.key,
                                                  .again_key = again.key};
}

/* Under streaming, who pays the first acceptable proposal at once, or finds none acceptable, need not know the order of the others. */
static bool settles_at_once(const struct magentic_round *r, const struct magentic_cohort *c, int index) {
  const struct magentic_consumer *consumer = &c->consumer[c->who[index]];
  const bool commits = walras_uniform_from_word(c->word[2][index]) < r->policy[consumer->policy].commit_prob;
  return !c->captured[index] && (commits | (c->first_contact[index] < 0.0));
}

void magentic_decide(const struct magentic_round *r, struct magentic_cohort *c) {
  const bool at_once = r->p->release_mechanism == RELEASE_STREAMING && !(r->p->duplicate_purchase_prob > 0.0);
  if (at_once)
    magentic_find_first(c, r->most_contacts);
  for (int i = 0; i < c->active; i++) {
    if (at_once && settles_at_once(r, c, i)) {
      const int row = (int)c->first_contact[i];
      c->purchase[i] = (struct magentic_purchase){.paid = row >= 0 ? row * c->width + i : -1,
                                                  .again = -1,
                                                  .position = (int)c->position[i],
                                                  .proposals = (int)c->proposals[i],
                                                  .key = c->first_key[i],
                                                  .again_key = c->first_key[i]};
    } else {
      decide_among_all(r, c, i);
    }
  }
}

/* ---- after a refusal ---- */

/* Among what is left of what was seen. */
static int choose_rest(const offers *o, double commit_uniform) {
  const int release = o->round->p->release_mechanism;
  int order[MAGENTIC_CONTACTS_MOST], anchor = -1;
  if (release == RELEASE_STREAMING && commit_uniform < o->policy->commit_prob)
    return first_acceptable(o, 0, o->count);
  const int count = order_seen(o, order);
  for (int i = 0; i < count && anchor < 0; i++)
    anchor = is_acceptable(o, order[i]) ? order[i] : -1;
  if (anchor < 0)
    return -1;
  return choose(o, order, count, anchor, is_batch(release) ? o->policy->list_anchor_strength : o->policy->anchor_strength);
}

int magentic_choose_again(const struct magentic_round *r, const struct magentic_cohort *c, int index, uint64_t refused,
                          int64_t pass, double *arrival) {
  const walras_words words = walras_draw(&r->rechoice, c->id[index], (uint32_t)pass);
  offers o;
  open_offers(r, c, index, &o);
  o.final_uniform = walras_uniform_from_word(words.word[0]);
  for (int rank = 0; rank < o.count; rank++)
    if ((refused >> (o.contact[rank] / c->width) & 1) != 0)
      o.acceptable &= ~(UINT64_C(1) << rank);
  const int rank = choose_rest(&o, walras_uniform_from_word(c->word[2][index]));
  *arrival = rank >= 0 ? key_of(&o, rank) : 0.0;
  return rank >= 0 ? o.contact[rank] / c->width : -1;
}

int magentic_arrival_rank(const struct magentic_round *r, const struct magentic_cohort *c, int index, int row) {
  offers o;
  if (row < 0)
    return -1;
  open_offers(r, c, index, &o);
  for (int rank = 0; rank < o.count; rank++)
    if (o.contact[rank] == row * c->width + index)
      return rank;
  return -1;
}
