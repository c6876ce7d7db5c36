#include "cli/plan_scaling.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/stored_times.h"
#include "engine/batch.h"
#include "engine/record.h"
#include "engine/simulation/simulation.h"

/* Places along the trials at which their cost is looked up. */
enum { COSTS_MOST = 1 << 20 };

typedef struct row {
  int ranks, threads, groups;
  double efficiency; /* against one rank */
  walras_simulation_result result;
} row;

typedef struct scaling {
  const cli_scaling_request *request;
  const cli_planned *planned;
  const walras_plan_input *input;
  const walras_record_layout *records;
  double *costs;        /* [COSTS_MOST at the most] seconds */
  int64_t stored_count; /* of costs that come from a store; 0 = each layout has its own */
} scaling;

/* ---- the line ---- */

static bool read_ranks(const char *text, cli_scaling_request *request) {
  for (request->count = 0; request->count < CLI_SCALING_SIZES_MOST; text++) {
    char *end = NULL;
    const long ranks = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
    if (ranks < 1 || ranks > CLI_SCALING_RANKS_MOST)
      return false;
    request->ranks[request->count++] = (int)ranks;
    text = end;
    if (*text != ',')
      return *text == '\0';
  }
  return false;
}

bool cli_scaling_read(const cli_line *line, cli_scaling_request *request) {
  static const char *const ours[] = {"--ranks-list", "--trial-variation", "--trial-times"};
  const char *list = cli_value(line, ours[0]), *variation = cli_value(line, ours[1]);
  *request = (cli_scaling_request){.times_path = cli_value(line, ours[2])};
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
    if (cli_value(line, ours[i]) != NULL && !cli_has(line, "--scaling")) {
      cli_complain("plan: %s needs --scaling", ours[i]);
      return false;
    }
  if (variation != NULL && request->times_path != NULL) {
    cli_complain("plan: --trial-variation and --trial-times are two accounts of the same: give one of them");
    return false;
  }
  if (!read_ranks(list != NULL ? list : "1,10,100,1000,10000,100000", request)) {
    cli_complain("plan: option --ranks-list must be up to %d numbers of ranks from 1 to %d, such as 1,10,100, but is '%s'",
                 CLI_SCALING_SIZES_MOST, CLI_SCALING_RANKS_MOST, list);
    return false;
  }
  char *end = NULL;
  request->variation = variation != NULL ? strtod(variation, &end) : 0.0;
  if (variation != NULL && (end == variation || *end != '\0' || !(request->variation >= 0.0 && request->variation <= 100.0))) {
    cli_complain("plan: option --trial-variation must be a number from 0 to 100, but is '%s'", variation);
    return false;
  }
  return true;
}

/* ---- one number of ranks ---- */

/* On as many nodes as it takes, each as full as the plan's, or as this machine with a processor for each thread. */
static walras_status lay_out(const scaling *s, int ranks, walras_plan_input *input, walras_plan_result *plan,
                             walras_error *error) {
  const walras_plan_input *given = s->input;
  const int threads = given->threads, processors = given->nodes.count > 0 ? given->nodes.processors : given->processors;
  const int tasks = given->nodes.count > 0 ? given->nodes.tasks : processors > threads ? processors / threads : 1;
  *input = *given;
  input->ranks = ranks;
  input->nodes = (walras_plan_nodes){.count = (ranks + tasks - 1) / tasks,
                                     .tasks = ranks < tasks ? ranks : tasks,
                                     .processors = processors > threads ? processors : threads,
                                     .memory_bytes = s->planned->nodes.memory_bytes};
  input->store_path = NULL;
  return walras_plan_make(input, plan, error);
}

/* Of trials evenly spread over the experiment's. Returns how many. */
static int64_t look_up_costs(const scaling *s, const walras_plan_input *input, const walras_plan_result *plan) {
  const int64_t count = plan->trials < COSTS_MOST ? plan->trials : COSTS_MOST;
  int64_t point = 0, end = input->point_replications[0];
  for (int64_t i = 0; i < count; i++) {
    const int64_t trial = (int64_t)((double)i * ((double)plan->trials / (double)count));
    while (trial >= end && point + 1 < input->points)
      end += input->point_replications[++point];
    s->costs[i] = walras_plan_trial_seconds(input, plan, point);
  }
  return count;
}

static walras_status simulate(const scaling *s, int ranks, row *r, walras_error *error) {
  walras_plan_input input;
  walras_plan_result plan;
  walras_trial_times times = {0};
  walras_status status = lay_out(s, ranks, &input, &plan, error);
  if (status != WALRAS_OK)
    return status;
  const double variation = s->request->variation;
  const walras_trial_times_input trials = {.values = s->costs,
                                           .value_count = s->stored_count > 0 ? s->stored_count : look_up_costs(s, &input, &plan),
                                           .trials = plan.trials,
                                           .noise = variation > 0.0 ? WALRAS_NOISE_LOGNORMAL : WALRAS_NOISE_NONE,
                                           .variation = variation,
                                           .seed = (uint64_t)s->planned->experiment->seed};
  status = walras_trial_times_open(&times, &trials, error);
  /* Rank 0 listens between its blocks: at least as often as its share of the smallest population says. */
  const double lanes = plan.trials_at_once > 1 ? 1.0 : (double)plan.ranks_per_trial * input.threads;
  const double blocks = floor((double)walras_plan_measure(&input).smallest_blocks / lanes);
  const walras_simulation_input simulation = {.times = &times,
                                              .trials = plan.trials,
                                              .groups = plan.groups,
                                              .at_once = plan.trials_at_once,
                                              .block_seconds = blocks > 1.0 ? times.mean / blocks : 0.0,
                                              .datasets = (int)s->records->field_count + WALRAS_BATCH_DATASETS,
                                              .record_bytes = (int64_t)s->records->bytes + WALRAS_BATCH_TRIAL_BYTES,
                                              .costs = &walras_simulation_costs_measured};
  if (status == WALRAS_OK)
    status = walras_simulate(&simulation, &r->result, error);
  walras_trial_times_close(&times);
  r->ranks = ranks;
  r->threads = input.threads;
  r->groups = plan.groups;
  return status;
}

