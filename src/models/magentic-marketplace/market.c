#include "models/magentic-marketplace/market.h"

#include <stdlib.h>
#include <string.h>

walras_status magentic_market_allocate(walras_trial *trial, struct magentic_market *m, int64_t requests, int64_t businesses,
                                       int64_t request_items, int64_t menu_entries) {
  m->requests = requests;
  m->businesses = businesses;
  m->item_start = walras_trial_allocate_zero(trial, requests + 1, sizeof *m->item_start);
  m->item = walras_trial_allocate(trial, request_items, sizeof *m->item);
  m->item_reference = walras_trial_allocate(trial, request_items, sizeof *m->item_reference);
  m->reference_value = walras_trial_allocate_zero(trial, requests, sizeof *m->reference_value);
  m->required = walras_trial_allocate_zero(trial, requests, sizeof *m->required);
  m->price_deviation = walras_trial_allocate_zero(trial, requests, sizeof *m->price_deviation);
  m->rating = walras_trial_allocate(trial, businesses, sizeof *m->rating);
  m->amenities = walras_trial_allocate_zero(trial, businesses, sizeof *m->amenities);
  m->menu_start = walras_trial_allocate_zero(trial, businesses + 1, sizeof *m->menu_start);
  m->menu_item = walras_trial_allocate(trial, menu_entries, sizeof *m->menu_item);
  m->menu_price = walras_trial_allocate(trial, menu_entries, sizeof *m->menu_price);
  m->menu_mean = walras_trial_allocate_zero(trial, businesses, sizeof *m->menu_mean);
  m->latency_factor = walras_trial_allocate(trial, businesses, sizeof *m->latency_factor);
  m->attack = walras_trial_allocate_zero(trial, businesses, sizeof *m->attack);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t business = 0; business < businesses; business++)
    m->rating[business] = m->latency_factor[business] = 1.0;
  return WALRAS_OK;
}

/* Rounded half to even. */
static int64_t rounded_mean(int64_t sum, int64_t count) {
  const int64_t quotient = sum / count, twice = 2 * (sum % count);
  return quotient + (twice > count || (twice == count && quotient % 2 != 0));
}

static void average_menus(struct magentic_market *m) {
  for (int64_t business = 0; business < m->businesses; business++) {
    int64_t sum = 0;
    const int64_t first = m->menu_start[business], count = m->menu_start[business + 1] - first;
    for (int64_t entry = 0; entry < count; entry++)
      sum += m->menu_price[first + entry];
    m->menu_mean[business] = count > 0 ? rounded_mean(sum, count) : 0;
  }
}

static void sum_references(struct magentic_market *m) {
  for (int64_t request = 0; request < m->requests; request++) {
    m->reference_value[request] = 0;
    for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++)
      m->reference_value[request] += m->item_reference[i];
  }
}

int64_t magentic_bundle_price(const struct magentic_market *m, int64_t request, int64_t business, int64_t *covered) {
  int64_t price = 0, found = 0;
  for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++) {
    int64_t own = -1;
    for (int64_t entry = m->menu_start[business]; entry < m->menu_start[business + 1] && own < 0; entry++)
      if (m->menu_item[entry] == m->item[i])
        own = m->menu_price[entry];
    found += own >= 0;
    price += own >= 0 ? own : m->menu_mean[business];
  }
  *covered = found;
  return price;
}

/* Inverted index: item -> businesses, then for each request the businesses of its rarest item that hold all the others. */
typedef struct menu_index {
  int64_t *start, *business;
} menu_index;

static walras_status index_menus(walras_trial *trial, const struct magentic_market *m, menu_index *index) {
  const int64_t entries = m->menu_start[m->businesses];
  index->start = walras_trial_allocate_zero(trial, m->items + 2, sizeof *index->start);
  index->business = walras_trial_allocate(trial, entries, sizeof *index->business);
  if (index->start == NULL || index->business == NULL)
    return walras_trial_status(trial);
  for (int64_t entry = 0; entry < entries; entry++)
    index->start[m->menu_item[entry] + 2]++;
  for (int64_t item = 0; item < m->items; item++)
    index->start[item + 2] += index->start[item + 1];
  for (int64_t business = 0; business < m->businesses; business++)
    for (int64_t entry = m->menu_start[business]; entry < m->menu_start[business + 1]; entry++)
      index->business[index->start[m->menu_item[entry] + 1]++] = business;
  return WALRAS_OK;
}

static int64_t rarest_item(const struct magentic_market *m, const menu_index *index, int64_t request) {
  int64_t best = m->item[m->item_start[request]];
  for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++)
    if (index->start[m->item[i] + 1] - index->start[m->item[i]] < index->start[best + 1] - index->start[best])
      best = m->item[i];
  return best;
}

