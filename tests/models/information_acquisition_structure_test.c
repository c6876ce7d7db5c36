/* The generator's laws, and best replies against every report map there is. */
#include "models/information_acquisition.h"

#include "models/information-acquisition/classes.h"
#include "models/information-acquisition/replies.h"

/* A structure whose arrays live in the run's arena. */
typedef struct fixture {
  model_run run;
  acquisition_structure *s;
} fixture;

static void begin(fixture *f, const char *const *settings, int64_t count) {
  run_model(&f->run, ACQUISITION, 1, settings, count);
  f->s = calloc(1, sizeof *f->s);
  if (f->run.status != WALRAS_OK || acquisition_structure_build(f->run.trial, f->run.parameters, f->s) != WALRAS_OK) {
    printf("%s\n", f->run.message);
    abort();
  }
}

static void end(fixture *f) {
  free(f->s);
  end_run(&f->run);
}

#define BEGIN(f, ...)                                                                                                            \
  fixture f;                                                                                                                     \
  begin(&f, SETTINGS(__VA_ARGS__))

#define THREE                                                                                                                    \
  "agents=3", "states=3", "accuracy=([0.34,0.5,0.9],[0.34,0.7],[0.34,0.7])", "cost=([0.0,0.01,0.05],[0.0,0.02],[0.0,0.03])"

static void laws_sum_to_one_and_keep_the_prior_and_the_accuracies(void) {
  static const char *const kappas[] = {"common_noise=0.0", "common_noise=0.35", "common_noise=1.0"};
  for (size_t k = 0; k < 3; k++) {
    BEGIN(f, THREE, "prior=[0.2,0.3,0.5]", kappas[k]);
    acquisition_single *law = calloc(2, sizeof *law);
    acquisition_single_of_law(f.s, f.s->law, false, &law[0]);
    acquisition_single_generated(f.s, &law[1]);
    for (int64_t profile = 0; profile < f.s->profiles; profile++) {
      double state_sum[3] = {0.0};
      for (int64_t cell = 0; cell < f.s->cells; cell++)
        state_sum[cell % 3] += f.s->law[profile * f.s->cells + cell];
      for (int state = 0; state < 3; state++)
        CU_ASSERT_DOUBLE_EQUAL(state_sum[state], f.s->prior[state], 1e-14);
    }
    for (int agent = 0; agent < 3; agent++)
      for (int effort = 0; effort < f.s->efforts[agent]; effort++)
        for (int signal = 0; signal < 4; signal++)
          for (int state = 0; state < 3; state++)
            CU_ASSERT_DOUBLE_EQUAL(law[0].law[agent][effort].of[signal][state], law[1].law[agent][effort].of[signal][state],
                                   1e-14);
    free(law);
    end(&f);
  }
}

