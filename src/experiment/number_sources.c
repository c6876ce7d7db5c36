#include "experiment/number_sources.h"

#include <stdlib.h>
#include <string.h>

#include "experiment/text.h"

/* One entry of a group `sources`. */
typedef struct named_source {
  const char *name; /* the parameter's, not an alias */
  const char *text;
  config_place place;
  bool set; /* the config gives a number of this name */
} named_source;

typedef struct source_list {
  const char *where; /* "sources", "sources of grid 'E1'" */
  named_source *entries;
  int64_t count;
} source_list;

/* Everything between a config's groups and its list of numbers. */
typedef struct numbering {
  const config_numbers_input *input;
  config_reader *reader;
  source_list top, *grids; /* [grid_count] */
  walras_number *numbers;
  int64_t count;
  bool good;
} numbering;

static named_source *find(source_list *list, const char *name) {
  for (int64_t i = 0; i < list->count; i++)
    if (strcmp(list->entries[i].name, name) == 0)
      return &list->entries[i];
  return NULL;
}

/* A number, or the conditions that hold some. */
static bool is_number(const config_setting_t *setting) {
  const int type = config_setting_type(setting);
  return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64 || type == CONFIG_TYPE_FLOAT ||
         strcmp(config_setting_name(setting), "where") == 0;
}

/* ---- the sources ---- */

/* The number's own name: a parameter's, or that of a member of the group's neighbours that is a number. NULL after a report. */
static const char *known_name(numbering *n, const source_list *list, const config_setting_t *setting,
                              const config_setting_t *const *groups) {
  const walras_model *model = n->input->model;
  const char *name = config_setting_name(setting);
  const walras_parameter *parameter = config_parameter_find(model, name);
  if (parameter != NULL)
    return parameter->name;
  int64_t most = model->parameter_count + 2, count = 0;
  for (int g = 0; groups[g] != NULL; g++)
    most += config_setting_length(groups[g]);
  const char **names = config_allocate(n->reader->arena, (size_t)most, sizeof *names);
  if (names == NULL)
    return NULL;
  names[count++] = "seed";
  names[count++] = "replications";
  for (int g = 0; groups[g] != NULL; g++)
    for (int i = 0; i < config_setting_length(groups[g]); i++)
      if (is_number(config_setting_get_elem(groups[g], (unsigned)i)))
        names[count++] = config_setting_name(config_setting_get_elem(groups[g], (unsigned)i));
  for (int64_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0)
      return config_copy(n->reader->arena, name, strlen(name));
  for (int64_t i = 0; i < model->parameter_count; i++)
    names[count++] = model->parameters[i].name;
  config_report_unknown(&n->reader->log, config_reader_place(n->reader, setting),
                        config_format(n->reader, "%s: unknown name '%s'", list->where, name), name, "names", names, count);
  return NULL;
}

static void read_entry(numbering *n, source_list *list, const config_setting_t *setting, const config_setting_t *const *groups) {
  config_reader *reader = n->reader;
  named_source entry = {.name = known_name(n, list, setting, groups), .place = config_reader_place(reader, setting)};
  if (entry.name == NULL ||
      !config_read_string_value(reader, setting, config_format(reader, "%s: %s", list->where, entry.name), &entry.text))
    n->good = false;
  else if (entry.text[strspn(entry.text, " \t\n")] == '\0') {
    config_report(&reader->log, entry.place, "%s: the source of '%s' is empty", list->where, entry.name);
    n->good = false;
  } else if (find(list, entry.name) != NULL) {
    config_report(&reader->log, entry.place, "%s: '%s' is named twice", list->where, entry.name);
    n->good = false;
  } else
    list->entries[list->count++] = entry;
}

/* The members of `group`, but for `skip`, which is no number's name here. */
static void read_list(numbering *n, const config_setting_t *group, const char *skip, const config_setting_t *const *groups,
                      source_list *list) {
  const int count = config_setting_length(group);
  list->entries = config_allocate(n->reader->arena, (size_t)count, sizeof *list->entries);
  for (int i = 0; list->entries != NULL && i < count; i++) {
    const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
    if (!config_is_repeated(setting) && strcmp(config_setting_name(setting), skip) != 0)
      read_entry(n, list, setting, groups);
  }
}

