/* The books: what single purchases add, worked out by hand, and what must add up however many there are. */
#include "models/magentic-marketplace/books.h"

#include <math.h>

#include "numerics/random/philox.h"
#include "unit.h"
#include "walras/elementary.h"

enum { WIDTH = 6, ROWS = 3, BUSINESSES = 4, PAGE = 5, REFERENCE = 80000, VALUE = 160000 };

/* What the four businesses ask of the one request: two fit, one is complete without an amenity, one attacks with a substitute. */
static const struct magentic_entry offers[BUSINESSES] = {{.business = 0, .price = 86000, .complete = 1, .fit = 1},
                                                         {.business = 1, .price = 71000, .complete = 1},
                                                         {.business = 2, .price = 50000, .attack = ATTACK_AUTHORITY},
                                                         {.business = 3, .price = 78000, .complete = 1, .fit = 1}};

/* A round of that market, a cohort of it, and a block's books. */
typedef struct bench {
  struct magentic_parameters p;
  struct magentic_market m;
  struct magentic_round round;
  struct magentic_cohort cohort;
  walras_int128 totals[TOTALS];
  double sums[SUMS];
  int64_t counts[2048];
  walras_block block;
} bench;

static int64_t complete_start[2] = {0, 3}, complete_business[3] = {0, 1, 3};

static bench *open_books(struct magentic_parameters p) {
  bench *b = calloc(1, sizeof *b);
  CU_ASSERT_PTR_NOT_NULL_FATAL(b);
  b->p = p;
  b->p.latency_median = 2.0;
  b->p.search_bandwidth = PAGE;
  b->p.businesses_per_request = 3;
  b->p.assistant_profile = MAGENTIC_MIXED;
  b->p.profile_names.count = 2;
  b->m = (struct magentic_market){
      .requests = 1, .businesses = BUSINESSES, .complete_start = complete_start, .complete_business = complete_business};
  b->round = (struct magentic_round){.p = &b->p, .m = &b->m, .most_contacts = ROWS, .at = magentic_counts_of(&b->p, BUSINESSES)};
  CU_ASSERT_FATAL(b->round.at.length <= (int64_t)(sizeof b->counts / sizeof *b->counts));
  b->cohort.width = b->cohort.active = WIDTH;
  b->block = (walras_block){.totals = b->totals, .counts = b->counts, .sums = b->sums};
  return b;
}

/* Active consumer i is number who[i] of the cohort. */
static void seat(bench *b, int i, int number, int64_t policy, int contacts, bool unmatched) {
  b->cohort.who[i] = number;
  b->cohort.consumer[number] = (struct magentic_consumer){.id = 1000 + number,
                                                          .policy = policy,
                                                          .reference = REFERENCE,
                                                          .value = VALUE,
                                                          .contacts = contacts,
                                                          .unmatched = unmatched};
  b->cohort.purchase[i] = (struct magentic_purchase){.paid = -1, .again = -1};
}

/* Contact `row` of consumer i: to whom, from which place of the page, when it arrived. */
static int contact(bench *b, int i, int row, int business, int slot, double key) {
  const int k = row * WIDTH + i;
  b->cohort.entry[k] = &offers[business];
  b->cohort.slot[k] = slot;
  b->cohort.key[k] = key;
  return k;
}

static double decades(double x) {
  return x * 2.302585092994046;
}

