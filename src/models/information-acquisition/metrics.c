#include "models/information-acquisition/metrics.h"

#include <math.h>

enum {
  VALUE_NO_HIRE,
  VALUE_SINGLE_AGENT,
  VALUE_UNCORRELATED,
  VALUE_DETERMINISTIC_JOINT,
  VALUE_CORRELATED,
  VALUE_FIRST_BEST,
  ORDERING_MARGIN,
  CORRELATION_GAIN,
  CLOSED_FORM_CORRELATED,
  EXPECTED_PAYMENT,
  MONITORING_MASS,
  LP_VARIABLES,
  LP_ROWS,
  LP_SECONDS,
  OPT,
  COMMIT_GAP,
  RHO,
  REGRET,
  EXPLORE_REGRET,
  ALPHA,
  EPSILON,
  N_PER_PROFILE,
  DEVIATION_COUNT,
  DEVIATION_RATE,
  COST_ROUNDS,
  TABLE_PROFILES,
  TABLE_PAYMENTS,
  TABLE_PRICES,
  TABLE_REGRET
};
_Static_assert(TABLE_REGRET + 1 == ACQUISITION_METRICS, "the table and its size");

/* Four points a decade, up to 10^15. */
enum { POINTS_A_DECADE = 4, POINTS_MOST = 15 * POINTS_A_DECADE + 2 };

static const struct acquisition_parameters *of(const void *p) {
  return p;
}
static bool has_joint(const void *p) {
  return acquisition_has_joint(of(p));
}
static bool has_uncorrelated(const void *p) {
  return acquisition_has_uncorrelated(of(p));
}
static bool has_gain(const void *p) {
  return has_joint(p) && has_uncorrelated(p);
}
static bool has_closed_form(const void *p) {
  return acquisition_has_closed_form(of(p));
}
static bool is_online(const void *p) {
  return of(p)->online_algorithm != ONLINE_NONE;
}
static bool learns_costs(const void *p) {
  return is_online(p) && !of(p)->costs_known;
}
static int64_t profile_count(const void *p) {
  return acquisition_profiles(of(p));
}
static int64_t price_count(const void *p) {
  int64_t count = 0;
  for (int64_t agent = 0; agent < of(p)->agents; agent++)
    count += acquisition_efforts(of(p), agent);
  return count;
}
static int64_t payment_count(const void *p) {
  int64_t reports = 1;
  if (is_online(p) && of(p)->online_algorithm != ONLINE_ORACLE) /* the oracle's rules may pay for any report */
    return of(p)->agents * acquisition_profiles(of(p)) * acquisition_cells(of(p));
  for (int64_t agent = 0; agent < of(p)->agents; agent++)
    reports *= 1 + (acquisition_efforts(of(p), agent) - 1) * of(p)->states;
  return of(p)->agents * reports * of(p)->states;
}
static bool has_few_payments(const void *p) {
  return has_joint(p) && payment_count(p) <= 10000;
}
static int64_t regret_points(const void *p) {
  (void)p;
  return POINTS_MOST;
}

static const char joint_only[] = "with more than 6 agents";
static const char online_only[] = "unless an online_algorithm runs";

static const walras_column profile_columns[] = {
    {.name = "profile", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "effort profile, lexicographic, first agent slowest"},
    {.name = "workers", .type = WALRAS_VALUE_INTEGER, .unit = "agents", .doc = "agents with an effort above 0"},
    {.name = "mu", .unit = "1", .doc = "probability that the profile is recommended"},
    {.name = "value", .unit = "money", .doc = "V(b): expected utility of the best decisions"},
    {.name = NULL}};