static walras_status find_complete(walras_trial *trial, struct magentic_market *m) {
  menu_index index;
  walras_status status = index_menus(trial, m, &index);
  m->complete_start = walras_trial_allocate_zero(trial, m->requests + 1, sizeof *m->complete_start);
  if (status != WALRAS_OK || m->complete_start == NULL)
    return walras_trial_status(trial);
  for (int pass = 0; pass < 2; pass++) {
    int64_t count = 0;
    for (int64_t request = 0; request < m->requests; request++) {
      m->complete_start[request] = count;
      const int64_t item = rarest_item(m, &index, request), needed = m->item_start[request + 1] - m->item_start[request];
      for (int64_t i = index.start[item]; i < index.start[item + 1]; i++) {
        int64_t covered;
        const int64_t business = index.business[i], price = magentic_bundle_price(m, request, business, &covered);
        if (covered < needed)
          continue;
        if (pass == 1) {
          m->complete_business[count] = business;
          m->complete_price[count] = price;
          m->complete_fit[count] = (m->amenities[business] & m->required[request]) == m->required[request];
        }
        count++;
      }
    }
    m->complete_start[m->requests] = count;
    if (pass == 0) {
      m->complete_business = walras_trial_allocate(trial, count, sizeof *m->complete_business);
      m->complete_price = walras_trial_allocate(trial, count, sizeof *m->complete_price);
      m->complete_fit = walras_trial_allocate(trial, count, sizeof *m->complete_fit);
      if (walras_trial_status(trial) != WALRAS_OK)
        return walras_trial_status(trial);
    }
  }
  return WALRAS_OK;
}

/* The most that a request is worth and that any business may ask for one, in units; in reals, before any sum of integers is made. */
static void find_largest(const struct magentic_parameters *p, const struct magentic_market *m, double *value, double *price) {
  double reference = 0.0, entry = 0.0;
  int64_t items = 0;
  for (int64_t request = 0; request < m->requests; request++) {
    const int64_t first = m->item_start[request], end = m->item_start[request + 1];
    double sum = 0.0;
    for (int64_t i = first; i < end; i++)
      sum += (double)m->item_reference[i];
    reference = sum > reference ? sum : reference;
    items = end - first > items ? end - first : items;
  }
  for (int64_t i = 0; i < m->menu_start[m->businesses]; i++)
    entry = (double)m->menu_price[i] > entry ? (double)m->menu_price[i] : entry;
  const double chosen = p->price_update != PRICE_FIXED ? (p->value_multiplier + p->ab_delta) * reference : 0.0;
  *value = p->value_multiplier * reference;
  *price = (double)items * entry > chosen ? (double)items * entry : chosen;
}

/* Sums of money are int64 and those of squared utilities 128 bits: both must hold the worst case, and so must the sum of a menu. */
static walras_status check_money(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_market *m) {
  double value, price;
  find_largest(p, m, &value, &price);
  const double journeys = (double)p->consumers * (double)p->rounds, payments = p->duplicate_purchase_prob > 0.0 ? 2.0 : 1.0,
               utility = value > payments * price ? value : payments * price, most = value > price ? value : price;
  if (payments * price * journeys < 0x1p63 && utility * utility * journeys < 0x1p127 &&
      most * (double)m->menu_start[m->businesses] < 0x1p63)
    return WALRAS_OK;
  const bool file = p->scenario == SCENARIO_FILE;
  return WALRAS_TRIAL_FAIL(
      trial, WALRAS_ERROR_PARAMETER,
      "%s%s%sconsumers = %lld times rounds = %lld with prices up to %.2f and values up to %.2f for one request: sums of money "
      "pass 2^63 units of 0.0001, or sums of their squares 2^127; take fewer consumers or rounds%s",
      file ? "market file " : "", file ? p->market_file : "", file ? ": " : "", (long long)p->consumers, (long long)p->rounds,
      price / MAGENTIC_UNITS, value / MAGENTIC_UNITS, file ? ", or give smaller prices" : "");
}

walras_status magentic_market_build(walras_trial *trial, const struct magentic_parameters *p, struct magentic_market **result) {
  struct magentic_market *m = walras_trial_allocate_zero(trial, 1, sizeof *m);
  *result = m;
  if (m == NULL)
    return walras_trial_status(trial);
  walras_status status = p->scenario == SCENARIO_SYNTHETIC ? magentic_generate(trial, p, m)
                         : p->scenario == SCENARIO_FILE    ? magentic_read_file(trial, p, m)
                                                           : magentic_preset(trial, p, m);
  if (status == WALRAS_OK)
    status = magentic_check_businesses(p, m->businesses, walras_trial_error(trial));
  if (status == WALRAS_OK)
    status = check_money(trial, p, m);
  if (status != WALRAS_OK)
    return status;
  if (p->capacity > 0) {
    m->capacity = walras_trial_allocate(trial, m->businesses, sizeof *m->capacity);
    if (m->capacity == NULL)
      return walras_trial_status(trial);
    for (int64_t business = 0; business < m->businesses; business++)
      m->capacity[business] = p->capacity;
  }
  average_menus(m);
  sum_references(m);
  if (p->search_mechanism == SEARCH_LEXICAL && m->document == NULL)
    status = magentic_write_texts(trial, p, m);
  return status == WALRAS_OK ? find_complete(trial, m) : status;
}
