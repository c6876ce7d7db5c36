#include "models/causal-games/hidden.h"

#include <math.h>

#include "numerics/games/argmax.h"

/*
 * What the leader gets with instinct i1 (jointly with it) from action x1 is linear in the follower's reply g2:
 *   v(i1, x1, g2) = sum over i2 of part(i1, x1, i2, g2(i2)),   part = sum over u of P(u, i1, i2) Y1(u, x1, .).
 */
typedef struct hidden_game {
  const struct causal_tables *t;
  double *part[2]; /* [m][m][n][n]: i1, x1, i2, reply; of both players */
  double *reached; /* [m][m]: v(i1, x1, g2) at used actions, with the follower's best g2 */
  double *limit;   /* [m] what each instinct gets under the map at hand */
  double total;    /* their sum */
  bool used[ACTIONS_MOST];
  double payoff[2]; /* of the map at hand */
} hidden_game;

int64_t causal_hidden_reals(const struct causal_tables *t) {
  return 2 * t->m * t->m * t->n * t->n + t->m * t->m + t->m;
}

static double *part_of(const hidden_game *g, int player, int64_t i1, int64_t x1, int64_t i2) {
  return g->part[player] + ((i1 * g->t->m + x1) * g->t->n + i2) * g->t->n;
}

static void fill_parts(hidden_game *g, const double *payoff[2]) {
  const struct causal_tables *const t = g->t;
  for (int player = 0; player < 2; player++)
    for (int64_t i1 = 0; i1 < t->m; i1++)
      for (int64_t x1 = 0; x1 < t->m; x1++)
        for (int64_t i2 = 0; i2 < t->n; i2++)
          for (int64_t j = 0; j < t->n; j++) {
            double sum = 0.0;
            for (int64_t u = 0; u < t->states; u++)
              sum += t->together[(i1 * t->n + i2) * t->states + u] * payoff[player][(u * t->m + x1) * t->n + j];
            part_of(g, player, i1, x1, i2)[j] = sum;
          }
}

/* A follower's map: identity, constant, or a choice for each instinct. */
typedef struct reply_map {
  unsigned char action[ACTIONS_MOST];
} reply_map;

static double value_of(const hidden_game *g, int player, int64_t i1, int64_t x1, const reply_map *map) {
  double sum = 0.0;
  for (int64_t i2 = 0; i2 < g->t->n; i2++)
    sum += part_of(g, player, i1, x1, i2)[map->action[i2]];
  return sum;
}

static void set_identity(reply_map *map, int64_t n) {
  for (int64_t i2 = 0; i2 < n; i2++)
    map->action[i2] = (unsigned char)i2;
}

static void set_constant(reply_map *map, int64_t n, int64_t reply) {
  for (int64_t i2 = 0; i2 < n; i2++)
    map->action[i2] = (unsigned char)reply;
}

/* Over the instincts that the map at hand sends to x1. */
static double value_to_follower(const hidden_game *g, const unsigned char *leader_map, int64_t x1, const reply_map *map) {
  double sum = 0.0;
  for (int64_t i1 = 0; i1 < g->t->m; i1++)
    if (leader_map[i1] == x1)
      sum += value_of(g, 1, i1, x1, map);
  return sum;
}

/* For each instinct the first best reply alone. */
static void set_best_choices(const hidden_game *g, const unsigned char *leader_map, int64_t x1, reply_map *map) {
  for (int64_t i2 = 0; i2 < g->t->n; i2++) {
    double values[ACTIONS_MOST] = {0.0};
    for (int64_t i1 = 0; i1 < g->t->m; i1++)
      for (int64_t j = 0; j < g->t->n && leader_map[i1] == x1; j++)
        values[j] += part_of(g, 1, i1, x1, i2)[j];
    map->action[i2] = (unsigned char)walras_argmax_first(values, g->t->n, g->t->tolerance);
  }
}

typedef struct reply_search {
  double value;
  reply_map best;
} reply_search;

