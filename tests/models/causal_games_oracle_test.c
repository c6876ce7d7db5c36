/* Given games against plain enumeration of all maps, for every set of layers and any instincts. */
#include "causal_games.h"

static void agree_on(const test_game *g, int leader_layers, int follower_layers) {
  static test_settings settings;
  model_run run;
  settings_of(g, &settings);
  add_setting(&settings, layer_text(leader_layers, true));
  add_setting(&settings, layer_text(follower_layers, false));
  run_model(&run, &walras_model_causal_games, 1, settings.list, settings.count);
  CU_ASSERT_EQUAL_FATAL(run.status, WALRAS_OK);
  const test_solution s = solve_test_game(g, leader_layers, follower_layers);
  const test_solution benchmark = solve_test_game(g, 2, 2);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "scne_leader"), s.payoff[0], 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "scne_follower"), s.payoff[1], 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "stackelberg_leader"), benchmark.payoff[0], 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "stackelberg_follower"), benchmark.payoff[1], 1e-14);
  CU_ASSERT_EQUAL(metric(&run, "leader_action"), benchmark.map.action[0]);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_gain"), s.payoff[0] + s.payoff[1] - benchmark.payoff[0] - benchmark.payoff[1],
                         1e-14);
  CU_ASSERT_EQUAL(metric(&run, "leader_layer"), s.map.kind);
  for (int i = 0; i < g->m; i++)
    CU_ASSERT_EQUAL(element_of(&run, "leader_map", 1, i), s.map.action[i]);
  end_run(&run);
}

static void equilibria_of_every_set_of_layers_are_those_of_enumeration(void) {
  for (uint64_t instance = 0; instance < 7 * 7 * 4; instance++) {
    const int size = (int)(instance % 4);
    const test_game g = random_test_game(instance, 1 + (int)(instance % 3),
                                         size == 0   ? 1
                                         : size == 1 ? 3
                                                     : 2,
                                         size == 3 ? 3 : 2, false);
    agree_on(&g, 1 + (int)(instance / 4 % 7), 1 + (int)(instance / 28 % 7));
  }
}

static void ties_go_to_the_earlier_map_as_in_enumeration(void) {
  for (uint64_t instance = 0; instance < 60; instance++) {
    test_game g = random_test_game(1000 + instance, 2, 2 + (int)(instance % 2), 2 + (int)(instance / 2 % 2), true);
    agree_on(&g, 7, 7);
    for (int u = 0; u < 2; u++) /* instincts that never come: sets without mass */
      for (int i = 0; i < g.m; i++)
        g.leader_instinct[u][i] = i == u ? 1.0 : 0.0;
    agree_on(&g, 7, 3);
  }
}

static void four_actions_of_each_player_are_those_of_enumeration(void) {
  for (uint64_t instance = 0; instance < 3; instance++) {
    const test_game g = random_test_game(2000 + instance, 2, 4, 4, false);
    agree_on(&g, 7, 7);
  }
}

/* The follower of section "satisficing" of the model's README, straight from its definition. */
static void satisficing_payoffs(const test_game *g, const test_map *g1, double epsilon, double alpha, const double *given,
                                double payoff[2]) {
  payoff[0] = payoff[1] = 0.0;
  for (int x1 = 0; x1 < g->m; x1++) {
    double value[2][TEST_ACTIONS] = {{0}}, most = -INFINITY, mass = test_mass(g, g1, x1);
    int best = 0;
    if (!(mass > 0.0))
      continue;
    for (int j = 0; j < g->n; j++) {
      for (int player = 0; player < 2; player++)
        for (int u = 0; u < g->states; u++)
          for (int i1 = 0; i1 < g->m; i1++)
            value[player][j] +=
                g1->action[i1] == x1 ? g->prior[u] * g->leader_instinct[u][i1] * g->payoff[player][u][x1][j] / mass : 0.0;
      best = value[1][j] > value[1][best] + TEST_TOLERANCE ? j : best;
      most = value[1][j] > most ? value[1][j] : most;
    }
    for (int j = 0; j < g->n; j++) {
      const double instinct = given != NULL ? given[x1 * g->n + j] : (1.0 - alpha) / g->n + (j == best ? alpha : 0.0);
      const int played = value[1][j] >= most - epsilon ? j : best;
      payoff[0] += mass * instinct * value[0][played];
      payoff[1] += mass * instinct * value[1][played];
    }
  }
}

