/* The grammar of claims. */
#include "laboratory.h"

#define SWEEP                                                                                                                    \
  "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 40 ]; } ); "   \
  "}, "                                                                                                                          \
  "{ label = \"E2\"; parameters = { sizes = [ 1, 2, 3 ]; noise = 0.0; }; } ); };\n"
#define COMMON "id = \"c\"; statement = \"s\"; source = \"Table 1\"; kind = \"theorem\"; reason = \"rounding\"; "
#define CLAIM(body) HEAD SWEEP "claims: ( { " COMMON body " } );"

static void good(const char *text) {
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT_EQUAL(e->claim_count, 1);
  walras_experiment_destroy(e);
}

static void every_check_of_the_vocabulary_is_accepted(void) {
  good(CLAIM("check = \"equal\"; metric = \"welfare\"; expected = 1; tolerance = 0;"));
  good(CLAIM("check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; relative_tolerance = 1e-9;"));
  good(CLAIM("check = \"bounds\"; metric = \"welfare\"; minimum = 0; of = \"mean\";"));
  good(CLAIM("check = \"bounds\"; metric = \"lot_share[2]\"; maximum = 1.0;"));
  good(CLAIM(
      "check = \"mean\"; metric = \"lot_share[3]\"; expected = 0.3; relative_tolerance = 0.1; where = { label = \"E2\"; };"));
  good(CLAIM("check = \"median\"; metric = \"welfare\"; minimum = 0; maximum = 2; where = { agents = [ 10, 20 ]; };"));
  good(CLAIM("check = \"quantile\"; quantile = 0.9; metric = \"welfare\"; minimum = 0;"));
  good(CLAIM("check = \"ratio\"; metric = \"welfare\"; versus_metric = \"optimum\"; expected = 1; tolerance = 0.1;"));
  good(
      CLAIM("check = \"difference\"; metric = \"welfare\"; where = { agents = 20; }; versus = { agents = 10; }; minimum = 0.0;"));
  good(CLAIM("check = \"slope\"; metric = \"welfare\"; along = \"agents\"; scale = \"semi-log\"; where = { label = \"E1\"; }; "
             "expected = 1; tolerance = 0.1;"));
  good(CLAIM("check = \"order\"; metric = \"welfare\"; along = \"n\"; direction = \"increasing\"; where = { label = \"E1\"; };"));
  good(CLAIM("check = \"share\"; metric = \"welfare\"; condition = { minimum = 1; }; minimum = 0.9;"));
  good(CLAIM("check = \"correlation\"; metric = \"welfare\"; versus_metric = \"optimum\"; method = \"linear\"; minimum = 0.9;"));
  good(CLAIM("check = \"table\"; metric = \"welfare\"; entries = ( { where = { agents = 10; }; expected = 1; }, { where = { "
             "label = \"E2\"; }; expected = 2; } ); tolerance = 0.1;"));
}

static void a_claim_is_kept_with_its_text(void) {
  walras_experiment *e =
      laboratory_good(CLAIM("check=\"mean\";metric=\"welfare\";expected=1e0;tolerance=0x10;where:{agents=(10,20),label=\"E1\"}"));
  const walras_claim *c = &e->claims[0];
  CU_ASSERT_STRING_EQUAL(c->id, "c");
  CU_ASSERT_STRING_EQUAL(c->statement, "s");
  CU_ASSERT_STRING_EQUAL(c->source, "Table 1");
  CU_ASSERT_STRING_EQUAL(c->kind, "theorem");
  CU_ASSERT_STRING_EQUAL(c->check, "mean");
  CU_ASSERT_STRING_EQUAL(c->metric, "welfare");
  CU_ASSERT_STRING_EQUAL(c->reason, "rounding");
  CU_ASSERT_STRING_EQUAL(
      c->text,
      "{ id = \"c\"; statement = \"s\"; source = \"Table 1\"; kind = \"theorem\"; reason = \"rounding\"; check = \"mean\"; "
      "metric = \"welfare\"; expected = 1.0; tolerance = 16; where = { agents = [10, 20]; label = \"E1\"; }; }");
  walras_experiment_destroy(e);
}

