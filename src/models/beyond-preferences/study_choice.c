/* Thesis 1: people choose by complete, stable preferences. Two other ways to choose, and what the Bradley-Terry model makes of them. */
#include <math.h>
#include <string.h>

#include "models/beyond-preferences/choice.h"
#include "models/beyond-preferences/incomplete_fit.h"
#include "numerics/logistic/logistic.h"

enum { MOST_PASSES = 50 };

enum { COUNT_INCOMPARABLE, COUNT_REVERSED, COUNT_CHOICES, COUNT_WRONG_BY_TRUTH, DATA_COUNTS };
enum { SUM_ENTROPY, SUM_ENTROPY_BLIND, DATA_SUMS };

/* What the choices are like before anything is fitted. Truth is the first axis, or the true weights. */
static walras_status describe_block(const walras_block *block, void *context) {
  const choice_law *law = context;
  choice_chunk chunk;
  for (int64_t from = 0; from < block->count; from += CHOICE_CHUNK) {
    choice_draw(law, block->first + from, block->count - from < CHOICE_CHUNK ? block->count - from : CHOICE_CHUNK, &chunk);
    for (int64_t i = 0; law->p->study == STUDY_CHOICE_INCOMPLETE && i < chunk.count; i++) {
      block->counts[COUNT_INCOMPARABLE] += chunk.incomparable[i];
      block->counts[COUNT_REVERSED] += chunk.reversed[i];
    }
    choice_drop_deferred(law, &chunk);
    block->counts[COUNT_CHOICES] += chunk.count;
    for (int64_t i = 0; i < chunk.count; i++) {
      double value = law->p->study == STUDY_CHOICE_ATTENTION ? 0.0 : chunk.column[0][i];
      for (int64_t a = 0; law->p->study == STUDY_CHOICE_ATTENTION && a < law->dimensions; a++)
        value += law->p->true_weights.values[a] * chunk.column[a][i];
      block->counts[COUNT_WRONG_BY_TRUTH] += (value > 0.0) != (chunk.label[i] > 0.5);
      block->sums[SUM_ENTROPY] += choice_entropy(law, &chunk, i, false);
      block->sums[SUM_ENTROPY_BLIND] += choice_entropy(law, &chunk, i, true);
    }
  }
  return WALRAS_OK;
}

/* The two fits of one pass: with a term for order, and without. */
enum { FIT_ORDER, FIT_BLIND, FITS, COUNT_ROWS = FITS, FIT_COUNTS };
typedef struct fits_context {
  const choice_law *law;
  walras_logistic_fit fit[FITS];
  int64_t offset[FITS]; /* of each fit's sums */
} fits_context;

static walras_status fit_block(const walras_block *block, void *context) {
  const fits_context *c = context;
  choice_chunk chunk;
  double work[4 * CHOICE_CHUNK];
  const double *columns[CHOICE_COLUMNS];
  for (int64_t from = 0; from < block->count; from += CHOICE_CHUNK) {
    choice_draw(c->law, block->first + from, block->count - from < CHOICE_CHUNK ? block->count - from : CHOICE_CHUNK, &chunk);
    choice_drop_deferred(c->law, &chunk);
    block->counts[COUNT_ROWS] += chunk.count;
    for (int64_t a = 0; a <= c->law->dimensions; a++)
      columns[a] = chunk.column[a];
    for (int f = 0; f < FITS && chunk.count > 0; f++) {
      const walras_logistic_rows rows = {
          .count = chunk.count, .dimensions = c->fit[f].dimensions, .columns = columns, .labels = chunk.label};
      if (!c->fit[f].done)
        block->counts[f] += walras_logistic_accumulate(&rows, c->fit[f].coefficients, work, block->sums + c->offset[f]);
    }
  }
  return WALRAS_OK;
}

/* Newton's method on both fits in the same passes, from where they are; *wrong: choices that the fit with order gets wrong at its last pass. */
static walras_status fit_population(walras_population *population, walras_reduction *sums, fits_context *c, int64_t *wrong) {
  walras_status status = WALRAS_OK;
  for (int f = 0; f < FITS; f++) {
    c->fit[f].passes = 0;
    c->fit[f].done = false;
  }
  while (status == WALRAS_OK && !(c->fit[FIT_ORDER].done && c->fit[FIT_BLIND].done)) {
    status = walras_for_each_block(population, fit_block, c, sums);
    if (status != WALRAS_OK || walras_reduction_counts(sums)[COUNT_ROWS] == 0)
      return status;
    const int64_t *counts = walras_reduction_counts(sums);
    for (int f = 0; f < FITS; f++)
      if (!c->fit[f].done) {
        if (f == FIT_ORDER)
          *wrong = counts[f];
        walras_logistic_update(&c->fit[f], walras_reduction_sums(sums) + c->offset[f], (double)counts[COUNT_ROWS],
                               c->law->p->ridge, MOST_PASSES);
      }
  }
  return status;
}

