#include "models/magentic-marketplace/journey.h"

#include <math.h>
#include <string.h>

#include "models/magentic-marketplace/books.h"
#include "models/magentic-marketplace/choice.h"
#include "models/magentic-marketplace/cohort.h"
#include "models/magentic-marketplace/congestion.h"
#include "models/magentic-marketplace/demand.h"
#include "models/magentic-marketplace/rationing.h"

/* Draw blocks of one search: four words a block choose contacts, two normals a block are reply times. */
enum { CONTACT_BLOCKS = MAGENTIC_CONTACTS_MOST / 4, LATENCY_BLOCKS = MAGENTIC_CONTACTS_MOST / 2 };

/* ---- who they are ---- */

/* What follows from a consumer's request: found once for neighbours that share it. */
static void know_request(const struct magentic_round *r, struct magentic_consumer *consumer, int64_t request) {
  consumer->request = request;
  consumer->reference = r->m->reference_value[consumer->request];
  consumer->value = (int64_t)rint(r->p->value_multiplier * (double)consumer->reference);
  consumer->unmatched = r->m->complete_start[consumer->request] == r->m->complete_start[consumer->request + 1];
}

static void gather_cohort(const struct magentic_round *r, struct magentic_cohort *c, int64_t first, int count) {
  int64_t requests[COHORT_CONSUMERS];
  c->active = count;
  c->search = 0;
  magentic_find_requests(r, first, count, requests);
  for (int i = 0; i < count; i++) {
    struct magentic_consumer *consumer = &c->consumer[i];
    if (i > 0 && requests[i] == requests[i - 1])
      *consumer = c->consumer[i - 1];
    else
      know_request(r, consumer, requests[i]);
    consumer->id = first + i;
    consumer->policy =
        r->policies == 1 ? 0 : walras_categorical(&r->profile, (uint64_t)(first + i), 0, r->profile_cumulative, r->policies);
    consumer->contacts = 0;
    c->who[i] = i;
    c->id[i] = (uint64_t)consumer->id;
  }
}

/* ---- draws that every consumer makes ---- */

/* Consumers that search first have neighbouring numbers; those that search again are scattered. */
static void draw_words(const struct magentic_cohort *c, const walras_stream *stream, uint32_t block, uint32_t *w0, uint32_t *w1,
                       uint32_t *w2, uint32_t *w3) {
  uint32_t *const words[4] = {w0, w1, w2, w3};
  uint32_t blocks[COHORT_CONSUMERS];
  if (c->search == 0) {
    walras_fill_words(stream, c->id[0], c->active, block, words);
    return;
  }
  for (int i = 0; i < c->active; i++)
    blocks[i] = block;
  walras_fill_words_at(stream, c->active, c->id, blocks, words);
}

/* Normals of contacts `contact` and (if wanted) `contact` + 1 of everybody: the two of one block. */
static void draw_normals(const struct magentic_round *r, struct magentic_cohort *c, int contact, bool both) {
  const uint32_t draw = (uint32_t)(2 * LATENCY_BLOCKS * c->search + contact);
  double *even = c->normal + contact * c->width, *odd = both ? even + c->width : NULL;
  if (c->search == 0) {
    walras_fill_normal_pair(&r->latency, c->id[0], c->active, draw / 2, even, odd);
    return;
  }
  for (int i = 0; i < c->active; i++) {
    even[i] = walras_normal(&r->latency, c->id[i], draw);
    if (both)
      odd[i] = walras_normal(&r->latency, c->id[i], draw + 1);
  }
}

static void draw_search(const struct magentic_round *r, struct magentic_cohort *c) {
  const uint32_t search = (uint32_t)c->search;
  draw_words(c, &r->consumer, 2 * search, c->word[0], c->word[1], c->word[2], c->word[3]);
  for (int contact = 0; contact < r->most_contacts; contact += 4) {
    uint32_t *const words = c->choice_word + contact * c->width;
    draw_words(c, &r->contact, CONTACT_BLOCKS * search + (uint32_t)contact / 4, words, words + c->width, words + 2 * c->width,
               words + 3 * c->width);
  }
  for (int contact = 0; r->p->latency_sigma > 0.0 && contact < r->most_contacts; contact += 2)
    draw_normals(r, c, contact, contact + 1 < r->most_contacts);
}

