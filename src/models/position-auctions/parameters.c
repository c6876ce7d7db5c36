#include "models/position-auctions/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct position_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct position_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct position_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct position_parameters, field, .words = list, __VA_ARGS__)
#define SPREAD(field, value, text)                                                                                               \
  REAL(field, .range = "[0, 50]", .standard = value, .unit = "log-odds", .read_when = "instance == 'random'", .doc = text)

static const char *const users[] = {"mnl", "cascade", NULL};
static const char *const mechanisms[] = {
    "optimal_vcg", "revenue_optimal", "greedy", "two_matching", "additive_vcg", "separable_vcg", "gsp", "single_ad", NULL};
static const char *const instances[] = {"random", "list", "cosine", NULL};
static const char *const distributions[] = {"uniform01", "exponential1", "lognormal", "pareto", "equal_revenue_truncated", "none",
                                            NULL};

const walras_parameter position_schema[POSITION_PARAMETERS] = {
    INTEGER(auctions, .range = "[1, 1e12]", .standard = "1", .unit = "auctions",
            .doc = "auctions of a trial, each with its own draws; metrics are means over them"),
    INTEGER(advertisers, .range = "[1, 1e5]", .rule = "20, or as many as ctr_logit or ctr_file has rows", .unit = "advertisers",
            .doc = "n"),
    INTEGER(positions, .range = "[1, 64]", .rule = "8, or as many as ctr_logit or ctr_file has columns", .unit = "positions",
            .doc = "m, places of the answer that can hold an ad"),
    INTEGER(max_ads, .range = "[1, 64]", .rule = "4, or positions where that is less", .unit = "ads",
            .doc = "K, cap on the ads shown"),
    WORD(user_model, users, .standard = "mnl",
         .doc = "mnl: one click among all ads shown, order-free; cascade: reads in order and stops at the first click"),
    WORD(mechanism, mechanisms, .standard = "optimal_vcg", .doc = "who is shown where, and what a click costs"),
    WORD(instance, instances, .standard = "random", .doc = "where log-odds and values come from: drawn, given, or a formula"),
    WALRAS_REAL_LISTS(
        struct position_parameters, ctr_logit, .range = "[-inf, 100]", .standard = "()", .unit = "log-odds",
        .read_when = "instance == 'list'",
        .doc = "instance = list: a row for each advertiser with its log-odds of a click at each position; -inf: not there"),
    WALRAS_PATH(struct position_parameters, ctr_file, .standard = "", .read_when = "instance == 'list'",
                .doc = "instance = list: the same from a CSV file, a line for each advertiser"),
    WALRAS_REAL_ARRAY(struct position_parameters, values, .range = "[0, 1e15]", .standard = "[]", .unit = "money/click",
                      .read_when = "instance == 'list'",
                      .doc = "instance = list: the advertisers' values; left out, they are drawn"),
    REAL(logit_mean, .range = "[-100, 100]", .standard = "-1.0", .unit = "log-odds", .read_when = "instance != 'list'",
         .doc = "mu_0, mean of the log-odds"),
    SPREAD(ad_sd, "0.5", "standard deviation over advertisers"),
    SPREAD(position_sd, "0.5", "standard deviation over positions"),
    SPREAD(context_sd, "1.0", "tau, standard deviation of the interaction of creative and position"),
    REAL(logit_scale, .range = "[-100, 100]", .standard = "1.0", .unit = "log-odds", .read_when = "instance == 'cosine'",
         .doc = "instance = cosine: amplitude of the log-odds"),
    WORD(value_distribution, distributions, .rule = "uniform01; none where values are given or a formula",
         .doc = "F, law of the values; none: unknown to the mechanism"),
    REAL(value_scale, .range = "[1e-15, 1e15]", .standard = "1.0", .unit = "money/click", .doc = "s, factor of the drawn values"),
    REAL(value_shape, .range = "(0, 10]", .rule = "1 for lognormal, 2 for pareto", .unit = "1",
         .doc = "lognormal: sigma, median 1; pareto: tail index, minimum 1; no effect under other laws"),
    REAL(value_cap, .range = "(1, 1e15]", .standard = "10.0", .unit = "value_scale",
         .doc = "H of equal_revenue_truncated, no effect under other laws"),
    REAL(dinkelbach_tolerance, .range = "(0, 1e-3]", .standard = "1e-13", .unit = "1",
         .doc = "relative, of the optimum of the mnl user; no effect under cascade"),
    BOOLEAN(compare_optimum, .rule = "true where the optimum is exact: mnl, or positions <= 24",
            .doc = "solve each auction for its optimal welfare and virtual surplus too, whatever the mechanism"),
    BOOLEAN(compare_approximations, .standard = "true",
            .doc = "evaluate the greedy rule too, and for cascade the two matchings and the bound of the linear program"),
    BOOLEAN(brute_force, .standard = "false",
            .doc = "compare the optimum with an enumeration of all matchings and orders; at most 6 advertisers and 6 positions"),
    INTEGER(audited_auctions, .range = "[0, 1e12]", .standard = "0", .unit = "auctions",
            .doc = "in the first so many auctions each advertiser tries misreports; costly"),
    INTEGER(misreport_grid, .range = "[2, 1e6]", .standard = "64", .unit = "reports",
            .doc = "even grid of reports from 0 to twice the largest value; jumps of the click-through rate are tried on both "
                   "sides too"),
    INTEGER(curve_advertiser, .range = "[0, 1e5]", .standard = "0", .unit = "advertiser",
            .doc =
                "a single auction: record this advertiser's click-through rate and payment over the grid of reports; 0 = none"),
    INTEGER(users, .range = "[0, 1e12]", .standard = "0", .unit = "users",
            .doc = "users of each auction whose clicks are drawn; 0 = expectations only"),
};

