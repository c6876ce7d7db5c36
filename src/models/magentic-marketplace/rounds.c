#include "models/magentic-marketplace/rounds.h"

#include <math.h>

#include "models/magentic-marketplace/congestion.h"
#include "models/magentic-marketplace/demand.h"
#include "models/magentic-marketplace/rationing.h"

static void set_streams(struct magentic_trial *t, uint32_t round) {
  struct magentic_round *r = &t->round;
  r->consumer = walras_trial_stream(t->trial, STREAM_CONSUMER, round);
  r->contact = walras_trial_stream(t->trial, STREAM_CONTACT, round);
  r->reply = walras_trial_stream(t->trial, STREAM_REPLY, round);
  r->latency = walras_trial_stream(t->trial, STREAM_LATENCY, round);
  r->capture = walras_trial_stream(t->trial, STREAM_CAPTURE, round);
  r->arm = walras_trial_stream(t->trial, STREAM_ARM, round);
  r->batch_order = walras_trial_stream(t->trial, STREAM_BATCH_ORDER, round);
  r->random_search = walras_trial_stream(t->trial, STREAM_RANDOM_SEARCH, round);
  r->profile = walras_trial_stream(t->trial, STREAM_PROFILE, 0);
  r->demand_draws = walras_trial_stream(t->trial, STREAM_DEMAND, round);
  r->lottery = walras_trial_stream(t->trial, STREAM_LOTTERY, round);
  r->rechoice = walras_trial_stream(t->trial, STREAM_RECHOICE, round);
}

/* Mean and spread of effort over the businesses. */
static void effort_moments(const struct magentic_trial *t, double *mean, double *sd) {
  double sum = 0.0, squares = 0.0;
  const double n = (double)t->m->businesses;
  for (int64_t business = 0; t->effort != NULL && business < t->m->businesses; business++) {
    sum += t->effort[business];
    squares += t->effort[business] * t->effort[business];
  }
  *mean = sum / n;
  const double variance = squares / n - *mean * *mean;
  *sd = sqrt(variance > 0.0 ? variance : 0.0);
}

/* A block's time on its core goes to a count of its own behind the others: it is shown, never part of a result. */
static walras_status play_block(const walras_block *block, void *context) {
  struct magentic_trial *t = context;
  const double start = walras_trial_elapsed(t->trial);
  const walras_status status = t->agents->play(block, &t->round);
  if (t->round.stage == STAGE_BOOK)
    block->counts[t->round.at.length] += (int64_t)(1e9 * (walras_trial_elapsed(t->trial) - start));
  return status;
}

/* Pass A: who writes to whom as if nobody were busy. */
static walras_status find_congestion(struct magentic_trial *t) {
  t->round.stage = STAGE_INQUIRE;
  t->round.load = NULL;
  const walras_status status = walras_for_each_block(t->population, play_block, t, t->inquiries);
  t->round.stage = STAGE_BOOK;
  if (status != WALRAS_OK)
    return status;
  magentic_find_loads(t->p, walras_reduction_counts(t->inquiries), t->m->businesses, t->load);
  t->round.load = t->load;
  return WALRAS_OK;
}

/* What could be had at the prices of the round by those who ask for it: once where neither prices nor demand change. */
static walras_status find_benchmarks(struct magentic_trial *t, int64_t number) {
  struct magentic_benchmarks now;
  const bool change = t->price_rate != NULL || t->demands != NULL;
  if (!change && number > 0)
    return WALRAS_OK;
  walras_status status = WALRAS_OK;
  if (t->demands != NULL)
    status = walras_for_each_block(t->population, magentic_count_requests, &t->round, t->demands);
  if (status == WALRAS_OK)
    status = magentic_benchmarks_of(t->trial, t->p, t->m, t->listing,
                                    t->demands != NULL ? walras_reduction_counts(t->demands) : NULL, &now);
  if (status != WALRAS_OK)
    return status;
  t->accounts.round_optimal = now.optimal;
  magentic_benchmarks_average(&t->accounts.benchmarks, &now, change ? 1.0 / (double)t->p->rounds : 1.0);
  return WALRAS_OK;
}

