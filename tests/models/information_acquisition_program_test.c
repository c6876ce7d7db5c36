/* The linear program written out once more as published, every variable and every row, straight from the mathematics: the same optimum. */
#include "models/information_acquisition.h"

#include "models/information-acquisition/programs.h"

/* Numbers of the variables: mu(b), x_i(b, report, state), z_i(told, done, seen). */
static int64_t x_of(const acquisition_structure *s, int agent, int64_t profile, int64_t cell) {
  return s->profiles + (agent * s->profiles + profile) * s->cells + cell;
}

static int64_t z_of(const acquisition_structure *s, int agent, int told, int done, int seen) {
  int64_t before = 0;
  for (int i = 0; i < agent; i++)
    before += s->efforts[i] * s->efforts[i];
  return s->profiles + s->agents * s->profiles * s->cells + (before + told * s->efforts[agent] + done) * s->signals + seen;
}

static double law_of(const acquisition_structure *s, int64_t profile, int64_t cell) {
  return s->law[profile * s->cells + cell];
}

static void write_objective_and_caps(const acquisition_structure *s, walras_linear_program *program) {
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t b = 0; b < s->profiles; b++) {
    walras_linear_program_entry(program, b, 1.0);
    walras_linear_program_objective(program, b, s->value[b]);
  }
  for (int agent = 0; agent < s->agents; agent++)
    for (int64_t b = 0; b < s->profiles; b++)
      for (int64_t cell = 0; cell < s->cells; cell++) {
        walras_linear_program_objective(program, x_of(s, agent, b, cell), -law_of(s, b, cell));
        walras_linear_program_row(program, -INFINITY, 0.0);
        walras_linear_program_entry(program, x_of(s, agent, b, cell), 1.0);
        walras_linear_program_entry(program, b, -s->p->payment_cap);
      }
}

/* (3) for one agent, recommendation, deviation, signal and report. */
static void write_report(const acquisition_structure *s, walras_linear_program *program, int agent, int told, int done, int seen,
                         int said) {
  walras_linear_program_row(program, 0.0, INFINITY);
  walras_linear_program_entry(program, z_of(s, agent, told, done, seen), 1.0);
  for (int64_t b = 0; b < s->profiles; b++)
    for (int64_t cell = 0; cell < s->cells; cell++)
      if (acquisition_effort(s, b, agent) == told && acquisition_signal(s, cell / s->states, agent) == seen)
        walras_linear_program_entry(program, x_of(s, agent, b, cell + (said - seen) * s->report_stride[agent] * s->states),
                                    -law_of(s, b + (done - told) * s->profile_stride[agent], cell));
}

/* (4) for one agent, recommendation and deviation. */
static void write_obedience(const acquisition_structure *s, walras_linear_program *program, int agent, int told, int done) {
  walras_linear_program_row(program, 0.0, INFINITY);
  for (int64_t b = 0; b < s->profiles; b++) {
    if (acquisition_effort(s, b, agent) != told)
      continue;
    walras_linear_program_entry(program, b, s->cost.of[agent][done] - s->cost.of[agent][told]);
    for (int64_t cell = 0; cell < s->cells; cell++)
      walras_linear_program_entry(program, x_of(s, agent, b, cell), law_of(s, b, cell));
  }
  for (int seen = 0; seen < s->signals; seen++)
    walras_linear_program_entry(program, z_of(s, agent, told, done, seen), -1.0);
}

static walras_linear_program *published(const acquisition_structure *s) {
  walras_linear_program *program = NULL;
  walras_error error = {0};
  if (walras_linear_program_create(acquisition_published_columns(s), true, &program, &error) != WALRAS_OK)
    abort();
  write_objective_and_caps(s, program);
  for (int agent = 0; agent < s->agents; agent++)
    for (int told = 0; told < s->efforts[agent]; told++)
      for (int done = 0; done < s->efforts[agent]; done++) {
        for (int seen = 0; seen < s->signals; seen++)
          for (int said = 0; said < s->signals; said++)
            write_report(s, program, agent, told, done, seen, said);
        write_obedience(s, program, agent, told, done);
      }
  return program;
}

/* The run's value and the published program's; its size is the one recorded. */
static void check_published(const char *const *settings, int64_t count) {
  model_run run;
  run_model(&run, ACQUISITION, 1, settings, count);
  CU_ASSERT_EQUAL_FATAL(run.status, WALRAS_OK);
  acquisition_structure *s = calloc(1, sizeof *s);
  CU_ASSERT_EQUAL(acquisition_structure_build(run.trial, run.parameters, s), WALRAS_OK);
  walras_linear_program *program = published(s);
  CU_ASSERT_EQUAL(walras_linear_program_columns(program), (int64_t)metric(&run, "lp_variables"));
  CU_ASSERT_EQUAL(walras_linear_program_rows(program), (int64_t)metric(&run, "lp_rows") + 1);
  walras_linear_solution solution = {.primal = NULL};
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &solution, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(solution.outcome, WALRAS_LINEAR_OPTIMAL);
  CU_ASSERT_DOUBLE_EQUAL(solution.value, metric(&run, "value_correlated"), 1e-8);
  walras_linear_program_destroy(program);
  free(s);
  end_run(&run);
}

static void leaving_out_what_is_0_keeps_the_optimum_of_the_published_program(void) {
  check_published(SETTINGS("preset=monitoring"));
  check_published(SETTINGS("preset=monitoring", "common_noise=0.5", "payment_cap=0.3"));
  check_published(SETTINGS("preset=random", "common_noise=0.8"));
  check_published(SETTINGS("preset=random", "agents=3", "common_noise=0.9", "payment_cap=0.5"));
  check_published(SETTINGS("accuracy=([0.5,0.6,0.9],[0.5,0.8])", "cost=([0.0,0.01,0.05],[0.0,0.03])", "common_noise=0.7"));
  check_published(SETTINGS("states=3", "accuracy=([0.34,0.7],[0.34,0.6])", "cost=([0.0,0.05],[0.0,0.03])", "common_noise=0.4"));
}

WALRAS_UNIT_TESTS(UNIT(leaving_out_what_is_0_keeps_the_optimum_of_the_published_program))
