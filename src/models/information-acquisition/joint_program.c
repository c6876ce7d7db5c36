/*
 * The optimal correlated mechanism as a linear program: with x = mu gamma the objective and all rows are linear, and the best of q^q report maps is
 * found signal by signal through z. Variables: mu(b), x_i(b, s, theta), z_i(b_i, b_i', s_i).
 *
 * Left out is what is 0 in some optimum: payments for reports that cannot come of the recommended efforts (the null signal shows effort 0), which
 * could only make deviations dearer, and with them the rows of deviations to such reports.
 */
#include <math.h>
#include <string.h>

#include "models/information-acquisition/programs.h"

static const double infinity = (double)INFINITY;

/* Where the columns stand. */
typedef struct plan {
  const acquisition_question *q;
  int64_t payments, deviations, columns, rows;   /* first column of x_0 and of z; all */
  int64_t per_agent;                             /* columns of x_i */
  int64_t pairs_before[ACQUISITION_AGENTS_MOST]; /* pairs of efforts of the agents before */
} plan;

static bool takes_part(const acquisition_question *q, int64_t profile) {
  return q->only < 0 || q->only == profile;
}

/* Whether the agent can be told `effort` at all. */
static bool is_told(const acquisition_question *q, int agent, int effort) {
  return q->only < 0 || acquisition_effort(q->s, q->only, agent) == effort;
}

static int signals_of(const acquisition_structure *s, int effort) {
  return effort == 0 ? 1 : s->states;
}
static int first_signal(int effort) {
  return effort == 0 ? 0 : 1;
}

static int64_t count_rows(const acquisition_question *q) {
  const acquisition_structure *s = q->s;
  int64_t rows = 0;
  for (int agent = 0; agent < s->agents; agent++)
    for (int told = 0; told < s->efforts[agent]; told++)
      for (int done = 0; is_told(q, agent, told) && done < s->efforts[agent]; done++)
        rows += 1 + signals_of(s, told) * signals_of(s, done);
  return rows;
}

static plan make_plan(const acquisition_question *q) {
  const acquisition_structure *s = q->s;
  plan p = {.q = q, .payments = s->profiles};
  const int64_t reports = q->only < 0 ? s->first[s->profiles] : s->first[q->only + 1] - s->first[q->only];
  p.per_agent = reports * s->states;
  p.deviations = p.payments + s->agents * p.per_agent;
  int64_t pairs = 0;
  for (int agent = 0; agent < s->agents; agent++) {
    p.pairs_before[agent] = pairs;
    pairs += s->efforts[agent] * s->efforts[agent];
  }
  p.columns = p.deviations + pairs * s->signals;
  p.rows = 1 + s->agents * p.per_agent + count_rows(q);
  return p;
}

/* x_agent of the k-th possible report of a profile. */
static int64_t payment_column(const plan *p, int agent, int64_t profile, int64_t k, int state) {
  const int64_t before = p->q->only < 0 ? p->q->s->first[profile] : 0;
  return p->payments + agent * p->per_agent + (before + k) * p->q->s->states + state;
}

static int64_t deviation_column(const plan *p, int agent, int told, int done, int signal) {
  return p->deviations + (p->pairs_before[agent] + told * p->q->s->efforts[agent] + done) * p->q->s->signals + signal;
}

/* Row (2), x <= M mu, and the objective of the profile. */
static void add_profile(const plan *p, walras_linear_program *program, int64_t profile) {
  const acquisition_structure *s = p->q->s;
  const double *law = p->q->law + profile * s->cells;
  walras_linear_program_objective(program, profile, p->q->value[profile]);
  for (int agent = 0; agent < s->agents; agent++)
    for (int64_t k = 0; k < s->first[profile + 1] - s->first[profile]; k++)
      for (int state = 0; state < s->states; state++) {
        const int64_t column = payment_column(p, agent, profile, k, state);
        walras_linear_program_objective(program, column, -law[s->possible[s->first[profile] + k] * s->states + state]);
        walras_linear_program_row(program, -infinity, 0.0);
        walras_linear_program_entry(program, column, 1.0);
        walras_linear_program_entry(program, profile, -s->p->payment_cap);
      }
}

/* Row (3): told an effort, doing another, having seen `seen` and saying `said` pays at most z. */
static void add_report_row(const plan *p, walras_linear_program *program, int agent, int told, int done, int seen, int said) {
  const acquisition_structure *s = p->q->s;
  walras_linear_program_row(program, 0.0, infinity);
  walras_linear_program_entry(program, deviation_column(p, agent, told, done, seen), 1.0);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    if (!takes_part(p->q, profile) || acquisition_effort(s, profile, agent) != told)
      continue;
    const double *law = p->q->law + (profile + (done - told) * s->profile_stride[agent]) * s->cells;
    for (int64_t k = 0; k < s->first[profile + 1] - s->first[profile]; k++) {
      const int64_t report = s->possible[s->first[profile] + k];
      if (acquisition_signal(s, report, agent) != said)
        continue;
      const int64_t true_report = report + (seen - said) * s->report_stride[agent];
      for (int state = 0; state < s->states; state++)
        if (law[true_report * s->states + state] != 0.0)
          walras_linear_program_entry(program, payment_column(p, agent, profile, k, state),
                                      -law[true_report * s->states + state]);
    }
  }
}

