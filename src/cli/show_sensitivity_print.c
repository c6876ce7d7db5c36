/* Sensitivities as a table, CSV and JSON. */
#include <math.h>
#include <string.h>

#include "cli/json.h"
#include "cli/show_sensitivity.h"

static bool is_morris(const sensitivity *result) {
  return result->morris != NULL;
}

/* ---- the table ---- */

static void print_estimate(config_text *text, const walras_estimate *e) {
  char interval[64] = "";
  if (!isnan(e->interval.low))
    snprintf(interval, sizeof interval, "[%.4g, %.4g]", e->interval.low, e->interval.high);
  if (isnan(e->value))
    config_text_add(text, "  %10s  %-20s", "none", "");
  else
    config_text_add(text, "  %10.4g  %-20s", e->value, interval);
}

static void print_heading(config_text *text, const sensitivity *result, int width) {
  char interval[32];
  snprintf(interval, sizeof interval, "%d %% bootstrap", (int)lround(100.0 * SHOW_CONFIDENCE));
  config_text_add(text, "  %-*s", width, "factor");
  for (int kind = 0; kind < result->kind->estimates; kind++)
    config_text_add(text, "  %10s  %-20s", result->kind->headings[kind], interval);
  config_text_add(text, is_morris(result) ? "  %10s  %6s\n" : "\n", "noise", "moves");
}

static void print_factors(config_text *text, const sensitivity *result) {
  const walras_experiment *e = result->experiment;
  int width = (int)strlen("factor");
  for (int64_t i = 0; i < e->factor_count; i++)
    width = (int)strlen(e->factors[i]) > width ? (int)strlen(e->factors[i]) : width;
  print_heading(text, result, width);
  for (int64_t i = 0; i < e->factor_count; i++) {
    config_text_add(text, "  %-*s", width, e->factors[i]);
    for (int kind = 0; kind < result->kind->estimates; kind++)
      print_estimate(text, &result->estimates[kind][i]);
    if (is_morris(result) && isnan(result->morris[i].noise))
      config_text_add(text, "  %10s  %6lld", "", (long long)result->morris[i].trajectories);
    else if (is_morris(result))
      config_text_add(text, "  %10.3g  %6lld", result->morris[i].noise, (long long)result->morris[i].trajectories);
    config_text_add(text, "\n");
  }
}

/* A bootstrap over rows varies the points; draws that all points share stay what they were. */
static void print_common_numbers(config_text *text, const sensitivity *result, int64_t replications) {
  if (replications > 1 && !result->experiment->independent)
    config_text_add(text, "  intervals: given the random numbers of these replications, which all points share\n");
}

static void print_sobol_notes(config_text *text, const sensitivity *result) {
  const walras_sobol_indices *sobol = &result->sobol;
  const walras_estimate *noise = &sobol->noise;
  if (!(sobol->variance > 0.0))
    config_text_add(text, "  no variance that the factors explain is seen, and so there are no shares of it\n");
  if (sobol->replications < 2)
    config_text_add(text, "  noise: not separated from the factors, which takes two replications\n");
  else if (!isnan(noise->value))
    config_text_add(text, "  noise: %.1f %% [%.1f, %.1f] of a trial's variance, separated by up to %lld replications\n",
                    100.0 * noise->value, 100.0 * noise->interval.low, 100.0 * noise->interval.high,
                    (long long)sobol->replications);
  config_text_add(text, "  %lld of %lld base rows; variance by the factors %.4g\n", (long long)sobol->rows,
                  (long long)result->experiment->base, sobol->variance);
  print_common_numbers(text, result, sobol->replications);
}

static void print_morris_notes(config_text *text, const sensitivity *result) {
  int64_t most = 0;
  for (int64_t i = 0; i < result->experiment->factor_count; i++)
    most = result->morris[i].replications > most ? result->morris[i].replications : most;
  if (most < 2)
    config_text_add(text, "  noise: not separated, which takes two replications; it is part of sigma and mu*\n");
  else
    config_text_add(text, "  noise: the standard error of one effect over up to %lld replications; not in sigma, but in mu*\n",
                    (long long)most);
  print_common_numbers(text, result, most);
}

