/* Claims that the design cannot answer. */
#include "laboratory.h"

#define COMMON "id = \"c\"; statement = \"s\"; source = \"own\"; kind = \"own\"; reason = \"r\"; metric = \"welfare\"; "
#define AGENTS "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 40 ]; } ); };\n"
#define TWO_AXES                                                                                                                 \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 40 ]; }, "                                  \
  "{ parameter = \"mechanism\"; values = [ \"median\", \"dictator\" ]; } ); };\n"
#define CLAIM(sweep, body) HEAD sweep "claims: ( { " COMMON body " } );"

static void good(const char *text) {
  walras_experiment *e = laboratory_good(text);
  CU_ASSERT(e->claim_count == 1 && e->warnings.count == 0);
  walras_experiment_destroy(e);
}

static void a_comparison_needs_two_sides(void) {
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"difference\"; where = { agents = [ 10, 20 ]; }; versus = { n = ( 20, 10 ); }; minimum = 0;"),
      "test.cfg:3: claim 'c': 'versus' selects the same points as 'where'", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"ratio\"; versus = { }; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'versus' selects the same points as 'where'", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"ratio\"; versus_metric = \"welfare\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'versus_metric' is the claim's own metric", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"equal\"; reference_metric = \"welfare\"; tolerance = 0;"),
                     "test.cfg:3: claim 'c': 'reference_metric' is the claim's own metric", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"difference\"; versus = { agents = 30; }; minimum = 0;"),
                     "test.cfg:3: claim 'c': versus selects no design point", NULL);
  good(CLAIM(AGENTS, "check = \"difference\"; where = { agents = [ 10, 20 ]; }; versus = { agents = 20; }; minimum = 0;"));
}

static void a_trend_needs_enough_values(void) {
  laboratory_refuses(CLAIM(AGENTS, "check = \"slope\"; along = \"agents\"; where = { agents = [ 10, 20 ]; }; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'agents' takes 2 values at the selected points, and a claim of slope needs 3", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"correlation\"; along = \"noise\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': 'noise' takes 1 value at the selected points, and a claim of correlation needs 3",
                     NULL);
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"order\"; along = \"agents\"; direction = \"increasing\"; where = { agents = 10; };"),
      "test.cfg:3: claim 'c': 'agents' takes 1 value at the selected points, and a claim of order needs 2", NULL);
  good(CLAIM(AGENTS, "check = \"order\"; along = \"agents\"; direction = \"increasing\"; where = { agents = [ 10, 40 ]; };"));
}

static void a_logarithm_needs_positive_and_a_line_finite_values(void) {
#define NOISE(values) "sweep: { design = \"grid\"; axes = ( { parameter = \"" values " ]; } ); };\n"
  laboratory_refuses(CLAIM(NOISE("noise\"; values = [ 0.0, 0.1, 0.2"), "check = \"slope\"; along = \"noise\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': a logarithmic scale needs positive values of 'noise', not 0", NULL);
  laboratory_refuses(CLAIM(NOISE("noise\"; values = [ 0.0, 0.1, 0.2"),
                           "check = \"slope\"; scale = \"semi-log\"; along = \"noise\"; minimum = 0;"),
                     "test.cfg:3: claim 'c': a logarithmic scale needs positive values of 'noise', not 0", NULL);
  good(CLAIM(NOISE("noise\"; values = [ 0.0, 0.1, 0.2"),
             "check = \"slope\"; scale = \"linear\"; along = \"noise\"; minimum = 0;"));
  const char *infinite =
      HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"patience\"; values = ( 1.0, 2.0, \"inf\" ); } ); };\n"
           "claims: ( { " COMMON "check = \"slope\"; along = \"patience\"; minimum = 0; } );";
  laboratory_refuses(infinite, "test.cfg:3: claim 'c': a line needs finite values of 'patience'", NULL);
}

/* Every combination, or one point at each value; `buyers` follows from the agents and is no mixture. */
static void points_at_one_value_are_averaged_only_like_with_like(void) {
#define ORDER "check = \"order\"; along = \"agents\"; direction = \"increasing\"; "
  good(CLAIM(TWO_AXES, ORDER));
  good(CLAIM(TWO_AXES, ORDER "where = { mechanism = \"median\"; };"));
  good(CLAIM("sweep: { design = \"list\"; points = ( { agents = 10; noise = 0.1; }, { agents = 20; noise = 0.2; } ); };\n",
             ORDER));
  laboratory_refuses(CLAIM("sweep: { design = \"list\"; points = ( { agents = 10; noise = 0.1; }, { agents = 10; noise = 0.2; }, "
                           "{ agents = 20; } ); };\n",
                           ORDER),
                     "test.cfg:3: claim 'c': 2 points are selected where 'agents' is 10, 1 where it is 20: select one or all of "
                     "their kinds at each",
                     NULL);
  laboratory_refuses(
      CLAIM("sweep: { design = \"list\"; points = ( { agents = 10; noise = 0.1; }, { agents = 10; noise = 0.2; }, "
            "{ agents = 20; noise = 0.1; }, { agents = 20; noise = 0.3; } ); };\n",
            ORDER),
      "test.cfg:3: claim 'c': the selected points mix 'noise' in another way where 'agents' is 20 than where it is 10", NULL);
}

static void no_interval_fits_into_a_band_without_width(void) {
  static const char *const checks[] = {"mean", "median", "difference", "ratio"};
  for (int i = 0; i < 4; i++) {
    char text[1024];
    snprintf(text, sizeof text, CLAIM(AGENTS, "check = \"%s\"; expected = 1; tolerance = 0;%s"), checks[i],
             i > 1 ? " versus_metric = \"optimum\";" : "");
    laboratory_refuses(
        text,
        "test.cfg:3: claim 'c': a tolerance of 0 leaves no room for an interval: give a 'tolerance' above 0, or check = "
        "\"equal\" for what has no noise",
        NULL);
  }
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"mean\"; expected = 0; relative_tolerance = 0.1;"),
      "test.cfg:3: claim 'c': a relative tolerance of 0 leaves no room for an interval: give a 'tolerance' above 0, or check "
      "= \"equal\" for what has no noise",
      NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"bounds\"; of = \"mean\"; minimum = 1; maximum = 1;"),
                     "test.cfg:3: claim 'c': 'minimum' and 'maximum' are equal, which leaves no room for an interval", NULL);
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"table\"; entries = ( { expected = 1; }, { expected = 0; } ); relative_tolerance = 0.1;"),
      "test.cfg:3: claim 'c': a relative tolerance of 0 leaves no room for an interval: give a 'tolerance' above 0, or check "
      "= \"equal\" for what has no noise",
      NULL);
  good(CLAIM(AGENTS, "check = \"bounds\"; minimum = 1; maximum = 1;"));
  good(CLAIM(AGENTS, "check = \"equal\"; expected = 1; tolerance = 0;"));
}