/* Most of Newton's way is gone on a part of the data, where there are many: the last passes alone see them all. */
static walras_status fit(walras_trial *trial, walras_population *population, fits_context *c, int64_t *wrong) {
  enum { PART = 32, LEAST_PART = 4096 };
  const int64_t d = c->law->dimensions, part = c->law->p->observations / PART;
  walras_population *sample = NULL;
  walras_reduction *sums = NULL;
  for (int f = 0; f < FITS; f++)
    c->fit[f] = (walras_logistic_fit){.dimensions = f == FIT_ORDER ? d + 1 : d};
  c->offset[FIT_ORDER] = 0;
  c->offset[FIT_BLIND] = walras_logistic_sums(d + 1);
  walras_status status = walras_reduction_create(
      trial, &(walras_reduction_shape){.counts = FIT_COUNTS, .sums = c->offset[FIT_BLIND] + walras_logistic_sums(d)}, &sums);
  if (status == WALRAS_OK && part >= LEAST_PART) {
    status = walras_population_create(
        trial, &(walras_population_input){.name = "sample", .entities = part, .block_size = CHOICE_BLOCK}, &sample);
    if (status == WALRAS_OK)
      status = fit_population(sample, sums, c, wrong);
  }
  return status == WALRAS_OK ? fit_population(population, sums, c, wrong) : status;
}

static double cosine(const double *x, const double *y, int64_t count) {
  double product = 0.0, xx = 0.0, yy = 0.0;
  for (int64_t a = 0; a < count; a++) {
    product += x[a] * y[a];
    xx += x[a] * x[a];
    yy += y[a] * y[a];
  }
  return xx > 0.0 && yy > 0.0 ? product / sqrt(xx * yy) : 0.0;
}

static void record_fits(walras_trial *trial, const fits_context *c, const walras_reduction *data, bool separable) {
  static const double bisector[2] = {1.0, 0.0};
  const struct beyond_parameters *p = c->law->p;
  const double *beta = c->fit[FIT_ORDER].coefficients, choices = (double)walras_reduction_counts(data)[COUNT_CHOICES];
  const double loss = c->fit[FIT_ORDER].loss, entropy = walras_reduction_sum(data, SUM_ENTROPY) / choices;
  const int64_t d = c->law->dimensions;
  walras_record_real(trial, LOSS_ORDER, loss);
  walras_record_real(trial, LOSS_BLIND, c->fit[FIT_BLIND].loss);
  walras_record_real(trial, TRUE_LOSS, entropy);
  walras_record_real(trial, TRUE_LOSS_BLIND, walras_reduction_sum(data, SUM_ENTROPY_BLIND) / choices);
  walras_record_real(trial, EXCESS_LOSS, loss - entropy);
  walras_record_reals(trial, BETA, beta, d);
  walras_record_reals(trial, BETA_BLIND, c->fit[FIT_BLIND].coefficients, d);
  walras_record_real(trial, GAMMA, beta[d]);
  walras_record_real(trial, COS_TRUE, cosine(beta, p->study == STUDY_CHOICE_ATTENTION ? p->true_weights.values : bisector, d));
  if (p->study == STUDY_CHOICE_ATTENTION)
    walras_record_real(trial, COS_SALIENCE, cosine(beta, p->salience.values, d));
  walras_record_integer(trial, SEPARABLE, separable);
}

static void record_data(walras_trial *trial, const struct beyond_parameters *p, const int64_t *counts) {
  const double incomparable = (double)counts[COUNT_INCOMPARABLE] / (double)p->observations;
  if (p->study != STUDY_CHOICE_INCOMPLETE)
    return;
  walras_record_real(trial, INCOMPARABLE_SHARE, incomparable);
  walras_record_real(trial, REVERSAL_SHARE, (double)counts[COUNT_REVERSED] / (double)p->observations);
  walras_record_real(trial, DEFERRAL_SHARE, p->allow_deferral ? incomparable : 0.0);
}

static walras_status fit_both(walras_trial *trial, walras_population *population, const choice_law *law, walras_reduction *data) {
  fits_context c = {.law = law};
  int64_t wrong = 0;
  const int64_t *counts = walras_reduction_counts(data);
  record_data(trial, law->p, counts);
  if (counts[COUNT_CHOICES] == 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL,
                             "all %lld observations are incomparable and deferred: no choice is left to fit; raise observations",
                             (long long)law->p->observations);
  const walras_status status = fit(trial, population, &c, &wrong);
  if (status == WALRAS_OK)
    record_fits(trial, &c, data, wrong == 0 || counts[COUNT_WRONG_BY_TRUTH] == 0);
  return status;
}

walras_status play_choice(walras_trial *trial, const struct beyond_parameters *p) {
  walras_population *population = NULL;
  walras_reduction *data = NULL;
  choice_law *law = walras_trial_allocate(trial, 1, sizeof *law);
  if (law == NULL)
    return walras_trial_status(trial);
  choice_law_create(law, trial, p);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "observations", .entities = p->observations, .block_size = CHOICE_BLOCK},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = DATA_COUNTS, .sums = DATA_SUMS}, &data);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, describe_block, law, data);
  if (status == WALRAS_OK)
    status = fit_both(trial, population, law, data);
  if (status == WALRAS_OK && p->study == STUDY_CHOICE_INCOMPLETE && !p->allow_deferral)
    status = record_incomplete_fit(trial, population, law, walras_reduction_sum(data, SUM_ENTROPY) / (double)p->observations);
  return status;
}