/* The sources of one grid, inside it or from the list at the top. */
static void read_grid_list(numbering *n, int64_t grid, const config_setting_t *group, const char *skip) {
  const config_setting_t *const groups[] = {n->input->sweep->grids[grid].setting, NULL};
  source_list *list = &n->grids[grid];
  if (list->where != NULL) {
    config_report(&n->reader->log, config_reader_place(n->reader, group), "%s are named already", list->where);
    n->good = false;
    return;
  }
  list->where = config_format(n->reader, "sources of grid '%s'", n->input->sweep->grids[grid].label);
  read_list(n, group, skip, groups, list);
}

/* One entry of the list `grids` at the top. */
static void read_listed_grid(numbering *n, const config_setting_t *group, int number) {
  const config_sweep *sweep = n->input->sweep;
  const char *what = config_format(n->reader, "sources.grids: entry %d", number + 1), *label = NULL;
  const config_place place = config_reader_place(n->reader, group);
  n->good &= !config_is_fault(group);
  if (config_is_fault(group))
    return;
  const config_setting_t *named = config_setting_is_group(group) ? config_setting_get_member(group, "label") : NULL;
  if (named == NULL) {
    config_report(&n->reader->log, place, "%s: expected a group { label; names }", what);
    n->good = false;
    return;
  }
  if (!config_read_string_value(n->reader, named, config_format(n->reader, "%s: label", what), &label)) {
    n->good = false;
    return;
  }
  for (int64_t g = 0; g < sweep->grid_count; g++) {
    if (sweep->grids[g].label != NULL && strcmp(sweep->grids[g].label, label) == 0) {
      read_grid_list(n, g, group, "label");
      return;
    }
  }
  config_report(&n->reader->log, place, "%s: the sweep has no grid '%s'", what, label);
  n->good = false;
}

static void read_sources(numbering *n) {
  const config_setting_t *root = n->input->root;
  const config_sweep *sweep = n->input->sweep;
  n->top.where = "sources";
  n->grids = config_allocate(n->reader->arena, (size_t)sweep->grid_count, sizeof *n->grids);
  for (int64_t g = 0; n->grids != NULL && g < sweep->grid_count; g++) {
    const config_setting_t *grid = sweep->grids[g].setting;
    if (grid == NULL || config_setting_get_member(grid, "sources") == NULL)
      continue;
    const config_setting_t *group = config_group(n->reader, grid, "sources");
    n->good &= group != NULL;
    if (group != NULL)
      read_grid_list(n, g, group, "");
  }
  if (n->grids == NULL || config_setting_get_member(root, "sources") == NULL)
    return;
  const config_setting_t *group = config_group(n->reader, root, "sources");
  n->good &= group != NULL;
  if (group == NULL)
    return;
  const config_setting_t *groups[] = {NULL, NULL};
  groups[0] = config_setting_get_member(root, "sweep");
  read_list(n, group, "grids", groups, &n->top);
  const config_setting_t *list = config_list(n->reader, group, "grids", "sources.grids");
  n->good &= list != NULL || config_setting_get_member(group, "grids") == NULL;
  for (int i = 0; list != NULL && i < config_setting_length(list); i++)
    read_listed_grid(n, config_setting_get_elem(list, (unsigned)i), i);
}

/* ---- the numbers ---- */

/* `grid` < 0: of the whole config. What the command line gives has its source there. */
static void add(numbering *n, int64_t grid, const char *name, config_place place, const char *option) {
  named_source *inner = grid >= 0 ? find(&n->grids[grid], name) : NULL, *outer = find(&n->top, name);
  if (inner != NULL)
    inner->set = true;
  if (outer != NULL)
    outer->set = true;
  const named_source *source = inner != NULL ? inner : outer;
  n->numbers[n->count++] =
      (walras_number){.label = grid >= 0 ? n->input->sweep->grids[grid].label : NULL,
                      .name = name,
                      .source = option != NULL   ? config_format(n->reader, "own: %s on the command line", option)
                                : source != NULL ? source->text
                                                 : NULL,
                      .place = place.line > 0 ? config_format(n->reader, "%s:%d", place.file, place.line) : place.file};
}