/* Consumers 0 to 3 are done, 4 has bought but is not asked for, 5 has not. Times in medians: 10^-0.975, 10^0.225, 10^-3, out of range. */
static bench *worked_example(struct magentic_parameters p) {
  bench *b = open_books(p);
  seat(b, 0, 4, 1, 3, false);
  seat(b, 1, 2, 0, 3, false);
  seat(b, 2, 0, 0, 70, false);
  seat(b, 3, 1, 0, 1, true);
  seat(b, 4, 3, 0, 2, false);
  seat(b, 5, 5, 0, 2, false);
  const bool clock = p.send_stagger > 0.0;
  const double early = clock ? 2.0 * walras_exp(decades(-0.975)) : decades(-0.975),
               late = clock ? 2.0 * walras_exp(decades(0.225)) : decades(0.225),
               least = clock ? 2.0 * walras_exp(decades(-3.0)) : decades(-3.0);
  struct magentic_purchase *purchase = b->cohort.purchase;
  purchase[0] = (struct magentic_purchase){.paid = contact(b, 0, 0, 0, 2, early), .again = -1, .proposals = 3, .key = late};
  purchase[1] = (struct magentic_purchase){.paid = contact(b, 1, 1, 1, 0, late),
                                           .again = contact(b, 1, 2, 3, 4, late),
                                           .position = 1,
                                           .proposals = 3,
                                           .key = late,
                                           .again_key = late};
  purchase[2] = (struct magentic_purchase){.paid = contact(b, 2, 0, 2, 2, least), .again = -1, .proposals = 1, .key = least};
  purchase[4] = (struct magentic_purchase){.paid = contact(b, 4, 0, 3, 1, late), .again = -1, .proposals = 2, .key = late};
  b->cohort.captured[2] = b->cohort.overloaded[2] = b->cohort.overloaded[3] = true;
  return b;
}

static int64_t sum_of(const int64_t *counts, int64_t length) {
  int64_t sum = 0;
  for (int64_t i = 0; i < length; i++)
    sum += counts[i];
  return sum;
}

static const int done[4] = {0, 1, 2, 3};

/* U: 160000 - 86000; 160000 - 71000 - 78000, met by the second purchase; -50000; 0. */
static void money_is_booked_to_the_unit(void) {
  bench *b = worked_example((struct magentic_parameters){0});
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 4);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_WELFARE], 74000 + 11000 - 50000);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_WELFARE_SQUARED], 74000LL * 74000 + 11000LL * 11000 + 50000LL * 50000);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_PAYMENTS], 285000);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_ATTACKER_REVENUE], 50000);
  const int64_t *payments = b->counts + b->round.at.payments, *revenue = b->counts + b->round.at.revenue;
  for (int business = 0; business < BUSINESSES; business++)
    CU_ASSERT(payments[business] == 1 && revenue[business] == offers[business].price);
  CU_ASSERT_EQUAL(b->sums[SUM_PRICE_RATIO], 285000.0 / REFERENCE);
  free(b);
}

static void what_happened_to_each_consumer_is_counted_once(void) {
  bench *b = worked_example((struct magentic_parameters){0});
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 4);
  const int64_t *count = b->counts;
  CU_ASSERT(count[COUNT_BUYERS] == 3 && count[COUNT_PURCHASES] == 4 && count[COUNT_NEEDS_MET] == 2);
  CU_ASSERT(count[COUNT_CAPTURED] == 1 && count[COUNT_OVERLOADED] == 2 && count[COUNT_UNMATCHED] == 1);
  CU_ASSERT(count[COUNT_ATTACKER_PAYMENTS] == 1 && count[COUNT_RATIONED] == 0);
  /* U/T = 0.925, 0.1375, -0.625, 0 in bins of 0.04 from -2 */
  CU_ASSERT(count[COUNT_UTILITY + 73] == 1 && count[COUNT_UTILITY + 53] == 1 && count[COUNT_UTILITY + 34] == 1 &&
            count[COUNT_UTILITY + 50] == 1);
  CU_ASSERT_EQUAL(sum_of(count + COUNT_UTILITY, UTILITY_BINS), 4);
  CU_ASSERT(count[COUNT_CONTACT_BINS + 3] == 2 && count[COUNT_CONTACT_BINS + 1] == 1);
  CU_ASSERT_EQUAL(count[COUNT_CONTACT_BINS + CONTACT_BINS - 1], 1); /* 70 contacts */
  /* [policy][outcome][overloaded][captured] */
  const int64_t *outcome = count + COUNT_OUTCOME;
  CU_ASSERT(outcome[((1 * OUTCOMES + OUTCOME_FIT) * 2 + 0) * 2 + 0] == 1 && outcome[((0 + OUTCOME_FIT) * 2 + 0) * 2 + 0] == 1);
  CU_ASSERT(outcome[((0 + OUTCOME_SUBSTITUTE) * 2 + 1) * 2 + 1] == 1 && outcome[((0 + OUTCOME_NONE) * 2 + 1) * 2 + 0] == 1);
  CU_ASSERT_EQUAL(sum_of(outcome, 2 * OUTCOMES * 4), 4);
  free(b);
}

