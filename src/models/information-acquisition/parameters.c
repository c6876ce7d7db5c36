#include "models/information-acquisition/parameters.h"

#include <math.h>

#define INTEGER(field, ...) WALRAS_INTEGER(struct acquisition_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct acquisition_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct acquisition_parameters, field, .words = list, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct acquisition_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct acquisition_parameters, field, __VA_ARGS__)

static const double sum_tolerance = 1e-9;

static const char *const utilities[] = {"identity", "matrix", NULL};
static const char *const presets[] = {"none", "monitoring", "random", NULL};
static const char *const algorithms[] = {"none", "robust_etc", "plugin_etc", "uncorrelated_etc", "oracle", NULL};

const walras_parameter acquisition_schema[ACQUISITION_PARAMETERS] = {
    INTEGER(agents, .range = "[1, 10]", .standard = "2", .unit = "agents",
            .doc = "agents hired at most; above 6 only the classes without payments by others' reports"),
    INTEGER(states, .range = "[2, 10]", .standard = "2", .unit = "states", .doc = "states of nature"),
    WALRAS_REAL_ARRAY(struct acquisition_parameters, prior, .range = "[0, 1]", .rule = "uniform on the states", .unit = "1",
                      .read_when = "preset == 'none' and count(joint_table) == 0", .doc = "pi: probability of each state"),
    LISTS(accuracy, .range = "[0, 1]", .rule = "1/states and 0.75 for each agent", .unit = "1",
          .read_when = "preset == 'none' and count(joint_table) == 0",
          .doc = "a: probability that each agent's signal is right, by effort; that of effort 0 is unused"),
    LISTS(cost, .range = "[0, inf)", .rule = "0 and 0.06 for each agent", .unit = "money", .read_when = "preset == 'none'",
          .doc = "c: each agent's cost, by effort; the first is 0"),
    WORD(utility, utilities, .standard = "identity", .read_when = "preset == 'none'",
         .doc = "U(d, theta): 1 for the decision that names the state, or a matrix"),
    LISTS(utility_matrix, .range = "[0, 1]", .standard = "( )", .unit = "money",
          .read_when = "preset == 'none' and utility == 'matrix'", .doc = "U for utility = matrix: a list per decision"),
    REAL(common_noise, .range = "[0, 1]", .standard = "1.0", .unit = "1", .read_when = "count(joint_table) == 0",
         .doc = "kappa: probability that all agents' errors come of the same draw"),
    REAL(payment_cap, .range = "(0, inf)", .standard = "1.0", .unit = "money", .doc = "M: largest payment to an agent"),
    WORD(preset, presets, .standard = "none",
         .doc = "monitoring: two agents, two states, one effort level; random: drawn accuracies and costs"),
    REAL(preset_accuracy, .range = "[0.5, 1]", .standard = "0.75", .unit = "1", .read_when = "preset == 'monitoring'",
         .doc = "accuracy of both agents, preset monitoring"),
    REAL(preset_cost, .range = "[0, inf)", .standard = "0.06", .unit = "money", .read_when = "preset == 'monitoring'",
         .doc = "cost of both agents, preset monitoring"),
    REAL(random_accuracy_min, .range = "[0, 1]", .standard = "0.55", .unit = "1", .read_when = "preset == 'random'",
         .doc = "least accuracy, preset random"),
    REAL(random_accuracy_max, .range = "[0, 1]", .standard = "0.95", .unit = "1", .read_when = "preset == 'random'",
         .doc = "largest accuracy, preset random"),
    REAL(random_cost_min, .range = "[0, inf)", .standard = "0.005", .unit = "money", .read_when = "preset == 'random'",
         .doc = "least cost, preset random"),
    REAL(random_cost_max, .range = "[0, inf)", .standard = "0.1", .unit = "money", .read_when = "preset == 'random'",
         .doc = "largest cost, preset random"),
    LISTS(joint_table, .range = "[0, 1]", .standard = "( )", .unit = "1", .read_when = "preset == 'none'",
          .doc = "P: for every effort profile the law of signals and state (first agent slowest, state fastest); in place of the "
                 "generator"),
    WORD(online_algorithm, algorithms, .standard = "none",
         .doc = "how the principal learns the information structure, if at all"),
    INTEGER(horizon, .range = "[1, 1e15]", .standard = "1000000000", .unit = "rounds",
            .doc = "T: rounds of the online algorithm"),
    REAL(explore_coeff, .range = "(0, inf)", .standard = "1.0", .unit = "1",
         .doc = "C_e: exploration takes C_e T^explore_exponent rounds in all"),
    REAL(explore_exponent, .range = "(0, 1)", .standard = "0.6666666667", .unit = "1", .doc = "exponent of exploration"),
    REAL(failure_probability, .range = "(0, 1)", .rule = "1/horizon, at most 1/2", .unit = "1",
         .doc = "delta: probability that some confidence radius may fail"),
    REAL(confidence_scale, .range = "(0, 1]", .standard = "1.0", .unit = "1",
         .doc = "multiplies the confidence radius: 1 as proved, 0.1 practical"),
    REAL(tie_tolerance, .range = "[0, inf)", .standard = "1e-9", .unit = "money",
         .doc = "agents obey where no deviation gains more, per round"),
    REAL(lp_tolerance, .range = "(0, 1e-3]", .standard = "1e-9", .unit = "1",
         .doc = "tolerance of rows and reduced costs in linear programs"),
    BOOLEAN(costs_known, .standard = "true", .doc = "false: an online algorithm learns costs by bisection between efforts"),
    BOOLEAN(simulate_rounds, .standard = "false",
            .doc = "an online algorithm's rounds after exploring are drawn one by one, for horizons up to 1e8"),
};

