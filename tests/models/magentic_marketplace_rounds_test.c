/* Rounds: what one leaves to the next is all that is kept, and what is averaged over them. */
#include <sys/wait.h>

#include "engine/checkpoint.h"
#include "magentic_marketplace.h"
#include "unit/folder.h"

enum { ROUNDS = 5 };

/* ---- going on from a checkpoint ---- */

typedef struct scenario {
  const char *settings[12];
} scenario;

/* Between them all that a round can leave behind: learned speed and prices, sales, queues, rationed consumers, drawn demand, averages. */
static const scenario scenarios[] = {
    {{"speed_update=ab_gradient", "price_update=ab_gradient", "release_count=2", "service_rate=5.0"}},
    {{"search_mechanism=popularity", "search_bandwidth=8", "price_update=ab_gradient"}},
    {{"capacity=3", "ration_rule=lottery", "ration_passes=2", "speed_update=ab_gradient"}},
    {{"capacity=2", "ration_rule=first_come", "service_rate=3.0", "duplicate_purchase_prob=0.2"}},
    {{"request_popularity=zipf", "search_mechanism=random", "attack_kind=injection_strong", "attack_share=0.2"}},
    {{"request_popularity=zipf", "price_update=ab_gradient", "search_mechanism=price_rank"}},
    {{"price_update=best_response", "release_mechanism=batch_price", "speed_update=ab_gradient", "max_search_rounds=2",
      "retry_prob=0.5"}},
    {{"assistant_profile=mixed", "profile_names=[\"gpt_4o\",\"rational\"]", "release_mechanism=hard_gate"}}};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static void run_scenario(market_run *run, const scenario *s, int threads, walras_checkpoints *checkpoints) {
  const char *settings[16] = {"requests=15", "consumers=900", "rounds=5"};
  int64_t count = 3;
  if (strncmp(s->settings[0], "assistant_profile", 17) != 0)
    settings[count++] = "assistant_profile=claude_sonnet_4";
  for (int i = 0; s->settings[i] != NULL; i++)
    settings[count++] = s->settings[i];
  run_model_resumably(run, &walras_model_magentic_marketplace, threads, checkpoints, settings, count);
}

/* A process of its own that is told to stop in round `last` and leaves a checkpoint behind. */
static void stop_after(const scenario *s, char *folder, int last) {
  int status = -1;
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    char round[16];
    market_run run;
    const walras_checkpoint_plan plan = {.folder = folder, .experiment = 7, .seconds = (double)INFINITY, .replications = 1};
    walras_checkpoints checkpoints = walras_checkpoints_of(&plan, 0);
    snprintf(round, sizeof round, "%d", last);
    setenv("WALRAS_STOP_AT_ROUND", round, 1);
    run_scenario(&run, s, 1, &checkpoints);
    _exit(run.status == WALRAS_STOPPED && checkpoints.last.round == last + 1 ? 0 : 1);
  }
  CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
  CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Goes on from what lies in the folder; false when nothing does. */
static bool go_on(market_run *run, const scenario *s, char *folder, int round) {
  const uint8_t pending = WALRAS_TRIAL_PENDING;
  walras_checkpoint_plan plan = {.folder = folder, .experiment = 7, .seconds = (double)INFINITY, .replications = 1};
  CU_ASSERT_EQUAL(walras_checkpoint_scan(folder, 7, &pending, 1, &plan.found, &plan.found_count, NULL), WALRAS_OK);
  walras_checkpoints checkpoints = walras_checkpoints_of(&plan, 0);
  run_scenario(run, s, 2, &checkpoints);
  const bool resumed = plan.found_count == 1 && plan.found[0].round == round && checkpoints.last.round == round;
  free(plan.found);
  walras_checkpoint_remove(folder);
  return resumed;
}

