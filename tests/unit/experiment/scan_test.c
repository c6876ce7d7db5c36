/* What libconfig 1.5 would do without a word is refused with one. */
#include "laboratory.h"

static void integers_that_wrap_name_the_suffix(void) {
  laboratory_refuses(HEAD "parameters: { agents = 5000000000; buyers = 4294967296; fail_at = 0xFFFFFFFF; };",
                     "test.cfg:2: the integer 5000000000 does not fit 32 bits: write 5000000000L (the suffix L makes it 64 bits)",
                     "test.cfg:2: the integer 4294967296 does not fit 32 bits: write 4294967296L (the suffix L makes it 64 bits)",
                     "test.cfg:2: the integer 0xFFFFFFFF does not fit 32 bits: write 0xFFFFFFFFL (the suffix L makes it 64 bits)",
                     NULL);
  laboratory_refuses(HEAD "parameters: { agents = 9223372036854775808L; };",
                     "test.cfg:2: the integer 9223372036854775808L does not fit 64 bits", NULL);
}

static void integers_with_the_suffix_keep_all_their_bits(void) {
  walras_experiment *e =
      laboratory_good(HEAD "parameters: { agents = 5000000000L; fail_at = -9223372036854775808L; buyers = 0x10; };");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->agents, INT64_C(5000000000));
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->fail_at, INT64_MIN);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->buyers, 16);
  walras_experiment_destroy(e);
}

static void reals_out_of_range_are_refused(void) {
  laboratory_refuses(HEAD "parameters: { noise = 1e-400; patience = 1e400; };",
                     "test.cfg:2: the number 1e-400 is too small for a real: it would become 0",
                     "test.cfg:2: the number 1e400 is too large for a real (at most about 1.8e308); infinity is written \"inf\"",
                     NULL);
}

static void malformed_numbers_are_named(void) {
  laboratory_refuses(
      HEAD "parameters: { noise = 1.5.2; agents = 12x; buyers = .; fail_at = -; };",
      "test.cfg:2: '1.5.2' is not a number (text needs quotes)", "test.cfg:2: '12x' is not a number (text needs quotes)",
      "test.cfg:2: '.' is not a number (text needs quotes)", "test.cfg:2: '-' is not a number (text needs quotes)", NULL);
}

static void every_mistake_of_a_file_is_told_in_one_go(void) {
  laboratory_refuses(HEAD "parameters: {\n  agnets = 3;\n  noise = 7.0;\n  agents = 5000000000;\n  mechanism = \"medain\";\n  "
                          "noise = 0.2;\n};\nsweeep: { };",
                     "test.cfg:5: the integer 5000000000 does not fit 32 bits: write 5000000000L (the suffix L makes it 64 bits)",
                     "test.cfg:7: duplicate key 'noise': it is given already on line 4 of test.cfg",
                     "test.cfg:9: unknown key 'sweeep' in the config; did you mean 'sweep'?",
                     "test.cfg:3: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?",
                     "test.cfg:4: parameter 'noise': expected a real number in [0, 1), found 7.0",
                     "test.cfg:6: parameter 'mechanism': unknown word 'medain'; did you mean 'median'?", NULL);
}

static void duplicates_are_told_apart_by_their_group(void) {
  walras_experiment *e = laboratory_good(HEAD "sweep: { design = \"list\"; points = ( { agents = 1; }, { agents = 2; } ); };");
  CU_ASSERT_EQUAL(e->points, 2);
  walras_experiment_destroy(e);
  laboratory_refuses(HEAD "output: { series = \"all\"; };\noutput: { tables = \"all\"; };",
                     "test.cfg:3: duplicate key 'output': it is given already on line 2 of test.cfg", NULL);
}

static void text_without_quotes_is_refused_where_it_stands(void) {
  laboratory_refuses(HEAD "parameters: { mechanism = median; };", "test.cfg:2: text needs quotes: write \"median\"", NULL);
}

static void arrays_may_mix_integers_and_reals(void) {
  walras_experiment *e = laboratory_good(HEAD "parameters: { weights = [ 1, 2.5, 3L ]; };");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->weights.count, 3);
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->weights.values[2], 3.0);
  walras_experiment_destroy(e);
}

