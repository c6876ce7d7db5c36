/* sin, cos and the turns against tables of exact values, from the smallest arguments to the largest. */
#include "trigonometric_table.h"
#include "unit.h"
#include "walras/elementary.h"

static double turn_sine(double turn) {
  double sine, cosine;
  walras_sincos_turn(turn, &sine, &cosine);
  return sine;
}
static double turn_cosine(double turn) {
  double sine, cosine;
  walras_sincos_turn(turn, &sine, &cosine);
  return cosine;
}

static void sines_and_cosines_are_within_two_units_in_the_last_place(void) {
  CHECK(sin, 2.0);
  CHECK(cos, 2.0);
}

static void turns_are_within_two_units_in_the_last_place(void) {
  CU_ASSERT(worst_error(turn_sine, table_turn_sine, LENGTH(table_turn_sine), 2.0) <= 2.0);
  CU_ASSERT(worst_error(turn_cosine, table_turn_cosine, LENGTH(table_turn_cosine), 2.0) <= 2.0);
}

static void quarter_turns_are_exact(void) {
  const double sines[] = {0.0, 1.0, 0.0, -1.0, 0.0};
  for (int quarter = 0; quarter <= 4; quarter++) {
    CU_ASSERT_EQUAL(turn_sine(0.25 * quarter), sines[quarter]);
    CU_ASSERT_EQUAL(turn_cosine(0.25 * quarter), sines[(quarter + 1) % 4]);
  }
}

static void special_arguments_give_what_annex_f_says(void) {
  CU_ASSERT(unit_same_bits(walras_sin(0.0), 0.0) && unit_same_bits(walras_sin(-0.0), -0.0));
  CU_ASSERT(walras_cos(0.0) == 1.0 && walras_cos(-0.0) == 1.0);
  CU_ASSERT(isnan(walras_sin((double)INFINITY)) && isnan(walras_sin(-(double)INFINITY)) && isnan(walras_sin((double)NAN)));
  CU_ASSERT(isnan(walras_cos((double)INFINITY)) && isnan(walras_cos(-(double)INFINITY)) && isnan(walras_cos((double)NAN)));
}

static void the_sine_is_odd_and_the_cosine_even_to_the_last_bit(void) {
  for (size_t i = 0; i < LENGTH(table_sin); i++) {
    CU_ASSERT(unit_same_bits(walras_sin(-table_sin[i].x), -walras_sin(table_sin[i].x)));
    CU_ASSERT(unit_same_bits(walras_cos(-table_sin[i].x), walras_cos(table_sin[i].x)));
  }
}

WALRAS_UNIT_TESTS(UNIT(sines_and_cosines_are_within_two_units_in_the_last_place),
                  UNIT(turns_are_within_two_units_in_the_last_place), UNIT(quarter_turns_are_exact),
                  UNIT(special_arguments_give_what_annex_f_says), UNIT(the_sine_is_odd_and_the_cosine_even_to_the_last_bit))
