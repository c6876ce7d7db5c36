/** The design points as people read them: a label and the parameters that the sweep varies, one cell each. */
#ifndef WALRAS_CLI_POINT_TABLE_H
#define WALRAS_CLI_POINT_TABLE_H

#include "cli/cli.h"
#include "experiment/text.h"

/** Neighbouring points with the same label form a group; a column is shown where it varies within the group. Cells are made when they are
 *  asked for: a table of a million points takes no memory for them. */
typedef struct cli_point_table {
  const walras_experiment *experiment;
  int64_t points, columns, groups;
  bool labelled;                       /**< the points carry labels: a union of grids */
  const walras_parameter **parameters; /**< [columns] those that the sweep names */
  int64_t *first;                      /**< [groups + 1] first point of each group, and the number of points */
  bool *varies;                        /**< [groups][columns] */
} cli_point_table;

/** False when memory is exhausted; free with cli_point_table_free in any case. The experiment must outlive the table. */
bool cli_point_table_make(const walras_experiment *experiment, cli_point_table *table);
void cli_point_table_free(cli_point_table *table);

int64_t cli_point_group(const cli_point_table *table, int64_t point);
const char *cli_point_label(const cli_point_table *table, int64_t point); /**< "" without one */
bool cli_point_varies(const cli_point_table *table, int64_t group, int64_t column);
/** The cells of a column are words, texts or arrays, not plain numbers or booleans. */
bool cli_point_is_text(const cli_point_table *table, int64_t column);
/** Adds a cell: words as they are, numbers with the fewest digits that read back equal, arrays in config syntax. */
void cli_point_cell(const cli_point_table *table, int64_t point, int64_t column, config_text *text);

#endif
