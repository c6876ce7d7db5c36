/* walras plan CONFIG: what a run would need; runs trials for a second to measure them, and writes nothing. */
#include "cli/plan.h"

#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/plan_scaling.h"
#include "cli/processors.h"
#include "cli/shard.h"
#include "cli/size.h"
#include "cli/topology.h"
#include "cli/wall_time.h"
#include "engine/cost_clock.h"
#include "engine/high_water.h"
#include "engine/layout.h"

/* The line's numbers. */
typedef struct request {
  int64_t ranks, tasks, threads;
  cli_node_request nodes;
  cli_topology here;
  double allotted, calibrate; /* seconds */
  cli_scaling_request scaling;
} request;

/* Of a process in MPI_COMM_WORLD, measured with Open MPI 4.1. */
static const double MPI_BYTES = 1.26e7;
enum { RANKS_MOST = 1 << 24, NODES_MOST = 1 << 20, PROCESSORS_MOST = 4096 /* of a node */ };

/* Options that say something of nodes need some. */
static bool nodes_make_sense(const cli_line *line) {
  static const char *const of_nodes[] = {"--tasks-per-node", "--node-processors", "--node-domains", "--node-memory"};
  for (size_t i = 0; i < sizeof of_nodes / sizeof *of_nodes; i++)
    if (cli_has(line, of_nodes[i]) && !cli_has(line, "--nodes")) {
      cli_complain("plan: %s needs --nodes N", of_nodes[i]);
      return false;
    }
  if (cli_has(line, "--nodes") && cli_has(line, "--ranks")) {
    cli_complain("plan: --ranks and --nodes exclude each other: the ranks follow from --tasks-per-node");
    return false;
  }
  return true;
}

static bool read_span(const cli_line *line, double *seconds) {
  const char *text = cli_value(line, "--time");
  *seconds = INFINITY;
  if (text == NULL || (cli_parse_span(text, seconds) && *seconds > 0.0))
    return true;
  cli_complain("plan: option --time must be seconds, MM:SS, HH:MM:SS or D-HH:MM:SS, but is '%s'", text);
  return false;
}

/* A plan stays quick: whatever the model does, a calibration ends after a few times its seconds. */
static bool read_calibrate(const cli_line *line, double *seconds) {
  const char *text = cli_value(line, "--calibrate");
  char *end = NULL;
  *seconds = text != NULL ? strtod(text, &end) : 1.0;
  if (text == NULL || (end != text && *end == '\0' && *seconds >= 0.0 && *seconds <= 3600.0))
    return true;
  cli_complain("plan: option --calibrate must be seconds from 0 to 3600, but is '%s'", text);
  return false;
}

static bool read_request(const cli_line *line, request *r) {
  int64_t processors, domains;
  *r = (request){.here = cli_topology_read(CLI_SYSTEM_FOLDER)};
  if (!nodes_make_sense(line) || !cli_integer(line, "--ranks", 1, RANKS_MOST, 1, &r->ranks) ||
      !cli_integer(line, "--nodes", 1, NODES_MOST, 0, &r->nodes.nodes) ||
      !cli_integer(line, "--tasks-per-node", 1, PROCESSORS_MOST, 0, &r->tasks) ||
      !cli_integer(line, "--node-processors", 1, PROCESSORS_MOST, r->here.processors, &processors) ||
      !cli_integer(line, "--node-domains", 1, processors, processors % r->here.domains == 0 ? r->here.domains : 1, &domains) ||
      !cli_size(line, "--node-memory", r->here.memory_bytes, &r->nodes.memory_bytes) || !read_span(line, &r->allotted) ||
      !read_calibrate(line, &r->calibrate) || !cli_scaling_read(line, &r->scaling))
    return false;
  r->nodes.tasks = (int)r->tasks;
  r->nodes.processors = (int)processors;
  r->nodes.domains = (int)domains;
  return true;
}

/* As many as this machine's processors allow when all ranks are on it. */
static int default_threads(int processors, int64_t ranks) {
  return processors > ranks ? (int)(processors / ranks) : 1;
}