/* ---- sizes ---- */

int64_t acquisition_efforts(const struct acquisition_parameters *p, int64_t agent) {
  return p->preset == PRESET_NONE ? p->cost.lists[agent].count : 2;
}

int64_t acquisition_profiles(const struct acquisition_parameters *p) {
  int64_t profiles = 1;
  for (int64_t agent = 0; agent < p->agents; agent++)
    profiles *= acquisition_efforts(p, agent);
  return profiles;
}

int64_t acquisition_cells(const struct acquisition_parameters *p) {
  int64_t cells = p->states;
  for (int64_t agent = 0; agent < p->agents; agent++)
    cells *= p->states + 1;
  return cells;
}

/* The cube root, to the last bit where it is an integer. */
static double cube_root(double x) {
  double root = walras_pow(x, 1.0 / 3.0);
  root -= (root * root * root - x) / (3.0 * root * root);
  const double whole = rint(root);
  return whole * whole * whole == x ? whole : root;
}

/* Not one round more because of the last bits of a power. */
static const double rounding = 1.0 - 1e-12;

int64_t acquisition_rounds_per_profile(const struct acquisition_parameters *p) {
  const double t = (double)p->horizon, root = cube_root(t);
  const bool two_thirds = fabs(p->explore_exponent - 2.0 / 3.0) < 1e-9;
  const double rounds = p->explore_coeff * (two_thirds ? root * root : walras_pow(t, p->explore_exponent));
  const double per_profile = ceil(rounds / (double)acquisition_profiles(p) * rounding);
  return per_profile < 1.0 ? 1 : per_profile < 4e15 ? (int64_t)per_profile : INT64_C(4000000000000000);
}

int64_t acquisition_bisection_steps(const struct acquisition_parameters *p) {
  int64_t steps = 0;
  while ((INT64_C(1) << steps) < p->horizon)
    steps++;
  return steps;
}

/* ---- resolve ---- */

