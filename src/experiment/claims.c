#include "experiment/claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/echo.h"

/* What a check takes beside the keys of every claim. */
enum {
  EXPECTATION = 1, /* expected with a tolerance, or bounds */
  TOLERANCE = 2,   /* tolerance or relative_tolerance alone */
  BOUNDS = 4,      /* minimum, maximum alone */
  ALONG = 8,       /* along, required */
  VERSUS = 16,     /* versus or versus_metric */
  REFERENCE = 32,  /* expected or reference_metric */
  ALONG_OR_METRIC = 64,
  CONDITION = 128,
  ENTRIES = 256
};

static const char *const of_words[] = {"trials", "mean", NULL};
static const char *const scale_words[] = {"log-log", "semi-log", "linear", NULL};
static const char *const direction_words[] = {"increasing", "decreasing", NULL};
static const char *const method_words[] = {"rank", "linear", NULL};

typedef struct claim_rule {
  const char *check;
  unsigned takes;
  const char *choice; /* a key with one of `words` */
  const char *const *words;
  bool choice_required;
} claim_rule;

static const claim_rule rules[] = {
    {"equal", REFERENCE | TOLERANCE, NULL, NULL, false},
    {"bounds", BOUNDS, "of", of_words, false},
    {"mean", EXPECTATION, NULL, NULL, false},
    {"median", EXPECTATION, NULL, NULL, false},
    {"ratio", EXPECTATION | VERSUS, NULL, NULL, false},
    {"difference", EXPECTATION | VERSUS, NULL, NULL, false},
    {"slope", EXPECTATION | ALONG, "scale", scale_words, false},
    {"order", ALONG | TOLERANCE, "direction", direction_words, true},
    {"share", EXPECTATION | CONDITION, NULL, NULL, false},
    {"correlation", EXPECTATION | ALONG_OR_METRIC, "method", method_words, false},
    {"table", ENTRIES | TOLERANCE, NULL, NULL, false},
};
enum { RULES = sizeof rules / sizeof *rules };

static const char *const kinds[] = {"theorem", "paper-number", "qualitative", "own", "informative", NULL};

/* One claim being read. */
typedef struct claim_reader {
  config_reader *reader;
  const config_selection *selection;
  const config_setting_t *group;
  const claim_rule *rule;
  config_place place;
  const char *name; /* "claim 'C7'" */
  bool *selected;   /* [points] of `where` */
  bool good;
} claim_reader;

static const char *what(claim_reader *c, const char *key) {
  return config_format(c->reader, "%s: %s", c->name, key);
}

static bool has(const claim_reader *c, const char *key) {
  return config_setting_get_member(c->group, key) != NULL;
}

static void complain(claim_reader *c, const char *message) {
  config_report(&c->reader->log, c->place, "%s: %s", c->name, message);
  c->good = false;
}

/* Adds keys to a NULL-terminated list with room. */
static void add_keys(const char **keys, int *count, const char *const *more) {
  for (; *more != NULL; more++)
    keys[(*count)++] = *more;
  keys[*count] = NULL;
}

static void check_claim_keys(claim_reader *c) {
  static const char *const common[] = {"id", "statement", "source", "kind", "check", "metric", "reason", "where", NULL};
  static const struct {
    unsigned flag;
    const char *keys[6];
  } groups[] = {{EXPECTATION, {"expected", "tolerance", "relative_tolerance", "minimum", "maximum"}},
                {TOLERANCE, {"tolerance", "relative_tolerance"}},
                {BOUNDS, {"minimum", "maximum"}},
                {ALONG, {"along"}},
                {VERSUS, {"versus", "versus_metric"}},
                {REFERENCE, {"expected", "reference_metric"}},
                {ALONG_OR_METRIC, {"along", "versus_metric"}},
                {CONDITION, {"condition"}},
                {ENTRIES, {"entries"}}};
  const char *keys[32];
  int count = 0;
  add_keys(keys, &count, common);
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (c->rule->takes & groups[i].flag)
      add_keys(keys, &count, groups[i].keys);
  if (c->rule->choice != NULL)
    add_keys(keys, &count, (const char *const[]){c->rule->choice, NULL});
  config_check_keys(c->reader, c->group, config_format(c->reader, "%s with check \"%s\"", c->name, c->rule->check), keys);
}

/* A required text of a claim. */
static const char *read_text(claim_reader *c, const char *key) {
  const config_setting_t *setting = config_setting_get_member(c->group, key);
  const char *text = NULL;
  if (setting == NULL)
    complain(c, config_format(c->reader, "'%s' is missing", key));
  else if (!config_read_string_value(c->reader, setting, what(c, key), &text))
    c->good = false;
  else if (text[0] == '\0') {
    config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: %s is empty", c->name, key);
    c->good = false;
  }
  return text;
}

