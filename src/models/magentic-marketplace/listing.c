#include "models/magentic-marketplace/listing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/magentic-marketplace/abstract_search.h"
#include "models/magentic-marketplace/shingles.h"

/* What all rows are built from. */
typedef struct builder {
  const struct magentic_parameters *p;
  const struct magentic_market *m;
  struct magentic_listing *listing;
  int64_t *by_rating;   /* [businesses] rating descending, index ascending */
  int64_t *rating_rank; /* [businesses] its inverse */
  struct magentic_shingles *shingles;
} builder;

void magentic_entry_fill(const struct magentic_market *m, int64_t request, int64_t business, struct magentic_entry *entry) {
  int64_t covered;
  const int64_t items = m->item_start[request + 1] - m->item_start[request];
  const uint64_t required = m->required[request];
  entry->price = magentic_bundle_price(m, request, business, &covered);
  entry->business = (int32_t)business;
  entry->complete = covered == items;
  for (int64_t pair = m->complete_start[request]; entry->complete && pair < m->complete_start[request + 1]; pair++)
    if (m->complete_business[pair] == business)
      entry->price = m->complete_price[pair];
  entry->coverage = (float)covered / (float)items;
  entry->amenity_share =
      required != 0 ? (float)__builtin_popcountll(m->amenities[business] & required) / (float)__builtin_popcountll(required)
                    : 1.0F;
  entry->fit = entry->complete && (m->amenities[business] & required) == required;
  entry->attack = m->attack[business];
}

/* Takes the next business of the full order, at rank `rank` from 1. */
static void take(const builder *b, struct magentic_row *row, int64_t request, int64_t business, int64_t rank) {
  if (rank > b->listing->depth)
    return;
  magentic_entry_fill(b->m, request, business, &row->entries[rank - 1]);
  row->count = (int32_t)rank > row->count ? (int32_t)rank : row->count;
}

static void note_rank(struct magentic_row *row, int64_t rank) {
  row->rank_sum += rank;
  row->ranked++;
}

static bool is_complete(const builder *b, int64_t request, int64_t business, int64_t *pair) {
  for (*pair = b->m->complete_start[request]; *pair < b->m->complete_start[request + 1]; (*pair)++)
    if (b->m->complete_business[*pair] == business)
      return true;
  return false;
}

/* Complete businesses [complete_start..] in an order given by keys: smallest first, ties by rating rank. */
static int64_t sorted_complete(const builder *b, int64_t request, const int64_t *keys, int64_t *pairs) {
  int64_t count = 0;
  for (int64_t pair = b->m->complete_start[request]; pair < b->m->complete_start[request + 1]; pair++) {
    const int64_t business = b->m->complete_business[pair];
    int64_t at = count++;
    for (; at > 0; at--) {
      const int64_t before = pairs[at - 1], other = b->m->complete_business[before];
      const int64_t mine = keys != NULL ? keys[pair] : 0, theirs = keys != NULL ? keys[before] : 0;
      if (theirs < mine || (theirs == mine && b->rating_rank[other] < b->rating_rank[business]))
        break;
      pairs[at] = before;
    }
    pairs[at] = pair;
  }
  return count;
}

static void list_simple(const builder *b, struct magentic_row *row, int64_t request) {
  for (int64_t rank = 1; rank <= b->listing->depth && rank <= b->m->businesses; rank++)
    take(b, row, request, b->by_rating[rank - 1], rank);
  for (int64_t pair = b->m->complete_start[request]; pair < b->m->complete_start[request + 1]; pair++)
    note_rank(row, b->rating_rank[b->m->complete_business[pair]] + 1);
}

/* Only complete businesses; under "filtered" also with all amenities and the rating. */
static void list_complete(const builder *b, struct magentic_row *row, int64_t request, int64_t *pairs, bool filtered) {
  const int64_t count = sorted_complete(b, request, NULL, pairs);
  int64_t rank = 0;
  for (int64_t i = 0; i < count; i++) {
    if (filtered && (!b->m->complete_fit[pairs[i]] || b->m->rating[b->m->complete_business[pairs[i]]] < b->p->rating_threshold))
      continue;
    take(b, row, request, b->m->complete_business[pairs[i]], ++rank);
    note_rank(row, rank);
  }
}

/* Complete ones by price, then the others by rating. */
static void list_by_price(const builder *b, struct magentic_row *row, int64_t request, int64_t *pairs) {
  int64_t pair, rank = sorted_complete(b, request, b->m->complete_price, pairs);
  for (int64_t i = 0; i < rank; i++) {
    take(b, row, request, b->m->complete_business[pairs[i]], i + 1);
    note_rank(row, i + 1);
  }
  for (int64_t i = 0; i < b->m->businesses && rank < b->listing->depth; i++)
    if (!is_complete(b, request, b->by_rating[i], &pair))
      take(b, row, request, b->by_rating[i], ++rank);
}

