/** Metrics as data: what a trial records, and how the store names and describes it. */
#ifndef WALRAS_METRIC_H
#define WALRAS_METRIC_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum walras_metric_kind {
  WALRAS_SCALAR,    /**< one value per trial; /metrics/<name> */
  WALRAS_VECTOR,    /**< `length` values per trial; /metrics/<name> with dimension `dimension` */
  WALRAS_SERIES,    /**< one value per round; /series/<name> */
  WALRAS_HISTOGRAM, /**< `length` integer counts; /histograms/<name>, and its length + 1 edges */
  WALRAS_TABLE      /**< up to `length` entries of several columns; /tables/<name>/<column> */
} walras_metric_kind;

typedef enum walras_value_type {
  WALRAS_VALUE_REAL,   /**< double; NaN-filled until recorded */
  WALRAS_VALUE_INTEGER /**< int64_t; with `words` coded values with flag_meanings */
} walras_value_type;

/** One column of a table. */
typedef struct walras_column {
  const char *name;
  walras_value_type type;
  const char *unit;
  const char *doc;
  const char *const *words; /**< NULL-terminated meanings of an integer code; NULL = a plain number */
} walras_column;

/** One metric. Its position in the model's table is the number that the record calls take. */
typedef struct walras_metric {
  const char *name;
  walras_metric_kind kind;
  walras_value_type type;       /**< of scalars, vectors and series; histograms are integers, tables per column */
  const char *unit;             /**< "s", "1", "USD": never "seconds" or "days", which readers turn into dates */
  const char *doc;              /**< one line; the store's long_name */
  const char *dimension;        /**< name of a vector's axis, e.g. "arrival_rank"; its coordinate counts from 1 */
  const char *undefined;        /**< words: when a real value may be NaN ("nothing was sold"); NULL = NaN fails the trial */
  const char *absent;           /**< words: for which parameters it does not exist; NULL = always present */
  const walras_column *columns; /**< tables: ended by a column without name */
  bool not_compared;            /**< timings: stored under /run, outside the digest */
  int64_t (*length)(const void *parameters);            /**< of vectors, series (rounds), histograms, tables (most entries) */
  bool (*present)(const void *parameters);              /**< NULL = always; goes with `absent` */
  void (*edges)(const void *parameters, double *edges); /**< histograms: fills length + 1 ascending bin edges */
} walras_metric;

#ifdef __cplusplus
}
#endif
#endif