static void read_number(claim_reader *c, const config_setting_t *group, const char *key, double low, double *number) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting != NULL && !config_read_real(c->reader, setting, what(c, key), low, INFINITY, number))
    c->good = false;
}

/* The length of a vector or series must reach the element at every selected point that has the metric. */
static void check_element(claim_reader *c, const config_setting_t *setting, const walras_metric *metric, long long element) {
  int64_t shortest = INT64_MAX;
  for (int64_t p = 0; c->selection->parameters != NULL && p < c->selection->points; p++) {
    const void *parameters = c->selection->parameters[p];
    if (!c->selected[p] || (metric->present != NULL && !metric->present(parameters)))
      continue;
    const int64_t length = metric->length(parameters);
    shortest = length < shortest ? length : shortest;
  }
  if (element >= 1 && element <= shortest)
    return;
  if (element < 1)
    config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: elements of '%s' count from 1", c->name,
                  metric->name);
  else
    config_report(&c->reader->log, config_reader_place(c->reader, setting),
                  "%s: '%s' has %lld elements at a selected point, no element %lld", c->name, metric->name, (long long)shortest,
                  element);
  c->good = false;
}

static const walras_metric *find_metric(claim_reader *c, const config_setting_t *setting, const char *name, size_t length) {
  const walras_model *model = c->selection->model;
  const char **names = config_allocate(c->reader->arena, (size_t)model->metric_count, sizeof *names);
  const char *base = config_format(c->reader, "%.*s", (int)length, name);
  for (int64_t i = 0; names != NULL && i < model->metric_count; i++) {
    names[i] = model->metrics[i].name;
    if (strcmp(names[i], base) == 0)
      return &model->metrics[i];
  }
  if (names != NULL)
    config_report_unknown(&c->reader->log, config_reader_place(c->reader, setting),
                          config_format(c->reader, "%s: unknown metric '%s' of model '%s'", c->name, base, model->name), base,
                          "metrics", names, model->metric_count);
  c->good = false;
  return NULL;
}

/* "welfare", or one element of a vector or series: "paid_rank_share[1]". */
static const char *read_metric(claim_reader *c, const char *key) {
  const config_setting_t *setting = config_setting_get_member(c->group, key);
  const char *name = NULL;
  if (setting == NULL)
    return NULL;
  if (!config_read_string_value(c->reader, setting, what(c, key), &name)) {
    c->good = false;
    return NULL;
  }
  const size_t length = strcspn(name, "[");
  const walras_metric *metric = find_metric(c, setting, name, length);
  if (metric == NULL)
    return name;
  const char *problem = NULL;
  char *end = NULL;
  const long long element = name[length] == '[' ? strtoll(name + length + 1, &end, 10) : 0;
  const bool vector = metric->kind == WALRAS_VECTOR || metric->kind == WALRAS_SERIES;
  if (metric->kind == WALRAS_HISTOGRAM || metric->kind == WALRAS_TABLE)
    problem = config_format(c->reader, "'%s' is a %s, which claims cannot speak about", metric->name,
                            metric->kind == WALRAS_TABLE ? "table" : "histogram");
  else if (vector && end == NULL)
    problem = config_format(c->reader, "'%s' has several elements: name one, as \"%s[1]\"", metric->name, metric->name);
  else if (!vector && end != NULL)
    problem = config_format(c->reader, "'%s' is one number and has no elements", metric->name);
  else if (vector && (end == name + length + 1 || strcmp(end, "]") != 0))
    problem = config_format(c->reader, "'%s' is not a metric's element, which looks as \"%s[1]\"", name, metric->name);
  else if (vector)
    check_element(c, setting, metric, element);
  if (problem != NULL) {
    config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: %s", c->name, problem);
    c->good = false;
  }
  return name;
}

static void check_along(claim_reader *c) {
  const config_setting_t *setting = config_setting_get_member(c->group, "along");
  const char *name = NULL;
  if (setting == NULL)
    return;
  if (!config_read_string_value(c->reader, setting, what(c, "along"), &name))
    c->good = false;
  else {
    const walras_parameter *parameter = config_parameter_find(c->selection->model, name);
    if (parameter == NULL)
      config_report_parameter(c->reader, config_reader_place(c->reader, setting), c->selection->model, name);
    else if (parameter->type != WALRAS_TYPE_INTEGER && parameter->type != WALRAS_TYPE_REAL)
      config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: along: parameter '%s' is no number", c->name,
                    name);
    else
      return;
    c->good = false;
  }
}

