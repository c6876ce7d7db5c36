/* The reward network: its gradient against differences, what it learns of a known reward of steps, equality of bits, settings. */
#include "gradient_check.h"
#include "models/model_run.h"
#include "models/spo/trajectory_trial.h"

#define NETWORK "mode=trajectory", "reward_features=mlp"
#define RUN(run, ...) RUN_MODEL(run, &walras_model_spo, NETWORK, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_spo, word, SETTINGS("mode=trajectory", __VA_ARGS__)))
#define RANKED "algorithm=reward_model", "batch_trajectories=128", "horizon=20", "iterations=10", "reward_fit_steps=20"
#define SMALL "hidden_width=8", "evaluation_trajectories=32"

enum { COUNT = 5, MOST = 400, FIRST = 7 };

typedef struct weighted_rewards {
  trajectory_trial t;
  struct spo_parameters p;
  trajectory_rollout rollout;
  double theta[MOST], phi[MOST], weight[COUNT], memory[60000];
} weighted_rewards;

static double sum_of(const double *phi, void *context) {
  weighted_rewards *w = context;
  double values[COUNT], sum = 0.0;
  w->t.network.phi = (double *)phi;
  CU_ASSERT_EQUAL(reward_network_pass(&w->t, &w->rollout, FIRST, COUNT, NULL, w->memory, values, NULL), WALRAS_OK);
  for (int i = 0; i < COUNT; i++)
    sum += w->weight[i] * values[i];
  return sum;
}

static void make_rewards(weighted_rewards *w, int simulator, walras_control_kind kind, int64_t horizon) {
  uint32_t key[2];
  walras_random_key(9, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 1, 0);
  memset(w, 0, sizeof *w);
  w->p = (struct spo_parameters){.simulator = simulator,
                                 .policy = POLICY_LINEAR_GAUSSIAN,
                                 .hidden_layers = 2,
                                 .hidden_width = 12,
                                 .horizon = horizon,
                                 .initial_log_std = 0.5,
                                 .start_noise = 0.3,
                                 .sectors = 3};
  w->t.p = &w->p;
  w->t.world = walras_control_make(kind);
  w->t.policy = trajectory_policy_make(&w->p, &w->t.world);
  w->t.network = reward_network_make(&w->t);
  CU_ASSERT_FATAL(w->t.network.parameters <= MOST && reward_network_bytes(&w->t) <= sizeof w->memory);
  trajectory_policy_start(&w->t.policy, &w->p, &stream, w->theta);
  for (int64_t i = 0; i < w->t.network.parameters; i++)
    w->phi[i] = 0.4 * walras_normal(&stream, 1, (uint32_t)i);
  for (int i = 0; i < COUNT; i++)
    w->weight[i] = walras_normal(&stream, 2, (uint32_t)i);
  w->rollout = (trajectory_rollout){.p = &w->p,
                                    .world = &w->t.world,
                                    .policy = &w->t.policy,
                                    .parameters = w->theta,
                                    .sampled = true,
                                    .start = walras_stream_make(key, 2, 0),
                                    .action = walras_stream_make(key, 3, 0),
                                    .component = walras_stream_make(key, 4, 0)};
}

/* Actions of deviation 1.6 are cut off at 2 now and then; cars stop at the goal before others do. */
static void its_gradient_agrees_with_differences_of_the_rewards(void) {
  static weighted_rewards w;
  static const struct {
    int simulator;
    walras_control_kind kind;
    int64_t horizon;
  } tasks[] = {{SIMULATOR_POINT_MASS, WALRAS_CONTROL_POINT_MASS, 8},
               {SIMULATOR_MOUNTAIN_CAR, WALRAS_CONTROL_MOUNTAIN_CAR, 20},
               {SIMULATOR_PLANAR_BANDIT, WALRAS_CONTROL_JUMP, 1}};
  for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
    double gradient[MOST] = {0.0};
    make_rewards(&w, tasks[i].simulator, tasks[i].kind, tasks[i].horizon);
    if (tasks[i].kind == WALRAS_CONTROL_MOUNTAIN_CAR)
      w.t.world.start[0] = 0.35; /* near the goal */
    w.t.network.phi = w.phi;
    CU_ASSERT_EQUAL(reward_network_pass(&w.t, &w.rollout, FIRST, COUNT, w.weight, w.memory, NULL, gradient), WALRAS_OK);
    CU_ASSERT(gradient_error(w.t.network.parameters, w.phi, gradient, sum_of, &w) < 1e-6);
  }
}

