/** A store of 2 points x 3 replications with one dataset of every kind. */
#ifndef WALRAS_TESTS_TOY_STORE_H
#define WALRAS_TESTS_TOY_STORE_H

#include <math.h>

#include "store/store.h"
#include "unit/folder.h"

enum { TOY_POINTS = 2, TOY_REPLICATIONS = 3, TOY_TRIALS = 6, TOY_ROUNDS = 4 };
/* Positions in the layout. */
enum {
  TOY_POINT,
  TOY_REPLICATION,
  TOY_ROUND,
  TOY_SIZE,
  TOY_WORD,
  TOY_WELFARE,
  TOY_PRICE,
  TOY_STATUS,
  TOY_CRC,
  TOY_KIND,
  TOY_SECONDS,
  TOY_LOG
};

static const int64_t toy_counting[] = {0, 1, 2, 3};
static const int64_t toy_sizes[TOY_POINTS] = {10, -3};
static const char *const toy_words[TOY_POINTS] = {"médian", ""};
static const int64_t toy_format = WALRAS_STORE_FORMAT;
static const walras_store_attribute toy_root[] = {
    {.name = "format_version", .type = WALRAS_ATTRIBUTE_INTEGER, .integers = &toy_format, .count = 1},
    {.name = "experiment", .type = WALRAS_ATTRIBUTE_TEXT, .text = "experiment: { name = \"toy\"; };"},
};
static const double toy_bounds[] = {0.5, 1.5, 2.5};
static const walras_store_attribute toy_welfare[] = {
    {.name = "units", .type = WALRAS_ATTRIBUTE_TEXT, .text = "USD"},
    {.name = "bounds", .type = WALRAS_ATTRIBUTE_REAL, .reals = toy_bounds, .count = 3},
};

#define TOY_SCALE(name, length)                                                                                                  \
  { .path = name, .type = WALRAS_STORE_INTEGER, .rank = 1, .extent = {length}, .is_scale = true, .contents = toy_counting }
#define TOY_TRIAL_DATA(name, kind, ...)                                                                                          \
  {                                                                                                                              \
    .path = name, .type = kind, .rank = 2, .extent = {TOY_POINTS, TOY_REPLICATIONS}, .dimension = {"/point", "/replication"},    \
    .per_trial = true, __VA_ARGS__                                                                                               \
  }

static const walras_store_dataset toy_datasets[] = {
    TOY_SCALE("/point", TOY_POINTS),
    TOY_SCALE("/replication", TOY_REPLICATIONS),
    TOY_SCALE("/round", TOY_ROUNDS),
    {.path = "/design/size",
     .type = WALRAS_STORE_INTEGER,
     .rank = 1,
     .extent = {TOY_POINTS},
     .dimension = {"/point"},
     .contents = toy_sizes},
    {.path = "/design/word",
     .type = WALRAS_STORE_TEXT,
     .rank = 1,
     .extent = {TOY_POINTS},
     .dimension = {"/point"},
     .contents = toy_words},
    TOY_TRIAL_DATA("/metrics/welfare", WALRAS_STORE_REAL, .attributes = toy_welfare, .attribute_count = 2, .in_crc = true),
    {.path = "/series/price",
     .type = WALRAS_STORE_REAL,
     .rank = 3,
     .extent = {TOY_POINTS, TOY_REPLICATIONS, TOY_ROUNDS},
     .dimension = {"/point", "/replication", "/round"},
     .per_trial = true,
     .in_crc = true,
     .reserve = true},
    TOY_TRIAL_DATA("/trials/status", WALRAS_STORE_BYTE, .in_crc = false),
    TOY_TRIAL_DATA("/trials/crc", WALRAS_STORE_WORD32, .in_crc = false),
    TOY_TRIAL_DATA("/trials/error_code", WALRAS_STORE_CODE, .in_crc = false),
    TOY_TRIAL_DATA("/run/wall_seconds", WALRAS_STORE_REAL, .not_compared = true),
    {.path = "/run/log", .type = WALRAS_STORE_INTEGER, .rank = 1, .extent = {2}, .rewritten = true, .not_compared = true},
};

static const walras_store_layout toy_layout = {.points = TOY_POINTS,
                                               .replications = TOY_REPLICATIONS,
                                               .datasets = toy_datasets,
                                               .dataset_count = sizeof toy_datasets / sizeof *toy_datasets,
                                               .attributes = toy_root,
                                               .attribute_count = sizeof toy_root / sizeof *toy_root};

/** What is said of an HDF5 file without a seal. */
static const char toy_no_seal[] =
    "%s is an HDF5 file, but not a store of walras in format 2: it does not end with the store's seal "
    "(is it truncated, of an older version, or was it changed by another program?)";

/** A new toy store; its path. */
static inline const char *toy_create(const char *name) {
  const char *path = unit_path(name);
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_create(path, &toy_layout, true, &error), WALRAS_OK);
  return path;
}

static inline walras_store_writer *toy_open(const char *path) {
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open(path, &toy_layout, &writer, &error), WALRAS_OK);
  return writer;
}

/** Writes rows of one dataset into a closed store. */
static inline void toy_write(const char *path, int64_t dataset, int64_t first, int64_t count, const void *rows) {
  walras_store_writer *writer = toy_open(path);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, dataset, first, count, rows, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

/** All trials done, with welfare 0.5 t and prices 10 t + round. */
static inline const char *toy_finished(const char *name) {
  const char *path = toy_create(name);
  double welfare[TOY_TRIALS], price[TOY_TRIALS * TOY_ROUNDS];
  uint8_t status[TOY_TRIALS];
  for (int t = 0; t < TOY_TRIALS; t++) {
    welfare[t] = 0.5 * t;
    status[t] = WALRAS_TRIAL_DONE;
    for (int round = 0; round < TOY_ROUNDS; round++)
      price[t * TOY_ROUNDS + round] = 10.0 * t + round;
  }
  toy_write(path, TOY_WELFARE, 0, TOY_TRIALS, welfare);
  toy_write(path, TOY_PRICE, 0, TOY_TRIALS, price);
  toy_write(path, TOY_STATUS, 0, TOY_TRIALS, status);
  return path;
}

#endif
