/* A search without strings: scores from their law, the best of a huge market by order statistics. */
#include "models/magentic-marketplace/abstract_search.h"

#include "magentic_marketplace.h"

enum { DEPTH = 20, REQUESTS = 400, COMPLETE = 3 };

/* A market of `businesses` in which request r is complete at businesses r, r + 1, r + 2. */
typedef struct search_case {
  int64_t businesses, depth;
  void (*check)(walras_trial *trial, const struct magentic_market *market, const struct search_case *search);
} search_case;

static walras_status run_case(walras_trial *trial, const void *parameters) {
  const search_case *search = parameters;
  static int64_t start[REQUESTS + 1], complete[REQUESTS * COMPLETE];
  for (int64_t i = 0; i < REQUESTS * COMPLETE; i++)
    complete[i] = i / COMPLETE + i % COMPLETE;
  for (int64_t r = 0; r <= REQUESTS; r++)
    start[r] = r * COMPLETE;
  const struct magentic_market market = {
      .requests = REQUESTS, .businesses = search->businesses, .complete_start = start, .complete_business = complete};
  search->check(trial, &market, search);
  return walras_trial_status(trial);
}

static void run_search(search_case search) {
  const walras_model model = {.name = "search", .run = run_case};
  const void *parameters = &search;
  const uint32_t key[2] = {3, 4};
  walras_group group = {.communicator = MPI_COMM_NULL, .size = 1};
  walras_record_layout *records = NULL;
  walras_trial *trial = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&model, 1, &parameters, true, true, true, &records, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(
      walras_trial_open(&(walras_trial_input){.model = &model, .records = records, .group = &group, .threads = 1}, &trial, NULL),
      WALRAS_OK);
  CU_ASSERT_EQUAL(walras_trial_execute(trial, 0, 0, key, parameters), WALRAS_OK);
  walras_trial_close(trial);
  walras_record_layout_destroy(records);
}

/* By the trapezoidal rule over 1 - cdf and x (1 - cdf). */
static void the_background_has_the_stated_mean_and_deviation(void) {
  enum { STEPS = 20000 };
  const walras_beta law = magentic_score_law();
  double mean = 0.0, square = 0.0;
  for (int i = 0; i <= STEPS; i++) {
    const double x = (double)i / STEPS, above = 1.0 - walras_beta_cdf(&law, x),
                 weight = (i == 0 || i == STEPS ? 0.5 : 1.0) / STEPS;
    mean += weight * above;
    square += weight * 2.0 * x * above;
  }
  CU_ASSERT_DOUBLE_EQUAL(mean, 0.35, 1e-7);
  CU_ASSERT_DOUBLE_EQUAL(sqrt(square - mean * mean), 0.185, 1e-6);
}

static void check_lists(walras_trial *trial, const struct magentic_market *market, const search_case *search) {
  struct magentic_scored scored[DEPTH + COMPLETE], again[DEPTH + COMPLETE];
  double tails[DEPTH];
  const walras_beta law = magentic_score_law();
  const int64_t expected = search->depth < search->businesses ? search->depth : search->businesses;
  for (int64_t r = 0; r < REQUESTS && r + COMPLETE <= search->businesses; r++) {
    CU_ASSERT_EQUAL(magentic_abstract_search(trial, market, &law, r, search->depth, tails, scored), expected);
    for (int64_t i = 0; i < expected; i++) {
      CU_ASSERT(scored[i].business >= 0 && scored[i].business < search->businesses);
      CU_ASSERT(i == 0 || scored[i].score <= scored[i - 1].score);
      for (int64_t k = 0; k < i; k++)
        CU_ASSERT(scored[k].business != scored[i].business);
    }
    CU_ASSERT_EQUAL(magentic_abstract_search(trial, market, &law, r, search->depth, tails, again), expected);
    for (int64_t i = 0; i < expected; i++)
      CU_ASSERT(again[i].business == scored[i].business && unit_same_bits(again[i].score, scored[i].score));
  }
}

static void lists_are_as_long_as_they_can_be_best_first_without_repeats_and_always_the_same(void) {
  run_search((search_case){.businesses = 1000000000, .depth = DEPTH, .check = check_lists});
  run_search((search_case){.businesses = 25, .depth = DEPTH, .check = check_lists});
  run_search((search_case){.businesses = DEPTH, .depth = DEPTH, .check = check_lists});
  run_search((search_case){.businesses = 5, .depth = DEPTH, .check = check_lists});
  run_search((search_case){.businesses = COMPLETE, .depth = DEPTH, .check = check_lists});
  run_search((search_case){.businesses = 1000, .depth = 1, .check = check_lists});
}

/* All businesses of a small market are listed: every score is seen, whose laws are known. The means of the complete and of the other
 * businesses' scores lie within five standard errors, which either fails to for 1 of 1.7 million keys. */
static void check_scores(walras_trial *trial, const struct magentic_market *market, const search_case *search) {
  struct magentic_scored scored[DEPTH + COMPLETE];
  double tails[DEPTH], match = 0.0, background = 0.0;
  const walras_beta law = magentic_score_law();
  int64_t matches = 0, others = 0;
  for (int64_t r = 0; r < 18; r++) {
    const int64_t count = magentic_abstract_search(trial, market, &law, r, search->depth, tails, scored);
    for (int64_t i = 0; i < count; i++) {
      const bool complete = scored[i].business >= r && scored[i].business < r + COMPLETE;
      *(complete ? &match : &background) += scored[i].score;
      *(complete ? &matches : &others) += 1;
    }
  }
  CU_ASSERT(matches == 18 * COMPLETE && others == 18 * (DEPTH - COMPLETE));
  CU_ASSERT(fabs(match / (double)matches - 0.977) < 5.0 * 0.022 / sqrt((double)matches));
  CU_ASSERT(fabs(background / (double)others - 0.35) < 5.0 * 0.185 / sqrt((double)others));
}

static void scores_follow_their_laws(void) {
  run_search((search_case){.businesses = DEPTH, .depth = DEPTH, .check = check_scores});
}

/* The best of R others has the tail 1 - (1 - u)^R: its mean over requests is 1 / (R + 1) for the tail of the best, whose deviation is
 * about the same. Five standard errors of 400 requests: 1 in 1.7 million keys for a normal mean, and few more for this one. */
static void check_extremes(walras_trial *trial, const struct magentic_market *market, const search_case *search) {
  struct magentic_scored scored[DEPTH + COMPLETE];
  double tails[DEPTH], sum = 0.0;
  const walras_beta law = magentic_score_law();
  const double rest = (double)(search->businesses - COMPLETE);
  for (int64_t r = 0; r < REQUESTS; r++) {
    (void)magentic_abstract_search(trial, market, &law, r, search->depth, tails, scored);
    sum += tails[0];
    CU_ASSERT(tails[DEPTH - 1] > tails[0]);
  }
  CU_ASSERT(fabs(sum / REQUESTS * (rest + 1.0) - 1.0) < 5.0 / sqrt((double)REQUESTS));
}

static void the_best_of_a_huge_market_come_from_the_tail_of_their_law(void) {
  run_search((search_case){.businesses = 1000, .depth = DEPTH, .check = check_extremes});
  run_search((search_case){.businesses = 1000000000, .depth = DEPTH, .check = check_extremes});
}

WALRAS_UNIT_TESTS(UNIT(the_background_has_the_stated_mean_and_deviation),
                  UNIT(lists_are_as_long_as_they_can_be_best_first_without_repeats_and_always_the_same),
                  UNIT(scores_follow_their_laws), UNIT(the_best_of_a_huge_market_come_from_the_tail_of_their_law))
