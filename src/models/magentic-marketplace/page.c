#include "models/magentic-marketplace/page.h"

#include <math.h>
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

static void find_entries(const struct magentic_round *r, struct magentic_page *page, int64_t consumer, int64_t request,
                         int64_t search) {
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

/* What the platform discloses about a listed business, in logit units. */
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

static double clamped_exponent(double x) {
  return x > 700.0 ? 700.0 : x < -700.0 ? -700.0 : x;
}

static void weigh_entries(const struct magentic_round *r, struct magentic_page *page, const struct magentic_policy *policy,
                          int64_t request) {
  page->has_attacker = false;
  for (int i = 0; i < page->n; i++) {
    const struct magentic_entry *entry = &page->entries[i];
    const double pull = policy->persuasion[entry->attack];
    page->weight[0][i] =
        clamped_exponent(pull - policy->rank_decay * r->log_rank[i] + r->p->match_signal * (double)entry->coverage +
                         (r->p->disclosure != DISCLOSURE_NONE ? disclosed(r, policy, entry, request) : 0.0));
    page->weight[1][i] = pull == 0.0 ? 1.0 : walras_exp(clamped_exponent(pull));
    page->has_attacker = page->has_attacker || entry->attack != ATTACK_NONE;
  }
  walras_exp_batch(page->weight[0], page->weight[0], page->n);
  for (int load = 0; load < 2; load++) {
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
  page->request = p->search_mechanism != SEARCH_RANDOM ? request : -1;
  page->policy = policy_index;
  page->reference = r->m->reference_value[request];
  page->search = search;
  memset(page->known[0], 0, (size_t)page->n);
  memset(page->known[1], 0, (size_t)page->n);
  weigh_entries(r, page, policy, request);
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
                                 .key = r->log_latency != NULL ? r->log_latency[entry->business] : 0.0,
                                 .business = (double)entry->business};
  page->known[load][slot] = true;
}