/* Two efforts for each agent. */
static walras_status default_lists(walras_real_lists *lists, double first, double second, int64_t agents,
                                   const walras_given *given, walras_error *error) {
  walras_reals *rows = walras_given_allocate(given, agents, sizeof *rows);
  double *values = walras_given_allocate(given, 2, sizeof *values);
  if (rows == NULL || values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for accuracy and cost");
  values[0] = first;
  values[1] = second;
  for (int64_t agent = 0; agent < agents; agent++)
    rows[agent] = (walras_reals){.count = 2, .values = values};
  *lists = (walras_real_lists){.count = agents, .lists = rows};
  return WALRAS_OK;
}

static walras_status default_prior(struct acquisition_parameters *p, const walras_given *given, walras_error *error) {
  double *values = walras_given_allocate(given, p->states, sizeof *values);
  if (values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for prior");
  for (int64_t state = 0; state < p->states; state++)
    values[state] = 1.0 / (double)p->states;
  p->prior = (walras_reals){.count = p->states, .values = values};
  return WALRAS_OK;
}

walras_status acquisition_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct acquisition_parameters *p = parameters;
  walras_status status = WALRAS_OK;
  if (!walras_is_given(given, "accuracy"))
    status = default_lists(&p->accuracy, 1.0 / (double)p->states, 0.75, p->agents, given, error);
  if (status == WALRAS_OK && !walras_is_given(given, "cost"))
    status = default_lists(&p->cost, 0.0, 0.06, p->agents, given, error);
  if (status == WALRAS_OK && (!walras_is_given(given, "prior") || p->prior.count == 0))
    status = default_prior(p, given, error);
  if (!walras_is_given(given, "failure_probability"))
    p->failure_probability = p->horizon > 2 ? 1.0 / (double)p->horizon : 0.5;
  return status;
}

/* ---- check ---- */

static walras_status check_prior(const struct acquisition_parameters *p, walras_error *error) {
  double sum = 0.0;
  if (p->prior.count != p->states)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "prior: %lld values for states = %lld", (long long)p->prior.count,
                       (long long)p->states);
  for (int64_t state = 0; state < p->states; state++)
    sum += p->prior.values[state];
  if (!(fabs(sum - 1.0) <= sum_tolerance))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "prior: its values sum to %.12g, not 1", sum);
  return WALRAS_OK;
}

static walras_status check_costs(const struct acquisition_parameters *p, walras_error *error) {
  if (p->cost.count != p->agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "cost: %lld lists for agents = %lld", (long long)p->cost.count,
                       (long long)p->agents);
  for (int64_t agent = 0; agent < p->agents; agent++) {
    const walras_reals *cost = &p->cost.lists[agent];
    if (cost->count < 1 || cost->count > ACQUISITION_EFFORTS_MOST)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "cost[%lld]: %lld efforts; 1 to %d are possible", (long long)agent,
                         (long long)cost->count, ACQUISITION_EFFORTS_MOST);
    if (cost->values[0] != 0.0)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "cost[%lld][0] = %g: effort 0 costs nothing", (long long)agent,
                         cost->values[0]);
    for (int64_t effort = 0; effort < cost->count; effort++)
      if (!(cost->values[effort] >= 0.0 && isfinite(cost->values[effort])))
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "cost[%lld][%lld] = %g: costs are finite and at least 0",
                           (long long)agent, (long long)effort, cost->values[effort]);
  }
  return WALRAS_OK;
}

static walras_status check_accuracy(const struct acquisition_parameters *p, walras_error *error) {
  const double least = 1.0 / (double)p->states;
  if (p->accuracy.count != p->agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "accuracy: %lld lists for agents = %lld", (long long)p->accuracy.count,
                       (long long)p->agents);
  for (int64_t agent = 0; agent < p->agents; agent++) {
    const walras_reals *accuracy = &p->accuracy.lists[agent];
    if (accuracy->count != p->cost.lists[agent].count)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "accuracy[%lld]: %lld efforts, but cost[%lld] has %lld", (long long)agent,
                         (long long)accuracy->count, (long long)agent, (long long)p->cost.lists[agent].count);
    for (int64_t effort = 0; effort < accuracy->count; effort++)
      if (!(accuracy->values[effort] >= least - sum_tolerance && accuracy->values[effort] <= 1.0))
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "accuracy[%lld][%lld] = %g is outside [1/states, 1] = [%g, 1]",
                           (long long)agent, (long long)effort, accuracy->values[effort], least);
  }
  return WALRAS_OK;
}

static walras_status check_utility(const struct acquisition_parameters *p, walras_error *error) {
  if (p->utility == UTILITY_IDENTITY && p->utility_matrix.count > 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "utility_matrix has no effect with utility = identity");
  if (p->utility == UTILITY_MATRIX && p->utility_matrix.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "utility_matrix: utility = matrix needs a list for every decision");
  if (p->utility_matrix.count > INT16_MAX)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "utility_matrix: %lld decisions; at most %d are possible",
                       (long long)p->utility_matrix.count, INT16_MAX);
  for (int64_t decision = 0; decision < p->utility_matrix.count; decision++) {
    const walras_reals *row = &p->utility_matrix.lists[decision];
    if (row->count != p->states)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "utility_matrix[%lld]: %lld values for states = %lld",
                         (long long)decision, (long long)row->count, (long long)p->states);
    for (int64_t state = 0; state < row->count; state++)
      if (!(row->values[state] >= 0.0 && row->values[state] <= 1.0))
        return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "utility_matrix[%lld][%lld] = %g is outside [0, 1]",
                           (long long)decision, (long long)state, row->values[state]);
  }
  return WALRAS_OK;
}

