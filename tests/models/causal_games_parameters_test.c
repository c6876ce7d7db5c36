/* Refusals name the parameter, its place and what is expected. */
#include "causal_games.h"

#define GAME "mode=explicit", "payoff_leader=([3.0,1.0],[4.0,0.0])", "payoff_follower=([2.0,1.0],[0.0,1.0])"

static void laws_that_do_not_add_up_or_are_negative_are_refused(void) {
  REFUSED("state_prior: the probabilities add up to 0.9", GAME, "state_prior=[0.5,0.4]", "n_leader_actions=2");
  REFUSED("state_prior", GAME, "state_prior=[1.5,-0.5]", "n_leader_actions=2");
  REFUSED("instinct_leader: the probabilities of array 1 add up to 1.1", GAME, "instinct_leader=([0.5,0.6])");
  REFUSED("instinct_follower", GAME, "instinct_follower=([0.5,-0.5])");
  REFUSED("instinct_follower_given_action: the probabilities of array 2", GAME, "follower_rationality=satisficing",
          "instinct_follower_given_action=([0.5,0.5],[0.5,0.25])");
  REFUSED("type_prior: the probabilities add up", "mode=signaling", "type_prior=[0.5,0.500001]");
  RUN(run, GAME, "state_prior=[0.5,0.5000000001]", "n_leader_actions=2"); /* within 1e-9 */
  end_run(&run);
}

static void arrays_of_a_wrong_length_are_refused_with_the_expected_one(void) {
  REFUSED("payoff_leader: mode = explicit needs", "mode=explicit");
  REFUSED("payoff_follower: 1 arrays, expected n_leader_actions = 2", "mode=explicit", "payoff_leader=([3.0,1.0],[4.0,0.0])",
          "payoff_follower=([2.0,1.0])");
  REFUSED("payoff_follower: array 2 has length 1, expected 2", "mode=explicit", "payoff_leader=([3.0,1.0],[4.0,0.0])",
          "payoff_follower=([2.0,1.0],[1.0])");
  REFUSED("payoff_follower", "mode=explicit", "payoff_leader=([3.0,1.0],[4.0,0.0])");
  REFUSED("n_leader_actions: with 2 states", GAME, "n_states=2");
  REFUSED("state_prior: 3 probabilities, expected 2", GAME, "state_prior=[0.5,0.25,0.25]", "n_states=2", "n_leader_actions=2");
  REFUSED("instinct_leader: 1 arrays, expected 2", GAME, "instinct_leader=([0.5,0.5])", "n_states=2");
  REFUSED("instinct_follower: array 1 has length 3, expected 2", GAME, "instinct_follower=([0.5,0.25,0.25])");
  REFUSED("leaf_follower: 0 payoffs, expected 4", "mode=tree", "depth=2", "leaf_leader=[1.0,2.0,3.0,4.0]");
  REFUSED("leaf_leader: 3 payoffs, expected 4", "mode=tree", "depth=2", "leaf_leader=[1.0,2.0,3.0]",
          "leaf_follower=[1.0,2.0,3.0]");
  REFUSED("receiver_payoff: 0 arrays, expected 6", "mode=signaling",
          "sender_payoff=([0.0,1.0],[0.0,1.0],[0.0,1.0],[0.0,1.0],[0.0,1.0],[0.0,1.0])");
  REFUSED("type_prior: 3 probabilities, expected 2", "mode=signaling", "type_prior=[0.5,0.25,0.25]");
}

static void layers_must_be_some_of_three_and_leave_few_maps(void) {
  REFUSED("leader_layers: the list is empty", "leader_layers=[]");
  REFUSED("follower_layers: the list is empty", "follower_layers=[]");
  REFUSED("leader_layers", "leader_layers=[4]");
  REFUSED("leader_layers: a layer is listed twice", "leader_layers=[2,2]");
  REFUSED("n_leader_actions = 7: layer 3 is for at most 6", "n_leader_actions=7");
  REFUSED("n_follower_actions = 7: layer 3 is for at most 6", "n_follower_actions=7");
  REFUSED("n_leader_actions", "n_leader_actions=65", "leader_layers=[1,2]");
  RUN(run, "n_leader_actions=7", "n_follower_actions=9", "leader_layers=[1,2]", "follower_layers=[1,2]", "n_games=10");
  end_run(&run);
  RUN(large, "n_leader_actions=64", "n_follower_actions=64", "leader_layers=[1,2]", "follower_layers=[1,2]", "n_games=9",
      "n_states=16", "confounding=0.5");
  CU_ASSERT(metric(&large, "min_leader_gain") > -1.0);
  end_run(&large);
}

static void trees_of_too_many_leaves_are_refused(void) {
  REFUSED("depth = 14: branching^depth = 4^14", "mode=tree", "depth=14", "branching=4");
  REFUSED("depth", "mode=tree", "depth=27");
  REFUSED("branching", "mode=tree", "branching=1");
}

static void what_has_no_effect_is_refused(void) {
  REFUSED("depth has no effect here: it is read when mode == 'tree'", "depth=3");
  REFUSED("confounding has no effect here: it is read when mode == 'random'", GAME, "confounding=0.5");
  REFUSED("payoff_dist has no effect here: it is read when mode == 'random' or", GAME, "payoff_dist=normal");
  REFUSED("payoff_dist has no effect here: it is read when mode == 'random' or", "mode=tree", "depth=1", "leaf_leader=[1.0,2.0]",
          "leaf_follower=[1.0,2.0]", "payoff_dist=normal");
  REFUSED("n_games = 3: nothing is drawn", GAME, "n_games=3");
  REFUSED("payoff_correlation = 0.5 needs payoff_dist = normal", "payoff_correlation=0.5");
  REFUSED("satisficing_epsilon has no effect", "satisficing_epsilon=0.1");
  REFUSED("follower_layers has no effect", "follower_rationality=satisficing", "follower_layers=[2]");
  REFUSED("instinct_alignment has no effect", GAME, "follower_rationality=satisficing", "instinct_alignment=0.5",
          "instinct_follower_given_action=([0.5,0.5],[0.5,0.5])");
  REFUSED("n_types has no effect here: it is read when mode == 'signaling'", "mode=tree", "n_types=3");
  REFUSED("observe_layer = false needs", "observe_layer=false", "follower_rationality=satisficing");
  REFUSED("extremes = 5", "observe_layer=false", "extremes=5");
}

static void mixtures_are_refused_where_their_programs_would_not_hold(void) {
  REFUSED("leader_commitment = mixed: payoffs depend on the hidden state", "leader_commitment=mixed", "confounding=0.5");
  REFUSED("leader_commitment = mixed needs layer 2", "leader_commitment=mixed", "leader_layers=[1,3]");
  REFUSED("leader_commitment = mixed needs observe_layer", "leader_commitment=mixed", "observe_layer=false");
  REFUSED("leader_commitment = mixed needs follower_rationality", "leader_commitment=mixed", "follower_rationality=satisficing");
  RUN(run, "leader_commitment=mixed", "confounding=0.5", "follower_layers=[2]", "n_games=100");
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(laws_that_do_not_add_up_or_are_negative_are_refused),
                  UNIT(arrays_of_a_wrong_length_are_refused_with_the_expected_one),
                  UNIT(layers_must_be_some_of_three_and_leave_few_maps), UNIT(trees_of_too_many_leaves_are_refused),
                  UNIT(what_has_no_effect_is_refused), UNIT(mixtures_are_refused_where_their_programs_would_not_hold))
