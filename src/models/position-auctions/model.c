/* Position auctions of Balseiro et al. (2025) for ads in generated answers: declaration, and one trial from draws to metrics. */
#include <math.h>
#include <string.h>

#include "models/position-auctions/instance.h"
#include "models/position-auctions/metrics.h"
#include "numerics/random/multinomial.h"

enum { STREAM_CLICKS = 4 };

/* What the blocks of a trial share. */
typedef struct auction_context {
  const struct position_parameters *p;
  struct position_law law;
  struct position_source source;
  const uint32_t *sets;
  int64_t set_count;
  walras_stream clicks;
  walras_scratch *scratch;
  walras_gather *gather; /* of a single auction's detail and curve; NULL for more */
} auction_context;

/* One auction at hand. */
typedef struct running_auction {
  const auction_context *c;
  const walras_block *block;
  struct position_workspace *ws;
  struct position_auction auction; /* with the true values */
  struct position_outcome outcome;
  double welfare;
  double clicks[POSITIONS_MOST];
  int64_t number;
} running_auction;

static walras_status fail_to_converge(const running_auction *r) {
  return WALRAS_TRIAL_FAIL(r->block->trial, WALRAS_ERROR_NUMERIC,
                           "dinkelbach_tolerance = %g: auction %lld did not converge in %d steps; a larger tolerance will do",
                           r->c->p->dinkelbach_tolerance, (long long)r->number, DINKELBACH_STEPS_MOST);
}

static void add_outcome(running_auction *r) {
  const struct position_allocation *shown = &r->outcome.shown;
  const walras_block *block = r->block;
  r->welfare = 0.0;
  if (shown->count < r->c->p->advertisers) /* those not shown have utility 0 */
    walras_offer_minimum(&block->minima[LEAST_UTILITY], 0.0, r->number);
  for (int32_t k = 0; k < shown->count; k++) {
    const double value = r->auction.value[shown->advertiser[k]], worth = value * shown->click[k];
    r->welfare += worth;
    block->sums[SUM_REVENUE] += r->outcome.payment[k];
    block->sums[SUM_CLICKS] += shown->click[k];
    if (position_knows_law(r->c->p))
      block->sums[SUM_VIRTUAL] += position_virtual_value(&r->c->law, value) * shown->click[k];
    walras_offer_minimum(&block->minima[LEAST_UTILITY], worth - r->outcome.payment[k], r->number);
    walras_offer_minimum(&block->minima[LEAST_PAYMENT], r->outcome.payment[k], r->number);
    block->counts[COUNT_PRICES + position_price_bin(r->c->p, r->outcome.payment[k] / shown->click[k])]++;
  }
  block->sums[SUM_WELFARE] += r->welfare;
  block->counts[COUNT_ADS] += shown->count;
  if (r->c->p->user_model == USER_MNL && r->c->p->mechanism == OPTIMAL_VCG)
    for (int32_t k = 0; k < shown->count; k++)
      block->counts[COUNT_BELOW_WELFARE] += !(r->auction.value[shown->advertiser[k]] > r->welfare);
}

static void add_enumeration(running_auction *r, const struct position_allocation *optimum) {
  const walras_block *block = r->block;
  walras_offer_maximum(&block->maxima[MOST_ENUMERATION_GAP], fabs(position_enumerate(&r->auction) - optimum->welfare), r->number);
  if (r->c->p->user_model == USER_CASCADE)
    walras_offer_maximum(&block->maxima[MOST_ORDER_GAP], position_best_order(&r->auction, optimum) - optimum->welfare, r->number);
}