/* Two workers of accuracies .9 and .7 with common noise: both right .7, one right .2, both wrong with the same shift .1. */
static void common_noise_makes_errors_common(void) {
  BEGIN(f, THREE, "common_noise=1.0");
  const int64_t profile = 2 * f.s->profile_stride[0] + f.s->profile_stride[1];
  const double *law = f.s->law + profile * f.s->cells;
  const int64_t right0 = 1 * f.s->report_stride[0], right1 = 1 * f.s->report_stride[1], wrong1 = 2 * f.s->report_stride[1],
                wrong0 = 2 * f.s->report_stride[0], other1 = 3 * f.s->report_stride[1];
  CU_ASSERT_DOUBLE_EQUAL(law[(right0 + right1) * 3], 0.7 / 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(law[(right0 + wrong1) * 3], 0.2 / 2.0 / 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(law[(wrong0 + wrong1) * 3], 0.1 / 2.0 / 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(law[(wrong0 + other1) * 3], 0.0, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(law[(wrong0 + right1) * 3], 0.0, 0.0);
  end(&f);
}

/* A mechanism with random recommendations and payments. */
static acquisition_mechanism random_mechanism(const acquisition_structure *s, uint32_t round) {
  const uint32_t key[2] = {1, 2};
  const walras_stream stream = walras_stream_make(key, 1, round);
  acquisition_mechanism m = {.mu = calloc((size_t)s->profiles, sizeof(double)),
                             .x = calloc((size_t)(s->agents * s->profiles * s->cells), sizeof(double))};
  for (int64_t b = 0; b < s->profiles; b++)
    m.mu[b] = 1.0 / (double)s->profiles;
  for (int64_t i = 0; i < s->agents * s->profiles * s->cells; i++)
    m.x[i] = walras_uniform(&stream, (uint64_t)i, 0) / (double)s->profiles;
  return m;
}

/* What an agent told `told` gets by an effort and a report map, all others obedient and honest: by definition, cell by cell. */
static double payoff_of_map(const acquisition_structure *s, const acquisition_mechanism *m, int agent, int told, int done,
                            const int *map) {
  double payoff = 0.0;
  for (int64_t b = 0; b < s->profiles; b++) {
    if (acquisition_effort(s, b, agent) != told)
      continue;
    const int64_t deviated = b + (done - told) * s->profile_stride[agent];
    payoff -= m->mu[b] * s->cost.of[agent][done];
    for (int64_t cell = 0; cell < s->cells; cell++) {
      const int64_t report = cell / s->states, seen = acquisition_signal(s, report, agent);
      const int64_t made = report + (map[seen] - seen) * s->report_stride[agent];
      payoff += s->law[deviated * s->cells + cell] * acquisition_payments(s, m, agent, b)[made * s->states + cell % s->states];
    }
  }
  return payoff;
}

/* q = 2: 27 maps of three signals. */
static double best_of_all_maps(const acquisition_structure *s, const acquisition_mechanism *m, int agent, int told) {
  double best = -INFINITY;
  for (int done = 0; done < s->efforts[agent]; done++)
    for (int code = 0; code < 27; code++) {
      const int map[3] = {code % 3, code / 3 % 3, code / 9};
      best = fmax(best, payoff_of_map(s, m, agent, told, done, map));
    }
  return best;
}

static void replies_are_as_good_as_the_best_effort_and_report_map(void) {
  BEGIN(f, "agents=2", "accuracy=([0.5,0.6,0.9],[0.5,0.8])", "cost=([0.0,0.01,0.05],[0.0,0.03])", "common_noise=0.5");
  acquisition_replies *replies = calloc(1, sizeof *replies);
  for (uint32_t round = 0; round < 20; round++) {
    acquisition_mechanism m = random_mechanism(f.s, round);
    acquisition_find_replies(f.s, &m, replies);
    for (int agent = 0; agent < 2; agent++)
      for (int told = 0; told < f.s->efforts[agent]; told++) {
        const double got = payoff_of_map(f.s, &m, agent, told, replies->effort[agent][told], replies->report[agent][told]);
        CU_ASSERT_DOUBLE_EQUAL(got, best_of_all_maps(f.s, &m, agent, told), 3e-9);
      }
    free(m.mu);
    free(m.x);
  }
  free(replies);
  end(&f);
}

/* The optimum is obeyed, and worth its value when everybody is at the replies found. */
static void the_optimal_mechanism_is_obeyed_and_pays_its_value(void) {
  BEGIN(f, "preset=random", "agents=3", "common_noise=0.8");
  acquisition_classes *classes = calloc(1, sizeof *classes);
  acquisition_replies *replies = calloc(1, sizeof *replies);
  int16_t *decisions = calloc((size_t)(f.s->profiles * f.s->reports), sizeof *decisions);
  CU_ASSERT_EQUAL(acquisition_solve_classes(f.run.trial, f.s, classes), WALRAS_OK);
  for (int64_t b = 0; b < f.s->profiles; b++)
    acquisition_value(f.s, f.s->law + b * f.s->cells, decisions + b * f.s->reports);
  acquisition_find_replies(f.s, &classes->optimal, replies);
  CU_ASSERT_EQUAL(replies->deviations, 0);
  CU_ASSERT_DOUBLE_EQUAL(acquisition_expected_payoff(f.s, &classes->optimal, decisions, replies, NULL, NULL), classes->correlated,
                         1e-9);
  for (int agent = 0; agent < 3; agent++)
    for (int told = 0; told < 2; told++)
      CU_ASSERT(best_of_all_maps(f.s, &classes->optimal, agent, told) <=
                payoff_of_map(f.s, &classes->optimal, agent, told, told, (const int[]){0, 1, 2}) + 1e-9);
  free(decisions);
  free(replies);
  free(classes);
  end(&f);
}

/* Warm starts are for speed only. */
static void a_basis_of_another_law_changes_no_value(void) {
  BEGIN(f, "preset=random", "agents=2", "common_noise=0.8");
  BEGIN(g, "preset=random", "agents=2", "common_noise=0.75");
  const acquisition_question a = {.s = f.s, .law = f.s->law, .value = f.s->value, .cost = &f.s->cost, .only = -1};
  const acquisition_question b = {.s = g.s, .law = g.s->law, .value = g.s->value, .cost = &g.s->cost, .only = -1};
  unsigned char *basis = malloc((size_t)acquisition_basis_size(&a));
  double value, cold, warm;
  CU_ASSERT_EQUAL(acquisition_optimal_mechanism(f.run.trial, &a, basis, false, NULL, &value), WALRAS_OK);
  CU_ASSERT_EQUAL(acquisition_optimal_mechanism(g.run.trial, &b, NULL, false, NULL, &cold), WALRAS_OK);
  CU_ASSERT_EQUAL(acquisition_optimal_mechanism(g.run.trial, &b, basis, true, NULL, &warm), WALRAS_OK);
  CU_ASSERT_EQUAL(acquisition_clean(cold), acquisition_clean(warm));
  CU_ASSERT(value != cold);
  free(basis);
  end(&f);
  end(&g);
}

WALRAS_UNIT_TESTS(UNIT(laws_sum_to_one_and_keep_the_prior_and_the_accuracies), UNIT(common_noise_makes_errors_common),
                  UNIT(replies_are_as_good_as_the_best_effort_and_report_map),
                  UNIT(the_optimal_mechanism_is_obeyed_and_pays_its_value), UNIT(a_basis_of_another_law_changes_no_value))
