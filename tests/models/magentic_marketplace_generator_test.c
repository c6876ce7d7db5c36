/* The synthetic market: laws of what is drawn, and what holds of every market. Limits of the statistical tests as in chance.h (false alarm 10^-6
 * each), seeds fixed. */
#include "magentic_marketplace.h"
#include "unit/numerics/random/chance.h"

enum { REQUESTS = 1500, THIRD = REQUESTS / 3, EACH = 3, BUSINESSES = REQUESTS * EACH };
static const char *const domains[2] = {"domain=restaurant", "domain=contractor"};
static const int amenities_of[2] = {10, 18};
static const double price_sd[2] = {0.25, 0.125};

/* A market of `requests` requests without a run of consumers worth the name. */
#define GENERATE(run, ...) RUN(run, "search_mechanism=perfect", "consumers=1", "requests=1500", __VA_ARGS__)

static int64_t items_of(const struct magentic_market *m, int64_t request) {
  return m->item_start[request + 1] - m->item_start[request];
}

/* How many requests of `size` items name each item, in memory of the caller's. */
static int64_t *count_requests_of(const struct magentic_market *m, int64_t size) {
  int64_t *named = calloc((size_t)m->items, sizeof *named);
  CU_ASSERT_PTR_NOT_NULL_FATAL(named);
  for (int64_t request = 0; request < m->requests; request++)
    for (int64_t i = m->item_start[request]; items_of(m, request) == size && i < m->item_start[request + 1]; i++)
      named[m->item[i]]++;
  return named;
}

static int64_t distinct(const int64_t *named, int64_t items, int64_t most) {
  int64_t count = 0, above = 0;
  for (int64_t item = 0; item < items; item++) {
    above += named[item] > most;
    count += named[item] > 0;
  }
  CU_ASSERT_EQUAL(above, 0);
  return count;
}

/* ---- requests ---- */

/* Windows of the random order: one item never shared; pairs that advance by 1 or 2 and triples by 1, 2 or 3, so that n of them hold
 * 2 + 1.5 (n - 1) and 3 + 2 (n - 1) items; variances of a step 1/4 and 2/3. No item is named by requests of two sizes. */
static void requests_share_items_as_windows_of_a_random_order_do(void) {
  GENERATE(run, "domain=restaurant");
  const struct magentic_market *m = market_of(&run);
  int64_t mixed = 0, *named[3];
  for (int64_t size = 1; size <= 3; size++)
    named[size - 1] = count_requests_of(m, size);
  CU_ASSERT_EQUAL(distinct(named[0], m->items, 1), THIRD);
  CU_ASSERT_DOUBLE_EQUAL((double)distinct(named[1], m->items, 2), 2 + (THIRD - 1) * 1.5,
                         CHANCE_TWO_SIDED * sqrt((THIRD - 1) / 4.0));
  CU_ASSERT_DOUBLE_EQUAL((double)distinct(named[2], m->items, 3), 3 + (THIRD - 1) * 2.0,
                         CHANCE_TWO_SIDED * sqrt((THIRD - 1) * 2.0 / 3.0));
  for (int64_t item = 0; item < m->items; item++)
    mixed += (named[0][item] > 0) + (named[1][item] > 0) + (named[2][item] > 0) > 1;
  CU_ASSERT_EQUAL(mixed, 0);
  for (int i = 0; i < 3; i++)
    free(named[i]);
  end_run(&run);
}

/* Whether the sizes come in a mixed order: correlation with the request's number. Without replacement: no wider than independent draws. */
static void requests_stand_in_random_order(void) {
  static double number[REQUESTS], size[REQUESTS];
  GENERATE(run, "domain=restaurant");
  const struct magentic_market *m = market_of(&run);
  for (int64_t request = 0; request < REQUESTS; request++) {
    number[request] = (double)request;
    size[request] = (double)items_of(m, request);
  }
  CU_ASSERT(fabs(chance_correlation(number, size, REQUESTS)) < CHANCE_TWO_SIDED);
  end_run(&run);
}

