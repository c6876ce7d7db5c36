#include "models/magentic-marketplace/demand.h"

static void draw_requests(const struct magentic_round *r, int64_t first, int count, int64_t *requests) {
  for (int i = 0; i < count; i++)
    requests[i] = walras_zipf_draw(r->demand, &r->demand_draws, (uint64_t)(first + i), 0) - 1;
}

/* The division is made once; from there on requests follow each other. */
static void share_out_requests(const struct magentic_round *r, int64_t first, int count, int64_t *requests) {
  const int64_t each = r->p->consumers / r->m->requests, longer = r->p->consumers % r->m->requests;
  const int64_t border = longer * (each + 1);
  int64_t request = first < border ? first / (each + 1) : longer + (first - border) / each;
  int64_t end = (request + 1) * each + (request < longer ? request + 1 : longer);
  for (int i = 0; i < count; i++) {
    while (first + i >= end) {
      request++;
      end += each + (request < longer);
    }
    requests[i] = request;
  }
}

void magentic_find_requests(const struct magentic_round *r, int64_t first, int count, int64_t *requests) {
  if (r->demand != NULL)
    draw_requests(r, first, count, requests);
  else
    share_out_requests(r, first, count, requests);
}

walras_status magentic_count_requests(const walras_block *block, void *context) {
  enum { BATCH = 256 };
  int64_t requests[BATCH];
  for (int64_t done = 0; done < block->count; done += BATCH) {
    const int count = block->count - done < BATCH ? (int)(block->count - done) : BATCH;
    magentic_find_requests(context, block->first + done, count, requests);
    for (int i = 0; i < count; i++)
      block->counts[requests[i]]++;
  }
  return WALRAS_OK;
}
