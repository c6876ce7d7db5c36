#include "cli/load.h"

#include <stdlib.h>
#include <string.h>

static bool ranks_per_trial_is_valid(const char *text) {
  if (text == NULL || strcmp(text, "auto") == 0)
    return true;
  char *end = NULL;
  const long ranks = strtol(text, &end, 10);
  if (end != text && *end == '\0' && ranks >= 1 && ranks <= INT32_MAX)
    return true;
  cli_complain("option --ranks-per-trial must be 'auto' or a positive integer, but is '%s'", text);
  return false;
}

bool cli_overrides(const cli_line *line, walras_overrides *overrides) {
  int64_t threads = -1;
  *overrides = (walras_overrides){.replications = -1, .threads = -1};
  if (!cli_integer(line, "--replications", 1, INT64_MAX, -1, &overrides->replications) ||
      !cli_integer(line, "--seed", 0, INT64_MAX, 0, &overrides->seed) || !cli_integer(line, "--threads", 0, 4096, -1, &threads))
    return false;
  overrides->has_seed = cli_has(line, "--seed");
  overrides->threads = (int)threads;
  overrides->ranks_per_trial = cli_value(line, "--ranks-per-trial");
  overrides->output = cli_value(line, "--output");
  if (!ranks_per_trial_is_valid(overrides->ranks_per_trial))
    return false;
  overrides->settings = cli_values(line, "--set", &overrides->setting_count);
  if (overrides->settings == NULL)
    cli_complain("out of memory");
  return overrides->settings != NULL;
}

void cli_print_diagnostics(walras_diagnostics *diagnostics) {
  for (int64_t i = 0; i < diagnostics->count; i++)
    cli_complain("%s", diagnostics->messages[i]);
  if (diagnostics->count == 0)
    cli_complain("out of memory while reading the config");
  walras_diagnostics_clear(diagnostics);
}

bool cli_load_experiment(const cli_line *line, const char *path, const walras_model_list *models,
                         walras_experiment **experiment) {
  walras_overrides overrides;
  if (!cli_overrides(line, &overrides))
    return false;
  walras_diagnostics diagnostics = {0};
  const bool ok = walras_experiment_load(path, models, &overrides, experiment, &diagnostics) == WALRAS_OK;
  if (!ok)
    cli_print_diagnostics(&diagnostics);
  free((void *)overrides.settings);
  return ok;
}

void cli_say_design(const char *path, const walras_experiment *e) {
  const int64_t points = e->part.count > 0 ? e->whole.points : e->points;
  if (points < e->candidates)
    cli_complain("%s: 'where' drops %lld of %lld design points", path, (long long)(e->candidates - points),
                 (long long)e->candidates);
  if (e->note != NULL)
    cli_complain("%s: %s", path, e->note);
}

const walras_part *cli_part(const walras_experiment *e) {
  return e->part.count > 0 ? &e->part : NULL;
}

walras_layout_input cli_layout_input(const walras_experiment *e) {
  return (walras_layout_input){.model = e->model,
                               .points = e->points,
                               .replications = e->replications,
                               .parameters = e->parameters,
                               .point_replications = e->point_replications,
                               .initial_replications = e->stopping != NULL ? e->stopping->rule.initial : 0,
                               .point_labels = e->point_labels,
                               .series = e->series,
                               .histograms = e->histograms,
                               .tables = e->tables,
                               .name = e->name,
                               .description = e->description,
                               .config_text = e->config_text,
                               .resolved_text = e->resolved_text,
                               .run_text = e->run_text,
                               .sources_text = e->sources_text,
                               .config_folder = e->config_folder,
                               .part = cli_part(e),
                               .whole_parameters = e->part.count > 0 ? e->whole.parameters : NULL};
}

int64_t cli_wave(const walras_experiment *e) {
  if (e->stopping == NULL)
    return 0;
  const walras_sequential_rule *rule = &e->stopping->rule;
  const bool is_first_smaller = rule->initial < rule->step || rule->initial == rule->maximum;
  return e->points * (is_first_smaller ? rule->initial : rule->step);
}

void cli_warn_of_small_waves(const walras_experiment *e, int64_t places) {
  const int64_t wave = cli_wave(e);
  if (e->stopping != NULL && wave < places)
    cli_complain(
        "warning: a wave of replications is %lld trial%s, and %lld could run at the same time: some wait for the others at its "
        "end; a replications.step of %lld lets all run",
        (long long)wave, cli_plural(wave), (long long)places, (long long)((places + e->points - 1) / e->points));
}