static void bands_lie_on_the_scale_of_their_estimate(void) {
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"share\"; condition = { minimum = 0; }; minimum = 1;"),
      "test.cfg:3: claim 'c': the interval of a share never lies beyond 0 or 1: check = \"bounds\" asks for every trial", NULL);
  laboratory_refuses(
      CLAIM(AGENTS, "check = \"share\"; condition = { minimum = 0; }; maximum = 0;"),
      "test.cfg:3: claim 'c': the interval of a share never lies beyond 0 or 1: check = \"bounds\" asks for every trial", NULL);
  laboratory_refuses(CLAIM(AGENTS, "check = \"correlation\"; versus_metric = \"optimum\"; minimum = 1.5;"),
                     "test.cfg:3: claim 'c': a correlation lies between -1 and 1", NULL);
  good(CLAIM(AGENTS, "check = \"share\"; condition = { minimum = 0; }; minimum = 0.99;"));
}

static void metrics_exist_where_a_claim_looks(void) {
#define BIAS "id = \"c\"; statement = \"s\"; source = \"own\"; kind = \"own\"; reason = \"r\"; metric = \"bias\"; "
#define NOISES "sweep: { design = \"grid\"; axes = ( { parameter = \"noise\"; values = [ 0.0, 0.1 ]; } ); };\n"
  laboratory_refuses(HEAD NOISES "claims: ( { " BIAS "check = \"mean\"; minimum = 0; where = { noise = 0.0; }; } );",
                     "test.cfg:3: claim 'c': 'bias' exists at no selected point: absent without noise", NULL);
  laboratory_refuses(HEAD NOISES "claims: ( { " BIAS
                                 "check = \"difference\"; minimum = 0; where = { noise = 0.1; }; versus = { noise = 0.0; }; } );",
                     "test.cfg:3: claim 'c': 'bias' exists at no selected point: absent without noise", NULL);
  laboratory_refuses(HEAD NOISES
                     "claims: ( { " BIAS
                     "check = \"table\"; tolerance = 1; entries = ( { where = { noise = 0.0; }; expected = 1; } ); } );",
                     "test.cfg:3: claim 'c': 'bias' exists at no selected point: absent without noise", NULL);
  good(HEAD NOISES "claims: ( { " BIAS "check = \"mean\"; minimum = 0; } );");
}

static void entries_of_a_table_lie_within_the_claims_selection(void) {
  laboratory_refuses(CLAIM(AGENTS, "check = \"table\"; where = { agents = [ 10, 20 ]; }; tolerance = 1; entries = ( { where = { "
                                   "agents = 10; }; expected = 1; }, "
                                   "{ where = { agents = 40; }; expected = 2; } );"),
                     "test.cfg:3: claim 'c': entry 2 selects no design point within the claim's own 'where'", NULL);
}

/* No mistake, but such a claim will never be decided. */
static void one_replication_is_warned_of(void) {
#define ONE "experiment: { name = \"test\"; model = \"toy-market\"; replications = 1; };\n"
  walras_experiment *e = laboratory_good(ONE AGENTS "claims: ( { " COMMON "check = \"median\"; minimum = 0; } );");
  CU_ASSERT_EQUAL_FATAL(e->warnings.count, 1);
  CU_ASSERT_STRING_EQUAL(
      e->warnings.messages[0],
      "test.cfg:3: claim 'c': 3 of its 3 points have one replication, which gives no interval: it stays undecided (check "
      "= \"equal\" or \"bounds\" compares single values)");
  walras_experiment_destroy(e);
  good(ONE AGENTS "claims: ( { " COMMON "check = \"equal\"; expected = 0; tolerance = 1; } );");
  good(ONE AGENTS "claims: ( { " COMMON "check = \"bounds\"; minimum = 0; } );");
  good(ONE AGENTS "claims: ( { " COMMON "check = \"slope\"; along = \"agents\"; minimum = 0; } );");
}

WALRAS_UNIT_TESTS(UNIT(a_comparison_needs_two_sides), UNIT(a_trend_needs_enough_values),
                  UNIT(a_logarithm_needs_positive_and_a_line_finite_values),
                  UNIT(points_at_one_value_are_averaged_only_like_with_like), UNIT(no_interval_fits_into_a_band_without_width),
                  UNIT(bands_lie_on_the_scale_of_their_estimate), UNIT(metrics_exist_where_a_claim_looks),
                  UNIT(entries_of_a_table_lie_within_the_claims_selection), UNIT(one_replication_is_warned_of))
