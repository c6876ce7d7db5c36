#include "models/position-auctions/metrics.h"

#include <math.h>

#include "walras/elementary.h"

enum {
  WELFARE,
  REVENUE,
  OPTIMAL_WELFARE,
  VIRTUAL_SURPLUS,
  OPTIMAL_VIRTUAL,
  GREEDY_WELFARE,
  TWO_MATCHING_WELFARE,
  LP_BOUND,
  WELFARE_RATIO,
  REVENUE_RATIO,
  GREEDY_RATIO,
  TWO_MATCHING_RATIO,
  WELFARE_RATIO_MEAN,
  WELFARE_RATIO_WORST,
  GREEDY_RATIO_WORST,
  TWO_MATCHING_BOUND_WORST,
  OPTIMUM_BOUND_WORST,
  OPTIMUM_BOUND_MOST,
  USER_CLICKS,
  ADS_SHOWN,
  DINKELBACH_STEPS,
  SHOWN_BELOW_WELFARE,
  BRUTE_FORCE_GAP,
  ORDER_GAP,
  MIN_UTILITY,
  MIN_PAYMENT,
  MAX_MISREPORT_GAIN,
  MONOTONICITY_VIOLATIONS,
  ENVELOPE_GAP,
  SECOND_DIFFERENCE,
  CLICK_RATE,
  CLICK_REVENUE,
  AUCTION_RATE,
  WELFARE_RATIOS,
  PRICES_PER_CLICK,
  CTR,
  PAYMENTS,
  PAIRS,
  CURVE
};
_Static_assert(CURVE + 1 == POSITION_METRICS, "the table and its size");

static const struct position_parameters *of(const void *p) {
  return p;
}
static bool compares_optimum(const void *p) {
  return of(p)->compare_optimum;
}
bool position_knows_law(const void *p) {
  return of(p)->value_distribution != NO_DISTRIBUTION;
}
static bool compares_virtual(const void *p) {
  return of(p)->compare_optimum && position_knows_law(p);
}
static bool compares_greedy(const void *p) {
  return of(p)->compare_approximations;
}
bool position_compares_bound(const void *p) {
  return of(p)->compare_approximations && of(p)->user_model == USER_CASCADE;
}
static bool compares_greedy_optimum(const void *p) {
  return of(p)->compare_approximations && of(p)->compare_optimum;
}
static bool compares_bound_optimum(const void *p) {
  return position_compares_bound(p) && of(p)->compare_optimum;
}
static bool iterates(const void *p) {
  return of(p)->user_model == USER_MNL && (of(p)->mechanism <= REVENUE_OPTIMAL || of(p)->compare_optimum);
}
static bool is_mnl_optimum(const void *p) {
  return of(p)->user_model == USER_MNL && of(p)->mechanism == OPTIMAL_VCG;
}
static bool enumerates(const void *p) {
  return of(p)->brute_force;
}
static bool orders(const void *p) {
  return of(p)->brute_force && of(p)->user_model == USER_CASCADE;
}
static bool audits(const void *p) {
  return of(p)->audited_auctions > 0;
}
static bool audits_optimum(const void *p) {
  return audits(p) && of(p)->mechanism == OPTIMAL_VCG;
}
static bool has_second_difference(const void *p) {
  return audits_optimum(p) && of(p)->misreport_grid > 2;
}
static bool draws_clicks(const void *p) {
  return of(p)->users > 0;
}
static bool is_single(const void *p) {
  return of(p)->auctions == 1;
}
static bool is_single_and_small(const void *p) {
  return is_single(p) && of(p)->advertisers <= VECTOR_MOST;
}
static bool has_curve(const void *p) {
  return of(p)->curve_advertiser > 0;
}
static int64_t advertiser_count(const void *p) {
  return of(p)->advertisers;
}
static int64_t pair_count(const void *p) {
  return of(p)->max_ads;
}
static int64_t report_count(const void *p) {
  return of(p)->misreport_grid;
}
static int64_t ratio_bins(const void *p) {
  (void)p;
  return RATIO_BINS;
}
static void ratio_edges(const void *p, double *edges) {
  (void)p;
  for (int i = 0; i <= RATIO_BINS; i++)
    edges[i] = (double)i / RATIO_BINS;
}
static int64_t price_bins(const void *p) {
  (void)p;
  return PRICE_BINS;
}
static double price_edge(const struct position_parameters *p, int64_t i) {
  return i == 0 ? 0.0
                : p->value_scale * walras_exp(((double)(i - 1) / PRICE_BINS_DECADE - PRICE_DECADES_BELOW) * 2.302585092994046);
}
static void price_edges(const void *p, double *edges) {
  for (int i = 0; i <= PRICE_BINS; i++)
    edges[i] = price_edge(p, i);
}

