/* The synthetic market: faithful to the authors' generator, every draw a function of its address. */
#include <math.h>
#include <string.h>

#include "models/magentic-marketplace/market.h"

/* Deciles of item prices in the released data, in cents. */
static const double deciles[2][11] = {{349, 549, 699, 849, 920, 999, 1049, 1099, 1199, 1343, 1899},
                                      {10099, 19695, 24297, 28817, 32358, 35895, 39627, 41799, 45190, 47699, 51999}};
static const int amenity_count[2] = {10, 18};
enum { LEAST_DISTRACTORS = 10, DISTRACTOR_SPREAD = 6 };

typedef struct generator {
  walras_trial *trial;
  const struct magentic_parameters *p;
  struct magentic_market *m;
  int64_t *price;       /* [items] reference price in cents */
  int64_t *order;       /* [items] random order */
  int64_t *distractors; /* never requested */
  int64_t distractor_count;
} generator;

static int64_t price_of_item(const generator *g, const walras_stream *stream, int64_t item) {
  const double place = 10.0 * walras_uniform(stream, (uint64_t)item, 0);
  const int decile = (int)place < 10 ? (int)place : 9;
  const double *table = deciles[g->p->domain];
  return (int64_t)rint(table[decile] + (place - decile) * (table[decile + 1] - table[decile]));
}

static walras_status make_catalogue(generator *g) {
  const int64_t n = g->p->catalogue_items;
  const walras_stream levels = walras_trial_stream(g->trial, STREAM_PRICE_LEVEL, 0),
                      shuffle = walras_trial_stream(g->trial, STREAM_ITEM_ORDER, 0);
  g->price = walras_trial_allocate(g->trial, n, sizeof *g->price);
  g->order = walras_trial_allocate(g->trial, n, sizeof *g->order);
  g->distractors = walras_trial_allocate(g->trial, n, sizeof *g->distractors);
  if (walras_trial_status(g->trial) != WALRAS_OK)
    return walras_trial_status(g->trial);
  for (int64_t item = 0; item < n; item++) {
    g->price[item] = price_of_item(g, &levels, item);
    g->order[item] = item;
  }
  for (int64_t i = 0; i + 1 < n; i++) {
    const int64_t j = i + (int64_t)walras_bounded(&shuffle, (uint64_t)i, 0, (uint64_t)(n - i)), kept = g->order[i];
    g->order[i] = g->order[j];
    g->order[j] = kept;
  }
  return WALRAS_OK;
}

/* Where in the random order each request's items begin, and how many it has: a third each of one, two and three items. */
static walras_status place_requests(generator *g, int64_t *first, int64_t *size) {
  const int64_t requests = g->p->requests, third = (requests + 2) / 3, n = g->p->catalogue_items;
  const walras_stream steps = walras_trial_stream(g->trial, STREAM_PAIR_STEPS, 0);
  int64_t at = 0, last_end = 0;
  for (int64_t i = 0; i < 3 * third; i++) {
    const int64_t items = 1 + i / third;
    if (i == third * 2)
      at += 1; /* past the second item of the last pair */
    if (at + items > n)
      return WALRAS_TRIAL_FAIL(g->trial, WALRAS_ERROR_PARAMETER, "catalogue_items = %lld is too small for %lld requests",
                               (long long)n, (long long)requests);
    if (i < requests) {
      first[i] = at;
      size[i] = items;
    }
    last_end = at + items;
    at += items == 1 ? 1 : 1 + (int64_t)walras_bounded(&steps, (uint64_t)i, 0, (uint64_t)items);
  }
  for (int64_t i = last_end + 2; i < n; i++)
    g->distractors[g->distractor_count++] = g->order[i];
  if (g->distractor_count < LEAST_DISTRACTORS + DISTRACTOR_SPREAD)
    return WALRAS_TRIAL_FAIL(g->trial, WALRAS_ERROR_PARAMETER,
                             "catalogue_items = %lld leaves only %lld items for the rest of the menus", (long long)n,
                             (long long)g->distractor_count);
  return WALRAS_OK;
}

/* k distinct amenities of a domain, by redrawing repeats. */
static uint64_t draw_amenities(const walras_stream *stream, uint64_t entity, uint32_t *draw, int count, int domain) {
  uint64_t mask = 0;
  for (int found = 0; found < count;) {
    const uint64_t bit = UINT64_C(1) << walras_bounded(stream, entity, (*draw)++, (uint64_t)amenity_count[domain]);
    found += (mask & bit) == 0;
    mask |= bit;
  }
  return mask;
}

static void fill_requests(generator *g, const int64_t *first, const int64_t *size, const int64_t *shuffled) {
  struct magentic_market *m = g->m;
  const walras_stream stream = walras_trial_stream(g->trial, STREAM_REQUEST, 0);
  int64_t used = 0;
  for (int64_t request = 0; request < m->requests; request++) {
    const int64_t source = shuffled[request];
    double squares = 0.0;
    m->item_start[request] = used;
    for (int64_t i = 0; i < size[source]; i++, used++) {
      m->item[used] = g->order[first[source] + i];
      m->item_reference[used] = g->price[m->item[used]] * MAGENTIC_UNITS_PER_CENT;
      squares += (double)m->item_reference[used] * (double)m->item_reference[used];
    }
    m->price_deviation[request] = g->p->price_rel_sd * sqrt(squares);
    uint32_t draw = 1;
    const int wanted = 1 + (int)walras_bounded(&stream, (uint64_t)request, 0, 2);
    m->required[request] = draw_amenities(&stream, (uint64_t)request, &draw, wanted, g->p->domain);
  }
  m->item_start[m->requests] = used;
}