static void offer(const hidden_game *g, reply_search *s, const unsigned char *leader_map, int64_t x1, const reply_map *map) {
  const double value = value_to_follower(g, leader_map, x1, map);
  if (value > s->value + g->t->tolerance) {
    s->value = value;
    s->best = *map;
  }
}

static reply_map best_reply(const hidden_game *g, const unsigned char *leader_map, int64_t x1) {
  const int layers = g->t->follower_layers;
  const bool all = layers & LAYER_COUNTERFACTUAL;
  reply_search s = {.value = -(double)INFINITY};
  reply_map map;
  if (all || (layers & LAYER_SEE)) {
    set_identity(&map, g->t->n);
    offer(g, &s, leader_map, x1, &map);
  }
  for (int64_t j = 0; j < g->t->n && (all || (layers & LAYER_DO)); j++) {
    set_constant(&map, g->t->n, j);
    offer(g, &s, leader_map, x1, &map);
  }
  if (all) {
    set_best_choices(g, leader_map, x1, &map);
    offer(g, &s, leader_map, x1, &map);
  }
  return s.best;
}

/* Next map of the follower: identity, constants, and with layer 3 all in lexicographic order instead. False after the last one. */
static bool next_reply(const hidden_game *g, int64_t *number, reply_map *map) {
  const int64_t n = g->t->n, k = (*number)++;
  const bool see = g->t->follower_layers & LAYER_SEE, constants = g->t->follower_layers & LAYER_DO;
  if (g->t->follower_layers & LAYER_COUNTERFACTUAL) {
    int64_t rest = k;
    for (int64_t i2 = n - 1; i2 >= 0; i2--) {
      map->action[i2] = (unsigned char)(rest % n);
      rest /= n;
    }
    return rest == 0;
  }
  if (see && k == 0) {
    set_identity(map, n);
    return true;
  }
  set_constant(map, n, k - see);
  return constants && k - see < n;
}

/* Used actions with the follower's replies: what each instinct gets there, and both players' payoffs. */
static void follow_map(hidden_game *g, const unsigned char *leader_map) {
  const int64_t m = g->t->m;
  g->payoff[0] = g->payoff[1] = g->total = 0.0;
  for (int64_t x1 = 0; x1 < m; x1++) {
    double mass = 0.0;
    for (int64_t i1 = 0; i1 < m; i1++)
      for (int64_t k = 0; k < g->t->n * g->t->states && leader_map[i1] == x1; k++)
        mass += g->t->together[i1 * g->t->n * g->t->states + k];
    g->used[x1] = mass > 0.0;
    if (!g->used[x1])
      continue;
    const reply_map reply = best_reply(g, leader_map, x1);
    g->payoff[1] += value_to_follower(g, leader_map, x1, &reply);
    for (int64_t i1 = 0; i1 < m; i1++)
      g->reached[i1 * m + x1] = value_of(g, 0, i1, x1, &reply);
  }
  for (int64_t i1 = 0; i1 < m; i1++) { /* an instinct without mass may be sent to an unused action, and counts nothing */
    g->limit[i1] = g->used[leader_map[i1]] ? g->reached[i1 * m + leader_map[i1]] : 0.0;
    g->total += g->limit[i1];
  }
  g->payoff[0] = g->total;
}

/* The leader's ways to deviate: with layer 3, each instinct alone; without, to a constant or to the identity. */
static bool deviates_alone(const hidden_game *g) {
  return g->t->leader_layers & LAYER_COUNTERFACTUAL;
}

static double constant_value(const hidden_game *g, int64_t x1) {
  double sum = 0.0;
  for (int64_t i1 = 0; i1 < g->t->m; i1++)
    sum += g->reached[i1 * g->t->m + x1];
  return sum;
}

