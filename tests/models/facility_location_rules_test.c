/* Outcomes of the rules: numbers worked out by hand, definitions, and how outcomes move with profiles. */
#include "facility_location.h"
#include "models/facility-location/axioms.h"

static const double FIVE[] = {0.1, 0.2, 0.2, 0.9, 1.0};

static void the_five_agents_have_the_outcomes_worked_out_by_hand(void) {
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_UNIFORM_PHANTOM, 1.0, FIVE, 5), 0.4);
  CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_MEAN, 1.0, FIVE, 5), 0.48, 1e-15);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_MEDIAN, 1.0, FIVE, 5), 0.2);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_CONSTRAINED_MEDIAN, 1.0, FIVE, 5), 0.2);
  CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_MIDPOINT, 1.0, FIVE, 5), 0.55, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_NASH, 1.0, FIVE, 5), 0.438458345964, 1e-12);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_LEFTMOST, 1.0, FIVE, 5), 0.1);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_RIGHTMOST, 1.0, FIVE, 5), 1.0);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_DICTATOR, 1.0, FIVE, 5), 0.1);
  CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_RANDOM_RANK, 1.0, FIVE, 5), 0.48, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_LRM, 1.0, FIVE, 5), 0.55, 1e-15);
}

static void two_camps_are_answered_in_proportion_by_uniform_phantom_mean_and_nash(void) {
  for (int64_t n = 2; n <= 12; n++)
    for (int64_t k = 0; k <= n; k++) {
      double reports[MOST_AGENTS];
      for (int64_t i = 0; i < n; i++)
        reports[i] = i < k ? 3.0 : 0.0;
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_UNIFORM_PHANTOM, 3.0, reports, n), 3.0 * (double)k / (double)n, 1e-15);
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_MEAN, 3.0, reports, n), 3.0 * (double)k / (double)n, 1e-14);
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_NASH, 3.0, reports, n), 3.0 * (double)k / (double)n, 1e-14);
      CU_ASSERT_EQUAL(outcome_of(MECHANISM_MEDIAN, 3.0, reports, n), 2 * k <= n ? 0.0 : 3.0);
    }
}

static void a_phantom_rule_is_the_median_of_reports_and_phantoms(void) {
  double reports[MOST_AGENTS], custom[MOST_AGENTS];
  for (uint64_t number = 0; number < 2000; number++) {
    const int64_t n = 1 + (int64_t)(number % 20), customs = number % 2 ? n + 1 : n - 1;
    draw_reports(number, 2.5, n, reports);
    draw_reports(number + 10000, 2.5, customs, custom);
    for (int mechanism = MECHANISM_UNIFORM_PHANTOM; mechanism <= MECHANISM_PHANTOM; mechanism++) {
      hand_profile hand;
      make_profile(&hand, mechanism, 2.5, reports, n, custom, customs);
      CU_ASSERT_EQUAL(facility_outcome(&hand.profile), median_with_phantoms(&hand.rule.phantoms, reports));
    }
  }
}

static void a_single_agent_and_two_agents_have_their_limits(void) {
  const double one[] = {0.3}, two[] = {0.1, 0.9};
  for (int mechanism = MECHANISM_UNIFORM_PHANTOM; mechanism <= MECHANISM_LRM; mechanism++)
    if (mechanism != MECHANISM_PHANTOM)
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(mechanism, 1.0, one, 1), 0.3, 1e-16);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_CONSTRAINED_MEDIAN, 1.0, two, 2), 0.5);
  CU_ASSERT_EQUAL(outcome_of(MECHANISM_UNIFORM_PHANTOM, 1.0, two, 2), 0.5);
}

static void the_least_phantom_that_reaches_a_place_is_found_at_and_beside_each_phantom(void) {
  for (int64_t n = 1; n <= 50; n++) {
    const facility_phantoms uniform = {.agents = n, .length = 0.7, .uniform = true};
    for (int64_t k = 0; k <= n; k++) {
      const double p = facility_phantom(&uniform, k);
      CU_ASSERT_EQUAL(facility_phantoms_reaching(&uniform, p), k);
      CU_ASSERT_EQUAL(facility_phantoms_reaching(&uniform, nextafter(p, 1.0)), k + 1);
    }
  }
}

/* Of every report, exactly: what the others leave is the outcome at 0 and at L, and the report cut to it between. */
static void what_the_others_leave_an_agent_is_what_its_reports_bring_about(void) {
  double reports[MOST_AGENTS], custom[MOST_AGENTS];
  for (uint64_t number = 0; number < 500; number++) {
    const int64_t n = 1 + (int64_t)(number % 12), customs = number % 2 ? n + 1 : n - 1, agent = (int64_t)number % n;
    draw_reports(number, 1.0, n, reports);
    draw_reports(number + 10000, 1.0, customs, custom);
    for (int mechanism = MECHANISM_UNIFORM_PHANTOM; mechanism <= MECHANISM_RIGHTMOST; mechanism++) {
      hand_profile hand, after;
      make_profile(&hand, mechanism, 1.0, reports, n, custom, customs);
      for (int step = 0; step <= 20; step++) {
        double changed[MOST_AGENTS];
        memcpy(changed, reports, sizeof changed);
        changed[agent] = step / 20.0;
        make_profile(&after, mechanism, 1.0, changed, n, custom, customs);
        const double expected = facility_outcome(&after.profile),
                     found = facility_outcome_after(&hand.profile, agent, step / 20.0);
        CU_ASSERT(mechanism == MECHANISM_MEAN ? fabs(found - expected) < 1e-15 : found == expected);
      }
    }
  }
}

