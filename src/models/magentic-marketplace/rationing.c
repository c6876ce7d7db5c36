#include "models/magentic-marketplace/rationing.h"

#include <stdlib.h>
#include <string.h>

#include "models/magentic-marketplace/choice.h"

enum { NOTHING = -1 };

/* One consumer's payments; contacts are numbered by their row in the cohort. */
typedef struct account {
  uint64_t refused; /* a bit per contact whose business had sold out */
  double key;       /* when the payment that buys first was made */
  double again_key; /* when the other one was; without another the same */
  int8_t paid, again;
  bool claims; /* has payments under way in this pass */
} account;

/* A payment at its business; a refusal has the contact only. */
typedef struct claim {
  uint64_t order; /* the smaller is served first */
  int64_t contact;
} claim;

struct magentic_rationing {
  walras_population *businesses;
  walras_state *accounts; /* of consumers */
  walras_state *sales;    /* int64 of businesses: served in this round */
  walras_exchange *payments, *refusals;
  walras_reduction *refused; /* one count: refusals of a pass */
  int64_t pass;              /* from 0 */
};

walras_status magentic_rationing_create(walras_trial *trial, const struct magentic_round *r, walras_population *consumers,
                                        struct magentic_rationing **result) {
  struct magentic_rationing *ration = walras_trial_allocate_zero(trial, 1, sizeof *ration);
  *result = ration;
  if (ration == NULL)
    return walras_trial_status(trial);
  const walras_population_input input = {.name = "businesses", .entities = r->m->businesses};
  walras_status status = walras_population_create(trial, &input, &ration->businesses);
  if (status == WALRAS_OK)
    status = walras_state_create(consumers, "payments", sizeof(account), &ration->accounts);
  if (status == WALRAS_OK)
    status = walras_state_create(ration->businesses, "sales", sizeof(int64_t), &ration->sales);
  if (status == WALRAS_OK)
    status = walras_exchange_create(ration->businesses, sizeof(claim), &ration->payments);
  if (status == WALRAS_OK)
    status = walras_exchange_create(consumers, sizeof(claim), &ration->refusals);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = 1}, &ration->refused);
  return status;
}

static account *account_of(const struct magentic_rationing *ration, const walras_block *block, int64_t consumer) {
  return (account *)walras_block_state(block, ration->accounts) + (consumer - block->first);
}

/* ---- consumers pay ---- */

/* A number that grows with a finite real, as the bits of IEEE numbers do. */
static uint64_t order_of_real(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits < 0 ? ~(uint64_t)bits : (uint64_t)bits | UINT64_C(1) << 63;
}

static uint64_t order_of(const struct magentic_round *r, int64_t consumer, double key) {
  return r->p->ration_rule == RATION_LOTTERY ? walras_bits(&r->lottery, (uint64_t)consumer, 0) : order_of_real(key);
}

static void pay(const struct magentic_round *r, const struct magentic_cohort *c, const walras_block *block, int index, int row,
                double key, account *a) {
  if (row == NOTHING)
    return;
  const int32_t business = c->entry[row * c->width + index]->business;
  if (r->m->capacity[business] == 0)
    return; /* serves everybody */
  const int64_t consumer = (int64_t)c->id[index];
  const claim payment = {.order = order_of(r, consumer, key), .contact = row};
  a->claims = true;
  walras_exchange_send(block, r->rationing->payments, consumer, business, &payment);
}

static int row_of(const struct magentic_cohort *c, int contact) {
  return contact >= 0 ? contact / c->width : NOTHING;
}

void magentic_claim(const struct magentic_round *r, const struct magentic_cohort *c, const walras_block *block, const int *done,
                    int count) {
  for (int i = 0; i < count; i++) {
    const int index = done[i];
    account *a = account_of(r->rationing, block, (int64_t)c->id[index]);
    if (r->rationing->pass == 0) {
      const struct magentic_purchase *purchase = &c->purchase[index];
      *a = (account){.key = purchase->key,
                     .again_key = purchase->again_key,
                     .paid = (int8_t)row_of(c, purchase->paid),
                     .again = (int8_t)row_of(c, purchase->again)};
      pay(r, c, block, index, a->paid, a->key, a);
      pay(r, c, block, index, a->again, a->again_key, a);
    } else if (a->refused != 0 && a->paid == NOTHING) {
      double arrival;
      a->paid = (int8_t)magentic_choose_again(r, c, index, a->refused, r->rationing->pass, &arrival);
      a->key = a->again_key = a->paid != NOTHING && arrival > a->key ? arrival : a->key;
      pay(r, c, block, index, a->paid, a->key, a);
    }
  }
}

/* ---- businesses serve ---- */

typedef struct customer {
  uint64_t order;
  int64_t consumer, contact;
} customer;

