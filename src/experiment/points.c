#include "experiment/points.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MISTAKES = 16 };

struct walras_given {
  const walras_model *model;
  const int64_t *by_name; /* [parameter_count] parameter numbers in the order of their names */
  const bool *flags;      /* [parameter_count] */
  config_reader *reader;
  bool *ignored;      /* [parameter_count] this point ignores it */
  const char **words; /* [parameter_count] why the first point that did ignored it, or NULL */
};

/* A mistake that one or more points share. */
typedef struct mistake {
  const char *message, *point;
  config_place place;
  int64_t others; /* further points with the same message */
} mistake;

typedef struct builder {
  config_reader *reader;
  const walras_model *model;
  const config_sweep *sweep;
  config_place base;
  int64_t *by_name;
  const config_grid *grid;
  void *grid_parameters; /* base and fixed values of the current grid */
  bool *grid_given, *given;
  const double *coordinates;    /* [candidates][axis_count] of a sampled grid */
  config_assignments *current;  /* [axis_count] what each axis sets at the current point */
  config_assignment *own;       /* [axis_count] room for values of intervals */
  config_constraint *read_when; /* [parameter_count] without a root: the parameter is always read */
  void *spare;                  /* parameters of a point that was dropped */
  bool *ignored;                /* [parameter_count] by the current point */
  bool *unheeded, *heeded;      /* [parameter_count] given and ignored by some point; given and not ignored */
  const char **words;           /* [parameter_count] why it is ignored, or NULL */
  mistake mistakes[MOST_MISTAKES];
  int64_t mistake_count, unnamed; /* points whose mistakes found no room */
  bool empty;                     /* some grid lost all its points */
} builder;

