#include "models/magentic-marketplace/benchmarks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double INVERSE_ROOT_PI = 0.5641895835477563;

/* Of one consumer of a request, in units; exact up to the division of the means. */
struct choice {
  double random_items, random_fit, random_listed;
  int64_t cheapest, optimal;
};

static struct choice choose_among_complete(const struct magentic_market *m, int64_t request, int64_t value) {
  struct choice c = {0};
  double items = 0.0, fit = 0.0;
  int64_t fits = 0, cheapest_price = INT64_MAX;
  const int64_t first = m->complete_start[request], end = m->complete_start[request + 1];
  for (int64_t pair = first; pair < end; pair++) {
    const int64_t gain = (m->complete_fit[pair] ? value : 0) - m->complete_price[pair];
    items += (double)gain;
    if (m->complete_price[pair] < cheapest_price) {
      cheapest_price = m->complete_price[pair];
      c.cheapest = gain;
    }
    if (!m->complete_fit[pair])
      continue;
    fit += (double)gain;
    fits++;
    c.optimal = gain > c.optimal ? gain : c.optimal;
  }
  c.random_items = end > first ? items / (double)(end - first) : 0.0;
  c.random_fit = fits > 0 ? fit / (double)fits : 0.0;
  return c;
}

static double choose_among_listed(const struct magentic_parameters *p, const struct magentic_row *row, int64_t value) {
  const int64_t shown = row->count < p->search_bandwidth ? row->count : p->search_bandwidth;
  double sum = 0.0;
  for (int64_t i = 0; i < shown; i++)
    sum += (double)((row->entries[i].fit ? value : 0) - row->entries[i].price);
  return shown > 0 ? sum / (double)shown : 0.0;
}

static int64_t consumers_of(const struct magentic_parameters *p, const int64_t *demand, int64_t request) {
  return demand != NULL ? demand[request] : p->consumers / p->requests + (request < p->consumers % p->requests);
}

/* ---- capacities ---- */

/* Whether every business fits at most one request: then each request is a market of its own. */
static bool are_disjoint(const struct magentic_market *m, bool *fits) {
  memset(fits, 0, (size_t)m->businesses * sizeof *fits);
  for (int64_t pair = 0; pair < m->complete_start[m->requests]; pair++) {
    const int64_t business = m->complete_business[pair];
    if (m->complete_fit[pair] && fits[business])
      return false;
    fits[business] = fits[business] || m->complete_fit[pair];
  }
  return true;
}

/* Fits by ascending price, as far as capacities and a positive gain go. `served` marks pairs. */
static walras_int128 serve_request(const struct magentic_market *m, int64_t request, int64_t consumers, int64_t value,
                                   bool *served) {
  const int64_t first = m->complete_start[request], end = m->complete_start[request + 1];
  walras_int128 total = 0;
  memset(served + first, 0, (size_t)(end - first) * sizeof *served);
  for (int64_t left = consumers; left > 0;) {
    int64_t best = -1;
    for (int64_t pair = first; pair < end; pair++)
      if (m->complete_fit[pair] && !served[pair] && m->complete_price[pair] < value &&
          (best < 0 || m->complete_price[pair] < m->complete_price[best]))
        best = pair;
    if (best < 0)
      break;
    const int64_t capacity = m->capacity != NULL ? m->capacity[m->complete_business[best]] : 0;
    const int64_t sales = capacity > 0 && capacity < left ? capacity : left;
    served[best] = true;
    total += (walras_int128)sales * (value - m->complete_price[best]);
    left -= sales;
  }
  return total;
}

static int64_t value_of(const struct magentic_parameters *p, const struct magentic_market *m, int64_t request) {
  return (int64_t)rint(p->value_multiplier * (double)m->reference_value[request]);
}

