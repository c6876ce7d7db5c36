/* The two choice studies against population values in closed form. Standard errors are of the sample; seeds are fixed. */
#include "model_run.h"
#include "models/beyond-preferences/choice.h"

#define INCOMPLETE(run, ...) RUN_MODEL(run, &walras_model_beyond_preferences, "study=choice_incomplete", __VA_ARGS__)
#define ATTENTION(run, ...) RUN_MODEL(run, &walras_model_beyond_preferences, "study=choice_attention", __VA_ARGS__)

/* 4 standard errors of a share of 200,000: a false alarm in 16,000 each. */
static void incomparable_pairs_and_reversals_have_their_shares(void) {
  INCOMPLETE(run, "observations=200000", "default_bias=0.8");
  const double share = 1.0 / 6.0, reversal = share * 0.68;
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "incomparable_share"), share, 4.0 * sqrt(share * (1.0 - share) / 2e5));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "reversal_share"), reversal, 4.0 * sqrt(reversal * (1.0 - reversal) / 2e5));
  CU_ASSERT_EQUAL(metric(&run, "deferral_share"), 0.0);
  end_run(&run);
}

/* Population values by quadrature. A choice's loss has a standard deviation near 0.45, the mean of 200,000 a standard error of 0.001, coefficients of
 * about 0.7 %: 4 of them, a false alarm in 16,000 each. */
static void bradley_terry_fits_have_their_population_values(void) {
  INCOMPLETE(run, "observations=200000");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_blind"), 0.186668, 0.004);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "loss_order"), 0.111203, 0.004);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "true_loss"), 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "true_loss_blind"), 0.115525, 0.004);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "beta_blind", 0), 6.703519, 0.15);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "beta", 0), 11.346998, 0.35);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gamma"), 2.417826, 0.08);
  CU_ASSERT_EQUAL(metric(&run, "separable"), 0.0);
  end_run(&run);
}

static void the_incomplete_fit_finds_the_angle_and_the_bias(void) {
  INCOMPLETE(run, "observations=200000", "default_bias=0.8");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "alpha_hat"), 0.5235987756, 1e-3);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "s_hat"), 0.8, 4.0 * sqrt(0.16 / (2e5 / 6.0)));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "excess_loss_incomplete"), 0.0, 0.002);
  CU_ASSERT(metric(&run, "excess_loss") > 0.07);
  end_run(&run);
}

static void complete_preferences_leave_no_excess_loss(void) {
  INCOMPLETE(run, "observations=200000", "weight_angle=0.0");
  CU_ASSERT_EQUAL(metric(&run, "incomparable_share"), 0.0);
  CU_ASSERT(metric(&run, "excess_loss") >= 0.0 && metric(&run, "excess_loss") < 0.002);
  CU_ASSERT_EQUAL(metric(&run, "separable"), 1.0);
  CU_ASSERT(isfinite(element(&run, "beta", 0)) && metric(&run, "cos_true") > 0.9999);
  end_run(&run);
}

static void deferral_leaves_comparable_pairs_only(void) {
  INCOMPLETE(run, "observations=50000", "allow_deferral=true");
  CU_ASSERT_EQUAL(metric(&run, "deferral_share"), metric(&run, "incomparable_share"));
  CU_ASSERT_EQUAL(metric(&run, "reversal_share"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "true_loss_blind"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "separable"), 1.0);
  CU_ASSERT_PTR_NULL(field_named(&run, "alpha_hat", WALRAS_FIELD_VALUES));
  end_run(&run);
}

/* 200,000 pairs: coefficients within 2 %, as in the closed form's own check at this size. */
static void attention_to_one_dimension_is_read_as_salience(void) {
  static const double expected[4] = {0.19818, 0.39636, 0.59455, 0.79273};
  ATTENTION(run, "observations=200000");
  for (int a = 0; a < 4; a++)
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "beta", a), expected[a], 0.02 * expected[a] + 0.01);
  CU_ASSERT(metric(&run, "cos_salience") > 0.999);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "cos_true"), 0.66667, 0.01);
  end_run(&run);
}

static void attention_to_more_dimensions_has_its_closed_form(void) {
  static const double two[4] = {0.49764, 0.89277, 1.06048, 0.62134}, three[4] = {1.15059, 1.74567, 1.33288, 0.70065};
  ATTENTION(a2, "observations=200000", "attention_k=2");
  ATTENTION(a3, "observations=200000", "attention_k=3");
  for (int a = 0; a < 4; a++) {
    CU_ASSERT_DOUBLE_EQUAL(element(&a2, "beta", a), two[a], 0.02 * two[a] + 0.01);
    CU_ASSERT_DOUBLE_EQUAL(element(&a3, "beta", a), three[a], 0.02 * three[a] + 0.01);
  }
  CU_ASSERT_DOUBLE_EQUAL(metric(&a2, "cos_true"), 0.84645, 0.01);
  CU_ASSERT_DOUBLE_EQUAL(metric(&a3, "cos_true"), 0.93575, 0.01);
  end_run(&a2);
  end_run(&a3);
}

