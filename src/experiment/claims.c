#include "experiment/claim_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/echo.h"

static const char *const of_words[] = {"trials", "mean", NULL};
static const char *const scale_words[] = {"log-log", "semi-log", "linear", NULL};
static const char *const direction_words[] = {"increasing", "decreasing", NULL};
static const char *const method_words[] = {"rank", "linear", NULL};

static const claim_rule rules[] = {
    {"equal", CLAIM_REFERENCE | CLAIM_TOLERANCE, NULL, NULL, false},
    {"bounds", CLAIM_BOUNDS, "of", of_words, false},
    {"mean", CLAIM_EXPECTATION, NULL, NULL, false},
    {"median", CLAIM_EXPECTATION, NULL, NULL, false},
    {"quantile", CLAIM_EXPECTATION | CLAIM_QUANTILE, NULL, NULL, false},
    {"ratio", CLAIM_EXPECTATION | CLAIM_VERSUS, NULL, NULL, false},
    {"difference", CLAIM_EXPECTATION | CLAIM_VERSUS, NULL, NULL, false},
    {"slope", CLAIM_EXPECTATION | CLAIM_ALONG, "scale", scale_words, false},
    {"order", CLAIM_ALONG | CLAIM_TOLERANCE, "direction", direction_words, true},
    {"share", CLAIM_EXPECTATION | CLAIM_CONDITION, NULL, NULL, false},
    {"correlation", CLAIM_EXPECTATION | CLAIM_ALONG_OR_METRIC, "method", method_words, false},
    {"table", CLAIM_ENTRIES | CLAIM_TOLERANCE, NULL, NULL, false},
};
enum { RULES = sizeof rules / sizeof *rules };

static const char *const kinds[] = {"theorem", "paper-number", "qualitative", "own", "informative", NULL};

const char *claim_what(claim_reader *c, const char *key) {
  return config_format(c->reader, "%s: %s", c->name, key);
}

bool claim_has(const claim_reader *c, const char *key) {
  return config_setting_get_member(c->group, key) != NULL;
}

void claim_complain(claim_reader *c, const char *message) {
  config_report(&c->reader->log, c->place, "%s: %s", c->name, message);
  c->good = false;
}

const char *claim_word(const claim_reader *c, const char *key) {
  const config_setting_t *setting = config_setting_get_member(c->group, key);
  return setting != NULL ? config_setting_get_string(setting) : NULL;
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
  } groups[] = {{CLAIM_EXPECTATION, {"expected", "tolerance", "relative_tolerance", "minimum", "maximum"}},
                {CLAIM_TOLERANCE, {"tolerance", "relative_tolerance"}},
                {CLAIM_BOUNDS, {"minimum", "maximum"}},
                {CLAIM_ALONG, {"along"}},
                {CLAIM_VERSUS, {"versus", "versus_metric"}},
                {CLAIM_REFERENCE, {"expected", "reference_metric"}},
                {CLAIM_ALONG_OR_METRIC, {"along", "versus_metric"}},
                {CLAIM_CONDITION, {"condition"}},
                {CLAIM_QUANTILE, {"quantile"}},
                {CLAIM_ENTRIES, {"entries"}}};
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
    claim_complain(c, config_format(c->reader, "'%s' is missing", key));
  else if (!config_read_string_value(c->reader, setting, claim_what(c, key), &text))
    c->good = false;
  else if (text[0] == '\0') {
    config_report(&c->reader->log, config_reader_place(c->reader, setting), "%s: %s is empty", c->name, key);
    c->good = false;
  }
  return text;
}

void claim_read_number(claim_reader *c, const config_setting_t *group, const char *key, double low, double *number) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting != NULL && !config_read_real(c->reader, setting, claim_what(c, key), low, INFINITY, number))
    c->good = false;
}

