/* Designs that sample: their options, the structure that later analysis relies on, and what they are a function of. */
#include "experiment/sampling.h"

#include <math.h>

#include "laboratory.h"

#define NOISE "{ parameter = \"noise\"; minimum = 0.0; maximum = 0.5; }"
#define PATIENCE "{ parameter = \"patience\"; minimum = 0.5; maximum = 50.0; scale = \"log\"; }"
#define AGENTS "{ parameter = \"agents\"; minimum = 10; maximum = 20000; }"
#define WORDS "{ parameter = \"mechanism\"; values = [ \"median\", \"dictator\" ]; }"
#define AXES "axes = ( " NOISE ", " PATIENCE ", " AGENTS ", " WORDS " ); };"
#define LATIN HEAD "sweep: { design = \"latin_hypercube\"; points = 20; " AXES
#define SOBOL HEAD "sweep: { design = \"sobol\"; points = 16; " AXES
#define SALTELLI HEAD "sweep: { design = \"saltelli\"; points = 8; " AXES
#define MORRIS HEAD "sweep: { design = \"morris\"; trajectories = 5; levels = 6; " AXES

static const char *const all[] = {
    LATIN,
    SOBOL,
    SALTELLI,
    MORRIS,
    HEAD "sweep: { design = \"latin_hypercube\"; points = 20; maximin = true; jitter = false; " AXES,
    HEAD "sweep: { design = \"sobol\"; points = 16; scramble = false; where = \"noise < 0.3\"; " AXES};
enum { DESIGNS = sizeof all / sizeof *all };

static bool same_points(const walras_experiment *a, const walras_experiment *b) {
  bool same = a->points == b->points;
  for (int64_t p = 0; same && p < a->points; p++) {
    const market *x = laboratory_point(a, p), *y = laboratory_point(b, p);
    same = unit_same_bits(x->noise, y->noise) && unit_same_bits(x->patience, y->patience) && x->agents == y->agents &&
           x->mechanism == y->mechanism;
  }
  return same;
}

/* Differing factors of two points as bits: noise 1, patience 2, agents 4, mechanism 8. */
static int difference(const market *a, const market *b) {
  return (a->noise != b->noise) + 2 * (a->patience != b->patience) + 4 * (a->agents != b->agents) +
         8 * (a->mechanism != b->mechanism);
}

static void each_design_has_the_points_that_its_options_say(void) {
  static const int64_t points[DESIGNS] = {20, 16, 8 * 6, 5 * 5, 20}, base[DESIGNS] = {0, 0, 8, 5, 0, 0};
  for (int d = 0; d < DESIGNS; d++) {
    walras_experiment *e = laboratory_good(all[d]);
    CU_ASSERT(d == 5 ? e->points < 16 && e->candidates == 16 : e->points == points[d] && e->candidates == points[d]);
    CU_ASSERT_EQUAL(e->base, base[d]);
    CU_ASSERT_EQUAL_FATAL(e->factor_count, 4);
    CU_ASSERT_STRING_EQUAL(e->factors[0], "noise");
    CU_ASSERT_STRING_EQUAL(e->factors[3], "mechanism");
    CU_ASSERT_PTR_NULL(e->note);
    walras_experiment_destroy(e);
  }
}

/* The store keeps this text: what is read from it must be the same design, to the last bit. */
static void the_resolved_text_reads_back_to_the_same_points(void) {
  for (int d = 0; d < DESIGNS; d++) {
    walras_experiment *e = laboratory_good(all[d]), *again = laboratory_good(e->resolved_text);
    CU_ASSERT(same_points(e, again));
    CU_ASSERT_STRING_EQUAL(e->resolved_text, again->resolved_text);
    CU_ASSERT_EQUAL(e->candidates, again->candidates);
    walras_experiment_destroy(e);
    walras_experiment_destroy(again);
  }
}