static int by_quality(const void *left, const void *right) {
  const struct magentic_entry *a = left, *b = right;
  if (a->coverage != b->coverage)
    return a->coverage > b->coverage ? -1 : 1;
  if (a->amenity_share != b->amenity_share)
    return a->amenity_share > b->amenity_share ? -1 : 1;
  if (a->price != b->price)
    return a->price < b->price ? -1 : 1;
  return a->business < b->business ? -1 : 1;
}

static void list_by_quality(const builder *b, struct magentic_row *row, int64_t request, struct magentic_entry *all) {
  for (int64_t business = 0; business < b->m->businesses; business++)
    magentic_entry_fill(b->m, request, business, &all[business]);
  qsort(all, (size_t)b->m->businesses, sizeof *all, by_quality);
  for (int64_t rank = 1; rank <= b->m->businesses; rank++) {
    if (all[rank - 1].complete)
      note_rank(row, rank);
    if (rank > b->listing->depth)
      continue;
    row->entries[rank - 1] = all[rank - 1];
    row->count = (int32_t)rank;
  }
}

/* Score descending, rating descending, index ascending: a counting sort by score over the businesses in rating order. */
static walras_status list_lexical(walras_trial *trial, const builder *b, struct magentic_row *row, int64_t request,
                                  uint16_t *scores, int64_t *place) {
  int64_t distinct, next = 0, pair;
  const walras_status status = magentic_shingles_score(trial, b->shingles, b->m->query[request], scores, &distinct);
  if (status != WALRAS_OK)
    return status;
  memset(place, 0, ((size_t)distinct + 1) * sizeof *place);
  for (int64_t business = 0; business < b->m->businesses; business++)
    place[scores[business]]++;
  for (int64_t score = distinct; score >= 0; score--) {
    const int64_t count = place[score];
    place[score] = next;
    next += count;
  }
  for (int64_t i = 0; i < b->m->businesses; i++) {
    const int64_t business = b->by_rating[i], rank = ++place[scores[business]];
    if (rank <= b->listing->depth)
      take(b, row, request, business, rank);
    if (is_complete(b, request, business, &pair))
      note_rank(row, rank);
  }
  return WALRAS_OK;
}

static void list_abstract(walras_trial *trial, const builder *b, struct magentic_row *row, int64_t request,
                          const walras_beta *law, double *tails, struct magentic_scored *scored) {
  const int64_t count = magentic_abstract_search(trial, b->m, law, request, b->listing->depth, tails, scored);
  for (int64_t rank = 1; rank <= count && rank <= b->listing->depth; rank++)
    take(b, row, request, scored[rank - 1].business, rank);
}

static void count_first_page(const builder *b, struct magentic_row *row) {
  for (int32_t i = 0; i < row->count && i < b->p->search_bandwidth; i++) {
    row->page_complete += row->entries[i].complete;
    row->page_fit += row->entries[i].fit;
  }
}

/* One slice's working memory, by what the mechanism needs. */
typedef struct slice_memory {
  uint16_t *scores;
  int64_t *place, *pairs;
  struct magentic_entry *all;
  double *tails;
  struct magentic_scored *scored;
} slice_memory;

static bool slice_allocate(const builder *b, slice_memory *memory) {
  const size_t businesses = (size_t)b->m->businesses;
  int64_t most = 1;
  for (int64_t request = 0; request < b->m->requests; request++) {
    const int64_t pairs = b->m->complete_start[request + 1] - b->m->complete_start[request];
    most = pairs > most ? pairs : most;
  }
  memory->scores = malloc(businesses * sizeof *memory->scores);
  memory->place = malloc(65536 * sizeof *memory->place);
  memory->pairs = malloc((size_t)most * sizeof *memory->pairs);
  memory->all = b->p->search_mechanism == SEARCH_QUALITY_RANK ? malloc(businesses * sizeof *memory->all) : malloc(1);
  memory->tails = malloc((size_t)b->listing->depth * sizeof *memory->tails);
  memory->scored = malloc((size_t)(b->listing->depth + most) * sizeof *memory->scored);
  return memory->scores != NULL && memory->place != NULL && memory->pairs != NULL && memory->all != NULL &&
         memory->tails != NULL && memory->scored != NULL;
}

static void slice_free(slice_memory *memory) {
  free(memory->scores);
  free(memory->place);
  free(memory->pairs);
  free(memory->all);
  free(memory->tails);
  free(memory->scored);
}