/* The optimum of the values, and of the virtual values; the mechanism's own where it is one of them. */
static walras_status add_optima(running_auction *r, double *optimal_welfare) {
  const walras_block *block = r->block;
  const int mechanism = r->c->p->mechanism;
  struct position_allocation optimum = r->outcome.shown;
  int32_t steps = r->outcome.steps;
  if (mechanism != OPTIMAL_VCG)
    steps = position_optimum(r->ws, &r->auction, &optimum);
  if (steps < 0)
    return fail_to_converge(r);
  *optimal_welfare = optimum.welfare;
  block->sums[SUM_OPTIMUM] += optimum.welfare;
  block->counts[COUNT_STEPS] += steps;
  if (optimum.welfare > 0.0) {
    walras_offer_minimum(&block->minima[LEAST_RATIO], r->welfare / optimum.welfare, r->number);
    block->sums[SUM_RATIO] += r->welfare / optimum.welfare;
    block->counts[COUNT_RATIOS + position_ratio_bin(r->welfare / optimum.welfare)]++;
  }
  if (r->c->p->brute_force)
    add_enumeration(r, &optimum);
  if (!position_knows_law(r->c->p))
    return WALRAS_OK;
  struct position_allocation virtual_optimum = r->outcome.shown;
  const struct position_auction virtual_auction = position_virtual_auction(r->ws, &r->auction);
  if (mechanism != REVENUE_OPTIMAL && position_optimum(r->ws, &virtual_auction, &virtual_optimum) < 0)
    return fail_to_converge(r);
  block->sums[SUM_OPTIMUM_VIRTUAL] += virtual_optimum.welfare;
  return WALRAS_OK;
}

/* `optimum` is 0 where it is unknown. */
static void add_approximations(running_auction *r, double optimum) {
  const walras_block *block = r->block;
  struct position_allocation other;
  position_greedy(r->ws, &r->auction, &other);
  block->sums[SUM_GREEDY] += other.welfare;
  if (optimum > 0.0)
    walras_offer_minimum(&block->minima[LEAST_GREEDY], other.welfare / optimum, r->number);
  if (!position_compares_bound(r->c->p))
    return;
  const double bound = position_two_matching(r->ws, &r->auction, &other);
  block->sums[SUM_TWO_MATCHING] += other.welfare;
  block->sums[SUM_BOUND] += bound;
  if (bound > 0.0)
    walras_offer_minimum(&block->minima[LEAST_TWO_MATCHING], other.welfare / bound, r->number);
  if (bound > 0.0 && r->c->p->compare_optimum) {
    walras_offer_minimum(&block->minima[LEAST_BOUND], optimum / bound, r->number);
    walras_offer_maximum(&block->maxima[MOST_BOUND], optimum / bound, r->number);
  }
}

static walras_status add_audit(running_auction *r) {
  struct position_audit audit = {.second_difference = INFINITY};
  if (!position_audit_auction(r->ws, &r->auction, &audit))
    return fail_to_converge(r);
  walras_offer_maximum(&r->block->maxima[MOST_GAIN], audit.gain, r->number);
  walras_offer_maximum(&r->block->maxima[MOST_ENVELOPE], audit.envelope, r->number);
  if (audit.second_difference < INFINITY)
    walras_offer_minimum(&r->block->minima[LEAST_SECOND_DIFFERENCE], audit.second_difference, r->number);
  r->block->counts[COUNT_DROPS] += audit.violations;
  return WALRAS_OK;
}

/* Under either model a user clicks at most once: on one of the ads, or on none. */
static void add_clicks(running_auction *r) {
  const struct position_allocation *shown = &r->outcome.shown;
  walras_draw_sequence draws = {.stream = r->c->clicks, .entity = (uint64_t)r->number};
  double law[POSITIONS_MOST + 1], none = 1.0;
  int64_t clicks[POSITIONS_MOST + 1];
  for (int32_t k = 0; k < shown->count; k++) {
    law[k] = shown->click[k];
    none -= shown->click[k];
  }
  law[shown->count] = none > 0.0 ? none : 0.0;
  walras_multinomial_counts(&draws, r->c->p->users, law, shown->count + 1, clicks);
  for (int32_t k = 0; k < shown->count; k++) {
    r->clicks[k] = (double)clicks[k];
    r->block->totals[TOTAL_CLICKS] += clicks[k];
    r->block->sums[SUM_CLICK_REVENUE] += (double)clicks[k] * (r->outcome.payment[k] / shown->click[k]);
  }
}

static walras_status emit_curve(running_auction *r, struct position_trial_report *curve) {
  for (int64_t k = 0; k < r->c->p->misreport_grid; k++)
    if (!position_try_report(r->ws, &r->auction, (int32_t)r->c->p->curve_advertiser - 1, position_grid_report(&r->auction, k),
                             &curve[k]))
      return fail_to_converge(r);
  return WALRAS_OK;
}

