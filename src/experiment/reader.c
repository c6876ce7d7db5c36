#include "experiment/reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond 2^53 an integral real stands for several integers. */
static const double largest_exact = 9007199254740992.0;

config_place config_reader_place(const config_reader *reader, const config_setting_t *setting) {
  if (reader->label != NULL)
    return (config_place){.file = reader->label};
  return config_document_place(reader->document, setting);
}

const char *config_format(config_reader *reader, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  const int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0) {
    reader->arena->exhausted = true;
    return "";
  }
  const char *copy = config_copy(reader->arena, text, (size_t)length);
  free(text);
  return copy != NULL ? copy : "";
}

int64_t config_word_count(const char *const *words) {
  int64_t count = 0;
  while (words != NULL && words[count] != NULL)
    count++;
  return count;
}

bool config_is_fault(const config_setting_t *setting) {
  return config_setting_type(setting) == CONFIG_TYPE_STRING && strcmp(config_setting_get_string(setting), CONFIG_FAULT) == 0;
}

bool config_is_repeated(const config_setting_t *setting) {
  const char *name = config_setting_name(setting);
  return name != NULL && strncmp(name, CONFIG_REPEATED, sizeof CONFIG_REPEATED - 1) == 0;
}

bool config_is_list(const config_setting_t *setting) {
  return config_setting_is_list(setting) || config_setting_is_array(setting);
}

const char *config_found(config_reader *reader, const config_setting_t *setting) {
  config_text text = {0};
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_GROUP:
    return "a group";
  case CONFIG_TYPE_LIST:
  case CONFIG_TYPE_ARRAY:
    return "a list";
  case CONFIG_TYPE_INT:
  case CONFIG_TYPE_INT64:
    return config_format(reader, "%lld", config_setting_get_int64(setting));
  case CONFIG_TYPE_FLOAT:
    config_text_real(&text, config_setting_get_float(setting));
    break;
  case CONFIG_TYPE_BOOL:
    return config_setting_get_bool(setting) ? "true" : "false";
  default:
    config_text_add(&text, "the text ");
    config_text_string(&text, config_setting_get_string(setting));
  }
  reader->arena->exhausted |= text.exhausted;
  const char *words = text.exhausted ? "" : config_format(reader, "%s", text.bytes);
  free(text.bytes);
  return words;
}

void config_check_keys(config_reader *reader, const config_setting_t *group, const char *name, const char *const *known) {
  for (int i = 0; i < config_setting_length(group); i++) {
    const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
    const char *key = config_setting_name(setting);
    bool found = config_is_repeated(setting);
    for (const char *const *k = known; *k != NULL && !found; k++)
      found = strcmp(*k, key) == 0;
    if (!found)
      config_report_unknown(&reader->log, config_reader_place(reader, setting),
                            config_format(reader, "unknown key '%s' in %s", key, name), key, "keys", known,
                            config_word_count(known));
  }
}

const config_setting_t *config_member(const config_setting_t *group, const char *key) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  return setting == NULL || config_is_fault(setting) ? NULL : setting;
}

const config_setting_t *config_group(config_reader *reader, const config_setting_t *parent, const char *key) {
  const config_setting_t *setting = config_member(parent, key);
  if (setting == NULL || config_setting_is_group(setting))
    return setting;
  config_report(&reader->log, config_reader_place(reader, setting), "%s: expected a group { }, found %s", key,
                config_found(reader, setting));
  return NULL;
}

const config_setting_t *config_list(config_reader *reader, const config_setting_t *parent, const char *key, const char *name) {
  const config_setting_t *setting = config_member(parent, key);
  if (setting == NULL || config_is_list(setting))
    return setting;
  config_report(&reader->log, config_reader_place(reader, setting), "%s: expected a list ( ), found %s", name,
                config_found(reader, setting));
  return NULL;
}

bool config_as_integer(const config_setting_t *setting, int64_t *value) {
  const int type = config_setting_type(setting);
  if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
    *value = config_setting_get_int64(setting);
    return true;
  }
  if (type != CONFIG_TYPE_FLOAT)
    return false;
  const double real = config_setting_get_float(setting);
  if (fabs(real) > largest_exact || floor(real) != real)
    return false;
  *value = (int64_t)real;
  return true;
}

bool config_as_real(const config_setting_t *setting, double *value) {
  const int type = config_setting_type(setting);
  if (type == CONFIG_TYPE_FLOAT) {
    *value = config_setting_get_float(setting);
    return true;
  }
  if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
    return false;
  const int64_t integer = config_setting_get_int64(setting);
  *value = (double)integer;
  return (long double)*value == (long double)integer;
}

/* "an integer in [1, 10]"; the largest and smallest integers stand for no bound. */
static const char *integer_words(config_reader *reader, int64_t low, int64_t high) {
  if (low == INT64_MIN && high == INT64_MAX)
    return "an integer";
  if (high == INT64_MAX)
    return config_format(reader, "an integer of at least %lld", (long long)low);
  return config_format(reader, "an integer in [%lld, %lld]", (long long)low, (long long)high);
}

bool config_read_integer(config_reader *reader, const config_setting_t *setting, const char *what, int64_t low, int64_t high,
                         int64_t *value) {
  if (config_is_fault(setting))
    return false;
  int64_t integer = 0;
  if (config_as_integer(setting, &integer) && integer >= low && integer <= high) {
    *value = integer;
    return true;
  }
  config_report(&reader->log, config_reader_place(reader, setting), "%s: expected %s, found %s", what,
                integer_words(reader, low, high), config_found(reader, setting));
  return false;
}

bool config_read_real(config_reader *reader, const config_setting_t *setting, const char *what, double low, double high,
                      double *value) {
  if (config_is_fault(setting))
    return false;
  double real = 0;
  if (config_as_real(setting, &real) && real >= low && real <= high) {
    *value = real;
    return true;
  }
  const bool bounded = low > -INFINITY;
  config_report(&reader->log, config_reader_place(reader, setting), "%s: expected a number%s, found %s", what,
                bounded ? config_format(reader, " of at least %g", low) : "", config_found(reader, setting));
  return false;
}

/* Escapes such as \xFF can make a string that no store can hold. */
static bool is_utf8(const char *string) {
  size_t left = strlen(string);
  while (left > 0) {
    const size_t step = config_utf8_length((const unsigned char *)string, left);
    if (step == 0)
      return false;
    string += step;
    left -= step;
  }
  return true;
}

bool config_read_string_value(config_reader *reader, const config_setting_t *setting, const char *what, const char **value) {
  if (config_is_fault(setting))
    return false;
  if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
    config_report(&reader->log, config_reader_place(reader, setting), "%s: expected a text in quotes, found %s", what,
                  config_found(reader, setting));
    return false;
  }
  const char *string = config_setting_get_string(setting);
  if (!is_utf8(string)) {
    config_report(&reader->log, config_reader_place(reader, setting), "%s: the text is not UTF-8", what);
    return false;
  }
  *value = config_copy(reader->arena, string, strlen(string));
  return *value != NULL;
}

bool config_read_word(config_reader *reader, const config_setting_t *setting, const char *what, const char *const *words,
                      int *index) {
  const char *word = NULL;
  if (!config_read_string_value(reader, setting, what, &word))
    return false;
  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp(words[i], word) == 0) {
      *index = i;
      return true;
    }
  }
  config_report_unknown(&reader->log, config_reader_place(reader, setting),
                        config_format(reader, "%s: unknown word '%s'", what, word), word, "words", words,
                        config_word_count(words));
  return false;
}