/* `mark` is working memory of as many entries as there are pairs and businesses. */
static double find_capacity_optimum(const struct magentic_parameters *p, const struct magentic_market *m, const int64_t *demand,
                                    bool *mark) {
  walras_int128 total = 0;
  if (!are_disjoint(m, mark))
    return (double)NAN;
  for (int64_t request = 0; request < m->requests; request++)
    total += serve_request(m, request, consumers_of(p, demand, request), value_of(p, m, request), mark);
  return walras_int128_to_real(total) / MAGENTIC_UNITS;
}

/* ---- the search ---- */

static void judge_search(const struct magentic_market *m, const struct magentic_row *row, int64_t request, double consumers,
                         struct magentic_benchmarks *b) {
  int64_t fits = 0;
  const int64_t pairs = m->complete_start[request + 1] - m->complete_start[request];
  for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++)
    fits += m->complete_fit[pair];
  b->page_complete += pairs > 0 ? consumers * (double)row->page_complete / (double)pairs : 0.0;
  b->page_fit += fits > 0 ? consumers * (double)row->page_fit / (double)fits : 0.0;
  b->with_complete += pairs > 0 ? consumers : 0.0;
  b->with_fit += fits > 0 ? consumers : 0.0;
  b->ranks += consumers * (double)row->rank_sum;
  b->ranked += consumers * (double)row->ranked;
}

walras_status magentic_benchmarks_of(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_market *m,
                                     const struct magentic_listing *listing, const int64_t *demand,
                                     struct magentic_benchmarks *b) {
  *b = (struct magentic_benchmarks){0};
  for (int64_t request = 0; request < m->requests; request++) {
    const double consumers = (double)consumers_of(p, demand, request), weight = consumers / MAGENTIC_UNITS;
    const double reference = (double)m->reference_value[request], deviation = m->price_deviation[request];
    const struct choice c = choose_among_complete(m, request, value_of(p, m, request));
    b->optimal += weight * (double)c.optimal;
    b->cheapest += weight * (double)c.cheapest;
    b->random_items += weight * c.random_items;
    b->random_fit += weight * c.random_fit;
    b->reference += weight * reference;
    b->theory_optimal += weight * ((p->value_multiplier - 1.0) * reference + INVERSE_ROOT_PI * deviation);
    b->theory_cheapest += weight * ((p->value_multiplier * 2.0 / 3.0 - 1.0) * reference + 1.5 * INVERSE_ROOT_PI * deviation);
    if (listing->rows == NULL)
      continue;
    const struct magentic_row *row = magentic_row_of(listing, request);
    b->random_listed += weight * choose_among_listed(p, row, value_of(p, m, request));
    judge_search(m, row, request, consumers, b);
  }
  const int64_t pairs = m->complete_start[m->requests];
  bool *mark = malloc((size_t)(pairs > m->businesses ? pairs : m->businesses) * sizeof *mark);
  if (mark == NULL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for the benchmark of capacities");
  b->optimal_capacity = find_capacity_optimum(p, m, demand, mark);
  free(mark);
  return WALRAS_OK;
}

void magentic_benchmarks_average(struct magentic_benchmarks *mean, const struct magentic_benchmarks *one, double weight) {
  const struct {
    double *sum, value;
  } fields[] = {{&mean->optimal, one->optimal},
                {&mean->cheapest, one->cheapest},
                {&mean->random_items, one->random_items},
                {&mean->random_fit, one->random_fit},
                {&mean->random_listed, one->random_listed},
                {&mean->optimal_capacity, one->optimal_capacity},
                {&mean->reference, one->reference},
                {&mean->theory_optimal, one->theory_optimal},
                {&mean->theory_cheapest, one->theory_cheapest},
                {&mean->page_complete, one->page_complete},
                {&mean->page_fit, one->page_fit},
                {&mean->with_complete, one->with_complete},
                {&mean->with_fit, one->with_fit},
                {&mean->ranks, one->ranks},
                {&mean->ranked, one->ranked}};
  _Static_assert(sizeof fields / sizeof *fields == sizeof *mean / sizeof(double), "every benchmark has its mean");
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    *fields[i].sum += weight * fields[i].value;
}
