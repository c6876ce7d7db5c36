/* The agentic market of Bansal et al. (2025) with surrogate agents: declaration, and one trial from market to metrics. */
#include "models/magentic-marketplace/rationing.h"
#include "models/magentic-marketplace/rounds.h"

enum { BLOCK = 65536 };

static walras_status prepare_demand(struct magentic_trial *t) {
  if (t->p->request_popularity == 0)
    return WALRAS_OK;
  const walras_status status = walras_zipf_create(t->p->request_zipf, t->p->requests, &t->zipf, walras_trial_error(t->trial));
  t->round.demand = t->zipf;
  return status;
}

static walras_status prepare_policies(struct magentic_trial *t) {
  const int64_t count = magentic_policy_count(t->p);
  struct magentic_policy *policies = walras_trial_allocate(t->trial, count, sizeof *policies);
  double *cumulative = walras_trial_allocate(t->trial, count, sizeof *cumulative), sum = 0.0;
  if (policies == NULL || cumulative == NULL)
    return walras_trial_status(t->trial);
  const bool mixed = t->p->assistant_profile == MAGENTIC_MIXED;
  for (int64_t i = 0; i < count; i++) {
    policies[i] = magentic_policy_of(t->p, mixed ? i : -1);
    sum += mixed ? t->p->profile_shares.values[i] : 1.0;
    cumulative[i] = sum;
  }
  t->round.policies = count;
  t->round.policy = policies;
  t->round.profile_cumulative = cumulative;
  return WALRAS_OK;
}

/* Logarithms that every page and reply would take again. */
static walras_status prepare_journeys(struct magentic_trial *t) {
  struct magentic_round *r = &t->round;
  double *log_rank = walras_trial_allocate(t->trial, t->p->search_bandwidth, sizeof *log_rank);
  double *log_latency = walras_trial_allocate(t->trial, t->m->businesses, sizeof *log_latency);
  walras_scratch *scratch;
  const walras_status status = walras_scratch_create(t->trial, magentic_cohort_bytes(), &scratch);
  if (status != WALRAS_OK || log_rank == NULL || log_latency == NULL)
    return walras_trial_status(t->trial);
  for (int64_t rank = 0; rank < t->p->search_bandwidth; rank++)
    log_rank[rank] = walras_log((double)(rank + 1));
  bool even = true;
  for (int64_t business = 0; business < t->m->businesses; business++) {
    log_latency[business] = walras_log(t->m->latency_factor[business]);
    even = even && t->m->latency_factor[business] == 1.0;
  }
  r->log_rank = log_rank;
  r->log_latency = even ? NULL : log_latency;
  r->most_contacts = magentic_most_contacts(r);
  r->scratch = scratch;
  return WALRAS_OK;
}

static walras_status prepare_accounts(struct magentic_trial *t) {
  t->round.at = magentic_counts_of(t->p, t->m->businesses);
  t->accounts.counts = walras_trial_allocate_zero(t->trial, t->round.at.length, sizeof *t->accounts.counts);
  t->accounts.sorted = walras_trial_allocate(t->trial, t->m->businesses, sizeof *t->accounts.sorted);
  if (t->p->speed_update != 0) {
    t->effort = walras_trial_allocate(t->trial, t->m->businesses, sizeof *t->effort);
    for (int64_t business = 0; t->effort != NULL && business < t->m->businesses; business++)
      t->effort[business] = t->p->effort_init;
    t->round.effort = t->effort;
  }
  if (t->p->price_update == PRICE_AB_GRADIENT)
    t->round.price_rate = t->price_rate = walras_trial_allocate(t->trial, t->m->businesses, sizeof *t->price_rate);
  if (t->p->service_rate > 0.0)
    t->load = walras_trial_allocate(t->trial, t->m->businesses, sizeof *t->load);
  if (t->p->search_mechanism == SEARCH_POPULARITY)
    t->popular = walras_trial_allocate(t->trial, t->listing->depth, sizeof *t->popular);
  if (walras_trial_status(t->trial) != WALRAS_OK)
    return walras_trial_status(t->trial);
  const walras_population_input input = {
      .name = "consumers", .entities = t->p->consumers, .block_size = BLOCK, .uneven = t->p->request_popularity != 0};
  walras_status status = walras_population_create(t->trial, &input, &t->population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        t->trial, &(walras_reduction_shape){.totals = TOTALS, .counts = t->round.at.length + CLOCK_SLOTS, .sums = SUMS},
        &t->reduction);
  if (status == WALRAS_OK && t->zipf != NULL)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.counts = t->p->requests}, &t->demands);
  if (status == WALRAS_OK && t->load != NULL)
    status = walras_reduction_create(t->trial, &(walras_reduction_shape){.counts = t->m->businesses}, &t->inquiries);
  if (status == WALRAS_OK && t->m->capacity != NULL)
    status = magentic_rationing_create(t->trial, &t->round, t->population, &t->round.rationing);
  return status;
}

