/* The exact search of the worst profile by regions. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/facility-location/worst_case.h"
#include "walras/population.h"

enum { REGIONS = 5, CUTS = REGIONS - 1, BOUNDS = 6, STEPS = 30, ROWS = 16 };

typedef struct search {
  const facility_rule *rule;
  const double *places;
  int64_t count;
  bool cost; /* the ratio C over C* instead of W* over W */
  double guess;
} search;

/* What agents of one region add at its best place, and that place; an empty region adds nothing and holds nobody. */
typedef struct region {
  bool empty;
  double gain, place;
} region;

/* numerator - guess x denominator of one agent at `place`. */
static double gain_at(const search *s, double y, double median, double place) {
  const double length = s->rule->length;
  return s->cost ? fabs(place - y) - s->guess * fabs(place - median)
                 : (length - fabs(place - median)) - s->guess * (length - fabs(place - y));
}

/* Gains are linear inside a region: the better one of its first and last place. */
static region best_place(const search *s, double y, double median, int64_t first, int64_t last) {
  if (first > last)
    return (region){.empty = true};
  const double low = gain_at(s, y, median, s->places[first]), high = gain_at(s, y, median, s->places[last]);
  return low >= high ? (region){.gain = low, .place = s->places[first]} : (region){.gain = high, .place = s->places[last]};
}

/* Regions < a, = a, between, = b, > b of the lower and the upper one of y and the median; cut j is the number of agents in regions 0..j. */
typedef struct pair_problem {
  int64_t n;
  region regions[REGIONS];
  int64_t least[CUTS], most[CUTS]; /* of each cut */
  int64_t bounds[BOUNDS];          /* [bound_count] ascending from 0 to n: values that a cut takes at an optimum */
  int bound_count;
  double best;
  int64_t cuts[CUTS]; /* the best ones */
} pair_problem;

