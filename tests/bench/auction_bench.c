/**
 * Speed of best matchings and of whole position auctions on random instances of 20 creatives and 10 places, all of which may be used, on one core.
 * The instances are written to a file, so that another program can do the same work: doubles, for each auction its values [20] and its odds
 * [20][10]. Arguments: FILE [auctions, default 20000]. Prints "name value" lines; each time is the best of five passes, per auction.
 */
#include <stdbool.h>

#include "bench/bench.h"
#include "models/position-auctions/mechanism.h"
#include "numerics/assignment/assignment.h"
#include "walras/elementary.h"

enum { ADS = 20, PLACES = 10, CELLS = ADS * PLACES };

typedef struct workload {
  struct position_parameters p;
  struct position_workspace ws;
  int64_t auctions;
  double *value, *odds, *ctr, *gain; /* [auctions][...] */
  double total, revenue;             /* of the last pass */
} workload;

static void draw_instances(workload *w) {
  const uint32_t key[2] = {1, 2};
  const walras_stream values = walras_stream_make(key, 0, 0), ads = walras_stream_make(key, 1, 0),
                      places = walras_stream_make(key, 2, 0), contexts = walras_stream_make(key, 3, 0);
  for (int64_t a = 0; a < w->auctions; a++)
    for (uint32_t i = 0; i < ADS; i++) {
      w->value[a * ADS + i] = walras_uniform(&values, (uint64_t)a, i);
      for (uint32_t j = 0; j < PLACES; j++) {
        const int64_t cell = a * CELLS + i * PLACES + j;
        w->odds[cell] =
            walras_exp(-1.0 + 0.5 * walras_normal(&ads, (uint64_t)a, i) + 0.5 * walras_normal(&places, (uint64_t)a, j) +
                       walras_normal(&contexts, (uint64_t)a, i * PLACES + j));
        w->ctr[cell] = w->odds[cell] / (1.0 + w->odds[cell]);
        w->gain[cell] = w->value[a * ADS + i] * w->ctr[cell];
      }
    }
}

static void match_all(void *state, int64_t call) {
  workload *w = state;
  int32_t row_of[PLACES];
  (void)call;
  w->total = 0.0;
  for (int64_t a = 0; a < w->auctions; a++) {
    const walras_assignment_problem problem = {.rows = ADS, .columns = PLACES, .most = PLACES, .gain = w->gain + a * CELLS};
    walras_assignment_solve(&problem, w->ws.assignment, row_of);
    w->total += walras_assignment_value(&problem, row_of);
  }
}

static void auction_all(void *state, int64_t call) {
  workload *w = state;
  (void)call;
  w->total = w->revenue = 0.0;
  for (int64_t k = 0; k < w->auctions; k++) {
    const struct position_auction a = {
        .p = &w->p, .value = w->value + k * ADS, .odds = w->odds + k * CELLS, .ctr = w->ctr + k * CELLS, .excluded = -1};
    struct position_outcome outcome;
    if (!position_run_mechanism(&w->ws, &a, EVERYBODY, &outcome))
      exit(1);
    w->total += outcome.shown.welfare;
    for (int32_t pair = 0; pair < outcome.shown.count; pair++)
      w->revenue += outcome.payment[pair];
  }
}

static bool write_instances(const workload *w, const char *path) {
  FILE *file = fopen(path, "wb");
  bool written = file != NULL;
  for (int64_t a = 0; written && a < w->auctions; a++)
    written = fwrite(w->value + a * ADS, sizeof(double), ADS, file) == ADS &&
              fwrite(w->odds + a * CELLS, sizeof(double), CELLS, file) == CELLS;
  return file != NULL && fclose(file) == 0 && written;
}

int main(int argc, char **argv) {
  workload w = {.p = {.advertisers = ADS, .positions = PLACES, .max_ads = PLACES, .auctions = 1, .dinkelbach_tolerance = 1e-13},
                .auctions = bench_count(argc, argv, 2, 20000, 1, 1000000)};
  if (argc < 2 || argc > 3 || w.auctions < 0) {
    fprintf(stderr, "usage: bench.auction FILE [auctions, 1 to 1000000]\n");
    return 2;
  }
  double *reals = malloc((size_t)w.auctions * (ADS + 3 * CELLS) * sizeof *reals);
  void *memory = aligned_alloc(64, position_workspace_bytes(&w.p, 0));
  if (reals == NULL || memory == NULL)
    return 1;
  w.value = reals;
  w.odds = w.value + w.auctions * ADS;
  w.ctr = w.odds + w.auctions * CELLS;
  w.gain = w.ctr + w.auctions * CELLS;
  w.ws.p = &w.p;
  position_workspace_lay_out(&w.ws, memory);
  draw_instances(&w);
  const double matching = bench_best(match_all, &w, 1) / (double)w.auctions;
  printf("assignment_seconds %.17g\nassignment_value %.17g\n", matching, w.total);
  const double auction = bench_best(auction_all, &w, 1) / (double)w.auctions;
  printf("auction_seconds %.17g\nauction_welfare %.17g\nauction_revenue %.17g\n", auction, w.total, w.revenue);
  const bool written = write_instances(&w, argv[1]);
  free(reals);
  free(memory);
  return written ? 0 : 1;
}
