#include "models/facility-location/parameters.h"

#include <math.h>
#include <string.h>

#include "models/facility-location/law.h"
#include "models/facility-location/phantoms.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct facility_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct facility_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct facility_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct facility_parameters, field, .words = list, __VA_ARGS__)

static const char *const mechanisms[] = {
    "uniform_phantom", "constrained_median", "median", "phantom", "mean", "midpoint", "leftmost", "rightmost", "nash",
    "random_rank",     "dictator",           "lrm",    NULL};
static const char *const tasks[] = {"outcome", "axioms", "misreport", "equilibrium", "worst_case", "scale", NULL};
static const char *const distributions[] = {"uniform", "beta", "two_point", "truncated_normal", "mixture", "atoms", "list", NULL};
static const char *const methods[] = {"vertex", "region", "random", NULL};

/* Profiles come from the law of locations. */
#define DRAWS "task != 'worst_case' and not exhaustive and phantom_grid == 0"

const walras_parameter facility_schema[FACILITY_PARAMETERS] = {
    INTEGER(agents, .range = "[1, 1e10]", .rule = "5; distribution = list: the number of locations", .unit = "agents",
            .doc = "population size n"),
    REAL(domain_length, .range = "[1e-290, 1e290]", .standard = "1.0", .unit = "length", .doc = "L: locations lie in [0, L]"),
    WORD(mechanism, mechanisms, .standard = "uniform_phantom", .doc = "rule that places the facility"),
    REALS(custom_phantoms, .range = "[0, inf)", .standard = "[]", .unit = "length",
          .read_when = "mechanism == 'phantom' and phantom_grid == 0",
          .doc = "phantoms of mechanism = phantom: n - 1 or n + 1 values in [0, L]"),
    WORD(task, tasks, .standard = "outcome",
         .doc = "what a trial computes; scale is outcome with locations drawn anew in each pass instead of stored"),
    WORD(distribution, distributions, .standard = "uniform", .read_when = DRAWS, .doc = "law of locations over L"),
    REAL(beta_a, .range = "[1e-3, 1e6]", .standard = "2.0", .unit = "1", .read_when = DRAWS " and distribution == 'beta'",
         .doc = "first shape of distribution = beta"),
    REAL(beta_b, .range = "[1e-3, 1e6]", .standard = "5.0", .unit = "1", .read_when = DRAWS " and distribution == 'beta'",
         .doc = "second shape of distribution = beta"),
    REAL(normal_mean, .standard = "0.5", .unit = "L", .read_when = DRAWS " and distribution == 'truncated_normal'",
         .doc = "mean m of the normal law that truncated_normal cuts to [0, 1]"),
    REAL(normal_sd, .range = "(0, inf)", .standard = "0.2", .unit = "L",
         .read_when = DRAWS " and distribution == 'truncated_normal'", .doc = "its standard deviation s"),
    REALS(mixture_weights, .range = "[0, 1]", .standard = "[0.5, 0.5]", .unit = "1",
          .read_when = DRAWS " and distribution == 'mixture'",
          .doc = "weights of the beta components of distribution = mixture, at most 16"),
    REALS(mixture_a, .range = "[1e-3, 1e6]", .standard = "[2.0, 8.0]", .unit = "1",
          .read_when = DRAWS " and distribution == 'mixture'", .doc = "first shapes of the components"),
    REALS(mixture_b, .range = "[1e-3, 1e6]", .standard = "[8.0, 2.0]", .unit = "1",
          .read_when = DRAWS " and distribution == 'mixture'", .doc = "second shapes of the components"),
    REALS(atom_positions, .range = "[0, 1]", .standard = "[0.0, 0.5, 1.0]", .unit = "L",
          .read_when = DRAWS " and distribution == 'atoms'", .doc = "places of distribution = atoms, ascending, at most 1000"),
    REALS(atom_weights, .range = "[0, 1]", .standard = "[0.25, 0.5, 0.25]", .unit = "1",
          .read_when = DRAWS " and distribution == 'atoms'", .doc = "their probabilities"),
    REAL(share_right, .range = "[0, 1]", .standard = "0.3", .unit = "1", .read_when = DRAWS " and distribution == 'two_point'",
         .doc = "distribution = two_point: probability of L"),
    REALS(locations, .range = "[0, inf)", .standard = "[]", .unit = "length", .read_when = DRAWS " and distribution == 'list'",
          .doc = "distribution = list: the profile itself"),
    INTEGER(atom_grid, .range = "[0, 1e6]", .standard = "0", .unit = "steps", .read_when = "task != 'worst_case'",
            .doc = "rounds locations to multiples of L/atom_grid, so that agents share places; 0 = not"),
    INTEGER(phantom_grid, .range = "[0, 1e6]", .standard = "0", .unit = "steps",
            .read_when = "phantom_grid == 0 or (mechanism == 'phantom' and task == 'axioms')",
            .doc = "axioms of mechanism = phantom: every vector of phantoms on multiples of L/phantom_grid, on every profile of "
                   "atom_grid"),
    INTEGER(profiles, .range = "[1, 1e9]", .standard = "1", .unit = "profiles",
            .read_when = "profiles == 1 or (" DRAWS " and task != 'scale' and distribution != 'list')",
            .doc = "drawn profiles of one trial: locations and ratios are means over them, violations and gains the worst"),
    INTEGER(misreport_grid, .range = "[2, 1e6]", .standard = "101", .unit = "reports",
            .read_when = "task == 'misreport' and (mechanism == 'nash' or mechanism == 'random_rank' or mechanism == 'lrm')",
            .doc = "grid of reports in the search for misreports of nash, random_rank and lrm; for other rules gains are exact "
                   "without one"),
    REAL(best_reply_tol, .range = "(0, inf)", .standard = "1e-12", .unit = "length", .read_when = "task == 'equilibrium'",
         .doc = "best replies stop when no report of a sweep changes by as much"),
    INTEGER(best_reply_max_sweeps, .range = "[1, 1e6]", .standard = "10000", .unit = "sweeps",
            .read_when = "task == 'equilibrium'", .doc = "most sweeps of best replies"),
    WORD(worst_case_method, methods, .standard = "vertex", .read_when = "task == 'worst_case'",
         .doc = "search for the worst profile: all vertices, exact by regions, or random with local moves"),
    INTEGER(worst_case_samples, .range = "[1, 1e12]", .standard = "1000000", .unit = "profiles",
            .read_when = "task == 'worst_case' and worst_case_method == 'random'",
            .doc = "profiles that worst_case_method = random looks at"),
    WALRAS_BOOLEAN(struct facility_parameters, exhaustive, .standard = "false",
                   .read_when = "not exhaustive or (phantom_grid == 0 and (task == 'axioms' or task == 'misreport'))",
                   .doc = "axioms, misreport: every profile on the grid of atom_grid steps instead of one drawn profile"),
};