/* Sizes of the given table. */
static walras_status measure_table(const struct position_parameters *p, int64_t *advertisers, int64_t *positions,
                                   walras_error *error) {
  const bool listed = p->ctr_logit.count > 0, filed = p->ctr_file[0] != '\0';
  if (listed == filed)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "ctr_logit: instance = list needs %s ctr_logit or ctr_file",
                       listed ? "only one of" : "one of");
  if (filed)
    return position_read_table(p->ctr_file, advertisers, positions, NULL, error);
  *advertisers = p->ctr_logit.count;
  *positions = p->ctr_logit.lists[0].count;
  for (int64_t row = 0; row < *advertisers; row++)
    if (p->ctr_logit.lists[row].count != *positions || *positions == 0)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "ctr_logit: row %lld has %lld columns, row 1 has %lld: all need the same, one for each position",
                         (long long)row + 1, (long long)p->ctr_logit.lists[row].count, (long long)*positions);
  return WALRAS_OK;
}

static walras_status resolve_size(int64_t *size, int64_t held, int64_t standard, int64_t most, const char *name,
                                  const walras_given *given, walras_error *error) {
  const bool given_size = walras_is_given(given, name);
  if (held > most)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the table of log-odds has %lld, at most %lld are possible", name,
                       (long long)held, (long long)most);
  if (held > 0 && given_size && *size != held)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s = %lld: the table of log-odds has %lld", name, (long long)*size,
                       (long long)held);
  if (!given_size)
    *size = held > 0 ? held : standard;
  return WALRAS_OK;
}

static bool is_exact(const struct position_parameters *p) {
  return p->user_model == USER_MNL || p->positions <= POSITIONS_EXACT;
}

bool position_is_random(const struct position_parameters *p) {
  return p->instance == INSTANCE_RANDOM || (p->instance == INSTANCE_LIST && p->values.count == 0);
}