static void a_complete_offer_without_the_amenities_meets_no_need(void) {
  bench *b = open_books((struct magentic_parameters){0});
  seat(b, 0, 0, 0, 1, false);
  b->cohort.purchase[0] = (struct magentic_purchase){.paid = contact(b, 0, 0, 1, 0, 0.0), .again = -1, .proposals = 1};
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 1);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_WELFARE], -71000);
  CU_ASSERT_EQUAL(b->counts[COUNT_OUTCOME + OUTCOME_UNFIT * 4], 1);
  free(b);
}

/* The value counts once. */
static void two_fitting_purchases_meet_one_need(void) {
  bench *b = open_books((struct magentic_parameters){0});
  seat(b, 0, 0, 0, 2, false);
  b->cohort.purchase[0] =
      (struct magentic_purchase){.paid = contact(b, 0, 0, 0, 0, 0.0), .again = contact(b, 0, 1, 3, 1, 0.0), .proposals = 2};
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 1);
  CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_WELFARE], VALUE - 86000 - 78000);
  CU_ASSERT(b->counts[COUNT_NEEDS_MET] == 1 && b->counts[COUNT_BUYERS] == 1 && b->counts[COUNT_PURCHASES] == 2);
  free(b);
}

/* Of the first payments; ranks over all, those with three proposals, those with as many as there are complete businesses. */
static void first_payments_are_counted_by_rank_and_by_place_on_the_page(void) {
  bench *b = worked_example((struct magentic_parameters){0});
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 4);
  const int64_t *count = b->counts, *slot = b->counts + b->round.at.position;
  CU_ASSERT(count[COUNT_RANK] == 2 && count[COUNT_RANK + 1] == 1 && sum_of(count + COUNT_RANK, MAGENTIC_RANKS) == 3);
  CU_ASSERT(count[COUNT_FIRST_PAID] == 1 && count[COUNT_LATER_PAID + 3] == 1);
  CU_ASSERT_EQUAL(sum_of(count + COUNT_LATER_PAID, MAGENTIC_CONTACTS_MOST + 1), 1);
  CU_ASSERT(count[COUNT_RANK_ALL] == 1 && count[COUNT_RANK_ALL + 1] == 1 && sum_of(count + COUNT_RANK_ALL, MAGENTIC_RANKS) == 2);
  CU_ASSERT(slot[0] == 1 && slot[2] == 2 && sum_of(slot, PAGE) == 3);
  free(b);
}

static void payments_to_arrivals_beyond_the_last_rank_are_in_no_rank(void) {
  bench *b = open_books((struct magentic_parameters){0});
  seat(b, 0, 0, 0, 20, false);
  b->cohort.purchase[0] =
      (struct magentic_purchase){.paid = contact(b, 0, 0, 0, 0, 0.0), .again = -1, .position = MAGENTIC_RANKS, .proposals = 20};
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 1);
  CU_ASSERT(sum_of(b->counts + COUNT_RANK, MAGENTIC_RANKS) == 0 && sum_of(b->counts + COUNT_RANK_ALL, MAGENTIC_RANKS) == 0);
  CU_ASSERT(b->counts[COUNT_BUYERS] == 1 && b->counts[COUNT_LATER_PAID + 20] == 1);
  free(b);
}

/* By keys (logarithms of times in medians) and by a clock (seconds, median 2 s) alike: when it is paid adds to the mean time, when it arrived
 * to the histogram: bins of 1/20 decade from 10^-2, the first and the last open. */