static void check_along(claim_reader *c) {
  const config_setting_t *setting = config_setting_get_member(c->group, "along");
  const char *name = NULL;
  if (setting == NULL)
    return;
  if (!config_read_string_value(c->reader, setting, claim_what(c, "along"), &name))
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
  claim_read_number(c, c->group, "expected", -INFINITY, &expected);
  claim_read_number(c, c->group, "tolerance", 0, &tolerance);
  claim_read_number(c, c->group, "relative_tolerance", 0, &tolerance);
  claim_read_number(c, c->group, "minimum", -INFINITY, &minimum);
  claim_read_number(c, c->group, "maximum", -INFINITY, &maximum);
  const bool tolerances = claim_has(c, "tolerance") || claim_has(c, "relative_tolerance"),
             bounds = claim_has(c, "minimum") || claim_has(c, "maximum");
  const unsigned takes = c->rule->takes;
  if (claim_has(c, "tolerance") && claim_has(c, "relative_tolerance"))
    claim_complain(c, "'tolerance' and 'relative_tolerance' exclude each other");
  if (takes & CLAIM_EXPECTATION) {
    if (claim_has(c, "expected") && bounds)
      claim_complain(c, "'expected' and 'minimum'/'maximum' exclude each other");
    else if (!claim_has(c, "expected") && !bounds)
      claim_complain(c, "'expected' (or 'minimum'/'maximum') is missing");
    else if (claim_has(c, "expected") && !tolerances)
      claim_complain(c, "'tolerance' (or 'relative_tolerance') is missing");
    else if (!claim_has(c, "expected") && tolerances)
      claim_complain(c, "a tolerance goes with 'expected', which is missing");
  } else if ((takes & CLAIM_BOUNDS) && !bounds)
    claim_complain(c, "'minimum' or 'maximum' is missing");
  else if ((takes & (CLAIM_REFERENCE | CLAIM_ENTRIES)) && !tolerances)
    claim_complain(c, "'tolerance' (or 'relative_tolerance') is missing");
  if (minimum > maximum)
    claim_complain(c, "'minimum' is greater than 'maximum'");
}

/* Exactly one of two keys. */
static void check_one_of(claim_reader *c, const char *a, const char *b) {
  if (claim_has(c, a) && claim_has(c, b))
    claim_complain(c, config_format(c->reader, "'%s' and '%s' exclude each other", a, b));
  else if (!claim_has(c, a) && !claim_has(c, b))
    claim_complain(c, config_format(c->reader, "'%s' or '%s' is missing", a, b));
}

static void check_where(claim_reader *c, const config_setting_t *group, const char *key, bool *selected) {
  c->good &= config_where_read(c->reader, config_setting_get_member(group, key), c->selection, claim_what(c, key), selected);
}

/* The condition of a share: bounds on the metric of one trial. */
static void check_condition(claim_reader *c) {
  static const char *const keys[] = {"minimum", "maximum", NULL};
  if (!claim_has(c, "condition")) {
    claim_complain(c, "'condition' is missing");
    return;
  }
  const config_setting_t *condition = config_group(c->reader, c->group, "condition");
  double minimum = -INFINITY, maximum = INFINITY;
  if (condition == NULL) {
    c->good = false;
    return;
  }
  config_check_keys(c->reader, condition, claim_what(c, "condition"), keys);
  claim_read_number(c, condition, "minimum", -INFINITY, &minimum);
  claim_read_number(c, condition, "maximum", -INFINITY, &maximum);
  if (config_setting_length(condition) == 0)
    claim_complain(c, "condition: 'minimum' or 'maximum' is missing");
  if (minimum > maximum)
    claim_complain(c, "condition: 'minimum' is greater than 'maximum'");
}

static void check_quantile(claim_reader *c) {
  double probability = 0.5;
  claim_read_number(c, c->group, "quantile", -INFINITY, &probability);
  if (!claim_has(c, "quantile"))
    claim_complain(c, "'quantile' is missing");
  else if (!(probability > 0.0 && probability < 1.0))
    claim_complain(c, config_format(c->reader, "quantile: expected a number between 0 and 1, found %.6g", probability));
}

/* The points of one entry of a table: some of those that the claim selects, with the metric. */
static void check_entry_points(claim_reader *c, const config_setting_t *entry, const char *name) {
  bool any = false, known = c->selection->parameters != NULL;
  check_where(c, entry, "where", c->versus);
  for (int64_t p = 0; known && p < c->selection->points; p++) {
    c->versus[p] = c->versus[p] && c->selected[p];
    any = any || c->versus[p];
  }
  if (known && c->good && !any)
    claim_complain(c, config_format(c->reader, "%s selects no design point within the claim's own 'where'", name));
  else
    claim_check_metric_at(c, c->versus);
}

