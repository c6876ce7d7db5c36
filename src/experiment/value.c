#include "experiment/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/range.h"

size_t config_type_size(walras_type type) {
  static const size_t sizes[] = {sizeof(int64_t),
                                 sizeof(double),
                                 sizeof(bool),
                                 sizeof(int),
                                 sizeof(const char *),
                                 sizeof(const char *),
                                 sizeof(walras_integers),
                                 sizeof(walras_reals),
                                 sizeof(walras_strings),
                                 sizeof(walras_real_lists)};
  return sizes[type];
}

size_t config_type_alignment(walras_type type) {
  return type == WALRAS_TYPE_BOOLEAN ? _Alignof(bool) : type == WALRAS_TYPE_ENUMERATION ? _Alignof(int) : _Alignof(int64_t);
}

/* "an integer in [0, 5]": what a value, or with `entry` one entry of an array, must be. */
static const char *expectation(config_reader *reader, const walras_parameter *parameter, bool entry) {
  static const char *const nouns[] = {"an integer",           "a real number",
                                      "true or false",        "a word in quotes",
                                      "a text in quotes",     "a path in quotes",
                                      "an array of integers", "an array of real numbers",
                                      "an array of texts",    "a list of arrays of real numbers"};
  const char *noun = nouns[parameter->type];
  if (entry)
    noun = parameter->type == WALRAS_TYPE_INTEGER_ARRAY ? nouns[WALRAS_TYPE_INTEGER] : nouns[WALRAS_TYPE_REAL];
  return parameter->range != NULL ? config_format(reader, "%s in %s", noun, parameter->range) : noun;
}

static bool unexpected(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                       const char *what, bool entry) {
  if (!config_is_fault(setting))
    config_report(&reader->log, config_reader_place(reader, setting), "%s: expected %s, found %s", what,
                  expectation(reader, parameter, entry), config_found(reader, setting));
  return false;
}

/* One integer or one entry of an array of them. */
static bool read_integer(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                         const char *what, bool entry, int64_t *integer) {
  config_range range;
  (void)config_range_read(parameter->range, &range);
  if (!config_is_fault(setting) && config_as_integer(setting, integer) && config_range_has_integer(&range, *integer))
    return true;
  return unexpected(reader, parameter, setting, what, entry);
}

/* One real, or one entry; "inf" and "-inf" where the range holds them. */
static bool read_real(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting, const char *what,
                      bool entry, double *real) {
  config_range range;
  (void)config_range_read(parameter->range, &range);
  bool number = config_as_real(setting, real);
  if (config_setting_type(setting) == CONFIG_TYPE_STRING) {
    const char *word = config_setting_get_string(setting);
    number = strcmp(word, "inf") == 0 || strcmp(word, "-inf") == 0;
    *real = word[0] == '-' ? -INFINITY : INFINITY;
  }
  if (number && config_range_has_real(&range, *real)) {
    *real += 0.0; /* -0.0 becomes 0.0: equal values have equal bits and text */
    return true;
  }
  return unexpected(reader, parameter, setting, what, entry);
}

static const char *entry_name(config_reader *reader, const char *what, int entry) {
  return config_format(reader, "%s: entry %d", what, entry + 1);
}

static bool read_integers(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                          const char *what, walras_integers *integers) {
  if (!config_is_list(setting))
    return unexpected(reader, parameter, setting, what, false);
  const int count = config_setting_length(setting);
  int64_t *values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  bool good = values != NULL;
  for (int i = 0; values != NULL && i < count; i++) {
    const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
    if (!config_as_integer(element, &values[i]) || parameter->range != NULL)
      good &= read_integer(reader, parameter, element, entry_name(reader, what, i), true, &values[i]);
  }
  *integers = (walras_integers){.count = count, .values = values};
  return good;
}

static bool read_reals(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                       const char *what, walras_reals *reals) {
  if (!config_is_list(setting))
    return unexpected(reader, parameter, setting, what, false);
  const int count = config_setting_length(setting);
  double *values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  bool good = values != NULL;
  for (int i = 0; values != NULL && i < count; i++) {
    const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
    good &= read_real(reader, parameter, element, entry_name(reader, what, i), true, &values[i]);
  }
  *reals = (walras_reals){.count = count, .values = values};
  return good;
}

static bool read_lists(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                       const char *what, walras_real_lists *lists) {
  if (!config_is_list(setting))
    return unexpected(reader, parameter, setting, what, false);
  const int count = config_setting_length(setting);
  walras_reals *rows = config_allocate(reader->arena, (size_t)count, sizeof *rows);
  bool good = rows != NULL;
  for (int i = 0; rows != NULL && i < count; i++) {
    const config_setting_t *row = config_setting_get_elem(setting, (unsigned)i);
    good &= read_reals(reader, parameter, row, config_format(reader, "%s: row %d", what, i + 1), &rows[i]);
  }
  *lists = (walras_real_lists){.count = count, .lists = rows};
  return good;
}

static bool read_strings(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                         const char *what, walras_strings *strings) {
  if (!config_is_list(setting))
    return unexpected(reader, parameter, setting, what, false);
  const int count = config_setting_length(setting);
  const char **values = config_allocate(reader->arena, (size_t)count, sizeof *values);
  int *words = parameter->words != NULL ? config_allocate(reader->arena, (size_t)count, sizeof *words) : NULL;
  bool good = values != NULL && (words != NULL || parameter->words == NULL);
  for (int i = 0; good && i < count; i++) {
    const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
    const char *entry = entry_name(reader, what, i);
    if (words == NULL)
      good &= config_read_string_value(reader, element, entry, &values[i]);
    else if (config_read_word(reader, element, entry, parameter->words, &words[i]))
      values[i] = parameter->words[words[i]];
    else
      good = false;
  }
  *strings = (walras_strings){.count = count, .values = values, .words = words};
  return good;
}