static const walras_column payment_columns[] = {
    {.name = "agent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "agent"},
    {.name = "profile", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "recommended effort profile"},
    {.name = "report",
     .type = WALRAS_VALUE_INTEGER,
     .unit = "1",
     .doc = "reports of all agents in base states + 1, first agent first"},
    {.name = "state", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "state of nature"},
    {.name = "payment", .unit = "money", .doc = "gamma, where it is not 0"},
    {.name = NULL}};
static const walras_column price_columns[] = {
    {.name = "agent", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "agent"},
    {.name = "effort", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "effort level"},
    {.name = "price", .unit = "money", .doc = "expected cost of the cheapest payments by own signal; inf: no payments do"},
    {.name = NULL}};
static const walras_column regret_columns[] = {
    {.name = "round", .type = WALRAS_VALUE_INTEGER, .unit = "rounds", .doc = "rounds so far, four points a decade"},
    {.name = "regret", .unit = "money", .doc = "expected regret so far"},
    {.name = NULL}};

#define MONEY(text) .unit = "money", .doc = text
#define JOINT .absent = joint_only, .present = has_joint
#define ONLINE .absent = online_only, .present = is_online

const walras_metric acquisition_metrics[ACQUISITION_METRICS] = {
    [VALUE_NO_HIRE] = {.name = "value_no_hire", MONEY("principal's payoff without agents")},
    [VALUE_SINGLE_AGENT] = {.name = "value_single_agent", MONEY("best payoff where only one agent may work")},
    [VALUE_UNCORRELATED] = {.name = "value_uncorrelated",
                            MONEY("best payoff with fixed efforts and payments by own signal and state"),
                            .absent = "where joint_table's signals of an agent depend on others' efforts",
                            .present = has_uncorrelated},
    [VALUE_DETERMINISTIC_JOINT] = {.name = "value_deterministic_joint",
                                   MONEY("best payoff with fixed efforts and payments by everything"),
                                   JOINT},
    [VALUE_CORRELATED] = {.name = "value_correlated", MONEY("best payoff with correlated private recommendations"), JOINT},
    [VALUE_FIRST_BEST] = {.name = "value_first_best", MONEY("best payoff if effort were observed")},
    [ORDERING_MARGIN] = {.name = "ordering_margin", MONEY("least difference of neighbouring classes; below 0 by rounding only")},
    [CORRELATION_GAIN] = {.name = "correlation_gain",
                          MONEY("value_correlated - value_uncorrelated"),
                          .absent = "where one of them is",
                          .present = has_gain},
    [CLOSED_FORM_CORRELATED] = {.name = "closed_form_correlated",
                                MONEY("value_correlated by its closed form"),
                                .absent = "unless preset = monitoring and common_noise = 1",
                                .present = has_closed_form},
    [EXPECTED_PAYMENT] = {.name = "expected_payment",
                          MONEY("expected payments of a round, of the mechanism committed to or of one optimum"),
                          JOINT},
    [MONITORING_MASS] = {.name = "monitoring_mass",
                         .unit = "1",
                         .doc = "probability that two or more agents are told to work",
                         JOINT},
    [LP_VARIABLES] = {.name = "lp_variables",
                      .type = WALRAS_VALUE_INTEGER,
                      .unit = "1",
                      .doc = "variables of the program as published",
                      JOINT},
    [LP_ROWS] = {.name = "lp_rows",
                 .type = WALRAS_VALUE_INTEGER,
                 .unit = "1",
                 .doc = "inequality rows of the program as published",
                 JOINT},
    [LP_SECONDS] = {.name = "lp_seconds",
                    .unit = "s",
                    .doc = "time of all linear programs of the six classes",
                    .not_compared = true},
    [OPT] = {.name = "opt", MONEY("optimum of a round: what regret is measured against"), ONLINE},
    [COMMIT_GAP] = {.name = "commit_gap", MONEY("loss of a round after exploring"), ONLINE},
    [RHO] = {.name = "rho", MONEY("least margin of the payments known beforehand"), ONLINE},
    [REGRET] = {.name = "regret", MONEY("expected regret over the horizon"), ONLINE},
    [EXPLORE_REGRET] = {.name = "explore_regret", MONEY("of it, before the commitment"), ONLINE},
    [ALPHA] = {.name = "alpha", .unit = "1", .doc = "share of the payments known beforehand in the mixture", ONLINE},
    [EPSILON] = {.name = "epsilon", .unit = "1", .doc = "confidence radius (L1) of the estimated laws", ONLINE},
    [N_PER_PROFILE] = {.name = "n_per_profile",
                       .type = WALRAS_VALUE_INTEGER,
                       .unit = "rounds",
                       .doc = "rounds that explore each profile",
                       ONLINE},
    [DEVIATION_COUNT] = {.name = "deviation_count",
                         .type = WALRAS_VALUE_INTEGER,
                         .unit = "pairs",
                         .doc = "pairs of agent and recommendation in which a deviation pays",
                         ONLINE},
    [DEVIATION_RATE] = {.name = "deviation_rate", .unit = "1", .doc = "1 if any agent deviates, else 0", ONLINE},
    [COST_ROUNDS] = {.name = "cost_rounds",
                     .type = WALRAS_VALUE_INTEGER,
                     .unit = "rounds",
                     .doc = "rounds that learn costs",
                     .absent = "unless costs are unknown to an online algorithm",
                     .present = learns_costs},
    [TABLE_PROFILES] = {.name = "profiles",
                        .kind = WALRAS_TABLE,
                        .unit = "1",
                        .doc = "recommendations of one optimum, or of the commitment",
                        .columns = profile_columns,
                        .length = profile_count,
                        JOINT},
    [TABLE_PAYMENTS] = {.name = "payments",
                        .kind = WALRAS_TABLE,
                        .unit = "1",
                        .doc = "payments of one optimum, or of the commitment",
                        .columns = payment_columns,
                        .length = payment_count,
                        .absent = "with more than 6 agents or 10,000 payments",
                        .present = has_few_payments},
    [TABLE_PRICES] = {.name = "prices",
                      .kind = WALRAS_TABLE,
                      .unit = "1",
                      .doc = "p_i(b_i): cheapest payments by own signal and state",
                      .columns = price_columns,
                      .length = price_count},
    [TABLE_REGRET] = {.name = "regret_path",
                      .kind = WALRAS_TABLE,
                      .unit = "1",
                      .doc = "expected regret as the rounds go on",
                      .columns = regret_columns,
                      .length = regret_points,
                      ONLINE},
};

static void record_money(walras_trial *trial, int metric, double value) {
  if (!isnan(value))
    walras_record_real(trial, metric, acquisition_clean(value));
}

/* The least step up the ladder of classes that exist. */
static double ordering_margin(const acquisition_classes *c) {
  const double ladder[] = {c->no_hire, c->single_agent, c->uncorrelated, c->deterministic_joint, c->correlated, c->first_best};
  double margin = (double)INFINITY, below = ladder[0];
  for (size_t i = 1; i < sizeof ladder / sizeof *ladder; i++)
    if (!isnan(ladder[i])) {
      margin = fmin(margin, ladder[i] - below);
      below = ladder[i];
    }
  return margin;
}

static void record_classes(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *c) {
  record_money(trial, VALUE_NO_HIRE, c->no_hire);
  record_money(trial, VALUE_SINGLE_AGENT, c->single_agent);
  record_money(trial, VALUE_UNCORRELATED, c->uncorrelated);
  record_money(trial, VALUE_DETERMINISTIC_JOINT, c->deterministic_joint);
  record_money(trial, VALUE_CORRELATED, c->correlated);
  record_money(trial, VALUE_FIRST_BEST, c->first_best);
  record_money(trial, ORDERING_MARGIN, ordering_margin(c));
  record_money(trial, CORRELATION_GAIN, c->correlated - c->uncorrelated);
  if (acquisition_has_closed_form(s->p))
    record_money(trial, CLOSED_FORM_CORRELATED,
                 acquisition_closed_form(s->p->preset_accuracy, s->p->preset_cost, s->p->payment_cap));
  walras_record_integer(trial, LP_VARIABLES, acquisition_published_columns(s));
  walras_record_integer(trial, LP_ROWS, acquisition_published_rows(s));
}

static void record_online(walras_trial *trial, const acquisition_structure *s, const acquisition_online *o) {
  walras_record_real(trial, OPT, o->opt);
  walras_record_real(trial, COMMIT_GAP, o->commit_gap);
  walras_record_real(trial, RHO, acquisition_clean(o->oracle.rho));
  walras_record_real(trial, REGRET, o->regret);
  walras_record_real(trial, EXPLORE_REGRET, o->explore_regret);
  walras_record_real(trial, ALPHA, o->alpha);
  walras_record_real(trial, EPSILON, o->epsilon);
  walras_record_integer(trial, N_PER_PROFILE, o->n_per_profile);
  walras_record_integer(trial, DEVIATION_COUNT, o->deviations);
  walras_record_real(trial, DEVIATION_RATE, o->deviations > 0 ? 1.0 : 0.0);
  walras_record_integer(trial, COST_ROUNDS, o->costs.rounds);
  int64_t rounds[POINTS_MOST];
  double regret[POINTS_MOST];
  int64_t points = 0;
  for (double at = 1.0; points < POINTS_MOST - 1 && at < (double)s->p->horizon;
       at = walras_pow(10.0, (double)(points) / POINTS_A_DECADE))
    rounds[points++] = (int64_t)rint(at);
  rounds[points++] = s->p->horizon;
  for (int64_t i = 0; i < points; i++)
    regret[i] = acquisition_regret_after(s, o, rounds[i]);
  walras_record_column_integers(trial, TABLE_REGRET, 0, rounds, points);
  walras_record_column_reals(trial, TABLE_REGRET, 1, regret, points);
}

static walras_status record_profiles(walras_trial *trial, const acquisition_structure *s, const acquisition_mechanism *m) {
  int64_t *profile = walras_trial_allocate(trial, 2 * s->profiles, sizeof *profile), *workers = profile + s->profiles;
  double *mu = walras_trial_allocate(trial, 2 * s->profiles, sizeof *mu), *value = mu + s->profiles, monitoring = 0.0;
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t b = 0; b < s->profiles; b++) {
    profile[b] = b;
    workers[b] = acquisition_workers(s, b);
    mu[b] = acquisition_clean(m->mu[b]);
    value[b] = acquisition_clean(s->value[b]);
    monitoring += workers[b] >= 2 ? m->mu[b] : 0.0;
  }
  walras_record_real(trial, MONITORING_MASS, acquisition_clean(monitoring));
  walras_record_column_integers(trial, TABLE_PROFILES, 0, profile, s->profiles);
  walras_record_column_integers(trial, TABLE_PROFILES, 1, workers, s->profiles);
  walras_record_column_reals(trial, TABLE_PROFILES, 2, mu, s->profiles);
  walras_record_column_reals(trial, TABLE_PROFILES, 3, value, s->profiles);
  return WALRAS_OK;
}

