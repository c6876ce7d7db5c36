#include "cli/point_text.h"

#include <stdlib.h>
#include <string.h>

static bool same_label(const walras_experiment *e, int64_t a, int64_t b) {
  return e->point_labels == NULL || e->point_labels[a] == e->point_labels[b] ||
         (e->point_labels[a] != NULL && e->point_labels[b] != NULL && strcmp(e->point_labels[a], e->point_labels[b]) == 0);
}

/* Named in the sweep itself: what only follows from such a parameter would drown it. */
static bool is_named_in_sweep(const walras_experiment *e, const char *name) {
  const char *sweep = strstr(e->resolved_text, "sweep"), *end = sweep != NULL ? strstr(sweep, "\noutput") : NULL;
  const size_t length = strlen(name);
  for (const char *at = sweep; at != NULL && (at = strstr(at, name)) != NULL && (end == NULL || at < end); at += length) {
    const char before = at[-1], after = at[length];
    if ((before == ' ' || before == '"') && (after == ' ' || after == '"'))
      return true;
  }
  return false;
}

/* Differs from some other point of the same sub-experiment. */
static bool varies(const walras_experiment *e, const walras_parameter *parameter, int64_t point, const char *text) {
  bool found = false;
  for (int64_t other = 0; other < e->points && !found; other++) {
    if (other == point || !same_label(e, point, other))
      continue;
    char *value = walras_parameter_text(parameter, e->parameters[other]);
    found = value != NULL && strcmp(value, text) != 0;
    free(value);
  }
  return found;
}

char *cli_point_text(const walras_experiment *e, int64_t point) {
  char *text = strdup(e->point_labels != NULL && e->point_labels[point] != NULL ? e->point_labels[point] : "");
  for (int64_t i = 0; i < e->model->parameter_count && text != NULL; i++) {
    const walras_parameter *parameter = &e->model->parameters[i];
    bool swept = false;
    for (int64_t k = 0; k < e->swept_count; k++)
      swept = swept || (strcmp(e->swept[k], parameter->name) == 0 && is_named_in_sweep(e, parameter->name));
    char *value = swept ? walras_parameter_text(parameter, e->parameters[point]) : NULL;
    if (value != NULL && varies(e, parameter, point, value)) {
      const size_t bytes = strlen(text) + strlen(parameter->name) + strlen(value) + 3;
      char *longer = malloc(bytes);
      if (longer != NULL)
        snprintf(longer, bytes, "%s%s%s=%s", text, text[0] != '\0' ? " " : "", parameter->name, value);
      free(text);
      text = longer;
    }
    free(value);
  }
  return text;
}
