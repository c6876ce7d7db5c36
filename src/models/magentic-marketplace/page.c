#include "models/magentic-marketplace/page.h"

#include "models/magentic-marketplace/cohort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/random/plackett_luce.h"

/* "random": distinct businesses drawn one after another; a later page goes on in the same order. */
static int draw_random_page(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request,
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

/* "popularity": everybody's list is the same; where it begins and ends on the page. */
static int fill_popular_page(const struct magentic_round *r, struct magentic_page *page, int64_t request) {
  const int64_t left = r->popular_count - page->first_rank;
  const int n = (int)(left < 0 ? 0 : left < r->p->search_bandwidth ? left : r->p->search_bandwidth);
  for (int i = 0; i < n; i++)
    magentic_entry_fill(r->m, request, r->popular[page->first_rank + i], &page->own[i]);
  page->entries = page->own;
  return n;
}

static void find_entries(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request,
                         int64_t search) {
  page->first_rank = search * r->p->search_bandwidth;
  if (r->p->search_mechanism == SEARCH_RANDOM) {
    page->n = draw_random_page(r, page, consumer, request, search);
    return;
  }
  if (r->popular != NULL) {
    page->n = fill_popular_page(r, page, request);
    return;
  }
  const struct magentic_row *row = magentic_row_of(r->listing, request);
  const int64_t left = row->count - page->first_rank;
  page->n = (int)(left < 0 ? 0 : left < r->p->search_bandwidth ? left : r->p->search_bandwidth);
  page->entries = row->entries + page->first_rank;
}

/* ---- cleaned listings ---- */

bool magentic_is_cleaned(const struct magentic_round *r, uint64_t consumer, uint32_t rank) {
  const double probability = r->p->attack_filter_prob;
  if (probability <= 0.0 || probability >= 1.0)
    return probability > 0.0;
  const walras_words words = walras_draw(&r->capture, consumer, rank);
  return walras_uniform_from_word(words.word[1]) < probability;
}

/* Whether some consumers may see a listing that pulls where others see it cleaned: they weigh the page differently. */
static bool is_cleaned_for_some(const struct magentic_round *r, const struct magentic_page *page,
                                const struct magentic_policy *policy) {
  bool pulls = false;
  if (r->p->attack_filter_prob <= 0.0 || r->p->attack_filter_prob >= 1.0)
    return false;
  for (int i = 0; i < page->n && !pulls; i++)
    pulls = policy->persuasion[page->entries[i].attack] != 0.0;
  return pulls;
}

/* ---- prices that differ between consumers ---- */

/* What a business of an experiment with its price asks of this consumer, in whole units. */
static int64_t arm_price(const struct magentic_round *r, int64_t consumer, int64_t request, int64_t business) {
  const double moved =
      r->price_rate[business] + (magentic_price_arm_of(r, consumer, business) == 1 ? r->p->ab_delta : -r->p->ab_delta);
  return (int64_t)rint((moved > 0.0 ? moved : 0.0) * (double)r->m->reference_value[request]);
}

/* Whether a complete entry stands before another in a list by price; "quality_rank" looks at amenities first. */
static bool ranks_before(const struct magentic_round *r, const struct magentic_entry *a, const struct magentic_entry *b) {
  const double *rating = r->m->rating;
  if (r->p->search_mechanism == SEARCH_QUALITY_RANK && a->amenity_share != b->amenity_share)
    return a->amenity_share > b->amenity_share;
  if (a->price != b->price)
    return a->price < b->price;
  if (r->p->search_mechanism == SEARCH_PRICE_RANK && rating[a->business] != rating[b->business])
    return rating[a->business] > rating[b->business];
  return a->business < b->business;
}

static void insert_ranked(const struct magentic_round *r, struct magentic_entry *sorted, int64_t count,
                          const struct magentic_entry *entry) {
  int64_t at = count;
  for (; at > 0 && ranks_before(r, entry, &sorted[at - 1]); at--)
    sorted[at] = sorted[at - 1];
  sorted[at] = *entry;
}

/* Lists by price begin with all complete businesses, here in the order of this consumer's prices; what follows them keeps its place. */
static void reorder_complete(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request) {
  const int64_t first = r->m->complete_start[request], count = r->m->complete_start[request + 1] - first;
  for (int64_t i = 0; i < count; i++) {
    struct magentic_entry entry;
    magentic_entry_fill(r->m, request, r->m->complete_business[first + i], &entry);
    entry.price = arm_price(r, consumer, request, entry.business);
    insert_ranked(r, page->complete, i, &entry);
  }
  for (int64_t rank = page->first_rank; rank < count && rank < page->first_rank + page->n; rank++)
    page->own[rank - page->first_rank] = page->complete[rank];
}

static void set_own_prices(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request) {
  if (page->entries != page->own)
    memcpy(page->own, page->entries, (size_t)page->n * sizeof *page->own);
  page->entries = page->own;
  if (r->p->search_mechanism == SEARCH_PRICE_RANK || r->p->search_mechanism == SEARCH_QUALITY_RANK) {
    reorder_complete(r, page, consumer, request);
    return;
  }
  for (int i = 0; i < page->n; i++)
    if (page->own[i].complete)
      page->own[i].price = arm_price(r, consumer, request, page->own[i].business);
}

/* The dearest complete business of the page; 0 = none is complete. */
static int64_t dearest_complete(const struct magentic_page *page) {
  int64_t dearest = 0;
  for (int i = 0; i < page->n; i++)
    if (page->entries[i].complete && page->entries[i].price > dearest)
      dearest = page->entries[i].price;
  return dearest;
}

/* What the platform discloses about a listed business, in logit units. An incomplete one has no price of the bundle: it counts as no
 * cheaper than `dearest`. */
static double disclosed(const struct magentic_round *r, const struct magentic_policy *policy, const struct magentic_entry *entry,
                        int64_t reference, int64_t dearest) {
  const struct magentic_parameters *p = r->p;
  double terms = 0.0;
  if (p->disclosure >= DISCLOSURE_MENU)
    terms += p->disclosure_weight * (double)entry->coverage;
  if (p->disclosure >= DISCLOSURE_MENU_AMENITIES)
    terms += p->disclosure_weight * (double)entry->amenity_share;
  if (p->disclosure == DISCLOSURE_FULL)
    terms -= policy->price_sensitivity * (double)(entry->complete ? entry->price : dearest) / (double)reference;
  return terms;
}

/* No draw of 32 bits tells a gap of 30 from a longer one: 1000 e^-30 < 2^-33. */
enum { GAP_MOST = 30, EXPONENT_LEAST = -700 };

typedef struct place {
  double exponent;
  int slot;
} place;

static int by_exponent(const void *left, const void *right) {
  const place *a = left, *b = right;
  return (a->exponent < b->exponent) - (a->exponent > b->exponent);
}

/* Exponents further apart than reals can hold weights: gaps are shortened to GAP_MOST, so that among those left the best is still chosen
 * first, whoever has been taken. */
static void squeeze(double *exponent, int n) {
  place order[PAGE_MOST] = {{0.0, 0}};
  double level = 0.0;
  for (int i = 0; i < n; i++)
    order[i] = (place){exponent[i], i};
  qsort(order, (size_t)n, sizeof *order, by_exponent);
  for (int i = 0; i < n; i++) {
    const double gap = i > 0 ? order[i - 1].exponent - order[i].exponent : 0.0;
    level -= gap < GAP_MOST ? gap : GAP_MOST;
    exponent[order[i].slot] = level > EXPONENT_LEAST ? level : EXPONENT_LEAST;
  }
}

/* Weights from exponents, the largest of them 1: only differences count. */
static void exponentiate(double *weight, int n) {
  double largest = -INFINITY, smallest = INFINITY;
  for (int i = 0; i < n; i++) {
    largest = weight[i] > largest ? weight[i] : largest;
    smallest = weight[i] < smallest ? weight[i] : smallest;
  }
  for (int i = 0; i < n; i++)
    weight[i] = smallest == largest ? 1.0 : weight[i] - largest;
  if (smallest - largest < EXPONENT_LEAST)
    squeeze(weight, n);
  if (smallest < largest)
    walras_exp_batch(weight, weight, n);
}

static void weigh_entries(const struct magentic_round *r, struct magentic_page *page, const struct magentic_policy *policy,
                          int64_t consumer) {
  const int64_t dearest = r->p->disclosure == DISCLOSURE_FULL ? dearest_complete(page) : 0;
  page->has_attacker = false;
  for (int i = 0; i < page->n; i++) {
    const struct magentic_entry *entry = &page->entries[i];
    const double pull = magentic_pull(r, policy, entry->attack, (uint64_t)consumer, (uint32_t)(page->first_rank + i));
    page->weight[0][i] = pull - policy->rank_decay * r->log_rank[i] + r->p->match_signal * (double)entry->coverage +
                         (r->p->disclosure != DISCLOSURE_NONE ? disclosed(r, policy, entry, page->reference, dearest) : 0.0);
    page->weight[1][i] = pull;
    page->has_attacker = page->has_attacker || entry->attack != ATTACK_NONE;
  }
  for (int load = 0; load < 2; load++) {
    exponentiate(page->weight[load], page->n);
    page->cumulative[load][0] = 0.0;
    for (int i = 0; i < page->n; i++)
      page->cumulative[load][i + 1] = page->cumulative[load][i] + page->weight[load][i];
  }
}

static void open_page(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request,
                      int64_t policy_index, int64_t search) {
  const struct magentic_policy *policy = &r->policy[policy_index];
  const struct magentic_parameters *p = r->p;
  find_entries(r, page, consumer, request, search);
  if (r->price_rate != NULL)
    set_own_prices(r, page, consumer, request);
  memset(page->known[0], 0, (size_t)page->n);
  memset(page->known[1], 0, (size_t)page->n);
  const bool own = p->search_mechanism == SEARCH_RANDOM || r->price_rate != NULL || is_cleaned_for_some(r, page, policy);
  page->request = !own ? request : -1;
  page->policy = policy_index;
  page->reference = r->m->reference_value[request];
  page->search = search;
  weigh_entries(r, page, policy, consumer);
  const double excess = (double)page->n - p->overload_free;
  page->overload = excess > 0.0 ? policy->overload_max * -walras_expm1(-excess / p->overload_scale) : 0.0;
  const double growth =
      page->n == 3 || p->contact_elasticity == 0.0 ? 1.0 : walras_pow((double)page->n / 3.0, p->contact_elasticity);
  const double contacts = policy->contact_base * growth;
  page->contacts = contacts < (double)p->contact_max ? contacts : (double)p->contact_max;
}

void magentic_page_turn(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request,
                        int64_t policy, int64_t search) {
  if (page->request != request || page->policy != policy || page->search != search)
    open_page(r, page, consumer, request, policy, search);
}

void magentic_page_choose(const struct magentic_page *page, int load, int choices, int count, const uint32_t *words, int stride,
                          int32_t *slots) {
  const walras_urn urn = {.slots = page->n, .weight = page->weight[load], .cumulative = page->cumulative[load]};
  walras_plackett_luce(&urn, choices, count, words, stride, slots);
}

/* ---- prospects ---- */

double magentic_words_below(double probability) {
  /* (word + 1/2) 2^-32 < probability */
  const double words = ceil(probability * 0x1p32 - 0.5);
  return words <= 0.0 ? 0.0 : words >= 0x1p32 ? 0x1p32 : words;
}

void magentic_page_work_out(const struct magentic_round *r, struct magentic_page *page, int load, int slot) {
  const struct magentic_parameters *p = r->p;
  const struct magentic_policy *policy = &r->policy[page->policy];
  const struct magentic_entry *entry = &page->entries[slot];
  const double worse = p->overload_miss > policy->amenity_miss ? p->overload_miss : policy->amenity_miss,
               item = p->disclosure >= DISCLOSURE_MENU ? 0.0
                      : load != 0                      ? p->overload_miss
                                                       : policy->item_miss,
               amenity = p->disclosure >= DISCLOSURE_MENU_AMENITIES ? 0.0
                         : load != 0                                ? worse
                                                                    : policy->amenity_miss;
  const bool affordable = (double)entry->price <= p->reservation_factor * (double)page->reference;
  const double propose = entry->complete                ? p->proposal_prob
                         : entry->attack != ATTACK_NONE ? p->attacker_substitute_prob
                                                        : p->substitute_prob;
  page->prospect[load][slot] =
      (struct magentic_prospect){.propose = magentic_words_below(propose),
                                 .item = magentic_words_below(!affordable       ? 0.0
                                                              : entry->complete ? 1.0
                                                                                : item),
                                 .amenity = magentic_words_below(entry->amenity_share >= 1.0F ? 1.0 : amenity),
                                 .key = (r->load != NULL ? r->load[entry->business] : 0.0) +
                                        (r->log_latency != NULL ? r->log_latency[entry->business] : 0.0),
                                 .business = (double)entry->business};
  page->known[load][slot] = true;
}
