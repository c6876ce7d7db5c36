#include "models/risk-averse-equilibrium/evaluation.h"

#include <math.h>

enum { STREAM_EVALUATION = 16, BLOCK = 256, SLOTS = 9 }; /* of one agent: three sums, six products */

struct rae_evaluation {
  walras_trial *trial;
  struct rae_hunt hunt;
  int64_t episodes;
  walras_reduction *counts;
};

typedef struct evaluation_context {
  const rae_evaluation *e;
  const rae_pair *pairs;
  walras_stream stream;
} evaluation_context;

walras_status rae_evaluation_create(walras_trial *trial, const struct rae_hunt *hunt, int64_t pairs, int64_t episodes,
                                    rae_evaluation **evaluation) {
  rae_evaluation *const e = walras_trial_allocate(trial, 1, sizeof *e);
  if (e == NULL)
    return walras_trial_status(trial);
  *e = (rae_evaluation){.trial = trial, .hunt = *hunt, .episodes = episodes};
  *evaluation = e;
  return walras_reduction_create(trial, &(walras_reduction_shape){.counts = pairs * 2 * SLOTS}, &e->counts);
}

static void count(int64_t *slots, const struct rae_hunt_tally *tally, int agent) {
  const int64_t what[3] = {tally->stags[agent], tally->mauls[agent], tally->plants[agent]};
  int slot = 3;
  for (int a = 0; a < 3; a++) {
    slots[a] += what[a];
    for (int b = 0; b <= a; b++)
      slots[slot++] += what[a] * what[b];
  }
}

static walras_status play_block(const walras_block *block, void *context) {
  const evaluation_context *const c = context;
  for (int64_t episode = block->first; episode < block->first + block->count; episode++) {
    const int64_t pair = episode / c->e->episodes;
    const int corner = (int)(episode % c->e->episodes & 1); /* of the pair's first policy */
    const rae_hunt_policy *const policy[2] = {c->pairs[pair].policy[corner], c->pairs[pair].policy[1 - corner]};
    struct rae_hunt_tally tally = {{0}, {0}, {0}};
    rae_hunt_play(&c->e->hunt, policy, &c->stream, (uint64_t)episode, &tally);
    for (int of = 0; of < 2; of++)
      count(block->counts + (pair * 2 + of) * SLOTS, &tally, of ^ corner);
  }
  return WALRAS_OK;
}

walras_status rae_evaluation_run(rae_evaluation *e, const rae_pair *pairs, int64_t count_of_pairs, uint32_t round,
                                 rae_counts (*counts)[2]) {
  evaluation_context c = {.e = e, .pairs = pairs, .stream = walras_trial_stream(e->trial, STREAM_EVALUATION, round)};
  walras_population *population = NULL;
  walras_status status = walras_population_create(
      e->trial, &(walras_population_input){.name = "episodes", .entities = count_of_pairs * e->episodes, .block_size = BLOCK},
      &population);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, play_block, &c, e->counts);
  if (status != WALRAS_OK)
    return status;
  const int64_t *slots = walras_reduction_counts(e->counts);
  for (int64_t pair = 0; pair < count_of_pairs; pair++)
    for (int of = 0; of < 2; of++, slots += SLOTS) {
      rae_counts *const to = &counts[pair][of];
      int slot = 3;
      *to = (rae_counts){.episodes = e->episodes};
      for (int a = 0; a < 3; a++) {
        to->sum[a] = slots[a];
        for (int b = 0; b <= a; b++)
          to->product[a][b] = slots[slot++];
      }
    }
  return WALRAS_OK;
}

void rae_counts_add(rae_counts *to, const rae_counts *from) {
  to->episodes += from->episodes;
  for (int a = 0; a < 3; a++) {
    to->sum[a] += from->sum[a];
    for (int b = 0; b <= a; b++)
      to->product[a][b] += from->product[a][b];
  }
}

double rae_counts_mean(const rae_counts *c, int what) {
  return (double)c->sum[what] / (double)c->episodes;
}

double rae_counts_mean_return(const rae_counts *c, const struct rae_hunt *hunt) {
  return rae_hunt_return(hunt, rae_counts_mean(c, 0), rae_counts_mean(c, 1), rae_counts_mean(c, 2));
}

double rae_counts_variance(const rae_counts *c, const struct rae_hunt *hunt) {
  const double worth[3] = {hunt->stag, -hunt->maul, hunt->plant}, n = (double)c->episodes;
  double variance = 0.0;
  for (int a = 0; a < 3; a++)
    for (int b = 0; b <= a; b++) {
      const walras_int128 covariance =
          (walras_int128)c->episodes * c->product[a][b] - (walras_int128)c->sum[a] * c->sum[b]; /* n^2 times it */
      variance += (a == b ? 1.0 : 2.0) * worth[a] * worth[b] * (walras_int128_to_real(covariance) / (n * n));
    }
  return variance > 0.0 ? variance : 0.0;
}

double rae_share_safe(double plants, double stags) {
  return plants + stags > 0.0 ? plants / (plants + 2.0 * stags) : (double)NAN;
}
