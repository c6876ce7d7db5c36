#include <signal.h>

#include "engine/calibration.h"
#include "engine/record.h"
#include "unit/folder.h"
#include "walras/walras.h"

/* A model that works as long as it is told, or misbehaves. */
typedef struct task {
  int64_t entities, work, rounds;
  enum { WELL, FAILS, CRASHES, EXITS, NEVER_ENDS, TALKS } way;
  double rough; /* what its footprint says that an entity costs */
} task;

static const walras_parameter parameters[] = {
    WALRAS_INTEGER(task, entities, .range = "[1, 1e18]", .standard = "1", .unit = "1", .doc = "entities")};
/* A few entities are listed one by one. */
enum { LISTED = 1000, LISTED_WORK = 77 };
static bool is_listed(const void *p) {
  const task *t = p;
  return t->work == LISTED_WORK && t->entities <= LISTED;
}
static int64_t list_length(const void *p) {
  return is_listed(p) ? LISTED : 1;
}
static const walras_metric metrics[] = {{.name = "word", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "the last word"},
                                        {.name = "list",
                                         .kind = WALRAS_VECTOR,
                                         .type = WALRAS_VALUE_INTEGER,
                                         .unit = "1",
                                         .doc = "each entity",
                                         .dimension = "entity",
                                         .length = list_length,
                                         .absent = "with many entities",
                                         .present = is_listed}};

static void footprint(const void *p, walras_footprint *f) {
  const task *t = p;
  *f = (walras_footprint){.population = t->entities, .block = 1, .bytes_replicated = 1000.0, .seconds_per_entity = t->rough};
}

static walras_status misbehave(walras_trial *trial, const task *t) {
  if (t->way == CRASHES)
    raise(SIGSEGV);
  if (t->way == EXITS)
    exit(0);
  for (volatile int64_t turn = 0; t->way == NEVER_ENDS; turn++)
    continue;
  if (t->way == TALKS) {
    printf("a model's own words\n");
    fprintf(stderr, "and complaints\n");
    fflush(NULL);
  }
  return t->way == FAILS ? WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MODEL, "it was told to fail") : WALRAS_OK;
}

static walras_status run(walras_trial *trial, const void *p) {
  const task *t = p;
  const walras_stream stream = walras_trial_stream(trial, 0, 0);
  const walras_status status = misbehave(trial, t);
  uint32_t word = 0;
  for (int64_t i = 0; status == WALRAS_OK && i < t->entities * t->work; i++)
    word = walras_draw(&stream, (uint64_t)i ^ (uint64_t)word << 32, 0).word[0];
  for (int64_t round = 0; status == WALRAS_OK && round < t->rounds; round++)
    if (walras_trial_round_done(trial, round) != WALRAS_OK)
      return walras_trial_status(trial);
  walras_record_integer(trial, 0, word);
  static const int64_t list[LISTED];
  if (is_listed(p))
    walras_record_integers(trial, 1, list, LISTED);
  return status;
}

static const walras_model model = {
    WALRAS_MODEL_HEADER,  .name = "task",     .population = "entities", .parameters_size = sizeof(task), .parameters = parameters,
    .parameter_count = 1, .metrics = metrics, .metric_count = 2,        .footprint = footprint,          .run = run};

static walras_calibration calibrate_counts(const task *tasks, int64_t points, const int64_t *counts, int threads) {
  const void *each[8];
  walras_record_layout *records = NULL;
  walras_calibration calibration;
  walras_error error = {0};
  for (int64_t point = 0; point < points; point++)
    each[point] = &tasks[point];
  CU_ASSERT_EQUAL_FATAL(walras_record_layout_create(&model, points, each, true, true, true, &records, &error), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_calibrate(&(walras_calibration_input){.model = &model,
                                                               .points = points,
                                                               .parameters = each,
                                                               .point_replications = counts,
                                                               .records = records,
                                                               .threads = threads,
                                                               .memory_bytes = 1e9,
                                                               .seconds = 0.1},
                                   &calibration, &error),
                  WALRAS_OK);
  walras_record_layout_destroy(records);
  return calibration;
}

