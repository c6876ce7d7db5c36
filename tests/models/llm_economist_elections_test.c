#include "llm_economist.h"
#include "models/llm-economist/elections.h"

/* A thousand quantile workers, a median week of 40 hours and reference weights; a step each tax year. */
#define ELECTORATE                                                                                                               \
  "n_workers=1000", "skill_sampling=quantile", "labor_mode=continuous", "labor_cost_mode=median40",                              \
      "swf=reference_inverse_income", "governance=vote"

/* Rate of bracket j in tax year y. */
static double rate_in(const model_run *run, int year, int bracket, int brackets) {
  return element_of(run, "rates", 3, year * brackets + bracket);
}

static void check_rates(const model_run *run, int year, const double *percent, int brackets) {
  for (int j = 0; j < brackets; j++)
    CU_ASSERT_DOUBLE_EQUAL(rate_in(run, year, j, brackets), percent[j] / 100.0, 1e-12);
}

/* Ten quantile candidates: three brackets end in a cycle of two schedules whose welfare is that of the reference. */
static void elections_over_three_brackets_cycle_between_two_schedules(void) {
  RUN(run, ELECTORATE, "compare_optimum=false");
  for (int year = 10; year < 20; year += 2) {
    check_rates(&run, year + 1, (const double[]){70, 70, 60}, 3);
    check_rates(&run, year, (const double[]){50, 70, 60}, 3);
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "swf", year + 1), 36693.5, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "swf", year), 32600.2, 0.05);
  }
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_reference_late"), 34647.0, 0.5);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "turnover"), 1.0, 1e-12);
  end_run(&run);
}

static void elections_over_seven_brackets_reach_the_best_schedule_every_other_year(void) {
  RUN(run, ELECTORATE, "bracket_setting=us_fed_2024", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "swf", 18), 38016.6, 0.05);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "swf", 19), 35858.4, 0.05);
  check_rates(&run, 18, (const double[]){90, 80, 70, 60, 60, 60, 60}, 7);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_reference_late"), 36937.0, 0.6);
  end_run(&run);
}

/* Row of the table for the election before a tax year. */
static double candidate(const model_run *run, int year, int k, int candidates, int column) {
  return element_of(run, "election", column, (year - 1) * candidates + k);
}

static void every_worker_votes_once_and_the_winner_has_the_most_votes(void) {
  RUN(run, ELECTORATE, "compare_optimum=false", "vote_noise=1000.0", "candidate_rule=random", "skill_sampling=random");
  for (int year = 1; year < 20; year++) {
    double votes = 0.0, most = 0.0, winners = 0.0, winning = 0.0;
    for (int k = 0; k < 10; k++) {
      const double own = candidate(&run, year, k, 10, 4), elected = candidate(&run, year, k, 10, 5);
      votes += own;
      most = own > most ? own : most;
      winners += elected;
      winning += own * elected;
      for (int other = 0; other < k; other++)
        CU_ASSERT_TRUE(candidate(&run, year, k, 10, 2) != candidate(&run, year, other, 10, 2));
    }
    CU_ASSERT_EQUAL(votes, 1000.0);
    CU_ASSERT_TRUE(winners == 1.0 && winning == most);
  }
  end_run(&run);
}

/* The rates set are those that the winner promised, steps of at most 20 points on the grid. */
static void rates_are_the_winners_platform_and_stay_on_the_grid(void) {
  RUN(run, ELECTORATE, "compare_optimum=false", "candidate_rule=random", "start_rates=[0.9,0.0,1.0]");
  for (int year = 1; year < 20; year++)
    for (int k = 0; k < 10; k++)
      for (int j = 0; j < 3; j++) {
        const double promised = element_of(&run, "platform", 3, ((year - 1) * 10 + k) * 3 + j);
        CU_ASSERT_TRUE(promised >= 0.0 && promised <= 1.0 && fabs(10.0 * promised - rint(10.0 * promised)) < 1e-9);
        CU_ASSERT_TRUE(fabs(promised - rate_in(&run, year - 1, j, 3)) < 0.2 + 1e-9);
        if (candidate(&run, year, k, 10, 5) == 1.0)
          CU_ASSERT_EQUAL(promised, rate_in(&run, year, j, 3));
      }
  end_run(&run);
}