static void requests_ask_for_one_or_two_amenities_of_their_domain(void) {
  for (int domain = 0; domain < 2; domain++) {
    int64_t count[3] = {0}, of[64] = {0};
    GENERATE(run, domains[domain]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t request = 0; request < REQUESTS; request++) {
      const int asked = __builtin_popcountll(m->required[request]);
      CU_ASSERT_FATAL(asked == 1 || asked == 2);
      CU_ASSERT_EQUAL(m->required[request] >> amenities_of[domain], 0);
      count[asked]++;
      for (int bit = 0; asked == 1 && bit < amenities_of[domain]; bit++)
        of[bit] += (int64_t)(m->required[request] >> bit & 1);
    }
    CU_ASSERT_DOUBLE_EQUAL((double)count[1], REQUESTS / 2.0, CHANCE_TWO_SIDED * sqrt(REQUESTS / 4.0));
    CU_ASSERT(chance_chi_square_uniform(of, amenities_of[domain], count[1]) < chance_chi_square_limit(amenities_of[domain] - 1));
    end_run(&run);
  }
}

/* Cents. */
static const int64_t deciles[2][11] = {{349, 549, 699, 849, 920, 999, 1049, 1099, 1199, 1343, 1899},
                                       {10099, 19695, 24297, 28817, 32358, 35895, 39627, 41799, 45190, 47699, 51999}};

/* The law of the released data's deciles, linear between them: the items that one request names alone. Rounding to whole cents moves
 * at most half a cent's share, 1/1000 of a restaurant's items, over a border. */
static double restaurant_law(double cents) {
  int bin = 0;
  while (bin < 9 && cents > (double)deciles[0][bin + 1])
    bin++;
  return (bin + (cents - (double)deciles[0][bin]) / (double)(deciles[0][bin + 1] - deciles[0][bin])) / 10.0;
}
static double contractor_law(double cents) {
  int bin = 0;
  while (bin < 9 && cents > (double)deciles[1][bin + 1])
    bin++;
  return (bin + (cents - (double)deciles[1][bin]) / (double)(deciles[1][bin + 1] - deciles[1][bin])) / 10.0;
}

static void reference_prices_follow_the_released_deciles_in_whole_cents(void) {
  for (int domain = 0; domain < 2; domain++) {
    static double cents[REQUESTS];
    int64_t n = 0;
    GENERATE(run, domains[domain]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t request = 0; request < REQUESTS; request++) {
      const int64_t units = m->item_reference[m->item_start[request]];
      CU_ASSERT(units % 100 == 0 && units >= 100 * deciles[domain][0] && units <= 100 * deciles[domain][10]);
      if (items_of(m, request) == 1)
        cents[n++] = (double)units / 100.0;
    }
    CU_ASSERT_EQUAL(n, THIRD);
    CU_ASSERT(chance_kolmogorov(cents, n, domain == 0 ? restaurant_law : contractor_law) <
              CHANCE_KOLMOGOROV + 0.001 * sqrt(THIRD));
    end_run(&run);
  }
}

/* One item has one reference price, whoever asks for it; s^2 = (rho m)^2 summed. */
static void an_item_has_one_reference_price(void) {
  GENERATE(run, "price_rel_sd=0.3");
  const struct magentic_market *m = market_of(&run);
  int64_t *reference = calloc((size_t)m->items, sizeof *reference);
  CU_ASSERT_PTR_NOT_NULL_FATAL(reference);
  for (int64_t request = 0; request < REQUESTS; request++) {
    double squares = 0.0;
    int64_t sum = 0;
    for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++) {
      CU_ASSERT(reference[m->item[i]] == 0 || reference[m->item[i]] == m->item_reference[i]);
      reference[m->item[i]] = m->item_reference[i];
      squares += 0.09 * (double)m->item_reference[i] * (double)m->item_reference[i];
      sum += m->item_reference[i];
    }
    CU_ASSERT_EQUAL(m->reference_value[request], sum);
    CU_ASSERT_DOUBLE_EQUAL(m->price_deviation[request] / sqrt(squares), 1.0, 1e-12);
  }
  free(reference);
  end_run(&run);
}

/* ---- businesses ---- */

static bool is_requested(const struct magentic_market *m, int64_t request, int64_t item) {
  for (int64_t i = m->item_start[request]; i < m->item_start[request + 1]; i++)
    if (m->item[i] == item)
      return true;
  return false;
}

