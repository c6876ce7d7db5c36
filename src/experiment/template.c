#include "experiment/template.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/points.h"
#include "experiment/range.h"

/* A value inside the range: its lower end where that is closed and finite, else 1 or what lies just inside. */
static double inside(const walras_parameter *parameter) {
  config_range range;
  (void)config_range_read(parameter->range, &range);
  const bool integer = parameter->type == WALRAS_TYPE_INTEGER || parameter->type == WALRAS_TYPE_INTEGER_ARRAY;
  const double candidates[] = {1, 0, range.low, range.low + 1, range.high, range.high - 1, range.low / 2 + range.high / 2};
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
    if (isfinite(candidates[i]) && config_range_has_real(&range, candidates[i]) &&
        (!integer || floor(candidates[i]) == candidates[i]))
      return candidates[i];
  return 0;
}

/* Stands in for a required value that only the user knows. */
static void print_example(config_text *text, const walras_parameter *parameter) {
  const double number = inside(parameter);
  switch (parameter->type) {
  case WALRAS_TYPE_INTEGER:
    config_text_integer(text, (int64_t)number, false);
    break;
  case WALRAS_TYPE_REAL:
    config_text_real(text, number);
    break;
  case WALRAS_TYPE_BOOLEAN:
    config_text_add(text, "false");
    break;
  case WALRAS_TYPE_ENUMERATION:
    config_text_string(text, parameter->words[0]);
    break;
  case WALRAS_TYPE_STRING:
  case WALRAS_TYPE_PATH:
    config_text_string(text, parameter->name);
    break;
  case WALRAS_TYPE_INTEGER_ARRAY:
    config_text_add(text, "[");
    config_text_integer(text, (int64_t)number, false);
    config_text_add(text, "]");
    break;
  case WALRAS_TYPE_STRING_ARRAY:
    config_text_add(text, "[");
    config_text_string(text, parameter->words != NULL ? parameter->words[0] : parameter->name);
    config_text_add(text, "]");
    break;
  case WALRAS_TYPE_REAL_ARRAY:
  case WALRAS_TYPE_REAL_LISTS:
    config_text_add(text, parameter->type == WALRAS_TYPE_REAL_LISTS ? "([" : "[");
    config_text_real(text, number);
    config_text_add(text, parameter->type == WALRAS_TYPE_REAL_LISTS ? "])" : "]");
    break;
  }
}

/* "integer in [1, 1e9], unit s, default 10". */
static void print_facts(config_text *text, const walras_parameter *parameter) {
  static const char *const types[] = {"integer",
                                      "real",
                                      "true or false",
                                      "one of",
                                      "text",
                                      "path, relative to this file",
                                      "array of integers",
                                      "array of reals",
                                      "array of texts",
                                      "list of arrays of reals"};
  config_text_add(text, "%s", types[parameter->type]);
  if (parameter->type == WALRAS_TYPE_STRING_ARRAY && parameter->words != NULL)
    config_text_add(text, ", each one of");
  for (int64_t i = 0; i < config_word_count(parameter->words); i++)
    config_text_add(text, "%s \"%s\"", i > 0 ? "," : "", parameter->words[i]);
  if (parameter->range != NULL)
    config_text_add(text, " in %s", parameter->range);
  if (parameter->unit != NULL && strcmp(parameter->unit, "1") != 0)
    config_text_add(text, ", unit %s", parameter->unit);
  if (parameter->required)
    config_text_add(text, "; required");
  else if (parameter->rule != NULL)
    config_text_add(text, "; default: %s", parameter->rule);
  if (parameter->read_when != NULL)
    config_text_add(text, "; read when %s", parameter->read_when);
}

/* A long text as comment lines: line ends in it must not end the comment. */
static void print_comment(config_text *text, const char *indent, const char *line) {
  config_text_add(text, "%s# ", indent);
  for (const char *c = line; *c != '\0'; c++)
    config_text_bytes(text, *c == '\n' || *c == '\r' ? " " : c, 1);
  config_text_add(text, "\n");
}

