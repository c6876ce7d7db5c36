/** Config file -> checked experiment. */
#ifndef WALRAS_EXPERIMENT_EXPERIMENT_H
#define WALRAS_EXPERIMENT_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/part.h"
#include "engine/sequential.h"
#include "walras/model.h"

/** Finds a model by name; NULL when unknown. The caller (cli) passes the registry with its plugins. */
typedef struct walras_model_list {
  const walras_model *const *models;
  int64_t count;
} walras_model_list;

/** Command-line overrides; NULL or negative = not given. */
typedef struct walras_overrides {
  const char *const *settings; /**< "name=value" of each --set, value in config syntax (words without quotes too) */
  int64_t setting_count;
  int64_t replications; /**< -1 = not given */
  bool has_seed;
  int64_t seed;
  const char *ranks_per_trial; /**< "auto" or a number; NULL = not given */
  int threads;                 /**< -1 = not given */
  const char *output;          /**< --output; relative to the working directory */
} walras_overrides;

/** Every mistake found, not only the first: "file:line: message". */
typedef struct walras_diagnostics {
  char **messages;
  int64_t count;
} walras_diagnostics;
void walras_diagnostics_clear(walras_diagnostics *diagnostics);

/** A claim as it stands in the config, checked for its grammar: known check, existing metrics, points that exist. */
typedef struct walras_claim {
  const char *id, *statement, *source, *kind, *check, *metric, *reason;
  const char *text; /**< the whole group in canonical config syntax */
} walras_claim;

/** A number that the config gives: to a parameter (of any type, swept or not) or to a setting such as `seed`. */
typedef struct walras_number {
  const char *label;  /**< of its grid; NULL = the whole config */
  const char *name;   /**< the parameter or setting */
  const char *source; /**< where it comes from; NULL = not said */
  const char *place;  /**< "paper.cfg:12" */
} walras_number;

/** What is wrong with a number's source, in words that follow its name; NULL = nothing. */
const char *walras_number_problem(const walras_number *number);

/** How the sweep chooses its points. */
typedef enum walras_design {
  WALRAS_DESIGN_SINGLE, /**< there is no sweep */
  WALRAS_DESIGN_GRID,
  WALRAS_DESIGN_LIST,
  WALRAS_DESIGN_GRIDS,
  WALRAS_DESIGN_LATIN_HYPERCUBE,
  WALRAS_DESIGN_SOBOL,
  WALRAS_DESIGN_SALTELLI, /**< points: base rows of factor_count + 2 (experiment/sampling.h) */
  WALRAS_DESIGN_MORRIS    /**< points: trajectories of factor_count + 1 */
} walras_design;

/** Sequential stopping (the group `replications`). */
typedef struct walras_stopping {
  walras_sequential_rule rule;
  int64_t metric, element; /**< number in the model's table; which of its values, from 0 */
  const char *metric_text; /**< as written: "welfare", "share[2]" */
  const char *versus_text; /**< the group that names the baseline; NULL = none */
} walras_stopping;

/** What the fields of the same names are when no shard is taken. */
typedef struct walras_whole {
  int64_t points, replications;
  const void **parameters;
  int64_t *point_replications;
  const char **point_labels;
  const walras_stopping *stopping;
} walras_whole;

typedef struct walras_experiment {
  char *name, *description;
  const walras_model *model;
  int64_t seed;
  bool independent;
  int64_t points, replications;    /**< replications = most of any point */
  const void **parameters;         /**< [points] resolved, checked */
  int64_t *point_replications;     /**< [points] with sequential stopping the most that the point may use */
  const walras_stopping *stopping; /**< NULL = a fixed number of replications */
  const char **point_labels;       /**< [points] or NULL */
  const char **swept;              /**< names of parameters that the sweep gives and that differ between points */
  int64_t swept_count;
  walras_design design;
  const char *
      *factors; /**< [factor_count] the axes of a design from "latin_hypercube" on: "agents", or "agents, noise" when tied */
  int64_t factor_count;
  int64_t base;         /**< saltelli: base rows; morris: trajectories; else 0 */
  const int64_t *moves; /**< [base][factor_count] morris: 1 + the factor that each step moves, negative when it goes down */
  double move_step;     /**< morris: the step on the unit interval */
  int64_t candidates;   /**< points before `where` dropped some */
  const char *note;     /**< what a user should know about the design though it can run, or NULL */
  walras_claim *claims;
  int64_t claim_count;
  walras_diagnostics warnings; /**< what is no mistake but hardly meant: "file:line: message" */
  walras_number *numbers;
  int64_t number_count;
  char *store_path; /**< resolved path of the output store */
  bool series, histograms, tables;
  int ranks_per_trial;       /**< 0 = auto */
  int threads;               /**< 0 = auto */
  int64_t checkpoint_rounds; /**< 0 = not by count */
  double checkpoint_seconds, sync_seconds, wall_time_margin_seconds;
  char *config_text, *resolved_text, *run_text, *config_folder;
  char *sources_text; /**< the numbers' sources, to be read with the resolved text; "" = none */
  walras_part part;   /**< the shard that is taken (experiment/shard.h); count 0 = none */
  walras_whole whole; /**< with a shard only */
} walras_experiment;

/** Reads and checks a config. On any mistake: WALRAS_ERROR_INPUT, `diagnostics` holds every message, no experiment. */
walras_status walras_experiment_load(const char *path, const walras_model_list *models, const walras_overrides *overrides,
                                     walras_experiment **experiment, walras_diagnostics *diagnostics);
/** The same from text (a store's resolved experiment); `name` stands in messages, `folder` for relative paths. */
walras_status walras_experiment_parse(const char *text, const char *name, const char *folder, const walras_model_list *models,
                                      const walras_overrides *overrides, walras_experiment **experiment,
                                      walras_diagnostics *diagnostics);
void walras_experiment_destroy(walras_experiment *experiment);

/** Value of parameter number `parameter` of a struct in config syntax (reals with the fewest digits that read back equal).
 *  Returns a new string, or NULL when memory is exhausted. */
char *walras_parameter_text(const walras_parameter *parameter, const void *parameters);

/** Parameters of a model with every default in place, resolved and checked (for tests and --template). The result is owned by `experiment`-like
 *  storage of its own: free with walras_parameters_destroy. */
typedef struct walras_parameters walras_parameters;
walras_status walras_parameters_default(const walras_model *model, const char *const *settings, int64_t setting_count,
                                        walras_parameters **owned, const void **parameters, walras_error *error);
void walras_parameters_destroy(walras_parameters *owned);

/** Checks a declaration itself: API version, names, ranges and defaults that parse, metrics sane. For plugins and the generic test. */
walras_status walras_model_is_sound(const walras_model *model, walras_error *error);

#endif
