#include "models/magentic-marketplace/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  WELFARE,
  WELFARE_OPTIMAL,
  WELFARE_CHEAPEST,
  WELFARE_RANDOM_ITEMS,
  WELFARE_RANDOM_FIT,
  WELFARE_RANDOM_LISTED,
  WELFARE_OPTIMAL_CAPACITY,
  REFERENCE_VALUE_TOTAL,
  THEORY_OPTIMAL,
  THEORY_CHEAPEST,
  WELFARE_SHARE,
  UTILITY_MEAN,
  UTILITY_SD,
  COMPLETION_RATE,
  NEEDS_MET_RATE,
  SEARCHES,
  CONTACTS,
  PROPOSALS,
  MESSAGES,
  PAID_PRICE_RATIO,
  TIME_TO_PURCHASE,
  FIRST_SHARE,
  FIRST_ADVANTAGE,
  RANK_SHARE,
  RANK_CHI_SQUARE,
  POSITION_SHARE,
  BUSINESS_SHARE,
  BUSINESS_REVENUE,
  ATTACKER_PAYMENTS,
  ATTACKER_REVENUE_SHARE,
  CAPTURE_RATE,
  OVERLOAD_RATE,
  REVENUE_GINI,
  ACTIVE_SHARE,
  RECALL_MATCHING,
  RECALL_FIT,
  RANK_MEAN,
  WITHOUT_MATCH,
  EFFORT_MEAN,
  EFFORT_LATE,
  PRICE_MEAN,
  PRICE_FINAL,
  PRICE_INTERIOR,
  PRICE_AMPLITUDE,
  RATIONED_RATE,
  CONSUMER_RATE,
  SERIES_WELFARE,
  SERIES_COMPLETION,
  SERIES_EFFORT,
  SERIES_EFFORT_SD,
  SERIES_ATTACKER,
  SERIES_TIME,
  SERIES_GINI,
  SERIES_MARKUP,
  SERIES_PRICE,
  SERIES_PRICE_SD,
  HISTOGRAM_UTILITY,
  HISTOGRAM_CONTACTS,
  HISTOGRAM_TIME,
  HISTOGRAM_REVENUE,
  TABLE_OUTCOMES
};
_Static_assert(TABLE_OUTCOMES + 1 == MAGENTIC_METRICS, "the table and its size");

static const struct magentic_parameters *of(const void *p) {
  return p;
}
static int64_t rank_count(const void *p) {
  (void)p;
  return MAGENTIC_RANKS;
}
static int64_t page_size(const void *p) {
  return of(p)->search_bandwidth;
}
static int64_t round_count(const void *p) {
  return of(p)->rounds;
}
static int64_t business_count(const void *p) {
  return of(p)->scenario == SCENARIO_SYNTHETIC       ? of(p)->requests * of(p)->businesses_per_request
         : of(p)->scenario == SCENARIO_POSITION_BIAS ? of(p)->businesses_per_request
                                                     : 3;
}
static bool few_businesses(const void *p) {
  return of(p)->scenario != SCENARIO_FILE && business_count(p) <= 1000;
}
static bool is_synthetic(const void *p) {
  return of(p)->scenario == SCENARIO_SYNTHETIC && of(p)->businesses_per_request == 3 && of(p)->unfit_per_request == 1;
}
static bool learns_speed(const void *p) {
  return of(p)->speed_update != 0;
}
static bool learns_price(const void *p) {
  return of(p)->price_update != 0;
}
static bool has_list(const void *p) {
  return of(p)->search_mechanism != SEARCH_RANDOM;
}
static bool has_capacities(const void *p) {
  return of(p)->capacity > 0 || of(p)->scenario == SCENARIO_FILE;
}
static bool has_ranks(const void *p) {
  return has_list(p) && of(p)->search_mechanism != SEARCH_LEXICAL_ABSTRACT;
}
static bool has_attackers(const void *p) {
  return of(p)->attack_kind != ATTACK_NONE || of(p)->scenario == SCENARIO_FILE || of(p)->scenario >= SCENARIO_COMPETITIVE;
}
static int64_t utility_bins(const void *p) {
  (void)p;
  return UTILITY_BINS;
}
static int64_t contact_bins(const void *p) {
  (void)p;
  return CONTACT_BINS;
}
static void utility_edges(const void *p, double *edges) {
  (void)p;
  for (int i = 0; i <= UTILITY_BINS; i++)
    edges[i] = -2.0 + 4.0 * i / UTILITY_BINS;
}
static void contact_edges(const void *p, double *edges) {
  (void)p;
  for (int i = 0; i <= CONTACT_BINS; i++)
    edges[i] = i - 0.5;
}
static int64_t time_bins(const void *p) {
  (void)p;
  return TIME_BINS;
}
static void time_edges(const void *p, double *edges) {
  for (int i = 0; i <= TIME_BINS; i++)
    edges[i] = of(p)->latency_median * walras_exp(((double)i / TIME_BINS_DECADE - TIME_DECADES_BELOW) * 2.302585092994046);
}
/* Five bins a decade from a cent to 10^10 USD, and one below for those that sold nothing. */
enum { REVENUE_BINS = 61, REVENUE_BINS_DECADE = 5 };
static double revenue_edge(int64_t i) {
  return i == 0 ? 0.0 : walras_exp((-2.0 + (double)(i - 1) / REVENUE_BINS_DECADE) * 2.302585092994046);
}
static int64_t revenue_bins(const void *p) {
  (void)p;
  return REVENUE_BINS;
}
static void revenue_edges(const void *p, double *edges) {
  (void)p;
  for (int i = 0; i <= REVENUE_BINS; i++)
    edges[i] = revenue_edge(i);
}
static int64_t outcome_rows(const void *p) {
  return magentic_policy_count(p) * OUTCOMES * 4;
}

