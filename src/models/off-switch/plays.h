/** Plays by the chunk: draws in, sums out. */
#ifndef WALRAS_OFF_SWITCH_PLAYS_H
#define WALRAS_OFF_SWITCH_PLAYS_H

#include "models/off-switch/kernels.h"
#include "models/off-switch/metrics.h"

/** Streams of draws, each addressed by the play. */
enum off_switch_stream {
  STREAM_TASK, /**< game: draw 0 the utility; population: block 0 mean and spread of the belief, block 1 temperature and utility */
  STREAM_COIN,         /**< draw 0: the committee's decision */
  STREAM_MISJUDGEMENT, /**< population, draw 0: R's error about the temperature */
  STREAM_CANDIDATES    /**< designer: block j the utility of candidate j and the noise of its measurement */
};

enum { PLAY_BLOCK = 16384 };

/** What the block function of a mode needs beside its own: the sums that go with a trial's plays. */
typedef struct off_switch_stage {
  const struct off_switch_parameters *p;
  const off_switch_kernels *kernels;
  walras_stream coins;
  double shift[MEANS]; /* subtracted before squares are summed */
  walras_population *population;
  walras_reduction *sums;
  walras_scratch *scratch;
} off_switch_stage;

/** Collective without communication. `centre`: where payoffs of acting lie, so that their squares keep their digits. */
walras_status off_switch_stage_set(walras_trial *trial, const struct off_switch_parameters *p, double centre,
                                   off_switch_stage *stage);

/** The chunk's coins, and what they say of overseers at its utilities. `scales` may be NULL for those of the policy itself. */
void off_switch_toss(const off_switch_stage *stage, const struct off_switch_policy *policy, const double *scales,
                     off_switch_chunk *chunk);

/** Adds a chunk whose utilities, approvals and masks are set; and its deltas, with `has_delta`. */
void off_switch_score(const off_switch_stage *stage, const walras_block *block, off_switch_chunk *chunk, bool has_delta);

/** Runs the block function over all plays and fills the tally. */
walras_status off_switch_play(off_switch_stage *stage, walras_block_function function, void *context,
                              struct off_switch_tally *tally);

#endif