/* Of a network whose output is 1 everywhere every step is paid 1/H: a trajectory that stops early is paid for its own steps only. */
static void a_trajectory_is_paid_for_each_of_its_steps(void) {
  static weighted_rewards w;
  double values[COUNT];
  make_rewards(&w, SIMULATOR_MOUNTAIN_CAR, WALRAS_CONTROL_MOUNTAIN_CAR, 20);
  w.t.world.start[0] = 0.35;
  memset(w.phi, 0, sizeof w.phi);
  w.phi[w.t.network.parameters - 1] = 1.0; /* the last bias */
  w.t.network.phi = w.phi;
  CU_ASSERT_EQUAL(reward_network_pass(&w.t, &w.rollout, FIRST, COUNT, NULL, w.memory, values, NULL), WALRAS_OK);
  const trajectory_copies *copies = (const trajectory_copies *)w.memory;
  int64_t early = 0;
  for (int i = 0; i < COUNT; i++) {
    CU_ASSERT_DOUBLE_EQUAL(values[i], (double)copies->length[i] / 20.0, 1e-15);
    early += copies->length[i] < 20;
  }
  CU_ASSERT(early > 0);
}

/* The point mass is paid for its distance and effort at every step; a rater that goes by the sum is the teacher. New pairs of a policy that stays, and of one
 * that learns, whose earlier rounds must come back as they were. Without learning, or from wrong trajectories, it is right half of the time. */
static void it_ranks_new_trajectories_by_a_known_reward_of_steps(void) {
  RUN(fixed, SMALL, RANKED, "policy=linear", "policy_noise=1.0");
  RUN(moving, SMALL, RANKED, "policy=linear_gaussian");
  fprintf(stderr, "    ranked as the rater does: %.3f, %.3f\n", metric(&fixed, "rm_accuracy"), metric(&moving, "rm_accuracy"));
  CU_ASSERT(metric(&fixed, "rm_accuracy") > 0.9);
  CU_ASSERT(metric(&moving, "rm_accuracy") > 0.85);
  end_run(&fixed);
  end_run(&moving);
}

static int64_t changed = -1; /* rewards of the first round that are others after the second one */

