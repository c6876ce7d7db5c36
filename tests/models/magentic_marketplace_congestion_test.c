/* Businesses that many write to answer later. */
#include "models/magentic-marketplace/congestion.h"

#include "magentic_marketplace.h"

static void a_load_is_the_logarithm_of_the_slowdown(void) {
  static const int64_t inquiries[] = {0, 1, 5, 1000, INT64_C(1000000000000)};
  static const double rates[] = {0.5, 10.0, 1e6}, exponents[] = {0.0, 1.0, 2.5};
  for (int r = 0; r < 3; r++) {
    for (int e = 0; e < 3; e++) {
      double load[5];
      const struct magentic_parameters p = {.congestion_exponent = exponents[e], .service_rate = rates[r]};
      magentic_find_loads(&p, inquiries, 5, load);
      CU_ASSERT(load[0] == 0.0); /* nobody waits where nobody writes */
      for (int b = 0; b < 5; b++)
        CU_ASSERT_DOUBLE_EQUAL(exp(load[b]) / pow(1.0 + (double)inquiries[b] / rates[r], exponents[e]), 1.0, 1e-12);
    }
  }
}

/* The first of three consumers writes to businesses 3, 5 and again 3, the second to nobody, the third to 5. What else stands in the lists
 * was not written to. */
static void every_contact_that_was_made_is_counted_once_more(void) {
  enum { WIDTH = 4, BUSINESSES = 8 };
  static const struct magentic_entry three = {.business = 3}, five = {.business = 5}, never = {.business = 7};
  static struct magentic_cohort cohort = {.width = WIDTH, .active = 3, .made = {3, 0, 1}};
  int64_t counts[BUSINESSES] = {[5] = 100};
  const walras_block block = {.counts = counts};
  for (int i = 0; i < 4 * WIDTH; i++)
    cohort.entry[i] = &never;
  cohort.entry[0] = cohort.entry[2 * WIDTH] = &three;
  cohort.entry[WIDTH] = cohort.entry[2] = &five;
  magentic_count_inquiries(&cohort, &block);
  for (int b = 0; b < BUSINESSES; b++)
    CU_ASSERT_EQUAL(counts[b], b == 3 ? 2 : b == 5 ? 102 : 0);
}

WALRAS_UNIT_TESTS(UNIT(a_load_is_the_logarithm_of_the_slowdown), UNIT(every_contact_that_was_made_is_counted_once_more))
