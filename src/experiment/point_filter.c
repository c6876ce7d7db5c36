#include "experiment/point_filter.h"

#include <stdlib.h>
#include <string.h>

#include "experiment/claims.h"

/* Texts may be anything: they are quoted here. Quoted ones and lists stay as they are. */
static bool needs_quotes(const walras_model *model, const char *name, const char *value) {
  const walras_parameter *parameter = config_parameter_find(model, name);
  const bool is_text = strcmp(name, "label") == 0 ||
                       (parameter != NULL && (parameter->type == WALRAS_TYPE_STRING || parameter->type == WALRAS_TYPE_PATH));
  return is_text && value[0] != '"' && value[0] != '(';
}

/* "{ name = value; }" of a condition; NULL after a report. */
static char *group_text(config_reader *reader, const walras_model *model, const char *condition) {
  const char *equals = strchr(condition, '=');
  if (equals == NULL || equals == condition) {
    config_report(&reader->log, (config_place){.file = reader->label}, "expected NAME=VALUE");
    return NULL;
  }
  const char *name = config_format(reader, "%.*s", (int)(equals - condition), condition);
  if (name == NULL)
    return NULL;
  /* An unknown name may be anything: it must not reach the parser. */
  if (strcmp(name, "label") != 0 && config_parameter_find(model, name) == NULL) {
    config_report_parameter(reader, (config_place){.file = reader->label}, model, name);
    return NULL;
  }
  config_text text = {0};
  config_text_add(&text, "{ %s = ", name);
  if (needs_quotes(model, name, equals + 1))
    config_text_string(&text, equals + 1);
  else
    config_text_add(&text, "%s", equals + 1);
  config_text_add(&text, "; }");
  return config_text_take(&text);
}

/* Marks the points of one condition. */
static bool mark(config_reader *reader, const config_selection *selection, const char *condition, bool *marked) {
  char *text = group_text(reader, selection->model, condition);
  if (text == NULL)
    return false;
  config_document document = {0};
  bool good = config_document_value(&document, text, reader->label, &reader->log, reader->arena);
  free(text);
  if (good) {
    const config_setting_t *group = config_setting_get_elem(config_root_setting(&document.config), 0);
    good = config_setting_is_group(group) && config_setting_length(group) == 1;
    if (!good)
      config_report(&reader->log, (config_place){.file = reader->label}, "expected one value");
    reader->document = &document;
    good = good && config_where_read(reader, group, selection, "the condition", marked);
    reader->document = NULL;
  }
  config_document_free(&document);
  return good;
}

static bool mark_all(config_reader *reader, const config_selection *selection, const char *option, const char *const *conditions,
                     int64_t count, bool *selected) {
  bool *marked = config_allocate(reader->arena, (size_t)selection->points, sizeof *marked);
  bool good = marked != NULL;
  int64_t left = selection->points;
  for (int64_t i = 0; good && i < count; i++) {
    reader->label = config_format(reader, "%s %s", option, conditions[i]);
    good = reader->label != NULL && mark(reader, selection, conditions[i], marked);
    left = 0;
    for (int64_t point = 0; point < selection->points; point++) {
      selected[point] = selected[point] && marked[point];
      left += selected[point];
    }
  }
  if (good && left == 0)
    config_report(&reader->log, (config_place){.file = option}, "no design point meets all %lld conditions", (long long)count);
  return good && left > 0;
}

walras_status walras_points_filter(const walras_experiment *experiment, const char *option, const char *const *conditions,
                                   int64_t count, bool *selected, walras_error *error) {
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .folder = experiment->config_folder};
  const config_selection selection = {.model = experiment->model,
                                      .points = experiment->points,
                                      .parameters = experiment->parameters,
                                      .labels = experiment->point_labels};
  memset(selected, 1, (size_t)experiment->points * sizeof *selected);
  walras_status status = WALRAS_OK;
  const bool good = mark_all(&reader, &selection, option, conditions, count, selected);
  if (arena.exhausted || reader.log.exhausted)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while selecting points");
  else if (!good)
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s",
                         diagnostics.count > 0 ? diagnostics.messages[0] : "the conditions cannot be read");
  walras_diagnostics_clear(&diagnostics);
  config_arena_free(&arena);
  return status;
}