/* Signal of an agent in a cell, and its effort in a profile; agents from the last. */
static int64_t digit(int64_t number, int64_t base) {
  return number % base;
}

/* A null signal without rest, or a signal without work. */
static bool contradicts_effort(const struct acquisition_parameters *p, int64_t profile, int64_t report) {
  for (int64_t agent = p->agents - 1; agent >= 0; agent--) {
    const int64_t efforts = acquisition_efforts(p, agent);
    if ((digit(profile, efforts) == 0) != (digit(report, p->states + 1) == 0))
      return true;
    profile /= efforts;
    report /= p->states + 1;
  }
  return false;
}

static walras_status check_law(const struct acquisition_parameters *p, int64_t profile, walras_error *error) {
  const walras_reals *law = &p->joint_table.lists[profile], *first = &p->joint_table.lists[0];
  double sum = 0.0, state_sum[ACQUISITION_STATES_MOST] = {0.0};
  if (law->count != acquisition_cells(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table[%lld]: %lld values; signals of all agents and state make %lld",
                       (long long)profile, (long long)law->count, (long long)acquisition_cells(p));
  for (int64_t cell = 0; cell < law->count; cell++) {
    const double value = law->values[cell];
    if (!(value >= 0.0))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table[%lld][%lld] = %g is no probability", (long long)profile,
                         (long long)cell, value);
    if (value > 0.0 && contradicts_effort(p, profile, cell / p->states))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "joint_table[%lld][%lld] = %g: the null signal comes of effort 0, always and only", (long long)profile,
                         (long long)cell, value);
    sum += value;
    state_sum[cell % p->states] += value - first->values[cell];
  }
  if (!(fabs(sum - 1.0) <= sum_tolerance))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table[%lld]: its values sum to %.12g, not 1", (long long)profile,
                       sum);
  for (int64_t state = 0; state < p->states; state++)
    if (!(fabs(state_sum[state]) <= 2.0 * sum_tolerance))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table[%lld]: state %lld is not as likely as under profile 0",
                         (long long)profile, (long long)state);
  return WALRAS_OK;
}

static walras_status check_table(const struct acquisition_parameters *p, walras_error *error) {
  if (p->joint_table.count == 0)
    return WALRAS_OK;
  if (p->agents > ACQUISITION_AGENTS_JOINT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table: at most %d agents, not %lld", ACQUISITION_AGENTS_JOINT,
                       (long long)p->agents);
  if (p->joint_table.count != acquisition_profiles(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "joint_table: %lld lists; the efforts in cost make %lld profiles",
                       (long long)p->joint_table.count, (long long)acquisition_profiles(p));
  for (int64_t profile = 0; profile < p->joint_table.count; profile++) {
    const walras_status status = check_law(p, profile, error);
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}

/* The agent's law of signal and state in one profile of the table. */
static void law_of_agent(const struct acquisition_parameters *p, int64_t profile, int64_t agent, double *out) {
  int64_t stride = 1;
  for (int64_t after = agent + 1; after < p->agents; after++)
    stride *= p->states + 1;
  for (int64_t i = 0; i < (p->states + 1) * p->states; i++)
    out[i] = 0.0;
  for (int64_t cell = 0; cell < acquisition_cells(p); cell++)
    out[cell / p->states / stride % (p->states + 1) * p->states + cell % p->states] += p->joint_table.lists[profile].values[cell];
}

bool acquisition_marginals_depend_on_others(const struct acquisition_parameters *p) {
  int64_t stride = 1;
  for (int64_t agent = p->agents - 1; p->joint_table.count > 0 && agent >= 0; agent--) {
    const int64_t efforts = acquisition_efforts(p, agent);
    for (int64_t profile = 0; profile < p->joint_table.count; profile++) {
      double alone[(ACQUISITION_STATES_MOST + 1) * ACQUISITION_STATES_MOST], here[sizeof alone / sizeof *alone];
      law_of_agent(p, profile / stride % efforts * stride, agent, alone);
      law_of_agent(p, profile, agent, here);
      for (int64_t i = 0; i < (p->states + 1) * p->states; i++)
        if (fabs(alone[i] - here[i]) > sum_tolerance)
          return true;
    }
    stride *= efforts;
  }
  return false;
}

static walras_status check_preset(const struct acquisition_parameters *p, walras_error *error) {
  if (p->preset == PRESET_MONITORING && (p->agents != 2 || p->states != 2))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: preset = monitoring has 2 agents and 2 states",
                       p->agents != 2 ? "agents" : "states");
  if (p->preset != PRESET_RANDOM)
    return WALRAS_OK;
  if (p->random_accuracy_min < 1.0 / (double)p->states || p->random_accuracy_min > p->random_accuracy_max)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "random_accuracy_min = %g: at least 1/states, and at most random_accuracy_max = %g",
                       p->random_accuracy_min, p->random_accuracy_max);
  if (p->random_cost_min > p->random_cost_max)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "random_cost_min = %g is above random_cost_max = %g", p->random_cost_min,
                       p->random_cost_max);
  return WALRAS_OK;
}

