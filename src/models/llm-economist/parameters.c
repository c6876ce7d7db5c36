#include "models/llm-economist/parameters.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/elections.h"
#include "walras/elementary.h"

static const double flat_cutoffs[] = {0}, three_cutoffs[] = {0, 90000, 159100};

int64_t economist_brackets(const struct economist_parameters *p) {
  return p->bracket_cutoffs.count;
}

bool economist_has_types(const struct economist_parameters *p) {
  return p->percent_alt > 0.0 || p->percent_adv > 0.0;
}

bool economist_is_stationary(const struct economist_parameters *p) {
  return p->worker_policy == POLICY_FIXED || (p->worker_policy == POLICY_RATIONAL && !economist_has_types(p));
}

bool economist_moves(const struct economist_parameters *p) {
  return p->governance == GOVERNANCE_VOTE ||
         (p->governance == GOVERNANCE_PLANNER && (p->planner == PLANNER_ICRL_SEARCH || p->planner == PLANNER_SCRIPT));
}

bool economist_designs(const void *parameters) {
  const struct economist_parameters *p = parameters;
  return p->governance == GOVERNANCE_PLANNER && p->planner == PLANNER_MIRRLEES;
}

bool economist_lists_best(const void *parameters) {
  const struct economist_parameters *p = parameters;
  return p->governance == GOVERNANCE_PLANNER && p->planner == PLANNER_ENUMERATE &&
         economist_brackets(p) <= ECONOMIST_ENUMERATED_J;
}

static bool counts_years(const struct economist_parameters *p) {
  return p->governance == GOVERNANCE_VOTE && p->worker_policy == POLICY_RATIONAL;
}

int64_t economist_year_length(const struct economist_parameters *p) {
  return counts_years(p) ? 1 : p->tax_year;
}

int64_t economist_steps(const struct economist_parameters *p) {
  return counts_years(p) ? p->vote_years : p->horizon;
}

int64_t economist_years(const struct economist_parameters *p) {
  const int64_t length = economist_year_length(p), steps = economist_steps(p);
  return steps / length + (steps % length > 0);
}

int64_t economist_grid_rates(const struct economist_parameters *p) {
  return (int64_t)floor(p->rate_max / p->rate_step + 1e-9) + 1;
}

double economist_grid_rate(const struct economist_parameters *p, int64_t k) {
  return rint((double)k * p->rate_step * 1e9) / 1e9;
}

static walras_status resolve_brackets(struct economist_parameters *p, const walras_given *given, walras_error *error) {
  const bool federal = p->governance == GOVERNANCE_PLANNER && p->planner == PLANNER_US_FED_2024;
  if (!walras_is_given(given, "bracket_setting"))
    p->bracket_setting = p->governance == GOVERNANCE_VOTE_FLAT ? BRACKETS_FLAT : federal ? BRACKETS_US_FED_2024 : BRACKETS_THREE;
  if (federal && p->bracket_setting != BRACKETS_US_FED_2024)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "bracket_setting: planner = us_fed_2024 has the brackets us_fed_2024");
  if (p->governance == GOVERNANCE_VOTE_FLAT && p->bracket_setting != BRACKETS_FLAT)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "bracket_setting: governance = vote_flat votes over one rate; it needs flat");
  if (p->bracket_setting == BRACKETS_FLAT)
    p->bracket_cutoffs = (walras_reals){1, flat_cutoffs};
  else if (p->bracket_setting == BRACKETS_THREE)
    p->bracket_cutoffs = (walras_reals){3, three_cutoffs};
  else if (p->bracket_setting == BRACKETS_US_FED_2024)
    p->bracket_cutoffs = (walras_reals){ECONOMIST_FEDERAL_J, walras_federal_cutoffs_2024};
  else if (p->bracket_cutoffs.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "bracket_cutoffs: bracket_setting = list needs them, the first one 0");
  return WALRAS_OK;
}

static walras_status resolve_rates(walras_reals *rates, int64_t brackets, const walras_given *given, walras_error *error) {
  if (rates->count > 0)
    return WALRAS_OK;
  double *half = walras_given_allocate(given, brackets, sizeof *half);
  if (half == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "start_rates: no memory for %lld rates", (long long)brackets);
  for (int64_t j = 0; j < brackets; j++)
    half[j] = 0.5;
  *rates = (walras_reals){brackets, half};
  return WALRAS_OK;
}

static int64_t smaller(int64_t a, int64_t b) {
  return a < b ? a : b;
}