/* The members of a group that are numbers; `option`: given on the command line instead. */
static void add_members(numbering *n, int64_t grid, const config_setting_t *group) {
  const walras_overrides *o = n->input->overrides;
  for (int i = 0; group != NULL && i < config_setting_length(group); i++) {
    const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
    const char *name = config_setting_name(setting), *option = NULL;
    if (!is_number(setting) || config_is_repeated(setting))
      continue;
    if (strcmp(name, "seed") == 0 && o->has_seed)
      option = "--seed";
    /* A grid's own count is only ever lowered by the command line. */
    if (strcmp(name, "replications") == 0 && o->replications >= 0 &&
        (grid < 0 || n->input->sweep->grids[grid].replications > o->replications))
      option = "--replications";
    add(n, grid, config_copy(n->reader->arena, name, strlen(name)), config_reader_place(n->reader, setting), option);
  }
}

/* The rule of sequential stopping has one source for its numbers. */
static void add_stopping(numbering *n) {
  const config_setting_t *group = config_setting_get_member(n->input->root, "replications");
  if (group == NULL)
    return;
  add(n, -1, "replications", config_reader_place(n->reader, group), NULL);
  walras_number *number = &n->numbers[n->count - 1];
  if (n->input->overrides->replications >= 0 && number->source != NULL)
    number->source = config_format(n->reader, "%s; own: the maximum, --replications on the command line", number->source);
}

static void add_assignments(numbering *n, int64_t grid, const config_assignments *assignments) {
  for (int64_t i = 0; i < assignments->count; i++) {
    const config_assignment *assignment = &assignments->values[i];
    const bool from_config = assignment->place.line > 0;
    add(n, grid, n->input->model->parameters[assignment->parameter].name, assignment->place, from_config ? NULL : "--set");
  }
}

static void add_axis(numbering *n, int64_t grid, const config_axis *axis) {
  for (int64_t p = 0; p < n->input->model->parameter_count; p++)
    if (config_axis_sets(axis, p))
      add(n, grid, n->input->model->parameters[p].name, axis->place, NULL);
}

static int64_t most_numbers(const numbering *n, const config_setting_t *const *groups) {
  const config_sweep *sweep = n->input->sweep;
  int64_t most = n->input->given->count + 1;
  for (int g = 0; groups[g] != NULL; g++)
    most += config_setting_length(groups[g]);
  for (int64_t g = 0; g < sweep->grid_count; g++) {
    const config_grid *grid = &sweep->grids[g];
    most += grid->fixed.count + (grid->setting != NULL ? config_setting_length(grid->setting) : 0);
    for (int64_t a = 0; a < grid->axis_count; a++)
      most += grid->axes[a].tied ? n->input->model->parameter_count : 1;
  }
  return most;
}

static void add_numbers(numbering *n) {
  const config_sweep *sweep = n->input->sweep;
  const config_setting_t *groups[] = {NULL, NULL, NULL};
  groups[0] = config_setting_get_member(n->input->root, "experiment");
  groups[1] = config_setting_get_member(n->input->root, "sweep");
  n->numbers = config_allocate(n->reader->arena, (size_t)most_numbers(n, groups), sizeof *n->numbers);
  if (n->numbers == NULL)
    return;
  add_members(n, -1, groups[0]);
  add_stopping(n);
  add_members(n, -1, groups[1]);
  add_assignments(n, -1, n->input->given);
  for (int64_t g = 0; g < sweep->grid_count; g++) {
    const config_grid *grid = &sweep->grids[g];
    const int64_t owner = grid->label != NULL ? g : -1;
    add_members(n, owner, grid->setting);
    add_assignments(n, owner, &grid->fixed);
    for (int64_t a = 0; a < grid->axis_count; a++)
      add_axis(n, owner, &grid->axes[a]);
  }
}

