/* A model's declaration, checked before anything is read with it. */
#include <stdlib.h>
#include <string.h>

#include "experiment/constraint.h"
#include "experiment/experiment.h"
#include "experiment/range.h"
#include "experiment/value.h"

/* Any mistake of the declaration: the model's name stands in front. */
#define UNSOUND(model, error, format, ...)                                                                                       \
  WALRAS_FAIL((error), WALRAS_ERROR_MODEL, "model '%s': " format, (model)->name, __VA_ARGS__)

/* Lower-case letters, digits and `joint`, starting with a letter. */
static bool is_name(const char *name, char joint) {
  if (name == NULL || name[0] < 'a' || name[0] > 'z')
    return false;
  for (const char *c = name; *c != '\0'; c++)
    if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == joint))
      return false;
  return true;
}

static bool is_one_line(const char *text) {
  return text != NULL && text[0] != '\0' && strpbrk(text, "\r\n") == NULL;
}

/* Readers of NetCDF turn such units into dates. */
static bool is_date_unit(const char *unit) {
  return strcmp(unit, "seconds") == 0 || strcmp(unit, "days") == 0;
}

static bool is_number(walras_type type) {
  return type == WALRAS_TYPE_INTEGER || type == WALRAS_TYPE_REAL || type == WALRAS_TYPE_INTEGER_ARRAY ||
         type == WALRAS_TYPE_REAL_ARRAY || type == WALRAS_TYPE_REAL_LISTS;
}

static walras_status check_model(const walras_model *model, walras_error *error) {
  if (model->api_version != WALRAS_API_VERSION || model->struct_size != sizeof *model)
    return WALRAS_FAIL(
        error, WALRAS_ERROR_MODEL,
        "a model was built for API version %u with a declaration of %u bytes; this program has version %u and %zu bytes",
        (unsigned)model->api_version, (unsigned)model->struct_size, WALRAS_API_VERSION, sizeof *model);
  if (!is_name(model->name, '-'))
    return WALRAS_FAIL(error, WALRAS_ERROR_MODEL, "a model's name is '%s': it takes lower-case letters, digits and '-'",
                       model->name != NULL ? model->name : "");
  if (!is_one_line(model->title) || !is_one_line(model->family) || !is_one_line(model->reference))
    return UNSOUND(model, error, "%s", "title, family and reference are one line each");
  if (model->parameter_count < 0 || model->metric_count < 1)
    return UNSOUND(model, error, "%lld parameters and %lld metrics", (long long)model->parameter_count,
                   (long long)model->metric_count);
  if ((model->parameter_count > 0 && (model->parameters == NULL || model->parameters_size == 0)) || model->metrics == NULL)
    return UNSOUND(model, error, "%s", "the tables of parameters and metrics are missing");
  if (model->run == NULL || model->footprint == NULL)
    return UNSOUND(model, error, "%s", "run and footprint must be there");
  if (!(model->money_unit >= 0))
    return UNSOUND(model, error, "money_unit is %g", model->money_unit);
  return WALRAS_OK;
}

static walras_status check_words(const walras_model *model, const walras_parameter *parameter, walras_error *error) {
  const int64_t count = config_word_count(parameter->words);
  if (parameter->type == WALRAS_TYPE_ENUMERATION && count == 0)
    return UNSOUND(model, error, "parameter '%s' is an enumeration without words", parameter->name);
  if (count > 0 && parameter->type != WALRAS_TYPE_ENUMERATION && parameter->type != WALRAS_TYPE_STRING_ARRAY)
    return UNSOUND(model, error, "parameter '%s' has words, but not their type", parameter->name);
  for (int64_t i = 0; i < count; i++) {
    if (!is_one_line(parameter->words[i]))
      return UNSOUND(model, error, "parameter '%s': word %lld is empty", parameter->name, (long long)(i + 1));
    for (int64_t j = 0; j < i; j++)
      if (strcmp(parameter->words[i], parameter->words[j]) == 0)
        return UNSOUND(model, error, "parameter '%s': the word '%s' is there twice", parameter->name, parameter->words[i]);
  }
  return WALRAS_OK;
}

/* What the config's own readers say of a text of the declaration: the first of their messages, if any. */
static walras_status judge(const walras_model *model, const walras_parameter *parameter, config_reader *reader,
                           walras_error *error) {
  walras_diagnostics *diagnostics = reader->log.diagnostics;
  walras_status status = WALRAS_OK;
  if (reader->arena->exhausted || reader->log.exhausted)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to check model '%s'", model->name);
  else if (diagnostics->count > 0)
    status = UNSOUND(model, error, "parameter '%s': %s", parameter->name, diagnostics->messages[0]);
  walras_diagnostics_clear(diagnostics);
  config_arena_free(reader->arena);
  return status;
}

