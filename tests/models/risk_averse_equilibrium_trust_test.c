/* The stag hunt on a grid: its rules by hand, exact counts of pairs, learners, and populations. */
#include "models/risk-averse-equilibrium/evaluation.h"
#include "models/risk-averse-equilibrium/learner.h"

#include "risk_averse_equilibrium.h"

static const struct rae_hunt hunt = {.size = 5, .plants = 2, .horizon = 20, .stag = 5.0, .maul = 2.0, .plant = 1.0};
static const uint32_t key[2] = {3, 14};

/* A state without anything near: agents at (0,0) and (4,4), stag at (2,2), plants at (0,4) and (4,0). */
static struct rae_hunt_state quiet(void) {
  return (struct rae_hunt_state){
      .agent_x = {0, 4}, .agent_y = {0, 4}, .stag_x = 2, .stag_y = 2, .plant_x = {0, 4}, .plant_y = {4, 0}};
}

/* One step with these actions; the stag's word lets it stay (the fourth fifth of random moves is up, the first is stay). */
static struct rae_hunt_tally step(struct rae_hunt_state *state, int one, int two, uint32_t stag_word) {
  const walras_stream stream = walras_stream_make(key, 1, 0);
  const int action[2] = {one, two};
  struct rae_hunt_tally tally = {{0}, {0}, {0}};
  rae_hunt_step(&hunt, &stream, 7, 0, stag_word, action, state, &tally);
  return tally;
}
enum { STAY, RIGHT, LEFT, UP, DOWN };
#define STAG_STAYS 0x80000000u
#define STAG_HUNTS 0x00000000u
#define STAG_HUNTS_SECOND 0x40000000u

static void episodes_begin_in_corners_with_plants_on_free_cells(void) {
  const walras_stream stream = walras_stream_make(key, 1, 0);
  for (uint64_t episode = 0; episode < 200; episode++) {
    struct rae_hunt_state s;
    rae_hunt_start(&hunt, &stream, episode, &s);
    CU_ASSERT(s.agent_x[0] == 0 && s.agent_y[0] == 0 && s.agent_x[1] == 4 && s.agent_y[1] == 4 && s.stag_x == 2 && s.stag_y == 2);
    for (int k = 0; k < 2; k++) {
      const int32_t cell = s.plant_x[k] + 5 * s.plant_y[k];
      CU_ASSERT(cell > 0 && cell < 24 && cell != 12);
    }
    CU_ASSERT(s.plant_x[0] != s.plant_x[1] || s.plant_y[0] != s.plant_y[1]);
  }
}

static void a_full_grid_still_begins(void) {
  const walras_stream stream = walras_stream_make(key, 1, 0);
  const struct rae_hunt full = {.size = 3, .plants = 5, .horizon = 1};
  struct rae_hunt_state s;
  rae_hunt_start(&full, &stream, 0, &s);
  int used = 1 << 0 | 1 << 8 | 1 << 4;
  for (int k = 0; k < 5; k++)
    used |= 1 << (s.plant_x[k] + 3 * s.plant_y[k]);
  CU_ASSERT_EQUAL(__builtin_popcount((unsigned)used), 8);
}

static void moves_off_the_grid_stay(void) {
  struct rae_hunt_state s = quiet();
  step(&s, LEFT, RIGHT, STAG_STAYS);
  CU_ASSERT(s.agent_x[0] == 0 && s.agent_x[1] == 4);
  step(&s, DOWN, UP, STAG_STAYS);
  CU_ASSERT(s.agent_y[0] == 0 && s.agent_y[1] == 4);
  step(&s, RIGHT, DOWN, STAG_STAYS);
  CU_ASSERT(s.agent_x[0] == 1 && s.agent_y[1] == 3 && s.stag_x == 2 && s.stag_y == 2);
}

