/* Winner determination against enumerations, closed forms and what must not change it. */
#include "position_auctions.h"

#include "numerics/assignment/assignment.h"
#include "numerics/linear_program/linear_program.h"

static test_auction first, second;

static double optimum_of(test_auction *t) {
  struct position_allocation best;
  CU_ASSERT(position_optimum(&t->ws, &t->a, &best) >= 0);
  return best.welfare;
}

static void optima_of_both_users_are_those_of_enumeration(void) {
  for (uint64_t instance = 0; instance < 600; instance++) {
    const int user = instance % 2 == 0 ? USER_MNL : USER_CASCADE;
    const int64_t ads = 1 + (int64_t)(instance / 2) % 5, places = 1 + (int64_t)(instance / 10) % 4;
    random_auction(&first, instance, user, ads, places, 1 + (int64_t)(instance / 40) % places, EXPONENTIAL1);
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&first), position_enumerate(&first.a), 1e-12);
  }
}

/* Few different values and log-odds: ties everywhere, and allocations that differ at equal welfare. */
static void ties_leave_the_welfare_as_it_is(void) {
  for (uint64_t instance = 0; instance < 300; instance++) {
    random_auction(&first, instance, (int)(instance % 2), 5, 4, 1 + (int64_t)instance % 4, EXPONENTIAL1);
    for (int64_t cell = 0; cell < 5 * 4; cell++)
      set_ctr(&first, cell, floor(2.0 * test_uniform(instance, (uint32_t)(100 + cell))));
    for (int i = 0; i < 5; i++)
      first.value[i] = 1.0 + floor(2.0 * test_uniform(instance, (uint32_t)(200 + i)));
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&first), position_enumerate(&first.a), 1e-12);
  }
}

/* What users do: at most one click each, ads above the welfare only (mnl), and a feasible matching. */
static void allocations_are_matchings_with_click_probabilities(void) {
  for (uint64_t instance = 0; instance < 200; instance++) {
    const int user = instance % 2 == 0 ? USER_MNL : USER_CASCADE;
    struct position_allocation best;
    double clicks = 0.0;
    random_auction(&first, instance, user, 30, 8, 5, UNIFORM01);
    position_optimum(&first.ws, &first.a, &best);
    CU_ASSERT(best.count <= 5);
    for (int32_t k = 0; k < best.count; k++) {
      clicks += best.click[k];
      CU_ASSERT(position_has_ctr(&first.a, best.advertiser[k], best.position[k]));
      CU_ASSERT(user == USER_CASCADE || first.value[best.advertiser[k]] > best.welfare);
      CU_ASSERT(k == 0 || first.value[best.advertiser[k - 1]] >= first.value[best.advertiser[k]]);
      for (int32_t other = 0; other < k; other++)
        CU_ASSERT(best.advertiser[other] != best.advertiser[k] && best.position[other] != best.position[k]);
    }
    CU_ASSERT(clicks <= 1.0 + 1e-15);
  }
}

/* max_k w sum of the top k values / (1 + k w). */
static void equal_odds_leave_the_number_of_ads_to_choose(void) {
  for (uint64_t instance = 0; instance < 50; instance++) {
    double sorted[20], best = 0.0, sum = 0.0;
    random_auction(&first, instance, USER_MNL, 20, 8, 6, EXPONENTIAL1);
    for (int64_t cell = 0; cell < 20 * 8; cell++)
      set_ctr(&first, cell, -0.7);
    for (int i = 0; i < 20; i++) {
      int at = i;
      for (; at > 0 && sorted[at - 1] < first.value[i]; at--)
        sorted[at] = sorted[at - 1];
      sorted[at] = first.value[i];
    }
    for (int k = 1; k <= 6; k++) {
      sum += sorted[k - 1];
      best = fmax(best, first.odds[0] * sum / (1.0 + k * first.odds[0]));
    }
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&first), best, 1e-13);
  }
}

static void certain_clicks_of_the_cascade_are_worth_the_largest_value(void) {
  double largest = 0.0;
  random_auction(&first, 3, USER_CASCADE, 12, 5, 3, UNIFORM01);
  for (int64_t cell = 0; cell < 12 * 5; cell++)
    set_ctr(&first, cell, 100.0);
  for (int i = 0; i < 12; i++)
    largest = fmax(largest, first.value[i]);
  CU_ASSERT_EQUAL(first.ctr[0], 1.0);
  CU_ASSERT_EQUAL(optimum_of(&first), largest);
}

static void one_ad_is_the_best_product_for_both_users(void) {
  for (uint64_t instance = 0; instance < 50; instance++) {
    double best = 0.0;
    random_auction(&first, instance, USER_MNL, 20, 6, 1, EXPONENTIAL1);
    random_auction(&second, instance, USER_CASCADE, 20, 6, 1, EXPONENTIAL1);
    for (int64_t cell = 0; cell < 20 * 6; cell++)
      best = fmax(best, first.value[cell / 6] * first.ctr[cell]);
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&first), best, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&second), best, 1e-14);
  }
}