/* The parameter's number, or -1. */
static int64_t number_of(const walras_given *given, const char *name) {
  int64_t low = 0, high = given->model->parameter_count;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const int order = strcmp(name, given->model->parameters[given->by_name[middle]].name);
    if (order == 0)
      return given->by_name[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return -1;
}

bool walras_is_given(const walras_given *given, const char *name) {
  const int64_t number = number_of(given, name);
  return number >= 0 && given->flags[number];
}

void walras_given_ignored(const walras_given *given, const char *name, const char *why) {
  const int64_t number = number_of(given, name);
  if (number < 0 || !given->flags[number])
    return;
  given->ignored[number] = true;
  if (given->words[number] == NULL)
    given->words[number] = config_copy(given->reader->arena, why, strlen(why));
}

void *walras_given_allocate(const walras_given *given, int64_t count, size_t size) {
  return count < 0 ? NULL : config_allocate(given->reader->arena, (size_t)count, size);
}

/* Insertion sort: some hundred names at most. */
static int64_t *sort_by_name(config_reader *reader, const walras_model *model) {
  int64_t *order = config_allocate(reader->arena, (size_t)model->parameter_count, sizeof *order);
  for (int64_t i = 0; order != NULL && i < model->parameter_count; i++) {
    int64_t j = i;
    for (; j > 0 && strcmp(model->parameters[order[j - 1]].name, model->parameters[i].name) > 0; j--)
      order[j] = order[j - 1];
    order[j] = i;
  }
  return order;
}

void *config_defaults(config_reader *reader, const walras_model *model) {
  void *parameters = config_allocate(reader->arena, 1, model->parameters_size);
  bool good = parameters != NULL;
  for (int64_t i = 0; parameters != NULL && i < model->parameter_count; i++) {
    const walras_parameter *parameter = &model->parameters[i];
    config_value value = {0};
    if (parameter->type == WALRAS_TYPE_STRING || parameter->type == WALRAS_TYPE_PATH)
      value.field.string = "";
    if (parameter->standard != NULL)
      good &= config_value_parse(reader, parameter, parameter->standard,
                                 config_format(reader, "default of '%s'", parameter->name), &value);
    config_value_store(parameter, &value, parameters);
  }
  return good ? parameters : NULL;
}

static void apply(const builder *b, const config_assignments *assignments, void *parameters, bool *given) {
  for (int64_t i = 0; i < assignments->count; i++) {
    const config_assignment *assignment = &assignments->values[i];
    config_value_store(&b->model->parameters[assignment->parameter], &assignment->value, parameters);
    given[assignment->parameter] = true;
  }
}

/* The current point in words: its grid's label and its swept values. */
static const char *point_words(builder *b) {
  config_text text = {0};
  if (b->grid->label != NULL)
    config_text_add(&text, "grid '%s'", b->grid->label);
  for (int64_t a = 0; a < b->grid->axis_count; a++) {
    const config_assignments *step = &b->current[a];
    for (int64_t i = 0; i < step->count; i++) {
      const walras_parameter *parameter = &b->model->parameters[step->values[i].parameter];
      config_text_add(&text, "%s%s = ", text.length > 0 ? ", " : "", parameter->name);
      config_value_print(&text, parameter, &step->values[i].value);
    }
  }
  const char *words = text.bytes != NULL ? config_format(b->reader, "%s", text.bytes) : "";
  free(text.bytes);
  return words;
}

/* Keeps a point's mistake, or counts it where an earlier point has the same. */
static void note_mistake(builder *b, const char *message) {
  for (int64_t i = 0; i < b->mistake_count; i++) {
    if (strcmp(b->mistakes[i].message, message) == 0) {
      b->mistakes[i].others++;
      return;
    }
  }
  if (b->mistake_count == MOST_MISTAKES) {
    b->unnamed++;
    return;
  }
  b->mistakes[b->mistake_count++] = (mistake){.message = config_format(b->reader, "%s", message),
                                              .point = point_words(b),
                                              .place = b->grid->axis_count > 0  ? b->grid->axes[0].place
                                                       : b->grid->label != NULL ? b->grid->place
                                                                                : b->base};
}

static void report_mistakes(builder *b) {
  for (int64_t i = 0; i < b->mistake_count; i++) {
    const mistake *m = &b->mistakes[i];
    const char *others =
        m->others == 0 ? ""
                       : config_format(b->reader, " (and %lld more point%s)", (long long)m->others, m->others == 1 ? "" : "s");
    if (m->point[0] != '\0')
      config_report(&b->reader->log, m->place, "at %s%s: %s", m->point, others, m->message);
    else
      config_report(&b->reader->log, m->place, "%s", m->message);
  }
  if (b->unnamed > 0)
    config_report(&b->reader->log, b->base, "%lld more points have mistakes", (long long)b->unnamed);
}

/* Ranges of what `resolve` set; given values were checked when they were read. */
static bool derived_in_range(const builder *b, const void *parameters, walras_error *error) {
  for (int64_t i = 0; i < b->model->parameter_count; i++) {
    config_value value;
    config_value_load(&b->model->parameters[i], parameters, &value);
    if (!b->given[i] && !config_value_in_range(&b->model->parameters[i], &value, error))
      return false;
  }
  return true;
}

static bool required_are_given(builder *b) {
  bool complete = true;
  for (int64_t i = 0; i < b->model->parameter_count; i++) {
    if (b->model->parameters[i].required && !b->given[i]) {
      note_mistake(b, config_format(b->reader, "parameter '%s' has no default and must be given", b->model->parameters[i].name));
      complete = false;
    }
  }
  return complete;
}

/* What each axis sets at a point of the current grid: its steps, the last axis fastest, or its values at the point's coordinates. */
static void locate(builder *b, int64_t point) {
  const config_grid *grid = b->grid;
  int64_t rest = point;
  for (int64_t a = grid->axis_count - 1; a >= 0; a--) {
    const config_axis *axis = &grid->axes[a];
    if (grid->sampled)
      b->current[a] = config_axis_at(axis, b->coordinates[point * grid->axis_count + a], &b->own[a]);
    else {
      b->current[a] = axis->steps[rest % axis->count];
      rest /= axis->count;
    }
  }
}

typedef enum fate { POINT_STAYS, POINT_IS_DROPPED, POINT_IS_WRONG } fate;

/* A condition without rules in it, whose parameters are known before `resolve`. */
static bool is_known_early(const builder *b, const config_constraint *constraint) {
  for (int64_t i = 0; i < b->model->parameter_count; i++)
    if (constraint->named[i] && !b->given[i] && b->model->parameters[i].rule != NULL)
      return false;
  return true;
}

/* The conditions that are known early, or the others. */
static fate apply_where(builder *b, const void *parameters, bool early) {
  const config_constraints *where = &b->grid->where;
  for (int64_t i = 0; i < where->count; i++) {
    bool defined = true;
    if (is_known_early(b, &where->values[i]) != early)
      continue;
    const bool holds = config_constraint_holds(&where->values[i], parameters, &defined);
    if (!defined) {
      note_mistake(b, config_format(b->reader, "the condition \"%s\" has no value: it divides by 0, or adds infinities",
                                    where->values[i].text));
      return POINT_IS_WRONG;
    }
    if (!holds)
      return POINT_IS_DROPPED;
  }
  return POINT_STAYS;
}

/* The conditions under which the model reads a parameter. False after a report, which is of the model's declaration. */
static bool read_conditions(builder *b) {
  b->read_when = config_allocate(b->reader->arena, (size_t)b->model->parameter_count, sizeof *b->read_when);
  bool good = b->read_when != NULL;
  for (int64_t i = 0; good && i < b->model->parameter_count; i++) {
    const walras_parameter *parameter = &b->model->parameters[i];
    if (parameter->read_when != NULL)
      good = config_constraint_read(b->reader, b->model, parameter->read_when, b->base,
                                    config_format(b->reader, "when '%s' is read", parameter->name), &b->read_when[i]);
  }
  return good;
}

/* What is given, and would change nothing: by the conditions that are known early, or by the others. */
static walras_status refuse_unread(const builder *b, const void *parameters, bool early, walras_error *error) {
  for (int64_t i = 0; i < b->model->parameter_count; i++) {
    const config_constraint *condition = &b->read_when[i];
    bool defined = true;
    if (b->given[i] && condition->root != NULL && is_known_early(b, condition) == early &&
        !config_constraint_holds(condition, parameters, &defined) && defined)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect here: it is read when %s", b->model->parameters[i].name,
                         condition->text);
  }
  return WALRAS_OK;
}

