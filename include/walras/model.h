/** A model is data plus one function: parameters, metrics, and how to run one trial. */
#ifndef WALRAS_MODEL_H
#define WALRAS_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "walras/metric.h"
#include "walras/schema.h"
#include "walras/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Raised whenever walras_model, or anything a model calls, changes its meaning or layout. */
#define WALRAS_API_VERSION 2u

typedef struct walras_trial walras_trial; /* walras/trial.h */

/** What one trial needs, for the planner. Estimates: results never depend on them. */
typedef struct walras_footprint {
  int64_t population;        /**< entities of the main population */
  int64_t block;             /**< entities per block (the block size that `run` asks for) */
  double bytes_per_entity;   /**< state that is spread over the group's ranks */
  double bytes_replicated;   /**< memory that every rank (or thread) holds whatever the group's size */
  double seconds_per_entity; /**< rough cost of one entity over the whole trial, one core */
  double seconds_fixed;      /**< rough cost of set-up that is not divided by ranks */
} walras_footprint;

/** The declaration of a model. A constant; every pointer outlives the program's use of it. */
typedef struct walras_model {
  uint32_t api_version; /**< WALRAS_API_VERSION; with struct_size set by WALRAS_MODEL_HEADER */
  uint32_t struct_size;
  const char *name;                   /**< slug: "magentic-marketplace" */
  const char *title;                  /**< one line for `walras models` */
  const char *family;                 /**< "market", "mechanism", ... groups the list */
  const char *reference;              /**< the paper, one line */
  const char *population;             /**< name of the parameter that is the population's size; NULL = none */
  size_t parameters_size;             /**< sizeof the parameter struct */
  const walras_parameter *parameters; /**< [parameter_count] */
  int64_t parameter_count;
  const walras_metric *metrics; /**< [metric_count] */
  int64_t metric_count;
  double money_unit; /**< what 1 of an exact money total is in currency units, e.g. 1e-4; 0 = no money */

  /** Sets defaults that follow from other parameters; runs once per design point, before `check`. May be NULL. */
  walras_status (*resolve)(void *parameters, const walras_given *given, walras_error *error);
  /** Constraints between parameters; the message names the parameter. May be NULL. */
  walras_status (*check)(const void *parameters, walras_error *error);
  void (*footprint)(const void *parameters, walras_footprint *footprint);
  /** One trial. Every rank of the group calls it with equal arguments and must make the same sequence of collective
   *  calls (all of walras/trial.h that says "collective"). Must be re-entrant: no mutable globals. */
  walras_status (*run)(walras_trial *trial, const void *parameters);
} walras_model;

/** First members of every declaration. */
#define WALRAS_MODEL_HEADER .api_version = WALRAS_API_VERSION, .struct_size = (uint32_t)sizeof(walras_model)

/** What a shared object given to --plugin must export. */
#define WALRAS_PLUGIN_SYMBOL "walras_plugin_model"
typedef const walras_model *(*walras_plugin_function)(void);
/** Exports a model from a shared object: WALRAS_PLUGIN(.name = ..., .run = run) with the members of its declaration. */
#define WALRAS_PLUGIN(...)                                                                                                       \
  const walras_model *walras_plugin_model(void);                                                                                 \
  const walras_model *walras_plugin_model(void) {                                                                                \
    static const walras_model model = {WALRAS_MODEL_HEADER, __VA_ARGS__};                                                        \
    return &model;                                                                                                               \
  }

#ifdef __cplusplus
}
#endif
#endif
