#include "engine/makespan.h"

#include "unit.h"

static double makespan(int64_t points, const double *each, const int64_t *counts, int64_t places) {
  double seconds = -1.0;
  CU_ASSERT_TRUE(walras_makespan(points, each, counts, places, &seconds));
  return seconds;
}

static void one_place_takes_the_sum_and_enough_places_the_longest(void) {
  const double each[] = {2.0, 5.0, 1.0};
  const int64_t counts[] = {2, 1, 3};
  CU_ASSERT_EQUAL(makespan(3, each, counts, 1), 12.0);
  CU_ASSERT_EQUAL(makespan(3, each, counts, 6), 5.0);
  CU_ASSERT_EQUAL(makespan(3, each, counts, 100), 5.0);
  CU_ASSERT_EQUAL(makespan(0, each, counts, 4), 0.0);
}

static void three_equal_trials_on_two_places_take_two_turns(void) {
  const double each = 1.0;
  const int64_t three = 3, ten = 10;
  CU_ASSERT_EQUAL(makespan(1, &each, &three, 2), 2.0);
  CU_ASSERT_EQUAL(makespan(1, &each, &ten, 4), 3.0);
}

static void a_long_trial_at_the_end_is_waited_for(void) {
  const double each[] = {1.0, 6.0};
  const int64_t counts[] = {6, 1};
  CU_ASSERT_EQUAL(makespan(2, each, counts, 3), 2.0 + 6.0);
  const double longest_first[] = {6.0, 1.0};
  const int64_t other[] = {1, 6};
  CU_ASSERT_EQUAL(makespan(2, longest_first, other, 3), 6.0);
}

/* The same by looking at every place for each trial. */
static void it_is_what_a_search_through_all_places_finds(void) {
  enum { POINTS = 50, PLACES = 7 };
  double each[POINTS], free_at[PLACES] = {0}, last = 0.0;
  int64_t counts[POINTS];
  for (int point = 0; point < POINTS; point++) {
    each[point] = 1.0 + (double)(point * 37 % 23);
    counts[point] = 1 + point % 4;
    for (int64_t trial = 0; trial < counts[point]; trial++) {
      int first = 0;
      for (int place = 1; place < PLACES; place++)
        first = free_at[place] < free_at[first] ? place : first;
      free_at[first] += each[point];
      last = free_at[first] > last ? free_at[first] : last;
    }
  }
  CU_ASSERT_EQUAL(makespan(POINTS, each, counts, PLACES), last);
}

WALRAS_UNIT_TESTS(UNIT(one_place_takes_the_sum_and_enough_places_the_longest),
                  UNIT(three_equal_trials_on_two_places_take_two_turns), UNIT(a_long_trial_at_the_end_is_waited_for),
                  UNIT(it_is_what_a_search_through_all_places_finds))
