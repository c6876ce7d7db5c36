#include "experiment/printable.h"

#include "unit.h"

static void expect(const char *given, const char *printed) {
  char text[64];
  strcpy(text, given);
  CU_ASSERT_PTR_EQUAL(config_make_printable(text), text);
  CU_ASSERT_STRING_EQUAL(text, printed);
}

static void words_of_any_language_stay_as_they_are(void) {
  expect("", "");
  expect("a b~", "a b~");
  expect("m\xc3\xa9"
         "dian \xe2\x82\xac \xf0\x9d\x84\x9e \xc2\xa0",
         "m\xc3\xa9"
         "dian \xe2\x82\xac \xf0\x9d\x84\x9e \xc2\xa0");
}

static void what_a_terminal_would_obey_becomes_question_marks(void) {
  expect("a\nb\tc\x1b[2Jd\x7f", "a?b?c?[2Jd?");
  expect("\xc2\x9b"
         "31m",
         "??31m"); /* C1's control sequence introducer */
}

static void bytes_that_are_no_utf8_become_question_marks(void) {
  expect("\xff"
         "a\xc3",
         "?a?");
  expect("\xc0\x80 \xed\xa0\x80 \xf4\x90\x80\x80", "?? ??? ????"); /* overlong, a surrogate, beyond Unicode */
  expect("\xe2\x82", "??");
}

WALRAS_UNIT_TESTS(UNIT(words_of_any_language_stay_as_they_are), UNIT(what_a_terminal_would_obey_becomes_question_marks),
                  UNIT(bytes_that_are_no_utf8_become_question_marks))