static void a_design_is_a_function_of_the_seed_alone(void) {
  const walras_overrides other = {.replications = -1, .threads = -1, .has_seed = true, .seed = 8};
  const walras_overrides more = {.replications = 9, .threads = 3};
  for (int d = 0; d < DESIGNS; d++) {
    walras_diagnostics diagnostics;
    walras_experiment *e = laboratory_good(all[d]), *seeded = laboratory_parse(all[d], &other, &diagnostics),
                      *longer = laboratory_parse(all[d], &more, &diagnostics);
    CU_ASSERT_FATAL(seeded != NULL && longer != NULL);
    CU_ASSERT_EQUAL(same_points(e, seeded), d == 5); /* the plain sequence has no seed */
    CU_ASSERT(same_points(e, longer));
    walras_experiment_destroy(e);
    walras_experiment_destroy(seeded);
    walras_experiment_destroy(longer);
  }
}

/* Fowler-Noll-Vo over the bits of all points. */
static uint64_t hash(const walras_experiment *e) {
  uint64_t sum = UINT64_C(14695981039346656037);
  for (int64_t p = 0; p < e->points; p++) {
    const market *m = laboratory_point(e, p);
    uint64_t words[4] = {0, 0, (uint64_t)m->agents, (uint64_t)m->mechanism};
    memcpy(&words[0], &m->noise, sizeof m->noise);
    memcpy(&words[1], &m->patience, sizeof m->patience);
    for (size_t i = 0; i < sizeof words; i++)
      sum = (sum ^ ((const unsigned char *)words)[i]) * UINT64_C(1099511628211);
  }
  return sum;
}

/* The same whatever compiled this: whoever changes a design changes what the points of earlier stores are. */
static void designs_keep_their_bits(void) {
  static const uint64_t known[DESIGNS] = {UINT64_C(2090803517293607127), UINT64_C(8702877441312881224),
                                          UINT64_C(2009922145449359997), UINT64_C(6689208415298206060),
                                          UINT64_C(8492866257139447373), UINT64_C(6637191524256151425)};
  for (int d = 0; d < DESIGNS; d++) {
    walras_experiment *e = laboratory_good(all[d]);
    CU_ASSERT_EQUAL(hash(e), known[d]);
    if (hash(e) != known[d])
      printf("\n  design %d: UINT64_C(%llu)", d, (unsigned long long)hash(e));
    walras_experiment_destroy(e);
  }
}

static void saltelli_mixes_one_factor_of_row_b_into_row_a_at_a_time(void) {
  walras_experiment *e = laboratory_good(SALTELLI);
  int apart = 0;
  for (int64_t j = 0; j < e->base; j++) {
    const market *a = laboratory_point(e, 6 * j), *b = laboratory_point(e, 6 * j + 5);
    apart += (difference(a, b) & 7) == 7;
    for (int i = 0; i < 4; i++) {
      const market *mixed = laboratory_point(e, 6 * j + 1 + i);
      CU_ASSERT_EQUAL(difference(mixed, a) & ~(1 << i), 0);
      CU_ASSERT_EQUAL(difference(mixed, b) & (1 << i), 0);
    }
  }
  CU_ASSERT_EQUAL(apart, e->base);
  walras_experiment_destroy(e);
}

/* Both base samples are scrambled nets: each of 8 strata of each axis has one row of A and one of B. */
static void the_rows_of_saltelli_are_balanced(void) {
  walras_experiment *e = laboratory_good(SALTELLI);
  bool a[8] = {false}, b[8] = {false};
  for (int64_t j = 0; j < 8; j++) {
    a[(int)(laboratory_point(e, 6 * j)->noise / 0.5 * 8)] = true;
    b[(int)(laboratory_point(e, 6 * j + 5)->noise / 0.5 * 8)] = true;
  }
  for (int i = 0; i < 8; i++)
    CU_ASSERT(a[i] && b[i]);
  walras_experiment_destroy(e);
}

