/** The groups `experiment`, `output` and `run` of a config. */
#ifndef WALRAS_EXPERIMENT_SETTINGS_H
#define WALRAS_EXPERIMENT_SETTINGS_H

#include "experiment/reader.h"

/** What these groups say; texts live in the arena. */
typedef struct config_settings {
  const char *name, *description, *model_name; /**< NULL when missing or wrong */
  const walras_model *model;                   /**< NULL when unknown */
  config_place place;                          /**< of the group `experiment` */
  int64_t seed, replications;
  bool independent;
  const char *store; /**< as written; NULL = not given */
  bool series, histograms, tables;
  int ranks_per_trial, threads; /**< 0 = auto */
  int64_t checkpoint_rounds;    /**< 0 = not by count */
  double checkpoint_seconds, sync_seconds, wall_time_margin_seconds;
} config_settings;

/** Reads the three groups and refuses unknown top-level keys. False after reports. */
bool config_settings_read(config_reader *reader, const config_setting_t *root, const walras_model_list *models,
                          config_settings *settings);

#endif