static void equal_weights_are_distorted_by_salience_too(void) {
  static const double expected[4] = {0.43121, 0.81135, 1.11853, 1.31626};
  ATTENTION(run, "observations=200000", "attention_k=2", "true_weights=[1.0,1.0,1.0,1.0]");
  for (int a = 0; a < 4; a++)
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "beta", a), expected[a], 0.02 * expected[a] + 0.01);
  end_run(&run);
}

static void full_attention_is_separable_and_has_no_entropy(void) {
  ATTENTION(run, "observations=100000", "attention_k=4");
  CU_ASSERT_EQUAL(metric(&run, "separable"), 1.0);
  CU_ASSERT_EQUAL(metric(&run, "true_loss"), 0.0);
  CU_ASSERT(isfinite(element(&run, "beta", 0)) && metric(&run, "cos_true") > 0.9999);
  end_run(&run);
}

/* Sets of two of three with pi = (1/2, 1/4, 1/4): {0,1} is drawn as 0 then 1 or 1 then 0. */
static void subsets_have_the_probabilities_of_drawing_without_replacement(void) {
  static choice_law law;
  static const double pi[3] = {0.5, 0.25, 0.25};
  const struct beyond_parameters p = {.salience = {3, pi}, .attention_k = 2};
  law = (choice_law){.p = &p, .dimensions = 3};
  choice_subsets(&law);
  double sum = 0.0;
  for (int64_t s = 0; s < law.subset_count; s++)
    sum += law.subset_share[s];
  CU_ASSERT_EQUAL(law.subset_count, 3);
  CU_ASSERT_DOUBLE_EQUAL(sum, 1.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(law.subset_share[0], 0.5 * 0.25 / 0.5 + 0.25 * 0.5 / 0.75, 1e-15);
  CU_ASSERT_EQUAL(law.subset[0], 3);
}

static void choices_do_not_depend_on_threads(void) {
  model_run one, four;
  run_model(&one, &walras_model_beyond_preferences, 1, SETTINGS("study=choice_incomplete", "observations=40000"));
  run_model(&four, &walras_model_beyond_preferences, 4, SETTINGS("study=choice_incomplete", "observations=40000"));
  CU_ASSERT(same_records(&one, &four));
  end_run(&one);
  end_run(&four);
}

static void bad_choices_are_refused_by_name(void) {
  const walras_model *model = &walras_model_beyond_preferences;
  CU_ASSERT(model_refuses(model, "weight_angle", SETTINGS("study=choice_incomplete", "weight_angle=3.1415926535897932")));
  CU_ASSERT(model_refuses(model, "weight_angle", SETTINGS("study=choice_incomplete", "weight_angle=-0.1")));
  CU_ASSERT(model_refuses(model, "default_bias", SETTINGS("study=choice_incomplete", "default_bias=1.1")));
  CU_ASSERT(model_refuses(model, "salience", SETTINGS("study=choice_attention", "salience=[0.0,0.3,0.3,0.4]")));
  CU_ASSERT(model_refuses(model, "salience", SETTINGS("study=choice_attention", "salience=[0.2,0.2,0.3,0.4]")));
  CU_ASSERT(model_refuses(model, "salience", SETTINGS("study=choice_attention", "salience=[0.5,0.5]")));
  CU_ASSERT(model_refuses(model, "attention_k", SETTINGS("study=choice_attention", "attention_k=5")));
  CU_ASSERT(model_refuses(model, "attention_k", SETTINGS("study=choice_attention", "attention_k=0")));
  CU_ASSERT(model_refuses(model, "true_weights", SETTINGS("study=choice_attention", "true_weights=[0.0,0.0,0.0,0.0]")));
  CU_ASSERT(
      model_refuses(model, "raise observations",
                    SETTINGS("study=choice_incomplete", "observations=10", "weight_angle=3.14159265", "allow_deferral=true")));
}

WALRAS_UNIT_TESTS(UNIT(incomparable_pairs_and_reversals_have_their_shares), UNIT(bradley_terry_fits_have_their_population_values),
                  UNIT(the_incomplete_fit_finds_the_angle_and_the_bias), UNIT(complete_preferences_leave_no_excess_loss),
                  UNIT(deferral_leaves_comparable_pairs_only), UNIT(attention_to_one_dimension_is_read_as_salience),
                  UNIT(attention_to_more_dimensions_has_its_closed_form), UNIT(equal_weights_are_distorted_by_salience_too),
                  UNIT(full_attention_is_separable_and_has_no_entropy),
                  UNIT(subsets_have_the_probabilities_of_drawing_without_replacement), UNIT(choices_do_not_depend_on_threads),
                  UNIT(bad_choices_are_refused_by_name))
