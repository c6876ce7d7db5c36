/* Claims against the design: points that can be compared, put in an order, and measured well enough to decide. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/claim_reader.h"

static bool is_check(const claim_reader *c, const char *check) {
  return strcmp(c->rule->check, check) == 0;
}

/* ---- versus ---- */

static void check_versus(claim_reader *c) {
  const char *metric = claim_word(c, "metric"), *other = claim_word(c, "versus_metric");
  const char *reference = claim_word(c, "reference_metric");
  if (metric != NULL && other != NULL && strcmp(metric, other) == 0)
    claim_complain(c, "'versus_metric' is the claim's own metric");
  if (metric != NULL && reference != NULL && strcmp(metric, reference) == 0)
    claim_complain(c, "'reference_metric' is the claim's own metric");
  if (claim_has(c, "versus") && memcmp(c->selected, c->versus, (size_t)c->selection->points * sizeof *c->selected) == 0)
    claim_complain(c, "'versus' selects the same points as 'where'");
}

/* ---- along ---- */

static double number_of(const walras_parameter *parameter, const void *parameters) {
  config_value value;
  config_value_load(parameter, parameters, &value);
  return parameter->type == WALRAS_TYPE_INTEGER ? (double)value.field.integer : value.field.real;
}

/* A selected point by its place on the axis. */
typedef struct axis_point {
  double x;
  int64_t point;
} axis_point;

static int by_x(const void *left, const void *right) {
  const axis_point *a = left, *b = right;
  if (a->x != b->x)
    return a->x > b->x ? 1 : -1;
  return (a->point > b->point) - (a->point < b->point);
}

