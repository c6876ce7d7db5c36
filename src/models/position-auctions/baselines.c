#include <math.h>
#include <string.h>

#include "models/position-auctions/winners.h"
#include "walras/elementary.h"

void position_single(const struct position_auction *a, struct position_allocation *allocation) {
  double best;
  int32_t advertiser, position = 0;
  allocation->count = 0;
  if (position_best_single(a, &advertiser, &position, &best, NULL)) {
    allocation->count = 1;
    allocation->advertiser[0] = advertiser;
    allocation->position[0] = position;
  }
  position_evaluate(a, allocation);
}

/* Means of log p by row into ws->fitted (the mean of no pair is -inf: never shown), by column less the grand mean into `column`. */
static void fit_logs(struct position_workspace *ws, const struct position_auction *a, double *column) {
  const int64_t rows = a->p->advertisers, columns = a->p->positions;
  int64_t placed[POSITIONS_MOST] = {0}, all = 0;
  double total = 0.0;
  memset(column, 0, (size_t)columns * sizeof *column);
  walras_log_batch(a->ctr, ws->gain, rows * columns);
  for (int64_t i = 0; i < rows; i++) {
    double sum = 0.0;
    int64_t here = 0;
    for (int64_t j = 0; j < columns; j++) {
      if (!(a->ctr[i * columns + j] > 0.0))
        continue;
      sum += ws->gain[i * columns + j];
      column[j] += ws->gain[i * columns + j];
      placed[j]++;
      here++;
    }
    ws->fitted[i] = here > 0 ? sum / (double)here : -INFINITY;
    total += sum;
    all += here;
  }
  for (int64_t j = 0; j < columns; j++)
    column[j] = placed[j] > 0 ? column[j] / (double)placed[j] - total / (double)all : -INFINITY;
}

/* The K + 1 bidders of the largest v_i alpha_i, by insertion. */
static void rank_bidders(const struct position_workspace *ws, const struct position_auction *a, struct position_ranking *r) {
  const int32_t most = (int32_t)a->p->max_ads + 1;
  double score[POSITIONS_MOST + 1];
  r->bidders = 0;
  for (int32_t i = 0; i < a->p->advertisers; i++) {
    if (!(a->value[i] > 0.0) || ws->fitted[i] == -INFINITY || i == a->excluded)
      continue;
    const double quality = walras_exp(ws->fitted[i]), mine = a->value[i] * quality;
    if (r->bidders == most && mine <= score[most - 1])
      continue;
    int32_t at = r->bidders < most ? r->bidders++ : most - 1;
    for (; at > 0 && score[at - 1] < mine; at--) {
      score[at] = score[at - 1];
      r->advertiser[at] = r->advertiser[at - 1];
      r->quality[at] = r->quality[at - 1];
      r->value[at] = r->value[at - 1];
    }
    score[at] = mine;
    r->advertiser[at] = i;
    r->quality[at] = quality;
    r->value[at] = a->value[i];
  }
}

static void rank_positions(const struct position_auction *a, const double *column, struct position_ranking *r) {
  int32_t order[POSITIONS_MOST];
  for (int32_t j = 0; j < a->p->positions; j++) {
    int32_t at = j;
    for (; at > 0 && column[order[at - 1]] < column[j]; at--)
      order[at] = order[at - 1];
    order[at] = j;
  }
  for (int32_t k = 0; k < a->p->max_ads; k++) {
    r->position[k] = order[k];
    r->prominence[k] = walras_exp(column[order[k]]);
  }
}

void position_separable(struct position_workspace *ws, const struct position_auction *a, struct position_ranking *ranking,
                        struct position_allocation *allocation) {
  double column[POSITIONS_MOST];
  fit_logs(ws, a, column);
  rank_bidders(ws, a, ranking);
  rank_positions(a, column, ranking);
  ranking->shown = ranking->bidders < (int32_t)a->p->max_ads ? ranking->bidders : (int32_t)a->p->max_ads;
  allocation->count = 0;
  for (int32_t k = 0; k < ranking->shown; k++)
    if (position_has_ctr(a, ranking->advertiser[k], ranking->position[k]))
      position_insert(a, allocation, ranking->advertiser[k], ranking->position[k]);
  position_evaluate(a, allocation);
}
