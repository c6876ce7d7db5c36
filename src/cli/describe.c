/* walras describe MODEL: parameters, metrics and reference, all from the model's own tables. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "experiment/template.h"

static const char *type_words(walras_type type) {
  static const char *const words[] = {"integer", "real",          "boolean",        "word",           "string",
                                      "path",    "integer array", "array of reals", "array of words", "list of arrays"};
  return words[type];
}

static void print_words(const char *const *words) {
  for (int i = 0; words != NULL && words[i] != NULL; i++)
    printf("%s%s", i > 0 ? ", " : "", words[i]);
}

static void print_parameter(const walras_parameter *parameter) {
  printf("  %s\n      %s\n      %s", parameter->name, parameter->doc, type_words(parameter->type));
  if (parameter->words != NULL) {
    printf(": ");
    print_words(parameter->words);
  }
  if (parameter->range != NULL)
    printf(" in %s", parameter->range);
  if (parameter->unit != NULL && strcmp(parameter->unit, "1") != 0)
    printf(", unit %s", parameter->unit);
  if (parameter->required)
    printf("; required\n");
  else if (parameter->standard != NULL)
    printf("; default %s\n", parameter->standard[0] != '\0' ? parameter->standard : "\"\"");
  else
    printf("; default: %s\n", parameter->rule != NULL ? parameter->rule : "none");
  if (parameter->read_when != NULL)
    printf("      read when %s\n", parameter->read_when);
  if (parameter->aliases != NULL)
    printf("      also called: %s\n", parameter->aliases);
}

static const char *kind_words(walras_metric_kind kind) {
  static const char *const words[] = {"scalar", "vector", "series over rounds", "histogram", "table"};
  return words[kind];
}

static void print_metric(const walras_metric *metric) {
  printf("  %s\n      %s\n      %s", metric->name, metric->doc, kind_words(metric->kind));
  if (metric->kind != WALRAS_TABLE)
    printf(" of %s", metric->kind == WALRAS_HISTOGRAM || metric->type == WALRAS_VALUE_INTEGER ? "integers" : "reals");
  if (metric->dimension != NULL)
    printf(" by %s", metric->dimension);
  if (metric->unit != NULL && strcmp(metric->unit, "1") != 0)
    printf(", unit %s", metric->unit);
  if (metric->absent != NULL)
    printf("; absent %s", metric->absent);
  if (metric->undefined != NULL)
    printf("; undefined %s", metric->undefined);
  putchar('\n');
  for (const walras_column *column = metric->columns; column != NULL && column->name != NULL; column++) {
    printf("        %s: %s", column->name, column->doc);
    if (column->words != NULL) {
      printf(" (");
      print_words(column->words);
      putchar(')');
    }
    putchar('\n');
  }
}

static void print_model(const walras_model *model) {
  printf("%s: %s\n%s\n\nparameters\n", model->name, model->title, model->reference);
  for (int64_t i = 0; i < model->parameter_count; i++)
    print_parameter(&model->parameters[i]);
  printf("\nmetrics\n");
  for (int64_t i = 0; i < model->metric_count; i++)
    print_metric(&model->metrics[i]);
}

int cli_describe(const cli_line *line) {
  cli_registry registry;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  const walras_model *model = cli_find_model(&registry, line->operands[0]);
  int code = model != NULL ? CLI_OK : CLI_USAGE;
  if (model != NULL && cli_has(line, "--template")) {
    char *text = walras_experiment_template(model);
    if (text != NULL)
      fputs(text, stdout);
    else {
      cli_complain("out of memory");
      code = CLI_FAILED;
    }
    free(text);
  } else if (model != NULL) {
    print_model(model);
  }
  cli_registry_free(&registry);
  return code;
}