static void times_are_those_of_payments_and_arrivals(void) {
  for (int clock = 0; clock < 2; clock++) {
    bench *b = worked_example((struct magentic_parameters){.send_stagger = clock});
    magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 4);
    CU_ASSERT_DOUBLE_EQUAL(b->sums[SUM_TIME], 2.0 * (2.0 * pow(10.0, 0.225) + pow(10.0, -3.0)), 1e-12);
    const int64_t *bins = b->counts + COUNT_TIME_BINS;
    CU_ASSERT(bins[20] == 1 && bins[44] == 1 && bins[0] == 1 && sum_of(bins, TIME_BINS) == 3);
    free(b);
  }
  bench *b = open_books((struct magentic_parameters){0});
  seat(b, 0, 0, 0, 1, false);
  b->cohort.purchase[0] =
      (struct magentic_purchase){.paid = contact(b, 0, 0, 0, 0, decades(2.5)), .again = -1, .proposals = 1, .key = decades(2.5)};
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 1);
  CU_ASSERT_EQUAL(b->counts[COUNT_TIME_BINS + TIME_BINS - 1], 1);
  free(b);
}

static void a_search_counts_contacts_answers_and_proposals_of_the_active(void) {
  bench *b = open_books((struct magentic_parameters){0});
  b->cohort.active = 2;
  b->cohort.made[0] = 3;
  b->cohort.made[1] = 1;
  b->cohort.made[2] = 5; /* not active */
  for (int row = 0; row < ROWS; row++)
    b->cohort.answers[row * WIDTH] = b->cohort.answers[row * WIDTH + 2] = 1.0;
  b->cohort.answers[1] = b->cohort.proposes[0] = b->cohort.proposes[1] = b->cohort.proposes[2 * WIDTH] = 1.0;
  magentic_book_search(&b->round, &b->cohort, &b->block);
  magentic_book_search(&b->round, &b->cohort, &b->block); /* the second search adds to the first */
  CU_ASSERT(b->counts[COUNT_SEARCHES] == 4 && b->counts[COUNT_CONTACTS] == 8);
  CU_ASSERT(b->counts[COUNT_REPLIES] == 8 && b->counts[COUNT_PROPOSALS] == 6);
  CU_ASSERT_EQUAL(sum_of(b->counts, b->round.at.length), 26);
  free(b);
}

/* Every consumer that is done is in one arm of each complete business; an arm has sold to those who paid it first. */
static void experiments_count_every_consumer_in_one_arm_of_each_complete_business(void) {
  const uint32_t key[2] = {3, 4};
  const double own[BUSINESSES] = {0.0};
  bench *b = worked_example((struct magentic_parameters){.speed_update = 1, .price_update = PRICE_AB_GRADIENT});
  b->round.effort = b->round.price_rate = own;
  b->round.arm = walras_stream_make(key, STREAM_ARM, 0);
  int64_t expected[2][4 * BUSINESSES] = {{0}};
  magentic_book_journeys(&b->round, &b->cohort, &b->block, done, 4);
  for (int i = 0; i < 4; i++)
    for (int pair = 0; pair < 3; pair++) {
      const int64_t business = complete_business[pair], id = b->cohort.consumer[b->cohort.who[i]].id;
      const int arms[2] = {magentic_arm_of(&b->round, id, business), magentic_price_arm_of(&b->round, id, business)};
      const bool sold = (i == 0 && business == 0) || (i == 1 && business == 1);
      for (int kind = 0; kind < 2; kind++) {
        expected[kind][4 * business + arms[kind]]++;
        expected[kind][4 * business + 2 + arms[kind]] += sold;
      }
    }
  CU_ASSERT_EQUAL(memcmp(b->counts + b->round.at.arms, expected[0], sizeof expected[0]), 0);
  CU_ASSERT_EQUAL(memcmp(b->counts + b->round.at.price_arms, expected[1], sizeof expected[1]), 0);
  free(b);
}

/* ---- whatever is bought ---- */

static uint32_t word(uint32_t seed, int i, uint32_t use, uint32_t below) {
  const uint32_t key[2] = {seed, 23}, counter[4] = {(uint32_t)i, use, 0, 0};
  uint32_t words[4];
  walras_philox4x32(counter, key, words);
  return words[0] % below;
}