int64_t position_ratio_bin(double ratio) {
  const double bin = ratio * RATIO_BINS;
  return bin >= RATIO_BINS ? RATIO_BINS - 1 : bin > 0.0 ? (int64_t)bin : 0;
}

int64_t position_price_bin(const struct position_parameters *p, double price) {
  if (!(price > 0.0))
    return 0;
  const double decades = walras_log(price / p->value_scale) / 2.302585092994046;
  const double bin = 1.0 + floor((decades + PRICE_DECADES_BELOW) * PRICE_BINS_DECADE);
  return bin >= PRICE_BINS ? PRICE_BINS - 1 : bin > 0.0 ? (int64_t)bin : 0;
}

enum { PAIR_ADVERTISER, PAIR_POSITION, PAIR_CLICK, PAIR_PAYMENT, PAIR_CLICKS };
static const walras_column pair_columns[] = {
    {.name = "advertiser", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "who is shown, from 1"},
    {.name = "position", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "where, from 1"},
    {.name = "click", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "probability of a click"},
    {.name = "payment", .type = WALRAS_VALUE_REAL, .unit = "money", .doc = "expected payment"},
    {.name = "clicks", .type = WALRAS_VALUE_INTEGER, .unit = "clicks", .doc = "clicks drawn, 0 where users = 0"},
    {0}};
enum { CURVE_REPORT, CURVE_CLICK, CURVE_PAYMENT };
static const walras_column curve_columns[] = {
    {.name = "report", .type = WALRAS_VALUE_REAL, .unit = "money/click", .doc = "value that curve_advertiser reports"},
    {.name = "click", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "its probability of a click"},
    {.name = "payment", .type = WALRAS_VALUE_REAL, .unit = "money", .doc = "its expected payment"},
    {0}};

#define MONEY(metric, text, ...)                                                                                                 \
  { .name = metric, .unit = "money", .doc = text, __VA_ARGS__ }
#define RATE(metric, text, ...)                                                                                                  \
  { .name = metric, .unit = "1", .doc = text, __VA_ARGS__ }
#define NO_OPTIMUM "unless compare_optimum"
#define NO_BOUND "unless compare_approximations under user_model = cascade"
#define NOTHING_TO_SHOW "when the denominator is 0"

