/** `walras show`: statistics of chosen metrics, point by point, worked out in one place and written in one of three forms. */
#ifndef WALRAS_CLI_SHOW_H
#define WALRAS_CLI_SHOW_H

#include "cli/point_table.h"
#include "cli/values.h"
#include "numerics/statistics/difference.h"
#include "numerics/statistics/quantile.h"
#include "numerics/statistics/summary.h"

extern const double SHOW_CONFIDENCE; /**< of every interval */

/** What is shown under one heading: a scalar metric, or one element of a vector. */
typedef struct show_column {
  int64_t number; /**< from 0 in the order of output */
  const walras_metric *metric;
  int64_t element;
  char name[160];     /**< with "[k]", k from 1, for an element */
  const char *unit;   /**< "1" for pure numbers */
  bool is_proportion; /**< without a unit, 0 or 1 in every finished trial, and both occur */
} show_column;

typedef struct show_quantile {
  double probability, estimate;
  walras_interval interval; /**< infinite where there are too few values for a limit */
} show_quantile;

/** One line of the output: a column at a design point. */
typedef struct show_row {
  int64_t point;
  walras_summary summary;
  walras_interval interval;       /**< of the mean; NaN for a single value */
  const show_quantile *quantiles; /**< [show.quantile_count] */
  int64_t baseline;               /**< with --paired: the point that the difference is taken from, else -1 */
  walras_difference difference;   /**< this point less the baseline */
  walras_interval difference_interval;
} show_row;

typedef struct show show;

/** One form of output. Each function adds to `text` of the show. */
typedef struct show_writer {
  void (*begin)(show *s);
  void (*row)(show *s, const show_column *column, const show_row *row);
  void (*end)(show *s);
} show_writer;
extern const show_writer show_table_writer, show_csv_writer, show_json_writer;

struct show {
  const char *store;
  const walras_experiment *experiment;
  const show_writer *writer;
  cli_values_source source;
  walras_window window; /**< of a shard: where the store's points and replications begin in the experiment */
  cli_point_table points;
  bool *selected;        /**< [points] by --where */
  bool sensitivity;      /**< the design's indices instead of its points */
  bool paired;           /**< --paired: differences instead of means */
  int64_t *baselines;    /**< [points] with --paired, else NULL */
  const char *baselined; /**< words for the baseline: "the first point", "mean = 0.0" */
  double *probabilities; /**< [quantile_count] of --quantile */
  int64_t quantile_count;
  config_text text;      /**< not yet written to standard output */
  bool write_failed;     /**< standard output takes no more */
  int64_t columns, rows; /**< begun and printed so far */
  /* Of the table: what stands above the row before, and the widths of its group's cells. */
  int64_t headed_column, headed_group;
  int label_width, *widths; /**< [points.columns] */
};

/** Names of the methods, as every form of output gives them. */
const char *show_mean_method(const show_column *column);
const char *show_difference_method(const show *s);
/** How many times as many replications unpaired samples would need for the same error: 1 / (1 - reduction), infinite for a constant difference. */
double show_replications_saved(const walras_difference *difference);
#define SHOW_QUANTILE_METHOD "order-statistic interval of the quantile"

/** Writes the text to standard output when there is enough of it, or in any case when `all`. */
void show_flush(show *s, bool all);

/** What is worked out for the rows of a column. */
typedef struct show_statistics {
  double *values, *baseline, *sorted; /**< [replications] */
  show_quantile *quantiles;           /**< [quantile_count] */
  walras_rank_interval *ranks;        /**< [quantile_count] for `ranks_count` values */
  int64_t ranks_count, baseline_point;
  double student, student_degrees; /**< the quantile of t that was used last */
} show_statistics;
/** Room for the statistics of a show. False when memory is exhausted; free in any case. */
bool show_statistics_make(const show *s, show_statistics *statistics);
void show_statistics_free(show_statistics *statistics);
/** Finds out what the column's values are. */
walras_status show_statistics_begin(show *s, show_statistics *statistics, show_column *column, walras_error *error);
/** Fills a row of the column; a count of 0 in its summary, or in its difference with --paired: nothing to show. */
walras_status show_statistics_row(show *s, show_statistics *statistics, const show_column *column, int64_t point, show_row *row,
                                  walras_error *error);

/** Fills baselines [points]: for each point its baseline. Without conditions that is the first point of its group. With conditions
 *  ("name=value") it is the point that they select, in the same group unless they name a label; of several, the one that agrees in all other
 *  swept parameters. Errors: a condition that is wrong or selects nothing, a point without a baseline or with several. */
walras_status show_baselines_find(const walras_experiment *experiment, const cli_point_table *points,
                                  const char *const *conditions, int64_t count, int64_t *baselines, walras_error *error);

/** Prints every finished trial of the selected points as CSV: one row per point and replication. */
walras_status show_trials(show *s, const walras_metric *const *metrics, int64_t metric_count, walras_error *error);

/* Pieces that the forms share. */
void show_csv_field(config_text *text,
                    const char *field); /**< of RFC 4180: quoted where it must be, and where '#' would begin a comment */
void show_csv_number(config_text *text,
                     double value); /**< the fewest digits that read back equal; nothing for NaN; inf and -inf */
/** label (where there are labels) and the swept parameters of a point, each behind a comma; and their names or units for the heading: a name
 *  that another column has gets "_parameter" behind it. */
void show_csv_design(const show *s, int64_t point, config_text *text);
void show_csv_design_heading(show *s, bool units);

#endif
