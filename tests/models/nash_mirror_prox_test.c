/* Worked numbers, closed forms and symmetries of Nash Mirror Prox and its competitors; bad input. */
#include "model_run.h"
#include "models/nash-mirror-prox/solver.h"
#include "numerics/preference_games/policy.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_nash_mirror_prox, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_nash_mirror_prox, word, SETTINGS(__VA_ARGS__)))
#define RPS "preference_generator=rps3", "actions=3", "reference_policy=explicit", "reference_entries=[0.5,0.3,0.2]"

static double last(const model_run *run, int64_t response) {
  return element_of(run, "last_policy", 1, response);
}

static bool is_near(double a, double b, double tolerance) {
  const bool near = fabs(a - b) <= tolerance;
  if (!near)
    fprintf(stderr, "    %.12g is not %.12g\n", a, b);
  return near;
}

static bool ends_at(const model_run *run, double first, double second, double third, double tolerance) {
  return is_near(last(run, 0), first, tolerance) && is_near(last(run, 1), second, tolerance) &&
         is_near(last(run, 2), third, tolerance);
}

static const double rps[9] = {0.0, 0.1, -0.3, -0.1, 0.0, 0.2, 0.3, -0.2, 0.0};

/* A solver on that game with the reference (.5, .3, .2). */
typedef struct stage {
  struct nmp_parameters p;
  walras_preference_game game;
  double reference[3], memory[96];
  struct nmp_solver solver;
} stage;

static void begin(stage *s, int algorithm, double alpha, double step) {
  const double reference[3] = {0.5, 0.3, 0.2};
  *s = (stage){.p = {.game = {.actions = 3, .kl_coefficient = 0.1}, .prox_step = alpha, .step_size = step, .inner_steps = 10},
               .game = {.n = 3, .margins = rps, .scale = 1.0}};
  walras_policy_logarithms(reference, 3, s->reference);
  CU_ASSERT_FATAL(nmp_solver_reals(3) <= 96);
  nmp_solver_begin(&s->solver, &s->p, algorithm, &s->game, s->reference, s->reference, s->memory);
}

static bool holds(const double *policy, double first, double second, double third, double tolerance) {
  double p[3];
  walras_policy_probabilities(policy, 3, p);
  return is_near(p[0], first, tolerance) && is_near(p[1], second, tolerance) && is_near(p[2], third, tolerance);
}

static void one_iteration_of_mirror_prox_is_that_worked_by_hand(void) {
  stage s;
  begin(&s, NMP_NASH_MP, 2.0, 1.0);
  nmp_solver_iterate(&s.solver, 0);
  CU_ASSERT(holds(s.solver.half, 0.47418126374, 0.2941522149, 0.23166652136, 1e-10));
  CU_ASSERT(holds(s.solver.policy, 0.469104365455, 0.300365330539, 0.230530304006, 1e-12));
}

static void divergences_gaps_and_spans_are_those_worked_out(void) {
  RUN(run, RPS, "iterations=20");
  const int64_t at[] = {0, 1, 2, 5, 10, 20};
  const double kl[] = {0.0507395500, 0.0335137103, 0.0220877532, 0.00637615425, 0.000803178028, 1.26867650e-5};
  for (int i = 0; i < 6; i++)
    CU_ASSERT(is_near(element(&run, "kl_to_nash_path", at[i]), kl[i], 1e-8 * kl[i] + 1e-10 * kl[0]));
  CU_ASSERT(is_near(element(&run, "regularised_suboptimality_path", 1), 0.00836297467, 1e-11));
  CU_ASSERT(is_near(element(&run, "regularised_suboptimality_path", 5), 0.00142717729, 1e-11));
  CU_ASSERT(is_near(element(&run, "regularised_suboptimality_path", 20), 2.90797424e-6, 1e-14));
  CU_ASSERT(is_near(element(&run, "span_log_ratio_path", 1), 0.565175968, 1e-9));
  CU_ASSERT(is_near(element(&run, "span_log_ratio_path", 20), 0.0114414874, 1e-10));
  CU_ASSERT(metric(&run, "preference_queries") == 40.0 && metric(&run, "bound_violations") == 0.0);
  CU_ASSERT(metric(&run, "guarantee") == 1.0 && metric(&run, "regularised") == 1.0);
  end_run(&run);
}

