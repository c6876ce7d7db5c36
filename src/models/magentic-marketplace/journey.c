#include "models/magentic-marketplace/journey.h"

#include <math.h>
#include <string.h>

#include "numerics/elementary/inline.h"

/* One page as one policy weighs it: kept while consumers of the same request follow each other. */
struct page {
  int64_t request, policy, first_rank; /* rank of the page's first entry in the whole list, from 0 */
  int n;
  const struct magentic_entry *entries;
  double weight[2][PAGE_MOST]; /* calm and overloaded */
  double cumulative[2][PAGE_MOST];
  double overload, contacts; /* probability; K before rounding */
  bool has_attacker;
  struct magentic_entry own[PAGE_MOST]; /* of the search "random" */
};

/* One proposal on its way. */
struct proposal {
  const struct magentic_entry *entry;
  double
      key; /* order of arrival: the logarithm of the reply time, or the time itself where messages are staggered or deadlines run */
  int slot; /* position on the page */
  bool acceptable;
};

/* One consumer under way. */
struct consumer {
  const struct magentic_round *round;
  const struct magentic_policy *policy;
  int64_t id, request, policy_index, search;
  int64_t reference;  /* T */
  walras_words words; /* 0 overload, 1 contacts, 2 commit, 3 final choice */
  bool overloaded, captured;
  int contacts, replies, count;
  struct proposal proposals[MAGENTIC_CONTACTS_MOST]; /* in order of arrival */
  int paid, paid_again;                              /* positions in proposals, -1 = none */
  double paid_key, time;
};

int64_t magentic_request_of(const struct magentic_round *round, int64_t consumer) {
  const int64_t requests = round->m->requests;
  if (round->demand != NULL)
    return walras_zipf_draw(round->demand, &round->demand_draws, (uint64_t)consumer, 0) - 1;
  const int64_t each = round->p->consumers / requests, longer = round->p->consumers % requests;
  const int64_t border = longer * (each + 1);
  return consumer < border ? consumer / (each + 1) : longer + (consumer - border) / each;
}

static double uniform_of(uint32_t word) {
  return walras_uniform_from_word(word);
}

/* Times are compared as logarithms unless something happens at a given time. */
static bool uses_clock(const struct magentic_parameters *p) {
  return p->send_stagger > 0.0 || p->release_deadline > 0.0;
}

/* ---- the page ---- */

static double disclosed(const struct magentic_round *r, const struct magentic_policy *policy, const struct magentic_entry *entry,
                        int64_t request) {
  const struct magentic_parameters *p = r->p;
  double terms = 0.0;
  if (p->disclosure >= DISCLOSURE_MENU)
    terms += p->disclosure_weight * (double)entry->coverage;
  if (p->disclosure >= DISCLOSURE_MENU_AMENITIES)
    terms += p->disclosure_weight * (double)entry->amenity_share;
  if (p->disclosure == DISCLOSURE_FULL)
    terms -= policy->price_sensitivity * (double)entry->price / (double)r->m->reference_value[request];
  return terms;
}

/* "random": distinct businesses drawn one after another; a later page goes on in the same order. */
static int draw_random_page(const struct magentic_round *r, struct page *page, int64_t consumer, int64_t request,
                            int64_t search) {
  const int64_t size = r->p->search_bandwidth, businesses = r->m->businesses;
  int64_t wanted = (search + 1) * size < businesses ? (search + 1) * size : businesses, found = 0;
  int64_t order[PAGE_MOST];
  wanted = wanted < PAGE_MOST ? wanted : PAGE_MOST;
  for (uint32_t draw = 0; found < wanted; draw++) {
    const int64_t business = (int64_t)walras_bounded(&r->random_search, (uint64_t)consumer, draw, (uint64_t)businesses);
    bool repeated = false;
    for (int64_t i = 0; i < found; i++)
      repeated = repeated || order[i] == business;
    if (!repeated)
      order[found++] = business;
  }
  const int64_t first = search * size < found ? search * size : found;
  for (int64_t i = first; i < found; i++)
    magentic_entry_fill(r->m, request, order[i], &page->own[i - first]);
  page->entries = page->own;
  return (int)(found - first);
}