/* Beside its config or where --output says; the folder need not exist yet. In new memory. */
static char *absolute(const char *path) {
  char *copy = strdup(path), *name = strdup(path), *folder = NULL, *here = NULL, *result = NULL;
  if (copy != NULL && name != NULL) {
    folder = realpath(dirname(copy), NULL);
    if (folder != NULL   ? asprintf(&result, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, basename(name)) < 0
        : path[0] == '/' ? asprintf(&result, "%s", path) < 0
                         : (here = getcwd(NULL, 0)) == NULL || asprintf(&result, "%s/%s", here, path) < 0)
      result = NULL;
  }
  free(here);
  free(folder);
  free(name);
  free(copy);
  return result;
}

static walras_plan_input input_of(const walras_experiment *e, const walras_layout *layout, const char *store_path) {
  return (walras_plan_input){.model = e->model,
                             .points = e->points,
                             .replications = e->replications,
                             .parameters = e->parameters,
                             .point_replications = e->point_replications,
                             .wave = cli_wave(e),
                             .ranks_per_trial = e->ranks_per_trial,
                             .store = walras_layout_store(layout),
                             .store_path = store_path};
}

/* Ranks and threads: those of the nodes, or as many on this machine as the line says. */
static bool choose_layout(const request *r, walras_plan_input *input, cli_planned *p) {
  const walras_experiment *e = p->experiment;
  p->ranks = r->ranks;
  p->threads = e->threads > 0 ? e->threads : default_threads(r->here.processors, r->ranks);
  input->processors = r->here.processors;
  p->nodes = r->nodes;
  if (r->nodes.nodes > 0) {
    const walras_plan_demand demand = walras_plan_measure(input);
    p->nodes.threads = e->threads;
    p->layout = cli_node_layout_choose(&p->nodes, &demand);
    p->ranks = p->nodes.nodes * p->layout.tasks;
    p->threads = p->layout.threads;
    input->nodes = (walras_plan_nodes){.count = p->nodes.nodes,
                                       .tasks = p->layout.tasks,
                                       .processors = p->nodes.processors,
                                       .memory_bytes = p->nodes.memory_bytes};
  }
  if (p->ranks > RANKS_MOST) {
    cli_complain("plan: %lld nodes of %d tasks are %lld ranks, more than %d", (long long)p->nodes.nodes, p->layout.tasks,
                 (long long)p->ranks, RANKS_MOST);
    return false;
  }
  input->ranks = (int)p->ranks;
  input->threads = p->threads;
  return true;
}

/* As many trials side by side as threads will run on a node, so that what they do to each other is in the costs; fewer where this machine has
 * fewer processors, or its memory holds fewer. */
static int threads_here(const request *r, const cli_planned *p, const walras_plan_demand *demand) {
  const double on_node = p->nodes.nodes > 0 ? (double)p->layout.tasks * p->layout.threads : (double)p->ranks * p->threads;
  const double trial = demand->spread + demand->replicated, half = 0.5 * r->here.memory_bytes;
  const double threads = fmin(fmin(on_node, r->here.processors), trial > 0.0 ? floor(half / trial) : on_node);
  return threads >= 1.0 ? (int)threads : 1;
}

static walras_status calibrate(const request *r, cli_planned *p, walras_plan_input *input, const walras_layout *layout,
                               walras_error *error) {
  const walras_experiment *e = p->experiment;
  const walras_plan_demand demand = walras_plan_measure(input);
  const walras_calibration_input calibration = {.model = e->model,
                                                .points = e->points,
                                                .parameters = e->parameters,
                                                .point_replications = e->point_replications,
                                                .seed = (uint64_t)e->seed,
                                                .independent = e->independent,
                                                .records = walras_layout_records(layout),
                                                .threads = threads_here(r, p, &demand),
                                                .memory_bytes = 0.5 * r->here.memory_bytes,
                                                .seconds = r->calibrate};
  const walras_status status = walras_calibrate(&calibration, &p->calibration, error);
  input->factors = p->calibration.factors;
  input->memory.trial = p->calibration.bytes;
  input->memory.trial_footprint = p->calibration.footprint_bytes;
  return status;
}