bool facility_is_phantom_rule(int mechanism) {
  return mechanism <= MECHANISM_PHANTOM;
}

bool facility_is_lottery(int mechanism) {
  return mechanism == MECHANISM_RANDOM_RANK || mechanism == MECHANISM_LRM;
}

bool facility_needs_search(int mechanism) {
  return mechanism == MECHANISM_NASH || facility_is_lottery(mechanism);
}

bool facility_has_atoms(const struct facility_parameters *p) {
  return p->distribution == DISTRIBUTION_TWO_POINT || p->distribution == DISTRIBUTION_ATOMS ||
         p->distribution == DISTRIBUTION_LIST || p->atom_grid > 0;
}

double facility_tolerance(const struct facility_parameters *p) {
  return 1e-12 * p->domain_length * (double)p->agents;
}

double facility_profile_count(double kinds, double n, bool ordered) {
  double count = 1.0;
  for (double i = 1.0; i <= n && count <= FACILITY_VERTICES_MOST; i += 1.0)
    count = ordered ? count * kinds : count * (kinds - 1.0 + i) / i;
  return count;
}

walras_status facility_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct facility_parameters *p = parameters;
  (void)error;
  if (!walras_is_given(given, "agents"))
    p->agents = p->distribution == DISTRIBUTION_LIST && p->locations.count > 0 ? p->locations.count : 5;
  return WALRAS_OK;
}