static void every_missing_key_is_named(void) {
  laboratory_refuses(HEAD "claims: (\n { } );", "test.cfg:3: claim 1: 'id' is missing",
                     "test.cfg:3: claim 1: 'statement' is missing", "test.cfg:3: claim 1: 'source' is missing",
                     "test.cfg:3: claim 1: 'kind' is missing", "test.cfg:3: claim 1: 'reason' is missing",
                     "test.cfg:3: claim 1: 'check' is missing", "test.cfg:3: claim 1: 'metric' is missing", NULL);
  laboratory_refuses(HEAD "claims = 3;", "test.cfg:2: claims: expected a list ( ), found 3", NULL);
  laboratory_refuses(HEAD "claims = ( 3 );", "test.cfg:2: claim 1: expected a group { }, found 3", NULL);
}

static void unknown_words_are_named(void) {
  laboratory_refuses(HEAD "claims: ( { id = \"c\"; statement = \"\"; source = 3; kind = \"theorm\"; reason = \"r\"; check = "
                          "\"means\"; metric = \"wellfare\"; } );",
                     "test.cfg:2: claim 'c': statement is empty",
                     "test.cfg:2: claim 'c': source: expected a text in quotes, found 3",
                     "test.cfg:2: claim 'c': kind: unknown word 'theorm'; did you mean 'theorem'?",
                     "test.cfg:2: claim 'c': unknown check 'means'; did you mean 'mean'?",
                     "test.cfg:2: claim 'c': unknown metric 'wellfare' of model 'toy-market'; did you mean 'welfare'?", NULL);
  laboratory_refuses(CLAIM("check = \"mean\"; metric = \"welfare\"; expected = 1; tolerence = 1;"),
                     "test.cfg:3: unknown key 'tolerence' in claim 'c' with check \"mean\"; did you mean 'tolerance'?",
                     "test.cfg:3: claim 'c': 'tolerance' (or 'relative_tolerance') is missing", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"welfare\"; minimum = 0; of = \"all\";"),
                     "test.cfg:3: claim 'c': of: unknown word 'all'; known words: trials, mean", NULL);
}

static void elements_of_metrics_are_checked(void) {
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"lot_share\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'lot_share' has several elements: name one, as \"lot_share[1]\"", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"lot_share[0]\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': elements of 'lot_share' count from 1", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"lot_share[3]\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'lot_share' has 2 elements at a selected point, no element 3", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"lot_share[x]\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'lot_share[x]' is not a metric's element, which looks as \"lot_share[1]\"", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"welfare[1]\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'welfare' is one number and has no elements", NULL);
}

static void expectations_are_complete_and_not_contradictory(void) {
  laboratory_refuses(CLAIM("check = \"mean\"; metric = \"welfare\";"),
                     "test.cfg:3: claim 'c': 'expected' (or 'minimum'/'maximum') is missing", NULL);
  laboratory_refuses(CLAIM("check = \"mean\"; metric = \"welfare\"; expected = 1; tolerance = 1; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'expected' and 'minimum'/'maximum' exclude each other", NULL);
  laboratory_refuses(CLAIM("check = \"mean\"; metric = \"welfare\"; expected = 1; tolerance = 1; relative_tolerance = 1;"),
                     "test.cfg:3: claim 'c': 'tolerance' and 'relative_tolerance' exclude each other", NULL);
  laboratory_refuses(CLAIM("check = \"mean\"; metric = \"welfare\"; minimum = 1; tolerance = 1;"),
                     "test.cfg:3: claim 'c': a tolerance goes with 'expected', which is missing", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"welfare\";"),
                     "test.cfg:3: claim 'c': 'minimum' or 'maximum' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"bounds\"; metric = \"welfare\"; minimum = 2; maximum = 1;"),
                     "test.cfg:3: claim 'c': 'minimum' is greater than 'maximum'", NULL);
  laboratory_refuses(CLAIM("check = \"equal\"; metric = \"welfare\";"),
                     "test.cfg:3: claim 'c': 'expected' or 'reference_metric' is missing",
                     "test.cfg:3: claim 'c': 'tolerance' (or 'relative_tolerance') is missing", NULL);
  laboratory_refuses(CLAIM("check = \"equal\"; metric = \"welfare\"; expected = \"one\"; tolerance = -1;"),
                     "test.cfg:3: claim 'c': expected: expected a number, found the text \"one\"",
                     "test.cfg:3: claim 'c': tolerance: expected a number of at least 0, found -1", NULL);
}