static void morris_moves_one_factor_at_a_time_by_the_step_it_says(void) {
  walras_experiment *e = laboratory_good(MORRIS);
  CU_ASSERT_DOUBLE_EQUAL(e->move_step, 0.6, 1e-15);
  for (int64_t t = 0; t < e->base; t++)
    for (int64_t i = 0; i < 4; i++) {
      const market *before = laboratory_point(e, 5 * t + i), *after = laboratory_point(e, 5 * t + i + 1);
      const int64_t move = e->moves[4 * t + i];
      CU_ASSERT_EQUAL(difference(before, after), 1 << (llabs(move) - 1));
      if (llabs(move) == 1)
        CU_ASSERT_DOUBLE_EQUAL(after->noise - before->noise, move > 0 ? 0.3 : -0.3, 1e-12);
    }
  walras_experiment_destroy(e);
}

static void an_unbalanced_sobol_sequence_is_noted(void) {
  walras_experiment *e = laboratory_good(HEAD "sweep: { design = \"sobol\"; points = 100; " AXES);
  CU_ASSERT_PTR_NOT_NULL_FATAL(e->note);
  CU_ASSERT_STRING_EQUAL(e->note, "sweep.points is 100, which is no power of two: a Sobol' sequence is balanced at 64 and 128");
  walras_experiment_destroy(e);
}

static void tied_axes_are_one_factor_with_two_names(void) {
  walras_experiment *e =
      laboratory_good(HEAD "sweep: { design = \"saltelli\"; points = 2; axes = ( " NOISE
                           ", { points = ( { agents = 10; mechanism = \"median\"; }, { mechanism = \"dictator\"; agents "
                           "= 20; } ); } ); };");
  CU_ASSERT_EQUAL(e->points, 8);
  CU_ASSERT_EQUAL_FATAL(e->factor_count, 2);
  CU_ASSERT_STRING_EQUAL(e->factors[1], "agents, mechanism");
  walras_experiment_destroy(e);
}

static void mistakes_of_options_are_named(void) {
  laboratory_refuses(HEAD "sweep: { design = \"latin_hypercube\"; axes = ( " NOISE " ); };",
                     "test.cfg:2: sweep.points is missing: the number of design points", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"saltelli\"; axes = ( " NOISE " ); };",
                     "test.cfg:2: sweep.points is missing: the number of base rows; each is two points more than there are axes",
                     NULL);
  laboratory_refuses(HEAD "sweep: { design = \"morris\"; points = 4; axes = ( " NOISE " ); };",
                     "test.cfg:2: unknown key 'points' in the sweep; known keys: design, trajectories, levels, axes, where",
                     "test.cfg:2: sweep.trajectories is missing: each of them is one point more than there are axes", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"morris\"; trajectories = 4; levels = 5; axes = ( " NOISE " ); };",
                     "test.cfg:2: sweep.levels: expected an even number, found 5", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"sobol\"; points = 8; scrambled = true; axes = ( " NOISE " ); };",
                     "test.cfg:2: unknown key 'scrambled' in the sweep; did you mean 'scramble'?", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"sobol\"; points = 8; scramble = 1; axes = ( " NOISE " ); };",
                     "test.cfg:2: sweep.scramble: expected true or false, found 1", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"latin_hypercube\"; points = 2001; maximin = true; axes = ( " NOISE " ); };",
                     "test.cfg:2: sweep.maximin: it compares all pairs of points and takes at most 2000 of them; found 2001",
                     NULL);
  laboratory_refuses(HEAD "sweep: { design = \"saltelli\"; points = 2000000; " AXES,
                     "test.cfg:2: the sweep has more than 10000000 design points", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"sobol\"; points = 8; };", "test.cfg:2: the sweep has no axes", NULL);
  laboratory_refuses(HEAD
                     "sweep: { design = \"sobol\"; points = 8; axes = ( { parameter = \"noise\"; minimum = 0.0; maximum = 0.5; "
                     "count = 3; } ); };",
                     "test.cfg:2: unknown key 'count' in axis 1; known keys: parameter, values, minimum, maximum, scale", NULL);
  laboratory_refuses(HEAD "sweep: { design = \"morris\"; trajectories = 4; axes = ( " NOISE
                          ",\n{ parameter = \"agents\"; values = [ 5 ]; } ); };",
                     "test.cfg:3: axis 2: this design needs at least two values of each axis", NULL);
  laboratory_refuses_set(SOBOL, "noise=0.1", "--set noise=0.1: parameter 'noise' is set by axis 1 (test.cfg:2)", NULL);
}