/* By the definition, with the library's functions on all thousand workers: the median candidate's first platform. */
static double promise(const double *skills, const double *rates, double skill) {
  walras_tax_schedule schedule;
  walras_tax_response response;
  const walras_labor labor = {.cost = 0.0005, .exponent = 3.5, .most = 100.0};
  double sum = 0.0, own = 0.0;
  walras_tax_schedule_make(3, (const double[]){0, 90000, 159100}, rates, "", "", &schedule, NULL);
  walras_tax_response_make(&schedule, &labor, &response);
  for (int i = 0; i <= 1000; i++) {
    const double v = i < 1000 ? skills[i] : skill;
    double e, delta, hours, income, tax, worth;
    walras_tax_powers(&labor, &v, 1, &e, &delta);
    walras_tax_respond(&response, &(walras_tax_workers){1, &v, &e, &delta}, &(walras_tax_choices){&hours, &income, &tax, &worth});
    if (i < 1000)
      sum += tax / 1000.0;
    else
      own = worth;
  }
  return own + sum;
}

static void a_platform_is_three_sweeps_of_the_candidates_own_best_changes(void) {
  RUN(run, "n_workers=1000", "skill_sampling=quantile", "labor_mode=continuous", "governance=vote", "n_candidates=3",
      "vote_years=2", "compare_optimum=false");
  double skills[1000];
  for (int i = 0; i < 1000; i++)
    skills[i] = element_of(&run, "worker", 0, i);
  for (int k = 0; k < 3; k++) {
    double rates[3] = {0.5, 0.5, 0.5};
    const double skill = candidate(&run, 1, k, 3, 3);
    CU_ASSERT_EQUAL(skill, skills[(2 * k + 1) * 1000 / 6]);
    for (int sweep = 0; sweep < 3; sweep++)
      for (int j = 0; j < 3; j++) {
        double best = -INFINITY, chosen = 0.0;
        for (int step = 3; step <= 7; step++) {
          rates[j] = step / 10.0;
          const double value = promise(skills, rates, skill);
          chosen = value > best + 1e-9 ? rates[j] : chosen;
          best = value > best + 1e-9 ? value : best;
        }
        rates[j] = chosen;
      }
    for (int j = 0; j < 3; j++)
      CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "platform", 3, 3 * k + j), rates[j], 1e-12);
  }
  end_run(&run);
}

/* Everybody is for no tax who would pay: the majority of a skewed population is for the rate that pays it most. */
static void literal_platforms_are_voted_on_as_they_are(void) {
  RUN(run, ELECTORATE, "compare_optimum=false", "platforms=([0.0,0.0,0.0],[0.55,0.6,0.65],[1.0,1.0,1.0])", "vote_years=3");
  for (int year = 1; year < 3; year++)
    check_rates(&run, year, (const double[]){55, 60, 65}, 3);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "turnover"), 0.5, 1e-12);
  CU_ASSERT_EQUAL(candidate(&run, 1, 2, 3, 4), 0.0);
  CU_ASSERT_TRUE(candidate(&run, 1, 1, 3, 4) > 500.0);
  end_run(&run);
}

static void equal_platforms_go_to_the_first_and_tied_ones_to_chance(void) {
  RUN(equal, ELECTORATE, "compare_optimum=false", "platforms=([0.5,0.5,0.5],[0.5,0.5,0.5])", "vote_years=2");
  CU_ASSERT_EQUAL(candidate(&equal, 1, 0, 2, 4), 1000.0);
  end_run(&equal);
  /* two workers, each for its own side: over 40 years both sides win; a fair draw fails this with probability 2^-38 */
  RUN(tied, "agent_mix=list", "n_workers=2", "skill_list=[1.0,100.0]", "governance=vote", "labor_mode=continuous",
      "bracket_setting=flat", "platforms=([0.0],[0.5])", "vote_years=40", "compare_optimum=false");
  double won[2] = {0};
  for (int year = 1; year < 40; year++)
    for (int k = 0; k < 2; k++) {
      CU_ASSERT_EQUAL(candidate(&tied, year, k, 2, 4), 1.0);
      won[k] += candidate(&tied, year, k, 2, 5);
    }
  CU_ASSERT_TRUE(won[0] > 0.0 && won[1] > 0.0 && won[0] + won[1] == 39.0);
  end_run(&tied);
}