static int64_t greater(int64_t a, int64_t b) {
  return a > b ? a : b;
}
static int64_t lesser(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* #{x < place} <= below and #{x <= place} >= upto, the place being region `at`. */
static void bind(pair_problem *problem, int at, int64_t below, int64_t upto) {
  if (at > 0)
    problem->most[at - 1] = lesser(problem->most[at - 1], below);
  problem->least[at] = greater(problem->least[at], upto);
}

/* Cut to 0..n, in order, each once. */
static void order_bounds(pair_problem *problem) {
  int64_t *bounds = problem->bounds;
  for (int i = 0; i < BOUNDS; i++) {
    const int64_t bound = lesser(greater(bounds[i], 0), problem->n);
    int at = problem->bound_count;
    while (at > 0 && bounds[at - 1] > bound)
      at--;
    if (at > 0 && bounds[at - 1] == bound)
      continue;
    memmove(bounds + at + 1, bounds + at, (size_t)(problem->bound_count - at) * sizeof *bounds);
    bounds[at] = bound;
    problem->bound_count++;
  }
}

static pair_problem pair_of(const search *s, int64_t outcome, int64_t median) {
  const int64_t n = s->rule->agents, a = lesser(outcome, median), b = greater(outcome, median), half = (n + 1) / 2;
  const double y = s->places[outcome], m = s->places[median];
  const int64_t below = n - facility_phantoms_reaching(&s->rule->phantoms, y),
                upto = n + 1 - facility_phantoms_reaching(&s->rule->phantoms, nextafter(y, (double)INFINITY));
  pair_problem problem = {.n = n, .bounds = {0, below, upto, half - 1, half, n}};
  problem.regions[0] = best_place(s, y, m, 0, a - 1);
  problem.regions[1] = best_place(s, y, m, a, a);
  problem.regions[2] = best_place(s, y, m, a + 1, b - 1);
  problem.regions[3] = a < b ? best_place(s, y, m, b, b) : (region){.empty = true};
  problem.regions[4] = best_place(s, y, m, b + 1, s->count - 1);
  for (int cut = 0; cut < CUTS; cut++)
    problem.most[cut] = n;
  bind(&problem, outcome > a ? 3 : 1, below, upto);
  bind(&problem, median > a ? 3 : 1, half - 1, half);
  order_bounds(&problem);
  return problem;
}

/*
 * Cuts ascend within their bounds, and the gain is linear in them: an optimum has every cut at some bound. From cut to cut, the best gain of the agents
 * so far for each bound that the cut may take; parent[cut][i] is the bound of the cut before.
 */
static void choose_cuts(pair_problem *problem) {
  double best[BOUNDS] = {0.0}, next[BOUNDS] = {0.0};
  int parent[REGIONS][BOUNDS];
  const int bounds = problem->bound_count, all = bounds - 1; /* the last bound is n */
  for (int i = 0; i < bounds; i++)
    best[i] = i == 0 ? 0.0 : -(double)INFINITY; /* the first bound is 0 */
  for (int cut = 0; cut < REGIONS; cut++) {
    const region *here = &problem->regions[cut];
    const int64_t least = cut < CUTS ? problem->least[cut] : problem->n, most = cut < CUTS ? problem->most[cut] : problem->n;
    double before = -(double)INFINITY;
    int from = 0;
    for (int i = 0; i < bounds; i++) {
      const double value = best[i] - (double)problem->bounds[i] * here->gain;
      if (here->empty || value > before) {
        before = value;
        from = i;
      }
      const bool allowed = problem->bounds[i] >= least && problem->bounds[i] <= most;
      next[i] = allowed ? before + (double)problem->bounds[i] * here->gain : -(double)INFINITY;
      parent[cut][i] = from;
    }
    memcpy(best, next, sizeof best);
  }
  problem->best = best[all];
  for (int cut = REGIONS - 1, at = all; cut > 0; cut--) {
    at = parent[cut][at];
    problem->cuts[cut - 1] = problem->bounds[at];
  }
}

static pair_problem solved(const search *s, int64_t outcome, int64_t median) {
  pair_problem problem = pair_of(s, outcome, median);
  choose_cuts(&problem);
  return problem;
}

static walras_status search_rows(const walras_block *block, void *context) {
  const search *s = context;
  for (int64_t outcome = block->first; outcome < block->first + block->count; outcome++)
    for (int64_t median = 0; median < s->count; median++)
      walras_offer_maximum(block->maxima, solved(s, outcome, median).best, outcome * s->count + median);
  return WALRAS_OK;
}

static void write_profile(const pair_problem *problem, double *sorted) {
  int64_t agent = 0;
  for (int at = 0; at < REGIONS; at++)
    for (const int64_t end = at < CUTS ? problem->cuts[at] : problem->n; agent < end; agent++)
      sorted[agent] = problem->regions[at].place;
}

/* Guesses rise until no profile beats the last one. */
static walras_status climb(walras_trial *trial, search *s, walras_population *rows, walras_reduction *best, double *sorted,
                           facility_worst *worst) {
  const facility_rule *rule = s->rule;
  const int64_t n = rule->agents;
  s->guess = 1.0;
  for (int step = 0; step < STEPS; step++) {
    const walras_status status = walras_for_each_block(rows, search_rows, s, best);
    if (status != WALRAS_OK)
      return status;
    const walras_extremum found = walras_reduction_maximum(best, 0);
    const pair_problem problem = solved(s, found.id / s->count, found.id % s->count);
    write_profile(&problem, sorted);
    const double y = facility_phantom_outcome(&rule->phantoms, sorted);
    assert(y == s->places[found.id / s->count]);
    const facility_ratios ratio = facility_ratios_at(sorted, n, rule->length, y);
    facility_worst_offer(worst, sorted, n, ratio);
    const double next = s->cost ? ratio.cost : ratio.welfare;
    if (found.value <= 1e-13 * rule->length * (double)n || !(next > s->guess) || !isfinite(next))
      return WALRAS_OK;
    s->guess = next;
  }
  return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_NUMERIC, "worst_case_method = region: no worst ratio after %d guesses, at %.17g",
                           STEPS, s->guess);
}

walras_status facility_worst_region(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    facility_worst *worst) {
  const walras_population_input input = {.name = "outcomes", .entities = count, .block_size = ROWS};
  walras_population *rows;
  walras_reduction *best;
  double *sorted = walras_trial_allocate(trial, rule->agents, sizeof *sorted);
  walras_status status = sorted == NULL ? walras_trial_status(trial) : walras_population_create(trial, &input, &rows);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.maxima = 1}, &best);
  for (int cost = 0; status == WALRAS_OK && cost < 2; cost++) {
    search s = {.rule = rule, .places = places, .count = count, .cost = cost > 0};
    status = climb(trial, &s, rows, best, sorted, worst);
  }
  return status;
}