static void claims_select_points_by_enumerated_values(void) {
  walras_experiment *e =
      laboratory_good(HEAD "sweep: { design = \"sobol\"; points = 16; axes = ( " NOISE ", " WORDS " ); };\n"
                           "claims: ( { id = \"A\"; statement = \"s\"; source = \"own\"; kind = \"own\"; check = \"mean\"; "
                           "metric = \"welfare\"; where = { "
                           "mechanism = \"dictator\"; }; expected = 1.0; tolerance = 0.5; reason = \"r\"; } );");
  int64_t dictators = 0;
  for (int64_t p = 0; p < e->points; p++)
    dictators += laboratory_point(e, p)->mechanism == 2;
  CU_ASSERT(e->claim_count == 1 && dictators == 8);
  walras_experiment_destroy(e);
  laboratory_refuses(
      HEAD "sweep: { design = \"sobol\"; points = 16; axes = ( " NOISE ", " WORDS " ); };\n"
           "claims: ( { id = \"A\"; statement = \"s\"; source = \"own\"; kind = \"own\"; check = \"mean\"; metric = \"welfare\"; "
           "where = { mechanism = \"uniform_phantom\"; }; expected = 1.0; tolerance = 0.5; reason = \"r\"; } );",
      "test.cfg:3: claim 'A': where selects no design point", NULL);
}

/* The numbers of a design are asked for their sources like all others: those of the options, and each axis by its parameter. */
static void sources_name_the_numbers_of_a_design(void) {
  walras_experiment *e =
      laboratory_good(HEAD "sweep: { design = \"morris\"; trajectories = 5; levels = 6; axes = ( " NOISE " ); };\n"
                           "sources: { trajectories = \"own: few\"; levels = \"Table 1\"; noise = \"section 2\"; };");
  int64_t told = 0;
  for (int64_t i = 0; i < e->number_count; i++)
    told += e->numbers[i].source != NULL;
  CU_ASSERT_EQUAL(told, 3);
  walras_experiment_destroy(e);
}

/* No model has so many parameters: the limit is asked of the reader itself. */
static void more_axes_than_direction_numbers_are_refused(void) {
  static const walras_design designs[] = {WALRAS_DESIGN_SOBOL, WALRAS_DESIGN_SALTELLI};
  static const int64_t most[] = {256, 128};
  config_t config;
  config_init(&config);
  CU_ASSERT_EQUAL_FATAL(config_read_string(&config, "points = 4;"), CONFIG_TRUE);
  for (int d = 0; d < 2; d++)
    for (int64_t beyond = 0; beyond < 2; beyond++) {
      config_arena arena = {0};
      walras_diagnostics diagnostics = {0};
      config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .label = "test"};
      config_sampling sampling;
      int64_t points = 0;
      CU_ASSERT_EQUAL(
          config_sampling_read(&reader, config_root_setting(&config), designs[d], most[d] + beyond, &sampling, &points),
          beyond == 0);
      CU_ASSERT_EQUAL(diagnostics.count, beyond);
      walras_diagnostics_clear(&diagnostics);
      config_arena_free(&arena);
    }
  config_destroy(&config);
}

WALRAS_UNIT_TESTS(UNIT(each_design_has_the_points_that_its_options_say), UNIT(the_resolved_text_reads_back_to_the_same_points),
                  UNIT(a_design_is_a_function_of_the_seed_alone), UNIT(designs_keep_their_bits),
                  UNIT(saltelli_mixes_one_factor_of_row_b_into_row_a_at_a_time), UNIT(the_rows_of_saltelli_are_balanced),
                  UNIT(morris_moves_one_factor_at_a_time_by_the_step_it_says), UNIT(an_unbalanced_sobol_sequence_is_noted),
                  UNIT(tied_axes_are_one_factor_with_two_names), UNIT(claims_select_points_by_enumerated_values),
                  UNIT(sources_name_the_numbers_of_a_design), UNIT(mistakes_of_options_are_named),
                  UNIT(more_axes_than_direction_numbers_are_refused))