/* Two rounds of a policy that jumps in between; then the first one again. */
static walras_status ask_for_an_earlier_round(walras_trial *trial, const void *parameters) {
  static trajectory_trial t;
  enum { BATCH = 64 };
  const double *values = NULL;
  double first[BATCH];
  t = (trajectory_trial){.trial = trial, .p = parameters, .world = walras_control_make(WALRAS_CONTROL_POINT_MASS)};
  t.policy = trajectory_policy_make(t.p, &t.world);
  t.theta = walras_trial_allocate_zero(trial, t.policy.parameters, sizeof(double));
  CU_ASSERT_FATAL(t.p->batch_trajectories == BATCH && t.theta != NULL);
  CU_ASSERT_EQUAL(
      walras_population_create(trial, &(walras_population_input){.name = "batch", .entities = BATCH, .block_size = ROLLOUT_BLOCK},
                               &t.population),
      WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(reward_network_open(&t), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(reward_network_values(&t, 0, &values), WALRAS_OK);
  memcpy(first, values, sizeof first);
  t.round = 1;
  for (int64_t i = 0; i < t.policy.log_deviations; i++)
    t.theta[i] = 1.0;
  CU_ASSERT_EQUAL_FATAL(reward_network_values(&t, 1, &values), WALRAS_OK);
  CU_ASSERT_NOT_EQUAL(values[0], first[0]);
  CU_ASSERT_EQUAL_FATAL(reward_network_values(&t, 0, &values), WALRAS_OK);
  changed = 0;
  for (int i = 0; i < BATCH; i++)
    changed += !unit_same_bits(values[i], first[i]);
  return WALRAS_ERROR_MODEL; /* nothing is recorded */
}

static void trajectories_of_earlier_rounds_come_back_as_they_were(void) {
  walras_model asking = walras_model_spo;
  asking.run = ask_for_an_earlier_round;
  model_run run;
  run_model(&run, &asking, 2, SETTINGS(NETWORK, "algorithm=reward_model", "reward_window=2", "hidden_width=8"));
  CU_ASSERT_EQUAL(changed, 0);
  end_run(&run);
}

/* From -7 at the start of 20 steps. */
static void policies_improve_the_hidden_return_by_it(void) {
  RUN(refitted, SMALL, "algorithm=reward_model", "oracle=bernoulli", "horizon=20", "iterations=16", "reward_fit_steps=20");
  RUN(once, SMALL, "algorithm=bt_static", "iterations=3", "reward_fit_steps=20");
  fprintf(stderr, "    %.3f\n", metric(&refitted, "return"));
  CU_ASSERT(metric(&refitted, "return") > -5.0);
  CU_ASSERT(isfinite(metric(&once, "rm_accuracy")));
  CU_ASSERT_EQUAL(metric(&refitted, "queries"), 16.0 * 64.0);
  CU_ASSERT_EQUAL(metric(&once, "queries"), 64.0);
  end_run(&refitted);
  end_run(&once);
}

static void labels_without_information_keep_it_finite(void) {
  RUN(run, SMALL, "algorithm=reward_model", "iterations=3", "reward_fit_steps=10", "flip_probability=0.5");
  CU_ASSERT(isfinite(metric(&run, "return")));
  CU_ASSERT(isnan(metric(&run, "rm_accuracy")));
  end_run(&run);
}

static void threads_change_no_bit_of_it(void) {
  static const char *const settings[][2] = {{"policy=mlp_gaussian", "rater=non_markov"},
                                            {"optimizer=evolution", "oracle=bernoulli"}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    model_run one, three;
    const char *const all[] = {NETWORK,
                               SMALL,
                               "algorithm=reward_model",
                               "iterations=4",
                               "reward_window=2",
                               "reward_fit_steps=4",
                               "batch_trajectories=100",
                               settings[i][0],
                               settings[i][1]};
    run_model(&one, &walras_model_spo, 1, all, sizeof all / sizeof *all);
    run_model(&three, &walras_model_spo, 3, all, sizeof all / sizeof *all);
    CU_ASSERT(isfinite(metric(&one, "rm_accuracy")));
    CU_ASSERT(same_records(&one, &three));
    end_run(&one);
    end_run(&three);
  }
}

static void smallest_sizes_of_it_run(void) {
  RUN(smallest, "algorithm=reward_model", "iterations=3", "batch_trajectories=2", "reward_window=1", "reward_fit_steps=1",
      "horizon=1", "hidden_layers=1", "hidden_width=1", "evaluation_trajectories=2");
  CU_ASSERT(isfinite(metric(&smallest, "return")));
  end_run(&smallest);
}

static void settings_that_do_not_go_with_it_are_refused(void) {
  REFUSED("reward_features", "reward_features=mlp");
  REFUSED("reward_features", "reward_features=cnn", "algorithm=reward_model");
  REFUSED("hidden_width has no effect", "algorithm=reward_model", "hidden_width=8");
  REFUSED("hidden_width", "algorithm=reward_model", "reward_features=mlp", "hidden_width=4096");
  REFUSED("reward_window has no effect", "algorithm=bt_static", "reward_features=mlp", "reward_window=3");
}

WALRAS_UNIT_TESTS(UNIT(its_gradient_agrees_with_differences_of_the_rewards), UNIT(a_trajectory_is_paid_for_each_of_its_steps),
                  UNIT(it_ranks_new_trajectories_by_a_known_reward_of_steps),
                  UNIT(trajectories_of_earlier_rounds_come_back_as_they_were), UNIT(policies_improve_the_hidden_return_by_it),
                  UNIT(labels_without_information_keep_it_finite), UNIT(threads_change_no_bit_of_it),
                  UNIT(smallest_sizes_of_it_run), UNIT(settings_that_do_not_go_with_it_are_refused))
