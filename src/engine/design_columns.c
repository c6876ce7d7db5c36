#include "engine/design_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const void *field_of(const walras_layout_input *input, const walras_parameter *parameter, int64_t point) {
  return (const char *)input->parameters[point] + parameter->offset;
}

static void print_reals(FILE *stream, const walras_reals *reals) {
  for (int64_t i = 0; i < reals->count; i++)
    fprintf(stream, "%s%.17g", i > 0 ? ", " : "", reals->values[i]);
}

/* The values between the brackets: "1, 2", and rows of lists as "1; 2, 3". */
static void print_list(FILE *stream, walras_type type, const void *field) {
  const walras_integers *integers = field;
  const walras_strings *strings = field;
  const walras_real_lists *lists = field;
  if (type == WALRAS_TYPE_INTEGER_ARRAY) {
    for (int64_t i = 0; i < integers->count; i++)
      fprintf(stream, "%s%lld", i > 0 ? ", " : "", (long long)integers->values[i]);
  } else if (type == WALRAS_TYPE_REAL_ARRAY) {
    print_reals(stream, field);
  } else if (type == WALRAS_TYPE_STRING_ARRAY) {
    for (int64_t i = 0; i < strings->count; i++)
      fprintf(stream, "%s%s", i > 0 ? ", " : "", strings->values[i]);
  } else {
    for (int64_t row = 0; row < lists->count; row++) {
      fputs(row > 0 ? "; " : "", stream);
      print_reals(stream, &lists->lists[row]);
    }
  }
}

static char *list_text(walras_layout *layout, const walras_parameter *parameter, const void *field) {
  char *text = NULL, *copy = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&text, &length);
  if (stream != NULL) {
    print_list(stream, parameter->type, field);
    copy = fclose(stream) == 0 ? walras_layout_text(layout, "[%s]", text) : NULL;
  }
  free(text);
  return copy != NULL ? copy : walras_layout_allocate(layout, -1, 1); /* marks the layout as failed */
}

static const char *word_of(walras_layout *layout, const walras_parameter *parameter, const walras_layout_input *input,
                           int64_t point) {
  const void *field = field_of(input, parameter, point);
  if (parameter->type == WALRAS_TYPE_ENUMERATION)
    return parameter->words[*(const int *)field];
  if (parameter->type == WALRAS_TYPE_STRING)
    return *(const char *const *)field;
  if (parameter->type != WALRAS_TYPE_PATH)
    return list_text(layout, parameter, field);
  /* Paths relative to the config's folder, as they were written: a store does not depend on where the config lay. */
  const char *path = *(const char *const *)field;
  const size_t folder = input->config_folder != NULL ? strlen(input->config_folder) : 0;
  return folder > 0 && strncmp(path, input->config_folder, folder) == 0 && path[folder] == '/' ? path + folder + 1 : path;
}

static bool is_word(walras_type type) {
  return type >= WALRAS_TYPE_ENUMERATION;
}

static void add_words(walras_layout *layout, const walras_layout_input *input, const walras_parameter *parameter,
                      walras_store_dataset *dataset) {
  const char **values = walras_layout_allocate(layout, input->points, sizeof *values);
  for (int64_t point = 0; values != NULL && point < input->points; point++)
    values[point] = word_of(layout, parameter, input, point);
  dataset->type = WALRAS_STORE_TEXT;
  dataset->contents = values;
}

static void add_numbers(walras_layout *layout, const walras_layout_input *input, const walras_parameter *parameter,
                        walras_store_dataset *dataset) {
  double *reals = walras_layout_allocate(layout, input->points, sizeof *reals);
  int64_t *integers = (void *)reals;
  uint8_t *bytes = (void *)reals;
  for (int64_t point = 0; reals != NULL && point < input->points; point++) {
    const void *field = field_of(input, parameter, point);
    if (parameter->type == WALRAS_TYPE_REAL)
      reals[point] = *(const double *)field;
    else if (parameter->type == WALRAS_TYPE_INTEGER)
      integers[point] = *(const int64_t *)field;
    else
      bytes[point] = *(const bool *)field;
  }
  dataset->type = parameter->type == WALRAS_TYPE_REAL      ? WALRAS_STORE_REAL
                  : parameter->type == WALRAS_TYPE_INTEGER ? WALRAS_STORE_INTEGER
                                                           : WALRAS_STORE_BYTE;
  dataset->contents = reals;
}

void walras_add_design(walras_layout *layout, const walras_layout_input *input) {
  for (int64_t i = 0; i < input->model->parameter_count; i++) {
    const walras_parameter *parameter = &input->model->parameters[i];
    walras_store_dataset dataset = {.path = walras_layout_text(layout, "/design/%s", parameter->name),
                                    .rank = 1,
                                    .extent = {input->points},
                                    .dimension = {"/point"}};
    if (is_word(parameter->type))
      add_words(layout, input, parameter, &dataset);
    else
      add_numbers(layout, input, parameter, &dataset);
    walras_store_dataset *added = walras_layout_add(layout, &dataset);
    walras_layout_text_attribute(added, "long_name", parameter->doc);
    walras_layout_text_attribute(added, "units", parameter->unit);
  }
  if (input->point_labels == NULL)
    return;
  walras_store_dataset *added = walras_layout_add(layout, &(walras_store_dataset){.path = "/design/label",
                                                                                  .type = WALRAS_STORE_TEXT,
                                                                                  .rank = 1,
                                                                                  .extent = {input->points},
                                                                                  .dimension = {"/point"},
                                                                                  .contents = input->point_labels});
  walras_layout_text_attribute(added, "long_name", "sub-experiment");
}

static bool differs(walras_layout *layout, const walras_layout_input *input, const walras_parameter *parameter) {
  for (int64_t point = 1; point < input->points; point++) {
    const void *first = field_of(input, parameter, 0), *here = field_of(input, parameter, point);
    switch (parameter->type) {
    case WALRAS_TYPE_REAL:
      if (*(const double *)first != *(const double *)here)
        return true;
      break;
    case WALRAS_TYPE_INTEGER:
      if (*(const int64_t *)first != *(const int64_t *)here)
        return true;
      break;
    case WALRAS_TYPE_BOOLEAN:
      if (*(const bool *)first != *(const bool *)here)
        return true;
      break;
    default:
      if (strcmp(word_of(layout, parameter, input, 0), word_of(layout, parameter, input, point)) != 0)
        return true;
    }
  }
  return false;
}

const char *walras_swept_names(walras_layout *layout, const walras_layout_input *input) {
  const char *names = NULL;
  for (int64_t i = 0; i < input->model->parameter_count; i++)
    if (differs(layout, input, &input->model->parameters[i]))
      names = walras_layout_text(layout, "%s%s%s", names != NULL ? names : "", names != NULL ? " " : "",
                                 input->model->parameters[i].name);
  return names;
}
