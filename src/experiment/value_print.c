/* Values of parameters as text, compared, and checked against their range. */
#include <stdlib.h>
#include <string.h>

#include "experiment/experiment.h"
#include "experiment/range.h"
#include "experiment/value.h"

/* One kind of integer in an array, so that libconfig itself reads it too. */
static void print_integers(config_text *text, const walras_integers *integers) {
  bool wide = false;
  for (int64_t i = 0; i < integers->count; i++)
    wide |= config_integer_is_wide(integers->values[i]);
  config_text_add(text, "[");
  for (int64_t i = 0; i < integers->count; i++) {
    config_text_add(text, i > 0 ? ", " : "");
    config_text_integer(text, integers->values[i], wide);
  }
  config_text_add(text, "]");
}

/* Infinities are strings, and an array holds one type: then it is a list. */
static void print_reals(config_text *text, const walras_reals *reals) {
  bool finite = true;
  for (int64_t i = 0; i < reals->count; i++)
    finite &= reals->values[i] - reals->values[i] == 0;
  config_text_add(text, finite ? "[" : "(");
  for (int64_t i = 0; i < reals->count; i++) {
    config_text_add(text, i > 0 ? ", " : "");
    config_text_real(text, reals->values[i]);
  }
  config_text_add(text, finite ? "]" : ")");
}

static void print_strings(config_text *text, const walras_strings *strings) {
  config_text_add(text, "[");
  for (int64_t i = 0; i < strings->count; i++) {
    config_text_add(text, i > 0 ? ", " : "");
    config_text_string(text, strings->values[i]);
  }
  config_text_add(text, "]");
}

static void print_lists(config_text *text, const walras_real_lists *lists) {
  config_text_add(text, "(");
  for (int64_t i = 0; i < lists->count; i++) {
    config_text_add(text, i > 0 ? ", " : "");
    print_reals(text, &lists->lists[i]);
  }
  config_text_add(text, ")");
}

void config_value_print(config_text *text, const walras_parameter *parameter, const config_value *value) {
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    config_text_integer(text, value->field.integer, false);
    break;
  case WALRAS_TYPE_REAL:
    config_text_real(text, value->field.real);
    break;
  case WALRAS_TYPE_BOOLEAN:
    config_text_add(text, "%s", value->field.boolean ? "true" : "false");
    break;
  case WALRAS_TYPE_ENUMERATION:
    config_text_string(text, parameter->words[value->field.word]);
    break;
  case WALRAS_TYPE_STRING:
    config_text_string(text, value->field.string);
    break;
  case WALRAS_TYPE_PATH:
    config_text_string(text, value->verbatim != NULL ? value->verbatim : value->field.string);
    break;
  case WALRAS_TYPE_INTEGER_ARRAY:
    print_integers(text, &value->field.integers);
    break;
  case WALRAS_TYPE_REAL_ARRAY:
    print_reals(text, &value->field.reals);
    break;
  case WALRAS_TYPE_STRING_ARRAY:
    print_strings(text, &value->field.strings);
    break;
  case WALRAS_TYPE_REAL_LISTS:
    print_lists(text, &value->field.lists);
    break;
  }
}

char *walras_parameter_text(const walras_parameter *parameter, const void *parameters) {
  config_value value;
  config_value_load(parameter, parameters, &value);
  config_text text = {0};
  config_value_print(&text, parameter, &value);
  return config_text_take(&text);
}

static bool reals_equal(const walras_reals *a, const walras_reals *b) {
  bool equal = a->count == b->count;
  for (int64_t i = 0; equal && i < a->count; i++)
    equal = a->values[i] == b->values[i];
  return equal;
}

static bool integers_equal(const walras_integers *a, const walras_integers *b) {
  return a->count == b->count && (a->count == 0 || memcmp(a->values, b->values, (size_t)a->count * sizeof *a->values) == 0);
}