/* The default must be a value as a config could give it. */
static walras_status check_default(const walras_model *model, const walras_parameter *parameter, walras_error *error) {
  if (parameter->required && (parameter->standard != NULL || parameter->rule != NULL))
    return UNSOUND(model, error, "parameter '%s' is required and has a default", parameter->name);
  if (!parameter->required && parameter->standard == NULL && parameter->rule == NULL)
    return UNSOUND(model, error, "parameter '%s' has neither default nor rule, and is not required", parameter->name);
  if (parameter->standard == NULL)
    return WALRAS_OK;
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .folder = ""};
  config_value value;
  (void)config_value_parse(&reader, parameter, parameter->standard, "its default", &value);
  return judge(model, parameter, &reader, error);
}

/* The condition of `read_when`, which names parameters: their names are sound by now. */
static walras_status check_condition(const walras_model *model, const walras_parameter *parameter, walras_error *error) {
  if (parameter->read_when == NULL)
    return WALRAS_OK;
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .label = "read_when", .folder = ""};
  config_constraint condition;
  (void)config_constraint_read(&reader, model, parameter->read_when, config_reader_place(&reader, NULL), "the condition",
                               &condition);
  return judge(model, parameter, &reader, error);
}

static walras_status check_parameter(const walras_model *model, const walras_parameter *parameter, walras_error *error) {
  config_range range;
  if (!is_name(parameter->name, '_'))
    return UNSOUND(model, error, "a parameter's name is '%s': it takes lower-case letters, digits and '_'",
                   parameter->name != NULL ? parameter->name : "");
  if (strcmp(parameter->name, "label") == 0)
    return UNSOUND(model, error, "parameter '%s' has the name that claims use for grids", parameter->name);
  if ((unsigned)parameter->type > WALRAS_TYPE_REAL_LISTS)
    return UNSOUND(model, error, "parameter '%s' has the unknown type %u", parameter->name, (unsigned)parameter->type);
  const size_t size = config_type_size(parameter->type);
  if (parameter->offset > model->parameters_size || size > model->parameters_size - parameter->offset ||
      parameter->offset % config_type_alignment(parameter->type) != 0)
    return UNSOUND(model, error, "parameter '%s' lies at byte %zu of a struct of %zu", parameter->name, parameter->offset,
                   model->parameters_size);
  if (!is_one_line(parameter->doc))
    return UNSOUND(model, error, "parameter '%s' needs one line of doc", parameter->name);
  if (is_number(parameter->type) && parameter->unit == NULL)
    return UNSOUND(model, error, "parameter '%s' needs a unit (\"1\" for pure numbers)", parameter->name);
  if (parameter->unit != NULL && is_date_unit(parameter->unit))
    return UNSOUND(model, error, "parameter '%s' has the unit '%s', which readers turn into dates: write \"s\" or \"d\"",
                   parameter->name, parameter->unit);
  if (parameter->range != NULL && (!is_number(parameter->type) || !config_range_read(parameter->range, &range)))
    return UNSOUND(model, error, "parameter '%s' has the range '%s', which is none", parameter->name, parameter->range);
  const walras_status status = check_words(model, parameter, error);
  return status != WALRAS_OK ? status : check_default(model, parameter, error);
}

/* Names and aliases of parameters, each once. */
static walras_status check_parameter_names(const walras_model *model, walras_error *error) {
  for (int64_t i = 0; i < model->parameter_count; i++) {
    const walras_parameter *parameter = &model->parameters[i];
    if (config_parameter_find(model, parameter->name) != parameter)
      return UNSOUND(model, error, "two parameters are called '%s'", parameter->name);
    const char *alias = parameter->aliases;
    for (size_t length; alias != NULL && *alias != '\0'; alias += length + strspn(alias + length, " ")) {
      char name[64];
      length = strcspn(alias, " ");
      if (length >= sizeof name)
        return UNSOUND(model, error, "parameter '%s' has an alias of %zu letters", parameter->name, length);
      memcpy(name, alias, length);
      name[length] = '\0';
      if (config_parameter_find(model, name) != parameter)
        return UNSOUND(model, error, "two parameters are called '%s'", name);
    }
  }
  if (model->population != NULL) {
    const walras_parameter *population = config_parameter_find(model, model->population);
    if (population == NULL || population->type != WALRAS_TYPE_INTEGER)
      return UNSOUND(model, error, "the population '%s' is not an integer parameter", model->population);
  }
  return WALRAS_OK;
}

