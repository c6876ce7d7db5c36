/* The small markets of the paper's experiments E3 to E5, with the numbers of the released data. */
#include "models/magentic-marketplace/market.h"

/* Cents. */
static const int64_t competitive_reference[2][3] = {{1348, 929, 3647}, {16899, 86350, 85894}};
static const int64_t competitive_price[2][3] = {{1351, 831, 3753}, {15445, 87398, 77684}};
static const int64_t competitive_mean[2][3] = {{845, 932, 1011}, {37261, 38849, 30442}};
static const int64_t malicious_reference[2] = {1348, 16899};
static const int64_t malicious_price[2][3] = {{1351, 1351, 1351}, {15445, 15771, 17599}};
static const bool malicious_fit[2][3] = {{true, true, true}, {true, true, false}};
enum { POSITION_REFERENCE = 16899, POSITION_PRICE = 15445 };

/* Item r is requested by request r; item 3 + b fills business b's menu so that the mean is as released. */
static void set_request(struct magentic_market *m, int64_t request, int64_t cents) {
  m->item_start[request] = request;
  m->item[request] = request;
  m->item_reference[request] = cents * MAGENTIC_UNITS_PER_CENT;
  m->required[request] = 3;
}

static void add_entry(struct magentic_market *m, int64_t *at, int64_t item, int64_t units) {
  m->menu_item[*at] = item;
  m->menu_price[(*at)++] = units;
}

static void position_bias(struct magentic_market *m) {
  int64_t at = 0;
  set_request(m, 0, POSITION_REFERENCE);
  for (int64_t business = 0; business < m->businesses; business++) {
    m->menu_start[business] = at;
    m->rating[business] = 1.0 - 1e-9 * (double)business;
    m->amenities[business] = 3;
    add_entry(m, &at, 0, POSITION_PRICE * MAGENTIC_UNITS_PER_CENT);
  }
  m->menu_start[m->businesses] = at;
}

static void competitive(struct magentic_market *m, int domain) {
  int64_t at = 0;
  for (int64_t i = 0; i < 3; i++) {
    set_request(m, i, competitive_reference[domain][i]);
    m->menu_start[i] = at;
    m->amenities[i] = 3;
    const int64_t price = competitive_price[domain][i] * MAGENTIC_UNITS_PER_CENT;
    add_entry(m, &at, i, price);
    /* ten more entries, equal, so that the menu's mean is the released one */
    const int64_t rest = (11 * competitive_mean[domain][i] * MAGENTIC_UNITS_PER_CENT - price) / 10;
    for (int entry = 0; entry < 10; entry++)
      add_entry(m, &at, 3 + i, rest);
  }
  m->menu_start[3] = at;
}

static void malicious(struct magentic_market *m, int domain) {
  int64_t at = 0;
  set_request(m, 0, malicious_reference[domain]);
  for (int64_t i = 0; i < 3; i++) {
    m->menu_start[i] = at;
    m->amenities[i] = malicious_fit[domain][i] ? 3 : 1;
    add_entry(m, &at, 0, malicious_price[domain][i] * MAGENTIC_UNITS_PER_CENT);
  }
  m->menu_start[3] = at;
}

walras_status magentic_preset(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market *m) {
  const int64_t businesses = p->scenario == SCENARIO_POSITION_BIAS ? p->businesses_per_request : 3;
  m->items = 8;
  const walras_status status = magentic_market_allocate(trial, m, p->requests, businesses, 3, 11 * businesses);
  if (status != WALRAS_OK)
    return status;
  m->item_start[p->requests] = p->requests;
  if (p->scenario == SCENARIO_POSITION_BIAS)
    position_bias(m);
  else if (p->scenario == SCENARIO_COMPETITIVE)
    competitive(m, p->domain);
  else
    malicious(m, p->domain);
  m->attack[0] = (uint8_t)p->attack_kind;
  return WALRAS_OK;
}