static void the_cascade_is_worth_at_least_the_mnl_user_on_the_same_data(void) {
  for (uint64_t instance = 0; instance < 100; instance++) {
    random_auction(&first, instance, USER_MNL, 20, 6, 4, EXPONENTIAL1);
    random_auction(&second, instance, USER_CASCADE, 20, 6, 4, EXPONENTIAL1);
    CU_ASSERT(optimum_of(&second) >= optimum_of(&first) - 1e-14);
  }
}

/* The second auction is the first with advertisers and positions reversed. */
static void reverse(const test_auction *from, test_auction *to) {
  const int64_t ads = from->p.advertisers, places = from->p.positions;
  to->p = from->p;
  open_auction(to);
  for (int64_t i = 0; i < ads; i++) {
    to->value[i] = from->value[ads - 1 - i];
    for (int64_t j = 0; j < places; j++) {
      to->odds[i * places + j] = from->odds[(ads - 1 - i) * places + places - 1 - j];
      to->ctr[i * places + j] = from->ctr[(ads - 1 - i) * places + places - 1 - j];
    }
  }
}

static void the_optimum_scales_with_values_and_ignores_names(void) {
  for (uint64_t instance = 0; instance < 100; instance++) {
    struct position_allocation best, renamed;
    random_auction(&first, instance, (int)(instance % 2), 15, 6, 4, EXPONENTIAL1);
    position_optimum(&first.ws, &first.a, &best);
    reverse(&first, &second);
    position_optimum(&second.ws, &second.a, &renamed);
    CU_ASSERT_DOUBLE_EQUAL(best.welfare, renamed.welfare, 1e-14);
    for (int32_t i = 0; i < 15; i++)
      CU_ASSERT_DOUBLE_EQUAL(position_click_of(&best, i), position_click_of(&renamed, 14 - i), 1e-13);
    for (int i = 0; i < 15; i++)
      first.value[i] *= 1e6;
    CU_ASSERT_DOUBLE_EQUAL(optimum_of(&first) / 1e6, best.welfare, 1e-13);
  }
}

static void worthless_ads_change_nothing(void) {
  for (uint64_t instance = 0; instance < 60; instance++) {
    random_auction(&first, instance, (int)(instance % 2), 15, 6, 4, EXPONENTIAL1);
    const double all = optimum_of(&first);
    random_auction(&second, instance, (int)(instance % 2), 16, 6, 4, EXPONENTIAL1);
    memcpy(second.value, first.value, 15 * sizeof(double));
    memcpy(second.odds, first.odds, 15 * 6 * sizeof(double));
    memcpy(second.ctr, first.ctr, 15 * 6 * sizeof(double));
    second.value[15] = 0.0;
    CU_ASSERT(unit_same_bits(optimum_of(&second), all));
  }
}

static void more_places_and_more_ads_allowed_never_cost_welfare(void) {
  for (uint64_t instance = 0; instance < 60; instance++) {
    const int user = (int)(instance % 2);
    double before = 0.0;
    for (int64_t most = 1; most <= 6; most++) {
      random_auction(&first, instance, user, 15, 6, most, EXPONENTIAL1);
      CU_ASSERT(optimum_of(&first) >= before - 1e-14);
      before = optimum_of(&first);
    }
    random_auction(&second, instance, user, 15, 7, 6, EXPONENTIAL1); /* the seventh is a copy of the first position */
    memcpy(second.value, first.value, 15 * sizeof(double));
    for (int64_t i = 0; i < 15; i++)
      for (int64_t j = 0; j < 7; j++) {
        second.odds[i * 7 + j] = first.odds[i * 6 + j % 6];
        second.ctr[i * 7 + j] = first.ctr[i * 6 + j % 6];
      }
    CU_ASSERT(optimum_of(&second) >= before - 1e-14);
  }
}

static void higher_odds_everywhere_raise_the_cascade(void) {
  for (uint64_t instance = 0; instance < 60; instance++) {
    random_auction(&first, instance, USER_CASCADE, 15, 6, 4, EXPONENTIAL1);
    const double before = optimum_of(&first);
    for (int64_t cell = 0; cell < 15 * 6; cell++)
      set_ctr(&first, cell, walras_log(first.odds[cell]) + 0.3);
    CU_ASSERT(optimum_of(&first) > before);
  }
}

/* The greedy rule, the two matchings and the linear program against the optimum: theorems, for every instance. */
static void approximations_keep_their_guarantees(void) {
  for (uint64_t instance = 0; instance < 500; instance++) {
    struct position_allocation greedy, two;
    random_auction(&first, instance, USER_CASCADE, 6, 4, 3, instance % 3 == 0 ? PARETO : UNIFORM01);
    const double optimum = optimum_of(&first), bound = position_two_matching(&first.ws, &first.a, &two);
    position_greedy(&first.ws, &first.a, &greedy);
    CU_ASSERT(greedy.welfare >= optimum / 3.0 - 1e-12 && greedy.welfare <= optimum + 1e-12);
    CU_ASSERT(two.welfare >= 0.31606027941427883 * bound - 1e-12 && two.welfare <= optimum + 1e-12);
    CU_ASSERT(bound >= optimum - 1e-12);
  }
}

