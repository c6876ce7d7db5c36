/** What a run's ranks did with their time and what they sent: in the run log, and as lines for people. */
#ifndef WALRAS_CLI_USAGE_H
#define WALRAS_CLI_USAGE_H

#include "engine/engine.h"

struct cJSON;

/** A number of a session's entry. Nobody vouches for the log: one that is missing, negative or without sense is 0. */
double cli_logged_number(const struct cJSON *object, const char *name);

/** Of one session; all zero where its log entry does not say. */
typedef struct cli_usage {
  double trials;                  /**< run by it */
  double seconds;                 /**< from its start to its end */
  double time[WALRAS_ACTIVITIES]; /**< summed over ranks */
  double busy_seconds;            /**< of all threads in trials */
  double messages[WALRAS_PURPOSES], bytes[WALRAS_PURPOSES];
} cli_usage;

/** Adds to a session's entry: "seconds", "trials", "time" with a member for each activity, "busy_thread_seconds", "messages" and "bytes" with a
 *  member for each purpose. Seconds are rounded to nanoseconds: an entry has little room. */
void cli_usage_write(struct cJSON *entry, const walras_engine_result *result);

/** Reads them back, each by cli_logged_number. */
void cli_usage_read(const struct cJSON *entry, cli_usage *usage);

/** Two lines on standard output, nothing where nothing is known: the shares of the time, and what a trial cost in messages. `threads` of all
 *  ranks together. */
void cli_usage_print(const cli_usage *usage, int threads);

#endif