/* The default, or an example where there is none. */
static void print_value(config_text *text, config_reader *reader, const walras_parameter *parameter) {
  config_value standard;
  if (parameter->standard == NULL)
    print_example(text, parameter);
  else if (config_value_parse(reader, parameter, parameter->standard, "default", &standard))
    config_value_print(text, parameter, &standard);
}

static void print_parameter(config_text *text, config_reader *reader, const walras_parameter *parameter) {
  config_text facts = {0}, value = {0};
  print_facts(&facts, parameter);
  print_value(&value, reader, parameter);
  text->exhausted |= facts.exhausted | value.exhausted;
  if (!text->exhausted) {
    print_comment(text, "  ", parameter->doc);
    print_comment(text, "  ", facts.bytes);
    config_text_add(text, "  %s%s = %s;\n\n", parameter->required ? "" : "# ", parameter->name,
                    value.bytes != NULL ? value.bytes : "");
  }
  free(facts.bytes);
  free(value.bytes);
}

/* A sweep to uncomment: over the first parameter that has single values. */
static void print_sweep(config_text *text, config_reader *reader, const walras_model *model) {
  const walras_parameter *swept = NULL;
  for (int64_t i = 0; i < model->parameter_count && swept == NULL; i++)
    if (model->parameters[i].type <= WALRAS_TYPE_ENUMERATION)
      swept = &model->parameters[i];
  if (swept == NULL)
    return;
  config_text value = {0};
  print_value(&value, reader, swept);
  text->exhausted |= value.exhausted;
  config_text_add(text,
                  "# sweep: {\n#   design = \"grid\"; # grid, list, grids, latin_hypercube, sobol, saltelli or morris\n"
                  "#   axes = ( { parameter = \"%s\"; values = [ %s ]; } ); # more values, more axes\n# };\n",
                  swept->name, value.bytes != NULL ? value.bytes : "");
  free(value.bytes);
}

/* Sequential stopping to uncomment: by the first metric that every trial has. */
static void print_stopping(config_text *text, const walras_model *model) {
  for (int64_t i = 0; i < model->metric_count; i++) {
    const walras_metric *metric = &model->metrics[i];
    if (metric->kind != WALRAS_SCALAR || metric->present != NULL || metric->not_compared)
      continue;
    config_text_add(text,
                    "# Instead of experiment.replications: each point runs until a mean is known well enough.\n"
                    "# replications: { initial = 10; step = 10; maximum = 1000; metric = \"%s\"; relative_half_width = 0.01; "
                    "confidence = 0.95; };\n",
                    metric->name);
    return;
  }
}

char *walras_experiment_template(const walras_model *model) {
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .folder = ""};
  config_text text = {0};
  print_comment(&text, "", model->title);
  print_comment(&text, "", model->reference);
  config_text_add(&text, "experiment: {\n  name = ");
  config_text_string(&text, model->name);
  config_text_add(&text, ";\n  model = ");
  config_text_string(&text, model->name);
  config_text_add(&text,
                  ";\n  description = \"\";\n  seed = 1L;\n  replications = 10;\n"
                  "  random_numbers = \"common\"; # the same at every design point; \"independent\": other ones at each\n};\n"
                  "parameters: {\n");
  for (int64_t i = 0; i < model->parameter_count; i++)
    print_parameter(&text, &reader, &model->parameters[i]);
  config_text_add(&text, "};\n");
  print_stopping(&text, model);
  print_sweep(&text, &reader, model);
  config_text_add(&text, "output: { series = \"all\"; histograms = \"all\"; tables = \"all\"; };\n"
                         "run: { ranks_per_trial = \"auto\"; threads = 0; };\n");
  text.exhausted |= arena.exhausted || reader.log.exhausted;
  walras_diagnostics_clear(&diagnostics);
  config_arena_free(&arena);
  return config_text_take(&text);
}