static void find_entries(const struct magentic_round *r, struct page *page, int64_t consumer, int64_t request, int64_t search) {
  page->first_rank = search * r->p->search_bandwidth;
  if (r->p->search_mechanism == SEARCH_RANDOM) {
    page->n = draw_random_page(r, page, consumer, request, search);
    return;
  }
  const struct magentic_row *row = magentic_row_of(r->listing, request);
  const int64_t left = row->count - page->first_rank;
  page->n = (int)(left < 0 ? 0 : left < r->p->search_bandwidth ? left : r->p->search_bandwidth);
  page->entries = row->entries + page->first_rank;
}

static void open_page(const struct magentic_round *r, struct page *page, int64_t consumer, int64_t request, int64_t policy_index,
                      int64_t search) {
  const struct magentic_policy *policy = &r->policy[policy_index];
  const struct magentic_parameters *p = r->p;
  find_entries(r, page, consumer, request, search);
  page->request = search == 0 && p->search_mechanism != SEARCH_RANDOM ? request : -1;
  page->policy = policy_index;
  page->has_attacker = false;
  double sums[2] = {0.0, 0.0};
  for (int i = 0; i < page->n; i++) {
    const struct magentic_entry *entry = &page->entries[i];
    const double pull = policy->persuasion[entry->attack];
    const double calm = pull - policy->rank_decay * walras_log((double)(i + 1)) + p->match_signal * (double)entry->coverage +
                        disclosed(r, policy, entry, request);
    page->weight[0][i] = walras_exp(calm > 700.0 ? 700.0 : calm < -700.0 ? -700.0 : calm);
    page->weight[1][i] = pull == 0.0 ? 1.0 : walras_exp(pull);
    page->has_attacker = page->has_attacker || entry->attack != ATTACK_NONE;
    for (int load = 0; load < 2; load++)
      page->cumulative[load][i] = sums[load] += page->weight[load][i];
  }
  const double excess = (double)page->n - p->overload_free;
  page->overload = excess > 0.0 ? policy->overload_max * -walras_expm1(-excess / p->overload_scale) : 0.0;
  const double growth =
      page->n == 3 || p->contact_elasticity == 0.0 ? 1.0 : walras_pow((double)page->n / 3.0, p->contact_elasticity);
  const double contacts = policy->contact_base * growth;
  page->contacts = contacts < (double)p->contact_max ? contacts : (double)p->contact_max;
}

/* ---- contacts ---- */