static void punctuation_is_checked(void) {
  laboratory_refuses(HEAD "parameters: { weights = [ 1.0, 2.0, ]; };",
                     "test.cfg:2: a comma stands before ']' with nothing behind it", NULL);
  laboratory_refuses(HEAD "parameters: { weights = [ 1.0 2.0 ]; };", "test.cfg:2: a comma is missing before 2.0", NULL);
  laboratory_refuses(HEAD "parameters: { rules = [ \"cap\" \"floor\" ]; };", "test.cfg:2: a comma is missing before \"floor\"",
                     NULL);
  laboratory_refuses(HEAD "parameters: { agents = 1;; };", "test.cfg:2: unexpected ';'", NULL);
  laboratory_refuses(HEAD "parameters: { agents 1; };", "test.cfg:2: expected '=' after 'agents', found 1", NULL);
  laboratory_refuses(HEAD "parameters: { agents = 1 2; };", "test.cfg:2: expected ';' after the value of 'agents', found 2",
                     NULL);
  laboratory_refuses(HEAD "parameters: { agents = ; };", "test.cfg:2: 'agents' has no value", NULL);
  laboratory_refuses(HEAD "parameters: { agents =\n buyers = 3; };", "test.cfg:3: 'agents' has no value", NULL);
  laboratory_refuses(HEAD "parameters: { 3 = 4; };", "test.cfg:2: expected a name, found 3", NULL);
  laboratory_refuses(HEAD "parameters: { true = 4; };", "test.cfg:2: expected a name, found true", NULL);
  laboratory_refuses(HEAD "parameters: { agents = 3 % 2; };", "test.cfg:2: unexpected '%'", NULL);
  laboratory_refuses(HEAD "parameters: { agents", "test.cfg:2: the '{' that stands here is never closed", NULL);
  laboratory_refuses(HEAD "agents =", "test.cfg:2: 'agents' has no value", NULL);
}

static void brackets_are_matched(void) {
  laboratory_refuses(HEAD "parameters: { weights = [ 1.0 ); };", "test.cfg:2: ')' found where the '[' of line 2 needs its ']'",
                     NULL);
  laboratory_refuses(HEAD "};", "test.cfg:2: '}' closes nothing", NULL);
  laboratory_refuses(HEAD "parameters: {\n", "test.cfg:2: the '{' that stands here is never closed", NULL);
  laboratory_refuses(HEAD "parameters: { table = [ [ 1.0 ] ]; };",
                     "test.cfg:2: an array [ ] holds plain values only: use a list ( ) around groups, lists and arrays", NULL);
}

static void brackets_cannot_be_nested_without_end(void) {
  char text[4096] = HEAD "x = ";
  for (int i = 0; i < 100; i++)
    strcat(text, "(");
  laboratory_refuses(text, "test.cfg:2: brackets are nested deeper than 31", NULL);
}

static void open_strings_and_comments_are_found_where_they_start(void) {
  laboratory_refuses(HEAD "\nparameters: { title = \"abc; };\n\n",
                     "test.cfg:3: a string that starts here is never closed: \" is missing", NULL);
  laboratory_refuses(HEAD "\n/* parameters\n\n", "test.cfg:3: a comment that starts here is never closed: */ is missing", NULL);
}

static void comments_and_strings_hide_what_is_in_them(void) {
  walras_experiment *e = laboratory_good(
      HEAD "/* 5000000000 \n @include \"x\" */ parameters: { # ] 1e400\n title = \"5000000000 # } \\\" // @include\"; // }\n };");
  CU_ASSERT_STRING_EQUAL(laboratory_point(e, 0)->title, "5000000000 # } \" // @include");
  walras_experiment_destroy(e);
}

static void lines_are_counted_through_strings_and_comments(void) {
  laboratory_refuses(HEAD "/* a\n b */\nparameters: { title = \"x\ny\";\nagnets = 1; };",
                     "test.cfg:6: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?", NULL);
}

static void bytes_that_are_no_text_are_refused(void) {
  laboratory_refuses(HEAD "\nparameters: { title = \"\xff\"; };", "test.cfg:3: byte 0xFF is no text (UTF-8 is expected)", NULL);
  laboratory_refuses(HEAD "parameters: { title = \"\x01\"; };", "test.cfg:2: byte 0x01 is no text (UTF-8 is expected)", NULL);
  laboratory_refuses(HEAD "parameters: { title = \"\\xFF\" \"fault\"; };", "test.cfg:1: a text of this config is not UTF-8",
                     NULL);
  laboratory_refuses(HEAD "parameters: { title = \"\\xFF\"; };", "test.cfg:2: parameter 'title': the text is not UTF-8", NULL);
}

static void a_byte_order_mark_and_carriage_returns_are_no_mistake(void) {
  walras_experiment *e = laboratory_good("\xEF\xBB\xBF" HEAD "parameters: {\r\n agents = 4;\r\n};\r\n");
  CU_ASSERT_EQUAL(laboratory_point(e, 0)->agents, 4);
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(integers_that_wrap_name_the_suffix), UNIT(integers_with_the_suffix_keep_all_their_bits),
                  UNIT(reals_out_of_range_are_refused), UNIT(malformed_numbers_are_named),
                  UNIT(every_mistake_of_a_file_is_told_in_one_go), UNIT(duplicates_are_told_apart_by_their_group),
                  UNIT(text_without_quotes_is_refused_where_it_stands), UNIT(arrays_may_mix_integers_and_reals),
                  UNIT(punctuation_is_checked), UNIT(brackets_are_matched), UNIT(brackets_cannot_be_nested_without_end),
                  UNIT(open_strings_and_comments_are_found_where_they_start), UNIT(comments_and_strings_hide_what_is_in_them),
                  UNIT(lines_are_counted_through_strings_and_comments), UNIT(bytes_that_are_no_text_are_refused),
                  UNIT(a_byte_order_mark_and_carriage_returns_are_no_mistake))