static walras_status fill_row(walras_trial *trial, const builder *b, const walras_beta *law, struct magentic_row *row,
                              int64_t request, slice_memory *memory) {
  walras_status status = WALRAS_OK;
  memset(row, 0, b->listing->row_bytes);
  switch (b->p->search_mechanism) {
  case SEARCH_SIMPLE:
  case SEARCH_POPULARITY: /* before any sale */
    list_simple(b, row, request);
    break;
  case SEARCH_PERFECT:
  case SEARCH_FILTERED:
    list_complete(b, row, request, memory->pairs, b->p->search_mechanism == SEARCH_FILTERED);
    break;
  case SEARCH_PRICE_RANK:
    list_by_price(b, row, request, memory->pairs);
    break;
  case SEARCH_QUALITY_RANK:
    list_by_quality(b, row, request, memory->all);
    break;
  case SEARCH_LEXICAL:
    status = list_lexical(trial, b, row, request, memory->scores, memory->place);
    break;
  default:
    list_abstract(trial, b, row, request, law, memory->tails, memory->scored);
  }
  count_first_page(b, row);
  return status;
}

static walras_status fill_rows(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  const builder *b = context;
  slice_memory memory;
  const walras_beta law = magentic_score_law();
  walras_status status =
      slice_allocate(b, &memory) ? WALRAS_OK : WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for the search");
  for (int64_t i = 0; status == WALRAS_OK && i < count; i++)
    status = fill_row(trial, b, &law, (void *)((char *)rows + (size_t)i * b->listing->row_bytes), first + i, &memory);
  slice_free(&memory);
  return status;
}

typedef struct rated {
  double rating;
  int64_t business;
} rated;

static int by_rating(const void *left, const void *right) {
  const rated *a = left, *b = right;
  if (a->rating != b->rating)
    return a->rating > b->rating ? -1 : 1;
  return a->business < b->business ? -1 : 1;
}

static walras_status order_by_rating(walras_trial *trial, builder *b) {
  const int64_t n = b->m->businesses;
  rated *all = walras_trial_allocate(trial, n, sizeof *all);
  b->by_rating = walras_trial_allocate(trial, n, sizeof *b->by_rating);
  b->rating_rank = walras_trial_allocate(trial, n, sizeof *b->rating_rank);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t business = 0; business < n; business++)
    all[business] = (rated){b->m->rating[business], business};
  qsort(all, (size_t)n, sizeof *all, by_rating);
  for (int64_t rank = 0; rank < n; rank++) {
    b->by_rating[rank] = all[rank].business;
    b->rating_rank[all[rank].business] = rank;
  }
  return WALRAS_OK;
}

walras_status magentic_listing_build(walras_trial *trial, const struct magentic_parameters *p, const struct magentic_market *m,
                                     struct magentic_listing **result) {
  struct magentic_listing *listing = walras_trial_allocate_zero(trial, 1, sizeof *listing);
  builder *b = walras_trial_allocate_zero(trial, 1, sizeof *b);
  *result = listing;
  if (listing == NULL || b == NULL)
    return walras_trial_status(trial);
  *b = (builder){.p = p, .m = m, .listing = listing};
  if (p->search_mechanism == SEARCH_RANDOM)
    return WALRAS_OK;
  listing->depth =
      p->max_search_rounds * p->search_bandwidth < m->businesses ? p->max_search_rounds * p->search_bandwidth : m->businesses;
  listing->row_bytes = sizeof(struct magentic_row) + (size_t)listing->depth * sizeof(struct magentic_entry);
  walras_status status = order_by_rating(trial, b);
  if (status == WALRAS_OK && p->search_mechanism == SEARCH_LEXICAL)
    status = magentic_shingles_create(trial, m->document, m->businesses, &b->shingles);
  const void *rows = NULL;
  if (status == WALRAS_OK)
    status = walras_trial_table(trial, m->requests, listing->row_bytes, 256, fill_rows, b, &rows);
  listing->rows = rows;
  return status;
}

typedef struct seller {
  double rating;
  int64_t sales, business;
} seller;

static int by_sales(const void *left, const void *right) {
  const seller *a = left, *b = right;
  if (a->sales != b->sales)
    return a->sales > b->sales ? -1 : 1;
  if (a->rating != b->rating)
    return a->rating > b->rating ? -1 : 1;
  return a->business < b->business ? -1 : 1;
}

walras_status magentic_order_by_sales(walras_trial *trial, const struct magentic_market *m, const int64_t *sales, int64_t depth,
                                      int64_t *order) {
  seller *all = malloc((size_t)m->businesses * sizeof *all);
  if (all == NULL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for the order of %lld businesses by sales",
                             (long long)m->businesses);
  for (int64_t business = 0; business < m->businesses; business++)
    all[business] = (seller){m->rating[business], sales[business], business};
  qsort(all, (size_t)m->businesses, sizeof *all, by_sales);
  for (int64_t rank = 0; rank < depth; rank++)
    order[rank] = all[rank].business;
  free(all);
  return WALRAS_OK;
}