walras_status economist_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct economist_parameters *p = parameters;
  walras_status status = resolve_brackets(p, given, error);
  if (status == WALRAS_OK)
    status = resolve_rates(&p->fixed_rates, economist_brackets(p), given, error);
  if (status == WALRAS_OK)
    status = resolve_rates(&p->start_rates, economist_brackets(p), given, error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_is_given(given, "delta_rule"))
    p->delta_rule = p->governance == GOVERNANCE_VOTE ? DELTA_REFLECT : DELTA_SATURATE;
  if (!walras_is_given(given, "n_candidates"))
    p->n_candidates = smaller(10, p->n_workers);
  if (!walras_is_given(given, "anticipation_sample"))
    p->anticipation_sample = smaller(10000, p->n_workers);
  if (!walras_is_given(given, "icrl_jump"))
    p->icrl_jump = economist_brackets(p) == 1 ? 1.0 : 0.5;
  if (!walras_is_given(given, "compare_optimum"))
    p->compare_optimum = p->n_workers <= ECONOMIST_COMPARED_WORKERS && economist_brackets(p) <= ECONOMIST_FEDERAL_J;
  return WALRAS_OK;
}

static walras_status check_workers(const struct economist_parameters *p, walras_error *error) {
  const double percents = p->percent_ego + p->percent_alt + p->percent_adv;
  if (fabs(percents - 100.0) > 1e-9)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "percent_ego, percent_alt and percent_adv sum to %g and must sum to 100",
                       percents);
  if (p->agent_mix == MIX_US_INCOME && p->gb2_sigma * p->gb2_tau <= 1.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "gb2_tau = %g: the mean income is infinite unless gb2_sigma gb2_tau is above 1; it is %g", p->gb2_tau,
                       p->gb2_sigma * p->gb2_tau);
  if (p->agent_mix == MIX_LIST && p->skill_list.count != p->n_workers)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "skill_list: %lld skills for n_workers = %lld",
                       (long long)p->skill_list.count, (long long)p->n_workers);
  if (p->agent_mix == MIX_LIST && p->skill_sampling != SAMPLING_RANDOM)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "skill_sampling: agent_mix = list draws no skills");
  if (p->worker_policy == POLICY_FIXED && p->fixed_hours > p->labor_max)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "fixed_hours = %g: labor_max is %g", p->fixed_hours, p->labor_max);
  if (p->worker_policy == POLICY_BANDIT && p->labor_mode != LABOR_GRID10)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "labor_mode: worker_policy = bandit chooses among grid10's hours");
  if (p->worker_policy == POLICY_BANDIT && p->tax_year < 2)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "tax_year = 1: bandits choose between the steps of a tax year; it needs 2 or more");
  if (economist_has_types(p) && (p->labor_mode != LABOR_GRID10 || p->worker_policy == POLICY_FIXED))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "percent_ego = %g: altruists and adversaries choose among the hours of labor_mode = grid10, rational or bandit",
        p->percent_ego);
  if (economist_has_types(p) && p->swf == SWF_MIN)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "swf = min: altruists and adversaries need a welfare that is a sum");
  return WALRAS_OK;
}

static walras_status check_endpoint(const struct economist_parameters *p, walras_error *error) {
  if (p->worker_policy == POLICY_LLM)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "worker_policy = llm: this program has no client of a language-model endpoint; bandit is the stand-in");
  if (p->planner == PLANNER_LLM)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "planner = llm: this program has no client of a language-model endpoint; icrl_search is the stand-in");
  return WALRAS_OK;
}

static walras_status check_width(const char *name, const walras_reals *rates, int64_t brackets, walras_error *error) {
  if (rates->count == brackets)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld numbers for %lld brackets", name, (long long)rates->count,
                     (long long)brackets);
}

static walras_status check_rows(const char *name, const walras_real_lists *rows, int64_t brackets, walras_error *error) {
  for (int64_t row = 0; row < rows->count; row++)
    if (rows->lists[row].count != brackets)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: row %lld has %lld numbers for %lld brackets", name,
                         (long long)row + 1, (long long)rows->lists[row].count, (long long)brackets);
  return WALRAS_OK;
}

/* Rates that move stay on the grid that they start from. */
static walras_status check_start(const struct economist_parameters *p, walras_error *error) {
  for (int64_t j = 0; economist_moves(p) && j < p->start_rates.count; j++) {
    const double steps = p->start_rates.values[j] / p->rate_step;
    if (p->start_rates.values[j] > p->rate_max + 1e-9 || fabs(steps - rint(steps)) > 1e-6)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "start_rates: rate %lld is %g; it must be a multiple of rate_step = %g up to rate_max = %g",
                         (long long)j + 1, p->start_rates.values[j], p->rate_step, p->rate_max);
  }
  return WALRAS_OK;
}