/* expected, its tolerance, and bounds: which go together. */
static void check_expectation(claim_reader *c) {
  double expected = 0, tolerance = 0, minimum = -INFINITY, maximum = INFINITY;
  read_number(c, c->group, "expected", -INFINITY, &expected);
  read_number(c, c->group, "tolerance", 0, &tolerance);
  read_number(c, c->group, "relative_tolerance", 0, &tolerance);
  read_number(c, c->group, "minimum", -INFINITY, &minimum);
  read_number(c, c->group, "maximum", -INFINITY, &maximum);
  const bool tolerances = has(c, "tolerance") || has(c, "relative_tolerance"), bounds = has(c, "minimum") || has(c, "maximum");
  const unsigned takes = c->rule->takes;
  if (has(c, "tolerance") && has(c, "relative_tolerance"))
    complain(c, "'tolerance' and 'relative_tolerance' exclude each other");
  if (takes & EXPECTATION) {
    if (has(c, "expected") && bounds)
      complain(c, "'expected' and 'minimum'/'maximum' exclude each other");
    else if (!has(c, "expected") && !bounds)
      complain(c, "'expected' (or 'minimum'/'maximum') is missing");
    else if (has(c, "expected") && !tolerances)
      complain(c, "'tolerance' (or 'relative_tolerance') is missing");
    else if (!has(c, "expected") && tolerances)
      complain(c, "a tolerance goes with 'expected', which is missing");
  } else if ((takes & BOUNDS) && !bounds)
    complain(c, "'minimum' or 'maximum' is missing");
  else if ((takes & (REFERENCE | ENTRIES)) && !tolerances)
    complain(c, "'tolerance' (or 'relative_tolerance') is missing");
  if (minimum > maximum)
    complain(c, "'minimum' is greater than 'maximum'");
}

/* Exactly one of two keys. */
static void check_one_of(claim_reader *c, const char *a, const char *b) {
  if (has(c, a) && has(c, b))
    complain(c, config_format(c->reader, "'%s' and '%s' exclude each other", a, b));
  else if (!has(c, a) && !has(c, b))
    complain(c, config_format(c->reader, "'%s' or '%s' is missing", a, b));
}

static void check_where(claim_reader *c, const config_setting_t *group, const char *key, bool *selected) {
  c->good &= config_where_read(c->reader, config_setting_get_member(group, key), c->selection, what(c, key), selected);
}

/* The condition of a share: bounds on the metric of one trial. */
static void check_condition(claim_reader *c) {
  static const char *const keys[] = {"minimum", "maximum", NULL};
  if (!has(c, "condition")) {
    complain(c, "'condition' is missing");
    return;
  }
  const config_setting_t *condition = config_group(c->reader, c->group, "condition");
  double bound = 0;
  if (condition == NULL) {
    c->good = false;
    return;
  }
  config_check_keys(c->reader, condition, what(c, "condition"), keys);
  read_number(c, condition, "minimum", -INFINITY, &bound);
  read_number(c, condition, "maximum", -INFINITY, &bound);
  if (config_setting_length(condition) == 0)
    complain(c, "condition: 'minimum' or 'maximum' is missing");
}

/* The entries of a table: where/expected pairs, each selecting points of its own. */
static void check_entries(claim_reader *c, bool *scratch) {
  static const char *const keys[] = {"where", "expected", NULL};
  const config_setting_t *entries = config_list(c->reader, c->group, "entries", what(c, "entries"));
  if (entries == NULL || config_setting_length(entries) == 0) {
    if (entries != NULL || !has(c, "entries"))
      complain(c, "'entries' is missing or empty");
    c->good = false;
    return;
  }
  for (int i = 0; i < config_setting_length(entries); i++) {
    const config_setting_t *entry = config_setting_get_elem(entries, (unsigned)i);
    const char *name = config_format(c->reader, "entry %d", i + 1);
    if (!config_setting_is_group(entry)) {
      complain(c, config_format(c->reader, "%s: expected a group { where; expected; }", name));
      continue;
    }
    config_check_keys(c->reader, entry, what(c, name), keys);
    check_where(c, entry, "where", scratch);
    double expected = 0;
    read_number(c, entry, "expected", -INFINITY, &expected);
    if (config_setting_get_member(entry, "expected") == NULL)
      complain(c, config_format(c->reader, "%s: 'expected' is missing", name));
  }
}