const walras_metric position_metrics[POSITION_METRICS] = {
    [WELFARE] = MONEY("welfare", "sum of value times click probability, per auction", .kind = WALRAS_SCALAR),
    [REVENUE] = MONEY("revenue", "expected payments, per auction", .kind = WALRAS_SCALAR),
    [OPTIMAL_WELFARE] =
        MONEY("optimal_welfare", "the most that any allocation reaches", .absent = NO_OPTIMUM, .present = compares_optimum),
    [VIRTUAL_SURPLUS] = MONEY("virtual_surplus", "sum of virtual value times click probability",
                              .absent = "where value_distribution = none", .present = position_knows_law),
    [OPTIMAL_VIRTUAL] =
        MONEY("optimal_virtual_surplus", "the most that any allocation reaches: the revenue that is possible",
              .absent = "unless compare_optimum, and where value_distribution = none", .present = compares_virtual),
    [GREEDY_WELFARE] = MONEY("greedy_welfare", "welfare of the greedy rule", .absent = "unless compare_approximations",
                             .present = compares_greedy),
    [TWO_MATCHING_WELFARE] = MONEY("two_matching_welfare", "welfare of the better of two matchings", .absent = NO_BOUND,
                                   .present = position_compares_bound),
    [LP_BOUND] = MONEY("lp_bound", "bound of the linear program on the cascade's welfare", .absent = NO_BOUND,
                       .present = position_compares_bound),
    [WELFARE_RATIO] = RATE("welfare_ratio", "welfare over optimal_welfare", .undefined = NOTHING_TO_SHOW, .absent = NO_OPTIMUM,
                           .present = compares_optimum),
    [REVENUE_RATIO] = RATE("revenue_ratio", "revenue over optimal_virtual_surplus, whose mean is the largest revenue",
                           .undefined = NOTHING_TO_SHOW, .absent = "unless compare_optimum, and where value_distribution = none",
                           .present = compares_virtual),
    [GREEDY_RATIO] = RATE("greedy_ratio", "greedy_welfare over optimal_welfare", .undefined = NOTHING_TO_SHOW,
                          .absent = "unless both comparisons are made", .present = compares_greedy_optimum),
    [TWO_MATCHING_RATIO] =
        RATE("two_matching_ratio", "two_matching_welfare over optimal_welfare", .undefined = NOTHING_TO_SHOW,
             .absent = "unless both comparisons are made under user_model = cascade", .present = compares_bound_optimum),
    [WELFARE_RATIO_MEAN] =
        RATE("welfare_ratio_mean", "mean over auctions of welfare over optimum, each auction weighing the same",
             .undefined = NOTHING_TO_SHOW, .absent = NO_OPTIMUM, .present = compares_optimum),
    [WELFARE_RATIO_WORST] = RATE("welfare_ratio_worst", "smallest welfare over optimum of one auction",
                                 .undefined = NOTHING_TO_SHOW, .absent = NO_OPTIMUM, .present = compares_optimum),
    [GREEDY_RATIO_WORST] =
        RATE("greedy_ratio_worst", "smallest greedy welfare over optimum of one auction", .undefined = NOTHING_TO_SHOW,
             .absent = "unless both comparisons are made", .present = compares_greedy_optimum),
    [TWO_MATCHING_BOUND_WORST] = RATE("two_matching_bound_worst", "smallest two-matching welfare over lp_bound of one auction",
                                      .undefined = NOTHING_TO_SHOW, .absent = NO_BOUND, .present = position_compares_bound),
    [OPTIMUM_BOUND_WORST] =
        RATE("optimum_bound_worst", "smallest optimum over lp_bound of one auction", .undefined = NOTHING_TO_SHOW,
             .absent = "unless both comparisons are made under user_model = cascade", .present = compares_bound_optimum),
    [OPTIMUM_BOUND_MOST] =
        RATE("optimum_bound_most", "largest optimum over lp_bound of one auction", .undefined = NOTHING_TO_SHOW,
             .absent = "unless both comparisons are made under user_model = cascade", .present = compares_bound_optimum),
    [USER_CLICKS] = {.name = "user_clicks", .unit = "clicks", .doc = "expected clicks of a user, per auction"},
    [ADS_SHOWN] = {.name = "ads_shown", .unit = "ads", .doc = "ads shown, per auction"},
    [DINKELBACH_STEPS] = {.name = "dinkelbach_steps",
                          .unit = "steps",
                          .doc = "matchings until the optimum is reached, per auction",
                          .absent = "unless an optimum of the mnl user is asked for",
                          .present = iterates},
    [SHOWN_BELOW_WELFARE] = {.name = "shown_below_welfare",
                             .type = WALRAS_VALUE_INTEGER,
                             .unit = "ads",
                             .doc = "ads shown although their value is not above the auction's welfare",
                             .absent = "unless mechanism = optimal_vcg under user_model = mnl",
                             .present = is_mnl_optimum},
    [BRUTE_FORCE_GAP] = MONEY("brute_force_gap", "largest distance of the optimum from that of an enumeration",
                              .absent = "unless brute_force", .present = enumerates),
    [ORDER_GAP] = MONEY("order_gap", "most that another order of the ads shown would add to the optimum",
                        .absent = "unless brute_force under user_model = cascade", .present = orders),
    [MIN_UTILITY] = MONEY("min_utility", "smallest utility of a truthful advertiser, v pi - t", .kind = WALRAS_SCALAR),
    [MIN_PAYMENT] = MONEY("min_payment", "smallest payment of an ad shown", .undefined = "when no ad is shown in any auction"),
    [MAX_MISREPORT_GAIN] = MONEY("max_misreport_gain", "largest gain of a misreport in the audited auctions",
                                 .absent = "unless audited_auctions > 0", .present = audits),
    [MONOTONICITY_VIOLATIONS] = {.name = "monotonicity_violations",
                                 .type = WALRAS_VALUE_INTEGER,
                                 .unit = "1",
                                 .doc = "steps to a higher report that lower the click probability, in the audited auctions",
                                 .absent = "unless audited_auctions > 0",
                                 .present = audits},
    [ENVELOPE_GAP] = MONEY(
        "envelope_gap",
        "most by which the optimum's change between two reports leaves the range that its slopes, the click probabilities, allow",
        .absent = "unless optimal_vcg is audited", .present = audits_optimum),
    [SECOND_DIFFERENCE] =
        MONEY("second_difference", "smallest second difference of the optimum over an advertiser's grid of reports",
              .absent = "unless optimal_vcg is audited with misreport_grid > 2", .present = has_second_difference),
    [CLICK_RATE] = RATE("click_rate", "clicks drawn, per user", .absent = "unless users > 0", .present = draws_clicks),
    [CLICK_REVENUE] =
        MONEY("click_revenue", "price times clicks drawn, per user", .absent = "unless users > 0", .present = draws_clicks),
    [AUCTION_RATE] = {.name = "auction_rate",
                      .unit = "auctions/s",
                      .doc = "auctions per second of the whole trial, on the cores that it had",
                      .not_compared = true},
    [WELFARE_RATIOS] = RATE("welfare_ratios", "auctions by welfare over optimum", .kind = WALRAS_HISTOGRAM, .length = ratio_bins,
                            .edges = ratio_edges, .absent = NO_OPTIMUM, .present = compares_optimum),
    [PRICES_PER_CLICK] = {.name = "prices_per_click",
                          .kind = WALRAS_HISTOGRAM,
                          .unit = "money/click",
                          .doc = "ads shown by payment over click probability, outer bins open",
                          .length = price_bins,
                          .edges = price_edges},
    [CTR] = RATE("ctr", "click probability of each advertiser", .kind = WALRAS_VECTOR, .dimension = "advertiser",
                 .length = advertiser_count, .absent = "for more than one auction or 1000 advertisers",
                 .present = is_single_and_small),
    [PAYMENTS] = MONEY("payments", "expected payment of each advertiser", .kind = WALRAS_VECTOR, .dimension = "advertiser",
                       .length = advertiser_count, .absent = "for more than one auction or 1000 advertisers",
                       .present = is_single_and_small),
    [PAIRS] = {.name = "pairs",
               .kind = WALRAS_TABLE,
               .doc = "the ads shown, in the order that the user meets them",
               .columns = pair_columns,
               .length = pair_count,
               .absent = "for more than one auction",
               .present = is_single},
    [CURVE] = {.name = "curve",
               .kind = WALRAS_TABLE,
               .doc = "what curve_advertiser gets and pays over its reports",
               .columns = curve_columns,
               .length = report_count,
               .absent = "unless curve_advertiser > 0",
               .present = has_curve},
};

