/* Explore, estimate, robustify, commit. */
#include "models/information-acquisition/online.h"

#include <math.h>
#include <string.h>

#include "numerics/random/multinomial.h"

enum { STREAM_EXPLORE = 1, STREAM_COMMIT = 2 };
enum { BLOCK = 65536 };

/* What the principal knows after exploring. */
typedef struct knowledge {
  double *law;        /* [profiles][cells] shares of the counts */
  double *value;      /* [profiles] V(b) under it */
  int16_t *decisions; /* [profiles][reports] best under it */
  acquisition_single *single;
  const acquisition_by_effort *cost;
} knowledge;

static walras_status explore(walras_trial *trial, const acquisition_structure *s, int64_t n, knowledge *known) {
  const walras_stream stream = walras_trial_stream(trial, STREAM_EXPLORE, 0);
  int64_t *counts = walras_trial_allocate(trial, s->cells, sizeof *counts);
  known->law = walras_trial_allocate(trial, s->profiles * s->cells, sizeof *known->law);
  known->value = walras_trial_allocate(trial, s->profiles, sizeof *known->value);
  known->decisions = walras_trial_allocate_zero(trial, s->profiles * s->reports, sizeof *known->decisions);
  known->single = walras_trial_allocate(trial, 1, sizeof *known->single);
  known->cost = &s->cost;
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    walras_draw_sequence draws = {.stream = stream, .entity = (uint64_t)profile};
    double *law = known->law + profile * s->cells;
    walras_multinomial_counts(&draws, n, s->law + profile * s->cells, s->cells, counts);
    for (int64_t cell = 0; cell < s->cells; cell++)
      law[cell] = (double)counts[cell] / (double)n;
    known->value[profile] = acquisition_value(s, law, known->decisions + profile * s->reports);
  }
  acquisition_single_of_law(s, known->law, false, known->single);
  return WALRAS_OK;
}

/* While it explores, the principal decides by the prior: what signals mean is yet to be learnt. */
static void price_exploration(const acquisition_structure *s, acquisition_online *o) {
  const double utility = s->value[0];
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    double pay = 0.0;
    for (int agent = 0; agent < s->agents; agent++)
      pay += o->oracle.pay[agent][acquisition_effort(s, profile, agent)];
    o->explore_gap[profile] = o->opt - (utility - pay);
  }
  o->search_gap = o->costs.rounds > 0 ? o->opt - (utility - o->costs.payments / (double)o->costs.rounds) : 0.0;
}

/* L1 radius of every profile's estimate with probability 1 - failure_probability (Weissman et al., 2003). */
static double radius(const acquisition_structure *s, int64_t n) {
  const double log_sets = (double)s->cells * walras_log(2.0),
               log_error = walras_log((double)s->profiles / s->p->failure_probability);
  return s->p->confidence_scale * sqrt(2.0 * (log_sets + log_error) / (double)n);
}

/* Share of the oracle's rules that pays for every error of the estimates in all obedience rows. */
static double mixture(const acquisition_structure *s, const acquisition_online *o) {
  int most = 1;
  for (int agent = 0; agent < s->agents; agent++)
    most = s->efforts[agent] > most ? s->efforts[agent] : most;
  const double r = (2.0 * s->p->payment_cap * o->epsilon * most + 2.0 * o->costs.error) / o->oracle.rho;
  return r / (1.0 + r);
}

static void mix(const acquisition_structure *s, const acquisition_oracle *oracle, double alpha, acquisition_mechanism *m) {
  const double share = alpha / (double)s->profiles;
  for (int64_t profile = 0; profile < s->profiles; profile++) {
    m->mu[profile] = (1.0 - alpha) * m->mu[profile] + share;
    for (int agent = 0; agent < s->agents; agent++) {
      double *x = acquisition_payments(s, m, agent, profile);
      const acquisition_rule *rule = &oracle->rule[agent][acquisition_effort(s, profile, agent)];
      for (int64_t cell = 0; cell < s->cells; cell++)
        x[cell] = (1.0 - alpha) * x[cell] + share * rule->of[acquisition_signal(s, cell / s->states, agent)][cell % s->states];
    }
  }
}

