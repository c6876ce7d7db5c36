/* What one rank finds amiss fails a check on all of them. */
#include "cli/selftest.h"

#include "engine/command.h"

static selftest start(void) {
  selftest t = {.machines = 1};
  MPI_Comm_rank(MPI_COMM_WORLD, &t.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &t.ranks);
  return t;
}

static void a_check_passes_where_no_rank_has_a_problem(void) {
  selftest t = start();
  CU_ASSERT(selftest_conclude(&t, "what", "detail", ""));
  CU_ASSERT(t.passed == 1 && t.failed == 0);
}

static void a_problem_of_any_rank_fails_the_check_everywhere(void) {
  selftest t = start();
  for (int bad = 0; bad < t.ranks; bad++)
    CU_ASSERT_FALSE(selftest_conclude(&t, "what", "detail", t.rank == bad ? "a problem" : ""));
  CU_ASSERT(t.passed == 0 && t.failed == t.ranks);
}

static void a_good_folder_is_tried_and_removed(void) {
  selftest t = start();
  char folder[SELFTEST_TEXT];
  CU_ASSERT(selftest_folder(&t, "."));
  CU_ASSERT(t.failed == 0 && access(t.folder, F_OK) == 0);
  snprintf(folder, sizeof folder, "%s", t.folder);
  selftest_folder_remove(&t);
  MPI_Barrier(MPI_COMM_WORLD);
  CU_ASSERT(access(folder, F_OK) != 0 && t.folder[0] == '\0');
}

static void a_folder_that_is_none_is_one_failure(void) {
  selftest t = start();
  CU_ASSERT_FALSE(selftest_folder(&t, "/proc/no such folder"));
  CU_ASSERT(t.failed == 1 && t.passed == 0 && t.folder[0] == '\0');
  selftest_folder_remove(&t);
}

COMMAND_TESTS(UNIT(a_check_passes_where_no_rank_has_a_problem), UNIT(a_problem_of_any_rank_fails_the_check_everywhere),
              UNIT(a_good_folder_is_tried_and_removed), UNIT(a_folder_that_is_none_is_one_failure))