static walras_status check_columns(const walras_model *model, const walras_metric *metric, walras_error *error) {
  if (metric->columns == NULL || metric->columns[0].name == NULL)
    return UNSOUND(model, error, "table '%s' has no columns", metric->name);
  for (const walras_column *column = metric->columns; column->name != NULL; column++) {
    if (!is_name(column->name, '_') || !is_one_line(column->doc) || column->unit == NULL || is_date_unit(column->unit))
      return UNSOUND(model, error,
                     "table '%s': column '%s' needs a name of lower-case letters, a unit that is no date, and one line of doc",
                     metric->name, column->name);
    if (strcmp(column->name, "entries") == 0)
      return UNSOUND(model, error, "table '%s': the name 'entries' is the store's own", metric->name);
    if (column->words != NULL && column->type != WALRAS_VALUE_INTEGER)
      return UNSOUND(model, error, "table '%s': column '%s' has words, but is not of integers", metric->name, column->name);
    for (const walras_column *other = metric->columns; other < column; other++)
      if (strcmp(other->name, column->name) == 0)
        return UNSOUND(model, error, "table '%s': two columns are called '%s'", metric->name, column->name);
  }
  return WALRAS_OK;
}

/* What each kind of metric must bring. */
static walras_status check_metric_kind(const walras_model *model, const walras_metric *metric, walras_error *error) {
  static const char *const reserved[] = {"point", "replication", "round", NULL};
  if ((metric->kind != WALRAS_SCALAR) != (metric->length != NULL))
    return UNSOUND(model, error,
                   "metric '%s': a length function goes with vectors, series, histograms and tables, and only with them",
                   metric->name);
  if (metric->kind == WALRAS_VECTOR) {
    if (!is_name(metric->dimension, '_'))
      return UNSOUND(model, error, "vector '%s' needs a dimension's name of lower-case letters", metric->name);
    for (int i = 0; reserved[i] != NULL; i++)
      if (strcmp(metric->dimension, reserved[i]) == 0)
        return UNSOUND(model, error, "vector '%s': the dimension '%s' is the store's own", metric->name, metric->dimension);
  }
  if (metric->kind == WALRAS_HISTOGRAM && metric->edges == NULL)
    return UNSOUND(model, error, "histogram '%s' needs its edges", metric->name);
  return metric->kind == WALRAS_TABLE ? check_columns(model, metric, error) : WALRAS_OK;
}

static walras_status check_metric(const walras_model *model, int64_t number, walras_error *error) {
  const walras_metric *metric = &model->metrics[number];
  if (!is_name(metric->name, '_'))
    return UNSOUND(model, error, "a metric's name is '%s': it takes lower-case letters, digits and '_'",
                   metric->name != NULL ? metric->name : "");
  for (int64_t i = 0; i < number; i++)
    if (strcmp(model->metrics[i].name, metric->name) == 0)
      return UNSOUND(model, error, "two metrics are called '%s'", metric->name);
  if ((metric->kind == WALRAS_SCALAR || metric->kind == WALRAS_VECTOR) && config_parameter_find(model, metric->name) != NULL)
    return UNSOUND(model, error, "metric '%s' has the name of a parameter", metric->name);
  if ((unsigned)metric->kind > WALRAS_TABLE)
    return UNSOUND(model, error, "metric '%s' has the unknown kind %u", metric->name, (unsigned)metric->kind);
  if (!is_one_line(metric->doc))
    return UNSOUND(model, error, "metric '%s' needs one line of doc", metric->name);
  if (metric->kind != WALRAS_TABLE && metric->unit == NULL)
    return UNSOUND(model, error, "metric '%s' needs a unit (\"1\" for pure numbers)", metric->name);
  if (metric->unit != NULL && is_date_unit(metric->unit))
    return UNSOUND(model, error, "metric '%s' has the unit '%s', which readers turn into dates: write \"s\" or \"d\"",
                   metric->name, metric->unit);
  if ((metric->absent != NULL) != (metric->present != NULL))
    return UNSOUND(model, error, "metric '%s': 'absent' (words) and 'present' (function) go together", metric->name);
  if (metric->undefined != NULL && metric->kind != WALRAS_TABLE && metric->type != WALRAS_VALUE_REAL)
    return UNSOUND(model, error, "metric '%s' is of integers and cannot be undefined", metric->name);
  return check_metric_kind(model, metric, error);
}

walras_status walras_model_is_sound(const walras_model *model, walras_error *error) {
  if (model == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MODEL, "there is no model");
  walras_status status = check_model(model, error);
  for (int64_t i = 0; status == WALRAS_OK && i < model->parameter_count; i++)
    status = check_parameter(model, &model->parameters[i], error);
  if (status == WALRAS_OK)
    status = check_parameter_names(model, error);
  for (int64_t i = 0; status == WALRAS_OK && i < model->parameter_count; i++)
    status = check_condition(model, &model->parameters[i], error);
  for (int64_t i = 0; status == WALRAS_OK && i < model->metric_count; i++)
    status = check_metric(model, i, error);
  return status;
}
