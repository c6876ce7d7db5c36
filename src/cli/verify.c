/* walras verify STORE: each claim of the experiment, the paper's value, ours with its interval, and a verdict. */
#include "cli/verify.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/stored.h"
#include "cli/values.h"
#include "experiment/nearest.h"
#include "store/store.h"

static int by_metric(const void *left, const void *right, void *claims) {
  const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  const int order = strcmp(((const walras_claim *)claims)[a].metric, ((const walras_claim *)claims)[b].metric);
  return order != 0 ? order : (a > b) - (a < b);
}

/* Claims about one metric follow each other, so that its values are read once where they are few. A claim that cannot be read is undecided after a message. */
static bool evaluate_all(cli_verification *v, cli_values_source *source) {
  const walras_experiment *e = v->experiment;
  int64_t *order = malloc((size_t)e->claim_count * sizeof *order);
  bool good = order != NULL;
  for (int64_t i = 0; good && i < e->claim_count; i++)
    order[i] = i;
  if (good)
    qsort_r(order, (size_t)e->claim_count, sizeof *order, by_metric, e->claims);
  for (int64_t i = 0; order != NULL && i < e->claim_count; i++) {
    const walras_claim *claim = &e->claims[order[i]];
    walras_evaluation *evaluation = &v->evaluations[order[i]];
    walras_error error = {0};
    if (walras_claim_evaluate(e, claim, cli_values_read, source, evaluation, &error) == WALRAS_OK)
      continue;
    cli_complain("claim %s: %s", claim->id, error.message);
    snprintf(evaluation->method, sizeof evaluation->method, "not evaluated: %.140s", error.message);
    good = false;
  }
  free(order);
  return good;
}

/* Marks the claims that --claim names, or all. False after a message. */
static bool choose_claims(const cli_line *line, cli_verification *v) {
  const walras_experiment *e = v->experiment;
  int64_t count = 0;
  const char **ids = cli_values(line, "--claim", &count);
  const char **known = malloc((size_t)e->claim_count * sizeof *known + 1);
  bool good = count >= 0 && known != NULL;
  for (int64_t i = 0; good && i < e->claim_count; i++) {
    known[i] = e->claims[i].id;
    v->shown[i] = count == 0;
  }
  for (int64_t k = 0; good && k < count; k++) {
    bool found = false;
    for (int64_t i = 0; i < e->claim_count; i++)
      if (strcmp(e->claims[i].id, ids[k]) == 0)
        found = v->shown[i] = true;
    const char *nearest = found ? NULL : walras_nearest(ids[k], known, e->claim_count);
    if (nearest != NULL)
      cli_complain("%s has no claim '%s'; did you mean '%s'?", v->store, ids[k], nearest);
    else if (!found)
      cli_complain("%s has no claim '%s'", v->store, ids[k]);
    good = found;
  }
  free(ids);
  free(known);
  return good;
}

static void count_verdicts(cli_verification *v) {
  for (int64_t i = 0; i < v->experiment->claim_count; i++) {
    const walras_evaluation *evaluation = &v->evaluations[i];
    if (!v->shown[i])
      continue;
    v->informative += evaluation->informative;
    v->counts[evaluation->verdict] += !evaluation->informative;
  }
}

static int verify(const cli_line *line, cli_verification *v, cli_values_source *source) {
  const walras_experiment *e = v->experiment;
  const bool json = cli_has(line, "--json");
  bool good = evaluate_all(v, source);
  if (!walras_evaluations_adjust(e, v->evaluations)) {
    cli_complain("out of memory");
    return CLI_FAILED;
  }
  count_verdicts(v);
  if (json)
    good &= cli_verify_print_json(v);
  else if (e->claim_count == 0)
    puts("the experiment states no claims");
  else
    cli_verify_print_table(v);
  return !good ? CLI_FAILED : v->counts[WALRAS_CLAIM_FAILS] > 0 ? CLI_DIFFERENCE : CLI_OK;
}

/* Says what is missing. The code to end with when there is nothing to look at, else CLI_OK. */
static int check_progress(cli_verification *v, const cli_values_source *source) {
  const int64_t places = v->experiment->points * v->experiment->replications;
  int64_t trials = 0, pending = 0, done = 0;
  for (int64_t place = 0; place < places; place++) {
    trials += source->status[place] != WALRAS_TRIAL_UNUSED;
    pending += source->status[place] == WALRAS_TRIAL_PENDING;
    done += source->status[place] == WALRAS_TRIAL_DONE;
  }
  v->complete = pending == 0;
  if (done == 0 && v->experiment->claim_count > 0) {
    cli_complain("%s has no finished trial: nothing to verify", v->store);
    return pending > 0 ? CLI_STOPPED : CLI_FAILED;
  }
  if (pending > 0)
    cli_complain("%s is incomplete: %lld of %lld trials are pending; the verdicts rest on those that are done", v->store,
                 (long long)pending, (long long)trials);
  return CLI_OK;
}

static int verify_store(const cli_line *line, const walras_experiment *experiment) {
  cli_values_source source;
  const size_t claims = (size_t)experiment->claim_count + 1;
  cli_verification v = {.store = line->operands[0],
                        .experiment = experiment,
                        .evaluations = calloc(claims, sizeof *v.evaluations),
                        .shown = calloc(claims, sizeof *v.shown)};
  int code = CLI_USAGE;
  if (v.evaluations == NULL || v.shown == NULL)
    cli_complain("out of memory");
  else if (choose_claims(line, &v) && cli_values_open(v.store, experiment->points, experiment->replications, &source)) {
    code = check_progress(&v, &source);
    if (code == CLI_OK)
      code = verify(line, &v, &source);
    cli_values_close(&source);
  }
  for (int64_t i = 0; v.evaluations != NULL && i < experiment->claim_count; i++)
    walras_evaluation_clear(&v.evaluations[i]);
  free(v.evaluations);
  free(v.shown);
  return code;
}

int cli_verify(const cli_line *line) {
  cli_registry registry;
  walras_experiment *experiment = NULL;
  if (!cli_registry_load(line, &registry))
    return CLI_USAGE;
  int code = CLI_USAGE;
  if (cli_load_stored(line, line->operands[0], &registry.list, &experiment) &&
      cli_is_whole(line, experiment, "its claims are about all of it"))
    code = verify_store(line, experiment);
  walras_experiment_destroy(experiment);
  cli_registry_free(&registry);
  return code;
}
