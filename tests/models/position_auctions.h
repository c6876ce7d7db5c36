/** What the tests of position auctions share: random instances of any size, and a workspace for them. */
#ifndef WALRAS_TESTS_POSITION_AUCTIONS_H
#define WALRAS_TESTS_POSITION_AUCTIONS_H

#include "model_run.h"
#include "models/position-auctions/mechanism.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_position_auctions, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_position_auctions, word, SETTINGS(__VA_ARGS__)))

/* The two ads and positions whose results are worked out by hand. */
#define TWO_ADS "instance=list", "ctr_logit=([0.0,-1.0],[0.5,0.2])", "values=[1.0,0.6]"

enum { TEST_ADS = 40, TEST_PLACES = 12 };

/* One auction with everything that its rules need; filled in place. */
typedef struct test_auction {
  struct position_parameters p;
  struct position_law law;
  struct position_auction a;
  struct position_workspace ws;
  double value[TEST_ADS], odds[TEST_ADS * TEST_PLACES], ctr[TEST_ADS * TEST_PLACES];
  double law_memory[2 * (POSITION_QUANTILES + 1)];
  uint32_t sets[1 << TEST_PLACES];
  double memory[60000];
} test_auction;

static double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {11, 4};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

static inline void set_ctr(test_auction *t, int64_t cell, double logit) {
  t->odds[cell] = walras_exp(logit);
  t->ctr[cell] = t->odds[cell] / (1.0 + t->odds[cell]);
}

/* Lays out the workspace once p is set. */
static inline void open_auction(test_auction *t) {
  t->a = (struct position_auction){.p = &t->p, .value = t->value, .odds = t->odds, .ctr = t->ctr, .excluded = -1};
  t->ws = (struct position_workspace){.p = &t->p, .law = &t->law};
  position_law_make(&t->p, t->law_memory, &t->law);
  if (t->p.user_model == USER_CASCADE) {
    position_list_sets(t->p.positions, t->p.max_ads, t->sets);
    t->ws.sets = t->sets;
    t->ws.set_count = position_count_sets(t->p.positions, t->p.max_ads);
  }
  if (position_workspace_bytes(&t->p, t->ws.set_count) > sizeof t->memory)
    abort();
  position_workspace_lay_out(&t->ws, t->memory);
}

/* Values from the law at `distribution`; log-odds with mean -0.5 and standard deviation near 1.4; some pairs cannot be placed. */
static inline void random_auction(test_auction *t, uint64_t instance, int user, int64_t ads, int64_t places, int64_t most,
                                  int distribution) {
  t->p = (struct position_parameters){.user_model = user,
                                      .advertisers = ads,
                                      .positions = places,
                                      .max_ads = most,
                                      .auctions = 1,
                                      .value_distribution = distribution,
                                      .value_scale = 1.0,
                                      .value_shape = 2.0,
                                      .value_cap = 4.0,
                                      .misreport_grid = 33,
                                      .dinkelbach_tolerance = 1e-13};
  open_auction(t);
  for (int64_t cell = 0; cell < ads * places; cell++) {
    const double u = test_uniform(instance, (uint32_t)cell);
    set_ctr(t, cell, instance % 5 == 4 && u < 0.2 ? -INFINITY : 5.0 * u - 3.0);
  }
  for (int64_t i = 0; i < ads; i++)
    t->value[i] = position_law_value(&t->law, test_uniform(instance, (uint32_t)(ads * places + i)));
}

#endif
