/** Where each number of a config comes from: a table, figure or theorem of the paper, or "own: ..." with a word why.
 *
 *  A group `sources` names them, by the parameter or setting that the number is given to:
 *
 *      sources: { seed = "own: any"; requests = "section 5: 100 consumers"; };
 *
 *  It may stand at the top, for the whole config, and in each grid of the design "grids", for that grid; a grid that does not name a number
 *  has it from the top. Every member of the groups `experiment`, `sweep` and of a grid that is a number can be named, the conditions `where`
 *  and the group `replications` as a whole, and every parameter that is set, swept or not. (Claims have a `source` of their own.) Sources are
 *  documentation: they are no part of the resolved experiment, so a digest does not depend on them.
 *
 *  config_echo_sources writes one group at the top, with the grids in a list; this form is read, too:
 *
 *      sources: { seed = "own: any"; grids = ( { label = "E1"; requests = "section 5: 100 consumers"; } ); }; */
#ifndef WALRAS_EXPERIMENT_NUMBER_SOURCES_H
#define WALRAS_EXPERIMENT_NUMBER_SOURCES_H

#include "experiment/sweep.h"

/** What the numbers stand in. */
typedef struct config_numbers_input {
  config_reader *reader;
  const config_setting_t *root;
  const walras_model *model;
  const config_assignments *given; /**< base parameters, --set included */
  const config_sweep *sweep;       /**< before the command line changes its grids' replications */
  const walras_overrides *overrides;
} config_numbers_input;

/** Lists every number of the config with its source (arena). Reports names that nothing has, names that this config does not set, and
 *  sources that say nothing. False after a report. */
bool config_numbers_read(const config_numbers_input *input, walras_number **numbers, int64_t *count);

/** The sources as a config text, to be read with the resolved experiment; "" when there are none. Returns a new text, or NULL when memory is
 *  exhausted. */
char *config_echo_sources(const walras_number *numbers, int64_t count);

#endif
