#include "engine/part.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

enum { POINTS = 3, REPLICATIONS = 4, TRIALS = POINTS * REPLICATIONS };

static walras_part part_of(int64_t first, int64_t end) {
  return (walras_part){.number = 2, .count = 5, .points = POINTS, .replications = REPLICATIONS, .first = first, .end = end};
}

static void a_range_within_a_point_has_a_window_of_its_replications(void) {
  const walras_part part = part_of(5, 7);
  const walras_window window = walras_part_window(&part);
  CU_ASSERT(window.point == 1 && window.points == 1 && window.replication == 1 && window.replications == 2);
}

static void a_longer_range_has_all_replications_of_its_points(void) {
  const walras_part part = part_of(3, 9);
  const walras_window window = walras_part_window(&part);
  int64_t from, to;
  CU_ASSERT(window.point == 0 && window.points == 3 && window.replication == 0 && window.replications == REPLICATIONS);
  walras_part_row(&part, 0, &from, &to);
  CU_ASSERT(from == 3 && to == 4);
  walras_part_row(&part, 1, &from, &to);
  CU_ASSERT(from == 0 && to == 4);
  walras_part_row(&part, 2, &from, &to);
  CU_ASSERT(from == 0 && to == 1);
}

static void a_range_without_trials_has_a_window_of_one_that_is_not_used(void) {
  const walras_part part = part_of(0, 0);
  const walras_window window = walras_part_window(&part);
  int64_t from, to;
  CU_ASSERT(window.points == 1 && window.replications == 1);
  walras_part_row(&part, 0, &from, &to);
  CU_ASSERT_EQUAL(from, to);
  CU_ASSERT_EQUAL(walras_part_place(&part, 0), -1);
}

/* Over every range: the rows hold each trial of it once, in their order, and nothing else. */
static void the_rows_of_every_range_hold_its_trials_and_no_other(void) {
  for (int64_t first = 0; first < TRIALS; first++)
    for (int64_t end = first + 1; end <= TRIALS; end++) {
      const walras_part part = part_of(first, end);
      const walras_window window = walras_part_window(&part);
      int64_t next = first;
      for (int64_t point = 0; point < window.points; point++) {
        int64_t from, to;
        walras_part_row(&part, point, &from, &to);
        CU_ASSERT(from >= 0 && to <= window.replications);
        for (int64_t r = from; r < to; r++, next++) {
          const int64_t place = point * window.replications + r;
          CU_ASSERT(walras_part_trial(&part, place) == next && walras_part_place(&part, next) == place);
        }
      }
      CU_ASSERT_EQUAL(next, end);
      CU_ASSERT(walras_part_place(&part, first - 1) == -1 && walras_part_place(&part, end) == -1);
    }
}

static void the_whole_experiment_numbers_its_trials_as_they_stand(void) {
  CU_ASSERT(walras_part_trial(NULL, 17) == 17 && walras_part_place(NULL, 17) == 17);
}

static void what_a_store_says_is_read_back(void) {
  char text[WALRAS_PART_TEXT];
  walras_part part = part_of(3, 9), read;
  walras_part_print(&part, text);
  CU_ASSERT_STRING_EQUAL(text, "2 of 5: trials 3 to 8 of 3 points x 4 replications");
  CU_ASSERT(walras_part_parse(text, &read) && memcmp(&read, &part, sizeof part) == 0);
  part = part_of(0, 0);
  walras_part_print(&part, text);
  CU_ASSERT_STRING_EQUAL(text, "2 of 5: no trials of 3 points x 4 replications");
  CU_ASSERT(walras_part_parse(text, &read) && memcmp(&read, &part, sizeof part) == 0);
}

static void what_cannot_be_is_not_read(void) {
  static const char *const texts[] = {
      "",
      "2 of 5",
      "2 of 5: trials 3 to 8 of 3 points x 4",
      "2 of 5: trials 3 to 8 of 3 points x 4 replications and more",
      "+2 of 5: trials 3 to 8 of 3 points x 4 replications",
      "0 of 5: trials 3 to 8 of 3 points x 4 replications",
      "6 of 5: trials 3 to 8 of 3 points x 4 replications",
      "2 of 5: trials -1 to 8 of 3 points x 4 replications",
      "2 of 5: trials 5 to 4 of 3 points x 4 replications",
      "2 of 5: trials 3 to 12 of 3 points x 4 replications",
      "2 of 5: trials 3 to 9223372036854775807 of 3 points x 4 replications",
      "2 of 5: trials 3 to 8 of 0 points x 4 replications",
      "2 of 5: trials 3 to 8 of 3 points x 0 replications",
      "2 of 5: trials 3 to 8 of 4294967296 points x 4294967296 replications",
      "2 of 5: no trials of 3 points x -4 replications",
  };
  walras_part part;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    CU_ASSERT_FALSE(walras_part_parse(texts[i], &part));
    if (walras_part_parse(texts[i], &part))
      printf("\n  accepted: %s", texts[i]);
  }
}

WALRAS_UNIT_TESTS(UNIT(a_range_within_a_point_has_a_window_of_its_replications),
                  UNIT(a_longer_range_has_all_replications_of_its_points),
                  UNIT(a_range_without_trials_has_a_window_of_one_that_is_not_used),
                  UNIT(the_rows_of_every_range_hold_its_trials_and_no_other),
                  UNIT(the_whole_experiment_numbers_its_trials_as_they_stand), UNIT(what_a_store_says_is_read_back),
                  UNIT(what_cannot_be_is_not_read))