static walras_status simulate_all(const scaling *s, row *rows, walras_error *error) {
  row one = {0};
  /* One rank, or as few as a trial asks for. */
  const int least = s->input->ranks_per_trial > 0 ? s->input->ranks_per_trial : 1;
  walras_status status = simulate(s, least, &one, error);
  for (int i = 0; i < s->request->count && status == WALRAS_OK; i++) {
    status = simulate(s, s->request->ranks[i], &rows[i], error);
    rows[i].efficiency = one.result.seconds * least / (rows[i].result.seconds * rows[i].ranks);
  }
  return status;
}

/* ---- saying it ---- */

static void print_table(const scaling *s, const row *rows) {
  char time[32], bytes[32];
  if (s->stored_count > 0)
    printf("by the times of %lld trial%s of %s\n", (long long)s->stored_count, cli_plural(s->stored_count),
           s->request->times_path);
  printf("%9s %8s %9s %12s %11s %12s %12s %12s %10s\n", "ranks", "threads", "groups", "time", "efficiency", "utilisation",
         "coordinator", "messages", "in all");
  for (int i = 0; i < s->request->count; i++) {
    const walras_simulation_result *r = &rows[i].result;
    printf("%9d %8d %9d %12s %11.3f %12.3f %12.3f %12lld %10s\n", rows[i].ranks, rows[i].threads, rows[i].groups,
           cli_duration(r->seconds, time), rows[i].efficiency, r->utilisation, r->coordinator_busy, (long long)r->messages,
           cli_bytes((double)r->bytes, bytes));
  }
}

static bool add_row(cJSON *list, const row *r) {
  cJSON *object = cJSON_CreateObject();
  if (object == NULL || !cJSON_AddItemToArray(list, object)) {
    cJSON_Delete(object);
    return false;
  }
  return cJSON_AddNumberToObject(object, "ranks", r->ranks) != NULL &&
         cJSON_AddNumberToObject(object, "threads", r->threads) != NULL &&
         cJSON_AddNumberToObject(object, "groups", r->groups) != NULL &&
         cJSON_AddNumberToObject(object, "seconds", r->result.seconds) != NULL &&
         cJSON_AddNumberToObject(object, "efficiency", r->efficiency) != NULL &&
         cJSON_AddNumberToObject(object, "utilisation", r->result.utilisation) != NULL &&
         cJSON_AddNumberToObject(object, "coordinator_busy", r->result.coordinator_busy) != NULL &&
         cJSON_AddNumberToObject(object, "messages", (double)r->result.messages) != NULL &&
         cJSON_AddNumberToObject(object, "bytes", (double)r->result.bytes) != NULL;
}

static bool print_json(const row *rows, int count) {
  cJSON *root = cJSON_CreateObject(), *list = cJSON_AddArrayToObject(root, "scaling");
  bool whole = list != NULL;
  for (int i = 0; whole && i < count; i++)
    whole = add_row(list, &rows[i]);
  char *text = whole ? cJSON_Print(root) : NULL;
  cJSON_Delete(root);
  if (text != NULL)
    puts(text);
  free(text);
  return text != NULL;
}

int cli_plan_scaling(const cli_line *line, const cli_scaling_request *request, const cli_planned *planned,
                     const walras_plan_input *input, const walras_layout *layout) {
  scaling s = {.request = request,
               .planned = planned,
               .input = input,
               .records = walras_layout_records(layout),
               .costs = malloc(COSTS_MOST * sizeof *s.costs)};
  row rows[CLI_SCALING_SIZES_MOST] = {0};
  walras_error error = {0};
  walras_status status =
      s.costs != NULL ? WALRAS_OK : WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory for the costs of trials");
  if (status == WALRAS_OK && request->times_path != NULL)
    status = cli_stored_times(request->times_path, s.costs, COSTS_MOST, &s.stored_count, &error);
  if (status == WALRAS_OK)
    status = simulate_all(&s, rows, &error);
  free(s.costs);
  if (status == WALRAS_OK && cli_has(line, "--json") && !print_json(rows, request->count))
    status = WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  else if (status == WALRAS_OK && !cli_has(line, "--json"))
    print_table(&s, rows);
  if (status == WALRAS_OK)
    return CLI_OK;
  cli_complain_error(&error);
  return status == WALRAS_ERROR_INPUT ? CLI_USAGE : CLI_FAILED;
}
