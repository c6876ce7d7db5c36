/* Ballots: every worker votes for the platform that promises it most. */
#include <math.h>

#include "models/llm-economist/elections.h"

/* What the blocks of a count share. */
typedef struct ballot {
  const economist_course *course;
  walras_stream noise;
} ballot;

/* A chunk's view of one platform and its best one so far. */
typedef struct booth {
  economist_desk desk;
  double noise[ECONOMIST_CHUNK], best[ECONOMIST_CHUNK];
  int64_t choice[ECONOMIST_CHUNK];
} booth;

/* Gumbel's noise of voters first..first+count-1 on candidate k, in utility. */
static void draw_noise(const ballot *b, int64_t first, int64_t count, int64_t k, double *noise) {
  const double scale = b->course->economy.p->vote_noise;
  if (scale == 0.0) {
    for (int64_t i = 0; i < count; i++)
      noise[i] = 0.0;
    return;
  }
  walras_fill_exponential(&b->noise, (uint64_t)first, count, (uint32_t)k, noise);
  walras_log_batch(noise, noise, count);
  for (int64_t i = 0; i < count; i++)
    noise[i] *= -scale;
}

static void look_at_platform(const ballot *b, const walras_block *block, int64_t first, int64_t count, int64_t k, booth *own) {
  const economist_election *election = b->course->election;
  const walras_tax_choices choices =
      economist_respond(&b->course->economy, &election->response[k], block, first, count, &own->desk);
  draw_noise(b, block->first + first, count, k, own->noise);
  for (int64_t i = 0; i < count; i++) {
    const double promise = choices.worth[i] + election->rebate[k] + own->noise[i];
    if (k == 0 || promise > own->best[i]) {
      own->best[i] = promise;
      own->choice[i] = k;
    }
  }
}

static walras_status vote_in_block(const walras_block *block, void *context) {
  const ballot *b = context;
  booth *own = walras_block_scratch(block, b->course->election->booths);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    for (int64_t k = 0; k < b->course->election->candidates; k++)
      look_at_platform(b, block, first, count, k, own);
    for (int64_t i = 0; i < count; i++)
      block->counts[own->choice[i]]++;
  }
  return WALRAS_OK;
}

walras_status economist_booths_create(economist_course *course) {
  return walras_scratch_create(course->economy.trial, sizeof(booth), &course->election->booths);
}

walras_status economist_count_votes(economist_course *course, int64_t year, int64_t *votes) {
  const struct economist_parameters *p = course->economy.p;
  economist_election *election = course->election;
  const int policy = economist_policy_in_mind(p);
  ballot b = {.course = course, .noise = walras_trial_stream(course->economy.trial, ECONOMIST_STREAM_VOTE_NOISE, (uint32_t)year)};
  for (int64_t k = 0; k < election->candidates; k++) {
    const walras_tax_schedule schedule = economist_schedule(&course->economy, election->rate + k * economist_brackets(p));
    economist_prepare(&course->economy, &schedule, policy, &election->response[k]);
  }
  const walras_status status = walras_for_each_block(course->economy.workers, vote_in_block, &b, election->ballots);
  for (int64_t k = 0; status == WALRAS_OK && k < election->candidates; k++)
    votes[k] = walras_reduction_counts(election->ballots)[k];
  return status;
}
