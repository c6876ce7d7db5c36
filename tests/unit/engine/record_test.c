#include "engine/record.h"

#include "toy_model.h"

static const toy_parameters small = {.lots = 2, .rounds = 3}, large = {.lots = 5, .rounds = 1, .extra = true};
static const void *const both[] = {&small, &large};

static walras_record_layout *layout_of(const void *const *points, int64_t count, bool series, bool histograms, bool tables) {
  walras_record_layout *layout = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&toy_model, count, points, series, histograms, tables, &layout, &error),
                        WALRAS_OK);
  return layout;
}

static int64_t fields_of(const walras_record_layout *layout, int metric) {
  return layout->first_field[metric + 1] - layout->first_field[metric];
}

static void fields_follow_each_other_without_gaps_and_are_as_long_as_the_longest_point(void) {
  static const int64_t lengths[] = {1, 1, 5, 1, 3, 3, 5, 1, 3, 3, 3};
  walras_record_layout *layout = layout_of(both, 2, true, true, true);
  size_t offset = 0;
  CU_ASSERT_EQUAL_FATAL(layout->field_count, 11);
  for (int64_t field = 0; field < layout->field_count; field++) {
    const walras_record_field *f = &layout->fields[field];
    CU_ASSERT(f->offset == offset && f->length == lengths[field] && f->bytes == 8 * (size_t)lengths[field]);
    offset += f->bytes;
  }
  CU_ASSERT_EQUAL(layout->bytes, offset);
  CU_ASSERT_EQUAL(fields_of(layout, TOY_DEALS), 4);
  CU_ASSERT_EQUAL(layout->fields[layout->first_field[TOY_DEALS]].column, WALRAS_FIELD_ENTRIES);
  CU_ASSERT_EQUAL(layout->fields[layout->first_field[TOY_BIDS]].type, WALRAS_VALUE_INTEGER);
  CU_ASSERT_EQUAL(layout->fields[layout->first_field[TOY_DEALS] + 2].type, WALRAS_VALUE_REAL);
  walras_record_layout_destroy(layout);
}

static void what_is_absent_everywhere_or_not_wanted_has_no_field(void) {
  walras_record_layout *layout = layout_of(both, 1, false, false, false);
  CU_ASSERT_EQUAL(fields_of(layout, TOY_EXTRA), 0); /* absent at the first point, the only one here */
  CU_ASSERT(fields_of(layout, TOY_PRICE) == 0 && fields_of(layout, TOY_BIDS) == 0 && fields_of(layout, TOY_DEALS) == 0);
  CU_ASSERT(fields_of(layout, TOY_WELFARE) == 1 && fields_of(layout, TOY_SHARE) == 1);
  walras_record_layout_destroy(layout);
  walras_record_layout_destroy(NULL);
}

static void a_cleared_record_is_nan_and_zero(void) {
  walras_record_layout *layout = layout_of(both, 2, true, true, true);
  double *record = malloc(layout->bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(record);
  memset(record, 0x55, layout->bytes);
  walras_record_clear(layout, record);
  for (int64_t field = 0; field < layout->field_count; field++)
    for (int64_t i = 0; i < layout->fields[field].length; i++) {
      const double *value = record + layout->fields[field].offset / 8 + i;
      const int64_t zero = 0;
      CU_ASSERT(layout->fields[field].type == WALRAS_VALUE_REAL ? isnan(*value) : memcmp(value, &zero, 8) == 0);
    }
  free(record);
  walras_record_layout_destroy(layout);
}

static void too_many_values_are_refused_with_the_metrics_name(void) {
  const toy_parameters endless = {.lots = 2, .rounds = INT64_MAX / 4}, negative = {.lots = 2, .rounds = INT64_C(1) << 60};
  const void *points[] = {&endless, &negative};
  walras_record_layout *layout = NULL;
  for (int i = 0; i < 2; i++) {
    walras_error error = {0};
    char expected[128];
    CU_ASSERT_EQUAL(walras_record_layout_create(&toy_model, 1, &points[i], true, true, true, &layout, &error),
                    WALRAS_ERROR_RANGE);
    CU_ASSERT_PTR_NULL(layout);
    snprintf(expected, sizeof expected, "metric 'price' has %lld values per trial, which is too many",
             (long long)toy_rounds(points[i]));
    CU_ASSERT_STRING_EQUAL(error.message, expected);
  }
}

static void a_record_past_what_one_message_holds_is_refused_with_its_size(void) {
  const toy_parameters long_series = {.lots = 2, .rounds = INT64_C(1) << 28};
  const void *point = &long_series;
  walras_record_layout *layout = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_record_layout_create(&toy_model, 1, &point, true, true, true, &layout, &error), WALRAS_ERROR_RANGE);
  CU_ASSERT_PTR_NULL(layout);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, " GiB, and 2 GiB are the most: record fewer rounds"));
}

WALRAS_UNIT_TESTS(UNIT(a_record_past_what_one_message_holds_is_refused_with_its_size),
                  UNIT(fields_follow_each_other_without_gaps_and_are_as_long_as_the_longest_point),
                  UNIT(what_is_absent_everywhere_or_not_wanted_has_no_field), UNIT(a_cleared_record_is_nan_and_zero),
                  UNIT(too_many_values_are_refused_with_the_metrics_name))
