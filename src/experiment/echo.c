#include "experiment/echo.h"

#include <stdlib.h>
#include <string.h>

#include "experiment/stopping.h"

/* True when libconfig itself takes the elements as an array: plain values of one type. */
static bool is_plain_array(const config_setting_t *list) {
  const int count = config_setting_length(list);
  bool plain = count > 0;
  for (int i = 0; plain && i < count; i++) {
    const config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
    plain = !config_setting_is_aggregate(element) &&
            config_setting_type(element) == config_setting_type(config_setting_get_elem(list, 0));
  }
  return plain;
}

static void print_list(config_text *text, const config_setting_t *list) {
  const bool plain = is_plain_array(list);
  config_text_add(text, plain ? "[" : "(");
  for (int i = 0; i < config_setting_length(list); i++) {
    config_text_add(text, i > 0 ? ", " : "");
    config_setting_print(text, config_setting_get_elem(list, (unsigned)i));
  }
  config_text_add(text, plain ? "]" : ")");
}

void config_setting_print(config_text *text, const config_setting_t *setting) {
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_GROUP:
    config_text_add(text, "{ ");
    for (int i = 0; i < config_setting_length(setting); i++) {
      const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
      config_text_add(text, "%s = ", config_setting_name(member));
      config_setting_print(text, member);
      config_text_add(text, "; ");
    }
    config_text_add(text, "}");
    break;
  case CONFIG_TYPE_LIST:
  case CONFIG_TYPE_ARRAY:
    print_list(text, setting);
    break;
  case CONFIG_TYPE_INT:
    config_text_integer(text, config_setting_get_int64(setting), false);
    break;
  case CONFIG_TYPE_INT64:
    config_text_integer(text, config_setting_get_int64(setting), true);
    break;
  case CONFIG_TYPE_FLOAT:
    config_text_real(text, config_setting_get_float(setting));
    break;
  case CONFIG_TYPE_BOOL:
    config_text_add(text, "%s", config_setting_get_bool(setting) ? "true" : "false");
    break;
  default:
    config_text_string(text, config_setting_get_string(setting));
  }
}

static void print_assignment(config_text *text, const walras_model *model, const config_assignment *assignment) {
  const walras_parameter *parameter = &model->parameters[assignment->parameter];
  config_text_add(text, "%s = ", parameter->name);
  config_value_print(text, parameter, &assignment->value);
  config_text_add(text, ";");
}

/* { a = 1; b = "x"; } in the schema's order, whatever order the config had. */
static void print_group(config_text *text, const walras_model *model, const config_assignments *assignments) {
  config_text_add(text, "{");
  for (int64_t p = 0; p < model->parameter_count; p++) {
    const config_assignment *assignment = config_assignments_find(assignments, p);
    if (assignment == NULL)
      continue;
    config_text_add(text, " ");
    print_assignment(text, model, assignment);
  }
  config_text_add(text, " }");
}

/* The values of a plain axis; as an array where libconfig itself takes them as one. */
static void print_axis_values(config_text *text, const walras_model *model, const config_axis *axis) {
  const walras_parameter *parameter = &model->parameters[axis->steps[0].values[0].parameter];
  bool wide = false, plain = parameter->type <= WALRAS_TYPE_PATH;
  for (int64_t s = 0; s < axis->count; s++) {
    const config_field *field = &axis->steps[s].values[0].value.field;
    wide |= parameter->type == WALRAS_TYPE_INTEGER && config_integer_is_wide(field->integer);
    plain &= parameter->type != WALRAS_TYPE_REAL || field->real - field->real == 0;
  }
  config_text_add(text, plain ? "[" : "(");
  for (int64_t s = 0; s < axis->count; s++) {
    const config_value *value = &axis->steps[s].values[0].value;
    config_text_add(text, s > 0 ? ", " : "");
    if (parameter->type == WALRAS_TYPE_INTEGER)
      config_text_integer(text, value->field.integer, wide);
    else
      config_value_print(text, parameter, value);
  }
  config_text_add(text, plain ? "]" : ")");
}

static void print_points(config_text *text, const walras_model *model, const config_axis *axis, const char *indent) {
  config_text_add(text, "points = (");
  for (int64_t s = 0; s < axis->count; s++) {
    config_text_add(text, "%s\n%s", s > 0 ? "," : "", indent);
    print_group(text, model, &axis->steps[s]);
  }
  config_text_add(text, ");");
}

static void print_interval(config_text *text, const walras_model *model, const config_interval *interval) {
  const walras_parameter *parameter = &model->parameters[interval->parameter];
  config_text_add(text, "parameter = \"%s\"; minimum = ", parameter->name);
  config_value_print(text, parameter, &interval->low);
  config_text_add(text, "; maximum = ");
  config_value_print(text, parameter, &interval->high);
  config_text_add(text, "; scale = \"%s\";", interval->log ? "log" : "linear");
}