static walras_status check_planner(const struct economist_parameters *p, walras_error *error) {
  if (economist_designs(p) && p->agent_mix == MIX_LIST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "planner = mirrlees needs a density of skills; agent_mix = list has none");
  if (economist_designs(p) && p->swf != SWF_REFERENCE)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "planner = mirrlees is for fixed weights: swf = reference_inverse_income");
  if (economist_designs(p) && (p->labor_mode != LABOR_CONTINUOUS || p->worker_policy != POLICY_RATIONAL))
    return WALRAS_FAIL(
        error, WALRAS_ERROR_PARAMETER,
        "planner = mirrlees designs incomes of rational workers; it needs worker_policy = rational, labor_mode = continuous");
  if (economist_designs(p) && p->rate_max < 1.0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "rate_max = %g: planner = mirrlees has no cap", p->rate_max);
  if (p->governance == GOVERNANCE_PLANNER && p->planner == PLANNER_SAEZ_ITERATED && economist_brackets(p) == 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "planner = saez_iterated: its bins end at the top cutoff; bracket_setting = flat has none");
  return WALRAS_OK;
}

static walras_status check_brackets(const struct economist_parameters *p, walras_error *error) {
  const int64_t brackets = economist_brackets(p);
  walras_tax_schedule schedule;
  walras_status status = check_width("fixed_rates", &p->fixed_rates, brackets, error);
  if (status == WALRAS_OK)
    status = check_width("start_rates", &p->start_rates, brackets, error);
  if (status == WALRAS_OK && p->saez_elasticity.count != 1)
    status = check_width("saez_elasticity", &p->saez_elasticity, brackets, error);
  if (status == WALRAS_OK)
    status = check_rows("raw_delta", &p->raw_delta, brackets, error);
  if (status == WALRAS_OK)
    status = check_rows("platforms", &p->platforms, brackets, error);
  if (status == WALRAS_OK)
    status = walras_tax_schedule_make(brackets, p->bracket_cutoffs.values, p->start_rates.values, "bracket_cutoffs",
                                      "start_rates", &schedule, error);
  return status == WALRAS_OK ? check_start(p, error) : status;
}

static walras_status check_times(const struct economist_parameters *p, walras_error *error) {
  if (p->tax_year > p->horizon && !counts_years(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "tax_year = %lld is longer than horizon = %lld", (long long)p->tax_year,
                       (long long)p->horizon);
  if (p->planner == PLANNER_SCRIPT && p->raw_delta.count >= economist_years(p))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "raw_delta: %lld rows, but rates change %lld times in %lld tax years",
                       (long long)p->raw_delta.count, (long long)economist_years(p) - 1, (long long)economist_years(p));
  return WALRAS_OK;
}

static walras_status check_votes(const struct economist_parameters *p, walras_error *error) {
  if (p->n_candidates > p->n_workers)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_candidates = %lld is above n_workers = %lld", (long long)p->n_candidates,
                       (long long)p->n_workers);
  if (p->anticipation_sample > p->n_workers)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "anticipation_sample = %lld is above n_workers = %lld",
                       (long long)p->anticipation_sample, (long long)p->n_workers);
  if (p->governance == GOVERNANCE_VOTE && economist_candidates(p) > ECONOMIST_CANDIDATES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "%s: %lld candidates; platforms are drafted one by one for up to %d, use candidate_rule = quantile",
                       p->candidate_rule == CANDIDATES_ALL ? "candidate_rule = all" : "n_candidates",
                       (long long)economist_candidates(p), ECONOMIST_CANDIDATES_MOST);
  return WALRAS_OK;
}

/* All grid schedules, as far as they are tried. */
static walras_status check_optimum(const struct economist_parameters *p, walras_error *error) {
  const bool enumerates = p->compare_optimum || (p->planner == PLANNER_ENUMERATE && p->governance == GOVERNANCE_PLANNER);
  const double schedules = walras_pow((double)economist_grid_rates(p), (double)economist_brackets(p));
  if (enumerates && economist_brackets(p) <= ECONOMIST_ENUMERATED_J && schedules > 1e7)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "rate_step = %g: %.3g schedules of %lld brackets are too many to try%s",
                       p->rate_step, schedules, (long long)economist_brackets(p),
                       p->planner == PLANNER_ENUMERATE ? "; use planner = cem" : "; set compare_optimum = false");
  return WALRAS_OK;
}

walras_status economist_check(const void *parameters, walras_error *error) {
  const struct economist_parameters *p = parameters;
  walras_status status = check_endpoint(p, error);
  if (status == WALRAS_OK)
    status = check_workers(p, error);
  if (status == WALRAS_OK)
    status = check_brackets(p, error);
  if (status == WALRAS_OK)
    status = check_planner(p, error);
  if (status == WALRAS_OK)
    status = check_times(p, error);
  if (status == WALRAS_OK)
    status = check_votes(p, error);
  return status == WALRAS_OK ? check_optimum(p, error) : status;
}
