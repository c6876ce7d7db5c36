/** The Monte Carlo: blocks of sequences, and what they add up. */
#ifndef WALRAS_HERD_SEQUENCES_H
#define WALRAS_HERD_SEQUENCES_H

#include "models/steering-the-herd/chain.h"

enum { HERD_TIME_BINS = 101, HERD_BELIEF_BINS = 50, HERD_CHUNK = 1024, HERD_BLOCK = 16384 };

/** Counts by agent position, T of each; `..._ENDED` begin at the position from which a sequence repeats itself, and hold for all later ones. */
enum herd_count { COUNT_RIGHT, COUNT_UP, COUNT_HERDING, COUNT_RIGHT_ENDED, COUNT_UP_ENDED, COUNT_HERDING_ENDED, HERD_COUNTS };
enum herd_sum { SUM_PRECISION, SUM_COST, SUM_BELIEF, SUM_PRECISION_ENDED, SUM_COST_ENDED, SUM_BELIEF_ENDED, HERD_SUMS };
/** Exact totals: agents who followed, and sequences whose last agent herded on G or B, rightly or not. */
enum herd_total { TOTAL_FOLLOWED, TOTAL_UP_RIGHT, TOTAL_UP_WRONG, TOTAL_DOWN_RIGHT, TOTAL_DOWN_WRONG, HERD_TOTALS };
enum { STREAM_TRUTH, STREAM_SIGNALS, STREAM_RANDOM, STREAM_PRECISION, STREAM_CROSS };

struct herd_sequences {
  const struct herd_policy *policy;
  const struct herd_chain *chain; /**< NULL: agent by agent */
  herd_advance *advance;
  walras_scratch *scratch;
  walras_trial *trial;
};

/** Positions of the two histograms behind the HERD_COUNTS T counts. */
static inline int64_t herd_time_slot(const struct herd_parameters *p) {
  return HERD_COUNTS * p->n_agents;
}
static inline int64_t herd_belief_slot(const struct herd_parameters *p) {
  return herd_time_slot(p) + HERD_TIME_BINS;
}

int64_t herd_block_size(const struct herd_parameters *p);
/** Draws all sequences and leaves the sums in *sums. Collective. */
walras_status herd_draw_sequences(walras_trial *trial, const struct herd_policy *policy, const struct herd_chain *chain,
                                  walras_reduction **sums);

/** The chunk loop on the chain: `count` <= HERD_CHUNK sequences from `first`. */
void herd_run_chunk(const struct herd_sequences *c, const walras_block *block, int64_t first, int64_t count);
size_t herd_chunk_bytes(void);
/** One sequence of all groups, agent by agent. */
void herd_run_sequence(const struct herd_sequences *c, const walras_block *block, int64_t sequence);
size_t herd_sequence_bytes(const struct herd_parameters *p);

/** The state of a sequence: 1 = G. */
static inline int32_t herd_truth(const struct herd_parameters *p, double u) {
  return p->true_state == STATE_RANDOM ? u < p->prior : p->true_state == STATE_G;
}
static inline void herd_count_end(const struct herd_parameters *p, const walras_block *block, int64_t followed, double belief) {
  block->counts[herd_time_slot(p) + (followed < HERD_TIME_BINS - 1 ? followed : HERD_TIME_BINS - 1)]++;
  const int64_t bin = (int64_t)(belief * HERD_BELIEF_BINS);
  block->counts[herd_belief_slot(p) + (bin < HERD_BELIEF_BINS ? bin : HERD_BELIEF_BINS - 1)]++;
  block->totals[TOTAL_FOLLOWED] += followed;
}
static inline void herd_count_cascade(const walras_block *block, bool up, bool truth) {
  block->totals[up ? (truth ? TOTAL_UP_RIGHT : TOTAL_UP_WRONG) : (truth ? TOTAL_DOWN_WRONG : TOTAL_DOWN_RIGHT)]++;
}

#endif
