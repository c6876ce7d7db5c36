#include "experiment/sampling.h"

#include "numerics/designs/design_key.h"
#include "numerics/designs/latin_hypercube.h"
#include "numerics/designs/morris_trajectory.h"
#include "numerics/designs/sobol_sequence.h"

enum { MOST_LEVELS = 1000 };

/* `points` or `trajectories`: what one of them costs is said where it is missing. */
static bool read_base(config_reader *reader, const config_setting_t *group, const char *key, const char *meaning, int64_t least,
                      int64_t *base) {
  const config_setting_t *setting = config_setting_get_member(group, key);
  if (setting == NULL) {
    config_report(&reader->log, config_reader_place(reader, group), "sweep.%s is missing: %s", key, meaning);
    return false;
  }
  return config_read_integer(reader, setting, config_format(reader, "sweep.%s", key), least, CONFIG_MOST_POINTS, base);
}

static bool read_flag(config_reader *reader, const config_setting_t *group, const char *key, bool *flag) {
  const config_setting_t *setting = config_member(group, key);
  if (setting == NULL)
    return true;
  if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
    config_report(&reader->log, config_reader_place(reader, setting), "sweep.%s: expected true or false, found %s", key,
                  config_found(reader, setting));
    return false;
  }
  *flag = config_setting_get_bool(setting) != 0;
  return true;
}

static bool read_latin(config_reader *reader, const config_setting_t *group, config_sampling *s) {
  bool good = read_base(reader, group, "points", "the number of design points", 1, &s->base);
  good &= read_flag(reader, group, "maximin", &s->maximin);
  good &= read_flag(reader, group, "jitter", &s->jitter);
  if (!good || !s->maximin || s->base <= WALRAS_MAXIMIN_MOST_POINTS)
    return good;
  config_report(&reader->log, config_reader_place(reader, config_setting_get_member(group, "maximin")),
                "sweep.maximin: it compares all pairs of points and takes at most %d of them; found %lld",
                WALRAS_MAXIMIN_MOST_POINTS, (long long)s->base);
  return false;
}

static bool read_morris(config_reader *reader, const config_setting_t *group, config_sampling *s) {
  bool good = read_base(reader, group, "trajectories", "each of them is one point more than there are axes", 2, &s->base);
  const config_setting_t *levels = config_setting_get_member(group, "levels");
  if (levels == NULL)
    return good;
  good &= config_read_integer(reader, levels, "sweep.levels", 2, MOST_LEVELS, &s->levels);
  if (!good || s->levels % 2 == 0)
    return good;
  config_report(&reader->log, config_reader_place(reader, levels), "sweep.levels: expected an even number, found %lld",
                (long long)s->levels);
  return false;
}

/* Direction numbers are there for so many dimensions. */
static bool has_dimensions(config_reader *reader, const config_setting_t *group, walras_design design, int64_t axes) {
  const int64_t most = design == WALRAS_DESIGN_SALTELLI ? WALRAS_SOBOL_DIMENSIONS / 2 : WALRAS_SOBOL_DIMENSIONS;
  if (axes <= most)
    return true;
  config_report(&reader->log, config_reader_place(reader, group), "the sweep has %lld axes; this design takes at most %lld",
                (long long)axes, (long long)most);
  return false;
}

bool config_sampling_read(config_reader *reader, const config_setting_t *group, walras_design design, int64_t axes,
                          config_sampling *sampling, int64_t *points) {
  *sampling = (config_sampling){.jitter = true, .scramble = true, .levels = 4};
  bool good = true;
  int64_t rows = 1;
  switch (design) {
  case WALRAS_DESIGN_LATIN_HYPERCUBE:
    good = read_latin(reader, group, sampling);
    break;
  case WALRAS_DESIGN_SALTELLI:
    rows = axes + 2;
    good = read_base(reader, group, "points", "the number of base rows; each is two points more than there are axes", 2,
                     &sampling->base);
    good &= has_dimensions(reader, group, design, axes);
    break;
  case WALRAS_DESIGN_MORRIS:
    rows = axes + 1;
    good = read_morris(reader, group, sampling);
    break;
  default:
    good = read_base(reader, group, "points", "the number of design points", 1, &sampling->base);
    good &= read_flag(reader, group, "scramble", &sampling->scramble);
    good &= has_dimensions(reader, group, design, axes);
  }
  *points = sampling->base * rows;
  if (!good || *points <= CONFIG_MOST_POINTS)
    return good;
  config_report(&reader->log, config_reader_place(reader, group), "the sweep has more than %d design points", CONFIG_MOST_POINTS);
  return false;
}

/* Row j of the base sample stands in point 0 and the last point of its block: the points between them mix the two. */
static void fill_saltelli(const uint32_t key[2], int64_t base, int64_t axes, double *coordinates) {
  const int64_t block = (axes + 2) * axes;
  for (int64_t i = 0; i < axes; i++) {
    walras_sobol_coordinates(i, key, base, block, coordinates + i);
    walras_sobol_coordinates(axes + i, key, base, block, coordinates + (axes + 1) * axes + i);
  }
  for (int64_t j = 0; j < base; j++) {
    double *const a = coordinates + j * block, *const b = a + (axes + 1) * axes;
    for (int64_t mixed = 0; mixed < axes; mixed++)
      for (int64_t i = 0; i < axes; i++)
        a[(1 + mixed) * axes + i] = i == mixed ? b[i] : a[i];
  }
}

walras_status config_sampling_fill(walras_design design, const config_sampling *s, int64_t axes, int64_t seed,
                                   double *coordinates, int64_t *moves, walras_error *error) {
  uint32_t key[2];
  walras_design_key((uint64_t)seed, key);
  switch (design) {
  case WALRAS_DESIGN_LATIN_HYPERCUBE:
    return walras_latin_hypercube(
        key, &(walras_latin_options){.count = s->base, .axes = axes, .maximin = s->maximin, .jitter = s->jitter}, coordinates,
        error);
  case WALRAS_DESIGN_SALTELLI:
    fill_saltelli(key, s->base, axes, coordinates);
    break;
  case WALRAS_DESIGN_MORRIS:
    for (int64_t t = 0; t < s->base; t++)
      walras_morris_trajectory(key, t, axes, s->levels, coordinates + t * (axes + 1) * axes, moves + t * axes);
    break;
  default:
    for (int64_t i = 0; i < axes; i++)
      walras_sobol_coordinates(i, s->scramble ? key : NULL, s->base, axes, coordinates + i);
  }
  return WALRAS_OK;
}

const char *config_sampling_note(config_reader *reader, walras_design design, const config_sampling *s) {
  if ((design != WALRAS_DESIGN_SOBOL && design != WALRAS_DESIGN_SALTELLI) || (s->base & (s->base - 1)) == 0)
    return NULL;
  int64_t below = 1;
  while (2 * below < s->base)
    below *= 2;
  return config_format(reader, "sweep.points is %lld, which is no power of two: a Sobol' sequence is balanced at %lld and %lld",
                       (long long)s->base, (long long)below, (long long)(2 * below));
}