static bool used_actions_hold(const hidden_game *g, double *identity) {
  const int64_t m = g->t->m;
  *identity = 0.0;
  for (int64_t x1 = 0; x1 < m; x1++) {
    if (!g->used[x1])
      continue;
    *identity += g->reached[x1 * m + x1];
    for (int64_t i1 = 0; i1 < m && deviates_alone(g); i1++)
      if (g->reached[i1 * m + x1] > g->limit[i1] + g->t->tolerance)
        return false;
    if (!deviates_alone(g) && (g->t->leader_layers & LAYER_DO) && constant_value(g, x1) > g->total + g->t->tolerance)
      return false;
  }
  return true;
}

/* Whether this reply to the unused action x1 keeps each instinct, or the constant, from going there. */
static bool reply_holds(const hidden_game *g, int64_t x1, const reply_map *map) {
  double sum = 0.0;
  for (int64_t i1 = 0; i1 < g->t->m; i1++) {
    const double value = value_of(g, 0, i1, x1, map);
    if (deviates_alone(g) && value > g->limit[i1] + g->t->tolerance)
      return false;
    sum += value;
  }
  return deviates_alone(g) || !(g->t->leader_layers & LAYER_DO) || sum <= g->total + g->t->tolerance;
}

/*
 * Unused actions settle one by one: with layer 3 because instincts deviate alone; without because only the identity uses several of them, and it
 * adds up what single instincts get. `some`: a reply that holds and leaves the identity least; `every`: all hold, and its most.
 */
static void try_unused(const hidden_game *g, int64_t x1, bool *some, bool *every, double *least, double *most) {
  reply_map map;
  double low = (double)INFINITY, high = -(double)INFINITY;
  *some = false;
  *every = true;
  for (int64_t number = 0; next_reply(g, &number, &map);) {
    const bool holds = reply_holds(g, x1, &map);
    const double own = value_of(g, 0, x1, x1, &map);
    *some = *some || holds;
    *every = *every && holds;
    low = holds && own < low ? own : low;
    high = own > high ? own : high;
    if (deviates_alone(g) && *some && !*every)
      break;
  }
  *least += low;
  *most += high;
}

static void judge(const hidden_game *g, bool *equilibrium, bool *robust) {
  double least, most;
  *equilibrium = *robust = used_actions_hold(g, &least);
  most = least;
  for (int64_t x1 = 0; x1 < g->t->m && *equilibrium; x1++) {
    bool some, every;
    if (g->used[x1])
      continue;
    try_unused(g, x1, &some, &every, &least, &most);
    *equilibrium = some;
    *robust = *robust && every;
  }
  if (deviates_alone(g) || !(g->t->leader_layers & LAYER_SEE))
    return;
  *equilibrium = *equilibrium && least <= g->total + g->t->tolerance;
  *robust = *robust && most <= g->total + g->t->tolerance;
}

static void keep(double kept[2], const double payoff[2]) {
  kept[0] = payoff[0];
  kept[1] = payoff[1];
}

static void count(causal_hidden *hidden, const double payoff[2]) {
  const double welfare = payoff[0] + payoff[1];
  const bool first = hidden->equilibria++ == 0;
  if (first || welfare > hidden->best[0] + hidden->best[1])
    keep(hidden->best, payoff);
  if (first || welfare < hidden->worst[0] + hidden->worst[1])
    keep(hidden->worst, payoff);
}

void causal_solve_hidden(const struct causal_tables *t, const double *leader, const double *follower, double *work,
                         causal_hidden *hidden) {
  const int64_t cells = t->m * t->m * t->n * t->n;
  hidden_game g = {.t = t, .part = {work, work + cells}, .reached = work + 2 * cells, .limit = work + 2 * cells + t->m * t->m};
  fill_parts(&g, (const double *[2]){leader, follower});
  *hidden = (causal_hidden){0};
  for (int64_t map = 0; map < t->maps; map++) {
    bool equilibrium, robust;
    follow_map(&g, t->action + map * t->m);
    judge(&g, &equilibrium, &robust);
    if (equilibrium)
      count(hidden, g.payoff);
    hidden->robust += robust;
  }
}
