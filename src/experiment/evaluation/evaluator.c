#include "experiment/evaluation/evaluator.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

double evaluator_number(const config_setting_t *group, const char *name, double standard) {
  const config_setting_t *setting = config_setting_get_member(group, name);
  if (setting == NULL)
    return standard;
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_INT:
    return config_setting_get_int(setting);
  case CONFIG_TYPE_INT64:
    return (double)config_setting_get_int64(setting);
  default:
    return config_setting_get_float(setting);
  }
}

const char *evaluator_word(const evaluator *e, const char *name) {
  const char *text = NULL;
  return config_setting_lookup_string(e->group, name, &text) ? text : NULL;
}

bool evaluator_has(const evaluator *e, const char *name) {
  return config_setting_get_member(e->group, name) != NULL;
}

double evaluator_tolerance(const evaluator *e, double value) {
  const double relative = evaluator_number(e->group, "relative_tolerance", 0.0);
  return evaluator_number(e->group, "tolerance", relative > 0.0 ? relative * fabs(value) : 0.0);
}

void evaluator_set_band(evaluator *e) {
  walras_evaluation *out = e->out;
  out->expected = evaluator_number(e->group, "expected", NAN);
  const double tolerance = evaluator_tolerance(e, out->expected);
  out->minimum = evaluator_number(e->group, "minimum", isnan(out->expected) ? -INFINITY : out->expected - tolerance);
  out->maximum = evaluator_number(e->group, "maximum", isnan(out->expected) ? INFINITY : out->expected + tolerance);
}

walras_status evaluator_no_memory(const evaluator *e) {
  return WALRAS_FAIL(e->error, WALRAS_ERROR_MEMORY, "out of memory for the values of a claim");
}

void evaluator_method(const evaluator *e, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(e->out->method, sizeof e->out->method, format, values);
  va_end(values);
}

void evaluator_worst(const evaluator *e, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(e->out->worst, sizeof e->out->worst, format, values);
  va_end(values);
}
