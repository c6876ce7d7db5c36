/* Which point each point is compared with. */
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "experiment/point_filter.h"
#include "experiment/value.h"

/* A point that may be a baseline: its group, and the cells that it must share with the points that it is compared with. */
typedef struct candidate {
  int64_t group; /* 0 for all when the conditions choose the label */
  char *key;
  int64_t point;
} candidate;

typedef struct search {
  const cli_point_table *points;
  bool any_group, *shared; /* [columns] swept parameters that no condition names */
  candidate *candidates;   /* [count] in the order of group and key */
  int64_t count;
} search;

static int by_key(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  return a->group != b->group ? (a->group > b->group) - (a->group < b->group) : strcmp(a->key, b->key);
}

static int by_group(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  return (a->group > b->group) - (a->group < b->group);
}

/* Whether a condition is about a parameter, by its name or an alias; NULL: about the label. */
static bool names(const walras_model *model, const char *condition, const walras_parameter *parameter) {
  const size_t length = strcspn(condition, "=");
  char *name = strndup(condition, length);
  const bool named =
      name != NULL && (parameter == NULL ? strcmp(name, "label") == 0 : config_parameter_find(model, name) == parameter);
  free(name);
  return named;
}

static void add_key(const search *s, int64_t point, config_text *text) {
  for (int64_t column = 0; column < s->points->columns; column++)
    if (s->shared[column]) {
      cli_point_cell(s->points, point, column, text);
      config_text_bytes(text, "\n", 1);
    }
}

static int64_t group_of(const search *s, int64_t point) {
  return s->any_group ? 0 : cli_point_group(s->points, point);
}

static walras_status collect(search *s, const bool *selected, walras_error *error) {
  for (int64_t point = 0; point < s->points->points; point++)
    s->count += selected[point];
  s->candidates = calloc((size_t)s->count + 1, sizeof *s->candidates);
  candidate *next = s->candidates;
  bool complete = next != NULL;
  for (int64_t point = 0; complete && point < s->points->points; point++) {
    if (!selected[point])
      continue;
    config_text key = {0};
    add_key(s, point, &key);
    *next = (candidate){.group = group_of(s, point), .key = config_text_take(&key), .point = point};
    complete = next++->key != NULL;
  }
  if (!complete)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the baselines");
  qsort(s->candidates, (size_t)s->count, sizeof *s->candidates, by_key);
  return WALRAS_OK;
}

static bool is_alone(const search *s, const candidate *found, int (*order)(const void *, const void *)) {
  const candidate *last = s->candidates + s->count - 1;
  return (found == s->candidates || order(found - 1, found) != 0) && (found == last || order(found + 1, found) != 0);
}

static walras_status refuse(const search *s, int64_t point, const char *reason, walras_error *error) {
  config_text words = {0};
  for (int64_t column = 0; column < s->points->columns; column++) {
    config_text_add(&words, "%s%s = ", column > 0 ? ", " : "", s->points->parameters[column]->name);
    cli_point_cell(s->points, point, column, &words);
  }
  WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "point %lld (%s%s%s) has %s", (long long)point, cli_point_label(s->points, point),
              cli_point_label(s->points, point)[0] != '\0' ? ": " : "", words.bytes != NULL ? words.bytes : "", reason);
  free(words.bytes);
  return WALRAS_ERROR_INPUT;
}

/* The only candidate of the point's group, or of several the one with the point's key. */
static walras_status match(const search *s, int64_t point, config_text *text, int64_t *baseline, walras_error *error) {
  candidate wanted = {.group = group_of(s, point)};
  const candidate *found = bsearch(&wanted, s->candidates, (size_t)s->count, sizeof wanted, by_group);
  if (found != NULL && !is_alone(s, found, by_group)) {
    text->length = 0;
    config_text_bytes(text, "", 0);
    add_key(s, point, text);
    if (text->exhausted)
      return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the baselines");
    wanted.key = text->bytes;
    found = bsearch(&wanted, s->candidates, (size_t)s->count, sizeof wanted, by_key);
  }
  if (found == NULL)
    return refuse(s, point, "no baseline: no point that --baseline selects agrees with it in the other swept parameters", error);
  if (!is_alone(s, found, by_key))
    return refuse(s, point, "more than one baseline: give --baseline for further parameters", error);
  *baseline = found->point;
  return WALRAS_OK;
}

static walras_status match_all(const search *s, int64_t *baselines, walras_error *error) {
  config_text text = {0};
  walras_status status = WALRAS_OK;
  for (int64_t point = 0; status == WALRAS_OK && point < s->points->points; point++)
    status = match(s, point, &text, &baselines[point], error);
  free(text.bytes);
  return status;
}

static void search_free(search *s) {
  for (int64_t i = 0; s->candidates != NULL && i < s->count; i++)
    free(s->candidates[i].key);
  free(s->candidates);
  free(s->shared);
}

walras_status show_baselines_find(const walras_experiment *experiment, const cli_point_table *points,
                                  const char *const *conditions, int64_t count, int64_t *baselines, walras_error *error) {
  for (int64_t group = 0; count == 0 && group < points->groups; group++)
    for (int64_t point = points->first[group]; point < points->first[group + 1]; point++)
      baselines[point] = points->first[group];
  if (count == 0)
    return WALRAS_OK;
  search s = {.points = points, .shared = malloc((size_t)points->columns + 1)};
  bool *selected = malloc((size_t)points->points);
  walras_status status = WALRAS_OK;
  if (s.shared == NULL || selected == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the baselines");
  for (int64_t column = 0; status == WALRAS_OK && column < points->columns; column++) {
    s.shared[column] = true;
    for (int64_t i = 0; i < count; i++)
      s.shared[column] = s.shared[column] && !names(experiment->model, conditions[i], points->parameters[column]);
  }
  for (int64_t i = 0; i < count; i++)
    s.any_group = s.any_group || names(experiment->model, conditions[i], NULL);
  if (status == WALRAS_OK)
    status = walras_points_filter(experiment, "--baseline", conditions, count, selected, error);
  if (status == WALRAS_OK)
    status = collect(&s, selected, error);
  if (status == WALRAS_OK)
    status = match_all(&s, baselines, error);
  search_free(&s);
  free(selected);
  return status;
}