static void nash_md_has_a_bias_that_shrinks_with_its_step(void) {
  RUN(one, RPS, "algorithm=nash_md", "iterations=2000", "evaluate_every=500");
  RUN(tenth, RPS, "algorithm=nash_md", "iterations=2000", "evaluate_every=500", "step_size=0.1");
  CU_ASSERT(ends_at(&one, 0.33468431628, 0.38290009046, 0.28241559326, 1e-10));
  CU_ASSERT(is_near(metric(&one, "kl_to_nash"), 3.0679e-4, 5e-9));
  CU_ASSERT(is_near(metric(&tenth, "kl_to_nash"), 2.7506e-6, 5e-11));
  end_run(&one);
  end_run(&tenth);
}

/* The mean over all pairs of (d_i - d_j - ((P q)_i - (P q)_j) / beta)^2 in the logits l. */
static double pair_loss(const double *l, const double *reference, const double *margins) {
  double sum = 0.0;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      const double part = (l[i] - reference[i]) - (l[j] - reference[j]) - (margins[i] - margins[j]) / 0.1;
      sum += part * part / 9.0;
    }
  return sum;
}

/* One step of rate 0.075 down the loss by central differences, P q held fixed. */
static void descend_pair_loss(const double *from, const double *reference, const double *opponent, double *to) {
  const walras_preference_game game = {.n = 3, .margins = rps, .scale = 1.0};
  double q[3], margins[3], next[3];
  walras_policy_probabilities(opponent, 3, q);
  walras_preference_product(&game, q, margins);
  for (int i = 0; i < 3; i++) {
    double up[3] = {from[0], from[1], from[2]}, down[3] = {from[0], from[1], from[2]};
    up[i] += 1e-6;
    down[i] -= 1e-6;
    next[i] = from[i] - 0.075 * (pair_loss(up, reference, margins) - pair_loss(down, reference, margins)) / 2e-6;
  }
  memcpy(to, next, sizeof next);
  walras_policy_normalise(to, 3);
}

static void egpo_is_extragradient_descent_of_the_loss_over_pairs(void) {
  stage s;
  begin(&s, NMP_EGPO, 2.0, 1.0);
  const double half[2][3] = {{.48470289, .29669672, .21860040}, {.46726564, .29738994, .23534441}},
               full[2][3] = {{.48288558, .29890157, .21821285}, {.46573516, .29947843, .23478641}};
  double by_loss[3], by_loss_half[3];
  memcpy(by_loss, s.reference, sizeof by_loss);
  for (int k = 0; k < 2; k++) {
    nmp_solver_iterate(&s.solver, k);
    CU_ASSERT(holds(s.solver.half, half[k][0], half[k][1], half[k][2], 1e-8));
    CU_ASSERT(holds(s.solver.policy, full[k][0], full[k][1], full[k][2], 1e-8));
    descend_pair_loss(by_loss, s.reference, by_loss, by_loss_half);
    descend_pair_loss(by_loss, s.reference, by_loss_half, by_loss);
    for (int i = 0; i < 3; i++)
      CU_ASSERT(is_near(by_loss[i], s.solver.policy[i], 1e-8));
  }
}

static void a_uniform_cycle_stays_uniform(void) {
  RUN(run, "preference_generator=cyclic", "actions=5");
  for (int64_t i = 0; i < 5; i++)
    CU_ASSERT(is_near(last(&run, i), 0.2, 1e-15));
  CU_ASSERT(metric(&run, "kl_to_nash") < 1e-30);
  end_run(&run);
}

static void without_preferences_the_log_ratio_to_the_reference_shrinks_by_theta(void) {
  RUN(run, "preference_generator=explicit", "actions=2", "preference_entries=[0.5,0.5,0.5,0.5]", "start_policy=[0.9,0.1]",
      "iterations=7", "prox_step=1.5");
  const double theta = pow(1.0 / 1.15, 7.0), ratio = theta * log(9.0);
  CU_ASSERT(is_near(log(last(&run, 0) / last(&run, 1)), ratio, 1e-13));
  end_run(&run);
  RUN(still, "preference_generator=explicit", "actions=2", "preference_entries=[0.5,0.5,0.5,0.5]");
  CU_ASSERT(is_near(last(&still, 0), 0.5, 1e-15));
  end_run(&still);
}