/* The dual, price + best matching of p (v - price), is above the bound at every price, and meets it somewhere. */
static void the_bound_is_the_least_value_of_its_dual(void) {
  for (uint64_t instance = 0; instance < 100; instance++) {
    struct position_allocation two;
    random_auction(&first, instance, USER_CASCADE, 12, 6, 4, UNIFORM01);
    const double bound = position_two_matching(&first.ws, &first.a, &two);
    double least = INFINITY, gain[12 * 6], memory[400];
    int32_t row_of[6];
    for (int step = 0; step <= 1000; step++) {
      const double price = 0.001 * step;
      for (int64_t cell = 0; cell < 12 * 6; cell++)
        gain[cell] = first.ctr[cell] * (first.value[cell / 6] - price);
      const walras_assignment_problem problem = {.rows = 12, .columns = 6, .most = 4, .gain = gain};
      walras_assignment_solve(&problem, memory, row_of);
      const double dual = price + walras_assignment_value(&problem, row_of);
      CU_ASSERT(dual >= bound - 1e-12);
      least = fmin(least, dual);
    }
    CU_ASSERT(least <= bound + 0.004); /* slopes are within -3..1, the grid within half a thousandth */
  }
}

/* max sum v p x; each advertiser and position at most once, at most K pairs, click probabilities sum to at most 1. */
static double value_of_program(const test_auction *t) {
  const int64_t ads = t->p.advertisers, places = t->p.positions, rows = ads + places + 2;
  walras_linear_program *program = NULL;
  walras_linear_solution solution = {.primal = NULL};
  walras_error error = {0};
  if (walras_linear_program_create(ads * places, true, &program, &error) != WALRAS_OK)
    abort();
  for (int64_t cell = 0; cell < ads * places; cell++)
    walras_linear_program_objective(program, cell, t->value[cell / places] * t->ctr[cell]);
  for (int64_t row = 0; row < rows; row++) {
    walras_linear_program_row(program, (double)-INFINITY, row == ads + places ? (double)t->p.max_ads : 1.0);
    for (int64_t cell = 0; cell < ads * places; cell++) {
      const bool in = row < ads ? cell / places == row : row < ads + places ? cell % places == row - ads : true;
      if (in)
        walras_linear_program_entry(program, cell, row == rows - 1 ? t->ctr[cell] : 1.0);
    }
  }
  CU_ASSERT_EQUAL(walras_linear_program_solve(program, 1e-9, NULL, &solution, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(solution.outcome, WALRAS_LINEAR_OPTIMAL);
  walras_linear_program_destroy(program);
  return solution.value;
}

static void the_bound_is_the_value_of_its_linear_program(void) {
  for (uint64_t instance = 0; instance < 100; instance++) {
    struct position_allocation two;
    random_auction(&first, instance, USER_CASCADE, 10, 5, 1 + (int64_t)instance % 5, EXPONENTIAL1);
    const double bound = position_two_matching(&first.ws, &first.a, &two), program = value_of_program(&first);
    CU_ASSERT_DOUBLE_EQUAL(bound, program, 1e-9 * (1.0 + program));
  }
}

static void without_worth_nothing_is_shown(void) {
  RUN(run, "instance=list", "ctr_logit=([0.0,1.0],[0.5,0.2],(\"-inf\",\"-inf\"))", "values=[0.0,0.0,3.0]", "user_model=cascade");
  CU_ASSERT(metric(&run, "welfare") == 0.0 && metric(&run, "revenue") == 0.0 && metric(&run, "ads_shown") == 0.0);
  CU_ASSERT(isnan(metric(&run, "welfare_ratio")) && isnan(metric(&run, "min_payment")));
  end_run(&run);
  RUN(few, "advertisers=1", "positions=5", "max_ads=5");
  CU_ASSERT_EQUAL(metric(&few, "ads_shown"), 1.0);
  CU_ASSERT_EQUAL(metric(&few, "revenue"), 0.0);
  end_run(&few);
}

WALRAS_UNIT_TESTS(UNIT(optima_of_both_users_are_those_of_enumeration), UNIT(ties_leave_the_welfare_as_it_is),
                  UNIT(allocations_are_matchings_with_click_probabilities), UNIT(equal_odds_leave_the_number_of_ads_to_choose),
                  UNIT(certain_clicks_of_the_cascade_are_worth_the_largest_value),
                  UNIT(one_ad_is_the_best_product_for_both_users),
                  UNIT(the_cascade_is_worth_at_least_the_mnl_user_on_the_same_data),
                  UNIT(the_optimum_scales_with_values_and_ignores_names), UNIT(worthless_ads_change_nothing),
                  UNIT(more_places_and_more_ads_allowed_never_cost_welfare), UNIT(higher_odds_everywhere_raise_the_cascade),
                  UNIT(approximations_keep_their_guarantees), UNIT(the_bound_is_the_least_value_of_its_dual),
                  UNIT(the_bound_is_the_value_of_its_linear_program), UNIT(without_worth_nothing_is_shown))