/* The entries of a table: where/expected pairs, each selecting points of its own. */
static void check_entries(claim_reader *c) {
  static const char *const keys[] = {"where", "expected", NULL};
  const config_setting_t *entries = config_list(c->reader, c->group, "entries", claim_what(c, "entries"));
  if (entries == NULL || config_setting_length(entries) == 0) {
    if (entries != NULL || !claim_has(c, "entries"))
      claim_complain(c, "'entries' is missing or empty");
    c->good = false;
    return;
  }
  for (int i = 0; i < config_setting_length(entries); i++) {
    const config_setting_t *entry = config_setting_get_elem(entries, (unsigned)i);
    const char *name = config_format(c->reader, "entry %d", i + 1);
    if (!config_setting_is_group(entry)) {
      claim_complain(c, config_format(c->reader, "%s: expected a group { where; expected; }", name));
      continue;
    }
    config_check_keys(c->reader, entry, claim_what(c, name), keys);
    check_entry_points(c, entry, name);
    double expected = 0;
    claim_read_number(c, entry, "expected", -INFINITY, &expected);
    if (config_setting_get_member(entry, "expected") == NULL)
      claim_complain(c, config_format(c->reader, "%s: 'expected' is missing", name));
  }
}

/* Everything that depends on the check. */
static void check_by_rule(claim_reader *c) {
  const claim_rule *rule = c->rule;
  int index = 0;
  check_claim_keys(c);
  if (rule->takes & CLAIM_REFERENCE)
    check_one_of(c, "expected", "reference_metric");
  if (rule->takes & CLAIM_VERSUS)
    check_one_of(c, "versus", "versus_metric");
  if (rule->takes & CLAIM_ALONG_OR_METRIC)
    check_one_of(c, "along", "versus_metric");
  if ((rule->takes & CLAIM_ALONG) && !claim_has(c, "along"))
    claim_complain(c, "'along' is missing");
  if (rule->takes & (CLAIM_ALONG | CLAIM_ALONG_OR_METRIC))
    check_along(c);
  if (rule->takes & (CLAIM_VERSUS | CLAIM_ALONG_OR_METRIC))
    (void)claim_read_metric(c, "versus_metric", c->selected);
  if ((rule->takes & CLAIM_VERSUS) && claim_has(c, "versus")) {
    check_where(c, c->group, "versus", c->versus);
    claim_check_metric_at(c, c->versus);
  }
  if (rule->takes & CLAIM_REFERENCE)
    (void)claim_read_metric(c, "reference_metric", c->selected);
  if (rule->takes & CLAIM_CONDITION)
    check_condition(c);
  if (rule->takes & CLAIM_ENTRIES)
    check_entries(c);
  if (rule->takes & CLAIM_QUANTILE)
    check_quantile(c);
  if (rule->choice != NULL && claim_has(c, rule->choice))
    c->good &= config_read_word(c->reader, config_setting_get_member(c->group, rule->choice), claim_what(c, rule->choice),
                                rule->words, &index);
  else if (rule->choice_required)
    claim_complain(c, config_format(c->reader, "'%s' is missing", rule->choice));
  check_expectation(c);
  if (c->good)
    claim_check_band(c);
  if (c->good)
    claim_check_design(c);
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

static bool read_claim(claim_reader *c, walras_claim *claim) {
  int kind = 0;
  claim->id = read_text(c, "id");
  if (claim->id != NULL)
    c->name = config_format(c->reader, "claim '%s'", claim->id);
  claim->statement = read_text(c, "statement");
  claim->source = read_text(c, "source");
  if (!claim_has(c, "kind"))
    claim_complain(c, "'kind' is missing");
  else if (config_read_word(c->reader, config_setting_get_member(c->group, "kind"), claim_what(c, "kind"), kinds, &kind))
    claim->kind = kinds[kind];
  else
    c->good = false;
  claim->reason = read_text(c, "reason");
  check_where(c, c->group, "where", c->selected);
  c->rule = read_rule(c, &claim->check);
  if (!claim_has(c, "metric"))
    claim_complain(c, "'metric' is missing");
  claim->metric = claim_read_metric(c, "metric", c->selected);
  if (c->rule != NULL)
    check_by_rule(c);
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
  bool *versus = config_allocate(reader->arena, (size_t)selection->points, sizeof *versus);
  if (*claims == NULL || selected == NULL || versus == NULL)
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
                      .versus = versus,
                      .good = true};
    if (config_is_fault(group))
      good = false;
    else if (!config_setting_is_group(group)) {
      config_report(&reader->log, c.place, "%s: expected a group { }, found %s", c.name, config_found(reader, group));
      good = false;
    } else {
      good &= read_claim(&c, &(*claims)[i]);
      good &= id_is_new(reader, c.place, *claims, i);
    }
  }
  return good;
}