static void without_candidates_the_incumbents_rates_stay(void) {
  RUN(run, ELECTORATE, "candidate_rule=none", "start_rates=[0.3,0.4,0.5]", "vote_years=4", "compare_optimum=false");
  for (int year = 0; year < 4; year++)
    check_rates(&run, year, (const double[]){30, 40, 50}, 3);
  CU_ASSERT_EQUAL(metric(&run, "turnover"), 0.0);
  CU_ASSERT_TRUE(isnan(element_of(&run, "election", 4, 0)));
  end_run(&run);
}

static void everybody_may_stand(void) {
  RUN(run, "n_workers=60", "skill_sampling=quantile", "governance=vote", "candidate_rule=all", "vote_years=3");
  double votes = 0.0;
  for (int k = 0; k < 60; k++) {
    CU_ASSERT_EQUAL(candidate(&run, 2, k, 60, 2), k);
    votes += candidate(&run, 2, k, 60, 4);
  }
  CU_ASSERT_EQUAL(votes, 60.0);
  end_run(&run);
}

/* Noise far above all differences of utility makes votes a coin: each of 4 platforms has 250 +- 6 * 13.7 of 1000; false alarm below 1e-8. */
static void great_noise_spreads_the_votes_evenly(void) {
  RUN(run, ELECTORATE, "compare_optimum=false", "n_candidates=4", "vote_noise=1e10", "vote_years=6");
  for (int year = 1; year < 6; year++)
    for (int k = 0; k < 4; k++)
      CU_ASSERT_TRUE(fabs(candidate(&run, year, k, 4, 4) - 250.0) < 82.0);
  end_run(&run);
}

/* The subsample of a quantile population of equal size is that population. */
static void a_subsample_as_large_as_the_population_is_the_population(void) {
  RUN(all, ELECTORATE, "compare_optimum=false", "vote_years=6");
  RUN(most, ELECTORATE, "compare_optimum=false", "vote_years=6", "anticipation_sample=999");
  for (int year = 0; year < 6; year++)
    for (int j = 0; j < 3; j++)
      CU_ASSERT_EQUAL(rate_in(&all, year, j, 3), rate_in(&most, year, j, 3));
  end_run(&all);
  end_run(&most);
}

static void threads_do_not_change_elections(void) {
  const char *const settings[] = {"n_workers=30000",  "governance=vote",       "labor_mode=continuous",
                                  "vote_noise=500.0", "candidate_rule=random", "anticipation_sample=20000",
                                  "vote_years=4",     "compare_optimum=false"};
  model_run one, three;
  run_model(&one, &walras_model_llm_economist, 1, settings, 8);
  run_model(&three, &walras_model_llm_economist, 3, settings, 8);
  CU_ASSERT_TRUE(same_records(&one, &three));
  end_run(&one);
  end_run(&three);
}

/* No cap in reach: the median voter's rate is the formula's, the winner is its nearest on the grid. */
#define LOGNORMAL                                                                                                                \
  "agent_mix=lognormal", "skill_mu=3.5", "skill_sigma=0.5", "skill_sampling=quantile", "labor_mode=continuous",                  \
      "governance=vote_flat", "labor_max=1e6", "horizon=1", "tax_year=1", "compare_optimum=false"

static void the_condorcet_winner_is_the_median_voters_rate(void) {
  RUN(run, LOGNORMAL, "n_workers=10001");
  /* the mean over 10001 quantiles, whose tails are cut, is within 1e-4 of the integral */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "median_voter_formula"), 0.35201, 1e-4);
  CU_ASSERT_EQUAL(metric(&run, "condorcet_rate"), 0.35);
  CU_ASSERT_EQUAL(metric(&run, "median_ideal_rate"), 0.35);
  CU_ASSERT_EQUAL(element(&run, "final_rate", 0), 0.35);
  end_run(&run);
  RUN(fine, LOGNORMAL, "n_workers=2001", "flat_grid_step=0.01");
  CU_ASSERT_DOUBLE_EQUAL(metric(&fine, "condorcet_rate"), metric(&fine, "median_voter_formula"), 0.01);
  CU_ASSERT_EQUAL(metric(&fine, "condorcet_rate"), metric(&fine, "median_ideal_rate"));
  end_run(&fine);
}