/* Distractors: 10 to 15, each number as often, no item twice, none of those that any request names. */
static void menus_hold_the_request_and_ten_to_fifteen_items_that_nobody_asks_for(void) {
  GENERATE(run, "domain=restaurant");
  const struct magentic_market *m = market_of(&run);
  int64_t extra[6] = {0}, repeated = 0, foreign = 0, *named[3], *seen = calloc((size_t)m->items, sizeof *seen);
  for (int64_t size = 1; size <= 3; size++)
    named[size - 1] = count_requests_of(m, size);
  for (int64_t business = 0; business < BUSINESSES; business++) {
    int64_t own = 0, others = 0;
    for (int64_t entry = m->menu_start[business]; entry < m->menu_start[business + 1]; entry++) {
      const int64_t item = m->menu_item[entry];
      const bool requested = is_requested(m, business / EACH, item);
      repeated += seen[item] == business + 1;
      seen[item] = business + 1;
      foreign += !requested && named[0][item] + named[1][item] + named[2][item] > 0;
      own += requested;
      others += !requested;
    }
    CU_ASSERT_EQUAL(own, items_of(m, business / EACH));
    CU_ASSERT_FATAL(others >= 10 && others <= 15);
    extra[others - 10]++;
  }
  CU_ASSERT(repeated == 0 && foreign == 0);
  CU_ASSERT(chance_chi_square_uniform(extra, 6, BUSINESSES) < chance_chi_square_limit(5));
  for (int i = 0; i < 3; i++)
    free(named[i]);
  free(seen);
  end_run(&run);
}

/* The one requested item of a menu of n entries is as often at any place: its rank among the others, (place + 1/2)/n, has mean 1/2 and
 * variance (1 - 1/n^2)/12. */
static void the_requested_item_stands_anywhere_on_the_menu(void) {
  double sum = 0.0, variance = 0.0, n = 0.0;
  GENERATE(run, "domain=restaurant");
  const struct magentic_market *m = market_of(&run);
  for (int64_t business = 0; business < BUSINESSES; business++) {
    const int64_t first = m->menu_start[business], length = m->menu_start[business + 1] - first;
    if (items_of(m, business / EACH) != 1)
      continue;
    for (int64_t place = 0; place < length; place++)
      sum += is_requested(m, business / EACH, m->menu_item[first + place]) ? ((double)place + 0.5) / (double)length : 0.0;
    variance += (1.0 - 1.0 / (double)(length * length)) / 12.0;
    n += 1.0;
  }
  CU_ASSERT_EQUAL(n, (double)REQUESTS);
  CU_ASSERT_DOUBLE_EQUAL(sum, n / 2.0, CHANCE_TWO_SIDED * sqrt(variance));
  end_run(&run);
}

/* (price - m)/(rho m) of the requested items: standard normal, independent within a business. Rounding to cents adds (1/12)/(rho m)^2,
 * at most 1e-4 to the variance. */
static double normal_law(double x) {
  return 0.5 * erfc(-x / sqrt(2.0));
}

static void posted_prices_are_normal_around_the_reference_and_independent(void) {
  static double score[3 * BUSINESSES], left[BUSINESSES], right[BUSINESSES];
  for (int domain = 0; domain < 2; domain++) {
    int64_t n = 0, pairs = 0, broken = 0;
    GENERATE(run, domains[domain]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t business = 0; business < BUSINESSES; business++) {
      const int64_t before = n, first = m->item_start[business / EACH];
      for (int64_t i = first; i < m->item_start[business / EACH + 1]; i++)
        for (int64_t entry = m->menu_start[business]; entry < m->menu_start[business + 1]; entry++) {
          const double mean = (double)m->item_reference[i];
          broken += m->menu_price[entry] % 100 != 0;
          if (m->menu_item[entry] == m->item[i])
            score[n++] = ((double)m->menu_price[entry] - mean) / (price_sd[domain] * mean);
        }
      if (n - before < 2)
        continue;
      left[pairs] = score[before];
      right[pairs++] = score[before + 1];
    }
    CU_ASSERT_EQUAL(n, 6 * BUSINESSES / 3);
    CU_ASSERT_EQUAL(broken, 0);
    CU_ASSERT(fabs(chance_correlation(left, right, pairs)) < CHANCE_TWO_SIDED);
    /* a cent is up to 0.0115 sd: steps of 0.0023 at the densest */
    CU_ASSERT(chance_kolmogorov(score, n, normal_law) < CHANCE_KOLMOGOROV + 0.5 * 0.4 * 0.0115 * sqrt((double)n));
    end_run(&run);
  }
}

