/** The insides of a trial, shared by the services' sources. */
#ifndef WALRAS_ENGINE_TRIAL_STATE_H
#define WALRAS_ENGINE_TRIAL_STATE_H

#include <pthread.h>

#include "engine/arena.h"
#include "engine/checkpoint.h"
#include "engine/engine.h"
#include "engine/kept.h"
#include "engine/trial_internal.h"
#include "walras/walras.h"

/** Numbers of the collective services: ranks of one group that disagree on where they are is a bug of the model. */
typedef enum walras_operation {
  WALRAS_OPERATION_END = 1,
  WALRAS_OPERATION_BLOCKS,
  WALRAS_OPERATION_ROUND,
  WALRAS_OPERATION_BROADCAST,
  WALRAS_OPERATION_TABLE,
  WALRAS_OPERATION_GATHER,
  WALRAS_OPERATION_DELIVER,
  WALRAS_OPERATION_CHECKPOINT
} walras_operation;

/** Something that outlives the arena and must be released when the trial ends (buffers that grow, shared windows). */
typedef struct walras_release {
  struct walras_release *next;
  void (*function)(void *object);
  void *object;
} walras_release;

struct walras_trial {
  const walras_model *model;
  const walras_record_layout *records;
  walras_group *group;
  int threads;
  int64_t point, replication;
  uint32_t key[2];
  const void *parameters;
  uint64_t order_seed, orders; /* tests shuffle the order of blocks: 0 = they do not; how many orders were drawn in this trial */
  int64_t loops;               /* over blocks, so far: what happened in an earlier loop happened earlier, whatever the thread */
  walras_arena arena;
  walras_error error;
  bool failed;      /* atomic: `error` is set; threads look at it between blocks, the error itself is behind the mutex */
  bool left;        /* has met the others in an agreement that ended the trial */
  bool second_hand; /* the error is another rank's, or that the ranks were at different services */
  void *record;
  uint64_t *recorded; /* bit per field */
  walras_release *releases;
  walras_kept *kept;               /* in the arena, in the order of registration */
  pthread_mutex_t mutex;           /* for errors from threads */
  int64_t stop_at_round;           /* -1 = none */
  int64_t rounds;                  /* said to be done in this trial */
  walras_checkpoints *checkpoints; /* NULL = none in this run */
  double start, seconds_before;    /* on the clock; taken by the trial up to the checkpoint that it went on from */
};

/** Meets the group; on any rank's error the trial is over here too. */
walras_status walras_trial_agree(walras_trial *trial, walras_operation operation);
/** The same, and with it the highest of the ranks' wishes. */
walras_status walras_trial_agree_wishing(walras_trial *trial, walras_operation operation, int *wish);
/** Registers `function(object)` for the trial's end; false when memory is exhausted. */
bool walras_trial_at_end(walras_trial *trial, void (*function)(void *object), void *object);
walras_status walras_trial_no_memory(walras_trial *trial, const char *what);
/** Whether any thread has failed; may be asked while others run. */
static inline bool walras_trial_has_failed(const walras_trial *trial) {
  return __atomic_load_n(&trial->failed, __ATOMIC_RELAXED);
}

struct walras_population {
  walras_trial *trial;
  const char *name;
  int64_t entities, block_size, blocks;
  int64_t first_block, end_block; /* of this rank */
  bool uneven;
};

/** First block of rank `rank` of `size` when `blocks` blocks are dealt out. */
int64_t walras_first_block(int64_t blocks, int rank, int size);

/** A seed from the environment variable WALRAS_BLOCK_ORDER_SEED: with one, the blocks of every loop and the slices of every table run one by
 *  one in an order drawn from it, so that tests find results that depend on the order. 0 without it: in order. */
uint64_t walras_block_order_seed(void);

/** The order of the next `count` pieces of work: a permutation of 0..count-1 in the trial's arena, another one at each call. NULL: in order
 *  (no seed), or no memory, which is then the trial's error. */
const int64_t *walras_block_order(walras_trial *trial, int64_t count);

/** Runs `function` on this rank's blocks; the reduction's leaves go to `reduction`. Local. */
walras_status walras_run_blocks(walras_population *population, walras_block_function function, void *context,
                                walras_reduction *reduction);

#endif
