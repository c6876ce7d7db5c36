/* Which points a claim selects. */
#include "experiment/claims.h"

#include "laboratory.h"

#define SWEEP                                                                                                                    \
  "sweep: { design = \"grids\"; grids = ( { label = \"E1\"; axes = ( { parameter = \"agents\"; values = [ 10, 20 ]; }, "         \
  "{ parameter = \"weights\"; values = ( [ 1.0 ], [ 2.0, 3.0 ] ); } ); }, { label = \"E2\"; parameters = { data = \"a.csv\"; "   \
  "}; } ); };\n"

/* Points selected by the text of a `where`, as bits from point 0 on; -1 = refused. */
static int selected(const char *where) {
  walras_experiment *e = laboratory_good(HEAD SWEEP);
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .folder = "/data", .label = "where"};
  config_document document = {0};
  CU_ASSERT_FATAL(config_document_value(&document, where, "where", &reader.log, &arena));
  reader.document = &document;
  const config_selection selection = {
      .model = &market_model, .points = e->points, .parameters = e->parameters, .labels = e->point_labels};
  bool points[8] = {false};
  int bits = -1;
  if (config_where_read(&reader, config_setting_get_elem(config_root_setting(&document.config), 0), &selection, "where",
                        points)) {
    bits = 0;
    for (int64_t p = 0; p < e->points; p++)
      bits |= points[p] << p;
  }
  CU_ASSERT((bits < 0) == (diagnostics.count > 0));
  walras_diagnostics_clear(&diagnostics);
  config_document_free(&document);
  config_arena_free(&arena);
  walras_experiment_destroy(e);
  return bits;
}

static void values_select_their_points(void) {
  CU_ASSERT_EQUAL(selected("{ agents = 20; }"), 4 | 8);
  CU_ASSERT_EQUAL(selected("{ n = 20; }"), 4 | 8);
  CU_ASSERT_EQUAL(selected("{ weights = [ 2, 3 ]; }"), 2 | 8);
  CU_ASSERT_EQUAL(selected("{ data = \"a.csv\"; }"), 16);
  CU_ASSERT_EQUAL(selected("{ mechanism = \"median\"; }"), 31);
}

static void labels_select_their_grid(void) {
  CU_ASSERT_EQUAL(selected("{ label = \"E2\"; }"), 16);
  CU_ASSERT_EQUAL(selected("{ label = [ \"E1\", \"E2\" ]; }"), 31);
}

static void keys_narrow_and_lists_widen(void) {
  CU_ASSERT_EQUAL(selected("{ agents = 20; weights = [ 1.0 ]; }"), 4);
  CU_ASSERT_EQUAL(selected("{ agents = [ 10, 100 ]; }"), 1 | 2 | 16);
  CU_ASSERT_EQUAL(selected("{ }"), 31);
}

static void what_follows_from_a_rule_selects_too(void) {
  CU_ASSERT_EQUAL(selected("{ buyers = 5; }"), 1 | 2);
}

static void a_selection_of_nothing_is_refused(void) {
  CU_ASSERT_EQUAL(selected("{ agents = 30; }"), -1);
  CU_ASSERT_EQUAL(selected("{ label = \"E3\"; }"), -1);
  CU_ASSERT_EQUAL(selected("{ label = \"E2\"; agents = 10; }"), -1);
  CU_ASSERT_EQUAL(selected("{ agnets = 10; }"), -1);
  CU_ASSERT_EQUAL(selected("{ noise = 7.0; }"), -1);
  CU_ASSERT_EQUAL(selected("3"), -1);
}

static void its_messages_name_claim_and_key(void) {
  laboratory_refuses(HEAD "claims: ( { id = \"c\"; statement = \"s\"; source = \"t\"; kind = \"own\"; reason = \"r\"; check = "
                          "\"bounds\"; metric = \"welfare\"; minimum = 0;\n"
                          "where = { agents = 7; }; } );",
                     "test.cfg:3: claim 'c': where selects no design point", NULL);
  laboratory_refuses(HEAD "claims: ( { id = \"c\"; statement = \"s\"; source = \"t\"; kind = \"own\"; reason = \"r\"; check = "
                          "\"ratio\"; metric = \"welfare\"; minimum = 0;\n"
                          "where = { noise = 2; };\nversus = { label = \"E9\"; }; } );",
                     "test.cfg:3: claim 'c': where: parameter 'noise': expected a real number in [0, 1), found 2",
                     "test.cfg:4: claim 'c': versus selects no design point", NULL);
}

WALRAS_UNIT_TESTS(UNIT(values_select_their_points), UNIT(labels_select_their_grid), UNIT(keys_narrow_and_lists_widen),
                  UNIT(what_follows_from_a_rule_selects_too), UNIT(a_selection_of_nothing_is_refused),
                  UNIT(its_messages_name_claim_and_key))
