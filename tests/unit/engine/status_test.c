#include "walras/status.h"

#include "unit.h"

static void the_first_error_stays(void) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_error_set(&error, WALRAS_ERROR_RANGE, "a.c", 7, "%d apples", 3), WALRAS_ERROR_RANGE);
  CU_ASSERT_EQUAL(walras_error_set(&error, WALRAS_ERROR_IO, "b.c", 9, "later"), WALRAS_ERROR_IO);
  CU_ASSERT(error.status == WALRAS_ERROR_RANGE && error.line == 7);
  CU_ASSERT_STRING_EQUAL(error.file, "a.c");
  CU_ASSERT_STRING_EQUAL(error.message, "3 apples");
  walras_error_clear(&error);
  CU_ASSERT(error.status == WALRAS_OK && error.message[0] == '\0');
  WALRAS_FAIL(&error, WALRAS_ERROR_IO, "later");
  CU_ASSERT_STRING_EQUAL(error.message, "later");
}

static void without_room_for_an_error_the_status_is_all(void) {
  CU_ASSERT_EQUAL(WALRAS_FAIL(NULL, WALRAS_ERROR_MODEL, "lost"), WALRAS_ERROR_MODEL);
}

/* Two, three and four bytes a character: wherever the cuts fall, what stays are whole characters of the beginning and the end. */
static void long_messages_keep_place_and_reason_in_whole_characters(void) {
  static const char *const characters[] = {"x", "é", "€", "😀"};
  for (int shift = 0; shift < 4; shift++)
    for (size_t kind = 0; kind < 4; kind++) {
      char text[1200] = "";
      const size_t bytes = strlen(characters[kind]);
      memset(text, 'a', (size_t)shift);
      for (size_t at = (size_t)shift; at + bytes < 1000; at += bytes)
        strcpy(text + at, characters[kind]);
      walras_error error = {0};
      WALRAS_FAIL(&error, WALRAS_ERROR_INPUT, "%s: is too long", text);
      strcat(text, ": is too long");
      const char *gap = strstr(error.message, " ... ");
      CU_ASSERT_PTR_NOT_NULL_FATAL(gap);
      const size_t length = strlen(error.message), head = (size_t)(gap - error.message), tail = length - head - 5;
      CU_ASSERT(length < WALRAS_MESSAGE_SIZE && length >= WALRAS_MESSAGE_SIZE - 8);
      CU_ASSERT_EQUAL((head - (size_t)shift) % bytes, 0);
      CU_ASSERT_EQUAL((tail - strlen(": is too long")) % bytes, 0);
      CU_ASSERT_EQUAL(strncmp(error.message, text, head), 0);
      CU_ASSERT_STRING_EQUAL(gap + 5, text + strlen(text) - tail);
    }
}

static void a_message_longer_than_any_memory_for_it_is_cut(void) {
  char *text = malloc(100001);
  CU_ASSERT_PTR_NOT_NULL_FATAL(text);
  memset(text, 'x', 100000);
  text[100000] = '\0';
  walras_error error = {0};
  WALRAS_FAIL(&error, WALRAS_ERROR_INPUT, "%s", text);
  CU_ASSERT_EQUAL(strlen(error.message), WALRAS_MESSAGE_SIZE - 1);
  free(text);
}

static void every_status_has_a_name(void) {
  static const char *const names[] = {"ok",    "parameter", "memory", "range", "numeric",
                                      "model", "input",     "io",     "state", "stopped"};
  for (int status = WALRAS_OK; status <= WALRAS_STOPPED; status++)
    CU_ASSERT_STRING_EQUAL(walras_status_name((walras_status)status), names[status]);
  CU_ASSERT_STRING_EQUAL(walras_status_name((walras_status)(WALRAS_STOPPED + 1)), "unknown");
}

WALRAS_UNIT_TESTS(UNIT(the_first_error_stays), UNIT(without_room_for_an_error_the_status_is_all),
                  UNIT(long_messages_keep_place_and_reason_in_whole_characters),
                  UNIT(a_message_longer_than_any_memory_for_it_is_cut), UNIT(every_status_has_a_name))