/* Who learns prices begins with the posted ones; a business's first request sets them. */
static walras_status prepare_prices(struct magentic_trial *t) {
  if (t->p->price_update == PRICE_BEST_RESPONSE)
    return magentic_set_best_prices(t->trial, t->p, t->m, &t->accounts.prices);
  if (t->p->price_update != PRICE_AB_GRADIENT)
    return WALRAS_OK;
  int64_t fits = 0;
  for (int64_t request = 0; request < t->m->requests; request++) {
    const int64_t first = t->m->complete_start[request], complete = t->m->complete_start[request + 1] - first;
    for (int64_t pair = first; pair < first + complete; pair++)
      fits += t->m->complete_fit[pair];
    if (complete > MAGENTIC_COMPLETE_MOST)
      return WALRAS_TRIAL_FAIL(t->trial, WALRAS_ERROR_PARAMETER,
                               "price_update = ab_gradient: request %lld has %lld complete businesses, more than %d",
                               (long long)request, (long long)complete, MAGENTIC_COMPLETE_MOST);
  }
  if (fits == 0)
    return WALRAS_TRIAL_FAIL(t->trial, WALRAS_ERROR_PARAMETER, "price_update: no business of this market fits any request");
  t->accounts.prices.interior = magentic_interior_everywhere(t->p, t->m);
  return WALRAS_OK;
}

static walras_status run_market(struct magentic_trial *t) {
  walras_status status = magentic_market_build(t->trial, t->p, &t->m);
  if (status == WALRAS_OK)
    status = prepare_prices(t);
  if (status == WALRAS_OK)
    status = magentic_listing_build(t->trial, t->p, t->m, &t->listing);
  if (status == WALRAS_OK)
    status = prepare_demand(t);
  if (status == WALRAS_OK)
    status = prepare_policies(t);
  t->round.p = t->p;
  t->round.m = t->m;
  t->round.listing = t->listing;
  if (status == WALRAS_OK)
    status = prepare_journeys(t);
  if (status == WALRAS_OK)
    status = prepare_accounts(t);
  if (status == WALRAS_OK)
    status = magentic_run_rounds(t);
  return status == WALRAS_OK ? magentic_record(t->trial, &t->round, &t->accounts) : status;
}

static walras_status run(walras_trial *trial, const void *parameters) {
  struct magentic_trial *t = walras_trial_allocate_zero(trial, 1, sizeof *t);
  if (t == NULL)
    return walras_trial_status(trial);
  t->trial = trial;
  t->p = parameters;
  t->agents = magentic_agents_of(t->p);
  const walras_status status = run_market(t);
  walras_zipf_destroy(t->zipf);
  return status;
}

/* Bytes as measured (maximum resident size over businesses, requests and consumers); the lexical search holds texts and their index. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct magentic_parameters *p = parameters;
  const double businesses = (double)p->requests * (double)p->businesses_per_request,
               depth = (double)p->search_bandwidth * (double)p->max_search_rounds,
               entries = (double)p->requests * (depth < businesses ? depth : businesses);
  const bool lexical = p->search_mechanism == SEARCH_LEXICAL, learns = p->speed_update != 0 || p->price_update != PRICE_FIXED;
  const double per_business = 500.0 + (lexical ? 9000.0 : 0.0) + (learns ? 200.0 : 0.0);
  /* Every pass makes the journeys again; pages of one's own are weighed for each consumer. */
  const double passes = 1.0 + (p->service_rate > 0.0 ? 1.0 : 0.0) + (p->capacity > 0 ? (double)p->ration_passes : 0.0),
               journey = p->search_mechanism == SEARCH_RANDOM || p->price_update == PRICE_AB_GRADIENT ? 1e-6 : 1.5e-7;
  *out = (walras_footprint){.population = p->consumers,
                            .block = BLOCK,
                            .bytes_per_entity = p->capacity > 0 ? 210.0 : 0.0,
                            .bytes_replicated = businesses * per_business + entries * (double)sizeof(struct magentic_entry) +
                                                (double)p->catalogue_items * (lexical ? 120.0 : 40.0),
                            .seconds_per_entity = journey * passes * (double)p->rounds,
                            .seconds_fixed = 1e-5 + businesses * (lexical ? 4e-5 : 2e-6) +
                                             (lexical ? 1.6e-8 * (double)p->requests * businesses : 0.0)};
}

const walras_model walras_model_magentic_marketplace = {
    WALRAS_MODEL_HEADER,
    .name = "magentic-marketplace",
    .title = "Two-sided market of assistant and service agents: search, proposals, manipulation, release rules",
    .family = "market",
    .reference =
        "Bansal et al., Magentic Marketplace: An Open-Source Environment for Studying Agentic Markets, arXiv 2510.25779, 2025",
    .population = "consumers",
    .parameters_size = sizeof(struct magentic_parameters),
    .parameters = magentic_schema,
    .parameter_count = MAGENTIC_PARAMETERS,
    .metrics = magentic_metrics,
    .metric_count = MAGENTIC_METRICS,
    .money_unit = 1.0 / MAGENTIC_UNITS,
    .resolve = magentic_resolve,
    .check = magentic_check,
    .footprint = footprint,
    .run = run};