static void scaling_the_segment_scales_the_outcome(void) {
  double reports[MOST_AGENTS], scaled[MOST_AGENTS];
  for (uint64_t number = 0; number < 200; number++) {
    const int64_t n = 1 + (int64_t)(number % 15);
    draw_reports(number, 1.0, n, reports);
    for (int64_t i = 0; i < n; i++)
      scaled[i] = 3.0 * reports[i];
    for (int mechanism = MECHANISM_UNIFORM_PHANTOM; mechanism <= MECHANISM_LRM; mechanism++)
      if (mechanism != MECHANISM_PHANTOM)
        CU_ASSERT_DOUBLE_EQUAL(outcome_of(mechanism, 3.0, scaled, n), 3.0 * outcome_of(mechanism, 1.0, reports, n), 1e-13);
  }
}

static void mirroring_the_profile_mirrors_symmetric_rules(void) {
  double reports[MOST_AGENTS], mirrored[MOST_AGENTS];
  for (uint64_t number = 0; number < 200; number++) {
    const int64_t n = 1 + (int64_t)(number % 15);
    draw_reports(number, 1.0, n, reports);
    for (int64_t i = 0; i < n; i++)
      mirrored[i] = 1.0 - reports[i];
    const int rules[] = {MECHANISM_UNIFORM_PHANTOM, MECHANISM_MEAN, MECHANISM_NASH, MECHANISM_MIDPOINT, MECHANISM_LRM};
    for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++)
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(rules[rule], 1.0, mirrored, n), 1.0 - outcome_of(rules[rule], 1.0, reports, n), 1e-13);
    if (n % 2 == 1) {
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_CONSTRAINED_MEDIAN, 1.0, mirrored, n),
                             1.0 - outcome_of(MECHANISM_CONSTRAINED_MEDIAN, 1.0, reports, n), 1e-15);
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(MECHANISM_MEDIAN, 1.0, mirrored, n), 1.0 - outcome_of(MECHANISM_MEDIAN, 1.0, reports, n),
                             1e-15);
    }
  }
}

static void doubling_every_agent_and_adding_one_at_the_facility_leave_it_where_it_is(void) {
  const int rules[] = {MECHANISM_UNIFORM_PHANTOM, MECHANISM_MEAN, MECHANISM_NASH};
  double reports[MOST_AGENTS], twice[MOST_AGENTS];
  for (uint64_t number = 0; number < 200; number++) {
    const int64_t n = 1 + (int64_t)(number % 15);
    draw_reports(number, 1.0, n, reports);
    for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++) {
      const double y = outcome_of(rules[rule], 1.0, reports, n);
      memcpy(twice, reports, (size_t)n * sizeof *reports);
      memcpy(twice + n, reports, (size_t)n * sizeof *reports);
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(rules[rule], 1.0, twice, 2 * n), y, 1e-14);
      twice[n] = y;
      CU_ASSERT_DOUBLE_EQUAL(outcome_of(rules[rule], 1.0, twice, n + 1), y, 1e-14);
    }
  }
}

static void permuting_agents_changes_no_bit(void) {
  double reports[MOST_AGENTS], permuted[MOST_AGENTS];
  for (uint64_t number = 0; number < 200; number++) {
    const int64_t n = 2 + (int64_t)(number % 15);
    draw_reports(number, 1.0, n, reports);
    for (int64_t i = 0; i < n; i++)
      permuted[i] = reports[(i + 1) % n];
    for (int mechanism = MECHANISM_UNIFORM_PHANTOM; mechanism <= MECHANISM_LRM; mechanism++)
      if (mechanism != MECHANISM_PHANTOM && mechanism != MECHANISM_DICTATOR)
        CU_ASSERT(unit_same_bits(outcome_of(mechanism, 1.0, permuted, n), outcome_of(mechanism, 1.0, reports, n)));
  }
}

/* The maximum of the Nash product against a fine search, also where it is a kink. */
static void no_place_has_a_larger_nash_product(void) {
  double reports[MOST_AGENTS];
  for (uint64_t number = 0; number < 100; number++) {
    const int64_t n = 2 + (int64_t)(number % 8);
    draw_reports(number, 1.0, n, reports);
    const double y = outcome_of(MECHANISM_NASH, 1.0, reports, n);
    double product = 1.0;
    for (int64_t i = 0; i < n; i++)
      product *= 1.0 - fabs(reports[i] - y);
    for (int step = 0; step <= 2000; step++) {
      double other = 1.0;
      for (int64_t i = 0; i < n; i++)
        other *= 1.0 - fabs(reports[i] - step / 2000.0);
      CU_ASSERT(other <= product * (1.0 + 1e-14));
    }
  }
}

WALRAS_UNIT_TESTS(UNIT(the_five_agents_have_the_outcomes_worked_out_by_hand),
                  UNIT(two_camps_are_answered_in_proportion_by_uniform_phantom_mean_and_nash),
                  UNIT(a_phantom_rule_is_the_median_of_reports_and_phantoms),
                  UNIT(a_single_agent_and_two_agents_have_their_limits),
                  UNIT(the_least_phantom_that_reaches_a_place_is_found_at_and_beside_each_phantom),
                  UNIT(what_the_others_leave_an_agent_is_what_its_reports_bring_about),
                  UNIT(scaling_the_segment_scales_the_outcome), UNIT(mirroring_the_profile_mirrors_symmetric_rules),
                  UNIT(doubling_every_agent_and_adding_one_at_the_facility_leave_it_where_it_is),
                  UNIT(permuting_agents_changes_no_bit), UNIT(no_place_has_a_larger_nash_product))
