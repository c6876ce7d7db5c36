/* Trajectories: worked runs of fixed policies, the learner's gradient against differences, invariances, equality of bits, limits. */
#include "gradient_check.h"
#include "models/model_run.h"
#include "models/spo/trajectory_trial.h"
#include "numerics/neural/heads.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_spo, "mode=trajectory", __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_spo, word, SETTINGS("mode=trajectory", __VA_ARGS__)))
#define FIXED "policy=linear", "iterations=1", "start_noise=0.0", "batch_trajectories=2", "evaluation_trajectories=2"

static void worked_runs_of_the_point_mass_come_out(void) {
  RUN(still, FIXED, "policy_weights=[]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&still, "return"), -19.5, 1e-12);
  end_run(&still);
  RUN(held, FIXED, "policy_weights=[-1.0, 0.0, 0.0, -1.0, -1.0, 0.0, 0.0, -1.0, 0.0, 0.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&held, "return"), -2.939454634121, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&held, "return_sampled"), -2.939454634121, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&held, "fraction_left"), 35.0 / 60.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&held, "final_state", 0, 0), -0.009436477667, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&held, "final_state", 0, 1), 0.006290985111, 1e-12);
  CU_ASSERT_EQUAL(metric(&held, "violating_share"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&held, "final_angle"), atan2(0.006290985111, -0.009436477667), 1e-9);
  end_run(&held);
}

static void worked_runs_of_pendulum_and_mountain_car_come_out(void) {
  RUN(pendulum, FIXED, "simulator=pendulum");
  CU_ASSERT_DOUBLE_EQUAL(metric(&pendulum, "return"), -1973.9208802, 1e-7);
  end_run(&pendulum);
  RUN(car, FIXED, "simulator=mountain_car", "policy_weights=[0.0, 100.0, 0.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&car, "return"), 93.46991584, 1e-8);
  CU_ASSERT_EQUAL(metric(&car, "steps"), 87.0);
  end_run(&car);
  RUN(thrust, FIXED, "simulator=mountain_car", "policy_weights=[0.0, 0.0, 1.0]");
  CU_ASSERT_DOUBLE_EQUAL(metric(&thrust, "return"), -99.9, 1e-10);
  end_run(&thrust);
}

/* ---- the gradient ---- */

enum { COUNT = 5, MOST = 1200 };

typedef struct likelihood {
  trajectory_trial t;
  struct spo_parameters p;
  trajectory_rollout rollout;
  double drawn[MOST], advantage[COUNT], loss;
  const double *theta; /* where the loss is asked for */
  double work[60000], copies[60000];
} likelihood;

static double clipped(const likelihood *l, double now, double then, double advantage) {
  const double ratio = exp(now - then), kept = fmin(fmax(ratio, 1.0 - l->p.ppo_clip), 1.0 + l->p.ppo_clip);
  return l->p.optimizer == OPTIMIZER_PPO ? fmin(ratio * advantage, kept * advantage) : advantage * now;
}

/* Log-likelihoods of the actions that were drawn, weighted as the learner weighs them. */
static void add_step(trajectory_copies *copies, void *context) {
  likelihood *l = context;
  const trajectory_policy *policy = &l->t.policy;
  const int64_t outputs = walras_network_outputs(&policy->network), actions = policy->actions;
  double then[COUNT];
  for (int pass = 0; pass < 2; pass++) {
    const double *theta = pass == 0 ? l->drawn : l->theta;
    const double *means = walras_network_forward(&policy->network, theta, copies->count, copies->features, l->work);
    for (int64_t i = 0; i < copies->count; i++) {
      const int64_t from = copies->component[i] * actions;
      double action[2] = {0.0};
      for (int64_t a = 0; a < actions; a++)
        action[a] = copies->actions[a * copies->count + i];
      const double density =
          walras_gaussian_log_density(actions, means + i * outputs + from, theta + policy->log_deviations + from, action);
      if (pass == 0)
        then[i] = density;
      else if (!copies->stopped[i])
        l->loss += clipped(l, density, then[i], l->advantage[i]) / (double)l->p.horizon;
    }
  }
}

static double weighted_likelihood(const double *theta, void *context) {
  likelihood *l = context;
  trajectory_copies *copies = trajectory_copies_in(&l->t.policy, l->copies);
  double now[COMPONENTS_MOST], then[COMPONENTS_MOST];
  l->loss = 0.0;
  l->theta = theta;
  CU_ASSERT_EQUAL(trajectory_roll_out(NULL, &l->rollout, 7, COUNT, copies, add_step, l), WALRAS_OK);
  trajectory_policy_components(&l->t.policy, theta, now);
  trajectory_policy_components(&l->t.policy, l->drawn, then);
  for (int64_t i = 0; i < COUNT && l->t.policy.components > 1; i++)
    l->loss += clipped(l, now[copies->component[i]], then[copies->component[i]], l->advantage[i]);
  return l->loss;
}

static void make_likelihood(likelihood *l, int policy, int optimizer, double *theta) {
  uint32_t key[2];
  walras_random_key(9, 0, 0, key);
  const walras_stream stream = walras_stream_make(key, 1, 0);
  memset(l, 0, sizeof *l);
  l->p = (struct spo_parameters){.policy = policy,
                                 .optimizer = optimizer,
                                 .mixture_components = 3,
                                 .hidden_layers = 2,
                                 .hidden_width = 16,
                                 .horizon = 8,
                                 .ppo_clip = 0.2,
                                 .initial_log_std = -0.7,
                                 .start_noise = 0.3,
                                 .sectors = 3};
  l->t.p = &l->p;
  l->t.world = walras_control_make(WALRAS_CONTROL_POINT_MASS);
  l->t.policy = trajectory_policy_make(&l->p, &l->t.world);
  l->t.parameters = l->t.policy.parameters;
  CU_ASSERT_FATAL(l->t.parameters <= MOST && trajectory_score_bytes(&l->t) <= sizeof l->copies);
  trajectory_policy_start(&l->t.policy, &l->p, &stream, l->drawn);
  for (int64_t i = 0; i < l->t.parameters; i++) {
    l->drawn[i] += 0.2 * walras_normal(&stream, 1, (uint32_t)i);
    theta[i] = l->drawn[i] + 0.03 * walras_normal(&stream, 2, (uint32_t)i);
  }
  for (int i = 0; i < COUNT; i++)
    l->advantage[i] = walras_normal(&stream, 3, (uint32_t)i);
  l->rollout = (trajectory_rollout){.p = &l->p,
                                    .world = &l->t.world,
                                    .policy = &l->t.policy,
                                    .parameters = l->drawn,
                                    .sampled = true,
                                    .start = walras_stream_make(key, 2, 0),
                                    .action = walras_stream_make(key, 3, 0),
                                    .component = walras_stream_make(key, 4, 0)};
}

static void the_learners_gradient_agrees_with_differences_of_the_weighted_likelihood(void) {
  static likelihood l;
  for (int policy = POLICY_LINEAR_GAUSSIAN; policy <= POLICY_MIXTURE_GAUSSIAN; policy++)
    for (int optimizer = OPTIMIZER_REINFORCE_ADAM; optimizer <= OPTIMIZER_PPO; optimizer++) {
      double theta[MOST], gradient[MOST] = {0.0};
      make_likelihood(&l, policy, optimizer, theta);
      trajectory_copies *copies = trajectory_copies_in(&l.t.policy, l.copies);
      CU_ASSERT_EQUAL(trajectory_score(&l.t, &l.rollout, theta, 7, COUNT, l.advantage, copies, gradient), WALRAS_OK);
      CU_ASSERT(gradient_error(l.t.parameters, theta, gradient, weighted_likelihood, &l) < 1e-6);
    }
}

/* ---- whole trials ---- */

static void the_first_epoch_of_ppo_is_a_step_of_reinforce(void) {
  RUN(plain, "iterations=3", "optimizer=reinforce_adam");
  RUN(ppo, "iterations=3", "optimizer=ppo", "ppo_epochs=1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&plain, "return"), metric(&ppo, "return"), 1e-9);
  CU_ASSERT_NOT_EQUAL(metric(&plain, "return"), 0.0);
  end_run(&plain);
  end_run(&ppo);
}

/* From -24 at the start; each of these comes above -8. */
static void every_learner_improves_the_hidden_return(void) {
  static const char *const learners[][3] = {{"optimizer=ppo", "iterations=10", "value_net=false"},
                                            {"optimizer=ppo", "iterations=10", "value_net=true"},
                                            {"optimizer=evolution", "iterations=30", "policy=linear"},
                                            {"policy=mlp_gaussian", "iterations=40", "rater=bradley_terry"},
                                            {"policy=mixture_gaussian", "iterations=40", "oracle=bernoulli"},
                                            {"algorithm=ground_truth", "iterations=40", "oracle=exact"},
                                            {"algorithm=reward_model", "iterations=40", "oracle=bernoulli"},
                                            {"algorithm=bt_static", "iterations=40", "reward_fit_steps=500"},
                                            {"queries_cap=1", "iterations=40", "queue_size=17"}};
  for (size_t i = 0; i < sizeof learners / sizeof *learners; i++) {
    RUN(run, learners[i][0], learners[i][1], learners[i][2], "evaluation_trajectories=32");
    fprintf(stderr, "    %s %s %s: %.3f\n", learners[i][0], learners[i][1], learners[i][2], metric(&run, "return"));
    CU_ASSERT(metric(&run, "return") > -8.0);
    end_run(&run);
  }
}

static void equal_rewards_leave_the_policy_where_it_was(void) {
  /* With half of the labels flipped no comparison says anything: all rewards are 0. */
  RUN(before, "iterations=1", "flip_probability=0.5");
  RUN(after, "iterations=20", "flip_probability=0.5");
  CU_ASSERT(unit_same_bits(metric(&before, "return_sampled"), metric(&after, "return_sampled")));
  CU_ASSERT_EQUAL(metric(&after, "entropy"), metric(&before, "entropy"));
  end_run(&before);
  end_run(&after);
}

static void labels_without_information_keep_the_reward_model_finite(void) {
  RUN(run, "algorithm=reward_model", "iterations=20", "flip_probability=0.5");
  CU_ASSERT(isfinite(metric(&run, "return")));
  CU_ASSERT(isnan(metric(&run, "rm_accuracy")));
  end_run(&run);
}

static void queries_are_counted(void) {
  RUN(all, "iterations=10", "queue_size=32");
  CU_ASSERT_EQUAL(metric(&all, "queries"), 64.0 * 63.0 + 9.0 * 64.0 * 32.0);
  end_run(&all);
  RUN(one, "iterations=10", "queries_cap=1");
  CU_ASSERT_EQUAL(metric(&one, "queries"), 640.0);
  end_run(&one);
  RUN(model, "iterations=10", "algorithm=reward_model");
  CU_ASSERT_EQUAL(metric(&model, "queries"), 640.0);
  end_run(&model);
  RUN(once, "iterations=10", "algorithm=bt_static");
  CU_ASSERT_EQUAL(metric(&once, "queries"), 64.0);
  end_run(&once);
}

static void threads_change_no_bit(void) {
  static const char *const settings[][2] = {{"rater=non_markov", "optimizer=ppo"},
                                            {"algorithm=reward_model", "oracle=bernoulli"},
                                            {"rater=population", "queries_cap=3"}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    model_run one, three;
    run_model(&one, &walras_model_spo, 1,
              SETTINGS("mode=trajectory", "iterations=5", "batch_trajectories=200", settings[i][0], settings[i][1]));
    run_model(&three, &walras_model_spo, 3,
              SETTINGS("mode=trajectory", "iterations=5", "batch_trajectories=200", settings[i][0], settings[i][1]));
    CU_ASSERT(same_records(&one, &three));
    end_run(&one);
    end_run(&three);
  }
}

static void smallest_sizes_run(void) {
  RUN(smallest, "iterations=3", "batch_trajectories=2", "queue_size=1", "horizon=1", "snapshots=1", "evaluation_trajectories=2");
  CU_ASSERT(isfinite(metric(&smallest, "return")));
  end_run(&smallest);
  RUN(zones, "iterations=2", "simulator=planar_bandit", "rater=intransitive_sectors", "sectors=101", "snapshots=100000",
      "evaluation_trajectories=2");
  CU_ASSERT(isfinite(metric(&zones, "exploitability")));
  end_run(&zones);
}

static void a_state_that_is_not_finite_fails_the_trial_with_its_trajectory_and_step(void) {
  REFUSED("trajectory 1 is not finite after step 2", FIXED, "policy_noise=1e308", "simulator=planar_bandit",
          "rater=intransitive_sectors", "horizon=9");
}

static void settings_that_do_not_go_together_are_refused(void) {
  REFUSED("algorithm", "algorithm=dueling");
  REFUSED("rater", "simulator=planar_bandit");
  REFUSED("rater", "simulator=mountain_car", "rater=intransitive_sectors");
  REFUSED("rater", "simulator=pendulum", "rater=non_markov");
  REFUSED("value_net", "value_net=true");
  REFUSED("batch_trajectories", "optimizer=evolution", "batch_trajectories=5");
  REFUSED("mixture_gaussian", "optimizer=evolution", "policy=mixture_gaussian");
  REFUSED("initial_log_std", "initial_log_std=1.0");
  REFUSED("hidden_width", "policy=mlp_gaussian", "hidden_width=4096");
  REFUSED("queue_size", "rater=bradley_terry", "queue_size=1000000");
  REFUSED("queries_cap", "queue_size=1000000", "queries_cap=900000");
  REFUSED("learning_rate", "learning_rate=0.1");
  REFUSED("policy_learning_rate", "policy_learning_rate=0.0");
  REFUSED("policy_weights", "policy=linear", "policy_weights=[1.0, nan]");
  REFUSED("iterations", "iterations=1000000000", "batch_trajectories=10000000", "queue_size=10000000");
  REFUSED("sectors", "rater=intransitive_sectors", "sectors=4");
  REFUSED("policy_noise has no effect", "policy_noise=0.1");
  REFUSED("queue_size has no effect", "algorithm=reward_model", "queue_size=3");
  REFUSED("reward_window has no effect", "reward_window=3");
  REFUSED("sector_margins has no effect", "rater=intransitive_sectors", "sectors=5", "sector_margins=[0.1, 0.2, 0.3]");
}

WALRAS_UNIT_TESTS(UNIT(worked_runs_of_the_point_mass_come_out), UNIT(worked_runs_of_pendulum_and_mountain_car_come_out),
                  UNIT(the_learners_gradient_agrees_with_differences_of_the_weighted_likelihood),
                  UNIT(the_first_epoch_of_ppo_is_a_step_of_reinforce), UNIT(every_learner_improves_the_hidden_return),
                  UNIT(equal_rewards_leave_the_policy_where_it_was),
                  UNIT(labels_without_information_keep_the_reward_model_finite), UNIT(queries_are_counted),
                  UNIT(threads_change_no_bit), UNIT(smallest_sizes_run),
                  UNIT(a_state_that_is_not_finite_fails_the_trial_with_its_trajectory_and_step),
                  UNIT(settings_that_do_not_go_together_are_refused))
