/* The worst profiles: known ratios, three searches that agree, and profiles that have what is said of them. */
#include "facility_location.h"

static double worst(const char *mechanism, int64_t agents, const char *method, const char *name) {
  char rule[64], size[64], how[64];
  snprintf(rule, sizeof rule, "mechanism=%s", mechanism);
  snprintf(size, sizeof size, "agents=%d", (int)agents);
  snprintf(how, sizeof how, "worst_case_method=%s", method);
  RUN(run, rule, size, how, "task=worst_case");
  const double value = metric(&run, name);
  end_run(&run);
  return value;
}

static void vertices_and_regions_find_the_ratios_of_the_table(void) {
  static const double uniform[] = {1, 1.2, 1.2, 1.176471, 1.2, 1.206897, 1.2},
                      constrained[] = {1, 1.2, 1.2, 1.176471, 1.153846, 1.135135, 1.12};
  for (int64_t n = 2; n <= 8; n++) {
    static const char *const methods[] = {"vertex", "region"};
    for (int k = 0; k < 2; k++) {
      CU_ASSERT_DOUBLE_EQUAL(worst("uniform_phantom", n, methods[k], "worst_welfare_ratio"), uniform[n - 2], 5e-7);
      CU_ASSERT_DOUBLE_EQUAL(worst("constrained_median", n, methods[k], "worst_welfare_ratio"), constrained[n - 2], 5e-7);
      CU_ASSERT_DOUBLE_EQUAL(worst("uniform_phantom", n, methods[k], "worst_cost_ratio"), (double)n - 1.0, 1e-9);
      CU_ASSERT_DOUBLE_EQUAL(worst("constrained_median", n, methods[k], "worst_cost_ratio"), (double)n - 1.0, 1e-9);
      CU_ASSERT_DOUBLE_EQUAL(worst("median", n, methods[k], "worst_welfare_ratio"), 1.0, 1e-12);
    }
  }
}

static void regions_agree_with_the_formulas_up_to_two_hundred_agents(void) {
  for (int64_t n = 9; n <= 200; n += 19) {
    CU_ASSERT_DOUBLE_EQUAL(worst("uniform_phantom", n, "region", "worst_welfare_ratio"),
                           worst("uniform_phantom", n, "region", "theory_welfare_ratio"), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(worst("uniform_phantom", n, "region", "worst_cost_ratio"), (double)n - 1.0, 1e-9);
  }
}

static void regions_and_vertices_agree_on_any_phantom_vector(void) {
  for (uint64_t number = 0; number < 60; number++) {
    const int64_t n = 2 + (int64_t)(number % 4), count = number % 2 ? n + 1 : n - 1;
    double custom[MOST_AGENTS];
    char phantoms[512] = "custom_phantoms=[", size[64];
    draw_reports(number, 1.0, count, custom);
    for (int64_t i = 0; i < count; i++)
      snprintf(phantoms + strlen(phantoms), sizeof phantoms - strlen(phantoms), "%s%.17g", i > 0 ? ", " : "", custom[i]);
    strcat(phantoms, "]");
    snprintf(size, sizeof size, "agents=%d", (int)n);
    RUN(vertex, phantoms, size, "mechanism=phantom", "task=worst_case", "worst_case_method=vertex");
    RUN(region, phantoms, size, "mechanism=phantom", "task=worst_case", "worst_case_method=region");
    static const char *const ratios[][2] = {{"worst_welfare_ratio", "worst_welfare_unbounded"},
                                            {"worst_cost_ratio", "worst_cost_unbounded"}};
    for (int k = 0; k < 2; k++) {
      CU_ASSERT_EQUAL(metric(&vertex, ratios[k][1]), metric(&region, ratios[k][1]));
      if (metric(&vertex, ratios[k][1]) == 0.0)
        CU_ASSERT_DOUBLE_EQUAL(metric(&vertex, ratios[k][0]), metric(&region, ratios[k][0]),
                               1e-9 * metric(&vertex, ratios[k][0]));
    }
    end_run(&vertex);
    end_run(&region);
  }
}

static void the_random_search_finds_the_worst_case_of_few_agents_and_never_more(void) {
  for (int64_t n = 2; n <= 6; n++) {
    RUN(run,
        n == 2   ? "agents=2"
        : n == 3 ? "agents=3"
        : n == 4 ? "agents=4"
        : n == 5 ? "agents=5"
                 : "agents=6",
        "task=worst_case", "worst_case_method=random", "worst_case_samples=20000");
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "worst_welfare_ratio"), metric(&run, "theory_welfare_ratio"), 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "worst_cost_ratio"), metric(&run, "theory_cost_ratio"), 1e-12);
    end_run(&run);
  }
}