static walras_calibration calibrate(const task *tasks, int64_t points, int64_t replications, int threads) {
  int64_t counts[8];
  for (int64_t point = 0; point < points; point++)
    counts[point] = replications;
  return calibrate_counts(tasks, points, counts, threads);
}

/* Both are said to cost the same; the true costs are a hundred to one, so that no noise makes ten of it. */
static void costs_that_the_footprint_does_not_know_are_found(void) {
  const task tasks[] = {{.entities = 1, .work = 1000, .rough = 1e-5}, {.entities = 1, .work = 100000, .rough = 1e-5}};
  walras_calibration k = calibrate(tasks, 2, 10, 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(k.factors);
  CU_ASSERT_STRING_EQUAL(k.problem, "");
  CU_ASSERT(k.trials > 0 && k.trials <= 40 && k.failed == 0 && !k.smaller && k.seconds > 0.0);
  CU_ASSERT(k.factors[1].spread > 10.0 * k.factors[0].spread && k.factors[0].spread > 0.0);
  CU_ASSERT_EQUAL(k.footprint_bytes, 1000.0);
  walras_calibration_free(&k);
}

/* The crashing one is another shard's. */
static void points_without_trials_are_left_alone(void) {
  const task tasks[] = {{.entities = 1, .way = CRASHES, .rough = 1.0}, {.entities = 1, .work = 10, .rough = 1e-7}};
  const int64_t counts[] = {0, 5};
  walras_calibration k = calibrate_counts(tasks, 2, counts, 1);
  CU_ASSERT_STRING_EQUAL(k.problem, "");
  CU_ASSERT(k.factors != NULL && k.trials > 0);
  walras_calibration_free(&k);
}

static void threads_run_trials_side_by_side(void) {
  const task tasks[] = {{.entities = 1, .work = 1000, .rough = 1e-5}};
  walras_calibration k = calibrate(tasks, 1, 1000, 3);
  CU_ASSERT_PTR_NOT_NULL_FATAL(k.factors);
  CU_ASSERT(k.trials > 3 && k.factors[0].spread > 0.0);
  walras_calibration_free(&k);
}

/* Of 10^15 entities: it ends, so fewer of them were run. */
static void a_huge_trial_is_run_on_a_smaller_population(void) {
  const task tasks[] = {{.entities = INT64_C(1000000000000000), .work = 10, .rough = 1e-7}};
  walras_calibration k = calibrate(tasks, 1, 1, 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(k.factors);
  CU_ASSERT(k.smaller && k.trials >= 2 && k.factors[0].spread > 0.0);
  CU_ASSERT_STRING_EQUAL(k.problem, "");
  walras_calibration_free(&k);
}

/* A smaller one would record a list for which there is no room: the point's own size is run. */
static void a_population_whose_record_has_no_room_is_not_made_smaller(void) {
  const task tasks[] = {{.entities = 2 * LISTED, .work = LISTED_WORK, .rough = 1.0}};
  walras_calibration k = calibrate(tasks, 1, 1, 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(k.factors);
  CU_ASSERT_STRING_EQUAL(k.problem, "");
  CU_ASSERT(!k.smaller && k.trials >= 1);
  walras_calibration_free(&k);
}

static void rounds_tell_that_a_trial_can_be_cut(void) {
  const task tasks[] = {{.entities = 1, .work = 10, .rounds = 3, .rough = 1e-7},
                        {.entities = 1, .work = 10, .rounds = 7, .rough = 1e-7}};
  walras_calibration k = calibrate(tasks, 2, 5, 1);
  CU_ASSERT_EQUAL(k.rounds, 7);
  walras_calibration_free(&k);
  k = calibrate(&(task){.entities = 1, .work = 10, .rough = 1e-7}, 1, 5, 1);
  CU_ASSERT_EQUAL(k.rounds, 0);
  walras_calibration_free(&k);
}

static bool begins_with(const char *text, const char *words) {
  const bool same = strncmp(text, words, strlen(words)) == 0;
  if (!same)
    printf("\n  '%s' does not begin with '%s'\n", text, words);
  return same;
}

static void what_a_model_does_to_its_process_it_does_to_the_calibration_alone(void) {
  const task crash = {.entities = 1, .way = CRASHES, .rough = 1e-7}, leave = {.entities = 1, .way = EXITS, .rough = 1e-7},
             stay = {.entities = 1, .way = NEVER_ENDS, .rough = 1e-7};
  walras_calibration k = calibrate(&crash, 1, 5, 1);
  CU_ASSERT_PTR_NULL(k.factors);
  CU_ASSERT_STRING_EQUAL(k.problem, "a trial crashed in the calibration (Segmentation fault; point 0, replication 0)");
  k = calibrate(&leave, 1, 5, 1);
  CU_ASSERT_PTR_NULL(k.factors);
  CU_ASSERT_STRING_EQUAL(k.problem, "the model ended the process of the calibration");
  k = calibrate(&stay, 1, 5, 2);
  CU_ASSERT_PTR_NULL(k.factors);
  CU_ASSERT(begins_with(k.problem, "one trial takes longer than "));
}

static void trials_that_are_cut_off_count_with_the_time_that_they_had(void) {
  const task tasks[] = {{.entities = 1, .work = 1000, .rough = 1e-5}, {.entities = 1, .way = NEVER_ENDS, .rough = 1e-5}};
  walras_calibration k = calibrate(tasks, 2, 5, 1);
  CU_ASSERT_PTR_NOT_NULL_FATAL(k.factors);
  CU_ASSERT(begins_with(k.problem, "a trial takes longer than "));
  CU_ASSERT(k.factors[1].spread > 100.0 * k.factors[0].spread);
  walras_calibration_free(&k);
}

static void trials_that_fail_are_told_and_count_only_where_others_do_not(void) {
  const task tasks[] = {{.entities = 1, .work = 1000, .rough = 1e-5}, {.entities = 1, .way = FAILS, .rough = 1e-5}};
  walras_calibration k = calibrate(tasks, 2, 5, 1);
  CU_ASSERT_PTR_NOT_NULL(k.factors);
  CU_ASSERT(k.failed > 0 && k.failed < k.trials);
  CU_ASSERT_PTR_NOT_NULL(strstr(k.problem, " trials of the calibration failed: it was told to fail"));
  walras_calibration_free(&k);
  k = calibrate(tasks + 1, 1, 5, 1);
  CU_ASSERT(k.factors == NULL && k.failed == k.trials && k.trials == 10);
}

/* Into files, where a core or a word of the model would be found. */
static void a_calibration_leaves_nothing_behind(void) {
  const task tasks[] = {{.entities = 1, .work = 10, .way = TALKS, .rough = 1e-5}};
  fflush(stdout);
  const int saved = dup(STDOUT_FILENO);
  FILE *file = fopen(unit_path("out"), "w+");
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  CU_ASSERT_FATAL(dup2(fileno(file), STDOUT_FILENO) >= 0);
  walras_calibration k = calibrate(tasks, 1, 5, 1);
  CU_ASSERT_EQUAL(lseek(STDOUT_FILENO, 0, SEEK_END), 0);
  CU_ASSERT_FATAL(dup2(saved, STDOUT_FILENO) >= 0);
  fclose(file);
  close(saved);
  CU_ASSERT_EQUAL(k.trials, 10);
  CU_ASSERT_EQUAL(unit_file_count(), 1);
  walras_calibration_free(&k);
}

WALRAS_UNIT_TESTS(UNIT(costs_that_the_footprint_does_not_know_are_found), UNIT(threads_run_trials_side_by_side),
                  UNIT(points_without_trials_are_left_alone), UNIT(a_huge_trial_is_run_on_a_smaller_population),
                  UNIT(a_population_whose_record_has_no_room_is_not_made_smaller), UNIT(rounds_tell_that_a_trial_can_be_cut),
                  UNIT(what_a_model_does_to_its_process_it_does_to_the_calibration_alone),
                  UNIT(trials_that_are_cut_off_count_with_the_time_that_they_had),
                  UNIT(trials_that_fail_are_told_and_count_only_where_others_do_not), UNIT(a_calibration_leaves_nothing_behind))
