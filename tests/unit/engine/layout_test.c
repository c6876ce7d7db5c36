#include "engine/layout.h"

#include "datasets.h"
#include "engine/record.h"
#include "toy_model.h"

static const toy_parameters first = {.lots = 2, .rounds = 3, .title = "a", .data = "/home/x/v.csv"},
                            second = {.lots = 5, .rounds = 1, .title = "b", .data = "/home/x/v.csv", .extra = true};
static const void *const points[] = {&first, &second};
static const int64_t used[] = {4, 2};

static const walras_layout_input standard = {.model = &toy_model,
                                             .points = 2,
                                             .replications = 4,
                                             .parameters = points,
                                             .point_replications = used,
                                             .series = true,
                                             .histograms = true,
                                             .tables = true,
                                             .name = "toy",
                                             .resolved_text = "experiment",
                                             .config_folder = "/home/x"};

static walras_layout *build(const walras_layout_input *input) {
  walras_layout *layout = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_layout_build(input, &layout, &error), WALRAS_OK);
  return layout;
}

static void every_kind_of_metric_has_its_group_shape_and_scale(void) {
  static const struct {
    const char *path, *dimension;
    int rank;
    int64_t length;
    walras_store_type type;
  } cases[] = {{"/metrics/welfare", NULL, 2, 1, WALRAS_STORE_REAL},
               {"/metrics/trades", NULL, 2, 1, WALRAS_STORE_INTEGER},
               {"/metrics/share", "/lot", 3, 5, WALRAS_STORE_REAL},
               {"/series/price", "/round", 3, 3, WALRAS_STORE_REAL},
               {"/histograms/bids", "/bids_bin", 3, 5, WALRAS_STORE_INTEGER},
               {"/tables/deals/entries", NULL, 2, 1, WALRAS_STORE_INTEGER},
               {"/tables/deals/price", "/deals_entry", 3, 3, WALRAS_STORE_REAL},
               {"/tables/deals/rule", "/deals_entry", 3, 3, WALRAS_STORE_INTEGER}};
  walras_layout *layout = build(&standard);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const walras_store_dataset *d = dataset_at(layout, cases[i].path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    CU_ASSERT(d->rank == cases[i].rank && d->type == cases[i].type && d->per_trial && d->in_crc);
    CU_ASSERT(d->extent[0] == 2 && d->extent[1] == 4 && (d->rank == 2 || d->extent[2] == cases[i].length));
    CU_ASSERT(cases[i].dimension == NULL || strcmp(d->dimension[2], cases[i].dimension) == 0);
    CU_ASSERT_PTR_NOT_NULL(attribute_of(d, "units"));
    CU_ASSERT_PTR_NOT_NULL(attribute_of(d, "long_name"));
  }
  walras_layout_destroy(layout);
  walras_layout_destroy(NULL);
}

/* Each field of a record knows the dataset that it goes to. */
static void records_and_datasets_fit_together(void) {
  walras_layout *layout = build(&standard);
  const walras_record_layout *records = walras_layout_records(layout);
  for (int64_t field = 0; field < records->field_count; field++) {
    const walras_store_dataset *d = &walras_layout_store(layout)->datasets[records->fields[field].dataset];
    CU_ASSERT_PTR_NOT_NULL(strstr(d->path, toy_metrics[records->fields[field].metric].name));
    CU_ASSERT_EQUAL(records->fields[field].length, d->rank == 3 ? d->extent[2] : 1);
  }
  const struct {
    int64_t dataset;
    const char *path;
  } own[] = {{walras_layout_status_dataset(layout), "/trials/status"},
             {walras_layout_replications_dataset(layout), "/trials/replications"},
             {walras_layout_crc_dataset(layout), "/trials/crc"},
             {walras_layout_error_code_dataset(layout), "/trials/error_code"},
             {walras_layout_wall_seconds_dataset(layout), "/run/wall_seconds"},
             {walras_layout_error_trials_dataset(layout), "/trials/errors/trial"},
             {walras_layout_error_messages_dataset(layout), "/trials/errors/message"},
             {walras_layout_log_dataset(layout), "/run/log"},
             {walras_layout_crashes_dataset(layout), "/run/crashes"}};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    CU_ASSERT_STRING_EQUAL(walras_layout_store(layout)->datasets[own[i].dataset].path, own[i].path);
  walras_layout_destroy(layout);
}