/* With rho = 1 a share Phi(-1) of all prices would be below a cent, and Phi(-1 + 1.5 cents/m) is rounded to one. */
static void no_price_is_below_a_cent(void) {
  GENERATE(run, "domain=contractor", "price_rel_sd=1.0");
  const struct magentic_market *m = market_of(&run);
  const double entries = (double)m->menu_start[BUSINESSES], share = normal_law(-1.0);
  double floor_price = 0.0;
  int64_t least = INT64_MAX;
  for (int64_t entry = 0; entry < m->menu_start[BUSINESSES]; entry++) {
    least = m->menu_price[entry] < least ? m->menu_price[entry] : least;
    floor_price += m->menu_price[entry] == 100;
  }
  CU_ASSERT_EQUAL(least, 100);
  CU_ASSERT_DOUBLE_EQUAL(floor_price / entries, share, CHANCE_TWO_SIDED * sqrt(share * (1.0 - share) / entries) + 1e-5);
  end_run(&run);
}

static void without_spread_everybody_asks_the_reference_price(void) {
  GENERATE(run, "price_rel_sd=0.0", "businesses_per_request=2");
  const struct magentic_market *m = market_of(&run);
  CU_ASSERT_EQUAL(m->complete_start[REQUESTS], 2 * REQUESTS);
  for (int64_t request = 0; request < REQUESTS; request++) {
    CU_ASSERT_EQUAL(m->price_deviation[request], 0.0);
    for (int64_t pair = m->complete_start[request]; pair < m->complete_start[request + 1]; pair++)
      CU_ASSERT_EQUAL(m->complete_price[pair], m->reference_value[request]);
  }
  end_run(&run);
}

/* Two to four random amenities and the required ones; the last `unfit` lack the first required one. A business with a of the n amenities
 * required has a + 3 (1 - a/n) of them on average; mean over a = 1, 2 and the unfit third, which has one less. Its variance is below 2. */
static void businesses_have_the_required_amenities_and_two_to_four_random_ones(void) {
  for (int domain = 0; domain < 2; domain++) {
    double sum = 0.0;
    GENERATE(run, domains[domain]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t business = 0; business < BUSINESSES; business++) {
      const uint64_t required = m->required[business / EACH], has = m->amenities[business], lacking = required & ~has;
      const int more = __builtin_popcountll(has & ~required);
      CU_ASSERT_EQUAL(lacking, business % EACH == EACH - 1 ? required & -required : 0);
      CU_ASSERT(more <= 4 && more >= 2 - __builtin_popcountll(required));
      CU_ASSERT_EQUAL(has >> amenities_of[domain], 0);
      sum += __builtin_popcountll(has);
    }
    const double n = amenities_of[domain], mean = 1.5 + 3.0 * (1.0 - 1.5 / n) - 1.0 / 3.0;
    CU_ASSERT_DOUBLE_EQUAL(sum / BUSINESSES, mean, CHANCE_TWO_SIDED * sqrt(2.0 / BUSINESSES));
    end_run(&run);
  }
}

static void every_business_is_well_rated_and_as_fast_as_the_others(void) {
  GENERATE(run, "domain=contractor");
  const struct magentic_market *m = market_of(&run);
  for (int64_t business = 0; business < m->businesses; business++)
    CU_ASSERT(m->rating[business] == 1.0 && m->latency_factor[business] == 1.0 && m->attack[business] == ATTACK_NONE);
  end_run(&run);
}

static void each_business_attacks_by_itself_with_the_given_share(void) {
  static double attacks[BUSINESSES - 1], next[BUSINESSES - 1];
  double sum = 0.0;
  GENERATE(run, "attack_kind=social_proof", "attack_share=0.3");
  const struct magentic_market *m = market_of(&run);
  for (int64_t business = 0; business < BUSINESSES; business++) {
    const double attack = m->attack[business] == ATTACK_SOCIAL_PROOF;
    CU_ASSERT(attack == 1.0 || m->attack[business] == ATTACK_NONE);
    sum += attack;
    if (business > 0)
      next[business - 1] = attack;
    if (business + 1 < BUSINESSES)
      attacks[business] = attack;
  }
  CU_ASSERT_DOUBLE_EQUAL(sum / BUSINESSES, 0.3, CHANCE_TWO_SIDED * sqrt(0.21 / BUSINESSES));
  CU_ASSERT(fabs(chance_correlation(attacks, next, BUSINESSES - 1)) < CHANCE_TWO_SIDED);
  end_run(&run);
}