/* ---- contacts ---- */

/* The first attacker on the page that captures the consumer, or -1. */
static int find_captor(const struct magentic_round *r, const struct magentic_page *page,
                       const struct magentic_consumer *consumer) {
  const struct magentic_policy *policy = &r->policy[consumer->policy];
  for (int slot = 0; slot < page->n; slot++) {
    const uint8_t kind = page->entries[slot].attack;
    const double probability = kind != ATTACK_NONE ? policy->capture[kind] : 0.0;
    const uint64_t id = (uint64_t)consumer->id;
    const uint32_t rank = (uint32_t)(page->first_rank + slot);
    if (probability <= 0.0 || magentic_is_cleaned(r, id, rank))
      continue;
    const walras_words words = walras_draw(&r->capture, id, rank);
    if (walras_uniform_from_word(words.word[0]) < probability)
      return slot;
  }
  return -1;
}

/* How many businesses each of the consumers first..first+count-1 writes to, and whether there are too many to look at. */
static void size_up(const struct magentic_round *r, struct magentic_cohort *c, int first, int count) {
  const struct magentic_page *page = &c->page;
  const int most = r->most_contacts < page->n ? r->most_contacts : page->n;
  for (int i = first; i < first + count; i++) {
    const int wanted = (int)(page->contacts + walras_uniform_from_word(c->word[1][i]));
    c->made[i] = page->n == 0 ? 0 : wanted < 1 ? 1 : wanted < most ? wanted : most;
    c->captured[i] = false;
    c->overloaded[i] = (page->n > 0) & (walras_uniform_from_word(c->word[0][i]) < page->overload);
  }
}

/* The overloaded choose by other weights than the calm: apart from them, side by side. */
static void choose_overloaded(struct magentic_cohort *c, int first, int count, int choices) {
  uint32_t *const words = c->spare_word;
  int32_t *const slots = c->spare_slot;
  int who[COHORT_CONSUMERS], overloaded = 0;
  for (int i = first; i < first + count; i++)
    if (c->overloaded[i])
      who[overloaded++] = i;
  for (int k = 0; k < choices; k++)
    for (int i = 0; i < overloaded; i++)
      words[k * c->width + i] = c->choice_word[k * c->width + who[i]];
  magentic_page_choose(&c->page, 1, choices, overloaded, words, c->width, slots);
  for (int k = 0; k < choices; k++)
    for (int i = 0; i < overloaded; i++)
      c->slot[k * c->width + who[i]] = slots[k * c->width + i];
}

static void choose_slots(const struct magentic_round *r, struct magentic_cohort *c, int first, int count) {
  const int choices = r->most_contacts < c->page.n ? r->most_contacts : c->page.n;
  magentic_page_choose(&c->page, 0, choices, count, c->choice_word + first, c->width, c->slot + first);
  if (c->page.overload > 0.0)
    choose_overloaded(c, first, count, choices);
  for (int i = first; c->page.has_attacker && i < first + count; i++) {
    const int captor = find_captor(r, &c->page, &c->consumer[c->who[i]]);
    c->captured[i] = captor >= 0;
    if (captor < 0)
      continue;
    c->made[i] = 1;
    c->slot[i] = captor;
  }
}

int magentic_arm_of(const struct magentic_round *r, int64_t consumer, int64_t business) {
  const walras_words coin = walras_draw(&r->arm, (uint64_t)consumer, (uint32_t)business);
  return (int)(coin.word[0] & 1);
}

int magentic_price_arm_of(const struct magentic_round *r, int64_t consumer, int64_t business) {
  const walras_words coin = walras_draw(&r->arm, (uint64_t)consumer, (uint32_t)business);
  return (int)(coin.word[1] & 1);
}

static double effort_term(const struct magentic_round *r, int64_t consumer, int64_t business) {
  const double moved = r->effort[business] + (magentic_arm_of(r, consumer, business) == 1 ? r->p->ab_delta : -r->p->ab_delta);
  return r->p->speed_elasticity * (moved > 0.0 ? moved : 0.0);
}