static void scales_count_and_the_status_knows_what_each_point_uses(void) {
  walras_layout *layout = build(&standard);
  const walras_store_dataset *lot = dataset_at(layout, "/lot"), *status = dataset_at(layout, "/trials/status");
  CU_ASSERT_FATAL(lot != NULL && status != NULL);
  int64_t counts[3];
  uint8_t row[4];
  lot->generate(lot->generate_context, 0, 2, 3, counts);
  CU_ASSERT(counts[0] == 3 && counts[1] == 4 && counts[2] == 5); /* coordinates of vectors count from 1 */
  status->generate(status->generate_context, 0, 0, 4, row);
  CU_ASSERT(row[0] == WALRAS_TRIAL_PENDING && row[3] == WALRAS_TRIAL_PENDING);
  status->generate(status->generate_context, 1, 1, 3, row);
  CU_ASSERT(row[0] == WALRAS_TRIAL_PENDING && row[1] == WALRAS_TRIAL_UNUSED && row[2] == WALRAS_TRIAL_UNUSED);
  walras_layout_destroy(layout);
}

static void the_number_of_replications_is_sealed_where_it_is_fixed(void) {
  walras_layout *layout = build(&standard);
  const walras_store_dataset *numbers = dataset_at(layout, "/trials/replications");
  CU_ASSERT_PTR_NOT_NULL_FATAL(numbers);
  CU_ASSERT(memcmp(numbers->contents, used, sizeof used) == 0 && !numbers->rewritten && !walras_layout_is_sequential(layout));
  walras_layout_destroy(layout);
}

static void with_sequential_stopping_every_point_begins_with_the_first_wave(void) {
  walras_layout_input input = standard;
  input.initial_replications = 3;
  walras_layout *layout = build(&input);
  const walras_store_dataset *numbers = dataset_at(layout, "/trials/replications"),
                             *status = dataset_at(layout, "/trials/status");
  CU_ASSERT_FATAL(numbers != NULL && status != NULL);
  CU_ASSERT(memcmp(numbers->contents, (const int64_t[]){3, 3}, 2 * sizeof(int64_t)) == 0 && numbers->rewritten);
  CU_ASSERT(walras_layout_is_sequential(layout) && status->extent[1] == 4);
  for (int64_t point = 0; point < 2; point++) {
    uint8_t row[4];
    status->generate(status->generate_context, point, 0, 4, row);
    CU_ASSERT(row[0] == WALRAS_TRIAL_PENDING && row[2] == WALRAS_TRIAL_PENDING && row[3] == WALRAS_TRIAL_UNUSED);
  }
  walras_layout_destroy(layout);
}

static void absence_edges_and_codes_are_told(void) {
  walras_layout *layout = build(&standard);
  const walras_store_dataset *absent = dataset_at(layout, "/absent/extra"), *rule = dataset_at(layout, "/tables/deals/rule"),
                             *extra = dataset_at(layout, "/metrics/extra"), *edges = NULL;
  CU_ASSERT_FATAL(absent != NULL && rule != NULL && extra != NULL);
  CU_ASSERT(memcmp(absent->contents, (const uint8_t[]){1, 0}, 2) == 0);
  CU_ASSERT_STRING_EQUAL(attribute_of(rule, "flag_meanings")->text, "median mean");
  CU_ASSERT_STRING_EQUAL(attribute_of(extra, "undefined")->text, "when nothing is sold");
  CU_ASSERT_STRING_EQUAL(attribute_of(extra, "absent")->text, "without extra");
  CU_ASSERT_PTR_NULL(dataset_at(layout, "/absent/welfare"));
  for (int64_t i = 0; i < walras_layout_store(layout)->dataset_count; i++)
    if (strstr(walras_layout_store(layout)->datasets[i].path, "edges") != NULL)
      edges = &walras_layout_store(layout)->datasets[i];
  CU_ASSERT_PTR_NOT_NULL_FATAL(edges);
  CU_ASSERT_EQUAL(edges->extent[edges->rank - 1], 6);
  walras_layout_destroy(layout);
}

/* The paths of a dataset's companions, joined. */
static const char *companions_of(const walras_store_dataset *d) {
  static char text[200];
  text[0] = '\0';
  for (const char *const *path = d->companions; path != NULL && *path != NULL; path++)
    sprintf(text + strlen(text), "%s ", *path);
  return text;
}