static int by_order(const void *left, const void *right) {
  const customer *a = left, *b = right;
  if (a->order != b->order)
    return a->order < b->order ? -1 : 1;
  return (a->consumer > b->consumer) - (a->consumer < b->consumer);
}

static walras_status serve_queue(const walras_block *block, const struct magentic_round *r, int64_t business, int64_t *sold) {
  const struct magentic_rationing *ration = r->rationing;
  const walras_mail mail = walras_block_mail(block, ration->payments, business);
  const int64_t left = r->m->capacity[business] - *sold;
  if (mail.count <= left) {
    *sold += mail.count;
    return WALRAS_OK;
  }
  customer *queue = malloc((size_t)mail.count * sizeof *queue);
  if (queue == NULL)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MEMORY, "out of memory for the %lld customers of a business",
                             (long long)mail.count);
  const claim *payments = mail.items;
  for (int64_t i = 0; i < mail.count; i++)
    queue[i] = (customer){payments[i].order, mail.senders[i], payments[i].contact};
  qsort(queue, (size_t)mail.count, sizeof *queue, by_order);
  walras_status status = WALRAS_OK;
  for (int64_t i = left; status == WALRAS_OK && i < mail.count; i++)
    status = walras_exchange_send(block, ration->refusals, business, queue[i].consumer, &(claim){.contact = queue[i].contact});
  *sold += left;
  free(queue);
  return status;
}

static walras_status serve_block(const walras_block *block, void *context) {
  const struct magentic_round *r = context;
  int64_t *sold = walras_block_state(block, r->rationing->sales);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++) {
    if (r->rationing->pass == 0)
      sold[i] = 0;
    if (r->m->capacity[block->first + i] > 0)
      status = serve_queue(block, r, block->first + i, &sold[i]);
  }
  return status;
}

/* ---- consumers hear ---- */

static void hear(account *a, const walras_mail *mail) {
  const claim *refusals = mail->items;
  for (int64_t i = 0; i < mail->count; i++) {
    a->refused |= UINT64_C(1) << refusals[i].contact;
    if (a->again == refusals[i].contact)
      a->again = NOTHING;
    else
      a->paid = NOTHING;
  }
  /* Who paid twice and keeps the second has bought that, then; who lost both pays again after the later. */
  if (a->paid == NOTHING) {
    a->paid = a->again;
    a->key = a->again_key;
    a->again = NOTHING;
  }
}

static walras_status hear_block(const walras_block *block, void *context) {
  const struct magentic_round *r = context;
  account *accounts = walras_block_state(block, r->rationing->accounts);
  for (int64_t i = 0; i < block->count; i++) {
    account *a = &accounts[i];
    if (!a->claims)
      continue;
    const walras_mail mail = walras_block_mail(block, r->rationing->refusals, block->first + i);
    a->claims = false;
    hear(a, &mail);
    block->counts[0] += mail.count;
  }
  return WALRAS_OK;
}

walras_status magentic_ration(walras_population *consumers, walras_block_function play, void *context, struct magentic_round *r) {
  struct magentic_rationing *ration = r->rationing;
  walras_status status = WALRAS_OK;
  bool refused = true;
  r->stage = STAGE_CLAIM;
  for (ration->pass = 0; status == WALRAS_OK && refused && ration->pass < r->p->ration_passes; ration->pass++) {
    walras_exchange_clear(ration->payments);
    walras_exchange_clear(ration->refusals);
    status = walras_for_each_block(consumers, play, context, NULL);
    if (status == WALRAS_OK)
      status = walras_exchange_deliver(ration->payments);
    if (status == WALRAS_OK)
      status = walras_for_each_block(ration->businesses, serve_block, r, NULL);
    if (status == WALRAS_OK)
      status = walras_exchange_deliver(ration->refusals);
    if (status == WALRAS_OK)
      status = walras_for_each_block(consumers, hear_block, r, ration->refused);
    refused = status == WALRAS_OK && walras_reduction_counts(ration->refused)[0] > 0;
  }
  r->stage = STAGE_BOOK;
  return status;
}

/* ---- what was served ---- */

void magentic_settle(const struct magentic_round *r, struct magentic_cohort *c, const walras_block *block, const int *done,
                     int count) {
  for (int i = 0; i < count; i++) {
    const int index = done[i];
    const account *a = account_of(r->rationing, block, (int64_t)c->id[index]);
    struct magentic_purchase *purchase = &c->purchase[index];
    block->counts[COUNT_RATIONED] += a->refused != 0;
    purchase->paid = a->paid != NOTHING ? a->paid * c->width + index : -1;
    purchase->again = a->again != NOTHING ? a->again * c->width + index : -1;
    purchase->key = a->key;
    purchase->position = magentic_arrival_rank(r, c, index, a->paid);
  }
}