static void solve_satisficing(const test_game *g, double epsilon, double alpha, const double *given, double best[2]) {
  test_map maps[TEST_MAPS];
  const int count = list_test_maps(g->m, 7, maps);
  best[0] = -INFINITY;
  for (int k = 0; k < count; k++) {
    double payoff[2];
    satisficing_payoffs(g, &maps[k], epsilon, alpha, given, payoff);
    if (payoff[0] > best[0] + TEST_TOLERANCE)
      memcpy(best, payoff, sizeof payoff);
  }
}

static void satisficing_followers_are_those_of_the_definition(void) {
  static test_settings settings;
  for (uint64_t instance = 0; instance < 60; instance++) {
    const test_game g = random_test_game(3000 + instance, 1 + (int)(instance % 3), 2 + (int)(instance % 2), 3, false);
    const double given[9] = {0.5, 0.25, 0.25, 0.0, 0.125, 0.875, 1.0, 0.0, 0.0};
    const bool gives = instance % 4 == 0;
    double best[2];
    model_run run;
    settings_of(&g, &settings);
    settings.count--; /* the instincts of a rational follower */
    add_setting(&settings, "follower_rationality=satisficing");
    add_setting(&settings, "satisficing_epsilon=0.25");
    add_setting(&settings, !gives     ? "instinct_alignment=0.375"
                           : g.m == 2 ? "instinct_follower_given_action=([0.5,0.25,0.25],[0.0,0.125,0.875])"
                                      : "instinct_follower_given_action=([0.5,0.25,0.25],[0.0,0.125,0.875],[1.0,0.0,0.0])");
    run_model(&run, &walras_model_causal_games, 1, settings.list, settings.count);
    CU_ASSERT_EQUAL_FATAL(run.status, WALRAS_OK);
    solve_satisficing(&g, 0.25, 0.375, gives ? given : NULL, best);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "leader"), best[0], 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "follower"), best[1], 1e-14);
    CU_ASSERT(isnan(metric(&run, "scne_leader")));
    end_run(&run);
  }
}

/* Hidden maps by enumeration of tables: a follower's map for each action of the leader. */
typedef struct hidden_count {
  int equilibria, robust;
  double best, worst;
} hidden_count;

static double against_table(const test_game *g, int player, const test_map *g1, const int *table, const test_map *follower) {
  double sum = 0.0;
  for (int x1 = 0; x1 < g->m; x1++)
    sum += test_value(g, player, g1, x1, &follower[table[x1]]);
  return sum;
}

static bool nothing_is_better(const test_game *g, int at, const test_map *leader, int leaders, const int *table,
                              const test_map *follower) {
  const double reached = against_table(g, 0, &leader[at], table, follower);
  for (int k = 0; k < leaders; k++)
    if (against_table(g, 0, &leader[k], table, follower) > reached + TEST_TOLERANCE)
      return false;
  return true;
}