/* ---- the whole market ---- */

/* Who attacks, and what search there will be, is drawn apart from the rest. */
static void the_market_is_the_same_whoever_attacks(void) {
  GENERATE(calm, "domain=restaurant");
  GENERATE(attacked, "domain=restaurant", "attack_kind=authority", "attack_share=0.5");
  const struct magentic_market *a = market_of(&calm), *b = market_of(&attacked), *again = market_of(&calm);
  const size_t entries = (size_t)a->menu_start[BUSINESSES] * sizeof(int64_t);
  CU_ASSERT_EQUAL_FATAL(a->menu_start[BUSINESSES], b->menu_start[BUSINESSES]);
  CU_ASSERT(memcmp(a->menu_item, b->menu_item, entries) == 0 && memcmp(a->menu_price, b->menu_price, entries) == 0);
  CU_ASSERT(memcmp(a->menu_item, again->menu_item, entries) == 0 && memcmp(a->menu_price, again->menu_price, entries) == 0);
  CU_ASSERT_EQUAL(memcmp(a->required, b->required, REQUESTS * sizeof *a->required), 0);
  CU_ASSERT_EQUAL(memcmp(a->amenities, b->amenities, BUSINESSES * sizeof *a->amenities), 0);
  end_run(&calm);
  end_run(&attacked);
}

/* The message of generating the market of a run with fewer items than its parameters would allow: how far windows reach is drawn. */
static void expect_too_few(const char *requests, int64_t items, const char *message) {
  RUN(run, requests, "search_mechanism=perfect");
  struct magentic_parameters p = *(const struct magentic_parameters *)run.parameters;
  struct magentic_market market = {0};
  p.catalogue_items = items;
  CU_ASSERT_EQUAL(magentic_generate(run.trial, &p, &market), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_PTR_NOT_NULL(strstr(walras_trial_error(run.trial)->message, message));
  end_run(&run);
}

/* One request takes at most nine items: one, two steps of a pair, one free, three, two free; sixteen are to be left. */
static void a_catalogue_that_is_too_small_is_refused_with_what_it_leaves(void) {
  expect_too_few("requests=100", 140, "catalogue_items = 140 is too small for 100 requests");
  expect_too_few("requests=1", 20, "catalogue_items = 20 leaves only 1");
  RUN(run, "requests=1", "catalogue_items=25", "search_mechanism=perfect");
  CU_ASSERT_EQUAL(market_of(&run)->items, 25);
  end_run(&run);
}

static void the_catalogue_grows_with_the_requests(void) {
  static const int64_t expected[2][2] = {{1000, 15000}, {700, 15000}};
  for (int domain = 0; domain < 2; domain++) {
    RUN(small, domains[domain], "requests=50", "search_mechanism=perfect");
    GENERATE(large, domains[domain]);
    CU_ASSERT_EQUAL(market_of(&small)->items, expected[domain][0]);
    CU_ASSERT_EQUAL(market_of(&large)->items, expected[domain][1]);
    end_run(&small);
    end_run(&large);
  }
}

WALRAS_UNIT_TESTS(UNIT(requests_share_items_as_windows_of_a_random_order_do), UNIT(requests_stand_in_random_order),
                  UNIT(requests_ask_for_one_or_two_amenities_of_their_domain),
                  UNIT(reference_prices_follow_the_released_deciles_in_whole_cents), UNIT(an_item_has_one_reference_price),
                  UNIT(menus_hold_the_request_and_ten_to_fifteen_items_that_nobody_asks_for),
                  UNIT(the_requested_item_stands_anywhere_on_the_menu),
                  UNIT(posted_prices_are_normal_around_the_reference_and_independent), UNIT(no_price_is_below_a_cent),
                  UNIT(without_spread_everybody_asks_the_reference_price),
                  UNIT(businesses_have_the_required_amenities_and_two_to_four_random_ones),
                  UNIT(every_business_is_well_rated_and_as_fast_as_the_others),
                  UNIT(each_business_attacks_by_itself_with_the_given_share), UNIT(the_market_is_the_same_whoever_attacks),
                  UNIT(a_catalogue_that_is_too_small_is_refused_with_what_it_leaves), UNIT(the_catalogue_grows_with_the_requests))