static void an_endless_step_is_the_best_response(void) {
  stage prox, best;
  begin(&prox, NMP_MMD, 2.0, 1e13);
  begin(&best, NMP_BEST_RESPONSE, 2.0, 1.0);
  nmp_solver_iterate(&prox.solver, 0);
  nmp_solver_iterate(&best.solver, 0);
  for (int i = 0; i < 3; i++)
    CU_ASSERT(is_near(prox.solver.policy[i], best.solver.policy[i], 1e-10));
}

static void without_regularisation_gaps_are_those_of_the_plain_game(void) {
  RUN(run, "preference_generator=rps3", "actions=3", "kl_coefficient=0", "iterations=4000", "evaluate_every=1000",
      "start_policy=[0.5,0.3,0.2]");
  CU_ASSERT(metric(&run, "regularised") == 0.0 && metric(&run, "guarantee") == 0.0);
  CU_ASSERT(isnan(metric(&run, "kl_to_nash")));
  CU_ASSERT(metric(&run, "duality_gap_last") < 1e-9);
  CU_ASSERT(is_near(last(&run, 1), 0.5, 1e-6));
  end_run(&run);
}

/* beta, P - 1/2 and 1 / alpha are all in one unit. */
static void a_change_of_unit_changes_nothing(void) {
  const double c = 0.25;
  double scaled[9];
  for (int i = 0; i < 9; i++)
    scaled[i] = c * rps[i];
  stage a, b;
  begin(&a, NMP_NASH_MP, 2.0, 1.0);
  begin(&b, NMP_NASH_MP, 2.0 / c, 1.0);
  b.game.margins = scaled;
  b.p.game.kl_coefficient = b.solver.beta = 0.1 * c;
  for (int k = 0; k < 5; k++) {
    nmp_solver_iterate(&a.solver, k);
    nmp_solver_iterate(&b.solver, k);
  }
  for (int i = 0; i < 3; i++)
    CU_ASSERT(is_near(a.solver.policy[i], b.solver.policy[i], 1e-14));
}

/* Every algorithm, its responses in another order: the same policies in that order. */
static void responses_have_no_names(void) {
  const int order[3] = {2, 0, 1};
  double renamed[9];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      renamed[3 * i + j] = rps[3 * order[i] + order[j]];
  for (int algorithm = 0; algorithm < NMP_ALGORITHMS; algorithm++) {
    stage a, b;
    begin(&a, algorithm, 2.0, 0.5);
    begin(&b, algorithm, 2.0, 0.5);
    a.p.inner_learning_rate = b.p.inner_learning_rate = 0.5;
    b.game.margins = renamed;
    for (int i = 0; i < 3; i++) {
      b.reference[i] = a.reference[order[i]];
      b.solver.policy[i] = b.solver.target[i] = a.reference[order[i]];
    }
    walras_policy_probabilities(b.reference, 3, b.solver.current);
    for (int k = 0; k < 12; k++) {
      nmp_solver_iterate(&a.solver, k);
      nmp_solver_iterate(&b.solver, k);
    }
    for (int i = 0; i < 3; i++)
      CU_ASSERT(is_near(b.solver.policy[i], a.solver.policy[order[i]], 1e-12));
  }
}