static void checks_ask_for_what_they_compare(void) {
  laboratory_refuses(CLAIM("check = \"ratio\"; metric = \"welfare\"; minimum = 1;"),
                     "test.cfg:3: claim 'c': 'versus' or 'versus_metric' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"ratio\"; metric = \"welfare\"; minimum = 1; versus = { }; versus_metric = \"optimum\";"),
                     "test.cfg:3: claim 'c': 'versus' and 'versus_metric' exclude each other", NULL);
  laboratory_refuses(CLAIM("check = \"slope\"; metric = \"welfare\"; minimum = 1;"), "test.cfg:3: claim 'c': 'along' is missing",
                     NULL);
  laboratory_refuses(CLAIM("check = \"slope\"; metric = \"welfare\"; minimum = 1; along = \"mechanism\";"),
                     "test.cfg:3: claim 'c': along: parameter 'mechanism' is no number", NULL);
  laboratory_refuses(CLAIM("check = \"order\"; metric = \"welfare\"; along = \"agnets\";"),
                     "test.cfg:3: unknown parameter 'agnets' of model 'toy-market'; did you mean 'agents'?",
                     "test.cfg:3: claim 'c': 'direction' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"share\"; metric = \"welfare\"; minimum = 1;"),
                     "test.cfg:3: claim 'c': 'condition' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"share\"; metric = \"welfare\"; minimum = 1; condition = { };"),
                     "test.cfg:3: claim 'c': condition: 'minimum' or 'maximum' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"table\"; metric = \"welfare\"; tolerance = 1; entries = ( { }, 3 );"),
                     "test.cfg:3: claim 'c': entry 1: 'expected' is missing",
                     "test.cfg:3: claim 'c': entry 2: expected a group { where; expected; }", NULL);
  laboratory_refuses(CLAIM("check = \"table\"; metric = \"welfare\"; tolerance = 1;"),
                     "test.cfg:3: claim 'c': 'entries' is missing or empty", NULL);
  laboratory_refuses(CLAIM("check = \"share\"; metric = \"welfare\"; minimum = 0.5; condition = { minimum = 2; maximum = 1; };"),
                     "test.cfg:3: claim 'c': condition: 'minimum' is greater than 'maximum'", NULL);
  laboratory_refuses(CLAIM("check = \"quantile\"; metric = \"welfare\"; minimum = 1;"),
                     "test.cfg:3: claim 'c': 'quantile' is missing", NULL);
  laboratory_refuses(CLAIM("check = \"quantile\"; metric = \"welfare\"; quantile = 90; minimum = 1;"),
                     "test.cfg:3: claim 'c': quantile: expected a number between 0 and 1, found 90", NULL);
}

static void ids_are_unique(void) {
  laboratory_refuses(HEAD "claims: ( { " COMMON "check = \"bounds\"; metric = \"welfare\"; minimum = 0; },\n{ " COMMON
                          "check = \"bounds\"; metric = \"welfare\"; minimum = 0; } );",
                     "test.cfg:3: claim 'c': an earlier claim has the same id", NULL);
}

WALRAS_UNIT_TESTS(UNIT(every_check_of_the_vocabulary_is_accepted), UNIT(a_claim_is_kept_with_its_text),
                  UNIT(every_missing_key_is_named), UNIT(unknown_words_are_named), UNIT(elements_of_metrics_are_checked),
                  UNIT(expectations_are_complete_and_not_contradictory), UNIT(checks_ask_for_what_they_compare),
                  UNIT(ids_are_unique))
