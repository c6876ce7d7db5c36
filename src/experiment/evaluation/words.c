#include "experiment/evaluation/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/echo.h"
#include "experiment/value.h"

static void add_selection(config_text *text, const config_setting_t *where) {
  for (int i = 0; where != NULL && i < config_setting_length(where); i++) {
    const config_setting_t *setting = config_setting_get_elem(where, (unsigned)i);
    config_text_add(text, "%s%s = ", i > 0 ? ", " : "", config_setting_name(setting));
    const char *word = config_setting_get_string(setting);
    if (word != NULL)
      config_text_add(text, "%s", word);
    else
      config_setting_print(text, setting);
  }
}

char *claim_where_words(const config_setting_t *where) {
  config_text text = {0};
  config_text_add(&text, "%s", "");
  add_selection(&text, where);
  return config_text_take(&text);
}

/* " +- 0.005" or " +- 5 %"; nothing without a tolerance. */
static void tolerance_words(const evaluator *e, char *text, size_t size) {
  text[0] = '\0';
  if (evaluator_has(e, "tolerance"))
    snprintf(text, size, " +- %.6g", evaluator_number(e->group, "tolerance", 0.0));
  else if (evaluator_has(e, "relative_tolerance"))
    snprintf(text, size, " +- %.6g %%", 100.0 * evaluator_number(e->group, "relative_tolerance", 0.0));
}

static void bounds_words(const walras_evaluation *out, char *text, size_t size) {
  if (isfinite(out->minimum) && isfinite(out->maximum))
    snprintf(text, size, "%.6g to %.6g", out->minimum, out->maximum);
  else if (isfinite(out->minimum))
    snprintf(text, size, "at least %.6g", out->minimum);
  else
    snprintf(text, size, "at most %.6g", out->maximum);
}

static void paper_words(evaluator *e) {
  walras_evaluation *out = e->out;
  const char *reference = evaluator_word(e, "reference_metric"), *direction = evaluator_word(e, "direction");
  const config_setting_t *entries = config_setting_get_member(e->group, "entries");
  char tolerance[48];
  tolerance_words(e, tolerance, sizeof tolerance);
  if (direction != NULL)
    snprintf(out->paper, sizeof out->paper, "%s%s%s", direction, tolerance[0] != '\0' ? ", to within" : "",
             tolerance[0] != '\0' ? tolerance + strlen(" +-") : "");
  else if (entries != NULL)
    snprintf(out->paper, sizeof out->paper, "%d numbers%s", config_setting_length(entries), tolerance);
  else if (reference != NULL)
    snprintf(out->paper, sizeof out->paper, "%.60s%s", reference, tolerance);
  else if (evaluator_has(e, "expected"))
    snprintf(out->paper, sizeof out->paper, "%.6g%s", out->expected, tolerance);
  else
    bounds_words(out, out->paper, sizeof out->paper);
}

static const char *unit_of(const evaluator *e, const char *metric) {
  const walras_model *model = e->experiment->model;
  const size_t length = strcspn(metric, "[");
  for (int64_t i = 0; i < model->metric_count; i++)
    if (strncmp(model->metrics[i].name, metric, length) == 0 && model->metrics[i].name[length] == '\0')
      return model->metrics[i].unit != NULL ? model->metrics[i].unit : "1";
  return "1";
}

/* A slope's unit follows from its scales; ratios, shares and correlations have none. */
static void unit_words(evaluator *e) {
  const char *check = e->claim->check, *scale = evaluator_word(e, "scale"), *unit = unit_of(e, e->claim->metric);
  const bool slope = strcmp(check, "slope") == 0, semi_log = scale != NULL && strcmp(scale, "semi-log") == 0;
  if (slope && scale != NULL && strcmp(scale, "linear") == 0) {
    const walras_parameter *along = config_parameter_find(e->experiment->model, evaluator_word(e, "along"));
    snprintf(e->out->unit, sizeof e->out->unit, "%.28s/(%.28s)", unit, along->unit != NULL ? along->unit : "1");
  } else if (strcmp(check, "ratio") == 0 || strcmp(check, "share") == 0 || strcmp(check, "correlation") == 0 ||
             (slope && !semi_log))
    snprintf(e->out->unit, sizeof e->out->unit, "1");
  else
    snprintf(e->out->unit, sizeof e->out->unit, "%.63s", unit);
}

bool claim_describe(evaluator *e) {
  const config_setting_t *versus = config_setting_get_member(e->group, "versus");
  config_text text = {0};
  config_text_add(&text, "%s", "");
  add_selection(&text, config_setting_get_member(e->group, "where"));
  if (versus != NULL) {
    config_text_add(&text, "%sversus ", text.length > 0 ? " " : "");
    add_selection(&text, versus);
  }
  e->out->where = config_text_take(&text);
  paper_words(e);
  unit_words(e);
  return e->out->where != NULL;
}