static const char *const outcome_words[] = {"fit_bought", "complete_unfit", "substitute", "none", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
enum { OUTCOME_PROFILE_COLUMN, OUTCOME_COLUMN, OUTCOME_OVERLOADED, OUTCOME_CAPTURED, OUTCOME_CONSUMERS };
static const walras_column outcome_columns[] = {
    {.name = "profile_index", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "position in profile_names, 0 without a mix"},
    {.name = "outcome", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what the consumer got", .words = outcome_words},
    {.name = "overloaded", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "choice overload", .words = yes_no},
    {.name = "captured", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "captured by an attacker", .words = yes_no},
    {.name = "consumers", .type = WALRAS_VALUE_INTEGER, .unit = "consumers", .doc = "how many, over all rounds"},
    {0}};

#define MONEY(metric, text, ...)                                                                                                 \
  { .name = metric, .unit = "USD", .doc = text, __VA_ARGS__ }
#define RATE(metric, text, ...)                                                                                                  \
  { .name = metric, .unit = "1", .doc = text, __VA_ARGS__ }

const walras_metric magentic_metrics[MAGENTIC_METRICS] = {
    [WELFARE] = MONEY("welfare", "consumer welfare of one round (mean over rounds)", .kind = WALRAS_SCALAR),
    [WELFARE_OPTIMAL] =
        MONEY("welfare_optimal", "benchmark: every consumer buys from the best fitting business", .kind = WALRAS_SCALAR),
    [WELFARE_CHEAPEST] = MONEY("welfare_cheapest", "benchmark: the cheapest complete business", .kind = WALRAS_SCALAR),
    [WELFARE_RANDOM_ITEMS] = MONEY("welfare_random_items", "benchmark: a random complete business", .kind = WALRAS_SCALAR),
    [WELFARE_RANDOM_FIT] = MONEY("welfare_random_fit", "benchmark: a random fitting business", .kind = WALRAS_SCALAR),
    [WELFARE_RANDOM_LISTED] = MONEY("welfare_random_listed", "benchmark: a random business of the first page, before any sale",
                                    .absent = "for random search", .present = has_list),
    [WELFARE_OPTIMAL_CAPACITY] = MONEY("welfare_optimal_capacity", "benchmark: the most that the businesses' capacities allow",
                                       .undefined = "when some business fits two requests"),
    [REFERENCE_VALUE_TOTAL] =
        MONEY("reference_value_total", "sum of the reference values T over consumers", .kind = WALRAS_SCALAR),
    [THEORY_OPTIMAL] = MONEY("theory_welfare_optimal", "closed form of the optimum for the drawn requests: sum of T + s/sqrt(pi)",
                             .absent = "unless the market is synthetic with three complete businesses, one of them unfit",
                             .present = is_synthetic),
    [THEORY_CHEAPEST] = MONEY("theory_welfare_cheapest", "closed form of the cheapest choice: sum of T/3 + 3 s/(2 sqrt(pi))",
                              .absent = "unless the market is synthetic with three complete businesses, one of them unfit",
                              .present = is_synthetic),
    [WELFARE_SHARE] = RATE("welfare_share", "welfare over welfare_optimal", .undefined = "when the optimum is zero"),
    [UTILITY_MEAN] = MONEY("consumer_utility_mean", "mean utility of a consumer", .kind = WALRAS_SCALAR),
    [UTILITY_SD] = MONEY("consumer_utility_sd", "standard deviation of utility over consumers", .kind = WALRAS_SCALAR),
    [COMPLETION_RATE] = RATE("completion_rate", "consumers that paid somebody", .kind = WALRAS_SCALAR),
    [NEEDS_MET_RATE] = RATE("needs_met_rate", "consumers whose needs were met", .kind = WALRAS_SCALAR),
    [SEARCHES] = RATE("searches_per_consumer", "pages looked at", .kind = WALRAS_SCALAR),
    [CONTACTS] = RATE("contacts_per_consumer", "businesses written to", .kind = WALRAS_SCALAR),
    [PROPOSALS] = RATE("proposals_per_consumer", "order proposals received", .kind = WALRAS_SCALAR),
    [MESSAGES] = RATE("messages_per_consumer", "requests, answers and payments", .kind = WALRAS_SCALAR),
    [PAID_PRICE_RATIO] = {.name = "paid_price_ratio",
                          .unit = "T",
                          .doc = "mean price paid over the reference value",
                          .undefined = "when nothing was sold"},
    [TIME_TO_PURCHASE] = {.name = "time_to_purchase_mean",
                          .unit = "s",
                          .doc = "mean time to the first payment",
                          .undefined = "when nothing was sold"},
    [FIRST_SHARE] =
        RATE("first_proposal_share", "payments to the first proposal that arrived", .undefined = "when nothing was sold"),
    [FIRST_ADVANTAGE] =
        RATE("first_proposal_advantage",
             "payments to the first arrival over those to one of the n - 1 others on average, consumers with n >= 3 proposals",
             .undefined = "when no later rank was ever paid"),
    [RANK_SHARE] = RATE("paid_rank_share", "share of first payments by arrival rank of the paid proposal", .kind = WALRAS_VECTOR,
                        .dimension = "arrival_rank", .length = rank_count, .undefined = "when nothing was sold"),
    [RANK_CHI_SQUARE] = RATE("paid_rank_chi_square",
                             "Pearson statistic of payments by arrival rank against equal shares, consumers with J proposals",
                             .undefined = "when no consumer with J proposals paid"),
    [POSITION_SHARE] =
        RATE("list_position_share", "share of first payments by position on the page", .kind = WALRAS_VECTOR,
             .dimension = "page_position", .length = page_size, .undefined = "when nothing was sold, and beyond the page"),
    [BUSINESS_SHARE] =
        RATE("business_purchase_share", "payments to each business per consumer", .kind = WALRAS_VECTOR, .dimension = "business",
             .length = business_count, .absent = "for more than 1000 businesses and for market files", .present = few_businesses),
    [BUSINESS_REVENUE] = MONEY("business_revenue", "revenue of each business, mean over rounds", .kind = WALRAS_VECTOR,
                               .dimension = "business", .length = business_count,
                               .absent = "for more than 1000 businesses and for market files", .present = few_businesses),
    [ATTACKER_PAYMENTS] = RATE("attacker_payments_per_consumer", "payments to attackers (in presets: to business 1) per consumer",
                               .kind = WALRAS_SCALAR),
    [ATTACKER_REVENUE_SHARE] = RATE("attacker_revenue_share", "attackers' share of revenue", .undefined = "when nothing was sold",
                                    .absent = "without attackers", .present = has_attackers),
    [CAPTURE_RATE] = RATE("capture_rate", "consumers captured by a manipulated listing", .kind = WALRAS_SCALAR),
    [OVERLOAD_RATE] = RATE("overload_rate", "consumers overloaded by the page", .kind = WALRAS_SCALAR),
    [REVENUE_GINI] = RATE("revenue_gini", "population Gini of revenue over all businesses, zeros included",
                          .undefined = "when nothing was sold"),
    [ACTIVE_SHARE] = RATE("active_business_share", "businesses that sold something", .kind = WALRAS_SCALAR),
    [RECALL_MATCHING] =
        RATE("search_recall_matching", "mean share of complete businesses on the first page",
             .undefined = "when no request has a complete business", .absent = "for random search", .present = has_list),
    [RECALL_FIT] =
        RATE("search_recall_fit", "mean share of fitting businesses on the first page",
             .undefined = "when no request has a fitting business", .absent = "for random search", .present = has_list),
    [RANK_MEAN] = RATE("search_rank_matching_mean", "mean rank of complete businesses in the full order",
                       .undefined = "when none is ranked", .absent = "for random and abstract search", .present = has_ranks),
    [WITHOUT_MATCH] = {.name = "consumers_without_match",
                       .type = WALRAS_VALUE_INTEGER,
                       .unit = "consumers",
                       .doc = "consumers for whom no business is complete"},
    [EFFORT_MEAN] = {.name = "effort_mean",
                     .unit = "effort",
                     .doc = "mean effort for speed over businesses and rounds",
                     .absent = "unless speed is learned",
                     .present = learns_speed},
    [EFFORT_LATE] = {.name = "effort_mean_last_quarter",
                     .unit = "effort",
                     .doc = "mean effort over the last quarter of the rounds",
                     .absent = "unless speed is learned",
                     .present = learns_speed},
    [PRICE_MEAN] = {.name = "price_rate_mean",
                    .unit = "T",
                    .doc = "mean price of the complete bundles (mean over rounds)",
                    .undefined = "when no business is complete"},
    [PRICE_FINAL] = {.name = "price_rate_final",
                     .unit = "T",
                     .doc = "mean price that businesses end with",
                     .absent = "unless prices are chosen",
                     .present = learns_price},
    [PRICE_INTERIOR] = {.name = "price_interior_equilibrium",
                        .unit = "1",
                        .doc = "1 when no firm gains by leaving the first-order price",
                        .absent = "unless prices are chosen",
                        .present = learns_price},
    [PRICE_AMPLITUDE] = {.name = "price_amplitude",
                         .unit = "T",
                         .doc = "largest change in the last sweep of best responses, or in the last round of learning",
                         .absent = "unless prices are chosen",
                         .present = learns_price},
    [RATIONED_RATE] = RATE("rationed_rate", "consumers refused at least once because a business had sold out",
                           .absent = "without capacities", .present = has_capacities),
    [CONSUMER_RATE] = {.name = "consumer_rate",
                       .unit = "consumers/s/core",
                       .doc = "consumers of all rounds per second of one core, decisions and books only",
                       .not_compared = true},
    [SERIES_WELFARE] = RATE("welfare_share_by_round", "welfare over welfare_optimal", .kind = WALRAS_SERIES,
                            .length = round_count, .undefined = "when the optimum is zero"),
    [SERIES_COMPLETION] =
        RATE("completion_by_round", "consumers that paid somebody", .kind = WALRAS_SERIES, .length = round_count),
    [SERIES_EFFORT] = {.name = "effort_by_round",
                       .unit = "effort",
                       .doc = "mean effort for speed",
                       .kind = WALRAS_SERIES,
                       .length = round_count,
                       .absent = "unless speed is learned",
                       .present = learns_speed},
    [SERIES_EFFORT_SD] = {.name = "effort_sd_by_round",
                          .unit = "effort",
                          .doc = "standard deviation of effort over businesses",
                          .kind = WALRAS_SERIES,
                          .length = round_count,
                          .absent = "unless speed is learned",
                          .present = learns_speed},
    [SERIES_ATTACKER] =
        RATE("attacker_payments_by_round", "payments to attackers per consumer", .kind = WALRAS_SERIES, .length = round_count),
    [SERIES_TIME] = {.name = "time_to_purchase_by_round",
                     .unit = "s",
                     .doc = "mean time to the first payment",
                     .kind = WALRAS_SERIES,
                     .length = round_count,
                     .undefined = "when nothing was sold"},
    [SERIES_GINI] = RATE("revenue_gini_by_round", "population Gini of the round's revenue over all businesses, zeros included",
                         .kind = WALRAS_SERIES, .length = round_count, .undefined = "when nothing was sold"),
    [SERIES_MARKUP] = {.name = "markup_by_round",
                       .unit = "T",
                       .doc = "mean price paid over the reference value, less unit_cost_rate",
                       .kind = WALRAS_SERIES,
                       .length = round_count,
                       .undefined = "when nothing was sold",
                       .absent = "unless prices are chosen",
                       .present = learns_price},
    [SERIES_PRICE] = {.name = "price_rate_by_round",
                      .unit = "T",
                      .doc = "mean price of the complete bundles",
                      .kind = WALRAS_SERIES,
                      .length = round_count,
                      .undefined = "when no business is complete",
                      .absent = "unless prices are chosen",
                      .present = learns_price},
    [SERIES_PRICE_SD] = {.name = "price_rate_sd_by_round",
                         .unit = "T",
                         .doc = "standard deviation of the price over the complete bundles",
                         .kind = WALRAS_SERIES,
                         .length = round_count,
                         .undefined = "when no business is complete",
                         .absent = "unless prices are chosen",
                         .present = learns_price},
    [HISTOGRAM_UTILITY] = {.name = "utility_over_reference",
                           .kind = WALRAS_HISTOGRAM,
                           .unit = "T",
                           .doc = "consumers by utility over T, outer bins open",
                           .length = utility_bins,
                           .edges = utility_edges},
    [HISTOGRAM_CONTACTS] = {.name = "contacts",
                            .kind = WALRAS_HISTOGRAM,
                            .unit = "businesses",
                            .doc = "consumers by businesses contacted",
                            .length = contact_bins,
                            .edges = contact_edges},
    [HISTOGRAM_TIME] = {.name = "arrival_time",
                        .kind = WALRAS_HISTOGRAM,
                        .unit = "s",
                        .doc = "first payments by the arrival time of the paid proposal, outer bins open",
                        .length = time_bins,
                        .edges = time_edges},
    [HISTOGRAM_REVENUE] = {.name = "business_revenue_distribution",
                           .kind = WALRAS_HISTOGRAM,
                           .unit = "USD",
                           .doc = "businesses by revenue, mean over rounds; outer bins open",
                           .length = revenue_bins,
                           .edges = revenue_edges},
    [TABLE_OUTCOMES] = {.name = "outcomes",
                        .kind = WALRAS_TABLE,
                        .unit = "1",
                        .doc = "consumers by outcome, profile, overload and capture",
                        .columns = outcome_columns,
                        .length = outcome_rows},
};

void magentic_accounts_add(struct magentic_accounts *accounts, const walras_reduction *reduction, int64_t length) {
  for (int i = 0; i < TOTALS; i++)
    accounts->totals[i] += walras_reduction_total(reduction, i);
  for (int i = 0; i < SUMS; i++)
    accounts->sums[i] += walras_reduction_sum(reduction, i);
  const int64_t *counts = walras_reduction_counts(reduction);
  for (int64_t i = 0; i < length; i++)
    accounts->counts[i] += counts[i];
}

/* NaN, "undefined" in the metric's declaration, over nothing. */
static double ratio(double part, double whole) {
  return whole != 0.0 ? part / whole : (double)NAN;
}

static double usd(double units) {
  return units / MAGENTIC_UNITS;
}

/* Population Gini of revenue (integers, sorted in place): 2 sum_i i x_(i) / (M sum x) - (M + 1)/M. NaN when all are zero. */
static int ascending(const void *left, const void *right) {
  const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

static double gini(int64_t *revenue, int64_t count) {
  walras_int128 sum = 0, weighted = 0;
  qsort(revenue, (size_t)count, sizeof *revenue, ascending);
  for (int64_t i = 0; i < count; i++) {
    sum += revenue[i];
    weighted += (walras_int128)(i + 1) * revenue[i];
  }
  const double total = walras_int128_to_real(sum), n = (double)count;
  return sum > 0 ? 2.0 * walras_int128_to_real(weighted) / (n * total) - (n + 1.0) / n : (double)NAN;
}

void magentic_price_moments(const struct magentic_market *m, double *mean, double *sd) {
  double sum = 0.0, squares = 0.0;
  const double pairs = (double)m->complete_start[m->requests];
  for (int64_t request = 0; request < m->requests; request++)
    for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++) {
      const double rate = (double)m->complete_price[pair] / (double)m->reference_value[request];
      sum += rate;
      squares += rate * rate;
    }
  *mean = *sd = (double)NAN;
  if (pairs < 1.0)
    return;
  *mean = sum / pairs;
  const double variance = squares / pairs - *mean * *mean;
  *sd = sqrt(variance > 0.0 ? variance : 0.0);
}

void magentic_record_round(walras_trial *trial, const struct magentic_round *r, const walras_reduction *reduction,
                           const struct magentic_accounts *a, int64_t number, double effort_mean, double effort_sd) {
  const int64_t *counts = walras_reduction_counts(reduction);
  const double n = (double)r->p->consumers;
  const double welfare = usd(walras_int128_to_real(walras_reduction_total(reduction, TOTAL_WELFARE)));
  walras_record_round(trial, SERIES_WELFARE, number, ratio(welfare, a->round_optimal));
  walras_record_round(trial, SERIES_COMPLETION, number, (double)counts[COUNT_BUYERS] / n);
  walras_record_round(trial, SERIES_EFFORT, number, effort_mean);
  walras_record_round(trial, SERIES_EFFORT_SD, number, effort_sd);
  walras_record_round(trial, SERIES_ATTACKER, number, (double)counts[COUNT_ATTACKER_PAYMENTS] / n);
  walras_record_round(trial, SERIES_TIME, number, ratio(walras_reduction_sum(reduction, SUM_TIME), (double)counts[COUNT_BUYERS]));
  memcpy(a->sorted, counts + r->at.revenue, (size_t)r->m->businesses * sizeof *a->sorted);
  walras_record_round(trial, SERIES_GINI, number, gini(a->sorted, r->m->businesses));
  if (r->p->price_update == PRICE_FIXED)
    return;
  double price, price_sd;
  magentic_price_moments(r->m, &price, &price_sd);
  walras_record_round(trial, SERIES_PRICE, number, price);
  walras_record_round(trial, SERIES_PRICE_SD, number, price_sd);
  walras_record_round(trial, SERIES_MARKUP, number,
                      ratio(walras_reduction_sum(reduction, SUM_PRICE_RATIO), (double)counts[COUNT_PURCHASES]) -
                          r->p->unit_cost_rate);
}

static void record_welfare(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_accounts *a) {
  const double rounds = (double)p->rounds, n = (double)p->consumers * rounds;
  const double total = usd(walras_int128_to_real(a->totals[TOTAL_WELFARE])), mean = total / n;
  const double square = walras_int128_to_real(a->totals[TOTAL_WELFARE_SQUARED]) / ((double)MAGENTIC_UNITS * MAGENTIC_UNITS) / n;
  const double variance = square - mean * mean;
  walras_record_real(trial, WELFARE, total / rounds);
  walras_record_real(trial, WELFARE_OPTIMAL, a->benchmarks.optimal);
  walras_record_real(trial, WELFARE_CHEAPEST, a->benchmarks.cheapest);
  walras_record_real(trial, WELFARE_RANDOM_ITEMS, a->benchmarks.random_items);
  walras_record_real(trial, WELFARE_RANDOM_FIT, a->benchmarks.random_fit);
  walras_record_real(trial, WELFARE_RANDOM_LISTED, a->benchmarks.random_listed);
  walras_record_real(trial, WELFARE_OPTIMAL_CAPACITY, a->benchmarks.optimal_capacity);
  walras_record_real(trial, REFERENCE_VALUE_TOTAL, a->benchmarks.reference);
  walras_record_real(trial, THEORY_OPTIMAL, a->benchmarks.theory_optimal);
  walras_record_real(trial, THEORY_CHEAPEST, a->benchmarks.theory_cheapest);
  walras_record_real(trial, WELFARE_SHARE, ratio(total / rounds, a->benchmarks.optimal));
  walras_record_real(trial, UTILITY_MEAN, mean);
  walras_record_real(trial, UTILITY_SD, sqrt(variance > 0.0 ? variance : 0.0));
}

static void record_rates(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_accounts *a) {
  const int64_t *c = a->counts;
  const double n = (double)p->consumers * (double)p->rounds, buyers = (double)c[COUNT_BUYERS],
               purchases = (double)c[COUNT_PURCHASES];
  walras_record_real(trial, COMPLETION_RATE, buyers / n);
  walras_record_real(trial, NEEDS_MET_RATE, (double)c[COUNT_NEEDS_MET] / n);
  walras_record_real(trial, SEARCHES, (double)c[COUNT_SEARCHES] / n);
  walras_record_real(trial, CONTACTS, (double)c[COUNT_CONTACTS] / n);
  walras_record_real(trial, PROPOSALS, (double)c[COUNT_PROPOSALS] / n);
  walras_record_real(trial, MESSAGES, (double)(c[COUNT_CONTACTS] + c[COUNT_REPLIES] + c[COUNT_PURCHASES]) / n);
  walras_record_real(trial, PAID_PRICE_RATIO, ratio(a->sums[SUM_PRICE_RATIO], purchases));
  walras_record_real(trial, TIME_TO_PURCHASE, ratio(a->sums[SUM_TIME], buyers));
  walras_record_real(trial, CAPTURE_RATE, (double)c[COUNT_CAPTURED] / n);
  walras_record_real(trial, RATIONED_RATE, (double)c[COUNT_RATIONED] / n);
  walras_record_real(trial, OVERLOAD_RATE, (double)c[COUNT_OVERLOADED] / n);
  walras_record_integer(trial, WITHOUT_MATCH, c[COUNT_UNMATCHED] / p->rounds);
  walras_record_real(
      trial, ATTACKER_REVENUE_SHARE,
      ratio(walras_int128_to_real(a->totals[TOTAL_ATTACKER_REVENUE]), walras_int128_to_real(a->totals[TOTAL_PAYMENTS])));
}

static void record_ranks(walras_trial *trial, const struct magentic_round *r, const struct magentic_accounts *a) {
  const int64_t *c = a->counts,
                firms = r->p->businesses_per_request < MAGENTIC_RANKS ? r->p->businesses_per_request : MAGENTIC_RANKS;
  double shares[MAGENTIC_RANKS], chi_square = 0.0, all = 0.0;
  for (int rank = 0; rank < MAGENTIC_RANKS; rank++)
    shares[rank] = ratio((double)c[COUNT_RANK + rank], (double)c[COUNT_BUYERS]);
  double later = 0.0;
  for (int proposals = 3; proposals <= MAGENTIC_CONTACTS_MOST; proposals++)
    later += (double)c[COUNT_LATER_PAID + proposals] / (double)(proposals - 1);
  for (int64_t rank = 0; rank < firms; rank++)
    all += (double)c[COUNT_RANK_ALL + rank];
  for (int64_t rank = 0; rank < firms; rank++) {
    const double expected = all / (double)firms, miss = (double)c[COUNT_RANK_ALL + rank] - expected;
    chi_square += ratio(miss * miss, expected);
  }
  walras_record_real(trial, FIRST_SHARE, shares[0]);
  walras_record_real(trial, FIRST_ADVANTAGE, ratio((double)c[COUNT_FIRST_PAID], later));
  walras_record_reals(trial, RANK_SHARE, shares, MAGENTIC_RANKS);
  walras_record_real(trial, RANK_CHI_SQUARE, chi_square);
}

static walras_status record_businesses(walras_trial *trial, const struct magentic_round *r, const struct magentic_accounts *a) {
  const int64_t m = r->m->businesses;
  const double n = (double)r->p->consumers * (double)r->p->rounds;
  int64_t active = 0;
  double *values = walras_trial_allocate(trial, m > r->p->search_bandwidth ? m : r->p->search_bandwidth, sizeof *values);
  if (values == NULL)
    return walras_trial_status(trial);
  int64_t attacker_payments = a->counts[COUNT_ATTACKER_PAYMENTS];
  for (int64_t i = 0; i < m; i++)
    active += a->counts[r->at.payments + i] > 0;
  memcpy(a->sorted, a->counts + r->at.revenue, (size_t)m * sizeof *a->sorted);
  walras_record_real(trial, REVENUE_GINI, gini(a->sorted, m));
  walras_record_real(trial, ACTIVE_SHARE, (double)active / (double)m);
  /* In the presets business 1 is the one whose payments are compared, also in the control. */
  if (r->p->scenario >= SCENARIO_COMPETITIVE)
    attacker_payments = a->counts[r->at.payments];
  walras_record_real(trial, ATTACKER_PAYMENTS, (double)attacker_payments / n);
  if (few_businesses(r->p)) {
    for (int64_t i = 0; i < m; i++)
      values[i] = (double)a->counts[r->at.payments + i] / n;
    walras_record_reals(trial, BUSINESS_SHARE, values, m);
    for (int64_t i = 0; i < m; i++)
      values[i] = usd((double)a->counts[r->at.revenue + i]) / (double)r->p->rounds;
    walras_record_reals(trial, BUSINESS_REVENUE, values, m);
  }
  for (int64_t i = 0; i < r->p->search_bandwidth; i++)
    values[i] = ratio((double)a->counts[r->at.position + i], (double)a->counts[COUNT_BUYERS]);
  walras_record_reals(trial, POSITION_SHARE, values, r->p->search_bandwidth);
  return WALRAS_OK;
}

static void record_revenues(walras_trial *trial, const struct magentic_round *r, const struct magentic_accounts *a) {
  int64_t bins[REVENUE_BINS] = {0};
  double edges[REVENUE_BINS + 1];
  revenue_edges(r->p, edges);
  for (int64_t business = 0; business < r->m->businesses; business++) {
    const double revenue = usd((double)a->counts[r->at.revenue + business]) / (double)r->p->rounds;
    int bin = 0;
    while (bin + 1 < REVENUE_BINS && revenue >= edges[bin + 1])
      bin++;
    bins[bin]++;
  }
  walras_record_integers(trial, HISTOGRAM_REVENUE, bins, REVENUE_BINS);
}

static walras_status record_outcomes(walras_trial *trial, const struct magentic_round *r, const struct magentic_accounts *a) {
  const int64_t rows = outcome_rows(r->p);
  int64_t *column = walras_trial_allocate(trial, rows, sizeof *column);
  if (column == NULL)
    return walras_trial_status(trial);
  const int64_t divisors[] = {OUTCOMES * 4, 4, 2, 1}, moduli[] = {INT64_MAX, OUTCOMES, 2, 2};
  for (int k = 0; k < 4; k++) {
    for (int64_t i = 0; i < rows; i++)
      column[i] = i / divisors[k] % moduli[k];
    walras_record_column_integers(trial, TABLE_OUTCOMES, k, column, rows);
  }
  walras_record_column_integers(trial, TABLE_OUTCOMES, OUTCOME_CONSUMERS, a->counts + COUNT_OUTCOME, rows);
  return WALRAS_OK;
}

walras_status magentic_record(walras_trial *trial, const struct magentic_round *r, const struct magentic_accounts *a) {
  record_welfare(trial, r->p, a);
  record_rates(trial, r->p, a);
  record_ranks(trial, r, a);
  walras_record_real(trial, RECALL_MATCHING, ratio(a->benchmarks.page_complete, a->benchmarks.with_complete));
  walras_record_real(trial, RECALL_FIT, ratio(a->benchmarks.page_fit, a->benchmarks.with_fit));
  walras_record_real(trial, RANK_MEAN, ratio(a->benchmarks.ranks, a->benchmarks.ranked));
  walras_record_real(trial, EFFORT_MEAN, a->effort_mean);
  walras_record_real(trial, EFFORT_LATE, a->effort_late);
  walras_record_real(trial, PRICE_MEAN, a->price_mean);
  walras_record_real(trial, PRICE_FINAL, a->prices.mean);
  walras_record_real(trial, PRICE_INTERIOR, a->prices.interior ? 1.0 : 0.0);
  walras_record_real(trial, PRICE_AMPLITUDE, a->prices.amplitude);
  walras_record_integers(trial, HISTOGRAM_UTILITY, a->counts + COUNT_UTILITY, UTILITY_BINS);
  walras_record_integers(trial, HISTOGRAM_TIME, a->counts + COUNT_TIME_BINS, TIME_BINS);
  walras_record_integers(trial, HISTOGRAM_CONTACTS, a->counts + COUNT_CONTACT_BINS, CONTACT_BINS);
  walras_record_real(trial, CONSUMER_RATE, (double)r->p->consumers * (double)r->p->rounds / a->core_seconds);
  record_revenues(trial, r, a);
  const walras_status status = record_businesses(trial, r, a);
  return status == WALRAS_OK ? record_outcomes(trial, r, a) : status;
}
