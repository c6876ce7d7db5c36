#include "engine/notice.h"

#include <sys/socket.h>

#include "unit/folder.h"

enum { WRITES_MOST = 4, TEXT_SIZE = 4096 };

/* What was written while something spoke: each write apart. */
typedef struct hearing {
  int writes;
  char text[WRITES_MOST][TEXT_SIZE];
} hearing;

/* Standard error is a socket of datagrams meanwhile: what is written at once is received at once, and alone. */
static void hear(void (*say)(void), hearing *heard) {
  int ends[2];
  const int before = dup(STDERR_FILENO);
  CU_ASSERT_FATAL(before >= 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
  CU_ASSERT_EQUAL(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
  say();
  CU_ASSERT_EQUAL(dup2(before, STDERR_FILENO), STDERR_FILENO);
  memset(heard, 0, sizeof *heard);
  while (heard->writes < WRITES_MOST && recv(ends[0], heard->text[heard->writes], TEXT_SIZE - 1, MSG_DONTWAIT) > 0)
    heard->writes++;
  close(before);
  close(ends[0]);
  close(ends[1]);
}

static void say_numbers(void) {
  walras_notice("trial %d waits for %s: 100%%", 7, "its turn");
}
static void say_much(void) {
  char text[3000];
  memset(text, 'm', sizeof text);
  text[sizeof text - 1] = '\0';
  walras_notice("%s", text);
}
static void say_twice(void) {
  walras_notice("first");
  walras_notice("second");
}

static void a_notice_is_one_line_in_one_write_that_says_whose(void) {
  hearing heard;
  hear(say_numbers, &heard);
  CU_ASSERT_EQUAL(heard.writes, 1);
  CU_ASSERT_STRING_EQUAL(heard.text[0], "walras: trial 7 waits for its turn: 100%\n");
}

static void each_notice_has_its_own_line(void) {
  hearing heard;
  hear(say_twice, &heard);
  CU_ASSERT_EQUAL(heard.writes, 2);
  CU_ASSERT_STRING_EQUAL(heard.text[0], "walras: first\n");
  CU_ASSERT_STRING_EQUAL(heard.text[1], "walras: second\n");
}

static void what_is_too_long_is_cut_and_ends_its_line(void) {
  hearing heard;
  hear(say_much, &heard);
  const size_t count = strlen(heard.text[0]);
  CU_ASSERT(heard.writes == 1 && count == strlen("walras: ") + 1023 + 1);
  CU_ASSERT(strncmp(heard.text[0], "walras: mmm", 11) == 0 && strcmp(heard.text[0] + count - 2, "m\n") == 0);
}

WALRAS_UNIT_TESTS(UNIT(a_notice_is_one_line_in_one_write_that_says_whose), UNIT(each_notice_has_its_own_line),
                  UNIT(what_is_too_long_is_cut_and_ends_its_line))