/* A contact that is not made: it never answers. */
static void add_nobody(struct magentic_cohort *c, int contact) {
  c->block[contact] = 0;
  c->answer[contact] = c->propose[contact] = c->item[contact] = c->amenity[contact] = 0.0;
  c->business[contact] = c->key[contact] = 0.0;
}

/* Contact number k of the consumers first..first+count-1: what to expect of it. */
static void add_contacts(const struct magentic_round *r, struct magentic_cohort *c, int k, int first, int count) {
  const double answer = magentic_words_below(r->p->response_prob);
  const struct magentic_entry *const entries = c->page.entries;
  const uint32_t first_block = (uint32_t)c->page.first_rank;
  for (int i = first, contact = k * c->width + first; i < first + count; i++, contact++) {
    if (k >= c->made[i]) {
      add_nobody(c, contact);
      continue;
    }
    const int slot = c->slot[contact];
    const struct magentic_prospect prospect = *magentic_page_prospect(r, &c->page, c->overloaded[i], slot);
    c->entry[contact] = entries + slot;
    c->block[contact] = first_block + (uint32_t)slot;
    c->answer[contact] = answer;
    c->propose[contact] = prospect.propose;
    c->item[contact] = prospect.item;
    c->amenity[contact] = prospect.amenity;
    c->business[contact] = prospect.business;
    c->key[contact] = prospect.key;
  }
}

/* What is each consumer's own: effort by the arm that it is in, and the entries of a page that only it sees, which the next one's page
 * overwrites. */
static void adapt_contacts(const struct magentic_round *r, struct magentic_cohort *c, int k, int first, int count) {
  for (int i = first; i < first + count; i++) {
    const int contact = k * c->width + i;
    if (k >= c->made[i])
      continue;
    if (r->effort != NULL)
      c->key[contact] -= effort_term(r, (int64_t)c->id[i], c->entry[contact]->business);
    if (c->page.entries == c->page.own) {
      c->own[contact] = *c->entry[contact];
      c->entry[contact] = &c->own[contact];
    }
  }
}

/* How many consumers from `first` on see the page that `first` looks at. */
static int count_sharing(const struct magentic_cohort *c, int first) {
  const struct magentic_consumer *one = &c->consumer[c->who[first]];
  int end = first + 1;
  while (!magentic_page_is_private(&c->page) && end < c->active && c->consumer[c->who[end]].request == one->request &&
         c->consumer[c->who[end]].policy == one->policy)
    end++;
  return end - first;
}

static void make_contacts(const struct magentic_round *r, struct magentic_cohort *c) {
  for (int first = 0, count; first < c->active; first += count) {
    const struct magentic_consumer *one = &c->consumer[c->who[first]];
    magentic_page_turn(r, &c->page, one->id, one->request, one->policy, c->search);
    count = count_sharing(c, first);
    size_up(r, c, first, count);
    if (c->page.n > 0)
      choose_slots(r, c, first, count);
    for (int k = 0; k < r->most_contacts; k++) {
      add_contacts(r, c, k, first, count);
      if (r->effort != NULL || c->page.entries == c->page.own)
        adapt_contacts(r, c, k, first, count);
    }
    for (int i = first; i < first + count; i++)
      c->consumer[c->who[i]].contacts += c->made[i];
  }
}

/* ---- replies ---- */

static void draw_replies(const struct magentic_round *r, struct magentic_cohort *c) {
  for (int k = 0; k < r->most_contacts; k++) {
    const int row = k * c->width;
    uint32_t *const words[4] = {c->reply[0] + row, c->reply[1] + row, c->reply[2] + row, c->reply[3] + row};
    walras_fill_words_at(&r->reply, c->active, c->id, c->block + row, words);
  }
}

