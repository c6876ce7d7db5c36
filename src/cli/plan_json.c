/* walras plan for programs. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/plan.h"

/* null where no nodes were asked for. */
static bool add_nodes(cJSON *object, const cli_planned *p) {
  if (p->nodes.nodes == 0)
    return cJSON_AddNullToObject(object, "nodes") != NULL && cJSON_AddNullToObject(object, "tasks_per_node") != NULL;
  return cJSON_AddNumberToObject(object, "nodes", (double)p->nodes.nodes) != NULL &&
         cJSON_AddNumberToObject(object, "tasks_per_node", p->layout.tasks) != NULL;
}

static bool add_trials(cJSON *object, const cli_planned *p) {
  const walras_experiment *e = p->experiment;
  return cJSON_AddStringToObject(object, "experiment", e->name) != NULL &&
         cJSON_AddStringToObject(object, "model", e->model->name) != NULL &&
         cJSON_AddStringToObject(object, "store", p->store_path) != NULL &&
         cJSON_AddNumberToObject(object, "points", (double)e->points) != NULL &&
         cJSON_AddNumberToObject(object, "trials", (double)p->plan.trials) != NULL &&
         cJSON_AddNumberToObject(object, "trials_least", (double)cli_planned_trials_least(p)) != NULL;
}

static bool add_layout(cJSON *object, const cli_planned *p) {
  return cJSON_AddNumberToObject(object, "ranks", (double)p->ranks) != NULL &&
         cJSON_AddNumberToObject(object, "threads", p->threads) != NULL && add_nodes(object, p) &&
         cJSON_AddNumberToObject(object, "ranks_per_trial", p->plan.ranks_per_trial) != NULL &&
         cJSON_AddNumberToObject(object, "groups", p->plan.groups) != NULL &&
         cJSON_AddNumberToObject(object, "trials_at_once", p->plan.trials_at_once) != NULL;
}

/* Whether a trial can be cut is seen in trials; null where none was run. */
static bool add_checkpoints(cJSON *object, const walras_calibration *k) {
  return (k->trials > 0 ? cJSON_AddBoolToObject(object, "checkpoints", k->rounds > 1)
                        : cJSON_AddNullToObject(object, "checkpoints")) != NULL;
}

static bool add_costs(cJSON *object, const cli_planned *p) {
  return cJSON_AddNumberToObject(object, "bytes_per_rank", p->plan.bytes_per_rank) != NULL &&
         cJSON_AddNumberToObject(object, "memory_bytes", p->plan.memory_bytes) != NULL &&
         cJSON_AddNumberToObject(object, "store_bytes", p->plan.store_bytes) != NULL &&
         cJSON_AddNumberToObject(object, "seconds", p->plan.seconds) != NULL &&
         cJSON_AddNumberToObject(object, "seconds_least", p->least * p->plan.seconds) != NULL &&
         cJSON_AddNumberToObject(object, "longest_trial_seconds", p->plan.longest_trial_seconds) != NULL &&
         cJSON_AddNumberToObject(object, "wall_time_margin_seconds", p->experiment->wall_time_margin_seconds) != NULL &&
         add_checkpoints(object, &p->calibration) &&
         cJSON_AddBoolToObject(object, "calibrated", p->calibration.factors != NULL) != NULL &&
         (!isfinite(p->allotted) || cJSON_AddBoolToObject(object, "fits_time", p->plan.seconds <= p->allotted) != NULL);
}

bool cli_plan_print_json(const cli_planned *p) {
  cJSON *object = cJSON_CreateObject();
  char *text =
      object != NULL && add_trials(object, p) && add_layout(object, p) && add_costs(object, p) ? cJSON_Print(object) : NULL;
  cJSON_Delete(object);
  if (text != NULL)
    puts(text);
  free(text);
  return text != NULL;
}