static void prompts_with_one_game_are_as_one_prompt(void) {
  RUN(one, RPS, "iterations=20");
  RUN(two, RPS, "iterations=20", "prompts=3", "prompt_distribution=explicit", "prompt_weights=[0.2,0.5,0.3]");
  static const char *const names[] = {
      "kl_to_nash",      "duality_gap_average", "regularised_suboptimality", "effective_contraction",
      "rate_over_bound", "max_bound_ratio",     "preference_queries",        "queries_to_kl_1e3"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CU_ASSERT(is_near(metric(&two, names[i]), metric(&one, names[i]), 1e-13 * fabs(metric(&one, names[i]))));
  end_run(&one);
  end_run(&two);
}

/* Near the equilibrium. best_response cycles or converges by itself; self_play knows no equilibrium. */
static void every_regularised_algorithm_finds_the_equilibrium_that_it_should(void) {
  static const struct {
    const char *settings[4];
    double within;
  } runs[] = {{{"algorithm=nash_mp", "iterations=200", "step_size=1", "inner_steps=1"}, 1e-13},
              {{"algorithm=egpo", "iterations=400", "step_size=1", "inner_steps=1"}, 1e-13},
              {{"algorithm=omd", "iterations=2000", "step_size=0.5", "inner_steps=1"}, 1e-13},
              {{"algorithm=mmd", "iterations=2000", "step_size=0.5", "inner_steps=1"}, 1e-13},
              {{"algorithm=nash_md_decreasing", "iterations=20000", "step_size=1", "inner_steps=1"}, 1e-4},
              {{"algorithm=online_ipo", "iterations=4000", "step_size=1", "inner_steps=1"}, 1e-13},
              {{"algorithm=nash_mp_stochastic", "iterations=200", "inner_learning_rate=2", "inner_steps=50"}, 1e-10},
              {{"algorithm=nash_mp_stochastic", "iterations=2000", "inner_learning_rate=1", "target_decay=0.1"}, 1e-10}};
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    RUN(run, RPS, "evaluate_every=100", runs[i].settings[0], runs[i].settings[1], runs[i].settings[2], runs[i].settings[3]);
    CU_ASSERT(run.status == WALRAS_OK && metric(&run, "kl_to_nash") < runs[i].within);
    end_run(&run);
  }
  for (int inner = 0; inner < 2; inner++) {
    RUN(run, RPS, "evaluate_every=100", "algorithm=nash_prox", "step_size=1", "outer_loops=200", "inner_steps=60",
        inner == 0 ? "inner_algorithm=omd" : "inner_algorithm=online_ipo");
    CU_ASSERT(run.status == WALRAS_OK && metric(&run, "kl_to_nash") < 1e-9);
    end_run(&run);
  }
}

/* Sampled directions are unbiased: the mean of 4,000 batches is within 5 standard errors of the exact one, for both kinds and all baselines: 7 false
 * alarms in 10^6 tests. Batches' means as a baseline are off by 1 part in the batch. */
static void sampled_directions_are_exact_on_average(void) {
  enum { REPEATS = 4000, SAMPLES = 64 };
  stage s;
  begin(&s, NMP_NASH_MP, 2.0, 1.0);
  const uint32_t key[2] = {5, 9};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  const double q[3] = {0.2, 0.5, 0.3}, anchor[3] = {-1.5, -0.7, -1.3};
  double margins[3];
  walras_preference_product(&s.game, q, margins);
  for (int kind = 0; kind < 3; kind++) {
    struct nmp_objective o = {.n = 3,
                              .policy = s.reference,
                              .margins = margins,
                              .anchor = {anchor},
                              .weight = {0.3},
                              .pairs = kind == 2,
                              .baseline = kind == 0 ? NMP_BASELINE_HALF : NMP_BASELINE_NONE};
    double exact[3], mean[3] = {0.0}, square[3] = {0.0};
    nmp_direction(&o, 0, &stream, 0, &s.solver.batch, exact);
    for (int r = 0; r < REPEATS; r++) {
      double one[3];
      nmp_direction(&o, SAMPLES, &stream, 100 * (uint64_t)r, &s.solver.batch, one);
      for (int i = 0; i < 3; i++) {
        mean[i] += one[i] / REPEATS;
        square[i] += one[i] * one[i] / REPEATS;
      }
    }
    for (int i = 0; i < 3; i++)
      CU_ASSERT(fabs(mean[i] - exact[i]) <= 5.0 * sqrt((square[i] - mean[i] * mean[i]) / REPEATS));
  }
}

static void a_budget_counts_what_the_oracle_is_asked(void) {
  RUN(exact, RPS, "query_budget=101");
  CU_ASSERT(metric(&exact, "preference_queries") == 100.0);
  end_run(&exact);
  RUN(sampled, RPS, "oracle=bernoulli", "comparisons_per_iteration=10", "query_budget=1000");
  CU_ASSERT(metric(&sampled, "preference_queries") == 960.0);
  end_run(&sampled);
  RUN(gradients, RPS, "algorithm=nash_mp_stochastic", "oracle=bernoulli", "batch_size=10", "inner_steps=3", "query_budget=1000");
  CU_ASSERT(metric(&gradients, "preference_queries") == 960.0);
  end_run(&gradients);
}

