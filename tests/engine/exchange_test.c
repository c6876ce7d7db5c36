/* Mail between entities: nothing lost, in the order of the senders and of their sending. */
#include "ranks.h"

enum { SENDERS = 10007, RECEIVERS = 301, BLOCK = 64, LOOPS = 5, PRIME = 1000000007 };

typedef struct mail {
  walras_exchange *exchange;
  walras_gather *gather;
  int64_t loop;
} mail;

/* An item of 24 bytes, which no header hides. */
typedef struct letter {
  int64_t sender, number, check;
} letter;

static int64_t letters_of(int64_t sender) {
  return 1 + sender % 3;
}
static int64_t receiver_of(int64_t sender, int64_t number) {
  return (sender * 31 + number / 2) % RECEIVERS;
}

static walras_status send_letters(const walras_block *block, void *context) {
  const mail *m = context;
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t sender = block->first + i;
    for (int64_t k = 0; k < letters_of(sender); k++) {
      const letter item = {.sender = sender, .number = m->loop * 10 + k, .check = sender ^ (m->loop * 10 + k)};
      RANKS_TRY(walras_exchange_send(block, m->exchange, sender, receiver_of(sender, k), &item));
    }
  }
  return WALRAS_OK;
}

/* A hash that depends on the order, and what every letter must say. */
static walras_status read_letters(const walras_block *block, void *context) {
  const mail *m = context;
  int64_t hashes[BLOCK];
  for (int64_t i = 0; i < block->count; i++) {
    const walras_mail got = walras_block_mail(block, m->exchange, block->first + i);
    const letter *items = got.items;
    hashes[i] = got.count;
    for (int64_t k = 0; k < got.count; k++) {
      if (items[k].sender != got.senders[k] || items[k].check != (items[k].sender ^ items[k].number))
        return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "a letter of the wrong sender");
      hashes[i] = (hashes[i] * 1000003 + items[k].sender * 100 + items[k].number) % PRIME;
    }
  }
  return walras_block_emit(block, m->gather, hashes, block->count * (int64_t)sizeof *hashes);
}

/* The same by the definition: per receiver by sender, then in the order of sending over all loops. */
static void expect_hashes(const int64_t *hashes, int64_t loops) {
  static int64_t counts[RECEIVERS], expected[RECEIVERS];
  memset(counts, 0, sizeof counts);
  for (int64_t sender = 0; sender < SENDERS; sender++)
    for (int64_t k = 0; k < letters_of(sender); k++)
      counts[receiver_of(sender, k)] += loops;
  memcpy(expected, counts, sizeof counts);
  for (int64_t sender = 0; sender < SENDERS; sender++)
    for (int64_t loop = 0; loop < loops; loop++)
      for (int64_t k = 0; k < letters_of(sender); k++) {
        int64_t *hash = &expected[receiver_of(sender, k)];
        *hash = (*hash * 1000003 + sender * 100 + loop * 10 + k) % PRIME;
      }
  EXPECT(memcmp(hashes, expected, sizeof expected) == 0);
}

static walras_status mail_arrives_in_order_round_after_round(walras_trial *trial, const void *parameters) {
  walras_population *senders, *receivers;
  mail m = {0};
  const void *data = NULL;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, SENDERS, BLOCK, true, &senders));
  RANKS_TRY(ranks_population(trial, RECEIVERS, BLOCK, false, &receivers));
  RANKS_TRY(walras_exchange_create(receivers, sizeof(letter), &m.exchange));
  RANKS_TRY(walras_gather_create(receivers, &m.gather));
  /* One loop of sending in the first round; several in the next, whose threads may meet a sender anew each time. */
  for (int round = 0; round < 3; round++) {
    const int64_t loops = round == 0 ? 1 : LOOPS;
    for (m.loop = 0; m.loop < loops; m.loop++)
      RANKS_TRY(walras_for_each_block(senders, send_letters, &m, NULL));
    RANKS_TRY(walras_exchange_deliver(m.exchange));
    RANKS_TRY(walras_for_each_block(receivers, read_letters, &m, NULL));
    RANKS_TRY(walras_gather_all(m.gather, &data, NULL));
    expect_hashes(data, loops);
    walras_exchange_clear(m.exchange);
  }
  return WALRAS_OK;
}

static walras_status expect_no_mail(const walras_block *block, void *context) {
  for (int64_t i = 0; i < block->count; i++)
    if (walras_block_mail(block, ((mail *)context)->exchange, block->first + i).count != 0)
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "mail that nobody sent");
  return WALRAS_OK;
}

static walras_status a_round_without_mail_delivers_none(walras_trial *trial, const void *parameters) {
  walras_population *receivers;
  mail m = {0};
  (void)parameters;
  RANKS_TRY(ranks_population(trial, RECEIVERS, BLOCK, false, &receivers));
  RANKS_TRY(walras_exchange_create(receivers, sizeof(letter), &m.exchange));
  RANKS_TRY(walras_exchange_deliver(m.exchange));
  return walras_for_each_block(receivers, expect_no_mail, &m, NULL);
}

static walras_status send_astray(const walras_block *block, void *context) {
  const letter item = {0};
  return walras_exchange_send(block, ((mail *)context)->exchange, block->first, RECEIVERS, &item);
}

static walras_status mail_for_nobody_ends_the_trial(walras_trial *trial, const void *parameters) {
  walras_population *receivers;
  mail m = {0};
  (void)parameters;
  RANKS_TRY(ranks_population(trial, RECEIVERS, BLOCK, false, &receivers));
  RANKS_TRY(walras_exchange_create(receivers, sizeof(letter), &m.exchange));
  return walras_for_each_block(receivers, send_astray, &m, NULL);
}

static void check(int threads) {
  ranks_run(mail_arrives_in_order_round_after_round, NULL, threads, WALRAS_OK, NULL);
  ranks_run(a_round_without_mail_delivers_none, NULL, threads, WALRAS_OK, NULL);
  ranks_run(mail_for_nobody_ends_the_trial, NULL, threads, WALRAS_ERROR_RANGE,
            "an item for entity 301 of population 'entities' with 301 entities");
}

RANKS_TEST(check)