/* What a point that stays gives, and whether that has an effect there. */
static void note_ignored(builder *b) {
  for (int64_t i = 0; i < b->model->parameter_count; i++)
    if (b->given[i])
      (b->ignored[i] ? b->unheeded : b->heeded)[i] = true;
}

/* Parameters that are given and have no effect at any point. */
static void warn_ignored(builder *b) {
  for (int64_t i = 0; i < b->model->parameter_count; i++)
    if (b->unheeded[i] && !b->heeded[i] && b->words[i] != NULL)
      config_warn(&b->reader->log, b->base, "parameter '%s' is given and has no effect %s", b->model->parameters[i].name,
                  b->words[i]);
}

/* Defaults that follow from other values, the conditions on them, and the model's own checks. */
static fate resolve_point(builder *b, void *parameters) {
  const walras_given given = {
      .model = b->model, .by_name = b->by_name, .flags = b->given, .reader = b->reader, .ignored = b->ignored, .words = b->words};
  walras_error error = {0};
  memset(b->ignored, 0, (size_t)b->model->parameter_count * sizeof *b->ignored);
  walras_status status = refuse_unread(b, parameters, true, &error);
  if (status == WALRAS_OK && b->model->resolve != NULL)
    status = b->model->resolve(parameters, &given, &error);
  const fate conditions = status == WALRAS_OK ? apply_where(b, parameters, false) : POINT_STAYS;
  if (conditions != POINT_STAYS)
    return conditions;
  if (status == WALRAS_OK)
    status = refuse_unread(b, parameters, false, &error);
  if (status == WALRAS_OK && !derived_in_range(b, parameters, &error))
    status = WALRAS_ERROR_PARAMETER;
  if (status == WALRAS_OK && b->model->check != NULL)
    status = b->model->check(parameters, &error);
  if (status == WALRAS_OK) {
    note_ignored(b);
    return POINT_STAYS;
  }
  note_mistake(b, error.message[0] != '\0' ? error.message : "the model refuses these parameters without saying why");
  return POINT_IS_WRONG;
}

/* The current point's parameters; `parameters` stays NULL without memory and for a point that is not wanted. */
static fate build_point(builder *b, const void **parameters) {
  const size_t bytes = b->model->parameters_size;
  void *own = b->spare != NULL ? b->spare : config_allocate(b->reader->arena, 1, bytes);
  if (own == NULL)
    return POINT_IS_WRONG;
  memcpy(own, b->grid_parameters, bytes);
  memcpy(b->given, b->grid_given, (size_t)b->model->parameter_count * sizeof *b->given);
  for (int64_t a = 0; a < b->grid->axis_count; a++)
    apply(b, &b->current[a], own, b->given);
  fate result = required_are_given(b) ? apply_where(b, own, true) : POINT_IS_WRONG;
  if (result == POINT_STAYS)
    result = resolve_point(b, own);
  b->spare = result == POINT_STAYS ? NULL : own;
  *parameters = result == POINT_STAYS ? own : NULL;
  return result;
}