/* Row (4): obeying and telling the truth is worth no less than doing `done` and the best reports after it. */
static void add_obedience_row(const plan *p, walras_linear_program *program, int agent, int told, int done) {
  const acquisition_structure *s = p->q->s;
  walras_linear_program_row(program, 0.0, infinity);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    if (!takes_part(p->q, profile) || acquisition_effort(s, profile, agent) != told)
      continue;
    walras_linear_program_entry(program, profile, p->q->cost->of[agent][done] - p->q->cost->of[agent][told]);
    const double *law = p->q->law + profile * s->cells;
    for (int64_t k = 0; k < s->first[profile + 1] - s->first[profile]; k++)
      for (int state = 0; state < s->states; state++)
        walras_linear_program_entry(program, payment_column(p, agent, profile, k, state),
                                    law[s->possible[s->first[profile] + k] * s->states + state]);
  }
  for (int signal = first_signal(done); signal < first_signal(done) + signals_of(s, done); signal++)
    walras_linear_program_entry(program, deviation_column(p, agent, told, done, signal), -1.0);
}

static void add_agent(const plan *p, walras_linear_program *program, int agent) {
  const acquisition_structure *s = p->q->s;
  for (int told = 0; told < s->efforts[agent]; told++)
    for (int done = 0; is_told(p->q, agent, told) && done < s->efforts[agent]; done++) {
      for (int seen = first_signal(done); seen < first_signal(done) + signals_of(s, done); seen++)
        for (int said = first_signal(told); said < first_signal(told) + signals_of(s, told); said++)
          add_report_row(p, program, agent, told, done, seen, said);
      add_obedience_row(p, program, agent, told, done);
    }
}

static void build(const plan *p, walras_linear_program *program) {
  const acquisition_structure *s = p->q->s;
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    if (takes_part(p->q, profile))
      walras_linear_program_entry(program, profile, 1.0);
    else
      walras_linear_program_bounds(program, profile, 0.0, 0.0);
  }
  for (int64_t profile = 0; profile < s->profiles; profile++)
    if (takes_part(p->q, profile))
      add_profile(p, program, profile);
  for (int agent = 0; agent < s->agents; agent++)
    add_agent(p, program, agent);
}

walras_status acquisition_mechanism_program(const acquisition_question *q, walras_linear_program **program, walras_error *error) {
  const plan p = make_plan(q);
  const walras_status status = walras_linear_program_create(p.columns, true, program, error);
  if (status == WALRAS_OK)
    build(&p, *program);
  return status;
}

int64_t acquisition_basis_size(const acquisition_question *q) {
  const plan p = make_plan(q);
  return p.columns + p.rows;
}

static int64_t sum_of_squares(const acquisition_structure *s) {
  int64_t sum = 0;
  for (int agent = 0; agent < s->agents; agent++)
    sum += s->efforts[agent] * s->efforts[agent];
  return sum;
}

int64_t acquisition_published_columns(const acquisition_structure *s) {
  return s->profiles + s->agents * s->profiles * s->cells + s->signals * sum_of_squares(s);
}

int64_t acquisition_published_rows(const acquisition_structure *s) {
  return (s->signals * s->signals + 1) * sum_of_squares(s) + s->agents * s->profiles * s->cells;
}

walras_status acquisition_mechanism_create(walras_trial *trial, const acquisition_structure *s, acquisition_mechanism *m) {
  m->mu = walras_trial_allocate_zero(trial, s->profiles, sizeof *m->mu);
  m->x = walras_trial_allocate_zero(trial, s->agents * s->profiles * s->cells, sizeof *m->x);
  return walras_trial_status(trial);
}

/* Rounding of the solver may leave x a hair above M mu, or mu a hair below 0. */
static void read_mechanism(const plan *p, const double *primal, acquisition_mechanism *m) {
  const acquisition_structure *s = p->q->s;
  memset(m->x, 0, (size_t)(s->agents * s->profiles * s->cells) * sizeof *m->x);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    m->mu[profile] = takes_part(p->q, profile) ? primal[profile] : 0.0;
    if (!takes_part(p->q, profile))
      continue;
    for (int agent = 0; agent < s->agents; agent++)
      for (int64_t k = 0; k < s->first[profile + 1] - s->first[profile]; k++)
        for (int state = 0; state < s->states; state++) {
          const double x = primal[payment_column(p, agent, profile, k, state)], most = s->p->payment_cap * primal[profile];
          acquisition_payments(s, m, agent, profile)[s->possible[s->first[profile] + k] * s->states + state] =
              x < most ? x : most;
        }
  }
}

walras_status acquisition_optimal_mechanism(walras_trial *trial, const acquisition_question *q, unsigned char *basis, bool warm,
                                            acquisition_mechanism *mechanism, double *value) {
  const plan p = make_plan(q);
  walras_linear_program *program = NULL;
  double *primal = walras_trial_allocate(trial, mechanism != NULL ? p.columns : 1, sizeof *primal);
  if (primal == NULL)
    return walras_trial_status(trial);
  walras_status status = acquisition_mechanism_program(q, &program, walras_trial_error(trial));
  if (status != WALRAS_OK)
    return status;
  walras_linear_solution solution = {.primal = mechanism != NULL ? primal : NULL, .basis = basis};
  status = walras_linear_program_solve(program, q->s->p->lp_tolerance, warm ? basis : NULL, &solution, walras_trial_error(trial));
  walras_linear_program_destroy(program);
  if (status != WALRAS_OK)
    return status;
  if (solution.outcome == WALRAS_LINEAR_INFEASIBLE && q->only >= 0)
    *value = -infinity;
  else if (solution.outcome != WALRAS_LINEAR_OPTIMAL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "the linear program of the optimal mechanism (%lld variables): %s",
                             (long long)p.columns, walras_linear_outcome_name(solution.outcome));
  else
    *value = solution.value;
  if (mechanism != NULL && solution.outcome == WALRAS_LINEAR_OPTIMAL)
    read_mechanism(&p, primal, mechanism);
  return WALRAS_OK;
}
