/** The design points as people read them: a label and the parameters that the sweep varies, one cell each. */
#ifndef WALRAS_CLI_POINT_TABLE_H
#define WALRAS_CLI_POINT_TABLE_H

#include "cli/cli.h"

/** Neighbouring points with the same label form a group; a column is shown where it varies within the group. */
typedef struct cli_point_table {
  int64_t points, columns;
  bool labelled;       /**< the points carry labels: a union of grids */
  const char **labels; /**< [points], "" without one; owned by the experiment */
  const char **names;  /**< [columns] parameters that the sweep names; owned by the experiment */
  bool *words;         /**< [columns] the cells are words or texts, not numbers */
  char **cells;        /**< [points][columns] values, words without quotes */
  int64_t *first;      /**< [points] first point of the point's group */
  bool *varies;        /**< [points][columns] */
} cli_point_table;

/** False when memory is exhausted (after a message); free with cli_point_table_free in any case. */
bool cli_point_table_make(const walras_experiment *experiment, cli_point_table *table);
void cli_point_table_free(cli_point_table *table);

const char *cli_point_cell(const cli_point_table *table, int64_t point, int64_t column);
bool cli_point_varies(const cli_point_table *table, int64_t point, int64_t column);

#endif