static hidden_count count_hidden(const test_game *g, int leader_layers, int follower_layers) {
  test_map leader[TEST_MAPS], follower[TEST_MAPS];
  const int leaders = list_test_maps(g->m, leader_layers, leader), followers = list_test_maps(g->n, follower_layers, follower);
  hidden_count count = {.best = -INFINITY, .worst = INFINITY};
  int tables = 1;
  for (int x1 = 0; x1 < g->m; x1++)
    tables *= followers;
  for (int k = 0; k < leaders; k++) {
    bool some = false, all = true;
    double welfare = 0.0;
    for (int code = 0; code < tables; code++) {
      int table[TEST_ACTIONS];
      bool rational = true;
      for (int x1 = 0, rest = code; x1 < g->m; x1++, rest /= followers) {
        table[x1] = rest % followers;
        rational = rational &&
                   (!(test_mass(g, &leader[k], x1) > 0.0) || table[x1] == test_reply(g, &leader[k], x1, follower, followers));
      }
      if (!rational)
        continue;
      const bool holds = nothing_is_better(g, k, leader, leaders, table, follower);
      welfare = against_table(g, 0, &leader[k], table, follower) + against_table(g, 1, &leader[k], table, follower);
      some = some || holds;
      all = all && holds;
    }
    count.equilibria += some;
    count.robust += all;
    if (some) {
      count.best = fmax(count.best, welfare);
      count.worst = fmin(count.worst, welfare);
    }
  }
  return count;
}

/* Whether some map is an equilibrium that not all replies off its path support. */
static bool agree_on_hidden(const test_game *g, int leader_layers, int follower_layers, bool *exists) {
  static test_settings settings;
  model_run run;
  settings_of(g, &settings);
  add_setting(&settings, layer_text(leader_layers, true));
  add_setting(&settings, layer_text(follower_layers, false));
  add_setting(&settings, "observe_layer=false");
  run_model(&run, &walras_model_causal_games, 1, settings.list, settings.count);
  CU_ASSERT_EQUAL_FATAL(run.status, WALRAS_OK);
  const hidden_count count = count_hidden(g, leader_layers, follower_layers);
  const double benchmark = metric(&run, "stackelberg_leader") + metric(&run, "stackelberg_follower");
  *exists = count.equilibria > 0;
  CU_ASSERT_EQUAL(metric(&run, "mean_equilibria"), count.equilibria);
  CU_ASSERT_EQUAL(metric(&run, "mean_robust_equilibria"), count.robust);
  CU_ASSERT_EQUAL(metric(&run, "share_without_equilibrium"), *exists ? 0.0 : 1.0);
  CU_ASSERT_EQUAL(isnan(metric(&run, "mean_best_welfare")), !*exists);
  if (*exists) {
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_best_welfare"), count.best, 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_worst_welfare"), count.worst, 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_worst_gain"), count.worst - benchmark, 1e-13);
  }
  end_run(&run);
  return count.equilibria > count.robust;
}

static void hidden_maps_are_those_of_enumeration(void) {
  int fragile = 0;
  for (uint64_t instance = 0; instance < 150; instance++) {
    const int size = (int)(instance % 3), leader_layers = 1 + (int)(instance / 3 % 7);
    const int follower_layers = size == 2 ? 3 : 1 + (int)(instance / 5 % 7);
    const test_game g = random_test_game(4000 + instance, 2, size == 2 ? 3 : 2, size == 1 ? 3 : 2, false);
    bool exists;
    fragile += agree_on_hidden(&g, leader_layers, follower_layers, &exists);
  }
  CU_ASSERT(fragile > 10); /* both kinds have been met */
}

static void games_without_an_equilibrium_in_hidden_maps_are_those_of_enumeration(void) {
  int missing = 0;
  for (uint64_t instance = 0; instance < 150; instance++) {
    test_game g = random_test_game(5000 + instance, 2, 2, 2, false);
    bool exists;
    for (int u = 0; u < 2; u++) /* instincts that know the state */
      g.leader_instinct[u][u] = 1.0 - (g.leader_instinct[u][1 - u] = 0.1);
    (void)agree_on_hidden(&g, 7, 2, &exists);
    missing += !exists;
  }
  CU_ASSERT(missing > 0);
}

WALRAS_UNIT_TESTS(UNIT(equilibria_of_every_set_of_layers_are_those_of_enumeration),
                  UNIT(ties_go_to_the_earlier_map_as_in_enumeration), UNIT(four_actions_of_each_player_are_those_of_enumeration),
                  UNIT(satisficing_followers_are_those_of_the_definition), UNIT(hidden_maps_are_those_of_enumeration),
                  UNIT(games_without_an_equilibrium_in_hidden_maps_are_those_of_enumeration))