static void print_axes(config_text *text, const walras_model *model, const config_grid *grid) {
  config_text_add(text, "axes = (");
  for (int64_t a = 0; a < grid->axis_count; a++) {
    const config_axis *axis = &grid->axes[a];
    config_text_add(text, "%s\n    { ", a > 0 ? "," : "");
    if (axis->tied)
      print_points(text, model, axis, "      ");
    else if (axis->steps == NULL)
      print_interval(text, model, &axis->interval);
    else {
      config_text_add(text, "parameter = \"%s\"; values = ", model->parameters[axis->steps[0].values[0].parameter].name);
      print_axis_values(text, model, axis);
      config_text_add(text, ";");
    }
    config_text_add(text, " }");
  }
  config_text_add(text, ");");
}

/* The conditions as an array, whether there were one or several. */
static void print_where(config_text *text, const config_constraints *where, const char *indent) {
  if (where->count == 0)
    return;
  config_text_add(text, "\n%swhere = [", indent);
  for (int64_t i = 0; i < where->count; i++) {
    config_text_add(text, i > 0 ? ", " : "");
    config_text_string(text, where->values[i].text);
  }
  config_text_add(text, "];");
}

/* The options of a sampled design, defaults included. */
static void print_sampling(config_text *text, walras_design design, const config_sampling *s) {
  static const char *const flags[] = {"false", "true"};
  config_text_add(text, design == WALRAS_DESIGN_MORRIS ? "  trajectories = %lld;" : "  points = %lld;", (long long)s->base);
  if (design == WALRAS_DESIGN_LATIN_HYPERCUBE)
    config_text_add(text, " maximin = %s; jitter = %s;", flags[s->maximin], flags[s->jitter]);
  else if (design == WALRAS_DESIGN_SOBOL)
    config_text_add(text, " scramble = %s;", flags[s->scramble]);
  else if (design == WALRAS_DESIGN_MORRIS)
    config_text_add(text, " levels = %lld;", (long long)s->levels);
  config_text_add(text, "\n");
}

static void print_grids(config_text *text, const config_echo *echo) {
  const walras_model *model = echo->experiment->model;
  const int64_t all = echo->experiment->replications;
  config_text_add(text, "  grids = (");
  for (int64_t g = 0; g < echo->sweep->grid_count; g++) {
    const config_grid *grid = &echo->sweep->grids[g];
    config_text_add(text, "%s\n  { label = ", g > 0 ? "," : "");
    config_text_string(text, grid->label);
    if (echo->experiment->stopping == NULL) {
      config_text_add(text, "; replications = ");
      config_text_integer(text, grid->replications > 0 ? grid->replications : all, false);
    }
    config_text_add(text, ";");
    if (grid->fixed.count > 0) {
      config_text_add(text, "\n    parameters = ");
      print_group(text, model, &grid->fixed);
      config_text_add(text, ";");
    }
    if (grid->axis_count > 0) {
      config_text_add(text, "\n    ");
      print_axes(text, model, grid);
    }
    print_where(text, &grid->where, "    ");
    config_text_add(text, " }");
  }
  config_text_add(text, ");\n");
}

static void print_sweep(config_text *text, const config_echo *echo) {
  const config_grid *grid = &echo->sweep->grids[0];
  const walras_design design = echo->sweep->design;
  if (design == WALRAS_DESIGN_SINGLE)
    return;
  config_text_add(text, "sweep: {\n  design = \"%s\";\n", config_design_word(design));
  if (design == WALRAS_DESIGN_GRIDS)
    print_grids(text, echo);
  else {
    if (grid->sampled)
      print_sampling(text, design, &grid->sampling);
    config_text_add(text, "  ");
    if (design == WALRAS_DESIGN_LIST)
      print_points(text, echo->experiment->model, &grid->axes[0], "    ");
    else
      print_axes(text, echo->experiment->model, grid);
    print_where(text, &grid->where, "  ");
    config_text_add(text, "\n");
  }
  config_text_add(text, "};\n");
}

/* A PATH below the config's folder without that folder, so that a moved folder echoes the same text. */
static void load_relative(const walras_parameter *parameter, const void *parameters, const char *folder, config_value *value) {
  config_value_load(parameter, parameters, value);
  const size_t length = strlen(folder);
  if (parameter->type == WALRAS_TYPE_PATH && strncmp(value->field.string, folder, length) == 0 &&
      value->field.string[length] == '/')
    value->verbatim = value->field.string + length + 1;
}