/* The single auction's detail and after it the curve, in scratch memory behind the workspace. */
static walras_status emit_detail(running_auction *r, struct position_detail *detail) {
  const struct position_allocation *shown = &r->outcome.shown;
  const int64_t reports = r->c->p->curve_advertiser > 0 ? r->c->p->misreport_grid : 0;
  *detail = (struct position_detail){.count = (double)shown->count};
  for (int32_t k = 0; k < shown->count; k++) {
    detail->advertiser[k] = (double)(shown->advertiser[k] + 1);
    detail->position[k] = (double)(shown->position[k] + 1);
    detail->click[k] = shown->click[k];
    detail->payment[k] = r->outcome.payment[k];
    detail->clicks[k] = r->c->p->users > 0 ? r->clicks[k] : 0.0;
  }
  const walras_status status = reports > 0 ? emit_curve(r, (struct position_trial_report *)(detail + 1)) : WALRAS_OK;
  if (status != WALRAS_OK)
    return status;
  return walras_block_emit(r->block, r->c->gather, detail,
                           (int64_t)(sizeof *detail + (size_t)reports * sizeof(struct position_trial_report)));
}

static size_t detail_bytes(const struct position_parameters *p) {
  return p->auctions > 1 ? 0
                         : sizeof(struct position_detail) +
                               (p->curve_advertiser > 0 ? (size_t)p->misreport_grid : 0) * sizeof(struct position_trial_report);
}

static walras_status run_auction(running_auction *r, struct position_detail *detail) {
  const struct position_parameters *p = r->c->p;
  double optimum = 0.0;
  if (!position_run_mechanism(r->ws, &r->auction, EVERYBODY, &r->outcome))
    return fail_to_converge(r);
  add_outcome(r);
  walras_status status = p->compare_optimum ? add_optima(r, &optimum) : WALRAS_OK;
  if (!p->compare_optimum)
    r->block->counts[COUNT_STEPS] += r->outcome.steps;
  if (p->compare_approximations)
    add_approximations(r, optimum);
  if (status == WALRAS_OK && r->number < p->audited_auctions)
    status = add_audit(r);
  if (p->users > 0)
    add_clicks(r);
  return status == WALRAS_OK && p->auctions == 1 ? emit_detail(r, detail) : status;
}

static walras_status run_block(const walras_block *block, void *context) {
  const auction_context *c = context;
  const struct position_parameters *p = c->p;
  char *const memory = walras_block_scratch(block, c->scratch);
  const size_t batch_bytes = (position_batch_bytes(p) + 63) & ~(size_t)63;
  struct position_batch batch;
  struct position_workspace ws = {.p = p, .law = &c->law, .sets = c->sets, .set_count = c->set_count};
  position_batch_lay_out(p, memory, &batch);
  position_workspace_lay_out(&ws, memory + batch_bytes);
  struct position_detail *detail = (struct position_detail *)(memory + batch_bytes + position_workspace_bytes(p, c->set_count));
  running_auction r = {.c = c, .block = block, .ws = &ws, .auction = {.p = p, .excluded = -1}};
  walras_status status = WALRAS_OK;
  for (int64_t first = 0; status == WALRAS_OK && first < block->count; first += batch.most) {
    const int64_t count = block->count - first < batch.most ? block->count - first : batch.most;
    if (position_draw_batch(&c->source, block->first + first, count, &batch) > LOGIT_MOST)
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC,
                               "logit_mean = %g: a drawn log-odds is above %d; lower it, or ad_sd, position_sd or context_sd",
                               p->logit_mean, LOGIT_MOST);
    for (int64_t slot = 0; status == WALRAS_OK && slot < count; slot++) {
      r.number = block->first + first + slot;
      r.auction.odds = position_odds(&c->source, &batch, slot);
      r.auction.ctr = position_ctr(&c->source, &batch, slot);
      r.auction.value = position_values(&c->source, &batch, slot);
      status = run_auction(&r, detail);
    }
  }
  return status;
}

static bool needs_sets(const struct position_parameters *p) {
  return p->user_model == USER_CASCADE && (p->mechanism <= REVENUE_OPTIMAL || p->compare_optimum);
}

/* Large enough to hide the block's own cost, small enough to share out. */
static int64_t block_size(const struct position_parameters *p) {
  return 4 * position_batch_size(p);
}

