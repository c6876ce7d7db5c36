#include "models/position-auctions/winners.h"
#include "numerics/assignment/assignment.h"

/* The place with the largest value of `matrix` among the free ones where the ad can be; -1 = none. */
static int32_t best_place(const struct position_auction *a, const double *matrix, int32_t advertiser, uint64_t used) {
  const double *row = matrix + (int64_t)advertiser * a->p->positions;
  int32_t best = -1;
  for (int32_t j = 0; j < a->p->positions; j++)
    if ((used >> j & 1) == 0 && row[j] > 0.0 && (best < 0 || row[j] > row[best]))
      best = j;
  return best;
}

/* What remains below each rank of the cascade: `reading` reach it, and those who do earn `rest` from there on. */
struct ladder {
  double reading[POSITIONS_MOST + 1], rest[POSITIONS_MOST + 1];
};

static void climb(const struct position_auction *a, const struct position_allocation *shown, struct ladder *ladder) {
  ladder->reading[0] = 1.0;
  ladder->rest[shown->count] = 0.0;
  for (int32_t k = 0; k < shown->count; k++)
    ladder->reading[k + 1] = ladder->reading[k] * (1.0 - a->ctr[position_cell(a, shown->advertiser[k], shown->position[k])]);
  for (int32_t k = shown->count - 1; k >= 0; k--) {
    const double ctr = a->ctr[position_cell(a, shown->advertiser[k], shown->position[k])];
    ladder->rest[k] = a->value[shown->advertiser[k]] * ctr + (1.0 - ctr) * ladder->rest[k + 1];
  }
}

static double cascade_gain(const struct position_auction *a, const struct position_allocation *shown, const struct ladder *ladder,
                           int32_t advertiser, double ctr) {
  int32_t rank = 0;
  const double value = a->value[advertiser];
  while (rank < shown->count && (a->value[shown->advertiser[rank]] > value ||
                                 (a->value[shown->advertiser[rank]] == value && shown->advertiser[rank] < advertiser)))
    rank++;
  return ladder->reading[rank] * ctr * (value - ladder->rest[rank]);
}

static double mnl_gain(const struct position_auction *a, const struct position_allocation *shown, int32_t advertiser,
                       double odds) {
  double all = 1.0;
  for (int32_t k = 0; k < shown->count; k++)
    all += a->odds[position_cell(a, shown->advertiser[k], shown->position[k])];
  return odds * (a->value[advertiser] - shown->welfare) / (all + odds);
}

static bool is_shown(const struct position_allocation *allocation, int32_t advertiser) {
  for (int32_t k = 0; k < allocation->count; k++)
    if (allocation->advertiser[k] == advertiser)
      return true;
  return false;
}

/* Adds the best pair; false when none gains. For either user an ad gains most at its free place of the largest odds. */
static bool add_best(const struct position_auction *a, struct position_allocation *shown, uint64_t *used) {
  struct ladder ladder;
  const bool mnl = a->p->user_model == USER_MNL;
  const double *matrix = mnl ? a->odds : a->ctr;
  double most = 0.0;
  int32_t who = -1, where = -1;
  if (!mnl)
    climb(a, shown, &ladder);
  for (int32_t i = 0; i < a->p->advertisers; i++) {
    if (!(a->value[i] > 0.0) || i == a->excluded || (mnl && a->value[i] <= shown->welfare) || is_shown(shown, i))
      continue;
    const int32_t j = best_place(a, matrix, i, *used);
    if (j < 0)
      continue;
    const double strength = matrix[position_cell(a, i, j)];
    const double gain = mnl ? mnl_gain(a, shown, i, strength) : cascade_gain(a, shown, &ladder, i, strength);
    if (gain > most) {
      most = gain;
      who = i;
      where = j;
    }
  }
  if (who < 0)
    return false;
  position_insert(a, shown, who, where);
  position_evaluate(a, shown);
  *used |= UINT64_C(1) << where;
  return true;
}

void position_greedy(struct position_workspace *ws, const struct position_auction *a, struct position_allocation *allocation) {
  uint64_t used = 0;
  (void)ws;
  allocation->count = 0;
  position_evaluate(a, allocation);
  while (allocation->count < a->p->max_ads && add_best(a, allocation, &used)) {
  }
}

/* A matching of p_ij (v_i - price): its value and clicks as if no ad took another's, that is, its line value - price clicks. */
struct priced {
  struct position_allocation shown;
  double value, clicks;
};

static void match_at(struct position_workspace *ws, const struct position_auction *a, double price, struct priced *priced) {
  const int64_t columns = a->p->positions;
  int32_t count = 0;
  for (int32_t i = 0; i < a->p->advertisers; i++) {
    if (!(a->value[i] > price) || i == a->excluded)
      continue;
    for (int64_t j = 0; j < columns; j++)
      ws->gain[count * columns + j] = a->ctr[i * columns + j] * (a->value[i] - price);
    ws->candidate[count++] = i;
  }
  const walras_assignment_problem problem = {
      .rows = count, .columns = (int32_t)columns, .most = (int32_t)a->p->max_ads, .gain = ws->gain};
  walras_assignment_solve(&problem, ws->assignment, ws->row_of);
  priced->value = priced->clicks = 0.0;
  for (int64_t j = 0; j < columns; j++) {
    if (ws->row_of[j] < 0)
      continue;
    const int32_t i = ws->row_of[j] = ws->candidate[ws->row_of[j]];
    priced->value += a->ctr[i * columns + j] * a->value[i];
    priced->clicks += a->ctr[i * columns + j];
  }
  position_from_matching(a, ws->row_of, &priced->shown);
}

void position_additive(struct position_workspace *ws, const struct position_auction *a, struct position_allocation *allocation) {
  struct priced all;
  match_at(ws, a, 0.0, &all);
  *allocation = all.shown;
}

/* The dual price + max_M [value - price clicks] is convex and piecewise linear: its least value is found where the lines of a matching with too
 * many clicks and of one with at most 1 meet and no other line lies above. Each step brings a new line, so that it ends. */
double position_two_matching(struct position_workspace *ws, const struct position_auction *a,
                             struct position_allocation *allocation) {
  struct priced many, few = {.value = 0.0};
  match_at(ws, a, 0.0, &many);
  *allocation = many.shown;
  if (many.clicks <= 1.0)
    return many.value;
  few.shown.count = 0;
  position_evaluate(a, &few.shown);
  double bound = many.value;
  for (int32_t step = 0; step < 1000; step++) {
    struct priced between;
    const double price = (many.value - few.value) / (many.clicks - few.clicks);
    const double line = many.value - price * many.clicks;
    match_at(ws, a, price, &between);
    bound = price + line;
    if (between.value - price * between.clicks <= line + 1e-14 * many.value)
      break;
    if (between.clicks > 1.0)
      many = between;
    else
      few = between;
  }
  *allocation = few.shown.welfare > many.shown.welfare ? few.shown : many.shown;
  return bound;
}