/* Three workers by hand: s = v^1.4 / mean; the median one, v = 20, is below the mean and taxes; among equals nobody gains. */
static void small_electorates_vote_as_by_hand(void) {
  RUN(run, "agent_mix=list", "n_workers=3", "skill_list=[10.0,20.0,90.0]", "labor_mode=continuous", "governance=vote_flat",
      "labor_max=1e6", "horizon=1", "tax_year=1", "compare_optimum=false");
  const double powers[] = {pow(10.0, 1.4), pow(20.0, 1.4), pow(90.0, 1.4)},
               s = 3.0 * powers[1] / (powers[0] + powers[1] + powers[2]);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "median_voter_formula"), (1.0 - s) / (1.0 - s + 0.4), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "condorcet_rate"), metric(&run, "median_voter_formula"), 0.05);
  end_run(&run);
  RUN(equal, "agent_mix=list", "n_workers=4", "skill_list=[30.0,30.0,30.0,30.0]", "labor_mode=continuous", "governance=vote_flat",
      "labor_max=1e6", "horizon=1", "tax_year=1", "compare_optimum=false");
  CU_ASSERT_EQUAL(metric(&equal, "condorcet_rate"), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&equal, "median_voter_formula"), 0.0, 1e-12);
  end_run(&equal);
}

static void bad_elections_are_refused_by_name(void) {
  REFUSED("n_candidates", "governance=vote", "n_candidates=101");
  REFUSED("anticipation_sample", "governance=vote", "anticipation_sample=101");
  REFUSED("candidate_rule", "governance=vote", "n_workers=10001", "candidate_rule=all");
  REFUSED("n_candidates", "governance=vote", "n_workers=100000", "n_candidates=10001");
  REFUSED("n_candidates", "governance=vote", "candidate_rule=all", "n_candidates=3");
  REFUSED("candidate_rule", "governance=vote", "candidate_rule=random", "platforms=([0.1,0.1,0.1])");
  REFUSED("platforms", "governance=vote", "platforms=([0.1,0.1])");
  REFUSED("vote_noise", "governance=vote", "candidate_rule=none", "vote_noise=1.0");
  REFUSED("delta_rule", "governance=vote", "delta_rule=saturate", "platforms=([0.1,0.1,0.1])");
  REFUSED("bracket_setting", "governance=vote_flat", "bracket_setting=three");
  REFUSED("flat_grid_step", "governance=vote_flat", "flat_grid_step=0.001");
  REFUSED("flat_grid_step", "governance=vote", "flat_grid_step=0.1");
}

WALRAS_UNIT_TESTS(UNIT(elections_over_three_brackets_cycle_between_two_schedules),
                  UNIT(elections_over_seven_brackets_reach_the_best_schedule_every_other_year),
                  UNIT(every_worker_votes_once_and_the_winner_has_the_most_votes),
                  UNIT(rates_are_the_winners_platform_and_stay_on_the_grid),
                  UNIT(a_platform_is_three_sweeps_of_the_candidates_own_best_changes),
                  UNIT(literal_platforms_are_voted_on_as_they_are), UNIT(equal_platforms_go_to_the_first_and_tied_ones_to_chance),
                  UNIT(without_candidates_the_incumbents_rates_stay), UNIT(everybody_may_stand),
                  UNIT(great_noise_spreads_the_votes_evenly), UNIT(a_subsample_as_large_as_the_population_is_the_population),
                  UNIT(threads_do_not_change_elections), UNIT(the_condorcet_winner_is_the_median_voters_rate),
                  UNIT(small_electorates_vote_as_by_hand), UNIT(bad_elections_are_refused_by_name))