static walras_status check_inside(const char *name, const walras_reals *values, double length, walras_error *error) {
  for (int64_t i = 0; i < values->count; i++)
    if (!(values->values[i] >= 0.0 && values->values[i] <= length))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: entry %lld is %.17g, outside [0, domain_length = %.17g]", name,
                         (long long)(i + 1), values->values[i], length);
  return WALRAS_OK;
}

static walras_status check_phantoms(const struct facility_parameters *p, walras_error *error) {
  const int64_t count = p->custom_phantoms.count;
  if (p->mechanism != MECHANISM_PHANTOM || p->phantom_grid > 0)
    return WALRAS_OK;
  if (count != p->agents - 1 && count != p->agents + 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "custom_phantoms: %lld values for agents = %lld; mechanism = phantom needs n - 1 or n + 1 of them",
                       (long long)count, (long long)p->agents);
  return check_inside("custom_phantoms", &p->custom_phantoms, p->domain_length, error);
}

static walras_status check_weights(const char *name, const walras_reals *weights, walras_error *error) {
  double sum = 0.0;
  for (int64_t i = 0; i < weights->count; i++)
    sum += weights->values[i];
  return fabs(sum - 1.0) <= 1e-9 ? WALRAS_OK
                                 : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: they sum to %.12g, not 1", name, sum);
}

static walras_status check_mixture(const struct facility_parameters *p, walras_error *error) {
  const int64_t count = p->mixture_weights.count;
  if (count < 1 || count > FACILITY_MIXTURE_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "mixture_weights: %lld components, expected 1 to %d", (long long)count,
                       FACILITY_MIXTURE_MOST);
  if (p->mixture_a.count != count || p->mixture_b.count != count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld shapes for %lld mixture_weights",
                       p->mixture_a.count != count ? "mixture_a" : "mixture_b",
                       (long long)(p->mixture_a.count != count ? p->mixture_a.count : p->mixture_b.count), (long long)count);
  return check_weights("mixture_weights", &p->mixture_weights, error);
}

static walras_status check_atoms(const struct facility_parameters *p, walras_error *error) {
  const walras_reals *at = &p->atom_positions;
  if (at->count < 1 || at->count > 1000)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "atom_positions: %lld places, expected 1 to 1000", (long long)at->count);
  if (p->atom_weights.count != at->count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "atom_weights: %lld weights for %lld atom_positions",
                       (long long)p->atom_weights.count, (long long)at->count);
  for (int64_t i = 1; i < at->count; i++)
    if (!(at->values[i] > at->values[i - 1]))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "atom_positions: entry %lld is not above the one before",
                         (long long)(i + 1));
  return check_weights("atom_weights", &p->atom_weights, error);
}

static walras_status check_list(const struct facility_parameters *p, walras_error *error) {
  if (p->locations.count != p->agents)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "locations: %lld values for agents = %lld", (long long)p->locations.count,
                       (long long)p->agents);
  return check_inside("locations", &p->locations, p->domain_length, error);
}

static walras_status check_law(const struct facility_parameters *p, walras_error *error) {
  switch (p->distribution) {
  case DISTRIBUTION_TRUNCATED_NORMAL:
    return facility_normal_is_there(p->normal_mean, p->normal_sd)
               ? WALRAS_OK
               : WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                             "normal_mean = %g with normal_sd = %g leaves no probability in [0, 1] that doubles can hold",
                             p->normal_mean, p->normal_sd);
  case DISTRIBUTION_MIXTURE:
    return check_mixture(p, error);
  case DISTRIBUTION_ATOMS:
    return check_atoms(p, error);
  case DISTRIBUTION_LIST:
    return check_list(p, error);
  default:
    return WALRAS_OK;
  }
}

