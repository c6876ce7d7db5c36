/** What the tests of causal games share: games with any instincts, solved by plain enumeration of all maps, and the same ones as settings. */
#ifndef WALRAS_TESTS_CAUSAL_GAMES_H
#define WALRAS_TESTS_CAUSAL_GAMES_H

#include "model_run.h"
#include "walras/random.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_causal_games, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_causal_games, word, SETTINGS(__VA_ARGS__)))

enum { TEST_STATES = 3, TEST_ACTIONS = 4, TEST_MAPS = 256 };
#define TEST_TOLERANCE 1e-12

typedef struct test_game {
  int states, m, n;
  double prior[TEST_STATES], leader_instinct[TEST_STATES][TEST_ACTIONS], follower_instinct[TEST_STATES][TEST_ACTIONS];
  double payoff[2][TEST_STATES][TEST_ACTIONS][TEST_ACTIONS]; /* player, u, x1, x2 */
} test_game;

static inline double test_uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {11, 8};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

static inline void test_law(uint64_t instance, uint32_t draw, int count, double *law) {
  double total = 0.0;
  for (int i = 0; i < count; i++)
    total += law[i] = test_uniform(instance, draw + (uint32_t)i);
  for (int i = 0; i < count; i++)
    law[i] /= total;
}

/* Payoffs uniform on (0, 1), or with `ties` whole numbers 0..2. */
static inline test_game random_test_game(uint64_t instance, int states, int m, int n, bool ties) {
  test_game g = {.states = states, .m = m, .n = n};
  test_law(instance, 0, states, g.prior);
  for (int u = 0; u < states; u++) {
    test_law(instance, 10 + 10 * (uint32_t)u, m, g.leader_instinct[u]);
    test_law(instance, 50 + 10 * (uint32_t)u, n, g.follower_instinct[u]);
  }
  uint32_t draw = 100;
  for (int player = 0; player < 2; player++)
    for (int u = 0; u < states; u++)
      for (int x1 = 0; x1 < m; x1++)
        for (int x2 = 0; x2 < n; x2++) {
          const double uniform = test_uniform(instance, draw++);
          g.payoff[player][u][x1][x2] = ties ? floor(3.0 * uniform) : uniform;
        }
  return g;
}

typedef struct test_map {
  int action[TEST_ACTIONS];
  int kind; /* 1 identity, 2 constant, 3 other */
} test_map;

/* Maps of `count` instincts in the order identity, constants, others lexicographically; without layer 3 only those of the listed layers. A single
 * action is both. */
static inline int list_test_maps(int count, int layers, test_map *maps) {
  int found = 0, all = 1;
  for (int i = 0; i < count; i++)
    all *= count;
  for (int kind = 1; kind <= 3; kind++)
    for (int code = 0; code < all; code++) {
      test_map map = {{0}, 0};
      bool identity = true, constant = true;
      for (int i = count - 1, rest = code; i >= 0; i--, rest /= count)
        map.action[i] = rest % count;
      for (int i = 0; i < count; i++) {
        identity = identity && map.action[i] == i;
        constant = constant && map.action[i] == map.action[0];
      }
      map.kind = identity && !(count == 1 && layers == 2) ? 1 : constant ? 2 : 3;
      if (map.kind == kind && (count == 1 || layers & 4 || layers & 1 << (kind - 1)))
        maps[found++] = map;
    }
  return found;
}

/* What a player gets, jointly with the leader's action being x1 under map g1, when the follower plays g2. */
static inline double test_value(const test_game *g, int player, const test_map *g1, int x1, const test_map *g2) {
  double sum = 0.0;
  for (int u = 0; u < g->states; u++)
    for (int i1 = 0; i1 < g->m; i1++)
      for (int i2 = 0; i2 < g->n && g1->action[i1] == x1; i2++)
        sum += g->prior[u] * g->leader_instinct[u][i1] * g->follower_instinct[u][i2] * g->payoff[player][u][x1][g2->action[i2]];
  return sum;
}

static inline double test_mass(const test_game *g, const test_map *g1, int x1) {
  double sum = 0.0;
  for (int u = 0; u < g->states; u++)
    for (int i1 = 0; i1 < g->m; i1++)
      sum += g1->action[i1] == x1 ? g->prior[u] * g->leader_instinct[u][i1] : 0.0;
  return sum;
}

static inline int test_reply(const test_game *g, const test_map *g1, int x1, const test_map *maps, int count) {
  int best = 0;
  for (int k = 1; k < count; k++)
    if (test_value(g, 1, g1, x1, &maps[k]) > test_value(g, 1, g1, x1, &maps[best]) + TEST_TOLERANCE)
      best = k;
  return best;
}

