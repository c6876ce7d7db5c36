/* What a reduction over ranks sends: it grows with the logarithm of the ranks, and not with the blocks. */
#include "engine/trial_state.h"
#include "ranks.h"

enum { BLOCK = 4, HIGHEST = 12 };
/* A message: 16 bytes in front, and for each node of the tree its sum and its place. */
enum { HEAD_BYTES = 16, NODE_BYTES = 8 + 16, AGREEMENT_BYTES = 4 * 4 };

static walras_status add_one(const walras_block *block, void *context) {
  (void)context;
  block->sums[0] += (double)block->count;
  return WALRAS_OK;
}

typedef struct cost {
  int64_t messages, bytes;
} cost;

static walras_status cost_of(walras_trial *trial, int64_t blocks, cost *out) {
  walras_population *population;
  walras_reduction *reduction;
  walras_meter meter = walras_meter_start(WALRAS_COMPUTE);
  RANKS_TRY(ranks_population(trial, blocks * BLOCK, BLOCK, false, &population));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.sums = 1}, &reduction));
  trial->group->meter = &meter;
  const walras_status status = walras_for_each_block(population, add_one, NULL, reduction);
  trial->group->meter = NULL;
  EXPECT(walras_reduction_sum(reduction, 0) == (double)(blocks * BLOCK));
  *out = (cost){meter.traffic.messages[WALRAS_FOR_REDUCTIONS], meter.traffic.bytes[WALRAS_FOR_REDUCTIONS]};
  return status;
}

static int log2_of(int64_t number) {
  int log = 0;
  while (number >> (log + 1) > 0)
    log++;
  return log;
}

/* On 1, 2 and 4 ranks each range of ranks holds one whole subtree, so that every message has one node. */
static void expect_whole_subtrees(const cost *c, int ranks) {
  EXPECT(c->messages == 2 * log2_of(ranks));
  EXPECT(c->bytes == log2_of(ranks) * (AGREEMENT_BYTES + HEAD_BYTES + NODE_BYTES));
}

/* Three ranks: the third joins the first two, of which the second is brought up to date; ranges of 2^k blocks are cut in no more than 2k
 * nodes. */
static void expect_three(const cost *c, int rank, int k) {
  static const int messages[] = {4, 2, 2};
  EXPECT(c->messages == messages[rank]);
  EXPECT(c->bytes <= messages[rank] / 2 * (AGREEMENT_BYTES + HEAD_BYTES + 2 * k * NODE_BYTES));
}

static walras_status a_reduction_sends_as_many_messages_as_the_ranks_have_binary_digits(walras_trial *trial,
                                                                                        const void *parameters) {
  const int ranks = trial->group->size, rank = trial->group->rank;
  (void)parameters;
  for (int k = 2; k <= HIGHEST; k++) {
    cost c;
    RANKS_TRY(cost_of(trial, INT64_C(1) << k, &c));
    if (ranks == 3)
      expect_three(&c, rank, k);
    else
      expect_whole_subtrees(&c, ranks);
  }
  return WALRAS_OK;
}

static void check(int threads) {
  ranks_run(a_reduction_sends_as_many_messages_as_the_ranks_have_binary_digits, NULL, threads, WALRAS_OK, NULL);
}

RANKS_TEST(check)