static walras_status record_payments(walras_trial *trial, const acquisition_structure *s, const acquisition_mechanism *m) {
  const int64_t most = payment_count(s->p);
  int64_t *place = walras_trial_allocate(trial, 4 * most, sizeof *place), count = 0;
  double *payment = walras_trial_allocate(trial, most, sizeof *payment);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int agent = 0; agent < s->agents; agent++)
    for (int64_t profile = 0; profile < s->profiles; profile++)
      for (int64_t cell = 0; m->mu[profile] > 0.0 && cell < s->cells; cell++) {
        const double gamma = acquisition_clean(acquisition_payments(s, m, agent, profile)[cell] / m->mu[profile]);
        if (gamma == 0.0)
          continue;
        place[count] = agent;
        place[most + count] = profile;
        place[2 * most + count] = cell / s->states;
        place[3 * most + count] = cell % s->states;
        payment[count++] = gamma;
      }
  for (int column = 0; column < 4; column++)
    walras_record_column_integers(trial, TABLE_PAYMENTS, column, place + column * most, count);
  walras_record_column_reals(trial, TABLE_PAYMENTS, 4, payment, count);
  return WALRAS_OK;
}

static void record_prices(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *c) {
  int64_t agents[ACQUISITION_AGENTS_MOST * ACQUISITION_EFFORTS_MOST], efforts[ACQUISITION_AGENTS_MOST * ACQUISITION_EFFORTS_MOST];
  double prices[ACQUISITION_AGENTS_MOST * ACQUISITION_EFFORTS_MOST];
  int64_t count = 0;
  for (int agent = 0; agent < s->agents; agent++)
    for (int effort = 0; effort < s->efforts[agent]; effort++) {
      agents[count] = agent;
      efforts[count] = effort;
      prices[count++] = acquisition_clean(c->price.of[agent][effort]);
    }
  walras_record_column_integers(trial, TABLE_PRICES, 0, agents, count);
  walras_record_column_integers(trial, TABLE_PRICES, 1, efforts, count);
  walras_record_column_reals(trial, TABLE_PRICES, 2, prices, count);
}

static double optimal_payment(const acquisition_structure *s, const acquisition_mechanism *m) {
  double payment = 0.0;
  for (int agent = 0; agent < s->agents; agent++)
    for (int64_t profile = 0; profile < s->profiles; profile++)
      for (int64_t cell = 0; cell < s->cells; cell++)
        payment += s->law[profile * s->cells + cell] * acquisition_payments(s, m, agent, profile)[cell];
  return payment;
}

walras_status acquisition_record(walras_trial *trial, const acquisition_structure *s, const acquisition_classes *classes,
                                 const acquisition_online *online) {
  record_classes(trial, s, classes);
  record_prices(trial, s, classes);
  if (online != NULL)
    record_online(trial, s, online);
  if (!acquisition_has_joint(s->p))
    return WALRAS_OK;
  const acquisition_mechanism *m = online != NULL ? &online->mechanism : &classes->optimal;
  record_money(trial, EXPECTED_PAYMENT, online != NULL ? online->payment : optimal_payment(s, m));
  const walras_status status = record_profiles(trial, s, m);
  return status == WALRAS_OK && has_few_payments(s->p) ? record_payments(trial, s, m) : status;
}