/* NaN, "undefined" in the metric's declaration, over nothing. */
static double over(double part, double whole) {
  return whole > 0.0 ? part / whole : (double)NAN;
}

static double found(walras_extremum extremum) {
  return extremum.id < 0 ? (double)NAN : extremum.value;
}

/* Gaps and gains are at least 0, also where no auction offered one. */
static double at_least_zero(walras_extremum extremum) {
  return extremum.id < 0 || !(extremum.value > 0.0) ? 0.0 : extremum.value;
}

static void record_means(walras_trial *trial, const struct position_parameters *p, const double *sum) {
  static const struct {
    int metric, slot;
  } means[] = {{WELFARE, SUM_WELFARE},
               {REVENUE, SUM_REVENUE},
               {OPTIMAL_WELFARE, SUM_OPTIMUM},
               {VIRTUAL_SURPLUS, SUM_VIRTUAL},
               {OPTIMAL_VIRTUAL, SUM_OPTIMUM_VIRTUAL},
               {GREEDY_WELFARE, SUM_GREEDY},
               {TWO_MATCHING_WELFARE, SUM_TWO_MATCHING},
               {LP_BOUND, SUM_BOUND},
               {USER_CLICKS, SUM_CLICKS}};
  for (size_t i = 0; i < sizeof means / sizeof *means; i++)
    walras_record_real(trial, means[i].metric, sum[means[i].slot] / (double)p->auctions);
  walras_record_real(trial, WELFARE_RATIO, over(sum[SUM_WELFARE], sum[SUM_OPTIMUM]));
  walras_record_real(trial, REVENUE_RATIO, over(sum[SUM_REVENUE], sum[SUM_OPTIMUM_VIRTUAL]));
  walras_record_real(trial, GREEDY_RATIO, over(sum[SUM_GREEDY], sum[SUM_OPTIMUM]));
  walras_record_real(trial, TWO_MATCHING_RATIO, over(sum[SUM_TWO_MATCHING], sum[SUM_OPTIMUM]));
  if (p->users > 0)
    walras_record_real(trial, CLICK_REVENUE, sum[SUM_CLICK_REVENUE] / ((double)p->auctions * (double)p->users));
}