static void two_catch_the_stag_and_one_is_mauled(void) {
  struct rae_hunt_state s = quiet();
  s.agent_x[0] = 1;
  s.agent_y[0] = 2;
  struct rae_hunt_tally tally = step(&s, RIGHT, STAY, STAG_STAYS);
  CU_ASSERT(tally.mauls[0] == 1 && tally.mauls[1] == 0 && tally.stags[0] == 0 && s.stag_x == 2 && s.stag_y == 2);
  s.agent_x[1] = 2;
  s.agent_y[1] = 3;
  tally = step(&s, STAY, DOWN, STAG_STAYS);
  CU_ASSERT(tally.stags[0] == 1 && tally.stags[1] == 1 && tally.mauls[0] == 0 && tally.mauls[1] == 0);
  CU_ASSERT(s.stag_x != 2 || s.stag_y != 2); /* it is back elsewhere */
}

static void plants_are_gathered_by_each_who_stands_there(void) {
  struct rae_hunt_state s = quiet();
  s.agent_x[0] = 0;
  s.agent_y[0] = 3;
  struct rae_hunt_tally tally = step(&s, UP, STAY, STAG_STAYS);
  CU_ASSERT(tally.plants[0] == 1 && tally.plants[1] == 0);
  CU_ASSERT(s.plant_x[0] != 0 || s.plant_y[0] != 4);
  s = quiet();
  s.agent_x[0] = s.agent_x[1] = 4;
  s.agent_y[0] = s.agent_y[1] = 1;
  tally = step(&s, DOWN, DOWN, STAG_STAYS);
  CU_ASSERT(tally.plants[0] == 1 && tally.plants[1] == 1);
}

static void the_stag_goes_to_the_nearer_agent(void) {
  struct rae_hunt_state s = quiet();
  s.agent_x[1] = 3; /* at distances 4 and 3 */
  step(&s, STAY, STAY, STAG_HUNTS);
  CU_ASSERT(s.stag_x == 3 && s.stag_y == 2);
  s = quiet();
  step(&s, STAY, STAY, STAG_HUNTS); /* equally near: the coin's first agent, x first */
  CU_ASSERT(s.stag_x == 1 && s.stag_y == 2);
  s = quiet();
  step(&s, STAY, STAY, STAG_HUNTS_SECOND);
  CU_ASSERT(s.stag_x == 3 && s.stag_y == 2);
}

static void views_are_clipped_relative_places(void) {
  const struct rae_hunt_state s = quiet();
  /* stag (2,2), nearest plant (0,4) clipped to (0,2), other agent (4,4) clipped to (2,2): digits 4 4 2 4 4 4 */
  CU_ASSERT_EQUAL(rae_hunt_view(&hunt, &s, 0), ((((4 * 5 + 4) * 5 + 2) * 5 + 4) * 5 + 4) * 5 + 4);
  CU_ASSERT_EQUAL(rae_hunt_view(&hunt, &s, 1), ((((0 * 5 + 0) * 5 + 0) * 5 + 2) * 5 + 0) * 5 + 0); /* plant (-4, 0) */
}

static void stubborn_hunters_meet_at_the_stag(void) {
  static rae_hunt_policy stubborn, uniform;
  const walras_stream stream = walras_stream_make(key, 2, 0);
  struct rae_hunt_tally together = {{0}, {0}, {0}}, mixed = {{0}, {0}, {0}};
  rae_hunt_stubborn(&stubborn);
  rae_hunt_uniform(&uniform);
  for (uint64_t episode = 0; episode < 200; episode++) {
    rae_hunt_play(&hunt, (const rae_hunt_policy *const[]){&stubborn, &stubborn}, &stream, episode, &together);
    rae_hunt_play(&hunt, (const rae_hunt_policy *const[]){&stubborn, &uniform}, &stream, episode, &mixed);
  }
  CU_ASSERT(together.stags[0] > 400 && together.stags[0] == together.stags[1]);
  CU_ASSERT(mixed.mauls[0] > 400 && mixed.stags[0] < 200);
}