static void buy_at_random(bench *b, uint32_t seed) {
  for (int i = 0; i < WIDTH; i++) {
    seat(b, i, (i + (int)seed) % WIDTH, word(seed, i, 0, 2), (int)word(seed, i, 1, 70), word(seed, i, 2, 2) == 0);
    for (int row = 0; row < ROWS; row++)
      (void)contact(b, i, row, (int)word(seed, i, 3 + (uint32_t)row, 4), (int)word(seed, i, 6 + (uint32_t)row, PAGE), 0.1 * row);
    struct magentic_purchase *purchase = &b->cohort.purchase[i];
    purchase->proposals = 3;
    purchase->paid = (int)word(seed, i, 9, 4) * WIDTH + i;
    if (purchase->paid >= ROWS * WIDTH) {
      purchase->paid = -1;
      continue;
    }
    purchase->position = purchase->paid / WIDTH;
    if (purchase->position + 1 < ROWS && word(seed, i, 10, 2) == 0)
      purchase->again = purchase->paid + WIDTH;
  }
}

/* What consumers pay is what businesses earn, and with what they keep it is the value of the needs that were met. */
static void what_consumers_pay_is_what_businesses_earn(void) {
  static const int all[WIDTH] = {0, 1, 2, 3, 4, 5};
  for (uint32_t seed = 0; seed < 200; seed++) {
    bench *b = open_books((struct magentic_parameters){0});
    buy_at_random(b, seed);
    magentic_book_journeys(&b->round, &b->cohort, &b->block, all, WIDTH);
    const int64_t *count = b->counts, payments = (int64_t)b->totals[TOTAL_PAYMENTS];
    CU_ASSERT_EQUAL(sum_of(count + b->round.at.revenue, BUSINESSES), payments);
    CU_ASSERT_EQUAL(sum_of(count + b->round.at.payments, BUSINESSES), count[COUNT_PURCHASES]);
    CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_WELFARE] + payments, VALUE * count[COUNT_NEEDS_MET]);
    CU_ASSERT_EQUAL(sum_of(count + COUNT_RANK, MAGENTIC_RANKS), count[COUNT_BUYERS]);
    CU_ASSERT_EQUAL(sum_of(count + COUNT_TIME_BINS, TIME_BINS), count[COUNT_BUYERS]);
    CU_ASSERT_EQUAL(sum_of(count + b->round.at.position, PAGE), count[COUNT_BUYERS]);
    CU_ASSERT_EQUAL((int64_t)b->totals[TOTAL_ATTACKER_REVENUE], 50000 * count[COUNT_ATTACKER_PAYMENTS]);
    free(b);
  }
}

/* However the consumers are told apart, together or one by one as their searches end. */
static void books_do_not_depend_on_who_is_done_together(void) {
  static const int all[WIDTH] = {0, 1, 2, 3, 4, 5};
  for (uint32_t seed = 0; seed < 50; seed++) {
    bench *together = open_books((struct magentic_parameters){0}), *apart = open_books((struct magentic_parameters){0});
    buy_at_random(together, seed);
    buy_at_random(apart, seed);
    magentic_book_journeys(&together->round, &together->cohort, &together->block, all, WIDTH);
    for (int i = WIDTH - 1; i >= 0; i--)
      magentic_book_journeys(&apart->round, &apart->cohort, &apart->block, all + i, 1);
    CU_ASSERT_EQUAL(memcmp(together->counts, apart->counts, sizeof apart->counts), 0);
    CU_ASSERT_EQUAL(memcmp(together->totals, apart->totals, sizeof apart->totals), 0);
    free(together);
    free(apart);
  }
}

WALRAS_UNIT_TESTS(UNIT(money_is_booked_to_the_unit), UNIT(what_happened_to_each_consumer_is_counted_once),
                  UNIT(a_complete_offer_without_the_amenities_meets_no_need), UNIT(two_fitting_purchases_meet_one_need),
                  UNIT(first_payments_are_counted_by_rank_and_by_place_on_the_page),
                  UNIT(payments_to_arrivals_beyond_the_last_rank_are_in_no_rank), UNIT(times_are_those_of_payments_and_arrivals),
                  UNIT(a_search_counts_contacts_answers_and_proposals_of_the_active),
                  UNIT(experiments_count_every_consumer_in_one_arm_of_each_complete_business),
                  UNIT(what_consumers_pay_is_what_businesses_earn), UNIT(books_do_not_depend_on_who_is_done_together))