/* Everything that depends on the check. */
static void check_by_rule(claim_reader *c, bool *scratch) {
  const claim_rule *rule = c->rule;
  int index = 0;
  check_claim_keys(c);
  if (rule->takes & REFERENCE)
    check_one_of(c, "expected", "reference_metric");
  if (rule->takes & VERSUS)
    check_one_of(c, "versus", "versus_metric");
  if (rule->takes & ALONG_OR_METRIC)
    check_one_of(c, "along", "versus_metric");
  if ((rule->takes & ALONG) && !has(c, "along"))
    complain(c, "'along' is missing");
  if (rule->takes & (ALONG | ALONG_OR_METRIC))
    check_along(c);
  if (rule->takes & (VERSUS | ALONG_OR_METRIC))
    (void)read_metric(c, "versus_metric");
  if (rule->takes & VERSUS)
    check_where(c, c->group, "versus", scratch);
  if (rule->takes & REFERENCE)
    (void)read_metric(c, "reference_metric");
  if (rule->takes & CONDITION)
    check_condition(c);
  if (rule->takes & ENTRIES)
    check_entries(c, scratch);
  if (rule->choice != NULL && has(c, rule->choice))
    c->good &= config_read_word(c->reader, config_setting_get_member(c->group, rule->choice), what(c, rule->choice), rule->words,
                                &index);
  else if (rule->choice_required)
    complain(c, config_format(c->reader, "'%s' is missing", rule->choice));
  check_expectation(c);
}

static const claim_rule *read_rule(claim_reader *c, const char **check) {
  const char *names[RULES];
  *check = read_text(c, "check");
  for (int i = 0; i < RULES; i++) {
    names[i] = rules[i].check;
    if (*check != NULL && strcmp(*check, names[i]) == 0)
      return &rules[i];
  }
  if (*check != NULL && (*check)[0] != '\0')
    config_report_unknown(&c->reader->log, config_reader_place(c->reader, config_setting_get_member(c->group, "check")),
                          config_format(c->reader, "%s: unknown check '%s'", c->name, *check), *check, "checks", names, RULES);
  c->good = false;
  return NULL;
}

static bool read_claim(claim_reader *c, bool *scratch, walras_claim *claim) {
  int kind = 0;
  claim->id = read_text(c, "id");
  if (claim->id != NULL)
    c->name = config_format(c->reader, "claim '%s'", claim->id);
  claim->statement = read_text(c, "statement");
  claim->source = read_text(c, "source");
  if (!has(c, "kind"))
    complain(c, "'kind' is missing");
  else if (config_read_word(c->reader, config_setting_get_member(c->group, "kind"), what(c, "kind"), kinds, &kind))
    claim->kind = kinds[kind];
  else
    c->good = false;
  claim->reason = read_text(c, "reason");
  check_where(c, c->group, "where", c->selected);
  c->rule = read_rule(c, &claim->check);
  if (!has(c, "metric"))
    complain(c, "'metric' is missing");
  claim->metric = read_metric(c, "metric");
  if (c->rule != NULL)
    check_by_rule(c, scratch);
  config_text text = {0};
  config_setting_print(&text, c->group);
  claim->text = text.bytes != NULL ? config_format(c->reader, "%s", text.bytes) : "";
  c->reader->arena->exhausted |= text.exhausted;
  free(text.bytes);
  return c->good;
}

static bool id_is_new(config_reader *reader, config_place place, const walras_claim *claims, int64_t count) {
  for (int64_t i = 0; claims[count].id != NULL && i < count; i++) {
    if (claims[i].id != NULL && strcmp(claims[i].id, claims[count].id) == 0) {
      config_report(&reader->log, place, "claim '%s': an earlier claim has the same id", claims[i].id);
      return false;
    }
  }
  return true;
}

bool config_claims_read(config_reader *reader, const config_setting_t *list, const config_selection *selection,
                        walras_claim **claims, int64_t *count) {
  *claims = NULL;
  *count = list != NULL ? config_setting_length(list) : 0;
  if (*count == 0)
    return true;
  *claims = config_allocate(reader->arena, (size_t)*count, sizeof **claims);
  bool *selected = config_allocate(reader->arena, (size_t)selection->points, sizeof *selected);
  bool *scratch = config_allocate(reader->arena, (size_t)selection->points, sizeof *scratch);
  if (*claims == NULL || selected == NULL || scratch == NULL)
    return false;
  bool good = true;
  for (int64_t i = 0; i < *count; i++) {
    const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
    claim_reader c = {.reader = reader,
                      .selection = selection,
                      .group = group,
                      .place = config_reader_place(reader, group),
                      .name = config_format(reader, "claim %lld", (long long)(i + 1)),
                      .selected = selected,
                      .good = true};
    if (config_is_fault(group))
      good = false;
    else if (!config_setting_is_group(group)) {
      config_report(&reader->log, c.place, "%s: expected a group { }, found %s", c.name, config_found(reader, group));
      good = false;
    } else {
      good &= read_claim(&c, scratch, &(*claims)[i]);
      good &= id_is_new(reader, c.place, *claims, i);
    }
  }
  return good;
}
