/** Collects every mistake of a config with its place. */
#ifndef WALRAS_EXPERIMENT_DIAGNOSTICS_H
#define WALRAS_EXPERIMENT_DIAGNOSTICS_H

#include "experiment/experiment.h"

/** Where a mistake stands. */
typedef struct config_place {
  const char *file; /**< as the user named it, or "--set name=value" */
  int line;         /**< from 1; 0 = the place has no lines */
} config_place;

typedef struct config_log {
  walras_diagnostics *diagnostics; /**< the caller's */
  walras_diagnostics *warnings;    /**< of the experiment; NULL = not wanted */
  bool exhausted;                  /**< a message was lost for lack of memory */
} config_log;

/** Adds "file:line: message". */
void config_report(config_log *log, config_place place, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** The same for what is no mistake but hardly meant. */
void config_warn(config_log *log, config_place place, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Adds "file:line: <problem>; did you mean '<nearest>'?", or without a near name "; known <nouns>: a, b, c". */
void config_report_unknown(config_log *log, config_place place, const char *problem, const char *name, const char *nouns,
                           const char *const *names, int64_t count);

#endif