/* The first entry whose cumulative weight exceeds the target. */
static int pick(const double *cumulative, int n, double target) {
  int low = 0, high = n - 1;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (cumulative[middle] > target)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static bool is_chosen(const int *chosen, int count, int slot) {
  for (int i = 0; i < count; i++)
    if (chosen[i] == slot)
      return true;
  return false;
}

/* After many repeats: an exact draw over the weights that are left. */
static int pick_rest(const double *weight, int n, const int *chosen, int count, double u) {
  double rest = 0.0;
  int last = -1;
  for (int i = 0; i < n; i++)
    rest += is_chosen(chosen, count, i) ? 0.0 : weight[i];
  double target = u * rest;
  for (int i = 0; i < n; i++) {
    if (is_chosen(chosen, count, i))
      continue;
    last = i;
    if (target < weight[i])
      return i;
    target -= weight[i];
  }
  return last;
}

/* Plackett and Luce: by inverse cdf on all weights, drawing repeats again. Words of this search begin at block 64 * search. */
static int choose_contacts(const struct consumer *c, const struct page *page, int wanted, int *chosen) {
  enum { REPEATS_MOST = 64 };
  const int load = c->overloaded;
  const double *cumulative = page->cumulative[load];
  walras_words words = {{0}};
  int count = 0, repeats = 0;
  for (uint32_t used = 0; count < wanted; used++) {
    if (used % 4 == 0)
      words = walras_draw(&c->round->contact, (uint64_t)c->id, (uint32_t)(64 * c->search) + used / 4);
    const double u = uniform_of(words.word[used % 4]);
    int slot = pick(cumulative, page->n, u * cumulative[page->n - 1]);
    if (is_chosen(chosen, count, slot)) {
      if (++repeats < REPEATS_MOST)
        continue;
      slot = pick_rest(page->weight[load], page->n, chosen, count, u);
    }
    chosen[count++] = slot;
    repeats = 0;
  }
  return count;
}

/* The first attacker on the page that captures the consumer, or -1. */
static int find_captor(const struct consumer *c, const struct page *page) {
  for (int slot = 0; page->has_attacker && slot < page->n; slot++) {
    const uint8_t kind = page->entries[slot].attack;
    const double probability = kind != ATTACK_NONE ? c->policy->capture[kind] * (1.0 - c->round->p->attack_filter_prob) : 0.0;
    if (probability <= 0.0)
      continue;
    const walras_words words = walras_draw(&c->round->capture, (uint64_t)c->id, (uint32_t)(page->first_rank + slot));
    if (uniform_of(words.word[0]) < probability)
      return slot;
  }
  return -1;
}

/* ---- replies ---- */

static double effort_term(const struct consumer *c, int64_t business) {
  const struct magentic_round *r = c->round;
  if (r->effort == NULL)
    return 0.0;
  const walras_words coin = walras_draw(&r->arm, (uint64_t)c->id, (uint32_t)(business & (WALRAS_DRAW_BLOCK_LIMIT - 1)));
  const double moved = r->effort[business] + ((coin.word[0] & 1) != 0 ? r->p->ab_delta : -r->p->ab_delta);
  return r->p->speed_elasticity * (moved > 0.0 ? moved : 0.0);
}

static bool is_acceptable(const struct consumer *c, const struct magentic_entry *entry, const walras_words *errors) {
  const struct magentic_parameters *p = c->round->p;
  const double item_error = p->disclosure >= DISCLOSURE_MENU ? 0.0 : c->overloaded ? p->overload_miss : c->policy->item_miss;
  const double worse = p->overload_miss > c->policy->amenity_miss ? p->overload_miss : c->policy->amenity_miss;
  const double amenity_error = p->disclosure >= DISCLOSURE_MENU_AMENITIES ? 0.0 : c->overloaded ? worse : c->policy->amenity_miss;
  const bool amenities = entry->amenity_share >= 1.0F;
  return (entry->complete || uniform_of(errors->word[2]) < item_error) &&
         (amenities || uniform_of(errors->word[3]) < amenity_error) &&
         (double)entry->price <= p->reservation_factor * (double)c->reference;
}

/* Inserts in order of arrival; ties by business. */
static void insert(struct consumer *c, struct proposal proposal) {
  int at = c->count++;
  while (at > 0 &&
         (c->proposals[at - 1].key > proposal.key ||
          (c->proposals[at - 1].key == proposal.key && c->proposals[at - 1].entry->business > proposal.entry->business))) {
    c->proposals[at] = c->proposals[at - 1];
    at--;
  }
  c->proposals[at] = proposal;
}

/* Two normals a block: contact i takes half i % 2 of block i / 2. */
static double latency_normal(const struct consumer *c, int i, double pair[2]) {
  if (i % 2 == 0) {
    const walras_words w = walras_draw(&c->round->latency, (uint64_t)c->id, (uint32_t)(32 * c->search) + (uint32_t)i / 2);
    const double radius = sqrt(-2.0 * walras_log_core(walras_uniform_from_bits(w.word[0] | (uint64_t)w.word[1] << 32)));
    double sine, cosine;
    walras_sincos_turn_core(walras_uniform_from_bits(w.word[2] | (uint64_t)w.word[3] << 32), &sine, &cosine);
    pair[0] = radius * cosine;
    pair[1] = radius * sine;
  }
  return pair[i % 2];
}

/* Whether an answering business proposes; 32-bit words 0 (answer) and 1 (proposal) of its block. */
static bool proposes(const struct magentic_parameters *p, const struct magentic_entry *entry, const walras_words *words) {
  const double probability = entry->complete                ? p->proposal_prob
                             : entry->attack != ATTACK_NONE ? p->attacker_substitute_prob
                                                            : p->substitute_prob;
  return probability >= 1.0 || uniform_of(words->word[1]) < probability;
}

static void collect_replies(struct consumer *c, const struct page *page, const int *chosen, int count) {
  const struct magentic_parameters *p = c->round->p;
  double pair[2] = {0.0, 0.0};
  for (int i = 0; i < count; i++) {
    const struct magentic_entry *entry = &page->entries[chosen[i]];
    const double z = p->latency_sigma > 0.0 ? latency_normal(c, i, pair) : 0.0;
    /* A fitting business that always answers and proposes needs no draw. */
    const bool certain = entry->fit && p->response_prob >= 1.0 && p->proposal_prob >= 1.0;
    walras_words words = {{0}};
    if (!certain)
      words = walras_draw(&c->round->reply, (uint64_t)c->id, (uint32_t)(page->first_rank + chosen[i]));
    if (!certain && p->response_prob < 1.0 && uniform_of(words.word[0]) >= p->response_prob)
      continue;
    c->replies++;
    if (!certain && !proposes(p, entry, &words))
      continue;
    const double factor = c->round->m->latency_factor[entry->business];
    double key = p->latency_sigma * z + (factor != 1.0 ? walras_log(factor) : 0.0) - effort_term(c, entry->business);
    if (uses_clock(p))
      key = p->latency_median * walras_exp(key) + p->send_stagger * (double)i;
    insert(c, (struct proposal){
                  .entry = entry, .key = key, .slot = chosen[i], .acceptable = c->captured || is_acceptable(c, entry, &words)});
  }
}

static double time_of(const struct magentic_parameters *p, double key) {
  return uses_clock(p) ? key : p->latency_median * walras_exp(key);
}

/* ---- release and choice ---- */

/* Logit choice among the acceptable of `order` [count] (positions in proposals); the anchor is a position, or -1. */
static int choose(const struct consumer *c, const int *order, int count, int anchor, double anchor_strength) {
  const struct magentic_parameters *p = c->round->p;
  double utility[MAGENTIC_CONTACTS_MOST], best = -INFINITY, sum = 0.0;
  int last = -1;
  for (int i = 0; i < count; i++) {
    const struct proposal *proposal = &c->proposals[order[i]];
    utility[i] = -INFINITY;
    if (!proposal->acceptable)
      continue;
    utility[i] = -c->policy->price_sensitivity * (double)proposal->entry->price / (double)c->reference +
                 (order[i] == anchor ? anchor_strength : 0.0) + c->policy->persuasion[proposal->entry->attack] -
                 (p->list_rank_weight != 0.0 ? p->list_rank_weight * walras_log((double)(proposal->slot + 1)) : 0.0);
    best = utility[i] > best ? utility[i] : best;
  }
  for (int i = 0; i < count; i++) {
    const double gap = utility[i] - best;
    utility[i] = gap == 0.0 ? 1.0 : gap < -700.0 || isinf(gap) ? 0.0 : walras_exp(gap);
    sum += c->proposals[order[i]].acceptable ? utility[i] : 0.0;
  }
  double target = uniform_of(c->words.word[3]) * sum;
  for (int i = 0; i < count; i++) {
    if (!c->proposals[order[i]].acceptable)
      continue;
    last = order[i];
    if (target < utility[i])
      return order[i];
    target -= utility[i];
  }
  return last;
}

static int first_acceptable(const struct consumer *c, int from, int end) {
  for (int i = from; i < end; i++)
    if (c->proposals[i].acceptable)
      return i;
  return -1;
}

static void pay_streaming(struct consumer *c) {
  const int first = first_acceptable(c, 0, c->count);
  int order[MAGENTIC_CONTACTS_MOST];
  if (first < 0)
    return;
  if (uniform_of(c->words.word[2]) < c->policy->commit_prob) {
    c->paid = first;
    c->paid_key = c->proposals[first].key;
    return;
  }
  for (int i = 0; i < c->count; i++)
    order[i] = i;
  c->paid = choose(c, order, c->count, first, c->policy->anchor_strength);
  c->paid_key = c->proposals[c->count - 1].key;
}

/* How many proposals are there when the gate or the batch opens, and when that is. */
static int released(const struct consumer *c, double *key) {
  const struct magentic_parameters *p = c->round->p;
  int count = (int)(p->release_count < c->count ? p->release_count : c->count);
  *key = count > 0 ? c->proposals[count - 1].key : 0.0;
  if (p->release_deadline > 0.0 && count > 0 && *key > p->release_deadline) {
    while (count > 0 && c->proposals[count - 1].key > p->release_deadline)
      count--;
    *key = p->release_deadline;
  }
  return count;
}

static void pay_gated(struct consumer *c) {
  double key;
  int order[MAGENTIC_CONTACTS_MOST];
  const int count = released(c, &key), first = first_acceptable(c, 0, count);
  for (int i = 0; i < count; i++)
    order[i] = i;
  if (first >= 0) {
    c->paid = choose(c, order, count, first, c->policy->anchor_strength);
    c->paid_key = key;
    return;
  }
  c->paid = first_acceptable(c, count, c->count);
  if (c->paid >= 0)
    c->paid_key = c->proposals[c->paid].key;
}

static bool listed_before(const struct consumer *c, int release, int a, int b) {
  const struct magentic_entry *left = c->proposals[a].entry, *right = c->proposals[b].entry;
  if (release == RELEASE_BATCH_QUALITY && left->fit != right->fit)
    return left->fit > right->fit;
  if (release != RELEASE_BATCH_ARRIVAL && left->price != right->price)
    return left->price < right->price;
  return a < b;
}

static void order_batch(const struct consumer *c, int *order, int count) {
  const int release = c->round->p->release_mechanism;
  for (int i = 0; i < count; i++)
    order[i] = i;
  if (release == RELEASE_BATCH_RANDOM) {
    for (int i = 0; i + 1 < count; i++) {
      const int j = i + (int)walras_bounded(&c->round->batch_order, (uint64_t)c->id, (uint32_t)(64 * c->search + i),
                                            (uint64_t)(count - i)),
                kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return;
  }
  for (int i = 1; i < count; i++) {
    const int moving = order[i];
    int at = i;
    for (; at > 0 && listed_before(c, release, moving, order[at - 1]); at--)
      order[at] = order[at - 1];
    order[at] = moving;
  }
}

static void pay_batch(struct consumer *c) {
  double key;
  int order[MAGENTIC_CONTACTS_MOST], anchor = -1;
  const int count = released(c, &key);
  order_batch(c, order, count);
  for (int i = 0; i < count && anchor < 0; i++)
    anchor = c->proposals[order[i]].acceptable ? order[i] : -1;
  if (anchor < 0)
    return;
  c->paid = choose(c, order, count, anchor, c->policy->list_anchor_strength);
  c->paid_key = key;
}

static void decide(struct consumer *c) {
  const struct magentic_parameters *p = c->round->p;
  c->paid = c->paid_again = -1;
  if (c->captured) {
    c->paid = c->count > 0 ? 0 : -1;
    c->paid_key = c->count > 0 ? c->proposals[0].key : 0.0;
  } else if (p->release_mechanism == RELEASE_STREAMING) {
    pay_streaming(c);
  } else if (p->release_mechanism == RELEASE_HARD_GATE) {
    pay_gated(c);
  } else {
    pay_batch(c);
  }
  if (c->paid < 0 || p->duplicate_purchase_prob <= 0.0)
    return;
  const walras_words words = walras_draw(&c->round->consumer, (uint64_t)c->id, (uint32_t)(2 * c->search + 1));
  if (uniform_of(words.word[0]) < p->duplicate_purchase_prob) {
    c->paid_again = first_acceptable(c, 0, c->count);
    if (c->paid_again == c->paid)
      c->paid_again = first_acceptable(c, c->paid + 1, c->count);
  }
}

/* ---- one consumer ---- */

static void search_once(struct consumer *c, struct page *page, const walras_block *block) {
  const struct magentic_round *r = c->round;
  int chosen[MAGENTIC_CONTACTS_MOST];
  if (page->request != c->request || page->policy != c->policy_index || c->search > 0)
    open_page(r, page, c->id, c->request, c->policy_index, c->search);
  c->words = walras_draw(&r->consumer, (uint64_t)c->id, (uint32_t)(2 * c->search));
  c->count = c->contacts = c->replies = 0;
  c->paid = c->paid_again = -1;
  block->counts[COUNT_SEARCHES]++;
  if (page->n == 0)
    return;
  c->overloaded = uniform_of(c->words.word[0]) < page->overload;
  const int captor = find_captor(c, page);
  c->captured = captor >= 0;
  if (c->captured) {
    chosen[0] = captor;
    c->contacts = 1;
  } else {
    const double rounded = floor(page->contacts + uniform_of(c->words.word[1]));
    const int wanted = rounded < 1.0 ? 1 : rounded > (double)page->n ? page->n : (int)rounded;
    c->contacts = choose_contacts(c, page, wanted < MAGENTIC_CONTACTS_MOST ? wanted : MAGENTIC_CONTACTS_MOST, chosen);
  }
  collect_replies(c, page, chosen, c->contacts);
  decide(c);
}

/* ---- the books ---- */

static void book_payment(const struct consumer *c, const walras_block *block, int position, bool first) {
  const struct magentic_round *r = c->round;
  const struct proposal *proposal = &c->proposals[position];
  const struct magentic_entry *entry = proposal->entry;
  block->counts[COUNT_PURCHASES]++;
  block->counts[r->at.payments + entry->business]++;
  block->counts[r->at.revenue + entry->business] += entry->price;
  block->totals[TOTAL_PAYMENTS] += entry->price;
  block->sums[SUM_PRICE_RATIO] += (double)entry->price / (double)c->reference;
  if (entry->attack != ATTACK_NONE) {
    block->counts[COUNT_ATTACKER_PAYMENTS]++;
    block->totals[TOTAL_ATTACKER_REVENUE] += entry->price;
  }
  if (!first)
    return;
  block->sums[SUM_TIME] += time_of(r->p, c->paid_key);
  block->counts[r->at.position + proposal->slot]++;
  if (position < MAGENTIC_RANKS) {
    block->counts[COUNT_RANK + position]++;
    block->counts[COUNT_RANK_THREE + position] += c->count >= 3;
    block->counts[COUNT_RANK_ALL + position] += c->count == r->p->businesses_per_request;
  }
}

/* Which arm each complete business of the request was in, and which arm was paid. */
static void book_arms(const struct consumer *c, const walras_block *block) {
  const struct magentic_round *r = c->round;
  for (int64_t pair = r->m->complete_start[c->request]; pair < r->m->complete_start[c->request + 1]; pair++) {
    const int64_t business = r->m->complete_business[pair];
    const walras_words coin = walras_draw(&r->arm, (uint64_t)c->id, (uint32_t)(business & (WALRAS_DRAW_BLOCK_LIMIT - 1)));
    const int64_t arm = coin.word[0] & 1;
    block->counts[r->at.arms + 4 * business + arm]++;
    block->counts[r->at.arms + 4 * business + 2 + arm] += c->paid >= 0 && c->proposals[c->paid].entry->business == business;
  }
}

static void book_consumer(const struct consumer *c, const walras_block *block) {
  const struct magentic_round *r = c->round;
  const struct magentic_entry *paid = c->paid >= 0 ? c->proposals[c->paid].entry : NULL;
  const struct magentic_entry *again = c->paid_again >= 0 ? c->proposals[c->paid_again].entry : NULL;
  const bool met = (paid != NULL && paid->fit) || (again != NULL && again->fit);
  const int64_t value = (int64_t)rint(r->p->value_multiplier * (double)c->reference);
  const int64_t utility = (met ? value : 0) - (paid != NULL ? paid->price : 0) - (again != NULL ? again->price : 0);
  block->totals[TOTAL_WELFARE] += utility;
  block->totals[TOTAL_WELFARE_SQUARED] += (walras_int128)utility * utility;
  block->counts[COUNT_BUYERS] += paid != NULL;
  block->counts[COUNT_NEEDS_MET] += met;
  block->counts[COUNT_CAPTURED] += c->captured;
  block->counts[COUNT_OVERLOADED] += c->overloaded;
  block->counts[COUNT_UNMATCHED] += r->m->complete_start[c->request] == r->m->complete_start[c->request + 1];
  const double place = ((double)utility / (double)c->reference + 2.0) * (UTILITY_BINS / 4.0);
  block->counts[COUNT_UTILITY + (place < 0.0 ? 0 : place >= UTILITY_BINS ? UTILITY_BINS - 1 : (int64_t)place)]++;
  const int outcome = paid == NULL ? OUTCOME_NONE : met ? OUTCOME_FIT : paid->complete ? OUTCOME_UNFIT : OUTCOME_SUBSTITUTE;
  block->counts[COUNT_OUTCOME + ((c->policy_index * OUTCOMES + outcome) * 2 + c->overloaded) * 2 + c->captured]++;
  if (paid != NULL)
    book_payment(c, block, c->paid, true);
  if (again != NULL)
    book_payment(c, block, c->paid_again, false);
  if (r->effort != NULL)
    book_arms(c, block);
}

static int64_t policy_of(const struct magentic_round *r, int64_t consumer) {
  return r->policies == 1 ? 0 : walras_categorical(&r->profile, (uint64_t)consumer, 0, r->profile_cumulative, r->policies);
}

static void run_consumer(const struct magentic_round *r, const walras_block *block, struct consumer *c, struct page *page,
                         int64_t id) {
  c->round = r;
  c->id = id;
  c->request = magentic_request_of(r, id);
  c->policy_index = policy_of(r, id);
  c->policy = &r->policy[c->policy_index];
  c->reference = r->m->reference_value[c->request];
  c->overloaded = c->captured = false;
  int64_t contacts = 0;
  for (c->search = 0; c->search < r->p->max_search_rounds; c->search++) {
    search_once(c, page, block);
    contacts += c->contacts;
    block->counts[COUNT_CONTACTS] += c->contacts;
    block->counts[COUNT_REPLIES] += c->replies;
    block->counts[COUNT_PROPOSALS] += c->count;
    if (c->paid >= 0 || c->search + 1 == r->p->max_search_rounds)
      break;
    const walras_words words = walras_draw(&r->consumer, (uint64_t)id, (uint32_t)(2 * c->search + 1));
    if (uniform_of(words.word[1]) >= r->p->retry_prob)
      break;
  }
  block->counts[COUNT_CONTACT_BINS + (contacts < CONTACT_BINS ? contacts : CONTACT_BINS - 1)]++;
  book_consumer(c, block);
}

walras_status magentic_run_block(const walras_block *block, void *context) {
  const struct magentic_round *r = context;
  struct page page;
  struct consumer consumer;
  page.request = page.policy = -1;
  for (int64_t i = 0; i < block->count; i++)
    run_consumer(r, block, &consumer, &page, block->first + i);
  return WALRAS_OK;
}

struct magentic_counts magentic_counts_of(const struct magentic_parameters *p, int64_t businesses) {
  struct magentic_counts at;
  at.position = COUNT_OUTCOME + magentic_policy_count(p) * OUTCOMES * 4;
  at.payments = at.position + p->search_bandwidth;
  at.revenue = at.payments + businesses;
  at.arms = at.revenue + businesses;
  at.length = at.arms + (p->speed_update != 0 ? 4 * businesses : 0);
  return at;
}
