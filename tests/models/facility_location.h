/** What the tests of facility location share. */
#ifndef WALRAS_TESTS_FACILITY_LOCATION_H
#define WALRAS_TESTS_FACILITY_LOCATION_H

#include "model_run.h"
#include "models/facility-location/rules.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_facility_location, __VA_ARGS__)
#define REFUSED(word, ...) model_refuses(&walras_model_facility_location, word, SETTINGS(__VA_ARGS__))

enum { MOST_AGENTS = 64 };

/* A rule with a profile in memory of its own. */
typedef struct hand_profile {
  facility_rule rule;
  facility_profile profile;
  double reports[MOST_AGENTS], sorted[MOST_AGENTS], phantoms[MOST_AGENTS + 2];
  int64_t ends[MOST_AGENTS + 2];
  facility_clip clips[MOST_AGENTS];
} hand_profile;

/* In place: the profile points into the structure. `custom` [customs] are the phantoms of mechanism = phantom. */
static inline void make_profile(hand_profile *hand, int mechanism, double length, const double *reports, int64_t n,
                                const double *custom, int64_t customs) {
  const struct facility_parameters p = {
      .agents = n, .domain_length = length, .mechanism = mechanism, .custom_phantoms = {.count = customs, .values = custom}};
  hand->rule = (facility_rule){.mechanism = mechanism, .agents = n, .length = length};
  if (facility_is_phantom_rule(mechanism))
    hand->rule.phantoms = facility_phantoms_of(&p, hand->phantoms, hand->ends);
  hand->profile = (facility_profile){.rule = &hand->rule,
                                     .reports = hand->reports,
                                     .sorted = hand->sorted,
                                     .clips = facility_is_phantom_rule(mechanism) ? hand->clips : NULL};
  memcpy(hand->reports, reports, (size_t)n * sizeof *reports);
  facility_profile_update(&hand->profile);
}

static inline double outcome_of(int mechanism, double length, const double *reports, int64_t n) {
  hand_profile hand;
  make_profile(&hand, mechanism, length, reports, n, NULL, 0);
  return facility_outcome(&hand.profile);
}

/* The outcome by its definition: the median of the reports and n + 1 phantoms. */
static inline int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static inline double median_with_phantoms(const facility_phantoms *phantoms, const double *reports) {
  double all[2 * MOST_AGENTS + 1];
  const int64_t n = phantoms->agents;
  for (int64_t k = 0; k <= n; k++)
    all[k] = facility_phantom(phantoms, k);
  memcpy(all + n + 1, reports, (size_t)n * sizeof *reports);
  qsort(all, (size_t)(2 * n + 1), sizeof *all, by_value);
  return all[n];
}

/* Uniform draws for tests, on [0, length], with some on a coarse grid so that agents and phantoms meet. */
static inline void draw_reports(uint64_t number, double length, int64_t n, double *reports) {
  uint32_t key[2];
  walras_random_key(7, number, 0, key);
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (int64_t i = 0; i < n; i++) {
    const double u = walras_uniform(&stream, (uint64_t)i, 0);
    const int64_t step = (int64_t)walras_bounded(&stream, (uint64_t)i, 3, (uint64_t)n + 1);
    reports[i] = walras_uniform(&stream, (uint64_t)i, 2) < 0.5 ? u * length
                 : step == n                                   ? length
                                                               : (double)step * length / (double)n;
  }
}

#endif