/* Which parameters the first point gives: those of a config that is read again must be the same. */
static void keep_first_given(builder *b, config_points *points) {
  const size_t flags = (size_t)b->model->parameter_count;
  bool *first = config_allocate(b->reader->arena, flags, sizeof *first);
  if (first != NULL)
    memcpy(first, b->given, flags * sizeof *first);
  points->first_given = first;
}

/* All points of one grid that stay, behind those of the grids before. */
static void build_points(builder *b, config_grid *grid, config_points *points) {
  const int64_t before = points->count;
  for (int64_t p = 0; p < grid->candidates && !b->reader->arena->exhausted; p++) {
    const void *parameters = NULL;
    locate(b, p);
    if (build_point(b, &parameters) == POINT_IS_DROPPED)
      continue;
    points->parameters[points->count] = parameters;
    if (points->count++ == 0)
      keep_first_given(b, points);
  }
  grid->points = points->count - before;
  if (grid->points == 0 && !b->reader->arena->exhausted) {
    config_report(&b->reader->log, grid->place, "%s'where' drops all of the %lld points",
                  grid->label != NULL ? config_format(b->reader, "grid '%s': ", grid->label) : "", (long long)grid->candidates);
    b->empty = true;
  }
}

/* The coordinates of a sampled grid, for as long as its points are built. False after `error` is set. */
static bool sample(builder *b, const config_grid *grid, int64_t seed, double **coordinates, config_points *points,
                   walras_error *error) {
  const walras_design design = b->sweep->design;
  const size_t cells = (size_t)(grid->candidates * grid->axis_count);
  *coordinates = malloc(cells * sizeof **coordinates);
  if (design == WALRAS_DESIGN_MORRIS)
    points->moves = config_allocate(b->reader->arena, (size_t)(grid->sampling.base * grid->axis_count), sizeof *points->moves);
  const bool full = *coordinates != NULL && !b->reader->arena->exhausted;
  return full &&
         config_sampling_fill(design, &grid->sampling, grid->axis_count, seed, *coordinates, points->moves, error) == WALRAS_OK;
}

static void build_grid(builder *b, config_grid *grid, const void *base, const bool *base_given, int64_t seed,
                       config_points *points) {
  config_arena *arena = b->reader->arena;
  double *coordinates = NULL;
  walras_error error = {0};
  b->grid = grid;
  b->current = config_allocate(arena, (size_t)grid->axis_count, sizeof *b->current);
  b->own = config_allocate(arena, (size_t)grid->axis_count, sizeof *b->own);
  if (arena->exhausted || (grid->sampled && !sample(b, grid, seed, &coordinates, points, &error)))
    arena->exhausted = true;
  else {
    b->coordinates = coordinates;
    memcpy(b->grid_parameters, base, b->model->parameters_size);
    memcpy(b->grid_given, base_given, (size_t)b->model->parameter_count * sizeof *base_given);
    apply(b, &grid->fixed, b->grid_parameters, b->grid_given);
    build_points(b, grid, points);
  }
  free(coordinates);
}

bool config_points_build(config_reader *reader, const walras_model *model, const config_assignments *given, config_place base,
                         int64_t seed, config_sweep *sweep, config_points *points) {
  config_arena *arena = reader->arena;
  const size_t flags = (size_t)model->parameter_count;
  builder b = {.reader = reader, .model = model, .sweep = sweep, .base = base, .by_name = sort_by_name(reader, model)};
  void *base_parameters = config_defaults(reader, model);
  bool *base_given = config_allocate(arena, flags, sizeof *base_given);
  b.grid_parameters = config_allocate(arena, 1, model->parameters_size);
  b.grid_given = config_allocate(arena, flags, sizeof *b.grid_given);
  b.given = config_allocate(arena, flags, sizeof *b.given);
  b.ignored = config_allocate(arena, flags, sizeof *b.ignored);
  b.words = config_allocate(arena, flags, sizeof *b.words);
  b.unheeded = config_allocate(arena, flags, sizeof *b.unheeded);
  b.heeded = config_allocate(arena, flags, sizeof *b.heeded);
  *points = (config_points){.parameters = config_allocate(arena, (size_t)sweep->candidates, sizeof *points->parameters)};
  if (base_parameters == NULL || arena->exhausted || !read_conditions(&b))
    return false;
  apply(&b, given, base_parameters, base_given);
  for (int64_t g = 0; g < sweep->grid_count; g++)
    build_grid(&b, &sweep->grids[g], base_parameters, base_given, seed, points);
  sweep->points = points->count;
  report_mistakes(&b);
  warn_ignored(&b);
  return b.mistake_count == 0 && !b.empty && !arena->exhausted;
}
