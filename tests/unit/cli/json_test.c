#include "cli/json.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "unit.h"

/* What a parser makes of it is what was put in. */
static void strings_come_back_from_a_parser_as_they_were(void) {
  static const char *const strings[] = {"", "plain", "\"quoted\" \\ and\ttab\nline \x01", "\xc3\xa9t\xc3\xa9 / \xe2\x82\xac",
                                        "\x7f"};
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    config_text text = {0};
    cli_json_string(&text, strings[i]);
    cJSON *parsed = cJSON_Parse(text.bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
    CU_ASSERT_STRING_EQUAL(cJSON_GetStringValue(parsed), strings[i]);
    cJSON_Delete(parsed);
    config_text_free(&text);
  }
}

static void numbers_keep_their_bits_and_what_is_not_finite_is_null(void) {
  config_text text = {0};
  config_text_bytes(&text, "[0", 2);
  for (int i = 0; i < 3; i++) {
    config_text_bytes(&text, ", ", 2);
    cli_json_number(&text, (double[]){0.1 + 0.2, (double)NAN, -(double)INFINITY}[i]);
  }
  config_text_bytes(&text, "]", 1);
  cJSON *parsed = cJSON_Parse(text.bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
  CU_ASSERT(unit_same_bits(cJSON_GetNumberValue(cJSON_GetArrayItem(parsed, 1)), 0.1 + 0.2));
  CU_ASSERT(cJSON_IsNull(cJSON_GetArrayItem(parsed, 2)) && cJSON_IsNull(cJSON_GetArrayItem(parsed, 3)));
  cJSON_Delete(parsed);
  config_text_free(&text);
}

WALRAS_UNIT_TESTS(UNIT(strings_come_back_from_a_parser_as_they_were),
                  UNIT(numbers_keep_their_bits_and_what_is_not_finite_is_null))