/* Where another thing of the group has a parameter's name, as the metric `extra` has, that parameter is no coordinate. */
static void what_tells_the_points_apart_stands_beside_the_data(void) {
  static const char *const labels[] = {"one", "two"};
  walras_layout_input input = standard;
  input.point_labels = (const char **)(uintptr_t)labels;
  walras_layout *plain = build(&standard), *labelled = build(&input);
  CU_ASSERT_STRING_EQUAL(attribute_of(dataset_at(plain, "/metrics/share"), "coordinates")->text, "lots rounds title");
  CU_ASSERT_STRING_EQUAL(companions_of(dataset_at(plain, "/metrics/share")), "/design/lots /design/rounds /design/title ");
  CU_ASSERT_STRING_EQUAL(attribute_of(dataset_at(labelled, "/series/price"), "coordinates")->text,
                         "label lots rounds extra title");
  CU_ASSERT_STRING_EQUAL(companions_of(dataset_at(labelled, "/tables/deals/price")),
                         "/design/label /design/lots /design/rounds /design/extra /design/title ");
  walras_layout_destroy(plain);
  walras_layout_destroy(labelled);
}

/* h5netcdf opens no group that has an axis without a name. */
static void every_axis_is_named(void) {
  walras_layout *layout = build(&standard);
  for (int64_t i = 0; i < walras_layout_store(layout)->dataset_count; i++) {
    const walras_store_dataset *d = &walras_layout_store(layout)->datasets[i];
    for (int axis = 0; axis < d->rank && !d->is_scale; axis++) {
      CU_ASSERT_PTR_NOT_NULL_FATAL(d->dimension[axis]);
      const walras_store_dataset *scale = dataset_at(layout, d->dimension[axis]);
      CU_ASSERT(scale != NULL && scale->is_scale && scale->extent[0] == d->extent[axis]);
    }
    CU_ASSERT_PTR_NOT_NULL(attribute_of(d, "long_name"));
  }
  walras_layout_destroy(layout);
}

static void what_the_output_leaves_out_is_not_there(void) {
  walras_layout_input input = standard;
  input.series = input.histograms = input.tables = false;
  walras_layout *layout = build(&input);
  CU_ASSERT(dataset_at(layout, "/series/price") == NULL && dataset_at(layout, "/histograms/bids") == NULL &&
            dataset_at(layout, "/tables/deals/entries") == NULL && dataset_at(layout, "/metrics/welfare") != NULL);
  walras_layout_destroy(layout);
}

static void only_the_runs_own_data_is_outside_the_comparison(void) {
  walras_layout *layout = build(&standard);
  for (int64_t i = 0; i < walras_layout_store(layout)->dataset_count; i++) {
    const walras_store_dataset *d = &walras_layout_store(layout)->datasets[i];
    CU_ASSERT_EQUAL(d->not_compared, strncmp(d->path, "/run/", 5) == 0 || strncmp(d->path, "/trials/errors/", 15) == 0);
  }
  walras_layout_destroy(layout);
}

static void more_trials_than_a_store_can_hold_are_refused_with_the_numbers(void) {
  walras_layout_input input = standard;
  walras_layout *layout = NULL;
  walras_error error = {0};
  input.replications = INT64_C(1) << 48;
  CU_ASSERT_EQUAL(walras_layout_build(&input, &layout, &error), WALRAS_ERROR_RANGE);
  CU_ASSERT_PTR_NULL(layout);
  CU_ASSERT_STRING_EQUAL(error.message, "2 points x 281474976710656 replications are more trials than a store can hold");
  input.replications = INT64_MAX;
  CU_ASSERT_EQUAL(walras_layout_build(&input, &layout, NULL), WALRAS_ERROR_RANGE);
}

/* A plan must be possible for what no disk holds. */
static void the_layout_of_a_huge_store_takes_no_memory_for_its_trials(void) {
  walras_layout_input input = standard;
  input.replications = INT64_C(1) << 40;
  walras_layout *layout = build(&input);
  CU_ASSERT(walras_store_size(walras_layout_store(layout)) > INT64_C(1) << 44);
  walras_layout_destroy(layout);
}

WALRAS_UNIT_TESTS(UNIT(the_number_of_replications_is_sealed_where_it_is_fixed),
                  UNIT(with_sequential_stopping_every_point_begins_with_the_first_wave),
                  UNIT(every_kind_of_metric_has_its_group_shape_and_scale), UNIT(records_and_datasets_fit_together),
                  UNIT(scales_count_and_the_status_knows_what_each_point_uses), UNIT(absence_edges_and_codes_are_told),
                  UNIT(what_tells_the_points_apart_stands_beside_the_data), UNIT(every_axis_is_named),
                  UNIT(what_the_output_leaves_out_is_not_there), UNIT(only_the_runs_own_data_is_outside_the_comparison),
                  UNIT(more_trials_than_a_store_can_hold_are_refused_with_the_numbers),
                  UNIT(the_layout_of_a_huge_store_takes_no_memory_for_its_trials))
