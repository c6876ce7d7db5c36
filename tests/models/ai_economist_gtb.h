/** What the tests of Gather-Trade-Build share: an environment of its own with the defaults of the paper, and scripts. */
#ifndef WALRAS_TESTS_AI_ECONOMIST_GTB_H
#define WALRAS_TESTS_AI_ECONOMIST_GTB_H

#include <math.h>

#include "models/ai-economist/gtb_actions.h"
#include "models/ai-economist/gtb_auction.h"
#include "models/ai-economist/gtb_map.h"
#include "models/ai-economist/gtb_policy.h"
#include "models/ai-economist/gtb_skills.h"
#include "unit.h"

typedef struct test_world {
  gtb_setting setting;
  gtb_world world;
  void *memory;
  uint8_t tiles[64 * 64];
  double payments[GTB_AGENTS_MOST];
} test_world;

static const uint32_t test_key[2] = {20260, 8};

/* US federal taxes of 2018 in thousands of dollars: one coin each. */
static inline walras_tax_schedule federal_taxes(void) {
  double cutoffs[WALRAS_FEDERAL_BRACKETS];
  walras_tax_schedule taxes;
  for (int j = 0; j < WALRAS_FEDERAL_BRACKETS; j++)
    cutoffs[j] = walras_federal_cutoffs_2018[j] / 1000.0;
  if (walras_tax_schedule_make(WALRAS_FEDERAL_BRACKETS, cutoffs, walras_federal_rates_2018, "m", "t", &taxes, NULL) != WALRAS_OK)
    abort();
  return taxes;
}

/* The paper's environment for N agents on the open quadrants; tests change what they need before open_world. */
static inline void paper_setting(test_world *t, int32_t agents) {
  gtb_map_open_quadrant(t->tiles);
  double multipliers[GTB_AGENTS_MOST];
  gtb_expected_multipliers(3.0, agents, multipliers);
  for (int32_t i = 0; i < agents; i++)
    t->payments[i] = 10.0 * multipliers[i];
  t->setting = (gtb_setting){.agents = agents,
                             .height = 25,
                             .width = 25,
                             .tiles = t->tiles,
                             .episode_length = 1000,
                             .tax_period = 100,
                             .price_most = 10,
                             .order_duration = 50,
                             .order_limit = 5,
                             .move_labor = 1.0,
                             .collect_labor = 1.0,
                             .order_labor = 0.25,
                             .build_labor = 10.0,
                             .build_payment = 10.0,
                             .build_multiplier_most = 3.0,
                             .ranked_payments = t->payments,
                             .gather_bonus = true,
                             .random_order = true,
                             .refill_probability = 0.01,
                             .eta = 0.23,
                             .kappa = 0.21,
                             .taxes = federal_taxes(),
                             .rate_step = 0.05,
                             .rate_levels = 21};
}

static inline void open_world(test_world *t, uint64_t environment) {
  gtb_setting_prepare(&t->setting);
  t->memory = aligned_alloc(64, t->setting.bytes);
  if (t->memory == NULL)
    abort();
  t->world = gtb_open(&t->setting, t->memory, environment, test_key);
  gtb_reset(&t->world, true);
}

static inline void close_world(test_world *t) {
  free(t->memory);
}

/* One step of one token per agent, blanks between. */
static inline bool play(test_world *t, const char *tokens, double *rewards) {
  uint8_t actions[GTB_AGENTS_MOST];
  int64_t count = 0;
  walras_error error = {0};
  if (gtb_script_parse(&t->setting, tokens, 0, actions, t->setting.agents, &count, &error) != WALRAS_OK ||
      count != t->setting.agents) {
    fprintf(stderr, "    %s: %s\n", tokens, error.message);
    abort();
  }
  return gtb_step(&t->world, &(gtb_actions){.agents = actions}, rewards);
}

static inline double total_coin(const gtb_world *w) {
  double sum = 0.0;
  for (int32_t i = 0; i < w->setting->agents; i++)
    sum += gtb_coin(&w->agents[i]);
  return sum;
}

#endif