typedef struct test_solution {
  double payoff[2], follower_kind[4];
  test_map map;
} test_solution;

static inline test_solution solve_test_game(const test_game *g, int leader_layers, int follower_layers) {
  test_map leader[TEST_MAPS], follower[TEST_MAPS];
  const int leaders = list_test_maps(g->m, leader_layers, leader), followers = list_test_maps(g->n, follower_layers, follower);
  test_solution best = {.payoff = {-INFINITY, 0.0}};
  for (int k = 0; k < leaders; k++) {
    test_solution s = {.map = leader[k]};
    for (int x1 = 0; x1 < g->m; x1++) {
      const double mass = test_mass(g, &leader[k], x1);
      if (!(mass > 0.0))
        continue;
      const int reply = test_reply(g, &leader[k], x1, follower, followers);
      s.follower_kind[follower[reply].kind] += mass;
      for (int player = 0; player < 2; player++)
        s.payoff[player] += test_value(g, player, &leader[k], x1, &follower[reply]);
    }
    if (s.payoff[0] > best.payoff[0] + TEST_TOLERANCE)
      best = s;
  }
  return best;
}

/* Settings of mode explicit; the text belongs to the caller. */
enum { TEST_TEXT = 6000 };
typedef struct test_settings {
  char payoff_leader[TEST_TEXT], payoff_follower[TEST_TEXT], prior[TEST_TEXT], leader_instinct[TEST_TEXT],
      follower_instinct[TEST_TEXT], sizes[3][40];
  const char *list[24];
  int64_t count;
} test_settings;

static inline char *print_reals(char *at, const double *values, int count) {
  for (int i = 0; i < count; i++)
    at += sprintf(at, "%s%.17g%s", i == 0 ? "[" : "", values[i], i + 1 < count ? "," : "]");
  return at;
}

static inline void print_payoffs(const test_game *g, int player, const char *name, char *text) {
  text += sprintf(text, "%s=(", name);
  for (int u = 0; u < g->states; u++)
    for (int x1 = 0; x1 < g->m; x1++) {
      text = print_reals(text, g->payoff[player][u][x1], g->n);
      text += sprintf(text, "%s", u + 1 < g->states || x1 + 1 < g->m ? "," : ")");
    }
}

static inline void print_laws(const char *name, int states, int count, const double laws[TEST_STATES][TEST_ACTIONS], char *text) {
  text += sprintf(text, "%s=(", name);
  for (int u = 0; u < states; u++) {
    text = print_reals(text, laws[u], count);
    text += sprintf(text, "%s", u + 1 < states ? "," : ")");
  }
}

static inline void settings_of(const test_game *g, test_settings *s) {
  print_payoffs(g, 0, "payoff_leader", s->payoff_leader);
  print_payoffs(g, 1, "payoff_follower", s->payoff_follower);
  print_reals(s->prior + sprintf(s->prior, "state_prior="), g->prior, g->states);
  print_laws("instinct_leader", g->states, g->m, g->leader_instinct, s->leader_instinct);
  print_laws("instinct_follower", g->states, g->n, g->follower_instinct, s->follower_instinct);
  sprintf(s->sizes[0], "n_states=%d", g->states);
  sprintf(s->sizes[1], "n_leader_actions=%d", g->m);
  sprintf(s->sizes[2], "n_follower_actions=%d", g->n);
  const char *const list[] = {"mode=explicit", s->payoff_leader, s->payoff_follower,  s->prior, s->leader_instinct, s->sizes[0],
                              s->sizes[1],     s->sizes[2],      s->follower_instinct};
  s->count = 9;
  memcpy(s->list, list, sizeof list);
}

static inline void add_setting(test_settings *s, const char *setting) {
  s->list[s->count++] = setting;
}

static inline const char *layer_text(int layers, bool leader) {
  static const char *const texts[2][8] = {
      {"", "follower_layers=[1]", "follower_layers=[2]", "follower_layers=[1,2]", "follower_layers=[3]", "follower_layers=[1,3]",
       "follower_layers=[2,3]", "follower_layers=[1,2,3]"},
      {"", "leader_layers=[1]", "leader_layers=[2]", "leader_layers=[1,2]", "leader_layers=[3]", "leader_layers=[1,3]",
       "leader_layers=[2,3]", "leader_layers=[1,2,3]"}};
  return texts[leader][layers];
}

#endif