static int say(const cli_line *line, const cli_planned *p) {
  if (cli_has(line, "--json")) {
    if (!cli_plan_print_json(p)) {
      cli_complain("out of memory");
      return CLI_FAILED;
    }
  } else {
    cli_plan_print(p);
  }
  if (p->calibration.problem[0] != '\0')
    cli_complain("warning: %s%s", p->calibration.factors == NULL ? "not calibrated: " : "", p->calibration.problem);
  cli_say_design(line->operands[0], p->experiment);
  cli_warn_of_small_waves(p->experiment, (int64_t)p->plan.groups * p->plan.trials_at_once);
  return CLI_OK;
}

/* The store's size to the byte, and what creating it costs. */
static walras_status rehearse(walras_plan_input *input, walras_error *error) {
  walras_cost_clock clock;
  double wall;
  walras_cost_clock_open(&clock);
  const walras_status status = walras_store_rehearse(input->store, &input->store_bytes, error);
  input->rehearsal_seconds = walras_cost_clock_read(&clock, &wall);
  walras_cost_clock_close(&clock);
  input->memory = (walras_plan_memory){.process = walras_resident() + MPI_BYTES, .created = true};
  return status;
}

/* What does not fit is refused before any trial is run. */
static walras_status make(const request *r, cli_planned *p, walras_plan_input *input, const walras_layout *layout,
                          walras_error *error) {
  walras_status status = walras_plan_make(input, &p->plan, error);
  if (status == WALRAS_OK)
    status = rehearse(input, error);
  if (status == WALRAS_OK && r->calibrate > 0.0)
    status = calibrate(r, p, input, layout, error);
  return status == WALRAS_OK ? walras_plan_make(input, &p->plan, error) : status;
}

static int plan(const cli_line *line, const request *r, const walras_experiment *e, const char *store_path) {
  walras_error error = {0};
  walras_layout *layout = NULL;
  cli_planned p = {.experiment = e, .store_path = store_path, .allotted = r->allotted, .least = 1.0};
  if (e->stopping != NULL)
    p.least = (double)e->stopping->rule.initial / (double)e->stopping->rule.maximum;
  const walras_layout_input layout_input = cli_layout_input(e);
  walras_status status = walras_layout_build(&layout_input, &layout, &error);
  int code = CLI_USAGE;
  if (status == WALRAS_OK) {
    walras_plan_input input = input_of(e, layout, store_path);
    if (choose_layout(r, &input, &p)) {
      status = make(r, &p, &input, layout, &error);
      if (status == WALRAS_OK)
        code = cli_has(line, "--scaling") ? cli_plan_scaling(line, &r->scaling, &p, &input, layout) : say(line, &p);
    }
  }
  if (status != WALRAS_OK)
    cli_complain_error(&error);
  walras_calibration_free(&p.calibration);
  walras_layout_destroy(layout);
  return code;
}

int64_t cli_planned_trials_least(const cli_planned *p) {
  const walras_stopping *stopping = p->experiment->stopping;
  return stopping != NULL ? p->experiment->points * stopping->rule.initial : p->plan.trials;
}

int cli_plan(const cli_line *line) {
  cli_registry registry;
  request r;
  cli_shard shard;
  if (!read_request(line, &r) || !cli_shard_parse(line, &shard) || !cli_registry_load(line, &registry))
    return CLI_USAGE;
  walras_experiment *e = NULL;
  int code = CLI_USAGE;
  if (cli_load_experiment(line, line->operands[0], &registry.list, &e) && cli_shard_take(&shard, e)) {
    char *store = cli_shard_store(line, e), *store_path = store != NULL ? absolute(store) : NULL;
    if (store_path != NULL)
      code = plan(line, &r, e, store_path);
    else if (store != NULL)
      cli_complain("out of memory");
    free(store_path);
    free(store);
  }
  walras_experiment_destroy(e);
  cli_registry_free(&registry);
  return code;
}
