#include "models/position-auctions/auction.h"

#include <string.h>

#include "numerics/assignment/assignment.h"

/* A falling order: higher values first, lower numbers first among equals. */
static bool comes_before(const double *value, int32_t one, int32_t other) {
  return value[one] != value[other] ? value[one] > value[other] : one < other;
}

void position_insert(const struct position_auction *a, struct position_allocation *allocation, int32_t advertiser,
                     int32_t position) {
  int32_t at = allocation->count++;
  for (; at > 0 && comes_before(a->value, advertiser, allocation->advertiser[at - 1]); at--) {
    allocation->advertiser[at] = allocation->advertiser[at - 1];
    allocation->position[at] = allocation->position[at - 1];
  }
  allocation->advertiser[at] = advertiser;
  allocation->position[at] = position;
}

static void click_by_odds(const struct position_auction *a, struct position_allocation *allocation) {
  double all = 1.0;
  for (int32_t k = 0; k < allocation->count; k++)
    all += a->odds[position_cell(a, allocation->advertiser[k], allocation->position[k])];
  for (int32_t k = 0; k < allocation->count; k++)
    allocation->click[k] = a->odds[position_cell(a, allocation->advertiser[k], allocation->position[k])] / all;
}

static void click_in_turn(const struct position_auction *a, struct position_allocation *allocation) {
  double reading = 1.0; /* probability that the user is still there */
  for (int32_t k = 0; k < allocation->count; k++) {
    const double ctr = a->ctr[position_cell(a, allocation->advertiser[k], allocation->position[k])];
    allocation->click[k] = reading * ctr;
    reading *= 1.0 - ctr;
  }
}

void position_evaluate(const struct position_auction *a, struct position_allocation *allocation) {
  if (a->p->user_model == USER_MNL)
    click_by_odds(a, allocation);
  else
    click_in_turn(a, allocation);
  allocation->welfare = 0.0;
  for (int32_t k = 0; k < allocation->count; k++)
    allocation->welfare += a->value[allocation->advertiser[k]] * allocation->click[k];
}

void position_from_matching(const struct position_auction *a, const int32_t *row_of, struct position_allocation *allocation) {
  allocation->count = 0;
  for (int32_t position = 0; position < a->p->positions; position++)
    if (row_of[position] >= 0)
      position_insert(a, allocation, row_of[position], position);
  position_evaluate(a, allocation);
}

double position_click_of(const struct position_allocation *allocation, int32_t advertiser) {
  for (int32_t k = 0; k < allocation->count; k++)
    if (allocation->advertiser[k] == advertiser)
      return allocation->click[k];
  return 0.0;
}

static void merge(const double *value, const int32_t *from, int32_t first, int32_t middle, int32_t end, int32_t *to) {
  int32_t left = first, right = middle;
  for (int32_t at = first; at < end; at++)
    to[at] = left < middle && (right == end || comes_before(value, from[left], from[right])) ? from[left++] : from[right++];
}

int32_t position_sort(const struct position_auction *a, int32_t *order, int32_t *spare) {
  int32_t count = 0, *from = order, *to = spare;
  for (int32_t i = 0; i < a->p->advertisers; i++)
    if (a->value[i] > 0.0 && i != a->excluded)
      order[count++] = i;
  for (int32_t width = 1; width < count; width *= 2) {
    for (int32_t first = 0; first < count; first += 2 * width) {
      const int32_t middle = count - first < width ? count : first + width;
      merge(a->value, from, first, middle, count - middle < width ? count : middle + width, to);
    }
    int32_t *const swapped = from;
    from = to;
    to = swapped;
  }
  if (from != order)
    memcpy(order, from, (size_t)count * sizeof *order);
  return count;
}

bool position_best_single(const struct position_auction *a, int32_t *advertiser, int32_t *position, double *best,
                          double *second) {
  const int64_t columns = a->p->positions;
  double first_best = 0.0, next_best = 0.0;
  *advertiser = -1;
  for (int32_t i = 0; i < a->p->advertisers; i++) {
    if (!(a->value[i] > 0.0) || i == a->excluded)
      continue;
    int32_t where = 0;
    for (int32_t j = 1; j < columns; j++)
      if (a->ctr[i * columns + j] > a->ctr[i * columns + where])
        where = j;
    const double product = a->value[i] * a->ctr[i * columns + where];
    if (product > first_best) {
      next_best = first_best;
      first_best = product;
      *advertiser = i;
      *position = where;
    } else if (product > next_best) {
      next_best = product;
    }
  }
  *best = first_best;
  if (second != NULL)
    *second = next_best;
  return *advertiser >= 0;
}

/* The next `bytes` bytes, aligned to 64; NULL while sizes alone are wanted. */
static void *take(char *memory, size_t *used, size_t bytes) {
  char *const here = memory != NULL ? memory + *used : NULL;
  *used += (bytes + 63) & ~(size_t)63;
  return here;
}

static size_t lay_out(struct position_workspace *ws, char *memory) {
  const size_t n = (size_t)ws->p->advertisers, m = (size_t)ws->p->positions;
  size_t used = 0;
  ws->gain = take(memory, &used, n * m * sizeof(double));
  ws->candidate = take(memory, &used, n * sizeof(int32_t));
  ws->order = take(memory, &used, n * sizeof(int32_t));
  ws->spare = take(memory, &used, n * sizeof(int32_t));
  ws->assignment = take(memory, &used, walras_assignment_bytes((int32_t)n, (int32_t)m));
  ws->row_of = take(memory, &used, m * sizeof(int32_t));
  ws->report = take(memory, &used, n * sizeof(double));
  ws->virtual_value = take(memory, &used, n * sizeof(double));
  ws->altered = take(memory, &used, n * sizeof(double));
  ws->fitted = take(memory, &used, n * sizeof(double));
  ws->future = take(memory, &used, ws->set_count > 0 ? sizeof(double) << m : 0);
  ws->choice = take(memory, &used, n * (size_t)ws->set_count);
  return used;
}

size_t position_workspace_bytes(const struct position_parameters *p, int64_t set_count) {
  struct position_workspace sizes = {.p = p, .set_count = set_count};
  return lay_out(&sizes, NULL);
}

void position_workspace_lay_out(struct position_workspace *ws, void *memory) {
  lay_out(ws, memory);
  if (ws->set_count > 0)
    memset(ws->future, 0, sizeof(double) << ws->p->positions);
}