/* A source of what nobody gives would be read as if it told where a default comes from. */
static void refuse_unset(numbering *n, const source_list *list) {
  for (int64_t i = 0; i < list->count; i++) {
    if (list->entries[i].set)
      continue;
    config_report(&n->reader->log, list->entries[i].place, "%s: '%s' is not set %s", list->where, list->entries[i].name,
                  list == &n->top ? "by this config" : "in this grid");
    n->good = false;
  }
}

bool config_numbers_read(const config_numbers_input *input, walras_number **numbers, int64_t *count) {
  numbering n = {.input = input, .reader = input->reader, .good = true};
  read_sources(&n);
  if (!n.reader->arena->exhausted)
    add_numbers(&n);
  *numbers = n.numbers;
  *count = n.count;
  if (n.numbers == NULL)
    return false;
  refuse_unset(&n, &n.top);
  for (int64_t g = 0; g < input->sweep->grid_count; g++)
    refuse_unset(&n, &n.grids[g]);
  return n.good;
}

const char *walras_number_problem(const walras_number *number) {
  if (number->source == NULL)
    return "has no source";
  if (strncmp(number->source, "own", 3) == 0 && number->source[3 + strspn(number->source + 3, ":. ")] == '\0')
    return "is \"own\" without a word why";
  return NULL;
}

/* ---- the echo ---- */

/* Those of the whole config first, as they stand already, then grid by grid: within each by name, whatever order the config had. */
static int by_name(const void *left, const void *right) {
  return strcmp((*(const walras_number *const *)left)->name, (*(const walras_number *const *)right)->name);
}

static bool is_same_label(const walras_number *a, const walras_number *b) {
  return a->label == NULL || b->label == NULL ? a->label == b->label : strcmp(a->label, b->label) == 0;
}

/* The numbers with a source, in the order of the echo; `sorted` has room for all. Returns how many they are. */
static int64_t sort_numbers(const walras_number *numbers, int64_t count, const walras_number **sorted) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++)
    if (numbers[i].source != NULL)
      sorted[kept++] = &numbers[i];
  for (int64_t first = 0, end; first < kept; first = end) {
    for (end = first + 1; end < kept && is_same_label(sorted[first], sorted[end]);)
      end++;
    qsort(sorted + first, (size_t)(end - first), sizeof *sorted, by_name);
  }
  return kept;
}

/* The source that the whole config has for a grid's number; top numbers come first. */
static const char *top_source(const walras_number *const *sorted, const walras_number *number) {
  for (int64_t i = 0; sorted[i]->label == NULL && sorted[i] != number; i++)
    if (strcmp(sorted[i]->name, number->name) == 0)
      return sorted[i]->source;
  return NULL;
}

/* A grid says what the top does not; a base value and what the sweep puts in its place have one source. */
static bool is_told(const walras_number *const *sorted, int64_t i) {
  const char *top = top_source(sorted, sorted[i]);
  return top != NULL && (sorted[i]->label == NULL || strcmp(top, sorted[i]->source) == 0);
}

static void print_numbers(config_text *text, const walras_number *const *sorted, int64_t count) {
  const char *label = NULL;
  config_text_add(text, "sources: {");
  for (int64_t i = 0; i < count; i++) {
    const walras_number *number = sorted[i];
    if (is_told(sorted, i))
      continue;
    if (number->label != NULL && (label == NULL || strcmp(label, number->label) != 0)) {
      config_text_add(text, "%s\n    { label = ", label == NULL ? "\n  grids = (" : " },");
      config_text_string(text, number->label);
      config_text_add(text, ";");
      label = number->label;
    }
    config_text_add(text, "\n%s%s = ", label == NULL ? "  " : "      ", number->name);
    config_text_string(text, number->source);
    config_text_add(text, ";");
  }
  config_text_add(text, "%s\n};\n", label != NULL ? " });" : "");
}

char *config_echo_sources(const walras_number *numbers, int64_t count) {
  config_text text = {0};
  const walras_number **sorted = calloc((size_t)count + 1, sizeof *sorted);
  const int64_t kept = sorted != NULL ? sort_numbers(numbers, count, sorted) : 0;
  if (kept > 0)
    print_numbers(&text, sorted, kept);
  char *echo = sorted != NULL ? config_text_take(&text) : NULL;
  free(sorted);
  return echo;
}