walras_status position_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct position_parameters *p = parameters;
  int64_t advertisers = 0, positions = 0;
  walras_status status = p->instance == INSTANCE_LIST ? measure_table(p, &advertisers, &positions, error) : WALRAS_OK;
  if (status == WALRAS_OK)
    status = resolve_size(&p->advertisers, advertisers, 20, 100000, "advertisers", given, error);
  if (status == WALRAS_OK)
    status = resolve_size(&p->positions, positions, 8, POSITIONS_MOST, "positions", given, error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_is_given(given, "max_ads"))
    p->max_ads = p->positions < 4 ? p->positions : 4;
  if (!walras_is_given(given, "value_distribution"))
    p->value_distribution = position_is_random(p) ? UNIFORM01 : NO_DISTRIBUTION;
  if (!walras_is_given(given, "value_shape"))
    p->value_shape = p->value_distribution == PARETO ? 2.0 : 1.0;
  if (!walras_is_given(given, "compare_optimum"))
    p->compare_optimum = is_exact(p);
  return WALRAS_OK;
}

static walras_status check_laws(const struct position_parameters *p, walras_error *error) {
  if (p->value_distribution == PARETO && p->value_shape <= 1.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "value_shape = %g: a pareto law needs a tail index above 1",
                       p->value_shape);
  if (p->value_distribution == NO_DISTRIBUTION && position_is_random(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "value_distribution = none: these values are drawn and need a law");
  if (p->value_distribution == NO_DISTRIBUTION && p->mechanism == REVENUE_OPTIMAL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "value_distribution: mechanism = revenue_optimal needs the law that the values come from; name it");
  if (p->values.count > 0 && p->values.count != p->advertisers)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "values: %lld for %lld advertisers", (long long)p->values.count,
                       (long long)p->advertisers);
  return WALRAS_OK;
}

static walras_status check_exactness(const struct position_parameters *p, walras_error *error) {
  const bool wants = p->mechanism == OPTIMAL_VCG || p->mechanism == REVENUE_OPTIMAL || p->compare_optimum;
  if (wants && !is_exact(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "positions = %lld: the exact optimum of the cascade user takes at most %d; use mechanism = greedy%s",
                       (long long)p->positions, POSITIONS_EXACT, p->compare_optimum ? " and compare_optimum = false" : "");
  if (p->brute_force && (p->advertisers > ENUMERATION_MOST || p->positions > ENUMERATION_MOST))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "brute_force: %lld advertisers and %lld positions; an enumeration takes at most %d of each",
                       (long long)p->advertisers, (long long)p->positions, ENUMERATION_MOST);
  if (p->brute_force && !p->compare_optimum)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "brute_force: compare_optimum = false leaves no optimum to compare with");
  return WALRAS_OK;
}

walras_status position_check(const void *parameters, walras_error *error) {
  const struct position_parameters *p = parameters;
  if (p->max_ads > p->positions)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "max_ads = %lld must not be above positions = %lld", (long long)p->max_ads,
                       (long long)p->positions);
  if (p->mechanism == TWO_MATCHING && p->user_model == USER_MNL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "mechanism = two_matching is for user_model = cascade; the mnl user's optimum is exact anyway");
  if (p->curve_advertiser > p->advertisers)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "curve_advertiser = %lld: there are %lld advertisers",
                       (long long)p->curve_advertiser, (long long)p->advertisers);
  if (p->curve_advertiser > 0 && p->auctions > 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "curve_advertiser = %lld: only a single auction has a curve, auctions = %lld",
                       (long long)p->curve_advertiser, (long long)p->auctions);
  if (p->audited_auctions > p->auctions)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "audited_auctions = %lld: there are %lld auctions",
                       (long long)p->audited_auctions, (long long)p->auctions);
  if (p->auctions > 1 && !position_is_random(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "auctions = %lld: nothing is drawn, so that all would be the same",
                       (long long)p->auctions);
  const walras_status status = check_laws(p, error);
  return status == WALRAS_OK ? check_exactness(p, error) : status;
}