static void print_parameters(config_text *text, const config_echo *echo) {
  const walras_model *model = echo->experiment->model;
  config_text_add(text, "parameters: {\n");
  for (int64_t p = 0; p < model->parameter_count; p++) {
    const config_assignment *assignment = config_assignments_find(echo->given, p);
    if (assignment == NULL)
      continue;
    config_text_add(text, "  ");
    print_assignment(text, model, assignment);
    config_text_add(text, "\n");
  }
  config_text_add(text, "};\nresolved: {\n");
  for (int64_t p = 0; p < model->parameter_count; p++) {
    const walras_parameter *parameter = &model->parameters[p];
    config_value value;
    if (echo->points->first_given[p])
      continue;
    load_relative(parameter, echo->points->parameters[0], echo->folder, &value);
    config_text_add(text, "  %s = ", parameter->name);
    config_value_print(text, parameter, &value);
    config_text_add(text, ";\n");
  }
  config_text_add(text, "};\n");
}

static void print_claims(config_text *text, const walras_experiment *e) {
  if (e->claim_count == 0)
    return;
  config_text_add(text, "claims: (");
  for (int64_t i = 0; i < e->claim_count; i++)
    config_text_add(text, "%s\n  %s", i > 0 ? "," : "", e->claims[i].text);
  config_text_add(text, ");\n");
}

char *config_echo_experiment(const config_echo *echo) {
  const walras_experiment *e = echo->experiment;
  config_text text = {0};
  config_text_add(&text, "experiment: {\n  name = ");
  config_text_string(&text, e->name);
  config_text_add(&text, ";\n  model = ");
  config_text_string(&text, e->model->name);
  config_text_add(&text, ";\n  description = ");
  config_text_string(&text, e->description);
  config_text_add(&text, ";\n  seed = %lldL;\n", (long long)e->seed);
  if (e->stopping == NULL) {
    config_text_add(&text, "  replications = ");
    config_text_integer(&text, e->replications, false);
    config_text_add(&text, ";\n");
  }
  config_text_add(&text, "  random_numbers = \"%s\";\n};\n", e->independent ? "independent" : "common");
  if (e->stopping != NULL)
    config_stopping_print(&text, e->stopping);
  print_parameters(&text, echo);
  print_sweep(&text, echo);
  config_text_add(&text, "output: { series = \"%s\"; histograms = \"%s\"; tables = \"%s\"; };\n", e->series ? "all" : "none",
                  e->histograms ? "all" : "none", e->tables ? "all" : "none");
  print_claims(&text, e);
  return config_text_take(&text);
}

char *config_echo_run(const walras_experiment *e) {
  config_text text = {0};
  config_text_add(&text, "run: { ranks_per_trial = ");
  if (e->ranks_per_trial == 0)
    config_text_add(&text, "\"auto\"");
  else
    config_text_integer(&text, e->ranks_per_trial, false);
  config_text_add(&text, "; threads = %d; checkpoint_seconds = ", e->threads);
  config_text_real(&text, e->checkpoint_seconds);
  config_text_add(&text, "; sync_seconds = ");
  config_text_real(&text, e->sync_seconds);
  config_text_add(&text, "; wall_time_margin_seconds = ");
  config_text_real(&text, e->wall_time_margin_seconds);
  if (e->checkpoint_rounds > 0) {
    config_text_add(&text, "; checkpoint_rounds = ");
    config_text_integer(&text, e->checkpoint_rounds, true);
  }
  config_text_add(&text, "; };\n");
  return config_text_take(&text);
}

/* Reports one value of `resolved` that comes out differently now. */
static bool compare_resolved(config_reader *reader, const config_setting_t *setting, const walras_parameter *parameter,
                             const void *parameters) {
  config_value before, now;
  if (!config_value_read(reader, parameter, setting, config_format(reader, "parameter '%s'", parameter->name), &before))
    return false;
  config_value_load(parameter, parameters, &now);
  if (config_value_equal(parameter, &before, &now))
    return true;
  config_text then_text = {0}, now_text = {0};
  config_value_print(&then_text, parameter, &before);
  config_value_print(&now_text, parameter, &now);
  if (!then_text.exhausted && !now_text.exhausted)
    config_report(
        &reader->log, config_reader_place(reader, setting),
        "resolved: parameter '%s' was %s when this text was written, and works out as %s now: the model's defaults have changed",
        parameter->name, then_text.bytes, now_text.bytes);
  free(then_text.bytes);
  free(now_text.bytes);
  return false;
}

bool config_resolved_check(config_reader *reader, const config_setting_t *resolved, const walras_model *model,
                           const config_points *points) {
  bool good = true;
  for (int i = 0; i < config_setting_length(resolved); i++) {
    const config_setting_t *setting = config_setting_get_elem(resolved, (unsigned)i);
    if (config_is_repeated(setting))
      continue;
    const walras_parameter *parameter = config_parameter_find(model, config_setting_name(setting));
    if (parameter == NULL) {
      config_report_parameter(reader, config_reader_place(reader, setting), model, config_setting_name(setting));
      good = false;
    } else
      good &= compare_resolved(reader, setting, parameter, points->parameters[0]);
  }
  return good;
}