/* A relative path is resolved against the config's folder; "" stays, and means none. */
static bool resolve_path(config_reader *reader, const char *verbatim, config_value *value) {
  value->verbatim = verbatim;
  value->field.string =
      verbatim[0] == '\0' || verbatim[0] == '/' ? verbatim : config_format(reader, "%s/%s", reader->folder, verbatim);
  return !reader->arena->exhausted;
}

bool config_value_read(config_reader *reader, const walras_parameter *parameter, const config_setting_t *setting,
                       const char *what, config_value *value) {
  *value = (config_value){0};
  if (config_is_fault(setting))
    return false;
  const char *verbatim = NULL;
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    return read_integer(reader, parameter, setting, what, false, &value->field.integer);
  case WALRAS_TYPE_REAL:
    return read_real(reader, parameter, setting, what, false, &value->field.real);
  case WALRAS_TYPE_BOOLEAN:
    value->field.boolean = config_setting_get_bool(setting) != 0;
    return config_setting_type(setting) == CONFIG_TYPE_BOOL || unexpected(reader, parameter, setting, what, false);
  case WALRAS_TYPE_ENUMERATION:
    return config_read_word(reader, setting, what, parameter->words, &value->field.word);
  case WALRAS_TYPE_STRING:
    return config_read_string_value(reader, setting, what, &value->field.string);
  case WALRAS_TYPE_PATH:
    return config_read_string_value(reader, setting, what, &verbatim) && resolve_path(reader, verbatim, value);
  case WALRAS_TYPE_INTEGER_ARRAY:
    return read_integers(reader, parameter, setting, what, &value->field.integers);
  case WALRAS_TYPE_REAL_ARRAY:
    return read_reals(reader, parameter, setting, what, &value->field.reals);
  case WALRAS_TYPE_STRING_ARRAY:
    return read_strings(reader, parameter, setting, what, &value->field.strings);
  case WALRAS_TYPE_REAL_LISTS:
    return read_lists(reader, parameter, setting, what, &value->field.lists);
  }
  return false;
}

bool config_value_parse(config_reader *reader, const walras_parameter *parameter, const char *text, const char *label,
                        config_value *value) {
  config_text quoted = {0};
  const bool textual = parameter->type == WALRAS_TYPE_ENUMERATION || parameter->type == WALRAS_TYPE_STRING ||
                       parameter->type == WALRAS_TYPE_PATH ||
                       (parameter->type == WALRAS_TYPE_REAL && (strcmp(text, "inf") == 0 || strcmp(text, "-inf") == 0));
  if (textual && text[0] != '"')
    config_text_string(&quoted, text);
  else
    config_text_add(&quoted, "%s", text);
  char *bytes = config_text_take(&quoted);
  if (bytes == NULL) {
    reader->arena->exhausted = true;
    return false;
  }
  config_document document = {0};
  bool good = config_document_value(&document, bytes, label, &reader->log, reader->arena);
  free(bytes);
  if (good) {
    config_reader inner = *reader;
    inner.document = &document;
    inner.label = label;
    const config_setting_t *setting = config_setting_get_elem(config_root_setting(&document.config), 0);
    good = config_value_read(&inner, parameter, setting, config_format(&inner, "parameter '%s'", parameter->name), value);
    reader->log = inner.log;
  }
  config_document_free(&document);
  return good;
}

void config_value_store(const walras_parameter *parameter, const config_value *value, void *parameters) {
  memcpy((unsigned char *)parameters + parameter->offset, &value->field, config_type_size(parameter->type));
}

void config_value_load(const walras_parameter *parameter, const void *parameters, config_value *value) {
  *value = (config_value){0};
  memcpy(&value->field, (const unsigned char *)parameters + parameter->offset, config_type_size(parameter->type));
}

const walras_parameter *config_parameter_find(const walras_model *model, const char *name) {
  const size_t length = strlen(name);
  for (int64_t i = 0; i < model->parameter_count; i++)
    if (strcmp(model->parameters[i].name, name) == 0)
      return &model->parameters[i];
  for (int64_t i = 0; i < model->parameter_count && length > 0; i++) {
    const char *alias = model->parameters[i].aliases;
    for (; alias != NULL && *alias != '\0'; alias += strspn(alias, " ")) {
      const size_t alias_length = strcspn(alias, " ");
      if (alias_length == length && memcmp(alias, name, length) == 0)
        return &model->parameters[i];
      alias += alias_length;
    }
  }
  return NULL;
}

void config_report_parameter(config_reader *reader, config_place place, const walras_model *model, const char *name) {
  const char **names = config_allocate(reader->arena, (size_t)model->parameter_count, sizeof *names);
  if (names == NULL)
    return;
  for (int64_t i = 0; i < model->parameter_count; i++)
    names[i] = model->parameters[i].name;
  config_report_unknown(&reader->log, place, config_format(reader, "unknown parameter '%s' of model '%s'", name, model->name),
                        name, "parameters", names, model->parameter_count);
}