/* After each round, and after the last one. */
static void a_trial_that_was_stopped_between_two_rounds_ends_in_the_same_bits(void) {
  for (int i = 0; i < SCENARIOS; i++) {
    market_run whole;
    run_scenario(&whole, &scenarios[i], 1, NULL);
    CU_ASSERT_STRING_EQUAL(whole.message, "");
    for (int last = 0; last < ROUNDS; last++) {
      char folder[160];
      market_run resumed;
      snprintf(folder, sizeof folder, "%s", unit_path("rounds.ckpt"));
      stop_after(&scenarios[i], folder, last);
      CU_ASSERT_TRUE(go_on(&resumed, &scenarios[i], folder, last + 1));
      CU_ASSERT(same_records(&whole, &resumed));
      end_run(&resumed);
    }
    end_run(&whole);
  }
}

/* ---- from round to round ---- */

#define MARKET "requests=30", "consumers=3000"

/* A round knows nothing of how many follow. */
static void the_first_rounds_do_not_depend_on_how_many_follow(void) {
  RUN(few, MARKET, "rounds=3", "speed_update=ab_gradient", "price_update=ab_gradient", "service_rate=100.0");
  RUN(many, MARKET, "rounds=7", "speed_update=ab_gradient", "price_update=ab_gradient", "service_rate=100.0");
  static const char *const series[] = {"welfare_share_by_round", "completion_by_round",       "effort_by_round",
                                       "effort_sd_by_round",     "price_rate_by_round",       "price_rate_sd_by_round",
                                       "markup_by_round",        "time_to_purchase_by_round", "revenue_gini_by_round"};
  for (size_t i = 0; i < sizeof series / sizeof *series; i++)
    for (int64_t round = 0; round < 3; round++) {
      CU_ASSERT(isfinite(element(&few, series[i], round)));
      CU_ASSERT(unit_same_bits(element(&few, series[i], round), element(&many, series[i], round)));
    }
  end_run(&few);
  end_run(&many);
}

static void rounds_are_drawn_apart_and_averaged(void) {
  RUN(one, MARKET, "rounds=1");
  RUN(four, MARKET, "rounds=4");
  double sum = 0.0;
  for (int64_t round = 0; round < 4; round++) {
    sum += element(&four, "welfare_share_by_round", round);
    for (int64_t other = 0; other < round; other++)
      CU_ASSERT_NOT_EQUAL(element(&four, "welfare_share_by_round", round), element(&four, "welfare_share_by_round", other));
  }
  CU_ASSERT_DOUBLE_EQUAL(metric(&four, "welfare_share"), sum / 4.0, 1e-12);
  /* Without learning every round has the market of the first, and so its benchmarks. */
  static const char *const same[] = {"welfare_optimal", "welfare_cheapest", "welfare_random_fit", "reference_value_total"};
  for (int i = 0; i < 4; i++)
    CU_ASSERT(unit_same_bits(metric(&one, same[i]), metric(&four, same[i])));
  end_run(&one);
  end_run(&four);
}

/* The last quarter has a quarter of the rounds, rounded up: 1 of 4, 2 of 5, 2 of 8, 3 of 9. */
static void efforts_are_averaged_over_all_rounds_and_over_the_last_quarter(void) {
  static const int64_t rounds[] = {1, 2, 4, 5, 8, 9}, late[] = {1, 1, 1, 2, 2, 3};
  for (int i = 0; i < 6; i++) {
    char setting[32];
    double all = 0.0, last = 0.0;
    snprintf(setting, sizeof setting, "rounds=%d", (int)rounds[i]);
    RUN(run, MARKET, setting, "speed_update=ab_gradient", "effort_init=0.3");
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "effort_by_round", 0), 0.3, 1e-12);
    for (int64_t round = 0; round < rounds[i]; round++) {
      all += element(&run, "effort_by_round", round) / (double)rounds[i];
      last += round >= rounds[i] - late[i] ? element(&run, "effort_by_round", round) / (double)late[i] : 0.0;
    }
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "effort_mean"), all, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "effort_mean_last_quarter"), last, 1e-12);
    end_run(&run);
  }
}

WALRAS_UNIT_TESTS(UNIT(a_trial_that_was_stopped_between_two_rounds_ends_in_the_same_bits),
                  UNIT(the_first_rounds_do_not_depend_on_how_many_follow), UNIT(rounds_are_drawn_apart_and_averaged),
                  UNIT(efforts_are_averaged_over_all_rounds_and_over_the_last_quarter))
