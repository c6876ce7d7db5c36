#include "experiment/nearest.h"

#include "unit.h"

static const char *const names[] = {"agents", "businesses", "assistant_profile", "seed", "rounds"};

static const char *nearest(const char *name) {
  return walras_nearest(name, names, 5);
}

static void one_wrong_letter_finds_its_name(void) {
  CU_ASSERT_STRING_EQUAL(nearest("roundz"), "rounds");
  CU_ASSERT_STRING_EQUAL(nearest("agent"), "agents");
  CU_ASSERT_STRING_EQUAL(nearest("seeed"), "seed");
}

static void swapped_letters_count_as_one_mistake(void) {
  CU_ASSERT_STRING_EQUAL(nearest("sede"), "seed");
  static const char *const two[] = {"abcx", "bacd"};
  CU_ASSERT_STRING_EQUAL(walras_nearest("abcd", two, 2), "abcx");
  static const char *const swap[] = {"xbxd", "bacd"};
  CU_ASSERT_STRING_EQUAL(walras_nearest("abcd", swap, 2), "bacd");
}

static void case_and_joints_are_not_mistakes(void) {
  CU_ASSERT_STRING_EQUAL(nearest("Assistant-Profile"), "assistant_profile");
}

static void a_beginning_finds_the_only_name_that_goes_on_from_it(void) {
  CU_ASSERT_STRING_EQUAL(nearest("Assist"), "assistant_profile");
  static const char *const short_and_long[] = {"--set", "--replications"};
  CU_ASSERT_STRING_EQUAL(walras_nearest("--rep", short_and_long, 2), "--replications");
  CU_ASSERT_STRING_EQUAL(walras_nearest("--sep", short_and_long, 2), "--set");
  static const char *const two[] = {"assistant_profile", "assistant_share"};
  CU_ASSERT_PTR_NULL(walras_nearest("assist", two, 2));
}

static void a_distant_name_finds_nothing(void) {
  CU_ASSERT_PTR_NULL(nearest("zzzz"));
  CU_ASSERT_PTR_NULL(nearest(""));
  CU_ASSERT_PTR_NULL(walras_nearest("agents", names, 0));
}

static void names_longer_than_the_table_are_passed_over(void) {
  char name[200];
  memset(name, 'a', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  CU_ASSERT_PTR_NULL(nearest(name));
}

WALRAS_UNIT_TESTS(UNIT(one_wrong_letter_finds_its_name), UNIT(swapped_letters_count_as_one_mistake),
                  UNIT(case_and_joints_are_not_mistakes), UNIT(a_beginning_finds_the_only_name_that_goes_on_from_it),
                  UNIT(a_distant_name_finds_nothing), UNIT(names_longer_than_the_table_are_passed_over))
