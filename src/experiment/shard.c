#include "experiment/shard.h"

#include <math.h>
#include <stdlib.h>

/* ---- where the trials are cut ---- */

static double rough_seconds(const walras_experiment *e, int64_t point) {
  walras_footprint f = {0};
  e->model->footprint(e->parameters[point], &f);
  return (double)f.population * f.seconds_per_entity + f.seconds_fixed;
}

/* What is to be balanced: trials weighted by their point's cost, or alike where a model does not know all costs. */
typedef struct weights {
  const walras_experiment *experiment;
  bool known;
  double sum;
} weights;

static double weight_of(const weights *w, int64_t point) {
  return w->known ? rough_seconds(w->experiment, point) : 1.0;
}

static weights weigh(const walras_experiment *e) {
  weights w = {.experiment = e, .known = true};
  for (int64_t point = 0; w.known && point < e->points; point++) {
    const double seconds = rough_seconds(e, point);
    w.known = seconds > 0.0 && isfinite(seconds);
  }
  for (int64_t point = 0; point < e->points; point++)
    w.sum += weight_of(&w, point) * (double)e->point_replications[point];
  return w;
}

/* The first trial behind `share` of all weight. */
static int64_t cut_at(const weights *w, double share) {
  const walras_experiment *e = w->experiment;
  double before = 0.0;
  for (int64_t point = 0; point < e->points; point++) {
    const int64_t trials = e->point_replications[point];
    const double weight = weight_of(w, point), all = weight * (double)trials;
    if (share * w->sum < before + all) {
      const double inside = (share * w->sum - before) / all;
      const int64_t steps = e->stopping != NULL ? 1 : trials; /* the places where this point can be cut, and its end */
      const int64_t step = (int64_t)floor(inside * (double)steps + 0.5);
      const int64_t replication = step <= 0 ? 0 : step >= steps ? e->replications : step;
      return point * e->replications + replication;
    }
    before += all;
  }
  return e->points * e->replications;
}

static walras_status check_splits(const walras_experiment *e, walras_error *error) {
  if (e->stopping == NULL || e->stopping->rule.baseline < 0)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                     "%s cannot be split into shards: with replications.versus each design point waits for the trials of the "
                     "baseline, which one shard alone would have",
                     e->name);
}

walras_status walras_shard_cut(const walras_experiment *e, int64_t number, int64_t count, walras_part *part,
                               walras_error *error) {
  const walras_status status = check_splits(e, error);
  if (status != WALRAS_OK)
    return status;
  const weights w = weigh(e);
  const int64_t end = e->points * e->replications;
  *part = (walras_part){.number = number, .count = count, .points = e->points, .replications = e->replications};
  part->first = number == 1 ? 0 : cut_at(&w, (double)(number - 1) / (double)count);
  part->end = number == count ? end : cut_at(&w, (double)number / (double)count);
  if (part->first >= part->end)
    part->first = part->end = 0;
  return WALRAS_OK;
}

/* ---- the experiment as far as a part goes ---- */

void walras_shard_give_back(walras_experiment *e) {
  const walras_whole *whole = &e->whole;
  if (e->part.count == 0)
    return;
  free(e->point_replications);
  e->points = whole->points;
  e->replications = whole->replications;
  e->parameters = whole->parameters;
  e->point_replications = whole->point_replications;
  e->point_labels = whole->point_labels;
  e->stopping = whole->stopping;
  e->part.count = 0;
}

/* Those of a point's replications that lie in its row. */
static int64_t replications_in(const walras_part *part, const walras_window *window, const int64_t *point_replications,
                               int64_t point) {
  int64_t from, to;
  walras_part_row(part, point, &from, &to);
  const int64_t used = point_replications[window->point + point] - window->replication;
  to = used < to ? used : to;
  return to > from ? to - from : 0;
}

/* Nobody vouches for what a store says. */
static walras_status check_part(const walras_experiment *e, const walras_part *part, walras_error *error) {
  if (part->points != e->points || part->replications != e->replications)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                       "a shard of %lld x %lld trials is not of this experiment, which has %lld x %lld", (long long)part->points,
                       (long long)part->replications, (long long)e->points, (long long)e->replications);
  if (e->stopping != NULL && (part->first % e->replications != 0 || part->end % e->replications != 0))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT,
                       "a shard of trials %lld to %lld is not one of whole design points, as sequential stopping needs them",
                       (long long)part->first, (long long)part->end - 1);
  return check_splits(e, error);
}

walras_status walras_shard_take(walras_experiment *e, const walras_part *part, walras_error *error) {
  walras_shard_give_back(e);
  const walras_status status = check_part(e, part, error);
  if (status != WALRAS_OK)
    return status;
  const walras_window window = walras_part_window(part);
  int64_t *point_replications = malloc((size_t)window.points * sizeof *point_replications);
  if (point_replications == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for a shard of %lld design points", (long long)window.points);
  for (int64_t point = 0; point < window.points; point++)
    point_replications[point] = replications_in(part, &window, e->point_replications, point);
  e->whole = (walras_whole){.points = e->points,
                            .replications = e->replications,
                            .parameters = e->parameters,
                            .point_replications = e->point_replications,
                            .point_labels = e->point_labels,
                            .stopping = e->stopping};
  e->part = *part;
  e->points = window.points;
  e->replications = window.replications;
  e->parameters += window.point;
  e->point_replications = point_replications;
  e->point_labels = e->point_labels != NULL ? e->point_labels + window.point : NULL;
  if (part->first == part->end)
    e->stopping = NULL; /* which would release trials of its one point */
  return WALRAS_OK;
}