static void a_tolerance_stops_prompts_and_keeps_their_values(void) {
  RUN(run, "prompts=20", "subopt_tolerance=1e-6", "iterations=500", "evaluate_every=5");
  CU_ASSERT(metric(&run, "stopped_share") == 1.0);
  CU_ASSERT(metric(&run, "regularised_suboptimality") < 1e-6 && metric(&run, "regularised_suboptimality") > 1e-12);
  CU_ASSERT(metric(&run, "preference_queries") < 1000.0);
  CU_ASSERT(element(&run, "kl_to_nash_path", 100) == element(&run, "kl_to_nash_path", 99));
  end_run(&run);
}

static void a_tournament_is_symmetric_and_won_by_whom_it_should_be(void) {
  RUN(run, "prompts=5", "tournament=[\"best_response\",\"omd\"]", "kl_coefficient=0.05");
  for (int64_t a = 0; a < 3; a++)
    for (int64_t b = 0; b < 3; b++)
      CU_ASSERT(is_near(element_of(&run, "win_rates", 2, 3 * a + b) + element_of(&run, "win_rates", 2, 3 * b + a), 1.0, 1e-14));
  CU_ASSERT(element_of(&run, "win_rates", 2, 0) == 0.5 && element_of(&run, "win_rates", 0, 3) == NMP_BEST_RESPONSE);
  end_run(&run);
}

static void results_do_not_depend_on_threads(void) {
  static const char *const settings[] = {"prompts=200",   "iterations=30", "algorithm=nash_mp_stochastic", "oracle=bernoulli",
                                         "batch_size=50", "inner_steps=2", "tournament=[\"omd\"]",         "evaluate_every=7"};
  model_run one, many;
  run_model(&one, &walras_model_nash_mirror_prox, 1, settings, 8);
  run_model(&many, &walras_model_nash_mirror_prox, 3, settings, 8);
  CU_ASSERT(same_records(&one, &many));
  end_run(&one);
  end_run(&many);
}

static void bad_input_is_refused_by_name(void) {
  REFUSED("prox_step", "prox_step=0");
  REFUSED("prox_step", "prox_step=-1");
  REFUSED("step_size", "algorithm=omd", "step_size=11");
  REFUSED("step_size", "algorithm=egpo", "step_size=3", "kl_coefficient=0.5");
  REFUSED("step_size", "algorithm=nash_prox", "step_size=2");
  REFUSED("kl_coefficient", "algorithm=egpo", "kl_coefficient=0");
  REFUSED("kl_coefficient", "algorithm=online_ipo", "kl_coefficient=0");
  REFUSED("kl_coefficient", "kl_coefficient=-0.1");
  REFUSED("inner_steps", "inner_steps=0");
  REFUSED("hidden_width", "algorithm=online_ipo", "policy_class=mlp", "hidden_width=0");
  REFUSED("policy_class", "policy_class=mlp");
  REFUSED("iterations", "algorithm=nash_prox", "iterations=10");
  REFUSED("query_budget", "query_budget=1");
  REFUSED("evaluate_every", "iterations=10000000");
  REFUSED("report_spectrum", "report_spectrum=true", "actions=65");
  REFUSED("tournament", "tournament=[\"chess\"]");
  REFUSED("target_decay", "target_decay=1.5");
}

WALRAS_UNIT_TESTS(UNIT(one_iteration_of_mirror_prox_is_that_worked_by_hand),
                  UNIT(divergences_gaps_and_spans_are_those_worked_out), UNIT(nash_md_has_a_bias_that_shrinks_with_its_step),
                  UNIT(egpo_is_extragradient_descent_of_the_loss_over_pairs), UNIT(a_uniform_cycle_stays_uniform),
                  UNIT(without_preferences_the_log_ratio_to_the_reference_shrinks_by_theta),
                  UNIT(an_endless_step_is_the_best_response), UNIT(without_regularisation_gaps_are_those_of_the_plain_game),
                  UNIT(a_change_of_unit_changes_nothing), UNIT(responses_have_no_names),
                  UNIT(prompts_with_one_game_are_as_one_prompt),
                  UNIT(every_regularised_algorithm_finds_the_equilibrium_that_it_should),
                  UNIT(sampled_directions_are_exact_on_average), UNIT(a_budget_counts_what_the_oracle_is_asked),
                  UNIT(a_tolerance_stops_prompts_and_keeps_their_values),
                  UNIT(a_tournament_is_symmetric_and_won_by_whom_it_should_be), UNIT(results_do_not_depend_on_threads),
                  UNIT(bad_input_is_refused_by_name))
