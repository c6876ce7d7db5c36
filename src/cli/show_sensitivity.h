/** What `walras show` prints of the designs "saltelli" and "morris": how much each factor matters, metric by metric. */
#ifndef WALRAS_CLI_SHOW_SENSITIVITY_H
#define WALRAS_CLI_SHOW_SENSITIVITY_H

#include "cli/show.h"
#include "numerics/statistics/morris_effects.h"
#include "numerics/statistics/sobol_indices.h"

enum { SENSITIVITY_MOST_KINDS = 3 };

/** What a design estimates for each factor. */
typedef struct sensitivity_kind {
  int estimates;
  const char *keys[SENSITIVITY_MOST_KINDS], *headings[SENSITIVITY_MOST_KINDS]; /**< in CSV and JSON; in the table */
  const char *method;
} sensitivity_kind;

/** A column's result. */
typedef struct sensitivity {
  const sensitivity_kind *kind;
  const walras_experiment *experiment;
  const show_column *column;
  walras_estimate *estimates[SENSITIVITY_MOST_KINDS]; /**< [factors] each */
  walras_sobol_indices sobol;                         /**< of a Saltelli design; its arrays are the estimates */
  walras_morris_effect *morris;                       /**< [factors] of the other one, else NULL */
} sensitivity;

/** True for the designs that have something to print here. */
bool sensitivity_is_there(const walras_experiment *experiment);

/** Around the columns of a show, and one of them; a column without a finished row is left out. */
void show_sensitivity_begin(show *s);
walras_status show_sensitivity_column(show *s, const show_column *column, walras_error *error);
void show_sensitivity_end(show *s);

/** One result in each form of output. */
void sensitivity_print_table(show *s, const sensitivity *result);
void sensitivity_print_csv(show *s, const sensitivity *result);
void sensitivity_print_json(show *s, const sensitivity *result);

#endif
