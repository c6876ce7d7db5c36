#include "cli/shard.h"

#include "cli_store.h"
#include "experiment/shard.h"

static const cli_option options[] = {{.name = "--shard", .argument = "k/K"},
                                     {.name = "--only", .argument = "TRIAL"},
                                     {.name = "--output", .argument = "STORE"},
                                     {0}};
static const cli_command command = {
    .name = "run", .operands = "CONFIG", .operands_min = 0, .operands_max = 1, .options = options};

/* What a line of these options says. */
typedef struct said {
  const char *words[4]; /* ended by NULL */
  cli_shard shard;
  bool good;
} said;

static int parse(void *context) {
  said *s = context;
  char *argv[8] = {(char *)(uintptr_t) "walras", (char *)(uintptr_t) "run"};
  int argc = 2;
  cli_line line;
  for (int i = 0; s->words[i] != NULL; i++)
    argv[argc++] = (char *)(uintptr_t)s->words[i];
  CU_ASSERT_FATAL(cli_parse(&command, argc, argv, &line));
  s->good = cli_shard_parse(&line, &s->shard);
  cli_line_free(&line);
  return 0;
}

static void a_shard_is_given_as_a_fraction(void) {
  said s = {.words = {"--shard", "3/8"}};
  const terminal *t = terminal_catch(parse, &s);
  CU_ASSERT(s.good && s.shard.number == 3 && s.shard.count == 8 && t->err[0] == '\0');
  s = (said){.words = {"--shard=1048576/1048576"}};
  terminal_catch(parse, &s);
  CU_ASSERT(s.good && s.shard.count == WALRAS_SHARDS_MOST);
  s = (said){.words = {NULL}};
  terminal_catch(parse, &s);
  CU_ASSERT(s.good && s.shard.count == 0);
}

static void what_is_no_shard_is_refused_in_one_line(void) {
  static const char *const wrong[] = {"",
                                      "x",
                                      "3",
                                      "0/4",
                                      "5/4",
                                      "-1/4",
                                      "+1/4",
                                      "1/-4",
                                      "1/",
                                      "/4",
                                      "1/2/4",
                                      "1 /4",
                                      "1/ 4",
                                      "1/4 ",
                                      "1.5/4",
                                      "1/1048577",
                                      "9223372036854775808/9223372036854775808"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char expected[256];
    said s = {.words = {"--shard", wrong[i]}};
    const terminal *t = terminal_catch(parse, &s);
    snprintf(expected, sizeof expected,
             "walras: run: option --shard must be k/K with k from 1 to K, and K at most 1048576, as 3/8, but is '%s'\n",
             wrong[i]);
    CU_ASSERT_FALSE(s.good);
    CU_ASSERT_STRING_EQUAL(t->err, expected);
  }
  said s = {.words = {"--shard=1/2", "--only=3"}};
  const terminal *t = terminal_catch(parse, &s);
  CU_ASSERT_FALSE(s.good);
  CU_ASSERT_STRING_EQUAL(t->err, "walras: run: --shard and --only exclude each other\n");
}

/* Of an experiment whose config names `store`, with --output or without (NULL). */
static void expect_store(const char *store, const char *output, int64_t count, const char *expected) {
  const cli_option *given[] = {&options[2]};
  const char *values[] = {output};
  const cli_line line = {.command = &command, .given = given, .values = values, .given_count = output != NULL};
  const walras_experiment experiment = {.store_path = (char *)(uintptr_t)store,
                                        .part = {.number = count > 0 ? 3 : 0, .count = count}};
  char *path = cli_shard_store(&line, &experiment);
  CU_ASSERT_PTR_NOT_NULL_FATAL(path);
  CU_ASSERT_STRING_EQUAL(path, expected);
  free(path);
}

static void a_shards_store_is_named_after_it(void) {
  expect_store("/a/first.h5", NULL, 8, "/a/first.3-of-8.h5");
  expect_store("/a.b/first", NULL, 8, "/a.b/first.3-of-8");
  expect_store("first.run.h5", NULL, 10, "first.run.3-of-10.h5");
  expect_store("/a/.hidden", NULL, 8, "/a/.hidden.3-of-8");
  expect_store("/a/first.h5", "mine.h5", 8, "mine.h5");
  expect_store("/a/first.h5", NULL, 0, "/a/first.h5");
}

WALRAS_UNIT_TESTS(UNIT(a_shard_is_given_as_a_fraction), UNIT(what_is_no_shard_is_refused_in_one_line),
                  UNIT(a_shards_store_is_named_after_it))