/* Posted price in whole cents: normal around the reference price, at least one cent. */
static int64_t posted_price(const generator *g, const walras_stream *prices, int64_t business, uint32_t position, int64_t item) {
  const double mean = (double)g->price[item];
  const double cents = mean + g->p->price_rel_sd * mean * walras_normal(prices, (uint64_t)business, position);
  return (int64_t)rint(cents < 1.0 ? 1.0 : cents) * MAGENTIC_UNITS_PER_CENT;
}

static int64_t fill_menu(const generator *g, int64_t request, int64_t business, int64_t at, uint32_t *draw) {
  struct magentic_market *m = g->m;
  const walras_stream stream = walras_trial_stream(g->trial, STREAM_BUSINESS, 0),
                      prices = walras_trial_stream(g->trial, STREAM_BUSINESS_PRICE, 0);
  const int64_t first = at;
  for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++)
    m->menu_item[at++] = m->item[i];
  const int64_t end = at + LEAST_DISTRACTORS + (int64_t)walras_bounded(&stream, (uint64_t)business, (*draw)++, DISTRACTOR_SPREAD);
  while (at < end) {
    const int64_t item = g->distractors[walras_bounded(&stream, (uint64_t)business, (*draw)++, (uint64_t)g->distractor_count)];
    bool repeated = false;
    for (int64_t entry = first; entry < at; entry++)
      repeated = repeated || m->menu_item[entry] == item;
    if (!repeated)
      m->menu_item[at++] = item;
  }
  for (int64_t i = first; i + 1 < at; i++) {
    const int64_t j = i + (int64_t)walras_bounded(&stream, (uint64_t)business, (*draw)++, (uint64_t)(at - i)),
                  kept = m->menu_item[i];
    m->menu_item[i] = m->menu_item[j];
    m->menu_item[j] = kept;
  }
  for (int64_t entry = first; entry < at; entry++)
    m->menu_price[entry] = posted_price(g, &prices, business, (uint32_t)(entry - first), m->menu_item[entry]);
  return at;
}

static void fill_businesses(generator *g) {
  struct magentic_market *m = g->m;
  const walras_stream stream = walras_trial_stream(g->trial, STREAM_BUSINESS, 0),
                      attackers = walras_trial_stream(g->trial, STREAM_ATTACKER, 0);
  const int64_t per_request = g->p->businesses_per_request;
  int64_t at = 0;
  for (int64_t business = 0; business < m->businesses; business++) {
    const int64_t request = business / per_request;
    uint32_t draw = 0;
    const int extra = 2 + (int)walras_bounded(&stream, (uint64_t)business, draw++, 3);
    m->amenities[business] = m->required[request] | draw_amenities(&stream, (uint64_t)business, &draw, extra, g->p->domain);
    if (business % per_request >= per_request - g->p->unfit_per_request)
      m->amenities[business] &= ~(m->required[request] & -m->required[request]);
    m->menu_start[business] = at;
    at = fill_menu(g, request, business, at, &draw);
    if (g->p->attack_kind != ATTACK_NONE && walras_uniform(&attackers, (uint64_t)business, 0) < g->p->attack_share)
      m->attack[business] = (uint8_t)g->p->attack_kind;
  }
  m->menu_start[m->businesses] = at;
}

walras_status magentic_generate(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market *m) {
  generator g = {.trial = trial, .p = p, .m = m};
  const int64_t requests = p->requests, businesses = requests * p->businesses_per_request;
  m->items = p->catalogue_items;
  walras_status status = magentic_market_allocate(trial, m, requests, businesses, 3 * requests,
                                                  businesses * (3 + LEAST_DISTRACTORS + DISTRACTOR_SPREAD));
  int64_t *first = walras_trial_allocate(trial, 2 * requests + 2, sizeof *first),
          *shuffled = walras_trial_allocate(trial, requests, sizeof *shuffled);
  if (status == WALRAS_OK && first != NULL && shuffled != NULL)
    status = make_catalogue(&g);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  int64_t *size = first + requests;
  status = place_requests(&g, first, size);
  if (status != WALRAS_OK)
    return status;
  const walras_stream mix = walras_trial_stream(trial, STREAM_REQUEST_ORDER, 0);
  for (int64_t i = 0; i < requests; i++)
    shuffled[i] = i;
  for (int64_t i = 0; i + 1 < requests; i++) {
    const int64_t j = i + (int64_t)walras_bounded(&mix, (uint64_t)i, 0, (uint64_t)(requests - i)), kept = shuffled[i];
    shuffled[i] = shuffled[j];
    shuffled[j] = kept;
  }
  fill_requests(&g, first, size, shuffled);
  fill_businesses(&g);
  return WALRAS_OK;
}
