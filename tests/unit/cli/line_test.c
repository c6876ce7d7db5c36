#include "terminal.h"

static const char *const colours[] = {"red", "blue", NULL};
static const cli_option options[] = {{.name = "--output", .argument = "STORE"},
                                     {.name = "--set", .argument = "NAME=VALUE", .repeats = true},
                                     {.name = "--colour", .argument = "red|blue", .words = colours},
                                     {.name = "--overwrite"},
                                     {.name = "--number", .argument = "N"},
                                     {0}};
static const cli_command command = {
    .name = "paint", .operands = "WALL [ROOM]", .operands_min = 1, .operands_max = 2, .options = options};

static cli_line line;

static int parse(void *words) {
  char **argv = words;
  int argc = 0;
  while (argv[argc] != NULL)
    argc++;
  return cli_parse(&command, argc, argv, &line) ? CLI_OK : CLI_USAGE;
}

static const terminal *paint(const char *first, ...) {
  static char *argv[TERMINAL_WORDS];
  int argc = 2;
  va_list rest;
  argv[0] = (char *)(uintptr_t) "walras";
  argv[1] = (char *)(uintptr_t) "paint";
  va_start(rest, first);
  for (const char *word = first; word != NULL; word = va_arg(rest, const char *))
    argv[argc++] = (char *)(uintptr_t)word;
  va_end(rest);
  argv[argc] = NULL;
  return terminal_catch(parse, argv);
}

static void options_and_operands_come_in_any_order_and_both_spellings(void) {
  CU_ASSERT_EQUAL(paint("--set", "a=1", "north", "--set=b==2", "--overwrite", "--output=", "hall", NULL)->code, CLI_OK);
  CU_ASSERT(line.operand_count == 2 && strcmp(line.operands[0], "north") == 0 && strcmp(line.operands[1], "hall") == 0);
  CU_ASSERT(cli_has(&line, "--overwrite") && !cli_has(&line, "--number") && cli_value(&line, "--number") == NULL);
  CU_ASSERT_STRING_EQUAL(cli_value(&line, "--output"), "");
  CU_ASSERT_STRING_EQUAL(cli_value(&line, "--set"), "b==2");
  int64_t count = 0;
  const char **values = cli_values(&line, "--set", &count);
  CU_ASSERT(count == 2 && strcmp(values[0], "a=1") == 0 && strcmp(values[1], "b==2") == 0);
  free(values);
  CU_ASSERT_EQUAL(line.argc, 9);
  cli_line_free(&line);
}

static void two_dashes_end_the_options_and_one_is_an_operand(void) {
  CU_ASSERT_EQUAL(paint("-", "--", "--overwrite", NULL)->code, CLI_OK);
  CU_ASSERT(line.operand_count == 2 && strcmp(line.operands[0], "-") == 0 && strcmp(line.operands[1], "--overwrite") == 0);
  CU_ASSERT_FALSE(cli_has(&line, "--overwrite"));
  cli_line_free(&line);
}

static void wrong_lines_are_told_in_one_line(void) {
  terminal_refuses(paint("w", "--outptu", "x", NULL), CLI_USAGE, "paint: unknown option '--outptu'; did you mean '--output'?");
  terminal_refuses(paint("w", "--zzzzzzzz", NULL), CLI_USAGE,
                   "paint: unknown option '--zzzzzzzz'; walras paint --help lists its options");
  terminal_refuses(paint("w", "--overwrite=yes", NULL), CLI_USAGE, "paint: option --overwrite takes no value");
  terminal_refuses(paint("w", "--output", NULL), CLI_USAGE, "paint: option --output needs a value: --output STORE");
  terminal_refuses(paint("w", "--output", "a", "--output", "b", NULL), CLI_USAGE, "paint: option --output was given twice");
  terminal_refuses(paint("w", "--colour", "green", NULL), CLI_USAGE,
                   "paint: option --colour must be one of red|blue, but is 'green'");
  terminal_refuses(paint("--overwrite", NULL), CLI_USAGE, "paint needs WALL [ROOM]; usage: walras paint WALL [ROOM] [options]");
  terminal_refuses(paint("a", "b", "c", NULL), CLI_USAGE, "paint: unexpected 'c'; usage: walras paint WALL [ROOM] [options]");
}

static int64_t number;
static int read_number(void *unused) {
  (void)unused;
  return cli_integer(&line, "--number", -5, INT64_C(9000000000), 7, &number) ? CLI_OK : CLI_USAGE;
}

static void integers_are_read_whole_or_refused(void) {
  static const char *const good[] = {"-5", "0", "9000000000"};
  static const char *const bad[] = {"-6", "9000000001", "99999999999999999999", "1.0", "", "3x", "0x10"};
  CU_ASSERT_EQUAL(paint("w", NULL)->code, CLI_OK);
  CU_ASSERT(terminal_catch(read_number, NULL)->code == CLI_OK && number == 7);
  cli_line_free(&line);
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    CU_ASSERT_EQUAL(paint("w", "--number", good[i], NULL)->code, CLI_OK);
    CU_ASSERT(terminal_catch(read_number, NULL)->code == CLI_OK && number == atoll(good[i]));
    cli_line_free(&line);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char message[128];
    CU_ASSERT_EQUAL(paint("w", "--number", bad[i], NULL)->code, CLI_OK);
    snprintf(message, sizeof message, "paint: option --number must be an integer from -5 to 9000000000, but is '%s'", bad[i]);
    terminal_refuses(terminal_catch(read_number, NULL), CLI_USAGE, message);
    cli_line_free(&line);
  }
}

/* Every launcher's way to number its processes; all parse the same words, one speaks. */
static void under_a_launcher_the_first_process_speaks_for_all(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    CU_ASSERT_EQUAL(setenv(names[i], "3", 1), 0);
    const terminal *t = paint("w", "--output", NULL);
    CU_ASSERT(t->code == CLI_USAGE && t->err[0] == '\0');
    CU_ASSERT_EQUAL(setenv(names[i], "0", 1), 0);
    terminal_refuses(paint("w", "--output", NULL), CLI_USAGE, "paint: option --output needs a value: --output STORE");
    CU_ASSERT_EQUAL(unsetenv(names[i]), 0);
  }
}

static void sizes_and_times_are_for_people(void) {
  char text[32];
  static const struct {
    double value;
    const char *bytes, *duration;
  } cases[] = {{0.0, "0 B", "0.00 s"},
               {1023.0, "1023 B", "17 min"},
               {1024.0, "1.0 KiB", "17 min"},
               {119.0, "119 B", "119.0 s"},
               {7200.0, "7.0 KiB", "2.0 h"},
               {9.5, "10 B", "9.50 s"},
               {1.5 * 1073741824.0, "1.5 GiB", "447392.4 h"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    CU_ASSERT_STRING_EQUAL(cli_bytes(cases[i].value, text), cases[i].bytes);
    CU_ASSERT_STRING_EQUAL(cli_duration(cases[i].value, text), cases[i].duration);
  }
  CU_ASSERT_STRING_EQUAL(cli_bytes(1125899906842624.0 * 2048.0, text), "2048.0 PiB");
}

WALRAS_UNIT_TESTS(UNIT(options_and_operands_come_in_any_order_and_both_spellings),
                  UNIT(two_dashes_end_the_options_and_one_is_an_operand), UNIT(wrong_lines_are_told_in_one_line),
                  UNIT(integers_are_read_whole_or_refused), UNIT(under_a_launcher_the_first_process_speaks_for_all),
                  UNIT(sizes_and_times_are_for_people))