static int by_number(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* The selected points in the axis's order; the number of different values. NULL points: no memory. */
static int64_t sort_points(claim_reader *c, const walras_parameter *along, axis_point **points, int64_t *count) {
  int64_t values = 0;
  *count = 0;
  *points = config_allocate(c->reader->arena, (size_t)c->selection->points, sizeof **points);
  for (int64_t p = 0; *points != NULL && p < c->selection->points; p++)
    if (c->selected[p])
      (*points)[(*count)++] = (axis_point){number_of(along, c->selection->parameters[p]), p};
  if (*points != NULL && *count > 0)
    qsort(*points, (size_t)*count, sizeof **points, by_x);
  for (int64_t i = 0; *points != NULL && i < *count; i++)
    values += i == 0 || (*points)[i].x != (*points)[i - 1].x;
  return values;
}

/* The numbers of the values that a parameter takes at points first..end-1, sorted: what numbers and words are by themselves, and of texts
   and arrays the place of the first point in the sweep that has the same. */
static void number_values(const claim_reader *c, const walras_parameter *parameter, const axis_point *points, int64_t first,
                          int64_t end, double *numbers) {
  for (int64_t i = first; i < end; i++) {
    config_value value, other;
    config_value_load(parameter, c->selection->parameters[points[i].point], &value);
    int64_t same = 0;
    switch (parameter->type) {
    case WALRAS_TYPE_INTEGER:
    case WALRAS_TYPE_REAL:
      numbers[i] = number_of(parameter, c->selection->parameters[points[i].point]) + 0.0; /* no negative zero */
      continue;
    case WALRAS_TYPE_BOOLEAN:
      numbers[i] = value.field.boolean;
      continue;
    case WALRAS_TYPE_ENUMERATION:
      numbers[i] = value.field.word;
      continue;
    default:
      for (bool found = false; !found; same += !found) {
        config_value_load(parameter, c->selection->parameters[same], &other);
        found = config_value_equal(parameter, &value, &other);
      }
      numbers[i] = (double)same;
    }
  }
  qsort(numbers + first, (size_t)(end - first), sizeof *numbers, by_number);
}

/* Whether a parameter takes the same values as often among points a..b-1 as among b..d-1 (as many), or but one value in each: then it follows
   from the axis, or does not matter. */
static bool is_balanced(const claim_reader *c, const walras_parameter *parameter, const axis_point *points, int64_t a, int64_t b,
                        int64_t d, double *numbers) {
  number_values(c, parameter, points, a, b, numbers);
  number_values(c, parameter, points, b, d, numbers);
  if (numbers[a] == numbers[b - 1] && numbers[b] == numbers[d - 1])
    return true;
  return memcmp(numbers + a, numbers + b, (size_t)(b - a) * sizeof *numbers) == 0;
}

/*
 * Several points at one value of the axis are averaged, which compares like with like only when every other parameter takes the same values equally
 * often at each value of the axis. One point at each is a path, and its own reader's business.
 */
static void check_mixture(claim_reader *c, const walras_parameter *along, const axis_point *points, int64_t count) {
  const walras_model *model = c->selection->model;
  double *numbers = config_allocate(c->reader->arena, (size_t)count, sizeof *numbers);
  int64_t first = 0, middle = 0;
  if (numbers == NULL)
    return;
  for (int64_t end = 1; end <= count; end++) {
    if (end < count && points[end].x == points[end - 1].x)
      continue;
    if (middle > first && end - middle != middle - first) {
      claim_complain(c, config_format(c->reader,
                                      "%lld points are selected where '%s' is %.6g, %lld where it is %.6g: select one or all "
                                      "of their kinds at each",
                                      (long long)(middle - first), along->name, points[first].x, (long long)(end - middle),
                                      points[middle].x));
      return;
    }
    for (int64_t i = 0; middle > first && end - middle > 1 && i < model->parameter_count; i++) {
      const walras_parameter *other = &model->parameters[i];
      if (other == along || is_balanced(c, other, points, first, middle, end, numbers))
        continue;
      claim_complain(c, config_format(c->reader,
                                      "the selected points mix '%s' in another way where '%s' is %.6g than where it is %.6g",
                                      other->name, along->name, points[middle].x, points[first].x));
      return;
    }
    first = middle;
    middle = end;
  }
}

static void check_axis(claim_reader *c) {
  const walras_parameter *along = config_parameter_find(c->selection->model, claim_word(c, "along"));
  axis_point *points = NULL;
  int64_t count = 0;
  const int64_t values = sort_points(c, along, &points, &count), needed = is_check(c, "order") ? 2 : 3;
  const char *scale = claim_word(c, "scale");
  const bool logarithmic = is_check(c, "slope") && (scale == NULL || strcmp(scale, "linear") != 0);
  if (points == NULL)
    return;
  if (values < needed) {
    claim_complain(c, config_format(c->reader, "'%s' takes %lld value%s at the selected points, and a claim of %s needs %lld",
                                    along->name, (long long)values, values == 1 ? "" : "s", c->rule->check, (long long)needed));
    return;
  }
  if (logarithmic && points[0].x <= 0.0)
    claim_complain(
        c, config_format(c->reader, "a logarithmic scale needs positive values of '%s', not %.6g", along->name, points[0].x));
  else if (is_check(c, "slope") && isinf(points[count - 1].x))
    claim_complain(c, config_format(c->reader, "a line needs finite values of '%s'", along->name));
  else
    check_mixture(c, along, points, count);
}

/* ---- replications ---- */

/* One replication has no spread: an interval needs two, where points themselves are no sample. */
static void check_replications(claim_reader *c) {
  const bool points_will_do = is_check(c, "slope") || is_check(c, "correlation"), share = is_check(c, "share");
  const bool compares = claim_has(c, "versus");
  int64_t single = 0, selected = 0;
  if (c->selection->replications == NULL || points_will_do || share)
    return;
  for (int64_t p = 0; p < c->selection->points; p++) {
    const bool counts = c->selected[p] || (compares && c->versus[p]);
    selected += counts;
    single += counts && c->selection->replications[p] == 1;
  }
  if (single > 0)
    config_warn(
        &c->reader->log, c->place,
        "%s: %lld of its %lld points ha%s one replication, which gives no interval: it stays undecided (check = \"equal\" or "
        "\"bounds\" compares single values)",
        c->name, (long long)single, (long long)selected, single == 1 ? "s" : "ve");
}

void claim_check_design(claim_reader *c) {
  const char *of = claim_word(c, "of");
  if (c->selection->parameters == NULL)
    return;
  check_versus(c);
  if (claim_has(c, "along"))
    check_axis(c);
  if (!is_check(c, "equal") && (!is_check(c, "bounds") || (of != NULL && strcmp(of, "mean") == 0)))
    check_replications(c);
}

/* ---- bands ---- */

/* The scale of an estimate, which a band must reach into. */
static void check_scale(claim_reader *c, double minimum, double maximum) {
  if (is_check(c, "share") && !(minimum < 1.0 && maximum > 0.0))
    claim_complain(c, "the interval of a share never lies beyond 0 or 1: check = \"bounds\" asks for every trial");
  if (is_check(c, "correlation") && !(minimum <= 1.0 && maximum >= -1.0))
    claim_complain(c, "a correlation lies between -1 and 1");
}

static void check_width(claim_reader *c, double expected, double tolerance) {
  const double relative = tolerance * fabs(expected);
  if (tolerance == 0.0 || (claim_has(c, "relative_tolerance") && relative == 0.0))
    claim_complain(c,
                   config_format(c->reader,
                                 "%s leaves no room for an interval: give a 'tolerance' above 0, or check = \"equal\" for what "
                                 "has no noise",
                                 tolerance == 0.0 ? "a tolerance of 0" : "a relative tolerance of 0"));
}

void claim_check_band(claim_reader *c) {
  const char *of = claim_word(c, "of");
  double expected = NAN, tolerance = NAN, minimum = -INFINITY, maximum = INFINITY;
  if (is_check(c, "equal") || is_check(c, "order") || (is_check(c, "bounds") && (of == NULL || strcmp(of, "mean") != 0)))
    return;
  claim_read_number(c, c->group, "tolerance", 0, &tolerance);
  claim_read_number(c, c->group, "relative_tolerance", 0, &tolerance);
  claim_read_number(c, c->group, "minimum", -INFINITY, &minimum);
  claim_read_number(c, c->group, "maximum", -INFINITY, &maximum);
  claim_read_number(c, c->group, "expected", -INFINITY, &expected);
  if (!isnan(expected)) {
    const double reach = claim_has(c, "relative_tolerance") ? tolerance * fabs(expected) : tolerance;
    minimum = expected - reach;
    maximum = expected + reach;
    check_width(c, expected, tolerance);
  } else if (minimum == maximum)
    claim_complain(c, "'minimum' and 'maximum' are equal, which leaves no room for an interval");
  const config_setting_t *entries = config_setting_get_member(c->group, "entries");
  for (int i = 0; entries != NULL && i < config_setting_length(entries) && c->good; i++) {
    claim_read_number(c, config_setting_get_elem(entries, (unsigned)i), "expected", -INFINITY, &expected);
    check_width(c, expected, tolerance);
  }
  if (c->good)
    check_scale(c, minimum, maximum);
}