static walras_status check_online(const struct acquisition_parameters *p, walras_error *error) {
  const char *word = algorithms[p->online_algorithm];
  if (p->online_algorithm == ONLINE_NONE && (p->simulate_rounds || !p->costs_known))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect without an online_algorithm",
                       p->simulate_rounds ? "simulate_rounds" : "costs_known = false");
  if (p->online_algorithm == ONLINE_NONE)
    return WALRAS_OK;
  if (p->online_algorithm == ONLINE_ORACLE && !p->costs_known)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "costs_known = false: online_algorithm = oracle knows everything");
  if (p->agents > ACQUISITION_AGENTS_JOINT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "online_algorithm = %s: at most %d agents, not %lld, since regret is against the "
                       "correlated optimum",
                       word, ACQUISITION_AGENTS_JOINT, (long long)p->agents);
  if (acquisition_marginals_depend_on_others(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "joint_table: an agent's signals depend on others' efforts, so that uncorrelated payments, which "
                       "online_algorithm = %s explores with, are not defined",
                       word);
  if (p->simulate_rounds && p->horizon > 100000000)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "simulate_rounds: rounds are drawn one by one up to horizon = 1e8, not %lld", (long long)p->horizon);
  const int64_t profiles = acquisition_profiles(p), each = acquisition_rounds_per_profile(p);
  if (p->online_algorithm != ONLINE_ORACLE && (p->horizon < profiles || each > p->horizon / profiles))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "horizon = %lld: exploration does not fit, %lld rounds (explore_coeff) for each of %lld profiles",
                       (long long)p->horizon, (long long)each, (long long)profiles);
  return WALRAS_OK;
}

/* Tables that no machine holds; counted so that nothing overflows. */
static walras_status check_size(const struct acquisition_parameters *p, walras_error *error) {
  double size = (double)acquisition_cells(p);
  const bool joint = p->agents <= ACQUISITION_AGENTS_JOINT;
  for (int64_t agent = 0; agent < p->agents; agent++)
    size *= joint ? (double)acquisition_efforts(p, agent) : 1.0;
  size *= joint ? (double)p->agents : 1.0;
  if (size > ACQUISITION_CELLS_MOST || acquisition_profiles(p) > ACQUISITION_CELLS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "agents = %lld, states = %lld: the joint law of all profiles, signals and states has more than %d entries",
                       (long long)p->agents, (long long)p->states, ACQUISITION_CELLS_MOST);
  return WALRAS_OK;
}

walras_status acquisition_check(const void *parameters, walras_error *error) {
  const struct acquisition_parameters *p = parameters;
  walras_status status = check_preset(p, error);
  if (status == WALRAS_OK && p->preset == PRESET_NONE)
    status = check_costs(p, error);
  if (status == WALRAS_OK && p->preset == PRESET_NONE && p->joint_table.count == 0)
    status = check_accuracy(p, error);
  if (status == WALRAS_OK)
    status = check_prior(p, error);
  if (status == WALRAS_OK)
    status = check_utility(p, error);
  if (status == WALRAS_OK)
    status = check_size(p, error);
  if (status == WALRAS_OK)
    status = check_table(p, error);
  return status == WALRAS_OK ? check_online(p, error) : status;
}