static walras_status best_correlated(walras_trial *trial, const acquisition_structure *s, const knowledge *known,
                                     const unsigned char *basis, acquisition_mechanism *m) {
  const acquisition_question question = {.s = s, .law = known->law, .value = known->value, .cost = known->cost, .only = -1};
  const int64_t size = acquisition_basis_size(&question);
  unsigned char *start = walras_trial_allocate(trial, size, 1);
  double value;
  if (start == NULL)
    return walras_trial_status(trial);
  memcpy(start, basis, (size_t)size);
  return acquisition_optimal_mechanism(trial, &question, start, true, m, &value);
}

/* The best uncorrelated mechanism under the estimates, written as a correlated one that recommends one profile. */
static walras_status best_uncorrelated(walras_trial *trial, const acquisition_structure *s, const knowledge *known,
                                       acquisition_mechanism *m) {
  acquisition_rule(*rules)[ACQUISITION_EFFORTS_MOST] = walras_trial_allocate_zero(trial, s->agents, sizeof *rules);
  acquisition_by_effort price;
  double value;
  walras_status status = walras_trial_status(trial);
  for (int i = 0; status == WALRAS_OK && i < s->agents; i++) {
    const acquisition_agent agent = {.s = s, .agent = i, .law = known->single->law[i], .cost = known->cost->of[i]};
    for (int effort = 0; status == WALRAS_OK && effort < s->efforts[i]; effort++)
      status = acquisition_cheapest_rule(trial, &agent, effort, &price.of[i][effort], &rules[i][effort]);
  }
  if (status != WALRAS_OK)
    return status;
  const int64_t profile = acquisition_best_profile(s, known->value, &price, &value);
  if (profile < 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "no effort profile has a price under the estimates");
  m->mu[profile] = 1.0;
  for (int agent = 0; agent < s->agents; agent++)
    for (int64_t cell = 0; cell < s->cells; cell++)
      acquisition_payments(s, m, agent, profile)[cell] =
          rules[agent][acquisition_effort(s, profile, agent)]
              .of[acquisition_signal(s, cell / s->states, agent)][cell % s->states];
  return WALRAS_OK;
}

/* ---- rounds one by one ---- */

typedef struct rounds_context {
  const walras_alias *alias;
  walras_stream stream;
} rounds_context;

static walras_status draw_rounds(const walras_block *block, void *context) {
  const rounds_context *c = context;
  for (int64_t i = 0; i < block->count; i++)
    block->counts[walras_alias_draw(c->alias, &c->stream, (uint64_t)(block->first + i), 0)]++;
  return WALRAS_OK;
}

/* The average payoff of so many rounds, each drawn; outcomes are counted, so that the sum has one order. */
static walras_status play_rounds(walras_trial *trial, const acquisition_outcomes *outcomes, int64_t rounds, double *average) {
  walras_population *population = NULL;
  walras_reduction *reduction = NULL;
  walras_alias *alias = NULL;
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "rounds", .entities = rounds, .block_size = BLOCK}, &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = outcomes->count}, &reduction);
  if (status == WALRAS_OK)
    status = walras_alias_create(outcomes->probability, outcomes->count, &alias, walras_trial_error(trial));
  rounds_context context = {.alias = alias, .stream = walras_trial_stream(trial, STREAM_COMMIT, 0)};
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, draw_rounds, &context, reduction);
  *average = 0.0;
  for (int64_t i = 0; status == WALRAS_OK && i < outcomes->count; i++)
    *average += (double)walras_reduction_counts(reduction)[i] * outcomes->payoff[i] / (double)rounds;
  walras_alias_destroy(alias);
  return status;
}

/* ---- commitment ---- */

static walras_status commit(walras_trial *trial, const acquisition_structure *s, const knowledge *known, acquisition_online *o) {
  acquisition_replies *replies = walras_trial_allocate(trial, 1, sizeof *replies);
  acquisition_outcomes outcomes = {.count = 0};
  if (s->p->simulate_rounds) {
    outcomes.probability = walras_trial_allocate(trial, s->profiles * s->cells, sizeof *outcomes.probability);
    outcomes.payoff = walras_trial_allocate(trial, s->profiles * s->cells, sizeof *outcomes.payoff);
  }
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  acquisition_find_replies(s, &o->mechanism, replies);
  o->deviations = replies->deviations;
  double payoff = acquisition_expected_payoff(s, &o->mechanism, known->decisions, replies, &o->payment,
                                              s->p->simulate_rounds ? &outcomes : NULL);
  const int64_t rounds = s->p->horizon - o->n_per_profile * s->profiles - o->costs.rounds;
  if (s->p->simulate_rounds && rounds > 0) {
    const walras_status status = play_rounds(trial, &outcomes, rounds, &payoff);
    if (status != WALRAS_OK)
      return status;
  }
  o->commit_gap = acquisition_clean(o->opt - payoff);
  return WALRAS_OK;
}