/* What a task asks of the mechanism and of the number of agents. */
static walras_status check_task(const struct facility_parameters *p, walras_error *error) {
  const bool profile = (p->task != TASK_OUTCOME && p->task != TASK_SCALE) || p->profiles > 1,
             grid = p->exhaustive || p->phantom_grid > 0;
  if (profile && p->agents > FACILITY_PROFILE_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "agents = %lld: task = %s%s holds whole profiles, of at most %d agents",
                       (long long)p->agents, tasks[p->task], p->profiles > 1 ? " with several profiles" : "",
                       FACILITY_PROFILE_MOST);
  if (p->agents > FACILITY_SEARCH_MOST && ((p->task == TASK_AXIOMS && facility_is_lottery(p->mechanism)) ||
                                           (p->task == TASK_MISREPORT && facility_needs_search(p->mechanism))))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "agents = %lld: task = %s with mechanism = %s takes at most %d agents",
                       (long long)p->agents, tasks[p->task], mechanisms[p->mechanism], FACILITY_SEARCH_MOST);
  if (p->task == TASK_EQUILIBRIUM && p->mechanism != MECHANISM_MEAN && p->mechanism != MECHANISM_NASH)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "mechanism = %s: task = equilibrium needs a continuous, strictly monotone rule: mean or nash",
                       mechanisms[p->mechanism]);
  if (grid && p->atom_grid == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "atom_grid = 0: %s needs a grid of profiles",
                       p->exhaustive ? "exhaustive" : "phantom_grid");
  if (grid && facility_profile_count((double)p->atom_grid + 1.0, (double)p->agents, true) > FACILITY_VERTICES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "atom_grid = %lld and agents = %lld make more than %d profiles",
                       (long long)p->atom_grid, (long long)p->agents, FACILITY_VERTICES_MOST);
  if (p->phantom_grid > 0 &&
      facility_profile_count((double)p->phantom_grid + 1.0, (double)p->agents - 1.0, true) > FACILITY_VERTICES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "phantom_grid = %lld and agents = %lld make more than %d vectors",
                       (long long)p->phantom_grid, (long long)p->agents, FACILITY_VERTICES_MOST);
  return WALRAS_OK;
}

static walras_status check_worst_case(const struct facility_parameters *p, walras_error *error) {
  if (p->task != TASK_WORST_CASE)
    return WALRAS_OK;
  if (facility_is_lottery(p->mechanism))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "mechanism = %s: task = worst_case needs a rule without a draw",
                       mechanisms[p->mechanism]);
  if (p->worst_case_method == METHOD_RANDOM)
    return WALRAS_OK;
  if (!facility_is_phantom_rule(p->mechanism))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "worst_case_method = %s holds for phantom rules only; with mechanism = %s use \"random\"",
                       methods[p->worst_case_method], mechanisms[p->mechanism]);
  const double places = (double)facility_place_count(p);
  if (p->worst_case_method == METHOD_VERTEX && facility_profile_count(places, (double)p->agents, false) > FACILITY_VERTICES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "worst_case_method = vertex: agents = %lld make more than %d profiles; use \"region\"",
                       (long long)p->agents, FACILITY_VERTICES_MOST);
  if (p->worst_case_method == METHOD_REGION && places > 20000.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "worst_case_method = region: %.0f places of phantoms, at most 20000 are searched", places);
  return WALRAS_OK;
}

walras_status facility_check(const void *parameters, walras_error *error) {
  const struct facility_parameters *p = parameters;
  walras_status status = check_phantoms(p, error);
  if (status == WALRAS_OK)
    status = check_law(p, error);
  if (status == WALRAS_OK)
    status = check_task(p, error);
  return status == WALRAS_OK ? check_worst_case(p, error) : status;
}