static void variances_come_from_counts(void) {
  rae_counts counts = {.episodes = 3};
  static const int64_t seen[3][3] = {{1, 0, 2}, {0, 3, 1}, {2, 1, 0}};
  double sum = 0.0, square = 0.0;
  for (int e = 0; e < 3; e++) {
    const double r = rae_hunt_return(&hunt, (double)seen[e][0], (double)seen[e][1], (double)seen[e][2]);
    sum += r;
    square += r * r;
    for (int a = 0; a < 3; a++) {
      counts.sum[a] += seen[e][a];
      for (int b = 0; b <= a; b++)
        counts.product[a][b] += seen[e][a] * seen[e][b];
    }
  }
  CU_ASSERT_DOUBLE_EQUAL(rae_counts_mean_return(&counts, &hunt), sum / 3.0, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(rae_counts_variance(&counts, &hunt), square / 3.0 - sum * sum / 9.0, 1e-12);
  CU_ASSERT(rae_share_safe(3.0, 1.0) == 0.6 && isnan(rae_share_safe(0.0, 0.0)));
}

/* The mean return of a seed varies by some 0.1 from one batch of 1000 episodes to another: the margins are many times that. */
static void learning_raises_returns_and_risk_aversion_lowers_variance(void) {
#define SHORT "mode=trust_grid", "n_eval=1000", "trust_policy=net", "policy_learning_rate=0.02"
  RUN(untaught, SHORT, "br_updates=1", "risk_aversion=0");
  RUN(bold, SHORT, "br_updates=60", "risk_aversion=0");
  RUN(careful, SHORT, "br_updates=60", "risk_aversion=1");
  CU_ASSERT(metric(&bold, "mean_self") > metric(&untaught, "mean_self") + 1.0);
  CU_ASSERT(metric(&careful, "var_self") < 0.8 * metric(&untaught, "var_self"));
  CU_ASSERT(metric(&bold, "var_self") > metric(&careful, "var_self"));
  end_run(&untaught);
  end_run(&bold);
  end_run(&careful);
}

static void tables_learn_where_they_have_been(void) {
  RUN(untaught, "mode=trust_grid", "n_eval=1000", "br_updates=1", "risk_aversion=0");
  RUN(taught, "mode=trust_grid", "n_eval=1000", "br_updates=60", "risk_aversion=0", "policy_learning_rate=0.1");
  CU_ASSERT(metric(&taught, "mean_self") > metric(&untaught, "mean_self") + 0.5);
  end_run(&untaught);
  end_run(&taught);
}

#define SMALL "mode=psro", "population_size=3", "br_updates=10", "n_eval=300", "risk_aversion=0.2"

static void populations_have_meta_strategies_and_payoffs(void) {
  RUN(run, SMALL);
  double total = 0.0, mean = 0.0;
  for (int64_t i = 0; i < 3; i++)
    total += element_of(&run, "strategy1", 1, i);
  for (int64_t row = 0; row < 9; row++)
    mean += element_of(&run, "payoffs", 2, row) * element_of(&run, "strategy1", 1, row / 3) *
            element_of(&run, "strategy1", 1, row % 3);
  CU_ASSERT_DOUBLE_EQUAL(total, 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_self"), mean, 1e-12);
  CU_ASSERT(element_of(&run, "payoffs", 6, 5) == element_of(&run, "strategy1", 1, 1));
  end_run(&run);
}

static void baselines_have_their_own_meta_strategies(void) {
  RUN(even, SMALL, "meta_strategy=uniform");
  RUN(latest, SMALL, "meta_strategy=latest");
  CU_ASSERT_DOUBLE_EQUAL(element_of(&even, "strategy1", 1, 0), 1.0 / 3.0, 1e-15);
  CU_ASSERT(element_of(&latest, "strategy1", 1, 2) == 1.0 && element_of(&latest, "strategy1", 1, 0) == 0.0);
  CU_ASSERT(metric(&latest, "mean_self") == element_of(&latest, "payoffs", 2, 8));
  end_run(&even);
  end_run(&latest);
  RUN(alone, "mode=psro", "population_size=1", "n_eval=100");
  CU_ASSERT(element_of(&alone, "strategy1", 1, 0) == 1.0);
  end_run(&alone);
}

static void risk_within_pairs_counts_where_asked(void) {
  RUN(with, SMALL, "n_plants=3");
  RUN(without, SMALL, "n_plants=3", "include_episode_variance=false");
  CU_ASSERT(element_of(&with, "payoffs", 2, 0) == element_of(&without, "payoffs", 2, 0));
  CU_ASSERT(element_of(&with, "strategy1", 1, 0) != element_of(&without, "strategy1", 1, 0));
  end_run(&with);
  end_run(&without);
}

static void a_second_population_changes_nothing_of_the_first(void) {
  static const char *const metrics[] = {"mean_self", "var_self", "mauls_vs_uniform", "mean_vs_stubborn"};
  RUN(alone, SMALL);
  RUN(both, SMALL, "second_population=true");
  for (int k = 0; k < 4; k++)
    CU_ASSERT(metric(&alone, metrics[k]) == metric(&both, metrics[k]));
  for (int64_t row = 0; row < 9; row++)
    CU_ASSERT(element_of(&alone, "payoffs", 2, row) == element_of(&both, "payoffs", 2, row));
  end_run(&alone);
  end_run(&both);
}

/* Two populations of the random policy alone, and six standard errors of the difference: false alarms in one of 10^8 such tests. */
static void random_populations_meet_like_random_partners(void) {
  RUN(run, "mode=psro", "population_size=1", "n_eval=10000", "second_population=true");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_vs_population"), metric(&run, "mean_vs_uniform"),
                         6.0 * sqrt(2.0 * metric(&run, "var_self") / 10000.0));
  CU_ASSERT(metric(&run, "mean_vs_population") != metric(&run, "mean_vs_uniform"));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mauls_vs_population") / metric(&run, "mauls_vs_uniform"), 1.0, 0.15);
  end_run(&run);
}

/* Its last policy has learnt like the first one's, from draws of its own: they do far better together than with one who acts at random. */
static void a_second_population_learns_as_well(void) {
  RUN(run, "mode=psro", "population_size=2", "meta_strategy=latest", "trust_policy=net", "policy_learning_rate=0.02",
      "br_updates=60", "n_eval=1000", "risk_aversion=0", "second_population=true");
  CU_ASSERT(metric(&run, "mean_vs_population") > metric(&run, "mean_vs_uniform") + 0.5);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_vs_population"), metric(&run, "mean_self"), 1.5);
  end_run(&run);
}

static void threads_do_not_change_a_bit_of_populations(void) {
  static const char *const policies[] = {"trust_policy=tabular", "trust_policy=net"};
  for (int k = 0; k < 2; k++) {
    model_run two;
    RUN(one, SMALL, policies[k], "second_population=true");
    run_model(&two, &walras_model_risk_averse_equilibrium, 2, SETTINGS(SMALL, policies[k], "second_population=true"));
    CU_ASSERT(same_records(&one, &two));
    end_run(&one);
    end_run(&two);
  }
}

static void grids_without_room_are_refused(void) {
  REFUSED("n_plants = 6: 3 x 3 cells leave room for at most 5", "mode=psro", "grid_size=3", "n_plants=6");
  REFUSED("tremble has no effect here", "mode=psro", "meta_strategy=latest", "tremble=0.1");
  REFUSED("include_episode_variance has no effect", "mode=psro", "meta_strategy=uniform", "include_episode_variance=true");
  REFUSED("tremble has no effect here", "mode=trust_grid", "tremble=0.1");
  REFUSED("second_population has no effect here", "mode=trust_grid", "second_population=true");
  REFUSED("population_size", "mode=psro", "population_size=0");
  REFUSED("policy_learning_rate", "mode=psro", "policy_learning_rate=0");
}

WALRAS_UNIT_TESTS(UNIT(episodes_begin_in_corners_with_plants_on_free_cells), UNIT(a_full_grid_still_begins),
                  UNIT(moves_off_the_grid_stay), UNIT(two_catch_the_stag_and_one_is_mauled),
                  UNIT(plants_are_gathered_by_each_who_stands_there), UNIT(the_stag_goes_to_the_nearer_agent),
                  UNIT(views_are_clipped_relative_places), UNIT(stubborn_hunters_meet_at_the_stag),
                  UNIT(variances_come_from_counts), UNIT(learning_raises_returns_and_risk_aversion_lowers_variance),
                  UNIT(tables_learn_where_they_have_been), UNIT(populations_have_meta_strategies_and_payoffs),
                  UNIT(baselines_have_their_own_meta_strategies), UNIT(risk_within_pairs_counts_where_asked),
                  UNIT(a_second_population_changes_nothing_of_the_first), UNIT(random_populations_meet_like_random_partners),
                  UNIT(a_second_population_learns_as_well), UNIT(threads_do_not_change_a_bit_of_populations),
                  UNIT(grids_without_room_are_refused))