static double explored_regret(const acquisition_structure *s, const acquisition_online *o, int64_t rounds) {
  double regret = 0.0;
  for (int64_t profile = 0; profile < s->profiles && rounds > 0; profile++) {
    const int64_t here = rounds < o->n_per_profile ? rounds : o->n_per_profile;
    regret += (double)here * o->explore_gap[profile];
    rounds -= here;
  }
  return regret + (double)(rounds < o->costs.rounds ? rounds : o->costs.rounds) * o->search_gap;
}

double acquisition_regret_after(const acquisition_structure *s, const acquisition_online *o, int64_t round) {
  const int64_t explored = o->n_per_profile * s->profiles + o->costs.rounds;
  return explored_regret(s, o, round < explored ? round : explored) +
         (double)(round > explored ? round - explored : 0) * o->commit_gap;
}

static void add_up(const acquisition_structure *s, acquisition_online *o) {
  o->explore_regret = explored_regret(s, o, o->n_per_profile * s->profiles + o->costs.rounds);
  o->regret = acquisition_regret_after(s, o, s->p->horizon);
}

/* The true optimum from the first round on. */
static walras_status play_optimum(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *classes,
                                  acquisition_online *o) {
  knowledge known = {.decisions = walras_trial_allocate_zero(trial, s->profiles * s->reports, sizeof *known.decisions)};
  if (known.decisions == NULL)
    return walras_trial_status(trial);
  for (int64_t profile = 0; profile < s->profiles; profile++)
    acquisition_value(s, s->law + profile * s->cells, known.decisions + profile * s->reports);
  o->mechanism = classes->optimal;
  const walras_status status = commit(trial, s, &known, o);
  add_up(s, o);
  return status;
}

static walras_status learn(walras_trial *trial, const acquisition_structure *s, const acquisition_single *truth, knowledge *known,
                           acquisition_online *o) {
  o->n_per_profile = acquisition_rounds_per_profile(s->p);
  const walras_status status = explore(trial, s, o->n_per_profile, known);
  if (status != WALRAS_OK)
    return status;
  o->epsilon = radius(s, o->n_per_profile);
  if (!s->p->costs_known) {
    acquisition_learn_costs(s, &o->oracle, truth, known->single, o->epsilon, &o->costs);
    known->cost = &o->costs.estimate;
  }
  if (o->n_per_profile * s->profiles + o->costs.rounds > s->p->horizon)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_PARAMETER,
                             "horizon = %lld: exploration does not fit, it takes %lld rounds and learning costs %lld",
                             (long long)s->p->horizon, (long long)(o->n_per_profile * s->profiles), (long long)o->costs.rounds);
  price_exploration(s, o);
  return WALRAS_OK;
}

walras_status acquisition_play_online(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *classes,
                                      acquisition_online *o) {
  *o = (acquisition_online){.opt = acquisition_clean(classes->correlated)};
  acquisition_single *truth = walras_trial_allocate(trial, 1, sizeof *truth);
  o->explore_gap = walras_trial_allocate_zero(trial, s->profiles, sizeof *o->explore_gap);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  acquisition_single_of_law(s, s->law, false, truth);
  walras_status status = acquisition_find_oracle(trial, s, truth, &o->oracle);
  if (status != WALRAS_OK)
    return status;
  if (s->p->online_algorithm == ONLINE_ORACLE)
    return play_optimum(trial, s, classes, o);
  knowledge known;
  status = learn(trial, s, truth, &known, o);
  if (status == WALRAS_OK)
    status = acquisition_mechanism_create(trial, s, &o->mechanism);
  if (status == WALRAS_OK)
    status = s->p->online_algorithm == ONLINE_UNCORRELATED ? best_uncorrelated(trial, s, &known, &o->mechanism)
                                                           : best_correlated(trial, s, &known, classes->basis, &o->mechanism);
  if (status != WALRAS_OK)
    return status;
  o->alpha = s->p->online_algorithm == ONLINE_PLUGIN ? 0.0 : mixture(s, o);
  if (o->alpha > 0.0)
    mix(s, &o->oracle, o->alpha, &o->mechanism);
  status = commit(trial, s, &known, o);
  add_up(s, o);
  return status;
}