static void record_extremes(walras_trial *trial, const walras_reduction *sums) {
  static const struct {
    int metric, slot;
  } least[] = {{WELFARE_RATIO_WORST, LEAST_RATIO},
               {GREEDY_RATIO_WORST, LEAST_GREEDY},
               {TWO_MATCHING_BOUND_WORST, LEAST_TWO_MATCHING},
               {OPTIMUM_BOUND_WORST, LEAST_BOUND},
               {MIN_UTILITY, LEAST_UTILITY},
               {MIN_PAYMENT, LEAST_PAYMENT},
               {SECOND_DIFFERENCE, LEAST_SECOND_DIFFERENCE}},
    most[] = {{BRUTE_FORCE_GAP, MOST_ENUMERATION_GAP},
              {ORDER_GAP, MOST_ORDER_GAP},
              {MAX_MISREPORT_GAIN, MOST_GAIN},
              {ENVELOPE_GAP, MOST_ENVELOPE}};
  for (size_t i = 0; i < sizeof least / sizeof *least; i++)
    walras_record_real(trial, least[i].metric, found(walras_reduction_minimum(sums, least[i].slot)));
  for (size_t i = 0; i < sizeof most / sizeof *most; i++)
    walras_record_real(trial, most[i].metric, at_least_zero(walras_reduction_maximum(sums, most[i].slot)));
  walras_record_real(trial, OPTIMUM_BOUND_MOST, found(walras_reduction_maximum(sums, MOST_BOUND)));
}

/* Auctions with a positive optimum are those of the histogram. */
static void record_ratio_mean(walras_trial *trial, const walras_reduction *sums) {
  int64_t auctions = 0;
  for (int64_t bin = 0; bin < RATIO_BINS; bin++)
    auctions += walras_reduction_counts(sums)[COUNT_RATIOS + bin];
  walras_record_real(trial, WELFARE_RATIO_MEAN, over(walras_reduction_sum(sums, SUM_RATIO), (double)auctions));
}