static bool strings_equal(const walras_strings *a, const walras_strings *b) {
  bool equal = a->count == b->count;
  for (int64_t i = 0; equal && i < a->count; i++)
    equal = strcmp(a->values[i], b->values[i]) == 0;
  return equal;
}

static bool lists_equal(const walras_real_lists *a, const walras_real_lists *b) {
  bool equal = a->count == b->count;
  for (int64_t i = 0; equal && i < a->count; i++)
    equal = reals_equal(&a->lists[i], &b->lists[i]);
  return equal;
}

bool config_value_equal(const walras_parameter *parameter, const config_value *a, const config_value *b) {
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    return a->field.integer == b->field.integer;
  case WALRAS_TYPE_REAL:
    return a->field.real == b->field.real;
  case WALRAS_TYPE_BOOLEAN:
    return a->field.boolean == b->field.boolean;
  case WALRAS_TYPE_ENUMERATION:
    return a->field.word == b->field.word;
  case WALRAS_TYPE_STRING:
  case WALRAS_TYPE_PATH:
    return strcmp(a->field.string, b->field.string) == 0;
  case WALRAS_TYPE_INTEGER_ARRAY:
    return integers_equal(&a->field.integers, &b->field.integers);
  case WALRAS_TYPE_REAL_ARRAY:
    return reals_equal(&a->field.reals, &b->field.reals);
  case WALRAS_TYPE_STRING_ARRAY:
    return strings_equal(&a->field.strings, &b->field.strings);
  case WALRAS_TYPE_REAL_LISTS:
    return lists_equal(&a->field.lists, &b->field.lists);
  }
  return false;
}

static bool reals_in_range(const config_range *range, const walras_reals *reals) {
  bool inside = true;
  for (int64_t i = 0; inside && i < reals->count; i++)
    inside = config_range_has_real(range, reals->values[i]);
  return inside;
}

bool config_value_in_range(const walras_parameter *parameter, const config_value *value, walras_error *error) {
  config_range range;
  bool inside = config_range_read(parameter->range, &range);
  const config_field *field = &value->field;
  if (parameter->type == WALRAS_TYPE_INTEGER)
    inside = config_range_has_integer(&range, field->integer);
  else if (parameter->type == WALRAS_TYPE_REAL)
    inside = config_range_has_real(&range, field->real);
  else if (parameter->type == WALRAS_TYPE_INTEGER_ARRAY)
    for (int64_t i = 0; inside && i < field->integers.count; i++)
      inside = config_range_has_integer(&range, field->integers.values[i]);
  else if (parameter->type == WALRAS_TYPE_REAL_ARRAY)
    inside = reals_in_range(&range, &field->reals);
  else if (parameter->type == WALRAS_TYPE_REAL_LISTS)
    for (int64_t i = 0; inside && i < field->lists.count; i++)
      inside = reals_in_range(&range, &field->lists.lists[i]);
  else if (parameter->type == WALRAS_TYPE_ENUMERATION)
    inside = field->word >= 0 && field->word < config_word_count(parameter->words);
  else if (parameter->type == WALRAS_TYPE_STRING || parameter->type == WALRAS_TYPE_PATH)
    inside = field->string != NULL;
  if (inside)
    return true;
  /* A word or string outside its kind cannot be printed. */
  const bool is_word = parameter->type == WALRAS_TYPE_ENUMERATION;
  const bool is_text = parameter->type == WALRAS_TYPE_STRING || parameter->type == WALRAS_TYPE_PATH;
  config_text text = {0};
  if (!is_word && !is_text)
    config_value_print(&text, parameter, value);
  walras_error_set(error, WALRAS_ERROR_PARAMETER, __FILE__, __LINE__, "parameter '%s' works out as %s, outside %s",
                   parameter->name, text.bytes != NULL ? text.bytes : "no value",
                   is_word                    ? "its words"
                   : is_text                  ? "the texts"
                   : parameter->range != NULL ? parameter->range
                                              : "the finite numbers");
  free(text.bytes);
  return false;
}