static void the_random_search_has_the_same_result_for_any_threads(void) {
  model_run one, three;
  run_model(&one, &walras_model_facility_location, 1,
            SETTINGS("task=worst_case", "worst_case_method=random", "worst_case_samples=50000", "mechanism=nash"));
  run_model(&three, &walras_model_facility_location, 3,
            SETTINGS("task=worst_case", "worst_case_method=random", "worst_case_samples=50000", "mechanism=nash"));
  CU_ASSERT(same_records(&one, &three));
  end_run(&one);
  end_run(&three);
}

/* n - 1 agents at 0 and one at L/n for total cost; the profile of the table gives the ratio back. */
static void the_worst_profile_has_the_ratio_that_is_recorded(void) {
  static const char *const methods[] = {"worst_case_method=vertex", "worst_case_method=region", "worst_case_method=random"};
  for (int method = 0; method < 3; method++) {
    RUN(run, "task=worst_case", methods[method], "agents=6");
    for (int column = 1; column <= 2; column++) {
      double profile[6], y, best = 0.0, own = 0.0;
      for (int i = 0; i < 6; i++)
        profile[i] = element_of(&run, "worst_profile", column, i);
      y = outcome_of(MECHANISM_UNIFORM_PHANTOM, 1.0, profile, 6);
      for (int i = 0; i < 6; i++) {
        own += column == 1 ? 1.0 - fabs(profile[i] - y) : fabs(profile[i] - y);
        best += column == 1 ? 1.0 - fabs(profile[i] - profile[2]) : fabs(profile[i] - profile[2]);
      }
      CU_ASSERT_DOUBLE_EQUAL(column == 1 ? best / own : own / best,
                             metric(&run, column == 1 ? "worst_welfare_ratio" : "worst_cost_ratio"), 1e-12);
    }
    end_run(&run);
  }
}

/* Everybody at 0, the facility at L by phantoms: no welfare at all, and a cost where none was needed. */
static void ratios_without_bound_are_flags_beside_an_undefined_number(void) {
  RUN(run, "task=worst_case", "mechanism=phantom", "agents=2", "custom_phantoms=[1.0, 1.0, 1.0]");
  CU_ASSERT(isnan(metric(&run, "worst_welfare_ratio")) && isnan(metric(&run, "worst_cost_ratio")));
  CU_ASSERT(metric(&run, "worst_welfare_unbounded") == 1.0 && metric(&run, "worst_cost_unbounded") == 1.0);
  end_run(&run);
  RUN(outcome, "mechanism=phantom", "agents=2", "custom_phantoms=[1.0, 1.0, 1.0]", "distribution=list", "locations=[0.0, 0.0]");
  CU_ASSERT(isnan(metric(&outcome, "welfare_ratio")) && metric(&outcome, "welfare_unbounded") == 1.0);
  CU_ASSERT(isnan(metric(&outcome, "cost_ratio")) && metric(&outcome, "cost_unbounded") == 1.0);
  end_run(&outcome);
}

WALRAS_UNIT_TESTS(UNIT(vertices_and_regions_find_the_ratios_of_the_table),
                  UNIT(regions_agree_with_the_formulas_up_to_two_hundred_agents),
                  UNIT(regions_and_vertices_agree_on_any_phantom_vector),
                  UNIT(the_random_search_finds_the_worst_case_of_few_agents_and_never_more),
                  UNIT(the_random_search_has_the_same_result_for_any_threads),
                  UNIT(the_worst_profile_has_the_ratio_that_is_recorded),
                  UNIT(ratios_without_bound_are_flags_beside_an_undefined_number))