void sensitivity_print_table(show *s, const sensitivity *result) {
  config_text *text = &s->text;
  const show_column *column = result->column;
  const bool has_unit = strcmp(column->unit, "1") != 0;
  config_text_add(text, "%s%s%s%s%s: %s\n", s->rows > 0 ? "\n" : "", column->name, has_unit ? " (" : "",
                  has_unit ? column->unit : "", has_unit ? ")" : "", column->metric->doc);
  print_factors(text, result);
  if (is_morris(result))
    print_morris_notes(text, result);
  else
    print_sobol_notes(text, result);
  config_text_add(text, "  %s\n", result->kind->method);
}

/* ---- CSV: one row per metric and factor ---- */

static void csv_number(config_text *text, double value) {
  config_text_add(text, ",");
  show_csv_number(text, value);
}

static void csv_estimate(config_text *text, const walras_estimate *e) {
  csv_number(text, e->value);
  csv_number(text, e->interval.low);
  csv_number(text, e->interval.high);
}

void sensitivity_print_csv(show *s, const sensitivity *result) {
  config_text *text = &s->text;
  for (int64_t i = 0; i < result->experiment->factor_count; i++) {
    show_csv_field(text, result->column->name);
    config_text_add(text, ",");
    show_csv_field(text, result->column->unit);
    config_text_add(text, ",");
    show_csv_field(text, result->experiment->factors[i]);
    for (int kind = 0; kind < result->kind->estimates; kind++)
      csv_estimate(text, &result->estimates[kind][i]);
    if (is_morris(result)) {
      const walras_morris_effect *effect = &result->morris[i];
      csv_number(text, effect->noise);
      config_text_add(text, ",%lld,%lld\n", (long long)effect->trajectories, (long long)effect->replications);
    } else {
      csv_estimate(text, &result->sobol.noise);
      csv_number(text, result->sobol.variance);
      config_text_add(text, ",%lld,%lld\n", (long long)result->sobol.rows, (long long)result->sobol.replications);
    }
  }
}

/* ---- JSON: one object per metric ---- */

static void json_estimate(config_text *text, const char *key, const walras_estimate *e) {
  config_text_add(text, ", \"%s\": ", key);
  cli_json_number(text, e->value);
  config_text_add(text, ", \"%s_low\": ", key);
  cli_json_number(text, e->interval.low);
  config_text_add(text, ", \"%s_high\": ", key);
  cli_json_number(text, e->interval.high);
}

static void json_factor(config_text *text, const sensitivity *result, int64_t factor) {
  config_text_add(text, factor > 0 ? ",\n    {\"factor\": " : "\n    {\"factor\": ");
  cli_json_string(text, result->experiment->factors[factor]);
  for (int kind = 0; kind < result->kind->estimates; kind++)
    json_estimate(text, result->kind->keys[kind], &result->estimates[kind][factor]);
  if (is_morris(result)) {
    const walras_morris_effect *effect = &result->morris[factor];
    CLI_JSON_KEY(text, "noise");
    cli_json_number(text, effect->noise);
    config_text_add(text, ", \"trajectories\": %lld, \"replications\": %lld", (long long)effect->trajectories,
                    (long long)effect->replications);
  }
  config_text_add(text, "}");
}

void sensitivity_print_json(show *s, const sensitivity *result) {
  config_text *text = &s->text;
  config_text_add(text, s->rows > 0 ? ",\n  {\"metric\": " : "\n  {\"metric\": ");
  cli_json_string(text, result->column->name);
  CLI_JSON_KEY(text, "unit");
  cli_json_string(text, result->column->unit);
  if (!is_morris(result)) {
    config_text_add(text, ", \"base_rows\": %lld, \"replications\": %lld", (long long)result->sobol.rows,
                    (long long)result->sobol.replications);
    CLI_JSON_KEY(text, "variance");
    cli_json_number(text, result->sobol.variance);
    json_estimate(text, "noise_share", &result->sobol.noise);
  }
  config_text_add(text, ", \"factors\": [");
  for (int64_t i = 0; i < result->experiment->factor_count; i++)
    json_factor(text, result, i);
  config_text_add(text, " ]}");
}
