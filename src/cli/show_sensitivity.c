#include "cli/show_sensitivity.h"

#include <stdlib.h>
#include <string.h>

#include "cli/json.h"

static const sensitivity_kind sobol_kind = {
    .estimates = 2,
    .keys = {"first_order", "total"},
    .headings = {"first order", "total"},
    .method = "first order by Saltelli et al. (2010), total by Jansen (1999), percentile bootstrap over base rows"};
static const sensitivity_kind morris_kind = {
    .estimates = 3,
    .keys = {"mu", "mu_star", "sigma"},
    .headings = {"mu", "mu*", "sigma"},
    .method = "elementary effects by Morris (1991), mu* by Campolongo et al. (2007), percentile bootstrap over trajectories"};

bool sensitivity_is_there(const walras_experiment *experiment) {
  return experiment->design == WALRAS_DESIGN_SALTELLI || experiment->design == WALRAS_DESIGN_MORRIS;
}

static const sensitivity_kind *kind_of(const walras_experiment *experiment) {
  return experiment->design == WALRAS_DESIGN_MORRIS ? &morris_kind : &sobol_kind;
}

/* values [points][replications] of a column. */
static walras_status read_values(show *s, const show_column *column, double *values, walras_error *error) {
  const walras_experiment *e = s->experiment;
  walras_status status = WALRAS_OK;
  for (int64_t point = 0; status == WALRAS_OK && point < e->points; point++)
    status = cli_values_read(&s->source, column->metric->name, column->element, point, values + point * e->replications, error);
  return status;
}

static walras_status analyse_sobol(sensitivity *result, const double *values, walras_error *error) {
  const walras_experiment *e = result->experiment;
  result->sobol = (walras_sobol_indices){.first = result->estimates[0], .total = result->estimates[1]};
  return walras_sobol_indices_find(&(walras_sobol_input){.values = values,
                                                         .rows = e->base,
                                                         .factors = e->factor_count,
                                                         .replications = e->replications,
                                                         .confidence = SHOW_CONFIDENCE},
                                   &result->sobol, error);
}

static walras_status analyse_morris(sensitivity *result, const double *values, walras_error *error) {
  const walras_experiment *e = result->experiment;
  const walras_status status = walras_morris_effects_find(&(walras_morris_input){.values = values,
                                                                                 .moves = e->moves,
                                                                                 .trajectories = e->base,
                                                                                 .factors = e->factor_count,
                                                                                 .replications = e->replications,
                                                                                 .step = e->move_step,
                                                                                 .confidence = SHOW_CONFIDENCE},
                                                          result->morris, error);
  for (int64_t i = 0; status == WALRAS_OK && i < e->factor_count; i++) {
    result->estimates[0][i] = result->morris[i].mu;
    result->estimates[1][i] = result->morris[i].mu_star;
    result->estimates[2][i] = result->morris[i].sigma;
  }
  return status;
}

/* Nothing is finished that a factor could be judged by. */
static bool is_empty(const sensitivity *result) {
  int64_t used = result->sobol.rows;
  for (int64_t i = 0; result->morris != NULL && i < result->experiment->factor_count; i++)
    used += result->morris[i].trajectories;
  return used == 0;
}

static void print(show *s, const sensitivity *result) {
  if (s->writer == &show_table_writer)
    sensitivity_print_table(s, result);
  else if (s->writer == &show_json_writer)
    sensitivity_print_json(s, result);
  else
    sensitivity_print_csv(s, result);
  s->rows++;
  show_flush(s, false);
}

walras_status show_sensitivity_column(show *s, const show_column *column, walras_error *error) {
  const walras_experiment *e = s->experiment;
  const bool is_morris = e->design == WALRAS_DESIGN_MORRIS;
  const size_t factors = (size_t)e->factor_count, cells = (size_t)e->points * (size_t)e->replications;
  sensitivity result = {.kind = kind_of(e), .experiment = e, .column = column};
  walras_estimate *estimates = calloc(SENSITIVITY_MOST_KINDS * factors, sizeof *estimates);
  double *values = malloc(cells * sizeof *values);
  result.morris = is_morris ? calloc(factors, sizeof *result.morris) : NULL;
  walras_status status = WALRAS_OK;
  if (estimates == NULL || values == NULL || (is_morris && result.morris == NULL))
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for %zu values of %s", cells, column->name);
  else
    status = read_values(s, column, values, error);
  for (int kind = 0; estimates != NULL && kind < SENSITIVITY_MOST_KINDS; kind++)
    result.estimates[kind] = estimates + (size_t)kind * factors;
  if (status == WALRAS_OK)
    status = is_morris ? analyse_morris(&result, values, error) : analyse_sobol(&result, values, error);
  if (status == WALRAS_OK && !is_empty(&result))
    print(s, &result);
  free(estimates);
  free(values);
  free(result.morris);
  return status;
}

static void begin_json(show *s) {
  config_text *text = &s->text;
  const walras_experiment *e = s->experiment;
  config_text_add(text, "{\"store\": ");
  cli_json_string(text, s->store);
  CLI_JSON_KEY(text, "experiment");
  cli_json_string(text, e->name);
  CLI_JSON_KEY(text, "model");
  cli_json_string(text, e->model->name);
  config_text_add(text, ", \"random_numbers\": \"%s\", \"confidence\": %g, \"design\": \"%s\", \"%s\": %lld, \"method\": ",
                  e->independent ? "independent" : "common", SHOW_CONFIDENCE,
                  e->design == WALRAS_DESIGN_MORRIS ? "morris" : "saltelli",
                  e->design == WALRAS_DESIGN_MORRIS ? "trajectories" : "base_rows", (long long)e->base);
  cli_json_string(text, kind_of(e)->method);
  config_text_add(text, ",\n \"metrics\": [");
}

static void begin_csv(show *s) {
  config_text *text = &s->text;
  const sensitivity_kind *kind = kind_of(s->experiment);
  config_text_add(text, "# %s\n# confidence: %g\nmetric,unit,factor", kind->method, SHOW_CONFIDENCE);
  for (int i = 0; i < kind->estimates; i++)
    config_text_add(text, ",%s,%s_low,%s_high", kind->keys[i], kind->keys[i], kind->keys[i]);
  config_text_add(text, s->experiment->design == WALRAS_DESIGN_MORRIS
                            ? ",noise,trajectories,replications\n"
                            : ",noise_share,noise_share_low,noise_share_high,variance,base_rows,replications\n");
}

void show_sensitivity_begin(show *s) {
  if (s->writer == &show_json_writer)
    begin_json(s);
  else if (s->writer != &show_table_writer)
    begin_csv(s);
}

void show_sensitivity_end(show *s) {
  if (s->writer == &show_json_writer)
    config_text_add(&s->text, s->rows > 0 ? "\n ]}\n" : "]}\n");
  if (s->writer == &show_table_writer && s->rows == 0)
    cli_complain("no finished trial has a value to show; walras status %s says what is done", s->store);
}