static walras_status play_round(struct magentic_trial *t, int64_t number) {
  set_streams(t, (uint32_t)number);
  if (t->price_rate != NULL)
    magentic_post_rates(t->m, t->price_rate);
  walras_status status = find_benchmarks(t, number);
  if (status == WALRAS_OK && t->popular != NULL) {
    status = magentic_order_by_sales(t->trial, t->m, t->accounts.counts + t->round.at.payments, t->listing->depth, t->popular);
    t->round.popular = t->popular;
    t->round.popular_count = t->listing->depth;
  }
  if (status == WALRAS_OK && t->load != NULL)
    status = find_congestion(t);
  if (status == WALRAS_OK && t->round.rationing != NULL)
    status = magentic_ration(t->population, play_block, t, &t->round);
  return status == WALRAS_OK ? walras_for_each_block(t->population, play_block, t, t->reduction) : status;
}

/* Prices that nobody changes are looked at once. */
static void average_prices(struct magentic_trial *t, int64_t number) {
  double mean, sd;
  if (t->price_rate == NULL && number > 0)
    return;
  magentic_price_moments(t->m, &mean, &sd);
  t->accounts.price_mean += t->price_rate != NULL ? mean / (double)t->p->rounds : mean;
}

/* Businesses learn from the round that is over. */
static void learn(struct magentic_trial *t, int64_t number) {
  const int64_t *counts = walras_reduction_counts(t->reduction);
  if (t->effort != NULL)
    magentic_update_effort(t->p, t->m, &t->round.at, counts, number, t->effort);
  if (t->price_rate == NULL)
    return;
  t->accounts.prices.amplitude = magentic_update_prices(t->p, t->m, &t->round.at, counts, number, t->price_rate);
  t->accounts.prices.mean = magentic_mean_rate(t->m, t->price_rate);
}

/* What one round leaves to the next, beside the states that rationing creates. */
static walras_status keep(struct magentic_trial *t) {
  struct magentic_accounts *a = &t->accounts;
  const int64_t businesses = t->m->businesses;
  const struct {
    const char *name;
    void *data; /* NULL: not in this trial */
    int64_t count;
    size_t size;
  } kept[] = {
      {"counts", a->counts, t->round.at.length, sizeof *a->counts},
      {"totals", a->totals, TOTALS, sizeof *a->totals},
      {"sums", a->sums, SUMS, sizeof *a->sums},
      {"benchmarks", &a->benchmarks, 1, sizeof a->benchmarks},
      {"price mean", &a->prices.mean, 1, sizeof a->prices.mean},
      {"price amplitude", &a->prices.amplitude, 1, sizeof a->prices.amplitude},
      {"average price", &a->price_mean, 1, sizeof a->price_mean},
      {"optimum", &a->round_optimal, 1, sizeof a->round_optimal},
      {"effort mean", &a->effort_mean, 1, sizeof a->effort_mean},
      {"late effort", &a->effort_late, 1, sizeof a->effort_late},
      {"core seconds", &a->core_seconds, 1, sizeof a->core_seconds},
      {"effort", t->effort, businesses, sizeof *t->effort},
      {"price rate", t->price_rate, businesses, sizeof *t->price_rate},
  };
  walras_status status = WALRAS_OK;
  for (size_t i = 0; status == WALRAS_OK && i < sizeof kept / sizeof *kept; i++)
    if (kept[i].data != NULL)
      status = walras_trial_keep(t->trial, kept[i].name, kept[i].data, kept[i].count, kept[i].size);
  return status;
}

walras_status magentic_run_rounds(struct magentic_trial *t) {
  const int64_t rounds = t->p->rounds, late = rounds - (rounds + 3) / 4;
  const walras_status kept = keep(t);
  if (kept != WALRAS_OK)
    return kept;
  if (t->price_rate != NULL)
    magentic_posted_rates(t->m, t->price_rate);
  for (int64_t number = walras_trial_first_round(t->trial); number < rounds; number++) {
    double mean, sd;
    walras_status status = play_round(t, number);
    if (status != WALRAS_OK)
      return status;
    t->accounts.core_seconds += 1e-9 * (double)walras_reduction_counts(t->reduction)[t->round.at.length];
    magentic_accounts_add(&t->accounts, t->reduction, t->round.at.length);
    effort_moments(t, &mean, &sd);
    t->accounts.effort_mean += mean / (double)rounds;
    t->accounts.effort_late += number >= late ? mean / (double)(rounds - late) : 0.0;
    average_prices(t, number);
    magentic_record_round(t->trial, &t->round, t->reduction, &t->accounts, number, mean, sd);
    learn(t, number);
    status = walras_trial_round_done(t->trial, number);
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}
