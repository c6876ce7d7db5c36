/* Refusals name the parameter, its place and what is expected. */
#include "models/risk-averse-equilibrium/parameters.h"

#include "risk_averse_equilibrium.h"

#define HUNT "payoff1=([4.0,0.0],[3.0,3.0])"

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("risk_aversion", "risk_aversion=-0.1");
  REFUSED("risk_aversion", "risk_aversion=1e7");
  REFUSED("tremble", "tremble=-0.1");
  REFUSED("tremble", "tremble=1.1");
  REFUSED("logit_temperature", "perturbation=logit", "logit_temperature=0");
  REFUSED("iterations", "iterations=0");
  REFUSED("game_size", "game_size=1");
  REFUSED("game_size", "game_size=1001");
  REFUSED("n_games", "mode=random_games", "n_games=0");
  REFUSED("approach_cells", "mode=intersection", "approach_cells=21");
  REFUSED("horizon", "mode=intersection", "horizon=1");
  REFUSED("crash_penalty", "mode=intersection", "crash_penalty=-1");
  REFUSED("fixed_advance_prob", "mode=intersection_fixed", "fixed_advance_prob=1.5");
}

static void nan_and_infinity_are_refused_everywhere(void) {
  for (int64_t i = 0; i < RAE_PARAMETERS; i++) {
    char setting[64];
    if (rae_schema[i].type != WALRAS_TYPE_REAL)
      continue;
    for (int sign = 0; sign < 2; sign++) {
      snprintf(setting, sizeof setting, "%s=%s", rae_schema[i].name, sign == 0 ? "nan" : "\"inf\"");
      REFUSED(rae_schema[i].name, setting);
    }
  }
  REFUSED("payoff1", "mode=equilibria_2x2", "payoff1=([4.0,nan],[3.0,3.0])");
}

static void matrices_must_fit_together(void) {
  REFUSED("payoff1: array 2 has length 1, expected 2", "mode=equilibria_2x2", "payoff1=([4.0,0.0],[3.0])");
  REFUSED("payoff1: 3 arrays, expected 2", "mode=equilibria_2x2", "payoff1=([4.0,0.0],[3.0,3.0],[1.0,1.0])");
  REFUSED("payoff1: mode = equilibria_2x2 needs it", "mode=equilibria_2x2");
  REFUSED("payoff2: give it, or symmetric = true", HUNT);
  REFUSED("payoff2: leave it out", HUNT, "symmetric=true", "payoff2=([4.0,0.0],[3.0,3.0])");
  REFUSED("payoff2: 2 arrays, expected 3", "payoff1=([4.0,0.0,1.0],[3.0,3.0,1.0])", "payoff2=([4.0,0.0],[3.0,3.0])");
  REFUSED("payoff2: array 1 has length 3, expected 2", "payoff1=([4.0,0.0],[3.0,3.0])", "payoff2=([4.0,0.0,1.0],[3.0,3.0,1.0])");
  REFUSED("payoff1: array 2 has length 3, expected 2", "payoff1=([4.0,0.0],[3.0,3.0,1.0])", "symmetric=true");
  REFUSED("payoff1: 1 x 2; a symmetric game is square", "payoff1=([4.0,0.0])", "symmetric=true");
  REFUSED("symmetric needs payoff1", "symmetric=true");
}

static void mixtures_must_add_up_to_one(void) {
  REFUSED("opponent: the probabilities add up to 0.9", "mode=best_response", HUNT, "opponent=[0.5,0.4]");
  REFUSED("opponent: 3 probabilities, expected 2", "mode=best_response", HUNT, "opponent=[0.5,0.25,0.25]");
  REFUSED("init1: 0 probabilities, expected 2", HUNT, "symmetric=true", "init=list");
  REFUSED("init2: the probabilities add up", HUNT, "symmetric=true", "init=list", "init1=[1.0,0.0]", "init2=[0.5,0.500001]");
  RUN(run, "mode=best_response", HUNT, "opponent=[0.5,0.5000000001]"); /* within 1e-9 */
  end_run(&run);
}

static void what_has_no_effect_is_refused(void) {
  REFUSED("payoff1 has no effect here", "mode=random_games", HUNT);
  REFUSED("opponent has no effect here", "opponent=[0.5,0.5]");
  REFUSED("game_size has no effect here", HUNT, "symmetric=true", "game_size=3");
  REFUSED("n_games has no effect here", "mode=best_response", HUNT, "n_games=3");
  REFUSED("tremble has no effect", "perturbation=logit", "tremble=0.1");
  REFUSED("logit_temperature has no effect", "mode=random_games", "logit_temperature=0.1");
  REFUSED("init1 has no effect here", HUNT, "symmetric=true", "init1=[1.0,0.0]");
  REFUSED("crash_penalty has no effect here", "crash_penalty=3");
  REFUSED("fp_iterations has no effect here", "mode=intersection_fixed", "fp_iterations=3");
  REFUSED("init = list is for", "mode=random_games", "init=list");
}

static void opponents_are_not_trembled_by_default_where_they_are_given(void) {
  RUN(reply, "mode=best_response", HUNT);
  CU_ASSERT(((const struct rae_parameters *)reply.parameters)->tremble == 0.0);
  end_run(&reply);
  RUN(play, "iterations=1");
  CU_ASSERT(((const struct rae_parameters *)play.parameters)->tremble == 0.05);
  end_run(&play);
}

WALRAS_UNIT_TESTS(UNIT(numbers_out_of_range_are_refused_by_name), UNIT(nan_and_infinity_are_refused_everywhere),
                  UNIT(matrices_must_fit_together), UNIT(mixtures_must_add_up_to_one), UNIT(what_has_no_effect_is_refused),
                  UNIT(opponents_are_not_trembled_by_default_where_they_are_given))