static void record_counts(walras_trial *trial, const struct position_parameters *p, const walras_reduction *sums) {
  const int64_t *counts = walras_reduction_counts(sums);
  const double n = (double)p->auctions;
  walras_record_real(trial, ADS_SHOWN, (double)counts[COUNT_ADS] / n);
  walras_record_real(trial, DINKELBACH_STEPS, (double)counts[COUNT_STEPS] / n);
  walras_record_integer(trial, SHOWN_BELOW_WELFARE, counts[COUNT_BELOW_WELFARE]);
  walras_record_integer(trial, MONOTONICITY_VIOLATIONS, counts[COUNT_DROPS]);
  walras_record_integers(trial, WELFARE_RATIOS, counts + COUNT_RATIOS, RATIO_BINS);
  walras_record_integers(trial, PRICES_PER_CLICK, counts + COUNT_PRICES, PRICE_BINS);
  if (p->users > 0)
    walras_record_real(trial, CLICK_RATE,
                       walras_int128_to_real(walras_reduction_total(sums, TOTAL_CLICKS)) / (n * (double)p->users));
}

static void record_vectors(walras_trial *trial, const struct position_parameters *p, const struct position_detail *detail) {
  double ctr[VECTOR_MOST] = {0.0}, payments[VECTOR_MOST] = {0.0};
  for (int64_t k = 0; k < (int64_t)detail->count; k++) {
    ctr[(int64_t)detail->advertiser[k] - 1] = detail->click[k];
    payments[(int64_t)detail->advertiser[k] - 1] = detail->payment[k];
  }
  walras_record_reals(trial, CTR, ctr, p->advertisers);
  walras_record_reals(trial, PAYMENTS, payments, p->advertisers);
}

static void record_pairs(walras_trial *trial, const struct position_detail *detail) {
  int64_t advertiser[POSITIONS_MOST], position[POSITIONS_MOST], clicks[POSITIONS_MOST];
  const int64_t count = (int64_t)detail->count;
  for (int64_t k = 0; k < count; k++) {
    advertiser[k] = (int64_t)detail->advertiser[k];
    position[k] = (int64_t)detail->position[k];
    clicks[k] = (int64_t)detail->clicks[k];
  }
  walras_record_column_integers(trial, PAIRS, PAIR_ADVERTISER, advertiser, count);
  walras_record_column_integers(trial, PAIRS, PAIR_POSITION, position, count);
  walras_record_column_reals(trial, PAIRS, PAIR_CLICK, detail->click, count);
  walras_record_column_reals(trial, PAIRS, PAIR_PAYMENT, detail->payment, count);
  walras_record_column_integers(trial, PAIRS, PAIR_CLICKS, clicks, count);
}

static void record_curve(walras_trial *trial, const struct position_parameters *p, const struct position_trial_report *curve) {
  const int64_t count = p->misreport_grid;
  double *column = walras_trial_allocate(trial, count, sizeof *column);
  if (column == NULL)
    return; /* the trial carries the error */
  for (int64_t k = 0; k < count; k++)
    column[k] = curve[k].report;
  walras_record_column_reals(trial, CURVE, CURVE_REPORT, column, count);
  for (int64_t k = 0; k < count; k++)
    column[k] = curve[k].click;
  walras_record_column_reals(trial, CURVE, CURVE_CLICK, column, count);
  for (int64_t k = 0; k < count; k++)
    column[k] = curve[k].payment;
  walras_record_column_reals(trial, CURVE, CURVE_PAYMENT, column, count);
}

void position_record(walras_trial *trial, const struct position_parameters *p, const walras_reduction *sums,
                     const struct position_detail *detail, const struct position_trial_report *curve) {
  record_means(trial, p, walras_reduction_sums(sums));
  record_ratio_mean(trial, sums);
  record_extremes(trial, sums);
  record_counts(trial, p, sums);
  walras_record_real(trial, AUCTION_RATE, (double)p->auctions / fmax(walras_trial_elapsed(trial), 1e-9));
  if (detail != NULL && p->advertisers <= VECTOR_MOST)
    record_vectors(trial, p, detail);
  if (detail != NULL)
    record_pairs(trial, detail);
  if (curve != NULL)
    record_curve(trial, p, curve);
}