static walras_status prepare(walras_trial *trial, const struct position_parameters *p, auction_context *c) {
  double *memory = NULL;
  uint32_t *sets = NULL;
  *c = (auction_context){.p = p, .clicks = walras_trial_stream(trial, STREAM_CLICKS, 0)};
  if (p->value_distribution == LOGNORMAL)
    memory = walras_trial_allocate(trial, 2 * (POSITION_QUANTILES + 1), sizeof *memory);
  if (needs_sets(p)) {
    c->set_count = position_count_sets(p->positions, p->max_ads);
    c->sets = sets = walras_trial_allocate(trial, c->set_count, sizeof *sets);
  }
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  if (sets != NULL)
    position_list_sets(p->positions, p->max_ads, sets);
  position_law_make(p, memory, &c->law);
  const walras_status status = position_source_make(trial, p, &c->law, &c->source);
  if (status != WALRAS_OK)
    return status;
  const size_t batch_bytes = (position_batch_bytes(p) + 63) & ~(size_t)63;
  return walras_scratch_create(trial, batch_bytes + position_workspace_bytes(p, c->set_count) + detail_bytes(p), &c->scratch);
}

static walras_status record(walras_trial *trial, const struct position_parameters *p, auction_context *c,
                            const walras_reduction *sums) {
  const void *data = NULL;
  if (c->gather == NULL) {
    position_record(trial, p, sums, NULL, NULL);
    return walras_trial_status(trial);
  }
  const walras_status status = walras_gather_all(c->gather, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  const struct position_detail *detail = data;
  position_record(trial, p, sums, detail, p->curve_advertiser > 0 ? (const struct position_trial_report *)(detail + 1) : NULL);
  return walras_trial_status(trial);
}

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct position_parameters *p = parameters;
  auction_context c;
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  walras_status status = prepare(trial, p, &c);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial,
        &(walras_population_input){
            .name = "auctions", .entities = p->auctions, .block_size = block_size(p), .uneven = p->audited_auctions > 0},
        &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.totals = TOTALS, .counts = COUNTS, .sums = SUMS, .minima = MINIMA, .maxima = MAXIMA},
        &sums);
  if (status == WALRAS_OK && p->auctions == 1)
    status = walras_gather_create(population, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &c, sums);
  return status == WALRAS_OK ? record(trial, p, &c, sums) : status;
}

/* Seconds of one solve of an auction, as measured on Zen 3. */
static double solve_seconds(const struct position_parameters *p, double sets) {
  const double cells = (double)p->advertisers * (double)p->positions;
  return p->user_model == USER_MNL ? 3e-7 + 3e-9 * cells : 3e-7 + 1.2e-9 * (double)p->advertisers * sets * (double)p->positions;
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct position_parameters *p = parameters;
  const int64_t count = needs_sets(p) ? position_count_sets(p->positions, p->max_ads) : 0;
  const double cells = (double)p->advertisers * (double)p->positions, solve = solve_seconds(p, (double)count);
  const double solves = 1.0 + (p->mechanism <= TWO_MATCHING ? (double)p->max_ads : 1.0) + (p->compare_optimum ? 1.0 : 0.0);
  const double audited = (double)p->audited_auctions / (double)p->auctions;
  *out = (walras_footprint){.population = p->auctions,
                            .block = block_size(p),
                            .bytes_replicated = (double)position_batch_bytes(p) + (double)position_workspace_bytes(p, count) +
                                                4.0 * (double)count + (p->instance == INSTANCE_RANDOM ? 0.0 : 16.0 * cells),
                            .seconds_per_entity = 1.5e-8 * cells + solves * solve +
                                                  audited * (double)p->advertisers * 3.0 * (double)p->misreport_grid * solve,
                            .seconds_fixed = 1e-5};
}

const walras_model walras_model_position_auctions = {
    WALRAS_MODEL_HEADER,
    .name = "position-auctions",
    .title = "Auctions of ad positions in generated answers: exact winners and truthful payments for two user models",
    .family = "mechanism",
    .reference = "Balseiro et al., Position Auctions in AI-Generated Content, arXiv 2506.03309, 2025",
    .population = "auctions",
    .parameters_size = sizeof(struct position_parameters),
    .parameters = position_schema,
    .parameter_count = POSITION_PARAMETERS,
    .metrics = position_metrics,
    .metric_count = POSITION_METRICS,
    .resolve = position_resolve,
    .check = position_check,
    .footprint = footprint,
    .run = run};