/* Reply times: sigma z + log of the factors, or the time itself. */
static void find_keys(const struct magentic_round *r, struct magentic_cohort *c) {
  const struct magentic_parameters *p = r->p;
  for (int k = 0; k < r->most_contacts; k++) {
    double *key = c->key + k * c->width;
    for (int i = 0; p->latency_sigma > 0.0 && i < c->active; i++)
      key[i] += p->latency_sigma * c->normal[k * c->width + i];
    if (!magentic_uses_clock(p))
      continue;
    walras_exp_batch(key, key, c->active);
    for (int i = 0; i < c->active; i++)
      key[i] = p->latency_median * key[i] + p->send_stagger * (double)k;
  }
}

/* ---- searches ---- */

static bool searches_again(const struct magentic_round *r, const struct magentic_cohort *c, int index) {
  if (c->purchase[index].paid >= 0 || c->search + 1 == r->p->max_search_rounds)
    return false;
  const walras_words words = walras_draw(&r->consumer, c->id[index], (uint32_t)(2 * c->search + 1));
  return walras_uniform_from_word(words.word[1]) < r->p->retry_prob;
}

/* Books those whose journeys end here and keeps the others for the next search. */
static void end_search(const struct magentic_round *r, struct magentic_cohort *c, const walras_block *block) {
  int done[COHORT_CONSUMERS], again[COHORT_CONSUMERS], ended = 0, kept = 0;
  for (int i = 0; i < c->active; i++) {
    if (searches_again(r, c, i))
      again[kept++] = i;
    else
      done[ended++] = i;
  }
  if (r->stage == STAGE_INQUIRE) {
    magentic_count_inquiries(c, block);
  } else if (r->stage == STAGE_CLAIM) {
    magentic_claim(r, c, block, done, ended);
  } else {
    if (r->rationing != NULL)
      magentic_settle(r, c, block, done, ended);
    magentic_book_search(r, c, block);
    magentic_book_journeys(r, c, block, done, ended);
  }
  for (int i = 0; i < kept; i++) {
    c->who[i] = c->who[again[i]];
    c->id[i] = c->id[again[i]];
  }
  c->active = kept;
  c->search++;
}

static void search_once(const struct magentic_round *r, struct magentic_cohort *c, const walras_block *block) {
  draw_search(r, c);
  make_contacts(r, c);
  draw_replies(r, c);
  magentic_judge(c, r->most_contacts);
  find_keys(r, c);
  magentic_decide(r, c);
  end_search(r, c, block);
}

walras_status magentic_run_block(const walras_block *block, void *context) {
  const struct magentic_round *r = context;
  struct magentic_cohort *c = walras_block_scratch(block, r->scratch);
  const int64_t fitting = COHORT_CONTACTS / r->most_contacts, size = fitting < COHORT_CONSUMERS ? fitting : COHORT_CONSUMERS;
  c->page.request = -1;
  c->width = (int)size;
  for (int64_t done = 0; done < block->count; done += size) {
    gather_cohort(r, c, block->first + done, (int)(block->count - done < size ? block->count - done : size));
    while (c->active > 0)
      search_once(r, c, block);
  }
  return WALRAS_OK;
}

/* ---- sizes ---- */

size_t magentic_cohort_bytes(void) {
  return sizeof(struct magentic_cohort);
}

int magentic_most_contacts(const struct magentic_round *r) {
  double most = 1.0;
  for (int64_t i = 0; i < r->policies; i++)
    most = r->policy[i].contact_base > most ? r->policy[i].contact_base : most;
  /* Elasticity moves K with the page's size: then only contact_max bounds it. */
  if (r->p->contact_elasticity != 0.0 || most > (double)r->p->contact_max)
    most = (double)r->p->contact_max;
  return (int)ceil(most);
}

struct magentic_counts magentic_counts_of(const struct magentic_parameters *p, int64_t businesses) {
  struct magentic_counts at;
  at.position = COUNT_OUTCOME + magentic_policy_count(p) * OUTCOMES * 4;
  at.payments = at.position + p->search_bandwidth;
  at.revenue = at.payments + businesses;
  at.arms = at.revenue + businesses;
  at.price_arms = at.arms + (p->speed_update != 0 ? 4 * businesses : 0);
  at.length = at.price_arms + (p->price_update == PRICE_AB_GRADIENT ? 4 * businesses : 0);
  return at;
}
